"""Writes of spreadsheets: take one whose rows are all right, add its actions to the plan, or throw it away."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from sqlalchemy import update

from actionplan import queries as plan_queries
from actionplan import service as plan_service
from actionplan.sheets import queries, rules
from actionplan.sheets.models import PlanSheet, SheetState
from actionplan.sheets.packing import packed, unpacked
from actionplan.sheets.reading import grid_of
from agencies.permissions import Permission
from agencies.queries import user
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, Refused
from core.scoping import current_session
from people.leaks.rules import MOST_FINDINGS, LeakAnswer
from people.leaks.service import Found, settle

KIND = "action sheet"
SETTLED = "This sheet was stored or thrown away meanwhile."
LONGEST_NAME = 120


class Faulty(Refused):
    """A sheet in which not every row is right; nothing of it was stored."""

    def __init__(self, checked: rules.Checked) -> None:
        super().__init__("Nothing was stored.", instead="Mend the cells below, and send the sheet again.", field="file")
        self.checked = checked


def take_sheet(*, actor: Actor, content: bytes, file_name: str) -> PlanSheet:
    """Read a spreadsheet of new actions for the current strategy, and keep it for its preview when all is right.

    Nothing reaches the plan yet. Refuses who may not write the plan, what is no spreadsheet, and, as `Faulty` with
    every error by row and column, a sheet with a single wrong cell.
    """
    _may_write(actor)
    strategy_id = plan_queries.current_strategy().id
    checked = rules.checked(grid_of(content), queries.known(strategy_id))
    if not checked.is_right:
        raise Faulty(checked)
    row = PlanSheet(
        strategy_id=strategy_id, by_user_id=actor.user_id, by_name=user(actor.user_id).name, at=clock.now(),
        file_name=_name(file_name), digest=sha256(content).hexdigest(), row_count=len(checked.rows),
        rows=[packed(each) for each in checked.rows], state=SheetState.WAITING,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="sent", kind=KIND, row_id=row.id, fields=["row_count"])
    return row


def store_sheet(*, actor: Actor, sheet_id: UUID, version: int, answer: LeakAnswer | None = None) -> int:
    """Add every action of a sheet to the plan, in one transaction, and forget its rows. Returns how many.

    Refuses when a row is in the plan by now, or when its words may point at somebody and nobody said why they stay;
    raises Clash when somebody stored the sheet or threw it away first.
    """
    _may_write(actor)
    kept = queries.sheet(actor, sheet_id)
    rows, file_name = [unpacked(each) for each in kept.rows], kept.file_name
    if kept.state is not SheetState.WAITING:
        raise Clash(SETTLED)
    _refuse_taken(rows)
    _settle_words(actor, sheet_id, rules.texts_of(rows), answer)
    _settle_state(sheet_id, version, SheetState.STORED)
    source = f"Spreadsheet {file_name}"
    stored = plan_service.add_actions(
        actor=actor, rows=[replace(row.action, source=source, source_id=sheet_id) for row in rows]
    )
    audit.record(actor=actor, verb="stored", kind=KIND, row_id=sheet_id, fields=["state"])
    return stored


def drop_sheet(*, actor: Actor, sheet_id: UUID, version: int) -> None:
    """Throw a waiting sheet away, rows and all; Clash when somebody was first."""
    _may_write(actor)
    queries.sheet(actor, sheet_id)
    _settle_state(sheet_id, version, SheetState.DROPPED)
    audit.record(actor=actor, verb="dropped", kind=KIND, row_id=sheet_id, fields=["state"])


def forget_old(*, actor: Actor) -> int:
    """Throw away what waited for a yes for more than 14 days. Returns how many sheets."""
    old = (PlanSheet.state == SheetState.WAITING, PlanSheet.at < clock.now() - rules.KEPT_FOR)
    gone = current_session().scalars(update(PlanSheet).where(*old).values(**_settled(SheetState.DROPPED)).returning(
        PlanSheet.id
    )).all()  # fmt: skip
    for sheet_id in gone:
        audit.record(actor=actor, verb="dropped", kind=KIND, row_id=sheet_id, fields=["state"])
    return len(gone)


def _may_write(actor: Actor) -> None:
    if not actor.may(Permission.PLAN_WRITE):
        raise Refused("Your role cannot add actions.", instead="Ask the forum coordinator.")


def _settle_words(actor: Actor, sheet_id: UUID, texts: dict[str, str], answer: LeakAnswer | None) -> None:
    """An answer covers what was shown. Where more was found than is ever shown, none does."""
    try:
        settle(actor=actor, kind=KIND, row_id=sheet_id, texts=texts, answer=None)
    except Found as found:
        if len(found.findings) >= MOST_FINDINGS:
            raise Found(
                found.findings, reason=f"{MOST_FINDINGS} places or more in this sheet may point at somebody.",
                instead="Throw the sheet away, take them out, and send it again.",
            ) from None  # fmt: skip
        if answer is None:
            raise
        settle(actor=actor, kind=KIND, row_id=sheet_id, texts=texts, answer=answer)


def _name(file_name: str) -> str:
    """The last part of what the browser calls the file, without what does not print."""
    last = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:LONGEST_NAME].strip() or "spreadsheet"


def _settled(state: SheetState) -> dict[str, object]:
    return {"state": state, "settled_at": clock.now(), "rows": [], "version": PlanSheet.version + 1}


def _settle_state(sheet_id: UUID, version: int, state: SheetState) -> None:
    waits = (PlanSheet.id == sheet_id, PlanSheet.state == SheetState.WAITING, PlanSheet.version == version)
    changed = update(PlanSheet).where(*waits).values(**_settled(state)).returning(PlanSheet.id)
    if current_session().execute(changed).first() is None:
        raise Clash(SETTLED)


def _refuse_taken(rows: list[rules.SheetRow]) -> None:
    taken = queries.known(plan_queries.current_strategy().id).taken
    for row in rows:
        if reference := taken.get((row.action.commitment_id, rules.folded(row.action.title))):
            words = f"Row {row.number} is in the plan by now: {reference}. Nothing was stored."
            raise Refused(words, instead="Throw this sheet away, take the row out, and send it again.")
