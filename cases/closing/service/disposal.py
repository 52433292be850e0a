"""Writes of a review: what holds a record, how long it is kept, and that its erasure is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import update

from agencies.permissions import Permission
from agencies.queries import addresses_of, user
from cases.closing import queries, rules
from cases.closing.models import (
    DisposalStep,
    DisposalVerb,
    ErasureRequest,
    Hold,
    HoldKind,
    RequestState,
    Retention,
)
from cases.writing import refuse_if
from core import audit, clock, outbox
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from people import queries as people_queries

SUBJECT = "Something waits for a second person"


def place_hold(*, actor: Actor, person_id: UUID, kind: HoldKind, reason: str, until: date | None) -> Hold:
    """Hold a person's record: nothing of it is disposed of until the hold is released, or its last day is past.

    Refuses a hold without a reason in words, and a last day that is past.
    """
    _may_review(actor)
    person_ids = _records(actor, person_id)
    refuse_if(rules.hold_may_be_placed(reason, until, clock.today()))
    refuse_if(_not_erased(actor, person_ids))
    row = Hold(
        agency_id=actor.agency_id, person_id=person_id, kind=kind, reason=reason.strip(), placed_by=actor.user_id,
        placed_at=clock.now(), until=until,
    )  # fmt: skip
    current_session().add(row)
    _step(actor, person_id, DisposalVerb.HELD, reason, until)
    audit.record(actor=actor, verb="placed", kind="hold", row_id=row.id, subject_id=person_id)
    return row


def release_hold(*, actor: Actor, person_id: UUID, hold_id: UUID, reason: str) -> None:
    """End a hold, with the reason. Refuses one that was released before, and no reason."""
    _may_review(actor)
    _records(actor, person_id)
    row = queries.hold(actor, hold_id)
    if len(reason.strip()) < rules.SHORTEST_REASON:
        raise Refused("Say why it is released, in a sentence.", field="release_reason")
    won = current_session().scalar(
        update(Hold)
        .where(Hold.agency_id == actor.agency_id, Hold.id == hold_id, Hold.released_at.is_(None))
        .values(released_at=clock.now(), released_by=actor.user_id)
        .returning(Hold.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash("This hold was released already.")
    current_session().expire(row)
    _step(actor, row.person_id, DisposalVerb.RELEASED, reason, None)
    audit.record(actor=actor, verb="released", kind="hold", row_id=hold_id, subject_id=row.person_id)


def keep_longer(*, actor: Actor, person_id: UUID, reason: str, until: date | None) -> None:
    """Keep a record past its day: it is reviewed again on `until`. Refuses no reason, and more than 10 years."""
    _lead_only(actor)
    person_ids = _records(actor, person_id)
    refuse_if(rules.may_keep_longer(reason, until, clock.today()))
    refuse_if(_not_erased(actor, person_ids))
    current_session().execute(
        update(Retention)
        .where(Retention.agency_id == actor.agency_id, Retention.person_id.in_(person_ids), Retention.running)
        .values(review_on=until, version=Retention.version + 1)
        .execution_options(synchronize_session=False)
    )
    current_session().expire_all()
    _step(actor, person_id, DisposalVerb.KEPT, reason, until)
    audit.record(actor=actor, verb="kept longer", kind="person", row_id=person_id, subject_id=person_id)


def ask_erasure(*, actor: Actor, person_id: UUID, why: str) -> ErasureRequest:
    """Ask that a record is erased; a second person does it. Those who can are told that something waits.

    Refuses while a case is open, a hold is in force, something is under way, its time is not over, or it is asked for
    already.
    """
    _lead_only(actor)
    person_ids = _records(actor, person_id)
    refuse_if(rules.erasure_may_be(queries.standing_of(actor, person_ids), why, clock.today()))
    if queries.waiting_request(actor, person_ids) is not None:
        raise Refused("Its erasure is asked for already.", field="why")
    row = ErasureRequest(
        agency_id=actor.agency_id, person_id=person_id, why=why, asked_by=actor.user_id, asked_at=clock.now(),
        state=RequestState.WAITING, version=1,
    )  # fmt: skip
    current_session().add(row)
    _step(actor, person_id, DisposalVerb.ASKED, rules.WHY_WORDS[why], None)
    audit.record(actor=actor, verb="asked for", kind="erasure", row_id=row.id, subject_id=person_id, fields=[why])
    _tell_others(actor, row.id)
    return row


def withdraw_erasure(*, actor: Actor, request_id: UUID) -> None:
    """Take back that erasure was asked for: any data protection lead can."""
    _lead_only(actor)
    row = queries.request(actor, request_id)
    answer(actor, row, RequestState.WITHDRAWN)
    _step(actor, row.person_id, DisposalVerb.WITHDRAWN, "", None)
    audit.record(actor=actor, verb="withdrew", kind="erasure", row_id=request_id, subject_id=row.person_id)


def refuse_erasure(*, actor: Actor, request_id: UUID, reason: str) -> None:
    """Say no to an erasure, as the second person, with the reason. Refuses the one who asked."""
    _may_review(actor)
    row = queries.request(actor, request_id)
    refuse_if(rules.second_may_answer(row.asked_by == actor.user_id, row.state is RequestState.WAITING))
    if len(reason.strip()) < rules.SHORTEST_REASON:
        raise Refused("Say why not, in a sentence.", field="no_reason")
    answer(actor, row, RequestState.REFUSED)
    _step(actor, row.person_id, DisposalVerb.REFUSED, reason, None)
    audit.record(actor=actor, verb="refused", kind="erasure", row_id=request_id, subject_id=row.person_id)


def answer(actor: Actor, row: ErasureRequest, state: RequestState) -> None:
    """Answer a waiting erasure by one conditional UPDATE: of two who answer at once, one wins."""
    won = current_session().scalar(
        update(ErasureRequest)
        .where(ErasureRequest.agency_id == actor.agency_id, ErasureRequest.id == row.id)
        .where(ErasureRequest.state == RequestState.WAITING)
        .values(state=state, answered_by=actor.user_id, answered_at=clock.now(), version=ErasureRequest.version + 1)
        .returning(ErasureRequest.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash("Somebody answered this already.")
    current_session().expire(row)


def _step(actor: Actor, person_id: UUID, verb: DisposalVerb, words: str, until: date | None) -> None:
    current_session().add(
        DisposalStep(
            agency_id=actor.agency_id, person_id=person_id, verb=verb, at=clock.now(), by_user_id=actor.user_id,
            until=until, words=words.strip() or None,
        )
    )  # fmt: skip
    current_session().flush()


def _records(actor: Actor, person_id: UUID) -> list[UUID]:
    """The linked records of a person, their keys at hand; NotVisible when the agency has none such."""
    ids = sorted(people_queries.same_person(actor, person_id))
    if not ids:
        raise NotVisible
    load_keys(actor.agency_id, ids)
    return ids


def _not_erased(actor: Actor, person_ids: Iterable[UUID]) -> Refused | None:
    erased = queries.standing_of(actor, list(person_ids)).erased
    return Refused("This record was erased already.") if erased else None


def _may_review(actor: Actor) -> None:
    if not actor.may(Permission.PROTECTION_LEAD, Permission.CASE_SUPERVISE):
        raise Refused("Only a data protection lead or a manager can do this.")


def _lead_only(actor: Actor) -> None:
    if not actor.may(Permission.PROTECTION_LEAD):
        raise Refused("Only a data protection lead can do this.")


def _tell_others(actor: Actor, request_id: UUID) -> None:
    own = user(actor.user_id).email
    told = {
        address
        for permission in (Permission.CASE_SUPERVISE, Permission.PROTECTION_LEAD)
        for address in addresses_of(actor.agency_id, permission)
    }
    for address in sorted(told - {own}):
        outbox.put(
            agency_id=actor.agency_id, address=address, subject=SUBJECT, path=f"/retention/erasures/{request_id}",
            once=f"erasure:{request_id}",
        )  # fmt: skip
