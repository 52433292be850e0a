"""What holds of incident reports, in words: no database, no clock. Source: domain.md 4.2, seeds S0-07 to S0-11."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.errors import Refused
from core.words import short_day
from safety.reports import catalogue
from safety.reports.models import HowAnswered as HowAnswered
from safety.reports.models import Origin as Origin
from safety.reports.models import ReportState as ReportState
from safety.reports.models import Said as Said
from safety.reports.models import WhenKind as WhenKind
from safety.vocabulary import DESCRIPTOR_WORDS, DescriptorKind, Grade, Scope

STATE_WORDS = {
    ReportState.LISTENED: "Heard, and complete", ReportState.OPEN: "Open", ReportState.CLOSED: "Closed",
}  # fmt: skip
ORIGIN_WORDS = {Origin.WORKER: "Told to a worker", Origin.PUBLIC: "Written on the public page"}
SAID_WORDS = {
    Said.NOT_ASKED: "Not asked", Said.YES: "Yes", Said.NO: "No", Said.NOT_KNOWN: "They do not know",
    Said.DECLINED: "They would rather not say",
}  # fmt: skip
WHEN_WORDS = {
    WhenKind.EXACT: "A day they know", WhenKind.BAND: "Between two days", WhenKind.NOT_KNOWN: "Not known, or not said",
}  # fmt: skip
#: How people answer, offered on the page; the two others are written by the service itself.
HOW_WORDS = {
    HowAnswered.SPOKEN: "Said it to me", HowAnswered.WRITTEN: "Wrote or signed it", HowAnswered.PHONE: "On the phone",
    HowAnswered.MESSAGE: "By message", HowAnswered.INTERPRETER: "Through an interpreter",
}  # fmt: skip
ALL_HOW_WORDS = {
    **HOW_WORDS, HowAnswered.ONLINE: "On the public page, by themself",
    HowAnswered.ERASED: "Ended because the report was erased",
}  # fmt: skip
#: What each scope means, in a sentence that can be read out.
SCOPE_MEANS = {
    Scope.WARNING: (
        "Other support agencies read what was noticed of whoever did it, so that people can stay clear of them."
    ),
    Scope.INTELLIGENCE: "Police read a short text that says nothing of them. Nobody gets back to them about it.",
    Scope.CONTACT: "Police send questions to us, we ask, and we answer. They stay without a name.",
    Scope.FULL_REPORT: "Police know who they are. One of us goes with them as far as they want.",
    Scope.RESEARCH: "The kind of harm, the season and the part of the city are counted. Not a word of theirs goes.",
}
SCOPE_SHORT = {
    Scope.WARNING: "Warning", Scope.INTELLIGENCE: "Information", Scope.CONTACT: "Police contact",
    Scope.FULL_REPORT: "Full report", Scope.RESEARCH: "Research",
}  # fmt: skip
MOST_DESCRIPTORS = 30
FEWEST_FIGURES = 6
SMALLEST_GROUP = 5
WITHHELD = "Withheld"
#: What a row of the register says with one answer each.
COLUMNS = ("area", "setting", "injured", "police_know", "came")
PLATE = re.compile(r"[A-Z0-9]{2,10}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report says beside the person's own words; every part may be left out."""

    harms: tuple[str, ...] = ()
    when_kind: WhenKind = WhenKind.NOT_KNOWN
    first_on: date | None = None
    last_on: date | None = None
    hours: str | None = None
    ward: str | None = None
    setting: str | None = None
    platform: str | None = None
    injured: Said = Said.NOT_ASKED
    injuries: str | None = None
    police_know: Said = Said.NOT_ASKED
    police_reference: str | None = None
    barriers: tuple[str, ...] = ()
    grade: Grade = Grade.FIRST_HAND
    wants: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something noticed of whoever did it; `shared` is false when it is too telling to leave by any scope."""

    kind: DescriptorKind
    value: str
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Coded:
    """One row of the research register: codes only, no day, no ward, no words, no reference."""

    quarter: str
    area: str
    setting: str
    harms: tuple[str, ...]
    injured: str
    police_know: str
    barriers: tuple[str, ...]
    came: str


def may_be_taken(words: str, harms: Collection[str]) -> Refused | None:
    """A report has the person's own words, or at least a kind of harm. It needs nothing else: no name and no scope."""
    if not words.strip() and not harms:
        return Refused("Write what they said, or choose at least one kind.", field="words")
    return None


