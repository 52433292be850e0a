"""Information to the police on the way out, back and closed: what each side holds at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.crypto import envelopes
from core.crypto.keyring import CannotOpen
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from outreach.observations import queries as observation_queries
from outreach.observations import service as observations
from people import queries as people_queries
from people import service as people
from people.models import Disclosure, DisclosureKind
from safety.police import checks, queries, service
from safety.police.models import (
    EndedWhy,
    LetterState,
    MessageKind,
    Outcome,
    PoliceLetter,
    PoliceRelease,
    ReleaseKind,
    Told,
)
from safety.police.service.writing import report_of
from safety.reports import service as reports
from safety.reports.erasing import erase_report
from safety.vocabulary import Grade, Scope
from tests.house import House
from tests.outreach.observations.test_service import SEEN
from tests.safety.police import stage

WITH_A_DAY = f"{stage.LETTER} On 3 November."


def test_there_and_back(house: House) -> None:
    """Contact through the agency: sealed, opened, asked, answered by a second letter, fed back, told."""
    report_id = stage.report(house, [Scope.CONTACT])
    letter_id, release_id = stage.sent(house, report_id, ReleaseKind.CONTACT)
    with house.acting("gmp_liaison") as actor:
        assert [line.row.id for line in queries.received_page(actor, "new", 1).items] == [release_id]
        service.open_received(actor=actor, release_id=release_id)
        got = queries.received(actor, release_id)
        content = queries.content_of(actor, got)
        assert content is not None
        assert content.words == stage.LETTER
        assert content.noticed == (("Vehicle", stage.PLATE),)
        assert content.who == ()
        assert "MASH" not in content.words
        assert content.opening.startswith("Anonymous, ")
        asked = service.ask(actor=actor, release_id=release_id, words="Which way did the van go?").id
        service.give_feedback(actor=actor, release_id=release_id, outcome=Outcome.LOOKING, words="A patrol knows.")
    with house.acting("mash_outreach") as actor:
        came = queries.returned(actor)
        assert [each.kind for each in came] == [MessageKind.QUESTION, MessageKind.FEEDBACK]
        answer = service.write_answer(actor=actor, letter_id=letter_id, question_id=asked, words="Out of the city.")
        with pytest.raises(Refused, match="being written already"):
            service.write_answer(actor=actor, letter_id=letter_id, question_id=asked, words="Again.")
        answer_id = answer.id
    stage.checked(house, answer_id)
    assert stage.let_go(house, answer_id) == release_id
    with house.acting("mash_outreach") as actor:
        fed = queries.returned(actor)
        assert [each.kind for each in fed] == [MessageKind.FEEDBACK]
        said = queries.messages_of(actor, queries.release(actor, release_id))
        back = next(each for each in said if each.kind is MessageKind.FEEDBACK)
        service.tell_person(actor=actor, letter_id=letter_id, message_id=back.id, told=Told.TOLD, words="She is glad.")
        with pytest.raises(Refused, match="written down already"):
            service.tell_person(actor=actor, letter_id=letter_id, message_id=back.id, told=Told.TOLD, words="")
        assert queries.returned(actor) == []
    with house.acting("gmp_liaison") as actor:
        said = queries.messages_of(actor, queries.received(actor, release_id))
        assert [each.words for each in said] == ["Which way did the van go?", "A patrol knows.", "Out of the city."]
        assert all(each.told is None for each in said)


def test_the_police_row_leads_nowhere(house: House) -> None:
    """Nothing in what the police can select carries the report, the letter or a person; the reference is random."""
    report_id = stage.report(house, [Scope.INTELLIGENCE])
    letter_id, release_id = stage.sent(house, report_id, ReleaseKind.INTELLIGENCE)
    with house.acting("gmp_liaison") as actor:
        row = db.session.scalars(select(PoliceRelease).where(PoliceRelease.to_agency_id == actor.agency_id)).one()
        held = {column.name: getattr(row, column.key) for column in PoliceRelease.__table__.columns}
        assert report_id not in held.values()
        assert letter_id not in held.values()
        sealed = {column.name for column in PoliceRelease.__table__.columns}
        assert not {
            name for name in sealed if name.startswith(("report", "letter", "person", "observation", "taken_by"))
        }
        assert db.session.scalars(select(PoliceLetter).where(PoliceLetter.agency_id == actor.agency_id)).all() == []
        with pytest.raises(NotVisible):
            queries.peek(actor, letter_id)
    with house.acting("num_isva") as actor:
        assert (
            db.session.scalars(select(PoliceRelease).where(PoliceRelease.from_agency_id == actor.agency_id)).all() == []
        )
        with pytest.raises(CannotOpen):
            envelopes.opened(actor, release_id, b"")


def test_nobody_lets_their_own_words_go(house: House) -> None:
    report_id = stage.report(house, [Scope.INTELLIGENCE])
    letter_id = stage.letter(house, report_id, ReleaseKind.INTELLIGENCE)
    with house.acting("mash_manager") as actor, pytest.raises(Refused, match="still being written"):
        service.release(actor=actor, letter_id=letter_id, version=1, typed=stage.POLICE)
    with house.acting("mash_manager") as actor:
        row = queries.peek(actor, letter_id)
        service.rewrite(actor=actor, letter_id=letter_id, version=row.version, words=stage.LETTER, grade=row.grade)
    stage.checked(house, letter_id)
    with house.acting("mash_manager") as actor:
        version = queries.peek(actor, letter_id).version
    with house.acting("mash_manager") as actor, pytest.raises(Refused, match="You wrote this"):
        service.release(actor=actor, letter_id=letter_id, version=version, typed=stage.POLICE)
    with house.acting("mash_outreach") as actor, pytest.raises(NotVisible):
        service.release(actor=actor, letter_id=letter_id, version=version, typed=stage.POLICE)


def test_what_is_found_is_mended_or_answered(house: House) -> None:
    """A supported person's number must go, a day is answered or mended, and the typed name is the last step."""
    report_id = stage.report(house, [Scope.INTELLIGENCE])
    letter_id = stage.letter(
        house, report_id, ReleaseKind.INTELLIGENCE, f"{stage.LETTER} On 3 November. She had no visa."
    )
    with house.acting("mash_outreach") as actor:
        row = queries.peek(actor, letter_id)
        found = checks.findings(actor, row, report_of(actor, row))
        assert {(each.found, each.must_go) for each in found} >= {("visa", True), ("3 November", False)}
        reasons = {each.key: "It is about the reported man." for each in found}
        with pytest.raises(Refused, match="Take this out before it goes: “visa”"):
            service.ask_second_person(actor=actor, letter_id=letter_id, version=row.version, reasons=reasons)
        db.session.rollback()
    with house.acting("mash_outreach") as actor:
        row = queries.peek(actor, letter_id)
        words = WITH_A_DAY
        service.rewrite(actor=actor, letter_id=letter_id, version=row.version, words=words, grade=row.grade)
    with house.acting("mash_outreach") as actor:
        row = queries.peek(actor, letter_id)
        with pytest.raises(Refused, match="3 November"):
            service.ask_second_person(actor=actor, letter_id=letter_id, version=row.version, reasons={})
        db.session.rollback()
    stage.checked(house, letter_id)
    with house.acting("mash_manager") as actor:
        version = queries.peek(actor, letter_id).version
        with pytest.raises(Refused, match="Type Greater Manchester Police"):
            service.release(actor=actor, letter_id=letter_id, version=version, typed="gmp")
        with pytest.raises(Clash):
            service.release(actor=actor, letter_id=letter_id, version=version - 1, typed=stage.POLICE)
        db.session.rollback()
    with house.acting("mash_manager") as actor:
        service.give_back(actor=actor, letter_id=letter_id, version=version, words="Say the month, not the day.")
    with house.acting("mash_outreach") as actor:
        assert queries.peek(actor, letter_id).returned == "Say the month, not the day."
        assert [line.row.id for line in queries.waiting_letters(actor)] == [letter_id]


