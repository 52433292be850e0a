"""The list of outreach that may be taken out of the agency: one's own contacts of late. No note, only a ward."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from agencies.exports.lists import Line, ListOffer, Size, batches
from agencies.exports.rules import ALONE
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.scoping import belongs_to, current_session
from outreach import catalogue, queries
from outreach.details import MET_WORDS
from outreach.models import OutreachContact, OutreachSession

LATELY = timedelta(days=28)


def _own_contacts(actor: Actor) -> Select[OutreachContact]:
    """The contacts that the actor logged in the last 28 days, of those they may read."""
    mine = queries.contacts_visible_to(actor).where(OutreachContact.logged_by == actor.user_id)
    return mine.where(OutreachContact.at > clock.now() - LATELY)


def _size(actor: Actor) -> Size:
    """Each contact counts as somebody: most have no record by which two of them could be told to be the same."""
    rows = current_session().scalar(_own_contacts(actor).with_only_columns(func.count(OutreachContact.id))) or 0
    return Size(rows, rows)


def _lines(actor: Actor) -> Iterator[Line]:
    for contacts in batches(_own_contacts(actor), OutreachContact.id):
        sessions = _sessions(actor, {contact.session_id for contact in contacts})
        for row in queries.in_words(actor, contacts):
            contact, session = row.contact, sessions.get(row.contact.session_id)
            mode = catalogue.modes().get(session.mode, session.mode) if session else ""
            ward = contact.ward or (session.ward if session else "")
            yield Line(
                (contact.at, mode, queries.ward_words(ward), row.name, MET_WORDS[contact.met_before],
                 ", ".join(row.given), ", ".join(row.did), contact.follow_up_due),
                about=contact.person_id,
            )  # fmt: skip


def _sessions(actor: Actor, session_ids: set[UUID]) -> dict[UUID, OutreachSession]:
    found = select(OutreachSession).where(belongs_to(actor, OutreachSession), OutreachSession.id.in_(session_ids))
    return {row.id: row for row in current_session().scalars(found)}


OFFERS = (
    ListOffer(
        code="outreach-own", title="My outreach contacts of the last 28 days", alone=ALONE,
        says="The contacts that you logged: name if one was given, ward, what was given and done, follow-up. No notes.",
        headings=("When", "Session", "Ward", "Name to use", "Met before", "Given", "Done", "Follow-up due"),
        permissions=(Permission.OUTREACH_LOG,), size=_size, lines=_lines,
    ),
)  # fmt: skip
