"""A child met on outreach: the child safeguarding concern at once, and nothing kept of them as of an adult.

Source: domain.md 3.3 and 5 (Children Act 1989 ss. 17 and 47). No consent is asked, and nobody waits for a manager.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from core import audit, clock
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session
from outreach import queries as outreach
from outreach.models import OutreachContact
from outreach.observations import queries, rules
from outreach.observations.models import MetChild, Observation
from outreach.observations.rules import Seen
from people.concerns import service as concerns
from people.concerns.models import ChildConcern, ConcernAbout


def raise_from_contact(*, actor: Actor, contact_id: UUID, seen: Seen) -> ChildConcern:
    """Raise a concern about the child of a contact; managers and data protection leads are told at once.

    The contact keeps its counts alone: alias, code and note move into the concern, and a tie to a record is ended.
    Refuses a second one, and a contact that did not look under 18.
    """
    contact = outreach.contact(actor, contact_id)
    _refuse_if(rules.child_may_be_raised(contact.flags, child=False))
    _refuse_second(queries.concern_of(actor, contact_id=contact_id))
    concern = _raise(actor, seen, person_id=contact.person_id)
    _tie(actor, concern, contact_id=contact_id)
    _keep_counts_alone(contact)
    audit.record(
        actor=actor, verb="raised a concern from", kind="outreach contact", row_id=contact_id,
        subject_id=concern.about_person_id, fields=("alias", "note", "person_id"),
    )  # fmt: skip
    return concern


def raise_from_observation(*, actor: Actor, observation_id: UUID, seen: Seen) -> ChildConcern:
    """Raise a concern about a child in an observation. Refuses a second one, and an observation without a child."""
    row: Observation = queries.peek(actor, observation_id)
    _refuse_if(rules.child_may_be_raised((), child=row.child))
    _refuse_second(queries.concern_of(actor, observation_id=observation_id))
    concern = _raise(actor, seen, person_id=None)
    _tie(actor, concern, observation_id=observation_id)
    audit.record(actor=actor, verb="raised a concern from", kind="observation", row_id=observation_id)
    return concern


def _raise(actor: Actor, seen: Seen, *, person_id: UUID | None) -> ChildConcern:
    return concerns.raise_concern(
        actor=actor, about=ConcernAbout.PERSON, who=seen.who, seen=seen.seen, age=seen.age, risk=seen.risk,
        views=seen.views, danger=seen.danger, rang_999=seen.rang_999, person_id=person_id,
    )  # fmt: skip


def _tie(
    actor: Actor, concern: ChildConcern, *, contact_id: UUID | None = None, observation_id: UUID | None = None
) -> None:
    """One concern for one contact or observation: of two at once the database keeps the first."""
    row = MetChild(
        agency_id=actor.agency_id, contact_id=contact_id, observation_id=observation_id, concern_id=concern.id,
        raised_by=actor.user_id, raised_at=clock.now(),
    )  # fmt: skip
    try:
        with current_session().begin_nested():
            current_session().add(row)
            current_session().flush()
    except IntegrityError:
        raise _second() from None


def _keep_counts_alone(contact: OutreachContact) -> None:
    contact.alias, contact.note, contact.code_index = None, None, None
    contact.person_id, contact.linked_at, contact.linked_by = None, None, None
    contact.settled = [each for each in contact.flags if each in {*contact.settled, rules.UNDER_18}]
    contact.version += 1
    current_session().flush()


def _refuse_second(raised: queries.ChildLink | None) -> None:
    if raised is not None:
        raise _second()


def _second() -> Refused:
    return Refused("A concern was raised from this already.", instead="Write a note in it.")


def _refuse_if(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
