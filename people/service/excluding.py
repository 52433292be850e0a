"""Writes of exclusions: a colleague is kept away from a person, and let near again. Both are held in the trail."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import update

from agencies import queries as agencies_queries
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session, forget_who_is_held_back
from people import events, queries
from people.models import Exclusion, Person
from people.rules.exclusion import exclusion_may_be_ended, exclusion_may_be_set, plain_words

ENDED_MEANWHILE = "A colleague changed this while you were reading. Look again."


def exclude(
    *,
    actor: Actor,
    person_id: UUID,
    user_id: UUID,
    reason: str,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Exclusion:
    """Keep a colleague of the actor's agency away from a person, from `from_on` (today) to `until_on` (until ended).

    From that day nothing they can reach shows the person, any linked record or anything about them. Refuses an
    unsound reason or dates, the actor themselves, one who is kept away already, one who leads an open case with the
    person (another lead is chosen first: `people.events.colleague_excluded`), and actors who may not set it.
    """
    person = _held(actor, person_id)
    if not queries.may_look_after_exclusions(actor, person):
        raise Refused("Your role cannot do this.", instead="Ask a manager or your data protection lead.")
    first = from_on or clock.today()
    _refuse_if(
        exclusion_may_be_set(
            actor_id=actor.user_id, user_id=user_id, reason=reason, from_on=first, until_on=until_on,
            today=clock.today(),
        )
    )  # fmt: skip
    if user_id not in {user.id for user in agencies_queries.colleagues(actor)}:
        raise Refused("Choose a colleague.", field="user")
    if user_id in queries.excluded_users(actor, person_id):
        raise Refused("They are kept away already.", field="user")
    events.colleague_excluded.send(None, actor=actor, person_id=person_id, user_id=user_id)
    row = Exclusion(
        agency_id=actor.agency_id, person_id=person_id, user_id=user_id, from_on=first, until_on=until_on,
        reason=plain_words(reason), set_by=actor.user_id, set_at=clock.now(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    forget_who_is_held_back()
    audit.record(actor=actor, verb="set", kind="exclusion", row_id=row.id, subject_id=person_id)
    return row


def end_exclusion(*, actor: Actor, exclusion_id: UUID, reason: str, version: int) -> None:
    """Let a colleague near again, with the reason. Refuses whoever set it, but on the same day; Clash when somebody
    else ended it first."""
    line = queries.exclusion(actor, exclusion_id)
    row = line.row
    person = _held(actor, row.person_id)
    if not queries.may_look_after_exclusions(actor, person):
        raise Refused("Your role cannot do this.", instead="Ask a manager or your data protection lead.")
    if row.version != version:
        raise Clash(ENDED_MEANWHILE)
    _refuse_if(
        exclusion_may_be_ended(
            actor_id=actor.user_id, set_by=row.set_by, set_on=clock.london(row.set_at).date(), today=clock.today(),
            reason=reason, is_over=row.ended_at is not None,
        )
    )  # fmt: skip
    won = current_session().scalar(
        update(Exclusion)
        .where(Exclusion.agency_id == actor.agency_id, Exclusion.id == row.id, Exclusion.version == version)
        .where(Exclusion.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_by=actor.user_id, version=version + 1)
        .returning(Exclusion.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash(ENDED_MEANWHILE)
    current_session().refresh(row)
    row.ended_reason = plain_words(reason)
    current_session().flush()
    forget_who_is_held_back()
    audit.record(actor=actor, verb="ended", kind="exclusion", row_id=row.id, subject_id=row.person_id)


def _held(actor: Actor, person_id: UUID) -> Person:
    """The person, held until the transaction ends, so that the same colleague is not excluded twice at once."""
    found = queries.visible_to(actor).where(Person.id == person_id).with_for_update()
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    return row


def _refuse_if(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
