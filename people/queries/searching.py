"""Reads of a search: by reference, by part of an alias or legal name, by number. One look into one index answers it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, Subquery, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from core.actor import Actor
from core.scoping import belongs_to
from people.identifiers import sought_keys
from people.models import Person, SearchKey


def matching_ids(actor: Actor, q: str) -> Select[UUID]:
    """The ids of everybody whom `q` finds, each with all their linked records: part of a larger statement.

    `q` is part of an alias or of a legal name, a reference, a number or its last four digits, or an e-mail address.
    Start from a `visible_to` when rows are read by these ids; count look-ups by `people.service.count_look_up`.
    """
    kin, main, linked = aliased(Person), matching_mains(actor, q), matching_mains(actor, q)
    return select(kin.id).where(kin.agency_id == actor.agency_id, or_(kin.id.in_(main), kin.main_id.in_(linked)))


def matching_mains(actor: Actor, q: str) -> Select[UUID]:
    """The main records of those whom `q` finds."""
    one, every = sought_keys(actor.agency_id, q)
    met = _keys_met(actor, one | every)
    is_one = func.sum(case((met.c.key.in_(one), 1), else_=0)) > 0
    has_every = func.sum(case((met.c.key.in_(every), 1), else_=0)) == len(every)
    hits = (
        select(met.c.person_id)
        .group_by(met.c.person_id)
        .having(or_(is_one, and_(has_every, literal(bool(every)))))
        .subquery()
    )
    named = aliased(Person)
    return (
        select(func.coalesce(named.main_id, named.id).label("id"))
        .join(hits, hits.c.person_id == named.id)
        .where(named.agency_id == actor.agency_id)
        .distinct()
    )


def _keys_met(actor: Actor, keys: set[str]) -> Subquery:
    """Whose records hold which of the keys. Told apart here, before they are grouped by person: or SQLite, without
    statistics, would rather read the keys of everybody in the order of people."""
    found = select(SearchKey.person_id, SearchKey.key).where(belongs_to(actor, SearchKey), SearchKey.key.in_(keys))
    return found.distinct().subquery()
