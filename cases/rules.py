"""What may be done with a case. Pure: each rule answers with the refusal, or None when it allows.

Source: domain.md 2.1 (what a case records, its states) and design.md 3 (who may open it).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from cases.catalogue import NOT_REPORTED, REPORTED_PHASES, phase_of, step_codes
from cases.models import CaseKind, CaseState, ContactMode, ContactOutcome
from core.errors import Refused

KIND_WORDS = {CaseKind.ISVA: "ISVA support", CaseKind.CASEWORK: "Casework"}
STATE_WORDS = {
    CaseState.RECEIVED: "New", CaseState.CONTACTING: "Making contact", CaseState.ASSESSMENT: "Finding out what helps",
    CaseState.ACTIVE: "Active", CaseState.ON_HOLD: "On hold", CaseState.CLOSING: "Closing", CaseState.CLOSED: "Closed",
    CaseState.REOPENED: "Reopened",
}  # fmt: skip
MODE_WORDS = {
    ContactMode.FACE_TO_FACE: "Face to face", ContactMode.TELEPHONE: "Telephone", ContactMode.TEXT: "Text",
    ContactMode.EMAIL: "E-mail", ContactMode.VIDEO: "Video", ContactMode.OUTREACH: "Outreach",
    ContactMode.ACCOMPANIMENT: "Went with them", ContactMode.LETTER: "Letter",
}  # fmt: skip
OUTCOME_WORDS = {
    ContactOutcome.REACHED: "Reached", ContactOutcome.NO_REPLY: "No reply", ContactOutcome.MESSAGE: "Left a message",
    ContactOutcome.NOT_SAFE: "Not safe to talk", ContactOutcome.DID_NOT_COME: "Did not come",
    ContactOutcome.CANCELLED: "Cancelled",
}  # fmt: skip
PERSON = "person"
WITH_WORDS = {PERSON: "The person", "professional": "A professional", "family": "Family, with consent"}

_EARLY = (CaseState.CONTACTING, CaseState.ASSESSMENT, CaseState.ACTIVE, CaseState.ON_HOLD, CaseState.CLOSING)
NEXT_STATES: dict[CaseState, tuple[CaseState, ...]] = {
    CaseState.RECEIVED: _EARLY,
    CaseState.CONTACTING: _EARLY[1:],
    CaseState.ASSESSMENT: _EARLY[2:],
    CaseState.ACTIVE: (CaseState.ON_HOLD, CaseState.CLOSING),
    CaseState.ON_HOLD: (CaseState.CONTACTING, CaseState.ASSESSMENT, CaseState.ACTIVE, CaseState.CLOSING),
    CaseState.CLOSING: (CaseState.ACTIVE, CaseState.CLOSED),
    CaseState.CLOSED: (CaseState.REOPENED,),
    CaseState.REOPENED: _EARLY,
}
#: A case is closed on pages of its own, with a checklist and how to come back.
BY_CLOSING = frozenset({CaseState.CLOSING, CaseState.CLOSED})
NEEDS_A_REASON = frozenset({CaseState.ON_HOLD, CaseState.CLOSED, CaseState.REOPENED})
QUIET_AFTER = timedelta(days=28)


def case_may_be_written(state: CaseState) -> Refused | None:
    """A closed case is read only; reopening it keeps its history (domain.md 2.1)."""
    if state is CaseState.CLOSED:
        return Refused("This case is closed, so nothing can be added.", instead="Reopen it first.")
    return None


def state_may_change(now: CaseState, wanted: CaseState, reason: str, reason_code: str | None) -> Refused | None:
    """A case moves only along NEXT_STATES (domain.md 2.1); holding, closing and reopening say why.

    `reason_code` is one of closure_reasons.json, needed to close. The criminal justice journey plays no part: a
    withdrawal from prosecution is not case closure.
    """
    if wanted not in NEXT_STATES[now]:
        steps = " or ".join(STATE_WORDS[state] for state in NEXT_STATES[now])
        return Refused(f"A case that is {STATE_WORDS[now].lower()} can become: {steps}.", field="state")
    if wanted is CaseState.CLOSED and not reason_code:
        return Refused("Choose why the case is closed.", field="reason_code")
    if wanted in NEEDS_A_REASON and not reason.strip():
        return Refused("Say why, in a sentence.", field="reason")
    return None


def case_may_say(
    needs: Collection[str], known_needs: Collection[str], came_by: str | None, known_ways: Collection[str]
) -> Refused | None:
    """A case has at least one need, and only ones we may ask for; how somebody came is one of ours, or not asked."""
    if not needs:
        return Refused("Choose at least one need.", field="needs")
    if not set(needs) <= set(known_needs):
        return Refused("Choose needs from the list.", field="needs")
    if came_by and came_by not in known_ways:
        return Refused("Choose how they came from the list.", field="came_by")
    return None


def team_may_be_changed(user_id: UUID, lead_user_id: UUID, sees_all: bool) -> Refused | None:
    """The lead worker and the agency's managers choose who is on a case team (design.md 3)."""
    if user_id != lead_user_id and not sees_all:
        return Refused("Only the lead worker or a manager can change the team.")
    return None


def member_may_leave(user_id: UUID, lead_user_id: UUID) -> Refused | None:
    """The lead worker cannot be taken off the team they lead."""
    if user_id == lead_user_id:
        return Refused("The lead worker stays on the team.", instead="Ask a manager to choose another lead first.")
    return None


def reported_steps() -> list[str]:
    """The steps that only happen once the police know (domain.md 2.2)."""
    return [code for code in step_codes() if phase_of(code) in REPORTED_PHASES]


def reported_answer(codes: Iterable[str]) -> str:
    """Whether the person has reported to the police: `reported`, `not-reported` or `not-known` (domain.md 2.2)."""
    codes = set(codes)
    if any(phase_of(code) in REPORTED_PHASES for code in codes):
        return "reported"
    return "not-reported" if NOT_REPORTED in codes else "not-known"


def initials(alias: str) -> str:
    """What a colleague outside the team sees of a name: “R.”, “M. J.”."""
    return " ".join(f"{word[0].upper()}." for word in alias.split()) or "?"


def has_enhanced_rights(kind: CaseKind) -> bool:
    """ISVA support follows a sexual offence, so enhanced rights of the Victims' Code apply (domain.md 2.6)."""
    return kind is CaseKind.ISVA


def kind(code: str) -> CaseKind:
    """The kind of case that a code stands for; ValueError when it is none."""
    return CaseKind(code)


def state(code: str) -> CaseState:
    """The state that a code stands for; ValueError when it is none."""
    return CaseState(code)
