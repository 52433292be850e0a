"""An entry that was refused, as a form to put it right, and back again as an entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from flask import request

from core.actor import Actor
from core.errors import Refused
from core.forms import RoundtableForm
from outreach import queries as outreach_queries
from outreach.offline import queries, rules
from outreach.offline.forms import MendContactForm, MendOtherForm, MendSessionForm, offer, refilled
from outreach.offline.models import EntryKind, OfflineEntry
from outreach.offline.rules import Written

FORMS = {
    EntryKind.SESSION: MendSessionForm, EntryKind.CONTACT: MendContactForm, EntryKind.MET: MendOtherForm,
    EntryKind.END: MendOtherForm,
}  # fmt: skip
MACHINERY = frozenset({"csrf_token", "idempotency_key", "version", "session"})


def form_of(actor: Actor, row: OfflineEntry) -> RoundtableForm | None:
    """The form of an entry, with what the phone wrote in it; None for one that cannot be read."""
    if row.content is None or row.kind not in FORMS:
        return None
    form = FORMS[row.kind]()
    if isinstance(form, MendContactForm | MendOtherForm):
        offer(form, _sessions(actor, rules.written(row.content).session_id))
    if request.method == "GET" and form.restored is None:
        entry = rules.written(row.content)
        refilled(form, [*entry.pairs, ("session", str(entry.session_id))], row.version)
    return form


def _sessions(actor: Actor, own_id: UUID) -> list[tuple[str, str]]:
    """The session that it was written for, however long ago, then those that still take contacts."""
    own = queries.session_words(actor, own_id)
    others = [(str(session.id), words) for session, words in queries.sessions_taking(actor) if session.id != own_id]
    return [(str(own_id), own), *others] if own else others


def mended(actor: Actor, row: OfflineEntry, form: RoundtableForm) -> Written:
    """The entry as it was put right on the page; it keeps its time, but for one that moves to another session."""
    if row.content is None:
        raise Refused(rules.UNREADABLE.reason, instead=rules.UNREADABLE.instead)
    before = rules.written(row.content)
    pairs = tuple((name, value) for name, value in request.form.items(multi=True) if name not in MACHINERY)
    if not isinstance(form, MendContactForm | MendOtherForm) or UUID(form.session.data) == before.session_id:
        return replace(before, pairs=pairs)
    chosen = UUID(form.session.data)
    return replace(before, session_id=chosen, at=_within(actor, chosen, before.at), pairs=pairs)


def _within(actor: Actor, session_id: UUID, at: datetime) -> datetime:
    """The time of an entry inside another session than it was written for: as near as that session allows."""
    session = outreach_queries.session_if_any(actor, session_id)
    return at if session is None else max(session.began_at, min(at, session.ended_at or at))
