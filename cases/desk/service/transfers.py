"""A case changes hands: offered by its lead worker or a manager, taken by the next; both hear of it, history stays."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases.desk import queries, rules
from cases.desk.models import CaseTransfer, TransferState
from cases.models import Case, CaseState
from cases.service import hand_over, may_open_person
from cases.writing import case_to_write, refuse_if, said, store
from core import audit, clock, outbox
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible, Refused
from core.scoping import belongs_to, current_session

TOLD = "Something about your work to look at"


def offer_case(
    *,
    actor: Actor,
    case_id: UUID,
    to_user_id: UUID | None,
    to_team_id: UUID | None,
    reason_code: str,
    reason: str | None,
    handover: str,
    stays_until: date | None = None,
    at_once: bool = False,
) -> CaseTransfer:
    """Offer a case to a colleague who may lead, or to a team, with a reason of TRANSFER_REASONS and a handover note.

    The one who leads it does so until somebody takes it, then stays on the team to the end of `stays_until`, or leaves
    it. A manager may hand it to a colleague `at_once`. Refuses while another offer waits, and on a closed case.
    """
    case = case_to_write(actor, case_id)
    refuse_if(
        rules.transfer_may_be_offered(
            actor_id=actor.user_id, lead_user_id=case.lead_user_id, manages=actor.may(Permission.CASE_SUPERVISE),
            to_user_id=to_user_id, to_team_id=to_team_id,
        )
    )  # fmt: skip
    refuse_if(rules.transfer_may_say(reason_code, reason or "", handover, stays_until, clock.today()))
    if at_once:
        _refuse_at_once(actor, to_user_id)
    _refuse_other(actor, case, to_user_id, to_team_id)
    if queries.open_transfer_of(actor, case) is not None:
        raise Refused("This case is offered already.", instead="Take that offer back first.", field="to_user")
    row = CaseTransfer(
        agency_id=actor.agency_id, case_id=case_id, person_id=case.person_id, from_user_id=case.lead_user_id,
        to_user_id=to_user_id, to_team_id=to_team_id, state=TransferState.OFFERED, reason_code=reason_code,
        reason=said(reason), handover=said(handover), stays_until=stays_until, offered_by=actor.user_id,
        offered_at=clock.now(),
    )  # fmt: skip
    store(actor, case, row, "case transfer")
    if at_once and to_user_id is not None:
        _at_once(actor, case, row, to_user_id)
    else:
        _tell(actor, row, _takers(actor, case, row), "offered", f"/cases/offers/{row.id}")
    return row


def take_case(*, actor: Actor, transfer_id: UUID) -> Case:
    """Accept a case: whoever it was offered to, or somebody of the team, leads it from now on; both hear of it.

    Refuses when somebody was faster, and when the case was closed meanwhile.
    """
    row = _to_answer(actor, transfer_id)
    case = _case_of(actor, row)
    _answer(actor, row, TransferState.ACCEPTED, None)
    why = rules.TRANSFER_REASONS[row.reason_code]
    hand_over(actor, case, actor.user_id, reason=why, stays_until=row.stays_until, leaves=row.stays_until is None)
    _tell(actor, row, {row.from_user_id, row.offered_by, actor.user_id}, "taken", f"/cases/offers/{row.id}")
    return case


def decline_case(*, actor: Actor, transfer_id: UUID, words: str) -> None:
    """Say no to an offered case, with a reason; it stays with whoever leads it, who hears of it."""
    row = _to_answer(actor, transfer_id)
    if row.to_user_id is None:
        raise Refused("It was offered to your team.", instead="Leave it for a colleague, or ask whoever offered it.")
    if not words.strip():
        raise Refused("Say why, in a sentence.", field="words")
    _answer(actor, row, TransferState.DECLINED, words)
    _tell(actor, row, {row.from_user_id, row.offered_by}, "declined", f"/cases/{row.case_id}/transfer")


def take_back(*, actor: Actor, transfer_id: UUID) -> None:
    """Take an offer back before it is answered: whoever made it, the lead worker, or a manager."""
    row = queries.transfer(actor, transfer_id)
    case = case_to_write(actor, row.case_id)
    if actor.user_id not in {row.offered_by, case.lead_user_id} and not actor.may(Permission.CASE_SUPERVISE):
        raise Refused("Only whoever offered it, the lead worker or a manager can take it back.")
    takers = _takers(actor, case, row)
    _answer(actor, row, TransferState.TAKEN_BACK, None)
    _tell(actor, row, takers, "taken-back", "/cases/offers")


def _refuse_at_once(actor: Actor, to_user_id: UUID | None) -> None:
    if not actor.may(Permission.CASE_SUPERVISE):
        raise Refused("Only a manager can hand a case over at once.")
    if to_user_id is None:
        raise Refused("Choose one colleague, to hand it over at once.", field="to_user")


def _at_once(actor: Actor, case: Case, row: CaseTransfer, to_user_id: UUID) -> None:
    _answer(actor, row, TransferState.ACCEPTED, None)
    why = rules.TRANSFER_REASONS[row.reason_code]
    hand_over(actor, case, to_user_id, reason=why, stays_until=row.stays_until, leaves=row.stays_until is None)
    _tell(actor, row, {row.from_user_id, to_user_id}, "given", f"/cases/{case.id}/transfer")


def _refuse_other(actor: Actor, case: Case, to_user_id: UUID | None, to_team_id: UUID | None) -> None:
    if to_team_id is not None:
        if to_team_id not in {team.id for team in agencies_queries.teams_of(actor.agency_id)}:
            raise Refused("Choose one of your teams.", field="to_team")
        return
    leads = {user.id for user in agencies_queries.colleagues(actor, Permission.CASE_LEAD)}
    if to_user_id not in leads or not may_open_person(actor, to_user_id, case.person_id):
        raise Refused("Choose another colleague, who may lead cases.", field="to_user")


def _to_answer(actor: Actor, transfer_id: UUID) -> CaseTransfer:
    """The offer, when it is this actor's to answer; NotVisible when they may not know of it."""
    row = queries.transfer(actor, transfer_id)
    if row.state is not TransferState.OFFERED:
        raise Refused("This was answered already.", instead="Look at who leads the case now.")
    if not queries.may_answer(actor, row):
        raise Refused("It was not offered to you.")
    return row


