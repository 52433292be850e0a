"""Reads of spreadsheets: what cells are held against, sheets that wait, and the plan as rows of a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, false, func, select

from actionplan import queries as plan_queries
from actionplan import rules as plan_rules
from actionplan.models import Action, ActionEvidence, ActionMilestone, Commitment
from actionplan.sheets.models import PlanSheet, SheetState
from actionplan.sheets.packing import unpacked
from actionplan.sheets.rules import Known, SheetRow, folded
from agencies.models import Agency
from agencies.permissions import Permission
from agencies.queries import names_of
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from core.tables import Cell

ROWS_SHOWN = 50

HEADINGS = (
    "Reference", "Priority or part", "Commitment", "Action", "Output", "Impact on people", "Owner agency", "Owner",
    "Supporters", "Themes", "Starts", "First due", "Due", "Times moved", "Progress", "Done %", "RAG", "Trend", "Why",
    "Completed", "Confirmed by", "Milestones reached", "Milestones", "Pieces of evidence", "Resources and funding",
    "Source", "Last report", "Reported",
)  # fmt: skip
TREND_WORDS = {"up": "Better", "down": "Worse", "same": "No change"}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in the list of earlier ones."""

    id: UUID
    file_name: str
    row_count: int
    by_name: str
    at: datetime
    state: SheetState


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row in the preview, in words."""

    row: SheetRow
    commitment: str
    agency: str
    supporters: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A sheet as it is shown before it is stored."""

    line: SheetLine
    version: int
    by_agency: tuple[tuple[str, int], ...]
    page: Page[RowLine]


def visible_to(actor: Actor) -> Select[PlanSheet]:
    """The sheets an actor may read: those who write the plan, all of them."""
    found = select(PlanSheet)
    return found if actor.may(Permission.PLAN_WRITE) else found.where(false())


