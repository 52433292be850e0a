"""Settling a shared text in the database: what stays is stored, told, judged and mended; nothing else is asked."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import DBAPIError

from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import NotVisible, Refused
from core.outbox import Notice
from people.leaks import queries, rules, service
from people.leaks.models import LeakMending, LeakNote, LeakVerdict, LeakVerdictKind
from people.leaks.queries import Standing
from people.leaks.rules import LeakAnswer
from people.leaks.service import Found
from tests.house import House

WORDS = {"words": "Zephyrine asked for a lift. MA-0427 was mentioned."}
REASON = "Both are invented, for a talk."


@pytest.fixture
def member(house: House) -> Iterator[Actor]:
    """The member representative of MASH."""
    with house.acting("mash_member") as found:
        yield found


def let_stand(actor: Actor, texts: dict[str, str], row_id: UUID, reason: str = REASON) -> None:
    """Save a text as its author does: shown what was found, then sent again with a reason."""
    with pytest.raises(Found) as shown:
        service.settle(actor=actor, kind="test paper", row_id=row_id, texts=texts, answer=None)
    answer = LeakAnswer(frozenset(each.key for each in shown.value.findings), reason)
    service.settle(actor=actor, kind="test paper", row_id=row_id, texts=texts, answer=answer)


def test_a_text_without_finds_passes_and_leaves_nothing(member: Actor) -> None:
    service.settle(
        actor=member, kind="test paper", row_id=uuid4(), texts={"words": "MASH met the Council."}, answer=None
    )
    assert db.session.scalars(select(LeakNote)).all() == []


def test_what_stays_is_stored_with_its_reason_told_and_asked_once(member: Actor, house: House) -> None:
    row_id = uuid4()
    let_stand(member, WORDS, row_id)
    notes = db.session.scalars(select(LeakNote).order_by(LeakNote.found)).all()
    assert [(each.found, each.field, each.reason) for each in notes] == [
        ("MA-0427", "words", REASON), ("Zephyrine", "words", REASON),
    ]  # fmt: skip
    coordinator = house.user("mcc_coordinator").email
    assert db.session.scalars(select(Notice.address).where(Notice.path == "/forum/wording")).all() == [coordinator]
    service.settle(actor=member, kind="test paper", row_id=row_id, texts=WORDS, answer=None)
    with pytest.raises(Found):
        service.settle(actor=member, kind="test paper", row_id=uuid4(), texts=WORDS, answer=None)
    more = {"words": WORDS["words"] + " Oluwaseun spoke."}
    with pytest.raises(Found):
        service.settle(actor=member, kind="test paper", row_id=row_id, texts=more, answer=None)
    db.session.commit()
    kept = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "let words stay")).one()
    assert (kept.kind, kept.row_id, kept.fields) == ("test paper", row_id, "words")


def test_the_chair_is_told_of_what_the_coordinator_keeps(house: House) -> None:
    with house.acting("mcc_coordinator") as actor:
        let_stand(actor, WORDS, uuid4())
        told = db.session.scalars(select(Notice.address).where(Notice.path == "/forum/wording")).all()
        note = queries.notes_page(actor, 1).items[0].note
        with pytest.raises(Refused):
            service.judge(actor=actor, note_id=note.id, verdict=LeakVerdictKind.MAY_STAY, words="")
    assert told == [house.user("mcc_chair").email]


def test_words_that_must_come_out_are_asked_for_again_and_settled_when_gone(house: House) -> None:
    row_id = uuid4()
    with house.acting("mash_member") as author:
        let_stand(author, WORDS, row_id)
    with house.acting("mcc_coordinator") as coordinator:
        assert queries.to_judge(coordinator) == 2
        lines = queries.notes_page(coordinator, 1).items
        note_id = next(each.note.id for each in lines if each.note.found == "Zephyrine")
        out = LeakVerdictKind.TAKE_OUT
        with pytest.raises(Refused):
            service.judge(actor=coordinator, note_id=note_id, verdict=out, words="")
        service.judge(actor=coordinator, note_id=note_id, verdict=out, words="It reads like an alias.")
        with pytest.raises(Refused):
            service.judge(actor=coordinator, note_id=note_id, verdict=LeakVerdictKind.MAY_STAY, words="")
        assert (queries.count(coordinator, Standing.WAITING), queries.count(coordinator, Standing.OUT)) == (1, 1)
    with house.acting("mash_member") as author:
        assert [each.found for each in queries.own_to_come_out(author)] == ["Zephyrine"]
        with pytest.raises(Found) as again:
            service.settle(actor=author, kind="test paper", row_id=row_id, texts=WORDS, answer=None)
        assert [each.found for each in again.value.findings] == ["Zephyrine"]
        mended = {"words": "Somebody asked for a lift. MA-0427 was mentioned."}
        service.settle(actor=author, kind="test paper", row_id=row_id, texts=mended, answer=None)
        assert queries.own_to_come_out(author) == []
        settled = queries.note(author, note_id)
        assert settled.standing is Standing.DONE
        assert settled.mending is not None
        assert settled.mending.gone
        assert (settled.words, settled.note.reason) == ("Words taken out", REASON)
        db.session.commit()
        kept = db.session.execute(select(LeakNote.found, LeakNote.excerpt).order_by(LeakNote.found)).all()
        assert kept == [("", ""), ("MA-0427", "MA-0427")]
        with pytest.raises(Found):
            service.settle(actor=author, kind="test paper", row_id=row_id, texts=WORDS, answer=None)
        service.settle(actor=author, kind="test paper", row_id=row_id, texts=mended, answer=None)


def test_a_whole_text_is_judged_at_once_and_its_author_may_say_that_it_is_mended(house: House) -> None:
    with house.acting("mash_member") as author:
        let_stand(author, WORDS, uuid4())
        note_id = queries.notes_page(author, 1).items[0].note.id
    with house.acting("mcc_chair") as chair:
        done = service.judge(
            actor=chair, note_id=note_id, verdict=LeakVerdictKind.TAKE_OUT, words="Say what is true of many.",
            whole_text=True,
        )  # fmt: skip
        assert len(done) == 2
    with house.acting("num_lead") as other, pytest.raises(NotVisible):
        service.mended(actor=other, note_id=note_id)
    with house.acting("mash_member") as author:
        service.mended(actor=author, note_id=note_id)
        with pytest.raises(Refused):
            service.mended(actor=author, note_id=note_id)
        assert len(queries.own_to_come_out(author)) == 1


def test_more_finds_than_are_shown_cannot_be_answered_away(member: Actor) -> None:
    """An answer to the 40 that were shown would let the next one through unseen."""
    row_id, lines = uuid4(), [f"MA-{number:04} spoke." for number in range(1, 42)]
    many = rules.look({"words": "\n".join(lines)})
    assert len(many) == 41
    for seen in (many[:40], many):
        answer = LeakAnswer(frozenset(each.key for each in seen), REASON)
        with pytest.raises(Found, match="more than 40 finds: take some out first") as refused:
            service.settle(
                actor=member, kind="test paper", row_id=row_id, texts={"words": "\n".join(lines)}, answer=answer
            )
        assert len(refused.value.findings) == 40
    assert db.session.scalars(select(LeakNote)).all() == []
    let_stand(member, {"words": "\n".join(lines[:40])}, row_id)
    assert len(db.session.scalars(select(LeakNote)).all()) == 40


def test_others_read_only_their_own_and_the_database_keeps_what_was_said(house: House) -> None:
    with house.acting("mash_member") as author:
        let_stand(author, WORDS, uuid4())
    with house.acting("num_lead") as other:
        assert queries.notes_page(other, 1).total == 0
        note_id = queries.notes_page(author, 1).items[0].note.id
    with house.acting("mcc_coordinator") as coordinator:
        service.judge(actor=coordinator, note_id=note_id, verdict=LeakVerdictKind.TAKE_OUT, words="It reads like one.")
    with house.acting("mash_member") as author:
        service.mended(actor=author, note_id=note_id)
        db.session.commit()
    for change in (
        update(LeakVerdict).values(words="something else"), delete(LeakVerdict),
        update(LeakMending).values(gone=False), delete(LeakMending), update(LeakNote).values(reason="short"),
    ):  # fmt: skip
        with pytest.raises(DBAPIError), house.acting("mash_member"):
            db.session.execute(change)
        db.session.rollback()


def test_the_check_asks_no_table_of_people(member: Actor) -> None:
    asked: list[str] = []
    listen = db.engine, "before_cursor_execute", lambda *told: asked.append(told[2].lower())
    event.listen(*listen)
    try:
        let_stand(member, WORDS, uuid4())
    finally:
        event.remove(*listen)
    tables = ("person", "match_key", "identity", "support_case", "alias_index", "report")
    assert asked
    assert [words for words in asked if any(f" {table} " in words or f"{table}." in words for table in tables)] == []
