"""What the checker answers: reported people alone, whoever asks, in whatever form, and nothing to a thief."""

from __future__ import annotations

import hashlib
import hmac
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from flask import render_template

from core import clock
from core.actor import Actor
from core.crypto.datakeys import keyring
from core.db import db
from core.scoping import act_as
from core.web import Roundtable
from people import service as people
from people.identifiers import address_index
from people.models import Answer, ContactMethod
from people.reach import Hours, Way, When
from safety.checker import queries
from safety.checker.forms import LookUpForm
from safety.identifiers import identifier_index
from safety.patterns import service as patterns
from safety.reports import service as reports
from safety.vocabulary import DescriptorKind, Scope
from safety.warnings import service as warnings
from safety.warnings.queries.drafts import draft_text
from tests.house import House
from tests.safety.checker.scene import ALL, NUMBER, TWELVE, take, warn

SUPPORTED = 167
INDEX = re.compile(rb"[0-9a-f]{32,64}")


def test_every_written_form_gives_the_one_warning_in_every_agency_that_holds_it(house: House) -> None:
    report_id, warning_id = warn(house)
    for persona in ("mash_outreach", "num_isva", "tmr_outreach"):
        with house.acting(persona) as actor:
            for form in (*TWELVE, "no.show@example.org", "ab12cde", "quiet_paul", "https://x.example/quiet_paul"):
                assert [each.warning_id for each in queries.found(actor, form)] == [warning_id], form
            assert queries.found(actor, "07700 900462") == []
            assert queries.found(actor, "He would not leave.") == []
    with house.acting("gmp_liaison") as actor:
        assert queries.found(actor, NUMBER) == []
    with house.acting("mash_caseworker") as actor:
        reports.answer_scope(actor=actor, report_id=report_id, scope=Scope.WARNING, answer=False)
    with house.acting("num_isva") as actor:
        assert queries.found(actor, NUMBER) == []


def test_what_stands_in_reports_alone_or_in_a_draft_is_not_answered(house: House) -> None:
    with house.acting("mash_manager") as actor:
        take(actor, [(DescriptorKind.PHONE, NUMBER)])
        assert queries.found(actor, NUMBER) == []


def test_an_ended_warning_is_not_answered(house: House) -> None:
    warn(house)
    with house.acting("num_isva") as actor:
        assert queries.found(actor, NUMBER)
        with clock.frozen_at(clock.now().replace(year=clock.now().year + 1)):
            assert queries.found(actor, NUMBER) == []


def _support(actor: Actor, which: int) -> list[str]:
    """Somebody with two numbers and an address in their record."""
    text, call, email = f"07701 9{which:04}1", f"07701 9{which:04}2", f"person{which}@example.org"
    person = people.register_person(actor=actor, alias=f"Person {which}")
    people.write_safe_contact(
        actor=actor, person_id=person.id, method=ContactMethod.TEXT, address=text, times=None, voicemail=Answer.NO,
        code_word=None, never=None, hours=Hours(When.ANY),
        others=(Way(ContactMethod.CALL, call), Way(ContactMethod.EMAIL, email)),
    )  # fmt: skip
    return [text, call, email]


def _answer(app: Roundtable, actor: Actor, written: str) -> str:
    """The bytes of the answer as the page gives them."""
    form = LookUpForm()
    form.written.data = ""
    return render_template(
        "safety/checker/look_up.html", form=form, found=queries.found(actor, written), num=queries.num_address()
    )


@pytest.mark.sqlite_only
def test_500_addresses_of_people_supported_answer_with_the_bytes_of_a_miss(app: Roundtable, house: House) -> None:
    warn(house)
    with house.acting("num_isva") as actor:
        supported = [word for which in range(SUPPORTED) for word in _support(actor, which)]
    assert len(set(supported)) >= 500
    with house.acting("num_isva") as actor, app.test_request_context("/checker"):
        act_as(actor)
        miss = _answer(app, actor, "07999 111222")
        assert "No current warning says this" in miss
        assert sum(_answer(app, actor, word) != miss for word in supported) == 0
        assert _answer(app, actor, NUMBER) != miss
    with house.acting("mash_outreach") as actor:
        assert not any(queries.found(actor, word) for word in supported[:40])


@pytest.mark.sqlite_only
def test_a_stolen_database_and_a_million_numbers_give_nothing_without_the_keys(
    app: Roundtable, house: House, tmp_path: Path
) -> None:
    """security.md T10: the whole dump, a dictionary that holds the seeded numbers, and the hashes a thief tries."""
    seeded = ["+447700900461", "+447701900771", "+447701900772"]
    warn(house)
    with house.acting("num_isva") as actor:
        _support(actor, 77)
        take(actor, [(DescriptorKind.PHONE, NUMBER)])
    for persona in ("mash_manager", "num_manager"):
        with house.acting(persona) as actor:
            patterns.look_for_patterns(actor=actor)
    agency_id = house.agency("NUM").id
    known = identifier_index(agency_id, DescriptorKind.PHONE, NUMBER)
    copy = tmp_path / "stolen.sqlite"
    with sqlite3.connect(db.engine.url.database or "") as here, sqlite3.connect(copy) as there:
        here.backup(there)
    dump = "\n".join(sqlite3.connect(copy).iterdump()).encode()
    held = set(INDEX.findall(dump))
    assert known.encode() in held
    assert not any(number.encode() in dump or number[3:].encode() in dump for number in seeded)
    salt = str(agency_id).encode()
    matches = 0
    for which in range(1_000_000):
        number = b"+44770%07d" % (which + 900_000)
        digest = hashlib.sha256(number).hexdigest().encode()
        matches += digest in held or digest[:32] in held
    for number in (f"+4477009{which:05}".encode() for which in range(100_000)):
        for purpose in (salt, b"reported-phone", b"address"):
            matches += hmac.new(purpose, number, hashlib.sha256).hexdigest().encode() in held
    assert matches == 0


def test_one_number_has_unrelated_indexes_by_agency_purpose_and_the_common_key(house: House) -> None:
    mash, num = house.agency("MASH").id, house.agency("NUM").id
    found = [
        identifier_index(mash, DescriptorKind.PHONE, NUMBER), identifier_index(num, DescriptorKind.PHONE, NUMBER),
        identifier_index(mash, DescriptorKind.PROFILE, NUMBER), address_index(mash, NUMBER),
        keyring().common_index("pattern-phone", "+447700900461"),
    ]  # fmt: skip
    assert len(set(found)) == len(found)
    assert {identifier_index(mash, DescriptorKind.PHONE, form) for form in TWELVE} == {found[0]}


def test_an_identifier_that_was_corrected_away_is_not_answered_any_more(house: House) -> None:
    _, warning_id = warn(house)
    with house.acting("mash_caseworker") as actor:
        draft = warnings.start_correction(actor=actor, warning_id=warning_id)
        text = draft_text(draft)
        kept = tuple(each for each in text.noticed if each.kind is not DescriptorKind.PHONE)
        draft = warnings.change_draft(
            actor=actor, draft_id=draft.id, grade=draft.grade, months=6, version=draft.version,
            text=replace(text, noticed=kept),
        )  # fmt: skip
        sent = warnings.send_draft(actor=actor, draft_id=draft.id, version=draft.version)
        draft_id, version = sent.id, sent.version
    with house.acting("mash_manager") as actor:
        warnings.release(actor=actor, draft_id=draft_id, version=version)
    with house.acting("num_isva") as actor:
        assert queries.found(actor, NUMBER) == []
        assert [each.warning_id for each in queries.found(actor, dict(ALL)[DescriptorKind.PLATE])] == [warning_id]
