"""The figures of the forum's progress report, already safe: no raw count about people leaves this module."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from actionplan.queries import PlanView
from actionplan.rules import Progress, is_carried_forward
from core import audit, clock
from core.actor import Actor
from core.tallies import Period
from reports import notes, queries
from reports.accountability import accountability
from reports.activity import activity, reporting
from reports.disclosure import FLOOR, WITHHELD
from reports.standing import Figures, counts_in_words, overdue_sentence, standing


def progress_figures(*, actor: Actor, meeting_day: date) -> dict[str, Any]:
    """Everything that the progress report for a meeting says, as JSON-able values (domain.md 6.5).

    Takes who asks and the day of the meeting; the period is the last whole quarter before it. Every count about
    people has passed `reports.disclosure`. Refuses, as not visible, an actor who may not read reports.
    """
    period = queries.period_for(meeting_day, clock.today())
    now, before = queries.counted(actor, period), queries.counted(actor, queries.quarter_before(period))
    view = queries.current_plan(actor)
    names = queries.agency_names(actor, now.agencies(["referrals.sent"]))
    parts = {
        "plan": standing(view, period.start),
        "referrals": accountability(now, names),
        "activity": activity(now, before),
        "reporting": reporting(now, before),
    }
    audit.record(actor=actor, verb="read", kind="progress report", fields=[period.start.isoformat()])
    return {
        **_front(view, period, meeting_day),
        "in_short": in_short(view, parts),
        **parts,
        "before": {"words": _quarter(before.period)},
        "definitions": [list(pair) for pair in notes.DEFINITIONS],
        "notes": [list(pair) for pair in notes.data_notes(queries.agencies_without_a_return(actor, now))],
    }


def in_short(view: PlanView, parts: Mapping[str, Any]) -> list[dict[str, str]]:
    """Four or five plain sentences, each with its weight at the front, from figures that may be shown."""
    rows = [row for row in view.actions if row.progress is not Progress.CANCELLED]
    sentences = (
        _plan_sentence(parts["plan"]), overdue_sentence(rows), _referral_sentence(parts["referrals"]),
        _wait_sentence(parts["referrals"]), _outreach_sentence(parts["activity"]),
    )  # fmt: skip
    return [{"lead": lead, "rest": rest} for lead, rest in filter(None, sentences)]


def _front(view: PlanView, period: Period, meeting_day: date) -> Figures:
    strategy = view.strategy
    return {
        "title": "Progress report",
        "forum": strategy.owner,
        "strategy": strategy.title,
        "carried_forward": is_carried_forward(strategy.ends, clock.today()),
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat(), "words": period.words},
        "quarter": _quarter(period),
        "snapshot": clock.now().isoformat(timespec="seconds"),
        "meeting_day": meeting_day.isoformat(),
        "threshold": FLOOR,
        "statement": notes.STATEMENT,
    }


def _quarter(period: Period) -> str:
    return f"{period.start:%B} to {period.end:%B}"


def _plan_sentence(plan: Figures) -> tuple[str, str]:
    counts = plan["counts"]
    well = counts["green"] + counts["blue"]
    others = {rag: 0 if rag in ("green", "blue") else number for rag, number in counts.items()}
    left = counts_in_words(others)
    rest = f"The others: {left}." if plan["total"] > well else ""
    return f"{well} of {plan['total']} actions are complete or on track.", rest


def _referral_sentence(referrals: Figures) -> tuple[str, str]:
    total = referrals["total"]
    if total is None:
        return "No referrals passed between member agencies this quarter.", ""
    if total["received"] == WITHHELD:
        return "Referrals passed between member agencies.", "How many is withheld to protect people."
    rest = f"About {total['accepted']:,} were accepted." if total["accepted"] not in (0, WITHHELD) else ""
    return f"Member agencies sent each other about {total['received']:,} referrals.", rest


def _wait_sentence(referrals: Figures) -> tuple[str, str] | None:
    total = referrals["total"]
    if total is None or total["decide_days"] == WITHHELD:
        return None
    rest = f"Nine in ten were decided within {_days(total['decide_most'])}." if total["decide_most"] != WITHHELD else ""
    return f"Half of the answers came within {_days(total['decide_days'])}.", rest


def _outreach_sentence(lines: list[Figures]) -> tuple[str, str] | None:
    sessions, met = lines[0]["now"], lines[1]["now"]
    if not (isinstance(sessions, int) and isinstance(met, int) and sessions and met):
        return None
    return f"Outreach met someone about {met:,} times,", f"in about {sessions:,} sessions."


def _days(number: str) -> str:
    return "the same working day" if number == "0" else f"{number} working day{'' if number == '1' else 's'}"
