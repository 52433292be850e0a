"""What the record of a person loses when it is erased, apart from its key: indexes, links, ways to be reached.

The rows stay as counts. What the destroyed key sealed reads as “Erased” wherever it stands.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, update

from core import clock
from core.actor import Actor
from core.crypto.fields import sealed_columns
from core.scoping import current_session
from people.models import (
    Answer,
    Consent,
    ConsentState,
    ContactMethod,
    Identity,
    LinkState,
    MatchKey,
    Person,
    PersonLink,
    PersonMessage,
    RecordPart,
    SafeContact,
    SearchKey,
    WhyNotSent,
    WordState,
)

HOW = "The record was erased"


def forget_person(actor: Actor, person_id: UUID) -> None:
    """Take a person's record out of every search, link and list of addresses, end their consents, stop their messages.

    Before this the caller has asked whether the record may be erased; after it the key is destroyed.
    """
    for table in (MatchKey, SearchKey, RecordPart, Identity):
        _run(delete(table).where(table.agency_id == actor.agency_id, table.person_id == person_id))
    _empty_contact(actor, person_id)
    _stop_messages(actor, person_id)
    _end_consents(actor, person_id)
    _unlink(actor, person_id)
    _run(
        update(Person)
        .where(Person.agency_id == actor.agency_id, Person.id == person_id)
        .values(alias_index=None, main_id=None, erased_at=clock.now(), changed_at=clock.now())
    )


def _empty_contact(actor: Actor, person_id: UUID) -> None:
    nothing = dict.fromkeys((*sealed_columns(SafeContact).values(), "address_index", "checked_on"), None)
    _run(
        update(SafeContact)
        .where(SafeContact.agency_id == actor.agency_id, SafeContact.person_id == person_id)
        .values(**nothing, method=ContactMethod.NOT_ASKED, voicemail=Answer.NOT_ASKED, version=SafeContact.version + 1)
    )


def _stop_messages(actor: Actor, person_id: UUID) -> None:
    _run(
        update(PersonMessage)
        .where(PersonMessage.agency_id == actor.agency_id, PersonMessage.person_id == person_id)
        .where(PersonMessage.state == WordState.WAITING)
        .values(state=WordState.NOT_SENT, why_not=WhyNotSent.CONTACT_CHANGED, ended_at=clock.now())
    )


def _end_consents(actor: Actor, person_id: UUID) -> None:
    _run(
        update(Consent)
        .where(Consent.agency_id == actor.agency_id, Consent.person_id == person_id)
        .where(Consent.state == ConsentState.GIVEN)
        .values(state=ConsentState.WITHDRAWN, withdrawn_at=clock.now(), withdrawn_how=HOW, withdrawn_by=actor.user_id)
    )


def _unlink(actor: Actor, person_id: UUID) -> None:
    _run(
        update(PersonLink)
        .where(PersonLink.agency_id == actor.agency_id, PersonLink.state == LinkState.LINKED)
        .where(or_(PersonLink.low_id == person_id, PersonLink.high_id == person_id))
        .values(state=LinkState.UNLINKED, linked_id=None, version=PersonLink.version + 1)
    )
    _run(update(Person).where(Person.agency_id == actor.agency_id, Person.main_id == person_id).values(main_id=None))


def _run(statement: Any) -> None:
    current_session().execute(statement.execution_options(synchronize_session=False))
