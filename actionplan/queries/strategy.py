"""A strategy read as a text, and the drafts of actions that wait under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import Select, func, select

from actionplan.models import (
    Achievement,
    Action,
    ActionDraft,
    CarriedAction,
    Commitment,
    Priority,
    Standing,
    StrategyChapter,
    StrategyCitation,
)
from agencies.models import Agency
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter and its sections, as (heading, paragraphs)."""

    number: int
    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class StrategyText:
    """What a strategy holds beside its commitments."""

    chapters: tuple[Chapter, ...]
    citations: Sequence[StrategyCitation]
    achievements: Sequence[Achievement]
    priorities: Sequence[Priority]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of an action with the commitment it is for, and the action that it became."""

    row: ActionDraft
    commitment_code: str
    commitment: str
    action_reference: str | None


def text_of(strategy_id: UUID) -> StrategyText:
    """The chapters, citations, achievements and priorities of a strategy, in the document's order."""
    session = current_session()
    parts = session.scalars(
        select(StrategyChapter).where(StrategyChapter.strategy_id == strategy_id).order_by(StrategyChapter.position)
    )
    return StrategyText(
        chapters=tuple(
            Chapter(number, title, tuple((part.section, tuple(part.words.split("\n\n"))) for part in of_it))
            for (number, title), of_it in groupby(parts, key=lambda part: (part.number, part.chapter))
        ),
        citations=session.scalars(
            select(StrategyCitation)
            .where(StrategyCitation.strategy_id == strategy_id)
            .order_by(StrategyCitation.number)
        ).all(),
        achievements=session.scalars(
            select(Achievement).where(Achievement.strategy_id == strategy_id).order_by(Achievement.position)
        ).all(),
        priorities=session.scalars(
            select(Priority).where(Priority.strategy_id == strategy_id).order_by(Priority.number)
        ).all(),
    )


def carried_from(strategy_id: UUID) -> list[tuple[UUID, str, str, str]]:
    """The actions that a later version took over: (id, reference, title, the commitment's code in this strategy)."""
    found = (
        select(Action.id, Action.reference, Action.title, Commitment.code)
        .join(CarriedAction, CarriedAction.action_id == Action.id)
        .join(Commitment, Commitment.id == CarriedAction.from_commitment_id)
        .where(Commitment.strategy_id == strategy_id)
        .order_by(Action.reference)
    )
    return [(row[0], row[1], row[2], row[3]) for row in current_session().execute(found)]


def drafts_of(actor: Actor, strategy_id: UUID) -> Select[ActionDraft]:
    """The drafts under a strategy: like the plan, every member reads them."""
    under = select(Commitment.id).where(Commitment.strategy_id == strategy_id)
    return select(ActionDraft).where(ActionDraft.commitment_id.in_(under))


def drafts_page(actor: Actor, strategy_id: UUID, standing: Standing, number: int) -> Page[Draft]:
    """A page of the drafts that wait, or that were approved or dropped."""
    found = (
        drafts_of(actor, strategy_id)
        .join(Commitment, Commitment.id == ActionDraft.commitment_id)
        .where(ActionDraft.standing == standing)
        .order_by(Commitment.position, ActionDraft.code, ActionDraft.id)
    )
    page = page_of(found, number)
    return Page(_drafts(page.items), page.page, page.total, page.size)


def draft(actor: Actor, draft_id: UUID) -> Draft:
    """One draft; NotVisible when there is none."""
    row = current_session().get(ActionDraft, draft_id)
    if row is None:
        raise NotVisible
    return _drafts([row])[0]


def drafts_under(actor: Actor, commitment_id: UUID) -> list[ActionDraft]:
    """The drafts that wait under a commitment."""
    found = select(ActionDraft).where(
        ActionDraft.commitment_id == commitment_id, ActionDraft.standing == Standing.WAITING
    )
    return list(current_session().scalars(found.order_by(ActionDraft.code, ActionDraft.id)))


def agency_names() -> dict[str, str]:
    """Every agency's name by its code: achievements name who led them by code."""
    return {code: name for code, name in current_session().execute(select(Agency.code, Agency.name))}


def waiting_drafts(actor: Actor, strategy_id: UUID) -> int:
    """How many drafts wait for the forum."""
    found = drafts_of(actor, strategy_id).where(ActionDraft.standing == Standing.WAITING)
    return current_session().scalar(select(func.count()).select_from(found.subquery())) or 0


def _drafts(rows: Sequence[ActionDraft]) -> list[Draft]:
    session = current_session()
    ids = {row.commitment_id for row in rows}
    commitments = {row.id: row for row in session.scalars(select(Commitment).where(Commitment.id.in_(ids)))}
    made = {row.action_id for row in rows if row.action_id}
    actions = (
        {
            row.id: row.reference
            for row in session.execute(select(Action.id, Action.reference).where(Action.id.in_(made)))
        }
        if made
        else {}
    )
    return [
        Draft(
            row, commitments[row.commitment_id].code, commitments[row.commitment_id].words,
            actions.get(row.action_id) if row.action_id else None,
        )
        for row in rows
    ]  # fmt: skip
