"""Erasure: the key of a record is destroyed, what could find or reach it goes, the counts stay; and the same again
after a restore.

A row of the ledger says that it happened, in the database and in a file outside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, func, select, update

from agencies.permissions import Permission
from cases.closing import queries, rules
from cases.closing.models import Erasure, ErasureRequest, RequestState, Retention
from cases.closing.service.disposal import answer
from cases.models import Case
from cases.writing import refuse_if
from core import audit, clock, erasures
from core.actor import Actor
from core.crypto.datakeys import destroy_key, is_destroyed
from core.crypto.fields import Sealable
from core.db import uuid7
from core.errors import Refused
from core.scoping import belongs_to, current_session, owned_tables
from people import queries as people_queries
from people.models import Person


def erase(*, actor: Actor, request_id: UUID, reference: str) -> list[Erasure]:
    """Erase the record that somebody else asked to erase: every linked record of that person.

    `reference` is typed by the one who erases. Refuses the one who asked, another reference, and anything that stands
    in the way by now (`rules.erasure_may_be`). Nothing brings the words back. Counts and tallies stay as they are.
    """
    if not actor.may(Permission.PROTECTION_LEAD, Permission.CASE_SUPERVISE):
        raise Refused("Only a manager or a data protection lead can erase.")
    request = queries.request(actor, request_id)
    refuse_if(rules.second_may_answer(request.asked_by == actor.user_id, request.state is RequestState.WAITING))
    person_ids = sorted(people_queries.same_person(actor, request.person_id))
    _hold_rows(actor, person_ids)
    refuse_if(rules.erasure_may_be(queries.standing_of(actor, person_ids), request.why, clock.today()))
    refuse_if(rules.typed_right(reference, _reference(actor, request.person_id)))
    answer(actor, request, RequestState.DONE)
    return [_erase_one(actor, request, person_id) for person_id in person_ids]


def replay(*, actor: Actor) -> tuple[int, int]:
    """Erase again whom a restored backup brought back: returns how many records, and how many ledger rows came back.

    Reads the ledger of the database and the file outside it, and brings both up to date. Nothing happens to a record
    that is erased already; one that the backup does not know is only noted.
    """
    known = {row.person_id: row for row in queries.erasures(actor)}
    lines = {UUID(line["person_id"]): line for line in erasures.noted(actor.agency_id)}
    returned = [_row_of(actor, line) for person_id, line in lines.items() if person_id not in known]
    current_session().add_all(returned)
    for person_id, row in known.items():
        if person_id not in lines:
            erasures.note(_line_of(row))
    again = sum(_again(actor, person_id) for person_id in sorted({*known, *lines}))
    current_session().flush()
    return again, len(returned)


def _erase_one(actor: Actor, request: ErasureRequest, person_id: UUID) -> Erasure:
    references = select(Case.reference).where(belongs_to(actor, Case), Case.person_id == person_id)
    row = Erasure(
        agency_id=actor.agency_id, id=uuid7(), person_id=person_id, reference=_reference(actor, person_id),
        cases=sorted(current_session().scalars(references)), why=request.why, asked_by=request.asked_by,
        erased_by=actor.user_id, at=clock.now(), counts=_counts(actor, person_id),
    )  # fmt: skip
    _destroy(actor, person_id)
    current_session().add(row)
    current_session().flush()
    erasures.note(_line_of(row))
    audit.record(actor=actor, verb="erased", kind="person", row_id=person_id, subject_id=person_id)
    return row


def _destroy(actor: Actor, person_id: UUID) -> None:
    """Let every floor forget what it can find or reach somebody by, then destroy the key."""
    for forget in current_app.extensions.get("erasers", ()):
        forget(actor, person_id)
    current_session().execute(
        update(Retention)
        .where(Retention.agency_id == actor.agency_id, Retention.person_id == person_id)
        .values(running=False, version=Retention.version + 1)
        .execution_options(synchronize_session=False)
    )
    current_session().flush()
    destroy_key(actor.agency_id, person_id)
    current_session().expire_all()


def _again(actor: Actor, person_id: UUID) -> bool:
    """Erase a record that a backup brought back; false when there is none, or nothing of it came back."""
    who = current_session().scalar(select(Person).where(belongs_to(actor, Person), Person.id == person_id))
    if who is None or (who.erased_at is not None and is_destroyed(actor.agency_id, person_id)):
        return False
    _destroy(actor, person_id)
    audit.record(actor=actor, verb="erased again", kind="person", row_id=person_id, subject_id=person_id)
    return True


def _counts(actor: Actor, person_id: UUID) -> dict[str, int]:
    """How many rows of each table lose their words: numbers only, for the certificate."""
    found = {}
    for name, table in owned_tables().items():
        if issubclass(table, Sealable) and hasattr(table, "person_id"):
            number = current_session().scalar(_of_person(actor, table, person_id)) or 0
            found.update({name: number} if number else {})
    return found


def _of_person(actor: Actor, table: Any, person_id: UUID) -> Select[int]:
    counting = select(func.count()).select_from(table)
    return counting.where(belongs_to(actor, table), table.person_id == person_id)


def _hold_rows(actor: Actor, person_ids: Sequence[UUID]) -> None:
    """Hold the records until the end, so that no case is opened and no hold placed meanwhile."""
    held = select(Person.id).where(belongs_to(actor, Person), Person.id.in_(person_ids)).order_by(Person.id)
    current_session().scalars(held.with_for_update()).all()


def _reference(actor: Actor, person_id: UUID) -> str:
    found = select(Person.reference).where(belongs_to(actor, Person), Person.id == person_id)
    return current_session().scalars(found).one()


def _line_of(row: Erasure) -> dict[str, Any]:
    return {
        "agency_id": str(row.agency_id), "id": str(row.id), "person_id": str(row.person_id),
        "reference": row.reference, "cases": row.cases, "why": row.why, "asked_by": str(row.asked_by),
        "erased_by": str(row.erased_by), "at": row.at.isoformat(), "counts": row.counts,
    }  # fmt: skip


def _row_of(actor: Actor, line: Mapping[str, Any]) -> Erasure:
    return Erasure(
        agency_id=actor.agency_id, id=UUID(line["id"]), person_id=UUID(line["person_id"]),
        reference=line["reference"], cases=line["cases"], why=line["why"], asked_by=UUID(line["asked_by"]),
        erased_by=UUID(line["erased_by"]), at=datetime.fromisoformat(line["at"]), counts=line["counts"],
    )  # fmt: skip
