"""Writes of the doors: the glass broken and closed, an opening reviewed, an agency's cases opened to all."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, update

from agencies.models import User
from agencies.permissions import Permission
from cases import queries
from cases.doors import notices, rules
from cases.doors.queries import door_to, opening
from cases.models import Case, CaseState, CaseTeamMember
from cases.openings import GlassOpening, OpenHouse, Verdict
from cases.writing import refuse_if, said
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, Refused
from core.scoping import belongs_to, current_session
from people import queries as people_queries
from people.rules.exclusion import plain_words

REVIEWED_MEANWHILE = "A colleague reviewed this while you were reading. Look again."
CHANGED_MEANWHILE = "A colleague changed this while you were reading. Look again."


def break_glass(*, actor: Actor, case_id: UUID, reason: str) -> GlassOpening:
    """Open a case of the actor's agency to them for 60 minutes, for reading, with a reason of 20 characters or more.

    The page asks for the actor's own password again. The lead worker and those who review are told, once each; the
    trail has one row for each opening. Opening a case that is open already changes nothing. Refuses the eleventh
    opening of a day, Europe/London; NotVisible for a case that is not there, and for one who is kept away from the
    person.
    """
    case = door_to(actor, case_id)
    lead = queries.worker_names(actor, [case.lead_user_id]).get(case.lead_user_id, "the lead worker")
    _hold(actor)
    if (running := _running(actor, case_id)) is not None:
        return running
    number = _openings_today(actor)
    refuse_if(rules.glass_may_be_broken(reason=reason, opened_today=number, lead_name=lead))
    now = clock.now()
    row = GlassOpening(
        agency_id=actor.agency_id, case_id=case_id, person_id=case.person_id, opened_by=actor.user_id, opened_at=now,
        ends_at=now + rules.OPEN_FOR, day=clock.today(), number=number + 1, reason=plain_words(reason),
        review_by=rules.review_by(clock.today()),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="broke the glass", kind="case", row_id=case_id, subject_id=case.person_id)
    notices.tell_of_opening(actor, case, row)
    return row


def close_glass(*, actor: Actor, case_id: UUID) -> bool:
    """Close what the actor opened before its hour is over; False when nothing was open."""
    closed = current_session().scalars(
        update(GlassOpening)
        .where(GlassOpening.agency_id == actor.agency_id, GlassOpening.case_id == case_id)
        .where(GlassOpening.opened_by == actor.user_id, GlassOpening.closed_at.is_(None))
        .where(GlassOpening.ends_at > clock.now())
        .values(closed_at=clock.now())
        .returning(GlassOpening.person_id)
        .execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    for person_id in closed:
        audit.record(actor=actor, verb="closed the glass", kind="case", row_id=case_id, subject_id=person_id)
    current_session().expire_all()
    return bool(closed)


def review_opening(
    *, actor: Actor, opening_id: UUID, verdict: Verdict | None, words: str | None, version: int
) -> None:  # fmt: skip
    """Say of an opening that it is fine, or what is to follow.

    Refuses the one who opened it; Clash when somebody reviewed it first.
    """
    row = opening(actor, opening_id).row
    if row.version != version:
        raise Clash(REVIEWED_MEANWHILE)
    refuse_if(
        rules.opening_may_be_reviewed(
            actor_id=actor.user_id, opened_by=row.opened_by, is_reviewed=row.reviewed_at is not None, verdict=verdict,
            words=words or "",
        )
    )  # fmt: skip
    won = current_session().scalar(
        update(GlassOpening)
        .where(GlassOpening.agency_id == actor.agency_id, GlassOpening.id == opening_id)
        .where(GlassOpening.version == version, GlassOpening.reviewed_at.is_(None))
        .values(reviewed_at=clock.now(), reviewed_by=actor.user_id, verdict=verdict, version=version + 1)
        .returning(GlassOpening.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash(REVIEWED_MEANWHILE)
    current_session().refresh(row)
    row.review = said(words)
    current_session().flush()
    audit.record(actor=actor, verb="reviewed", kind="opening", row_id=opening_id, subject_id=row.person_id)


def open_to_all(*, actor: Actor, to_all: bool, version: int) -> OpenHouse:
    """Open the agency's cases to all its caseworkers, or keep each to its team (design.md 3). An exclusion still
    stands before it. Clash when somebody changed it first; `version` is 0 when nobody ever chose."""
    if not actor.may(Permission.AGENCY_SETTINGS):
        raise Refused("Your role cannot change this.", instead="Ask your agency manager.")
    row = queries.opens_to_all(actor)
    if (row.version if row else 0) != version:
        raise Clash(CHANGED_MEANWHILE)
    if row is None:
        row = OpenHouse(agency_id=actor.agency_id, id=actor.agency_id, version=0, changed_by=actor.user_id,
                        changed_at=clock.now())  # fmt: skip
        current_session().add(row)
    row.to_all, row.changed_by, row.changed_at, row.version = to_all, actor.user_id, clock.now(), version + 1
    current_session().flush()
    audit.record(actor=actor, verb="changed", kind="case doors", row_id=row.id, fields=["to_all"])
    return row


def on_colleague_excluded(sender: object, *, actor: Actor, person_id: UUID, user_id: UUID) -> None:
    """Take a colleague who is kept away off the teams of the person's cases, and close what they opened.

    Refuses while they lead a case that is not closed: nobody leads a case that they cannot see.
    """
    about = people_queries.in_same_person(actor, Case.person_id, person_id)
    led = select(Case.reference).where(belongs_to(actor, Case), about, Case.lead_user_id == user_id)
    reference = current_session().scalar(led.where(Case.state != CaseState.CLOSED).limit(1))
    if reference is not None:
        raise Refused(f"They lead {reference}.", instead="Choose another lead for it first.", field="user")
    now, files = clock.now(), select(Case.id).where(belongs_to(actor, Case), about)
    left = current_session().scalars(
        update(CaseTeamMember)
        .where(CaseTeamMember.agency_id == actor.agency_id, CaseTeamMember.user_id == user_id)
        .where(CaseTeamMember.case_id.in_(files), queries.serves_now())
        .values(until=now)
        .returning(CaseTeamMember.case_id)
        .execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    for case_id in left:
        audit.record(actor=actor, verb="removed from", kind="case team", row_id=case_id, subject_id=person_id)
    current_session().execute(
        update(GlassOpening)
        .where(GlassOpening.agency_id == actor.agency_id, GlassOpening.opened_by == user_id)
        .where(GlassOpening.case_id.in_(files), GlassOpening.closed_at.is_(None), GlassOpening.ends_at > now)
        .values(closed_at=now)
        .execution_options(synchronize_session=False)
    )
    current_session().expire_all()


def _running(actor: Actor, case_id: UUID) -> GlassOpening | None:
    found = select(GlassOpening).where(
        belongs_to(actor, GlassOpening), GlassOpening.case_id == case_id, GlassOpening.opened_by == actor.user_id,
        GlassOpening.ends_at > clock.now(), GlassOpening.closed_at.is_(None),
    )  # fmt: skip
    return current_session().scalars(found.limit(1)).first()


def _openings_today(actor: Actor) -> int:
    """How many times the actor broke the glass today: the last number given, since they run on without a gap."""
    found = select(func.max(GlassOpening.number)).where(
        belongs_to(actor, GlassOpening), GlassOpening.opened_by == actor.user_id, GlassOpening.day == clock.today()
    )
    return current_session().scalar(found) or 0


def _hold(actor: Actor) -> None:
    """One opening of one colleague at a time: their account's row is held until the transaction ends."""
    held = select(User.id).where(User.agency_id == actor.agency_id, User.id == actor.user_id)
    current_session().execute(held.with_for_update(key_share=True))
