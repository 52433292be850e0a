"""The receiver's work around the answer: who has it, asking to redirect, the handover, and how it went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from agencies import queries as agencies
from agencies.models import User
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import belongs_to, current_session
from directory.queries import service as directory_service
from people import queries as people
from people import service as people_service
from people.models import Category, DisclosureKind
from people.rules import Recipient
from referrals import queries, rules
from referrals.models import HandoverHow, Outcome, Referral, ReferralDesk, ReferralReceipt, ReferralState
from referrals.queries import kind_of
from referrals.rules import Telling
from referrals.service.conversation import write_message
from referrals.service.moving import move, move_sent, receiver_name
from referrals.service.notices import ASKS_YOU, MOVED_ON, REPLIED, refuse, tell_receiver, tell_sender, tell_worker
from referrals.service.pausing import pause_clock, resume_clock

NOT_HERE = "One of them"
NOTE_GOES = "How it went, and a closing note"
CODE_GOES = "How it went, by a code, without words"
NOTHING_GOES = "How it went was not told: only that it has ended"


def assign(*, actor: Actor, referral_id: UUID, version: int, worker_id: UUID) -> Referral:
    """Give an undecided referral to a colleague, or take it: the sender sees the name.

    Taking it acknowledges it. Refuses an answered or withdrawn one, and a worker who could not answer it or lead the
    case; raises NotVisible unless the actor's agency received it, Clash when it changed since `version`.
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
    _give(actor, referral, version, worker_who_may(actor, worker_id))
    return referral


def assign_many(*, actor: Actor, versions: Mapping[UUID, int], worker_id: UUID) -> list[Referral]:
    """Give several referrals to one worker: all of them, or none.

    `versions`: referral id to the version that was read. Refuses with the name of each that is not allowed, as far as
    the reader may know it: answered or withdrawn already, sent by the actor's own agency, not theirs to see, changed
    while they were reading. Source: domain.md S1-18.
    """
    if not versions:
        raise Refused("Choose at least one referral.", field="chosen")
    worker = worker_who_may(actor, worker_id)
    rows = queries.referrals_by_id(actor, versions)
    refuse(rules.all_or_nothing("assigned", _not_allowed(actor, rows, versions)))
    for referral_id in sorted(rows):
        _give_or_name(actor, rows[referral_id], versions[referral_id], worker)
    return list(rows.values())


def ask_redirect(*, actor: Actor, referral_id: UUID, version: int, service_id: UUID) -> Referral:
    """Propose another service to the sender, who speaks with the person and sends anew, or asks you to keep it.

    Nothing is forwarded, ever: what was sent to one team goes to no other without the person. The clock stands still
    until the sender answers. Refuses an answered referral, the same service, and a second proposal.
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
    refuse(rules.redirect_may_be_asked(referral))
    proposed = directory_service(service_id)
    refuse(rules.is_another_service(proposed.id, referral.service_id, act="answering for", field="service"))
    move(actor, referral, version, redirect_service_id=proposed.id, redirect_asked_at=clock.now(),
         redirect_answered_at=None, **seen_by(actor, referral))  # fmt: skip
    pause_clock(actor, referral)
    audit.record(actor=actor, verb="asked to redirect", kind="referral", row_id=referral.id, fields=["redirect"])
    tell_sender(referral, ASKS_YOU, f"redirect-{referral.version}")
    return referral


def keep_with_receiver(*, actor: Actor, referral_id: UUID, version: int) -> Referral:
    """The sender's no to another service: the receiver decides as before, and its clock runs again."""
    referral = queries.sent_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
    if not rules.redirect_is_open(referral):
        raise Refused("They have not proposed another service.")
    move_sent(actor, referral, version, redirect_answered_at=clock.now())
    if not rules.waits_for_sender(referral):
        resume_clock(actor, referral)
    note = queries.subject(actor, referral.id)
    audit.record(
        actor=actor, verb="kept with the receiver", kind="referral", row_id=referral.id,
        subject_id=note.person_id if note else None, fields=["redirect"],
    )  # fmt: skip
    tell_receiver(referral, REPLIED, f"kept-{referral.version}")
    return referral


