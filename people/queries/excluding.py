"""Who is kept away from whom. The criterion stands in every `visible_to` about a person, and under all of them.

It is one part of a statement, never a statement of its own: a page runs as many with exclusions as without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, and_, not_, or_, select

from agencies.models import User
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.crypto.keyring import CannotOpen
from core.errors import NotVisible
from core.scoping import Asker, belongs_to, current_session, narrowings, owned_tables
from people.models import Exclusion, Person
from people.queries.matching import in_same_person

SETTERS = (Permission.PROTECTION_LEAD, Permission.CASE_ALL, Permission.CASE_SUPERVISE)


@dataclass(frozen=True, slots=True)
class ExclusionLine:
    """An exclusion as those who look after it read it."""

    row: Exclusion
    name: str
    set_by: str
    ended_by: str
    reason: str
    is_live: bool


def not_excluded(actor: Actor, column: Any) -> ColumnElement[bool]:
    """The criterion that the actor is not kept away from the person whose id stands in `column`, or from their kin.

    A row about nobody (the column is null) is held back from no one. Source: security.md T3, design.md 3.
    """
    return kept_in(Asker(actor.agency_id, actor.user_id, clock.today()), column)


def kept_in(asker: Asker, column: Any) -> ColumnElement[bool]:
    """`not_excluded`, for the backstop of `core.scoping`, which asks of every owned table."""
    open_to: ColumnElement[bool] = column.not_in(excluded_people(asker))
    return or_(column.is_(None), open_to) if column.expression.nullable else open_to


def excluded_people(asker: Asker) -> Select[UUID]:
    """The ids of all records that a colleague is kept away from on a day, with those linked to them.

    Written over the tables, not the classes: the backstop adds it to every statement about a person, itself included.
    """
    away, named, kin = _aliases()
    same = or_(
        kin.c.id == named.c.id, kin.c.main_id == named.c.id, kin.c.id == named.c.main_id,
        kin.c.main_id == named.c.main_id,
    )  # fmt: skip
    return (
        select(kin.c.id)
        .select_from(away)
        .join(named, and_(named.c.agency_id == asker.agency_id, named.c.id == away.c.person_id))
        .join(kin, and_(kin.c.agency_id == asker.agency_id, same))
        .where(away.c.agency_id == asker.agency_id, away.c.user_id == asker.user_id, *_stands(away.c, asker.today))
        .correlate(None)
    )


@cache
def _aliases() -> tuple[Any, Any, Any]:
    """Made once: to list the columns of an alias takes longer than all else about the criterion."""
    person = cast(Table, Person.__table__)
    away = cast(Table, Exclusion.__table__).alias("kept_away")
    return away, person.alias("kept_from"), person.alias("kept_kin")


def narrowed(table: type[Any], asker: Asker) -> ColumnElement[bool] | None:
    """What the backstop adds to a statement on an owned table; None for a table that names nobody.

    Rows about a person from whom the asker is kept away are not there, nor is what hangs on such rows by its foreign
    keys (the team of a case, the answers of a consent), so that a table that is added tomorrow is held back as well.
    """
    own: Table = table.__table__
    held = [
        kept_in(asker, getattr(table, name)) if parent is None else _kept_parent(asker, getattr(table, name), parent)
        for name, parent in _bonds(own)
    ]
    return and_(*held) if held else None


def _kept_parent(asker: Asker, column: Any, parent: Table) -> ColumnElement[bool]:
    rows = parent.alias(f"kept_{parent.name}")
    hidden = (
        select(rows.c.id).where(rows.c.agency_id == asker.agency_id, or_(*_hidden(asker, rows, parent))).correlate(None)
    )
    open_to: ColumnElement[bool] = column.not_in(hidden)
    return or_(column.is_(None), open_to) if column.expression.nullable else open_to


def _hidden(asker: Asker, rows: Any, table: Table) -> list[ColumnElement[bool]]:
    found = []
    for name, parent in _bonds(table):
        if parent is None:
            found.append(rows.c[name].in_(excluded_people(asker)))
        else:
            above = parent.alias(f"kept_above_{parent.name}")
            hidden = select(above.c.id).where(above.c.agency_id == asker.agency_id)
            found.append(rows.c[name].in_(hidden.where(or_(*_hidden(asker, above, parent))).correlate(None)))
    return found


@cache
def _bonds(table: Table) -> tuple[tuple[str, Table | None], ...]:
    """The columns by which the rows of a table are about somebody: the person's own id (with None), or else the id of
    a row that is about somebody, with its table. Empty when they are about nobody."""
    if table is Person.__table__:
        return (("id", None),)
    pairs = [(key.parent.name, key.column.table) for key in table.foreign_keys if key.column.name == "id"]
    people = {name for name, other in pairs if other is Person.__table__} | {"person_id"} & set(table.c.keys())
    if people:
        return tuple((name, None) for name in sorted(people))
    above = [(name, other) for name, other in pairs if other is not table and "agency_id" in other.c]
    return tuple((name, other) for name, other in sorted(above, key=lambda pair: pair[0]) if _bonds(other))


def _stands(columns: Any, today: Any) -> tuple[ColumnElement[bool], ...]:
    """The criteria of an exclusion that stands on a day: begun, not over, not ended."""
    return (
        columns.ended_at.is_(None),
        columns.from_on <= today,
        or_(columns.until_on.is_(None), columns.until_on >= today),
    )


def any_exclusion(asker: Asker) -> Select[UUID]:
    """Finds a row when the asker is kept away from anybody on that day: asked once, so few statements are longer."""
    away, *_ = _aliases()
    mine = and_(away.c.agency_id == asker.agency_id, away.c.user_id == asker.user_id)
    return select(away.c.id).where(mine, *_stands(away.c, asker.today)).limit(1)


def excluded_users(actor: Actor, person_id: UUID) -> set[UUID]:
    """The colleagues who are kept away from a person today, through any of their linked records."""
    return set(current_session().scalars(_of_person(actor, person_id).with_only_columns(Exclusion.user_id)))


def keeps_back(agency_id: UUID, address: str, ids: frozenset[UUID]) -> bool:
    """Whether the colleague of an address is kept away from what any of these ids stands for (a person, or any row
    about one): then a notice of it is not for them. The brake of `core.outbox`; one statement for all others."""
    today = clock.today()
    mine = select(User.id).where(User.agency_id == agency_id, User.email == address)
    away = mine.join(Exclusion, and_(Exclusion.agency_id == User.agency_id, Exclusion.user_id == User.id))
    user_id = current_session().scalar(
        away.where(Exclusion.agency_id == agency_id, *_stands(Exclusion, today)).limit(1)
    )
    if user_id is None:
        return False
    asker = Asker(agency_id, user_id, today)
    return any(_hides(table, asker, ids) for table in owned_tables().values() if "id" in table.__table__.c)


def _hides(table: type[Any], asker: Asker, ids: frozenset[UUID]) -> bool:
    """Whether one of the ids is a row of this table that is held back from the asker."""
    held = [criterion for narrowing in narrowings.values() if (criterion := narrowing(table, asker)) is not None]
    actor = current_session().actor
    if not held or actor is None:
        return False
    found = select(table.id).where(belongs_to(actor, table), table.id.in_(ids), not_(and_(*held)))
    return current_session().scalar(found.limit(1)) is not None


def exclusions_of(actor: Actor, person_id: UUID) -> list[ExclusionLine]:
    """Every exclusion from a person and their linked records, the latest first, with names and reasons.

    For those who look after them. The one who is excluded sees no person at all here, so no row either.
    """
    rows = list(current_session().scalars(_all_of(actor, person_id).order_by(Exclusion.set_at.desc(), Exclusion.id)))
    load_keys(actor.agency_id, {row.person_id for row in rows})
    return _lines(actor, rows)


def exclusion(actor: Actor, exclusion_id: UUID) -> ExclusionLine:
    """One exclusion; NotVisible when there is none that the actor may know of."""
    found = select(Exclusion).where(belongs_to(actor, Exclusion), not_excluded(actor, Exclusion.person_id))
    row = current_session().scalars(found.where(Exclusion.id == exclusion_id)).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.person_id])
    return _lines(actor, [row])[0]


def may_look_after_exclusions(actor: Actor, person: Person) -> bool:
    """Whether the actor sets exclusions from a person: managers and the data protection lead, at any time; whoever
    registered the person, on that day, because that is when somebody says “not her, she knows my family”."""
    if actor.may(*SETTERS):
        return True
    registered = person.created_by == actor.user_id and clock.london(person.created_at).date() == clock.today()
    return registered and actor.may(Permission.PEOPLE_WRITE)


def may_see_exclusions(actor: Actor, person_id: UUID) -> bool:
    """`may_look_after_exclusions`, for a panel of the person's page, which has opened the person already."""
    if actor.may(*SETTERS):
        return True
    person = current_session().get(Person, (actor.agency_id, person_id))
    return person is not None and may_look_after_exclusions(actor, person)


