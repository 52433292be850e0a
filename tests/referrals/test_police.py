"""Accepting where no case opens: police read the whole of what was sent to them, keep no record, and lose it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from agencies import queries as agencies
from agencies import service as agencies_service
from cases.models import Case
from core import audit, clock
from core.crypto.keyring import CannotOpen
from core.db import db
from core.errors import NotVisible, Refused
from core.outbox import Notice
from people import service as people_service
from people.models import Category, Disclosure, DisclosureKind, Person
from referrals import jobs, package, queries, service
from referrals.models import ReferralReceipt, ReferralState
from referrals.rules import SharingRefused
from tests.house import House
from tests.personas import PASSWORD
from tests.referrals import stage

REST = ("Marker risk", stage.NUMBER, "the library")


@dataclass(frozen=True, slots=True)
class ToPolice:
    """A referral from MASH to the police, and the consent that it rests on."""

    referral_id: UUID
    consent_id: UUID


def _sent(house: House, agreed: Iterable[Category] = stage.AGREED, days: int = 90) -> ToPolice:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.service_of(actor, "GMP")
        consent_id = stage.consent(actor, who.id, offer, agreed, days=days).id
        return ToPolice(stage.send(actor, who.id, offer, agreed).id, consent_id)


def _accepted(house: House, days: int = 90) -> ToPolice:
    made = _sent(house, days=days)
    with house.acting("gmp_liaison") as actor:
        service.accept_without_case(actor=actor, referral_id=made.referral_id, version=1)
    return made


def _take_back(house: House, made: ToPolice) -> None:
    with house.acting("mash_outreach") as actor:
        people_service.withdraw_consent(actor=actor, consent_id=made.consent_id, how="By text")


def _hire(house: House, agency: str, name: str, role: str) -> str:
    """Open another account; returns the address it signs in with."""
    email = f"{name.split()[0].lower()}@{agency.lower()}.example"
    agencies_service.add_user(
        agency_id=house.agency(agency).id, team_id=None, email=email, name=name, password=PASSWORD, roles=[role]
    )
    db.session.commit()
    return email


def test_a_liaison_reads_two_parts_then_accepts_and_reads_all(house: House) -> None:
    made, lena = _sent(house), house.client("gmp_liaison")
    url = f"/referrals/{made.referral_id}"
    before = lena.get(url).get_data(as_text=True)
    assert "Marker support" in before
    assert "No record and no case is made." in before
    assert [words for words in REST if words in before] == []
    answer = lena.post(f"{url}/accept", {"version": 1})
    assert (answer.status_code, answer.headers["Location"]) == (303, url)
    after = lena.get(url).get_data(as_text=True)
    assert [words for words in ("Marker support", *REST) if words not in after] == []
    assert "sent you" in after
    assert "Marker health" not in after
    assert stage.ALIAS in lena.get("/referrals?view=answered").get_data(as_text=True)


def test_the_sender_sees_who_accepted(house: House) -> None:
    made = _accepted(house)
    page = house.client("mash_outreach").get(f"/referrals/{made.referral_id}").get_data(as_text=True)
    assert "Accepted by Lena Marsh" in page
    with house.acting("mash_outreach"):
        assert "A referral of yours was answered" in list(db.session.scalars(select(Notice.subject)))


def test_the_police_keep_no_person_and_no_case(house: House) -> None:
    made = _accepted(house)
    with house.acting("gmp_liaison") as actor:
        for table in (Person, Case):
            assert db.session.scalar(select(func.count()).select_from(table)) == 0
        receipt = queries.receipt(actor, made.referral_id)
        assert receipt is not None
        assert (receipt.person_id, receipt.case_id, receipt.accepted_by) == (None, None, actor.user_id)
        row = queries.referral(actor, made.referral_id)
        assert (row.state, row.worker_name) == (ReferralState.ACCEPTED, "Lena Marsh")
        assert row.acknowledged_at is not None
        assert row.opened_at is not None
        with pytest.raises(Refused, match="Lena Marsh accepted this"):
            service.accept_without_case(actor=actor, referral_id=made.referral_id, version=2)


def test_each_reading_of_the_package_is_audited(house: House) -> None:
    made, lena = _accepted(house), house.client("gmp_liaison")
    for _ in range(2):
        lena.get(f"/referrals/{made.referral_id}")
    with house.acting("gmp_liaison") as actor:
        found = db.session.scalars(select(audit.AuditEntry).filter_by(kind="referral package", verb="read")).all()
        assert [(each.row_id, each.actor_id) for each in found] == [(made.referral_id, actor.user_id)] * 2
        assert {each.fields for each in found} == {"ALIAS SUPPORT CONTACT RISK"}
        assert audit.verify(actor.agency_id) is None


def test_reading_the_package_on_a_page_that_refuses_is_audited_too(house: House) -> None:
    made, lena = _accepted(house), house.client("gmp_liaison")
    answer = lena.post(f"/referrals/{made.referral_id}/accept", {"version": 2})
    assert answer.status_code == 422
    assert "Lena Marsh accepted this" in answer.get_data(as_text=True)
    assert "Marker risk" in answer.get_data(as_text=True)
    with house.acting("gmp_liaison"):
        found = db.session.scalars(select(audit.AuditEntry).filter_by(kind="referral package", verb="read")).all()
        assert [each.row_id for each in found] == [made.referral_id]


def test_other_roles_of_the_police_and_other_agencies_find_nothing(house: House) -> None:
    made = _accepted(house)
    for role, name in (("administrator", "Pat Rowe"), ("member_representative", "Kit Lowe")):
        browser = house.stranger()
        browser.sign_in(_hire(house, "GMP", name, role))
        assert browser.get(f"/referrals/{made.referral_id}").status_code == 404
    for persona in ("num_isva", "num_manager", "tmr_outreach", "mcc_chair", "mash_auditor"):
        assert house.client(persona).get(f"/referrals/{made.referral_id}").status_code == 404
    with house.acting("num_isva") as actor, pytest.raises(NotVisible):
        service.accept_without_case(actor=actor, referral_id=made.referral_id, version=2)


def test_consent_taken_back_closes_the_package_at_the_police(house: House) -> None:
    made, lena = _accepted(house), house.client("gmp_liaison")
    _take_back(house, made)
    page = lena.get(f"/referrals/{made.referral_id}").get_data(as_text=True)
    assert "What you wrote down elsewhere stays yours" in page
    assert "Marker" not in page
    assert lena.post(f"/referrals/{made.referral_id}/seen").status_code == 303
    again = lena.get(f"/referrals/{made.referral_id}").get_data(as_text=True)
    assert "The package is closed, and cannot be opened again." in again
    assert stage.ALIAS not in lena.get("/referrals?view=answered").get_data(as_text=True)
    with house.acting("gmp_liaison") as actor, pytest.raises(CannotOpen, match="destroyed"):
        package.open_package(actor, made.referral_id)
    theirs = house.client("mash_outreach").get(f"/referrals/{made.referral_id}").get_data(as_text=True)
    assert "what they wrote down elsewhere stays theirs" in theirs
    with house.acting("mash_outreach") as actor:
        assert package.open_package(actor, made.referral_id).triage.alias == stage.ALIAS
        ledger = db.session.scalars(select(Disclosure).filter_by(kind=DisclosureKind.WITHDRAWN)).one()
        assert ledger.referral_id == made.referral_id


def test_where_an_own_record_was_opened_taking_back_consent_leaves_the_wrap(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        referral_id = stage.send(actor, who.id, offer).id
    with house.acting("num_isva") as actor:
        service.accept(actor=actor, referral_id=referral_id, version=1)
    _take_back(house, ToPolice(referral_id, consent_id))
    with house.acting("num_isva") as actor:
        assert package.open_package(actor, referral_id).triage.alias == stage.ALIAS


def test_consent_that_runs_out_closes_the_package_at_once_and_for_good(house: House) -> None:
    made = _accepted(house, days=2)
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        with house.acting("gmp_liaison") as actor:
            page = queries.referral_page(actor, made.referral_id)
            assert (page.letter, page.triage, page.name) == ((), None, "")
            assert queries.listed_rows(actor, [page.referral])[0].name == "Closed: no name kept"
        with house.acting("mash_outreach") as actor:
            assert jobs.end_expired(actor) == 1
            assert jobs.end_expired(actor) == 0
        with house.acting("gmp_liaison") as actor:
            assert [row.id for row in queries.ended_unseen(actor)] == [made.referral_id]
            with pytest.raises(CannotOpen, match="destroyed"):
                package.open_package(actor, made.referral_id)


def test_what_has_run_out_before_it_is_accepted_does_not_open(house: House) -> None:
    made = _sent(house, days=2)
    with clock.frozen_at(clock.now() + timedelta(days=3)), house.acting("gmp_liaison") as actor:
        with pytest.raises(Refused, match="consent for this ended"):
            service.accept_without_case(actor=actor, referral_id=made.referral_id, version=1)
        db.session.rollback()
        assert queries.referral(actor, made.referral_id).state is ReferralState.SENT


def test_health_never_goes_to_the_police_even_when_agreed(house: House) -> None:
    with pytest.raises(Refused, match="cannot send health to a police service"):
        _sent(house, (*stage.AGREED, Category.HEALTH))
    db.session.rollback()
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.service_of(actor, "GMP")
        stage.consent(actor, who.id, offer)
        with pytest.raises(SharingRefused, match="cannot go to a police service: health"):
            stage.send(actor, who.id, offer, (*stage.AGREED, Category.HEALTH))


def test_each_kind_of_agency_accepts_in_its_own_way_only(house: House) -> None:
    made = _sent(house)
    with house.acting("gmp_liaison") as actor, pytest.raises(Refused, match="keeps no cases here"):
        service.accept(actor=actor, referral_id=made.referral_id, version=1)
    with house.acting("mash_outreach") as actor:
        referral_id = stage.sent(actor).id
    with house.acting("num_isva") as actor, pytest.raises(Refused, match="keeps its own cases"):
        service.accept_without_case(actor=actor, referral_id=referral_id, version=1)


def test_the_database_keeps_no_half_receipt(house: House) -> None:
    made = _accepted(house)
    with house.acting("mash_outreach") as actor:
        person_id = stage.person(actor, "Another").id
        half = ReferralReceipt(
            agency_id=actor.agency_id, referral_id=made.referral_id, person_id=person_id, case_id=None,
            accepted_by=actor.user_id,
        )  # fmt: skip
        db.session.add(half)
        with pytest.raises(IntegrityError, match="a_receipt_has_both_or_neither"):
            db.session.flush()
        db.session.rollback()


def test_an_acceptance_by_the_police_is_counted_like_any_other(house: House) -> None:
    made = _accepted(house)
    with house.acting("gmp_liaison") as actor:
        today = clock.today()
        received = queries.received_between(actor, today, today)
        assert [(row.id, row.state) for row in received] == [(made.referral_id, ReferralState.ACCEPTED)]
        assert queries.count_waiting(actor) == 0
        assert agencies.agency(actor.agency_id).code == "GMP"
