"""A thousand actions from a spreadsheet: all of them at once, or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from actionplan.models import Action
from actionplan.sheets import queries, rules, service
from actionplan.sheets.models import PlanSheet, SheetState
from core import clock, tables
from core.db import db
from core.errors import Clash, NotVisible, Refused
from people.leaks.rules import LeakAnswer
from people.leaks.service import Found
from tests.house import House

WRONG = {17: ("Commitment", "P9.9"), 250: ("Starts", "32/1/2027"), 498: ("Owner agency", "Lantern"),
         777: ("Impact on people", None), 1000: ("Due", date(2020, 1, 1))}  # fmt: skip


def cells(number: int, **changed: object) -> list[tables.Cell]:
    """A right row; `changed` by the place of its heading."""
    row: dict[str, tables.Cell] = dict.fromkeys(rules.TEMPLATE)
    row |= {
        "Commitment": "P1.3", "Action": f"Open the drop-in on evening {number}", "Output": "A drop-in",
        "Impact on people": "Somewhere warm to go.", "Owner agency": "MASH", "Owner": "Outreach lead",
        "Starts": date(2027, 1, 4), "Due": date(2027, 3, 26), "Supporters": "NUM" if number % 2 else None,
    }  # fmt: skip
    row |= changed  # type: ignore[arg-type]  # cells of any kind, wrong ones too
    return [row[heading] for heading in rules.TEMPLATE]


def sheet(rows: int, wrong: Mapping[int, tuple[str, tables.Cell]] | None = None) -> bytes:
    """A spreadsheet of actions; `wrong` by the row as the spreadsheet counts it."""
    made = [cells(n, **dict([wrong[n]] if wrong and n in wrong else [])) for n in range(2, rows + 2)]
    return tables.to_xlsx("Plan", rules.TEMPLATE, made)


def counted_actions() -> int:
    return db.session.scalar(select(func.count()).select_from(Action)) or 0


def test_five_wrong_cells_of_a_thousand_rows_are_five_errors_and_once_mended_all_are_stored(house: House) -> None:
    before = counted_actions()
    with pytest.raises(service.Faulty) as faulty, house.acting("mcc_coordinator") as actor:
        service.take_sheet(actor=actor, content=sheet(1000, WRONG), file_name="plan.xlsx")
    errors = faulty.value.checked.errors
    assert [(error.row, error.heading) for error in errors] == [(row, heading) for row, (heading, _) in WRONG.items()]
    assert [error.place for error in errors] == ["A17", "G250", "E498", "D777", "H1000"]
    assert len(faulty.value.checked.rows) == 995
    assert counted_actions() == before
    assert db.session.scalar(select(func.count()).select_from(PlanSheet)) == 0
    with house.acting("mcc_coordinator") as actor:
        kept = service.take_sheet(actor=actor, content=sheet(1000), file_name="C:\\forum\\plan.xlsx")
        found, version = kept.id, kept.version
        assert (kept.file_name, kept.row_count, counted_actions()) == ("plan.xlsx", 1000, before)
    with house.acting("mcc_coordinator") as actor:
        assert service.store_sheet(actor=actor, sheet_id=found, version=version) == 1000
    stored = db.session.scalars(select(Action).where(Action.source_id == found)).all()
    assert len(stored) == 1000
    assert len({row.reference for row in stored}) == 1000
    kept = db.session.get_one(PlanSheet, found)
    assert (kept.state, kept.rows) == (SheetState.STORED, [])
    with pytest.raises(Clash), house.acting("mcc_coordinator") as actor:
        service.store_sheet(actor=actor, sheet_id=found, version=version)
    with pytest.raises(service.Faulty) as again, house.acting("mcc_coordinator") as actor:
        service.take_sheet(actor=actor, content=sheet(2), file_name="plan.xlsx")
    assert all("The plan has this action already" in error.reason for error in again.value.checked.errors)


def test_words_that_may_name_somebody_stop_the_whole_sheet_until_somebody_says_why(house: House) -> None:
    made = tables.to_csv(rules.TEMPLATE, [cells(1), cells(2, Action="Move Angelique Fairweather to MA-0427")])
    with house.acting("mcc_coordinator") as actor:
        found = service.take_sheet(actor=actor, content=made, file_name="plan.csv").id
    before = counted_actions()
    with pytest.raises(Found) as leaks, house.acting("mcc_coordinator") as actor:
        service.store_sheet(actor=actor, sheet_id=found, version=1)
    assert {each.field for each in leaks.value.findings} == {"Row 3, Action"}
    assert counted_actions() == before
    answer = LeakAnswer(frozenset(each.key for each in leaks.value.findings), "The name of a street, and of a form.")
    with house.acting("mcc_coordinator") as actor:
        assert service.store_sheet(actor=actor, sheet_id=found, version=1, answer=answer) == 2


def test_only_who_writes_the_plan_sends_sees_or_drops_a_sheet_and_old_ones_are_forgotten(house: House) -> None:
    with pytest.raises(Refused, match="Your role"), house.acting("mash_member") as actor:
        service.take_sheet(actor=actor, content=sheet(1), file_name="plan.xlsx")
    with house.acting("mcc_coordinator") as actor:
        first = service.take_sheet(actor=actor, content=sheet(1), file_name="plan.xlsx").id
        second = service.take_sheet(actor=actor, content=sheet(2), file_name="plan.xlsx").id
    with pytest.raises(NotVisible), house.acting("mash_member") as actor:
        queries.preview(actor, first, 1)
    with house.acting("mcc_coordinator") as actor:
        service.drop_sheet(actor=actor, sheet_id=first, version=1)
        assert [line.id for line in queries.waiting(actor)] == [second]
        with clock.frozen_at(clock.now() + rules.KEPT_FOR - timedelta(hours=1)):
            assert service.forget_old(actor=actor) == 0
        with clock.frozen_at(clock.now() + rules.KEPT_FOR + timedelta(hours=1)):
            assert service.forget_old(actor=actor) == 1
        assert queries.waiting(actor) == []
    with pytest.raises(Clash), house.acting("mcc_coordinator") as actor:
        service.drop_sheet(actor=actor, sheet_id=first, version=1)