def _of_person(actor: Actor, person_id: UUID) -> Select[Exclusion]:
    return _all_of(actor, person_id).where(*_stands(Exclusion, clock.today()))


def _all_of(actor: Actor, person_id: UUID) -> Select[Exclusion]:
    mine = belongs_to(actor, Exclusion)
    return select(Exclusion).where(mine, in_same_person(actor, Exclusion.person_id, person_id))


def _lines(actor: Actor, rows: Sequence[Exclusion]) -> list[ExclusionLine]:
    names = _names(actor, {each for row in rows for each in (row.user_id, row.set_by, row.ended_by) if each})
    return [
        ExclusionLine(
            row, names.get(row.user_id, "Left"), names.get(row.set_by, "Left"),
            names.get(row.ended_by, "Left") if row.ended_by else "", _legible(row), _is_live(row, clock.today()),
        )
        for row in rows
    ]  # fmt: skip


def _names(actor: Actor, user_ids: set[UUID]) -> dict[UUID, str]:
    found = select(User.id, User.name).where(User.agency_id == actor.agency_id, User.id.in_(user_ids))
    return {user_id: name for user_id, name in current_session().execute(found)}


def _legible(row: Exclusion) -> str:
    try:
        return row.reason or ""
    except CannotOpen:
        return "Erased"


def _is_live(row: Exclusion, today: date) -> bool:
    return row.ended_at is None and row.from_on <= today and (row.until_on is None or row.until_on >= today)
