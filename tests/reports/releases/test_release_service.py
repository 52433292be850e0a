"""Releases: the tables as they were shown, who took them and why, in the ledger of whose figures they are."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from core.db import db
from core.errors import NotVisible, Refused
from core.tallies import quarter_of
from reports.releases import queries, service
from reports.releases.models import ForumRelease, Release, ReleasePurpose, ReleaseShape
from reports.sheets import Sheet, as_json, from_json
from tests.house import House

SHEET = Sheet("contacts", "Contacts", "Contacts by quarter", ("Quarter", "Contacts"), (("July", 25), ("August", "[c]")))
WHY = "For the funder’s visit in December"


def take(house: House, persona: str, document: str, why: str = WHY) -> tuple[UUID, type, str]:
    """Take the table away; which row it made, in which ledger, and its check sum."""
    with house.acting(persona) as actor:
        row = service.release(
            actor=actor, document=document, title="Tables", period=quarter_of(date(2026, 7, 1)), sheets=[SHEET],
            shape=ReleaseShape.XLSX, purpose=ReleasePurpose.FUNDER, why=why,
        )  # fmt: skip
        db.session.commit()
        return row.id, type(row), row.sha256


def test_an_agencys_tables_are_kept_as_shown_in_its_own_ledger(house: House) -> None:
    row_id, ledger, _ = take(house, "mash_manager", "agency-dashboard")
    assert ledger is Release
    with house.acting("mash_manager") as joan:
        kept = queries.one(joan, row_id, of_forum=False)
        assert isinstance(kept, Release)
        assert from_json(kept.sheets) == (SHEET,)
        assert (kept.why, kept.by_user_id, kept.agency_id) == (WHY, joan.user_id, joan.agency_id)
        assert WHY.encode() not in bytes(kept.why_sealed or b"")
        assert queries.releases_page(joan, 1, of_forum=False).total == 1
        with pytest.raises(NotVisible):
            queries.releases_page(joan, 1, of_forum=True)
    with house.acting("num_manager") as other:
        assert queries.releases_page(other, 1, of_forum=False).total == 0
        with pytest.raises(NotVisible):
            queries.one(other, row_id, of_forum=False)


def test_the_forums_tables_go_to_the_forums_ledger(house: House) -> None:
    row_id, ledger, _ = take(house, "mcc_coordinator", "forum-dashboard")
    assert ledger is ForumRelease
    with house.acting("mcc_coordinator") as coordinator:
        assert queries.one(coordinator, row_id, of_forum=True).by_name
        assert queries.releases_page(coordinator, 1, of_forum=True).total == 1
    for nobody in ("mash_outreach", "gmp_liaison", "mash_manager"):
        with house.acting(nobody) as other, pytest.raises(NotVisible):
            queries.one(other, row_id, of_forum=True)


def test_two_releases_of_one_table_have_one_check_sum(house: House) -> None:
    first, second = (take(house, "mash_manager", "agency-dashboard") for _ in range(2))
    assert first[0] != second[0]
    assert first[2] == second[2] == service.check_sum(as_json([SHEET]))


@pytest.mark.parametrize("why", ["", "Because", "         x"])
def test_a_reason_of_fewer_than_ten_characters_is_refused(house: House, why: str) -> None:
    with pytest.raises(Refused, match="what you take it for"):
        take(house, "mash_manager", "agency-dashboard", why)
