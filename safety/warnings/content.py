"""What a warning says, whole: its words, what was noticed, and where, when and what, each as coarse as may leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.crypto.fields import packed, unpacked
from safety.identifiers import same_identifier
from safety.reports import catalogue
from safety.vocabulary import DESCRIPTOR_WORDS, LOOKED_UP, DescriptorKind

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Noticed:
    """One thing that was noticed of the reported person."""

    kind: DescriptorKind
    value: str

    @property
    def label(self) -> str:
        """What it is, in words."""
        return DESCRIPTOR_WORDS[self.kind]

    @property
    def is_looked_up(self) -> bool:
        """Whether the checker knows it: a number, an address, a plate or a profile."""
        return self.kind in LOOKED_UP


@dataclass(frozen=True, slots=True)
class WarningText:
    """Everything that a warning says. `month` is “2026-11” or empty; `hours` a part of the day or empty."""

    title: str = ""
    words: str = ""
    noticed: tuple[Noticed, ...] = ()
    harms: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    month: str = ""
    hours: str = ""
    advice: str = ""
    names_used: tuple[str, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        names = tuple(each.value for each in self.noticed if each.kind is DescriptorKind.NAME_USED)
        object.__setattr__(self, "names_used", names)

    @property
    def harm_words(self) -> list[str]:
        """The kinds of harm, in words."""
        return [catalogue.harms().get(code, code) for code in self.harms]

    @property
    def ward_words(self) -> list[str]:
        """Where it was, in words."""
        return [catalogue.places().get(code, code) for code in self.wards]

    @property
    def when_words(self) -> str:
        """When it was: “November 2026, night (10pm to 2am)”; empty when it does not say."""
        part = catalogue.HOURS.get(self.hours, "")
        month = month_words(self.month)
        return ", ".join(filter(None, [month, f"{part[:1].lower()}{part[1:]}" if part and month else part]))

    @property
    def paragraphs(self) -> list[str]:
        """The words, paragraph by paragraph."""
        return [line.strip() for line in self.words.splitlines() if line.strip()]

    @property
    def running_text(self) -> str:
        """All that is written in sentences: what the check reads."""
        return "\n".join(filter(None, [self.title, self.words, self.advice]))

    @property
    def beside(self) -> list[str]:
        """What stands beside the sentences."""
        return [each.value for each in self.noticed]

    def packed(self) -> str:
        """As it is sealed."""
        return packed(
            {
                "title": self.title, "words": self.words, "advice": self.advice, "month": self.month,
                "hours": self.hours, "harms": list(self.harms), "wards": list(self.wards),
                "noticed": [[each.kind.value, each.value] for each in self.noticed],
            }
        )  # fmt: skip

    def as_stored(self) -> dict[str, Any]:
        """As an envelope takes it."""
        return dict(unpacked(self.packed()))


def text_of(stored: Any) -> WarningText:
    """A warning's text as it was stored; an empty one for what was erased or closed."""
    rows = stored if isinstance(stored, dict) else unpacked(stored) or {}
    return WarningText(
        title=rows.get("title", ""), words=rows.get("words", ""), advice=rows.get("advice", ""),
        month=rows.get("month", ""), hours=rows.get("hours", ""), harms=tuple(rows.get("harms", ())),
        wards=tuple(rows.get("wards", ())),
        noticed=tuple(Noticed(DescriptorKind(kind), value) for kind, value in rows.get("noticed", ())),
    )  # fmt: skip


def identifiers(text: WarningText) -> set[tuple[DescriptorKind, str]]:
    """What the checker will know of a warning: each kind and value once, in the form that it is compared in."""
    return {
        (each.kind, same)
        for each in text.noticed
        if each.is_looked_up and (same := same_identifier(each.kind, each.value))
    }


def month_words(month: str) -> str:
    """“November 2026” for “2026-11”."""
    if not month:
        return ""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def months_before(today: date, count: int = 18) -> dict[str, str]:
    """The last months, the latest first: all that a warning says of when."""
    ordinals = (today.year * 12 + today.month - 1 - back for back in range(count))
    codes = (f"{each // 12}-{each % 12 + 1:02d}" for each in ordinals)
    return {code: month_words(code) for code in codes}


def month_of(day: date | None) -> str:
    """The month of a day, as a warning says it."""
    return f"{day.year}-{day.month:02d}" if day else ""


def holds_all(text: WarningText, also: str, sought: Iterable[str]) -> bool:
    """Whether a warning's text, with `also` beside it, holds each of the words that are sought, in any case."""
    held = [text.running_text, also, *text.beside, *text.harm_words, *text.ward_words]
    whole = " ".join(held).casefold()
    return all(word.casefold() in whole for word in sought)


def holds_identifier(text: WarningText, q: str) -> bool:
    """Whether what is sought is, as a whole and however it is written, an identifier of the warning."""
    return any((kind, same_identifier(kind, q)) in identifiers(text) for kind in LOOKED_UP)