def sheet(actor: Actor, sheet_id: UUID) -> PlanSheet:
    """One sheet; NotVisible when there is none for this actor."""
    row = current_session().scalars(visible_to(actor).where(PlanSheet.id == sheet_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def sheets_page(actor: Actor, number: int) -> Page[SheetLine]:
    """A page of the sheets that were sent, the latest first."""
    page = page_of(visible_to(actor).order_by(PlanSheet.at.desc(), PlanSheet.id.desc()), number, 10)
    return Page([_line(row) for row in page.items], page.page, page.total, page.size)


def waiting(actor: Actor) -> list[SheetLine]:
    """The sheets that wait for a yes, the latest first."""
    found = visible_to(actor).where(PlanSheet.state == SheetState.WAITING).order_by(PlanSheet.at.desc())
    return [_line(row) for row in current_session().scalars(found)]


def preview(actor: Actor, sheet_id: UUID, number: int) -> Preview:
    """A sheet with a page of its rows, in words."""
    found = sheet(actor, sheet_id)
    rows = [unpacked(kept) for kept in found.rows]
    names = names_of({each for row in rows for each in (row.action.owner_agency_id, *row.action.supporters)})
    codes = _codes({row.action.commitment_id for row in rows})
    number = min(max(1, number), max(1, -(-len(rows) // ROWS_SHOWN)))
    shown = rows[(number - 1) * ROWS_SHOWN : number * ROWS_SHOWN]
    counts = Counter(names[row.action.owner_agency_id] for row in rows)
    lines = [
        RowLine(
            row, codes.get(row.action.commitment_id, ""), names[row.action.owner_agency_id],
            tuple(names[each] for each in row.action.supporters),
            tuple(plan_rules.THEMES[each] for each in row.action.themes),
        )
        for row in shown
    ]  # fmt: skip
    return Preview(
        _line(found), found.version, tuple(sorted(counts.items())), Page(lines, number, len(rows), ROWS_SHOWN)
    )


def known(strategy_id: UUID) -> Known:
    """What the cells of a sheet are held against, in three statements."""
    session = current_session()
    commitments = session.execute(select(Commitment.code, Commitment.id).where(Commitment.strategy_id == strategy_id))
    ids = {folded(code): commitment_id for code, commitment_id in commitments}
    agencies: dict[str, UUID] = {}
    former: set[str] = set()
    for row in session.execute(select(Agency.id, Agency.code, Agency.name, Agency.active)):
        words = {folded(row.code), folded(row.name)}
        if row.active:
            agencies |= dict.fromkeys(words, row.id)
        else:
            former |= words
    taken = {}
    references = set()
    for reference, commitment_id, title in session.execute(
        select(Action.reference, Action.commitment_id, Action.title)
    ):
        taken[commitment_id, folded(title)] = reference
        references.add(folded(reference))
    return Known(ids, agencies, frozenset(former), taken, frozenset(references))


def member_codes() -> list[tuple[str, str]]:
    """The members as a sheet may name them: (short name, name)."""
    found = select(Agency.code, Agency.name).where(Agency.active).order_by(Agency.name)
    return [(row.code, row.name) for row in current_session().execute(found)]


def commitment_codes(strategy_id: UUID) -> list[tuple[str, str]]:
    """The commitments as a sheet names them: (code, words)."""
    found = select(Commitment.code, Commitment.words).where(Commitment.strategy_id == strategy_id)
    return [(row.code, row.words) for row in current_session().execute(found.order_by(Commitment.position))]


def export_rows(actor: Actor, strategy_id: UUID) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """The plan in full as headings and rows for a spreadsheet; the export is recorded in the audit trail."""
    audit.record(actor=actor, verb="exported", kind="action plan", row_id=strategy_id)
    view = plan_queries.plan(strategy_id)
    parts = [(f"{each.number}. {each.title}", each.actions) for each in view.priorities]
    parts.append(("Delivering the strategy", tuple(row for part in view.delivery for row in part.actions)))
    parts.append(("Across all priorities", tuple(row for part in view.cross_cutting for row in part.actions)))
    steps, evidence = _steps(strategy_id), _evidence(strategy_id)
    return HEADINGS, [
        _cells(title, row, steps.get(row.id, (0, 0)), evidence.get(row.id, 0)) for title, rows in parts for row in rows
    ]


def _cells(part: str, row: plan_queries.ActionRow, steps: tuple[int, int], evidence: int) -> list[Cell]:
    last = row.last
    return [
        row.reference, part, row.commitment_code, row.title, row.output, row.impact, row.owner_agency, row.owner_name,
        "; ".join(row.supporters), "; ".join(plan_rules.THEMES.get(each, each) for each in row.themes),
        row.starts_on, row.first_due_on, row.due_on, row.moves, plan_rules.PROGRESS_WORDS[row.progress],
        row.done_percent, plan_rules.RAG_WORDS[row.rag], TREND_WORDS[row.trend], row.why, row.completed_on,
        row.confirmed_by_name, *steps, evidence, row.funding, row.source,
        last.words if last else None, clock.london(last.at).date() if last else None,
    ]  # fmt: skip


def _of_strategy(strategy_id: UUID) -> Select[UUID]:
    found = select(Action.id).join(Commitment, Commitment.id == Action.commitment_id)
    return found.where(Commitment.strategy_id == strategy_id)


def _steps(strategy_id: UUID) -> dict[UUID, tuple[int, int]]:
    """How many milestones of each action were reached, of how many."""
    found = (
        select(ActionMilestone.action_id, func.count(ActionMilestone.reached_on), func.count())
        .where(ActionMilestone.action_id.in_(_of_strategy(strategy_id)))
        .group_by(ActionMilestone.action_id)
    )
    return {action_id: (reached, every) for action_id, reached, every in current_session().execute(found)}


def _evidence(strategy_id: UUID) -> dict[UUID, int]:
    found = (
        select(ActionEvidence.action_id, func.count())
        .where(ActionEvidence.action_id.in_(_of_strategy(strategy_id)))
        .group_by(ActionEvidence.action_id)
    )
    return {action_id: number for action_id, number in current_session().execute(found)}


def _codes(commitment_ids: set[UUID]) -> dict[UUID, str]:
    found = select(Commitment.id, Commitment.code).where(Commitment.id.in_(commitment_ids))
    return {commitment_id: code for commitment_id, code in current_session().execute(found)}


def _line(row: PlanSheet) -> SheetLine:
    return SheetLine(row.id, row.file_name, row.row_count, row.by_name, row.at, row.state)
