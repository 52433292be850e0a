"""Afterwards: a body outside is told, the person is told or not yet, the receipt, the review, and what is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.errors import NotVisible, Refused
from referrals import service as referrals
from referrals.decisions import queries, rules
from referrals.decisions.models import DecisionState, SharingDecision, StepVerb
from referrals.decisions.notices import LOOK, tell_late, tell_writer
from referrals.decisions.service.leaving import let_go
from referrals.decisions.service.ledger import ending_words, write_telling
from referrals.decisions.service.moving import move, note
from referrals.decisions.service.writing import refuse_held_back, written_by
from referrals.models import Urgency

ANY = tuple(DecisionState)


def say_told_outside(
    *,
    actor: Actor,
    decision_id: UUID,
    version: int,
    how: str,
    who: str,
    receipt: str = "",
    shown: str | None = None,
) -> SharingDecision:
    """Write down that a body outside was told what was agreed: how, whom, and what they gave as a receipt.

    The firewall is asked again over the words as they stand. Refuses before a second person has agreed, and words that
    differ from what was read (`shown`: its digest, when it was read on a page).
    """
    opened = written_by(actor, decision_id)
    if opened.row.state is not DecisionState.AGREED:
        raise Refused("This has not been agreed, or was told before.")
    refuse_held_back(actor, opened)
    rules.refuse_unshown(shown, queries.digest(actor, opened))
    row = move(actor, opened.row, version, (DecisionState.AGREED,), state=DecisionState.SHARED, left_at=clock.now())
    let_go(actor, opened, urgency=Urgency.HIGH)
    note(actor, row, StepVerb.SHARED, "\n".join(filter(None, (how, f"To: {who}", receipt and f"Receipt: {receipt}"))))
    return row


def note_receipt(*, actor: Actor, decision_id: UUID, version: int, words: str) -> SharingDecision:
    """Add what the recipient answered, or what came of it."""
    row = _mine_or_second(actor, decision_id)
    if row.left_at is None:
        raise Refused("Nothing has left, so there is nothing to answer.")
    if not words.strip():
        raise Refused("Say what they answered.", field="words")
    move(actor, row, version, ANY)
    note(actor, row, StepVerb.RECEIPT, words)
    return row


def note_told(*, actor: Actor, decision_id: UUID, version: int, words: str) -> SharingDecision:
    """Write down that the person was told, and what they said; from then on their copy of the ledger tells it."""
    row = _mine_or_second(actor, decision_id)
    if not _to_tell(row):
        raise Refused("There is nothing to tell them that they do not know.")
    move(actor, row, version, ANY, told_at=clock.now(), tell_on=None)
    note(actor, row, StepVerb.TOLD, words)
    write_telling(actor, queries.decision(actor, row.id))
    return row


def put_off_telling(*, actor: Actor, decision_id: UUID, version: int, words: str, day: date) -> SharingDecision:
    """Say why it still is not safe to tell them, and when that is looked at again: within three months."""
    row = _mine_or_second(actor, decision_id)
    today = clock.today()
    if not _to_tell(row):
        raise Refused("There is nothing to tell them that they do not know.")
    if not words.strip():
        raise Refused("Say why not yet.", field="words")
    if not today < day <= today + rules.LONGEST_UNTOLD:
        raise Refused("Look again after today, and within three months.", field="day")
    move(actor, row, version, ANY, tell_on=day)
    note(actor, row, StepVerb.PUT_OFF, words)
    write_telling(actor, queries.decision(actor, row.id))
    return row


def _to_tell(row: SharingDecision) -> bool:
    """True while the person does not know of something that was shared, refused, or settled not to be."""
    return row.told_at is None and queries.is_settled(row)


def review(*, actor: Actor, decision_id: UUID, version: int, words: str) -> SharingDecision:
    """Look at the decision again, and close it with what came of it. Refuses while telling the person is due."""
    row = _mine_or_second(actor, decision_id)
    if not words.strip():
        raise Refused("Say what came of it.", field="words")
    if _to_tell(row) and (row.tell_on is None or row.tell_on <= clock.today()):
        raise Refused("First say whether they have been told, or when you look at that again.", field="words")
    move(actor, row, version, queries.TO_REVIEW, state=DecisionState.DONE, reviewed_at=clock.now())
    note(actor, row, StepVerb.REVIEWED, words)
    if row.referral_id is not None:
        referrals.end_decided(actor=actor, referral_id=row.referral_id, why="The decision was reviewed and ended")
    return row


def chase_late(*, actor: Actor) -> int:
    """Tell the writer, managers and data protection leads of emergencies whose rest is late, once a day each."""
    late = queries.overdue(actor)
    for row in late:
        tell_late(actor, row, clock.today().isoformat())
    return len(late)


def remind(*, actor: Actor) -> int:
    """Tell writers of decisions whose day to tell the person, or to be reviewed, has come; once for each day named."""
    due = queries.due_for_telling_or_review(actor)
    for row in due:
        tell_writer(row, LOOK, f"due:{row.tell_on}:{row.review_on}")
    return len(due)


def end_past_review(*, actor: Actor) -> int:
    """End what may not be opened any more because its review day has passed; returns how many were still open."""
    return sum(_ended(actor, queries.past_review(actor)))


def _ended(actor: Actor, rows: Iterable[SharingDecision]) -> list[bool]:
    return [
        referrals.end_decided(
            actor=actor, referral_id=row.referral_id, why=ending_words(row, "Its review day has passed")
        )
        for row in rows
        if row.referral_id is not None
    ]


def _mine_or_second(actor: Actor, decision_id: UUID) -> SharingDecision:
    row = queries.row(actor, decision_id)
    if row.decided_by != actor.user_id and not actor.may(Permission.SHARING_AUTHORISE):
        raise NotVisible
    return row
