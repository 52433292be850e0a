"""The tester of interleavings, tested: a careful form passes, and each careless one is caught."""

from __future__ import annotations

import html
import itertools
from dataclasses import dataclass
from typing import Any

import pytest

from tests.cases.interleaving import ORDERS, form_on, interleave


@dataclass
class Said:
    status_code: int
    text: str = ""

    def get_data(self, *, as_text: bool) -> str:
        return self.text


class Sheet:
    """A form over one row, in memory. `careless` names what it forgets."""

    keys = itertools.count()

    def __init__(self, careless: str = "") -> None:
        self.careless, self.words, self.version = careless, "as it was", 1
        self.answered: dict[str, int] = {}

    def get(self, url: str) -> Said:
        return Said(200, self._form(self.words, self.version))

    def post(self, url: str, form: dict[str, Any] | None = None) -> Said:
        sent = {name: value[0] if isinstance(value, list) else value for name, value in (form or {}).items()}
        if self.careless != "posts twice" and sent["idempotency_key"] in self.answered:
            return Said(self.answered[sent["idempotency_key"]])
        if self.careless != "version" and int(sent["version"]) != self.version:
            return Said(409, self._clash(sent["words"]))
        self.words = sent["words"] if self.careless != "drops" else self.words
        self.version += 1
        self.answered[sent["idempotency_key"]] = 303
        return Said(303)

    def _clash(self, typed: str) -> str:
        theirs = "" if self.careless == "hides theirs" else self.words
        mine = "" if self.careless == "hides mine" else typed
        version = 1 if self.careless == "stale for ever" else self.version
        return f"<p>{html.escape(theirs)}</p>" + self._form(mine, version)

    def _form(self, words: str, version: int) -> str:
        hidden = f'<input type="hidden" name="version" value="{version}">'
        key = f'<input type="hidden" name="idempotency_key" value="{next(self.keys)}">'
        area = f'<textarea name="words">\r\n{html.escape(words)}</textarea>'
        return f'<form method="post">{hidden}{key}{area}</form>'


def run(sheet: Sheet) -> Any:
    return interleave(
        sheet,
        sheet,
        make=lambda number: "/",
        fill=lambda words: {"words": words},
        stored=lambda url: sheet.words,
        rounds=100,
    )


def test_a_careful_form_passes_in_every_order() -> None:
    tally = run(Sheet())
    assert tally["clashed"] == tally["merged"] > 30
    assert tally["stored"] == 200
    assert tally["posted twice"] > 20
    assert tally["equal"] > 5
    assert len(ORDERS) == 6


@pytest.mark.parametrize(
    "careless", ["version", "drops", "hides theirs", "hides mine", "stale for ever", "posts twice"]
)
def test_a_careless_form_is_caught(careless: str) -> None:
    with pytest.raises(AssertionError):
        run(Sheet(careless))


def test_a_form_without_version_or_key_is_caught() -> None:
    for page in ("<p>Nothing</p>", '<form method="post"><input name="words"></form>'):
        with pytest.raises(AssertionError, match="version"):
            form_on(page)
    with pytest.raises(AssertionError, match="key"):
        form_on('<form method="post"><input type="hidden" name="version" value="2"></form>')


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    page = (
        '<form method="get"><input name="version" value="9"></form><form method="post"><input type="hidden" '
        'name="version" value="2"><input name="idempotency_key" value="k"><input type="radio" name="way" value="a">'
        '<input type="radio" name="way" value="b" checked><input type="checkbox" name="need" value="x" checked>'
        '<input type="checkbox" name="need" value="y" checked><select name="pick"><option value="1">One</option>'
        '<option value="2" selected>Two</option></select>'
        '<select name="none"><option value="">Choose</option><option value="3">Three</option></select>'
        '<textarea name="note">\r\nIt&rsquo;s &lt;here&gt;</textarea>'
        '<button name="do" value="later">Later</button></form>'
    )
    assert form_on(page) == {
        "version": ["2"], "idempotency_key": ["k"], "way": ["b"], "need": ["x", "y"], "pick": ["2"], "none": [""],
        "note": ["It’s <here>"],
    }  # fmt: skip
