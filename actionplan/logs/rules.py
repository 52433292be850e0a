"""Rules of the logs: who may write, what an entry must say, what comes next, and what is due. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from actionplan.logs.kinds import (
    EnforcementState,
    Log,
    PolicyStage,
    ResearchStage,
    ResourceKind,
    ResourceStage,
    SignUpStage,
)
from agencies.permissions import Permission
from core.actor import Actor
from core.errors import Refused
from core.words import counted, long_day

#: How long before a day its keeper is told.
CLOSES_WITHIN = timedelta(days=14)
ENDS_WITHIN = timedelta(days=60)
REVIEW_WITHIN = timedelta(days=28)
SHORTEST_REASON = 10
MOST_POUNDS = Decimal(100_000_000)
ETHICS_FIRST = (ResearchStage.UNDER_WAY, ResearchStage.FINISHED, ResearchStage.PUBLISHED)
RUNNING = (ResourceStage.AGREED, ResourceStage.IN_USE)

Values = Mapping[str, Any]

#: From which state an operation may go where. Carrying it out unseen is possible, and stays visible.
NEXT: Mapping[EnforcementState, tuple[EnforcementState, ...]] = {
    EnforcementState.PLANNED: (
        EnforcementState.CONSIDERED, EnforcementState.CARRIED_OUT, EnforcementState.CALLED_OFF,
    ),
    EnforcementState.CONSIDERED: (EnforcementState.CARRIED_OUT, EnforcementState.CALLED_OFF),
    EnforcementState.CARRIED_OUT: (EnforcementState.REVIEWED,),
    EnforcementState.REVIEWED: (),
    EnforcementState.CALLED_OFF: (),
}  # fmt: skip
#: What the forum considered: when one of these changes, it has to look again.
CONSIDERED_FIELDS = (
    "begins_on", "ends_on", "area", "purpose", "impact", "safeguards", "support", "partners", "border_officers",
)  # fmt: skip


def entry_may_be_written(actor: Actor, owner_agency_id: UUID) -> Refused | None:
    """The coordinator writes every entry, a member’s representative those that their own agency keeps."""
    if actor.may(Permission.PLAN_WRITE):
        return None
    if actor.may(Permission.PLAN_UPDATE_OWN) and owner_agency_id == actor.agency_id:
        return None
    return Refused("Another agency keeps this entry.", instead="Ask the forum coordinator to change it.")


def entry_may_stand(log: Log, values: Values, today: date) -> Refused | None:
    """Whether an entry says what its log asks for (domain.md 6.6, seed rows S3-18, S3-40, S3-42).

    Each refusal names the field. A link must be a web address; what the entry leaves open is None or "".
    """
    return _link(values.get("link", "")) or _OF_LOG[log](values, today)


def _policy(values: Values, today: date) -> Refused | None:
    if values["stage"] == PolicyStage.OPEN and values["closes_on"] is None:
        return Refused("An open consultation needs the day that it closes.", field="closes_on")
    if values["responded_on"] is not None and not values["response"].strip():
        return Refused("Say what the forum answered.", field="response")
    return _not_ahead("responded_on", values["responded_on"], today, "The answer cannot have gone in the future.")


def _research(values: Values, today: date) -> Refused | None:
    if values["stage"] in ETHICS_FIRST and not values["ethics"].strip():
        return Refused("Say who passed its ethics, or why it needed nobody’s leave.", field="ethics")
    if values["stage"] in ETHICS_FIRST and not values["consent_apart"]:
        return Refused(
            "Research needs a consent of its own.",
            instead="Ask its lead to keep it apart from consent to a service, then say so here.", field="consent_apart",
        )  # fmt: skip
    if values["stage"] == ResearchStage.PUBLISHED and values["published_on"] is None:
        return Refused("Enter the day it was published.", field="published_on")
    return _forwards(values["begins_on"], values["ends_on"])


def _training(values: Values, today: date) -> Refused | None:
    ahead, trained = values["held_on"] > today, values["trained"]
    if ahead and trained is not None:
        return Refused("Leave the number empty until the training was held.", field="trained")
    if not ahead and trained is None:
        return Refused("Enter how many were trained.", field="trained")
    if trained is not None and trained < 1:
        return Refused("How many were trained must be 1 or more.", field="trained")
    return Refused("How long it takes must be 1 minute or more.", field="minutes") if values["minutes"] < 1 else None


def _resource(values: Values, today: date) -> Refused | None:
    funding = values["kind"] == ResourceKind.FUNDING
    if funding and values["amount_pence"] is None:
        return Refused("Enter how much money it is.", field="amount")
    if funding and values["stage"] in (*RUNNING, ResourceStage.ENDED) and values["ends_on"] is None:
        return Refused("Enter the day it ends.", instead="A year from its start, if nobody said when.", field="ends_on")
    return _forwards(values["begins_on"], values["ends_on"])


def _enforcement(values: Values, today: date) -> Refused | None:
    for field, words in (
        ("impact", "Say what this would do to people who sex work."),
        ("safeguards", "Say how harm is kept down."),
    ):
        if not values[field].strip():
            return Refused(words, field=field)
    if not values["firewall_promised"]:
        return Refused(
            "An operation without this promise cannot be planned here.",
            instead="Agree it with every partner first, then tick it.", field="firewall_promised",
        )  # fmt: skip
    if values["border_officers"] and not values["border_words"].strip():
        return Refused("Say why they take part, and who agreed to it.", field="border_words")
    return _forwards(values["begins_on"], values["ends_on"])


def _joining(values: Values, today: date) -> Refused | None:
    stage, joined, left = values["stage"], values["joined_on"], values["left_on"]
    if stage in (SignUpStage.JOINED, SignUpStage.LEFT) and joined is None:
        return Refused("Enter the day it joined.", field="joined_on")
    if stage == SignUpStage.LEFT and left is None:
        return Refused("Enter the day it left.", field="left_on")
    if joined and left and left < joined:
        return Refused("It cannot have left before it joined.", field="left_on")
    if values["takes_warnings"] and not values["warnings_to"].strip():
        return Refused("Say which team or post the warnings go to.", field="warnings_to")
    return _not_ahead("joined_on", joined, today, "It cannot have joined in the future.")


_OF_LOG = {
    Log.POLICY: _policy, Log.RESEARCH: _research, Log.TRAINING: _training, Log.RESOURCES: _resource,
    Log.ENFORCEMENT: _enforcement, Log.JOINING: _joining,
}  # fmt: skip


def _forwards(begins: date | None, ends: date | None) -> Refused | None:
    backwards = begins is not None and ends is not None and ends < begins
    return Refused("It cannot end before it begins.", field="ends_on") if backwards else None


def _not_ahead(field: str, day: date | None, today: date, words: str) -> Refused | None:
    return Refused(words, field=field) if day is not None and day > today else None


def _link(words: str) -> Refused | None:
    if not words or (urlsplit(words).scheme in ("http", "https") and urlsplit(words).hostname):
        return None
    return Refused("The link must be a web address that begins with https://", field="link")


def pence_of(words: str) -> int | None:
    """Pence from an amount as people type it: “£12,500”, “12500.50”; None for nothing. Refuses what is no amount."""
    plain = re.sub(r"[£,\s]", "", words)
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or not 0 < amount <= MOST_POUNDS or amount != amount.quantize(Decimal("0.01")):
        raise Refused("Enter the amount in pounds, such as 12,500.", field="amount")
    return int(amount * 100)


def step_may_be_taken(
    actor: Actor, owner_agency_id: UUID, state: EnforcementState, to: EnforcementState, words: str
) -> Refused | None:
    """Whether an operation may go to another state: only forwards, with words, and only the forum’s coordinator says
    that the forum considered it (seed row S3-42)."""
    if to not in NEXT[state]:
        return Refused("It is past that step already.", instead="Read where it stands now, and choose again.")
    if to is EnforcementState.CONSIDERED and not actor.may(Permission.PLAN_WRITE):
        return Refused(
            "Only the coordinator notes what the forum considered.", instead="Ask for it to be put on the next agenda."
        )
    if len(words.strip()) < SHORTEST_REASON:
        return Refused(f"Say it in {SHORTEST_REASON} characters or more.", field="words")
    return entry_may_be_written(actor, owner_agency_id)


def steps_open(actor: Actor, owner_agency_id: UUID, state: EnforcementState) -> tuple[EnforcementState, ...]:
    """The states that this actor may take an operation to now."""
    if entry_may_be_written(actor, owner_agency_id):
        return ()
    considers = actor.may(Permission.PLAN_WRITE)
    return tuple(to for to in NEXT[state] if to is not EnforcementState.CONSIDERED or considers)


def entry_may_change(log: Log, state: EnforcementState | None) -> Refused | None:
    """An operation that was carried out or called off stays as it was planned; all else may be put right."""
    over = log is Log.ENFORCEMENT and state not in (EnforcementState.PLANNED, EnforcementState.CONSIDERED)
    if not over:
        return None
    return Refused("What was planned stays as it was.", instead="Write what happened in its review.")


def must_be_considered_again(before: Values, after: Values) -> bool:
    """True when something that the forum considered has changed since."""
    return any(before[field] != after[field] for field in CONSIDERED_FIELDS)


def reason_is_enough(reason: str) -> Refused | None:
    """An entry leaves the log only with a reason of 10 characters or more."""
    if len(reason.strip()) >= SHORTEST_REASON:
        return None
    return Refused(f"Say why in {SHORTEST_REASON} characters or more.", field="reason")


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done about an entry, and by when."""

    words: str
    by: date
    late: bool


