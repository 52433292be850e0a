"""Writes of incident reports. The person's own words are never changed; what they agree to grows, answer by answer.

Other rooms of safety call `take_report` and `answer_scope`; nothing leaves from here: `safety.events.scope_ended` tells
the rooms that let something out to close it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, NoResultFound

from agencies.queries import agency
from cases import queries as cases
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import create_key
from core.crypto.fields import packed
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.numbering import next_number, start_series
from core.scoping import belongs_to, current_session
from outreach import queries as outreach
from people import queries as people
from people.queries.matching import same_person
from safety import events
from safety.identifiers import identifier_index
from safety.reports import queries, rules
from safety.reports.models import (
    HowAnswered,
    IncidentReport,
    Origin,
    ReportAddition,
    ReportDescriptor,
    ReportEdition,
    ReportState,
    ScopeAnswer,
    WhenKind,
)
from safety.reports.rules import Facts, Noticed
from safety.vocabulary import LOOKED_UP, Scope

SERIES = "incident"
CHANGED_MEANWHILE = "This changed while you were writing. Both texts are below; nothing is lost."
NO_FACTS = Facts()


def take_report(
    *,
    actor: Actor,
    words: str,
    facts: Facts = NO_FACTS,
    noticed: Sequence[Noticed] = (),
    answers: Mapping[Scope, bool] | None = None,
    how: HowAnswered = HowAnswered.SPOKEN,
    person_id: UUID | None = None,
    case_id: UUID | None = None,
    contact_id: UUID | None = None,
    origin: Origin = Origin.WORKER,
    report_id: UUID | None = None,
) -> IncidentReport:
    """Keep a report, with a key of its own: the person's words, and whatever else they want written down.

    `answers` holds a yes or no for each scope that was asked; a scope that is missing was not asked, and a report with
    none of them is complete. A case must be the person's; with a contact, its person is taken when none is named.
    Refuses what `rules.may_be_taken`, `rules.facts_hold` and `rules.may_be_noticed` do.
    """
    _refuse_if(rules.may_be_taken(words, facts.harms) or rules.facts_hold(facts, clock.today()))
    person_id, case_id = _whom(actor, person_id, case_id, contact_id)
    row_id, reference = report_id or uuid7(), _next_reference(actor.agency_id)
    create_key(actor.agency_id, row_id)
    now, by = clock.now(), None if actor.is_system else actor.user_id
    row = IncidentReport(
        agency_id=actor.agency_id, id=row_id, reference=reference, person_id=person_id,
        case_id=case_id, contact_id=contact_id, origin=origin, state=ReportState.LISTENED, words=_said(words),
        taken_by=by, taken_at=now, read_by=by, read_at=now if by else None, **columns_of(facts),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="took", kind="incident report", row_id=row.id, subject_id=row.person_id)
    for each in noticed:
        _note_noticed(actor, row, each)
    for scope, answer in (answers or {}).items():
        answer_scope(actor=actor, report_id=row.id, scope=scope, answer=answer, how=how)
    return row


def answer_scope(
    *,
    actor: Actor,
    report_id: UUID,
    scope: Scope,
    answer: bool,
    how: HowAnswered = HowAnswered.SPOKEN,
    number: int | None = None,
) -> ScopeAnswer:
    """Write what the person says to one scope now; it touches no other. A yes that becomes a no sends `scope_ended`.

    `number` is how many answers to this scope the worker had read; Clash when somebody wrote another meanwhile. The
    same answer again is written again: they were asked again, and it may have been given in another way.
    """
    row = queries.peek(actor, report_id)
    before = _answers_to(actor, report_id, scope)
    if number is not None and number != len(before):
        raise Clash("Somebody wrote another answer meanwhile. It is shown above; write yours again if it still holds.")
    given = ScopeAnswer(
        agency_id=actor.agency_id, report_id=report_id, scope=scope, number=len(before) + 1, answer=answer, how=how,
        answered_by=None if actor.is_system else actor.user_id, answered_at=clock.now(),
    )  # fmt: skip
    _keep_answer(given)
    row.state = rules.state_after(row.state, queries.answers_of(actor, [report_id]).get(report_id, {}))
    if row.state is not ReportState.CLOSED:
        row.closed_at, row.closed_by = None, None
    current_session().flush()
    _audited(actor, "agreed to" if answer else "said no to", row, scope.value)
    if before and before[-1].answer and not answer:
        events.scope_ended.send(actor=actor, report_id=report_id, scope=scope)
    return given


def _answers_to(actor: Actor, report_id: UUID, scope: Scope) -> list[ScopeAnswer]:
    found = select(ScopeAnswer).where(belongs_to(actor, ScopeAnswer), ScopeAnswer.report_id == report_id)
    return list(current_session().scalars(found.where(ScopeAnswer.scope == scope).order_by(ScopeAnswer.number)))


def _keep_answer(given: ScopeAnswer) -> None:
    """Two answers at once: the database keeps one of each number, and whoever comes second reads the first."""
    try:
        with current_session().begin_nested():
            current_session().add(given)
            current_session().flush()
    except IntegrityError:
        raise Clash("Somebody answered this at the same moment. Read it, and write yours again.") from None


def change_facts(*, actor: Actor, report_id: UUID, facts: Facts, version: int) -> IncidentReport:
    """Write everything but the person's own words, as read at `version`; how it stood before is kept.

    Refuses what `rules.facts_hold` does, and a closed report; Clash when somebody changed it first.
    """
    row = _open_row(actor, report_id)
    _refuse_if(rules.may_be_taken(row.words or "", facts.harms) or rules.facts_hold(facts, clock.today()))
    changed = sorted(name for name, value in columns_of(facts).items() if getattr(row, name) != value)
    stood = packed(asdict(facts_of(row)) | {"first_on": _iso(row.first_on), "last_on": _iso(row.last_on)})
    _claim(row, version)
    if not changed:
        return row
    current_session().add(
        ReportEdition(
            agency_id=actor.agency_id,
            report_id=row.id,
            number=version,
            stood=stood,
            changed_by=actor.user_id,
            changed_at=clock.now(),
        )  # fmt: skip
    )
    for name, value in columns_of(facts).items():
        setattr(row, name, value)
    current_session().flush()
    _audited(actor, "changed", row, *changed)
    return row


def facts_of(row: IncidentReport) -> Facts:
    """What a report says beside the person's own words."""
    return Facts(
        harms=tuple(row.harms), when_kind=row.when_kind, first_on=row.first_on, last_on=row.last_on, hours=row.hours,
        ward=row.ward, setting=row.setting, platform=row.platform, injured=row.injured, injuries=row.injuries,
        police_know=row.police_know, police_reference=row.police_reference, barriers=tuple(row.barriers),
        grade=row.grade, wants=row.wants, note=row.note,
    )  # fmt: skip


