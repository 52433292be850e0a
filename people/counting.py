"""An agency's counts of records and consents, for its tallies. Counts leave, rows and answers never do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from core.actor import Actor
from core.counts import moments
from core.crypto.datakeys import load_keys
from core.scoping import belongs_to, current_session
from core.tallies import Measured, Period, quarterly
from people import measures
from people.equality import questions, unpacked_answers
from people.models import Consent, ConsentCategory, EqualityAnswers, Person
from people.service.erasing import HOW as ERASED

#: People whose answers are opened at once: their keys come in one statement.
AT_ONCE = 500


def tally(actor: Actor, period: Period) -> Iterator[Measured]:
    """Count the records that an agency began in a quarter, and the consents asked for and taken back."""
    if not _has_begun(actor, period):
        return
    agreed = select(ConsentCategory.id).where(
        ConsentCategory.agency_id == Consent.agency_id, ConsentCategory.consent_id == Consent.id, ConsentCategory.agreed
    )  # fmt: skip
    asked = _within(Consent.given_at, period)
    by_the_person = Consent.withdrawn_how.is_distinct_from(ERASED)
    every, said_yes = _count(actor, Consent, asked), _count(actor, Consent, and_(asked, agreed.exists()))
    numbers = {
        "people.new": {"all": _count(actor, Person, _within(Person.created_at, period))},
        "people.consents": {"agreed": said_yes, "refused": every - said_yes},
        "people.withdrawn": {"all": _count(actor, Consent, and_(_within(Consent.withdrawn_at, period), by_the_person))},
    }
    yield from quarterly(period, numbers)


def _has_begun(actor: Actor, period: Period) -> bool:
    """Whether the agency had any record by the end of a period: before its first there is no nought to tell."""
    found = select(Person.id).where(belongs_to(actor, Person), Person.created_at < moments(period)[1])
    return current_session().scalar(found.limit(1)) is not None


def equality_of(actor: Actor, person_ids: Sequence[UUID]) -> Iterator[tuple[UUID, dict[str, str]]]:
    """The category of every equality question for each person who was asked any; nobody else is in it.

    Answers are sealed as a whole, so they are opened, some hundred people at once, and only their categories leave.
    """
    for start in range(0, len(person_ids), AT_ONCE):
        some = list(person_ids[start : start + AT_ONCE])
        rows = current_session().scalars(
            select(EqualityAnswers).where(belongs_to(actor, EqualityAnswers), EqualityAnswers.person_id.in_(some))
        )
        told = [row for row in rows if row.answers_sealed is not None]
        load_keys(actor.agency_id, [row.person_id for row in told])
        for row in told:
            said = unpacked_answers(row.answers)
            yield row.person_id, {key: measures.category_of(key, said[key]) for key in questions()}


def by_question(told: Sequence[dict[str, str]], everybody: int) -> dict[str, Counter[str]]:
    """Numbers by question from the answers of those who were asked; all others were not asked."""
    found = {key: Counter(each[key] for each in told) for key in questions()}
    for counts in found.values():
        counts["not_asked"] += everybody - len(told)
    return found


def _within(moment: Any, period: Period) -> ColumnElement[bool]:
    first, after = moments(period)
    return and_(moment >= first, moment < after)


def _count(actor: Actor, table: type[Any], when: ColumnElement[bool]) -> int:
    return current_session().scalar(select(func.count()).select_from(table).where(belongs_to(actor, table), when)) or 0
