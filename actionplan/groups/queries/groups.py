"""Reads of groups: the list, and one group whole. Names of agencies come in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from actionplan.groups import rules
from actionplan.groups.models import (
    GroupCommitment,
    GroupMember,
    GroupOutput,
    GroupState,
    GroupStep,
    HighlightReport,
    MemberRole,
    OutputState,
    ReportState,
    StepKind,
    TaskGroup,
)
from actionplan.groups.queries.people import leads
from actionplan.models import Commitment, Rag
from agencies.permissions import Permission
from agencies.queries import names_of
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from core.words import counted, short_day


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A seat as it is read."""

    id: UUID
    role: MemberRole
    role_words: str
    name: str
    organisation: str
    lived_experience: bool
    agency_id: UUID | None
    user_id: UUID | None
    joined_on: date
    left_on: date | None
    version: int

    @property
    def shown_name(self) -> str:
        """The name, or what stands for it in a lived-experience seat that keeps none."""
        return self.name or "A lived-experience seat, no name kept"


@dataclass(frozen=True, slots=True)
class OutputLine:
    """An output as it is read, with its dial."""

    id: UUID
    title: str
    owner: str
    first_due_on: date
    due_on: date
    done_on: date | None
    state: OutputState
    words: str
    tag: str
    evidence: str
    dial: Dial
    version: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """What happened to a group, and the decision behind it."""

    words: str
    at: datetime
    by_name: str
    reason: str
    decision_id: UUID | None
    decision_reference: str | None
    decision_words: str | None
    decision_on: date | None
    ends_on: date
    kind: StepKind


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list."""

    id: UUID
    reference: str
    title: str
    aim: str
    state: GroupState
    state_words: str
    state_tag: str
    starts_on: date
    ends_on: date
    lead: str
    outputs: int
    outputs_done: int
    rag: Rag | None
    reported_to: date | None
    report_due_on: date | None
    end_dial: Dial | None

    @property
    def ends_soon(self) -> bool:
        """True in its last 30 days."""
        return rules.is_ending_soon(self.state, self.ends_on, clock.today())

    @property
    def is_over(self) -> bool:
        """True when its end has passed and it is still open."""
        return rules.is_over(self.state, self.ends_on, clock.today())


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group whole: its row, its words, who and what belongs to it, and its way so far."""

    row: GroupRow
    terms: rules.Terms
    first_ends_on: date
    version: int
    closed_on: date | None
    final: rules.FinalReport
    commitments: tuple[tuple[UUID, str, str], ...]
    members: tuple[MemberLine, ...]
    former: tuple[MemberLine, ...]
    outputs: tuple[OutputLine, ...]
    steps: tuple[StepLine, ...]
    keeps: bool

    @property
    def agency_ids(self) -> frozenset[UUID]:
        """The agencies that sit in it now."""
        return frozenset(each.agency_id for each in self.members if each.agency_id)


def visible_to(actor: Actor) -> Select[TaskGroup]:
    """Every group, for those who read the plan; none for anybody else."""
    found = select(TaskGroup)
    return found if actor.may(Permission.PLAN_READ) else found.where(TaskGroup.id.is_(None))


SHOWN: dict[str, tuple[str, frozenset[GroupState]]] = {
    "open": ("At work", rules.OPEN),
    "proposed": ("Proposed", frozenset({GroupState.PROPOSED})),
    "ended": ("Ended", rules.ENDED),
}


def groups_page(actor: Actor, shown: str = "open", number: int = 1) -> Page[GroupRow]:
    """A page of groups: those at work by their end, the others the latest first; five statements for any size."""
    found = visible_to(actor).where(TaskGroup.state.in_(SHOWN[shown][1]))
    order = (TaskGroup.ends_on, TaskGroup.id) if shown == "open" else (TaskGroup.id.desc(),)
    page = page_of(found.order_by(*order), number)
    return Page(group_rows(page.items), page.page, page.total, page.size)


def counts(actor: Actor) -> dict[str, int]:
    """How many groups there are under each heading of the list."""
    found = visible_to(actor).with_only_columns(TaskGroup.state, func.count()).group_by(TaskGroup.state)
    by_state = {row[0]: row[1] for row in current_session().execute(found)}
    return {name: sum(by_state.get(state, 0) for state in states) for name, (_, states) in SHOWN.items()}


def open_groups(actor: Actor) -> list[GroupRow]:
    """The groups that the forum approved and that have not ended, by their end."""
    found = visible_to(actor).where(TaskGroup.state.in_(rules.OPEN)).order_by(TaskGroup.ends_on, TaskGroup.id)
    return group_rows(current_session().scalars(found).all())


def led_by(actor: Actor) -> list[GroupRow]:
    """The groups not yet ended that the actor leads, or is deputy of."""
    mine = select(GroupMember.group_id).where(
        GroupMember.user_id == actor.user_id, GroupMember.left_on.is_(None),
        GroupMember.role.in_([MemberRole.LEAD, MemberRole.DEPUTY]),
    )  # fmt: skip
    found = visible_to(actor).where(TaskGroup.id.in_(mine), TaskGroup.state.notin_(rules.ENDED))
    return group_rows(current_session().scalars(found.order_by(TaskGroup.ends_on)).all())


