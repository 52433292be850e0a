"""What a reader outside does: open a letter once, answer it, be done with it. The actor is the sending agency's own."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import or_, update

from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import current_session
from referrals.outside import rules, sealing
from referrals.outside.models import LetterState, OutsideAnswer, OutsideLetter, Reply
from referrals.outside.sealing import Place
from referrals.outside.service.ending import end_letter, move, tell_sender


def begin_reading(*, actor: Actor, letter: OutsideLetter, words: str) -> str:
    """Open a letter whose words have just been unlocked; returns the token that only this browser will hold.

    One conditional UPDATE decides which of many openings is the reading; NotVisible for all the others. What was
    locked under the link and the words is gone with it: they open nothing any more.
    """
    token, now = secrets.token_urlsafe(32), clock.now()
    place = Place(letter.agency_id, letter.id)
    won = current_session().scalar(
        update(OutsideLetter)
        .where(OutsideLetter.agency_id == actor.agency_id, OutsideLetter.id == letter.id)
        .where(OutsideLetter.state == LetterState.READY, OutsideLetter.expires_at > now)
        .values(
            state=LetterState.READING, opened_at=now, locked=sealing.lock_for_reading(token, words, place),
            reading_hash=sealing.token_hash(token), reading_until=now + timedelta(minutes=rules.READING_MINUTES),
        )
        .returning(OutsideLetter.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if won is None:
        raise NotVisible
    current_session().refresh(letter)
    audit.record(actor=actor, verb="opened", kind="outside letter", row_id=letter.id, subject_id=letter.person_id)
    tell_sender(letter, "opened")
    return token


def note_wrong_words(*, actor: Actor, letter_id: object, tries: int) -> None:
    """Count wrong words, and close the letter for good at the fifth; its sender is told then."""
    letter = current_session().get(OutsideLetter, (actor.agency_id, letter_id), populate_existing=True)
    if letter is None or not move(actor, letter, (LetterState.READY,), wrong_tries=OutsideLetter.wrong_tries + 1):
        return
    audit.record(actor=actor, verb="wrong words", kind="outside letter", row_id=letter.id, subject_id=letter.person_id)
    if tries >= rules.MOST_TRIES and end_letter(actor, letter, LetterState.GUESSED, among=(LetterState.READY,)):
        tell_sender(letter, "guessed")


def answer(*, actor: Actor, letter: OutsideLetter, reply: Reply, words: str) -> None:
    """Keep what the reader says back: received first if they like, then yes or no once, with a line of plain text.

    Sealed by the sending agency's own key. Refuses a second yes or no, and a letter that is not open.
    """
    before = or_(OutsideLetter.reply.is_(None), OutsideLetter.reply == Reply.RECEIVED)
    won = current_session().scalar(
        update(OutsideLetter)
        .where(OutsideLetter.agency_id == actor.agency_id, OutsideLetter.id == letter.id)
        .where(OutsideLetter.state == LetterState.READING, before)
        .values(reply=reply, replied_at=clock.now())
        .returning(OutsideLetter.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(letter)
    if won is None:
        raise Refused("You have answered already.", instead="Ring the number below to say more.", field="reply")
    session = current_session()
    said = " ".join(words.split()) or None
    session.add(
        OutsideAnswer(
            agency_id=actor.agency_id, id=uuid7(), letter_id=letter.id, reply=reply, words=said, at=clock.now()
        )
    )
    session.flush()
    audit.record(
        actor=actor, verb="answered", kind="outside letter", row_id=letter.id, subject_id=letter.person_id,
        fields=[reply.value],
    )  # fmt: skip
    tell_sender(letter, "answered", at=letter.replied_at)


def finish_reading(*, actor: Actor, letter: OutsideLetter) -> None:
    """The reader is done: what their browser could still read is destroyed now."""
    end_letter(actor, letter, LetterState.READ, among=(LetterState.READING,))
