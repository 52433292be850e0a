"""Reads of observations. Managers see all of their agency's; a worker sees those that they wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from agencies.permissions import Permission
from core import audit
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from outreach import queries as outreach
from outreach.models import OutreachContact
from outreach.observations import catalogue
from outreach.observations.models import Agreed, MetChild, Observation, ObservationNote, ObservationState
from people.concerns.models import ChildConcern
from people.queries.names import worker_names

SEES_ALL = (Permission.OUTREACH_MANAGE, Permission.REPORT_RELEASE)
WRITES = (Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE)
READS = (*WRITES, Permission.REPORT_RELEASE)
LEFT = "Somebody who left"
MOST_WAITING = 10


@dataclass(frozen=True, slots=True)
class ObservationLine:
    """One row of a list."""

    id: UUID
    reference: str
    ward: str
    seen_at: datetime
    seen_by: str
    state: ObservationState
    state_words: str
    signs: list[str]
    danger: bool
    child: bool


@dataclass(frozen=True, slots=True)
class NoteLine:
    """Something that was written later."""

    words: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Forwardable:
    """An observation that a manager said may be passed on: the wording they cleared, and where it comes from.

    `grade` is the value of `safety.vocabulary.Grade`; `ward` is its name, and `seen_at` is passed on as a band at most.
    """

    id: UUID
    reference: str
    wording: str
    grade: str
    ward: str
    seen_at: datetime
    reviewed_by: UUID
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class ChildLink:
    """The concern that came of a contact or an observation."""

    concern_id: UUID
    reference: str
    may_open: bool


def visible_to(actor: Actor) -> Select[Observation]:
    """The observations that the actor may open: all of the agency's for managers and releasers, else their own."""
    found = select(Observation).where(belongs_to(actor, Observation))
    if actor.may(*SEES_ALL):
        return found
    return found.where(Observation.seen_by == actor.user_id)


def observation(actor: Actor, observation_id: UUID) -> Observation:
    """One observation as it stands now; NotVisible when there is none for this actor. The read is audited."""
    row = peek(actor, observation_id)
    audit.record(actor=actor, verb="read", kind="observation", row_id=row.id)
    return row


def peek(actor: Actor, observation_id: UUID) -> Observation:
    """An observation without an audit entry, for a verb that records its own."""
    found = visible_to(actor).where(Observation.id == observation_id).execution_options(populate_existing=True)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.id])
    return row


