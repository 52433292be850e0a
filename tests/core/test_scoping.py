"""The session backstop: each measured hole is scoped or refused; no statement reads another agency's rows."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Table, delete, exists, func, insert, literal, select, text, union_all, update
from sqlalchemy.orm import aliased

from agencies.models import Agency
from config import ROOT
from core.actor import Actor
from core.audit import AuditHead
from core.crypto.datakeys import DataKey
from core.db import db
from core.numbering import RunningNumber
from core.scoping import ScopeError, act_as, acting_as, belongs_to, current_session, owned_tables
from people.models import Person
from tests.core.conftest import Pair

PERSON = cast(Table, Person.__table__)
DATA_KEY = cast(Table, DataKey.__table__)
MARK = "THEIRS-1"
BOUND = "person.agency_id = :a or true"


@pytest.fixture
def two_people(pair: Pair, person_of: Callable[[Actor, str, str], Person]) -> Iterator[Pair]:
    """One person at each agency; the session works for ours, and holds no row."""
    for actor, reference in ((pair.ours, "OURS-1"), (pair.theirs, MARK)):
        with pair.acting(actor):
            person_of(actor, "Kit", reference)
    act_as(pair.ours)
    yield pair
    db.session.rollback()


def _union_subquery() -> Any:
    both = union_all(select(Person.reference), select(Person.reference)).subquery()
    return select(both.c.reference)


def _outer_of_core() -> Any:
    inner = select(PERSON.c.reference).where(PERSON.c.reference == MARK).limit(1).scalar_subquery()
    return select(Agency.code, inner)


READS: dict[str, Callable[[], Any]] = {
    "entity": lambda: select(Person),
    "column": lambda: select(Person.reference),
    "alias": lambda: select(aliased(Person).reference),
    "subquery": lambda: select(select(Person.reference).subquery().c.reference),
    "cte": lambda: select(select(Person.reference).cte().c.reference),
    "in subquery": lambda: select(literal(MARK)).where(literal(MARK).in_(select(Person.reference))),
    "exists": lambda: select(literal(MARK)).where(exists().where(Person.reference == MARK)),
    "scalar subquery": lambda: select(select(func.max(Person.reference)).scalar_subquery()),
    "core table": lambda: select(PERSON),
    "core column": lambda: select(PERSON.c.reference),
    "core inside orm": _outer_of_core,
    "core exists inside orm": lambda: select(Agency, literal(MARK)).where(exists().where(PERSON.c.reference == MARK)),
    "union": lambda: union_all(select(Person.reference), select(Person.reference)),
    "union in a subquery": _union_subquery,
    "text": lambda: text("select reference from person"),
    "text bound to an agency": lambda: text(f"select reference from person where {BOUND}").bindparams(a=""),
    "text in capitals": lambda: text('SELECT reference FROM "PERSON"'),
    "text with columns": lambda: text("select reference from person").columns(Person.reference),
    "from statement": lambda: select(Person).from_statement(text("select * from person")),
    "from core statement": lambda: select(Person).from_statement(select(PERSON)),
    "text in from": lambda: select(text("reference")).select_from(text("person")),
}  # fmt: skip


def _said(statement: Any) -> str:
    """What a statement brought back, as words; nothing when it was refused."""
    try:
        rows = current_session().execute(statement).all()
    except ScopeError:
        return ""
    return " ".join(str(getattr(value, "reference", value)) for row in rows for value in row)


def test_no_shape_of_select_reads_the_row_of_another_agency(two_people: Pair, subtests: pytest.Subtests) -> None:
    for shape, statement in READS.items():
        with subtests.test(shape):
            assert MARK not in _said(statement())


def test_ordinary_shapes_are_scoped_rather_than_refused(two_people: Pair, subtests: pytest.Subtests) -> None:
    for shape in ("entity", "column", "alias", "subquery", "cte"):
        with subtests.test(shape):
            assert _said(READS[shape]()) == "OURS-1"


def test_the_scope_follows_the_actor_through_the_statement_cache(two_people: Pair) -> None:
    seen = []
    for actor in (two_people.ours, two_people.theirs) * 3:
        with two_people.acting(actor):
            seen.append(current_session().scalars(select(Person.reference)).all())
    assert seen == [["OURS-1"], [MARK]] * 3


WRITES: dict[str, Callable[[Pair], Any]] = {
    "bulk update": lambda pair: update(Person).values(version=9),
    "bulk update that names them": lambda pair: update(Person).where(Person.reference == MARK).values(version=9),
    "bulk delete": lambda pair: delete(DataKey).where(DataKey.id != DataKey.agency_id),
    "core update": lambda pair: update(PERSON).values(version=9),
    "core delete": lambda pair: delete(DATA_KEY),
    "text": lambda pair: text("update person set version = 9"),
    "insert from select": lambda pair: insert(RunningNumber).from_select(
        ["agency_id", "id", "series", "last"],
        select(literal(pair.ours.agency_id), Person.id, Person.reference, Person.version).where(
            Person.reference == MARK
        ),
    ),
}  # fmt: skip


def _try(statement: Any) -> None:
    try:
        current_session().execute(statement, execution_options={"synchronize_session": False})
        current_session().commit()
    except ScopeError:
        current_session().rollback()


def test_no_shape_of_write_changes_or_copies_the_row_of_another_agency(
    two_people: Pair, subtests: pytest.Subtests
) -> None:
    for shape, statement in WRITES.items():
        with subtests.test(shape):
            act_as(two_people.ours)
            _try(statement(two_people))
            with two_people.acting(two_people.ours):
                assert MARK not in current_session().scalars(select(RunningNumber.series)).all()
            with two_people.acting(two_people.theirs):
                assert current_session().scalars(select(Person.version)).all() == [1]
                assert len(current_session().scalars(select(DataKey.id)).all()) == 2


RAW = (
    "select * from person",
    "delete from person",
    'SELECT * FROM "person" p',
    "insert into person (reference) values ('x')",
    "select name from user_account join person on true",
)


def test_a_raw_connection_is_refused_owned_tables(app: Any, subtests: pytest.Subtests) -> None:
    for sql in RAW:
        with subtests.test(sql), db.engine.connect() as connection:
            with pytest.raises(ScopeError, match="person"):
                connection.exec_driver_sql(sql)
            with pytest.raises(ScopeError, match="person"):
                connection.execute(text(sql))


def test_a_raw_connection_may_read_what_nobody_owns(app: Any) -> None:
    with db.engine.connect() as connection:
        assert len(connection.execute(select(Agency.__table__.c.code)).all()) == 2


def test_without_an_actor_no_owned_table_is_read(pair: Pair) -> None:
    assert current_session().actor is None
    for table in owned_tables().values():
        with pytest.raises(ScopeError, match="no actor"):
            current_session().execute(select(table))


def test_get_finds_no_row_of_another_agency(two_people: Pair) -> None:
    pair = two_people
    with pair.acting(pair.theirs):
        theirs = current_session().scalars(select(Person.id)).one()
    act_as(pair.ours)
    assert current_session().get(Person, (pair.theirs.agency_id, theirs)) is None


def test_a_row_in_the_identity_map_stops_a_change_of_agency(two_people: Pair) -> None:
    pair = two_people
    held = current_session().scalars(select(Person)).one()
    with pytest.raises(ScopeError, match="rows of another agency"):
        act_as(pair.theirs)
    with acting_as(pair.theirs):
        assert current_session().get(Person, (held.agency_id, held.id)) is None


def test_acting_as_forgets_rows_keys_and_actor(two_people: Pair) -> None:
    pair = two_people
    current_session().rollback()
    with acting_as(pair.theirs):
        assert current_session().scalars(select(Person)).one().alias == "Kit"
        assert current_session().info["data_keys"]
    assert not current_session().identity_map
    assert "data_keys" not in current_session().info
    assert current_session().actor == pair.ours


def _change_and_fail(actor: Actor) -> None:
    with suppress(LookupError), acting_as(actor):
        current_session().scalars(select(Person)).one().version = 5
        raise LookupError


def test_acting_as_undoes_what_failed(two_people: Pair) -> None:
    _change_and_fail(two_people.ours)
    with acting_as(two_people.ours):
        assert current_session().scalars(select(Person.version)).one() == 1


def test_belongs_to_names_both_sides_of_a_shared_row(pair: Pair) -> None:
    criterion = str(belongs_to(pair.ours, owned_tables()["referral"]))
    assert "from_agency_id" in criterion
    assert "to_agency_id" in criterion


def test_the_backstop_scopes_a_query_that_forgot_its_criterion(two_people: Pair) -> None:
    assert current_session().scalars(select(AuditHead.agency_id)).all() == [two_people.ours.agency_id]


def test_no_owned_table_declares_a_relationship_that_would_load_by_itself() -> None:
    for table in owned_tables().values():
        assert not list(table.__mapper__.relationships), table.__name__


FLOORS = ("agencies", "directory", "people", "outreach", "cases", "referrals", "actionplan", "reports", "forum")
TEXTUAL = {"text", "literal_column", "exec_driver_sql", "from_statement"}


def _calls(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "id", getattr(node.func, "attr", ""))


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_above_core_writes_sql_as_text(floor: str) -> None:
    found = [str(file.relative_to(ROOT)) for file in (ROOT / floor).rglob("*.py") if TEXTUAL & set(_calls(file))]
    assert not found, f"Text goes round the scope; write it with the ORM: {found}"
