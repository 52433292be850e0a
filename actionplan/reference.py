"""Loads the strategies from `reference/`, and for the demonstration an invented action plan around today.

Loading again adds what is missing and leaves what is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from actionplan.models import (
    Achievement,
    Action,
    ActionDraft,
    ActionUpdate,
    Commitment,
    CommitmentKind,
    DateMove,
    Priority,
    Progress,
    Rag,
    Standing,
    Strategy,
    StrategyChapter,
    StrategyCitation,
)
from agencies.models import Agency, User
from config import ROOT
from core import clock
from core.scoping import current_session

REFERENCE = ROOT / "reference"
CODE = "strategy_2020_22"
KEEPER = "MCC"
FORUM = "Manchester Sex Work Forum"
FRIDAY = 4
Entry = Mapping[str, Any]


def load() -> None:
    """Add both strategies of Manchester whole, in their own words.

    Of 2016-19: its period, four priorities and five achievements. Of 2020-22: four priorities, 43 commitments, its
    chapters and citations, and the candidate actions as drafts that wait for the forum.
    """
    for name in ("strategy_2016_19", CODE):
        source = _read(f"{name}.json")
        strategy = _kept(name, source["strategy"])
        numbers = _priorities(strategy.id, source["priorities"])
        if "delivery_commitments" in source:
            _add_commitments(source, strategy.id, numbers)
            _add_drafts(source, strategy.id)
        _add_achievements(source.get("achievements", ()), strategy.id, source["priorities"])
    _add_text(_read("strategy_text.json")["strategies"])
    current_session().flush()


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
        session.add_all(_moves(entry, row, accounts.get(agency) or accounts[KEEPER], today))
        _approve(entry["id"], row, accounts[KEEPER], today)
    session.flush()


def _read(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def _kept(code: str, entry: Entry) -> Strategy:
    session = current_session()
    row = session.scalars(select(Strategy).where(Strategy.code == code)).one_or_none()
    if row is None:
        row = _strategy(code, entry)
        session.add(row)
        session.flush()
    elif row.guidance is None and "endorsed_guidance" in entry:
        row.guidance = _unsourced(entry["endorsed_guidance"])
    return row


def _strategy(code: str, entry: Entry) -> Strategy:
    purpose = _unsourced(entry["purpose"]) if "purpose" in entry else ""
    return Strategy(
        code=code, title=entry["title"], purpose=f"{purpose[:1].upper()}{purpose[1:]}." if purpose else "",
        owner=entry.get("owner", FORUM), begins=date.fromisoformat(entry["period_start"]),
        ends=date.fromisoformat(entry["period_end"]),
        guidance=_unsourced(entry["endorsed_guidance"]) if "endorsed_guidance" in entry else None,
    )  # fmt: skip


def _unsourced(words: str) -> str:
    """The words without the place in the source that the pack adds in brackets."""
    return re.sub(r"(?:, |\s*\()\d+:[\d-]+\)$", lambda found: ")" if found[0].startswith(",") else "", words)


def _priorities(strategy_id: UUID, entries: Sequence[Entry]) -> dict[int, UUID]:
    session = current_session()
    rows = {row.number: row for row in session.scalars(select(Priority).where(Priority.strategy_id == strategy_id))}
    for entry in entries:
        if entry["number"] not in rows:
            row = Priority(strategy_id=strategy_id, number=entry["number"], title=entry["title"])
            session.add(row)
            rows[row.number] = row
    session.flush()
    return {number: row.id for number, row in rows.items()}


def _add_achievements(entries: Sequence[Entry], strategy_id: UUID, priorities: Sequence[Entry]) -> None:
    session = current_session()
    known = set(session.scalars(select(Achievement.code).where(Achievement.strategy_id == strategy_id)))
    numbers = {entry["code"]: entry["number"] for entry in priorities}
    for position, entry in enumerate(entries, 1):
        if entry["id"] not in known:
            session.add(
                Achievement(
                    strategy_id=strategy_id, code=entry["id"], position=position, title=entry["title"],
                    words=entry["summary"], year=entry["year"], led_by=entry["lead"], followed_by=entry["follow_on"],
                    metrics=[_metric(metric) for metric in entry["metrics"]],
                    priority_numbers=[numbers[code] for code in entry["priority_inferred"]],
                )
            )  # fmt: skip


def _metric(entry: Entry) -> str:
    unit = "%" if entry["unit"] == "percent" else f" {entry['unit']}"
    qualifier = f"{entry['qualifier']} " if "qualifier" in entry else ""
    name = entry["name"]
    return f"{name[0].upper()}{name[1:]}: {qualifier}{entry['value']}{unit}"


def _add_drafts(source: Entry, strategy_id: UUID) -> None:
    session = current_session()
    commitments = dict(
        session.execute(select(Commitment.code, Commitment.id).where(Commitment.strategy_id == strategy_id)).all()
    )
    known = set(session.scalars(select(ActionDraft.code).where(ActionDraft.code.is_not(None))))
    for code, entry in _candidates(source):
        if code not in known:
            session.add(
                ActionDraft(
                    commitment_id=commitments[code.rsplit(".", 1)[0]], code=code, title=entry["title"],
                    output=entry["suggested_output"], suggested_owner=entry["suggested_owner_type"],
                    put_forward_by="Strategy pack", standing=Standing.WAITING,
                )
            )  # fmt: skip
    session.flush()


def _add_text(entries: Sequence[Entry]) -> None:
    session = current_session()
    for entry in entries:
        strategy_id = session.scalars(select(Strategy.id).where(Strategy.code == entry["strategy"])).one()
        if session.scalars(
            select(StrategyChapter.id).where(StrategyChapter.strategy_id == strategy_id).limit(1)
        ).first():
            continue
        session.add_all(
            StrategyChapter(
                strategy_id=strategy_id, position=position, number=part["number"], chapter=part["chapter"],
                section=part["section"], words=_joined(part["paragraphs"]),
            )
            for position, part in enumerate(entry["sections"], 1)
        )  # fmt: skip
        session.add_all(StrategyCitation(strategy_id=strategy_id, **cited) for cited in entry["citations"])


def _joined(paragraphs: Sequence[str | list[str]]) -> str:
    return "\n\n".join(
        part if isinstance(part, str) else "\n".join(f"- {each}" for each in part) for part in paragraphs
    )


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


def _moves(entry: Entry, row: Action, user_id: UUID, today: date) -> Iterator[DateMove]:
    if row.first_due_on == row.due_on:
        return
    said = next((each["words"] for each in entry["updates"]), "The work took longer than planned.")
    row.moves = 1
    yield DateMove(
        action_id=row.id, at=datetime.combine(min(row.first_due_on, today), time(11), tzinfo=clock.LONDON),
        from_on=row.first_due_on, to_on=row.due_on, reason=said, by_user_id=user_id, by_name=entry["owner_name"],
    )  # fmt: skip


def _approve(code: str, row: Action, user_id: UUID, today: date) -> None:
    draft = current_session().scalars(select(ActionDraft).where(ActionDraft.code == code)).one_or_none()
    if draft is None or draft.standing is not Standing.WAITING:
        return
    draft.standing, draft.action_id = Standing.APPROVED, row.id
    draft.decision_reference = "Decision of the forum, before Roundtable"
    draft.settled_at = datetime.combine(min(row.starts_on, today), time(15), tzinfo=clock.LONDON)
    draft.settled_by_id = user_id