def test_without_a_yes_nothing_is_written_and_a_no_stops_what_is(house: House) -> None:
    report_id = stage.report(house, [Scope.CONTACT])
    for kind in (ReleaseKind.INTELLIGENCE, ReleaseKind.FULL_REPORT):
        with pytest.raises(Refused, match="not said yes to this"):
            stage.letter(house, report_id, kind)
        db.session.rollback()
    letter_id = stage.checked(house, stage.letter(house, report_id, ReleaseKind.CONTACT))
    with house.acting("mash_outreach") as actor:
        reports.answer_scope(actor=actor, report_id=report_id, scope=Scope.CONTACT, answer=False)
    with house.acting("mash_manager") as actor:
        row = queries.peek(actor, letter_id)
        assert (row.state, row.ended_why, row.release_id) == (LetterState.SET_ASIDE, EndedWhy.SCOPE, None)
        with pytest.raises(Refused, match="ended or gone"):
            service.release(actor=actor, letter_id=letter_id, version=row.version, typed=stage.POLICE)


def test_taking_back_closes_the_police_key_and_says_what_it_cannot(house: House) -> None:
    report_id = stage.report(house, [Scope.INTELLIGENCE, Scope.FULL_REPORT])
    letter_id, release_id = stage.sent(house, report_id, ReleaseKind.INTELLIGENCE)
    _, full_id = stage.sent(house, report_id, ReleaseKind.FULL_REPORT)
    with house.acting("gmp_liaison") as actor:
        service.open_received(actor=actor, release_id=full_id)
        content = queries.content_of(actor, queries.received(actor, full_id))
        assert content is not None
        assert ("From", "Marigold") in content.who
        assert content.opening.startswith("Full report, ")
    with house.acting("mash_outreach") as actor:
        reports.answer_scope(actor=actor, report_id=report_id, scope=Scope.INTELLIGENCE, answer=False)
    with house.acting("gmp_liaison") as actor:
        row = queries.received(actor, release_id)
        assert row.taken_back_at is not None
        assert queries.content_of(actor, row) is None
        with pytest.raises(Refused, match="taken back before you opened it"):
            service.open_received(actor=actor, release_id=release_id)
        with pytest.raises(Refused, match="taken back"):
            service.give_feedback(actor=actor, release_id=release_id, outcome=Outcome.HELD, words="")
        assert queries.content_of(actor, queries.received(actor, full_id)) is not None
        assert queries.counts(actor) == {"new": 0, "open": 1, "taken_back": 1}
    with house.acting("mash_outreach") as actor:
        assert queries.content_of(actor, queries.release(actor, release_id)) is not None
        full = next(row for row in queries.letters_of_report(actor, report_id) if row.release_id == full_id)
        service.take_back(actor=actor, letter_id=full.id, version=full.version)
    with house.acting("gmp_liaison") as actor:
        assert queries.content_of(actor, queries.received(actor, full_id)) is None
    told = set(db.session.scalars(select(Notice.path).where(Notice.subject.contains("taken back"))))
    assert told == {f"/information/{release_id}", f"/information/{full_id}"}


