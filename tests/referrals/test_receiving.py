"""The receiver's desk: who has a referral, giving several at once, asking for more, another service, the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from agencies.queries import agency_by_code
from cases.models import Case
from core import clock, tallies
from core.actor import Actor
from core.crypto.keyring import CannotOpen
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.tallies import quarter_of
from directory.queries import alternatives
from people import queries as people_queries
from people import service as people_service
from people.models import Category, ConsentMethod, Disclosure, DisclosureKind, Purpose, RecordPart
from referrals import jobs, package, queries, service
from referrals.models import HandoverHow, MoreAnswer, Outcome, Referral, ReferralReceipt, ReferralState, UnmetNeed
from referrals.rules import Telling
from tests.house import House
from tests.referrals import stage

RISK_AND_HEALTH = [Category.RISK, Category.HEALTH]
NOTE = "Marker note: she has a key worker now."


def _sent(house: House, categories: tuple[Category, ...] = stage.TRIAGE) -> UUID:
    with house.acting("mash_outreach") as actor:
        return stage.sent(actor, categories).id


def _row(actor: Actor, referral_id: UUID) -> Referral:
    return queries.referral(actor, referral_id)


def _version(actor: Actor, referral_id: UUID) -> int:
    return _row(actor, referral_id).version


def _user_id(house: House, persona: str) -> UUID:
    return house.actor(persona).user_id


def _asked(house: House, categories: list[Category] | None = None) -> UUID:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        service.ask_for_more(
            actor=actor, referral_id=referral_id, version=1, categories=categories or [Category.RISK],
            why="Is it safe to visit?",
        )  # fmt: skip
    return referral_id


def _accepted(house: House) -> UUID:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        service.accept(actor=actor, referral_id=referral_id, version=1)
    return referral_id


def _ledger(actor: Actor) -> list[DisclosureKind]:
    return [row.kind for row in db.session.scalars(select(Disclosure).order_by(Disclosure.at))]


def _tell_sender_agrees(house: House, referral_id: UUID, *, yes: bool = True) -> None:
    """Record at NUM what the person says to telling MASH how it went."""
    with house.acting("num_isva") as actor:
        kept = queries.receipt(actor, referral_id)
        assert kept is not None
        assert kept.person_id is not None
        mash = agency_by_code("MASH")
        recipient = next(each for each in people_queries.recipients(actor) if each.agency_id == mash.id)
        shown = people_queries.wording_to_show(actor, recipient, Purpose.JOINT_WORK, "plain")
        people_service.record_consent(
            actor=actor, person_id=kept.person_id, recipient_agency_id=mash.id, recipient_team_id=None,
            purpose=Purpose.JOINT_WORK, answers={Category.SUPPORT: yes}, method=ConsentMethod.SPOKEN, interpreter=None,
            wording_id=shown.wording_id, shown=shown.text, conditions=None, told_may_refuse=True, safe_to_speak=True,
            capacity="presumed", valid_until=clock.today() + timedelta(days=30),
        )  # fmt: skip


def test_taking_a_referral_names_the_worker_and_acknowledges(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        service.assign(actor=actor, referral_id=referral_id, version=1, worker_id=actor.user_id)
        row = _row(actor, referral_id)
        assert (row.state, row.worker_name, row.acknowledged_name) == (
            ReferralState.ACKNOWLEDGED, "Robin Achebe", "Robin Achebe",
        )  # fmt: skip
        assert queries.holder_id(actor, referral_id) == actor.user_id
    with house.acting("mash_outreach") as actor:
        assert queries.referral_page(actor, referral_id).referral.worker_name == "Robin Achebe"
        assert queries.holder_id(actor, referral_id) is None


def test_giving_a_referral_does_not_say_that_it_was_read(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_manager") as actor:
        service.assign(actor=actor, referral_id=referral_id, version=1, worker_id=_user_id(house, "num_caseworker"))
        row = _row(actor, referral_id)
        assert (row.state, row.worker_name, row.acknowledged_at) == (ReferralState.SENT, "Mel Hart", None)
        told = db.session.scalars(select(Notice).where(Notice.subject == "A referral waits for you")).all()
        assert [each.address for each in told] == ["mel@num.example"]
    with house.acting("num_caseworker") as actor:
        assert queries.counts(actor)["me"] == 1
        assert queries.counts(actor)["new"] == 0


def test_only_those_who_could_answer_and_lead_may_have_it(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        with pytest.raises(Refused, match="Kamal Rees cannot answer referrals"):
            service.assign(actor=actor, referral_id=referral_id, version=1, worker_id=_user_id(house, "num_protection"))
        for stranger in (_user_id(house, "mash_manager"), uuid4()):
            with pytest.raises(Refused, match="Choose a colleague"):
                service.assign(actor=actor, referral_id=referral_id, version=1, worker_id=stranger)
        assert _row(actor, referral_id).worker_name is None
    with house.acting("mash_manager") as actor, pytest.raises(NotVisible):
        service.assign(actor=actor, referral_id=referral_id, version=1, worker_id=actor.user_id)


def test_several_are_given_at_once(house: House) -> None:
    first, second = _sent(house), _sent(house)
    mel = _user_id(house, "num_caseworker")
    with house.acting("num_manager") as actor:
        service.assign_many(actor=actor, versions={first: 1, second: 1}, worker_id=mel)
        assert {queries.holder_id(actor, each) for each in (first, second)} == {mel}


@pytest.mark.parametrize("barred", ["answered", "ours", "strange", "stale"])
def test_one_that_is_not_allowed_changes_nothing_and_is_named(house: House, barred: str) -> None:
    good, versions = _sent(house), dict[UUID, int]()
    with house.acting("num_manager") as actor:
        if barred == "answered":
            bad = _sent(house)
            service.accept(actor=actor, referral_id=bad, version=1)
            versions, words = {good: 1, bad: 2}, f"{stage.ALIAS}: Priya Nair accepted this"
        elif barred == "strange":
            versions, words = {good: 1, uuid4(): 1}, "One of them: It is not here, or not yours to see"
        elif barred == "stale":
            versions, words = {good: 7}, f"{stage.ALIAS}: It changed while you were reading"
        else:
            who = stage.person(actor, "Our own")
            offer = stage.service_of(actor, "MASH")
            stage.consent(actor, who.id, offer)
            versions, words = {good: 1, stage.send(actor, who.id, offer).id: 1}, "Our own: You sent this one"
    with house.acting("num_manager") as actor:
        with pytest.raises(Refused, match="None of them was assigned") as refused:
            service.assign_many(actor=actor, versions=versions, worker_id=actor.user_id)
        assert words in refused.value.reason
        assert queries.holder_id(actor, good) is None
        assert _row(actor, good).worker_name is None


def test_asking_for_more_pauses_the_clock_and_tells_the_sender(house: House) -> None:
    referral_id = _asked(house)
    with house.acting("mash_outreach") as actor:
        page = queries.referral_page(actor, referral_id)
        assert page.around.open_question is not None
        assert page.around.open_question.words == "risk"
        assert page.referral.paused_at is not None
        assert page.referral.state is ReferralState.ACKNOWLEDGED
        assert [line.words for line in queries.thread(actor, page.referral).lines] == ["Is it safe to visit?"]
        assert page.around.reply is not None
        assert [part.title for part in page.around.reply.sheet.going] == ["Risk"]


def test_more_is_asked_once_with_a_reason_and_within_the_firewall(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        for categories, why, words in (
            ([], "Why", "Choose what you need"),
            ([Category.ALIAS], "Why", "Choose what you need"),
            ([Category.RISK], " ", "Say why"),
        ):
            with pytest.raises(Refused, match=words):
                service.ask_for_more(
                    actor=actor, referral_id=referral_id, version=1, categories=categories, why=why
                )  # fmt: skip
        service.ask_for_more(
            actor=actor, referral_id=referral_id, version=1, categories=[Category.RISK], why="Why"
        )  # fmt: skip
        with pytest.raises(Refused, match="asked already"):
            service.ask_for_more(
                actor=actor, referral_id=referral_id, version=_version(actor, referral_id),
                categories=[Category.HEALTH], why="Why",
            )  # fmt: skip


def test_what_is_sent_later_is_read_before_the_answer_and_lands_with_the_rest(house: House) -> None:
    referral_id = _asked(house)
    with house.acting("mash_outreach") as actor:
        service.send_more(actor=actor, referral_id=referral_id, categories=[Category.RISK])
        row = _row(actor, referral_id)
        assert (row.more_asked_at, row.paused_at) == (None, None)
        assert _ledger(actor)[-1] is DisclosureKind.PACKAGE
        assert set(queries.categories_sent(actor, referral_id)) == {*stage.TRIAGE, Category.RISK}
        note = queries.subject(actor, referral_id)
        assert note is not None
        assert len(note.consent_ids) == 1
    with house.acting("num_isva") as actor:
        page = queries.referral_page(actor, referral_id)
        ((_, parts),) = page.around.later
        assert [part.paragraphs for part in parts] == [(stage.RISK,)]
        assert page.around.questions[0].answer == "Sent"
        service.accept(actor=actor, referral_id=referral_id, version=page.referral.version)
        found = db.session.scalars(select(RecordPart).where(RecordPart.category == Category.RISK)).one()
        assert found.words == stage.RISK


def test_nothing_leaves_without_consent_even_when_it_was_asked_for(house: House) -> None:
    referral_id = _asked(house, RISK_AND_HEALTH)
    with house.acting("mash_outreach") as actor:
        with pytest.raises(Refused, match="no consent that covers National Ugly Mugs for: health"):
            service.send_more(actor=actor, referral_id=referral_id, categories=RISK_AND_HEALTH)
        with pytest.raises(Refused, match="did not ask for where they stay"):
            service.send_more(actor=actor, referral_id=referral_id, categories=[Category.ADDRESS])
        with pytest.raises(Refused, match="nothing here that may go"):
            service.send_more(actor=actor, referral_id=referral_id, categories=[])
        with pytest.raises(Refused, match="Read what will leave"):
            service.send_more(actor=actor, referral_id=referral_id, categories=[Category.RISK], shown="f" * 64)
    with house.acting("num_isva") as actor:
        assert package.supplements(actor, referral_id) == ()
    with house.acting("mash_outreach") as actor:
        service.send_more(actor=actor, referral_id=referral_id, categories=[Category.RISK])
        assert queries.questions_of(actor, referral_id)[0].answer is MoreAnswer.PART


def test_a_sender_can_say_that_it_is_not_shared_and_not_why(house: House) -> None:
    referral_id = _asked(house)
    with house.acting("mash_outreach") as actor:
        service.refuse_more(actor=actor, referral_id=referral_id)
        assert _ledger(actor)[-1] is DisclosureKind.REFUSAL
        with pytest.raises(Refused, match="not asking for anything"):
            service.refuse_more(actor=actor, referral_id=referral_id)
    with house.acting("num_isva") as actor:
        page = queries.referral_page(actor, referral_id)
        assert page.around.questions[0].answer == "Not shared"
        assert page.referral.paused_at is None


def test_consent_taken_back_for_the_later_part_ends_all_of_it(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer, stage.TRIAGE)
        referral_id, person_id = stage.send(actor, who.id, offer, stage.TRIAGE).id, who.id
    with house.acting("num_isva") as actor:
        service.ask_for_more(actor=actor, referral_id=referral_id, version=1, categories=[Category.RISK], why="Why")
    with house.acting("mash_outreach") as actor:
        later = stage.consent(actor, person_id, offer, [*stage.TRIAGE, Category.RISK], days=30)
        service.send_more(actor=actor, referral_id=referral_id, categories=[Category.RISK])
        opened = package.open_package(actor, referral_id)
        assert opened.triage.last_day == clock.today() + timedelta(days=30)
        people_service.withdraw_consent(actor=actor, consent_id=later.id, how="By text")
        assert _row(actor, referral_id).state is ReferralState.WITHDRAWN
    with house.acting("num_isva") as actor:
        assert package.supplements(actor, referral_id) == ()
        with pytest.raises(CannotOpen):
            package.open_package(actor, referral_id)


def test_a_decline_needs_a_way_on_or_the_words_that_there_is_none(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        decline: dict[str, Any] = {"actor": actor, "referral_id": referral_id, "version": 1}
        with pytest.raises(Refused, match="say that none was found"):
            service.decline(**decline, reason_code="DECLINED_CAPACITY")
        other = next(row for row in alternatives(actor) if not row.opens_isva_case)
        with pytest.raises(Refused, match="said that none was found"):
            service.decline(
                **decline, reason_code="DECLINED_CAPACITY", alternative_service_id=other.id, none_found=True
            )
        with pytest.raises(Refused, match="Name the criterion"):
            service.decline(**decline, reason_code="DECLINED_CRITERIA", none_found=True)
        assert _row(actor, referral_id).state is ReferralState.SENT


def test_needs_that_nobody_meets_are_counted_and_tied_to_no_one(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        service.decline(
            actor=actor, referral_id=referral_id, version=1, reason_code="DECLINED_CAPACITY", none_found=True
        )
        rows = db.session.scalars(select(UnmetNeed)).all()
        assert {row.need for row in rows} == {"CJS", "SAFETY"}
        assert {row.month.day for row in rows} == {1}
    period = quarter_of(clock.today())
    with house.acting("num_isva") as actor:
        jobs.write_tallies(actor, period)
        jobs.write_tallies(actor, period)
    from_num = tallies.read("referrals.unmet", period.start, period.end)[agency_by_code("NUM").id]
    assert {need: from_num[need] for need in ("CJS", "SAFETY", "HOUSING")} == {"CJS": 1, "SAFETY": 1, "HOUSING": 0}


def test_the_criterion_goes_as_a_sealed_message(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        service.decline(
            actor=actor, referral_id=referral_id, version=1, reason_code="DECLINED_CRITERIA", none_found=True,
            criterion="Only people who live in Leeds",
        )  # fmt: skip
        assert queries.thread(actor, _row(actor, referral_id)).lines == ()
    with house.acting("mash_outreach") as actor:
        (line,) = queries.thread(actor, _row(actor, referral_id)).lines
        assert "Only people who live in Leeds" in line.words
        assert queries.referral_page(actor, referral_id).alternative.startswith("None found")


def test_another_service_is_proposed_and_nothing_is_passed_on(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        other = next(row for row in alternatives(actor) if not row.opens_isva_case)
        same, name = _row(actor, referral_id).service_id, other.name
        with pytest.raises(Refused, match="Choose another service"):
            service.ask_redirect(actor=actor, referral_id=referral_id, version=1, service_id=same)
        service.ask_redirect(actor=actor, referral_id=referral_id, version=1, service_id=other.id)
        with pytest.raises(Refused, match="proposed another service already"):
            service.ask_redirect(
                actor=actor, referral_id=referral_id, version=_version(actor, referral_id), service_id=other.id
            )
        assert db.session.scalars(select(Referral)).all() == [_row(actor, referral_id)]
    with house.acting("mash_outreach") as actor:
        page = queries.referral_page(actor, referral_id)
        assert (page.around.proposed, page.around.proposal_is_open) == (name, True)
        assert page.referral.paused_at is not None
        assert queries.counts(actor)["me"] == 1
        service.keep_with_receiver(actor=actor, referral_id=referral_id, version=page.referral.version)
        assert _row(actor, referral_id).paused_at is None
        with pytest.raises(Refused, match="not proposed"):
            service.keep_with_receiver(
                actor=actor, referral_id=referral_id, version=_version(actor, referral_id)
            )  # fmt: skip


def test_accepting_names_who_leads_and_may_say_from_when(house: House) -> None:
    referral_id = _sent(house)
    day = clock.today() + timedelta(days=20)
    with house.acting("num_manager") as actor:
        for wrong, words in ((clock.today() - timedelta(days=1), "today or later"), (day.replace(year=2030), "a year")):
            with pytest.raises(Refused, match=words):
                service.accept(actor=actor, referral_id=referral_id, version=1, expected_on=wrong)
        service.accept(
            actor=actor, referral_id=referral_id, version=1, lead_user_id=_user_id(house, "num_caseworker"),
            expected_on=day,
        )  # fmt: skip
        case = db.session.scalars(select(Case)).one()
        assert case.lead_user_id == _user_id(house, "num_caseworker")
    with house.acting("mash_outreach") as actor:
        page = queries.referral_page(actor, referral_id)
        assert (page.referral.worker_name, page.referral.decided_name) == ("Mel Hart", "Priya Nair")
        assert "waiting list" in page.around.outcome


def test_the_handover_is_confirmed_once_for_a_day_that_can_be(house: House) -> None:
    referral_id = _accepted(house)
    with house.acting("mash_outreach") as actor:
        assert queries.referral_page(actor, referral_id).around.handover == ""
    with house.acting("num_isva") as actor:
        confirm: dict[str, Any] = {
            "actor": actor, "referral_id": referral_id, "version": 2, "worker_id": actor.user_id,
            "how": HandoverHow.WITH_SENDER,
        }  # fmt: skip
        for shift, words in ((1, "today or earlier"), (-1, "before the referral was sent")):
            with pytest.raises(Refused, match=words):
                service.confirm_handover(**confirm, met_on=clock.today() + timedelta(days=shift))
        with pytest.raises(Clash):
            service.confirm_handover(**{**confirm, "version": 1}, met_on=clock.today())
        service.confirm_handover(**confirm, met_on=clock.today())
        with pytest.raises(Refused, match="that is confirmed"):
            service.confirm_handover(**confirm, met_on=clock.today())
    with house.acting("mash_outreach") as actor:
        words = queries.referral_page(actor, referral_id).around.handover
        assert words.startswith("Robin Achebe met them")
        assert words.endswith("together with the worker who sent them")
        told = db.session.scalars(select(Notice).where(Notice.subject == "A referral of yours has moved on")).all()
        assert "dee@mash.example" in {each.address for each in told}


def test_without_consent_the_code_alone_is_told(house: House) -> None:
    referral_id = _accepted(house)
    with house.acting("num_isva") as actor:
        assert queries.telling_of(actor, _row(actor, referral_id)) is Telling.CODE
        with pytest.raises(Refused, match="No consent here covers telling Manchester Action"):
            service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.SUPPORTED, note=NOTE)
        with pytest.raises(Refused, match="Choose how it went"):
            service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.ACTED_ON)
        service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.SUPPORTED)
        assert _ledger(actor)[-1] is DisclosureKind.REPORT
        with pytest.raises(Refused, match="was told on"):
            service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.SUPPORTED)
    with house.acting("mash_outreach") as actor:
        page = queries.referral_page(actor, referral_id)
        assert page.around.outcome == "They were supported"
        assert queries.thread(actor, page.referral).lines == ()


def test_a_closing_note_goes_when_the_person_agreed(house: House) -> None:
    referral_id = _accepted(house)
    _tell_sender_agrees(house, referral_id)
    with house.acting("num_isva") as actor:
        service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.SUPPORTED, note=NOTE)
        rows = db.session.scalars(select(Disclosure).order_by(Disclosure.at)).all()
        told = next(row for row in rows if row.kind is DisclosureKind.REPORT)
        assert (told.categories, told.consent_id is not None) == (["SUPPORT"], True)
        assert NOTE not in str([row.reason for row in rows])
    with house.acting("mash_outreach") as actor:
        (line,) = queries.thread(actor, _row(actor, referral_id)).lines
        assert line.words == NOTE


def test_a_no_is_kept_and_only_the_end_is_told(house: House) -> None:
    referral_id = _accepted(house)
    _tell_sender_agrees(house, referral_id, yes=False)
    with house.acting("num_isva") as actor:
        with pytest.raises(Refused, match="They said no to telling"):
            service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.PERSON_DECLINED, note=NOTE)
        service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.PERSON_DECLINED)
        kept = db.session.scalars(select(ReferralReceipt)).one()
        assert kept.outcome is Outcome.PERSON_DECLINED
        assert _ledger(actor)[-1] is DisclosureKind.REFUSAL
    with house.acting("mash_outreach") as actor:
        row = _row(actor, referral_id)
        assert (row.outcome, row.outcome_at is not None) == (None, True)
        assert "not told" in queries.referral_page(actor, referral_id).around.outcome


def test_what_was_not_accepted_has_no_handover_and_no_outcome(house: House) -> None:
    referral_id = _sent(house)
    with house.acting("num_isva") as actor:
        with pytest.raises(Refused, match="Only a referral that you accepted"):
            service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.SUPPORTED)
        with pytest.raises(Refused, match="Only a referral that you accepted"):
            service.confirm_handover(
                actor=actor, referral_id=referral_id, version=1, worker_id=actor.user_id, met_on=clock.today(),
                how=HandoverHow.BY_PHONE,
            )  # fmt: skip


def test_the_other_side_cannot_do_what_is_not_its_own(house: House) -> None:
    referral_id = _asked(house)
    with house.acting("num_isva") as actor:
        with pytest.raises(NotVisible):
            service.send_more(actor=actor, referral_id=referral_id, categories=[Category.RISK])
        with pytest.raises(NotVisible):
            service.refuse_more(actor=actor, referral_id=referral_id)
    with house.acting("mash_outreach") as actor:
        with pytest.raises(NotVisible):
            service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.SUPPORTED)
        with pytest.raises(NotVisible):
            service.ask_redirect(actor=actor, referral_id=referral_id, version=2, service_id=uuid4())


def test_police_read_answer_and_end_without_asking_for_more(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.service_of(actor, "GMP")
        stage.consent(actor, who.id, offer)
        referral_id = stage.send(actor, who.id, offer).id
    with house.acting("gmp_liaison") as actor:
        with pytest.raises(Refused, match="asks for no more here"):
            service.ask_for_more(
                actor=actor, referral_id=referral_id, version=1, categories=[Category.RISK], why="Why"
            )  # fmt: skip
        service.accept_without_case(actor=actor, referral_id=referral_id, version=1)
        with pytest.raises(Refused, match="Choose how it went"):
            service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.SUPPORTED)
        service.record_outcome(actor=actor, referral_id=referral_id, outcome=Outcome.ACTED_ON)
        assert db.session.scalars(select(Case)).all() == []
    with house.acting("mash_outreach") as actor:
        assert queries.referral_page(actor, referral_id).around.outcome == "Read and acted on"
