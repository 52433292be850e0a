"""Loads the strategy from `reference/`, and for the demonstration an invented action plan around today.

Loading again adds what is missing and leaves what is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from actionplan.models import Action, ActionUpdate, Commitment, CommitmentKind, Priority, Progress, Rag, Strategy
from agencies.models import Agency, User
from config import ROOT
from core import clock
from core.scoping import current_session

REFERENCE = ROOT / "reference"
CODE = "strategy_2020_22"
KEEPER = "MCC"
FRIDAY = 4
Entry = Mapping[str, Any]


def load() -> None:
    """Add the strategy of 2020-22, its four priorities and its 43 commitments, in its own words."""
    session = current_session()
    source = _read("strategy_2020_22.json")
    strategy = session.scalars(select(Strategy).where(Strategy.code == CODE)).one_or_none()
    if strategy is None:
        strategy = _strategy(source["strategy"])
        session.add(strategy)
        session.flush()
    numbers = {row.number: row for row in session.scalars(select(Priority).where(Priority.strategy_id == strategy.id))}
    for entry in source["priorities"]:
        if entry["number"] not in numbers:
            row = Priority(strategy_id=strategy.id, number=entry["number"], title=entry["title"])
            session.add(row)
            numbers[row.number] = row
    session.flush()
    _add_commitments(source, strategy.id, {number: row.id for number, row in numbers.items()})
    session.flush()


def load_actions(today: date) -> None:
    """Add the demonstration's action plan, its dates counted from `today`; does nothing when a plan is there.

    Titles and outputs are the candidate actions of the strategy pack; owners, dates and reports are invented.
    Needs the agencies and at least one account of the council, in whose name unowned reports stand.
    """
    session = current_session()
    if session.scalars(select(Action.id).limit(1)).first() is not None:
        return
    candidates = dict(_candidates(_read("strategy_2020_22.json")))
    commitments = dict(session.execute(select(Commitment.code, Commitment.id)).all())
    agencies = dict(session.execute(select(Agency.code, Agency.id)).all())
    accounts = _accounts(agencies)
    for number, entry in enumerate(_read("action_plan.json")["actions"], 1):
        candidate = candidates[entry["id"]]
        agency = entry["owner_agency"]
        row = _action(entry, candidate, today)
        row.reference = f"A-{number:03}"
        row.commitment_id = commitments[entry["id"].rsplit(".", 1)[0]]
        row.owner_agency_id = agencies[agency]
        session.add(row)
        session.flush()
        session.add_all(_updates(entry, row, accounts.get(agency) or accounts[KEEPER], today))
    session.flush()


def _read(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def _strategy(entry: Entry) -> Strategy:
    purpose = re.sub(r"\s*\(\d+:\d+\)$", "", entry["purpose"])
    return Strategy(
        code=CODE, title=entry["title"], purpose=purpose[0].upper() + purpose[1:] + ".", owner=entry["owner"],
        begins=date.fromisoformat(entry["period_start"]), ends=date.fromisoformat(entry["period_end"]),
    )  # fmt: skip


def _add_commitments(source: Entry, strategy_id: UUID, priorities: Mapping[int, UUID]) -> None:
    session = current_session()
    known = set(session.scalars(select(Commitment.code).where(Commitment.strategy_id == strategy_id)))
    for position, (kind, number, entry) in enumerate(_listed(source), 1):
        if entry["id"] not in known:
            session.add(
                Commitment(
                    strategy_id=strategy_id,
                    priority_id=priorities[number] if number else None,
                    kind=kind,
                    code=entry["id"],
                    position=position,
                    words=entry["commitment"],
                )  # fmt: skip
            )


def _listed(source: Entry) -> Iterator[tuple[CommitmentKind, int | None, Entry]]:
    for priority in source["priorities"]:
        for entry in priority["commitments"]:
            yield CommitmentKind.PRIORITY, priority["number"], entry
    for entry in source["delivery_commitments"]:
        yield CommitmentKind.DELIVERY, None, entry
    for entry in source["cross_cutting_commitments"]:
        yield CommitmentKind.CROSS_CUTTING, None, entry


def _candidates(source: Entry) -> Iterator[tuple[str, Entry]]:
    for _, _, entry in _listed(source):
        for candidate in entry["candidate_actions"]:
            yield candidate["id"], candidate


def _accounts(agencies: Mapping[str, UUID]) -> dict[str, UUID]:
    codes = {agency_id: code for code, agency_id in agencies.items()}
    found: dict[str, UUID] = {}
    for row in current_session().scalars(
        select(User).where(User.active.is_(True)).order_by(User.created_at, User.email)
    ):
        found.setdefault(codes[row.agency_id], row.id)
    if KEEPER not in found:
        raise LookupError("The demonstration's plan needs an account of the council: load the accounts first.")
    return found


def _action(entry: Entry, candidate: Entry, today: date) -> Action:
    return Action(
        title=candidate["title"], output=candidate["suggested_output"], impact=entry["impact"],
        owner_name=entry["owner_name"],
        starts_on=_day(today, entry["starts"]), due_on=_day(today, entry["due"]),
        first_due_on=_day(today, entry["first_due"]), progress=Progress(entry["progress"]),
        done_percent=entry["done_percent"],
        stated_rag=Rag(entry["stated_rag"]) if entry["stated_rag"] else None, stated_reason=entry["stated_reason"],
        completed_on=None if entry["completed"] is None else _day(today, entry["completed"]),
    )  # fmt: skip


def _day(today: date, offset: int) -> date:
    day = today + timedelta(days=offset)
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def _updates(entry: Entry, row: Action, user_id: UUID, today: date) -> Iterator[ActionUpdate]:
    for update in entry["updates"]:
        day = _day(today, -update["days_ago"])
        yield ActionUpdate(
            action_id=row.id, at=datetime.combine(day, time(11, 30), tzinfo=clock.LONDON), by_user_id=user_id,
            by_name=entry["owner_name"], words=update["words"], progress=Progress(update["progress"]),
            done_percent=update["done_percent"], rag=Rag(update["rag"]),
        )  # fmt: skip
