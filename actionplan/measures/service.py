"""Writes of measures: what is measured, its values period by period, corrections, and its end."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from actionplan.measures import queries, rules
from actionplan.measures.facts import MeasureFacts, ValueFacts, measure_is_whole, shape_may_change
from actionplan.measures.models import MeasureValue, PlanMeasure
from actionplan.measures.rules import Period
from actionplan.models import Commitment
from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

KIND = "measure"
VALUE = "measure value"
TRIES = 5
STALE = "Somebody changed this measure while you were writing. Nothing was stored."
TAKEN = "Somebody gave a value for this period while you were writing. Nothing was stored."


def add_measure(*, actor: Actor, facts: MeasureFacts, answer: LeakAnswer | None = None) -> PlanMeasure:
    """Begin to measure something. Refuses who does not keep the plan, and facts that do not fit each other."""
    _check(actor, facts)
    measure_id = uuid7()
    settle(actor=actor, kind=KIND, row_id=measure_id, texts=_texts(facts), answer=answer)
    row = _with_free_reference(measure_id, facts)
    audit.record(actor=actor, verb="added", kind=KIND, row_id=measure_id, fields=sorted(asdict(facts)))
    return row


def change_measure(
    *, actor: Actor, measure_id: UUID, version: int, facts: MeasureFacts, answer: LeakAnswer | None = None
) -> None:
    """Change what a measure says, as read at `version`.

    Refuses another kind or period once it has values; raises Clash when somebody changed it first.
    """
    row = queries.row_of(actor, measure_id)
    _check(actor, facts)
    _unless(shape_may_change(queries.facts_of(row), facts, bool(queries.given_periods(measure_id))))
    settle(actor=actor, kind=KIND, row_id=measure_id, texts=_texts(facts), answer=answer)
    _versioned(measure_id, version, **_stored(facts))
    audit.record(actor=actor, verb="changed", kind=KIND, row_id=measure_id, fields=sorted(asdict(facts)))


def end_measure(*, actor: Actor, measure_id: UUID, version: int, reason: str, answer: LeakAnswer | None = None) -> None:
    """Stop to ask for values, with a reason; those it has stay. Clash when somebody changed it first."""
    queries.row_of(actor, measure_id)
    _may_keep(actor)
    _unless(rules.reason_is_given(reason))
    settle(actor=actor, kind=KIND, row_id=measure_id, texts={"reason": reason}, answer=answer)
    _versioned(measure_id, version, ended_on=clock.today(), ended_reason=reason.strip())
    audit.record(actor=actor, verb="ended", kind=KIND, row_id=measure_id, fields=["ended_on", "ended_reason"])


def resume_measure(*, actor: Actor, measure_id: UUID, version: int) -> None:
    """Ask for values again. Clash when somebody changed it first."""
    queries.row_of(actor, measure_id)
    _may_keep(actor)
    _versioned(measure_id, version, ended_on=None, ended_reason=None)
    audit.record(actor=actor, verb="resumed", kind=KIND, row_id=measure_id, fields=["ended_on", "ended_reason"])


def bring_value(
    *, actor: Actor, measure_id: UUID, period: Period, facts: ValueFacts, answer: LeakAnswer | None = None
) -> MeasureValue:
    """Write down the value of a period that is over, or that it is withheld.

    Refuses who does not own the measure, a measure that has ended, a period that is none of its own, and numbers that
    could point to somebody (domain.md 6.7); raises Clash when the period has a value already.
    """
    row = queries.row_of(actor, measure_id)
    _may_bring(actor, row)
    _unless(rules.period_may_have_value(period, row.first_period, row.frequency, clock.today()))
    if period.begins in queries.given_periods(measure_id):
        raise Clash(TAKEN)
    return _put_value(actor, row, period, facts, answer)


def correct_value(
    *, actor: Actor, value_id: UUID, facts: ValueFacts, reason: str, answer: LeakAnswer | None = None
) -> MeasureValue:
    """Put another value in a value's place, with the reason; both stay to be read.

    Raises Clash when somebody corrected the same value first.
    """
    row, before = queries.value(actor, value_id)
    _may_bring(actor, row)
    if not before.is_current:
        raise Clash(TAKEN)
    _unless(rules.reason_is_given(reason))
    return _put_value(actor, row, before.period, facts, answer, corrects=(value_id, reason.strip()))


def remind(actor: Actor) -> int:
    """Tell an agency of values that should have come by now, once for each period; returns of how many."""
    today, told = clock.today(), 0
    for each in queries.owed_by(actor, actor.agency_id):
        for period in each.owed:
            if not rules.is_late(period, today):
                continue
            told += 1
            for address in agencies.addresses_of(actor.agency_id, Permission.PLAN_UPDATE_OWN):
                outbox.put(
                    agency_id=actor.agency_id, address=address, subject="Something to look at in the action plan",
                    path=f"/action-plan/measures/{each.row.id}/values/new",
                    once=f"measure-owed:{each.row.id}:{period.begins.isoformat()}",
                )  # fmt: skip
    return told


def _check(actor: Actor, facts: MeasureFacts) -> None:
    _may_keep(actor)
    _unless(measure_is_whole(facts))
    if facts.owner_agency_id not in {row.id for row in agencies.member_agencies()}:
        raise Refused("Choose an agency that is a member now", field="agency")
    if facts.commitment_id is not None and current_session().get(Commitment, facts.commitment_id) is None:
        raise Refused("Choose a commitment from the list", field="commitment")


def _may_keep(actor: Actor) -> None:
    if not actor.may(Permission.PLAN_WRITE):
        raise Refused("Your role cannot change what is measured.", instead="Ask the forum coordinator.")


def _may_bring(actor: Actor, row: PlanMeasure) -> None:
    _unless(rules.value_may_be_brought(actor, row.owner_agency_id))
    if row.ended_on is not None:
        raise Refused("This measure has ended.", instead="Its values stay as they are.")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _texts(facts: MeasureFacts) -> dict[str, str]:
    said = {
        "title": facts.title, "definition": facts.definition, "unit": facts.unit, "source": facts.source,
        "owner_name": facts.owner_name, "baseline_period": facts.baseline_period, "caveat": facts.caveat,
    }  # fmt: skip
    return {field: words for field, words in said.items() if words.strip()}


def _stored(facts: MeasureFacts) -> dict[str, Any]:
    values = {key: each.strip() if type(each) is str else each for key, each in asdict(facts).items()}
    return values | {"first_period": rules.period_of(facts.first_period, facts.frequency).begins}


def _with_free_reference(measure_id: UUID, facts: MeasureFacts) -> PlanMeasure:
    session = current_session()
    for _ in range(TRIES):
        reference = rules.next_reference(session.scalars(select(PlanMeasure.reference)))
        row = PlanMeasure(id=measure_id, reference=reference, **_stored(facts))
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            continue
        return row
    raise Clash("Several people are adding measures just now. Nothing was stored.")


def _versioned(measure_id: UUID, version: int, **values: Any) -> None:
    changed = current_session().execute(
        update(PlanMeasure)
        .where(PlanMeasure.id == measure_id, PlanMeasure.version == version)
        .values(version=version + 1, **values)
        .returning(PlanMeasure.id)
    )
    if changed.first() is None:
        raise Clash(STALE)


def _put_value(
    actor: Actor, row: PlanMeasure, period: Period, facts: ValueFacts, answer: LeakAnswer | None,
    corrects: tuple[UUID, str] | None = None,
) -> MeasureValue:  # fmt: skip
    _unless(rules.value_may_be(row.kind, facts.value, facts.withheld, facts.out_of))
    corrects_id, reason = corrects or (None, None)
    made = MeasureValue(
        id=uuid7(), measure_id=row.id, period_begins=period.begins, period_ends=period.ends, value=facts.value,
        withheld=facts.withheld, out_of=None if facts.withheld else facts.out_of, note=facts.note.strip(),
        corrects_id=corrects_id, reason=reason, at=clock.now(), by_user_id=actor.user_id,
        by_name=agencies.user(actor.user_id).name,
    )  # fmt: skip
    said = {field: words for field, words in (("note", made.note), ("reason", reason or "")) if words}
    settle(actor=actor, kind=VALUE, row_id=made.id, texts=said, answer=answer)
    try:
        with current_session().begin_nested():
            current_session().add(made)
    except IntegrityError:
        raise Clash(TAKEN) from None
    verb = "corrected" if corrects else "brought"
    audit.record(actor=actor, verb=verb, kind=VALUE, row_id=made.id, fields=["value", "withheld", "out_of"])
    return made
