"""Writes of who is whom: keys that make records comparable, and what a worker says about two of them.

A link moves nothing and deletes nothing: it says which record stands under which, and can be taken apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import Clash, NotVisible, Refused
from core.scoping import belongs_to, current_session
from people import queries
from people.identifiers import address_search_keys, match_keys, name_search_keys, reference_search_keys
from people.models import (
    KeyKind,
    KeySource,
    LinkState,
    LinkStep,
    MatchKey,
    Person,
    PersonLink,
    SafeContact,
    SearchKey,
)
from people.reach import ways_of
from people.rules import may_be_linked, pair_of

SAID_MEANWHILE = "A colleague linked these records while you were reading. Look again."
AT_ONCE = 200
NAME_KINDS = (KeyKind.WHOLE, KeyKind.LEGAL, KeyKind.SOUND, KeyKind.PART, KeyKind.BEGIN)


def link_records(*, actor: Actor, main_id: UUID, linked_id: UUID, why: str | None = None) -> PersonLink:
    """Say that two records are the same person, and `why`: `linked_id` from now on stands under `main_id`.

    Refuses a chain and a circle (`rules.may_be_linked`). Of two who link the opposite ways one wins: both records are
    held in one order, the record is claimed by one conditional UPDATE, and the pair is one row.
    """
    held = _hold(actor, main_id, linked_id)
    main, linked = held[main_id], held[linked_id]
    others = current_session().scalar(
        select(Person.id).where(belongs_to(actor, Person), Person.main_id == linked_id).limit(1)
    )
    refusal = may_be_linked(
        main_id=main_id, linked_id=linked_id, main_is_under=main.main_id is not None,
        linked_is_under=linked.main_id is not None, linked_has_others=others is not None,
    )  # fmt: skip
    if refusal is not None:
        raise refusal
    _claim(actor, linked, main_id)
    return _said(actor, "linked", main_id, linked_id, LinkState.LINKED, linked_id, why)


def unlink_records(*, actor: Actor, linked_id: UUID, why: str | None = None) -> PersonLink:
    """Take a record from under its main one: each then shows what it showed before. Refuses one that is not linked."""
    found = current_session().execute(
        select(Person.main_id).where(belongs_to(actor, Person), Person.id == linked_id)
    ).first()  # fmt: skip
    if found is None:
        raise NotVisible
    main_id = found.main_id
    if main_id is None:
        raise Refused("This record is not linked to another.")
    held = _hold(actor, main_id, linked_id)
    _release(actor, held[linked_id], main_id)
    return _said(actor, "unlinked", main_id, linked_id, LinkState.UNLINKED, None, why)


def say_different(*, actor: Actor, person_id: UUID, other_id: UUID, why: str | None = None) -> PersonLink:
    """Remember that two records are not the same person: neither is offered for the other again.

    Refuses records that are linked now: take the link apart first.
    """
    held = _hold(actor, person_id, other_id)
    if person_id == other_id:
        raise Refused("Choose two records.")
    if {held[person_id].main_id, held[other_id].main_id} & {person_id, other_id}:
        raise Refused("These records are linked.", instead="Take the link apart first.")
    return _said(actor, "said different", person_id, other_id, LinkState.DIFFERENT, None, why)


def _hold(actor: Actor, *person_ids: UUID) -> dict[UUID, Person]:
    """Hold records until the end, in the order of their ids, so that two links never wait for each other."""
    held: dict[UUID, Person] = {}
    for person_id in sorted(set(person_ids)):
        wanted = select(Person).where(belongs_to(actor, Person), Person.id == person_id)
        row = current_session().scalar(wanted.with_for_update(key_share=True).execution_options(populate_existing=True))
        if row is None:
            raise NotVisible
        held[person_id] = row
    return held


def _claim(actor: Actor, linked: Person, main_id: UUID) -> None:
    """Put a record under its main one, by one UPDATE that holds only while neither is part of another link."""
    under, main = aliased(Person), aliased(Person)
    has_others = select(under.id).where(under.agency_id == actor.agency_id, under.main_id == linked.id)
    main_is_free = select(main.id).where(main.agency_id == actor.agency_id, main.id == main_id, main.main_id.is_(None))
    _change(actor, linked, Person.main_id.is_(None), ~has_others.exists(), main_is_free.exists(), to=main_id)


def _release(actor: Actor, linked: Person, main_id: UUID) -> None:
    _change(actor, linked, Person.main_id == main_id, to=None)


def _change(actor: Actor, linked: Person, *conditions: object, to: UUID | None) -> None:
    changed = current_session().scalar(
        update(Person)
        .where(Person.agency_id == actor.agency_id, Person.id == linked.id, *conditions)  # type: ignore[arg-type]
        .values(main_id=to)
        .returning(Person.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise Clash(SAID_MEANWHILE)
    current_session().refresh(linked)


def _said(
    actor: Actor, verb: str, one: UUID, other: UUID, state: LinkState, linked_id: UUID | None, why: str | None
) -> PersonLink:
    """Keep what was said about a pair, put it into the trail of both records, and add the step that stays."""
    row = queries.said_of(actor, one, other)
    low, high = pair_of(one, other)
    if row is None:
        row = PersonLink(agency_id=actor.agency_id, low_id=low, high_id=high)
        current_session().add(row)
    else:
        row.version += 1
    row.state, row.linked_id, row.said_by, row.said_at = state, linked_id, actor.user_id, clock.now()
    try:
        current_session().flush()
    except IntegrityError as taken:
        raise Clash(SAID_MEANWHILE) from taken
    load_keys(actor.agency_id, [one])
    current_session().add(
        LinkStep(
            agency_id=actor.agency_id, link_id=row.id, person_id=one, state=state, said_by=actor.user_id,
            main_id=one if state is LinkState.LINKED else None, why=(why or "").strip() or None, said_at=row.said_at,
        )
    )  # fmt: skip
    current_session().flush()
    for person_id in (one, other):
        audit.record(actor=actor, verb=verb, kind="person link", row_id=row.id, subject_id=person_id)
    return row


def index_names(actor: Actor, person: Person, legal_name: str | None) -> None:
    """Bring a record's keys for its alias, its legal name and its reference up to date, to compare and to search."""
    agency_id, alias, legal = actor.agency_id, person.alias or "", legal_name or ""
    _replace(actor, person.id, NAME_KINDS, match_keys(agency_id, alias, (), legal))
    _replace_search(
        actor, person.id,
        {
            KeySource.REFERENCE: reference_search_keys(agency_id, person.reference),
            KeySource.ALIAS: name_search_keys(agency_id, alias),
            KeySource.LEGAL_NAME: name_search_keys(agency_id, legal),
        },
    )  # fmt: skip


