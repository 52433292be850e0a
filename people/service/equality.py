"""Writes of equality answers: sealed as one, by version."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from people import queries
from people.equality import Answers, packed_answers, questions
from people.models import EqualityAnswers
from people.service.records import begin, changed, claim, person_to_change


def write_equality(*, actor: Actor, person_id: UUID, answers: Answers, version: int = 0) -> EqualityAnswers:
    """Write what somebody said about themself; every question is voluntary, and one left out counts as not asked.

    The answers are made by `people.equality.said_of`, which refuses what must not be kept. Refuses a stale version (0
    when nothing was ever written). An answer of “under 18” is kept, and no case opens from then on (`people.rules`).
    """
    who = person_to_change(actor, person_id)
    load_keys(actor.agency_id, [person_id])
    row, now = queries.equality(actor, person_id), clock.now()
    if row is None:
        row = EqualityAnswers(agency_id=actor.agency_id, person_id=person_id, changed_by=actor.user_id, changed_at=now)
        begin(row, version)
    else:
        claim(row, version)
    row.answers = packed_answers({key: said for key, said in answers.items() if key in questions()})
    row.changed_by, row.changed_at, who.changed_at = actor.user_id, now, now
    changed(actor, row, "equality_answers", ("answers",), person_id)
    return row
