"""One conditional change of a row that has a version: what somebody else changed first is never overwritten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, update

from core.errors import Clash
from core.scoping import current_session


def step(row: Any, version: int, *still: ColumnElement[bool], clash: str, **values: Any) -> None:
    """Set `values` and count the version up, if it is still `version` and all of `still` holds; Clash if not.

    `row` is any row with an `id` and a `version`. `clash` says what was changed meanwhile. Nothing is stored then.
    """
    kind: Any = type(row)
    changed = current_session().scalar(
        update(kind)
        .where(kind.id == row.id, kind.version == version, *still)
        .values(version=kind.version + 1, **values)
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise Clash(clash)
    current_session().refresh(row)
