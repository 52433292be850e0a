"""Outreach of one agency, month by month, already safe: no raw count about people leaves this module.

Source: domain.md 6.7. Ward by way of meeting is released from 10 people on; everything else from 5. An agency sees its
own months alone: nobody at another agency, and no police service ever, sees where people are met.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import audit, clock
from core.actor import Actor
from core.tallies import Period
from outreach import catalogue
from reports import periods, queries, thresholds
from reports.disclosure import HIDDEN, Rule, Shown, ShownTable, figure, protect, protect_list

Numbers = Mapping[str, int]

#: Ward by type is not released below 10 people (domain.md 6.7).
BY_WARD = Rule(10)
MONTHS = 12
SPLIT = (("new", "New to the agency"), ("known", "Known to the agency"), ("not-noted", "Not noted"))
LISTS = (
    ("item", "Given", "things"),
    ("did", "Done", "contacts"),
    ("told", "Told about", "contacts"),
    ("barrier", "What keeps people from reporting", "contacts"),
)


@dataclass(frozen=True, slots=True)
class WardTable:
    """People met by ward and way of meeting, as it may be published."""

    modes: list[str]
    wards: list[tuple[str, list[Shown], Shown]]
    mode_totals: list[Shown]
    total: Shown


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the chart: None where no totals were written for it."""

    month: Period
    met: Shown | None

    @property
    def words(self) -> str:
        """“Oct 2026”."""
        return f"{self.month.start:%b %Y}"


@dataclass(frozen=True, slots=True)
class MonthReport:
    """One month of outreach, every figure safe to pass on."""

    month: Period
    title: str
    front: list[tuple[str, Shown, str]]
    table: WardTable
    split: list[tuple[str, Shown]]
    lists: list[tuple[str, str, list[tuple[str, Shown]]]]
    bars: list[Bar]
    counted: bool


def month_report(actor: Actor, month: Period) -> MonthReport:
    """The report of a whole month of the actor's own agency. Refuses who may not read outreach, as not visible.

    The read is audited. A month of which nothing was tallied says so, instead of noughts.
    """
    series = queries.outreach_months(actor, _months_before(month), month)
    numbers = series.get(month.start, {})
    tables = {start: ward_table(of_month) for start, of_month in series.items()}
    audit.record(actor=actor, verb="read", kind="outreach report", fields=[month.start.isoformat()])
    table = tables.get(month.start) or ward_table({})
    return MonthReport(
        month=month,
        title=f"{month.start:%B %Y}",
        front=_front(numbers, table),
        table=table,
        split=_split(numbers, table.total),
        lists=[(title, unit, _listed(numbers, prefix)) for prefix, title, unit in LISTS],
        bars=[
            Bar(each, tables[each.start].total if each.start in tables else None)
            for each in _from(_months_before(month), month)
        ],
        counted=month.start in series,
    )


def ward_table(numbers: Numbers) -> WardTable:
    """People met by ward and way of meeting, protected as one table with all its totals."""
    met = {tuple(name.split("|")[1:]): count for name, count in numbers.items() if name.startswith("met|")}
    wards = [code for code in _order(catalogue.wards(), {place[0] for place in met})]
    modes = [code for code in _order(catalogue.modes(), {place[1] for place in met})]
    if not wards:
        return WardTable([], [], [], Shown(0))
    shown = protect([[met.get((ward, mode), 0) for mode in modes] for ward in wards], thresholds.standing(BY_WARD))
    return _labelled(shown, wards, modes)


def last_whole_month(today: date) -> Period:
    """The month before this one: a part of a month is never released."""
    return month_of(date.fromordinal(today.replace(day=1).toordinal() - 1))


def month_of(day: date) -> Period:
    """The month that holds a day."""
    start = day.replace(day=1)
    following = date(start.year + (start.month == 12), start.month % 12 + 1, 1)
    return Period(start, date.fromordinal(following.toordinal() - 1))


def month_asked_for(words: str) -> Period:
    """The whole month that “2026-10” means; the last one when it means none, or one that is not over."""
    last = last_whole_month(clock.today())
    try:
        wanted = month_of(date.fromisoformat(f"{words}-01"))
    except ValueError:
        return last
    return wanted if periods.EARLIEST <= wanted.start <= last.start else last


