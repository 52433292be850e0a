"""Pure questions about documents: what they are called, who may open one, and whom one may reach."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from agencies.models import AgencyKind
from cases.documents.models import Media as Media
from cases.documents.models import Origin as Origin
from cases.documents.models import Scan as Scan
from core.errors import Refused
from people.rules import BLOCKED_KINDS, category_may_go_to, firewall_words
from people.rules import Category as Category
from people.words import CATEGORY_WORDS, KIND_WORDS

MEDIA_WORDS: Mapping[Media, str] = {
    Media.PDF: "PDF", Media.JPEG: "Picture (JPEG)", Media.PNG: "Picture (PNG)", Media.WEBP: "Picture (WebP)",
    Media.TEXT: "Text", Media.DOCX: "Word", Media.ODT: "OpenDocument text",
}  # fmt: skip
ENDING: Mapping[Media, str] = {
    Media.PDF: "pdf", Media.JPEG: "jpg", Media.PNG: "png", Media.WEBP: "webp", Media.TEXT: "txt", Media.DOCX: "docx",
    Media.ODT: "odt",
}  # fmt: skip
MEDIA_TYPES: Mapping[Media, str] = {
    Media.PDF: "application/pdf", Media.JPEG: "image/jpeg", Media.PNG: "image/png", Media.WEBP: "image/webp",
    Media.TEXT: "text/plain; charset=utf-8",
    Media.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Media.ODT: "application/vnd.oasis.opendocument.text",
}  # fmt: skip
ORIGIN_WORDS: Mapping[Origin, str] = {
    Origin.OURS: "Us", Origin.PERSON: "The person", Origin.POLICE: "Police", Origin.COURT: "Court or CPS",
    Origin.HEALTH: "Health", Origin.COUNCIL: "Council", Origin.OTHER: "Somebody else",
}  # fmt: skip
SCAN_WORDS: Mapping[Scan, str] = {
    Scan.CLEAN: "Looked at by the virus scanner", Scan.NOT_SCANNED: "No virus scanner was set up",
    Scan.OURS: "Made here",
}  # fmt: skip
CHOOSABLE: Mapping[str, str] = {category.value: words for category, words in CATEGORY_WORDS.items()}
LONGEST_NAME = 120
LEAST_REASON = 10


def may_leave_with(category: Category, kind: AgencyKind, *, immigration: bool) -> Refused | None:
    """None when a document of this category may go to an agency of this kind at all; consent is asked besides.

    What is tagged immigration goes to no agency by any path, whatever its kind and whoever agrees; categories that the
    firewall keeps from police, probation and councils stay as they do everywhere. Source: domain.md 4.5.
    """
    if immigration:
        return Refused(
            f"This document is tagged immigration. It goes to nobody but the person, and never to {KIND_WORDS[kind]}.",
            instead="Ask your data protection lead.",
        )
    if not category_may_go_to(category, kind):
        return Refused(firewall_words(category, kind))
    return None


def may_be_told_of(category: Category, kind: AgencyKind, *, immigration: bool) -> bool:
    """Whether an agency of this kind may even learn that there is such a document."""
    return may_leave_with(category, kind, immigration=immigration) is None or kind not in BLOCKED_KINDS


def may_open(*, restricted: bool, on_team: bool) -> bool:
    """Whether a colleague who opened the case may open a document: restricted ones are for the case team alone.

    A manager who is not on the team, and whoever broke the glass, see that there is one, and nothing of it.
    """
    return on_team or not restricted


def may_be_added(count: int, most: int) -> Refused | None:
    """None while a case holds fewer documents than the cap."""
    if count < most:
        return None
    return Refused(
        f"This case holds {most} documents, and takes no more.", instead="Remove one that is not needed.", field="file"
    )


def reason_is_enough(reason: str) -> Refused | None:
    """None when a reason for removing says something to whoever reads it in a year."""
    if len(reason.strip()) >= LEAST_REASON:
        return None
    return Refused(f"Say why it is removed, in {LEAST_REASON} characters or more.", field="reason")


def plain_name(words: str) -> str:
    """A name fit to be shown: one line, no control or direction marks, never empty."""
    letters = unicodedata.normalize("NFC", words)
    kept = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in letters)
    return re.sub(r"\s+", " ", kept).strip(" .")[:LONGEST_NAME].strip() or "Document"


def plain_file_name(words: str) -> str:
    """The name that a file came with, without the folders that it claims to lie in."""
    return plain_name(words.replace("\\", "/").rsplit("/", 1)[-1])


def served_name(name: str, media: Media) -> str:
    """The name that a download has: ASCII letters, digits and dashes, and the one ending of its kind."""
    plain = unicodedata.normalize("NFKD", plain_name(name)).encode("ascii", "ignore").decode()
    stem = re.sub(rf"\.({'|'.join({*ENDING.values(), 'jpeg'})})$", "", plain, flags=re.IGNORECASE)
    safe = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-").lower()[:60].strip("-")
    return f"{safe or 'document'}.{ENDING[media]}"


def size_words(size: int) -> str:
    """“340 KB”, “1.2 MB”."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"
