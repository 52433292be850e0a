"""The agency's verbs before it decides: acknowledge, ask back, find the person, write down their views."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.scoping import current_session
from people import queries as people
from referrals.requests import queries, rules
from referrals.requests.models import InformationRequest, RequestFile, RequestState, RequestViews, ViewsAnswer
from referrals.requests.service import notices
from referrals.requests.service.changing import change
from referrals.requests.vocabulary import CLARIFY

SPOKEN = "Views are written down for this request already, and stay with the person they are of."
RESEALED = ("advice", "rebuttal", "reason", "order_words")


def acknowledge(*, actor: Actor, request_id: UUID, version: int) -> InformationRequest:
    """Say that the request was received; says nothing about anyone, and is done alike for all."""
    request = asked_of_us(actor, request_id)
    if request.state is not RequestState.ASKED:
        raise Refused("This was acknowledged already.")
    change(
        actor, request, [RequestState.ASKED], version, state=RequestState.ACKNOWLEDGED, acknowledged_at=clock.now(),
        acknowledged_name=agencies.user(actor.user_id).name,
    )  # fmt: skip
    audit.record(actor=actor, verb="acknowledged", kind="information request", row_id=request.id)
    return request


def clarify(*, actor: Actor, request_id: UUID, version: int, questions: Collection[str]) -> InformationRequest:
    """Ask the police back; the clock pauses. Only fixed questions: words of our own could say that someone is known."""
    request = asked_of_us(actor, request_id)
    rules.refuse_answered(request.state)
    chosen = [code for code in CLARIFY if code in questions]
    if not chosen:
        raise Refused("Choose at least one question", field="questions")
    now = clock.now()
    change(
        actor, request, rules.DECIDABLE, version, state=RequestState.CLARIFYING, clarify=chosen, clarify_at=now,
        acknowledged_at=request.acknowledged_at or now,
        acknowledged_name=request.acknowledged_name or agencies.user(actor.user_id).name,
    )  # fmt: skip
    audit.record(actor=actor, verb="asked_back", kind="information request", row_id=request.id, fields=chosen)
    notices.tell_asker(request, notices.ASKED_BACK, f"clarify-{request.version}")
    return request


def link_person(*, actor: Actor, request_id: UUID, person_id: UUID) -> RequestFile:
    """Note which person of the agency a request is about. The police never learn that there is one.

    What was written in the file is sealed afresh, by the person's own key. Refuses another person once views were
    written down, and a request that was answered.
    """
    request = asked_of_us(actor, request_id)
    rules.refuse_answered(request.state)
    people.person(actor, person_id)
    held = own_file(actor, request)
    if held.person_id not in (None, person_id) and queries.views_of(actor, request.id):
        raise Refused(SPOKEN)
    _about(held, person_id)
    held.linked_by, held.linked_at = actor.user_id, clock.now()
    current_session().flush()
    audit.record(
        actor=actor, verb="linked", kind="information request", row_id=request.id, subject_id=person_id,
        fields=["person"],
    )  # fmt: skip
    return held


def unlink_person(*, actor: Actor, request_id: UUID) -> None:
    """Take the link to a person off again, when it was the wrong one. Refuses once views were written down."""
    request = asked_of_us(actor, request_id)
    rules.refuse_answered(request.state)
    held = own_file(actor, request)
    if queries.views_of(actor, request.id):
        raise Refused(SPOKEN)
    before = held.person_id
    _about(held, None)
    held.linked_by = held.linked_at = None
    current_session().flush()
    audit.record(actor=actor, verb="unlinked", kind="information request", row_id=request.id, subject_id=before)


def add_views(*, actor: Actor, request_id: UUID, answer: ViewsAnswer, words: str) -> RequestViews:
    """Write down what the person thinks of a request, or why they were not asked. Each telling is kept.

    For the data protection lead and the person's case team. Refuses before a person is linked, and “not asked”
    without its reason.
    """
    request = queries.row(actor, request_id)
    held = queries.file_of(actor, request.id)
    if request.to_agency_id != actor.agency_id or not actor.may(Permission.REQUEST_READ, Permission.PROTECTION_LEAD):
        raise NotVisible
    rules.refuse_answered(request.state)
    if held is None or held.person_id is None:
        raise Refused("Say first whom this is about.")
    if answer is ViewsAnswer.NOT_ASKED and not words.strip():
        raise Refused("Write why they were not asked", field="words")
    views = RequestViews(
        agency_id=actor.agency_id, request_id=request.id, person_id=held.person_id, answer=answer,
        words=words.strip() or None, recorded_by=actor.user_id, at=clock.now(),
    )  # fmt: skip
    current_session().add(views)
    current_session().flush()
    audit.record(
        actor=actor, verb="recorded", kind="request views", row_id=views.id, subject_id=held.person_id,
        fields=["answer", "words"],
    )  # fmt: skip
    return views


def asked_of_us(actor: Actor, request_id: UUID) -> InformationRequest:
    """A request that the actor, as data protection lead, answers; NotVisible for everyone else."""
    request = queries.row(actor, request_id)
    if request.to_agency_id != actor.agency_id or not actor.may(Permission.PROTECTION_LEAD):
        raise NotVisible
    return request


def own_file(actor: Actor, request: InformationRequest) -> RequestFile:
    """The agency's file of a request, begun now when there is none."""
    held = queries.file_of(actor, request.id)
    if held is None:
        held = RequestFile(agency_id=actor.agency_id, request_id=request.id)
        current_session().add(held)
        current_session().flush()
    return held


def _about(held: RequestFile, person_id: UUID | None) -> None:
    """Change whom the file is about, and seal its words afresh by the key that goes with it."""
    words = {name: getattr(held, name) for name in RESEALED}
    held.person_id = person_id
    for name, text in words.items():
        setattr(held, name, text)
