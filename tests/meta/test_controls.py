"""Take one control away, and a check must turn red: gate, scoping, policy, consent.

Each test first shows the check green with the control in place, then red without it. A control whose loss nobody
would notice is no control. The token has such a test beside its sweep.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from core import access
from core.db import db
from core.errors import Refused
from core.session import marked
from directory.queries import services_taking_referrals
from people import service as people
from people.models import Answer, Category, ConsentState, Purpose
from people.rules import ConsentFact, Coverage
from referrals import rules as referral_rules
from referrals import service as referrals
from referrals.models import Urgency
from tests.house import House
from tests.meta.sweep import superuser_connection
from tests.meta.test_sweep import switch_off_application


def turns_red(check: Callable[[], bool], take_away: Callable[[], None]) -> None:
    """The check holds with the control in place and fails without it."""
    assert check(), "the check fails although the control is in place"
    take_away()
    assert not check(), "the control is gone and the check did not notice"


def robyn(house: House) -> UUID:
    """Someone at MASH who was asked about nothing."""
    with house.acting("mash_caseworker") as actor:
        person = people.register_person(actor=actor, alias="Robyn")
        people.write_part(
            actor=actor, person_id=person.id, category=Category.SUPPORT, answer=Answer.GIVEN, words="A safe place."
        )
        return person.id


def test_the_gate(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/people/{robyn(house)}"
    auditor = house.client("mash_auditor")
    turns_red(
        lambda: auditor.get(address).status_code == 404,
        lambda: monkeypatch.setattr(access, "judge", lambda _: None),
    )


@pytest.mark.sqlite_only
def test_the_scope_of_queries(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"/people/{robyn(house)}"
    stranger = house.client("tmr_outreach")
    turns_red(
        lambda: "Robyn" not in stranger.get(address).get_data(as_text=True),
        lambda: switch_off_application(monkeypatch, gate=False),
    )


@pytest.mark.postgres_only
def test_the_policies_of_the_database(house: House) -> None:
    robyn(house)
    db.session.rollback()

    def nobody_sees_a_row() -> bool:
        with db.engine.connect().execution_options(whole_database=True) as connection:
            return connection.execute(text("select count(*) from person")).scalar() == 0

    def drop_policy() -> None:
        with marked(), superuser_connection() as connection:
            connection.execute(text("drop policy own_agency on person"))
            connection.execute(text("create policy everyone on person using (true)"))
            connection.commit()

    turns_red(nobody_sees_a_row, drop_policy)


def test_the_question_of_consent(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    person_id = robyn(house)

    def refused() -> bool:
        with house.acting("mash_caseworker") as actor:
            offer = next(offer for offer in services_taking_referrals(actor) if offer.opens_isva_case)
            try:
                referrals.send_referral(
                    actor=actor, person_id=person_id, service_id=offer.service_id, purpose=Purpose.SUPPORT,
                    needs=["SAFETY"], urgency=Urgency.STANDARD, categories=[Category.ALIAS, Category.SUPPORT],
                )  # fmt: skip
            except (Refused, KeyError):
                return True
            return False

    def ask_no_more() -> None:
        monkeypatch.setattr(referral_rules, "consent_covers", lambda *_: None)
        monkeypatch.setattr("referrals.queries.letters.may_share", everything_is_covered)

    turns_red(refused, ask_no_more)


def everything_is_covered(_: object, categories: Collection[Category], *__: object) -> Coverage:
    """What `may_share` would answer if it asked nobody."""
    nobody = ConsentFact(
        id=uuid4(), answers={}, recipient_agency_id=uuid4(), recipient_team_id=None, purpose=Purpose.SUPPORT,
        state=ConsentState.GIVEN, given_on=date(2026, 1, 1), valid_until=date(2039, 1, 1),
    )  # fmt: skip
    return Coverage(covered=dict.fromkeys(categories, nobody))
