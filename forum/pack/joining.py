"""Joins PDFs into one: their tags, bookmarks and pages, and a number on every page. Knows nothing of meetings.

Tags are carried over by hand (ISO 32000-1, 14.7): the trees of structure stand one after another under one root, and
the numbers by which pages point into them are shifted.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

#: How far the number stands above the lower edge, in points.
ABOVE_EDGE = 8.0
TAGGING = ("BDC", "BMC", "EMC", "DP", "MP")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the PDFs, and the bookmark that leads to it."""

    title: str
    content: bytes


def joined(parts: Sequence[Part], stamps: bytes, *, title: str) -> bytes:
    """One PDF of all parts in order, bookmarked, with the page of `stamps` at the foot of each of its pages.

    `stamps` has as many pages as all parts together, each no larger than the number on it.
    """
    with Pdf.new() as out, pikepdf.open(io.BytesIO(stamps)) as numbers:
        tree, marks = _Tree(out), []
        for part in parts:
            with pikepdf.open(io.BytesIO(part.content)) as source:
                first = len(out.pages)
                marks.append((part.title, first, list(_own_bookmarks(source))))
                out.add_pages_from(source)  # with the places that links inside it lead to
                tree.take(source, part.title, first)
        tree.close()
        _stamp(out, numbers)
        _bookmark(out, marks)
        _name(out, title, tagged=tree.is_whole)
        made = io.BytesIO()
        out.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return made.getvalue()


class _Tree:
    """The tree of structure of what is being joined."""

    def __init__(self, out: Pdf) -> None:
        self.out = out
        self.root = out.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = out.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root, K=Array([]), Lang=pikepdf.String("en-GB"))
        )
        self.pointers: dict[int, Any] = {}
        self.roles = Dictionary()
        self.next = 0
        self.is_whole = True

    def take(self, source: Pdf, title: str, first: int) -> None:
        """Carry over the tags of a source whose pages stand in the result from `first` on."""
        if "/StructTreeRoot" not in source.Root:
            self.is_whole = False
            _forget_tags(self.out, first)
            return
        theirs = self.out.copy_foreign(source.Root.StructTreeRoot)
        section = self.out.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Part, P=self.document, T=pikepdf.String(title))
        )
        section.K = Array(list(_kids(theirs)))
        for kid in section.K:
            kid.P = section
        self.document.K.append(section)
        self._shift(theirs, first)
        for role, stands_for in dict(theirs.get("/RoleMap", Dictionary())).items():
            self.roles[role] = stands_for

    def _shift(self, theirs: Any, first: int) -> None:
        pointers = dict(pikepdf.NumberTree(theirs.ParentTree).items()) if "/ParentTree" in theirs else {}
        for number, elements in pointers.items():
            self.pointers[number + self.next] = elements
        for page in list(self.out.pages)[first:]:
            for holder, key in _pointing(page.obj):
                holder[key] = int(holder[key]) + self.next
        self.next += max(pointers, default=-1) + 1

    def close(self) -> None:
        """Hang the tree on the document."""
        nums = Array([part for number in sorted(self.pointers) for part in (number, self.pointers[number])])
        self.root.K = Array([self.document])
        self.root.ParentTree = self.out.make_indirect(Dictionary(Nums=nums))
        self.root.ParentTreeNextKey = self.next
        if len(list(self.roles.keys())):
            self.root.RoleMap = self.roles
        self.out.Root.StructTreeRoot = self.root
        self.out.Root.MarkInfo = Dictionary(Marked=True)


def _kids(root: Any) -> Iterator[Any]:
    kids = root.get("/K", Array([]))
    yield from (kids if isinstance(kids, Array) else [kids])


def _pointing(page: Any) -> Iterator[tuple[Any, str]]:
    """What on a page points into the tree by a number: the page, its notes and links, and drawings within it."""
    if "/StructParents" in page:
        yield page, "/StructParents"
    for note in page.get("/Annots", Array([])):
        if "/StructParent" in note:
            yield note, "/StructParent"
    resources = page.get("/Resources", Dictionary())
    for drawing in dict(resources.get("/XObject", Dictionary())).values():
        if "/StructParents" in drawing:
            yield drawing, "/StructParents"


def _forget_tags(out: Pdf, first: int) -> None:
    for page in list(out.pages)[first:]:
        for holder, key in list(_pointing(page.obj)):
            del holder[key]


def _stamp(out: Pdf, numbers: Pdf) -> None:
    """Put each number at the middle of a page's foot, outside of its tags: a number is no content (14.8.2.2)."""
    for at, (page, number) in enumerate(zip(out.pages, numbers.pages, strict=True)):
        if page.rotation:
            page.flatten_rotation()
        _untag(numbers, number)
        drawing = out.copy_foreign(number.as_form_xobject())
        left, bottom, right, _ = (float(edge) for edge in page.trimbox)
        width = float(number.mediabox[2]) - float(number.mediabox[0])
        # Pages of one source share their resources: each number needs a name of its own.
        name = page.add_resource(drawing, Name.XObject, Name(f"/PackNumber{at}"))
        place = f"1 0 0 1 {left + (right - left - width) / 2:.2f} {bottom + ABOVE_EDGE:.2f} cm"
        page.contents_add(b"q", prepend=True)
        page.contents_add(
            f"Q /Artifact <</Type /Pagination /Subtype /Footer>> BDC q {place} {name} Do Q EMC".encode()
        )  # fmt: skip


def _untag(numbers: Pdf, page: Any) -> None:
    kept = [each for each in pikepdf.parse_content_stream(page) if str(each.operator) not in TAGGING]
    page.obj.Contents = numbers.make_stream(pikepdf.unparse_content_stream(kept))


def _own_bookmarks(source: Pdf) -> Iterator[tuple[str, int]]:
    """The second-level headings that a source bookmarks itself, with their pages."""
    numbers = {page.obj.objgen: at for at, page in enumerate(source.pages)}
    with source.open_outline() as outline:
        for top in outline.root:
            for each in top.children:
                target = each.destination
                if isinstance(target, Array) and len(target) and target[0].objgen in numbers:
                    yield each.title, numbers[target[0].objgen]


def _bookmark(out: Pdf, marks: Sequence[tuple[str, int, Sequence[tuple[str, int]]]]) -> None:
    with out.open_outline() as outline:
        for title, first, inner in marks:
            item = OutlineItem(title, first)
            item.children.extend(OutlineItem(words, first + at) for words, at in inner)
            outline.root.append(item)
    out.Root.PageMode = Name.UseOutlines


def _name(out: Pdf, title: str, *, tagged: bool) -> None:
    out.Root.Lang = pikepdf.String("en-GB")
    out.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with out.open_metadata(set_pikepdf_as_editor=False) as about:
        about["dc:title"] = title
        if tagged:
            about["pdfuaid:part"] = "1"
