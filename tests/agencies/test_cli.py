"""Agreements by command: what is recorded, what is said, and what is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, select

from agencies import cli, queries
from agencies.models import InformationSharingAgreement
from core import audit, clock
from core.db import db
from tests.house import House

Run = Callable[..., Result]
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=clock.LONDON)


@pytest.fixture
def run(app: Flask, house: House) -> Run:
    """Run `agreements …` on a service where nobody has signed yet."""
    db.session.execute(delete(InformationSharingAgreement))
    db.session.commit()
    if "agreements" not in app.cli.commands:
        app.cli.add_command(cli.agreements)

    def ran(*words: str) -> Result:
        db.session.rollback()
        with clock.frozen_at(NOON):
            return app.test_cli_runner().invoke(args=["agreements", *words])

    return ran


def _recorded() -> list[InformationSharingAgreement]:
    db.session.rollback()
    return list(db.session.scalars(select(InformationSharingAgreement)))


def test_an_agreement_is_recorded_and_in_force_on_both_its_days(run: Run, house: House) -> None:
    agency_id = house.agency("MASH").id
    result = run("record", "mash", "--from", "2026-01-01", "--until", "2027-12-31", "--title", " Forum agreement ")
    assert result.exit_code == 0, result.output
    assert "from 1 January 2026 to 31 December 2027" in result.output
    (found,) = _recorded()
    assert (found.agency_id, found.title, found.signed_on) == (agency_id, "Forum agreement", date(2026, 1, 1))
    wanted = {date(2025, 12, 31): False, date(2026, 1, 1): True, date(2027, 12, 31): True, date(2028, 1, 1): False}
    assert {day: queries.has_current_agreement(agency_id, day) for day in wanted} == wanted


def test_recording_is_audited(run: Run, house: House) -> None:
    run("record", "MASH", "--from", "2026-01-01", "--until", "2027-12-31")
    (found,) = _recorded()
    agreement_id = found.id
    with house.acting("mash_outreach") as actor:
        entries = db.session.scalars(select(audit.AuditEntry).filter_by(row_id=agreement_id)).all()
        assert [(each.verb, each.kind) for each in entries] == [("signed", "sharing agreement")]
        assert audit.verify(actor.agency_id) is None


def test_one_that_begins_later_was_signed_today(run: Run) -> None:
    assert run("record", "NUM", "--from", "2026-12-01", "--until", "2027-11-30").exit_code == 0
    (found,) = _recorded()
    assert found.signed_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ZZZ", "--from", "2026-01-01", "--until", "2027-12-31"), "There is no agency “ZZZ”. There are: "),
        (("MASH", "--from", "2027-01-01", "--until", "2026-12-31"), "cannot end before it starts"),
        (("MASH", "--from", "01/01/2026", "--until", "2027-12-31"), "does not match the format"),
        (("MASH", "--from", "2026-01-01"), "Missing option '--until'"),
        (("MASH", "--from", "2026-01-01", "--until", "2027-12-31", "--title", " "), "Say what the agreement is called"),
        (
            ("MASH", "--from", "2026-01-01", "--until", "2027-12-31", "--signed", "2026-11-24"),
            "cannot have been signed on 24 November 2026",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run("record", *words)
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output
    assert _recorded() == []


def test_the_list_says_how_each_stands(run: Run, house: House) -> None:
    run("record", "MASH", "--from", "2026-01-01", "--until", "2027-12-31")
    run("record", "NUM", "--from", "2026-12-01", "--until", "2027-11-30")
    run("record", "TMR", "--from", "2025-01-01", "--until", "2025-12-31")
    run("record", "GMP", "--from", "2026-01-01", "--until", "2027-12-31")
    ended = db.session.scalars(select(InformationSharingAgreement).filter_by(agency_id=house.agency("GMP").id)).one()
    ended.ended_on = date(2026, 6, 1)
    db.session.commit()
    lines = {line.split()[0]: line for line in run("list").output.splitlines()}
    assert "2026-01-01 to 2027-12-31  in force" in lines["MASH"]
    assert "to come" in lines["NUM"]
    assert "run out" in lines["TMR"]
    assert "ended" in lines["GMP"]
    assert lines["LGBTF"].split()[1] == "none"
    assert set(lines) == {agency.code for agency in queries.member_agencies()}
