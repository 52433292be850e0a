"""Reads of transfers: of one case for its team, and those offered to the reader, who may not open the case yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from agencies.models import Team, User
from agencies.permissions import Permission
from cases import queries as case_queries
from cases import rules as case_rules
from cases.desk import rules
from cases.desk.models import CaseTransfer, TransferState
from cases.models import Case, CaseState
from cases.part import needs_words
from cases.reading import legible
from core import audit
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from people import queries as people_queries
from people.models import Person


@dataclass(frozen=True, slots=True)
class Offer:
    """A transfer in words. Of who the case is about it says what a closed door says: initials and reference."""

    id: UUID
    case_id: UUID
    reference: str
    initials: str
    kind: str
    needs: list[str]
    from_name: str
    to_words: str
    why: str
    reason: str
    handover: str
    stays_until: date | None
    offered_by: str
    offered_by_id: UUID
    offered_at: datetime
    state: TransferState
    answered_by: str
    answered_at: datetime | None
    answer: str


def transfers_of(actor: Actor, case: Case, most: int = 50) -> list[Offer]:
    """Every transfer of a case that the actor has opened, the latest first."""
    found = select(CaseTransfer).where(belongs_to(actor, CaseTransfer), CaseTransfer.case_id == case.id)
    newest = found.order_by(CaseTransfer.offered_at.desc(), CaseTransfer.id.desc()).limit(most)
    return _offers(actor, list(current_session().scalars(newest)), {case.id: case})


def open_transfer_of(actor: Actor, case: Case) -> Offer | None:
    """The transfer of a case that waits for an answer, if there is one."""
    return next((offer for offer in transfers_of(actor, case) if offer.state is TransferState.OFFERED), None)


def offered_to(actor: Actor) -> Select[CaseTransfer]:
    """The transfers that wait for this actor: to them, or to their team when they may lead; never somebody kept away.

    They need not be on the case team yet.
    """
    if not actor.may(Permission.CASE_LEAD):
        return select(CaseTransfer).where(belongs_to(actor, CaseTransfer), CaseTransfer.id.is_(None))
    own_team = select(User.team_id).where(User.agency_id == actor.agency_id, User.id == actor.user_id).scalar_subquery()
    mine = or_(CaseTransfer.to_user_id == actor.user_id, CaseTransfer.to_team_id == own_team)
    return _waiting(actor).where(mine, CaseTransfer.from_user_id != actor.user_id)


def offers_to(actor: Actor, most: int = 100) -> list[Offer]:
    """The offers that wait for this actor, the oldest first."""
    rows = list(current_session().scalars(offered_to(actor).order_by(CaseTransfer.offered_at).limit(most)))
    return _offers(actor, rows, _cases(actor, rows))


def offers_elsewhere(actor: Actor, most: int = 100) -> list[Offer]:
    """What else waits in cases that the actor may open: what they offered, and for a manager all of the agency."""
    open_to_actor = case_queries.visible_to(actor).with_only_columns(Case.id)
    found = _waiting(actor).where(CaseTransfer.case_id.in_(open_to_actor))
    theirs = {row.id for row in current_session().scalars(offered_to(actor))}
    rows = [row for row in current_session().scalars(found.order_by(CaseTransfer.offered_at).limit(most))]
    rows = [row for row in rows if row.id not in theirs]
    return _offers(actor, rows, _cases(actor, rows))


def offer(actor: Actor, transfer_id: UUID) -> tuple[Offer, bool]:
    """An offer and whether it is this actor's to answer; NotVisible for anybody else. The read is audited."""
    row = transfer(actor, transfer_id)
    audit.record(actor=actor, verb="read", kind="case transfer", row_id=row.id, subject_id=row.person_id)
    return _offers(actor, [row], _cases(actor, [row]))[0], may_answer(actor, row)


def transfer(actor: Actor, transfer_id: UUID) -> CaseTransfer:
    """One transfer that is offered to the actor, or is of a case that they may open; NotVisible for any other."""
    open_to_actor = case_queries.visible_to(actor).with_only_columns(Case.id)
    offered = offered_to(actor).with_only_columns(CaseTransfer.id)
    found = select(CaseTransfer).where(
        belongs_to(actor, CaseTransfer), CaseTransfer.id == transfer_id, _of_people(actor),
        or_(CaseTransfer.case_id.in_(open_to_actor), CaseTransfer.id.in_(offered)),
    )  # fmt: skip
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.person_id])
    return row


def may_answer(actor: Actor, row: CaseTransfer) -> bool:
    """Whether the actor may take this case or say no to it."""
    found = offered_to(actor).where(CaseTransfer.id == row.id).with_only_columns(CaseTransfer.id)
    return current_session().scalar(found) is not None


def count_offers(actor: Actor) -> int:
    """How many cases are offered to this actor."""
    return len(list(current_session().scalars(offered_to(actor).with_only_columns(CaseTransfer.id))))


def _waiting(actor: Actor) -> Select[CaseTransfer]:
    open_cases = select(Case.id).where(belongs_to(actor, Case), Case.state != CaseState.CLOSED)
    return select(CaseTransfer).where(
        belongs_to(actor, CaseTransfer), CaseTransfer.state == TransferState.OFFERED, _of_people(actor),
        CaseTransfer.case_id.in_(open_cases),
    )  # fmt: skip


def _of_people(actor: Actor) -> ColumnElement[bool]:
    """Of people whom the actor is not kept away from."""
    return CaseTransfer.person_id.in_(people_queries.visible_to(actor).with_only_columns(Person.id))


def _cases(actor: Actor, rows: Sequence[CaseTransfer]) -> dict[UUID, Case]:
    found = select(Case).where(belongs_to(actor, Case), Case.id.in_([row.case_id for row in rows]))
    return {case.id: case for case in current_session().scalars(found)}


def _offers(actor: Actor, rows: Sequence[CaseTransfer], cases: dict[UUID, Case]) -> list[Offer]:
    if not rows:
        return []
    ids = {row.to_team_id for row in rows if row.to_team_id}
    teams = {
        team_id: name for team_id, name in current_session().execute(select(Team.id, Team.name).where(Team.id.in_(ids)))
    }
    people = {id_ for row in rows for id_ in (row.from_user_id, row.to_user_id, row.offered_by, row.answered_by) if id_}
    names = case_queries.worker_names(actor, people)
    aliases = people_queries.aliases(actor, [row.person_id for row in rows])
    return [
        _offer(row, cases[row.case_id], names, teams, aliases.get(row.person_id, ("", ""))[0])
        for row in rows
        if row.case_id in cases
    ]


def _offer(row: CaseTransfer, case: Case, names: dict[UUID, str], teams: dict[UUID, str], alias: str) -> Offer:
    def named(user_id: UUID | None) -> str:
        return names.get(user_id, "Left") if user_id else ""

    return Offer(
        id=row.id, case_id=row.case_id, reference=case.reference, initials=case_rules.initials(alias),
        kind=case_rules.KIND_WORDS[case.kind], needs=needs_words(case), from_name=named(row.from_user_id),
        to_words=named(row.to_user_id) or f"the team {teams.get(row.to_team_id, '') if row.to_team_id else ''}".strip(),
        why=rules.TRANSFER_REASONS.get(row.reason_code, ""), reason=legible(row, "reason"),
        handover=legible(row, "handover"), stays_until=row.stays_until, offered_by=named(row.offered_by),
        offered_by_id=row.offered_by, offered_at=row.offered_at, state=row.state, answered_by=named(row.answered_by),
        answered_at=row.answered_at, answer=legible(row, "answer"),
    )  # fmt: skip
