"""Reads of the rota: planned shifts, who is out now and how it is with them. All inside the actor's agency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.dial import Dial
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from core.words import clock_time, counted
from outreach import catalogue
from outreach import queries as outreach
from outreach.models import OutreachSession
from outreach.rota import rules
from outreach.rota.models import LoneRules, LoneStep, LoneWatch, OutreachShift, ShiftPlace
from outreach.rota.rules import Standing
from people.queries.names import worker_names

WEEK = timedelta(days=7)
MOST_IN_A_WEEK = 200
#: The night belongs to the day on which it began: until 6 in the morning, yesterday's shifts are tonight's.
NIGHT_ENDS = time(6)


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """Somebody on a shift."""

    id: UUID
    name: str
    user_id: UUID | None
    leads: bool


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """A planned shift in words, with who is on it and how many are missing."""

    shift: OutreachShift
    mode: str
    ward: str
    places: tuple[PlaceLine, ...]
    on_call: str
    mine: bool

    @property
    def missing(self) -> int:
        """How many people it still wants; none once somebody set out."""
        done = self.shift.session_id is not None or self.shift.cancelled_at is not None
        return 0 if done else max(0, self.shift.wanted - len(self.places))


@dataclass(frozen=True, slots=True)
class WatchLine:
    """Somebody who is out, and how it is with them now."""

    watch: LoneWatch
    name: str
    where: str
    standing: Standing
    face: Dial
    seen_by: str
    mine: bool

    @property
    def alarm(self) -> bool:
        """True when they have to be found."""
        return rules.is_alarm(self.standing)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One thing that happened on an outing that is watched over."""

    at: datetime
    words: str
    who: str
    said: str


@dataclass(frozen=True, slots=True)
class CheckIns:
    """How the agency looks after those who are out; what stands before anybody changed it has version 0."""

    every_minutes: int = 60
    grace_minutes: int = 10
    again_minutes: int = 15
    plan: str = ""
    version: int = 0


def visible_to(actor: Actor) -> Select[OutreachShift]:
    """The shifts that the actor may read: those of their agency, with permission to read outreach."""
    found = select(OutreachShift).where(belongs_to(actor, OutreachShift))
    return found if _may_read(actor) else found.where(OutreachShift.id.is_(None))


def watches_visible_to(actor: Actor) -> Select[LoneWatch]:
    """The outings that the actor may follow: those of their agency, with permission to read outreach."""
    found = select(LoneWatch).where(belongs_to(actor, LoneWatch))
    return found if _may_read(actor) else found.where(LoneWatch.id.is_(None))


def shift(actor: Actor, shift_id: UUID) -> ShiftLine:
    """One shift; NotVisible when there is none for this actor."""
    found = current_session().scalars(visible_to(actor).where(OutreachShift.id == shift_id)).one_or_none()
    if found is None:
        raise NotVisible
    return _in_words(actor, [found])[0]


def shifts_of_week(actor: Actor, monday: date) -> list[ShiftLine]:
    """The shifts that start in one week, in order."""
    start = _midnight(monday)
    return shifts_between(actor, start, _midnight(monday + WEEK))


def shifts_between(actor: Actor, start: datetime, end: datetime) -> list[ShiftLine]:
    """The shifts that start from one moment and before another, in order, with who is on them: four statements."""
    found = visible_to(actor).where(OutreachShift.starts_at >= start, OutreachShift.starts_at < end)
    rows = current_session().scalars(found.order_by(OutreachShift.starts_at, OutreachShift.id).limit(MOST_IN_A_WEEK))
    return _in_words(actor, list(rows))


def tonight(actor: Actor) -> list[ShiftLine]:
    """The shifts of today, and until 6 in the morning those of the night that is not over."""
    day = today_of_the_night(clock.now())
    found = shifts_between(actor, _midnight(day), _midnight(day + timedelta(days=1)) + timedelta(hours=6))
    return [line for line in found if line.shift.cancelled_at is None]


def today_of_the_night(now: datetime) -> date:
    """The day that a night belongs to."""
    there = clock.london(now)
    return there.date() - timedelta(days=1) if there.time() < NIGHT_ENDS else there.date()


def shift_of(actor: Actor, session_id: UUID) -> OutreachShift | None:
    """The shift that a session was planned as, None when it was not planned."""
    return current_session().scalars(visible_to(actor).where(OutreachShift.session_id == session_id).limit(1)).first()


def out_now(actor: Actor) -> list[WatchLine]:
    """Everybody who is out and has not said that they are back, alarms first."""
    rows = current_session().scalars(
        watches_visible_to(actor).where(LoneWatch.back_at.is_(None)).order_by(LoneWatch.due_at).limit(MOST_IN_A_WEEK)
    )
    return sorted(_watch_lines(actor, list(rows)), key=lambda line: (not line.alarm, line.watch.due_at))


def own_watch(actor: Actor) -> WatchLine | None:
    """The actor's own outing, while it is open."""
    found = watches_visible_to(actor).where(LoneWatch.user_id == actor.user_id, LoneWatch.back_at.is_(None))
    rows = list(current_session().scalars(found.limit(1)))
    return _watch_lines(actor, rows)[0] if rows else None