def facts_hold(facts: Facts, today: date) -> Refused | None:
    """The codes are known, and the day or band of days has come, when it is known at all."""
    if not set(facts.harms) <= set(catalogue.harms()):
        return Refused("Choose the kinds from the list.", field="harms")
    if not set(facts.barriers) <= set(catalogue.barriers()):
        return Refused("Choose what made it hard from the list.", field="barriers")
    for value, known, field in (
        (facts.ward, catalogue.places(), "ward"), (facts.setting, catalogue.settings(), "setting"),
        (facts.hours, catalogue.HOURS, "hours"),
    ):  # fmt: skip
        if value and value not in known:
            return Refused("Choose one of these.", field=field)
    return _day_holds(facts.when_kind, facts.first_on, facts.last_on, today)


def _day_holds(kind: WhenKind, first: date | None, last: date | None, today: date) -> Refused | None:
    if kind is WhenKind.NOT_KNOWN:
        return None
    if first is None:
        return Refused("Enter the day." if kind is WhenKind.EXACT else "Enter the first day.", field="first_on")
    if kind is WhenKind.BAND and last is None:
        return Refused("Enter the last day it may have been.", field="last_on")
    if kind is WhenKind.BAND and last is not None and last < first:
        return Refused("The last day comes before the first.", field="last_on")
    if first > today or (last is not None and last > today):
        return Refused("This day is still to come.", field="first_on" if first > today else "last_on")
    return None


def may_be_noticed(kind: DescriptorKind, value: str, already: int) -> Refused | None:
    """Something noticed has words, and what is looked up whole can be: a number, an address, a whole plate."""
    field = field_of(kind)
    if not value.strip():
        return Refused(f"Write the {DESCRIPTOR_WORDS[kind].lower()}.", field=field)
    if already >= MOST_DESCRIPTORS:
        return Refused(f"A report keeps {MOST_DESCRIPTORS} of these.", instead="Put the rest in a note.", field=field)
    if kind is DescriptorKind.PHONE and len(re.sub(r"\D", "", value)) < FEWEST_FIGURES:
        reason = f"“{value}” is too short for a phone number."
        return Refused(reason, instead="Put part of a number under “How they did it”.", field=field)
    if kind is DescriptorKind.EMAIL and not re.fullmatch(r"\S+@\S+\.\S+", value.strip()):
        return Refused(f"“{value}” is no e-mail address: it has an @, and a dot after it.", field=field)
    if kind is DescriptorKind.PLATE and not PLATE.fullmatch(re.sub(r"[\s-]", "", value.upper())):
        return Refused(f"“{value}” is no whole plate.", instead="Put part of one under “Vehicle”.", field=field)
    return None


def field_of(kind: DescriptorKind) -> str:
    """The field of the pages in which something noticed of this kind is written."""
    return f"noticed_{kind.value}"


def standing(answers: Iterable[tuple[Scope, int, bool]]) -> dict[Scope, bool]:
    """The answer that stands for each scope that was answered: the latest by its number."""
    latest: dict[Scope, tuple[int, bool]] = {}
    for scope, number, answer in answers:
        if scope not in latest or number > latest[scope][0]:
            latest[scope] = (number, answer)
    return {scope: answer for scope, (_, answer) in latest.items()}


def state_after(state: ReportState, answers: Mapping[Scope, bool]) -> ReportState:
    """Where a report stands after an answer: open once anything may come of it, heard and complete when nothing may.

    A closed report stays closed, until a new yes opens it again.
    """
    agreed = any(answers.values())
    if state is ReportState.CLOSED and not agreed:
        return state
    return ReportState.OPEN if agreed else ReportState.LISTENED