def confirm_handover(
    *, actor: Actor, referral_id: UUID, version: int, worker_id: UUID, met_on: date, how: HandoverHow
) -> Referral:
    """Confirm that the person has met or spoken with a worker of the receiver: who, when and how. The sender is told.

    Until then the sender reads “not yet handed over”. Refuses what was not accepted, a day that cannot be, a second
    confirmation. Source: domain.md S1-18 (warm handover).
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.handover_may_be_confirmed(referral, met_on, clock.today()))
    worker = _colleague(actor, worker_id)
    move(actor, referral, version, (ReferralState.ACCEPTED,), Referral.handover_confirmed_at.is_(None),
         handover_confirmed_at=clock.now(), handover_on=met_on, handover_how=how,
         handover_name=worker.name)  # fmt: skip
    _audit_own(actor, referral, "confirmed the handover of", ["handover"])
    tell_sender(referral, MOVED_ON, "handed-over")
    return referral


def record_outcome(
    *,
    actor: Actor,
    referral_id: UUID,
    outcome: Outcome,
    note: str = "",
    version: int | None = None,
    words_checked: bool = False,
) -> Referral:
    """Say how an accepted referral came out, once; with a closing note for the sender when the person agreed to it.

    What the sender hears depends on the receiver's own consents of the person (`rules.may_tell_outcome`): the note and
    the code, the code alone, or only that it has ended. What is told is a row in the receiver's ledger. Refuses what
    was not accepted, what has an outcome, and a note that no consent covers. Source: docs/decisions/013.
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_ended(referral))
    refuse(rules.outcome_is_known(outcome, kind_of(actor.agency_id)))
    kept = queries.receipt(actor, referral.id)
    telling = queries.telling_of(actor, referral)
    sender = agencies.names_of([referral.from_agency_id])[referral.from_agency_id]
    refuse(rules.note_may_go(note, telling, sender=sender))
    told = None if telling is Telling.NOTHING else outcome
    move(actor, referral, referral.version if version is None else version, (ReferralState.ACCEPTED,),
         Referral.outcome_at.is_(None), outcome=told, outcome_at=clock.now())  # fmt: skip
    if note.strip():
        write_beside(actor, referral, note, field="note", checked=words_checked)
    if kept is not None:
        kept.outcome = outcome
        _note_telling(actor, referral, kept, telling, with_note=bool(note.strip()))
    _audit_own(actor, referral, "told the outcome of", ["outcome"])
    tell_sender(referral, MOVED_ON, "outcome")
    return referral