def add_words(*, actor: Actor, report_id: UUID, words: str, own_words: bool) -> ReportAddition:
    """Add the person's own later words, or a worker's note; neither is ever changed. Refuses empty words."""
    row = queries.peek(actor, report_id)
    if not words.strip():
        raise Refused("Write what you want to add.", field="words")
    added = ReportAddition(
        agency_id=actor.agency_id, report_id=row.id, own_words=own_words, words=_said(words),
        written_by=None if actor.is_system else actor.user_id, written_at=clock.now(),
    )  # fmt: skip
    current_session().add(added)
    if actor.is_system:
        row.read_at, row.read_by = None, None
    current_session().flush()
    _audited(actor, "added to", row)
    return added


def note_noticed(*, actor: Actor, report_id: UUID, noticed: Noticed) -> ReportDescriptor:
    """Write down something noticed of whoever did it. Refuses what `rules.may_be_noticed` does, and a closed report."""
    return _note_noticed(actor, _open_row(actor, report_id), noticed)


def _note_noticed(actor: Actor, row: IncidentReport, noticed: Noticed) -> ReportDescriptor:
    value = noticed.value.strip()
    _refuse_if(rules.may_be_noticed(noticed.kind, value, queries.count_descriptors(actor, row.id)))
    whole = noticed.kind in LOOKED_UP
    kept = ReportDescriptor(
        agency_id=actor.agency_id, report_id=row.id, kind=noticed.kind, value=value, shared=noticed.shared,
        value_index=identifier_index(actor.agency_id, noticed.kind, value) if whole else None,
        written_by=None if actor.is_system else actor.user_id, written_at=clock.now(),
    )  # fmt: skip
    current_session().add(kept)
    current_session().flush()
    _audited(actor, "noted in", row, noticed.kind.value)
    return kept


def keep_back(*, actor: Actor, report_id: UUID, descriptor_id: UUID, shared: bool) -> None:
    """Say that something noticed is too telling to leave by any scope, or that it may leave again.

    What has left already is not changed by it: those who let it out look at the report's page.
    """
    row, found = _open_row(actor, report_id), _descriptor(actor, report_id, descriptor_id)
    found.shared = shared
    current_session().flush()
    _audited(actor, "lets out" if shared else "keeps back", row, found.kind.value)


def forget_noticed(*, actor: Actor, report_id: UUID, descriptor_id: UUID) -> None:
    """Take something noticed off a report: it was written by mistake."""
    row, found = _open_row(actor, report_id), _descriptor(actor, report_id, descriptor_id)
    current_session().delete(found)
    current_session().flush()
    _audited(actor, "took off", row, found.kind.value)


def _descriptor(actor: Actor, report_id: UUID, descriptor_id: UUID) -> ReportDescriptor:
    found = next((each for each in queries.descriptors(actor, report_id) if each.id == descriptor_id), None)
    if found is None:
        raise NotVisible
    return found


def link_report(
    *, actor: Actor, report_id: UUID, person_id: UUID | None, case_id: UUID | None, version: int
) -> IncidentReport:
    """Say whom a report is about, and in which case it is worked on; or that it hangs on nobody any more.

    The person must be the actor's to read, the case the actor's to open and that person's. Clash on an older version.
    """
    row = _open_row(actor, report_id)
    person_id, case_id = _whom(actor, person_id, case_id, None)
    was = row.person_id
    _claim(row, version)
    row.person_id, row.case_id = person_id, case_id
    current_session().flush()
    if was is not None and was != person_id:
        audit.record(actor=actor, verb="unlinked", kind="incident report", row_id=row.id, subject_id=was)
    _audited(actor, "linked" if person_id else "unlinked", row, "person", *(["case"] if case_id else []))
    return row


