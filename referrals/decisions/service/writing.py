"""While it is written: begun, saved page by page, handed to the second person, or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from people import queries as people
from people.models import Category
from referrals.decisions import queries, rules
from referrals.decisions.answers import Answers
from referrals.decisions.models import DecisionState, Direction, SharingDecision, StepVerb
from referrals.decisions.notices import tell_second
from referrals.decisions.queries import Opened
from referrals.decisions.service.ledger import write_telling
from referrals.decisions.service.moving import CHANGED, move, note

RECIPIENT = ("where", "service_id", "outside", "outside_name")
NOT_WHOLE = "Some pages are not answered yet."


def begin(*, actor: Actor, person_id: UUID, direction: Direction, emergency: bool = False) -> SharingDecision:
    """Begin a decision about a person of the actor's agency; nothing leaves. Raises NotVisible for a stranger."""
    people.person(actor, person_id)
    row = SharingDecision(
        agency_id=actor.agency_id, person_id=person_id, decided_by=actor.user_id, direction=direction,
        emergency=emergency and direction is Direction.SHARE, state=DecisionState.DRAFT, begun_at=clock.now(),
        answers=Answers().written(), version=1,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    note(actor, row, StepVerb.BEGUN)
    return row


def save(*, actor: Actor, decision_id: UUID, version: int, step: str, changes: Mapping[str, Any]) -> SharingDecision:
    """Save one page as it is, whole or not: nothing that was written is lost.

    Refuses a page that does not belong to this path, what the firewall holds back, and another's decision (NotVisible);
    raises Clash when it was changed elsewhere meanwhile.
    """
    opened = written_by(actor, decision_id)
    if step not in _pages(opened):
        raise NotVisible
    answers = _consequences(opened.answers, opened.answers.changed(changes))
    kind = queries.firewall_kind(answers, queries.offer_of(answers))
    if step == "parts":
        rules.refuse_barred(map(Category, answers.categories), kind, emergency=opened.row.emergency)
    if opened.row.version != version:
        raise Clash(CHANGED)
    if step == "parts":
        seen = queries.digest(actor, replace(opened, answers=answers)) if answers.words_checked else ""
        answers = answers.changed({"checked_words": seen})
    row = move(actor, opened.row, version, rules.OPEN, answers_sealed=_sealed(opened.row, answers))
    audit.record(
        actor=actor, verb="changed", kind="sharing decision", row_id=row.id, subject_id=row.person_id,
        fields=sorted(changes),
    )  # fmt: skip
    return row


def _sealed(row: SharingDecision, answers: Answers) -> bytes | None:
    """The answers as the row would hold them; the row itself changes through its one door."""
    row.answers = answers.written()
    sealed = row.answers_sealed
    current_session().expire(row, ["answers_sealed"])
    return sealed


def _pages(opened: Opened) -> tuple[str, ...]:
    row = opened.row
    return rules.steps_of(row.direction, opened.answers, emergency=row.emergency, left=opened.left)


def _consequences(before: Answers, after: Answers) -> Answers:
    """Another recipient, or another ground, takes back what was chosen with the first one in mind."""
    if any(getattr(before, name) != getattr(after, name) for name in RECIPIENT):
        after = after.changed({"categories": (), "withheld": False, "words_checked": False, "checked_words": ""})
    if before.ground != after.ground:
        after = after.changed({"basis": "", "policy": False})
    return after


def submit(*, actor: Actor, decision_id: UUID, version: int) -> SharingDecision:
    """Hand a whole decision to the second person. Refuses one that is not whole, or whose answers contradict."""
    opened = written_by(actor, decision_id)
    refuse_unfit(actor, opened)
    row = move(
        actor, opened.row, version, rules.OPEN, state=DecisionState.WAITING, submitted_at=clock.now(),
        review_on=opened.answers.review_day, **telling(opened.answers),
    )  # fmt: skip
    note(actor, row, StepVerb.SUBMITTED)
    if opened.left:
        write_telling(actor, opened)
    tell_second(actor, row, "submitted")
    return row


def telling(answers: Answers) -> dict[str, Any]:
    """When the person is told: already, or the day on which it is looked at again."""
    if answers.telling == "TOLD":
        return {"told_at": clock.now(), "tell_on": None}
    return {"told_at": None, "tell_on": answers.tell_day}


def refuse_unfit(actor: Actor, opened: Opened) -> None:
    """Every rule over the whole decision: complete, sound, inside the firewall, its words read again."""
    if opened.missing:
        raise Refused(NOT_WHOLE, instead="Finish those that are marked.")
    rules.refuse_unsound(opened.row.direction, opened.answers, opened.own_kind, clock.today())
    if opened.row.direction is Direction.SHARE and not opened.left:
        refuse_held_back(actor, opened)


def refuse_held_back(actor: Actor, opened: Opened) -> None:
    """The firewall and the scanner over exactly what is to leave."""
    rules.refuse_barred(opened.categories, opened.kind, emergency=opened.row.emergency)
    rules.refuse_unchecked(queries.words_to_look_at(actor, opened), checked=queries.words_are_checked(actor, opened))


def drop(*, actor: Actor, decision_id: UUID, version: int) -> SharingDecision:
    """Drop what has not left and nobody has answered; its words stay in the register."""
    opened = written_by(actor, decision_id)
    if opened.left:
        raise Refused("This has left already, so the rest must be written.")
    row = move(actor, opened.row, version, rules.OPEN, state=DecisionState.DROPPED)
    note(actor, row, StepVerb.DROPPED)
    return row


def written_by(actor: Actor, decision_id: UUID) -> Opened:
    """A decision that the actor wrote; another's may be read by some, and written by nobody else."""
    opened = queries.decision(actor, decision_id)
    if opened.row.decided_by != actor.user_id:
        raise NotVisible
    return opened
