"""The pack: one PDF for one reader, tagged, bookmarked, and numbered through."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader

from core import clock, making
from core.db import db
from forum.documents import document
from forum.pack import making as packs
from forum.pack.joining import Part, joined
from tests.forum import room
from tests.house import House


def test_the_pack_holds_what_its_reader_may_have(house: House) -> None:
    meeting_id = room.today(days=8)
    base = f"/forum/meetings/{meeting_id}"
    client = house.client("mcc_coordinator")
    told = {"agency": str(house.agency("MASH").id), "author": "Outreach lead", "purpose": "decision"}
    named = {"classification": "restricted", "readers": str(house.agency("NUM").id)}
    for title, more in (("Safety at night", {"classification": "members"}), ("Posts after March", named)):
        sent = client.post(
            f"{base}/papers/new", {"title": title, "words": f"What {title.lower()} asks.", **told, **more}
        )
        assert sent.status_code == 303
    reader = house.client("gmp_representative")
    page = reader.get(f"{base}/pack").get_data(as_text=True)
    assert "Safety at night" in page
    assert "Posts after March" not in page
    assert "1 paper is restricted" in page
    assert reader.get(f"{base}/pack.pdf").status_code == 303, "none is made yet"
    waits = [each.post(f"{base}/pack").headers["Location"] for each in (reader, client)]
    assert waits[0] != waits[1], "each gets their own"
    shown = reader.get(waits[0]).get_data(as_text=True)
    assert "It waits for its turn" in shown
    standing = f"/making/{waits[0].rsplit('/', 1)[1]}"
    assert reader.get(standing).get_json()["state"] == "waiting"
    assert client.get(standing).status_code == client.get(waits[0]).status_code == 404, "nobody follows another's"
    assert making.make_due(limit=1) == 1
    assert reader.get(standing).get_json()["over"]
    assert reader.get(waits[0]).headers["Location"] == f"{base}/pack"
    assert client.get(f"{base}/pack.pdf").status_code == 303, "nor gets it"
    file = reader.get(f"{base}/pack.pdf")
    assert file.headers["Content-Disposition"].startswith('attachment; filename="meeting-pack-')
    pdf = PdfReader(io.BytesIO(file.data))
    words = [each.extract_text() for each in pdf.pages]
    assert [at for at, text in enumerate(words, 1) if f"Pack page {at} of {len(words)}" not in text] == []
    assert "What safety at night asks." in "".join(words)
    assert "Posts after March" not in "".join(words)
    assert "Draft, not issued" in "".join(words), "the progress report"
    marks = [each.title for each in pdf.outline if not isinstance(each, list)]
    assert marks[0] == "Agenda"
    assert "Paper 1: Safety at night" in marks
    assert marks[-1] == "Progress report"
    own = {each.title: pdf.get_destination_page_number(each) for each in pdf.outline if not isinstance(each, list)}
    at = own["Paper 1: Safety at night"]
    assert at is not None
    assert "Paper 1: Safety at night" in words[at]
    db.session.rollback()
    with clock.frozen_at(clock.now() + packs.KEPT):
        packs.forget_old()
        db.session.commit()
    assert reader.get(f"{base}/pack.pdf").status_code == 303, "kept for a day"


def test_tags_of_all_parts_stand_under_one_root() -> None:
    parts = [Part(title, document("forum/pack/numbers_pdf.html", total=pages)) for title, pages in (("A", 2), ("B", 3))]
    made = PdfReader(io.BytesIO(joined(parts, document("forum/pack/numbers_pdf.html", total=5), title="Both")))
    catalogue: Any = made.trailer["/Root"]
    root = catalogue["/StructTreeRoot"]
    sections = root["/K"][0]["/K"]
    assert [each.get_object()["/T"] for each in sections] == ["A", "B"]
    numbers = [page["/StructParents"] for page in made.pages]
    assert len(set(numbers)) == 5
    pointers = root["/ParentTree"]["/Nums"][::2]
    assert set(numbers) <= set(pointers)
