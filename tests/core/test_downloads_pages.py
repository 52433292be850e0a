"""What is handed out as a file is named plainly, typed, and opens in no page of ours."""

from __future__ import annotations

import pytest

from core import downloads
from core.downloads import book_file, kept_file, pdf_file, table_file
from core.errors import NotVisible
from core.tables import Sheet
from core.web import Roundtable


@pytest.mark.parametrize(
    ("given", "shown"),
    [("a plan.pdf", "a plan.pdf"), ('a"; filename=x.exe', "a-- filename-x.exe"), ("../../etc/passwd", "-..-etc-passwd"),
     ("a\r\nSet-Cookie: x", "a--Set-Cookie- x"), ("Zoë‮fdp.exe", "Zo--fdp.exe"), ("", "file"), ("...", "file")],
)  # fmt: skip
def test_a_name_can_neither_lead_elsewhere_nor_break_a_header(app: Roundtable, given: str, shown: str) -> None:
    with app.test_request_context():
        kept = kept_file(b"x", "text/plain", given)
    assert kept.headers["Content-Disposition"] == f'attachment; filename="{shown}"'
    assert "Set-Cookie" not in kept.headers


def test_a_pdf_is_kept_or_shown_and_ends_as_it_should(app: Roundtable) -> None:
    with app.test_request_context():
        kept, shown = pdf_file(b"%PDF-1.7", "plan"), pdf_file(b"%PDF-1.7", "plan.pdf", inline=True)
    assert (kept.headers["Content-Type"], kept.headers["Content-Disposition"]) == (
        "application/pdf", 'attachment; filename="plan.pdf"',
    )  # fmt: skip
    assert shown.headers["Content-Disposition"] == 'inline; filename="plan.pdf"'


def test_tables_end_as_their_kind_does(app: Roundtable) -> None:
    pair = [Sheet("One", ["A"], [["x"]]), Sheet("Two", ["A"], [["x"]])]
    with app.test_request_context():
        answers = [book_file(kind, pair, "return") for kind in downloads.KINDS] + [
            table_file("csv", "One", ["A"], [["x"]], "return")
        ]
        with pytest.raises(NotVisible):
            table_file("exe", "One", ["A"], [], "return")
    ends = [answer.headers["Content-Disposition"].rpartition(".")[2].strip('"') for answer in answers]
    assert ends == ["xlsx", "ods", "zip", "csv"]
    assert answers[2].headers["Content-Type"] == "application/zip"


def test_what_was_not_made_here_is_handed_out_in_a_sandbox(app: Roundtable) -> None:
    with app.test_request_context():
        kept = kept_file(b"<script>", "text/plain", "a.txt", sandboxed=True)
    assert kept.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert kept.headers["X-Download-Options"] == "noopen"
