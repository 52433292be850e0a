"""One contact: written down, put right, taken out again when it never happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session
from outreach import catalogue, events, queries, rules
from outreach.details import NOTHING_MORE, Details
from outreach.identifiers import code_index
from outreach.models import GivenItem, MetBefore, OutreachContact, OutreachSession, Source
from outreach.service.base import claim, held_contact, held_session, may_log, unless
from outreach.service.sessions import heads_of, set_heads
from people import queries as people_queries

KNOWN_CODES = {
    "ward": catalogue.wards(), "setting": catalogue.settings(), "barrier": catalogue.barriers(),
    "information": catalogue.INFORMATION, "concerns": catalogue.CONCERNS,
}  # fmt: skip


def log_contact(
    *,
    actor: Actor,
    session_id: UUID,
    met_before: MetBefore,
    alias: str | None = None,
    code: str | None = None,
    given: Mapping[str, int] | None = None,
    interventions: Sequence[str] = (),
    flags: Sequence[str] = (),
    note: str | None = None,
    details: Details = NOTHING_MORE,
    already_counted: bool = False,
    person_id: UUID | None = None,
    at: datetime | None = None,
    contact_id: UUID | None = None,
    source: str = "page",
) -> OutreachContact:
    """Write down one person met on a session; without a name it is complete (domain.md 5).

    Raises the headcount by one, unless they are `already_counted`. `given` is item code to quantity, 1 to 99; `code` a
    code of the person's own, of which only a keyed hash is kept. `at` and `contact_id` are what a phone gave: a contact
    that has the id already is given back unchanged. Someone who looked under 18 gets no record and no description.
    Refuses when the session is long over, a code is unknown, or the headcount has no place left.
    """
    may_log(actor)
    if contact_id is not None and (there := queries.contact_if_any(actor, contact_id)):
        return there
    quantities = _allowed(given, interventions, flags, details)
    session = held_session(actor, session_id)
    moment = _moment(session, at)
    _take_a_place(actor, session, met_before, already_counted)
    if person_id is not None:
        unless(rules.record_may_be_opened(flags))
        people_queries.person(actor, person_id)
    child = "under_18" in flags
    contact = OutreachContact(
        agency_id=actor.agency_id, session_id=session_id, person_id=person_id, met_before=met_before, at=moment,
        alias=rules.normal_alias(alias or "") or None, code_index=_index(actor, "" if child else code or ""),
        note=(note or "").strip() or None, interventions=list(interventions), flags=list(flags),
        logged_by=actor.user_id, source=Source(source), **({"id": contact_id} if contact_id else {}),
    )  # fmt: skip
    _describe(contact, details.of_a_child() if child else details)
    current_session().add(contact)
    current_session().flush()
    _give(contact, quantities)
    audit.record(actor=actor, verb="logged", kind="outreach contact", row_id=contact.id, subject_id=person_id)
    if quantities:
        events.item_given.send(log_contact, actor=actor, contact=contact, items=quantities)
    return contact


def put_right(
    *,
    actor: Actor,
    contact_id: UUID,
    version: int,
    met_before: MetBefore,
    given: Mapping[str, int],
    interventions: Sequence[str],
    flags: Sequence[str],
    note: str | None,
    details: Details,
) -> None:
    """Put right what was written of a contact, as read at `version`: not who it was, nor when.

    Whoever wrote it may, and a manager of outreach, while its session takes entries. Sends the difference of what was
    given. Refuses unknown codes; Clash when it changed since.
    """
    may_log(actor)
    quantities = _allowed(given, interventions, flags, details)
    contact = held_contact(actor, contact_id)
    session = held_session(actor, contact.session_id)
    _may_change(actor, contact, session)
    claim(contact, version)
    if contact.person_id is not None:
        unless(rules.record_may_be_opened(flags))
    child = "under_18" in flags
    _move_place(actor, session, contact, met_before)
    contact.interventions, contact.flags = list(interventions), list(flags)
    contact.settled = [flag for flag in flags if flag in contact.settled]
    contact.note = (note or "").strip() or None
    contact.code_index = None if child else contact.code_index
    _describe(contact, details.of_a_child() if child else details)
    changed = _regive(actor, contact, quantities)
    current_session().flush()
    audit.record(
        actor=actor, verb="changed", kind="outreach contact", row_id=contact_id, subject_id=contact.person_id,
        fields=("met_before", "given", "interventions", "flags", "note", "details"),
    )  # fmt: skip
    if changed:
        events.item_given.send(put_right, actor=actor, contact=contact, items=changed)


def take_out(*, actor: Actor, contact_id: UUID) -> UUID:
    """Take out a contact that was written down by mistake, with its place in the headcount; returns its session.

    Whoever wrote it may, and a manager of outreach, while its session takes entries. Refuses one that is tied to a
    record, and one that something else hangs on.
    """
    may_log(actor)
    contact = held_contact(actor, contact_id)
    session = held_session(actor, contact.session_id)
    _may_change(actor, contact, session)
    if contact.person_id is not None:
        raise Refused("This contact is on a record.", instead="Take it off the record first.")
    given = {row.item: -row.quantity for row in queries.given_rows(actor, contact_id)}
    _remove(actor, contact)
    heads = heads_of(session)
    met = contact.met_before
    session.headcount = heads.total - 1
    session.headcount_new = max(0, heads.new - (met is MetBefore.NEW))
    session.headcount_known = max(0, heads.known - (met is MetBefore.KNOWN))
    session.version += 1
    current_session().flush()
    audit.record(actor=actor, verb="took out", kind="outreach contact", row_id=contact_id)
    if given:
        events.item_given.send(take_out, actor=actor, contact=contact, items=given)
    return session.id


def _allowed(
    given: Mapping[str, int] | None, interventions: Sequence[str], flags: Sequence[str], details: Details
) -> dict[str, int]:
    """What was given, without the zeros, once every code was found on its list."""
    quantities = {item: number for item, number in (given or {}).items() if number}
    unless(rules.given_may_be(quantities, catalogue.items()))
    unless(rules.flags_may_be(flags, catalogue.FLAGS))
    unless(rules.flags_may_be(interventions, catalogue.interventions()))
    unless(rules.details_may_be(details, KNOWN_CODES))
    unless(rules.beat_may_be(details.beat or "", "beat"))
    return quantities


def _moment(session: OutreachSession, at: datetime | None) -> datetime:
    now = clock.now()
    if at is None:
        unless(rules.contact_may_be_logged(session.ended_at, now))
        return min(now, session.ended_at or now)
    unless(rules.moment_may_be(at, session.began_at, session.ended_at, now))
    return max(session.began_at, min(at, now, session.ended_at or now))


def _take_a_place(actor: Actor, session: OutreachSession, met: MetBefore, already_counted: bool) -> None:
    heads = heads_of(session)
    if not already_counted:
        set_heads(session, rules.heads_with_one_more(heads, met))
        session.version += 1
        return
    written = queries.written(actor, session.id)
    unless(rules.contact_may_count_already(heads.total, heads.declined, written.total))
    named = rules.heads_with_one_named(heads, written, met)
    unless(rules.heads_may_be(named, written))
    set_heads(session, named)


def _move_place(actor: Actor, session: OutreachSession, contact: OutreachContact, met: MetBefore) -> None:
    """New and known follow a correction: somebody written down as new who was known counts as known."""
    before = contact.met_before
    if before is met:
        return
    contact.met_before = met
    session.headcount_new += (met is MetBefore.NEW) - (before is MetBefore.NEW and session.headcount_new > 0)
    session.headcount_known += (met is MetBefore.KNOWN) - (before is MetBefore.KNOWN and session.headcount_known > 0)
    unless(rules.heads_may_be(heads_of(session), queries.written(actor, session.id)))
    session.version += 1


def may_change(actor: Actor, contact: OutreachContact, session: OutreachSession) -> bool:
    """Whether the actor may put a contact right or take it out: whoever wrote it or a manager, in good time."""
    own = contact.logged_by == actor.user_id and actor.may(Permission.OUTREACH_LOG)
    in_time = rules.contact_may_be_logged(session.ended_at, clock.now()) is None
    return in_time and (own or actor.may(Permission.OUTREACH_MANAGE))


def _may_change(actor: Actor, contact: OutreachContact, session: OutreachSession) -> None:
    unless(rules.contact_may_be_logged(session.ended_at, clock.now()))
    if not may_change(actor, contact, session):
        raise Refused("Only whoever wrote this, or a manager, changes it.", instead="Add a contact of your own.")


def _index(actor: Actor, code: str) -> str | None:
    if not code.strip():
        return None
    unless(rules.own_code_may_be(code))
    return code_index(actor.agency_id, code)


def _describe(contact: OutreachContact, details: Details) -> None:
    contact.duration, contact.ward, contact.age_band = details.duration, details.ward, details.age_band
    contact.beat = rules.normal_alias(details.beat or "") or None
    contact.setting, contact.barrier = details.setting, details.barrier
    contact.information, contact.concerns = list(details.information), list(details.concerns)
    contact.reporting_intent = details.reporting_intent
    contact.referral_offered, contact.referral_accepted = details.referral_offered, details.referral_accepted


def _give(contact: OutreachContact, quantities: Mapping[str, int]) -> None:
    for item, quantity in quantities.items():
        row = GivenItem(agency_id=contact.agency_id, contact_id=contact.id, item=item, quantity=quantity)
        current_session().add(row)
    current_session().flush()


def _regive(actor: Actor, contact: OutreachContact, quantities: Mapping[str, int]) -> dict[str, int]:
    """Make what was given what it should have been; returns the difference by item."""
    there = {row.item: row for row in queries.given_rows(actor, contact.id)}
    change = Counter(quantities)
    change.subtract({item: row.quantity for item, row in there.items()})
    for item, row in there.items():
        if item in quantities:
            row.quantity = quantities[item]
        else:
            current_session().delete(row)
    _give(contact, {item: number for item, number in quantities.items() if item not in there})
    return {item: number for item, number in change.items() if number}


def _remove(actor: Actor, contact: OutreachContact) -> None:
    own = (GivenItem.agency_id == actor.agency_id, GivenItem.contact_id == contact.id)
    try:
        with current_session().begin_nested():
            current_session().execute(delete(GivenItem).where(*own).execution_options(synchronize_session=False))
            current_session().delete(contact)
            current_session().flush()
    except IntegrityError:
        raise Refused("Something else was written about this contact.", instead="Put it right instead.") from None
