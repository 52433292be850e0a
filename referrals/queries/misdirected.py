"""Referrals that were sent to the wrong place: the record of the two sides, and each side's own view of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from agencies.permissions import Permission
from agencies.queries import addresses_of, names_of
from core import audit
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from referrals.models import (
    MisdirectedNote,
    MisdirectedRecord,
    Referral,
    ReferralReceipt,
    ReferralState,
)
from referrals.queries.rows import visible
from referrals.rules import is_settled


@dataclass(frozen=True, slots=True)
class WrongPlace:
    """What the page of a referral says about a wrong place: whether it can be reported, or how it stands."""

    referral: Referral
    is_ours: bool
    other: str
    record: MisdirectedRecord | None
    may_report: bool
    may_keep: bool


@dataclass(frozen=True, slots=True)
class WrongPlaceLine:
    """One line of the data protection lead's list."""

    record: MisdirectedRecord
    note: MisdirectedNote | None
    is_ours: bool
    other: str

    @property
    def waits(self) -> bool:
        """True while the reader's side still owes something: the decisions, or the confirmation."""
        if self.is_ours:
            return self.note is None or not is_settled(self.note)
        return self.record.confirmed_at is None


@dataclass(frozen=True, slots=True)
class WrongPlacePage:
    """The record for the data protection lead of one side; `note` is there for the sender's side alone."""

    line: WrongPlaceLine
    referral: Referral
    receipt: ReferralReceipt | None
    other_has_lead: bool


def wrong_place(actor: Actor, referral: Referral) -> WrongPlace | None:
    """What the page of a referral shows; None where there is nothing to report and nothing was."""
    record = _records(actor, referral.id)
    is_ours = referral.from_agency_id == actor.agency_id
    may_report = is_ours and record is None and actor.may(Permission.REFERRAL_SEND)
    if record is None and not may_report:
        return None
    other = referral.to_agency_id if is_ours else referral.from_agency_id
    return WrongPlace(
        referral, is_ours, names_of([other])[other], record, may_report, actor.may(Permission.PROTECTION_LEAD)
    )


def misdirected_record(actor: Actor, referral_id: UUID) -> MisdirectedRecord:
    """The record of a referral that went to the wrong place; NotVisible when it did not, or for a third agency."""
    found = _records(actor, referral_id)
    if found is None:
        raise NotVisible
    return found


def _records(actor: Actor, referral_id: UUID) -> MisdirectedRecord | None:
    found = _visible_records(actor).where(MisdirectedRecord.referral_id == referral_id)
    return current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()


def _visible_records(actor: Actor) -> Select[MisdirectedRecord]:
    return select(MisdirectedRecord).where(belongs_to(actor, MisdirectedRecord))


def misdirected_note(actor: Actor, referral_id: UUID) -> MisdirectedNote:
    """The sender's own side of the record; NotVisible for all others."""
    found = select(MisdirectedNote).where(
        belongs_to(actor, MisdirectedNote), MisdirectedNote.referral_id == referral_id
    )
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def wrong_places(actor: Actor) -> list[WrongPlaceLine]:
    """Every referral of the actor's agency that went to the wrong place, what waits first, then the newest."""
    records = current_session().scalars(_visible_records(actor).order_by(MisdirectedRecord.found_at.desc())).all()
    return sorted(_lines(actor, records), key=lambda line: not line.waits)


def _lines(actor: Actor, records: Sequence[MisdirectedRecord]) -> list[WrongPlaceLine]:
    wanted = select(MisdirectedNote).where(
        belongs_to(actor, MisdirectedNote), MisdirectedNote.referral_id.in_([each.referral_id for each in records])
    )
    notes = {note.referral_id: note for note in current_session().scalars(wanted)} if records else {}
    names = names_of({side for each in records for side in (each.from_agency_id, each.to_agency_id)})
    return [_line(actor, record, notes.get(record.referral_id), names) for record in records]


def _line(
    actor: Actor, record: MisdirectedRecord, note: MisdirectedNote | None, names: dict[UUID, str]
) -> WrongPlaceLine:
    is_ours = record.from_agency_id == actor.agency_id
    return WrongPlaceLine(record, note, is_ours, names[record.to_agency_id if is_ours else record.from_agency_id])


def wrong_place_page(actor: Actor, referral_id: UUID) -> WrongPlacePage:
    """The record for the actor's side; the read is audited. NotVisible for a third agency."""
    record = misdirected_record(actor, referral_id)
    line = _lines(actor, [record])[0]
    row = current_session().scalars(
        select(Referral).where(belongs_to(actor, Referral), Referral.id == referral_id)
    ).one()  # fmt: skip
    kept = select(ReferralReceipt).where(belongs_to(actor, ReferralReceipt), ReferralReceipt.referral_id == referral_id)
    audit.record(actor=actor, verb="read", kind="misdirected referral", row_id=referral_id)
    other = record.to_agency_id if line.is_ours else record.from_agency_id
    has_lead = bool(addresses_of(other, Permission.PROTECTION_LEAD))
    return WrongPlacePage(line, row, current_session().scalars(kept).one_or_none(), has_lead)


def misdirected_to_us(actor: Actor, *, person_id: UUID | None = None, case_id: UUID | None = None) -> Referral | None:
    """The referral to the wrong place that one of the actor's own persons or cases was opened from, if it was so."""
    made = or_(
        and_(ReferralReceipt.person_id.is_not(None), ReferralReceipt.person_id == person_id),
        and_(ReferralReceipt.case_id.is_not(None), ReferralReceipt.case_id == case_id),
    )
    opened = select(ReferralReceipt.referral_id).where(belongs_to(actor, ReferralReceipt), made)
    found = select(Referral).where(
        *visible(actor), Referral.state == ReferralState.MISDIRECTED, Referral.id.in_(opened)
    )
    return current_session().scalars(found.limit(1)).one_or_none()
