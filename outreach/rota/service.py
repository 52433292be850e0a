"""Writes of the rota: planning a shift, being on it, and setting out, which makes it a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import belongs_to, current_session
from outreach import catalogue
from outreach import service as outreach
from outreach.rota import queries, rules
from outreach.rota.models import LoneRules, OutreachShift, ShiftPlace

CHANGED = "This changed while you were writing. Both are below; nothing is lost."
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """What a shift says: when, how, where by ward, how many it wants, who is on it and who is on call."""

    starts_at: datetime
    ends_at: datetime
    mode: str
    ward: str
    wanted: int = 2
    on_call_id: UUID | None = None
    notes: str = ""
    staff: Sequence[UUID] = ()
    volunteers: Sequence[str] = ()


def plan_shift(*, actor: Actor, plan: Plan, weeks: int = 1) -> list[OutreachShift]:
    """Put a shift on the rota, once or every week up to 12 times; the same people are on each.

    Refuses times that make no shift, any place finer than a ward, and people who cannot go out.
    """
    _may_manage(actor)
    _unless(rules.series_may_be(weeks))
    _check(actor, plan)
    rows = [_new_shift(actor, plan, number) for number in range(weeks)]
    for row in rows:
        _put_on(actor, row.id, plan)
        audit.record(actor=actor, verb="planned", kind="outreach shift", row_id=row.id)
    return rows


def change_shift(*, actor: Actor, shift_id: UUID, plan: Plan, version: int) -> None:
    """Change a shift as read at `version`, and who is on it; refused once somebody set out or it was cancelled."""
    _may_manage(actor)
    row = _locked(actor, shift_id)
    _unless(rules.shift_may_change(set_out=row.session_id is not None, cancelled=row.cancelled_at is not None))
    if row.version != version:
        raise Clash(CHANGED)
    _check(actor, plan)
    row.starts_at, row.ends_at, row.mode, row.ward = plan.starts_at, plan.ends_at, plan.mode, plan.ward
    row.wanted, row.on_call_id, row.notes = plan.wanted, plan.on_call_id, plan.notes.strip() or None
    row.version += 1
    current_session().execute(
        delete(ShiftPlace).where(ShiftPlace.agency_id == actor.agency_id, ShiftPlace.shift_id == shift_id)
    )
    _put_on(actor, shift_id, plan)
    fields = ("starts_at", "ends_at", "mode", "ward", "wanted", "on_call_id", "notes", "places")
    audit.record(actor=actor, verb="changed", kind="outreach shift", row_id=shift_id, fields=fields)


def cancel_shift(*, actor: Actor, shift_id: UUID) -> None:
    """Call a shift off; a second time changes nothing. Refused once somebody set out."""
    _may_manage(actor)
    row = _locked(actor, shift_id)
    if row.cancelled_at is not None:
        return
    _unless(rules.shift_may_change(set_out=row.session_id is not None, cancelled=False))
    row.cancelled_at = clock.now()
    row.version += 1
    current_session().flush()
    audit.record(actor=actor, verb="cancelled", kind="outreach shift", row_id=shift_id)


def join_shift(*, actor: Actor, shift_id: UUID) -> None:
    """Put oneself on a shift; a second time changes nothing."""
    _may_log(actor)
    row = _open_shift(actor, shift_id)
    if _own_place(actor, shift_id) is None:
        _add_place(actor, shift_id, user_id=actor.user_id)
        row.version += 1
        current_session().flush()
        audit.record(actor=actor, verb="joined", kind="outreach shift", row_id=shift_id)


def leave_shift(*, actor: Actor, shift_id: UUID) -> None:
    """Take oneself off a shift; a second time changes nothing."""
    _may_log(actor)
    row = _open_shift(actor, shift_id)
    place = _own_place(actor, shift_id)
    if place is not None:
        current_session().delete(place)
        row.version += 1
        current_session().flush()
        audit.record(actor=actor, verb="left", kind="outreach shift", row_id=shift_id)


def set_out(*, actor: Actor, shift_id: UUID) -> UUID:
    """Begin a shift: it becomes a session, with who is on it; returns the session's id.

    From two hours before it starts until it ends, once: a second time gives the same session.
    """
    _may_log(actor)
    row = _locked(actor, shift_id)
    if row.session_id is not None:
        return row.session_id
    _unless(
        rules.shift_may_set_out(
            set_out=False, cancelled=row.cancelled_at is not None, starts_at=row.starts_at, ends_at=row.ends_at,
            now=clock.now(),
        )
    )  # fmt: skip
    line = queries.shift(actor, shift_id)
    session = outreach.start_session(
        actor=actor, mode=row.mode, ward=row.ward, team=rules.team_words(place.name for place in line.places),
        began_at=clock.now(),
    )  # fmt: skip
    row.session_id = session.id
    row.version += 1
    current_session().flush()
    audit.record(actor=actor, verb="set out", kind="outreach shift", row_id=shift_id, fields=["session_id"])
    return session.id


def save_check_ins(
    *, actor: Actor, every_minutes: int, grace_minutes: int, again_minutes: int, plan: str, version: int
) -> None:
    """How often those who are out check in, when the alarm goes, and what whoever answers it does.

    Takes the version that was read, 0 before anybody changed it. It holds for outings that begin afterwards.
    """
    _may_manage(actor)
    _unless(rules.check_ins_may_be(every_minutes) or rules.alarm_may_be(grace_minutes, again_minutes))
    row = current_session().scalars(
        select(LoneRules).where(belongs_to(actor, LoneRules)).with_for_update()
    ).one_or_none()  # fmt: skip
    if (row.version if row else 0) != version:
        raise Clash(CHANGED)
    if row is None:
        row = LoneRules(agency_id=actor.agency_id, version=0)
        current_session().add(row)
    row.every_minutes, row.grace_minutes, row.again_minutes = every_minutes, grace_minutes, again_minutes
    row.plan = plan.strip() or None
    row.version += 1
    current_session().flush()
    fields = ("every_minutes", "grace_minutes", "again_minutes", "plan")
    audit.record(actor=actor, verb="changed", kind="check-in rules", row_id=row.id, fields=fields)


def _check(actor: Actor, plan: Plan) -> None:
    _unless(rules.shift_may_be(plan.starts_at, plan.ends_at, clock.now()))
    _unless(rules.wanted_may_be(plan.wanted))
    if plan.mode not in catalogue.modes() or plan.ward not in catalogue.wards():
        raise Refused("Choose how and where from the lists.", field="ward")
    if set(plan.staff) - set(queries.staff_choices(actor)):
        raise Refused("Choose colleagues from the list.", field="staff")
    if plan.on_call_id is not None and plan.on_call_id not in queries.on_call_choices(actor):
        raise Refused("Choose a colleague from the list.", field="on_call")


def _new_shift(actor: Actor, plan: Plan, week: int) -> OutreachShift:
    """One shift of a series: the same time by the clock in Manchester, whatever summer time does."""
    row = OutreachShift(
        agency_id=actor.agency_id, starts_at=_weeks_on(plan.starts_at, week), ends_at=_weeks_on(plan.ends_at, week),
        mode=plan.mode, ward=plan.ward, wanted=plan.wanted, on_call_id=plan.on_call_id,
        notes=plan.notes.strip() or None, planned_by=actor.user_id,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    return row


def _weeks_on(moment: datetime, weeks: int) -> datetime:
    there = clock.london(moment)
    return (there.replace(tzinfo=None) + timedelta(weeks=weeks)).replace(tzinfo=clock.LONDON)


def _put_on(actor: Actor, shift_id: UUID, plan: Plan) -> None:
    for user_id in dict.fromkeys(plan.staff):
        _add_place(actor, shift_id, user_id=user_id)
    for name in dict.fromkeys(filter(None, (" ".join(name.split()) for name in plan.volunteers))):
        _add_place(actor, shift_id, name=name[:LONGEST_NAME])
    current_session().flush()


def _add_place(actor: Actor, shift_id: UUID, *, user_id: UUID | None = None, name: str | None = None) -> None:
    current_session().add(
        ShiftPlace(
            agency_id=actor.agency_id, shift_id=shift_id, user_id=user_id, name=name, added_by=actor.user_id,
            added_at=clock.now(),
        )
    )  # fmt: skip


def _own_place(actor: Actor, shift_id: UUID) -> ShiftPlace | None:
    found = select(ShiftPlace).where(
        belongs_to(actor, ShiftPlace), ShiftPlace.shift_id == shift_id, ShiftPlace.user_id == actor.user_id
    )
    return current_session().scalars(found).one_or_none()


def _open_shift(actor: Actor, shift_id: UUID) -> OutreachShift:
    row = _locked(actor, shift_id)
    _unless(rules.shift_may_change(set_out=row.session_id is not None, cancelled=row.cancelled_at is not None))
    return row


def _locked(actor: Actor, shift_id: UUID) -> OutreachShift:
    found = queries.visible_to(actor).where(OutreachShift.id == shift_id).with_for_update()
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def _may_manage(actor: Actor) -> None:
    if not actor.may(Permission.OUTREACH_MANAGE):
        raise Refused("Your role cannot plan shifts.", instead="Ask your agency manager.")


def _may_log(actor: Actor) -> None:
    if not actor.may(Permission.OUTREACH_LOG):
        raise Refused("Your role cannot log outreach.", instead="Ask your agency manager.")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