def watch(actor: Actor, watch_id: UUID) -> WatchLine:
    """One outing that is watched over; NotVisible when there is none for this actor. The read is audited."""
    found = current_session().scalars(watches_visible_to(actor).where(LoneWatch.id == watch_id)).one_or_none()
    if found is None:
        raise NotVisible
    audit.record(actor=actor, verb="read", kind="lone watch", row_id=watch_id)
    return _watch_lines(actor, [found])[0]


def watches_on(actor: Actor, session_id: UUID) -> list[WatchLine]:
    """Everybody who checked in on a session, those who are still out first."""
    found = watches_visible_to(actor).where(LoneWatch.session_id == session_id)
    rows = current_session().scalars(found.order_by(LoneWatch.back_at.is_not(None), LoneWatch.began_at))
    return _watch_lines(actor, list(rows))


def steps_page(actor: Actor, watch_id: UUID, number: int) -> Page[StepLine]:
    """A page of what happened on one outing, the latest first."""
    newest = (
        select(LoneStep)
        .where(belongs_to(actor, LoneStep), LoneStep.watch_id == watch_id)
        .order_by(LoneStep.at.desc(), LoneStep.id.desc())
    )
    page = page_of(newest, number)
    names = worker_names(actor, {row.by_id for row in page.items if row.by_id})
    lines = [
        StepLine(row.at, rules.STEP_WORDS[row.kind], names.get(row.by_id, "") if row.by_id else "Roundtable",
                 row.words or "")
        for row in page.items
    ]  # fmt: skip
    return Page(lines, page.page, page.total, page.size)


def check_ins(actor: Actor) -> CheckIns:
    """How the actor's agency looks after those who are out; the standing rules until a manager changed them."""
    row = current_session().scalars(select(LoneRules).where(belongs_to(actor, LoneRules))).one_or_none()
    if row is None:
        return CheckIns()
    return CheckIns(row.every_minutes, row.grace_minutes, row.again_minutes, row.plan or "", row.version)


def may_answer(actor: Actor, watch: LoneWatch) -> bool:
    """Whether the actor may answer this alarm: a manager, or whoever is on call for its shift; never their own."""
    return rules.alarm_may_be_answered(**answering(actor, watch)) is None


def answering(actor: Actor, watch: LoneWatch) -> dict[str, bool]:
    """What the rule of answering asks of an actor and an outing."""
    planned = shift_of(actor, watch.session_id)
    return {
        "manages": actor.may(Permission.OUTREACH_MANAGE),
        "on_call": planned is not None and planned.on_call_id == actor.user_id,
        "own": watch.user_id == actor.user_id,
        "nobody_else": actor.may(Permission.OUTREACH_LOG) and not _answerers(actor, watch, planned),
    }


def listeners(actor: Actor, watch: LoneWatch) -> list[str]:
    """The addresses an alarm is told to: managers and whoever is on call, or every colleague who goes out if the one
    who is out is the only such. Never their own."""
    found = _answerers(actor, watch, shift_of(actor, watch.session_id))
    if not found:
        everyone = agencies_queries.colleagues(actor, Permission.OUTREACH_LOG)
        found = {user.id: user.email for user in everyone if user.id != watch.user_id}
    return sorted(found.values())


def _answerers(actor: Actor, watch: LoneWatch, planned: OutreachShift | None) -> dict[UUID, str]:
    """Whose an alarm is, with their addresses: the managers and whoever is on call, but the one who is out."""
    found = {user.id: user.email for user in agencies_queries.colleagues(actor, Permission.OUTREACH_MANAGE)}
    if planned is not None and planned.on_call_id is not None:
        on_call = agencies_queries.user(planned.on_call_id)
        found |= {on_call.id: on_call.email} if on_call.active else {}
    return {user_id: address for user_id, address in found.items() if user_id != watch.user_id}


def alarms_for(actor: Actor) -> list[WatchLine]:
    """The alarms that the actor may answer, the longest silent first."""
    return [line for line in out_now(actor) if line.alarm and may_answer(actor, line.watch)]


def overdue(actor: Actor, now: datetime) -> list[UUID]:
    """The outings that nobody heard from in time and whose alarm has not gone yet: for the worker's job."""
    found = select(LoneWatch.id).where(
        belongs_to(actor, LoneWatch), LoneWatch.back_at.is_(None), LoneWatch.alarmed_at.is_(None),
        LoneWatch.alarm_at <= now,
    )  # fmt: skip
    return list(current_session().scalars(found))


def unanswered(actor: Actor, told_before: datetime) -> list[LoneWatch]:
    """The alarms that nobody is on, and that were last told of before a moment."""
    found = select(LoneWatch).where(
        belongs_to(actor, LoneWatch), LoneWatch.back_at.is_(None), LoneWatch.alarmed_at.is_not(None),
        LoneWatch.seen_at.is_(None), or_(LoneWatch.told_at.is_(None), LoneWatch.told_at <= told_before),
    )  # fmt: skip
    return list(current_session().scalars(found))


