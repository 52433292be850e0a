"""Reads for the places of shared texts: which row has the page that a text stands on."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from core.scoping import current_session


def row_of(whose: InstrumentedAttribute[UUID], row_id: UUID) -> UUID | None:
    """The id that a text's row holds in a column, such as the meeting of minutes; None when there is no such row.

    The id alone is read, and the page behind it asks who may read it.
    """
    return current_session().scalar(select(whose).where(whose.class_.id == row_id))
