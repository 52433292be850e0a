"""Writes of phones and of what they send: set up, take an entry in, hold it, mend it, leave it out, revoke."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from agencies import service as agencies_service
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.crypto.fields import packed
from core.crypto.keyring import CannotOpen
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from outreach.offline import entering, keys, queries, rules
from outreach.offline.models import EntryKind, EntryState, OfflineEntry, OutreachDevice
from outreach.offline.rules import Written


@dataclass(frozen=True, slots=True)
class Ready:
    """What a phone needs to log without signal: which it is, the key that seals, and the token it is known by."""

    device_id: UUID
    public_key: str
    token: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry at the door: its id, its phone, and its sealed words."""

    entry_id: UUID
    device_id: UUID
    content: keys.SealedEntry


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an entry, and where to look at it."""

    state: EntryState
    kind: EntryKind
    row_id: UUID | None = None
    asks: tuple[str, ...] = ()
    reason: str = ""


def make_ready(*, actor: Actor, name: str, browser_hash: str) -> Ready:
    """Set a phone up, or let one that is known here log again after a sign-in; gives it a fresh token either way.

    `browser_hash` tells this browser and account from all others, and may be empty. Refuses a role that does not log
    outreach, and more than a few phones for one account.
    """
    if not actor.may(Permission.OUTREACH_LOG):
        raise Refused("Your role cannot log outreach.", instead="Ask your agency manager.")
    token = secrets.token_urlsafe(32)
    device = queries.own_phone_of(actor, browser_hash)
    verb = "made ready" if device else "set up"
    if device is None:
        device = _new_phone(actor, name, browser_hash)
    device.token_hash, device.seen_at = queries.token_hash(token), clock.now()
    current_session().flush()
    audit.record(actor=actor, verb=verb, kind="outreach phone", row_id=device.id)
    return Ready(device.id, device.public_key, token)


def revoke(*, actor: Actor, device_id: UUID, lost: bool = False) -> None:
    """Take a phone off the list: its private key is destroyed, so nothing it still holds can be opened, ever.

    `lost` also signs its account out of every browser. By its own user, or by those who manage outreach or accounts;
    NotVisible for anyone else. A second time changes nothing.
    """
    device = queries.phone(actor, device_id)
    user_id = device.user_id
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by = clock.now(), None if actor.is_system else actor.user_id
        device.private_key = None
        current_session().flush()
        audit.record(actor=actor, verb="revoked", kind="outreach phone", row_id=device_id, fields=("private_key",))
    if lost:
        agencies_service.end_sessions(user_id=user_id)
        audit.record(actor=actor, verb="signed out everywhere", kind="account", row_id=user_id)


def take(*, actor: Actor, arrival: Arrival) -> Outcome:
    """Take one entry, whatever comes of it: into the log, or held with the reason, so that no word is lost.

    Each is a savepoint of its own: one that is refused leaves no trace of the try. NotVisible for a phone of another
    account; Clash when the same entry is just being taken by another request.
    """
    session = current_session()
    try:
        with session.begin_nested():
            return receive(actor=actor, arrival=arrival)
    except Refused as refusal:
        return hold(actor=actor, arrival=arrival, refusal=refusal)


def receive(*, actor: Actor, arrival: Arrival) -> Outcome:
    """Take one entry into the log, once, ever: a repeat is told what came of the first.

    Raises Refused when a rule of outreach says no, and for a phone that was revoked; NotVisible for a phone of another
    account and for an id that is another's.
    """
    device = _standing_phone(actor, arrival.device_id)
    earlier = _earlier(actor, arrival.entry_id)
    if earlier is not None:
        return earlier
    entry = _opened(device, arrival)
    row = _arrived(actor, arrival, entry)
    row.state, row.settled_at, row.settled_by = EntryState.TAKEN, clock.now(), actor.user_id
    _store(row)
    outcome = entering.enter(actor, arrival.entry_id, entry)
    device.seen_at = clock.now()
    audit.record(actor=actor, verb="received", kind="offline entry", row_id=row.id)
    return Outcome(EntryState.TAKEN, entry.kind, outcome.row_id, outcome.asks)


def hold(*, actor: Actor, arrival: Arrival, refusal: Refused) -> Outcome:
    """Keep an entry that was refused, with its words sealed and the reason, for its writer to mend.

    One that cannot be read is kept without words, so that its writer learns that something was lost.
    """
    device = _standing_phone(actor, arrival.device_id)
    earlier = _earlier(actor, arrival.entry_id)
    if earlier is not None:
        return earlier
    try:
        entry: Written | None = _opened(device, arrival)
    except Refused:
        entry = None
    row = _arrived(actor, arrival, entry)
    row.state, row.content = EntryState.HELD, packed(rules.as_kept(entry)) if entry else None
    row.reason = f"{refusal.reason} {refusal.instead}".strip()
    _store(row)
    device.seen_at = clock.now()
    audit.record(actor=actor, verb="held", kind="offline entry", row_id=row.id)
    return Outcome(EntryState.HELD, row.kind, row.id, reason=row.reason)


def mend(*, actor: Actor, entry_id: UUID, mended: Written, version: int) -> Outcome:
    """Take an entry that waited into the log, as its writer corrected it; what waited for its session follows.

    Refuses one that was seen to already, and whatever the rules of outreach refuse; Clash when it changed since.
    """
    row = _held_row(actor, entry_id, version)
    outcome = entering.enter(actor, entry_id, mended)
    _settle(actor, row, EntryState.TAKEN)
    if mended.kind is EntryKind.SESSION:
        _take_what_waited(actor, entry_id)
    return Outcome(EntryState.TAKEN, mended.kind, outcome.row_id, outcome.asks)


def leave_out(*, actor: Actor, entry_id: UUID, version: int) -> None:
    """Leave an entry out of the log for good: its words are destroyed. Refuses one that was seen to already."""
    _settle(actor, _held_row(actor, entry_id, version), EntryState.LEFT_OUT)


def forget(*, actor: Actor, row: OfflineEntry) -> None:
    """Leave out what nobody mended in its time; for the worker's job."""
    _settle(actor, row, EntryState.LEFT_OUT)


