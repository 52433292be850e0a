"""Makes the pack: every part rendered, a front with their page numbers, and all of them joined."""

from __future__ import annotations

from collections.abc import Sequence

from core import clock
from forum.documents import document
from forum.pack.gathering import Pack
from forum.pack.joining import Part, joined, pages_in

#: The front is made for so many pages first; when it is longer, once more.
FRONT_PAGES = 2


def pack_pdf(pack: Pack, made_for: str) -> bytes:
    """The pack as one PDF: front with agenda and contents, the parts in order, bookmarks, “Pack page n of m”.

    `made_for` names the reader: what is restricted differs between readers.
    """
    parts = [Part(part.title, part.make()) for part in pack.ready if part.make is not None]
    lengths = [pages_in(part.content) for part in parts]
    front = _front(pack, made_for, parts, lengths, FRONT_PAGES)
    pages = pages_in(front)
    if pages != FRONT_PAGES:
        front = _front(pack, made_for, parts, lengths, pages)
    total = pages + sum(lengths)
    stamps = document("forum/pack/numbers_pdf.html", total=total)
    title = f"Meeting pack: {pack.meeting.title}"
    return joined([Part("Agenda", front), *parts], stamps, title=title)


def _front(pack: Pack, made_for: str, parts: Sequence[Part], lengths: Sequence[int], own: int) -> bytes:
    starts = [own + 1 + sum(lengths[:at]) for at in range(len(parts))]
    contents = [(part.title, start, length) for part, start, length in zip(parts, starts, lengths, strict=True)]
    by_item: dict[object, list[str]] = {}
    for line in pack.papers:
        by_item.setdefault(line.paper.agenda_item_id, []).append(f"Paper {line.paper.number}")
    return document(
        "forum/pack/front_pdf.html", pack=pack, meeting=pack.meeting, day=pack.day, contents=contents,
        by_item=by_item, made_for=made_for, made_at=clock.now(),
        missing=[part for part in pack.parts if part.make is None],
    )  # fmt: skip
