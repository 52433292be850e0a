"""What an agency did on outreach in a month, as plain numbers: what its worker tallies, and nothing finer.

One dimension for each number: `met|<ward>|<mode>`, `sessions|<ward>|<mode>`, `heads|new`, `item|<code>` and so on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, func, select

from core.actor import Actor
from core.scoping import belongs_to, current_session
from core.tallies import Period
from outreach.models import FourAnswers, GivenItem, OutreachContact, OutreachSession

MEASURE = "outreach.month"


def months_of(period: Period, today: date) -> Iterator[Period]:
    """The months of a period that have begun."""
    start = period.start
    while start <= min(period.end, today):
        following = date(start.year + (start.month == 12), start.month % 12 + 1, 1)
        yield Period(start, date.fromordinal(following.toordinal() - 1))
        start = following


def numbers_of(actor: Actor, month: Period) -> dict[str, int]:
    """Every number of one month, noughts left out but for the sessions: silence is not a nought. Three statements.

    Counts are of meetings, contacts and things, never of different people (domain.md 5).
    """
    counts = _of_sessions(actor, month) + _of_contacts(actor, month) + _of_items(actor, month)
    return {"sessions": counts["sessions"], **{name: number for name, number in counts.items() if number}}


def _of_sessions(actor: Actor, month: Period) -> Counter[str]:
    found = select(
        OutreachSession.ward, OutreachSession.mode, OutreachSession.headcount, OutreachSession.headcount_new,
        OutreachSession.headcount_known, OutreachSession.began_at, OutreachSession.ended_at,
    ).where(belongs_to(actor, OutreachSession), OutreachSession.held_on.between(month.start, month.end))  # fmt: skip
    counts, minutes = Counter[str](), 0.0
    for row in current_session().execute(found):
        counts["sessions"] += 1
        counts[f"sessions|{row.ward}|{row.mode}"] += 1
        counts[f"met|{row.ward}|{row.mode}"] += row.headcount
        counts["heads|new"] += row.headcount_new
        counts["heads|known"] += row.headcount_known
        counts["heads|not-noted"] += row.headcount - row.headcount_new - row.headcount_known
        minutes += (row.ended_at - row.began_at).total_seconds() / 60 if row.ended_at else 0
    counts["hours"] = round(minutes / 60)
    return counts


def _of_contacts(actor: Actor, month: Period) -> Counter[str]:
    found = (
        select(
            OutreachContact.interventions, OutreachContact.information, OutreachContact.barrier,
            OutreachContact.referral_offered, OutreachContact.referral_accepted,
        )
        .join(OutreachSession, _same_session())
        .where(belongs_to(actor, OutreachSession), OutreachSession.held_on.between(month.start, month.end))
    )  # fmt: skip
    counts = Counter[str]()
    for row in current_session().execute(found):
        counts["contacts"] += 1
        counts.update(f"did|{code}" for code in row.interventions or ())
        counts.update(f"told|{code}" for code in row.information or ())
        counts.update([f"barrier|{row.barrier}"] if row.barrier else ())
        counts["referral|offered"] += row.referral_offered is FourAnswers.YES
        counts["referral|accepted"] += row.referral_accepted is FourAnswers.YES
    return counts


def _of_items(actor: Actor, month: Period) -> Counter[str]:
    found = (
        select(GivenItem.item, func.sum(GivenItem.quantity))
        .join(OutreachContact, _same_contact())
        .join(
            OutreachSession,
            (OutreachSession.agency_id == OutreachContact.agency_id)
            & (OutreachSession.id == OutreachContact.session_id),
        )
        .where(belongs_to(actor, GivenItem), OutreachSession.held_on.between(month.start, month.end))
        .group_by(GivenItem.item)
    )
    return Counter({f"item|{item}": int(number) for item, number in current_session().execute(found)})


def _same_session() -> ColumnElement[bool]:
    return (OutreachSession.agency_id == OutreachContact.agency_id) & (OutreachSession.id == OutreachContact.session_id)


def _same_contact() -> ColumnElement[bool]:
    return (OutreachContact.agency_id == GivenItem.agency_id) & (OutreachContact.id == GivenItem.contact_id)
