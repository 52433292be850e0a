"""The person's own copy: on the page, as pages to print, as a record, and what the ledger and the trail keep of it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from config import ROOT
from core import clock
from core.audit import AuditEntry
from core.db import db
from people import queries, receipts, service
from people.models import Category, ConsentMethod, DisclosureKind, Purpose
from people.rules import Interpreter, Relationship
from tests.house import House
from tests.people.cast import consent, robyn
from tests.people.json_schema import problems
from tests.people.test_asking import HOW, NOON, asking, both, choice

SCHEMA = json.loads((ROOT / "reference" / "consent_record.schema.json").read_text())


def words_of(pdf: bytes) -> str:
    """The text of a PDF on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def recorded(house: House) -> tuple[UUID, list[UUID]]:
    """Someone asked about NUM and the police, and the ids of the four answers."""
    with house.acting("mash_outreach") as actor:
        how = replace(
            HOW, conditions="Only Robin.", witness="Sam Witness", capacity="assessed", capacity_note="Dr Lee saw them.",
            method=ConsentMethod.INTERPRETER, interpreter=Interpreter("Amina Yusuf", Relationship.PROFESSIONAL),
        )  # fmt: skip
        person_id, made = both(actor, how=how)
        return person_id, [row.id for row in made]


def test_the_page_says_everything_and_names_the_rest_of_the_conversation(house: House) -> None:
    _, made = recorded(house)
    page = house.client("mash_outreach").get(f"/consents/{made[2]}").get_data(as_text=True)
    for words in (
        "Live until 9 May 2027", "drugs and alcohol", "Asked by itself", "Only Robin.", "Sam Witness",
        "Dr Lee saw them.", "Amina Yusuf", "Asked in the same conversation", "Plain words, English, version 2",
    ):  # fmt: skip
        assert words in page
    assert page.count('href="/consents/') >= 3


def test_a_copy_to_print_is_tagged_plain_and_counted(house: House) -> None:
    person_id, made = recorded(house)
    browser = house.client("mash_outreach")
    answer = browser.post(f"/consents/{made[0]}/receipt.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    words = words_of(answer.data)
    for said in ("What I said about sharing", "National Ugly Mugs, ISVA service", "Greater Manchester Police",
                 "Name to use", "I said no to", "Health", "Only Robin.", "Asked one at a time", "Home Office",
                 "I can change my mind", "MA-0001"):  # fmt: skip
        assert said in words
    for never in ("Sam Witness", "Dr Lee", "Amina Yusuf"):
        assert never not in words
    with pikepdf.open(io.BytesIO(answer.data)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-GB"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    with house.acting("mash_outreach") as actor:
        line = queries.ledger_page(actor, person_id, 1).items[0]
        assert (line.kind, line.consent_id) == (DisclosureKind.PRINT, made[0])
        verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.row_id == made[0])).all()
        assert "downloaded" in verbs


def test_easy_read_is_answered_in_easy_read(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        num = choice(actor, "NUM", "isva")
        shown = queries.wordings_to_show(actor, [num], [Purpose.SUPPORT], "easy-read", "en")
        told = asking(actor, {num: {Category.ALIAS: True}}, [Purpose.SUPPORT])
        told["asking"] = replace(told["asking"], words=queries.words_by_ask(shown))
        (row,) = service.record_consents(actor=actor, person_id=robyn(actor).id, **told)
        easy = receipts.receipt_html(queries.consent_receipt(actor, row.id), home="MASH")
        plain = receipts.receipt_html(
            queries.consent_receipt(actor, consent(actor, row.person_id, {Category.RISK: True}).id), home="MASH"
        )
    assert 'class="easy"' in easy
    assert "They told me: I can say no." in easy
    assert 'class="easy"' not in plain
    assert "They told me" not in plain


@pytest.mark.parametrize("which", [0, 1, 2, 3])
def test_the_record_fits_its_schema(house: House, which: int) -> None:
    _, made = recorded(house)
    answer = house.client("mash_outreach").post(f"/consents/{made[which]}/record.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    record = json.loads(answer.data)
    assert problems(record, SCHEMA) == []
    assert record["pii_principal_id"] == "MA-0001"
    text = answer.get_data(as_text=True)
    for never in ("Robyn", "Sam Witness", "Dr Lee", "Amina", "Dee Marlowe"):
        assert never not in text
    with house.acting("mash_outreach"):
        verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.row_id == made[which])).all()
        assert "exported" in verbs


def exported(house: House, consent_id: UUID) -> dict[str, Any]:
    """A consent's record."""
    with house.acting("mash_outreach") as actor:
        receipt = queries.consent_receipt(actor, consent_id)
        home, num = (queries.party_of(house.agency(code).id) for code in ("MASH", "NUM"))
        return receipts.consent_record(receipt.chosen, receipt.reference, home=home, recipient=num)


def test_the_record_tells_of_each_thing_that_happened(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        row_id = consent(actor, person_id, {Category.ALIAS: True, Category.RISK: True}).id
        refused_id = consent(actor, person_id, {Category.ALIAS: False}, purpose=Purpose.REPORT).id
        with clock.frozen_at(NOON + timedelta(hours=1)):
            service.withdraw_parts(actor=actor, consent_id=row_id, categories=[Category.RISK], how="By text")
    states = [event["event_state"] for event in exported(house, row_id)["events"]]
    assert states == ["given", "withdrawn_in_part"]
    refused = exported(house, refused_id)
    assert ([event["event_state"] for event in refused["events"]], refused["status"]) == (["refused"], "refused")
    with clock.frozen_at(NOON + timedelta(days=300)):
        late = exported(house, row_id)
    assert ([event["event_state"] for event in late["events"]][-1], late["status"]) == ("expired", "ended")
    with house.acting("mash_outreach") as actor:
        service.withdraw_consent(actor=actor, consent_id=row_id, how="By text")
    back = exported(house, row_id)
    assert back["events"][-1]["event_state"] == "withdrawn"
    assert all(problems(record, SCHEMA) == [] for record in (refused, late, back))


def test_the_reader_of_schemas_finds_faults(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        consent_id = consent(actor, robyn(actor).id, {Category.ALIAS: True}).id
    sound = exported(house, consent_id)
    assert problems(sound, SCHEMA) == []
    assert problems(sound | {"pii_principal_id": "Robyn"}, SCHEMA)
    assert problems(sound | {"name": "Robyn"}, SCHEMA)
    assert problems({name: value for name, value in sound.items() if name != "events"}, SCHEMA)
    assert problems(sound | {"events": [sound["events"][0] | {"event_state": "guessed"}]}, SCHEMA)


@pytest.mark.parametrize("persona", ["num_isva", "gmp_liaison", "mash_auditor", "mcc_chair"])
def test_nobody_else_gets_a_copy(house: House, persona: str) -> None:
    _, made = recorded(house)
    browser = house.client(persona)
    for path in ("receipt.pdf", "record.json"):
        assert browser.post(f"/consents/{made[0]}/{path}").status_code == 404
        assert browser.get(f"/consents/{made[0]}/{path}").status_code in (404, 405)
    with house.acting("mash_outreach"):
        copies = select(func.count()).select_from(AuditEntry).where(AuditEntry.verb.in_(["downloaded", "exported"]))
        assert db.session.scalar(copies) == 0