def observations_page(actor: Actor, number: int, state: ObservationState | None = None) -> Page[ObservationLine]:
    """A page of observations of one state, or of all that are not closed: danger first, then the latest."""
    found = visible_to(actor)
    found = found.where(Observation.state == state) if state else found.where(
        Observation.state != ObservationState.CLOSED
    )  # fmt: skip
    urgent = (Observation.danger & (Observation.state == ObservationState.SEEN)).desc()
    page: Page[Observation] = page_of(found.order_by(urgent, Observation.written_at.desc(), Observation.id), number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def counts_by_state(actor: Actor) -> dict[ObservationState, int]:
    """How many observations stand in each state, of those that the actor may open."""
    inner = visible_to(actor).with_only_columns(Observation.state, func.count()).group_by(Observation.state)
    return {state: number for state, number in current_session().execute(inner)}


def of_session(actor: Actor, session_id: UUID, most: int = 10) -> list[ObservationLine]:
    """The observations of one session, of those the actor may open, the latest first."""
    found = visible_to(actor).where(Observation.session_id == session_id)
    return _lines(actor, list(current_session().scalars(found.order_by(Observation.written_at.desc()).limit(most))))


def of_contact(actor: Actor, contact_id: UUID, most: int = 5) -> list[ObservationLine]:
    """The observations that a contact gave rise to, of those the actor may open, the latest first."""
    found = visible_to(actor).where(Observation.contact_id == contact_id)
    return _lines(actor, list(current_session().scalars(found.order_by(Observation.written_at.desc()).limit(most))))


def to_review(actor: Actor) -> list[ObservationLine]:
    """What waits for this manager: seen by somebody else, and not reviewed yet, the longest waiting first."""
    if not actor.may(Permission.OUTREACH_MANAGE):
        return []
    found = visible_to(actor).where(Observation.state == ObservationState.SEEN, Observation.seen_by != actor.user_id)
    ordered = found.order_by(Observation.danger.desc(), Observation.written_at).limit(MOST_WAITING)
    return _lines(actor, list(current_session().scalars(ordered)))


def forwardable(actor: Actor) -> list[Forwardable]:
    """The observations that may be passed on now, the longest waiting first; none without the permission to release.

    Reviewed by a manager for passing on, not passed on yet, and nobody who could be known from it is against it.
    """
    if not actor.may(*SEES_ALL):
        return []
    found = visible_to(actor).where(
        Observation.state == ObservationState.REVIEWED, Observation.to_forward.is_(True),
        Observation.agreed.in_([Agreed.NOBODY, Agreed.YES]),
    )  # fmt: skip
    rows = list(current_session().scalars(found.order_by(Observation.reviewed_at).limit(50)))
    load_keys(actor.agency_id, [row.id for row in rows])
    return [_forwardable(row) for row in rows]


def notes_of(actor: Actor, row: Observation) -> list[NoteLine]:
    """What was written later, the earliest first. Takes an observation that the actor has opened."""
    found = select(ObservationNote).where(belongs_to(actor, ObservationNote), ObservationNote.observation_id == row.id)
    rows = list(current_session().scalars(found.order_by(ObservationNote.written_at).limit(200)))
    names = worker_names(actor, {note.written_by for note in rows})
    return [NoteLine(note.words or "", names.get(note.written_by, LEFT), note.written_at) for note in rows]


def names_in(actor: Actor, row: Observation) -> dict[UUID | None, str]:
    """Who saw, reviewed, passed on and closed it, by id."""
    people = (row.seen_by, row.reviewed_by, row.forwarded_by, row.closed_by, row.route_by)
    ids = {each for each in people if each is not None}
    known: dict[UUID | None, str] = dict.fromkeys(ids, LEFT)
    return known | worker_names(actor, ids)


def contact_of(actor: Actor, row: Observation) -> OutreachContact | None:
    """The contact that it came of, when the actor may see it."""
    if row.contact_id is None:
        return None
    found = outreach.contacts_visible_to(actor).where(OutreachContact.id == row.contact_id)
    return current_session().scalars(found).one_or_none()


def concern_of(actor: Actor, *, contact_id: UUID | None = None, observation_id: UUID | None = None) -> ChildLink | None:
    """The child safeguarding concern that came of a contact or an observation; None when none was raised.

    `may_open` is true for who raised it, managers and the data protection lead.
    """
    found = select(MetChild, ChildConcern).join(
        ChildConcern, (ChildConcern.agency_id == MetChild.agency_id) & (ChildConcern.id == MetChild.concern_id)
    )
    found = found.where(belongs_to(actor, MetChild), belongs_to(actor, ChildConcern))
    same = MetChild.contact_id == contact_id if contact_id else MetChild.observation_id == observation_id
    row = current_session().execute(found.where(same)).one_or_none()
    if row is None:
        return None
    opens = actor.may(Permission.PEOPLE_ALL, Permission.PROTECTION_LEAD) or row.ChildConcern.raised_by == actor.user_id
    return ChildLink(row.ChildConcern.id, row.ChildConcern.reference, opens)


def _lines(actor: Actor, rows: Iterable[Observation]) -> list[ObservationLine]:
    found = list(rows)
    names = worker_names(actor, {row.seen_by for row in found})
    return [
        ObservationLine(
            row.id, row.reference, outreach.ward_words(row.ward), row.seen_at, names.get(row.seen_by, LEFT), row.state,
            catalogue.STATE_WORDS[row.state], [catalogue.SIGNS.get(code, code) for code in row.signs], row.danger,
            row.child,
        )
        for row in found
    ]  # fmt: skip


def _forwardable(row: Observation) -> Forwardable:
    if row.reviewed_by is None or row.reviewed_at is None:
        raise NotVisible
    return Forwardable(
        row.id, row.reference, row.wording or "", catalogue.GRADES[row.how_known], outreach.ward_words(row.ward),
        row.seen_at, row.reviewed_by, row.reviewed_at,
    )  # fmt: skip
