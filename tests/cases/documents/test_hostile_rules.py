"""The hostile corpus: every file is refused, or made inert before it is kept."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from cases.documents import rules
from cases.documents.cleaning import Limits, cleaned
from cases.documents.models import Media
from core.errors import Refused
from tests.cases.documents import corpus

LIMITS = Limits()

#: What it is, its name, its bytes, and what the refusal says.
REFUSED = [
    ("the scanners' test file", "note.txt", lambda: corpus.EICAR, "virus"),
    ("the test file inside a PDF", "note.pdf", lambda: corpus.pdf() + corpus.EICAR, "virus"),
    ("SVG with a script", "plan.svg", lambda: b"<svg xmlns='x'><script>1</script></svg>", "ends in"),
    ("SVG called a picture", "plan.png", lambda: b"<svg xmlns='x'><script>1</script></svg>", "ends in"),
    ("SVG called text", "plan.txt", lambda: b"\xef\xbb\xbf <svg xmlns='x'><script>1</script></svg>", "web page"),
    ("HTML called PDF", "letter.pdf", lambda: corpus.RUNNING_HTML, "ends in"),
    ("HTML called text", "letter.txt", lambda: corpus.RUNNING_HTML, "web page"),
    ("HTML in UTF-16", "letter.txt", lambda: corpus.RUNNING_HTML.decode().encode("utf-16"), "web page"),
    ("a script called text", "run.txt", lambda: b"#!/bin/sh\nrm -rf /\n", "web page or a script"),
    ("zip bomb", "file.docx", corpus.zip_bomb, "too large when it is unpacked"),
    ("thousands of entries", "file.docx",
     lambda: corpus.docx(**{f"word__{n}.xml": "<x/>" for n in range(2_100)}), "too large when it is unpacked"),
    ("a plain zip", "file.docx", lambda: corpus.packed({"a.txt": "x"}), "zip file"),
    ("Word with macros, said so", "file.docx", lambda: corpus.docx(main=corpus.MACRO_WORD), "macros"),
    ("Word with macros, hidden", "file.docx", lambda: corpus.docx(word__vbaProject__bin=b"x" * 9), "macros"),
    ("Word with an object", "file.docx", lambda: corpus.docx(word__embeddings__o1=b"x"), "macros"),
    ("Word with a template from elsewhere", "file.docx", lambda: corpus.docx(relations=corpus.EXTERNAL), "elsewhere"),
    ("Word with a DDE field in two pieces", "file.docx", lambda: corpus.docx(body=corpus.FIELD), "field"),
    ("Word with XXE", "file.docx", lambda: corpus.docx(body=corpus.XXE), "can do harm"),
    ("Word with XXE in UTF-16", "file.docx", lambda: corpus.docx(body=corpus.XXE.encode("utf-16").decode("latin-1")),
     "open"),
    ("an entry that leaves the folder", "file.docx", lambda: corpus.docx(**{"..__..__x.xml": "<x/>"}), "can do harm"),
    ("OpenDocument with a script", "file.odt", lambda: corpus.odt("<a xmlns:script='s'><script:event-listener/></a>"),
     "starts something"),
    ("OpenDocument with a picture from elsewhere", "file.odt",
     lambda: corpus.odt("<a xmlns:draw='d' xmlns:xlink='l'><draw:image xlink:href='http://evil.example/p'/></a>"),
     "starts something"),
    ("pixel bomb", "photo.png", corpus.pixel_bomb, "too large"),
    ("a picture cut short", "photo.jpg", lambda: corpus.jpeg()[:300], "does not open"),
    ("a PDF that needs a password", "letter.pdf", lambda: corpus.locked(password="secret"), "password"),
    ("a PDF that is none", "letter.pdf", lambda: b"%PDF-1.7\nnothing", "does not open"),
    ("two endings", "letter.exe.pdf", corpus.pdf, "two endings"),
    ("an ending that runs", "letter.pdf.js", corpus.pdf, "ends in"),
    ("no ending", "letter", corpus.pdf, "ends in nothing"),
    ("larger than the cap", "big.txt", lambda: b"a" * (LIMITS.largest + 1), "larger than 10 MB"),
    ("an iPhone picture", "photo.heic", lambda: b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
    ("a program", "tool.txt", lambda: b"MZ\x90\0\x03\0\0\0", "kind of file"),
    ("nothing", "empty.txt", lambda: b"", "nothing in this file"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_could_do_harm_is_refused_with_what_to_do(name, make, words) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as refused:
        cleaned(make(), name, LIMITS)
    assert words in refused.value.reason
    assert refused.value.instead
    assert refused.value.field == "file"


def test_a_picture_loses_place_time_camera_and_whatever_lies_behind_its_end() -> None:
    before = corpus.jpeg(with_place=True) + b"PK\x03\x04" + corpus.RUNNING_HTML
    assert corpus.PLACE in before
    found = cleaned(before, "photo.jpeg", LIMITS)
    assert found.taken_out == ["metadata"]
    assert not [mark for mark in (corpus.PLACE, b"CAMERAMARK", b"HTMLMARK", b"Exif") if mark in found.content]
    with Image.open(io.BytesIO(found.content)) as picture:
        assert picture.size == (64, 48)
        assert not picture.getexif()


def test_a_pdf_loses_scripts_launches_forms_and_attached_files_and_keeps_its_page() -> None:
    before = corpus.pdf(corpus.with_script)
    found = cleaned(before + b"\n" + corpus.RUNNING_HTML, "letter.pdf", LIMITS)
    assert {"script", "action", "attachment"} <= set(found.taken_out)
    with pikepdf.open(io.BytesIO(found.content)) as document:
        assert len(document.pages) == 1
        assert not document.attachments
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    marks = (b"SCRIPTMARK", b"LAUNCHMARK", b"ATTACHMARK", b"SENDMARK", b"/JavaScript", b"/Launch", b"HTMLMARK")
    assert not [mark for mark in marks if mark in out.getvalue()]


def test_an_owners_lock_is_taken_off() -> None:
    found = cleaned(corpus.locked(password=""), "letter.pdf", LIMITS)
    assert "encryption" in found.taken_out
    with pikepdf.open(io.BytesIO(found.content)) as document:
        assert not document.is_encrypted


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("a.docx", corpus.docx(relations=corpus.LINK), Media.DOCX),
        ("a.odt", corpus.odt(), Media.ODT),
        ("a.png", corpus.png(), Media.PNG),
        ("a.txt", "Café, 5 < 6 & <b>".encode(), Media.TEXT),
        ("a.txt", "Café".encode("cp1252"), Media.TEXT),
        ("a.txt", "Café".encode("utf-16"), Media.TEXT),
    ],
)
def test_what_does_no_harm_is_kept(name: str, content: bytes, media: Media) -> None:
    found = cleaned(content, name, LIMITS)
    assert found.media is media
    if media is Media.TEXT:
        assert found.content.decode().startswith("Café")


@pytest.mark.parametrize(
    ("given", "shown", "served"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.ini", "boot-ini.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf", "a-set-cookie-x-1.pdf"),
        ("evil\u202efdp.exe", "evil fdp.exe", "evil-fdp-exe.pdf"),
        ('"; filename="x.html', '"; filename="x.html', "filename-x-html.pdf"),
        ("", "Document", "document.pdf"),
        ("…" * 300, "…" * 120, "document.pdf"),
        ("Letter from CPS", "Letter from CPS", "letter-from-cps.pdf"),
    ],
)
def test_a_name_can_neither_lead_elsewhere_nor_break_a_header(given: str, shown: str, served: str) -> None:
    assert rules.plain_file_name(given) == shown
    assert rules.served_name(rules.plain_file_name(given), Media.PDF) == served
    assert "/" not in rules.served_name(given, Media.PDF)
