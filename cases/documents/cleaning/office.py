"""Word and OpenDocument text: the zip looked through entry by entry, refused when it could act, and packed afresh."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from cases.documents.cleaning.terms import Limits, refusal
from cases.documents.models import Media

DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
MACRO_NAMES = re.compile(
    r"vbaproject|vbadata|activex|/embeddings/|\.bin$|^basic/|^scripts/|macrosignatures|^objectreplacements/|"
    r"\.(exe|dll|js|vbs|jar|html?|svg|zip|docx?|xlsx?|rtf)$",
    re.IGNORECASE,
)
#: A field of Word that fetches or starts something when the file is opened.
FETCHING_FIELDS = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON)\b", re.IGNORECASE
)
LINK_ONLY = "/hyperlink"
#: Elements of OpenDocument whose address is followed without a click.
FOLLOWED = frozenset({
    "draw:image", "draw:object", "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame",
    "text:section-source", "form:form", "office:dde-source", "table:table-source", "script:event-listener",
    "office:script", "svg:font-face-uri",
})  # fmt: skip
READ_AT_ONCE = 64 * 1024

Entries = dict[str, bytes]


@dataclass(slots=True)
class _Found:
    """What was met while an XML part was read."""

    external: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    in_field: bool = False
    main_types: list[str] = field(default_factory=list)


def clean_office(content: bytes, limits: Limits) -> tuple[Media, bytes, list[str]]:
    """Which of the two it is, and the same document packed afresh.

    Refuses macros, objects inside it, whatever is fetched from elsewhere, DTDs (XXE), names that leave the folder,
    locked entries, and more entries or bytes than the limits, counted while they are unpacked.
    """
    entries = _unpacked(content, limits)
    if "[Content_Types].xml" in entries:
        media, check = Media.DOCX, _check_docx
    elif entries.get("mimetype") == ODT_TYPE:
        media, check = Media.ODT, _check_odt
    else:
        raise refusal("This is a zip file, and those are not kept.", "Unpack it, and add what is in it.")
    _refuse_macros(entries)
    check(entries)
    return media, _packed(entries), ["outside"] if not content.startswith(b"PK\x03\x04") else []


def _unpacked(content: bytes, limits: Limits) -> Entries:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            listed = packed.infolist()
            if len(listed) > limits.entries:
                raise _bomb()
            return _read_all(packed, listed, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise refusal("This file does not open.") from None


def _read_all(packed: zipfile.ZipFile, listed: list[zipfile.ZipInfo], limits: Limits) -> Entries:
    found: Entries = {}
    left = limits.unpacked
    for entry in listed:
        if entry.is_dir():
            continue
        _refuse_name(entry, found)
        found[entry.filename] = _read(packed, entry, left)
        left -= len(found[entry.filename])
    return found


def _refuse_name(entry: zipfile.ZipInfo, found: Entries) -> None:
    name = entry.filename
    leaves = name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\\" in name or ":" in name
    link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    if leaves or link or name in found:
        raise refusal("This file was put together in a way that can do harm.")
    if entry.flag_bits & 0x1:
        raise refusal("This file is locked with a password.", "Save it without one, and add that.")


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """An entry, counted while it comes: what its header claims is not believed."""
    parts: list[bytes] = []
    with packed.open(entry) as opened:
        while part := opened.read(READ_AT_ONCE):
            left -= len(part)
            if left < 0:
                raise _bomb()
            parts.append(part)
    return b"".join(parts)


def _bomb() -> Exception:
    return refusal("This file grows too large when it is unpacked.")


def _refuse_macros(entries: Entries) -> None:
    if any(MACRO_NAMES.search(name) for name in entries):
        raise refusal("This document has macros or other files inside it.")


def _check_docx(entries: Entries) -> None:
    types = _looked_through("[Content_Types].xml", entries["[Content_Types].xml"])
    if DOCX_MAIN not in types.main_types or any("macro" in each.lower() for each in types.main_types):
        raise refusal("This document is not a plain Word document, or it has macros.")
    for name, content in _xml_parts(entries).items():
        found = _looked_through(name, content)
        if found.external:
            raise refusal("This document fetches something from elsewhere when it is opened.")
        if FETCHING_FIELDS.search("".join(found.fields)):
            raise refusal("This document has a field that can start or fetch something.")


def _check_odt(entries: Entries) -> None:
    for name, content in _xml_parts(entries).items():
        found = _looked_through(name, content)
        if found.external or found.acts:
            raise refusal("This document fetches or starts something when it is opened.")


def _xml_parts(entries: Entries) -> Mapping[str, bytes]:
    return {name: content for name, content in entries.items() if name.lower().endswith((".xml", ".rels", ".rdf"))}


def _looked_through(name: str, content: bytes) -> _Found:
    """Read one XML part from end to end. A DTD is refused where it begins: no entity is ever made or fetched."""
    found = _Found()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.StartElementHandler = _reader_of(name, found)
    parser.EndElementHandler = lambda tag: setattr(found, "in_field", found.in_field and not tag.endswith("instrText"))
    parser.CharacterDataHandler = lambda words: found.fields.append(words) if found.in_field else None
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise refusal("This document does not open.") from None
    return found


def _refuse_dtd(*_: object) -> None:
    raise refusal("This document was put together in a way that can do harm.")


def _reader_of(name: str, found: _Found) -> Callable[[str, dict[str, str]], None]:
    def read(tag: str, facts: dict[str, str]) -> None:
        bare = tag.rsplit(":", 1)[-1]
        found.in_field = bare == "instrText"
        if bare == "fldSimple":
            found.fields.append(next((value for key, value in facts.items() if key.endswith("instr")), "") + " ")
        if bare == "altChunk":
            found.external.append(bare)
        if name == "[Content_Types].xml":
            found.main_types.append(facts.get("ContentType", ""))
        if bare == "Relationship" and facts.get("TargetMode", "").lower() == "external":
            found.external += [facts.get("Target", "")] if not facts.get("Type", "").endswith(LINK_ONLY) else []
        if tag in FOLLOWED:
            _note_followed(tag, facts, found)

    return read


def _note_followed(tag: str, facts: dict[str, str], found: _Found) -> None:
    if tag.startswith(("script:", "office:script", "draw:applet", "draw:plugin", "office:dde")):
        found.acts.append(tag)
    address = facts.get("xlink:href", "")
    if re.match(r"[a-z][a-z0-9+.-]*:|//|\.\./|\\\\", address, re.IGNORECASE):
        found.external.append(address)


def _packed(entries: Entries) -> bytes:
    """A new zip of the same entries: no comment, no time, nothing before its start or behind its end."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(entries, key=lambda each: (each not in ("mimetype", "[Content_Types].xml"), each)):
            fresh = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            fresh.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(fresh, entries[name])
    return out.getvalue()
