"""Reads for the person's own copy of what they said: one conversation, word for word, and what changed since before."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from agencies.queries import agency
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session
from people.models import Consent, ConsentState
from people.queries.consents import ConsentRecord, consent, records_of, visible_consents
from people.queries.records import aliases
from people.rules import Change


@dataclass(frozen=True, slots=True)
class Party:
    """An agency as a party to a consent."""

    code: str
    name: str
    kind: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One recipient and purpose of a conversation, and what it says otherwise than the answer it started from."""

    record: ConsentRecord
    earlier: ConsentRecord | None = None

    @property
    def changes(self) -> list[Change]:
        """What changed since the earlier answer; nothing when it started from none."""
        return self.record.changes_from(self.earlier) if self.earlier else []


@dataclass(frozen=True, slots=True)
class ConsentReceipt:
    """One consent with all that was asked in the same conversation, and whom it is about."""

    chosen: AskedLine
    asked: list[AskedLine]
    alias: str
    reference: str

    @property
    def others(self) -> list[AskedLine]:
        """What else was asked in the same conversation."""
        return [line for line in self.asked if line is not self.chosen]


def consent_receipt(actor: Actor, consent_id: UUID) -> ConsentReceipt:
    """One consent and its conversation; raises NotVisible when the actor's agency has none. The read is audited."""
    chosen = consent(actor, consent_id)
    records = _same_occasion(actor, chosen)
    wanted = {record.row.copied_from_id for record in records} - {None}
    earlier: dict[UUID | None, ConsentRecord] = {record.row.id: record for record in _by_ids(actor, wanted)}
    asked = [AskedLine(record, earlier.get(record.row.copied_from_id)) for record in records]
    who = aliases(actor, [chosen.row.person_id])
    if chosen.row.person_id not in who:
        raise NotVisible
    line = next(line for line in asked if line.record.row.id == consent_id)
    return ConsentReceipt(line, asked, *who[chosen.row.person_id])


def live_consents_of(actor: Actor, person_id: UUID) -> list[ConsentRecord]:
    """The consents of a person that stand, expired ones left out, by recipient: what can be taken back."""
    found = visible_consents(actor).where(Consent.person_id == person_id, Consent.state == ConsentState.GIVEN)
    rows = list(current_session().scalars(found.order_by(Consent.given_at.desc(), Consent.id)))
    live = [record for record in records_of(actor, rows) if record.is_live]
    return sorted(live, key=lambda record: (record.recipient, record.purpose))


def _same_occasion(actor: Actor, chosen: ConsentRecord) -> list[ConsentRecord]:
    if chosen.row.occasion_id is None:
        return [chosen]
    found = visible_consents(actor).where(
        Consent.occasion_id == chosen.row.occasion_id, Consent.person_id == chosen.row.person_id
    )
    return records_of(actor, list(current_session().scalars(found.order_by(Consent.id))))


def _by_ids(actor: Actor, ids: set[UUID | None]) -> list[ConsentRecord]:
    if not ids:
        return []
    return records_of(actor, list(current_session().scalars(visible_consents(actor).where(Consent.id.in_(ids)))))


def party_of(agency_id: UUID) -> Party:
    """An agency as a party to a consent."""
    found = agency(agency_id)
    return Party(found.code, found.name, found.kind.value, found.url)
