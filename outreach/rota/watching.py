"""Writes of looking after those who are out: check-ins, the call for help, the alarm, and who answers it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.scoping import current_session
from outreach import queries as outreach
from outreach.rota import queries, rules
from outreach.rota.models import LoneStep, LoneWatch, StepKind

ALARM = "Urgent: something to look at now"
HEARD = "An urgent matter has settled"
PATH = "/outreach/out"


def go_out(
    *, actor: Actor, session_id: UUID, every_minutes: int, reach: str = "", company: str = ""
) -> LoneWatch:  # fmt: skip
    """Begin to check in while out on a session.

    Takes how often, on which number the worker can be rung, and who is with them. Refuses a session that has ended,
    and somebody who is out already.
    """
    _may_log(actor)
    _unless(rules.check_ins_may_be(every_minutes))
    session = outreach.session(actor, session_id)
    if session.ended_at is not None:
        raise Refused("This session has ended.", instead="Start another when you set out.")
    if queries.own_watch(actor) is not None:
        raise Refused("You are checked in already.", instead="Say that you are back first.")
    now, grace = clock.now(), queries.check_ins(actor).grace_minutes
    row = LoneWatch(
        agency_id=actor.agency_id, session_id=session_id, user_id=actor.user_id, every_minutes=every_minutes,
        grace_minutes=grace, reach=reach.strip() or None, company=company.strip() or None, began_at=now,
        heard_at=now, **_due(now, every_minutes, grace),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    _step(actor, row, StepKind.OUT)
    return row


def say_safe(*, actor: Actor, watch_id: UUID, minutes: int | None = None) -> LoneWatch:
    """Check in: “I am safe”. The next is due after the usual time, or after `minutes` when more is needed once.

    It ends an alarm that went because nothing was heard, and says so to whoever was told. It does not end a call for
    help: a phone can be in other hands, so somebody has to speak to them first.
    """
    row = _own(actor, watch_id)
    wait = row.every_minutes if minutes is None else minutes
    _unless(rules.check_ins_may_be(wait, "minutes"))
    was_alarmed = row.alarmed_at is not None and not row.called_for_help
    _heard(row, wait)
    if was_alarmed:
        _calm(row)
    _step(actor, row, StepKind.SAFE)
    if was_alarmed:
        _tell(actor, row, HEARD)
    return row


def call_for_help(*, actor: Actor, watch_id: UUID) -> None:
    """Raise the alarm oneself, at once; a second time tells again only once the first was answered."""
    row = _own(actor, watch_id)
    if row.called_for_help:
        return
    row.called_for_help, row.alarmed_at = True, clock.now()
    row.seen_at = row.seen_by = None
    _step(actor, row, StepKind.HELP)
    _tell(actor, row, ALARM)


def say_back(*, actor: Actor, watch_id: UUID) -> None:
    """Say that one is back; refused while a call for help stands."""
    row = _own(actor, watch_id)
    if row.called_for_help:
        raise Refused("You asked for help.", instead="Your manager ends this once they have spoken to you.")
    was_alarmed = row.alarmed_at is not None
    _close(actor, row)
    _step(actor, row, StepKind.BACK)
    if was_alarmed:
        _tell(actor, row, HEARD)


def take_on(*, actor: Actor, watch_id: UUID) -> None:
    """Say “I am on it”: colleagues see who, and the alarm is not sent again. A second one changes nothing."""
    row = _to_answer(actor, watch_id)
    if row.seen_at is None:
        row.seen_at, row.seen_by = clock.now(), actor.user_id
        _step(actor, row, StepKind.SEEN)


def stand_down(*, actor: Actor, watch_id: UUID, words: str, back: bool) -> None:
    """End an alarm after having spoken to them; `back` when they are not out any more.

    Refuses a word too short to say how it is known that they are safe.
    """
    _unless(rules.words_are_enough(words))
    row = _to_answer(actor, watch_id)
    _heard(row, row.every_minutes)
    _calm(row)
    row.called_for_help = False
    if back:
        _close(actor, row)
    _step(actor, row, StepKind.STOOD_DOWN, words.strip())
    _tell(actor, row, HEARD)


def raise_alarms(actor: Actor) -> int:
    """Raise the alarm for everybody not heard from in time, and again where nobody is on it; returns how many went.

    Each alarm goes once, whatever number of workers runs this: the row is claimed by one conditional change.
    """
    now = clock.now()
    rung = [watch_id for watch_id in queries.overdue(actor, now) if _claim(actor, watch_id, now)]
    for watch_id in rung:
        row = _locked(actor, watch_id)
        _step(actor, row, StepKind.ALARM)
        _tell(actor, row, ALARM)
    again = now - timedelta(minutes=queries.check_ins(actor).again_minutes)
    unanswered = queries.unanswered(actor, again)
    for row in unanswered:
        _step(actor, row, StepKind.AGAIN)
        _tell(actor, row, ALARM)
    return len(rung) + len(unanswered)


def _claim(actor: Actor, watch_id: UUID, now: datetime) -> bool:
    won = current_session().scalar(
        update(LoneWatch)
        .where(LoneWatch.agency_id == actor.agency_id, LoneWatch.id == watch_id, LoneWatch.alarm_at <= now)
        .where(LoneWatch.alarmed_at.is_(None), LoneWatch.back_at.is_(None))
        .values(alarmed_at=now)
        .returning(LoneWatch.id)
        .execution_options(synchronize_session=False)
    )
    return won is not None


def _due(now: datetime, minutes: int, grace: int) -> dict[str, datetime]:
    due_at = now + timedelta(minutes=minutes)
    return {"due_at": due_at, "alarm_at": due_at + timedelta(minutes=grace)}


def _heard(row: LoneWatch, minutes: int) -> None:
    row.heard_at = clock.now()
    for name, moment in _due(row.heard_at, minutes, row.grace_minutes).items():
        setattr(row, name, moment)


def _calm(row: LoneWatch) -> None:
    row.alarmed_at = row.told_at = row.seen_at = row.seen_by = None


def _close(actor: Actor, row: LoneWatch) -> None:
    """Nobody is out any more: where they could be rung, and with whom they were, is not kept."""
    row.back_at, row.closed_by = clock.now(), actor.user_id
    row.reach = row.company = None


def _step(actor: Actor, row: LoneWatch, kind: StepKind, words: str | None = None) -> None:
    by_id = None if actor.is_system else actor.user_id
    current_session().add(
        LoneStep(agency_id=actor.agency_id, watch_id=row.id, kind=kind, at=clock.now(), by_id=by_id, words=words)
    )
    current_session().flush()
    audit.record(actor=actor, verb=kind.value.replace("_", " "), kind="lone watch", row_id=row.id)


def _tell(actor: Actor, row: LoneWatch, subject: str) -> None:
    """Leave a notice for the managers and whoever is on call: it names nobody."""
    row.told_at = clock.now() if subject == ALARM else row.told_at
    once = f"lone:{row.id}:{subject}:{clock.now().isoformat()}"
    for address in queries.listeners(actor, row):
        outbox.put(agency_id=actor.agency_id, address=address, subject=subject, path=f"{PATH}/{row.id}", once=once)
    current_session().flush()


def _own(actor: Actor, watch_id: UUID) -> LoneWatch:
    row = _open(actor, watch_id)
    if row.user_id != actor.user_id:
        raise Refused("Only they can say this.", instead="Ring them.")
    return row


def _to_answer(actor: Actor, watch_id: UUID) -> LoneWatch:
    row = _open(actor, watch_id)
    _unless(rules.alarm_may_be_answered(**queries.answering(actor, row)))
    return row


def _open(actor: Actor, watch_id: UUID) -> LoneWatch:
    row = _locked(actor, watch_id)
    if row.back_at is not None:
        raise Refused("They are back already.")
    return row


def _locked(actor: Actor, watch_id: UUID) -> LoneWatch:
    found = queries.watches_visible_to(actor).where(LoneWatch.id == watch_id).with_for_update()
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def _may_log(actor: Actor) -> None:
    if not actor.may(Permission.OUTREACH_LOG):
        raise Refused("Your role cannot log outreach.", instead="Ask your agency manager.")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
