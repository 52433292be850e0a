"""Sending, answering and ending referrals: what each verb does, and what it refuses."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from agencies.models import InformationSharingAgreement
from agencies.queries import agency_by_code
from cases import queries as cases
from cases.models import Case, CaseKind
from core import audit, clock
from core.crypto.datakeys import keyring
from core.crypto.keyring import CannotOpen
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from directory.queries import alternatives, services_taking_referrals
from people import queries as people
from people import service as people_service
from people.models import Answer, Category, Disclosure, DisclosureKind, Purpose
from referrals import package, queries, service
from referrals.models import DisclosurePackage, PackageKey, Referral, ReferralReceipt, ReferralState, Urgency
from referrals.rules import SharingRefused
from tests.house import House
from tests.referrals import stage


def _notices() -> list[str]:
    return list(db.session.scalars(select(Notice.subject)))


def _sent(house: House) -> UUID:
    with house.acting("mash_outreach") as actor:
        return stage.sent(actor).id


def test_a_sent_referral_holds_what_was_agreed_and_nothing_else(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        referral = stage.sent(actor)
        opened = package.open_package(actor, referral.id)
        assert referral.state is ReferralState.SENT
        assert opened.triage.alias == stage.ALIAS
        assert opened.triage.needs == ["CJS", "SAFETY"]
        assert set(opened.parts) == {"CONTACT", "RISK"}
        assert opened.parts["CONTACT"].values["address"] == stage.NUMBER
        assert "health" not in str(opened)
        ledger = db.session.scalars(select(Disclosure)).all()
        assert [(row.kind, sorted(row.categories)) for row in ledger] == [
            (DisclosureKind.PACKAGE, ["ALIAS", "CONTACT", "RISK", "SUPPORT"])
        ]
    assert "A referral waits for your agency" in _notices()


def test_the_clocks_are_the_receivers(house: House) -> None:
    receiver = agency_by_code("NUM")
    receiver.acknowledge_days, receiver.decide_days = 2, 4
    db.session.commit()
    monday = clock.london(clock.now()).replace(year=2026, month=11, day=23, hour=22)
    with clock.frozen_at(monday), house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        plain = stage.send(actor, who.id, offer)
        assert (plain.acknowledge_by, plain.decide_by) == (date(2026, 11, 25), date(2026, 11, 27))
        service.withdraw(actor=actor, referral_id=plain.id)
        urgent = stage.send(actor, who.id, offer, urgency=Urgency.EMERGENCY)
        assert (urgent.acknowledge_by, urgent.decide_by) == (date(2026, 11, 23), date(2026, 11, 23))


@pytest.mark.parametrize("agreed", [(), (Category.ALIAS,), (Category.ALIAS, Category.SUPPORT)])
def test_without_consent_that_covers_it_nothing_is_stored(house: House, agreed: tuple[Category, ...]) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        if agreed:
            stage.consent(actor, who.id, offer, agreed)
        with pytest.raises(SharingRefused, match="how to contact them") as refused:
            stage.send(actor, who.id, offer)
        assert refused.value.field == "service"
        assert "not asked" in refused.value.reason
        assert db.session.scalars(select(Referral)).all() == []
        assert db.session.scalars(select(PackageKey)).all() == []


def test_consent_to_one_team_or_purpose_is_not_consent_to_another(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, isva = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, isva)
        other = next(
            offer for offer in services_taking_referrals(actor)
            if offer.agency_id == isva.agency_id and offer.team_id != isva.team_id
        )  # fmt: skip
        with pytest.raises(SharingRefused):
            stage.send(actor, who.id, other)


def test_an_expired_consent_covers_nothing(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer, days=1)
        with clock.frozen_at(clock.now() + timedelta(days=3)), pytest.raises(SharingRefused, match="consent ended"):
            stage.send(actor, who.id, offer)


def test_a_refusal_stands_in_the_ledger(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        service.record_refusal(
            actor=actor, person_id=who.id, service_id=offer.service_id, categories=stage.TRIAGE, reason="no consent"
        )
        row = db.session.scalars(select(Disclosure)).one()
        assert (row.kind, row.referral_id, row.recipient_agency_id) == (DisclosureKind.REFUSAL, None, offer.agency_id)


@pytest.mark.parametrize("side", ["MASH", "NUM"])
def test_without_an_agreement_on_either_side_nothing_moves(house: House, side: str) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        agency_id = agency_by_code(side).id
        for row in db.session.scalars(select(InformationSharingAgreement).filter_by(agency_id=agency_id)):
            row.ended_on = clock.today()
        db.session.flush()
        with pytest.raises(Refused, match="no information sharing agreement"):
            stage.send(actor, who.id, offer)


def test_one_open_referral_for_the_same_thing(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        first = stage.send(actor, who.id, offer)
        with pytest.raises(Refused, match="still open"):
            stage.send(actor, who.id, offer)
        service.withdraw(actor=actor, referral_id=first.id)
        assert stage.send(actor, who.id, offer).id != first.id


def test_a_letter_that_changed_since_it_was_read_does_not_leave(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        read = queries.letter_for(actor, who.id, offer, Purpose.SUPPORT, ["CJS"], [Category.HEALTH]).digest
        part = people.part(actor, who.id, Category.RISK)
        assert part is not None
        people_service.write_part(
            actor=actor, person_id=who.id, category=Category.RISK, answer=Answer.GIVEN, words="Other words.",
            version=part.version,
        )  # fmt: skip
        with pytest.raises(Refused, match="Read what will leave"):
            service.send_referral(
                actor=actor, person_id=who.id, service_id=offer.service_id, purpose=Purpose.SUPPORT, needs=["CJS"],
                urgency=Urgency.STANDARD, categories=stage.AGREED, shown=read,
            )  # fmt: skip


def test_a_third_agency_sees_nothing(house: House) -> None:
    referral_id = _sent(house)
    for stranger in ("tmr_outreach", "gmp_liaison", "mcc_chair"):
        with house.acting(stranger) as actor:
            with pytest.raises(NotVisible):
                queries.referral(actor, referral_id)
            with pytest.raises(CannotOpen):
                package.open_package(actor, referral_id)
            assert package.triages(actor, [referral_id]) == {}


def test_acknowledging_is_done_once(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        done = service.acknowledge(actor=actor, referral_id=referral_id, version=1)
        assert (done.state, done.acknowledged_name, done.version) == (ReferralState.ACKNOWLEDGED, "Robin Achebe", 2)
        with pytest.raises(Clash, match="Robin Achebe acknowledged this"):
            service.acknowledge(actor=actor, referral_id=referral_id, version=2)
    assert "A referral of yours was answered" in _notices()


def test_accepting_opens_an_own_person_and_case(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        case = service.accept(actor=actor, referral_id=referral_id, version=1)
        assert (case.kind, case.lead_user_id, case.needs) == (CaseKind.ISVA, actor.user_id, ["CJS", "SAFETY"])
        assert (case.origin_referral_id, case.origin_agency_id) == (referral_id, agency_by_code("MASH").id)
        who = people.person(actor, case.person_id)
        assert (who.alias, who.pronouns, who.origin_referral_id) == (stage.ALIAS, "she/her", referral_id)
        assert "From Manchester Action on Street Health by referral" in str(who.origin)
        contact = people.safe_contact(actor, who.id)
        assert contact is not None
        assert (contact.address, contact.code_word, contact.voicemail) == (stage.NUMBER, "from the library", "no")
        held = people.parts_for_sharing(actor, who.id)
        assert held[Category.SUPPORT] == [stage.SUPPORT]
        assert held[Category.RISK] == [stage.RISK]
        assert Category.HEALTH not in held
        receipt = queries.receipt(actor, referral_id)
        assert receipt is not None
        assert (receipt.case_id, receipt.accepted_by) == (case.id, actor.user_id)
        case_id, person_id = case.id, case.person_id
    with house.acting("mash_outreach") as actor:
        seen = queries.referral(actor, referral_id)
        assert (seen.state, seen.worker_name) == (ReferralState.ACCEPTED, "Robin Achebe")
        assert seen.opened_at is not None
        with pytest.raises(NotVisible):
            people.person(actor, person_id)
        assert db.session.scalars(select(Case).where(Case.id == case_id)).all() == []


def test_an_accepted_referral_is_not_answered_again(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        service.accept(actor=actor, referral_id=referral_id, version=1)
    with house.acting("num_caseworker") as actor:
        other = alternatives(actor)[0].id
        for answer in (
            lambda: service.accept(actor=actor, referral_id=referral_id, version=1),
            lambda: service.acknowledge(actor=actor, referral_id=referral_id, version=2),
            lambda: service.decline(
                actor=actor, referral_id=referral_id, version=2, reason_code="DECLINED_CAPACITY",
                alternative_service_id=other,
            ),
        ):  # fmt: skip
            with pytest.raises(Refused, match="Robin Achebe accepted this"):
                answer()
        assert len(db.session.scalars(select(ReferralReceipt)).all()) == 1


def test_a_stale_version_is_a_clash(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_caseworker") as actor:
        service.acknowledge(actor=actor, referral_id=referral_id, version=1)
    with house.acting("num_isva") as actor:
        with pytest.raises(Clash, match="Mel Hart acknowledged this while you were reading"):
            service.accept(actor=actor, referral_id=referral_id, version=1)
        assert service.accept(actor=actor, referral_id=referral_id, version=2).lead_user_id == actor.user_id


def test_the_sender_cannot_answer_its_own_referral(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("mash_caseworker") as actor, pytest.raises(NotVisible):
        service.accept(actor=actor, referral_id=referral_id, version=1)


def test_declining_needs_a_reason_and_another_service_and_closes_the_package(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        same = queries.referral(actor, referral_id).service_id
        other = next(row.id for row in alternatives(actor) if row.id != same)
        with pytest.raises(Refused, match="Choose a reason"):
            service.decline(
                actor=actor, referral_id=referral_id, version=1, reason_code="NONE", alternative_service_id=other
            )
        with pytest.raises(Refused, match="another service"):
            service.decline(
                actor=actor, referral_id=referral_id, version=1, reason_code="DECLINED_CAPACITY",
                alternative_service_id=same,
            )  # fmt: skip
        service.decline(
            actor=actor,
            referral_id=referral_id,
            version=1,
            reason_code="DECLINED_CAPACITY",
            alternative_service_id=other,
        )
        with pytest.raises(CannotOpen):
            package.open_package(actor, referral_id)
    with house.acting("mash_outreach") as actor:
        seen = queries.referral(actor, referral_id)
        assert (seen.state, seen.reason_code, seen.alternative_service_id) == ("declined", "DECLINED_CAPACITY", other)
        assert package.open_package(actor, referral_id).triage.alias == stage.ALIAS


def test_withdrawing_closes_the_receivers_copy(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("mash_outreach") as actor:
        service.withdraw(actor=actor, referral_id=referral_id)
        with pytest.raises(Refused, match="withdrawn"):
            service.withdraw(actor=actor, referral_id=referral_id)
        assert package.open_package(actor, referral_id).triage.alias == stage.ALIAS
    with house.acting("num_isva") as actor:
        assert package.triages(actor, [referral_id]) == {}
        with pytest.raises(CannotOpen, match="destroyed"):
            package.open_package(actor, referral_id)
        with pytest.raises(Refused, match="withdrawn"):
            service.accept(actor=actor, referral_id=referral_id, version=2)
        assert service.note_withdrawal_seen(actor=actor, referral_id=referral_id).withdrawn_seen_at is not None


def test_an_end_cannot_be_seen_before_it_came(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor, pytest.raises(Refused):
        service.note_withdrawal_seen(actor=actor, referral_id=referral_id)


def test_taking_back_consent_withdraws_what_is_pending_in_the_same_transaction(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        referral_id = stage.send(actor, who.id, offer).id
    with house.acting("mash_outreach") as actor:
        people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")
        assert queries.referral(actor, referral_id).state is ReferralState.WITHDRAWN
        kinds = [row.kind for row in db.session.scalars(select(Disclosure).order_by(Disclosure.at, Disclosure.id))]
        assert kinds == [DisclosureKind.PACKAGE, DisclosureKind.WITHDRAWN]
    with house.acting("num_isva") as actor:
        with pytest.raises(CannotOpen):
            package.open_package(actor, referral_id)
        assert queries.count_waiting(actor) == 1
        service.note_withdrawal_seen(actor=actor, referral_id=referral_id)
        assert queries.count_waiting(actor) == 0
    assert _notices().count("A referral to your agency has ended") > 0


def test_what_was_accepted_stays_and_says_so(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        referral_id = stage.send(actor, who.id, offer).id
    with house.acting("num_isva") as actor:
        case_id = service.accept(actor=actor, referral_id=referral_id, version=1).id
    with house.acting("mash_outreach") as actor:
        people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")
    with house.acting("num_isva") as actor:
        seen = queries.referral(actor, referral_id)
        assert seen.state is ReferralState.ACCEPTED
        assert seen.sharing_ended_at is not None
        assert cases.case(actor, case_id).closed_at is None
        assert [row.id for row in queries.ended_unseen(actor)] == [referral_id]


def test_a_newer_consent_that_still_covers_everything_withdraws_nothing(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        referral_id = stage.send(actor, who.id, offer).id
        newer = stage.consent(actor, who.id, offer, (*stage.AGREED, Category.HEALTH))
        assert queries.referral(actor, referral_id).state is ReferralState.SENT
        people_service.withdraw_consent(actor=actor, consent_id=newer.id, how="In person")
        assert queries.referral(actor, referral_id).state is ReferralState.WITHDRAWN


def test_a_newer_consent_that_covers_less_withdraws(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        referral_id = stage.send(actor, who.id, offer).id
        stage.consent(actor, who.id, offer, stage.TRIAGE, refused=(Category.RISK,))
        assert queries.referral(actor, referral_id).state is ReferralState.WITHDRAWN


def test_a_consent_that_runs_out_ends_what_is_pending(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer, days=2)
        referral_id = stage.send(actor, who.id, offer).id
        assert service.end_expired(actor=actor) == 0
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        with house.acting("num_isva") as actor:
            with pytest.raises(Refused, match="consent for this ended"):
                service.accept(actor=actor, referral_id=referral_id, version=1)
            db.session.rollback()
        with house.acting("mash_outreach") as actor:
            assert service.end_expired(actor=actor) == 1
            assert queries.referral(actor, referral_id).state is ReferralState.WITHDRAWN


@pytest.mark.sqlite_only  # PostgreSQL refuses the swap itself: test_sides.py
def test_a_sealed_part_does_not_open_in_another_referral(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        first = stage.sent(actor)
        who, offer = stage.person(actor, "Someone else"), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        second = stage.send(actor, who.id, offer)
        rows = {row.referral_id: row for row in db.session.scalars(select(DisclosurePackage))}
        keys = {(row.referral_id, row.holder_agency_id): row for row in db.session.scalars(select(PackageKey))}
        rows[second.id].triage_sealed = rows[first.id].triage_sealed
        rows[second.id].parts_sealed = rows[first.id].parts_sealed
        db.session.flush()
        with pytest.raises(CannotOpen):
            package.open_package(actor, second.id)
        keys[second.id, actor.agency_id].wrapped = keys[first.id, actor.agency_id].wrapped
        db.session.flush()
        with pytest.raises(CannotOpen):
            package.open_package(actor, second.id)


TABLES = ("referral", "disclosure_package", "package_key", "referral_subject", "disclosure", "audit_entry", "notice")


def test_a_dump_holds_no_word_of_the_letter(house: House) -> None:
    _sent(house)
    with house.acting("mash_outreach"):
        connection = db.session.connection(execution_options={"whole_database": True})
        rows = {table: connection.exec_driver_sql(f"select * from {table}").all() for table in TABLES}
    assert all(rows.values())
    dump = b" ".join(
        value if isinstance(value, bytes) else str(value).encode()
        for found in rows.values() for row in found for value in row
    )  # fmt: skip
    assert [marker for marker in stage.MARKERS if marker.encode() in dump] == []


def test_every_package_key_is_rewrapped(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        keyring().rotate(actor.agency_id)
        assert package.rewrap_packages(actor) == 1
        db.session.flush()
        keyring().retire_old(actor.agency_id)
        assert package.open_package(actor, referral_id).triage.alias == stage.ALIAS


def test_every_act_leaves_an_audit_entry_without_content(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        service.accept(actor=actor, referral_id=referral_id, version=1)
    for persona, verb in (("mash_outreach", "sent"), ("num_isva", "accepted")):
        with house.acting(persona) as actor:
            entries = db.session.scalars(select(audit.AuditEntry).filter_by(kind="referral", verb=verb)).all()
            assert [entry.row_id for entry in entries] == [referral_id]
            assert audit.verify(actor.agency_id) is None
