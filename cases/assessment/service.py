"""Writes of assessments: rule, change, version, audit. Nothing is overwritten in silence, and nothing is ever lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases.assessment import queries, rules, vocabulary
from cases.assessment.answers import closed, opened, prints
from cases.assessment.models import (
    Assessment,
    AssessmentKind,
    AssessmentSetting,
    AssessmentState,
    AssessmentVersion,
    Check,
)
from cases.assessment.questions import SHEETS, Page
from cases.assessment.rules import Value
from cases.models import Case
from cases.writing import case_to_write, refuse_if, said, store
from core import audit, clock, outbox
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import belongs_to, current_session

CHANGED_MEANWHILE = "This changed while you were writing. Both texts are below; nothing is lost."
#: Answers of one day only: a later form starts from the earlier one without them.
OF_THE_DAY = frozenset({
    "review_on", "level", "urgency", "happened_on", "concern", "not_referred", "signed_off", "done", "told",
    "told_consent", "sent_on", "sent_to", "reference", "response", "outcome", "meeting_on", "idva", "actions",
    "told_them", "decision", "consent", "consent_words", "danger_now", "criterion", "score", "safe_to_talk",
})  # fmt: skip
#: What a manager's check rests on: when it changes before anything left, the check is asked for again.
CHECKED_PAGES = frozenset({"child", "evidence"})


def begin(
    *,
    actor: Actor,
    case_id: UUID,
    kind: AssessmentKind,
    answers: Mapping[str, Value] | None = None,
    earlier_id: UUID | None = None,
) -> Assessment:
    """Begin a form, or go on with the draft of it that is open; a later one starts from the earlier.

    `answers` are those of the first question, when there is one. Refuses a DASH that is not about a partner, ex, family
    member, stalker or so-called honour-based abuse, and everything on a closed case.
    """
    case = case_to_write(actor, case_id)
    if kind is AssessmentKind.DASH and earlier_id is None:
        refuse_if(rules.dash_may_be_begun(rules.said(answers or {}, "relationship")))
    earlier = _earlier(actor, case, kind, earlier_id)
    draft = _draft(actor, case, kind, earlier)
    if draft is not None:
        return draft
    row_id, now = uuid7(), clock.now()
    row = Assessment(
        agency_id=actor.agency_id, id=row_id, case_id=case_id, person_id=case.person_id, kind=kind,
        thread_id=earlier.thread_id if earlier else row_id, number=earlier.number + 1 if earlier else 1,
        begun_by=actor.user_id, begun_at=now, changed_by=actor.user_id, changed_at=now,
        answers=closed({**_carried(earlier), **(answers or {})}),
    )  # fmt: skip
    store(actor, case, row, "assessment")
    return row


def write_page(
    *,
    actor: Actor,
    case_id: UUID,
    assessment_id: UUID,
    page: str,
    changes: Mapping[str, Value],
    version: int,
    seen: Mapping[str, str] | None = None,
) -> Assessment:
    """Write one page of a form. After completion each change is a new version, which stands beside the earlier ones.

    `version` is that of the form as it was opened, `seen` the prints of the answers that its page showed. Clash when
    somebody changed this very page since, unless both wrote the same; another page of the form takes nothing away.
    """
    case, row = _writable(actor, case_id, assessment_id)
    sheet = SHEETS[row.kind].page(page)
    if sheet is None:
        raise NotVisible
    stored = _answers(row)
    wanted = {question.name: changes.get(question.name, "") for question in sheet.questions}
    if row.version != version and _page_changed(sheet, stored, wanted, seen):
        raise Clash(CHANGED_MEANWHILE)
    _put(actor, case, row, {**stored, **wanted}, changed=sheet)
    return row


def complete(*, actor: Actor, case_id: UUID, assessment_id: UUID, version: int) -> Assessment:
    """Finish a form: it holds from now on, the one it started from stands behind it, and its version is kept.

    Refuses one that lacks the little it must have; Clash when it changed since it was read over.
    """
    case, row = _writable(actor, case_id, assessment_id)
    if row.state is not AssessmentState.DRAFT:
        raise Refused("This is finished already.")
    if row.version != version:
        raise Clash("This changed while you were reading. Read it again, then finish it.")
    answers = _answers(row)
    refuse_if(rules.may_be_completed(row.kind, answers))
    now = clock.now()
    settings, today = queries.settings(actor), clock.today()
    answers = {**answers, "review_on": rules.review_day(rules.day(answers, "review_on"), today, settings).isoformat()}
    if row.kind is AssessmentKind.MARAC:
        answers.pop("review_on")
    row.state, row.completed_by, row.completed_at = AssessmentState.COMPLETE, actor.user_id, now
    _put(actor, case, row, answers, verb="completed")
    _supersede(actor, row)
    if row.kind is AssessmentKind.CHILD and not row.danger_now:
        _ask_managers(actor, case, row)
    return row


def drop(*, actor: Actor, case_id: UUID, assessment_id: UUID, version: int) -> None:
    """Drop a draft; what was written stays sealed in the file, and nobody works on it again."""
    case, row = _writable(actor, case_id, assessment_id)
    if row.state is not AssessmentState.DRAFT:
        raise Refused("Only a draft can be dropped.", instead="What was finished stays on the file.")
    if row.version != version:
        raise Clash("This changed while you were reading. Read it again, then drop it.")
    row.state, row.version = AssessmentState.DROPPED, row.version + 1
    _record(actor, case, row, "dropped")


def check(*, actor: Actor, case_id: UUID, assessment_id: UUID, answer: Check, words: str, version: int) -> None:
    """A manager's check of a finished concern about a child, with why. Refuses anyone else, and whoever finished it."""
    case, row = _writable(actor, case_id, assessment_id)
    own = row.completed_by == actor.user_id
    refuse_if(
        rules.check_may_be_given(
            row.kind, row.state, own=own, supervises=actor.may(Permission.CASE_SUPERVISE), words=words
        )
    )
    if row.version != version:
        raise Clash("This changed while you were reading. Read it again, then answer.")
    row.check_answer, row.checked_by, row.checked_at = answer, actor.user_id, clock.now()
    row.check_words, row.version = said(words), row.version + 1
    _record(actor, case, row, "checked")


