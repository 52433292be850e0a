"""Sent to the wrong place: the package closes for its receiver at once, and the 72-hour record begins.

Source: security.md T6; UK GDPR Articles 33 and 34.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from agencies.queries import user
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible
from core.scoping import belongs_to, current_session
from people import service as people_service
from people.models import DisclosureKind
from referrals import package, queries, rules
from referrals.models import (
    CopyState,
    MisdirectedNote,
    MisdirectedRecord,
    Referral,
    ReferralState,
    ReferralSubject,
)
from referrals.service.notices import ENDED, refuse, tell_protection_leads, tell_receiver


def report_wrong_place(*, actor: Actor, referral_id: UUID, what_happened: str) -> MisdirectedRecord:
    """Say that a referral went to the wrong place: it closes for the receiver at once, whatever its state.

    The receiver's wrap of the package's key is destroyed, so that package, supplements and messages can never be
    opened there again; both agencies' data protection leads are told, and the receiver's staff; the ledger says so;
    the record with its 72 hours begins. `what_happened`: own words, kept by the sender alone. Refuses a second report
    and empty words; NotVisible unless the actor's agency sent it.
    """
    referral = queries.sent_referral(actor, referral_id)
    refuse(rules.may_be_reported(referral, what_happened))
    note = queries.subject(actor, referral_id)
    if note is None:
        raise NotVisible
    _misdirect(actor, referral, what_happened)
    package.close_for(actor, referral.id, referral.to_agency_id)
    record = _store(actor, referral, what_happened)
    _tell(actor, referral, note)
    return record


def keep_record(*, actor: Actor, referral_id: UUID, version: int, kept: rules.Kept) -> MisdirectedNote:
    """Write down the risk, whether the ICO and the person were told, and why not; may be written again as it goes on.

    Refuses what does not say why (`rules.record_is_sound`); Clash when somebody wrote it meanwhile.
    """
    record, note = queries.misdirected_record(actor, referral_id), queries.misdirected_note(actor, referral_id)
    refuse(rules.record_is_sound(kept, record.found_at, clock.now()))
    if note.version != version:
        raise Clash("Somebody wrote this record while you were writing. Both texts are below; nothing is lost.")
    _claim(actor, note)
    note.risk, note.risk_words = kept.risk, kept.risk_words.strip()
    note.ico_told, note.ico_told_at = kept.ico_told, kept.ico_told_at if kept.ico_told else None
    note.ico_words, note.person_told = kept.ico_words.strip() or None, kept.person_told
    note.person_words = kept.person_words.strip() or None
    note.kept_by, note.kept_at = actor.user_id, clock.now()
    fields = ["risk", "ico_told", "person_told"]
    audit.record(actor=actor, verb="recorded", kind="misdirected referral", row_id=referral_id, fields=fields)
    current_session().flush()
    return note


def confirm_closed(*, actor: Actor, referral_id: UUID, copy: CopyState) -> MisdirectedRecord:
    """The receiver's word on what became of any copy or record made from what was sent by mistake; given once.

    Tells the sender's data protection leads. NotVisible unless the actor's agency received it.
    """
    record = queries.misdirected_record(actor, referral_id)
    if record.to_agency_id != actor.agency_id:
        raise NotVisible
    refuse(rules.may_be_confirmed(record))
    name = user(actor.user_id).name
    won = current_session().scalar(
        update(MisdirectedRecord)
        .where(belongs_to(actor, MisdirectedRecord), MisdirectedRecord.referral_id == referral_id)
        .where(MisdirectedRecord.confirmed_at.is_(None))
        .values(copy=copy, confirmed_at=clock.now(), confirmed_name=name, version=MisdirectedRecord.version + 1)
        .returning(MisdirectedRecord.referral_id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(record)
    if won is None:
        refuse(rules.may_be_confirmed(record))
    audit.record(actor=actor, verb="confirmed", kind="misdirected referral", row_id=referral_id, fields=["copy"])
    tell_protection_leads(record.from_agency_id, f"misdirected-confirmed:{referral_id}")
    current_session().flush()
    return record


def _misdirect(actor: Actor, referral: Referral, what_happened: str) -> None:
    """One conditional UPDATE decides who reports; the other is told that it was reported."""
    won = current_session().scalar(
        update(Referral)
        .where(belongs_to(actor, Referral), Referral.from_agency_id == actor.agency_id, Referral.id == referral.id)
        .where(Referral.state != ReferralState.MISDIRECTED)
        .values(state=ReferralState.MISDIRECTED, misdirected_at=clock.now(), version=Referral.version + 1)
        .returning(Referral.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(referral)
    if won is None:
        refuse(rules.may_be_reported(referral, what_happened))


def _store(actor: Actor, referral: Referral, what_happened: str) -> MisdirectedRecord:
    found_at = referral.misdirected_at or clock.now()
    record = MisdirectedRecord(
        referral_id=referral.id, from_agency_id=referral.from_agency_id, to_agency_id=referral.to_agency_id,
        found_at=found_at, found_by_name=user(actor.user_id).name, ico_by=rules.ico_deadline(found_at),
        had_opened=referral.opened_at is not None,
    )  # fmt: skip
    note = MisdirectedNote(agency_id=actor.agency_id, referral_id=referral.id, happened=what_happened.strip())
    current_session().add_all([record, note])
    current_session().flush()
    return record


def _tell(actor: Actor, referral: Referral, note: ReferralSubject) -> None:
    people_service.record_disclosure(
        actor=actor, person_id=note.person_id, kind=DisclosureKind.MISDIRECTED,
        recipient_agency_id=referral.to_agency_id, recipient_team_id=referral.to_team_id,
        categories=queries.categories_sent(actor, referral.id), referral_id=referral.id,
        reason="Sent to the wrong place; their copy is closed",
    )  # fmt: skip
    audit.record(
        actor=actor, verb="misdirected", kind="referral", row_id=referral.id, subject_id=note.person_id,
        fields=["state"],
    )  # fmt: skip
    for agency_id in (referral.from_agency_id, referral.to_agency_id):
        tell_protection_leads(agency_id, f"misdirected:{referral.id}")
    tell_receiver(referral, ENDED, "misdirected")
    current_session().flush()


def _claim(actor: Actor, note: MisdirectedNote) -> None:
    won = current_session().scalar(
        update(MisdirectedNote)
        .where(belongs_to(actor, MisdirectedNote), MisdirectedNote.id == note.id)
        .where(MisdirectedNote.version == note.version)
        .values(version=MisdirectedNote.version + 1)
        .returning(MisdirectedNote.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash("Somebody wrote this record while you were writing. Both texts are below; nothing is lost.")
    current_session().refresh(note)
