"""Writes of cases: rule, change, audit. A case is opened by someone who may work it, and closed with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import catalogue, queries, rules
from cases.models import (
    Case,
    CaseKind,
    CaseState,
    CaseStateChange,
    CaseTeamMember,
    ContactMode,
    ContactOutcome,
    Milestone,
    SupportContact,
)
from cases.writing import case_to_write, may_write, refuse_if, said, store
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, Refused
from core.numbering import next_number
from core.scoping import belongs_to, current_session
from people import queries as people_queries


def open_case(
    *,
    actor: Actor,
    person_id: UUID,
    kind: CaseKind,
    lead_user_id: UUID,
    needs: Sequence[str],
    origin_referral_id: UUID | None = None,
    origin_agency_id: UUID | None = None,
) -> Case:
    """Open a case with a person of the actor's agency, led by a colleague who may lead; gives it the next reference.

    `needs` are codes of needs_domains.json; the origin says from which referral and agency it came. Refuses a second
    open case of the same kind (unless a referral opens it), and a lead who may not lead cases.
    """
    _may_open(actor, from_referral=origin_referral_id is not None)
    people_queries.person(actor, person_id)
    if origin_referral_id is None:
        _refuse_second(actor, person_id, kind)
    if not (origin_referral_id and lead_user_id == actor.user_id):
        _refuse_other_lead(actor, lead_user_id)
    now = clock.now()
    case = Case(
        agency_id=actor.agency_id, reference=_next_reference(actor.agency_id), person_id=person_id, kind=kind,
        state=CaseState.RECEIVED, lead_user_id=lead_user_id, needs=list(needs), opened_at=now, changed_at=now,
        origin_referral_id=origin_referral_id, origin_agency_id=origin_agency_id,
    )  # fmt: skip
    current_session().add(case)
    current_session().flush()
    for user_id in dict.fromkeys((lead_user_id, actor.user_id)):
        _join(actor, case.id, user_id)
    _note_change(actor, case, None, CaseState.RECEIVED)
    current_session().flush()
    audit.record(actor=actor, verb="opened", kind="case", row_id=case.id, subject_id=person_id)
    return case


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
) -> SupportContact:
    """Write down a support contact, or a try that failed. It is never changed afterwards (domain.md 2.1).

    `at` is an aware moment, `minutes` 0 to 1440, `with_whom` person, professional or family. Refuses on a closed case
    and for a moment still to come.
    """
    case = case_to_write(actor, case_id)
    refuse_if(rules.contact_may_be_added(at, clock.now()))
    if with_whom not in rules.WITH_WORDS:
        raise Refused("Choose whom it was with.", field="with_whom")
    contact = SupportContact(
        agency_id=actor.agency_id, case_id=case_id, person_id=case.person_id, at=at, minutes=minutes, mode=mode,
        outcome=outcome, with_whom=with_whom, note=said(note), next_step=said(next_step), logged_by=actor.user_id,
        logged_at=clock.now(),
    )  # fmt: skip
    store(actor, case, contact, "contact")
    return contact


def add_milestone(
    *,
    actor: Actor,
    case_id: UUID,
    code: str,
    happened_on: date,
    source: str,
    note: str | None = None,
    told_on: date | None = None,
) -> Milestone:
    """Add a step of the criminal justice journey; “Not reported” is a step like any other, and complete.

    `code` is one of cj_milestones.json or NOT_REPORTED, `source` who told us, `told_on` when the person was told.
    Refuses on a closed case, an unknown step, and being told before it happened.
    """
    case = case_to_write(actor, case_id)
    refuse_if(rules.milestone_may_be_added(code, catalogue.milestones(), happened_on, told_on, clock.today()))
    if source not in catalogue.SOURCES:
        raise Refused("Choose who told us.", field="source")
    step = Milestone(
        agency_id=actor.agency_id, case_id=case_id, person_id=case.person_id, code=code, happened_on=happened_on,
        told_on=told_on, source=source, note=said(note), recorded_by=actor.user_id, recorded_at=clock.now(),
    )  # fmt: skip
    store(actor, case, step, "milestone")
    return step


def record_told(*, actor: Actor, case_id: UUID, milestone_id: UUID, told_on: date) -> None:
    """Write down when the person was told of a step, once. Refuses a day before the step, and one to come."""
    case = case_to_write(actor, case_id)
    step = queries.milestone(actor, case, milestone_id)
    refuse_if(rules.told_may_be(step.happened_on, told_on, clock.today()))
    won = current_session().scalar(
        update(Milestone)
        .where(Milestone.agency_id == actor.agency_id, Milestone.id == milestone_id, Milestone.told_on.is_(None))
        .values(told_on=told_on)
        .returning(Milestone.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Refused("The day they were told is written down already.", field="told_on")
    current_session().expire(step)
    audit.record(
        actor=actor,
        verb="changed",
        kind="milestone",
        row_id=milestone_id,
        subject_id=case.person_id,
        fields=["told_on"],
    )


def change_state(
    *, actor: Actor, case_id: UUID, state: CaseState, reason: str, reason_code: str | None, version: int
) -> None:
    """Move a case to another state, as read at `version`, by one conditional UPDATE.

    Refuses a move the states do not allow and one without its reason; Clash when the case changed since.
    """
    may_write(actor)
    case = queries.peek(actor, case_id)
    if case.version != version:
        raise Clash("This changed while you were writing. Both are below; nothing is lost.")
    refuse_if(rules.state_may_change(case.state, state, reason, reason_code))
    before, now = case.state, clock.now()
    won = current_session().scalar(
        update(Case)
        .where(Case.agency_id == actor.agency_id, Case.id == case_id, Case.state == before, Case.version == version)
        .values(state=state, version=version + 1, changed_at=now, closed_at=now if state is CaseState.CLOSED else None)
        .returning(Case.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash("This changed while you were writing. Both are below; nothing is lost.")
    code = reason_code if state is CaseState.CLOSED else None
    _note_change(actor, case, before, state, reason, code)
    current_session().flush()
    current_session().expire(case)
    audit.record(actor=actor, verb="changed", kind="case", row_id=case_id, subject_id=case.person_id, fields=["state"])


def add_member(*, actor: Actor, case_id: UUID, user_id: UUID) -> None:
    """Put a colleague on the case team. Refuses anyone but the lead or a manager, and colleagues who open no cases."""
    case = case_to_write(actor, case_id)
    refuse_if(rules.team_may_be_changed(actor.user_id, case.lead_user_id, actor.may(Permission.CASE_ALL)))
    if user_id not in {user.id for user in agencies_queries.colleagues(actor, Permission.CASE_READ)}:
        raise Refused("Choose a colleague whose role opens cases.", field="user")
    _join(actor, case_id, user_id)
    current_session().flush()
    audit.record(actor=actor, verb="added to", kind="case team", row_id=case_id, subject_id=case.person_id)


def remove_member(*, actor: Actor, case_id: UUID, user_id: UUID) -> None:
    """Take a colleague off the case team from now on. Refuses for the lead, and anyone but the lead or a manager."""
    case = case_to_write(actor, case_id)
    refuse_if(rules.team_may_be_changed(actor.user_id, case.lead_user_id, actor.may(Permission.CASE_ALL)))
    refuse_if(rules.member_may_leave(user_id, case.lead_user_id))
    current_session().execute(
        update(CaseTeamMember)
        .where(CaseTeamMember.agency_id == actor.agency_id, CaseTeamMember.case_id == case_id)
        .where(CaseTeamMember.user_id == user_id, CaseTeamMember.until.is_(None))
        .values(until=clock.now())
        .execution_options(synchronize_session=False)
    )
    audit.record(actor=actor, verb="removed from", kind="case team", row_id=case_id, subject_id=case.person_id)


def _next_reference(agency_id: UUID) -> str:
    prefix = agencies_queries.agency(agency_id).reference_prefix
    return f"{prefix}-C{next_number(agency_id, 'case'):04d}"


def _refuse_second(actor: Actor, person_id: UUID, kind: CaseKind) -> None:
    found = select(Case).where(belongs_to(actor, Case), Case.person_id == person_id, Case.kind == kind)
    case = current_session().scalars(found.where(Case.state != CaseState.CLOSED).limit(1)).first()
    if case is not None:
        lead = queries.worker_names(actor, [case.lead_user_id]).get(case.lead_user_id, "your manager")
        raise Refused(f"{case.reference} is open already.", instead=f"Ask {lead}, who leads it.", field="kind")


def _refuse_other_lead(actor: Actor, lead_user_id: UUID) -> None:
    if lead_user_id not in {user.id for user in agencies_queries.colleagues(actor, Permission.CASE_LEAD)}:
        raise Refused("Choose a colleague who may lead cases.", field="lead")


def _join(actor: Actor, case_id: UUID, user_id: UUID) -> None:
    """Put someone on a team, or back on it."""
    found = select(CaseTeamMember).where(
        belongs_to(actor, CaseTeamMember), CaseTeamMember.case_id == case_id, CaseTeamMember.user_id == user_id
    )
    member = current_session().scalars(found).one_or_none()
    if member is None:
        current_session().add(
            CaseTeamMember(agency_id=actor.agency_id, case_id=case_id, user_id=user_id, since=clock.now())
        )
    elif member.until is not None:
        member.since, member.until = clock.now(), None


def _note_change(
    actor: Actor, case: Case, before: CaseState | None, after: CaseState, reason: str = "", code: str | None = None
) -> None:
    current_session().add(
        CaseStateChange(
            agency_id=actor.agency_id,
            case_id=case.id,
            person_id=case.person_id,
            at=clock.now(),
            from_state=before.value if before else None,
            to_state=after,
            reason_code=code,
            reason=said(reason),
            changed_by=actor.user_id,
        )  # fmt: skip
    )


def _may_open(actor: Actor, *, from_referral: bool) -> None:
    if not (actor.may(Permission.CASE_WRITE) or (from_referral and actor.may(Permission.REFERRAL_ANSWER))):
        raise Refused("Your role cannot open cases.", instead="Ask your agency manager.")
