"""Where checked texts can be read: every kind that a service passes has its words and a page that takes its id."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import url_for

from config import ROOT
from core.web import Roundtable
from forum.wording.places import PLACES, place_url, place_words
from tests.forum import room
from tests.house import House


def _said(node: ast.expr, module: Path) -> Iterator[str]:
    """The words of a `kind=`: a text, a name of the module, or one of its table of kinds."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
        return
    held = import_module(".".join(module.relative_to(ROOT).with_suffix("").parts))
    name = node.value if isinstance(node, ast.Subscript) else node
    assert isinstance(name, ast.Name), f"{module}: a kind that cannot be read"
    value = getattr(held, name.id)
    yield from value.values() if isinstance(value, dict) else [value]


def kinds() -> set[str]:
    """Every `kind` that a service of the plan or the forum has checked."""
    found: set[str] = set()
    for floor in ("actionplan", "forum"):
        for module in (ROOT / floor).rglob("*.py"):
            for call in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "settle":
                    found.update(*(_said(each.value, module) for each in call.keywords if each.arg == "kind"))
    return found


def test_every_kind_that_is_checked_has_its_place() -> None:
    found = kinds()
    assert {"action update", "minutes", "paper", "policy log entry", "bulletin item"} <= found
    assert found == set(PLACES)


def test_every_place_is_a_page_that_takes_its_id(app: Roundtable) -> None:
    row_id = uuid4()
    with app.test_request_context():
        for kind, place in PLACES.items():
            values: dict[str, Any] = {**dict(place.fixed), place.value: row_id}
            url = url_for(place.endpoint, **values)
            assert str(row_id) in url.partition("?")[0], kind
            assert app.url_map.bind("").match(url, method="GET")[0] == place.endpoint, kind
            assert place_url(kind, row_id) == ("" if place.whose else url), kind
        assert place_url("no such text", row_id) == ""
    assert place_words("no such text") == "No such text"


def test_a_text_without_a_page_of_its_own_leads_to_the_row_that_has_it(house: House) -> None:
    meeting_id = room.today(days=3)
    item_id = room.items(house, meeting_id)[0]
    with house.app.test_request_context(), house.acting("mcc_chair"):
        assert place_url("agenda item", item_id) == url_for("forum.show_agenda", meeting_id=meeting_id)
