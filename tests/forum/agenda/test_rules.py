"""The order of an agenda."""

from __future__ import annotations

from uuid import uuid4

import pytest

from forum.agenda.rules import item_refusal, order_after

A, B, C, D = (uuid4() for _ in range(4))


@pytest.mark.parametrize(
    ("moved", "position", "expected"),
    [
        (C, 1, [C, A, B, D]), (A, 4, [B, C, D, A]), (B, 3, [A, C, B, D]), (B, 2, [A, B, C, D]),
        (D, 99, [A, B, C, D]), (A, 99, [B, C, D, A]), (C, 0, [C, A, B, D]), (C, -5, [C, A, B, D]),
    ],
)  # fmt: skip
def test_an_item_stands_where_it_was_put(moved: object, position: int, expected: list[object]) -> None:
    assert order_after([A, B, C, D], moved, position) == expected  # type: ignore[arg-type]  # ids of this module


@pytest.mark.parametrize(
    ("title", "minutes", "items", "field"),
    [(" ", 10, 0, "title"), ("Item", 0, 0, "minutes"), ("Item", 241, 0, "minutes"), ("Item", 5, 40, "title")],
)
def test_what_is_no_item(title: str, minutes: int, items: int, field: str) -> None:
    refusal = item_refusal(title, minutes, items)
    assert refusal is not None
    assert refusal.field == field
    assert item_refusal("Item", 240, 39) is None