def choose_settings(*, actor: Actor, marac_threshold: int, review_days: int, version: int) -> None:
    """What the agency chooses for its assessments. Refuses anyone but its managers, and what is later than the field's
    own rules; Clash when it changed since."""
    if not actor.may(Permission.CASE_SUPERVISE):
        raise Refused("A manager chooses this.", instead="Ask your agency manager.")
    refuse_if(rules.settings_may_be(marac_threshold, review_days))
    row = queries.setting_row(actor)
    if (row.version if row else 0) != version:
        raise Clash(CHANGED_MEANWHILE)
    if row is None:
        row = AssessmentSetting(agency_id=actor.agency_id, version=0)
        current_session().add(row)
    row.marac_threshold, row.review_days = marac_threshold, review_days
    row.changed_by, row.changed_at, row.version = actor.user_id, clock.now(), row.version + 1
    current_session().flush()
    audit.record(actor=actor, verb="changed", kind="assessment setting", row_id=row.id)


def _put(
    actor: Actor, case: Case, row: Assessment, answers: dict[str, Value], *, changed: Page | None = None,
    verb: str = "changed",
) -> None:  # fmt: skip
    """Store answers with what they come to; a form that is complete keeps this version too."""
    text = closed(answers)
    if text == row.answers and verb == "changed":
        return
    facts = rules.facts_of(row.kind, answers, vocabulary.dash_bands())
    unchecked = changed is not None and changed.key in CHECKED_PAGES and row.sent_on is None
    check = None if unchecked else row.check_answer
    refuse_if(rules.answers_may_be(row.kind, answers, facts, check, clock.today()))
    if row.state is AssessmentState.COMPLETE:
        refuse_if(rules.may_be_completed(row.kind, answers))
    refuse_if(rules.review_may_be(facts.review_on, _done_on(row)))
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    row.answers, row.changed_by, row.changed_at, row.version = text, actor.user_id, clock.now(), row.version + 1
    row.prompts = _prompts(actor, case, row, answers)
    if unchecked:
        row.check_answer = row.checked_by = row.checked_at = row.check_words = None
    if row.state is AssessmentState.COMPLETE:
        _keep(actor, row)
        _tell_case(case, row, answers)
    _record(actor, case, row, verb)


def _prompts(actor: Actor, case: Case, row: Assessment, answers: dict[str, Value]) -> list[str]:
    if row.kind is not AssessmentKind.DASH or rules.said(answers, "not_referred"):
        return []
    return queries.marac_criteria(actor, case, answers)