def policy_due(closes_on: date, today: date) -> Due | None:
    """An answer is due when a consultation closes within 14 days; after it closed there is nothing left to do."""
    if not today <= closes_on <= today + CLOSES_WITHIN:
        return None
    return Due(f"Closes {long_day(closes_on)}", closes_on, late=False)


def resource_due(ends_on: date, today: date) -> Due | None:
    """Money or a place that ends within 60 days, or ended and still stands as running."""
    if ends_on > today + ENDS_WITHIN:
        return None
    if ends_on < today:
        return Due(f"Ended {long_day(ends_on)}: say how it stands", ends_on, late=True)
    return Due(f"Ends {long_day(ends_on)}, in {counted((ends_on - today).days, 'day')}", ends_on, late=False)


def training_due(held_on: date, today: date) -> Due | None:
    """Training that was held and whose number is missing."""
    if held_on >= today:
        return None
    return Due(f"Held {long_day(held_on)}: how many were trained?", held_on, late=(today - held_on).days > 7)


def enforcement_due(state: EnforcementState, ends_on: date, today: date) -> Due | None:
    """An operation whose end has passed must say what happened; one that was carried out is reviewed in 28 days."""
    if ends_on >= today:
        return None
    if state in (EnforcementState.PLANNED, EnforcementState.CONSIDERED):
        return Due("Its days are over: carried out, or called off?", ends_on, late=True)
    if state is not EnforcementState.CARRIED_OUT:
        return None
    by = ends_on + REVIEW_WITHIN
    return Due(f"Review due {long_day(by)}", by, late=by < today)
