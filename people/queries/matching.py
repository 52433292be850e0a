"""Reads of who may be whom, inside the actor's own agency only: linked records, possible matches, what was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from people.identifiers import match_keys
from people.models import KeyKind, LinkState, LinkStep, MatchKey, Person, PersonLink, SearchKey
from people.queries.names import worker_names
from people.rules import LIKENESS_WORDS, likeness, pair_of, strongest

MOST_OFFERED = 5
#: A name that many have is compared with so many of them, the likeliest kinds first.
MOST_COMPARED = 400
#: What was said of two records; of those that were linked the first is the main one.
STATE_WORDS = {
    LinkState.LINKED: "Linked", LinkState.UNLINKED: "Taken apart", LinkState.DIFFERENT: "Not the same person"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PossibleMatch:
    """A record that may be about the same person, and why it is offered, the strongest reason first."""

    person_id: UUID
    alias: str
    reference: str
    why: tuple[KeyKind, ...]
    changed_at: datetime

    @property
    def reasons(self) -> list[str]:
        """Why, in words."""
        return [LIKENESS_WORDS[kind] for kind in self.why]

    @property
    def is_same_name(self) -> bool:
        """True when the whole name is the same."""
        return KeyKind.WHOLE in self.why


@dataclass(frozen=True, slots=True)
class KinRecord:
    """One record of a person who has several: the main one, or one that is linked to it."""

    person_id: UUID
    alias: str
    reference: str
    is_main: bool


def in_same_person(actor: Actor, column: Any, person_id: UUID) -> ColumnElement[bool]:
    """The criterion that a row is about this person, whichever of their linked records it hangs on.

    A part of one statement: a page that reads linked records takes no more statements than one that does not.
    """
    kin, asked = _aliases()
    main = (
        select(func.coalesce(asked.main_id, asked.id))
        .where(asked.agency_id == actor.agency_id, asked.id == person_id)
        .scalar_subquery()
    )
    same = select(kin.id).where(kin.agency_id == actor.agency_id, or_(kin.id == main, kin.main_id == main))
    within: ColumnElement[bool] = column.in_(same)
    return within


@cache
def _aliases() -> tuple[Any, Any]:
    """Made once: to list the columns of an alias takes longer than all else about the criterion."""
    return aliased(Person), aliased(Person)


def same_person(actor: Actor, person_id: UUID) -> set[UUID]:
    """The record and those linked to it; empty when the actor's agency has no such record."""
    return set(current_session().scalars(select(Person.id).where(in_same_person(actor, Person.id, person_id))))


def kin_of(actor: Actor, person_id: UUID) -> list[KinRecord]:
    """The records of one person, the main one first; only the record itself when nothing is linked."""
    found = select(Person).where(belongs_to(actor, Person), in_same_person(actor, Person.id, person_id))
    rows = list(current_session().scalars(found.order_by(Person.main_id.is_not(None), Person.created_at)))
    load_keys(actor.agency_id, [row.id for row in rows])
    return [KinRecord(row.id, row.alias or row.reference, row.reference, row.main_id is None) for row in rows]


