"""Which kind a file is, by its content alone; its name has to agree; then the reader of that kind cleans it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import puremagic

from cases.documents.cleaning.images import clean_image
from cases.documents.cleaning.office import clean_office
from cases.documents.cleaning.pdfs import clean_pdf
from cases.documents.cleaning.terms import MEGABYTE, Limits, refusal
from cases.documents.cleaning.words import clean_text
from cases.documents.models import Media

#: The endings that a kind may have in its name.
ENDINGS: Mapping[Media, tuple[str, ...]] = {
    Media.PDF: ("pdf",), Media.JPEG: ("jpg", "jpeg"), Media.PNG: ("png",), Media.WEBP: ("webp",),
    Media.TEXT: ("txt", "text"), Media.DOCX: ("docx",), Media.ODT: ("odt",),
}  # fmt: skip
#: Endings that run when they are double clicked, wherever in a name they stand.
RUNNING = frozenset({
    "exe", "com", "bat", "cmd", "scr", "pif", "msi", "js", "jse", "vbs", "vbe", "wsf", "hta", "ps1", "jar", "lnk",
    "html", "htm", "xhtml", "svg", "php", "sh", "apk", "iso", "img", "dll", "cpl", "reg", "url", "docm", "dotm",
})  # fmt: skip
#: The string by which scanners are tried out (eicar.org). It does no harm; it is refused with or without a scanner.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif")
KINDS = "PDF, JPEG, PNG, WebP, plain text, Word (.docx) or OpenDocument text (.odt)"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file fit to be kept: what it is, its bytes as we wrote them, and what was taken out."""

    media: Media
    content: bytes
    taken_out: list[str]


def cleaned(content: bytes, file_name: str, limits: Limits) -> Cleaned:
    """The file, told by its content and written afresh. Refuses, with what to do, what is not certainly harmless."""
    if not content:
        raise refusal("There is nothing in this file.", "Choose another.")
    if len(content) > limits.largest:
        raise refusal(f"This file is larger than {limits.largest // MEGABYTE} MB.", "Split it, or make it smaller.")
    if EICAR in content:
        raise refusal("A virus was found in this file. It was not stored.", "Do not open it. Tell your administrator.")
    media = sniffed(content)
    if media is None:
        raise refusal(f"This kind of file is not kept. It has to be {KINDS}.")
    _refuse_name(file_name, media)
    found = _by_its_reader(content, media, limits)
    if len(found.content) > 2 * limits.largest:
        raise refusal("This file grows too large when it is written afresh.", "Make it smaller, and add that.")
    return found


def sniffed(content: bytes) -> Media | None:
    """What the first bytes say, when the sniffing library does not say otherwise. None: not a kind that is kept."""
    for media, is_it in _SIGNS.items():
        if is_it(content):
            return media if _library_agrees(content, media) else None
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise refusal("This is an iPhone picture (HEIC).", "Save it as JPEG, and add that.")
    return Media.TEXT if b"\x00" not in content or content[:2] in (b"\xff\xfe", b"\xfe\xff") else None


_SIGNS: Mapping[Media, Callable[[bytes], bool]] = {
    Media.PDF: lambda content: content.startswith(b"%PDF-"),
    Media.JPEG: lambda content: content.startswith(b"\xff\xd8\xff"),
    Media.PNG: lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    Media.WEBP: lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP",
    Media.DOCX: lambda content: content.startswith(b"PK\x03\x04"),
}


def _library_agrees(content: bytes, media: Media) -> bool:
    """A second opinion: the library must have our kind (or, for office files, any zip) among its own guesses."""
    try:
        guessed: list[Any] = puremagic.magic_string(content)
        guesses = {str(guess.extension).strip(".").lower() for guess in guessed}
    except (puremagic.PureError, ValueError):
        return True
    wanted = {*ENDINGS[media], *(("zip", "odt", "jfif") if media in (Media.DOCX, Media.JPEG) else ())}
    return bool(guesses & wanted) or not guesses


def _refuse_name(file_name: str, media: Media) -> None:
    *stem, ending = file_name.lower().split(".") if "." in file_name else (file_name, "")
    allowed = {*ENDINGS[media], *(ENDINGS[Media.ODT] if media is Media.DOCX else ())}
    if ending not in allowed:
        said = f"“.{ending}”" if ending else "nothing"
        raise refusal(f"The name ends in {said[:14]}, but the file is something else ({ENDINGS[media][0].upper()}).",
                      "Give it the ending that belongs to it, if you trust where it came from.")  # fmt: skip
    if RUNNING & {part.strip() for part in stem}:
        raise refusal("A file with two endings can hide what it is.", "Rename it, if you trust where it came from.")


def _by_its_reader(content: bytes, media: Media, limits: Limits) -> Cleaned:
    if media is Media.PDF:
        return Cleaned(media, *clean_pdf(content, limits))
    if media is Media.TEXT:
        return Cleaned(media, *clean_text(content))
    if media is Media.DOCX:
        return Cleaned(*clean_office(content, limits))
    return Cleaned(media, *clean_image(content, media, limits))
