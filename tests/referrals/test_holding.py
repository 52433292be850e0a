"""The hold: nothing reaches the receiver before its time, it can be undone, and all is asked again at release."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from agencies.models import InformationSharingAgreement, User
from core import audit, clock, jobs
from core.crypto.datakeys import destroy_key
from core.db import TwoParty, db
from core.errors import NotVisible, Refused
from core.outbox import Notice
from core.scoping import owned_tables
from directory.models import Service
from people import queries as people_queries
from people import service as people_service
from people.models import Category, Disclosure, DisclosureKind
from referrals import package, queries, service
from referrals.models import LetterState, OutgoingLetter, Referral, ReferralState, StopReason, Urgency
from tests.house import House
from tests.referrals import stage
from tests.referrals.letters import RELEASE, held, hold, later, run_release


def _letter(house: House, letter_id: UUID) -> tuple[LetterState, StopReason | None, UUID | None]:
    with house.acting("mash_outreach") as actor:
        row = queries.letter(actor, letter_id)
        return row.state, row.stopped_why, row.referral_id


def _rows_that_two_see() -> dict[str, int]:
    tables = {name: cls for name, cls in owned_tables().items() if issubclass(cls, TwoParty)}
    return {name: db.session.scalar(select(func.count()).select_from(cls)) or 0 for name, cls in tables.items()}


def _notices() -> list[Notice]:
    return list(db.session.scalars(select(Notice)))


def test_while_it_is_held_nothing_of_it_stands_where_the_receiver_could_see(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter = held(actor)
        assert letter.state is LetterState.HELD
        assert letter.leaves_at == letter.changed_at + timedelta(minutes=10)
        assert set(_rows_that_two_see().values()) == {0}
        assert _notices() == []
        assert db.session.scalars(select(Disclosure)).all() == []
    with house.acting("num_isva") as actor:
        assert queries.waiting_in(actor) == []
        assert db.session.scalars(select(OutgoingLetter)).all() == []


def test_a_held_letter_is_sealed_under_the_persons_key(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter = held(actor)
        for column in (letter.choices_sealed, letter.package_sealed):
            assert column is not None
            assert not any(marker.encode() in column for marker in (*stage.MARKERS, "CJS", "SAFETY"))
        assert package.from_words(letter.package or "").triage.alias == stage.ALIAS


def test_it_leaves_by_itself_when_its_time_has_come(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter_id = held(actor).id
    run_release(minutes=9)
    assert _letter(house, letter_id) == (LetterState.HELD, None, None)
    run_release(minutes=11)
    state, _, referral_id = _letter(house, letter_id)
    assert state is LetterState.SENT
    with house.acting("num_isva") as actor:
        (row,) = queries.waiting_in(actor)
        assert (row.id, row.state, row.sender_name) == (referral_id, ReferralState.SENT, "Dee Marlowe")
        assert package.triages(actor, [row.id])[row.id].alias == stage.ALIAS
    with house.acting("mash_outreach") as actor:
        letter = queries.letter(actor, letter_id)
        assert (letter.package_sealed, letter.choices_sealed) == (None, None)
        (entry,) = db.session.scalars(select(Disclosure))
        assert (entry.kind, entry.by_user_id) == (DisclosureKind.PACKAGE, actor.user_id)
        note = queries.subject(actor, letter.referral_id or letter_id)
        assert note is not None
        assert note.sent_by == actor.user_id


def test_the_receivers_clocks_start_at_release(house: House) -> None:
    late_on_friday = clock.london(clock.now()).replace(year=2026, month=11, day=20, hour=23, minute=55)
    with clock.frozen_at(late_on_friday), house.acting("mash_outreach") as actor:
        letter_id = held(actor).id
    with clock.frozen_at(late_on_friday):
        run_release(minutes=11)
    with house.acting("mash_outreach") as actor:
        row = queries.referral(actor, queries.letter(actor, letter_id).referral_id or letter_id)
        assert clock.london(row.sent_at).date() == date(2026, 11, 21)
        assert row.acknowledge_by >= date(2026, 11, 23)


def test_what_leaves_is_what_was_shown_even_when_the_record_changed_since(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter = held(actor)
        held_part = people_queries.part(actor, letter.person_id, Category.RISK)
        assert held_part is not None
        people_service.write_part(
            actor=actor, person_id=letter.person_id, category=Category.RISK, answer=held_part.answer,
            words="Quite other words.", version=held_part.version,
        )  # fmt: skip
        letter_id = letter.id
    run_release()
    with house.acting("mash_outreach") as actor:
        opened = package.open_package(actor, queries.letter(actor, letter_id).referral_id or letter_id)
        assert opened.parts["RISK"].paragraphs == [stage.RISK]


def test_undo_leaves_nothing_and_gives_the_choices_back_as_a_draft(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter = held(actor, urgency=Urgency.HIGH)
        service.undo_letter(actor=actor, letter_id=letter.id)
        assert (letter.state, letter.package_sealed, letter.choices_sealed) == (LetterState.UNDONE, None, None)
        kept = queries.choices_of(queries.draft_of(actor, letter.person_id))
        assert (kept["needs"], kept["urgency"]) == (["CJS", "SAFETY"], "high")
        assert kept["service"] == [str(letter.service_id)]
        letter_id = letter.id
    run_release()
    assert _letter(house, letter_id)[0] is LetterState.UNDONE
    with house.acting("num_isva") as actor:
        assert queries.waiting_in(actor) == []
    assert _notices() == []


def test_a_colleague_can_undo_and_the_draft_goes_back_to_its_writer(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter = held(actor)
        letter_id, person_id = letter.id, letter.person_id
    with house.acting("mash_caseworker") as actor:
        assert [line.letter.id for line in queries.held_by_colleagues(actor)] == [letter_id]
        service.undo_letter(actor=actor, letter_id=letter_id)
        assert queries.draft_of(actor, person_id) is None
    with house.acting("mash_outreach") as actor:
        assert queries.draft_of(actor, person_id) is not None


def test_a_second_undo_and_an_undo_too_late_say_what_happened(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        first = held(actor)
        service.undo_letter(actor=actor, letter_id=first.id)
        with pytest.raises(Refused, match="undone already"):
            service.undo_letter(actor=actor, letter_id=first.id)
        letter_id = held(actor).id
    run_release()
    with house.acting("mash_outreach") as actor, pytest.raises(Refused, match="It left .* before you could") as told:
        service.undo_letter(actor=actor, letter_id=letter_id)
    assert told.value.link is not None


def test_another_agency_finds_no_letter(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter_id = held(actor).id
    with house.acting("num_isva") as actor:
        for act in (service.undo_letter, service.note_stop_seen, service.discard_draft, service.release):
            with pytest.raises(NotVisible):
                act(actor=actor, letter_id=letter_id)


def test_consent_taken_back_stops_it_at_once(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        letter = hold(actor, who.id, offer.service_id)[0]
        people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")
        db.session.refresh(letter)
        assert (letter.state, letter.stopped_why) == (LetterState.STOPPED, StopReason.CONSENT)
        assert letter.package_sealed is None
        (entry,) = db.session.scalars(select(Disclosure).where(Disclosure.kind == DisclosureKind.REFUSAL))
        assert set(entry.categories) == {category.value for category in stage.AGREED}
        (notice,) = _notices()
        assert (notice.address, notice.path) == ("dee@mash.example", "/referrals/letters")
        assert not any(marker in notice.subject for marker in (*stage.MARKERS, "NUM", "Ugly", "MASH"))
        assert [line.letter.id for line in queries.waiting_letters(actor)] == [letter.id]
        service.note_stop_seen(actor=actor, letter_id=letter.id)
        assert queries.waiting_letters(actor) == []


def test_a_newer_consent_that_covers_it_lets_it_go_on_the_newer_one(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer, days=30)
        letter_id = hold(actor, who.id, offer.service_id)[0].id
        newer = stage.consent(actor, who.id, offer, days=60)
        newer_id, until = newer.id, newer.valid_until
    run_release()
    with house.acting("mash_outreach") as actor:
        referral_id = queries.letter(actor, letter_id).referral_id
        assert referral_id is not None
        note = queries.subject(actor, referral_id)
        assert note is not None
        assert note.consent_ids == [str(newer_id)]
        assert package.open_package(actor, referral_id).triage.last_day == until


def test_a_newer_consent_that_covers_less_stops_it(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        letter_id = hold(actor, who.id, offer.service_id)[0].id
        stage.consent(actor, who.id, offer, stage.TRIAGE, refused=[Category.RISK])
    assert _letter(house, letter_id)[:2] == (LetterState.STOPPED, StopReason.CONSENT)


def test_consent_that_runs_out_overnight_stops_it_at_release(house: House) -> None:
    before_midnight = clock.london(clock.now()).replace(hour=23, minute=55)
    with clock.frozen_at(before_midnight), house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer, days=0)
        letter_id = hold(actor, who.id, offer.service_id)[0].id
    with clock.frozen_at(before_midnight):
        run_release()
    assert _letter(house, letter_id)[:2] == (LetterState.STOPPED, StopReason.CONSENT)


def _end_agreement() -> None:
    db.session.query(InformationSharingAgreement).update({"valid_until": date(2020, 1, 7)})


def _close_account() -> None:
    db.session.query(User).filter_by(email="dee@mash.example").update({"active": False})


def _end_service() -> None:
    db.session.query(Service).update({"takes_referrals": False})


@pytest.mark.parametrize(
    ("break_it", "why"),
    [(_end_agreement, StopReason.AGREEMENT), (_close_account, StopReason.ACCOUNT), (_end_service, StopReason.SERVICE)],
    ids=["agreement", "account", "service"],
)
def test_what_changed_since_stops_it_at_release(house: House, break_it: object, why: StopReason) -> None:
    with house.acting("mash_outreach") as actor:
        letter_id = held(actor).id
    break_it()  # type: ignore[operator]  # one of the functions above
    db.session.commit()
    run_release()
    with house.acting("mash_caseworker") as actor:
        row = queries.letter(actor, letter_id)
        assert (row.state, row.stopped_why) == (LetterState.STOPPED, why)
    with house.acting("num_isva") as actor:
        assert queries.waiting_in(actor) == []


def test_a_referral_sent_meanwhile_stops_the_letter(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter = held(actor)
        with pytest.raises(Refused, match="is held already"):
            stage.send(actor, letter.person_id, stage.isva_service(actor))
        letter_id = letter.id
    assert _letter(house, letter_id)[0] is LetterState.HELD


def test_an_erased_person_is_stopped_and_holds_up_nobody(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        gone, stays = held(actor), held(actor)
        ids = gone.id, stays.id
        destroy_key(actor.agency_id, gone.person_id)
    run_release()
    assert _letter(house, ids[0])[:2] == (LetterState.STOPPED, StopReason.ERASED)
    assert _letter(house, ids[1])[0] is LetterState.SENT


def test_only_an_emergency_goes_before_its_time_and_says_why(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        calm = held(actor)
        with pytest.raises(Refused, match="Only an emergency"):
            service.release_now(actor=actor, letter_id=calm.id, reason="It is urgent")
        urgent = held(actor, urgency=Urgency.EMERGENCY)
        with pytest.raises(Refused, match="Say why"):
            service.release_now(actor=actor, letter_id=urgent.id, reason="  ")
        gone = service.release_now(actor=actor, letter_id=urgent.id, reason="He is outside her door.")
        assert (gone.state, gone.hurry) == (LetterState.SENT, "He is outside her door.")
        assert gone.referral_id is not None
        with pytest.raises(Refused, match="It left"):
            service.release_now(actor=actor, letter_id=urgent.id, reason="Again")
    with house.acting("num_isva") as actor:
        assert [row.urgency for row in queries.waiting_in(actor)] == [Urgency.EMERGENCY]


def test_an_emergency_without_consent_by_then_is_stopped_and_not_hurried(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter = held(actor, urgency=Urgency.EMERGENCY)
        letter.categories = [*letter.categories, "HEALTH"]
        db.session.flush()
        stopped = service.release_now(actor=actor, letter_id=letter.id, reason="He is outside her door.")
        assert (stopped.state, stopped.stopped_why) == (LetterState.STOPPED, StopReason.CONSENT)
        assert db.session.scalars(select(Referral)).all() == []


def test_without_a_hold_letters_leave_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("referrals.service.holding.hold_minutes", lambda: 0)
    with house.acting("mash_outreach") as actor:
        letter = held(actor)
        assert letter.state is LetterState.SENT
        assert letter.referral_id is not None


def test_the_job_is_the_workers(house: House) -> None:
    assert jobs._jobs[RELEASE].every == timedelta(minutes=1)


def test_the_release_is_in_the_trail_and_the_chain_holds(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter_id = held(actor).id
    run_release()
    with house.acting("mash_outreach") as actor:
        told = {(entry.verb, entry.kind) for entry in db.session.scalars(select(audit.AuditEntry))}
        assert {("held", "letter"), ("sent", "referral")} <= told
        assert audit.verify(actor.agency_id) is None
        assert queries.letter(actor, letter_id).ended_by is not None


def test_release_due_in_one_go_for_one_agency(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        held(actor)
        held(actor)
        assert service.release_due(actor=actor) == 0
        with later():
            assert service.release_due(actor=actor) == 2
            assert service.release_due(actor=actor) == 0
