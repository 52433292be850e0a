"""What outreach forgets: the words of somebody whose record is erased, and of old contacts that have no record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from core import audit
from core.actor import Actor
from core.scoping import belongs_to, current_session
from outreach.models import OutreachContact

AT_ONCE = 500
#: All that could bring somebody back to mind, and the code by which they could be found again.
WORDS = ("alias_sealed", "note_sealed", "beat_sealed", "follow_up_note_sealed", "code_index")


def forget_person(actor: Actor, person_id: UUID) -> None:
    """Take the words, the name and the code off every contact with somebody, and the tie to their record.

    The counts stay, and so do contacts under the same code that are on no record: as those of nobody known.
    """
    theirs = (OutreachContact.agency_id == actor.agency_id, OutreachContact.person_id == person_id)
    found = select(OutreachContact.code_index).where(
        belongs_to(actor, OutreachContact),
        OutreachContact.person_id == person_id,
        OutreachContact.code_index.is_not(None),
    )
    _without_words(
        OutreachContact.agency_id == actor.agency_id,
        OutreachContact.code_index.in_(set(current_session().scalars(found))),
        OutreachContact.person_id.is_(None),
    )
    _without_words(*theirs, person_id=None, linked_at=None, linked_by=None)


def forget_old(actor: Actor, before: datetime, limit: int = AT_ONCE) -> int:
    """Take alias and note off contacts without a record from before a moment; what was given and done is still counted.

    Source: domain.md 2.7. Returns how many contacts lost their words.
    """
    found = (
        select(OutreachContact.id)
        .where(belongs_to(actor, OutreachContact), OutreachContact.person_id.is_(None), OutreachContact.at < before)
        .where(or_(*[getattr(OutreachContact, name).is_not(None) for name in WORDS]))
        .limit(limit)
    )
    ids = list(current_session().scalars(found))
    _without_words(OutreachContact.agency_id == actor.agency_id, OutreachContact.id.in_(ids))
    if ids:
        audit.record(actor=actor, verb="forgot words of", kind="outreach contacts", fields=[str(len(ids))])
    return len(ids)


def _without_words(*which: ColumnElement[bool], **also: None) -> None:
    current_session().execute(
        update(OutreachContact)
        .where(*which)
        .values(**dict.fromkeys(WORDS), **also)
        .execution_options(synchronize_session=False)
    )
