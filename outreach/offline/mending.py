"""An entry that was refused, as a form to put it right, and back again as an entry."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import request

from core.actor import Actor
from core.errors import Refused
from core.forms import RoundtableForm
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
        offer(form, [(str(session.id), words) for session, words in queries.sessions_taking(actor)])
    if request.method == "GET" and form.restored is None:
        entry = rules.written(row.content)
        refilled(form, [*entry.pairs, ("session", str(entry.session_id))], row.version)
    return form


def mended(row: OfflineEntry, form: RoundtableForm) -> Written:
    """The entry as it was put right on the page; it keeps its time, and moves to the session that was chosen."""
    if row.content is None:
        raise Refused(rules.UNREADABLE.reason, instead=rules.UNREADABLE.instead)
    before = rules.written(row.content)
    pairs = tuple((name, value) for name, value in request.form.items(multi=True) if name not in MACHINERY)
    chosen = before.session_id
    if isinstance(form, MendContactForm | MendOtherForm):
        chosen = UUID(form.session.data)
    return replace(before, session_id=chosen, pairs=pairs)