def staff_choices(actor: Actor) -> dict[UUID, str]:
    """The colleagues who may be put on a shift: those who log outreach."""
    return {user.id: user.name for user in agencies_queries.colleagues(actor, Permission.OUTREACH_LOG)}


def on_call_choices(actor: Actor) -> dict[UUID, str]:
    """The colleagues who may be on call: those who log outreach, and managers."""
    managers = {user.id: user.name for user in agencies_queries.colleagues(actor, Permission.OUTREACH_MANAGE)}
    return dict(sorted({**staff_choices(actor), **managers}.items(), key=lambda pair: pair[1]))


def _may_read(actor: Actor) -> bool:
    return actor.may(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LONDON)


def _in_words(actor: Actor, rows: list[OutreachShift]) -> list[ShiftLine]:
    places = _places(actor, [row.id for row in rows])
    user_ids = {row.on_call_id for row in rows} | {place.user_id for each in places.values() for place in each}
    names = worker_names(actor, {user_id for user_id in user_ids if user_id is not None})
    return [_shift_line(actor, row, places.get(row.id, []), names) for row in rows]


def _shift_line(actor: Actor, row: OutreachShift, places: list[ShiftPlace], names: dict[UUID, str]) -> ShiftLine:
    lines = [
        PlaceLine(place.id, names.get(place.user_id, "A colleague") if place.user_id else place.name or "A volunteer",
                  place.user_id, place.leads)
        for place in places
    ]  # fmt: skip
    lines.sort(key=lambda place: (not place.leads, place.name))
    return ShiftLine(
        row, catalogue.modes().get(row.mode, row.mode), outreach.ward_words(row.ward), tuple(lines),
        names.get(row.on_call_id, "") if row.on_call_id else "",
        any(place.user_id == actor.user_id for place in lines),
    )  # fmt: skip


def _places(actor: Actor, shift_ids: list[UUID]) -> dict[UUID, list[ShiftPlace]]:
    if not shift_ids:
        return {}
    found = select(ShiftPlace).where(belongs_to(actor, ShiftPlace), ShiftPlace.shift_id.in_(shift_ids))
    grouped: dict[UUID, list[ShiftPlace]] = {}
    for place in current_session().scalars(found.order_by(ShiftPlace.added_at)):
        grouped.setdefault(place.shift_id, []).append(place)
    return grouped


def _watch_lines(actor: Actor, rows: list[LoneWatch]) -> list[WatchLine]:
    if not rows:
        return []
    ids = {row.user_id for row in rows} | {row.seen_by for row in rows if row.seen_by}
    names = worker_names(actor, ids)
    where = _where(actor, {row.session_id for row in rows})
    return [_watch_line(actor, row, names, where) for row in rows]


def _watch_line(actor: Actor, row: LoneWatch, names: dict[UUID, str], where: dict[UUID, str]) -> WatchLine:
    standing = rules.standing_of(
        back=row.back_at is not None, help_called=row.called_for_help, alarmed=row.alarmed_at is not None,
        heard_at=row.heard_at, due_at=row.due_at, grace_minutes=row.grace_minutes, now=clock.now(),
    )  # fmt: skip
    return WatchLine(
        row, names.get(row.user_id, "A colleague"), where.get(row.session_id, ""), standing, face_of(row, standing),
        names.get(row.seen_by, "") if row.seen_by else "", row.user_id == actor.user_id,
    )  # fmt: skip


def face_of(row: LoneWatch, standing: Standing) -> Dial:
    """The dial of a check-in, in minutes: petrol calm, amber in its last quarter and while late, red at an alarm."""
    by = f"check in by {clock_time(row.due_at)}"
    if standing is Standing.BACK:
        return Dial("done", 1.0, "Back", clock_time(row.back_at) if row.back_at else "")
    if standing is Standing.HELP:
        return Dial("late", 1.0, "Asked for help", clock_time(row.alarmed_at or row.due_at))
    minutes = _minutes(abs(clock.now() - row.due_at))
    if clock.now() >= row.due_at:
        state = "late" if standing is Standing.ALARM else "soon"
        return Dial(state, 1.0, f"{minutes} over", f"due {clock_time(row.due_at)}")
    whole = max(timedelta(minutes=1), row.due_at - row.heard_at)
    share = min(1.0, max(0.0, (clock.now() - row.heard_at) / whole))
    return Dial("soon" if standing is Standing.DUE else "calm", share, f"{minutes} left", by)


def _minutes(span: timedelta) -> str:
    whole = int(span.total_seconds() // 60)
    return counted(whole, "minute") if whole < 120 else counted(whole // 60, "hour")


def _where(actor: Actor, session_ids: Iterable[UUID]) -> dict[UUID, str]:
    same: ColumnElement[bool] = OutreachSession.id.in_(list(session_ids))
    rows = current_session().execute(
        select(OutreachSession.id, OutreachSession.mode, OutreachSession.ward).where(
            belongs_to(actor, OutreachSession), same
        )
    )
    return {row.id: f"{catalogue.modes().get(row.mode, row.mode)}, {outreach.ward_words(row.ward)}" for row in rows}
