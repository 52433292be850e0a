"""The pages of minutes: taking them live, with and without a script; the step to an action; and the way to the PDF."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from actionplan.models import Commitment
from core.db import db
from forum.minutes import queries
from tests.forum import room
from tests.house import Browser, House

LEAK = "Outreach met Angel on Chapel Street, reference MA-0427."


@pytest.fixture
def meeting_id(house: House) -> UUID:
    """A meeting of a week ago, with a quorum."""
    found = room.today(days=-7)
    room.seat(house, found, "MASH", "NUM")
    return found


def text(client: Browser, path: str, status: int = 200) -> str:
    """A page, with the status it has to have."""
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def test_minutes_are_taken_live_and_typed_words_are_kept(house: House, meeting_id: UUID) -> None:
    client, base = house.client("mcc_coordinator"), f"/forum/meetings/{meeting_id}/minutes"
    assert "Begin the minutes" in text(client, base)
    assert client.post(f"{base}/begin").location == f"{base}/live"
    assert "Next note for item 1" in text(client, client.get(f"{base}/live").location)
    at = f"{base}/items/{room.items(house, meeting_id)[6]}"
    saved = client.post(f"{at}/typed", {"words": "Half a sen", "version": "1"})
    assert (saved.status_code, saved.get_json()["version"]) == (200, 2)
    crossed = client.post(f"{at}/typed", {"words": "Something else", "version": "1"})
    assert (crossed.status_code, crossed.get_json()["words"]) == (409, "Half a sen")
    assert "Half a sen" in text(client, at)
    both = client.post(at, {"words": "Something else", "version": "1", "do": "note"})
    assert both.status_code == 409
    assert "Half a sen" in both.get_data(as_text=True)
    assert "Something else" in both.get_data(as_text=True)
    assert client.post(at, {"words": " ", "version": "2", "do": "note"}).status_code == 422
    done = client.post(at, {"words": "Agreed: pay £640 for printing.", "version": "2", "do": "decision",
                            "moved_by": "MASH"})  # fmt: skip
    assert done.status_code == 303
    page = text(client, at)
    assert "-01" in page
    assert "Agreed, 2 agencies" in page
    assert "Pay £640 for printing." in page
    onward = client.post(at, {"words": "", "version": "3", "do": "next"})
    assert onward.location == f"{base}/items/{room.items(house, meeting_id)[7]}"
    assert house.client("mash_member").get(at).status_code == 403
    assert "being written" in text(house.client("mash_member"), base)


def test_a_minute_becomes_an_action_and_the_rest_of_a_line(house: House, meeting_id: UUID) -> None:
    client, base = house.client("mcc_coordinator"), f"/forum/meetings/{meeting_id}/minutes"
    client.post(f"{base}/begin")
    at = f"{base}/items/{room.items(house, meeting_id)[6]}"
    answer = client.post(at, {"words": "Action: say whether the rest space can open.", "version": "1", "do": "note"})
    path = answer.location.partition("#")[0]
    page = text(client, path)
    assert "Say whether the rest space can open</textarea>" in page.replace("\n", "").replace("\r", "")
    assert client.post(path, {"title": "Say so"}).status_code == 422
    commitment = db.session.scalars(select(Commitment.id).limit(1)).one()
    made = client.post(path, {
        "title": "Say whether the rest space can open", "agency": str(house.agency("MASH").id), "owner": "Lead",
        "due": "15/12/2030", "commitment": str(commitment), "impact": "A warm place on more nights",
        "output": "Reported to the forum",
    })  # fmt: skip
    assert made.status_code == 303
    assert re.search(r"Action <?A-\d+|Action [A-Z]+-?\d+", text(client, at))
    entry = path.split("/")[4]
    page = text(client, f"/forum/minutes/entries/{entry}/change")
    assert "Change Note 7.1" in page
    changed = {"words": "Shorter", "version": "1"}
    assert client.post(f"/forum/minutes/entries/{entry}/change", changed).status_code == 303
    crossed = client.post(f"/forum/minutes/entries/{entry}/change", {"words": "Longer", "version": "1"})
    assert crossed.status_code == 409
    assert "Shorter" in crossed.get_data(as_text=True)
    assert "Longer" in crossed.get_data(as_text=True)
    assert "Strike out Note 7.1" in text(client, f"/forum/minutes/entries/{entry}/strike-out")


def test_marker_names_are_found_before_members_read_and_the_pdf_is_tagged(house: House, meeting_id: UUID) -> None:
    client, base = house.client("mcc_coordinator"), f"/forum/meetings/{meeting_id}/minutes"
    later = room.today()
    client.post(f"{base}/begin")
    at = f"{base}/items/{room.items(house, meeting_id)[6]}"
    client.post(at, {"words": LEAK, "version": "1", "do": "note"})
    client.post(at, {"words": "Agreed: the lease ends.", "version": "2", "do": "note", "confidential": "y"})
    found = client.post(f"{base}/send", {"version": "1"})
    page = found.get_data(as_text=True)
    assert found.status_code == 422
    assert "Angel" in page
    assert "MA-0427" in page
    assert text(client, f"{base}/items/{room.items(house, meeting_id)[6]}")
    entry = queries.minutes_view(house.actor("mcc_coordinator"), meeting_id).entries[0].entry.id
    db.session.rollback()
    client.post(f"/forum/minutes/entries/{entry}/change", {"words": "Outreach met people.", "version": "1"})
    assert client.post(f"{base}/send", {"version": "1"}).status_code == 303
    chair = house.client("mcc_chair")
    assert "Review them" in text(chair, base)
    assert "What members will read" in text(chair, f"{base}/review")
    assert text(chair, f"{base}/return")
    assert chair.post(f"{base}/review", {"version": "2"}).status_code == 303
    assert client.post(f"{base}/approve", {"version": "3"}).status_code == 422
    assert client.post(f"{base}/approve", {"version": "3", "meeting": str(later)}).status_code == 303
    assert client.post(f"{base}/publish", {"version": "4"}).status_code == 303
    member = house.client("mash_member")
    page = text(member, base)
    assert "Outreach met people." in page
    assert "the lease ends" not in page
    assert "Angel" not in page
    assert member.get(f"{base}/annex").status_code == 403
    assert "the lease ends" in text(client, f"{base}/annex").lower()
    file = member.get(f"{base}.pdf")
    reader = PdfReader(io.BytesIO(file.data))
    words = "".join(each.extract_text() for each in reader.pages)
    assert "Outreach met people." in words
    assert "lease" not in words
    assert "Check sum" in words
    root: Any = reader.trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert "D-" not in text(member, "/forum/decisions?q=lease").split("</form>")[-1].split("</main>")[0]
