"""The pack: one PDF for one reader, tagged, bookmarked, and numbered through."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from core import clock, making
from core.db import db
from forum.documents import document
from forum.pack import making as packs
from forum.pack.joining import Part, joined
from forum.pack.models import MadePack
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


def test_a_pack_does_not_outlive_what_was_taken_out_of_it(house: House) -> None:
    """A paper that named somebody is destroyed, one becomes restricted: no pack that was made before has them."""
    meeting_id = room.today(days=8)
    base = f"/forum/meetings/{meeting_id}"
    client, reader = house.client("mcc_coordinator"), house.client("gmp_representative")
    told = {"agency": str(house.agency("MASH").id), "author": "Outreach lead", "purpose": "decision", "title": "Safety",
            "words": "What is asked.", "classification": "members"}  # fmt: skip
    paths = [client.post(f"{base}/papers/new", told).location for _ in range(2)]

    def made() -> None:
        assert reader.post(f"{base}/pack").status_code == 303
        assert making.make_due() == 1
        assert reader.get(f"{base}/pack.pdf").status_code == 200

    made()
    gone = client.post(f"{paths[0]}/withdraw", {"version": "1", "reason": "It named somebody", "destroy": "y"})
    assert gone.status_code == 303
    assert reader.get(f"{base}/pack.pdf").status_code == 303
    assert db.session.scalars(select(MadePack.id)).all() == []
    made()
    narrowed = {**told, "classification": "restricted", "readers": str(house.agency("NUM").id), "version": "1"}
    assert client.post(f"{paths[1]}/change", narrowed).status_code == 303
    assert reader.get(f"{base}/pack.pdf").status_code == 303
    assert "1 paper is restricted" in reader.get(f"{base}/pack").get_data(as_text=True)


def test_a_paper_that_goes_while_the_pack_is_made_is_not_in_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting_id = room.today(days=8)
    base = f"/forum/meetings/{meeting_id}"
    client = house.client("mcc_coordinator")
    told = {"agency": str(house.agency("MASH").id), "author": "Outreach lead", "purpose": "decision", "title": "Safety",
            "words": "What is asked.", "classification": "members"}  # fmt: skip
    path = client.post(f"{base}/papers/new", told).location
    assert client.post(f"{base}/pack").status_code == 303
    drawn = packs.pack_pdf

    def overtaken(*args: Any) -> bytes:
        content = drawn(*args)
        monkeypatch.undo()
        db.session.rollback()
        withdrawn = client.post(f"{path}/withdraw", {"version": "1", "reason": "It named somebody", "destroy": "y"})
        assert withdrawn.status_code == 303
        return content

    monkeypatch.setattr(packs, "pack_pdf", overtaken)
    assert making.make_due() == 0
    assert db.session.scalars(select(MadePack.id)).all() == []
    db.session.rollback()
    with clock.frozen_at(clock.now() + timedelta(minutes=2)):
        assert making.make_due() == 1, "It is made again, without it."


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
