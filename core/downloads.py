"""A table handed out as a file: XLSX, ODS or CSV, by the ending in its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from flask import make_response
from werkzeug.wrappers import Response

from core import tables
from core.errors import NotVisible

Writer = Callable[[str, Sequence[str], Iterable[Sequence[tables.Cell]]], bytes]


def _csv(_: str, headings: Sequence[str], rows: Iterable[Sequence[tables.Cell]]) -> bytes:
    return tables.to_csv(headings, rows)


#: What each ending stands for: who writes it, and its media type.
KINDS: dict[str, tuple[Writer, str]] = {
    "xlsx": (tables.to_xlsx, tables.XLSX_TYPE), "ods": (tables.to_ods, tables.ODS_TYPE), "csv": (_csv, tables.CSV_TYPE),
}  # fmt: skip


def known(kind: str) -> str:
    """The ending, when it is one of ours; NotVisible when it is not. To be asked before anything is read."""
    if kind not in KINDS:
        raise NotVisible
    return kind


def table_file(
    kind: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[tables.Cell]], name: str
) -> Response:
    """A table as a file to be kept, called `name` with its ending."""
    write, media = KINDS[known(kind)]
    response = make_response(write(title, headings, rows))
    response.headers["Content-Type"] = media
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
