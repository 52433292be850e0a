"""The verbs of the police: ask, reply, take back, and open what was released."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import update

from agencies import queries as agencies
from core import audit, clock
from core.actor import Actor
from core.calendar import add_working_days, working_days_between
from core.crypto import envelopes
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import belongs_to, current_session
from referrals.requests import queries, rules
from referrals.requests.models import InformationRequest, RequestRelease, RequestReply, RequestState
from referrals.requests.rules import Ask
from referrals.requests.service import notices
from referrals.requests.service.changing import change


def ask(*, actor: Actor, agency_id: UUID, asked: Ask) -> InformationRequest:
    """Ask an agency for a victim's information; all of it is sealed for the two sides.

    Refuses who is not police, an incomplete request, counselling information without value and approval, and too many
    a day. A request for immigration purposes is stored, refused at once, and told to the data protection leads.
    Source: domain.md 2.5 and 4.5; Police, Crime, Sentencing and Courts Act 2022, sections 44A to 44F.
    """
    own, receiver = agencies.agency(actor.agency_id), agencies.agency(agency_id)
    rules.refuse_asker(own.kind, has_team=actor.team_id is not None)
    today = clock.today()
    rules.refuse_receiver(
        receiver.kind, receiver=receiver.id, asker=own.id,
        has_agreement=agencies.has_current_agreement(agency_id, today),
    )  # fmt: skip
    rules.refuse_fishing(queries.asked_today(actor))
    rules.refuse_incomplete(asked, today)
    request = _store(actor, agency_id, asked)
    audit.record(actor=actor, verb="asked", kind="information request", row_id=request.id, fields=asked.categories)
    if asked.immigration:
        notices.tell_leads(request, notices.STOPPED, "stopped")
    else:
        notices.tell_leads(request, notices.ARRIVED, "asked")
    return request


def _store(actor: Actor, agency_id: UUID, asked: Ask) -> InformationRequest:
    request_id, now = uuid7(), clock.now()
    acknowledge_by, answer_by = rules.answer_dates(clock.today(), agencies.agency(agency_id).acknowledge_days)
    team_id = actor.team_id
    if team_id is None:
        raise NotVisible
    request = InformationRequest(
        id=request_id, from_agency_id=actor.agency_id, to_agency_id=agency_id, from_team_id=team_id,
        asked_by=actor.user_id, asker_name=agencies.user(actor.user_id).name, asked_at=now,
        state=RequestState.ANSWERED if asked.immigration else RequestState.ASKED,
        answered_at=now if asked.immigration else None, for_immigration=asked.immigration,
        acknowledge_by=acknowledge_by, answer_by=answer_by,
        ask_sealed=envelopes.seal_new(request_id, actor.agency_id, (agency_id,), asdict(asked)),
    )  # fmt: skip
    current_session().add(request)
    current_session().flush()
    return request


def reply(*, actor: Actor, request_id: UUID, words: str) -> InformationRequest:
    """Answer what the agency asked back; the clock goes on where it stood. Refuses when nothing was asked."""
    request = _own(actor, request_id)
    if request.state is not RequestState.CLARIFYING or request.clarify_at is None:
        raise Refused("The agency asked you nothing.", instead="There is nothing to reply to.")
    if not words.strip():
        raise Refused("Write your reply", field="words")
    reply_id = uuid7()
    current_session().add(
        RequestReply(
            id=reply_id, from_agency_id=actor.agency_id, to_agency_id=request.to_agency_id, request_id=request.id,
            by_name=agencies.user(actor.user_id).name, at=clock.now(),
            words_sealed=envelopes.seal_more(actor, request.id, str(reply_id), words.strip()),
        )
    )  # fmt: skip
    paused = max(0, working_days_between(clock.london(request.clarify_at).date(), clock.today()))
    change(
        actor, request, [RequestState.CLARIFYING], state=RequestState.ACKNOWLEDGED, clarify_at=None,
        answer_by=add_working_days(request.answer_by, paused),
    )  # fmt: skip
    audit.record(actor=actor, verb="replied", kind="information request", row_id=request.id)
    notices.tell_leads(request, notices.CHANGED, f"replied-{reply_id}")
    return request


def withdraw(*, actor: Actor, request_id: UUID) -> InformationRequest:
    """Take a request back before it is answered. Refuses once it was."""
    request = _own(actor, request_id)
    if request.state not in rules.WAITING:
        raise Refused("This was answered or taken back already.", instead="There is nothing left to do here.")
    change(actor, request, rules.WAITING, state=RequestState.WITHDRAWN, withdrawn_at=clock.now())
    audit.record(actor=actor, verb="withdrawn", kind="information request", row_id=request.id)
    notices.tell_leads(request, notices.CHANGED, "withdrawn")
    return request


def open_release(*, actor: Actor, request_id: UUID) -> RequestRelease:
    """Open an answer for the first time: the agency sees who did, and when. Refuses one that is closed or ran out."""
    request = _own(actor, request_id)
    found = queries.release_of(actor, request.id)
    if found is None:
        raise NotVisible
    rules.refuse_closed(found.until, clock.today(), closed=found.closed_at is not None)
    if found.opened_at is None:
        first = update(RequestRelease).where(
            belongs_to(actor, RequestRelease), RequestRelease.id == found.id, RequestRelease.opened_at.is_(None)
        )
        name = agencies.user(actor.user_id).name
        current_session().execute(
            first.values(opened_at=clock.now(), opened_name=name).execution_options(synchronize_session=False)
        )
        current_session().refresh(found)
    audit.record(actor=actor, verb="opened", kind="request release", row_id=found.id)
    return found


def _own(actor: Actor, request_id: UUID) -> InformationRequest:
    """A request of the actor's own team; NotVisible for the side that was asked."""
    request = queries.row(actor, request_id)
    if request.from_agency_id != actor.agency_id:
        raise NotVisible
    return request
