"""The audit trail as a list to take out: ids, verbs and names of fields, with which colleague did it. No content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from agencies.exports.lists import Line, ListOffer, Size, batches
from agencies.models import User
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.scoping import belongs_to, current_session

REACHES = timedelta(days=30)
#: Of whom somebody is kept away is for nobody to read here: it might be the reader.
APART = "exclusion"


def visible_to(actor: Actor) -> Select[AuditEntry]:
    """The entries of the last 30 days of the actor's agency, for those who read its trail."""
    found = select(AuditEntry).where(belongs_to(actor, AuditEntry), AuditEntry.at > clock.now() - REACHES)
    return found if actor.may(Permission.AUDIT_READ) else found.where(AuditEntry.id.is_(None))


def _size(actor: Actor) -> Size:
    found = visible_to(actor).with_only_columns(func.count(AuditEntry.id))
    return Size(current_session().scalar(found) or 0)


def _lines(actor: Actor) -> Iterator[Line]:
    for rows in batches(visible_to(actor), AuditEntry.id):
        names = _names(actor, {row.actor_id for row in rows})
        for row in rows:
            yield Line((
                row.sequence, row.at, names.get(row.actor_id, "Roundtable"), row.verb, row.kind, _id(row.row_id),
                "" if row.kind == APART else _id(row.subject_id), row.fields, row.hash,
            ))  # fmt: skip


def _names(actor: Actor, user_ids: set[UUID]) -> dict[UUID, str]:
    found = select(User.id, User.name).where(User.agency_id == actor.agency_id, User.id.in_(user_ids))
    return {user_id: name for user_id, name in current_session().execute(found)}


def _id(value: UUID | None) -> str:
    return str(value) if value else ""


#: For an auditor, who answers to nobody in the agency: no second yes, but a passphrase, since it says who saw whom.
OFFERS = (
    ListOffer(
        code="audit-trail", title="Audit trail of the last 30 days",
        says="Who did what to which record, as ids, with the hash of each entry. No name of anyone who is supported.",
        headings=("Number", "When", "Who", "Did", "To what", "Record", "About", "Fields", "Hash"),
        permissions=(Permission.AUDIT_READ,), size=_size, lines=_lines,
    ),
)  # fmt: skip
