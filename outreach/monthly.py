"""What an agency did on outreach, as plain numbers: what its worker tallies, and nothing finer.

A month has one dimension for each number: `met|<ward>|<mode>`, `sessions|<ward>|<mode>`, `heads|new`, `item|<code>`
and so on. A quarter is the sum of its months, by measure. All of it is counted in the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, extract, func, select

from core.actor import Actor
from core.counts import grouped_list, spread, within
from core.scoping import belongs_to, current_session
from core.tallies import Numbers, Period
from outreach import measures
from outreach.models import FourAnswers, GivenItem, OutreachContact, OutreachSession

MEASURE = "outreach.month"
#: What a month tells: no finer than the agency's own report of outreach needs.
_TOLD = ("sessions", "hours", "met", "heads", "contacts", "did", "told", "barrier", "referral", "item")


def months_of(period: Period, today: date) -> Iterator[Period]:
    """The months of a period that have begun."""
    start = period.start
    while start <= min(period.end, today):
        following = date(start.year + (start.month == 12), start.month % 12 + 1, 1)
        yield Period(start, date.fromordinal(following.toordinal() - 1))
        start = following


def has_begun(actor: Actor, day: date) -> bool:
    """Whether the agency had held any session by a day: before its first there is no nought to tell."""
    found = select(OutreachSession.id).where(belongs_to(actor, OutreachSession), OutreachSession.held_on <= day)
    return current_session().scalar(found.limit(1)) is not None


def counted(actor: Actor, month: Period) -> Counter[str]:
    """Every number of one month: of meetings, contacts and things, never of different people (domain.md 5)."""
    return _of_sessions(actor, month) + _of_contacts(actor, month) + _of_items(actor, month)


def of_month(counts: Counter[str]) -> dict[str, int]:
    """What a month's tally tells, noughts left out but for the sessions: silence is not a nought."""
    told = {name: number for name, number in counts.items() if number and name.partition("|")[0] in _TOLD}
    told.update({"referral|offered": counts["offered|yes"], "referral|accepted": counts["accepted|yes"]})
    return {"sessions": counts["sessions"], **{name: number for name, number in told.items() if number}}


def of_quarter(counts: Counter[str]) -> Numbers:
    """The measures of a quarter from the numbers of its months (`outreach.measures`)."""
    return {
        "outreach.sessions": _way(counts),
        "outreach.minutes": {"all": counts["minutes"]},
        "outreach.headcount": _under(counts, "heads", measures.HEADS),
        "outreach.contacts": _under(counts, "before", measures.MET_BEFORE),
        "outreach.reporting": _under(counts, "intent", measures.REPORTING),
        "outreach.offered": _under(counts, "offered", measures.ANSWERS),
        "outreach.accepted": _under(counts, "accepted", measures.ANSWERS),
        "outreach.items": _under(counts, "item", measures.items()),
        "outreach.done": _under(counts, "did", measures.done()),
        "outreach.told": _under(counts, "told", measures.told()),
        "outreach.concerns": _under(counts, "concern", measures.concerns()),
        "outreach.barriers": _under(counts, "barrier", measures.barriers()),
    }


def _under(counts: Counter[str], name: str, known: Mapping[str, str]) -> dict[str, int]:
    found = {key.partition("|")[2]: number for key, number in counts.items() if key.startswith(f"{name}|")}
    return within(found, known)


def _way(counts: Counter[str]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for key, number in counts.items():
        if key.startswith("sessions|"):
            found[key.rpartition("|")[2]] += number
    return within(found, measures.modes())


def _of_sessions(actor: Actor, month: Period) -> Counter[str]:
    counts: Counter[str] = Counter()
    seconds = func.coalesce(func.sum(_seconds()), 0)
    found = select(
        OutreachSession.ward, OutreachSession.mode, func.count(), func.sum(OutreachSession.headcount),
        func.sum(OutreachSession.headcount_new), func.sum(OutreachSession.headcount_known), seconds,
    ).where(*_held(actor, month)).group_by(OutreachSession.ward, OutreachSession.mode)  # fmt: skip
    lasted = 0.0
    for ward, mode, sessions, met, new, known, took in current_session().execute(found):
        counts.update({
            "sessions": sessions, f"sessions|{ward}|{mode}": sessions, f"met|{ward}|{mode}": int(met),
            "heads|new": int(new), "heads|known": int(known), "heads|not-noted": int(met - new - known),
        })  # fmt: skip
        lasted += float(took)
    counts.update({"hours": round(lasted / 3600), "minutes": round(lasted / 60)})
    return counts


def _seconds() -> ColumnElement[Any]:
    """How long a session took; nothing for one that has not ended."""
    if current_session().get_bind().dialect.name == "sqlite":
        days = func.julianday(OutreachSession.ended_at) - func.julianday(OutreachSession.began_at)
        return cast(func.round(days * 86_400), Integer)
    return extract("epoch", OutreachSession.ended_at - OutreachSession.began_at)


def _of_contacts(actor: Actor, month: Period) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name, column in (
        ("before", OutreachContact.met_before), ("intent", OutreachContact.reporting_intent),
        ("barrier", OutreachContact.barrier), ("offered", OutreachContact.referral_offered),
    ):  # fmt: skip
        for value, number in _by(actor, month, column):
            counts[f"{name}|{value or 'not_asked'}"] += number
    offered = OutreachContact.referral_offered == FourAnswers.YES
    for value, number in _by(actor, month, OutreachContact.referral_accepted, offered):
        counts[f"accepted|{value}"] += number
    for name, listed in (
        ("did", OutreachContact.interventions), ("told", OutreachContact.information),
        ("concern", OutreachContact.concerns),
    ):  # fmt: skip
        found = spread((text, number) for text, number in _by(actor, month, grouped_list(listed)))
        counts.update({f"{name}|{code}": number for code, number in found.items()})
    del counts["barrier|not_asked"]
    counts["contacts"] = sum(number for name, number in counts.items() if name.startswith("before|"))
    return counts


def _by(actor: Actor, month: Period, column: Any, *criteria: ColumnElement[bool]) -> Any:
    found: Select[Any] = (
        select(column.label("value"), func.count())
        .select_from(OutreachContact)
        .join(OutreachSession, _same_session())
        .where(*_held(actor, month), belongs_to(actor, OutreachContact), *criteria)
        .group_by("value")
    )
    return current_session().execute(found)


def _of_items(actor: Actor, month: Period) -> Counter[str]:
    contacts = (
        select(OutreachContact.id)
        .join(OutreachSession, _same_session())
        .where(*_held(actor, month), belongs_to(actor, OutreachContact))
    )
    found = (
        select(GivenItem.item, func.sum(GivenItem.quantity))
        .where(belongs_to(actor, GivenItem), GivenItem.contact_id.in_(contacts))
        .group_by(GivenItem.item)
    )
    return Counter({f"item|{item}": int(number) for item, number in current_session().execute(found)})


def _held(actor: Actor, month: Period) -> tuple[ColumnElement[bool], ...]:
    return (belongs_to(actor, OutreachSession), OutreachSession.held_on.between(month.start, month.end))


def _same_session() -> ColumnElement[bool]:
    return (OutreachSession.agency_id == OutreachContact.agency_id) & (OutreachSession.id == OutreachContact.session_id)
