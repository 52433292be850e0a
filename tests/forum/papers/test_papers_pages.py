"""Papers: who reads which, what is found in them, late ones, versions, and a PDF written afresh."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from pypdf import PdfReader

from core import clock
from core.db import db
from forum.documents import document
from forum.papers import queries, service
from tests.forum import room
from tests.house import House

TEXT = "We ask the meeting to give the group two more months."


@pytest.fixture
def meeting_id(house: House) -> UUID:
    """A meeting in three days: what comes now is late."""
    return room.today(days=3)


def paper(house: House, **more: Any) -> dict[str, Any]:
    """What the page of a new paper sends."""
    found = {"title": "Safety at night", "agency": str(house.agency("MASH").id), "author": "Outreach lead",
             "purpose": "decision", "classification": "members", "words": TEXT}  # fmt: skip
    return found | more


def test_a_paper_is_added_late_read_replaced_and_withdrawn(house: House, meeting_id: UUID) -> None:
    client, base = house.client("mash_member"), f"/forum/meetings/{meeting_id}/papers"
    assert client.get(f"{base}/new").status_code == 200
    assert client.post(f"{base}/new", paper(house, title="")).status_code == 422
    found = client.post(f"{base}/new", paper(house, words="We met Angel, reference MA-0427."))
    assert found.status_code == 422
    assert "Angel" in found.get_data(as_text=True)
    other = client.post(f"{base}/new", paper(house, agency=str(house.agency("NUM").id)))
    assert other.status_code == 422
    path = client.post(f"{base}/new", paper(house)).location
    page = client.get(path).get_data(as_text=True)
    assert TEXT in page
    assert "Late" in page
    assert "Safety at night" in client.get(base).get_data(as_text=True)
    words = "".join(each.extract_text() for each in PdfReader(io.BytesIO(client.get(f"{path}/versions/1").data)).pages)
    assert TEXT in words
    assert client.post(f"{path}/replace", {"words": TEXT + " Or three.", "version": "1"}).status_code == 303
    crossed = client.post(f"{path}/replace", {"words": "Mine", "version": "1"})
    assert crossed.status_code == 409
    assert "Mine" in crossed.get_data(as_text=True)
    assert client.get(f"{path}/versions/1").status_code == 200
    assert client.get(f"{path}/versions/9").status_code == 404
    assert client.get(f"{path}/change").status_code == 200
    assert (
        house.client("num_lead").post(f"{path}/withdraw", {"version": "2", "reason": "Not ours at all"}).status_code
        == 422
    )
    gone = client.post(f"{path}/withdraw", {"version": "2", "reason": "It named somebody", "destroy": "y"})
    assert gone.status_code == 303
    page = client.get(path).get_data(as_text=True)
    assert TEXT not in page
    assert "It named somebody" in page
    assert "Safety at night" not in page
    assert client.get(f"{path}/versions/2").status_code == 404


def test_restricted_papers_are_read_by_whom_they_name(house: House, meeting_id: UUID) -> None:
    base = f"/forum/meetings/{meeting_id}/papers"
    client = house.client("mcc_coordinator")
    told = paper(house, classification="restricted")
    assert client.post(f"{base}/new", told).status_code == 422
    path = client.post(f"{base}/new", told | {"readers": str(house.agency("NUM").id)}).location
    who = ("mash_member", "num_lead", "mcc_chair", "gmp_representative", "tmr_lived")
    readers = {name: house.client(name).get(path).status_code for name in who}
    assert readers == {"mash_member": 200, "num_lead": 200, "mcc_chair": 200, "gmp_representative": 404,
                       "tmr_lived": 404}  # fmt: skip
    listed = house.client("gmp_representative").get(base).get_data(as_text=True)
    assert "Safety at night" not in listed
    assert "1 further paper" in listed
    asked = client.post(f"{base}/new", paper(house, title="Asked for", words="", agency=str(house.agency("GMP").id)))
    assert "Awaited" in client.get(asked.location).get_data(as_text=True)
    with house.acting("gmp_representative") as actor:
        assert service.remind(actor) == 1
        assert [line.paper.title for line, _ in queries.wanting(actor, clock.today())] == ["Asked for"]
        db.session.rollback()


def test_a_pdf_is_told_by_its_content_checked_and_written_afresh(house: House, meeting_id: UUID) -> None:
    client, path = house.client("mash_member"), f"/forum/meetings/{meeting_id}/papers/new"
    made = document("forum/pack/numbers_pdf.html", total=2)
    with pikepdf.open(io.BytesIO(made)) as source:
        source.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        out = io.BytesIO()
        source.save(out)
    sent = paper(house, words="") | {"file": (io.BytesIO(out.getvalue()), "paper.pdf")}
    answer = client.post(path, sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
    kept = client.get(f"{answer.location}/versions/1")
    assert b"JavaScript" not in kept.data
    assert kept.headers["Content-Security-Policy"].startswith("sandbox")
    with pikepdf.open(io.BytesIO(kept.data)) as clean:
        assert len(clean.pages) == 2
        assert "/OpenAction" not in clean.Root
    fake = paper(house, words="") | {"file": (io.BytesIO(b"PK\x03\x04 no pdf"), "paper.pdf")}
    assert client.post(path, fake, content_type="multipart/form-data").status_code == 422