def index_addresses(actor: Actor, person_id: UUID, addresses: Iterable[str]) -> None:
    """Bring a record's keys for its numbers and addresses up to date, to compare and to search."""
    held = list(addresses)
    _replace(actor, person_id, (KeyKind.ADDRESS,), match_keys(actor.agency_id, "", held))
    _replace_search(actor, person_id, {KeySource.ADDRESS: address_search_keys(actor.agency_id, held)})


def index_missing(*, actor: Actor, limit: int = AT_ONCE) -> int:
    """Index what has no keys yet, or none to search by (records from before there were any); returns how many."""
    rows = queries.without_keys(actor, limit)
    load_keys(actor.agency_id, [row.id for row in rows])
    contacts = queries.safe_contacts(actor, [row.id for row in rows])
    legal_names = queries.legal_names(actor, [row.id for row in rows])
    for row in rows:
        index_names(actor, row, legal_names.get(row.id))
        contact: SafeContact | None = contacts.get(row.id)
        if contact is not None:
            index_addresses(actor, row.id, [way.address for way in ways_of(contact) if way.address])
    return len(rows)


def _replace(actor: Actor, person_id: UUID, kinds: Iterable[KeyKind], keys: Iterable[tuple[KeyKind, str]]) -> None:
    session = current_session()
    session.execute(
        delete(MatchKey)
        .where(MatchKey.agency_id == actor.agency_id, MatchKey.person_id == person_id, MatchKey.kind.in_(list(kinds)))
        .execution_options(synchronize_session=False)
    )
    session.add_all(
        MatchKey(agency_id=actor.agency_id, person_id=person_id, kind=kind, key=key) for kind, key in sorted(keys)
    )
    session.flush()


def _replace_search(actor: Actor, person_id: UUID, keys: Mapping[KeySource, set[str]]) -> None:
    session = current_session()
    session.execute(
        delete(SearchKey)
        .where(SearchKey.agency_id == actor.agency_id, SearchKey.person_id == person_id)
        .where(SearchKey.source.in_(list(keys)))
        .execution_options(synchronize_session=False)
    )
    session.add_all(
        SearchKey(agency_id=actor.agency_id, person_id=person_id, source=source, key=key)
        for source, found in keys.items()
        for key in sorted(found)
    )
    session.flush()