def mark_read(*, actor: Actor, report_id: UUID) -> IncidentReport:
    """Note that somebody at the agency read what came from the public page; whoever wrote it can see that."""
    row = queries.peek(actor, report_id)
    if row.read_at is None:
        row.read_at, row.read_by = clock.now(), actor.user_id
        current_session().flush()
        _audited(actor, "marked as read", row)
    return row


def close_report(*, actor: Actor, report_id: UUID, words: str, version: int) -> IncidentReport:
    """Close a report: nothing more is to be done. What stands of the five scopes stays as the person said.

    Refuses what `rules.may_close` does; Clash when somebody changed it first.
    """
    row = queries.peek(actor, report_id)
    _refuse_if(rules.may_close(row.state, words, erased=row.erased_at is not None))
    _claim(row, version)
    row.state, row.closing = ReportState.CLOSED, _said(words)
    row.closed_at, row.closed_by = clock.now(), actor.user_id
    current_session().flush()
    _audited(actor, "closed", row)
    return row


def open_again(*, actor: Actor, report_id: UUID) -> IncidentReport:
    """Open a closed report again; where it stands follows from the scopes."""
    row = queries.peek(actor, report_id)
    if row.state is ReportState.CLOSED:
        answers = queries.answers_of(actor, [row.id]).get(row.id, {})
        row.state = ReportState.OPEN if any(answers.values()) else ReportState.LISTENED
        row.closed_at, row.closed_by = None, None
        current_session().flush()
        _audited(actor, "opened again", row)
    return row


def _whom(
    actor: Actor, person_id: UUID | None, case_id: UUID | None, contact_id: UUID | None
) -> tuple[UUID | None, UUID | None]:
    """The person and the case of a report, each checked to be the actor's; a case or contact names its person."""
    if case_id is not None:
        case = cases.peek(actor, case_id)
        if person_id is not None and person_id not in same_person(actor, case.person_id):
            raise Refused("This case is somebody else’s.", field="case_id")
        return case.person_id, case_id
    if contact_id is not None:
        of_contact = outreach.contact(actor, contact_id).person_id
        person_id = person_id or of_contact
    if person_id is not None:
        people.person(actor, person_id)
    return person_id, None


def columns_of(facts: Facts) -> dict[str, Any]:
    """The columns of a report that hold these facts: a day that is certain is its own last day."""
    exact = facts.when_kind is WhenKind.EXACT
    known = facts.when_kind is not WhenKind.NOT_KNOWN
    return {
        "harms": list(facts.harms), "when_kind": facts.when_kind, "first_on": facts.first_on if known else None,
        "last_on": (facts.first_on if exact else facts.last_on) if known else None, "hours": facts.hours or None,
        "ward": facts.ward or None, "setting": facts.setting or None, "platform": _said(facts.platform),
        "injured": facts.injured, "injuries": _said(facts.injuries), "police_know": facts.police_know,
        "police_reference": _said(facts.police_reference), "barriers": list(facts.barriers), "grade": facts.grade,
        "wants": _said(facts.wants), "note": _said(facts.note),
    }  # fmt: skip


def _open_row(actor: Actor, report_id: UUID) -> IncidentReport:
    row = queries.peek(actor, report_id)
    _refuse_if(rules.may_change(row.state, erased=row.erased_at is not None))
    return row


def _next_reference(agency_id: UUID) -> str:
    try:
        number = next_number(agency_id, SERIES)
    except NoResultFound:
        _begin_series(agency_id)
        number = next_number(agency_id, SERIES)
    return f"{agency(agency_id).reference_prefix}-I{number:04d}"


def _begin_series(agency_id: UUID) -> None:
    """An agency's first report opens its series; of two first ones either may."""
    try:
        with current_session().begin_nested():
            start_series(agency_id, SERIES)
            current_session().flush()
    except IntegrityError:
        return


def _claim(row: IncidentReport, version: int) -> None:
    """Take the next version by one conditional UPDATE; whoever comes second meets a clash."""
    taken = current_session().scalar(
        update(IncidentReport)
        .where(
            IncidentReport.agency_id == row.agency_id, IncidentReport.id == row.id, IncidentReport.version == version,
        )
        .values(version=version + 1)
        .returning(IncidentReport.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if taken is None:
        current_session().refresh(row)
        raise Clash(CHANGED_MEANWHILE)
    row.version = version + 1


def _refuse_if(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _said(words: str | None) -> str | None:
    return (words or "").strip() or None


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _audited(actor: Actor, verb: str, row: IncidentReport, *fields: str) -> None:
    audit.record(actor=actor, verb=verb, kind="incident report", row_id=row.id, subject_id=row.person_id, fields=fields)
