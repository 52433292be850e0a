"""The year's evidence for a review, gathered by itself: what was done under each commitment, and around the forum.

Everything here was written for the forum and is read by all its members. No case is near, and no count of people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from uuid import UUID

from flask import url_for
from sqlalchemy import or_

from actionplan import queries as plans
from actionplan.groups import queries as group_queries
from actionplan.groups.models import GroupCommitment, TaskGroup
from actionplan.groups.rules import STATE_WORDS
from actionplan.measures import queries as measures
from actionplan.queries import ActionRow, CommitmentView, PlanView, Said
from actionplan.rules import PROGRESS_WORDS, RAG_WORDS
from actionplan.voice import queries as voice
from actionplan.voice.models import Consultation
from actionplan.voice.queries import FindingLine
from agencies import queries as agencies
from core import clock
from core.actor import Actor
from core.scoping import current_session
from core.words import counted, short_day
from forum import queries as forum

LATEST = 5
COMPLETED, STILL_OPEN, UPDATES = "Actions completed in the year", "Actions still open", "Updates by their owners"


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of evidence: what, and a word on it."""

    label: str
    note: str = ""
    place: tuple[str, str, UUID] | None = None

    @property
    def url(self) -> str:
        """The page that shows it, asked for on a page only; empty when it has none."""
        if self.place is None:
            return ""
        endpoint, name, row_id = self.place
        return url_for(endpoint, **{name: row_id})  # type: ignore[arg-type]  # the name of the id differs


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a year brought under one commitment."""

    actions: tuple[ActionRow, ...] = ()
    updates: tuple[Said, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def still_open(self) -> int:
        """How many actions are not finished: they go on with the commitment, or are closed with it."""
        return sum(action.is_open for action in self.actions)

    @property
    def words(self) -> str:
        """In one sentence."""
        if not self.actions:
            return "No action was under it."
        done = sum(action.completed_on is not None for action in self.actions)
        late = sum(action.is_overdue for action in self.actions)
        said = counted(len(self.updates), "update")
        overdue = f", {late} overdue" if late else ""
        return f"{counted(len(self.actions), 'action')}: {done} complete, {self.still_open} open{overdue}. {said}."


def every_commitment(plan: PlanView) -> list[CommitmentView]:
    """The commitments of a strategy in its own order: by priority, then delivery, then across all."""
    under = [commitment for priority in plan.priorities for commitment in priority.commitments]
    return [*under, *plan.delivery, *plan.cross_cutting]


def gather(actor: Actor, plan: PlanView, begins: date, ends: date) -> dict[UUID, Evidence]:
    """The evidence of a year by commitment, in a fixed number of statements."""
    updates: dict[UUID, list[Said]] = {}
    for said in plans.updates_between(actor, begins, ends):
        updates.setdefault(said.commitment_id, []).append(said)
    lines = _beside(actor, begins, ends)
    return {
        each.id: Evidence(each.actions, tuple(updates.get(each.id, ())), tuple(lines.get(each.id, ())))
        for each in every_commitment(plan)
    }


def of_one(actor: Actor, under: CommitmentView, begins: date, ends: date) -> Evidence:
    """The evidence of a year under one commitment: nothing is read of the others."""
    updates = plans.updates_between(actor, begins, ends, commitment_id=under.id)
    lines = _beside(actor, begins, ends, under.id).get(under.id, ())
    return Evidence(under.actions, tuple(updates), tuple(lines))


def _beside(actor: Actor, begins: date, ends: date, only: UUID | None = None) -> dict[UUID, list[Line]]:
    """Groups, what people said, and measures, by the commitment that they serve; of one alone if it is named."""
    found: dict[UUID, list[Line]] = {}
    gathered = (_groups(actor, begins, ends, only), _voices(actor, begins, ends, only), _measures(actor, only))
    for commitment_id, line in chain(*gathered):
        found.setdefault(commitment_id, []).append(line)
    return found


def _groups(actor: Actor, begins: date, ends: date, only: UUID | None) -> Iterator[tuple[UUID, Line]]:
    served = (
        group_queries.visible_to(actor)
        .join(GroupCommitment, GroupCommitment.group_id == TaskGroup.id)
        .with_only_columns(GroupCommitment.commitment_id, TaskGroup)
        .where(TaskGroup.starts_on <= ends, or_(TaskGroup.closed_on.is_(None), TaskGroup.closed_on >= begins))
        .order_by(TaskGroup.reference)
    )
    if only is not None:
        served = served.where(GroupCommitment.commitment_id == only)
    for commitment_id, row in current_session().execute(served):
        words = f"Closed {short_day(row.closed_on)}: {row.report_changed}" if row.closed_on else STATE_WORDS[row.state]
        place = ("actionplan.show_group", "group_id", row.id)
        yield commitment_id, Line(f"Group {row.reference} {row.title}", words, place)


def _voices(actor: Actor, begins: date, ends: date, only: UUID | None) -> Iterator[tuple[UUID, Line]]:
    if only is not None:
        for said in voice.said_between(actor, begins, ends, commitment_id=only):
            yield only, _as_said(said)
        return
    served = (
        voice.visible_to(actor)
        .with_only_columns(Consultation.id, Consultation.commitment_id)
        .where(Consultation.commitment_id.is_not(None), Consultation.held_to.between(begins, ends))
    )
    rows = current_session().execute(served)
    by_consultation = {held: commitment_id for held, commitment_id in rows if commitment_id is not None}
    for said in voice.said_between(actor, begins, ends) if by_consultation else []:
        if said.consultation_id in by_consultation:
            yield by_consultation[said.consultation_id], _as_said(said)


def _measures(actor: Actor, only: UUID | None) -> Iterator[tuple[UUID, Line]]:
    for each in measures.standing(actor, commitment_id=only):
        if each.commitment_id is not None:
            note = f"{each.latest}, {each.period}. {each.words}" if each.latest else each.words
            place = ("actionplan.show_measure", "plan_measure_id", each.id)
            yield each.commitment_id, Line(f"Measure {each.reference} {each.title}", note, place)


def _as_said(said: FindingLine) -> Line:
    note = f"{said.answer.kind_words}: {said.answer.words}" if said.answer else "No answer yet"
    return Line(
        f"They said: {said.said}", note, ("actionplan.show_consultation", "consultation_id", said.consultation_id)
    )


def action_line(action: ActionRow) -> str:
    """An action as evidence, in one line: where it stands and since when."""
    if action.completed_on:
        return f"Complete, {short_day(action.completed_on)}"
    colour = RAG_WORDS[action.rag]
    return f"{PROGRESS_WORDS[action.progress]}, {action.done_percent}% done, due {short_day(action.due_on)}: {colour}"


def around(actor: Actor, code: str, plan: PlanView, begins: date, ends: date) -> list[Line]:
    """What the system knows already that helps to answer one question of the review."""
    makers = {
        "sharing": _agreements, "changes": _member_changes, "risks": _at_risk, "next_year": _carried, "voice": _said,
        "consultation": _asked,
    }  # fmt: skip
    maker = makers.get(code)
    return maker(actor, plan, begins, ends) if maker else []


def _agreements(actor: Actor, plan: PlanView, begins: date, ends: date) -> list[Line]:
    """Each member’s information sharing agreement: until when, or that it has none."""
    today, found = clock.today(), []
    for agency in agencies.member_agencies():
        until = agencies.agreement_ends(agency.id, today)
        found.append(Line(agency.name, f"Signed, until {short_day(until)} {until.year}" if until else "None current"))
    return found


def _member_changes(actor: Actor, plan: PlanView, begins: date, ends: date) -> list[Line]:
    """Who joined and who left in the year."""
    seats = forum.members(forum.forum().id)
    joined = [
        Line(seat.agency.name, f"Joined {short_day(seat.since)}") for seat in seats if begins <= seat.since <= ends
    ]
    left = [
        Line(seat.agency.name, f"Left {short_day(seat.until)}")
        for seat in seats
        if seat.until is not None and begins <= seat.until <= ends
    ]
    return joined + left


def _said(actor: Actor, plan: PlanView, begins: date, ends: date) -> list[Line]:
    """What people said in the year, with the forum’s answer."""
    return [_as_said(each) for each in voice.said_between(actor, begins, ends)[-LATEST * 4 :]]


def _asked(actor: Actor, plan: PlanView, begins: date, ends: date) -> list[Line]:
    """When people were asked in the year, and how."""
    held = voice.consultations_page(actor).items
    return [
        Line(
            each.title, f"{each.method_words}, {short_day(each.held_to)}. {each.took_part_words}",
            ("actionplan.show_consultation", "consultation_id", each.id),
        )
        for each in held
        if begins <= each.held_to <= ends
    ]  # fmt: skip


def _at_risk(actor: Actor, plan: PlanView, begins: date, ends: date) -> list[Line]:
    """Actions that are red or amber today."""
    troubled = [action for action in plan.actions if action.is_open and action.rag.value in ("red", "amber")]
    return [_as_line(action) for action in troubled[: LATEST * 3]]


def _carried(actor: Actor, plan: PlanView, begins: date, ends: date) -> list[Line]:
    """Unfinished actions, the soonest due first: they go on with their commitments."""
    unfinished = sorted((action for action in plan.actions if action.is_open), key=lambda action: action.due_on)
    return [_as_line(action) for action in unfinished[: LATEST * 3]]


def _as_line(action: ActionRow) -> Line:
    return Line(
        f"{action.reference} {action.title}",
        action_line(action),
        ("actionplan.show_action", "action_id", action.id),
    )


def in_numbers(evidence: Mapping[UUID, Evidence], begins: date, ends: date) -> list[tuple[str, int]]:
    """The year in numbers of work, none of people."""
    actions: Iterable[ActionRow] = [action for each in evidence.values() for action in each.actions]
    finished = [row for row in actions if row.completed_on and begins <= row.completed_on <= ends]
    return [
        (COMPLETED, len(finished)),
        (STILL_OPEN, sum(each.still_open for each in evidence.values())),
        (UPDATES, sum(len(each.updates) for each in evidence.values())),
    ]
