"""The figures of the forum's progress report, already safe: no raw count about people leaves this module."""

from __future__ import annotations

from datetime import date
from typing import Any

from actionplan.queries import PlanView
from actionplan.rules import OVER, is_carried_forward
from core import audit, clock, words
from core.actor import Actor
from core.tallies import Period
from reports import forum_queries, periods, queries, thresholds
from reports.blocks import Chapter
from reports.chapters import activity, forum, harm, isva, notes, plan, referrals
from reports.chapters.taken import Taken
from reports.cuts import Cut, cuts
from reports.families import FAMILIES
from reports.standing import Figures, counts_in_words, overdue_sentence, standing

#: How many quarters the charts go back, the report's own among them.
QUARTERS = 5
#: What is read of every quarter; all else of the report's own and the one before.
OVER_TIME = activity.DRAWN
WANTED = tuple(dict.fromkeys((*activity.FAMILIES, *referrals.FAMILIES, *isva.FAMILIES, *harm.FAMILIES)))
SHAPE = 2


def progress_figures(
    *, actor: Actor, period: Period | None = None, meeting_day: date | None = None, body: str | None = None
) -> dict[str, Any]:
    """Everything that the progress report says, as JSON-able values (domain.md 6.5).

    Takes who asks; the period, without which it is the last whole quarter before the meeting and before today; the
    day of the meeting; and the body it is for, in words. Every count about people comes from a jointly protected cut.
    Refuses, as not visible, an actor who may not read reports, and a period that is not a whole quarter.
    """
    meeting_day = meeting_day or clock.today()
    period = period or queries.period_for(meeting_day, clock.today())
    view = queries.current_plan(actor)
    taken = _taken(actor, period)
    front = _front(view, period, meeting_day, body)
    shown = standing(view, period.start)
    groups = forum_queries.groups_at_work(actor)
    told = in_short(view, shown, taken)
    chapters = [
        plan.in_short(told, shown, words.long_day(clock.today()), _decisions(groups)),
        plan.attention(shown, words.long_day(period.start)),
        forum.groups(groups),
        *_about_people(taken),
        *_around(actor, period),
        plan.every_action(shown),
        _notes(actor, taken),
    ]
    audit.record(actor=actor, verb="read", kind="progress report", fields=[period.start.isoformat()])
    return {**front, "in_short": told, "chapters": chapters}


def in_short(view: PlanView, shown: Figures, taken: Taken) -> list[dict[str, str]]:
    """Plain sentences, each with its weight at the front, from figures that may be shown."""
    rows = [row for row in view.actions if row.progress not in OVER]
    sentences = (
        _plan_sentence(shown), overdue_sentence(rows), referrals.sentence(taken),
        referrals.wait_sentence(taken), harm.sentence(taken), activity.sentence(taken),
    )  # fmt: skip
    return [{"lead": lead, "rest": rest} for lead, rest in filter(None, sentences)]


def _taken(actor: Actor, period: Period) -> Taken:
    """The cuts of the quarter and of those before it: everything of two, the headlines of the rest."""
    quarters = [period]
    while len(quarters) < QUARTERS:
        quarters.append(periods.before(quarters[-1]))
    wanted = [code for code in WANTED if code in FAMILIES]
    drawn = [code for code in OVER_TIME if code in FAMILIES]
    found = [cuts(actor, wanted if back < 2 else drawn, quarter) for back, quarter in enumerate(quarters)]
    names = queries.agency_names(actor, {key for each in found[0].values() for key in each.agencies})
    return Taken(tuple(quarters), tuple(found), names)


def _about_people(taken: Taken) -> list[Chapter]:
    return [
        referrals.referrals(taken), activity.activity(taken), activity.outreach(taken), isva.isva(taken),
        harm.harm(taken), isva.rights(taken),
    ]  # fmt: skip


def _around(actor: Actor, period: Period) -> list[Chapter]:
    today = clock.today()
    return [
        forum.voice(forum_queries.heard(actor, period.start, today)),
        forum.directory(forum_queries.directory_standing(actor)),
        forum.cited(forum_queries.statistics_in_use(actor)),
    ]


def _notes(actor: Actor, taken: Taken) -> Chapter:
    sent = {key for cut in taken.now.values() for key in cut.agencies}
    shown = [cut for code, cut in taken.now.items() if cut.sent and (code in activity.ALWAYS or _says_something(cut))]
    return notes.notes(queries.members_without(actor, sent), _counted_on(shown), [cut.family for cut in shown])


def _says_something(cut: Cut) -> bool:
    return any(each.value != 0 for each in cut.shown.values())


def _counted_on(shown: list[Cut]) -> str:
    days = [cut.counted_on for cut in shown if cut.counted_on]
    return f"The last were counted on {words.long_day(max(days))}." if days else ""


def _front(view: PlanView, period: Period, meeting_day: date, body: str | None) -> Figures:
    strategy = view.strategy
    return {
        "shape": SHAPE,
        "title": "Progress report",
        "forum": strategy.owner,
        "body": body or "",
        "strategy": strategy.title,
        "carried_forward": is_carried_forward(strategy.ends, clock.today()),
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat(), "words": periods.words(period)},
        "quarter": f"{period.start:%B} to {period.end:%B}",
        "snapshot": clock.now().isoformat(timespec="seconds"),
        "meeting_day": meeting_day.isoformat(),
        "threshold": thresholds.standing().threshold,
        "statement": notes.statement(thresholds.standing().threshold),
    }


def _plan_sentence(shown: Figures) -> tuple[str, str]:
    counts = shown["counts"]
    well = counts["green"] + counts["blue"]
    others = {rag: 0 if rag in ("green", "blue") else number for rag, number in counts.items()}
    left = counts_in_words(others)
    rest = f"The others: {left}." if shown["total"] > well else ""
    return f"{well} of {shown['total']} actions are complete or on track.", rest


def _decisions(groups: list[Figures]) -> list[dict[str, str]]:
    """What groups ask the forum to decide, in their own words."""
    return [
        {"lead": f"Decision needed, {row['name']}", "text": row["told"]["decisions"]}
        for row in groups
        if row["told"] and row["told"]["decisions"]
    ]
