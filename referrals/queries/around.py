"""What stands around a referral on its page: questions and their answers, a proposal, the handover, how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core import audit, clock
from core.actor import Actor
from core.words import listed, moment, short_day
from directory.queries import service_offer
from people.models import Category
from people.words import CATEGORY_WORDS
from referrals import package, vocabulary
from referrals.letter import READING_ORDER, Letter, LetterPart
from referrals.models import MoreAsked, Outcome, Referral, ReferralState
from referrals.package import Supplement, Triage
from referrals.queries import desk, more, rows
from referrals.queries.letters import words_to_look_at
from referrals.queries.names import service_names
from referrals.rules import PENDING, Telling, opens_a_case, redirect_is_open


@dataclass(frozen=True, slots=True)
class Question:
    """Once that more was asked for: what, by whom, and how it was answered."""

    id: UUID
    categories: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    answer: str
    sent: tuple[str, ...]
    answered_by: str
    answered_at: datetime | None

    @property
    def words(self) -> str:
        """“risk and health”."""
        return listed([each.lower() for each in self.categories])

    @property
    def answer_words(self) -> str:
        """“risk; not shared: health”; what was asked for when nothing of it went."""
        kept = [each.lower() for each in self.categories if each not in self.sent]
        if not self.sent or not kept:
            return self.words
        return f"{listed([each.lower() for each in self.sent])}; not shared: {listed(kept)}"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the sender could send now: the parts as they would leave, what nobody holds, words to read again.

    `in_letter`: what is in the letter already, and will be read once the receiver accepts.
    """

    asked: tuple[Category, ...]
    sheet: Letter
    not_held: tuple[str, ...]
    look_at: tuple[tuple[str, str], ...]
    in_letter: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What the page of a referral shows around it. `telling`: how much a sender may hear, for a receiver to decide."""

    questions: tuple[Question, ...] = ()
    open_question: Question | None = None
    reply: Reply | None = None
    later: tuple[tuple[str, tuple[LetterPart, ...]], ...] = ()
    proposed: str = ""
    proposed_id: UUID | None = None
    proposal_is_open: bool = False
    handover: str = ""
    outcome: str = ""
    telling: Telling | None = None
    holder_id: UUID | None = None


def around(actor: Actor, row: Referral, person_id: UUID | None, left_out: Sequence[Category] = ()) -> Around:
    """What stands around a referral for one side.

    `person_id`: the sender’s own person, as far as the reader may know it; `left_out`: what a sender keeps back of what
    was asked for. Opening what was sent later is audited.
    """
    is_ours = row.from_agency_id == actor.agency_id
    asked = more.questions_of(actor, row.id)
    waiting = next((each for each in asked if each.answered_at is None), None) if row.state in PENDING else None
    questions = tuple(_question(each) for each in asked)
    proposed = service_names([row.redirect_service_id]) if row.redirect_service_id else {}
    return Around(
        questions=questions, open_question=_question(waiting) if waiting else None,
        reply=_reply(actor, row, person_id, waiting, left_out) if waiting and is_ours and person_id else None,
        later=() if is_ours else _later(actor, row), proposed=next(iter(proposed.values()), ""),
        proposed_id=row.redirect_service_id, proposal_is_open=row.state in PENDING and redirect_is_open(row),
        handover=handover_words(row), outcome=outcome_words(row), telling=_telling(actor, row, is_ours=is_ours),
        holder_id=None if is_ours else desk.holder_id(actor, row.id),
    )  # fmt: skip


def handover_words(row: Referral) -> str:
    """“Robin Achebe met them on Wed 25 Nov, in person”; empty until it is confirmed."""
    if row.handover_on is None or row.handover_how is None:
        return ""
    return f"{row.handover_name} met them {short_day(row.handover_on)}, {vocabulary.HANDOVER_WORDS[row.handover_how]}"


def outcome_words(row: Referral) -> str:
    """How it went, as both sides read it; where somebody waits, and until when; empty before that."""
    if row.outcome_at is not None:
        return vocabulary.OUTCOME_WORDS[row.outcome] if row.outcome else vocabulary.OUTCOME_NOT_TOLD
    if row.outcome is Outcome.WAITING_LIST and row.expected_on is not None:
        return f"On the waiting list; support is expected to begin {short_day(row.expected_on)}"
    return ""


def _question(row: MoreAsked) -> Question:
    return Question(
        id=row.id, categories=tuple(more.category_names(row.categories)), asked_by=row.asked_name,
        asked_at=row.asked_at, answer=vocabulary.MORE_WORDS[row.answer] if row.answer else "",
        sent=tuple(more.category_names(row.sent)), answered_by=row.answered_name or "", answered_at=row.answered_at,
    )  # fmt: skip


def _reply(
    actor: Actor, row: Referral, person_id: UUID | None, question: MoreAsked, left_out: Sequence[Category]
) -> Reply | None:
    if person_id is None:
        return None
    asked = more.categories_asked(question)
    sheet = more.more_letter(actor, person_id, row, asked, left_out)
    look_at = tuple(words_to_look_at(sheet, service_offer(row.service_id)))
    sent = rows.categories_sent(actor, row.id)
    return Reply(
        asked=tuple(asked), sheet=sheet, not_held=tuple(more.not_held(actor, person_id, asked)), look_at=look_at,
        in_letter=tuple(CATEGORY_WORDS[each] for each in asked if each in sent),
    )  # fmt: skip


def open_triage(actor: Actor, row: Referral) -> Triage | None:
    """The triage part for a receiver that has not decided; nothing once it is closed, or its last day has passed."""
    found = package.triages(actor, [row.id]).get(row.id) if row.state in PENDING else None
    return found if found is not None and clock.today() <= found.last_day else None


def _later(actor: Actor, row: Referral) -> tuple[tuple[str, tuple[LetterPart, ...]], ...]:
    """What was sent after the letter, for a receiver that has not decided, while it may be read; audited."""
    if open_triage(actor, row) is None:
        return ()
    sent = [each for each in package.supplements(actor, row.id) if clock.today() <= each.last_day]
    if sent:
        fields = sorted({code for each in sent for code in each.parts})
        audit.record(actor=actor, verb="read", kind="referral package", row_id=row.id, fields=fields)
    return tuple((moment(each.sealed_at), _parts(each)) for each in sent)


def _parts(sent: Supplement) -> tuple[LetterPart, ...]:
    return letter_parts({code: part.paragraphs for code, part in sent.parts.items()})


def letter_parts(words: Mapping[str, Sequence[str]], later: Mapping[str, str] | None = None) -> tuple[LetterPart, ...]:
    """Words by category as the parts of a letter, in reading order. `later`: when a part went that went later."""
    return tuple(
        LetterPart(
            category, CATEGORY_WORDS[category], True, f"Sent {later[category]}" if later and category in later else "",
            tuple(words[category]), "tick", category in (Category.ALIAS, Category.SUPPORT),
        )
        for category in READING_ORDER
        if words.get(category)
    )  # fmt: skip


def _telling(actor: Actor, row: Referral, *, is_ours: bool) -> Telling | None:
    if is_ours or row.state is not ReferralState.ACCEPTED or row.outcome_at is not None:
        return None
    return desk.telling_of(actor, row) if opens_a_case(rows.kind_of(actor.agency_id)) else Telling.CODE
