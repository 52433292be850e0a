"""The shape of a form: pages of a few questions each. A form is read from here by pages, print and comparison alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

YES_NO = {"yes": "Yes", "no": "No", "not_known": "Not known", "not_asked": "Not asked"}
FOUR = {"not_asked": "Not asked", "declined": "Declined", "not_known": "Not known", "no": "No"}
LONGEST = 4000
LINE = 200


class Ask(StrEnum):
    """How a question is asked."""

    WORDS = "words"
    LINE = "line"
    DAY = "day"
    NUMBER = "number"
    ONE = "one"
    LIST = "list"
    ANY = "any"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `under` names the question that it belongs to and is folded away with; `own` marks their words.

    `third_party`: what is said of somebody else, reviewed before the person gets their file.
    """

    name: str
    label: str
    ask: Ask = Ask.WORDS
    options: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    under: str = ""
    default: str = ""
    own: bool = False
    third_party: bool = False
    rows: int = 3


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a form: a heading, a line of guidance, and a few questions, any of which may be skipped."""

    key: str
    title: str
    questions: tuple[Question, ...]
    lede: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole form: its name, what beginning it is called, what it is for, and its pages in order."""

    title: str
    begin: str
    purpose: str
    pages: tuple[Page, ...]
    again: str = "Do it again"
    several: bool = False

    def page(self, key: str) -> Page | None:
        """The page of that key, None when there is none."""
        return next((page for page in self.pages if page.key == key), None)

    def questions(self) -> Iterator[Question]:
        """Every question, in order."""
        for page in self.pages:
            yield from page.questions