def ended_between(actor: Actor, start: date, end: date) -> list[GroupView]:
    """The groups closed in a period, both days included, whole: what the annual review reads."""
    closed = visible_to(actor).where(TaskGroup.closed_on.between(start, end)).order_by(TaskGroup.closed_on)
    return [_view(actor, row) for row in current_session().scalars(closed)]


def group(actor: Actor, group_id: UUID) -> GroupView:
    """One group whole; NotVisible when there is none for this actor."""
    row = current_session().scalars(visible_to(actor).where(TaskGroup.id == group_id)).one_or_none()
    if row is None:
        raise NotVisible
    return _view(actor, row)


def proposed_by(group_id: UUID) -> UUID | None:
    """The account that proposed a group."""
    first = select(GroupStep.by_user_id).where(GroupStep.group_id == group_id, GroupStep.kind == StepKind.PROPOSED)
    return current_session().scalar(first)


def keeps(actor: Actor, row: TaskGroup) -> bool:
    """Whether the actor keeps a group's pages: its lead and deputy; before the forum decided, who proposed it too."""
    return leads(actor, row.id) or (row.state is GroupState.PROPOSED and proposed_by(row.id) == actor.user_id)


def final_report_of(row: TaskGroup) -> rules.FinalReport:
    """A group's final report as far as it is written."""
    return rules.FinalReport(
        done=row.report_done or "", changed=row.report_changed or "", learned=row.report_learned or "",
        voice=row.report_voice or "", spent=row.report_spent or "", next=row.report_next or "",
    )  # fmt: skip