def put_on_desk(actor: Actor, referral: Referral, worker_id: UUID) -> None:
    """Note who has a referral, in the receiver's own table; the caller has won the referral's row."""
    row = current_session().scalar(
        select(ReferralDesk)
        .where(belongs_to(actor, ReferralDesk), ReferralDesk.referral_id == referral.id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        row = ReferralDesk(agency_id=actor.agency_id, referral_id=referral.id)
        current_session().add(row)
    row.user_id, row.assigned_by, row.assigned_at = worker_id, actor.user_id, clock.now()
    current_session().flush()


def worker_who_may(actor: Actor, worker_id: UUID | None) -> User:
    """A colleague who may answer referrals, and lead the case where accepting opens one; refuses any other, by name.

    Where the actor reads only what is addressed to its own team, so must the colleague.
    """
    worker = _colleague(actor, worker_id)
    held = agencies.actor_for(worker)
    sees_it = actor.may(Permission.REFERRAL_AGENCY) or held.team_id == actor.team_id
    refuse(
        rules.may_have_it(
            name=worker.name, may_answer=sees_it and held.may(Permission.REFERRAL_ANSWER),
            may_lead=held.may(Permission.CASE_LEAD), opens_case=rules.opens_a_case(kind_of(actor.agency_id)),
        )
    )  # fmt: skip
    return worker


def seen_by(actor: Actor, referral: Referral) -> dict[str, Any]:
    """The values that acknowledge a referral which nobody has acknowledged: whoever asks about it has read it."""
    if referral.state is not ReferralState.SENT:
        return {}
    name = agencies.user(actor.user_id).name
    named = {} if referral.worker_name else {"worker_name": name}
    return {
        "state": ReferralState.ACKNOWLEDGED, "acknowledged_at": clock.now(), "acknowledged_name": name, **named,
    }  # fmt: skip


def write_beside(actor: Actor, referral: Referral, words: str, *, field: str, checked: bool) -> None:
    """Write words of an answer into the thread; a refusal of the words stands beside the field they were typed in."""
    try:
        write_message(actor=actor, referral_id=referral.id, words=words.strip(), checked=checked)
    except Refused as refusal:
        if refusal.field == "words":
            refusal.field = field
        raise


def _give(actor: Actor, referral: Referral, version: int, worker: User) -> None:
    taken = seen_by(actor, referral) if worker.id == actor.user_id else {}
    move(actor, referral, version, **{**taken, "worker_name": worker.name})
    put_on_desk(actor, referral, worker.id)
    audit.record(actor=actor, verb="assigned", kind="referral", row_id=referral.id, fields=["worker"])
    if worker.id != actor.user_id:
        tell_worker(referral, worker, f"assigned-{referral.version}")


def _give_or_name(actor: Actor, referral: Referral, version: int, worker: User) -> None:
    """Give one of many; whoever was faster with it is named with it, and nothing of the whole is kept."""
    try:
        _give(actor, referral, version, worker)
    except (Refused, Clash) as lost:
        reason = lost.reason if isinstance(lost, Refused) else str(lost)
        name = queries.listed_rows(actor, [referral])[0].name
        refuse(rules.all_or_nothing("assigned", {name: reason}))


def _not_allowed(actor: Actor, rows: Mapping[UUID, Referral], versions: Mapping[UUID, int]) -> dict[str, str]:
    """What each of many that may not be assigned is called for this reader, and why it may not."""
    reasons = {each.id: _why_not(actor, each, versions[each.id]) for each in rows.values()}
    barred = [rows[row_id] for row_id, reason in reasons.items() if reason]
    found = {each.name: reasons[each.referral.id] for each in queries.listed_rows(actor, barred)} if barred else {}
    if len(rows) < len(versions):
        found[NOT_HERE] = "It is not here, or not yours to see."
    return found


def _why_not(actor: Actor, referral: Referral, version: int) -> str:
    if referral.to_agency_id != actor.agency_id:
        return "You sent this one: they decide who has it."
    answered = rules.may_be_answered(referral, other_side=receiver_name(referral))
    if answered is not None:
        return answered.reason
    return "" if referral.version == version else "It changed while you were reading."


def _colleague(actor: Actor, worker_id: UUID | None) -> User:
    try:
        found = agencies.user(worker_id) if worker_id else None
    except NotVisible:
        found = None
    if found is None or found.agency_id != actor.agency_id or not found.active:
        raise Refused("Choose a colleague.", field="worker")
    return found


def _audit_own(actor: Actor, referral: Referral, verb: str, fields: list[str]) -> None:
    kept = queries.receipt(actor, referral.id)
    person_id = kept.person_id if kept else None
    audit.record(actor=actor, verb=verb, kind="referral", row_id=referral.id, subject_id=person_id, fields=fields)


def _note_telling(
    actor: Actor, referral: Referral, kept: ReferralReceipt, telling: Telling, *, with_note: bool
) -> None:
    """The ledger of the receiver's own person: what the agency that sent them was told of how it went."""
    if kept.person_id is None:
        return
    facts = people.consent_facts(actor, kept.person_id) if with_note else ()
    recipient = Recipient(referral.from_agency_id, referral.from_team_id)
    people_service.record_disclosure(
        actor=actor, person_id=kept.person_id,
        kind=DisclosureKind.REFUSAL if telling is Telling.NOTHING else DisclosureKind.REPORT,
        recipient_agency_id=referral.from_agency_id, recipient_team_id=referral.from_team_id,
        categories=[Category.SUPPORT] if with_note else [],
        consent_id=rules.consent_to_tell(facts, recipient, clock.today()), referral_id=referral.id,
        reason=NOTE_GOES if with_note else NOTHING_GOES if telling is Telling.NOTHING else CODE_GOES,
    )  # fmt: skip
