"""Writes of one case that closes: begun, written, then closed with all it needs; its retention clock starts then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cases import catalogue
from cases import service as case_service
from cases.closing import queries, rules
from cases.closing.models import Closing, ClosingState, Ending, Retention
from cases.closing.rules import Told
from cases.models import Case, CaseState
from cases.writing import case_to_write, refuse_if, said
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.crypto.fields import packed
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session

CHANGED = "This changed while you were writing. Both texts are below; nothing is lost."


@dataclass(frozen=True, slots=True)
class ClosingWords:
    """What is written about the end of a case. Nothing is chosen for anybody: every part begins empty."""

    reason_code: str | None = None
    why: str = ""
    exit_plan: str = ""
    ending: Ending = Ending.NOT_YET
    record_type: str = ""
    answers: Mapping[str, Told] = field(default_factory=dict)


def begin_closing(*, actor: Actor, case_id: UUID, reason: str, version: int) -> Closing:
    """Begin to close a case, as read at `version`: its state becomes “closing”. Refuses a closed one; Clash if old."""
    case = case_to_write(actor, case_id)
    refuse_if(rules.closing_may_begin(case.state))
    if case.state is not CaseState.CLOSING:
        case_service.change_state(
            actor=actor, case_id=case_id, state=CaseState.CLOSING, reason=reason, reason_code=None, version=version
        )
    elif case.version != version:
        raise Clash(CHANGED)
    return _written_or_new(actor, case)


def write_closing(*, actor: Actor, case_id: UUID, words: ClosingWords, version: int) -> Closing:
    """Keep what is written so far about the end of a case, as read at `version`; nothing needs to be whole yet.

    Refuses an unknown reason or record type, a case that is not closing; Clash when it was changed since.
    """
    case = case_to_write(actor, case_id)
    row = _row(actor, case, version)
    _write(actor, case, row, words)
    audit.record(
        actor=actor, verb="changed", kind="closing", row_id=row.id, subject_id=case.person_id, fields=["words"]
    )
    return row


def close_case(*, actor: Actor, case_id: UUID, words: ClosingWords, version: int) -> Retention:
    """Close a case: reason, sentence, exit plan and checklist are whole; its retention clock starts today.

    The only way to close: `cases.service.change_state` is what it calls. Refuses what is not whole
    (`rules.closing_may_end`), a case that is not closing; Clash when it was changed since `version`.
    """
    case = case_to_write(actor, case_id)
    row = _row(actor, case, version)
    checklist = queries.keeping_of(actor).checklist
    refuse_if(
        rules.closing_may_end(words.reason_code, words.why, words.exit_plan, words.ending, checklist, words.answers)
    )
    _write(actor, case, row, words)
    row.state, row.ended_at = ClosingState.CLOSED, clock.now()
    current_session().flush()
    case_service.change_state(
        actor=actor, case_id=case_id, state=CaseState.CLOSED, reason=words.why, reason_code=words.reason_code,
        version=case.version,
    )  # fmt: skip
    audit.record(actor=actor, verb="closed", kind="case", row_id=case.id, subject_id=case.person_id)
    return start_clock(actor, case, row.record_type)


def give_up(*, actor: Actor, case_id: UUID, reason: str, version: int) -> None:
    """Go on with the work: the case is active again, and what was written of its closing is kept to be read."""
    case = case_to_write(actor, case_id)
    row = queries.written(actor, case)
    case_service.change_state(
        actor=actor, case_id=case_id, state=CaseState.ACTIVE, reason=reason, reason_code=None, version=version
    )
    if row is not None:
        row.state, row.ended_at, row.changed_by = ClosingState.GIVEN_UP, clock.now(), actor.user_id
    current_session().flush()


def start_clock(actor: Actor, case: Case, record_type: str) -> Retention:
    """Start, or start again, how long the record of a closed case is kept, by the agency's schedule of today."""
    kept = queries.keeping_of(actor).schedule[record_type]
    closed_on = clock.london(case.closed_at or clock.now()).date()
    review_on = rules.review_day(kept, closed_on, queries.born_on(actor, case.person_id))
    row = queries.retention_of(actor, case)
    if row is None:
        row = Retention(agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, version=0)
        current_session().add(row)
    row.record_type, row.counted_from, row.running = record_type, closed_on, True
    row.review_on, row.version = review_on, row.version + 1
    current_session().flush()
    audit.record(
        actor=actor, verb="started", kind="retention clock", row_id=row.id, subject_id=case.person_id,
        fields=[record_type],
    )  # fmt: skip
    return row


def start_missing(*, actor: Actor, limit: int = 200) -> int:
    """Start the clock of cases that were closed before there were clocks; returns how many."""
    cases = queries.closed_without_clock(actor, limit)
    load_keys(actor.agency_id, [case.person_id for case in cases])
    for case in cases:
        start_clock(actor, case, queries.likely_record_type(actor, case))
    return len(cases)


def _written_or_new(actor: Actor, case: Case) -> Closing:
    row = queries.written(actor, case)
    if row is not None:
        return row
    now = clock.now()
    row = Closing(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, state=ClosingState.WRITING, begun_at=now,
        begun_by=actor.user_id, ending=Ending.NOT_YET, record_type=queries.likely_record_type(actor, case),
        changed_at=now, changed_by=actor.user_id, version=1,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="begun", kind="closing", row_id=row.id, subject_id=case.person_id)
    return row


def _row(actor: Actor, case: Case, version: int) -> Closing:
    row = queries.written(actor, case)
    if row is None or case.state is not CaseState.CLOSING:
        raise NotVisible
    if row.version != version:
        raise Clash(CHANGED)
    return row


def _write(actor: Actor, case: Case, row: Closing, words: ClosingWords) -> None:
    if words.reason_code and words.reason_code not in catalogue.closing_reasons():
        raise Refused("Choose a reason from the list.", field="reason_code")
    record_type = words.record_type or row.record_type
    kept = queries.keeping_of(actor).schedule.get(record_type)
    if kept is None or not kept.for_cases:
        raise Refused("Choose what kind of record it is.", field="record_type")
    row.reason_code, row.record_type, row.ending = words.reason_code or None, record_type, words.ending
    row.why, row.exit_plan = said(words.why), said(words.exit_plan)
    row.answers = packed(
        {code: {"said": told.said.value if told.said else None, "words": told.words.strip()}
         for code, told in words.answers.items()}
    )  # fmt: skip
    row.changed_at = case.changed_at = clock.now()
    row.changed_by, row.version = actor.user_id, row.version + 1
    current_session().flush()
