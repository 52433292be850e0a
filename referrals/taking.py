"""The list of referrals that may be taken out of the agency: both ways, with their clocks. No name, nothing sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from agencies import queries as agencies
from agencies.exports.lists import Line, ListOffer, Size, batches
from agencies.exports.rules import ALONE
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.scoping import belongs_to, current_session
from core.tables import Cell
from people import queries as people
from referrals import vocabulary
from referrals.clocks import STATE_WORDS, URGENCY_WORDS
from referrals.models import Referral, ReferralReceipt, ReferralSubject
from referrals.queries.rows import visible_to

LATELY = timedelta(days=92)
HEADINGS = (
    "Sent", "Way", "Other agency", "Our reference of the person", "Urgency", "Where it stands", "Acknowledge by",
    "Acknowledged", "Decide by", "Decided", "Reason for declining", "Outcome",
)  # fmt: skip


def _late_ones(actor: Actor) -> Select[Referral]:
    """What the agency sent and received in the last three months; for those who read all of its referrals."""
    found = visible_to(actor).where(Referral.sent_at > clock.now() - LATELY)
    return found if actor.may(Permission.REFERRAL_AGENCY) else found.where(Referral.id.is_(None))


def _size(actor: Actor) -> Size:
    rows = current_session().scalar(_late_ones(actor).with_only_columns(func.count(Referral.id))) or 0
    return Size(rows, rows)


def _lines(actor: Actor) -> Iterator[Line]:
    for rows in batches(_late_ones(actor), Referral.id):
        names = agencies.names_of({row.from_agency_id for row in rows} | {row.to_agency_id for row in rows})
        persons = _own_persons(actor, rows)
        known = people.aliases(actor, persons.values())
        for row in rows:
            person_id = persons.get(row.id)
            yield Line(_cells(actor, row, names, known.get(person_id, ("", ""))[1] if person_id else ""), person_id)


def _cells(actor: Actor, row: Referral, names: dict[UUID, str], reference: str) -> tuple[Cell, ...]:
    ours = row.from_agency_id == actor.agency_id
    return (
        row.sent_at, "Sent" if ours else "Received", names.get(row.to_agency_id if ours else row.from_agency_id, ""),
        reference, URGENCY_WORDS[row.urgency], STATE_WORDS[row.state], row.acknowledge_by, row.acknowledged_at,
        row.decide_by, row.decided_at, vocabulary.decline_reasons().get(row.reason_code or "", ""),
        vocabulary.OUTCOME_WORDS[row.outcome] if row.outcome else "",
    )  # fmt: skip


def _own_persons(actor: Actor, rows: Sequence[Referral]) -> dict[UUID, UUID]:
    """Referral id to the agency's own person: whom it sent, or whose record it opened."""
    ids, found = [row.id for row in rows], {}
    for table in (ReferralSubject, ReferralReceipt):
        noted = select(table.referral_id, table.person_id).where(
            belongs_to(actor, table), table.referral_id.in_(ids), table.person_id.is_not(None)
        )
        found.update({row.referral_id: row.person_id for row in current_session().execute(noted)})
    return found


OFFERS = (
    ListOffer(
        code="referrals-agency", title="Referrals of the last three months", headings=HEADINGS, alone=ALONE,
        says="What your agency sent and received, and when it was answered. Persons by reference; no names, no needs.",
        permissions=(Permission.REFERRAL_AGENCY,), size=_size, lines=_lines,
    ),
)  # fmt: skip
