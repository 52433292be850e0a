"""Pages of a list: a fixed number of rows, whatever the size of the table."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from core.scoping import current_session

Item = TypeVar("Item")
SIZE = 25


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list, and where it lies in the whole."""

    items: list[Item]
    page: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, ceil(self.total / self.size))

    @property
    def has_prev(self) -> bool:
        """True when there is a page before this one."""
        return self.page > 1

    @property
    def has_next(self) -> bool:
        """True when there is a page after this one."""
        return self.page < self.pages

    @property
    def prev_num(self) -> int:
        """The number of the page before."""
        return self.page - 1

    @property
    def next_num(self) -> int:
        """The number of the page after."""
        return self.page + 1


def page_of(statement: Select[Any], number: int, size: int = SIZE) -> Page[Any]:
    """Page `number` (from 1) of an ORM select of one entity: two statements, one to count and one to read."""
    session = current_session()
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    number = min(max(1, number), max(1, ceil(total / size)))
    items = list(session.scalars(statement.limit(size).offset((number - 1) * size)))
    return Page(items, number, total, size)
