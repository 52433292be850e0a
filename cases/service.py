"""Writes of cases: rule, change, audit. A case is opened by someone who may work it, and closed with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
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
    CaseTeamChange,
    CaseTeamMember,
    TeamChange,
)
from cases.writing import case_to_write, may_write, refuse_if, said
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, Refused
from core.numbering import next_number
from core.scoping import belongs_to, current_session
from people import queries as people_queries
from people.concerns.service import refuse_case_of_a_child
from people.models import Person

STALE = "This changed while you were writing. Both are below; nothing is lost."


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
    open case of the same kind (unless a referral opens it), a lead who may not lead cases, and anybody known to be
    under 18 (domain.md 3.3).
    """
    _may_open(actor, from_referral=origin_referral_id is not None)
    people_queries.person(actor, person_id)
    refuse_case_of_a_child(actor=actor, person_id=person_id)
    if origin_referral_id is None:
        _refuse_second(actor, person_id, kind)
    if not (origin_referral_id and lead_user_id == actor.user_id):
        _refuse_other_lead(actor, lead_user_id)
        if not may_open_person(actor, lead_user_id, person_id):
            raise Refused("Choose another colleague for this case.", field="lead")
    now = clock.now()
    case = Case(
        agency_id=actor.agency_id, reference=_next_reference(actor.agency_id), person_id=person_id, kind=kind,
        state=CaseState.RECEIVED, lead_user_id=lead_user_id, needs=list(needs), opened_at=now, changed_at=now,
        origin_referral_id=origin_referral_id, origin_agency_id=origin_agency_id,
    )  # fmt: skip
    current_session().add(case)
    current_session().flush()
    for user_id in dict.fromkeys((lead_user_id, actor.user_id)):
        _join(actor, case, user_id, told=False)
    _note_change(actor, case, None, CaseState.RECEIVED)
    current_session().flush()
    audit.record(actor=actor, verb="opened", kind="case", row_id=case.id, subject_id=person_id)
    return case


def change_state(
    *, actor: Actor, case_id: UUID, state: CaseState, reason: str, reason_code: str | None, version: int
) -> None:
    """Move a case to another state, as read at `version`, by one conditional UPDATE.

    Refuses a move the states do not allow and one without its reason; Clash when the case changed since.
    """
    may_write(actor)
    case = queries.peek(actor, case_id)
    _refuse_stale(case, version)
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
        raise Clash(STALE)
    code = reason_code if state is CaseState.CLOSED else None
    _note_change(actor, case, before, state, reason, code)
    current_session().flush()
    current_session().expire(case)
    audit.record(actor=actor, verb="changed", kind="case", row_id=case_id, subject_id=case.person_id, fields=["state"])


def edit_case(
    *,
    actor: Actor,
    case_id: UUID,
    needs: Sequence[str],
    wants: str | None,
    practical: str | None,
    came_by: str | None,
    version: int,
) -> Case:
    """Write down what the person wants from this case, their needs, how they came, and what is good to know.

    `needs` are codes of needs_domains.json, `came_by` one of CAME_BY or None. Refuses on a closed case and without a
    need; Clash when the case changed since it was read at `version`.
    """
    case = case_to_write(actor, case_id)
    _refuse_stale(case, version)
    refuse_if(rules.case_may_say(needs, catalogue.needs_to_choose(), came_by, catalogue.CAME_BY))
    case.needs, case.came_by = list(dict.fromkeys(needs)), came_by or None
    case.wants, case.practical = said(wants), said(practical)
    case.version, case.changed_at = case.version + 1, clock.now()
    current_session().flush()
    fields = ["needs", "wants", "practical", "came_by"]
    audit.record(actor=actor, verb="changed", kind="case", row_id=case_id, subject_id=case.person_id, fields=fields)
    return case


def change_lead(
    *,
    actor: Actor,
    case_id: UUID,
    lead_user_id: UUID,
    reason: str | None = None,
    version: int | None = None,
    stays_until: date | None = None,
    leaves: bool = False,
) -> Case:
    """Give a case another lead worker, at once: a manager does, or whoever accepts a transfer by `accept_lead`.

    The one who led stays on the team, until the end of `stays_until`, or not at all when they leave. Refuses on a
    closed case and a lead who may not lead or not open this person; Clash when the case changed since `version`.
    """
    if not actor.may(Permission.CASE_SUPERVISE):
        raise Refused("Only a manager can change the lead worker at once.", instead="Offer the case to a colleague.")
    case = case_to_write(actor, case_id)
    if version is not None:
        _refuse_stale(case, version)
    hand_over(actor, case, lead_user_id, reason=reason, stays_until=stays_until, leaves=leaves)
    return case


