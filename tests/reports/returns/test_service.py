"""Returns in the database: own numbers only, frozen figures, each step taken once, and nothing changed afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from core.db import db, uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import acting_as
from reports.cuts.jobs import settle_due
from reports.returns import queries, service
from reports.returns.figures import BY_QUARTER, NO_TOTALS, check_sum, figures_of, same_figures
from reports.returns.models import MonitoringReturn, ReturnStep, StepKind
from reports.returns.templates import templates
from tests.house import House
from tests.reports.returns.conftest import HALF, SUMMER, write_tallies

GMCA = templates()["pcc-gmca"]


def lines(figures: dict[str, Any], title: str) -> dict[str, list[Any]]:
    """The lines of a table by their words: what is shown in each period."""
    sheets = [sheet for part in figures["parts"] for sheet in part["sheets"] if sheet["title"] == title]
    assert len(sheets) == 1, title
    return {row[0]: list(row[2:]) for row in sheets[0]["rows"]}


@pytest.mark.usefixtures("tallied")
def test_a_return_holds_the_agencys_own_figures_rounded_or_withheld_and_says_where_there_are_none(house: House) -> None:
    with house.acting("mash_manager") as actor:
        quarter, half = figures_of(actor, GMCA, SUMMER), figures_of(actor, GMCA, HALF)
    cases, people = lines(quarter, "Cases"), lines(quarter, "People supported, new and ongoing")
    assert cases["ISVA cases opened"] == [20]
    assert cases["All cases opened"] == [65]
    assert cases["Cases closed"] == [NO_TOTALS]
    assert list(people.values()) == [[30], [60]]
    travelled = next(rows for title, rows in _tables(quarter) if title.endswith("everyday life"))
    assert [row[2] for row in travelled if row[0] == "Worse"] == ["[c]"]
    assert lines(half, "Cases")["All cases opened"][2] in (125, 130)
    assert lines(half, "People supported, new and ongoing")["ISVA support"] == [30, 30, BY_QUARTER]
    said = str(quarter) + str(half)
    assert not any(number in said for number in ("995", "1000", "1005", "2010", "2015", "2000", "1060", "2105"))


def _tables(figures: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    return [(sheet["title"], sheet["rows"]) for part in figures["parts"] for sheet in part["sheets"]]


@pytest.mark.usefixtures("tallied")
def test_prepared_checked_by_another_sent_and_set_aside_before_the_next_version(house: House) -> None:
    with house.acting("mash_manager") as joan:
        row = service.prepare(actor=joan, template=GMCA, period=SUMMER)
        return_id = row.id
        assert row.sha256 == check_sum(row.figures)
        with pytest.raises(Refused):
            service.prepare(actor=joan, template=GMCA, period=SUMMER)
        with pytest.raises(Refused):
            service.check(actor=joan, return_id=return_id)
        with pytest.raises(Refused):
            service.send(actor=joan, return_id=return_id, words="Sent through the portal of the funder.")
    with house.acting("mash_protection") as grace:
        service.check(actor=grace, return_id=return_id)
    write_tallies(house, "MASH", {"cases.opened": {"isva": 52, "casework": 41}})
    settle_due()
    with house.acting("mash_manager") as joan:
        assert lines(queries.one(joan, return_id).row.figures, "Cases")["ISVA cases opened"] == [20]
        kept = queries.one(joan, return_id).row.figures
        assert same_figures(kept, {**kept, "parts": kept["parts"][1:]})
        assert not same_figures(kept, figures_of(joan, GMCA, SUMMER))
        service.send(actor=joan, return_id=return_id, words="Sent through the portal of the funder.")
        with pytest.raises(Refused):
            service.set_aside(actor=joan, return_id=return_id, words="short")
        service.set_aside(actor=joan, return_id=return_id, words="Thirty cases were entered late.")
        again = service.prepare(actor=joan, template=GMCA, period=SUMMER)
        assert (again.edition, lines(again.figures, "Cases")["ISVA cases opened"]) == (2, [50])
        steps = [step.kind for step in queries.one(joan, return_id).steps]
        assert steps == [StepKind.PREPARED, StepKind.CHECKED, StepKind.SENT, StepKind.SET_ASIDE]
        assert [view.row.edition for view in queries.returns_page(joan, 1).items] == [2, 1]


def test_nothing_is_frozen_while_figures_are_not_settled(house: House, frozen: None) -> None:
    write_tallies(house, "MASH", {"cases.opened": {"isva": 22, "casework": 41}})
    with house.acting("mash_manager") as joan, pytest.raises(Refused, match="put together"):
        service.prepare(actor=joan, template=GMCA, period=SUMMER)
    page = house.client("mash_manager").get("/reports/returns/new/pcc-gmca/2026-27-q2").get_data(as_text=True)
    assert "still being put together" in page
    assert "Prepare the return" not in page


@pytest.mark.usefixtures("tallied")
def test_a_return_is_its_agencys_alone_and_nobody_changes_what_is_kept(house: House) -> None:
    with house.acting("mash_manager") as joan:
        return_id = service.prepare(actor=joan, template=GMCA, period=SUMMER).id
    for persona in ("num_manager", "mash_caseworker", "mcc_coordinator"):
        with house.acting(persona) as actor, pytest.raises(NotVisible):
            queries.one(actor, return_id)
    with house.acting("mash_caseworker") as actor, pytest.raises(NotVisible):
        service.prepare(actor=actor, template=GMCA, period=HALF)
    with house.acting("num_manager") as priya:
        assert queries.returns_page(priya, 1).total == 0
    for table, field in ((MonitoringReturn, "sha256"), (ReturnStep, "by_name")):
        with acting_as(house.actor("mash_manager")):
            setattr(db.session.scalars(select(table)).one(), field, "Somebody else")
            with pytest.raises(DatabaseError):
                db.session.flush()
            db.session.rollback()


@pytest.mark.usefixtures("tallied")
def test_two_who_take_the_next_step_at_once_take_it_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with house.acting("mash_manager") as joan:
        return_id = service.prepare(actor=joan, template=GMCA, period=SUMMER).id
    with house.acting("mash_protection") as grace:
        read = queries.one(grace, return_id)
        service.check(actor=grace, return_id=return_id)
        db.session.commit()
        monkeypatch.setattr(queries, "one", lambda actor, wanted: read)
        with pytest.raises(Clash):
            service.check(actor=grace, return_id=return_id)
        db.session.rollback()
        found = db.session.scalars(select(ReturnStep.kind).where(ReturnStep.return_id == return_id)).all()
        assert sorted(found) == [StepKind.CHECKED, StepKind.PREPARED]
        monkeypatch.undo()
        with pytest.raises(NotVisible):
            service.check(actor=grace, return_id=uuid7())
