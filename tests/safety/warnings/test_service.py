"""Warnings in the database: the draft, the second person, the copies, and every way in which a warning ends."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from agencies.models import InformationSharingAgreement
from core import clock
from core.crypto.datakeys import is_destroyed
from core.crypto.envelopes import opened
from core.crypto.keyring import CannotOpen
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from people.service import exclude
from safety.reports import service as reports
from safety.reports.erasing import erase_report
from safety.vocabulary import DescriptorKind, Grade, Scope
from safety.warnings import jobs, queries, service
from safety.warnings.content import Noticed, text_of
from safety.warnings.models import (
    CopyState,
    DraftState,
    ShownHow,
    WarningCopy,
    WarningIdentifier,
    WarningState,
    WhyWithdrawn,
)
from tests.house import House
from tests.people.cast import robyn
from tests.safety.warnings.scene import LONG_ENOUGH, PHONE, PLATE, TEXT, drafted, out, released, report, sent

Held = namedtuple("Held", "envelope_id content_sealed reference expires_on")
SUPPORT = {"MASH", "NUM", "TMR", "LGBTF", "LIFESHARE", "STREETLEVEL"}


def holders(house: House, warning_id: UUID) -> dict[str, Held]:
    """Each agency's copy of the latest edition, by its code, as the maker sees them."""
    codes = {house.agency(code).id: code for code in (*SUPPORT, "GMP", "BTP", "PROBATION", "MCC")}
    with house.acting("mash_manager"):
        rows = db.session.scalars(select(WarningCopy).order_by(WarningCopy.edition)).all()
        return {
            codes[row.to_agency_id]: Held(row.envelope_id, row.content_sealed, row.reference, row.expires_on)
            for row in rows
            if row.warning_id == warning_id
        }


def known(house: House, persona: str, written: str = PHONE, kind: DescriptorKind = DescriptorKind.PHONE) -> list[str]:
    """The references of the warnings that an agency finds an identifier in."""
    with house.acting(persona) as actor:
        return [row.reference for row in queries.identified(actor, kind, written)]


