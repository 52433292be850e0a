"""What every PDF that leaves the house has to be: nothing in it that acts, and tags by which it can be read aloud."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")
#: What a reader would run, send or fetch.
ACTS = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/RichMedia", "/Movie")


@dataclass(slots=True)
class Element:
    """One element of the tree of structure, with what stands in it."""

    kind: str
    found: Any
    kids: list[Element] = field(default_factory=list)

    def within(self) -> Iterator[Element]:
        """This element and all below it, in the order of reading."""
        yield self
        for kid in self.kids:
            yield from kid.within()


def faults(content: bytes) -> list[str]:
    """All that is wrong with a PDF, in words; nothing for one that may leave."""
    if not content.startswith(b"%PDF-1."):
        return [f"is no PDF: {content[:40]!r}"]
    with pikepdf.open(io.BytesIO(content)) as document:
        found = [*_hidden(document), *_unnamed(document)]
        tree = structure(document)
        if tree is None:
            return [*found, "has no tags"]
        return [*found, *_headings(tree), *_tables(tree), *_figures(tree), *_bookmarks(document, tree)]


def _hidden(document: Pdf) -> Iterator[str]:
    if document.attachments or "/EmbeddedFiles" in document.Root.get("/Names", {}) or "/AF" in document.Root:
        yield "holds a file"
    for each in document.objects:
        if not isinstance(each, Dictionary | pikepdf.Stream):
            continue
        kind = str(each.get("/S", "")) if "/S" in each else ""
        if kind in ACTS or any(name in each for name in ("/JS", "/JavaScript", "/EF", "/AA")):
            yield f"holds something that acts: {kind or sorted(each.keys())}"
        if str(each.get("/Type", "")) in ("/EmbeddedFile", "/Filespec"):
            yield "holds a file"
        if kind == "/URI" and str(each.get("/URI", "")).startswith(("file:", "http://127.0.0.1")):
            yield f"leads to {each.URI}"


def _unnamed(document: Pdf) -> Iterator[str]:
    if str(document.Root.get("/Lang", "")) != "en-GB":
        yield "names no language"
    if not document.Root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "shows its file name instead of its title"
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
        if not str(about.get("dc:title", "")).strip():
            yield "has no title"
        if about.get("pdfuaid:part") != "1":
            yield "does not say that it is PDF/UA"


def structure(document: Pdf) -> Element | None:
    """The tree of structure of a document; None when it has none."""
    marked = document.Root.get("/MarkInfo", Dictionary()).get("/Marked", False)
    if not marked or "/StructTreeRoot" not in document.Root:
        return None
    return _element(document.Root.StructTreeRoot, dict(document.Root.StructTreeRoot.get("/RoleMap", Dictionary())))


def _element(found: Any, roles: dict[str, Any]) -> Element:
    kind = str(found.get("/S", "/Root"))
    made = Element(str(roles.get(kind, kind)), found)
    kids = found.get("/K", Array([]))
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            made.kids.append(_element(kid, roles))
    return made


def _headings(tree: Element) -> Iterator[str]:
    level = 0
    for each in tree.within():
        if each.kind in HEADINGS:
            deeper = HEADINGS.index(each.kind) + 1
            if deeper > level + 1:
                yield f"goes from heading {level} to heading {deeper}"
            level = deeper
    if level == 0:
        yield "has no heading"


def _tables(tree: Element) -> Iterator[str]:
    for table in (each for each in tree.within() if each.kind == "/Table"):
        cells = [each for each in table.within() if each.kind in ("/TH", "/TD")]
        if not cells and any(each.kind == "/Caption" for each in table.within()):
            continue  # its first rows fill a page together, so they begin on the next one, apart from the caption
        if not any(each.kind == "/TH" for each in cells):
            yield f"has a table without heads ({len(cells)} cells)"
        loose = [each for each in cells if each.kind == "/TD" and "/Headers" not in _attributes(each)]
        if loose and len(loose) == sum(each.kind == "/TD" for each in cells):
            yield f"has a table of which no cell knows its heads ({len(cells)} cells)"


def _attributes(element: Element) -> set[str]:
    held = element.found.get("/A", Array([]))
    return {key for each in (held if isinstance(held, Array) else [held]) for key in each.keys()}  # noqa: SIM118


def _figures(tree: Element) -> Iterator[str]:
    for each in tree.within():
        if each.kind == "/Figure" and not str(each.found.get("/Alt", "")).strip():
            yield "has a picture without words"


def _bookmarks(document: Pdf, tree: Element) -> Iterator[str]:
    with document.open_outline() as outline:
        titles = [each.title for each in outline.root]
    if not titles or not all(title.strip() for title in titles):
        yield "has no bookmarks"


def said_of_itself(content: bytes) -> str:
    """All that a PDF says beside its pages: metadata, bookmarks, words of its tags, names of files."""
    with pikepdf.open(io.BytesIO(content)) as document:
        held = [str(value) for value in dict(document.docinfo).values()]
        if Name.Metadata in document.Root:
            held.append(document.Root.Metadata.read_bytes().decode(errors="replace"))
        held += list(document.attachments)
        for each in document.objects:
            if isinstance(each, Dictionary):
                held += [str(each[key]) for key in ("/Title", "/Alt", "/T", "/ActualText", "/Contents", "/F")
                         if isinstance(each.get(key), pikepdf.String)]  # fmt: skip
        return "\n".join(held)
