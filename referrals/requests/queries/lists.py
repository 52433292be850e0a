"""Lists of requests: the views of the page, what waits for the reader, and those about one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select

from agencies import queries as agencies
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.crypto import envelopes
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people import queries as people
from referrals.requests import rules
from referrals.requests.models import InformationRequest, RequestFile, RequestRelease, RequestState, RequestViews
from referrals.requests.queries.rows import visible, visible_to

VIEWS = ("open", "answered")

#: By when the next act is owed.
DUE = case(
    (InformationRequest.state == RequestState.ASKED, InformationRequest.acknowledge_by),
    else_=InformationRequest.answer_by,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list: the request, the other side, and what the reader may know of it."""

    row: InformationRequest
    other: str
    is_ours: bool
    about: str
    has_release: bool


def requests_page(actor: Actor, view: str, number: int) -> Page[Listed]:
    """One page of a view: what is open first by its clock, what is answered newest first."""
    is_open = InformationRequest.state.in_(rules.WAITING)
    found = visible_to(actor).where(is_open if view == "open" else ~is_open)
    order = (DUE, InformationRequest.asked_at) if view == "open" else (InformationRequest.asked_at.desc(),)
    page: Page[InformationRequest] = page_of(found.order_by(*order, InformationRequest.id), number)
    return Page(listed(actor, page.items), page.page, page.total, page.size)


def counts(actor: Actor) -> dict[str, int]:
    """How many requests stand in each view, by one statement."""
    is_open = InformationRequest.state.in_(rules.WAITING)
    columns = [func.count().filter(is_open).label("open"), func.count().filter(~is_open).label("answered")]
    found = current_session().execute(select(*columns).select_from(InformationRequest).where(*visible(actor))).one()
    return dict(found._mapping)


def listed(actor: Actor, rows: Sequence[InformationRequest]) -> list[Listed]:
    """Requests with the words of a line, by a fixed number of statements."""
    if not rows:
        return []
    ids = [each.id for each in rows]
    names = agencies.names_of({each.from_agency_id for each in rows} | {each.to_agency_id for each in rows})
    asks = envelopes.opened_many(actor, ((each.id, each.ask_sealed) for each in rows))
    answered = select(RequestRelease.request_id).where(
        belongs_to(actor, RequestRelease), RequestRelease.request_id.in_(ids)
    )
    released = set(current_session().scalars(answered))
    aliases = _aliases(actor, ids)
    return [_listed(actor, each, names, asks, aliases, released) for each in rows]


def _aliases(actor: Actor, request_ids: list[UUID]) -> dict[UUID, str]:
    found = select(RequestFile.request_id, RequestFile.person_id).where(
        belongs_to(actor, RequestFile), RequestFile.request_id.in_(request_ids), RequestFile.person_id.is_not(None)
    )
    linked = {request_id: person_id for request_id, person_id in current_session().execute(found) if person_id}
    known = people.aliases(actor, linked.values()) if linked else {}
    return {request_id: known[person_id][0] for request_id, person_id in linked.items() if person_id in known}


def _listed(
    actor: Actor, each: InformationRequest, names: dict[UUID, str], asks: dict[UUID, dict[str, str]],
    aliases: dict[UUID, str], released: set[UUID],
) -> Listed:  # fmt: skip
    is_ours = each.from_agency_id == actor.agency_id
    other = names[each.to_agency_id if is_ours else each.from_agency_id]
    about = asks.get(each.id, {}).get("reference", "") if is_ours else aliases.get(each.id, "")
    return Listed(each, other, is_ours, about, each.id in released)


def waiting_for(actor: Actor, limit: int = 20) -> list[InformationRequest]:
    """What waits for the reader: to acknowledge and answer at the agency; to reply or to open at the police."""
    if actor.may(Permission.REQUEST_ASK):
        unread = select(RequestRelease.request_id).where(
            belongs_to(actor, RequestRelease), RequestRelease.opened_at.is_(None), RequestRelease.closed_at.is_(None),
            RequestRelease.until >= clock.today(),
        )  # fmt: skip
        due = or_(InformationRequest.state == RequestState.CLARIFYING, InformationRequest.id.in_(unread))
    elif actor.may(Permission.PROTECTION_LEAD):
        due = InformationRequest.state.in_(rules.DECIDABLE)
    else:
        spoken = select(RequestViews.request_id).where(belongs_to(actor, RequestViews))
        due = and_(InformationRequest.state.in_(rules.DECIDABLE), InformationRequest.id.not_in(spoken))
    found = visible_to(actor).where(due).order_by(DUE, InformationRequest.asked_at).limit(limit)
    return list(current_session().scalars(found))


def count_waiting(actor: Actor) -> int:
    """The number beside “Information requests” in the navigation."""
    if not actor.may(Permission.REQUEST_ASK, Permission.PROTECTION_LEAD):
        return 0
    return len(waiting_for(actor))


def of_person(actor: Actor, person_id: UUID) -> list[InformationRequest]:
    """The requests that were found to be about a person of the actor's agency, newest first."""
    about = select(RequestFile.request_id).where(belongs_to(actor, RequestFile), RequestFile.person_id == person_id)
    found = visible_to(actor).where(InformationRequest.id.in_(about)).order_by(InformationRequest.asked_at.desc())
    return list(current_session().scalars(found.limit(10)))
