"""What a link leads to, for somebody without an account: nothing, a question for the words, or an open letter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core import audit, clock
from core.actor import Actor, system_actor
from core.crypto.fields import unpacked
from core.crypto.keyring import CannotOpen
from core.errors import NotVisible
from core.scoping import act_as, current_session
from referrals.outside.models import LetterState, OutsideDoor, OutsideLetter
from referrals.outside.sealing import Place, token_hash, unlock_for_reading


@dataclass(frozen=True, slots=True)
class Knock:
    """A live letter behind a link, and the system actor of the agency that sent it."""

    actor: Actor
    letter: OutsideLetter

    @property
    def place(self) -> Place:
        """What the letter's lock is bound to."""
        return Place(self.letter.agency_id, self.letter.id)

    @property
    def is_ready(self) -> bool:
        """True when it waits for its words."""
        return self.letter.state is LetterState.READY

    def is_open_in(self, reading: str) -> bool:
        """True when this browser is the one that opened it, and its half hour is not over."""
        until = self.letter.reading_until
        if self.letter.state is not LetterState.READING or until is None or not reading:
            return False
        return clock.now() < until and self.letter.reading_hash == token_hash(reading)


def knock(token: str) -> Knock:
    """What stands behind a link now. NotVisible for one that was never made, has ended, or has not left yet.

    From here on the session works for the sending agency: the stranger has none.
    """
    session = current_session()
    door = session.get(OutsideDoor, token_hash(token), populate_existing=True)
    if door is None:
        raise NotVisible
    actor, letter_id = system_actor(door.agency_id), door.letter_id
    session.expunge_all()
    session.info.pop("actor", None)
    act_as(actor)
    letter = session.get(OutsideLetter, (actor.agency_id, letter_id), populate_existing=True)
    if letter is None or not _may_be_met(letter):
        raise NotVisible
    return Knock(actor, letter)


def _may_be_met(letter: OutsideLetter) -> bool:
    if letter.state is LetterState.READING:
        return True
    return letter.state is LetterState.READY and clock.now() < letter.expires_at


def reading_words(found: Knock, reading: str) -> dict[str, Any]:
    """The open letter, in the browser that opened it; the read is audited. NotVisible in any other."""
    if not found.is_open_in(reading) or found.letter.locked is None:
        raise NotVisible
    try:
        words = unlock_for_reading(reading, found.letter.locked, found.place)
    except CannotOpen:
        raise NotVisible from None
    letter = found.letter
    audit.record(actor=found.actor, verb="read", kind="outside letter", row_id=letter.id, subject_id=letter.person_id)
    opened: dict[str, Any] = unpacked(words)
    return opened


def tries_at_door(letter_id: UUID) -> int:
    """How many times words were tried at a letter's door; nought when it has none any more."""
    return current_session().scalar(select(OutsideDoor.tries).where(OutsideDoor.letter_id == letter_id)) or 0
