"""How a letter to a reader outside ends: its content is destroyed, its door is gone, and the ledger says why."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from agencies import queries as agencies
from core import audit, clock, outbox
from core.actor import Actor
from core.scoping import current_session
from people import service as people_service
from people.models import Category, ConsentState, DisclosureKind
from referrals.outside import queries
from referrals.outside.models import LIVE, LetterState, OutsideConsent, OutsideDoor, OutsideLetter
from referrals.outside.words import END_WORDS
from referrals.service.notices import OUTSIDE_NEWS


def end_letter(
    actor: Actor, letter: OutsideLetter, state: LetterState, *, among: tuple[LetterState, ...] = LIVE, why: str = ""
) -> bool:
    """End a letter by one conditional UPDATE; false when it had ended, or moved on, before.

    The reader's copy and the door go in the same transaction. The ledger notes what had left and can no longer be read:
    `why`, or what the state says.
    """
    had_left = letter.left_at is not None
    if not move(actor, letter, among, state=state, locked=None, reading_hash=None, ended_at=clock.now()):
        return False
    current_session().execute(
        delete(OutsideDoor).where(OutsideDoor.letter_id == letter.id).execution_options(synchronize_session=False)
    )
    audit.record(actor=actor, verb=state.value, kind="outside letter", row_id=letter.id, subject_id=letter.person_id)
    if had_left and state in END_WORDS:
        _note_end(actor, letter, why or END_WORDS[state])
    return True


def move(actor: Actor, letter: OutsideLetter, states: tuple[LetterState, ...], **values: Any) -> bool:
    """One conditional UPDATE on the state: of any number of callers exactly one gets past it."""
    won = current_session().scalar(
        update(OutsideLetter)
        .where(OutsideLetter.agency_id == actor.agency_id, OutsideLetter.id == letter.id)
        .where(OutsideLetter.state.in_(states))
        .values(**values)
        .returning(OutsideLetter.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(letter)
    return won is not None


def close_uncovered(actor: Actor, consent_id: UUID, successor: OutsideConsent | None) -> None:
    """Close every live letter that rests on a consent that has ended, unless its successor covers all of it.

    A successor that corrects the kind of the organisation covers nothing: the letter was written behind another
    firewall (domain.md 4.5).
    """
    kind = current_session().scalar(select(OutsideConsent.kind).where(
        OutsideConsent.agency_id == actor.agency_id, OutsideConsent.id == consent_id,
    ))  # fmt: skip
    resting = select(OutsideLetter).where(
        OutsideLetter.agency_id == actor.agency_id, OutsideLetter.consent_id == consent_id,
        OutsideLetter.state.in_(LIVE),
    )  # fmt: skip
    for letter in current_session().scalars(resting).all():
        if successor is not None and successor.kind is kind and _covers(successor, letter):
            letter.consent_id = successor.id
            letter.expires_at = min(letter.expires_at, queries.end_of(successor.valid_until))
            continue
        if end_letter(actor, letter, LetterState.STOPPED):
            tell_sender(letter, "stopped")
    current_session().flush()


def tell_sender(letter: OutsideLetter, act: str, *, at: datetime | None = None) -> None:
    """Tell whoever sent it that there is something to look at; the notice says no more than that."""
    sender = agencies.user(letter.sent_by)
    if not sender.active:
        return
    once = f"outside-{act}:{letter.id}" + (f":{at.isoformat()}" if at else "")
    outbox.put(
        agency_id=letter.agency_id, address=sender.email, subject=OUTSIDE_NEWS,
        path=f"/outside-letters/{letter.id}", once=once,
    )  # fmt: skip


def _covers(consent: OutsideConsent, letter: OutsideLetter) -> bool:
    live = consent.state is ConsentState.GIVEN and consent.valid_until >= clock.today()
    return live and all(consent.answers.get(category) for category in letter.categories)


def _note_end(actor: Actor, letter: OutsideLetter, reason: str) -> None:
    """Nothing of a letter that was opened can be called back: the ledger says so."""
    opened = " It had been opened." if letter.opened_at else ""
    people_service.record_disclosure(
        actor=actor, person_id=letter.person_id, kind=DisclosureKind.WITHDRAWN, recipient_agency_id=actor.agency_id,
        recipient_team_id=None, categories=[Category(code) for code in letter.categories],
        outside=queries.organisation_of(actor, letter), reason=f"{reason}.{opened}",
    )  # fmt: skip
