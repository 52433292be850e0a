"""Bringing a file in: nothing before a yes, all of it after, and members' entries untouched."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from core import clock
from core.db import db
from core.errors import NotVisible, Refused
from directory.bringing import queries, reading, rules, service
from directory.bringing.rules import Outcome
from directory.models import Location, Organisation, Service
from tests.house import House

KINDS = (Organisation, Service, Location)


def feed(number: int, **changed: Any) -> bytes:
    """A feed of so many services of one organisation, each with a place."""
    return json.dumps([
        {"id": f"s{each}", "name": f"Service {each}", "status": "active", "description": "Help.",
         "organization": {"id": "o1", "name": "Lantern"}, "url": "https://www.example.org",
         "service_at_locations": [{"id": f"l{each}", "location": {"location_type": "virtual", "name": "By phone"}}],
         **changed}
        for each in range(number)
    ]).encode()  # fmt: skip


def counts() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in KINDS]


def draft(house: House, content: bytes, source: str = "example") -> UUID:
    entries, problems = reading.read(content, "feed.json")
    assert problems == []
    with house.acting("mcc_coordinator") as actor:
        return service.keep_draft(actor=actor, source=source, file_name="feed.json", entries=entries).id


def outcomes(house: House, row: UUID) -> tuple[list[Outcome], str]:
    with house.acting("mcc_coordinator") as actor:
        planned = [step.planned for step in queries.steps(actor, queries.draft(actor, row))]
    return [each.outcome for each in planned], rules.digest(planned)


def bring(house: House, row: UUID) -> int:
    _, shown = outcomes(house, row)
    with house.acting("mcc_coordinator") as actor:
        return service.bring(actor=actor, draft_id=row, shown=shown)


def test_nothing_is_stored_before_the_yes_and_all_after_it(house: House, count_queries: Any) -> None:
    before = counts()
    row = draft(house, feed(30))
    with count_queries() as seen:
        found, _ = outcomes(house, row)
    assert found == [Outcome.NEW] * 30
    assert len([each for each in seen if "from service" in each.lower() or "from location" in each.lower()]) <= 4
    assert counts() == before
    assert bring(house, row) == 30
    assert counts() == [before[0] + 1, before[1] + 30, before[2] + 30]
    made = select(Service.checked_on, Service.brought_from, Service.takes_referrals).where(Service.brought_id == "s3")
    assert tuple(db.session.execute(made).one()) == (None, "example", False)
    with house.acting("mcc_coordinator") as actor, pytest.raises(NotVisible):
        service.bring(actor=actor, draft_id=row, shown="x")


def test_a_second_file_finds_its_entries_again_and_unverifies_what_changed(house: House) -> None:
    bring(house, draft(house, feed(2)))
    before = counts()
    one = Service.brought_id == "s1"
    db.session.execute(update(Service).where(one).values(checked_on=clock.today()))
    db.session.commit()
    assert outcomes(house, draft(house, feed(2)))[0] == [Outcome.SAME] * 2
    again = draft(house, feed(2, description="Other help."))
    assert outcomes(house, again)[0] == [Outcome.CHANGED] * 2
    assert bring(house, again) == 2
    assert counts() == before
    stands = select(Service.description, Service.checked_on, Service.version).where(one)
    assert tuple(db.session.execute(stands).one()) == ("Other help.", None, 2)


def test_a_yes_is_a_yes_to_what_was_shown(house: House) -> None:
    bring(house, draft(house, feed(1)))
    row = draft(house, feed(1, description="Other help."))
    _, shown = outcomes(house, row)
    db.session.scalars(select(Service).where(Service.brought_id == "s0")).one().description = "A third text."
    db.session.commit()
    with house.acting("mcc_coordinator") as actor, pytest.raises(Refused):
        service.bring(actor=actor, draft_id=row, shown=shown)
    assert db.session.scalars(select(Service.description).where(Service.brought_id == "s0")).one() == "A third text."


def test_members_entries_and_confidential_premises_are_left_alone(house: House) -> None:
    isva = db.session.scalars(select(Service.id).where(Service.code == "num-isva")).one()
    named = draft(house, feed(1, id=str(isva)))
    under = draft(house, feed(1, id="zz", organization={"id": "x", "name": "national UGLY mugs"}))
    for row in (named, under):
        assert outcomes(house, row)[0] == [Outcome.REFUSED]
        assert bring(house, row) == 0
    helpline = db.session.scalars(select(Service).where(Service.code == "crimestoppers")).one()
    helpline.confidential = True
    helpline_id = helpline.id
    db.session.commit()
    somewhere = {"location_type": "physical", "name": "House", "addresses": [
        {"address_1": "1 Any Street", "city": "Manchester", "postal_code": "M1 1AA"}]}  # fmt: skip
    row = draft(house, feed(1, id=str(helpline_id), service_at_locations=[{"id": "l", "location": somewhere}]))
    assert outcomes(house, row)[0] == [Outcome.REFUSED]
    assert bring(house, row) == 0


def test_a_file_is_the_coordinators_own_and_is_forgotten_after_a_week(house: House) -> None:
    row = draft(house, feed(1))
    with house.acting("num_manager") as actor:
        for refused in (lambda: service.keep_draft(actor=actor, source="x", file_name="x", entries=[]),
                        lambda: service.drop_draft(actor=actor, draft_id=row),
                        lambda: service.bring(actor=actor, draft_id=row, shown="")):  # fmt: skip
            with pytest.raises(NotVisible):
                refused()
    with house.acting("mcc_coordinator") as actor:
        service.drop_draft(actor=actor, draft_id=row)
        assert queries.waiting_drafts(actor) == []
    draft(house, feed(1))
    with house.acting("mcc_coordinator") as actor:
        assert service.forget_old(actor) == 0
        with clock.frozen_at(clock.now() + timedelta(days=8)):
            assert service.forget_old(actor) == 2
