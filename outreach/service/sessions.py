"""Sessions: begun, counted, written up, ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from core import audit, clock
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session
from outreach import catalogue, events, queries, rules
from outreach.details import Heads
from outreach.models import OutreachSession, Source
from outreach.service.base import claim, held_session, may_log, unless


def start_session(
    *,
    actor: Actor,
    mode: str,
    ward: str,
    team: str,
    began_at: datetime,
    route: str | None = None,
    session_id: UUID | None = None,
    source: str = "page",
) -> OutreachSession:
    """Start a session, or write one down afterwards.

    Takes codes of the catalogue, who is out in their own words, an aware moment, and a named beat that stays inside
    the agency. `session_id` is an id that a phone gave: a session that has it already is given back unchanged.
    Refuses a moment ahead, an unknown way of meeting, and any place finer than a ward (domain.md 5).
    """
    may_log(actor)
    if session_id is not None and (known := queries.session_if_any(actor, session_id)):
        return known
    unless(rules.session_may_begin(began_at, clock.now()))
    unless(rules.beat_may_be(route or "", "route"))
    if mode not in catalogue.modes() or ward not in catalogue.wards():
        raise Refused("Choose how and where from the lists.", field="ward")
    held_on, _ = queries.day_and_time(began_at)
    session = OutreachSession(
        agency_id=actor.agency_id, held_on=held_on, began_at=began_at, mode=mode, ward=ward, team=team.strip(),
        route=rules.normal_alias(route or "") or None, created_by=actor.user_id, source=Source(source),
        **({"id": session_id} if session_id else {}),
    )  # fmt: skip
    current_session().add(session)
    current_session().flush()
    audit.record(actor=actor, verb="started", kind="outreach session", row_id=session.id)
    events.session_started.send(start_session, actor=actor, session=session)
    return session


def count_heads(
    *,
    actor: Actor,
    session_id: UUID,
    headcount: int,
    declined: int,
    observations: str,
    version: int,
    new: int | None = None,
    known: int | None = None,
    presented: dict[str, dict[str, int]] | None = None,
) -> None:
    """Set a session's headcount with its parts, and what was seen, as read at `version`.

    What is None stays as it was. Refuses a headcount that does not cover the contacts and those who declined, and parts
    that do not fit into it; Clash when the session changed since.
    """
    may_log(actor)
    session = held_session(actor, session_id)
    claim(session, version)
    heads = Heads(
        headcount,
        declined,
        session.headcount_new if new is None else new,
        session.headcount_known if known is None else known,
        (session.presented or {}) if presented is None else presented,
    )
    unless(rules.heads_may_be(heads, queries.written(actor, session_id)))
    set_heads(session, heads)
    session.observations = observations.strip() or None
    current_session().flush()
    fields = ("headcount", "headcount_declined", "headcount_new", "headcount_known", "presented", "observations")
    audit.record(actor=actor, verb="changed", kind="outreach session", row_id=session_id, fields=fields)


def write_up(
    *,
    actor: Actor,
    session_id: UUID,
    interpreter: bool | None,
    police_seen: bool | None,
    near_miss: str,
    debrief_done: bool,
    debrief: str,
    version: int,
) -> None:
    """Write down how a session went for those who were out, as read at `version`: all of it optional (domain.md 5).

    None is “not said”. Clash when the session changed since.
    """
    may_log(actor)
    session = held_session(actor, session_id)
    claim(session, version)
    session.interpreter, session.police_seen = interpreter, police_seen
    session.near_miss, session.debrief = near_miss.strip() or None, debrief.strip() or None
    session.debrief_done = debrief_done
    current_session().flush()
    fields = ("interpreter", "police_seen", "near_miss", "debrief_done", "debrief")
    audit.record(actor=actor, verb="wrote up", kind="outreach session", row_id=session_id, fields=fields)


def end_session(*, actor: Actor, session_id: UUID, ended_at: datetime | None = None) -> None:
    """End a session that is running, at the latest 18 hours after it began. A second end changes nothing.

    `ended_at` is a moment that a phone gave; without one it is now.
    """
    may_log(actor)
    session = queries.session(actor, session_id)
    latest = min(clock.now(), session.began_at + rules.LONGEST_OUTING)
    ended = current_session().scalar(
        update(OutreachSession)
        .where(OutreachSession.agency_id == actor.agency_id, OutreachSession.id == session_id)
        .where(OutreachSession.ended_at.is_(None))
        .values(
            ended_at=max(session.began_at, min(ended_at or latest, latest)), ended_by=actor.user_id,
            version=OutreachSession.version + 1,
        )
        .returning(OutreachSession.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    current_session().expire(session)
    if ended is not None:
        audit.record(actor=actor, verb="ended", kind="outreach session", row_id=session_id)
        events.session_ended.send(end_session, actor=actor, session=session)


def heads_of(session: OutreachSession) -> Heads:
    """The headcount of a session with its parts."""
    return Heads(
        session.headcount,
        session.headcount_declined,
        session.headcount_new,
        session.headcount_known,
        session.presented or {},
    )


def set_heads(session: OutreachSession, heads: Heads) -> None:
    """Write a headcount that a rule allowed."""
    session.headcount, session.headcount_declined = heads.total, heads.declined
    session.headcount_new, session.headcount_known = heads.new, heads.known
    session.presented = {name: dict(counts) for name, counts in heads.presented.items()}
