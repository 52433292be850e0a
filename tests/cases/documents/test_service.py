"""Documents in the database: sealed in pieces, whole or not at all, and gone when removed."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cases import queries as case_queries
from cases import service as cases
from cases.documents import part, queries, service
from cases.documents.cleaning import Cleaned
from cases.documents.models import Document, DocumentPiece, DocumentVersion, Media, Origin, Scan
from cases.documents.scanning import scanned
from cases.models import Case, CaseKind, CaseState
from core.actor import Actor
from core.audit import AuditEntry
from core.crypto.datakeys import destroy_key
from core.db import db
from core.errors import Clash, NotVisible, Refused
from people import service as people_service
from people.models import Category
from tests.cases.documents import corpus
from tests.house import House

FACTS = service.Facts(name="Letter from CPS", category=Category.CJ, origin=Origin.COURT)


@pytest.fixture
def robin(house: House) -> Iterator[Actor]:
    """The ISVA at NUM, inside a request: the timeline writes addresses."""
    with house.app.test_request_context(), house.acting("num_isva") as actor:
        yield actor


@pytest.fixture
def case(robin: Actor) -> Case:
    """A case that the ISVA leads."""
    person = people_service.register_person(actor=robin, alias="Robyn")
    return cases.open_case(
        actor=robin, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=robin.user_id, needs=["CJS"]
    )


def added(actor: Actor, case: Case, content: bytes = b"Words", name: str = "a.txt", **facts: object) -> Document:
    said = service.Facts(**{"name": "Letter", "category": Category.CJ, "origin": Origin.COURT, **facts})  # type: ignore[arg-type]
    return service.add_document(actor=actor, case_id=case.id, facts=said, content=content, file_name=name)


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(select(table).subquery())) or 0


def test_content_is_sealed_in_pieces_and_comes_back_whole(robin: Actor, case: Case) -> None:
    words = b"Sealed words. " * 60_000
    row = added(robin, case, words)
    pieces = list(db.session.scalars(select(DocumentPiece).order_by(DocumentPiece.number)))
    assert len(pieces) == 4
    assert not any(b"Sealed words" in (piece.content_sealed or b"") for piece in pieces)
    found = queries.content_of(robin, case, row.id, 1)
    assert (found.content, found.media, found.file_name) == (words, Media.TEXT, "letter.txt")
    verbs = [(entry["verb"], entry["kind"]) for entry in db.session().info["audit_waiting"]]
    assert ("added", "document") in verbs
    assert ("downloaded", "document") in verbs


def test_pieces_that_were_swapped_or_altered_are_never_handed_out(robin: Actor, case: Case) -> None:
    row = added(robin, case, "".join(f"{n} " for n in range(90_000)).encode())
    first, second, *_ = db.session.scalars(select(DocumentPiece).order_by(DocumentPiece.number))
    first.number, second.number = 90, 91
    db.session.flush()
    first.number, second.number = 1, 0
    db.session.flush()
    with pytest.raises(Refused, match="damaged"):
        queries.content_of(robin, case, row.id, 1)
    first.number, second.number = 70, 71
    db.session.flush()
    first.number, second.number = 0, 1
    db.session.flush()
    assert queries.content_of(robin, case, row.id, 1).content.startswith(b"0 1 ")
    first.content_sealed = second.content_sealed
    with pytest.raises(Refused, match="damaged"):
        queries.content_of(robin, case, row.id, 1)


def test_a_version_that_cannot_be_stored_whole_leaves_no_row(
    house: House, robin: Actor, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.commit()
    monkeypatch.setattr(service, "_made_safe", lambda *_: (Scan.CLEAN, Cleaned(Media.TEXT, b"", [])))
    with pytest.raises(Exception, match="a_version_has_content"):
        added(robin, case)
    db.session.rollback()
    assert [count(table) for table in (Document, DocumentVersion, DocumentPiece)] == [0, 0, 0]


def test_a_new_version_keeps_the_earlier_one_and_removal_destroys_both(robin: Actor, case: Case) -> None:
    row = added(robin, case, b"First")
    service.replace_document(
        actor=robin, case_id=case.id, document_id=row.id, version=1, content=b"Second", file_name="b.txt"
    )
    assert [queries.content_of(robin, case, row.id, number).content for number in (1, 2)] == [b"First", b"Second"]
    with pytest.raises(Clash):
        service.remove_document(actor=robin, case_id=case.id, document_id=row.id, version=1, reason="Wrong person")
    with pytest.raises(Refused, match="Say why"):
        service.remove_document(actor=robin, case_id=case.id, document_id=row.id, version=2, reason="   no    ")
    service.remove_document(actor=robin, case_id=case.id, document_id=row.id, version=2, reason="Wrong person")
    assert count(DocumentPiece) == 0
    with pytest.raises(NotVisible):
        queries.content_of(robin, case, row.id, 1)
    gone = queries.documents_page(robin, case, 1, removed=True).items
    assert [(each.name, each.removal_reason) for each in gone] == [("Letter", "Wrong person")]
    with pytest.raises(Clash):
        service.change_facts(actor=robin, case_id=case.id, document_id=row.id, version=3, facts=FACTS)
    assert [entry.title for entry in part.timeline(robin, case, "Robyn", 9)] == [
        "Document replaced (version 2): Letter", "Document added: Letter"
    ]  # fmt: skip


def test_a_manager_sees_that_a_restricted_document_is_there_and_nothing_of_it(
    house: House, robin: Actor, case: Case
) -> None:
    row = added(robin, case, name="a.txt", restricted=True)
    added(robin, case, name="a.txt", immigration=True)
    shown = {piece.heading: piece for section in part.paper(robin, case) for piece in section.pieces}
    assert [(name, piece.restricted) for name, piece in shown.items()] == [(queries.HIDDEN_NAME, True)]
    ids = (case.id, row.id)
    db.session.commit()
    with house.acting("num_manager") as manager:
        seen = case_queries.case(manager, ids[0])
        names = {each.name: each.opens for each in queries.documents_page(manager, seen, 1).items}
        assert names == {queries.HIDDEN_NAME: False, "Letter": True}
        for refused in (queries.document, queries.opened):
            with pytest.raises(NotVisible):
                refused(manager, seen, ids[1])
        with pytest.raises(NotVisible):
            queries.content_of(manager, seen, ids[1], 1)
        assert "Letter" not in str([entry.title for entry in part.timeline(manager, seen, "Robyn", 9)][-1])


def test_an_erased_record_lists_its_documents_and_opens_none(robin: Actor, case: Case) -> None:
    row = added(robin, case)
    db.session.commit()
    destroy_key(robin.agency_id, case.person_id)
    assert queries.documents_page(robin, case, 1).items[0].name == "Erased"
    assert part.timeline(robin, case, "Erased", 5)
    assert part.paper(robin, case)
    with pytest.raises(Refused, match="erased"):
        queries.content_of(robin, case, row.id, 1)


def test_a_closed_case_and_a_full_one_take_nothing(
    house: House, robin: Actor, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = added(robin, case)
    monkeypatch.setattr(queries, "held", lambda *_: 200)
    with pytest.raises(Refused, match="200 documents"):
        added(robin, case)
    monkeypatch.undo()
    for state in ("closing", "closed"):
        cases.change_state(
            actor=robin, case_id=case.id, state=CaseState(state), reason="Done", reason_code="GOALS_MET",
            version=case.version,
        )  # fmt: skip
    tries: tuple[Callable[[], object], ...] = (
        lambda: added(robin, case),
        lambda: service.change_facts(actor=robin, case_id=case.id, document_id=row.id, version=1, facts=FACTS),
        lambda: service.remove_document(
            actor=robin, case_id=case.id, document_id=row.id, version=1, reason="A long reason"
        ),
    )
    for act in tries:
        with pytest.raises(Refused):
            act()
    assert queries.content_of(robin, case, row.id, 1).content == b"Words"


def scanner(folder: Path, answer: bytes) -> str:
    """A ClamAV that gives one answer, and keeps what it was sent beside its socket."""
    address = os.path.relpath(folder / "s")
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    door.bind(address)
    door.listen(1)

    def serve() -> None:
        line, _ = door.accept()
        with line, line.makefile("rb") as heard:
            (folder / "command").write_bytes(heard.read(10))
            body = b""
            while size := struct.unpack("!L", heard.read(4))[0]:
                body += heard.read(size)
            (folder / "body").write_bytes(body)
            line.sendall(answer)
        door.close()

    threading.Thread(target=serve, daemon=True).start()
    return address


def test_the_scanner_is_asked_by_its_protocol_and_obeyed(tmp_path: Path) -> None:
    body = b"x" * 150_000
    assert scanned(body, scanner(tmp_path, b"stream: OK\0")) is Scan.CLEAN
    assert (tmp_path / "command").read_bytes() == b"zINSTREAM\0"
    assert (tmp_path / "body").read_bytes() == body
    assert scanned(b"x", "") is Scan.NOT_SCANNED
    for answer, words in ((b"stream: Eicar-Test FOUND\0", "virus"), (b"INSTREAM size limit exceeded. ERROR\0", "read"),
                          (b"", "does not answer")):  # fmt: skip
        folder = tmp_path / words.replace(" ", "")
        folder.mkdir()
        with pytest.raises(Refused, match=words) as refused:
            scanned(b"y", scanner(folder, answer))
        assert refused.value.instead
    for nowhere in (str(tmp_path / "none"), "127.0.0.1:1"):
        with pytest.raises(Refused, match="does not answer"):
            scanned(b"y", nowhere)


def test_every_hostile_try_leaves_no_row(robin: Actor, case: Case) -> None:
    for content, name in ((corpus.EICAR, "a.txt"), (corpus.pixel_bomb(), "a.png"), (corpus.RUNNING_HTML, "a.pdf")):
        with pytest.raises(Refused):
            added(robin, case, content, name)
    assert [count(table) for table in (Document, DocumentVersion, DocumentPiece)] == [0, 0, 0]
    assert not db.session.scalars(select(AuditEntry).where(AuditEntry.kind == "document")).all()
