"""Reads of the forum's own work for a report: groups, the directory, what people said, statistics. No case is near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func

from actionplan.groups import highlight_rules
from actionplan.groups import queries as groups
from actionplan.groups.models import HighlightReport, ReportState
from actionplan.groups.queries import highlights
from actionplan.measures import cited_queries
from actionplan.rules import RAG_WORDS
from actionplan.voice import queries as voices
from actionplan.voice.queries import FindingLine
from actionplan.voice.rules import TOOK_PART_WORDS
from agencies.models import Agency
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session
from core.words import counted
from directory import queries as directory
from directory.models import Organisation, Service
from directory.rules import CHECKED_FOR

Figures = dict[str, Any]

#: More would not be read in a meeting; the rest stands in the forum's pages.
MOST_SAID = 8
MOST_TOPICS = 12
NOTHING_ASKED = {"", "none", "none.", "no", "no.", "nothing", "nothing.", "-", "n/a"}
NOBODY = "Not a member’s"


def needs_the_plan(actor: Actor) -> None:
    """Refuses, as not visible, whoever may not read the forum's work."""
    if not actor.may(Permission.PLAN_READ):
        raise NotVisible


def groups_at_work(actor: Actor) -> list[Figures]:
    """Open groups with what the latest highlight report of each says; a fixed number of statements for any number."""
    rows = groups.open_groups(actor)
    latest = _latest_reports(actor, [row.id for row in rows])
    risks = highlights.risks_of([report.id for report in latest.values()])
    return [
        {
            "name": row.title, "lead": row.lead, "ends": row.ends_on.isoformat(), "outputs": row.outputs,
            "done": row.outputs_done, **_reported(latest.get(row.id)),
            "risks": [_risk(each) for each in risks.get(latest[row.id].id, ())] if row.id in latest else [],
        }
        for row in rows
    ]  # fmt: skip


def _latest_reports(actor: Actor, group_ids: Sequence[UUID]) -> dict[UUID, HighlightReport]:
    found = highlights.visible_to(actor).where(
        HighlightReport.group_id.in_(group_ids), HighlightReport.state == ReportState.ISSUED
    )
    rows = current_session().scalars(found.order_by(HighlightReport.number))
    return {row.group_id: row for row in rows if row.group_id}


def _reported(report: HighlightReport | None) -> Figures:
    if report is None:
        return {"rag": None, "word": "", "trend": "", "told": None}
    content = highlights.content_of(report)
    asked = content.decisions_needed.strip()
    period = f"{content.period_from.day} {content.period_from:%B} to {content.period_to.day} {content.period_to:%B %Y}"
    return {
        "rag": report.rag.value, "word": RAG_WORDS[report.rag], "trend": report.trend.value if report.trend else "",
        "told": {
            "period": f"Highlight report {report.number}, {period}, by {report.author}",
            "impact": content.impact, "done": content.done, "planned": content.planned, "resources": content.resources,
            "decisions": "" if asked.casefold() in NOTHING_ASKED else asked,
        },
    }  # fmt: skip


def _risk(risk: highlight_rules.Risk) -> Figures:
    return {
        "words": risk.words, "likelihood": risk.likelihood, "impact": risk.impact, "score": risk.score,
        "level": risk.level[1], "owner": risk.owner, "answer": risk.answer,
    }  # fmt: skip


def directory_standing(actor: Actor) -> Figures:
    """How many services of the directory have a check that holds, one that ran out, or none: all, and by keeper."""
    since = clock.today() - CHECKED_FOR
    holds = func.count(Service.id).filter(Service.checked_on >= since)
    old = func.count(Service.id).filter(Service.checked_on < since)
    never = func.count(Service.id).filter(Service.checked_on.is_(None))
    found = (
        directory.visible_to(actor)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .outerjoin(Agency, Agency.id == Organisation.agency_id)
        .with_only_columns(Agency.name, func.count(Service.id), holds, old, never)
        .group_by(Agency.name)
        .order_by(Agency.name)
    )
    rows: list[Figures] = [
        {"keeper": row[0] or NOBODY, "total": row[1], "holds": row[2], "old": row[3], "never": row[4]}
        for row in current_session().execute(found)
    ]
    rows.sort(key=lambda row: (row["keeper"] == NOBODY, str(row["keeper"])))
    sums = {name: sum(row[name] for row in rows) for name in ("total", "holds", "old", "never")}
    return {**sums, "keepers": rows}


def heard(actor: Actor, since: date, until: date) -> Figures:
    """What people who sex work said since a day, what came of it, and what waits for an answer."""
    item = voices.standing_item(actor, since, until)
    answered = {line.id: line for line in (*item.came_of_it, *(each for each in item.said if each.answer))}
    waiting = [line for line in item.said if not line.answer]
    waiting = [*item.owed, *(line for line in waiting if line.id not in {each.id for each in item.owed})]
    told = sum(line.told_on is not None for line in answered.values())
    return {
        "in_short": _heard_in_short(len(item.said), len(answered), told, len(item.owed)),
        "answered": [_answered(line) for line in list(answered.values())[:MOST_SAID]],
        "waiting": [
            {"said": line.said, "topic": line.topic_words, "heard": line.held_to.isoformat()}
            for line in waiting[:MOST_SAID]
        ],
        "owed": len(item.owed),
    }


def _heard_in_short(said: int, answered: int, told: int, owed: int) -> str:
    first = f"{counted(said, 'thing')} said" if said else "Nothing new was said"
    rest = f" {counted(owed, 'thing has', 'things have')} waited longer than two months." if owed else ""
    heard = f"People have heard back about {told or 'none'} of them."
    return f"{first} and {counted(answered, 'answer')} given in this period. {heard}{rest}"


def _answered(line: FindingLine) -> Figures:
    where = f"{line.topic_words}. {line.method_words}, {TOOK_PART_WORDS[line.took_part].lower()} took part."
    return {
        "said": line.said, "where": where, "kind": line.answer.kind_words if line.answer else "",
        "answer": line.answer.words if line.answer else "",
        "told": f"{line.told_on.day} {line.told_on:%b %Y}" if line.told_on else "Not yet",
    }  # fmt: skip


def statistics_in_use(actor: Actor) -> list[Figures]:
    """The questions that cited figures answer, each with every figure in use, side by side."""
    page = cited_queries.topics_page(actor, "", 1)
    more = [cited_queries.topics_page(actor, "", number) for number in range(2, page.pages + 1)][:1]
    topics = [topic for each in (page, *more) for topic in each.items if topic.figures]
    return [
        {
            "question": topic.row.question,
            "figures": [
                {"figure": each.figure, "says": f"{each.says}, {each.period}, {each.area}".strip(", "),
                 "source": each.source, "dated": each.dated}
                for each in topic.figures
            ],
        }
        for topic in topics[:MOST_TOPICS]
    ]  # fmt: skip
