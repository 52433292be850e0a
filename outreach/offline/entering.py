"""Takes what a phone wrote into outreach: the same questions judge it, and the same verbs write it, as on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from werkzeug.datastructures import MultiDict
from wtforms import Form

from core import clock
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.forms import NOT_A_CHOICE
from outreach import catalogue, service
from outreach.forms import ContactEntry, SessionEntry
from outreach.offline import rules
from outreach.offline.models import EntryKind
from outreach.offline.rules import Written
from outreach.service.base import held_session

SOURCE = "offline"


@dataclass(frozen=True, slots=True)
class Entered:
    """The row that an entry became, and what it asks for now."""

    row_id: UUID
    asks: tuple[str, ...] = ()


def enter(actor: Actor, entry_id: UUID, entry: Written) -> Entered:
    """Write one entry down as the actor; Refused with the words of whichever question or rule says no."""
    way = WAYS.get(entry.kind)
    if way is None:
        raise rules.UNREADABLE
    try:
        return way(actor, entry_id, entry)
    except NotVisible:
        raise rules.SESSION_AWAY from None


def _session(actor: Actor, entry_id: UUID, entry: Written) -> Entered:
    """A session keeps the id that its phone gave it, so that its contacts find it."""
    form = SessionEntry(MultiDict(entry.pairs))
    _pass(form)
    answers = form.answers()
    began_at = rules.moment(answers.pop("began_at"), clock.now())
    session = service.start_session(actor=actor, session_id=entry_id, began_at=began_at, source=SOURCE, **answers)
    return Entered(session.id)


def _contact(actor: Actor, entry_id: UUID, entry: Written) -> Entered:
    form = ContactEntry(MultiDict(entry.pairs))
    _pass(form)
    contact = service.log_contact(
        actor=actor, session_id=entry.session_id, contact_id=entry_id, at=rules.moment(entry.at, clock.now()),
        source=SOURCE, **form.answers(),
    )  # fmt: skip
    return Entered(contact.id, tuple(words for flag, words in catalogue.FLAGS.items() if flag in contact.flags))


def _met(actor: Actor, entry_id: UUID, entry: Written) -> Entered:
    """Somebody met who wanted nothing written down: one more head, among those who declined (domain.md 5)."""
    session = held_session(actor, entry.session_id)
    service.count_heads(
        actor=actor, session_id=session.id, headcount=session.headcount + 1, declined=session.headcount_declined + 1,
        observations=session.observations or "", version=session.version,
    )  # fmt: skip
    return Entered(session.id)


def _end(actor: Actor, entry_id: UUID, entry: Written) -> Entered:
    seen = MultiDict(entry.pairs).get("observations", "").strip()
    if seen:
        _add_observation(actor, entry.session_id, seen)
    service.end_session(actor=actor, session_id=entry.session_id, ended_at=rules.moment(entry.at, clock.now()))
    return Entered(entry.session_id)


def _add_observation(actor: Actor, session_id: UUID, seen: str) -> None:
    """What was seen goes below what is written already, so that neither phone nor page loses a word."""
    session = held_session(actor, session_id)
    service.count_heads(
        actor=actor, session_id=session_id, headcount=session.headcount, declined=session.headcount_declined,
        observations="\n".join(filter(None, (session.observations, seen))), version=session.version,
    )  # fmt: skip


def _pass(form: Form) -> None:
    if form.validate():
        return
    said = [words for errors in form.errors.values() for words in errors]
    raise Refused(" ".join("Choose one of these." if words == NOT_A_CHOICE else words for words in said))


WAYS: Mapping[EntryKind, Callable[[Actor, UUID, Written], Entered]] = {
    EntryKind.SESSION: _session, EntryKind.CONTACT: _contact, EntryKind.MET: _met, EntryKind.END: _end,
}  # fmt: skip
