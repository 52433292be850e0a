"""Reads of what people said and what came of it: for all who read the plan. No row says who said it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from actionplan.models import Action, Commitment
from actionplan.voice import rules
from actionplan.voice.models import AnswerKind, Consultation, Finding, Method, TookPart, Topic, VoiceAnswer, VoiceTold
from agencies.permissions import Permission
from agencies.queries import names_of
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer of the forum, with the action that it led to."""

    kind: AnswerKind
    kind_words: str
    tag: str
    words: str
    easy: str
    at: datetime
    by_name: str
    action_id: UUID | None
    action: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One thing that was said, where and when, the latest answer, and when people were told of it."""

    id: UUID
    consultation_id: UUID
    reference: str
    topic: Topic
    topic_words: str
    said: str
    easy: str
    own_words: bool
    may_quote: bool
    taken_back_on: date | None
    held_to: date
    method_words: str
    took_part: TookPart
    answer: AnswerLine | None
    told_on: date | None
    told_how: str
    version: int

    @property
    def is_owed(self) -> bool:
        """True when people have waited for an answer for more than two months."""
        return rules.is_owed(self.answer is not None, self.held_to, clock.today())

    @property
    def plain_said(self) -> str:
        """The easy words, or the others where there are none."""
        return self.easy or self.said

    @property
    def plain_answer(self) -> str:
        """The answer in easy words, or in the others where there are none."""
        return (self.answer.easy or self.answer.words) if self.answer else ""


@dataclass(frozen=True, slots=True)
class ConsultationRow:
    """A consultation as it is read."""

    id: UUID
    reference: str
    title: str
    asked: str
    method: Method
    method_words: str
    setting: str
    held_from: date
    held_to: date
    took_part: TookPart
    took_part_words: str
    agency_id: UUID
    agency: str
    commitment_id: UUID | None
    commitment: str
    told_first: bool
    nobody_named: bool
    access: str
    thanks: str
    not_heard: str
    findings: int
    answered: int
    version: int

    @property
    def record(self) -> rules.Record:
        """It as it was written down."""
        return rules.Record(
            self.title, self.asked, self.method, self.setting, self.held_from, self.held_to, self.took_part,
            self.agency_id, self.commitment_id, self.told_first, self.nobody_named, self.access, self.thanks,
            self.not_heard,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StandingItem:
    """What the forum hears under “Voice of people who sex work”: new since a day, what came of it, what is owed."""

    since: date
    until: date
    said: tuple[FindingLine, ...]
    came_of_it: tuple[FindingLine, ...]
    owed: tuple[FindingLine, ...]
    untold: tuple[FindingLine, ...]


def visible_to(actor: Actor) -> Select[Consultation]:
    """Every consultation, for those who read the plan; none for anybody else."""
    found = select(Consultation)
    return found if actor.may(Permission.PLAN_READ) else found.where(Consultation.id.is_(None))


def consultations_page(actor: Actor, number: int = 1) -> Page[ConsultationRow]:
    """A page of consultations, the latest first; five statements for any size."""
    latest = visible_to(actor).order_by(Consultation.held_to.desc(), Consultation.id.desc())
    page = page_of(latest, number)
    return Page(_rows(page.items), page.page, page.total, page.size)


def consultation(actor: Actor, consultation_id: UUID) -> ConsultationRow:
    """One consultation; NotVisible when there is none for this actor."""
    row = current_session().scalars(visible_to(actor).where(Consultation.id == consultation_id)).one_or_none()
    if row is None:
        raise NotVisible
    return _rows([row])[0]


def findings_of(actor: Actor, consultation_id: UUID) -> list[FindingLine]:
    """Everything that was said at one consultation, in its order."""
    found = _findings(actor).where(Finding.consultation_id == consultation_id).order_by(Finding.position)
    return _lines(current_session().execute(found).all())


def finding(actor: Actor, finding_id: UUID) -> FindingLine:
    """One finding; NotVisible when there is none for this actor."""
    lines = _lines(current_session().execute(_findings(actor).where(Finding.id == finding_id)).all())
    if not lines:
        raise NotVisible
    return lines[0]


def answers_to(actor: Actor, finding_id: UUID) -> list[AnswerLine]:
    """Every answer to a finding, the latest first."""
    finding(actor, finding_id)
    return _answers(VoiceAnswer.finding_id == finding_id)


def you_said(actor: Actor, limit: int) -> list[FindingLine]:
    """The latest things that were said and answered, the latest answer first."""
    return _lines(current_session().execute(_answered(actor).limit(limit)).all())


def you_said_page(actor: Actor, number: int = 1, topic: Topic | None = None) -> Page[FindingLine]:
    """A page of “you said, we did”, the latest answer first."""
    found = _answered(actor)
    found = found.where(Finding.topic == topic) if topic else found
    return _page(actor, found.with_only_columns(Finding), number)


def unanswered_page(actor: Actor, number: int = 1) -> Page[FindingLine]:
    """A page of what waits for an answer, the longest first."""
    found = _findings(actor).where(Finding.taken_back_on.is_(None), ~_has_answer())
    return _page(actor, found.with_only_columns(Finding).order_by(Consultation.held_to, Finding.id), number)


def said_between(
    actor: Actor, start: date, end: date, *, commitment_id: UUID | None = None
) -> list[FindingLine]:  # fmt: skip
    """What was said in a period, both days included, the earliest first: what the annual review reads."""
    found = _findings(actor).where(Finding.taken_back_on.is_(None), Consultation.held_to.between(start, end))
    if commitment_id is not None:
        found = found.where(Consultation.commitment_id == commitment_id)
    return _lines(current_session().execute(found.order_by(Consultation.held_to, Finding.position)).all())


def standing_item(actor: Actor, since: date, until: date) -> StandingItem:
    """What the forum hears at a meeting: said and answered since a day, owed for more than two months, and not told."""
    said = said_between(actor, since, until)
    by_day = [line for line in _all_answered(actor) if line.answer]
    fresh = [line for line in by_day if line.answer and since <= clock.london(line.answer.at).date() <= until]
    return StandingItem(
        since,
        until,
        tuple(said),
        tuple(fresh),
        tuple(owed(actor)),
        tuple(line for line in by_day if line.told_on is None),
    )


def count_owed(actor: Actor) -> int:
    """How many findings have waited for an answer for more than two months."""
    return len(owed(actor))


def _page(actor: Actor, found: Select[Finding], number: int) -> Page[FindingLine]:
    page = page_of(found, number)
    ids = [row.id for row in page.items]
    lines = _lines(current_session().execute(_findings(actor).where(Finding.id.in_(ids))).all())
    by_id = {line.id: line for line in lines}
    return Page([by_id[key] for key in ids], page.page, page.total, page.size)


def owed(actor: Actor) -> list[FindingLine]:
    """What has waited for an answer for more than two months, the longest first."""
    before = clock.today() - rules.ANSWERED_WITHIN
    found = _findings(actor).where(Finding.taken_back_on.is_(None), Consultation.held_to < before, ~_has_answer())
    return _lines(current_session().execute(found.order_by(Consultation.held_to, Finding.position)).all())


def _all_answered(actor: Actor) -> list[FindingLine]:
    return _lines(current_session().execute(_answered(actor).limit(200)).all())


def _findings(actor: Actor) -> Select[Finding, Consultation]:
    seen = visible_to(actor).with_only_columns(Consultation.id)
    return (
        select(Finding, Consultation)
        .join(Consultation, Consultation.id == Finding.consultation_id)
        .where(Finding.consultation_id.in_(seen))
    )


def _has_answer() -> ColumnElement[bool]:
    return exists().where(VoiceAnswer.finding_id == Finding.id)


def _answered(actor: Actor) -> Select[Finding, Consultation]:
    latest = select(func.max(VoiceAnswer.at)).where(VoiceAnswer.finding_id == Finding.id).scalar_subquery()
    found = _findings(actor).where(Finding.taken_back_on.is_(None), _has_answer())
    return found.order_by(latest.desc(), Finding.id.desc())


def _lines(rows: Iterable[tuple[Finding, Consultation]]) -> list[FindingLine]:
    """Findings with their latest answers and tellings: two statements for all of them."""
    rows = list(rows)
    ids = [found.id for found, _ in rows]
    answers = _latest_answers(ids) if ids else {}
    told = _latest_told(ids) if ids else {}
    return [_line(found, held, answers.get(found.id), told.get(found.id)) for found, held in rows]


def _line(found: Finding, held: Consultation, answer: AnswerLine | None, told: VoiceTold | None) -> FindingLine:
    return FindingLine(
        id=found.id, consultation_id=held.id, reference=held.reference, topic=found.topic,
        topic_words=rules.TOPIC_WORDS[found.topic], said=found.said, easy=found.easy, own_words=found.own_words,
        may_quote=found.may_quote, taken_back_on=found.taken_back_on, held_to=held.held_to,
        method_words=rules.METHOD_WORDS[held.method], took_part=held.took_part, answer=answer,
        told_on=told.told_on if told else None, told_how=told.how if told else "", version=found.version,
    )  # fmt: skip


def _latest_answers(ids: Sequence[UUID]) -> dict[UUID, AnswerLine]:
    newest = select(VoiceAnswer).where(VoiceAnswer.finding_id.in_(ids)).order_by(VoiceAnswer.at, VoiceAnswer.id)
    rows = list(current_session().scalars(newest))
    actions = _action_words(row.action_id for row in rows if row.action_id)
    return {row.finding_id: _answer(row, actions) for row in rows}


def _latest_told(ids: Sequence[UUID]) -> dict[UUID, VoiceTold]:
    found = select(VoiceTold).where(VoiceTold.finding_id.in_(ids)).order_by(VoiceTold.told_on, VoiceTold.id)
    return {row.finding_id: row for row in current_session().scalars(found)}


def _answers(wanted: ColumnElement[bool]) -> list[AnswerLine]:
    rows = list(
        current_session().scalars(
            select(VoiceAnswer).where(wanted).order_by(VoiceAnswer.at.desc(), VoiceAnswer.id.desc())
        )
    )
    actions = _action_words(row.action_id for row in rows if row.action_id)
    return [_answer(row, actions) for row in rows]


def _answer(row: VoiceAnswer, actions: Mapping[UUID, str]) -> AnswerLine:
    return AnswerLine(
        row.kind, rules.ANSWER_WORDS[row.kind], rules.ANSWER_TAGS[row.kind], row.words, row.easy, row.at, row.by_name,
        row.action_id, actions.get(row.action_id, "") if row.action_id else "",
    )  # fmt: skip


def _action_words(ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = set(ids)
    if not wanted:
        return {}
    found = current_session().execute(select(Action.id, Action.reference, Action.title).where(Action.id.in_(wanted)))
    return {row.id: f"{row.reference} {row.title}" for row in found}


def _rows(rows: Sequence[Consultation]) -> list[ConsultationRow]:
    """Consultations with their agencies, commitments and counts: three statements for all of them."""
    ids = [row.id for row in rows]
    agencies = names_of(row.agency_id for row in rows)
    served = {row.commitment_id for row in rows if row.commitment_id}
    commitments = _commitment_words(served) if served else {}
    counted = _counts(ids) if ids else {}
    return [
        ConsultationRow(
            id=row.id, reference=row.reference, title=row.title, asked=row.asked, method=row.method,
            method_words=rules.METHOD_WORDS[row.method], setting=row.setting, held_from=row.held_from,
            held_to=row.held_to, took_part=row.took_part, took_part_words=rules.TOOK_PART_WORDS[row.took_part],
            agency_id=row.agency_id, agency=agencies.get(row.agency_id, ""), commitment_id=row.commitment_id,
            commitment=commitments.get(row.commitment_id, "") if row.commitment_id else "",
            told_first=row.told_first, nobody_named=row.nobody_named, access=row.access, thanks=row.thanks,
            not_heard=row.not_heard, findings=counted.get(row.id, (0, 0))[0], answered=counted.get(row.id, (0, 0))[1],
            version=row.version,
        )
        for row in rows
    ]  # fmt: skip


def _commitment_words(ids: Iterable[UUID]) -> dict[UUID, str]:
    found = current_session().execute(
        select(Commitment.id, Commitment.code, Commitment.words).where(Commitment.id.in_(set(ids)))
    )
    return {row.id: f"{row.code} {row.words}" for row in found}


def _counts(ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    answered = func.count().filter(_has_answer())
    found = select(Finding.consultation_id, func.count(), answered).where(
        and_(Finding.consultation_id.in_(ids), Finding.taken_back_on.is_(None))
    )
    return {row[0]: (row[1], row[2]) for row in current_session().execute(found.group_by(Finding.consultation_id))}