def hand_over(
    actor: Actor, case: Case, lead_user_id: UUID, *, reason: str | None, stays_until: date | None, leaves: bool
) -> None:
    """Make somebody lead a case that `case_to_write` gave; the team and its history follow. Asks no permission."""
    _refuse_other_lead(actor, lead_user_id)
    _refuse_kept_away(actor, case, lead_user_id, "lead")
    before = case.lead_user_id
    if before == lead_user_id:
        raise Refused("They lead this case already.", field="lead")
    _join(actor, case, lead_user_id)
    case.lead_user_id, case.version, case.changed_at = lead_user_id, case.version + 1, clock.now()
    _note_team_change(actor, case, lead_user_id, TeamChange.LEADS, reason)
    current_session().flush()
    until = end_of_stay(stays_until, clock.now(), leaves=leaves)
    if until is not None and _end_place(actor, case.id, before, until):
        _note_team_change(actor, case, before, TeamChange.LEFT, until=None if leaves else stays_until)
    current_session().flush()
    audit.record(
        actor=actor, verb="changed", kind="case", row_id=case.id, subject_id=case.person_id, fields=["lead_user_id"]
    )


def end_of_stay(stays_until: date | None, now: datetime, *, leaves: bool) -> datetime | None:
    """When the place of a lead worker who hands over ends: at once, after the last hour of a day, or never (None)."""
    if leaves:
        return now
    return datetime.combine(stays_until + timedelta(days=1), time(), clock.LONDON) if stays_until else None


def may_open_person(actor: Actor, user_id: UUID, person_id: UUID) -> bool:
    """Whether a colleague of the actor may open somebody's record: the same criteria as their own reading."""
    colleague = agencies_queries.actor_for(agencies_queries.user(user_id))
    if colleague.agency_id != actor.agency_id:
        return False
    return current_session().scalar(people_queries.visible_to(colleague).where(Person.id == person_id)) is not None


def add_member(*, actor: Actor, case_id: UUID, user_id: UUID) -> None:
    """Put a colleague on the case team. Refuses anyone but the lead or a manager, and colleagues who open no cases."""
    case = case_to_write(actor, case_id)
    refuse_if(rules.team_may_be_changed(actor.user_id, case.lead_user_id, actor.may(Permission.CASE_ALL)))
    if user_id not in {user.id for user in agencies_queries.colleagues(actor, Permission.CASE_READ)}:
        raise Refused("Choose a colleague whose role opens cases.", field="user")
    _refuse_kept_away(actor, case, user_id, "user")
    _join(actor, case, user_id)
    current_session().flush()
    audit.record(actor=actor, verb="added to", kind="case team", row_id=case_id, subject_id=case.person_id)


def remove_member(*, actor: Actor, case_id: UUID, user_id: UUID) -> None:
    """Take a colleague off the case team from now on. Refuses for the lead, and anyone but the lead or a manager."""
    case = case_to_write(actor, case_id)
    refuse_if(rules.team_may_be_changed(actor.user_id, case.lead_user_id, actor.may(Permission.CASE_ALL)))
    refuse_if(rules.member_may_leave(user_id, case.lead_user_id))
    if _end_place(actor, case_id, user_id, clock.now()):
        _note_team_change(actor, case, user_id, TeamChange.LEFT)
        current_session().flush()
    audit.record(actor=actor, verb="removed from", kind="case team", row_id=case_id, subject_id=case.person_id)


def _refuse_stale(case: Case, version: int) -> None:
    if case.version != version:
        raise Clash(STALE)


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


def _refuse_kept_away(actor: Actor, case: Case, user_id: UUID, field: str) -> None:
    """Nobody joins or leads the case of somebody whose record they may not open (an exclusion, a role)."""
    if not may_open_person(actor, user_id, case.person_id):
        raise Refused("Choose another colleague for this case.", field=field)


def _join(actor: Actor, case: Case, user_id: UUID, *, told: bool = True) -> None:
    """Put someone on a team, or back on it; says so in the team's history, unless the opening of the case does."""
    found = select(CaseTeamMember).where(
        belongs_to(actor, CaseTeamMember), CaseTeamMember.case_id == case.id, CaseTeamMember.user_id == user_id
    )
    member, now = current_session().scalars(found).one_or_none(), clock.now()
    if member is None:
        current_session().add(CaseTeamMember(agency_id=actor.agency_id, case_id=case.id, user_id=user_id, since=now))
    elif member.until is None:
        return
    else:
        member.since, member.until = now if member.until <= now else member.since, None
    if told:
        _note_team_change(actor, case, user_id, TeamChange.JOINED)


def _end_place(actor: Actor, case_id: UUID, user_id: UUID, until: datetime) -> bool:
    """End someone's place on a team at a moment; False when it had ended."""
    ended = current_session().scalar(
        update(CaseTeamMember)
        .where(CaseTeamMember.agency_id == actor.agency_id, CaseTeamMember.case_id == case_id)
        .where(CaseTeamMember.user_id == user_id, queries.serves_now())
        .values(until=until)
        .returning(CaseTeamMember.id)
        .execution_options(synchronize_session=False)
    )
    return ended is not None


def _note_team_change(
    actor: Actor, case: Case, user_id: UUID, change: TeamChange, reason: str | None = None, until: date | None = None
) -> None:
    current_session().add(
        CaseTeamChange(
            agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, user_id=user_id, at=clock.now(),
            change=change, until=until, reason=said(reason), changed_by=actor.user_id,
        )
    )  # fmt: skip


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
