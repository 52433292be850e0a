"""Writes of what people said and what came of it. Nothing here can hold a name, and answers are never rewritten."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from actionplan.models import Action, Commitment
from actionplan.voice import queries, rules
from actionplan.voice.models import AnswerKind, Consultation, Finding, VoiceAnswer, VoiceTold
from agencies.queries import names_of, user
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

CHANGED = "This changed while you were writing. Both texts are below; nothing is lost."
TRIES = 5


def record_consultation(*, actor: Actor, record: rules.Record, answer: LeakAnswer | None = None) -> Consultation:
    """Write down that people were asked, or spoke unasked: when, how, what about, and what they were told first.

    Refuses one that is not over, where people were not told first, or that names somebody; and words that may point
    at a person (`Found`) unless `answer` says why they stay. How many took part is a band, never a small number.
    """
    _may_write(actor)
    _check(record)
    row_id = uuid7()
    settle(actor=actor, kind="consultation", row_id=row_id, texts=record.texts, answer=answer)
    row = _with_free_reference(actor, row_id, record)
    audit.record(actor=actor, verb="recorded", kind="consultation", row_id=row.id)
    return row


def change_consultation(
    *, actor: Actor, consultation_id: UUID, version: int, record: rules.Record, answer: LeakAnswer | None = None
) -> None:
    """Change what was written down of a consultation, as read at `version`; Clash when somebody was first."""
    _may_write(actor)
    queries.consultation(actor, consultation_id)
    _check(record)
    settle(actor=actor, kind="consultation", row_id=consultation_id, texts=record.texts, answer=answer)
    changed = current_session().execute(
        update(Consultation)
        .where(Consultation.id == consultation_id, Consultation.version == version)
        .values(**asdict(record), version=version + 1)
        .returning(Consultation.id)
    )
    _unless_first(changed.first())
    audit.record(actor=actor, verb="changed", kind="consultation", row_id=consultation_id, fields=rules.TEXT_FIELDS)


def add_finding(
    *, actor: Actor, consultation_id: UUID, saying: rules.Saying, answer: LeakAnswer | None = None
) -> Finding:
    """Write down one thing that was said. Refuses a quotation without leave, or of fewer than 5 people."""
    _may_write(actor)
    held = queries.consultation(actor, consultation_id)
    _unless(rules.saying_may_stand(saying, held.took_part))
    row_id = uuid7()
    settle(actor=actor, kind="voice finding", row_id=row_id, texts=saying.texts, answer=answer)
    last = select(func.max(Finding.position)).where(Finding.consultation_id == consultation_id)
    row = Finding(
        id=row_id, consultation_id=consultation_id, position=(current_session().scalar(last) or 0) + 1,
        topic=saying.topic, said=saying.said.strip(), easy=saying.easy.strip(), own_words=saying.own_words,
        may_quote=saying.may_quote,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind="voice finding", row_id=row.id)
    return row


def change_finding(
    *, actor: Actor, finding_id: UUID, version: int, saying: rules.Saying, answer: LeakAnswer | None = None
) -> None:
    """Change how a finding is told, as read at `version`; Clash when somebody was first."""
    _may_write(actor)
    line = _standing(actor, finding_id)
    _unless(rules.saying_may_stand(saying, line.took_part))
    settle(actor=actor, kind="voice finding", row_id=finding_id, texts=saying.texts, answer=answer)
    _change_finding(
        finding_id, version, topic=saying.topic, said=saying.said.strip(), easy=saying.easy.strip(),
        own_words=saying.own_words, may_quote=saying.may_quote,
    )  # fmt: skip
    audit.record(actor=actor, verb="changed", kind="voice finding", row_id=finding_id, fields=["said", "easy"])


def take_finding_back(*, actor: Actor, finding_id: UUID, version: int) -> None:
    """Take a finding back because who said it wants that: its words go for good; Clash when somebody was first."""
    _may_write(actor)
    _standing(actor, finding_id)
    _change_finding(
        finding_id, version, said="", easy="", own_words=False, may_quote=False, taken_back_on=clock.today()
    )
    audit.record(actor=actor, verb="took back", kind="voice finding", row_id=finding_id, fields=["said", "easy"])


def answer_finding(
    *, actor: Actor, finding_id: UUID, kind: AnswerKind, words: str, easy: str, action_id: UUID | None = None,
    answer: LeakAnswer | None = None,
) -> VoiceAnswer:  # fmt: skip
    """Answer for the forum what comes of a finding; earlier answers stay, the latest holds.

    Refuses who does not speak for the forum or an agency in it, no words, and a no without its reason.
    """
    if not rules.may_answer(actor):
        raise Refused("Your role does not answer for the forum.", instead="Ask the forum coordinator.")
    _standing(actor, finding_id)
    if not words.strip():
        raise Refused("Say what comes of it." if kind is not AnswerKind.CANNOT else "Say why not.", field="words")
    if action_id is not None and current_session().get(Action, action_id) is None:
        raise Refused("Choose an action of the plan.", field="action")
    row_id = uuid7()
    texts = {"words": words, "easy": easy}
    settle(actor=actor, kind="voice answer", row_id=row_id, texts=texts, answer=answer)
    row = VoiceAnswer(
        id=row_id, finding_id=finding_id, kind=kind, words=words.strip(), easy=easy.strip(), action_id=action_id,
        at=clock.now(), by_user_id=actor.user_id, by_name=user(actor.user_id).name,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="answered", kind="voice finding", row_id=finding_id)
    return row


def note_told(
    *, actor: Actor, finding_id: UUID, told_on: date, how: str, answer: LeakAnswer | None = None
) -> VoiceTold:
    """Write down that people were told what came of what they said: when and how. Refuses before there is an answer."""
    _may_write(actor)
    line = _standing(actor, finding_id)
    if line.answer is None:
        raise Refused("There is no answer to tell yet.", instead="Write the forum’s answer first.")
    if told_on > clock.today():
        raise Refused("The day cannot be in the future.", field="told_on")
    if not how.strip():
        raise Refused("Say how people were told.", field="how")
    row_id = uuid7()
    settle(actor=actor, kind="voice told", row_id=row_id, texts={"how": how}, answer=answer)
    row = VoiceTold(
        id=row_id, finding_id=finding_id, told_on=told_on, how=how.strip(), at=clock.now(), by_user_id=actor.user_id,
        by_name=user(actor.user_id).name,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="told people", kind="voice finding", row_id=finding_id)
    return row


def _check(record: rules.Record) -> None:
    _unless(rules.record_may_stand(record, clock.today()))
    if record.agency_id not in names_of([record.agency_id]):
        raise Refused("Choose an agency of the list.", field="agency")
    if record.commitment_id is not None and current_session().get(Commitment, record.commitment_id) is None:
        raise Refused("Choose a commitment of the list.", field="commitment")


def _with_free_reference(actor: Actor, row_id: UUID, record: rules.Record) -> Consultation:
    session = current_session()
    for _ in range(TRIES):
        known = list(session.scalars(select(Consultation.reference)))
        row = Consultation(
            id=row_id, reference=rules.next_reference(known, record.held_to.year), **asdict(record),
            written_by=actor.user_id, written_at=clock.now(),
        )  # fmt: skip
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            continue
        return row
    raise Clash("Several people are writing down consultations just now. Nothing was stored.")


def _standing(actor: Actor, finding_id: UUID) -> queries.FindingLine:
    """A finding that was not taken back."""
    line = queries.finding(actor, finding_id)
    if line.taken_back_on is not None:
        raise Refused("Who said this has taken it back.", instead="Nothing more is written about it.")
    return line


def _change_finding(finding_id: UUID, version: int, **values: object) -> None:
    changed = current_session().execute(
        update(Finding)
        .where(Finding.id == finding_id, Finding.version == version, Finding.taken_back_on.is_(None))
        .values(version=version + 1, **values)
        .returning(Finding.id)
    )
    _unless_first(changed.first())


def _unless_first(changed: object) -> None:
    if changed is None:
        raise Clash(CHANGED)


def _may_write(actor: Actor) -> None:
    if not rules.may_write(actor):
        raise Refused("Your role does not write down what people said.", instead="Tell the forum coordinator.")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
