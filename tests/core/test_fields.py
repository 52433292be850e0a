"""Sealed columns: which they are, that they hold no plain word, and that they open only in their place."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import JSON, Enum, LargeBinary, String, select

from cases.models import Milestone, SupportContact
from core import clock
from core.actor import Actor
from core.crypto import datakeys
from core.crypto.fields import ERASED, SealedBytes, packed, sealed_columns, unpacked
from core.crypto.keyring import CannotOpen
from core.db import TwoParty, db, uuid7
from core.errors import Refused
from core.scoping import act_as, owned_tables
from core.web import Roundtable
from people.models import Category, Identity, Person, RecordPart, SafeContact
from tests.core.conftest import Pair
from tests.postgres import Cluster, find_binaries

INVENTORY = json.loads((Path(__file__).parent / "encryption_inventory.json").read_text())
MARK = "MARK-marigold"


def _sealed() -> Iterator[str]:
    """Every sealed column of every owned table; of those that two agencies share, which have a key of their own too."""
    for name, table in owned_tables().items():
        yield from (f"{name}.{column}" for column in sealed_columns(table).values())
        if issubclass(table, TwoParty):
            yield from (f"{name}.{column.name}" for column in _columns(table) if column.name.endswith("_sealed"))


def _columns(table: Any) -> Any:
    return table.__table__.columns


def _could_hold_words(column: Any) -> bool:
    free = isinstance(column.type, String | LargeBinary | JSON)
    return free and not isinstance(column.type, Enum)


def test_the_inventory_is_what_the_code_seals(app: Roundtable) -> None:
    assert sorted(_sealed()) == INVENTORY["sealed"], "Bring tests/core/encryption_inventory.json up to date."


def test_every_other_column_that_could_hold_words_has_a_reason_to_be_plain(app: Roundtable) -> None:
    sealed = set(_sealed())
    plain = {
        f"{name}.{column.name}"
        for name, table in owned_tables().items()
        for column in table.__table__.columns
        if _could_hold_words(column) and f"{name}.{column.name}" not in sealed
    }
    assert sorted(plain) == sorted(INVENTORY["plain"]), "Seal it, or give the reason in encryption_inventory.json."
    assert all(len(reason) > 15 for reason in INVENTORY["plain"].values())


def _empty_row(table: type[Any], actor: Actor) -> Any:
    row = table(agency_id=actor.agency_id, id=uuid7())
    for subject in ("person_id", "concern_id", "report_id", "observation_id", "letter_id", "export_id"):
        if hasattr(table, subject):
            setattr(row, subject, uuid7())
    if row.key_subject != actor.agency_id:
        datakeys.create_key(actor.agency_id, row.key_subject)
    return row


def test_every_sealed_column_hides_its_words_and_gives_them_back(pair: Pair, subtests: pytest.Subtests) -> None:
    act_as(pair.ours)
    for table in filter(sealed_columns, owned_tables().values()):
        for name, column in sealed_columns(table).items():
            with subtests.test(f"{table.__tablename__}.{column}"):
                row = _empty_row(table, pair.ours)
                value = MARK.encode() if isinstance(getattr(table, name), SealedBytes) else MARK
                setattr(row, name, value)
                assert MARK.encode() not in getattr(row, column)
                assert getattr(row, name) == value
                setattr(row, name, None)
                assert getattr(row, column) is None
    db.session.expunge_all()


def test_the_same_words_never_look_the_same(pair: Pair) -> None:
    act_as(pair.ours)
    row = _empty_row(Person, pair.ours)
    seen = set()
    for _ in range(50):
        row.alias = MARK
        seen.add(row.alias_sealed)
    assert len(seen) == 50
    db.session.expunge_all()


def test_no_answer_needs_no_key(pair: Pair) -> None:
    row = Person(agency_id=pair.ours.agency_id, alias=None)
    assert row.alias is None
    assert row.alias_sealed is None


def test_words_without_a_key_are_refused(pair: Pair) -> None:
    act_as(pair.ours)
    with pytest.raises(CannotOpen, match="erased"):
        Person(agency_id=pair.ours.agency_id, alias="Kit")


def test_the_order_of_arguments_does_not_matter(pair: Pair) -> None:
    act_as(pair.ours)
    person_id = uuid7()
    datakeys.create_key(pair.ours.agency_id, person_id)
    row = SafeContact(address="07700 900123", person_id=person_id, agency_id=pair.ours.agency_id)
    assert row.address == "07700 900123"
    db.session.expunge_all()


def _make_folk(pair: Pair, person_of: Callable[[Actor, str, str], Person]) -> None:
    for actor, count in ((pair.ours, 2), (pair.theirs, 1)):
        with pair.acting(actor):
            for number in range(count):
                person = person_of(actor, f"{MARK} alias {number}", f"P-{number}")
                person.wants = f"{MARK} wants {number}"
                mine: dict[str, UUID] = {"agency_id": actor.agency_id, "person_id": person.id}
                db.session.add(SafeContact(**mine, address=f"{MARK} address", times=f"{MARK} times"))
                db.session.add(Identity(**mine, legal_name=f"{MARK} legal"))
                changed = {"changed_at": clock.now(), "changed_by": actor.user_id}
                for part in (Category.HEALTH, Category.RISK):
                    db.session.add(RecordPart(**mine, **changed, category=part, words=f"{MARK} {part}"))


def _cells(actor: Actor) -> list[tuple[Any, str, str]]:
    """(row, descriptor, column) of every sealed cell that has words."""
    act_as(actor)
    rows: list[Any] = [
        row for table in (Person, SafeContact, Identity, RecordPart) for row in db.session.scalars(select(table))
    ]
    datakeys.load_keys(actor.agency_id, {row.key_subject for row in rows})
    return [
        (row, name, column)
        for row in rows
        for name, column in sealed_columns(type(row)).items()
        if getattr(row, column) is not None
    ]


def test_a_ciphertext_opens_nowhere_but_in_its_own_cell(
    pair: Pair, person_of: Callable[[Actor, str, str], Person]
) -> None:
    """Every cell's bytes are put in every other cell: another column, row, person, table and agency."""
    _make_folk(pair, person_of)
    with pair.acting(pair.theirs):
        foreign = [getattr(row, column) for row, _, column in _cells(pair.theirs)]
    cells = _cells(pair.ours)
    assert len(cells) == 14
    own = {(id(row), column): getattr(row, column) for row, _, column in cells}
    for row, name, column in cells:
        for key, moved in itertools.chain(own.items(), ((None, each) for each in foreign)):
            setattr(row, column, moved)
            if key == (id(row), column):
                assert str(getattr(row, name)).startswith(MARK)
            else:
                with pytest.raises(CannotOpen):
                    getattr(row, name)
        setattr(row, column, own[id(row), column])
    db.session.rollback()