def test_only_a_standing_yes_to_a_warning_lets_one_be_written(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        agreed, heard = report(actor), report(actor, set(Scope) - {Scope.WARNING})
        for report_ids in ([heard], [agreed, heard], []):
            with pytest.raises(Refused):
                service.start_draft(actor=actor, report_ids=report_ids, text=TEXT, grade=Grade.FIRST_HAND)
        with pytest.raises(Refused, match="heading"):
            service.start_draft(actor=actor, report_ids=[agreed], text=replace(TEXT, title=""), grade=Grade.FIRST_HAND)
    with house.acting("mash_caseworker") as actor, pytest.raises(NotVisible):
        service.start_draft(actor=actor, report_ids=[agreed], text=TEXT, grade=Grade.FIRST_HAND)
    draft_id = drafted(house, [agreed])
    with house.acting("num_manager") as actor, pytest.raises(NotVisible):
        queries.draft(actor, draft_id)
    with house.acting("mash_caseworker") as actor, pytest.raises(NotVisible):
        queries.draft(actor, draft_id)
    with house.acting("mash_outreach") as actor:
        row = queries.draft(actor, draft_id)
        assert b"money" not in (row.content_sealed or b"")
        assert row.writers == [str(actor.user_id)]


def test_the_check_stands_between_a_draft_and_a_second_person(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        agreed = report(actor)
    draft_id = drafted(house, [agreed], replace(TEXT, words="He grabbed a worker. It was reported to Sharon."))
    with house.acting("mash_outreach") as actor:
        row = queries.peek(actor, draft_id)
        found = queries.findings_of(actor, row, queries.sources_of(actor, draft_id))
        assert [(each.kind.value, each.must_go) for each in found] == [("accusing", True), ("name", False)]
        answers = {each.key: LONG_ENOUGH for each in found} | {"of nothing": LONG_ENOUGH}
        service.answer_findings(actor=actor, draft_id=draft_id, answers=answers, version=row.version)
        assert set(queries.answers_in(row)) == {each.key for each in found}
        with pytest.raises(Refused, match="still finds"):
            service.send_draft(actor=actor, draft_id=draft_id, version=row.version)
        mended = replace(TEXT, words="A man was reported to have grabbed a worker. It was reported to Sharon.")
        with pytest.raises(Clash):
            service.change_draft(actor=actor, draft_id=draft_id, text=mended, grade=row.grade, months=6, version=1)
        service.change_draft(
            actor=actor, draft_id=draft_id, text=mended, grade=row.grade, months=3, version=row.version
        )
        service.send_draft(actor=actor, draft_id=draft_id, version=row.version)
    with house.acting("mash_manager") as actor:
        told = db.session.scalars(select(Notice.address).where(Notice.path == f"/warnings/drafts/{draft_id}")).all()
        assert told == ["joan@mash.example"]
        assert [line.id for line in queries.to_release(actor)] == [draft_id]
        version = queries.peek(actor, draft_id).version
        service.send_back(actor=actor, draft_id=draft_id, words="Who is Sharon?", version=version)
    with house.acting("mash_outreach") as actor:
        assert [line.id for line in queries.sent_back(actor)] == [draft_id]
        row = queries.peek(actor, draft_id)
        assert (row.state, row.back_words) == (DraftState.WRITING, "Who is Sharon?")
        service.drop_draft(actor=actor, draft_id=draft_id, version=row.version)
        assert is_destroyed(actor.agency_id, draft_id)
        with pytest.raises(Refused, match="dropped"):
            service.change_draft(actor=actor, draft_id=draft_id, text=TEXT, grade=row.grade, months=6, version=5)


def test_a_second_person_lets_it_out_to_support_agencies_and_to_nobody_else(house: House) -> None:
    with house.acting("mash_manager") as actor:
        mine = report(actor)
    draft_id = drafted(house, [mine], by="mash_manager")
    sent(house, draft_id, by="mash_manager")
    with house.acting("mash_manager") as actor:
        version = queries.peek(actor, draft_id).version
        with pytest.raises(Refused, match="wrote some of it"):
            service.release(actor=actor, draft_id=draft_id, version=version)

    _, warning_id = out(house)
    copies = holders(house, warning_id)
    assert set(copies) == SUPPORT
    assert {row.content_sealed for row in copies.values()} == {copies["MASH"].content_sealed}
    assert b"money" not in copies["MASH"].content_sealed
    assert copies["NUM"].expires_on == clock.today().replace(year=2027, month=5)
    for persona in ("num_isva", "tmr_outreach", "lifeshare_caseworker", "mash_outreach"):
        assert known(house, persona) == known(house, persona, PLATE, DescriptorKind.PLATE) == [copies["NUM"].reference]
    for persona in ("gmp_liaison", "mcc_chair", "mash_auditor", "lgbtf_administrator"):
        assert known(house, persona) == []
        with house.acting(persona) as actor, pytest.raises(NotVisible):
            queries.warning(actor, warning_id)
    with house.acting("mash_manager"):
        keys = db.session.scalars(select(WarningIdentifier.key).where(WarningIdentifier.kind == "phone")).all()
        told = db.session.scalars(select(Notice.address).where(Notice.subject == "A new warning")).all()
    assert len(keys) == len(set(keys)) == len(SUPPORT)
    assert not [address for address in told if address.split("@")[1] in ("gmp.example", "mcc.example")]
    assert {"robin@num.example", "femi@tmr.example", "dee@mash.example"} <= set(told)


def test_taking_back_a_yes_closes_every_copy_at_once_and_nothing_else(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        both = report(actor, {Scope.WARNING, Scope.INTELLIGENCE}), report(actor)
    kept_report, kept = out(house, title="Another man reported to shout at doors")
    warning_id = released(house, sent(house, drafted(house, both)))
    open_draft = drafted(house, [both[1]])
    with house.acting("mash_outreach") as actor:
        reports.answer_scope(actor=actor, report_id=both[0], scope=Scope.INTELLIGENCE, answer=False)
        assert queries.issued(actor, warning_id).state is WarningState.CURRENT
        reports.answer_scope(actor=actor, report_id=both[1], scope=Scope.WARNING, answer=False)
        made = queries.issued(actor, warning_id)
        assert (made.state, made.why, made.withdrawn_by) == (
            WarningState.WITHDRAWN, WhyWithdrawn.CONSENT, actor.user_id
        )  # fmt: skip
        assert queries.peek(actor, open_draft).state is DraftState.DROPPED
        assert is_destroyed(actor.agency_id, open_draft)
        assert queries.warning(actor, warning_id).text.title == TEXT.title
    with house.acting("num_isva") as actor:
        gone = queries.warning(actor, warning_id)
        assert (gone.state, gone.text.title, gone.why) == (
            CopyState.WITHDRAWN, "", "The agency that made it took it back"
        )  # fmt: skip
        copy = db.session.get(WarningCopy, gone.copy_id)
        assert copy is not None
        with pytest.raises(CannotOpen):
            opened(actor, copy.envelope_id, copy.content_sealed)
        assert [row.warning_id for row in queries.feed_page(actor, queries.Sought(), 1).items] == [kept]
        told = db.session.scalars(select(Notice.path).where(Notice.subject == "A warning was taken back")).all()
        assert set(told) == {"/warnings/over"}
    assert len(known(house, "num_isva")) == 1
    with house.acting("mash_outreach") as actor, pytest.raises(Refused, match="taken back"):
        service.start_correction(actor=actor, warning_id=warning_id)
    with house.acting("mash_outreach") as actor:
        assert queries.issued(actor, kept).state is WarningState.CURRENT
        erase_report(actor=actor, report_id=kept_report)
        assert queries.issued(actor, kept).state is WarningState.WITHDRAWN
        assert queries.warning(actor, kept).text.title == ""


def test_a_no_ends_a_warning_even_when_another_report_behind_it_is_kept_from_the_worker(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person = robyn(actor)
        person_id, hidden, own = person.id, report(actor, person_id=person.id), report(actor)
    warning_id = released(house, sent(house, drafted(house, [hidden, own])))
    open_draft = drafted(house, [hidden, own])
    with house.acting("mash_protection") as actor:
        exclude(
            actor=actor, person_id=person_id, user_id=house.user("mash_outreach").id,
            reason="They live in the same house.", until_on=None,
        )  # fmt: skip
    with house.acting("mash_outreach") as actor:
        with pytest.raises(NotVisible):
            queries.draft(actor, open_draft)
        reports.answer_scope(actor=actor, report_id=own, scope=Scope.WARNING, answer=False)
    with house.acting("mash_manager") as actor:
        assert queries.issued(actor, warning_id).state is WarningState.WITHDRAWN
        assert is_destroyed(actor.agency_id, open_draft)


def test_a_yes_taken_back_before_the_release_stops_it(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        report_id = report(actor)
    draft_id = sent(house, drafted(house, [report_id]))
    with house.acting("mash_manager") as actor:
        version = queries.peek(actor, draft_id).version
    with house.acting("mash_outreach") as actor:
        reports.answer_scope(actor=actor, report_id=report_id, scope=Scope.WARNING, answer=False)
    with house.acting("mash_manager") as actor, pytest.raises(Refused):
        service.release(actor=actor, draft_id=draft_id, version=version)


def test_a_correction_is_a_new_edition_and_the_old_one_is_kept(house: House) -> None:
    _, warning_id = out(house)
    with house.acting("mash_outreach") as actor:
        later = report(actor)
        draft = service.start_correction(actor=actor, warning_id=warning_id, also=[later])
        assert service.start_correction(actor=actor, warning_id=warning_id).id == draft.id
        assert {row.id for row in queries.sources_of(actor, draft.id)} > {later}
        fresh = replace(TEXT, noticed=(Noticed(DescriptorKind.PHONE, "07700 900778"),))
        service.change_draft(
            actor=actor, draft_id=draft.id, text=fresh, grade=draft.grade, months=12, version=draft.version
        )
        draft_id = draft.id
    assert known(house, "num_isva") != []
    assert released(house, sent(house, draft_id)) == warning_id
    assert known(house, "num_isva") == []
    assert len(known(house, "num_isva", "+447700900778")) == 1
    with house.acting("num_isva") as actor:
        newest, older = queries.editions_of(actor, warning_id)
        assert (newest.edition, newest.state, older.edition, older.state) == (
            2, CopyState.CURRENT, 1, CopyState.REPLACED
        )  # fmt: skip
        assert PHONE in older.text.beside
        assert newest.first_at == older.first_at
    with house.acting("mash_outreach") as actor:
        reports.answer_scope(actor=actor, report_id=later, scope=Scope.WARNING, answer=False)
    with house.acting("num_isva") as actor:
        assert [row.text.title for row in queries.editions_of(actor, warning_id)] == ["", ""]


def test_it_ends_by_itself_can_be_given_more_time_and_reaches_newcomers(house: House) -> None:
    late = house.agency("LIFESHARE").id
    for row in db.session.scalars(select(InformationSharingAgreement).filter_by(agency_id=late)):
        row.ended_on = clock.today() - timedelta(days=1)
    db.session.commit()
    _, warning_id = out(house)
    assert set(holders(house, warning_id)) == SUPPORT - {"LIFESHARE"}
    for row in db.session.scalars(select(InformationSharingAgreement).filter_by(agency_id=late)):
        row.ended_on = None
    db.session.commit()
    with house.acting("mash_manager") as actor:
        assert jobs.look_after(actor) == 0
    assert known(house, "lifeshare_caseworker") == known(house, "num_isva") != []
    with house.acting("lifeshare_caseworker") as actor:
        assert queries.warning(actor, warning_id).text == TEXT

    after = clock.now() + timedelta(days=200)
    with clock.frozen_at(after):
        assert known(house, "num_isva") == []
        with house.acting("mash_manager") as actor:
            assert jobs.look_after(actor) == 1
            assert jobs.look_after(actor) == 0
            assert queries.issued(actor, warning_id).state is WarningState.ENDED
        with house.acting("num_isva") as actor:
            over = queries.over_page(actor, 1).items
            assert [(row.text.title, row.why) for row in over] == [("", "Its time ran out")]
        with house.acting("mash_outreach") as actor:
            draft = service.start_correction(actor=actor, warning_id=warning_id)
            draft_id = draft.id
        assert released(house, sent(house, draft_id)) == warning_id
        assert known(house, "num_isva") != []


def test_a_worker_takes_one_back_and_writes_down_who_was_shown_it(house: House) -> None:
    _, warning_id = out(house)
    with house.acting("tmr_outreach") as actor:
        person = robyn(actor)
        service.note_shown(actor=actor, warning_id=warning_id, how=ShownHow.ALOUD, people_count=4)
        service.note_shown(actor=actor, warning_id=warning_id, how=ShownHow.SCREEN, person_id=person.id)
        with pytest.raises(Refused, match="1 to 99"):
            service.note_shown(actor=actor, warning_id=warning_id, how=ShownHow.ALOUD, people_count=0)
        assert [line.how for line in queries.shown_to(actor, person.id)] == ["They read it on my screen"]
        with pytest.raises(NotVisible):
            queries.issued(actor, warning_id)
    with house.acting("mash_manager") as actor:
        assert queries.file_of(actor, warning_id).shown == 0
        assert queries.file_of(actor, warning_id).receivers == sorted(
            house.agency(code).name for code in SUPPORT - {"MASH"}
        )
        with pytest.raises(Clash):
            service.withdraw(actor=actor, warning_id=warning_id, why=WhyWithdrawn.WRONG, version=9)
        service.withdraw(actor=actor, warning_id=warning_id, why=WhyWithdrawn.WRONG, version=1)
        with pytest.raises(Refused, match="not out any more"):
            service.withdraw(actor=actor, warning_id=warning_id, why=WhyWithdrawn.WRONG, version=2)
    row = holders(house, warning_id)["MASH"]
    with house.acting("mash_manager") as actor:
        assert text_of(opened(actor, row.envelope_id, row.content_sealed)) == TEXT
    with house.acting("tmr_outreach") as actor, pytest.raises(Refused, match="not current"):
        service.note_shown(actor=actor, warning_id=warning_id, how=ShownHow.ALOUD)
