"""Sent to the wrong place: closed at once, both sides told, and a record with its 72 hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from cases.models import Case
from core import clock
from core.actor import Actor
from core.crypto.keyring import CannotOpen
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from people import service as people_service
from people.models import Disclosure, DisclosureKind, Person
from referrals import holding, package, queries, rules, sending_panels, service
from referrals.models import CopyState, MisdirectedNote, MisdirectedRecord, ReferralState, RiskAssessed
from tests.house import House
from tests.referrals import stage

HAPPENED = "Chose the line above the right one in the list."


def _waiting(house: House, actor: Actor) -> list[str]:
    with house.app.test_request_context():
        return [each.title for each in sending_panels.waiting(actor)]


def _sent(house: House) -> UUID:
    with house.acting("mash_outreach") as actor:
        return stage.sent(actor).id


def _accept(house: House, referral_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        service.accept(actor=actor, referral_id=referral_id, version=1)


def _report(house: House, referral_id: UUID) -> None:
    with house.acting("mash_outreach") as actor:
        service.report_wrong_place(actor=actor, referral_id=referral_id, what_happened=HAPPENED)


def kept(**changes: Any) -> rules.Kept:
    """A record in which the ICO and the person were not told, and why."""
    values: dict[str, Any] = {
        "risk": RiskAssessed.UNLIKELY, "risk_words": "Nobody there knows them.", "ico_told": False,
        "ico_told_at": None, "ico_words": "Unlikely to harm anyone.", "person_told": True, "person_words": "",
        **changes,
    }  # fmt: skip
    return rules.Kept(**values)


@pytest.mark.parametrize("answered", [False, True], ids=["undecided", "accepted"])
def test_the_package_is_closed_for_the_receiver_at_once(house: House, answered: bool) -> None:
    referral_id = _sent(house)
    if answered:
        _accept(house, referral_id)
    _report(house, referral_id)
    with house.acting("num_isva") as actor:
        row = queries.received_referral(actor, referral_id)
        assert row.state is ReferralState.MISDIRECTED
        assert package.triages(actor, [referral_id]) == {}
        with pytest.raises(CannotOpen):
            package.open_package(actor, referral_id)
        with pytest.raises(Refused, match="wrong place"):
            service.accept(actor=actor, referral_id=referral_id, version=row.version)
    with house.acting("mash_outreach") as actor:
        assert package.open_package(actor, referral_id).triage.alias == stage.ALIAS
        record = queries.misdirected_record(actor, referral_id)
        assert record.had_opened is answered


def test_both_leads_are_told_once_by_notices_that_say_nothing(house: House) -> None:
    referral_id = _sent(house)
    before = len(db.session.scalars(select(Notice)).all())
    _report(house, referral_id)
    notices = list(db.session.scalars(select(Notice)))[before:]
    leads = [notice for notice in notices if notice.path == "/referrals/wrong-place"]
    assert sorted(notice.address for notice in leads) == ["grace@mash.example", "kamal@num.example"]
    for notice in notices:
        said = f"{notice.subject} {notice.path}"
        for word in (*stage.MARKERS, "MASH", "NUM", "Ugly", "Manchester Action", "ISVA", HAPPENED):
            assert word not in said


def test_the_ledger_says_so_and_what_happened_is_sealed_to_the_sender(house: House) -> None:
    referral_id = _sent(house)
    _report(house, referral_id)
    with house.acting("mash_outreach") as actor:
        (entry,) = db.session.scalars(select(Disclosure).where(Disclosure.kind == DisclosureKind.MISDIRECTED))
        assert (entry.referral_id, set(entry.categories)) == (referral_id, {each.value for each in stage.AGREED})
        note = queries.misdirected_note(actor, referral_id)
        assert note.happened == HAPPENED
        assert note.happened_sealed is not None
        assert HAPPENED.encode() not in note.happened_sealed
    with house.acting("num_protection") as actor:
        assert db.session.scalars(select(MisdirectedNote)).all() == []
        with pytest.raises(NotVisible):
            queries.misdirected_note(actor, referral_id)


def test_the_72_hours_run_over_a_weekend(house: House) -> None:
    friday = clock.london(clock.now()).replace(year=2026, month=11, day=20, hour=16, minute=30)
    referral_id = _sent(house)
    with clock.frozen_at(friday):
        _report(house, referral_id)
    with house.acting("mash_protection") as actor:
        record = queries.misdirected_record(actor, referral_id)
        assert record.ico_by - record.found_at == timedelta(hours=72)
        faces = [
            (1, "calm", "71 hours left"),
            (60, "soon", "12 hours left"),
            (75, "late", "3 hours late"),
        ]
        for hours, state, words in faces:
            with clock.frozen_at(friday + timedelta(hours=hours)):
                dial = holding.ico_dial(record, settled=False)
                assert (dial.state, dial.words) == (state, words)


def test_a_second_report_and_one_without_words_are_refused(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("mash_outreach") as actor:
        with pytest.raises(Refused, match="Say what happened"):
            service.report_wrong_place(actor=actor, referral_id=referral_id, what_happened=" ")
        service.report_wrong_place(actor=actor, referral_id=referral_id, what_happened=HAPPENED)
        with pytest.raises(Refused, match="was reported"):
            service.report_wrong_place(actor=actor, referral_id=referral_id, what_happened=HAPPENED)
    with house.acting("num_isva") as actor, pytest.raises(NotVisible):
        service.report_wrong_place(actor=actor, referral_id=referral_id, what_happened=HAPPENED)


def test_consent_taken_back_afterwards_tells_nobody_a_second_time(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        referral_id = stage.send(actor, who.id, offer).id
    _report(house, referral_id)
    before = len(db.session.scalars(select(Notice)).all())
    with house.acting("mash_outreach") as actor:
        people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")
        assert queries.referral(actor, referral_id).state is ReferralState.MISDIRECTED
    assert len(db.session.scalars(select(Notice)).all()) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"risk_words": ""}, "risk_words"), ({"ico_words": ""}, "ico_words"), ({"ico_told": True}, "ico_day"),
        ({"person_told": False}, "person_words"), ({"risk_words": "x" * 4001}, "risk_words"),
        ({"ico_told": True, "ico_told_at": datetime(2020, 1, 1, tzinfo=clock.LONDON)}, "ico_day"),
    ],
)  # fmt: skip
def test_a_record_without_its_reasons_is_refused(house: House, changes: dict[str, Any], field: str) -> None:
    referral_id = _sent(house)
    _report(house, referral_id)
    with house.acting("mash_protection") as actor:
        with pytest.raises(Refused) as told:
            service.keep_record(actor=actor, referral_id=referral_id, version=1, kept=kept(**changes))
        assert told.value.field == field


def test_the_lead_keeps_the_record_and_the_clock_ends(house: House) -> None:
    referral_id = _sent(house)
    _report(house, referral_id)
    with house.acting("mash_protection") as actor:
        assert _waiting(house, actor) == ["A referral of ours went to the wrong place"]
        service.keep_record(
            actor=actor, referral_id=referral_id, version=1,
            kept=kept(risk=RiskAssessed.HIGH, ico_told=True, ico_told_at=clock.now(), ico_words="Told by the form."),
        )  # fmt: skip
        with pytest.raises(Clash):
            service.keep_record(actor=actor, referral_id=referral_id, version=1, kept=kept())
        note = queries.misdirected_note(actor, referral_id)
        assert (note.ico_told, note.person_told, note.ico_words) == (True, True, "Told by the form.")
        assert _waiting(house, actor) == []


def test_the_receivers_lead_confirms_once_and_the_sender_reads_it(house: House) -> None:
    referral_id = _sent(house)
    _accept(house, referral_id)
    _report(house, referral_id)
    with house.acting("num_protection") as actor:
        assert len(_waiting(house, actor)) == 1
        service.confirm_closed(actor=actor, referral_id=referral_id, copy=CopyState.RECORD_CLOSED)
        with pytest.raises(Refused, match="Kamal Rees confirmed"):
            service.confirm_closed(actor=actor, referral_id=referral_id, copy=CopyState.NOTHING_KEPT)
        assert _waiting(house, actor) == []
    with house.acting("mash_protection") as actor:
        record = queries.misdirected_record(actor, referral_id)
        assert (record.copy, record.confirmed_name) == (CopyState.RECORD_CLOSED, "Kamal Rees")
        with pytest.raises(NotVisible):
            service.confirm_closed(actor=actor, referral_id=referral_id, copy=CopyState.NOTHING_KEPT)


def test_nothing_is_deleted_at_the_receiver_and_its_own_pages_are_marked(house: House) -> None:
    referral_id = _sent(house)
    _accept(house, referral_id)
    _report(house, referral_id)
    with house.acting("num_isva") as actor:
        person, case = db.session.scalars(select(Person)).one(), db.session.scalars(select(Case)).one()
        assert person.alias == stage.ALIAS
        assert sending_panels.wrong_person_panel(actor, person.id) is not None
        assert sending_panels.wrong_case_panel(actor, case.id) is not None
        paths = f"/people/{person.id}", f"/cases/{case.id}"
    robin = house.client("num_isva")
    for path in paths:
        assert "sent this to you by mistake" in robin.get(path).get_data(as_text=True)


def test_a_third_agency_finds_nothing(house: House) -> None:
    referral_id = _sent(house)
    _report(house, referral_id)
    with house.acting("tmr_outreach") as actor:
        assert db.session.scalars(select(MisdirectedRecord)).all() == []
        with pytest.raises(NotVisible):
            queries.misdirected_record(actor, referral_id)


def test_the_pages_from_report_to_confirmation(house: House) -> None:
    referral_id = _sent(house)
    dee, grace, kamal = (house.client(each) for each in ("mash_outreach", "mash_protection", "num_protection"))
    url = f"/referrals/{referral_id}/wrong-place"
    assert "72 hours" in dee.get(url).get_data(as_text=True)
    refused = dee.post(url, {"happened": ""})
    assert (refused.status_code, "Say what happened." in refused.get_data(as_text=True)) == (422, True)
    assert dee.post(url, {"happened": HAPPENED}).status_code == 303
    for browser in (grace, kamal):
        home = browser.get("/").get_data(as_text=True)
        assert "went to the wrong place" in home or "by mistake" in home
        assert browser.get("/referrals/wrong-place").status_code == 200
    record = f"/referrals/wrong-place/{referral_id}"
    assert HAPPENED in grace.get(record).get_data(as_text=True)
    theirs = kamal.get(record).get_data(as_text=True)
    assert HAPPENED not in theirs
    assert stage.ALIAS not in theirs
    form = {"version": 1, "risk": "unlikely", "risk_words": "Nobody there knows them.", "ico_told": "no",
            "ico_words": "", "person_told": "not_yet"}  # fmt: skip
    answer = grace.post(record, form)
    assert answer.status_code == 422
    assert "Nobody there knows them." in answer.get_data(as_text=True)
    assert grace.post(record, {**form, "ico_words": "Unlikely to harm anyone."}).status_code == 303
    clash = grace.post(record, {**form, "ico_words": "Typed on a stale page."})
    assert clash.status_code == 409
    assert "Typed on a stale page." in clash.get_data(as_text=True)
    assert "Unlikely to harm anyone." in clash.get_data(as_text=True)
    assert kamal.post(f"{record}/confirm", {}).status_code == 422
    assert kamal.post(f"{record}/confirm", {"copy": "nothing_kept"}).status_code == 303
    assert "no copy and no record" in grace.get(record).get_data(as_text=True)


@pytest.mark.parametrize("persona", ["mash_outreach", "num_isva", "gmp_liaison", "lgbtf_administrator", "mcc_chair"])
def test_only_protection_leads_open_the_records(house: House, persona: str) -> None:
    referral_id = _sent(house)
    _report(house, referral_id)
    browser = house.client(persona)
    for path in ("/referrals/wrong-place", f"/referrals/wrong-place/{referral_id}"):
        assert browser.get(path).status_code == 404
