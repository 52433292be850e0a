"""Writing, authorising and following a decision: two people, a sealed copy, a ledger row, and no way round."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from core import audit, clock
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.words import long_day
from people import queries as people_queries
from people import service as people_service
from people.models import Answer, Category, Disclosure, DisclosureKind
from people.queries.ledger import to_tell
from referrals import package
from referrals import service as referrals
from referrals.decisions import jobs, queries, service
from referrals.decisions.models import DecisionState, Direction, SharingDecision
from referrals.models import Referral, ReferralState, RestsOn
from tests.house import House
from tests.referrals import stage
from tests.referrals.decisions import paper


def _ledger() -> list[Disclosure]:
    return list(db.session.scalars(select(Disclosure).order_by(Disclosure.at, Disclosure.id)))


def _notices() -> list[tuple[str, str]]:
    return [(row.subject, row.address) for row in db.session.scalars(select(Notice))]


def test_nothing_leaves_before_a_second_person_agrees(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.to_team(actor)
        assert row.state is DecisionState.WAITING
        assert row.left_at is None
        assert _ledger() == []
        assert db.session.scalars(select(Referral)).all() == []
    subjects = {subject for subject, _ in _notices()}
    assert subjects == {"Something waits for a second person"}


def test_agreed_it_leaves_as_a_sealed_copy_of_exactly_what_was_decided(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor, categories=("ALIAS", "CONTACT", "RISK")).id
    with house.acting("mash_manager") as manager:
        waiting = queries.decision(manager, row_id).row
        row = service.authorise(actor=manager, decision_id=row_id, version=waiting.version, words="I agree.")
        assert row.state is DecisionState.SHARED
        sent = db.session.scalars(select(Referral)).one()
        sent_id = sent.id
        assert (sent.rests_on, sent.purpose, sent.sender_name) == (RestsOn.DECISION, "safeguarding", "Dee Marlowe")
        opened = package.open_package(manager, sent.id)
        assert opened.triage.alarm == [paper.SECRET]
        assert opened.triage.support == []
        assert opened.triage.needs == []
        assert set(opened.parts) == {"CONTACT", "RISK"}
        assert opened.triage.last_day == row.review_on
        ledger = _ledger()
        assert [(each.kind, sorted(each.categories)) for each in ledger] == [
            (DisclosureKind.DECISION, ["ALIAS", "CONTACT", "RISK"])
        ]
        assert ledger[0].decision_id == row_id
        assert ledger[0].reason == f"withheld until {long_day(paper.there(row.tell_on))}"
        assert ledger[0].by_user_id == row.decided_by
    with house.acting("num_isva") as receiver:
        read = package.open_package(receiver, sent_id)
        assert "Marker support" not in str(read)
        assert "Marker health" not in str(read)


def test_the_one_who_decided_never_authorises(house: House) -> None:
    with house.acting("mash_manager") as actor:
        row = paper.to_team(actor)
        with pytest.raises(Refused, match="You decided this"):
            service.authorise(actor=actor, decision_id=row.id, version=row.version)
        with pytest.raises(Refused, match="You decided this"):
            service.refuse_decision(actor=actor, decision_id=row.id, version=row.version, words="No.")
        assert db.session.scalars(select(Referral)).all() == []


def test_a_worker_may_not_authorise_and_does_not_even_see_it(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor).id
    with house.acting("mash_caseworker") as colleague, pytest.raises(NotVisible):
        service.authorise(actor=colleague, decision_id=row_id, version=14)
    with house.acting("num_manager") as stranger, pytest.raises(NotVisible):
        queries.decision(stranger, row_id)


def test_the_database_itself_refuses_one_person_twice(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.to_team(actor)
        row.authorised_by = row.decided_by
        with pytest.raises(Exception, match="two_people_decide_to_share"):
            db.session.flush()
        db.session.rollback()


def test_a_second_person_may_ask_for_more_and_it_comes_back(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor).id
    with house.acting("mash_protection") as lead:
        row = queries.row(lead, row_id)
        with pytest.raises(Refused, match="what you need to know"):
            service.ask_more(actor=lead, decision_id=row_id, version=row.version, words=" ")
        service.ask_more(actor=lead, decision_id=row_id, version=row.version, words="Which door?")
    with house.acting("mash_outreach") as actor:
        row = queries.row(actor, row_id)
        assert row.state is DecisionState.QUESTIONED
        row = service.save(
            actor=actor, decision_id=row_id, version=row.version, step="ground",
            changes={"happening": "The front door, seen by a neighbour."},
        )  # fmt: skip
        row = service.submit(actor=actor, decision_id=row_id, version=row.version)
        assert row.state is DecisionState.WAITING


def test_a_second_person_may_say_no_and_the_refusal_stands_in_the_ledger(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor).id
    with house.acting("mash_protection") as lead:
        row = queries.row(lead, row_id)
        service.refuse_decision(actor=lead, decision_id=row_id, version=row.version, words="Not necessary.")
        assert row.state is DecisionState.REFUSED
        (written,) = _ledger()
        assert written.kind is DisclosureKind.REFUSAL
        assert "A second person did not agree" in (written.reason or "")
        assert db.session.scalars(select(Referral)).all() == []


def test_deciding_not_to_share_takes_two_people_and_stands_in_the_ledger(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.handed(actor, Direction.KEEP, consent="REFUSED").id
        assert _ledger() == []
    with house.acting("mash_manager") as manager:
        row = queries.row(manager, row_id)
        row = service.authorise(actor=manager, decision_id=row_id, version=row.version)
        assert row.state is DecisionState.KEPT
        (written,) = _ledger()
        assert (written.kind, written.categories, written.outside) == (
            DisclosureKind.NOT_SHARED, [], "West Yorkshire Police",
        )  # fmt: skip


def test_a_body_outside_is_told_after_it_was_agreed_and_how_is_written_down(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.handed(actor).id
        version = queries.row(actor, row_id).version
        with pytest.raises(Refused, match="not been agreed"):
            service.say_told_outside(actor=actor, decision_id=row_id, version=version, how="By phone", who="Duty desk")
    with house.acting("mash_manager") as manager:
        version = queries.row(manager, row_id).version
        row = service.authorise(actor=manager, decision_id=row_id, version=version)
        assert row.state is DecisionState.AGREED
        assert row.left_at is None
        assert _ledger() == []
    with house.acting("mash_outreach") as actor:
        row = queries.row(actor, row_id)
        row = service.say_told_outside(
            actor=actor, decision_id=row_id, version=row.version, how="By phone, 2pm", who="Duty desk", receipt="L-77"
        )
        assert row.state is DecisionState.SHARED
        (written,) = _ledger()
        assert (written.kind, written.outside) == (DisclosureKind.DECISION, "West Yorkshire Police")
        assert "Receipt: L-77" in (queries.decision(actor, row_id).happened[-1].step.words or "")


def test_police_need_their_name_typed_out(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor, "GMP").id
    with house.acting("mash_manager") as manager:
        version = queries.row(manager, row_id).version
        with pytest.raises(Refused, match="Greater Manchester Police"):
            service.authorise(actor=manager, decision_id=row_id, version=version, typed="GMP")
        row = service.authorise(actor=manager, decision_id=row_id, version=version, typed="greater  manchester police")
        assert row.state is DecisionState.SHARED


def test_a_child_needs_a_manager_who_says_so(house: House) -> None:
    child = {
        "ground": "CHILD_AT_RISK", "child_evidence": paper.WORDS, "not_only_work": True,
        "basis": "SAFEGUARDING_RECOGNISED", "consent": "PREJUDICE",
    }  # fmt: skip
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor, "MCC", **child).id
    with house.acting("mash_protection") as lead:
        version = queries.row(lead, row_id).version
        with pytest.raises(Refused, match="manager’s check"):
            service.authorise(actor=lead, decision_id=row_id, version=version, child_checked=True)
    with house.acting("mash_manager") as manager:
        with pytest.raises(Refused, match="checked the evidence"):
            service.authorise(actor=manager, decision_id=row_id, version=version)
        row = service.authorise(actor=manager, decision_id=row_id, version=version, child_checked=True)
        assert row.state is DecisionState.SHARED


def test_an_emergency_leaves_at_once_and_is_due_the_next_working_day(house: House) -> None:
    friday = datetime(2026, 11, 20, 19, 0, tzinfo=clock.LONDON)
    with clock.frozen_at(friday), house.acting("mash_outreach") as actor:
        row = paper.emergency(actor, "NUM")
        row = service.send_now(actor=actor, decision_id=row.id, version=row.version)
        row_id = row.id
        assert row.state is DecisionState.LEFT
        assert row.complete_by == date(2026, 11, 23)
        sent = paper.sent(row.referral_id)
        assert (sent.urgency.value, sent.rests_on) == ("emergency", RestsOn.DECISION)
        with pytest.raises(Refused, match="before a second person"):
            service.send_now(actor=actor, decision_id=row.id, version=row.version)
    with clock.frozen_at(friday + timedelta(days=3)), house.acting("mash_outreach") as actor:
        jobs.look_after(actor)
        assert not [subject for subject, _ in _notices() if "finish" in subject or "late" in subject]
    with clock.frozen_at(friday + timedelta(days=4)), house.acting("mash_outreach") as actor:
        jobs.look_after(actor)
        jobs.look_after(actor)
        late = sorted(
            (s, a.split("@")[0])
            for s, a in _notices()
            if s in ("Something at your agency is late", "Something you began must be finished")
        )
        assert late == [
            ("Something at your agency is late", "grace"), ("Something at your agency is late", "joan"),
            ("Something you began must be finished", "dee"),
        ]  # fmt: skip
        assert [each.row.id for each in queries.waiting(house.actor("mash_manager"))] == [row_id]


def test_the_rest_of_an_emergency_is_written_and_looked_at_afterwards(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.emergency(actor)
        row = service.send_now(actor=actor, decision_id=row.id, version=row.version)
        assert "recipient" not in queries.decision(actor, row.id).missing
        with pytest.raises(NotVisible):
            service.save(actor=actor, decision_id=row.id, version=row.version, step="parts", changes={"message": "x"})
        with pytest.raises(Refused, match="left already"):
            service.drop(actor=actor, decision_id=row.id, version=row.version)
        row = paper.write(
            actor, row, paper.sound(ground="LIFE", capacity="UNABLE_NOW", capacity_words="Unconscious", basis="VITAL")
        )
        row = service.submit(actor=actor, decision_id=row.id, version=row.version)
        row_id = row.id
        assert to_tell(_ledger()) == []
    with house.acting("mash_manager") as manager:
        version = queries.row(manager, row_id).version
        row = service.authorise(actor=manager, decision_id=row_id, version=version)
        assert row.state is DecisionState.SHARED
        assert len([each for each in _ledger() if each.kind is DisclosureKind.DECISION]) == 1


def test_an_emergency_that_nobody_agrees_to_closes(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.emergency(actor, "NUM")
        row = service.send_now(actor=actor, decision_id=row.id, version=row.version)
        row = paper.write(actor, row, paper.sound())
        row_id = service.submit(actor=actor, decision_id=row.id, version=row.version).id
    with house.acting("mash_protection") as lead:
        row = queries.row(lead, row_id)
        service.refuse_decision(actor=lead, decision_id=row_id, version=row.version, words="It was not needed.")
        sent_id = paper.there(row.referral_id)
        assert paper.sent(sent_id).state is ReferralState.WITHDRAWN
    with house.acting("num_isva") as receiver:
        assert package.triages(receiver, [sent_id]) == {}


def test_consent_taken_back_leaves_a_decision_alone(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor)
        offer = stage.isva_service(actor)
        given_id = stage.consent(actor, who.id, offer).id
        row = paper.written(
            actor, person_id=who.id, where="team", service_id=str(offer.service_id), outside="", outside_name=""
        )
        row_id = service.submit(actor=actor, decision_id=row.id, version=row.version).id
    with house.acting("mash_manager") as manager:
        version = queries.row(manager, row_id).version
        sent_id = service.authorise(actor=manager, decision_id=row_id, version=version).referral_id
    with house.acting("mash_outreach") as actor:
        people_service.withdraw_consent(actor=actor, consent_id=given_id, how="spoken")
        assert referrals.end_expired(actor=actor) == 0
        assert paper.sent(sent_id).state is ReferralState.SENT


def test_past_its_review_day_the_copy_closes(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor).id
    with house.acting("mash_manager") as manager:
        row = queries.row(manager, row_id)
        row = service.authorise(actor=manager, decision_id=row_id, version=row.version)
        last_day, sent_id = paper.there(row.review_on), row.referral_id
    after = datetime.combine(last_day, datetime.min.time(), clock.LONDON) + timedelta(days=1, hours=9)
    with clock.frozen_at(after), house.acting("mash_manager") as manager:
        assert service.end_past_review(actor=manager) == 1
        assert service.end_past_review(actor=manager) == 0
        assert paper.sent(sent_id).state is ReferralState.WITHDRAWN


def test_telling_them_is_put_off_told_and_then_reviewed(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor).id
    with house.acting("mash_manager") as manager:
        row = queries.row(manager, row_id)
        row = service.authorise(actor=manager, decision_id=row_id, version=row.version)
        due = paper.there(row.tell_on)
    moment = datetime.combine(due, datetime.min.time(), clock.LONDON) + timedelta(hours=9)
    with clock.frozen_at(moment), house.acting("mash_outreach") as actor:
        row = queries.row(actor, row_id)
        with pytest.raises(Refused, match="whether they have been told"):
            service.review(actor=actor, decision_id=row_id, version=row.version, words="It helped.")
        with pytest.raises(Refused, match="within three months"):
            service.put_off_telling(
                actor=actor, decision_id=row_id, version=row.version, words="Not yet", day=due + timedelta(days=200)
            )
        row = service.put_off_telling(
            actor=actor, decision_id=row_id, version=row.version, words="Not yet", day=due + timedelta(days=7)
        )
        assert len(_ledger()) == 2
        assert to_tell(_ledger()) == []
    with clock.frozen_at(moment + timedelta(days=60)), house.acting("mash_outreach") as actor:
        assert to_tell(_ledger()) == [], "the day was for looking again, and nobody looked"
        row = queries.row(actor, row_id)
        row = service.note_told(actor=actor, decision_id=row_id, version=row.version, words="She was relieved.")
        assert (row.tell_on, row.told_at is not None) == (None, True)
        assert [each.kind for each in to_tell(_ledger())] == [
            DisclosureKind.DECISION, DisclosureKind.UNTOLD, DisclosureKind.UNTOLD
        ]  # fmt: skip
        row = service.note_receipt(actor=actor, decision_id=row_id, version=row.version, words="Log 44")
        row = service.review(actor=actor, decision_id=row_id, version=row.version, words="It helped.")
        assert row.state is DecisionState.DONE


def test_what_a_second_person_refused_is_told_once_they_were_told(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor).id
    with house.acting("mash_manager") as manager:
        row = queries.row(manager, row_id)
        row = service.refuse_decision(actor=manager, decision_id=row_id, version=row.version, words="Not needed.")
        assert [each.kind for each in _ledger()] == [DisclosureKind.REFUSAL]
        assert to_tell(_ledger()) == []
        assert row_id in [each.row.id for each in queries.register_page(manager, "tell", "", 1).items]
    page = house.client("mash_outreach").get(f"/decisions/{row_id}").get_data(as_text=True)
    assert "They were told" in page
    with house.acting("mash_outreach") as actor:
        row = queries.row(actor, row_id)
        service.note_told(actor=actor, decision_id=row_id, version=row.version, words="She knows.")
        assert len(to_tell(_ledger())) == 2


def test_an_emergency_that_they_know_of_when_the_rest_is_written_is_told(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.emergency(actor)
        row = service.send_now(actor=actor, decision_id=row.id, version=row.version)
        assert to_tell(_ledger()) == []
        row = paper.write(
            actor, row, paper.sound(ground="LIFE", capacity="UNABLE_NOW", capacity_words="Unconscious", basis="VITAL",
                                    telling="TOLD")
        )  # fmt: skip
        service.submit(actor=actor, decision_id=row.id, version=row.version)
        assert len(to_tell(_ledger())) == 2


def test_a_page_saved_elsewhere_meanwhile_is_a_clash_and_nothing_is_lost(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = service.begin(actor=actor, person_id=stage.person(actor).id, direction=Direction.SHARE)
        first = row.version
        service.save(
            actor=actor, decision_id=row.id, version=first, step="ground", changes={"happening": "First words"}
        )
        with pytest.raises(Clash):
            service.save(actor=actor, decision_id=row.id, version=first, step="ground", changes={"happening": "Second"})
        assert queries.decision(actor, row.id).answers.happening == "First words"


def test_every_change_is_in_the_trail_without_its_words(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor).id
    with house.acting("mash_manager") as manager:
        version = queries.row(manager, row_id).version
        service.authorise(actor=manager, decision_id=row_id, version=version)
    with house.acting("mash_auditor"):
        trail = [
            (each.verb, each.fields)
            for each in db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.row_id == row_id))
        ]
    verbs = {verb for verb, _ in trail}
    assert {"begun", "changed", "submitted", "authorised", "shared"} <= verbs
    assert "Marker" not in str(trail)


def test_words_stand_in_no_column_in_the_clear(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row_id = paper.to_team(actor).id
        row = paper.there(db.session.get(SharingDecision, (actor.agency_id, row_id)))
        assert paper.SECRET.encode() not in (row.answers_sealed or b"")
        assert Category.RISK in queries.decision(actor, row_id).categories


def test_identity_that_was_shared_lands_at_the_receiver_when_it_accepts(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor).id
        people_service.write_identity(
            actor=actor, person_id=who, legal_name_answer=Answer.GIVEN, legal_name="Robyn Legal",
            birth_date_answer=Answer.GIVEN, birth_date=date(1990, 3, 9),
        )  # fmt: skip
        row = paper.written(
            actor, person_id=who, where="team", service_id=str(stage.isva_service(actor).service_id), outside="",
            outside_name="", categories=("ALIAS", "DOB", "LEGAL_NAME", "RISK"),
        )  # fmt: skip
        row_id = service.submit(actor=actor, decision_id=row.id, version=row.version).id
    with house.acting("mash_manager") as manager:
        version = queries.row(manager, row_id).version
        sent_id = service.authorise(actor=manager, decision_id=row_id, version=version).referral_id
    with house.acting("num_isva") as receiver:
        case = referrals.accept(actor=receiver, referral_id=paper.there(sent_id), version=1)
        landed = paper.there(people_queries.identity(receiver, case.person_id))
        assert (landed.legal_name, landed.birth_date) == ("Robyn Legal", "1990-03-09")
        origin = people_queries.person(receiver, case.person_id).origin
        assert "without consent" in (origin or "")
