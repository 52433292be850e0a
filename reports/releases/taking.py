"""What a page does when its figures are taken away: keep them in the ledger, then make the file."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.wrappers import Response

from core.access import current_actor
from core.downloads import book_file
from core.errors import Refused
from core.tallies import Period
from reports.releases.forms import TakeAwayForm
from reports.releases.service import release
from reports.sheets import Sheet, to_tables


def taken(form: TakeAwayForm, *, document: str, title: str, period: Period, sheets: Sequence[Sheet]) -> bool:
    """True when the form was sent and passed: the tables are kept, and the file may be made.

    False for a visit, and for a form that is to be shown again with what was typed and why it was refused.
    """
    if not form.submitted():
        return False
    try:
        release(
            actor=current_actor(), document=document, title=title, period=period, sheets=sheets,
            why=str(form.why.data), **form.chosen,
        )  # fmt: skip
    except Refused as refusal:
        form.show(refusal)
        form.renew_key()
        return False
    return True


def spreadsheet(
    form: TakeAwayForm, sheets: Sequence[Sheet], name: str, *, about: Sequence[tuple[str, str]]
) -> Response:
    """The tables as the spreadsheet that was chosen, behind a first sheet that says what they are."""
    return book_file(str(form.chosen["shape"]), to_tables(sheets, about=about), name)