def test_the_person_has_it_in_their_ledger_and_erasing_leaves_nothing(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = people.register_person(actor=actor, alias="Marigold").id
    report_id = stage.report(house, [Scope.INTELLIGENCE], person_id=person_id)
    letter_id, release_id = stage.sent(house, report_id, ReleaseKind.INTELLIGENCE)
    with house.acting("mash_manager") as actor:
        erase_report(actor=actor, report_id=report_id)
    with house.acting("mash_manager") as actor:
        rows = db.session.scalars(
            select(Disclosure).where(Disclosure.agency_id == actor.agency_id).order_by(Disclosure.at)
        ).all()
        assert [row.kind for row in rows] == [DisclosureKind.INFORMATION, DisclosureKind.WITHDRAWN]
        told = [line.told for line in people_queries.ledger_page(actor, person_id, 1).items]
        assert any("without your name" in sentence for each in told for sentence in each)
        with pytest.raises(NotVisible):
            queries.peek(actor, letter_id)
        assert queries.content_of(actor, queries.release(actor, release_id)) is None
        row = db.session.scalars(select(PoliceLetter).where(PoliceLetter.agency_id == actor.agency_id)).one()
        assert row.words == "Erased"
    with house.acting("gmp_liaison") as actor:
        assert queries.content_of(actor, queries.received(actor, release_id)) is None


def test_only_police_receive_and_only_one_letter_of_a_kind(house: House) -> None:
    report_id = stage.report(house, [Scope.INTELLIGENCE])
    with house.acting("mash_outreach") as actor:
        for code in ("PROBATION", "NUM", "MCC"):
            with pytest.raises(Refused, match="police service"):
                service.write_from_report(
                    actor=actor, report_id=report_id, kind=ReleaseKind.INTELLIGENCE, words="Words.",
                    police_id=house.agency(code).id, grade=Grade.FIRST_HAND,
                )  # fmt: skip
        assert {each.name for each in queries.police_choices()} == {stage.POLICE, "British Transport Police"}
    stage.letter(house, report_id, ReleaseKind.INTELLIGENCE)
    with pytest.raises(Refused, match="being written already"):
        stage.letter(house, report_id, ReleaseKind.INTELLIGENCE)


def test_an_observation_goes_once_after_review_and_a_second_person(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        seen_id = observations.record_observation(actor=actor, facts=replace(SEEN, seen_at=clock.now())).id
    form: dict[str, Any] = {"observation_id": seen_id, "police_id": house.agency("GMP").id, "words": stage.LETTER}
    with house.acting("mash_outreach") as actor, pytest.raises(NotVisible):
        service.write_from_observation(actor=actor, **form)
    with house.acting("mash_manager") as actor:
        observations.review_observation(
            actor=actor, observation_id=seen_id, version=1, forward=True, wording=stage.LETTER, why_it_stays="",
            words="Two of us saw the same.",
        )  # fmt: skip
    with house.acting("mash_outreach") as actor:
        row = service.write_from_observation(actor=actor, **form)
        assert (row.kind, row.grade, queries.source_of(actor, row)) == (
            ReleaseKind.INTELLIGENCE,
            Grade.SEEN,
            "MA-O0001",
        )
        letter_id = row.id
    release_id = stage.let_go(house, stage.checked(house, letter_id))
    with house.acting("mash_manager") as actor:
        assert observation_queries.observation(actor, seen_id).release_id == release_id
        assert queries.to_pass_on(actor) == []
        with pytest.raises(NotVisible):
            service.write_from_observation(actor=actor, **form)
    with house.acting("mash_caseworker") as actor, pytest.raises(NotVisible):
        queries.peek(actor, letter_id)


def test_police_cannot_forge_or_ask_where_nobody_agreed(house: House) -> None:
    report_id = stage.report(house, [Scope.INTELLIGENCE])
    _, release_id = stage.sent(house, report_id, ReleaseKind.INTELLIGENCE)
    with house.acting("gmp_liaison") as actor:
        with pytest.raises(Refused, match="Open it first"):
            service.give_feedback(actor=actor, release_id=release_id, outcome=Outcome.HELD, words="")
        service.open_received(actor=actor, release_id=release_id)
        with pytest.raises(Refused, match="Nobody agreed"):
            service.ask(actor=actor, release_id=release_id, words="Who said this?")
        with pytest.raises(Refused, match="why you cannot use it"):
            service.give_feedback(actor=actor, release_id=release_id, outcome=Outcome.NO_USE, words=" ")
    with house.acting("gmp_representative") as actor, pytest.raises(NotVisible):
        queries.received(actor, release_id)
