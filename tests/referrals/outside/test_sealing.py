"""The lock of a letter: it opens with link and words together, in its own row, and nothing of either is kept."""

from __future__ import annotations

import base64
from uuid import uuid4

import pytest
from sqlalchemy import text

from core.crypto.keyring import CannotOpen
from core.db import db
from core.web import Roundtable
from referrals.outside import sealing
from referrals.outside.models import OutsideLetter
from referrals.outside.sealing import Place, Secrets
from tests.house import House
from tests.referrals.outside import edge


def place() -> Place:
    return Place(uuid4(), uuid4())


def test_link_and_words_together_open_it(app: Roundtable) -> None:
    known, salt, here = sealing.new_secrets(), sealing.new_salt(), place()
    locked = sealing.lock(known, salt, "the letter", here)
    assert b"the letter" not in locked
    assert sealing.unlock(known, salt, locked, here) == "the letter"


@pytest.mark.parametrize("written", ["{0}", " {1} ", "{2}", "{3}", "{4}"])
def test_case_spacing_and_hyphens_do_not_count(app: Roundtable, written: str) -> None:
    known, salt, here = Secrets("t" * 43, "acorn bagel cactus daisy"), sealing.new_salt(), place()
    locked = sealing.lock(known, salt, "the letter", here)
    phrase = written.format(
        known.phrase, known.phrase.upper(), known.phrase.replace(" ", "-"), known.phrase.replace(" ", ", "),
        known.phrase.replace(" ", "   "),
    )  # fmt: skip
    assert sealing.unlock(Secrets(known.token, phrase), salt, locked, here) == "the letter"


def test_anything_else_fails_closed(app: Roundtable) -> None:
    known, salt, here = sealing.new_secrets(), sealing.new_salt(), place()
    locked = sealing.lock(known, salt, "the letter", here)
    other = sealing.new_secrets()
    tries = [
        (Secrets(known.token, other.phrase), salt, locked, here),
        (Secrets(other.token, known.phrase), salt, locked, here),
        (Secrets(known.token, ""), salt, locked, here),
        (known, sealing.new_salt(), locked, here),
        (known, salt, locked[:-1] + bytes([locked[-1] ^ 1]), here),
        (known, salt, b"", here),
        (known, salt, locked, Place(here.agency_id, uuid4())),
        (known, salt, locked, Place(uuid4(), here.letter_id)),
    ]
    for each in tries:
        with pytest.raises(CannotOpen):
            sealing.unlock(*each)


def test_four_words_of_a_long_list_that_can_be_read_out() -> None:
    words = sealing.words_to_choose_from()
    assert len(words) == len(set(words)) >= 512
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 9 for word in words)
    seen = {sealing.new_secrets() for _ in range(200)}
    assert len({known.phrase for known in seen}) == 200
    assert all(len(known.phrase.split()) == 4 and len(known.token) == 43 for known in seen)


def test_the_stretching_is_argon2id_with_parameters_of_its_own() -> None:
    assert (sealing.PASSES, sealing.KIBIBYTES) >= (3, 64 * 1024)


def everything_stored() -> str:
    """Every value of every table, bytes as they are and in hexadecimal and base64."""
    found = []
    with db.engine.connect().execution_options(whole_database=True) as connection:
        for table in db.metadata.tables:
            for row in connection.execute(text(f'select * from "{table}"')):  # our own table names
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    found.append(raw.decode("latin-1"))
    return "\n".join(found)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("opened", [False, True])
def test_the_database_holds_no_word_of_it_and_neither_link_nor_phrase_nor_key(house: House, opened: bool) -> None:
    sent = edge.send(house)
    reader = house.stranger()
    hidden = [sent.known.token, sent.known.phrase, *edge.MARKERS]
    if opened:
        assert edge.knock(reader, sent).status_code == 303
        cookies = {cookie.key: cookie.value for cookie in (reader.client._cookies or {}).values()}
        hidden += [value for name, value in cookies.items() if name.startswith("reading-")]
        assert len(hidden) == len(edge.MARKERS) + 3
        hidden.append(base64.b64encode(sealing._reading_key(hidden[-1])).decode())
    stored = everything_stored()
    assert sent.letter_id.hex in stored.replace("-", ""), "the dump must hold the letter, or it proves nothing"
    # The ledger names the organisation that was told, in clear: nothing else of the letter is.
    assert [word for word in hidden if word in stored.replace(edge.ORGANISATION, "")] == []
    key = sealing._key(sent.known, edge.letter(house, sent).salt)
    assert key.decode("latin-1") not in stored


def test_a_lock_copied_to_another_row_opens_nowhere(house: House) -> None:
    first, second = edge.send(house), edge.send(house)
    with house.acting("mash_caseworker") as actor:
        one = db.session.get(OutsideLetter, (actor.agency_id, first.letter_id))
        two = db.session.get(OutsideLetter, (actor.agency_id, second.letter_id))
        assert one is not None
        assert two is not None
        two.locked, two.salt = one.locked, one.salt
    answer = edge.knock(
        house.stranger(), edge.Sent(second.letter_id, second.consent_id, second.person_id, second.known)
    )
    assert answer.status_code == 422
    mixed = Secrets(second.known.token, first.known.phrase)
    answer = edge.knock(house.stranger(), edge.Sent(second.letter_id, second.consent_id, second.person_id, mixed))
    assert answer.status_code == 422
    assert not [word for word in edge.MARKERS if word in edge.text(answer)]
