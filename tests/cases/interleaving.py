"""Two people on one form, in every order: whatever either of them typed is stored, or shown beside the other's.

    def test_nothing_is_overwritten_in_silence(house, robin, case_id):
        interleave(
            robin, house.client("num_manager"),
            make=lambda number: f"/cases/{case_id}/plan",             # the form's address; a fresh row or the same one
            fill=lambda words: {"goal": words},                       # what each types; the rest is sent as it came
            stored=lambda url: robin.get(f"/cases/{case_id}/plan/read").get_data(as_text=True),
        )

Each round opens the form for both, saves for both, in an order drawn from a seed; now and then both type the same, and
now and then a save is posted twice. A page of 409 must show what was typed and what is stored, and must take the
two together when it is sent again.
"""

from __future__ import annotations

import html
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import permutations
from typing import Any, Protocol

from tests.effort import THOROUGH

ORDERS = [
    order
    for order in sorted(set(permutations(("open one", "open other", "save one", "save other"))))
    if order.index("open one") < order.index("save one") and order.index("open other") < order.index("save other")
]
TAKEN, CLASHED = 303, 409
#: Rounds of each form: in an ordinary run every order twice.
ROUNDS = 100 if THOROUGH else 8


class Answer(Protocol):
    """What a browser gets back."""

    @property
    def status_code(self) -> int: ...
    def get_data(self, *, as_text: bool) -> Any: ...


class Visitor(Protocol):
    """A browser of the house, or something that behaves like one."""

    def get(self, url: str) -> Any: ...
    def post(self, url: str, form: dict[str, Any] | None = None) -> Any: ...


@dataclass
class _Select:
    """A drop-down list: it sends what is chosen, and the first of its options when nothing is."""

    name: str
    several: bool
    offered: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)

    def offer(self, value: str, *, chosen: bool) -> None:
        self.offered.append(value)
        if chosen:
            self.chosen.append(value)

    def sends(self) -> list[str]:
        return self.chosen or ([] if self.several else self.offered[:1])


class _Forms(HTMLParser):
    """Every POST form of a page with the values that a browser would send if nothing was touched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._open: dict[str, list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None
        self._select: _Select | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._open = {} if given.get("method", "").lower() == "post" else None
            if self._open is not None:
                self.forms.append(self._open)
        elif self._open is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "textarea":
            self._area = (name, [])
        elif tag == "select":
            self._select = _Select(name, "multiple" in given)
        elif tag == "option" and self._select is not None:
            self._select.offer(given.get("value", ""), chosen="selected" in given)
        elif tag == "input" and given.get("type", "text") not in ("submit", "button", "reset", "file"):
            ticks = given.get("type") in ("checkbox", "radio")
            if not ticks or "checked" in given:
                self._say(name, given.get("value", "on" if ticks else ""))

    def handle_data(self, words: str) -> None:
        if self._area is not None:
            self._area[1].append(words)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            name, words = self._area
            self._area = None
            self._say(name, "".join(words).removeprefix("\r\n").removeprefix("\n"))
        elif tag == "select" and self._select is not None:
            for value in self._select.sends():
                self._say(self._select.name, value)
            self._select = None
        elif tag == "form":
            self._open = None

    def _say(self, name: str, value: str) -> None:
        if name and self._open is not None:
            self._open.setdefault(name, []).append(value)


def form_on(page: str) -> dict[str, list[str]]:
    """The form of a page that carries a row version, as an untouched browser would send it.

    AssertionError when there is none, or when its version or its key is empty: then nothing guards the row.
    """
    reader = _Forms()
    reader.feed(page)
    found = next((form for form in reader.forms if "version" in form), None)
    assert found is not None, "No form on this page carries the row's version."
    assert any(found["version"]), "The form's version is empty."
    assert any(found.get("idempotency_key", [])), "The form has no idempotency key."
    return found


@dataclass
class _Side:
    """One of the two: what they see, what they type, what came of it."""

    browser: Visitor
    typed: str = ""
    seen: str = ""
    form: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class _Round:
    """One form between two people."""

    url: str
    fill: Callable[[str], Mapping[str, Any]]
    stored: Callable[[str], str]
    tally: Counter[str]
    standing: list[str] = field(default_factory=list)

    def open(self, side: _Side) -> None:
        answer = side.browser.get(self.url)
        side.seen = _page(answer)
        assert answer.status_code == 200, f"{self.url} answered {answer.status_code}: {side.seen[:400]}"
        side.form = form_on(side.seen)

    def save(self, side: _Side, *, twice: bool) -> None:
        answer = self._send(side, side.typed, side.form)
        if twice:
            again = self._send(side, side.typed, side.form)
            self.tally["posted twice"] += 1
            assert again.status_code == answer.status_code, "The same post was answered in two ways."
        if answer.status_code == TAKEN:
            self._taken(side, side.typed)
        else:
            self._clashed(side, answer)

    def _send(self, side: _Side, typed: str, form: dict[str, list[str]]) -> Any:
        return side.browser.post(self.url, {**form, **self.fill(typed)})

    def _taken(self, side: _Side, typed: str) -> None:
        """Stored; whatever stood there before is in it, or was on the page from which this was sent."""
        now = self._stored()
        assert typed in now, f"“{typed}” was accepted and is not stored."
        for words in self.standing:
            assert words in now or words in side.seen, f"“{words}” was overwritten in silence by “{typed}”."
        self.standing = [words for words in self.standing if words in now] + [typed]
        self.tally["stored"] += 1

    def _clashed(self, side: _Side, answer: Any) -> None:
        """Both texts are on the page, and together they can be saved from it."""
        page = _page(answer)
        assert answer.status_code == CLASHED, f"{self.url} answered {answer.status_code}: {page[:600]}"
        for words in (side.typed, *self.standing):
            assert words in page, f"“{words}” is not on the page of the clash."
        self.tally["clashed"] += 1
        side.seen = page
        both = " and ".join(dict.fromkeys((*self.standing, side.typed)))
        merged = self._send(side, both, form_on(page))
        assert merged.status_code == TAKEN, f"The two together were not taken: {merged.status_code}."
        self._taken(side, both)
        self.tally["merged"] += 1

    def _stored(self) -> str:
        return html.unescape(self.stored(self.url))


def interleave(
    one: Visitor,
    other: Visitor,
    *,
    make: Callable[[int], str],
    fill: Callable[[str], Mapping[str, Any]],
    stored: Callable[[str], str],
    rounds: int = ROUNDS,
    seed: int = 4,
) -> Counter[str]:
    """Let two people edit one form `rounds` times in seeded orders; fails at the first silent overwrite.

    `make(number)` gives the form's address for a round; `fill(words)` the fields that differ from the page as it came;
    `stored(address)` what is stored now, as text or a page. Words are letters, digits and spaces, so any short text
    field takes them. Answers how often words were stored, clashed, merged, or posted twice.
    """
    chance, tally = random.Random(seed), Counter[str]()
    for number in range(rounds):
        equal = chance.random() < 0.15
        words = f"Words {seed} {number}"
        sides = {"one": _Side(one, f"{words} alpha"), "other": _Side(other, f"{words} {'alpha' if equal else 'beta'}")}
        going = _Round(make(number), fill, stored, tally)
        for step in ORDERS[number % len(ORDERS)] if number < len(ORDERS) else chance.choice(ORDERS):
            verb, who = step.split()
            if verb == "open":
                going.open(sides[who])
            else:
                going.save(sides[who], twice=chance.random() < 0.2)
        tally["equal"] += equal
    return tally


def _page(answer: Any) -> str:
    return html.unescape(answer.get_data(as_text=True))
