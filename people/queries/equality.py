"""Reads of equality answers, and of how old somebody said they are."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.crypto.fields import ERASED
from core.errors import Refused
from core.scoping import belongs_to, current_session
from people.equality import AGE_BAND, Said, unpacked_answers
from people.models import EqualityAnswers, Identity
from people.queries.matching import in_same_person
from people.rules import may_have_a_case


def equality(actor: Actor, person_id: UUID) -> EqualityAnswers | None:
    """What somebody said about themself; None when nobody ever asked."""
    found = select(EqualityAnswers).where(belongs_to(actor, EqualityAnswers), EqualityAnswers.person_id == person_id)
    return current_session().scalar(found)


def equality_answers(actor: Actor, person_id: UUID) -> dict[str, Said]:
    """Every question with its answer, “not asked” where there is none."""
    row = equality(actor, person_id)
    load_keys(actor.agency_id, [person_id])
    return unpacked_answers(row.answers if row else None)


def ages_told(actor: Actor, person_id: UUID) -> list[tuple[date | None, str]]:
    """Date of birth and age band of each record of a person that holds either: two statements, and the keys."""
    born = _of_person(actor, Identity, person_id)
    told = _of_person(actor, EqualityAnswers, person_id)
    load_keys(actor.agency_id, {row.person_id for row in (*born, *told)})
    days = {row.person_id: _day(row.birth_date) for row in born}
    bands = {row.person_id: unpacked_answers(row.answers)[AGE_BAND].code for row in told}
    return [(days.get(each), bands.get(each, "")) for each in sorted(days | bands)]


def _of_person(actor: Actor, table: type[Any], person_id: UUID) -> list[Any]:
    found = select(table).where(belongs_to(actor, table), in_same_person(actor, table.person_id, person_id))
    return list(current_session().scalars(found))


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored and stored != ERASED else None


def under_18(actor: Actor, person_id: UUID) -> Refused | None:
    """Why no case of sex work opens with somebody, by what they told of their age; None when nothing is against it."""
    told = (may_have_a_case(day, band, clock.today(), person_id=person_id) for day, band in ages_told(actor, person_id))
    return next((refusal for refusal in told if refusal is not None), None)
