"""The tries at the door of a letter to a reader outside: five in all, each used up before the words are judged."""

from __future__ import annotations

from sqlalchemy import update

from agencies.apart import apart, let_go
from referrals.outside.models import OutsideDoor
from referrals.outside.rules import MOST_TRIES


def claim_try(token_hash: str) -> int:
    """Use up one of the five tries at a door, before the words are judged; returns which it was, 0 when none is left.

    Right words need no giving back: the letter is open then.
    """
    let_go()
    mine = update(OutsideDoor).where(OutsideDoor.token_hash == token_hash, OutsideDoor.tries < MOST_TRIES)
    with apart(writing=True) as database:
        return database.scalar(mine.values(tries=OutsideDoor.tries + 1).returning(OutsideDoor.tries)) or 0
