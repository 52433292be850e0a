"""The tables of a signed review, to be taken away as a spreadsheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.changing import asked
from core.downloads import book_file
from core.errors import NotVisible, Refused
from core.tallies import Period
from core.words import moment
from forum import bp
from forum.review import queries
from forum.review.documents import period_words
from forum.review.queries import AnnualReview
from forum.review.sheets import sheets_of
from forum.review.views import file_name
from reports.releases import service as releases
from reports.releases.forms import SPREADSHEETS, TakeAwayForm
from reports.sheets import to_tables


@bp.route("/forum/reviews/<uuid:review_id>/tables", methods=["GET", "POST"])
@requires(Permission.MEETING_READ)
def take_review_tables(review_id: UUID) -> Any:
    """The tables of a signed review, as a spreadsheet; who took them, and why, is kept."""
    actor = current_actor()
    row = queries.review(actor, review_id)
    if row.copy is None:
        raise NotVisible
    form, sheets = TakeAwayForm(shapes=SPREADSHEETS), sheets_of(row.copy)
    if form.submitted():
        try:
            taken = releases.release(
                actor=actor, document="annual-review", title=f"Annual review, {period_words(row.copy)}",
                period=Period(row.begins, row.ends), sheets=sheets, why=form.why.data or "", **form.chosen,
            )  # fmt: skip
            return book_file(taken.shape.value, to_tables(sheets, about=_about(row)), file_name(row))
        except Refused as refusal:
            form.show(refusal)
    return asked("forum/review/tables.html", form, {"review": row, "sheets": sheets})


def _about(row: AnnualReview) -> list[tuple[str, str]]:
    signed = f"{row.signed_by_name}, {moment(row.signed_at)}" if row.signed_at else ""
    return [("Document", "Annual review, as it was signed"), ("Signed", signed), ("Check sum", row.sha256 or "")]
