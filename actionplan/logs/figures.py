"""The few numbers that a log is read for: who was trained, what money there is, who joined."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from actionplan.logs import due, rules, words
from actionplan.logs.kinds import Log, ResourceStage, SignUpStage
from actionplan.logs.models import ResourceEntry, SignUp, TrainingEntry
from actionplan.logs.queries import MODELS, visible_to
from agencies.queries import member_agencies
from core import clock
from core.actor import Actor
from core.scoping import current_session


def year_begins(day: date) -> date:
    """The first of April that a day's year of work began on."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def figures(actor: Actor, log: Log) -> list[tuple[str, str]]:
    """The few numbers that a log is read for, over all that stands on it."""
    standing = visible_to(actor, log).where(MODELS[log].taken_off_at.is_(None))
    if log is Log.TRAINING:
        return _trained(standing)
    if log is Log.RESOURCES:
        return _money(standing)
    if log is Log.JOINING:
        return _joined(standing)
    return []


def trained_by_audience(actor: Actor, begins: date, ends: date) -> list[tuple[str, int, int]]:
    """Who was trained in a year: audience, how many times, how many people; most people first."""
    found = (
        visible_to(actor, Log.TRAINING)
        .where(TrainingEntry.taken_off_at.is_(None), TrainingEntry.held_on.between(begins, ends))
        .with_only_columns(TrainingEntry.audience, func.count(), func.sum(TrainingEntry.trained))
        .where(TrainingEntry.trained.is_not(None))
        .group_by(TrainingEntry.audience)
    )
    rows = [(words.AUDIENCES[code], times, int(total or 0)) for code, times, total in current_session().execute(found)]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def not_joined(actor: Actor) -> list[str]:
    """Members of the forum that have not joined National Ugly Mugs, by name; the scheme itself is none of them."""
    joined = visible_to(actor, Log.JOINING).where(
        SignUp.stage == SignUpStage.JOINED, SignUp.member_agency_id.is_not(None), SignUp.taken_off_at.is_(None)
    )
    members = set(current_session().scalars(joined.with_only_columns(SignUp.member_agency_id)))
    return [each.name for each in member_agencies() if each.id not in members and each.code != "NUM"]


def _trained(standing: Select[Any]) -> list[tuple[str, str]]:
    begins = year_begins(clock.today())
    summed = standing.with_only_columns(func.sum(TrainingEntry.trained), func.count(TrainingEntry.trained))
    people, times = current_session().execute(summed.where(TrainingEntry.held_on >= begins)).one()
    everyone = current_session().scalar(standing.with_only_columns(func.sum(TrainingEntry.trained))) or 0
    label = f"April {begins.year} to now"
    return [
        (f"People trained, {label}", f"{people or 0:,}"), (f"Times, {label}", f"{times:,}"),
        ("People trained in all", f"{everyone:,}"),
    ]  # fmt: skip


def _money(standing: Select[Any]) -> list[tuple[str, str]]:
    by_stage = standing.with_only_columns(ResourceEntry.stage, func.sum(ResourceEntry.amount_pence))
    rows = current_session().execute(by_stage.group_by(ResourceEntry.stage))
    sums = {stage: total for stage, total in rows}  # a row is no pair to the type checker
    running = sum(int(sums.get(stage) or 0) for stage in rules.RUNNING)
    asked = int(sums.get(ResourceStage.ASKED) or 0)
    ending = _count(standing.where(*due.running(clock.today())))
    return [
        ("Agreed or in use", words.pounds(running)), ("Asked for", words.pounds(asked)),
        ("End within 60 days, or have ended", f"{ending:,}"),
    ]  # fmt: skip


def _joined(standing: Select[Any]) -> list[tuple[str, str]]:
    rows = current_session().execute(
        standing.with_only_columns(SignUp.stage, func.count(), func.count(SignUp.member_agency_id)).group_by(
            SignUp.stage
        )
    )
    by_stage = {stage: (total, members) for stage, total, members in rows}
    total, members = by_stage.get(SignUpStage.JOINED, (0, 0))
    return [
        ("Organisations that joined", f"{total:,}"), ("Of them members of the forum", f"{members:,}"),
        ("Asked, no answer yet", f"{by_stage.get(SignUpStage.ASKED, (0, 0))[0]:,}"),
    ]  # fmt: skip


def _count(found: Select[Any]) -> int:
    return current_session().scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