def may_change(state: ReportState, *, erased: bool) -> Refused | None:
    """An erased report takes nothing more; a closed one is opened again first."""
    if erased:
        return Refused("This report was erased.", instead="Nothing can be added to it.")
    if state is ReportState.CLOSED:
        return Refused("This report is closed.", instead="Open it again first.")
    return None


def may_close(state: ReportState, words: str, *, erased: bool) -> Refused | None:
    """A report that is not closed yet, with a few words on what came of it."""
    if erased or state is ReportState.CLOSED:
        return Refused("This report is closed already.")
    return None if words.strip() else Refused("Write what came of it.", field="words")


def when_words(kind: WhenKind, first: date | None, last: date | None, hours: str | None) -> str:
    """When it was, as it is read: a day, a band of days, or not known; and the part of the day."""
    part = catalogue.HOURS.get(hours or "", "")
    if first is None or last is None:
        return part or "Not known"
    days = short_day(first) if kind is WhenKind.EXACT else f"Between {short_day(first)} and {short_day(last)}"
    return f"{days}, {part[0].lower()}{part[1:]}" if part else days


def quarter_words(day: date) -> str:
    """The calendar quarter of a day: all that the research register says of when."""
    return f"{day.year} Q{(day.month - 1) // 3 + 1}"


def coarse(rows: Sequence[Coded]) -> list[Coded]:
    """The register as it may be read: whatever fewer than 5 rows of a quarter share is withheld, column by column.

    When fewer than 5 answers of a column would be withheld, the next rarest goes with them, so that none is found out
    by what is left. Kinds of harm that are rare in the quarter are told by their family, and by “Something else” when
    the family is rare too. A quarter with fewer than 5 rows in all is withheld whole. Source: domain.md 6.7.
    """
    found: list[Coded] = []
    for quarter in sorted({row.quarter for row in rows}):
        of_quarter = [row for row in rows if row.quarter == quarter]
        if len(of_quarter) >= SMALLEST_GROUP:
            shown = {name: shown_of([getattr(row, name) for row in of_quarter]) for name in COLUMNS}
            found += [_coarse_row(row, of_quarter, shown) for row in of_quarter]
    return sorted(found, key=lambda row: (row.quarter, row.area, row.setting, row.harms))


def shown_of(answers: Sequence[str]) -> frozenset[str]:
    """The answers of one column that may be shown: each given 5 times, and the others 5 times together, or never."""
    common = [(count, answer) for answer, count in Counter(answers).most_common() if count >= SMALLEST_GROUP]
    withheld = len(answers) - sum(count for count, _ in common)
    if 0 < withheld < SMALLEST_GROUP and common:
        common.pop()
    return frozenset(answer for _, answer in common)


def _coarse_row(row: Coded, others: Sequence[Coded], shown: Mapping[str, frozenset[str]]) -> Coded:
    said = {name: getattr(row, name) if getattr(row, name) in shown[name] else WITHHELD for name in COLUMNS}
    named = Counter(code for each in others for code in each.barriers)
    return replace(
        row, harms=tuple(sorted({_coarse_harm(code, others) for code in row.harms})),
        barriers=tuple(code for code in row.barriers if named[code] >= SMALLEST_GROUP),
        **said,
    )  # fmt: skip


def _coarse_harm(code: str, others: Sequence[Coded]) -> str:
    if code not in catalogue.NEVER_ALONE and sum(code in other.harms for other in others) >= SMALLEST_GROUP:
        return catalogue.harms().get(code, code)
    family = catalogue.family_of(code)
    in_family = sum(any(catalogue.family_of(each) == family for each in other.harms) for other in others)
    alone = code in catalogue.NEVER_ALONE
    return family if in_family >= SMALLEST_GROUP and not alone else catalogue.FAMILIES["other"]
