"""Everything that is handed out as a file: the one place that names it, types it and says how it may be opened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from flask import make_response
from werkzeug.wrappers import Response

from core import tables
from core.errors import NotVisible

PDF_TYPE = "application/pdf"
#: Each ending that a table may have, and its media type.
KINDS: dict[str, str] = {"xlsx": tables.XLSX_TYPE, "ods": tables.ODS_TYPE, "csv": tables.CSV_TYPE}
#: A file that is opened after all may do nothing: no script, no form, no address of ours.
SANDBOX = "sandbox; default-src 'none'"
NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9 ._()+-]")


def known(kind: str) -> str:
    """The ending, when it is one of ours; NotVisible when it is not. To be asked before anything is read."""
    if kind not in KINDS:
        raise NotVisible
    return kind


def kept_file(
    content: bytes | str, media: str, name: str, *, inline: bool = False, sandboxed: bool = False
) -> Response:
    """A file of any kind, called `name` (with its ending): kept, unless it may be shown in the browser.

    Whatever a header or a disk could misread in the name becomes a hyphen. Sandboxed, it can do nothing once opened:
    for whatever was not made here.
    """
    response = make_response(content)
    response.headers["Content-Type"] = media
    shown = NOT_IN_A_FILE_NAME.sub("-", name).strip(" .") or "file"
    response.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{shown}"'
    if sandboxed:
        response.headers["Content-Security-Policy"] = SANDBOX
        response.headers["X-Download-Options"] = "noopen"
    return response


def table_file(
    kind: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[tables.Cell]], name: str
) -> Response:
    """A table as a file to be kept, called `name` with its ending; NotVisible for an ending that is not ours."""
    return book_file(kind, [tables.Sheet(title, headings, rows)], name)


def book_file(kind: str, sheets: Sequence[tables.Sheet], name: str) -> Response:
    """Several tables as one file to be kept, called `name` with its ending.

    As CSV, several tables come as one zip of files. NotVisible for an ending that is not ours.
    """
    content = tables.book(known(kind), sheets)
    if kind == "csv" and len(sheets) > 1:
        return kept_file(content, tables.ZIP_TYPE, f"{name}.zip")
    return kept_file(content, KINDS[kind], f"{name}.{kind}")


def pdf_file(content: bytes, name: str, inline: bool = False) -> Response:
    """A PDF as a file, called `name` (its ending is added when it lacks one)."""
    return kept_file(content, PDF_TYPE, name if name.endswith(".pdf") else f"{name}.pdf", inline=inline)
