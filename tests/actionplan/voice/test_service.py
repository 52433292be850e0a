"""What people said, in the database: answers only grow, nobody's words are lost, and what is taken back is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from actionplan.voice import queries, service
from actionplan.voice.models import AnswerKind, Consultation, Finding, Method, TookPart, Topic, VoiceAnswer, VoiceTold
from actionplan.voice.rules import Record, Saying
from core import clock
from core.actor import Actor
from core.db import db
from core.errors import Clash, Refused
from people.leaks.service import Found
from tests.house import House

SAYING = Saying(
    topic=Topic.SAFETY, said="The lanes are too dark.", easy="It is dark.", own_words=False, may_quote=False
)


@pytest.fixture
def jude(house: House) -> Iterator[Actor]:
    """Who speaks from lived experience."""
    with house.acting("tmr_lived") as actor:
        yield actor


def record(actor: Actor) -> Record:
    """People were asked a week ago."""
    day = clock.today() - timedelta(days=7)
    return Record(
        title="Light in the lanes", asked="Where is it too dark?", method=Method.STREET, setting="", held_from=day,
        held_to=day, took_part=TookPart.FROM_10, agency_id=actor.agency_id, commitment_id=None, told_first=True,
        nobody_named=True, access="", thanks="", not_heard="",
    )  # fmt: skip


def said(actor: Actor) -> UUID:
    """A consultation with one finding, kept; returns the finding."""
    held = service.record_consultation(actor=actor, record=record(actor))
    found = service.add_finding(actor=actor, consultation_id=held.id, saying=SAYING).id
    db.session.commit()
    return found


def answered(actor: Actor, finding_id: UUID, words: str) -> None:
    service.answer_finding(actor=actor, finding_id=finding_id, kind=AnswerKind.DOING, words=words, easy="")


def test_answers_only_grow_and_the_latest_one_holds(house: House, jude: Actor) -> None:
    finding_id = said(jude)
    with pytest.raises(Refused, match="no answer to tell"):
        service.note_told(actor=jude, finding_id=finding_id, told_on=clock.today(), how="Read out")
    with house.acting("mcc_coordinator") as sam:
        with pytest.raises(Found):
            answered(sam, finding_id, "Zephyrine asked for six lamps.")
        answered(sam, finding_id, "Three lamps stand there.")
        answered(sam, finding_id, "Six lamps stand there.")
        service.note_told(actor=sam, finding_id=finding_id, told_on=clock.today(), how="Read out at the drop-in")
        db.session.commit()
        kept = db.session.scalars(select(VoiceAnswer.words).order_by(VoiceAnswer.at, VoiceAnswer.id)).all()
        assert kept == ["Three lamps stand there.", "Six lamps stand there."]
        line = queries.finding(sam, finding_id)
        assert line.answer is not None
        assert line.answer.words == "Six lamps stand there."
    for statement in (
        update(VoiceAnswer).values(words="Rewritten"), delete(VoiceAnswer),
        update(VoiceTold).values(how="Otherwise"), delete(VoiceTold),
    ):  # fmt: skip
        with pytest.raises(DBAPIError):
            db.session.execute(statement)
        db.session.rollback()


def test_the_database_itself_refuses(jude: Actor) -> None:
    said(jude)
    for statement in (
        update(Consultation).values(told_first=False),
        update(Consultation).values(nobody_named=False),
        update(Consultation).values(held_to=clock.today() - timedelta(days=90)),
        update(Finding).values(own_words=True),
        update(Finding).values(said=""),
        update(Finding).values(taken_back_on=clock.today()),
    ):
        with pytest.raises(DBAPIError):
            db.session.execute(statement)
        db.session.rollback()


def test_who_writes_second_is_told_and_nothing_of_the_first_is_lost(jude: Actor) -> None:
    finding_id = said(jude)
    held = db.session.scalars(select(Consultation)).one()
    first = replace(record(jude), title="Light and lamps")
    service.change_consultation(actor=jude, consultation_id=held.id, version=1, record=first)
    service.change_finding(actor=jude, finding_id=finding_id, version=1, saying=replace(SAYING, easy="Too dark."))
    with pytest.raises(Clash):
        service.change_consultation(actor=jude, consultation_id=held.id, version=1, record=record(jude))
    with pytest.raises(Clash):
        service.change_finding(actor=jude, finding_id=finding_id, version=1, saying=SAYING)
    with pytest.raises(Clash):
        service.take_finding_back(actor=jude, finding_id=finding_id, version=1)
    db.session.commit()
    assert db.session.execute(select(Consultation.title, Consultation.version)).one() == ("Light and lamps", 2)
    assert db.session.execute(select(Finding.said, Finding.easy)).one() == (SAYING.said, "Too dark.")


def test_what_is_taken_back_leaves_no_words_behind(house: House, jude: Actor) -> None:
    finding_id = said(jude)
    service.take_finding_back(actor=jude, finding_id=finding_id, version=1)
    db.session.commit()
    row = db.session.scalars(select(Finding)).one()
    assert (row.said, row.easy, row.may_quote, row.taken_back_on) == ("", "", False, clock.today())
    with pytest.raises(Refused):
        service.change_finding(actor=jude, finding_id=finding_id, version=2, saying=SAYING)
    with house.acting("mcc_coordinator") as sam, pytest.raises(Refused):
        answered(sam, finding_id, "Six lamps stand there.")