def month_before(month: Period) -> Period:
    """The month before another."""
    return month_of(date.fromordinal(month.start.toordinal() - 1))


def month_after(month: Period) -> Period:
    """The month after another."""
    return month_of(date.fromordinal(month.end.toordinal() + 1))


def _labelled(shown: ShownTable, wards: list[str], modes: list[str]) -> WardTable:
    rows = [
        (catalogue.wards().get(ward, ward), cells, total)
        for ward, cells, total in zip(wards, shown.cells, shown.row_totals, strict=True)
    ]
    return WardTable(
        [catalogue.modes().get(mode, mode) for mode in modes], rows, list(shown.column_totals), shown.total
    )


def _front(numbers: Numbers, table: WardTable) -> list[tuple[str, Shown, str]]:
    """The figures on top. How often somebody was met is the table's own total, shown where it is shown there.

    Sessions and hours count the agency's own work, not people, so they are exact.
    """
    return [
        ("Times somebody was met", table.total, "meetings, not people"),
        ("Sessions", Shown(numbers.get("sessions", 0)), "sessions, exact"),
        ("Hours out", Shown(numbers.get("hours", 0)), "hours of sessions that ended, exact"),
        ("Contacts written down", _figure(numbers.get("contacts", 0)), "contacts"),
        ("Referrals offered", _figure(numbers.get("referral|offered", 0)), "contacts"),
        ("Referrals accepted", _figure(numbers.get("referral|accepted", 0)), "contacts"),
    ]


def _split(numbers: Numbers, total: Shown) -> list[tuple[str, Shown]]:
    """New and known. Nothing is split whose total is not shown, and no part is shown that would give another away."""
    parts, own_total = protect_list([numbers.get(f"heads|{code}", 0) for code, _ in SPLIT], thresholds.standing())
    safe = total.number is not None and own_total == total
    return [(words, part if safe else HIDDEN) for (_, words), part in zip(SPLIT, parts, strict=True)]


def _listed(numbers: Numbers, prefix: str) -> list[tuple[str, Shown]]:
    """Codes with their counts, each standing alone: a contact may hold several, so no total gives one away."""
    labels: dict[str, Mapping[str, str]] = {
        "item": catalogue.items(), "did": catalogue.interventions(), "told": catalogue.INFORMATION,
        "barrier": catalogue.barriers(),
    }  # fmt: skip
    counts = {name.partition("|")[2]: count for name, count in numbers.items() if name.startswith(f"{prefix}|")}
    return [(label, _figure(counts[code])) for code, label in labels[prefix].items() if counts.get(code)]


def _figure(count: int) -> Shown:
    return figure(count, thresholds.standing())


def _order(labels: Mapping[str, str], found: set[str]) -> list[str]:
    return [code for code in labels if code in found] + sorted(found - set(labels))


def _months_before(month: Period) -> Period:
    """The first of the twelve months that end with one."""
    first = month
    for _ in range(MONTHS - 1):
        first = month_before(first)
    return first


def _from(first: Period, last: Period) -> list[Period]:
    found = [first]
    while found[-1].start < last.start:
        found.append(month_after(found[-1]))
    return found


def as_rows(report: MonthReport) -> list[list[Any]]:
    """The same figures as lines of a spreadsheet: part, line, figure, unit."""
    rows: list[list[Any]] = [["In short", label, shown.value, unit] for label, shown, unit in report.front]
    for ward, cells, total in report.table.wards:
        rows += [["Met", f"{ward}: {mode}", cell.value, "meetings"]
                 for mode, cell in zip(report.table.modes, cells, strict=True)]  # fmt: skip
        rows.append(["Met", f"{ward}: all", total.value, "meetings"])
    rows += [["Met", f"All wards: {mode}", total.value, "meetings"]
             for mode, total in zip(report.table.modes, report.table.mode_totals, strict=True)]  # fmt: skip
    rows += [["New and known", label, shown.value, "meetings"] for label, shown in report.split]
    for title, unit, lines in report.lists:
        rows += [[title, label, shown.value, unit] for label, shown in lines]
    rows += [
        ["Month by month", bar.words, bar.met.value if bar.met else "no totals", "meetings"] for bar in report.bars
    ]
    return rows
