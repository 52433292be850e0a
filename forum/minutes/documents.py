"""Minutes as a file: a tagged PDF/UA-1, made of plain values alone."""

from __future__ import annotations

from typing import Any

from forum.documents import document


def minutes_pdf(shown: dict[str, Any], check_sum: str = "", *, in_pack: bool = False) -> bytes:
    """The minutes (or their annex) in A4; until they are published every page says what they are.

    `check_sum` is that of the frozen edition, empty while there is none. `in_pack` leaves the page numbers to the pack.
    """
    return document("forum/minutes/minutes_pdf.html", shown=shown, check_sum=check_sum, in_pack=in_pack)