def _case_of(actor: Actor, row: CaseTransfer) -> Case:
    """The case of an offer, held for writing though the actor is not on its team yet."""
    found = select(Case).where(belongs_to(actor, Case), Case.id == row.case_id).with_for_update()
    case = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if case is None:
        raise NotVisible
    if case.state is CaseState.CLOSED:
        raise Refused("This case was closed meanwhile.")
    load_keys(actor.agency_id, [case.person_id])
    return case


def _answer(actor: Actor, row: CaseTransfer, state: TransferState, words: str | None) -> None:
    """Answer an offer once, by one conditional UPDATE; the words are sealed first, in the row itself."""
    row.answer = said(words)
    won = current_session().scalar(
        update(CaseTransfer)
        .where(CaseTransfer.agency_id == actor.agency_id, CaseTransfer.id == row.id)
        .where(CaseTransfer.state == TransferState.OFFERED)
        .values(state=state, answered_by=actor.user_id, answered_at=clock.now(), answer_sealed=row.answer_sealed)
        .returning(CaseTransfer.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Refused("This was answered already.", instead="Look at who leads the case now.")
    current_session().expire(row)
    audit.record(
        actor=actor, verb="answered", kind="case transfer", row_id=row.id, subject_id=row.person_id, fields=["state"]
    )


def _takers(actor: Actor, case: Case, row: CaseTransfer) -> set[UUID]:
    """Whom an offer waits for: its colleague, or those of its team who may lead and are not kept away."""
    if row.to_user_id is not None:
        return {row.to_user_id}
    leads = agencies_queries.colleagues(actor, Permission.CASE_LEAD)
    team = [user.id for user in leads if user.team_id == row.to_team_id and user.id != case.lead_user_id]
    return {user_id for user_id in team if may_open_person(actor, user_id, case.person_id)}


def _tell(actor: Actor, row: CaseTransfer, user_ids: set[UUID], what: str, path: str) -> None:
    """A notice that names nobody, to everybody whom it concerns but the one who acts."""
    addresses = {user.id: user.email for user in agencies_queries.colleagues(actor)}
    for user_id in sorted(user_ids - {actor.user_id}):
        if user_id in addresses:
            outbox.put(
                agency_id=actor.agency_id, address=addresses[user_id], subject=TOLD, path=path,
                once=f"case-transfer-{what}:{row.id}", about=row.person_id,
            )  # fmt: skip
