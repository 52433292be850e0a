"""Writes of cited statistics. A figure is never changed and never merged: another source is another figure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import update

from actionplan.measures import cited_queries, rules
from actionplan.measures.facts import Source, source_is_whole
from actionplan.measures.models import CitedStatistic, StatisticTopic
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

KIND = "cited statistic"
QUESTION = "statistic question"
STALE = "Somebody changed this while you were writing. Nothing was stored."


def ask(
    *, actor: Actor, question: str, figure: str, source: Source, answer: LeakAnswer | None = None
) -> StatisticTopic:
    """Begin a question with the first figure that answers it.

    Refuses who does not keep the plan, an empty question, and a figure without its source and date.
    """
    _may_keep(actor)
    _question_is_whole(question)
    _unless(source_is_whole(figure, source))
    row = StatisticTopic(id=uuid7(), question=question.strip(), difference="")
    settle(actor=actor, kind=QUESTION, row_id=row.id, texts=_asked(question, "") | _texts(source), answer=answer)
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind=QUESTION, row_id=row.id, fields=["question"])
    _put_figure(actor, uuid7(), row.id, figure, source)
    return row


def change_question(
    *, actor: Actor, topic_id: UUID, version: int, question: str, difference: str, answer: LeakAnswer | None = None
) -> None:
    """Word a question again, or say why its figures differ; Clash when somebody was first."""
    cited_queries.topic(actor, topic_id)
    _may_keep(actor)
    _question_is_whole(question)
    settle(actor=actor, kind=QUESTION, row_id=topic_id, texts=_asked(question, difference), answer=answer)
    _versioned(StatisticTopic, topic_id, version, question=question.strip(), difference=difference.strip())
    audit.record(actor=actor, verb="changed", kind=QUESTION, row_id=topic_id, fields=["question", "difference"])


def cite(
    *, actor: Actor, topic_id: UUID, figure: str, source: Source, answer: LeakAnswer | None = None
) -> CitedStatistic:
    """Put a figure under its question, as its source prints it. It stands beside those that are there.

    Refuses who does not keep the plan, and a figure without its source and date.
    """
    cited_queries.topic(actor, topic_id)
    _may_keep(actor)
    _unless(source_is_whole(figure, source))
    statistic_id = uuid7()
    settle(actor=actor, kind=KIND, row_id=statistic_id, texts=_texts(source), answer=answer)
    return _put_figure(actor, statistic_id, topic_id, figure, source)


def change_source(
    *, actor: Actor, statistic_id: UUID, version: int, source: Source, answer: LeakAnswer | None = None
) -> None:
    """Say more exactly where a figure stands. The figure itself stays: another one is cited anew.

    What was changed is to be checked again. Clash when somebody was first.
    """
    _, row = cited_queries.statistic(actor, statistic_id)
    _may_keep(actor)
    _unless(source_is_whole(row.figure, source))
    settle(actor=actor, kind=KIND, row_id=statistic_id, texts=_texts(source), answer=answer)
    _versioned(CitedStatistic, statistic_id, version, checked_on=None, **_stored(source))
    audit.record(actor=actor, verb="changed", kind=KIND, row_id=statistic_id, fields=sorted(asdict(source)))


def check_source(*, actor: Actor, statistic_id: UUID, version: int) -> None:
    """Say that the source was read today and prints this figure. Clash when somebody changed it first."""
    cited_queries.statistic(actor, statistic_id)
    _may_keep(actor)
    _versioned(CitedStatistic, statistic_id, version, checked_on=clock.today())
    audit.record(actor=actor, verb="checked", kind=KIND, row_id=statistic_id, fields=["checked_on"])


def retire(*, actor: Actor, statistic_id: UUID, version: int, reason: str, answer: LeakAnswer | None = None) -> None:
    """Cite a figure no longer, with the reason; it stays to be read. Clash when somebody was first."""
    cited_queries.statistic(actor, statistic_id)
    _may_keep(actor)
    _unless(rules.reason_is_given(reason))
    settle(actor=actor, kind=KIND, row_id=statistic_id, texts={"reason": reason}, answer=answer)
    _versioned(CitedStatistic, statistic_id, version, retired_on=clock.today(), retired_reason=reason.strip())
    audit.record(actor=actor, verb="retired", kind=KIND, row_id=statistic_id, fields=["retired_on", "retired_reason"])


def _put_figure(actor: Actor, statistic_id: UUID, topic_id: UUID, figure: str, source: Source) -> CitedStatistic:
    row = CitedStatistic(id=statistic_id, topic_id=topic_id, figure=figure.strip(), **_stored(source))
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="cited", kind=KIND, row_id=row.id, fields=["figure", *sorted(asdict(source))])
    return row


def _may_keep(actor: Actor) -> None:
    if not actor.may(Permission.PLAN_WRITE):
        raise Refused("Your role cannot change what is cited.", instead="Ask the forum coordinator.")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _question_is_whole(question: str) -> None:
    if not question.strip():
        raise Refused("Write the question that the figure answers", field="question")


def _asked(question: str, difference: str) -> dict[str, str]:
    return {field: words for field, words in (("question", question), ("difference", difference)) if words.strip()}


def _texts(source: Source) -> dict[str, str]:
    """What we say of a figure. Who published it, and where, is public and names its authors."""
    said = {"says": source.says, "period": source.period, "caveat": source.caveat}
    return {field: words for field, words in said.items() if words.strip()}


def _stored(source: Source) -> dict[str, Any]:
    return {key: words.strip() for key, words in asdict(source).items()}


def _versioned(table: type[StatisticTopic | CitedStatistic], row_id: UUID, version: int, **values: Any) -> None:
    changed = current_session().execute(
        update(table)
        .where(table.id == row_id, table.version == version)
        .values(version=version + 1, **values)
        .returning(table.id)
    )
    if changed.first() is None:
        raise Clash(STALE)
