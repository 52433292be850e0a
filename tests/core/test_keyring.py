"""The keyring file, rotation, and blind indexes."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from core.actor import Actor
from core.crypto import datakeys, rotation
from core.crypto.datakeys import DataKey, keyring
from core.crypto.keyring import CannotOpen, Keyring, KeyringError, open_bytes, seal_bytes
from core.db import db
from core.web import Roundtable
from people.models import Person
from tests.core.conftest import Pair

AGENCY = UUID(int=1)


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    """A keyring of its own with one agency."""
    made = Keyring(tmp_path / "keys" / "keyring.json")
    made.ensure_file()
    made.add_agency(AGENCY)
    return made


def held(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "keys" / "keyring.json").read_text())["agencies"]
    return found


def test_the_file_is_made_for_its_owner_alone_and_made_once(ring: Keyring, tmp_path: Path) -> None:
    file = tmp_path / "keys" / "keyring.json"
    before = file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    ring.ensure_file()
    assert file.read_bytes() == before
    ring.rotate(AGENCY)
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o610])
def test_a_file_that_others_can_reach_is_refused(ring: Keyring, tmp_path: Path, mode: int) -> None:
    (tmp_path / "keys" / "keyring.json").chmod(mode)
    for act in (ring.check, lambda: ring.blind_index(AGENCY, "alias", "kit"), lambda: ring.add_agency(uuid4())):
        with pytest.raises(KeyringError, match="chmod 600"):
            act()


def test_a_missing_file_is_named_with_its_mend(ring: Keyring, tmp_path: Path) -> None:
    (tmp_path / "keys" / "keyring.json").unlink()
    with pytest.raises(KeyringError, match=r"no keyring at .*Restore it.*KEYRING_FILE"):
        ring.wrap(AGENCY, b"k" * 32, "place")


def test_an_agency_without_keys_is_named(ring: Keyring) -> None:
    other = uuid4()
    assert not ring.has_agency(other)
    with pytest.raises(KeyringError, match=str(other)):
        ring.wrap(other, b"k" * 32, "place")


def test_adding_an_agency_again_keeps_its_keys(ring: Keyring, tmp_path: Path) -> None:
    before = held(tmp_path)
    ring.add_agency(AGENCY)
    assert held(tmp_path) == before


def _add_many(file: Path, numbers: range) -> None:
    for number in numbers:
        Keyring(file).add_agency(UUID(int=number))


def test_two_processes_that_add_agencies_lose_none(ring: Keyring, tmp_path: Path) -> None:
    file = tmp_path / "keys" / "keyring.json"
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_add_many, args=(file, range(start, start + 40))) for start in (100, 200)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert len(held(tmp_path)) == 81
    assert ring.has_agency(UUID(int=139))
    assert ring.has_agency(UUID(int=239))


def test_a_change_by_another_process_is_seen_at_once(ring: Keyring, tmp_path: Path) -> None:
    file = tmp_path / "keys" / "keyring.json"
    stamp = file.stat().st_mtime_ns
    for number in range(2, 12):
        Keyring(file).add_agency(UUID(int=number))
        os.utime(file, ns=(stamp, stamp))  # a disk whose clock ticks slowly
        assert ring.has_agency(UUID(int=number))


def test_a_key_wrapped_before_a_rotation_opens_after_it(ring: Keyring) -> None:
    version, wrapped = ring.wrap(AGENCY, b"k" * 32, "place")
    assert ring.rotate(AGENCY) == version + 1
    assert ring.unwrap(AGENCY, version, wrapped, "place") == b"k" * 32
    again, _ = ring.wrap(AGENCY, b"k" * 32, "place")
    assert again == version + 1


def test_a_wrap_opens_only_in_its_place_and_version(ring: Keyring) -> None:
    version, wrapped = ring.wrap(AGENCY, b"k" * 32, "place")
    with pytest.raises(CannotOpen):
        ring.unwrap(AGENCY, version, wrapped, "elsewhere")
    ring.rotate(AGENCY)
    with pytest.raises(CannotOpen):
        ring.unwrap(AGENCY, version + 1, wrapped, "place")


def test_retiring_forgets_all_but_the_current_key_and_the_one_before(ring: Keyring, tmp_path: Path) -> None:
    first, wrapped = ring.wrap(AGENCY, b"k" * 32, "place")
    ring.rotate(AGENCY)
    ring.retire_old(AGENCY)
    assert set(held(tmp_path)[str(AGENCY)]["wrapping"]) == {"1", "2"}
    ring.rotate(AGENCY)
    ring.retire_old(AGENCY)
    assert set(held(tmp_path)[str(AGENCY)]["wrapping"]) == {"2", "3"}
    with pytest.raises(CannotOpen, match="gone"):
        ring.unwrap(AGENCY, first, wrapped, "place")


def test_blind_indexes_agree_inside_an_agency_and_purpose_and_nowhere_else(ring: Keyring) -> None:
    ring.add_agency(UUID(int=2))
    index = ring.blind_index(AGENCY, "alias", "kit")
    assert index == ring.blind_index(AGENCY, "alias", "kit")
    others = {
        ring.blind_index(UUID(int=2), "alias", "kit"), ring.blind_index(AGENCY, "phone", "kit"),
        ring.blind_index(AGENCY, "alias", "kim"),
    }  # fmt: skip
    assert len(others | {index}) == 4
    ring.rotate(AGENCY)
    ring.retire_old(AGENCY)
    assert ring.blind_index(AGENCY, "alias", "kit") == index


def test_no_nonce_is_used_twice() -> None:
    nonces = {seal_bytes(b"k" * 32, b"the same words", "place")[:12] for _ in range(20_000)}
    assert len(nonces) == 20_000


def test_one_changed_byte_does_not_open() -> None:
    sealed = seal_bytes(b"k" * 32, b"words", "place")
    assert open_bytes(b"k" * 32, sealed, "place") == b"words"
    for position in range(len(sealed)):
        changed = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        with pytest.raises(CannotOpen):
            open_bytes(b"k" * 32, changed, "place")
    with pytest.raises(CannotOpen):
        open_bytes(b"k" * 32, b"", "place")


@pytest.fixture
def people(pair: Pair, person_of: Callable[[Actor, str, str], Person]) -> Pair:
    """Three people of ours."""
    with pair.acting(pair.ours):
        for number in range(3):
            person_of(pair.ours, f"Kit {number}", f"OU-{number}")
    return pair


def aliases(pair: Pair) -> list[str]:
    """What the people are called, read with no key in memory."""
    db.session.rollback()
    with pair.acting(pair.ours):
        return sorted(str(person.alias) for person in db.session.scalars(select(Person)))


READABLE = ["Kit 0", "Kit 1", "Kit 2"]


def test_rotation_rewraps_every_key_and_leaves_all_readable(people: Pair) -> None:
    for turn in (2, 3, 4):
        with people.acting(people.ours):
            assert rotation.rotate_agency(people.ours.agency_id) == 4  # three people and the agency's own
            assert set(db.session.scalars(select(DataKey.wrapping_version))) == {turn}
        assert aliases(people) == READABLE


def test_another_agencys_keys_are_left_alone(people: Pair) -> None:
    with people.acting(people.ours):
        rotation.rotate_agency(people.ours.agency_id)
    with people.acting(people.theirs):
        assert db.session.scalars(select(DataKey.wrapping_version)).all() == [1]


def _fail(*_: object) -> None:
    raise InterruptedError


def _rotate_and_fail(pair: Pair) -> None:
    with suppress(InterruptedError), pair.acting(pair.ours):
        rotation.rotate_agency(pair.ours.agency_id)
        pytest.fail("the step was not reached")


def test_a_rotation_cut_short_at_any_step_leaves_all_readable_and_completes(
    people: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [(rotation, "rewrap_keys"), (type(db.session()), "commit"), (Keyring, "retire_old")]
    for where, name in steps:
        with monkeypatch.context() as patched:
            patched.setattr(where, name, _fail)
            _rotate_and_fail(people)
        assert aliases(people) == READABLE, name
    with people.acting(people.ours):
        rotation.rotate_agency(people.ours.agency_id)
    assert aliases(people) == READABLE


def test_a_key_wrapped_while_rotation_ran_is_not_lost(
    people: Pair, person_of: Callable[[Actor, str, str], Person]
) -> None:
    """A request wraps with the old key, the whole rotation passes, and only then the request commits."""
    agency_id = people.ours.agency_id
    with people.acting(people.ours):
        key = b"n" * 32
        version, wrapped = keyring().wrap(agency_id, key, f"{agency_id}|data_key|{UUID(int=77)}")
        rotation.rotate_agency(agency_id)
        db.session.add(DataKey(agency_id=agency_id, id=UUID(int=77), wrapping_version=version, wrapped=wrapped))
    for _ in range(2):
        with people.acting(people.ours):
            rotation.rotate_agency(agency_id)
    with people.acting(people.ours):
        assert datakeys.key_of(agency_id, UUID(int=77)) == key


def test_rotation_also_rewraps_what_higher_floors_hold(people: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[UUID] = []

    def rewrap(agency_id: UUID) -> int:
        asked.append(agency_id)
        return 7

    monkeypatch.setattr(rotation, "rewrappers", [rewrap])
    with people.acting(people.ours):
        assert rotation.rotate_agency(people.ours.agency_id) == 4 + 7
    assert asked == [people.ours.agency_id]


def test_the_rotate_command_rotates_every_agency(app: Roundtable, people: Pair) -> None:
    db.session.rollback()
    answer = app.test_cli_runner().invoke(args=["keys", "rotate"])
    assert answer.exit_code == 0, answer.output
    assert "5 keys are wrapped afresh" in answer.output
    assert aliases(people) == READABLE


def test_the_common_index_is_made_once_and_is_the_same_for_all_who_hold_the_file(ring: Keyring, tmp_path: Path) -> None:
    before, file = held(tmp_path), tmp_path / "keys" / "keyring.json"
    assert "common" not in json.loads(file.read_text())
    mark = ring.common_index("pattern-phone", "+447700900461")
    assert mark == Keyring(file).common_index("pattern-phone", "+447700900461")
    assert (held(tmp_path), file.stat().st_mode & 0o777) == (before, 0o600)
    others = (
        ring.common_index("pattern-email", "+447700900461"), ring.common_index("pattern-phone", "+447700900462"),
        ring.blind_index(AGENCY, "pattern-phone", "+447700900461"),
    )  # fmt: skip
    assert len({mark, *others}) == 4
    ring.add_agency(UUID(int=2))
    ring.rotate(AGENCY)
    assert ring.common_index("pattern-phone", "+447700900461") == mark