def _new_phone(actor: Actor, name: str, browser_hash: str) -> OutreachDevice:
    _unless(rules.another_phone_may_be_ready(queries.standing_count(actor)))
    public_key, private_key = keys.make_pair()
    device = OutreachDevice(
        agency_id=actor.agency_id, user_id=actor.user_id, name=name, browser_hash=browser_hash or None, token_hash="",
        public_key=public_key, private_key=private_key, enrolled_at=clock.now(), seen_at=clock.now(),
    )  # fmt: skip
    current_session().add(device)
    return device


def _standing_phone(actor: Actor, device_id: UUID) -> OutreachDevice:
    device = queries.own_phone(actor, device_id)
    _unless(rules.phone_may_log(device.revoked_at))
    return device


def _earlier(actor: Actor, entry_id: UUID) -> Outcome | None:
    row = queries.arrived(actor, entry_id)
    if row is None:
        return None
    if row.user_id != actor.user_id:
        raise NotVisible
    held = row.state is EntryState.HELD
    return Outcome(row.state, row.kind, row.id, reason=(row.reason or "") if held else "")


def _opened(device: OutreachDevice, arrival: Arrival) -> Written:
    place = rules.place(device.id, arrival.entry_id)
    try:
        return rules.written(keys.opened(device.private_key or b"", arrival.content, place))
    except (CannotOpen, rules.NotAnEntry):
        raise rules.UNREADABLE from None


def _arrived(actor: Actor, arrival: Arrival, entry: Written | None) -> OfflineEntry:
    return OfflineEntry(
        agency_id=actor.agency_id, id=arrival.entry_id, device_id=arrival.device_id, user_id=actor.user_id,
        kind=entry.kind if entry else EntryKind.UNREADABLE, session_id=entry.session_id if entry else None,
        made_at=rules.moment(entry.at, clock.now()) if entry else clock.now(), received_at=clock.now(),
    )  # fmt: skip


def _store(row: OfflineEntry) -> None:
    current_session().add(row)
    try:
        current_session().flush()
    except IntegrityError:
        raise Clash("This entry is being sent twice.") from None


def _held_row(actor: Actor, entry_id: UUID, version: int) -> OfflineEntry:
    row = queries.entry(actor, entry_id)
    _unless(rules.entry_may_be_settled(row.state))
    if row.version != version:
        raise Clash("Somebody mended this entry while you were looking at it.")
    return row


def _settle(actor: Actor, row: OfflineEntry, state: EntryState) -> None:
    """One conditional statement: of two who settle the same entry the first does."""
    session = current_session()
    settled = session.scalar(
        update(OfflineEntry)
        .where(OfflineEntry.agency_id == actor.agency_id, OfflineEntry.id == row.id)
        .where(OfflineEntry.state == EntryState.HELD, OfflineEntry.version == row.version)
        .values(
            state=state, content_sealed=None, reason_sealed=None, settled_at=clock.now(),
            settled_by=None if actor.is_system else actor.user_id, version=OfflineEntry.version + 1,
        )
        .returning(OfflineEntry.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if settled is None:
        raise Clash("Somebody saw to this entry first.")
    session.expire(row)
    audit.record(actor=actor, verb=state.value.replace("_", " "), kind="offline entry", row_id=settled)


def _take_what_waited(actor: Actor, session_id: UUID) -> None:
    """Try what waited for a session that is there now; what is refused again keeps waiting, with its new reason."""
    for row in queries.held_of_session(actor, session_id):
        try:
            with current_session().begin_nested():
                entering.enter(actor, row.id, rules.written(row.content or ""))
                _settle(actor, row, EntryState.TAKEN)
        except Refused as refusal:
            row.reason = f"{refusal.reason} {refusal.instead}".strip()
            row.version += 1


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
