"""Writes of contacts and notes: they are added and corrected by a further row, never changed and never taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from agencies import queries as agencies_queries
from cases import rules as case_rules
from cases.contacts import queries, rules
from cases.contacts.models import CaseNote, NoteKind
from cases.models import Case, ContactDirection, ContactMode, ContactOutcome, SupportContact
from cases.writing import case_to_write, refuse_if, said, store
from core import clock
from core.actor import Actor
from core.errors import Clash, Refused

CORRECTED = "Somebody corrected this while you were writing. Both are below; nothing is lost."


def add_contact(
    *,
    actor: Actor,
    case_id: UUID,
    at: datetime,
    minutes: int,
    mode: ContactMode,
    with_whom: str,
    outcome: ContactOutcome,
    note: str | None = None,
    next_step: str | None = None,
    direction: ContactDirection = ContactDirection.OURS,
    purpose: str | None = None,
    place: str | None = None,
    travel_minutes: int = 0,
    interpreter: str | None = None,
) -> SupportContact:
    """Write down a support contact, or a try that failed. It is never changed afterwards (domain.md 2.1).

    `at` is an aware moment, `minutes` 0 to 1440, `with_whom` person, professional or family; `purpose`, `place` and
    `interpreter` are codes of the rules or None. Refuses on a closed case and for a moment still to come.
    """
    case = case_to_write(actor, case_id)
    contact = _contact(
        actor, case, at=at, minutes=minutes, mode=mode, with_whom=with_whom, outcome=outcome, note=said(note),
        next_step=said(next_step), direction=direction, purpose=purpose, place=place, travel_minutes=travel_minutes,
        interpreter=interpreter,
    )  # fmt: skip
    store(actor, case, contact, "contact")
    return contact


def correct_contact(
    *, actor: Actor, case_id: UUID, contact_id: UUID, version: int, why: str, **facts: Any
) -> SupportContact:
    """Correct a contact in sight: a new row with all its `facts` (those of `add_contact`) that names the old one.

    Both stay readable. `version` is how often the contact had been corrected when it was read. Refuses without a
    reason; Clash when it was corrected since; NotVisible for no such contact.
    """
    case = case_to_write(actor, case_id)
    old, corrections = queries.newest_contact(actor, case, contact_id)
    if corrections != version:
        raise Clash(CORRECTED)
    refuse_if(rules.correction_may_be(why))
    for words in ("note", "next_step"):
        facts[words] = said(facts.get(words))
    contact = _contact(actor, case, **facts)
    contact.corrects_id, contact.why = old.id, why.strip()
    store(actor, case, contact, "contact correction")
    return contact


def log_group_session(
    *,
    actor: Actor,
    case_ids: Sequence[UUID],
    at: datetime,
    minutes: int,
    note: str | None = None,
    purpose: str | None = None,
    place: str | None = None,
) -> list[SupportContact]:
    """One session with several people: each case gets its own contact, and no row names or counts the others.

    Refuses fewer than two, and a closed case among them, naming it; then nothing is stored.
    """
    in_order = sorted(set(case_ids))  # two groups at once take their cases in one order
    refuse_if(rules.group_may_be_logged(len(in_order)))
    return [
        add_contact(
            actor=actor, case_id=case_id, at=at, minutes=minutes, mode=ContactMode.FACE_TO_FACE,
            with_whom=case_rules.PERSON, outcome=ContactOutcome.REACHED, note=note, purpose=purpose, place=place,
        )
        for case_id in in_order
    ]  # fmt: skip


def write_note(
    *, actor: Actor, case_id: UUID, words: str, kind: NoteKind = NoteKind.CASE, about_others: bool = False
) -> CaseNote:
    """Write a note, signed by the actor in the role they hold. `about_others`: it speaks of somebody else too.

    Refuses an empty one, a closed case, and a restricted one of anybody outside the case team.
    """
    case = case_to_write(actor, case_id)
    restricted = kind is NoteKind.RESTRICTED
    refuse_if(rules.note_may_be_written(words, restricted=restricted, on_team=queries.is_on_team(actor, case)))
    note = _note(actor, case, words, kind, about_others=about_others)
    store(actor, case, note, "restricted note" if restricted else "note")
    return note


def correct_note(*, actor: Actor, case_id: UUID, note_id: UUID, version: int, words: str, why: str) -> CaseNote:
    """Correct a note in sight: a new one that names the old; both stay readable, for those who could read the old.

    `version` is how often the note had been corrected when it was read. Refuses without a reason, and a restricted
    note to all but the case team; Clash when it was corrected since.
    """
    case = case_to_write(actor, case_id)
    old, corrections = queries.newest_note(actor, case, note_id)
    if corrections != version:
        raise Clash(CORRECTED)
    restricted = old.kind is NoteKind.RESTRICTED
    refuse_if(rules.note_may_be_written(words, restricted=restricted, on_team=queries.is_on_team(actor, case)))
    refuse_if(rules.correction_may_be(why))
    note = _note(actor, case, words, old.kind, about_others=old.about_others)
    note.corrects_id, note.why = old.id, why.strip()
    store(actor, case, note, "note correction")
    return note


def coded(facts: dict[str, Any]) -> dict[str, Any]:
    """The answers of a form with its codes as what they stand for; ValueError for one that is none."""
    kinds = {"mode": ContactMode, "outcome": ContactOutcome, "direction": ContactDirection}
    return {name: kinds[name](value) if name in kinds else value for name, value in facts.items()}


def kind(code: str) -> NoteKind:
    """The kind of note that a code stands for; ValueError when it is none."""
    return NoteKind(code)


def _contact(actor: Actor, case: Case, **facts: Any) -> SupportContact:
    refuse_if(rules.contact_may_be_added(facts["at"], clock.now()))
    refuse_if(rules.time_spent_may_be(facts["minutes"], facts["travel_minutes"]))
    refuse_if(rules.words_of_contact_may_be(facts["purpose"], facts["place"], facts["interpreter"]))
    if facts["with_whom"] not in case_rules.WITH_WORDS:
        raise Refused("Choose whom it was with.", field="with_whom")
    return SupportContact(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, logged_by=actor.user_id,
        logged_at=clock.now(), signed_role=_role_of(actor), **facts,
    )  # fmt: skip


def _note(actor: Actor, case: Case, words: str, kind: NoteKind, *, about_others: bool) -> CaseNote:
    return CaseNote(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, kind=kind, at=clock.now(),
        written_by=actor.user_id, signed_role=_role_of(actor), about_others=about_others, words=words.strip(),
    )  # fmt: skip


def _role_of(actor: Actor) -> str:
    """The role that the actor holds now: a signature says in which role somebody wrote, whatever they hold later."""
    account = agencies_queries.signed_in(actor.user_id)
    return ", ".join(account.role_words) if account else ""