def _keep(actor: Actor, row: Assessment) -> None:
    numbers = select(func.max(AssessmentVersion.number)).where(
        belongs_to(actor, AssessmentVersion), AssessmentVersion.thread_id == row.thread_id
    )
    last = current_session().scalar(numbers) or 0
    same = select(func.count(AssessmentVersion.id)).where(
        belongs_to(actor, AssessmentVersion), AssessmentVersion.assessment_id == row.id
    )
    current_session().flush()
    current_session().add(
        AssessmentVersion(
            agency_id=actor.agency_id, case_id=row.case_id, person_id=row.person_id, assessment_id=row.id,
            thread_id=row.thread_id, kind=row.kind, number=last + 1, at=clock.now(), by_user_id=actor.user_id,
            later=bool(current_session().scalar(same)), level=row.level, score=row.score, review_on=row.review_on,
            answers=row.answers,
        )
    )  # fmt: skip


def _tell_case(case: Case, row: Assessment, answers: dict[str, Value]) -> None:
    """The case names the needs that were found, the person's own order first: lists and referrals read them there."""
    if row.kind is AssessmentKind.NEEDS and (found := rules.needs_found(answers)):
        case.needs = [code for code, _ in found]


def _supersede(actor: Actor, row: Assessment) -> None:
    earlier = select(Assessment).where(
        belongs_to(actor, Assessment), Assessment.thread_id == row.thread_id, Assessment.id != row.id,
        Assessment.state == AssessmentState.COMPLETE,
    )  # fmt: skip
    for each in current_session().scalars(earlier):
        each.state, each.version = AssessmentState.SUPERSEDED, each.version + 1
    current_session().flush()


def _ask_managers(actor: Actor, case: Case, row: Assessment) -> None:
    for address in agencies_queries.addresses_of(actor.agency_id, Permission.CASE_SUPERVISE):
        outbox.put(
            agency_id=actor.agency_id, address=address, subject="You have something to look at",
            path=f"/cases/{case.id}/assessment/{row.id}", once=f"child-check:{row.id}:{row.version}",
        )  # fmt: skip


def _earlier(actor: Actor, case: Case, kind: AssessmentKind, earlier_id: UUID | None) -> Assessment | None:
    """What a new form starts from: the one named, or the one that holds when there is never more than one."""
    if earlier_id is not None:
        found = queries.find(actor, case, earlier_id)
        if found.kind is not kind or found.state is not AssessmentState.COMPLETE:
            raise Refused("A later one holds now.", instead="Start from that one.")
        return found
    if SHEETS[kind].several:
        return None
    return next(
        (row for row in queries.standing(actor, [case.id])
         if row.kind is kind and row.state is AssessmentState.COMPLETE), None
    )  # fmt: skip


def _draft(actor: Actor, case: Case, kind: AssessmentKind, earlier: Assessment | None) -> Assessment | None:
    drafts = [row for row in queries.standing(actor, [case.id]) if row.state is AssessmentState.DRAFT]
    if earlier is not None:
        return next((row for row in drafts if row.thread_id == earlier.thread_id), None)
    return None if SHEETS[kind].several else next((row for row in drafts if row.kind is kind), None)


def _carried(earlier: Assessment | None) -> dict[str, Value]:
    found = _answers(earlier) if earlier is not None else {}
    return {name: value for name, value in found.items() if name not in OF_THE_DAY}


def _writable(actor: Actor, case_id: UUID, assessment_id: UUID) -> tuple[Case, Assessment]:
    case = case_to_write(actor, case_id)
    row = queries.find(actor, case, assessment_id)
    if row.state in (AssessmentState.SUPERSEDED, AssessmentState.DROPPED):
        raise Refused("This is not worked on any more.", instead="Open the one that holds now.")
    return case, row


def _answers(row: Assessment) -> dict[str, Value]:
    found = opened(row)
    if found is None:
        raise Refused("This person was erased, so nothing can be added.")
    return found


def _page_changed(
    page: Page, stored: Mapping[str, Value], wanted: Mapping[str, Value], seen: Mapping[str, str] | None
) -> bool:
    return dict(seen or {}) != prints(page, stored) and prints(page, wanted) != prints(page, stored)


def _done_on(row: Assessment) -> date:
    return clock.london(row.completed_at).date() if row.completed_at else clock.today()


def _record(actor: Actor, case: Case, row: Assessment, verb: str) -> None:
    case.changed_at = clock.now()
    current_session().flush()
    audit.record(
        actor=actor, verb=verb, kind="assessment", row_id=row.id, subject_id=case.person_id, fields=["answers"]
    )
