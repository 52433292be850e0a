"""The PDF of a signed review: asked for once, made by the worker from the frozen copy, kept as it was made."""

from __future__ import annotations

import hashlib
import io
from uuid import UUID

import pikepdf
from sqlalchemy import exists, select

from agencies.permissions import Permission
from core import audit, clock, making
from core.actor import Actor
from core.errors import NotVisible
from core.making import Standing, Store, Work
from core.scoping import current_session
from forum.review import queries
from forum.review.documents import review_pdf
from forum.review.models import AnnualReview, ReviewFile

KIND = "annual review"


def ask(*, actor: Actor, review_id: UUID) -> UUID:
    """Ask the worker for the PDF of a signed review; NotVisible while it is not signed. Asked twice, made once."""
    if queries.review(actor, review_id).copy is None:
        raise NotVisible
    work_id = making.ask(actor=actor, kind=KIND, about={"review_id": str(review_id)}, once=str(review_id))
    making.ask_again(actor=actor, work_id=work_id)
    audit.record(actor=actor, verb="asked for", kind=KIND, row_id=review_id, fields=["pdf"])
    return work_id


def make(work: Work) -> Store:
    """The maker: reads the copy and renders it; what it gives back keeps the file, once."""
    review_id = UUID(work.about["review_id"])
    row = queries.review(work.actor, review_id)
    if row.copy is None:
        raise NotVisible
    kept = is_kept(review_id)
    work.step(1, 2)
    content = b"" if kept else review_pdf(
        row.copy, signed_by=row.signed_by_name or "", signed_at=row.signed_at, check=row.sha256
    )  # fmt: skip

    def store() -> None:
        if not kept:
            keep_once(review_id, content)

    return store


def keep_once(review_id: UUID, content: bytes) -> None:
    """Keep a file unless one is kept already: what people have in their hands does not change."""
    if not is_kept(review_id):
        keep(review_id, content)


def keep(review_id: UUID, content: bytes) -> None:
    """Keep a file with its pages and its check sum."""
    with pikepdf.open(io.BytesIO(content)) as document:
        pages = len(document.pages)
    found = hashlib.sha256(content).hexdigest()
    row = ReviewFile(review_id=review_id, made_at=clock.now(), pages=pages, sha256=found, content=content)
    current_session().add(row)
    current_session().flush()


def is_kept(review_id: UUID) -> bool:
    """True once the PDF of a review is there."""
    return bool(current_session().scalar(select(exists().where(ReviewFile.review_id == review_id))))


def file_of(actor: Actor, review_id: UUID) -> tuple[AnnualReview, bytes]:
    """A signed review and its PDF; NotVisible until it is made. The download is audited."""
    row = queries.review(actor, review_id)
    found = current_session().get(ReviewFile, review_id)
    if found is None:
        raise NotVisible
    audit.record(actor=actor, verb="downloaded", kind="annual review", row_id=review_id)
    return row, found.content


def standing(actor: Actor, work_id: UUID, review_id: UUID) -> Standing:
    """How the making stands, for its page; NotVisible unless it is of this review."""
    found = making.standing(actor, work_id)
    if found.kind != KIND or found.about.get("review_id") != str(review_id):
        raise NotVisible
    return found


def register() -> None:
    """Make the work known; called as the application is wired."""
    making.register(KIND, make, permissions=(Permission.MEETING_READ,), shown_to=(Permission.MEETING_READ,))
