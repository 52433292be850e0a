"""Writes of outreach: rule, change, audit. Nobody is named here; a contact is tied to a record only on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from outreach import catalogue, queries, rules
from outreach.models import GivenItem, MetBefore, OutreachContact, OutreachSession
from people import queries as people_queries
from people import service as people_service


def start_session(*, actor: Actor, mode: str, ward: str, team: str, began_at: datetime) -> OutreachSession:
    """Start a session, or write one down afterwards.

    Takes codes of the catalogue, who is out in their own words, and an aware moment. Refuses a moment ahead, an
    unknown way of meeting, and any place finer than a ward (domain.md 5).
    """
    _may_log(actor)
    _unless(rules.session_may_begin(began_at, clock.now()))
    if mode not in catalogue.modes() or ward not in catalogue.wards():
        raise Refused("Choose how and where from the lists.", field="ward")
    held_on, _ = queries.day_and_time(began_at)
    session = OutreachSession(
        agency_id=actor.agency_id, held_on=held_on, began_at=began_at, mode=mode, ward=ward, team=team.strip(),
        created_by=actor.user_id,
    )  # fmt: skip
    current_session().add(session)
    current_session().flush()
    audit.record(actor=actor, verb="started", kind="outreach session", row_id=session.id)
    return session


def count_heads(
    *, actor: Actor, session_id: UUID, headcount: int, declined: int, observations: str, version: int
) -> None:
    """Set a session's headcount and what was seen, as read at `version`.

    Refuses a headcount that does not cover the contacts and those who declined; Clash when the session changed since.
    """
    _may_log(actor)
    session = _locked(actor, session_id)
    if session.version != version:
        raise Clash("This changed while you were writing. Both are below; nothing is lost.")
    _unless(rules.headcount_may_be(headcount, declined, queries.contact_count(actor, session_id)))
    session.headcount, session.headcount_declined = headcount, declined
    session.observations = observations.strip() or None
    session.version += 1
    current_session().flush()
    fields = ("headcount", "headcount_declined", "observations")
    audit.record(actor=actor, verb="changed", kind="outreach session", row_id=session_id, fields=fields)


def end_session(*, actor: Actor, session_id: UUID) -> None:
    """End a session that is running, at the latest 18 hours after it began. A second end changes nothing."""
    _may_log(actor)
    session = queries.session(actor, session_id)
    ended_at = max(session.began_at, min(clock.now(), session.began_at + rules.LONGEST_OUTING))
    ended = current_session().scalar(
        update(OutreachSession)
        .where(OutreachSession.agency_id == actor.agency_id, OutreachSession.id == session_id)
        .where(OutreachSession.ended_at.is_(None))
        .values(ended_at=ended_at, version=OutreachSession.version + 1)
        .returning(OutreachSession.id)
        .execution_options(synchronize_session=False)
    )
    current_session().expire(session)
    if ended is not None:
        audit.record(actor=actor, verb="ended", kind="outreach session", row_id=session_id)


def log_contact(
    *,
    actor: Actor,
    session_id: UUID,
    met_before: MetBefore,
    alias: str | None = None,
    given: Mapping[str, int] | None = None,
    interventions: Sequence[str] = (),
    flags: Sequence[str] = (),
    note: str | None = None,
    already_counted: bool = False,
    person_id: UUID | None = None,
) -> OutreachContact:
    """Write down one person met on a session; without a name it is complete (domain.md 5).

    Raises the headcount by one, unless they are `already_counted`. `given` is item code to quantity, 1 to 99.
    Refuses when the session is long over, a code is unknown, or the headcount has no place left.
    """
    _may_log(actor)
    quantities = {item: number for item, number in (given or {}).items() if number}
    _unless(rules.given_may_be(quantities, catalogue.items()))
    _unless(rules.flags_may_be(flags, catalogue.FLAGS))
    _unless(rules.flags_may_be(interventions, catalogue.interventions()))
    session = _locked(actor, session_id)
    _unless(rules.contact_may_be_logged(session.ended_at, clock.now()))
    _take_a_place(actor, session, already_counted)
    if person_id is not None:
        _unless(rules.record_may_be_opened(flags))
        people_queries.person(actor, person_id)
    contact = OutreachContact(
        agency_id=actor.agency_id, session_id=session_id, person_id=person_id, met_before=met_before,
        at=min(clock.now(), session.ended_at or clock.now()), alias=rules.normal_alias(alias or "") or None,
        note=(note or "").strip() or None, interventions=list(interventions), flags=list(flags),
        logged_by=actor.user_id,
    )  # fmt: skip
    current_session().add(contact)
    current_session().flush()
    for item, quantity in quantities.items():
        current_session().add(GivenItem(agency_id=actor.agency_id, contact_id=contact.id, item=item, quantity=quantity))
    current_session().flush()
    audit.record(actor=actor, verb="logged", kind="outreach contact", row_id=contact.id, subject_id=person_id)
    return contact


def link_contact(*, actor: Actor, contact_id: UUID, person_id: UUID) -> None:
    """Tie a contact to a person's record, once.

    Refuses a contact that is tied already, and one that looked under 18; NotVisible when either is not the actor's.
    """
    _may_log(actor)
    contact = queries.contact(actor, contact_id)
    _unless(rules.record_may_be_opened(contact.flags))
    people_queries.person(actor, person_id)
    linked = current_session().scalar(
        update(OutreachContact)
        .where(OutreachContact.agency_id == actor.agency_id, OutreachContact.id == contact_id)
        .where(OutreachContact.person_id.is_(None))
        .values(person_id=person_id)
        .returning(OutreachContact.id)
        .execution_options(synchronize_session=False)
    )
    if linked is None:
        raise Refused("This contact is tied to a record already.", instead="Open the session to see whose.")
    current_session().expire(contact)
    audit.record(actor=actor, verb="linked", kind="outreach contact", row_id=contact_id, subject_id=person_id)


def open_record(*, actor: Actor, contact_id: UUID) -> UUID:
    """Start a person's record under the alias of a contact, and tie the contact to it; returns the person's id.

    Refuses a contact without an alias, one that is tied already, and one that looked under 18 (domain.md 3.3).
    """
    contact = queries.contact(actor, contact_id)
    _unless(rules.record_may_be_opened(contact.flags))
    if not contact.alias:
        raise Refused("A record needs a name to use.", instead="Ask them what to call them.")
    person = people_service.register_person(actor=actor, alias=contact.alias)
    link_contact(actor=actor, contact_id=contact_id, person_id=person.id)
    return person.id


def _take_a_place(actor: Actor, session: OutreachSession, already_counted: bool) -> None:
    if already_counted:
        contacts = queries.contact_count(actor, session.id)
        _unless(rules.contact_may_count_already(session.headcount, session.headcount_declined, contacts))
        return
    session.headcount += 1
    session.version += 1


def _locked(actor: Actor, session_id: UUID) -> OutreachSession:
    """The session, held until the transaction ends, so that two phones cannot overfill one headcount."""
    found = queries.visible_to(actor).where(OutreachSession.id == session_id).with_for_update()
    session = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if session is None:
        raise NotVisible
    return session


def _may_log(actor: Actor) -> None:
    if not actor.may(Permission.OUTREACH_LOG):
        raise Refused("Your role cannot log outreach.", instead="Ask your agency manager.")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