def test_another_agencys_ciphertext_does_not_open_even_with_its_key(
    pair: Pair, person_of: Callable[[Actor, str, str], Person]
) -> None:
    act_as(pair.ours)
    person = person_of(pair.ours, "Kit", "P-1")
    twin = Person(agency_id=pair.theirs.agency_id, id=person.id)
    key = datakeys.key_of(pair.ours.agency_id, person.id)
    db.session.info["data_keys"][pair.theirs.agency_id, person.id] = key
    twin.alias_sealed = person.alias_sealed
    with pytest.raises(CannotOpen):
        assert twin.alias
    db.session.rollback()


def test_the_same_id_and_column_in_another_table_does_not_open(pair: Pair) -> None:
    act_as(pair.ours)
    contact = _empty_row(SupportContact, pair.ours)
    step = Milestone(agency_id=contact.agency_id, id=contact.id, person_id=contact.person_id)
    contact.note = MARK
    step.note_sealed = contact.note_sealed
    with pytest.raises(CannotOpen):
        assert step.note
    db.session.expunge_all()


def test_an_unknown_format_is_refused(pair: Pair, person_of: Callable[[Actor, str, str], Person]) -> None:
    act_as(pair.ours)
    person = person_of(pair.ours, "Kit", "P-1")
    person.alias_sealed = b"\x02" + (person.alias_sealed or b"")[1:]
    with pytest.raises(CannotOpen, match="unknown format"):
        assert person.alias
    db.session.rollback()


def _dump(app: Roundtable, postgres: Cluster | None) -> bytes:
    if postgres is None:
        folder = app.config["SETTINGS"].instance
        return b"".join(file.read_bytes() for file in folder.glob("roundtable.sqlite*"))
    name = db.engine.url.database or ""
    command = [str(find_binaries() / "pg_dump"), postgres.connection_string(name)]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_a_dump_of_the_database_holds_no_sealed_word(
    app: Roundtable, postgres: Cluster | None, pair: Pair, person_of: Callable[[Actor, str, str], Person]
) -> None:
    _make_folk(pair, person_of)
    with pair.acting(pair.ours):
        person_of(pair.ours, "Nobody", "PLAIN-REFERENCE")
    dump = _dump(app, postgres)
    assert b"PLAIN-REFERENCE" in dump, "the dump must show what is not sealed, or it shows nothing"
    for form in (MARK.encode(), MARK.encode().hex().encode(), MARK.encode("utf-16-le")):
        assert form not in dump


def test_the_keyring_is_not_in_the_database(app: Roundtable, postgres: Cluster | None) -> None:
    dump = _dump(app, postgres)
    ring = json.loads(app.config["SETTINGS"].keyring_file.read_text())["agencies"]
    for keys in ring.values():
        for key in (keys["index"], *keys["wrapping"].values()):
            assert key.encode() not in dump


def test_a_destroyed_key_opens_nothing_ever_again(pair: Pair, person_of: Callable[[Actor, str, str], Person]) -> None:
    with pair.acting(pair.ours):
        kept, erased = person_of(pair.ours, "Kit", "P-1").id, person_of(pair.ours, "Kim", "P-2").id
    with pair.acting(pair.ours):
        datakeys.destroy_key(pair.ours.agency_id, erased)
    with pair.acting(pair.ours):
        found = {person.id: person for person in db.session.scalars(select(Person))}
        assert found[kept].alias == "Kit"
        assert found[erased].alias == ERASED
        with pytest.raises(CannotOpen, match="erased"):
            datakeys.key_of(pair.ours.agency_id, erased)
        with pytest.raises(Refused, match="erased"):
            found[erased].alias = "Kim"
        assert unpacked(found[erased].alias) is None
        assert found[erased].reference == "P-2"


def test_a_list_opens_its_keys_with_one_query(
    pair: Pair, person_of: Callable[[Actor, str, str], Person], count_queries: Callable[[], Any]
) -> None:
    with pair.acting(pair.ours):
        ids = [person_of(pair.ours, f"Kit {n}", f"P-{n}").id for n in range(20)]
    act_as(pair.ours)
    people = db.session.scalars(select(Person)).all()
    with count_queries() as seen:
        datakeys.load_keys(pair.ours.agency_id, ids)
        assert sorted(str(person.alias) for person in people) == sorted(f"Kit {n}" for n in range(20))
    assert len([words for words in seen if "data_key" in words]) == 1
    assert len(seen) <= 2, seen


def test_structured_values_keep_their_shape() -> None:
    value = {"b": ["é", 1], "a": None}
    assert packed(value) == '{"a":null,"b":["é",1]}'
    assert unpacked(packed(value)) == value
    assert unpacked(None) is None
