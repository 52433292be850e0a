"""Requests about a person from whom somebody is kept away: held back with everything that hangs on them."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, select

from core.scoping import Asker
from people import queries as people
from referrals.requests.models import InformationRequest, RequestFile


def narrowed(table: type[Any], asker: Asker) -> ColumnElement[bool] | None:
    """What the backstop adds to a request of which the asker's agency said whom it is about, and to rows that hang on
    one; None for a table that has no part in it."""
    columns = table.__table__.c
    if table.__table__ is InformationRequest.__table__:
        return _not_about_hidden(table.id, asker)
    if "request_id" not in columns or "person_id" in columns:
        return None
    if not any(key.column.table is InformationRequest.__table__ for key in columns.request_id.foreign_keys):
        return None
    return _not_about_hidden(table.request_id, asker)


def _not_about_hidden(column: Any, asker: Asker) -> ColumnElement[bool]:
    files = cast(Table, RequestFile.__table__).alias("kept_request_file")
    about = files.c.person_id.in_(people.excluded_people(asker))
    hidden = select(files.c.request_id).where(files.c.agency_id == asker.agency_id, about).correlate(None)
    kept: ColumnElement[bool] = column.not_in(hidden)
    return kept
