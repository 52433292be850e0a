"""Who has seen what: the page, the readers, and the person's own copy, which never tells what is withheld."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import NotVisible
from people import queries, service
from people.ledger_copy import ledger_html
from people.models import Category, Disclosure, DisclosureKind
from tests.house import House
from tests.people.cast import consent, robyn, team_id


def note(actor: Actor, house: House, person_id: UUID, kind: DisclosureKind, **changes: Any) -> Disclosure:
    """A row about NUM's ISVA team."""
    row: dict[str, Any] = {
        "recipient_agency_id": house.agency("NUM").id, "recipient_team_id": team_id("NUM", "isva"),
        "categories": [Category.ALIAS, Category.SUPPORT],
    }  # fmt: skip
    return service.record_disclosure(actor=actor, person_id=person_id, kind=kind, **(row | changes))


def test_every_kind_stands_on_the_page_in_plain_words(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        for kind in DisclosureKind:
            note(actor, house, person_id, kind, outside="St Mary’s Centre" if kind is DisclosureKind.OUTSIDE else None)
    dee = house.client("mash_outreach")
    page = dee.get(f"/people/{person_id}/ledger").get_data(as_text=True)
    for words in ("told National Ugly Mugs", "your name and the support you want", "St Mary’s Centre", "Nothing left"):
        assert words in page
    left = dee.get(f"/people/{person_id}/ledger?show=left").get_data(as_text=True)
    stayed = dee.get(f"/people/{person_id}/ledger?show=stayed").get_data(as_text=True)
    assert "Roundtable refused" not in left
    assert "Roundtable refused" in stayed
    assert "You had not agreed" in left
    assert "You had not agreed" not in stayed


def test_a_row_by_consent_says_that_they_had_agreed(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        given = consent(actor, person_id, {Category.ALIAS: True})
        note(actor, house, person_id, DisclosureKind.PACKAGE, consent_id=given.id, categories=[Category.ALIAS])
        line = queries.ledger_page(actor, person_id, 1).items[0]
        assert line.told[1] == "You had agreed."
        assert line.told[0].startswith("On 23 November 2026 Dee Marlowe told National Ugly Mugs, ")


def test_who_looked_is_named_and_counted_but_not_what_they_read(house: House, count_queries: Callable[[], Any]) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        queries.person(actor, person_id)
    ines = house.client("mash_caseworker")
    for _ in range(2):
        ines.get(f"/people/{person_id}")
    with house.acting("mash_outreach") as actor:
        with count_queries() as seen:
            found = queries.readers(actor, person_id)
        assert [(line.name, line.times) for line in found] == [("Ines Duarte", 2), ("Dee Marlowe", 1)]
        assert len([each for each in seen if "audit_entry" in each]) == 1
        assert len(seen) <= 5, seen
    page = house.client("mash_outreach").get(f"/people/{person_id}/ledger?show=here").get_data(as_text=True)
    assert "Ines Duarte" in page
    assert "2 times" in page


def test_readers_of_another_agency_are_never_seen(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        queries.person(actor, person_id)
    with house.acting("num_isva") as actor:
        assert queries.readers(actor, person_id) == []
        assert queries.ledger_page(actor, person_id, 1).items == []
    for persona in ("num_isva", "gmp_liaison", "mcc_chair", "lgbtf_administrator"):
        assert house.client(persona).get(f"/people/{person_id}/ledger").status_code == 404
        assert house.client(persona).post(f"/people/{person_id}/ledger/copies").status_code == 404


def _copy(house: House, person_id: UUID, *, named: bool = False) -> tuple[UUID, str]:
    with house.acting("mash_outreach") as actor:
        row = service.order_ledger_copy(actor=actor, person_id=person_id, named=named)
        who = queries.person(actor, person_id)
        copy = queries.ledger_copy(actor, person_id, row.id, reference=who.reference, alias=who.alias or "")
        return row.id, ledger_html(copy, home="MASH")


def test_the_cover_has_no_name_unless_it_was_ordered_with_one(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor, "Robynette").id
    assert "Robynette" not in _copy(house, person_id)[1]
    assert "Robynette" in _copy(house, person_id, named=True)[1]


def test_making_a_copy_is_a_row_of_the_ledger_and_of_the_trail(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
    copy_id, words = _copy(house, person_id)
    assert "Dee Marlowe printed a list like this one for you." in words
    with house.acting("mash_outreach"):
        kinds = db.session.scalars(select(Disclosure.kind)).all()
        verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.row_id == copy_id)).all()
    assert kinds == [DisclosureKind.PRINT]
    assert sorted(verbs) == ["downloaded", "print"]


def test_what_is_withheld_and_all_that_would_give_it_away_stays_off_the_paper(house: House) -> None:
    decision, referral = uuid4(), uuid4()
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        hidden: dict[str, Any] = {"outside": "Canary Street Hospital", "decision_id": decision}
        note(actor, house, person_id, DisclosureKind.DECISION, reason="withheld until 1 December 2026",
             referral_id=referral, **hidden)  # fmt: skip
        note(actor, house, person_id, DisclosureKind.MESSAGE, **hidden)
        note(actor, house, person_id, DisclosureKind.WITHDRAWN, outside="Canary Street Hospital", referral_id=referral)
        note(actor, house, person_id, DisclosureKind.NOT_SHARED, outside="Open Street Hospital", decision_id=uuid4())
    words = _copy(house, person_id)[1]
    assert "Canary" not in words
    assert "withheld" not in words.lower()
    assert "Open Street Hospital" in words
    page = house.client("mash_outreach").get(f"/people/{person_id}/ledger").get_data(as_text=True)
    assert "Not told yet: not on paper" in page
    with clock.frozen_at(clock.now() + timedelta(days=400)):
        assert "Canary" not in _copy(house, person_id)[1], "that its day has passed tells nobody"
        with house.acting("mash_outreach") as actor:
            note(actor, house, person_id, DisclosureKind.UNTOLD, reason="no longer withheld: they were told",
                 referral_id=referral, **hidden)  # fmt: skip
        words = _copy(house, person_id)[1]
    assert words.count("Canary Street Hospital") == 4
    assert "withheld" not in words.lower()
    page = house.client("mash_outreach").get(f"/people/{person_id}/ledger").get_data(as_text=True)
    assert "Not told yet: not on paper" not in page


def test_what_is_withheld_after_they_were_told_stays_off_the_paper(house: House) -> None:
    about: dict[str, Any] = {"outside": "Canary Street Hospital", "decision_id": uuid4()}
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        note(actor, house, person_id, DisclosureKind.UNTOLD, reason="no longer withheld: they were told", **about)
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        with house.acting("mash_outreach") as actor:
            note(actor, house, person_id, DisclosureKind.DECISION, reason="withheld until 1 January 2020", **about)
        assert "Canary" not in _copy(house, person_id)[1]


def test_the_paper_holds_the_rows_and_readers_of_its_own_record_alone(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        main, linked = robyn(actor).id, robyn(actor, "Angel").id
        note(actor, house, linked, DisclosureKind.PACKAGE)
        service.link_records(actor=actor, main_id=main, linked_id=linked)
        assert queries.ledger_page(actor, main, 1).total == 1
    with house.acting("mash_caseworker") as ines:
        queries.person(ines, linked)
    paper = _copy(house, main)[1]
    assert "told National Ugly Mugs" not in paper
    assert "Ines Duarte" not in paper
    paper = _copy(house, linked)[1]
    assert "told National Ugly Mugs" in paper
    assert "Ines Duarte" in paper


def test_a_copy_is_open_for_a_quarter_of_an_hour_to_whoever_ordered_it(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id, other = robyn(actor).id, robyn(actor, "Kit").id
        copy_id = service.order_ledger_copy(actor=actor, person_id=person_id, named=False).id
        package = note(actor, house, person_id, DisclosureKind.PACKAGE).id
        wanted: dict[str, Any] = {"reference": "MA-0001", "alias": ""}
        for who, row_id in ((other, copy_id), (person_id, package), (person_id, uuid4())):
            with pytest.raises(NotVisible):
                queries.ledger_copy(actor, who, row_id, **wanted)
        with clock.frozen_at(clock.now() + timedelta(minutes=16)), pytest.raises(NotVisible):
            queries.ledger_copy(actor, person_id, copy_id, **wanted)
    with house.acting("mash_caseworker") as actor, pytest.raises(NotVisible):
        queries.ledger_copy(actor, person_id, copy_id, **wanted)


def test_the_file_is_a_tagged_pdf_for_the_person(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor, "Robynette").id
        note(actor, house, person_id, DisclosureKind.PACKAGE)
    dee = house.client("mash_outreach")
    answer = dee.post(f"/people/{person_id}/ledger/copies", {})
    assert answer.status_code == 303
    file = dee.get(answer.location)
    assert (file.status_code, file.mimetype) == (200, "application/pdf")
    assert "MA-" not in file.headers["Content-Disposition"]
    made = PdfReader(io.BytesIO(file.data))
    text = " ".join(" ".join(page.extract_text().split()) for page in made.pages)
    assert "told National Ugly Mugs" in text
    assert "0303 123 1113" in text
    assert "Robynette" not in text
    assert made.metadata is not None
    assert made.metadata.title == "Who has seen what about you"
    root: Any = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"


@pytest.mark.parametrize("count", [2, 24])
def test_the_page_takes_the_same_number_of_statements_whatever_its_length(
    house: House, count_queries: Callable[[], Any], count: int
) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        for number in range(count):
            other = robyn(actor, f"Kit {number}").id if number < 3 else person_id
            note(actor, house, other, DisclosureKind.PACKAGE)
    dee = house.client("mash_outreach")
    with count_queries() as seen:
        assert dee.get(f"/people/{person_id}/ledger").status_code == 200
    assert len(seen) <= 20, seen