def group_rows(rows: Sequence[TaskGroup]) -> list[GroupRow]:
    """Rows of a list: leads, outputs and last reports of all of them in three statements."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    leaders, outputs, reports = _leaders(ids), _output_counts(ids), _last_reports(ids)
    return [_row(row, leaders.get(row.id, ""), outputs.get(row.id, (0, 0)), reports.get(row.id)) for row in rows]


def _row(row: TaskGroup, lead: str, outputs: tuple[int, int], report: tuple[Rag, date] | None) -> GroupRow:
    rag, reported_to = report or (None, None)
    return GroupRow(
        id=row.id, reference=row.reference, title=row.title, aim=row.aim, state=row.state,
        state_words=rules.STATE_WORDS[row.state], state_tag=rules.STATE_TAGS[row.state], starts_on=row.starts_on,
        ends_on=row.ends_on, lead=lead, outputs=outputs[0], outputs_done=outputs[1], rag=rag, reported_to=reported_to,
        report_due_on=rules.next_report_due(row.state, row.starts_on, reported_to, row.report_every_weeks),
        end_dial=_end_dial(row) if row.state in rules.OPEN else None,
    )  # fmt: skip


def _end_dial(row: TaskGroup) -> Dial:
    today = clock.today()
    left, whole = (row.ends_on - today).days, max(1, (row.ends_on - row.starts_on).days)
    if left < 0:
        return Dial("late", 1.0, f"{counted(-left, 'day')} past its end", f"ended {short_day(row.ends_on)}")
    share = min(1.0, max(0.0, 1 - left / whole))
    soon = rules.is_ending_soon(row.state, row.ends_on, today)
    return Dial("soon" if soon else "calm", share, f"{counted(left, 'day')} left", f"ends {short_day(row.ends_on)}")


def _leaders(ids: Sequence[UUID]) -> dict[UUID, str]:
    found = current_session().execute(
        select(GroupMember.group_id, GroupMember.name, GroupMember.agency_id, GroupMember.organisation).where(
            GroupMember.group_id.in_(ids), GroupMember.role == MemberRole.LEAD, GroupMember.left_on.is_(None)
        )
    ).all()  # fmt: skip
    names = names_of(row.agency_id for row in found if row.agency_id)
    return {row.group_id: f"{row.name}, {names.get(row.agency_id, row.organisation)}" for row in found}


def _output_counts(ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    wanted = GroupOutput.state != OutputState.DROPPED
    done = func.count().filter(GroupOutput.state == OutputState.DONE)
    found = select(GroupOutput.group_id, func.count(), done).where(GroupOutput.group_id.in_(ids), wanted)
    rows = current_session().execute(found.group_by(GroupOutput.group_id))
    return {row[0]: (row[1], row[2]) for row in rows}


def _last_reports(ids: Sequence[UUID]) -> dict[UUID, tuple[Rag, date]]:
    found = (
        select(HighlightReport.group_id, HighlightReport.rag, HighlightReport.period_to)
        .where(HighlightReport.group_id.in_(ids), HighlightReport.state == ReportState.ISSUED)
        .order_by(HighlightReport.number)
    )
    return {row.group_id: (row.rag, row.period_to) for row in current_session().execute(found)}


def _view(actor: Actor, row: TaskGroup) -> GroupView:
    members = list(
        current_session().scalars(
            select(GroupMember).where(GroupMember.group_id == row.id).order_by(GroupMember.joined_on, GroupMember.id)
        )
    )
    names = names_of(each.agency_id for each in members if each.agency_id)
    lines = sorted((_member(each, names) for each in members), key=lambda each: list(MemberRole).index(each.role))
    commitments = _commitments(row.id)
    return GroupView(
        row=group_rows([row])[0], terms=_terms(row, [each.id for each in commitments]), version=row.version,
        first_ends_on=row.first_ends_on, closed_on=row.closed_on, final=final_report_of(row),
        commitments=tuple((each.id, each.code, each.words) for each in commitments),
        members=tuple(each for each in lines if each.left_on is None),
        former=tuple(each for each in lines if each.left_on is not None),
        outputs=_outputs(row), steps=_steps(row.id),
        keeps=keeps(actor, row),
    )  # fmt: skip


def _terms(row: TaskGroup, commitment_ids: Iterable[UUID]) -> rules.Terms:
    written = {name: getattr(row, name) for name in rules.TEXT_FIELDS}
    return rules.Terms(
        **written,
        report_every_weeks=row.report_every_weeks,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        commitment_ids=tuple(commitment_ids),
    )


def _member(row: GroupMember, names: Mapping[UUID, str]) -> MemberLine:
    organisation = names.get(row.agency_id, "") if row.agency_id else row.organisation
    return MemberLine(
        row.id, row.role, rules.ROLE_WORDS[row.role], row.name, organisation, row.lived_experience, row.agency_id,
        row.user_id, row.joined_on, row.left_on, row.version,
    )  # fmt: skip


def _commitments(group_id: UUID) -> Sequence[Commitment]:
    served = select(GroupCommitment.commitment_id).where(GroupCommitment.group_id == group_id)
    return (
        current_session().scalars(select(Commitment).where(Commitment.id.in_(served)).order_by(Commitment.code)).all()
    )


def _outputs(row: TaskGroup) -> tuple[OutputLine, ...]:
    found = select(GroupOutput).where(GroupOutput.group_id == row.id).order_by(GroupOutput.due_on, GroupOutput.id)
    return tuple(_output(each, row.starts_on) for each in current_session().scalars(found))


OUTPUT_TAGS = {
    OutputState.PLANNED: "grey", OutputState.IN_PROGRESS: "green", OutputState.DONE: "blue",
    OutputState.DROPPED: "plain",
}  # fmt: skip


def _output(row: GroupOutput, started: date) -> OutputLine:
    late = row.state in (OutputState.PLANNED, OutputState.IN_PROGRESS) and row.due_on < clock.today()
    return OutputLine(
        id=row.id, title=row.title, owner=row.owner, first_due_on=row.first_due_on, due_on=row.due_on,
        done_on=row.done_on, state=row.state, words="Late" if late else rules.OUTPUT_WORDS[row.state],
        tag="red" if late else OUTPUT_TAGS[row.state], evidence=row.evidence, dial=_output_dial(row, started),
        version=row.version,
    )  # fmt: skip


def _output_dial(row: GroupOutput, started: date) -> Dial:
    today = clock.today()
    left, whole = (row.due_on - today).days, max(1, (row.due_on - started).days)
    if row.done_on is not None:
        return Dial("done", 1.0, "Done", short_day(row.done_on))
    if left < 0:
        return Dial("late", 1.0, f"{counted(-left, 'day')} late", f"due {short_day(row.due_on)}")
    share = min(1.0, max(0.0, 1 - left / whole))
    words = "Today" if left == 0 else f"{counted(left, 'day')} left"
    return Dial("soon" if share >= 0.75 else "calm", share, words, f"due {short_day(row.due_on)}")


def _steps(group_id: UUID) -> tuple[StepLine, ...]:
    found = select(GroupStep).where(GroupStep.group_id == group_id).order_by(GroupStep.at.desc(), GroupStep.id.desc())
    return tuple(
        StepLine(
            rules.STEP_WORDS[row.kind], row.at, row.by_name, row.reason, row.decision_id, row.decision_reference,
            row.decision_words, row.decision_on, row.ends_on, row.kind,
        )
        for row in current_session().scalars(found)
    )  # fmt: skip


def outputs_due(group_ids: Sequence[UUID]) -> dict[UUID, list[OutputLine]]:
    """The outputs of groups that are neither done nor dropped, by their dates, in one statement."""
    found: dict[UUID, list[OutputLine]] = {}
    waiting = (
        select(GroupOutput, TaskGroup.starts_on)
        .join(TaskGroup, TaskGroup.id == GroupOutput.group_id)
        .where(GroupOutput.group_id.in_(group_ids))
        .where(GroupOutput.state.in_([OutputState.PLANNED, OutputState.IN_PROGRESS]))
        .order_by(GroupOutput.due_on)
    )
    for output, started in current_session().execute(waiting):
        found.setdefault(output.group_id, []).append(_output(output, started))
    return found