def linked_references(actor: Actor, main_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Main record to the references of those linked to it, in one query, for a list."""
    found = (
        select(Person.main_id, Person.reference)
        .where(belongs_to(actor, Person), Person.main_id.in_(list(main_ids)))
        .order_by(Person.reference)
    )
    under: dict[UUID, list[str]] = defaultdict(list)
    for main_id, reference in current_session().execute(found):
        if main_id is not None:
            under[main_id].append(reference)
    return under


def possible_matches(actor: Actor, person_id: UUID) -> list[PossibleMatch]:
    """The agency's other records that may be about this person, the likeliest first, at most five.

    Leaves out what is linked already and what a worker said is someone else. Nothing of another agency is compared:
    the keys of two agencies never meet (security.md T10), and the statement is scoped besides.
    """
    own, other = aliased(MatchKey), aliased(MatchKey)
    found = (
        select(func.coalesce(Person.main_id, Person.id), own.kind, other.kind)
        .select_from(own)
        .join(other, and_(other.agency_id == own.agency_id, other.key == own.key))
        .join(Person, and_(Person.agency_id == other.agency_id, Person.id == other.person_id))
        .where(own.agency_id == actor.agency_id, other.agency_id == actor.agency_id, belongs_to(actor, Person))
        .where(in_same_person(actor, own.person_id, person_id), ~in_same_person(actor, other.person_id, person_id))
        .order_by(_weakness(other.kind), Person.changed_at.desc())
        .limit(MOST_COMPARED)
    )
    why = _likenesses(current_session().execute(found))
    return _offered(actor, why, _said_apart(actor, person_id)) if why else []


def found_alike(actor: Actor, alias: str, addresses: Iterable[str] = (), legal_name: str = "") -> list[PossibleMatch]:
    """The agency's records that may be about someone of these names, number or address, before they have a record."""
    kinds: dict[str, set[KeyKind]] = defaultdict(set)
    for kind, key in match_keys(actor.agency_id, alias, addresses, legal_name):
        kinds[key].add(kind)
    found = (
        select(func.coalesce(Person.main_id, Person.id), MatchKey.kind, MatchKey.key)
        .join(Person, and_(Person.agency_id == MatchKey.agency_id, Person.id == MatchKey.person_id))
        .where(belongs_to(actor, MatchKey), belongs_to(actor, Person), MatchKey.key.in_(list(kinds)))
        .order_by(_weakness(MatchKey.kind), Person.changed_at.desc())
        .limit(MOST_COMPARED)
    )
    rows = current_session().execute(found)
    return _offered(actor, _likenesses((row_id, own, kind) for row_id, kind, key in rows for own in kinds[key]), set())


def _weakness(kind: Any) -> Any:
    """Sorts keys by what they can say: numbers first, beginnings last."""
    return case({each.value: place for place, each in enumerate(LIKENESS_WORDS)}, value=kind, else_=len(LIKENESS_WORDS))


def _likenesses(rows: Iterable[Any]) -> dict[UUID, set[KeyKind]]:
    """Main record to why it is like; a linked record speaks for its main one."""
    why: dict[UUID, set[KeyKind]] = defaultdict(set)
    for row_id, own, other in rows:
        if (alike := likeness(own, other)) is not None:
            why[row_id].add(alike)
    return why


def _offered(actor: Actor, why: dict[UUID, set[KeyKind]], apart: set[UUID]) -> list[PossibleMatch]:
    wanted = sorted((row_id for row_id in why if row_id not in apart), key=lambda row_id: strongest(why[row_id]))
    chosen = wanted[:MOST_OFFERED]
    if not chosen:
        return []
    found = select(Person).where(belongs_to(actor, Person), Person.id.in_(chosen))
    rows = {row.id: row for row in current_session().scalars(found)}
    load_keys(actor.agency_id, rows)
    return [_match(rows[row_id], why[row_id]) for row_id in chosen if row_id in rows]


def _match(row: Person, why: set[KeyKind]) -> PossibleMatch:
    ordered = tuple(kind for kind in LIKENESS_WORDS if kind in why)
    shown = (
        tuple(kind for kind in ordered if kind is KeyKind.ADDRESS)
        + tuple(kind for kind in ordered if kind is not KeyKind.ADDRESS)[:1]
    )
    return PossibleMatch(row.id, row.alias or row.reference, row.reference, shown, row.changed_at)


def _said_apart(actor: Actor, person_id: UUID) -> set[UUID]:
    """The records that a worker said are someone else than any record of this person, as main records."""
    pair = aliased(PersonLink)
    other = aliased(Person)
    found = (
        select(func.coalesce(other.main_id, other.id))
        .join(pair, and_(pair.agency_id == other.agency_id, or_(pair.low_id == other.id, pair.high_id == other.id)))
        .where(pair.agency_id == actor.agency_id, other.agency_id == actor.agency_id)
        .where(pair.state == LinkState.DIFFERENT)
        .where(or_(in_same_person(actor, pair.low_id, person_id), in_same_person(actor, pair.high_id, person_id)))
    )
    return set(current_session().scalars(found))


def said_of(actor: Actor, one: UUID, other: UUID) -> PersonLink | None:
    """What was said last about two records, None when nobody said anything."""
    low, high = pair_of(one, other)
    found = select(PersonLink).where(
        belongs_to(actor, PersonLink), PersonLink.low_id == low, PersonLink.high_id == high
    )
    return current_session().scalar(found)


def said_different(actor: Actor, one: UUID, other: UUID) -> bool:
    """True when a worker said last that these are two people."""
    said = said_of(actor, one, other)
    return said is not None and said.state is LinkState.DIFFERENT


def by_reference(actor: Actor, reference: str) -> UUID:
    """The record of the actor's agency with this reference; raises NotVisible when there is none."""
    found = select(Person.id).where(belongs_to(actor, Person), Person.reference == reference.strip().upper())
    person_id = current_session().scalar(found)
    if person_id is None:
        raise NotVisible
    return person_id


def without_keys(actor: Actor, limit: int) -> list[Person]:
    """Records that cannot be compared or searched yet, oldest first: for the job that fills them in.

    Every record has a search key for its reference, so that one without any was never indexed.
    """
    keys = select(SearchKey.id).where(SearchKey.agency_id == Person.agency_id, SearchKey.person_id == Person.id)
    found = select(Person).where(belongs_to(actor, Person), ~keys.exists(), Person.alias_sealed.is_not(None))
    return list(current_session().scalars(found.order_by(Person.id).limit(limit)))


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One thing that was said about two records: what, of which two, by whom, when and why."""

    said: str
    references: tuple[str, str]
    by_name: str
    at: datetime
    why: str


def links_said(actor: Actor, person_id: UUID) -> list[LinkLine]:
    """All that was ever said about this record and others, the latest first, in a fixed number of statements."""
    found = (
        select(LinkStep, PersonLink)
        .join(PersonLink, and_(PersonLink.agency_id == LinkStep.agency_id, PersonLink.id == LinkStep.link_id))
        .where(belongs_to(actor, LinkStep), belongs_to(actor, PersonLink))
        .where(or_(PersonLink.low_id == person_id, PersonLink.high_id == person_id))
        .order_by(LinkStep.said_at.desc(), LinkStep.id.desc())
    )
    rows = [(step, link) for step, link in current_session().execute(found)]
    pairs = {each for _, link in rows for each in (link.low_id, link.high_id)}
    named = select(Person.id, Person.reference).where(belongs_to(actor, Person), Person.id.in_(pairs))
    references = {row_id: reference for row_id, reference in current_session().execute(named)}
    names = worker_names(actor, {step.said_by for step, _ in rows})
    load_keys(actor.agency_id, pairs)
    return [_link_line(step, link, references, names) for step, link in rows]


def _link_line(step: LinkStep, link: PersonLink, references: dict[UUID, str], names: dict[UUID, str]) -> LinkLine:
    one, other = references.get(link.low_id, ""), references.get(link.high_id, "")
    if step.main_id == link.high_id:
        one, other = other, one
    return LinkLine(
        STATE_WORDS[step.state], (one, other), names.get(step.said_by, "Left"), step.said_at, step.why or ""
    )
