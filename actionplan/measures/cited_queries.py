"""Reads of cited statistics: each question with every figure that answers it, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, false, or_, select

from actionplan.measures.facts import Source
from actionplan.measures.models import CitedStatistic, StatisticTopic
from agencies.permissions import Permission
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session

SIZE = 10


@dataclass(frozen=True, slots=True)
class TopicView:
    """A question, the figures in use and those that were retired, in the order in which they were added."""

    row: StatisticTopic
    figures: tuple[CitedStatistic, ...]
    retired: tuple[CitedStatistic, ...]

    @property
    def differ(self) -> bool:
        """True when different sources in use print different figures; two figures of one study do not differ."""
        return (
            min(len({each.figure.casefold() for each in self.figures}), len({each.source for each in self.figures})) > 1
        )


def visible_to(actor: Actor) -> Select[StatisticTopic]:
    """The questions an actor may read: they are shared by all who read the plan."""
    found = select(StatisticTopic)
    return found if actor.may(Permission.PLAN_READ) else found.where(false())


def topics_page(actor: Actor, words: str, number: int) -> Page[TopicView]:
    """A page of questions by their words; `words` are looked for in questions, figures and sources."""
    found = visible_to(actor).order_by(StatisticTopic.question, StatisticTopic.id)
    for word in words.split()[:5]:
        like = f"%{word.replace('%', '').replace('_', '')}%"
        under = select(CitedStatistic.topic_id).where(
            or_(*(column.ilike(like) for column in (
                CitedStatistic.figure, CitedStatistic.says, CitedStatistic.source, CitedStatistic.author
            )))
        )  # fmt: skip
        found = found.where(or_(StatisticTopic.question.ilike(like), StatisticTopic.id.in_(under)))
    page = page_of(found, number, SIZE)
    return Page(_views(page.items), page.page, page.total, page.size)


def topic(actor: Actor, topic_id: UUID) -> TopicView:
    """One question with its figures; NotVisible when there is none for this actor."""
    row = current_session().scalars(visible_to(actor).where(StatisticTopic.id == topic_id)).one_or_none()
    if row is None:
        raise NotVisible
    return _views([row])[0]


def statistic(actor: Actor, statistic_id: UUID) -> tuple[StatisticTopic, CitedStatistic]:
    """One figure with its question; NotVisible when there is none for this actor."""
    found = current_session().get(CitedStatistic, statistic_id)
    if found is None:
        raise NotVisible
    return topic(actor, found.topic_id).row, found


def source_of(row: CitedStatistic) -> Source:
    """A stored figure's source as a whole value."""
    return Source(
        says=row.says, period=row.period, area=row.area, source=row.source, author=row.author, dated=row.dated,
        place_in_source=row.place_in_source, url=row.url, caveat=row.caveat,
    )  # fmt: skip


def _views(rows: Sequence[StatisticTopic]) -> list[TopicView]:
    under: dict[UUID, list[CitedStatistic]] = {row.id: [] for row in rows}
    stored = select(CitedStatistic).where(CitedStatistic.topic_id.in_(under)).order_by(CitedStatistic.id)
    for each in current_session().scalars(stored):
        under[each.topic_id].append(each)
    return [
        TopicView(
            row,
            tuple(each for each in under[row.id] if each.retired_on is None),
            tuple(each for each in under[row.id] if each.retired_on is not None),
        )
        for row in rows
    ]
