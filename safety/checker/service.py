"""Writes of the checker: the count of look-ups with its alarm, and that somebody was told of NUM's checkers."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, update

from agencies.permissions import Permission
from agencies.queries import addresses_of
from cases import queries as cases
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import Refused, TooMany
from core.scoping import belongs_to, current_session
from outreach import queries as outreach
from people import queries as people
from safety.checker import counting, rules
from safety.checker.models import CheckerTold
from safety.checker.queries import LOOK_UP, STOPPED

SUBJECT = "Unusual use of the checker at your agency"
TOLD_CODE = "checker"


def count_look_up(*, actor: Actor, written: str) -> None:
    """Count one look-up before it is made; what was looked up is kept nowhere.

    Refuses what cannot be compared. Raises TooMany past 30 in an hour or 100 in a day: then the agency's managers and
    data protection leads are told, once an hour. Source: the order; security.md T5.
    """
    if not actor.may(Permission.WARNING_READ):
        raise Refused("Your role cannot use the checker.", instead="Ask your agency manager.")
    _unless(rules.may_be_looked_up(written))
    if reason := counting.stopped_because(actor):
        instead = "Wait, or ask your manager. They were told."
        raise TooMany(reason, instead=instead, tell=lambda: _tell(actor))
    audit.record(actor=actor, verb="read", kind=LOOK_UP)


def _tell(actor: Actor) -> None:
    """Note that the account was stopped, and tell those who answer for the agency; names nobody."""
    audit.record(actor=actor, verb=STOPPED, kind=LOOK_UP)
    hour = f"{clock.now():%Y-%m-%dT%H}"
    asked = (Permission.OUTREACH_MANAGE, Permission.PROTECTION_LEAD)
    for address in sorted({each for permission in asked for each in addresses_of(actor.agency_id, permission)}):
        outbox.put(
            agency_id=actor.agency_id, address=address, subject=SUBJECT, path="/",
            once=f"checker:{actor.user_id}:{hour}",
        )  # fmt: skip


def tell_at_contact(*, actor: Actor, contact_id: UUID, checkers: Collection[str]) -> CheckerTold:
    """Write down that somebody met on outreach was told of NUM's checkers; unnamed is complete.

    The contact's own list of what was explained says so as well. Refuses no checker; NotVisible for another's contact.
    """
    _unless(rules.checkers_may_be(checkers))
    contact = outreach.contact(actor, contact_id)
    row = _told(actor, checkers, contact_id=contact_id, person_id=contact.person_id)
    if TOLD_CODE not in contact.information:
        contact.information = [*contact.information, TOLD_CODE]
        contact.version += 1
        current_session().flush()
    return row


def tell_person(*, actor: Actor, person_id: UUID, checkers: Collection[str]) -> CheckerTold:
    """Write down that a person was told of NUM's checkers, on their case when one is open to the actor.

    Refuses no checker; NotVisible for a person who is not the actor's.
    """
    _unless(rules.checkers_may_be(checkers))
    people.person(actor, person_id)
    case = cases.open_case_of(actor, person_id)
    return _told(actor, checkers, person_id=person_id, case_id=case.id if case else None)


def forget_person(actor: Actor, person_id: UUID) -> None:
    """Forget that a person was told, when their record is erased; of an outreach contact it stays, about nobody."""
    mine = belongs_to(actor, CheckerTold), CheckerTold.person_id == person_id
    nobody = update(CheckerTold).where(*mine, CheckerTold.contact_id.is_not(None)).values(person_id=None, case_id=None)
    current_session().execute(nobody.execution_options(synchronize_session=False))
    current_session().execute(delete(CheckerTold).where(*mine).execution_options(synchronize_session=False))


def _told(actor: Actor, checkers: Collection[str], **about: UUID | None) -> CheckerTold:
    known = [code for code in rules.CHECKERS if code in checkers]
    row = CheckerTold(
        agency_id=actor.agency_id, checkers=known, told_by=actor.user_id, told_at=clock.now(), **about
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="told", kind="checker", row_id=row.id, subject_id=about.get("person_id"))
    return row


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
