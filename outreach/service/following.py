"""What a contact asks for afterwards: a follow-up with a day and a worker, and flags that somebody saw to."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session
from outreach import rules
from outreach.models import OutreachContact
from outreach.service.base import claim, held_contact, may_log, unless


def plan_follow_up(*, actor: Actor, contact_id: UUID, due: date, by: UUID, words: str | None, version: int) -> None:
    """Say who follows a contact up by when, and what about; the flag is set if it was not.

    Refuses a day that is over or far ahead, and anybody who does not log outreach for the agency; Clash when the
    contact changed since.
    """
    may_log(actor)
    unless(rules.follow_up_may_be(due, clock.today()))
    if by not in {user.id for user in agencies.colleagues(actor, Permission.OUTREACH_LOG)}:
        raise Refused("Choose a colleague who does outreach.", field="by")
    contact = held_contact(actor, contact_id)
    claim(contact, version)
    contact.follow_up_due, contact.follow_up_by = due, by
    contact.follow_up_note = (words or "").strip() or None
    contact.follow_up_done_at, contact.follow_up_done_by = None, None
    contact.flags = contact.flags if "follow_up" in contact.flags else [*contact.flags, "follow_up"]
    contact.settled = [flag for flag in contact.settled if flag != "follow_up"]
    _written(actor, contact, "planned follow-up of", ("follow_up_due", "follow_up_by", "follow_up_note"))


def finish_follow_up(*, actor: Actor, contact_id: UUID) -> None:
    """Say that a follow-up was done, now and by the actor. A second time changes nothing."""
    settle(actor=actor, contact_id=contact_id, flag="follow_up")


def settle(*, actor: Actor, contact_id: UUID, flag: str) -> None:
    """Say that somebody saw to a flag of a contact: it no longer waits on home. A second time changes nothing.

    Refuses a flag that the contact does not have.
    """
    may_log(actor)
    contact = held_contact(actor, contact_id)
    if flag not in contact.flags:
        raise Refused("This contact does not ask for that.")
    if flag in contact.settled:
        return
    contact.settled = [each for each in contact.flags if each == flag or each in contact.settled]
    if flag == "follow_up":
        contact.follow_up_done_at, contact.follow_up_done_by = clock.now(), actor.user_id
    contact.version += 1
    _written(actor, contact, "saw to", (flag,))


def _written(actor: Actor, contact: OutreachContact, verb: str, fields: tuple[str, ...]) -> None:
    current_session().flush()
    audit.record(
        actor=actor, verb=verb, kind="outreach contact", row_id=contact.id, subject_id=contact.person_id, fields=fields
    )
