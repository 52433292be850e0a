"""Reads of letters to readers outside, their consents, and the words to read aloud before."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from agencies import queries as agencies
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import keyring, load_keys
from core.crypto.fields import unpacked
from core.errors import NotVisible, Refused
from core.scoping import belongs_to, current_session
from core.words import moment
from people import queries as people
from people.models import Category, ConsentState, ConsentWording, Purpose
from people.reference import watched_words
from people.rules import words_to_check
from people.words import CATEGORY_WORDS, PURPOSE_CLAUSES, PURPOSE_WORDS
from referrals import vocabulary
from referrals.outside import rules
from referrals.outside.models import LIVE, LetterState, OutsideAnswer, OutsideConsent, OutsideKind, OutsideLetter
from referrals.outside.queries.door import tries_at_door
from referrals.outside.reference import telling_words
from referrals.outside.rules import Sheet
from referrals.outside.words import KIND_WORDS, REPLY_WORDS, STATE_WORDS
from referrals.rules import BLOCKED_KINDS

RING_TITLE = "Whom they can ring"


@dataclass(frozen=True, slots=True)
class ShownWords:
    """The words to read aloud about one organisation, and which stored wording they come from."""

    wording_id: UUID
    text: str

    @property
    def digest(self) -> str:
        """A mark of these very words, to notice that they have changed since they were read."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent to tell somebody outside, in words."""

    row: OutsideConsent
    organisation: str
    kind: str
    purpose: str
    agreed: list[str]
    refused: list[str]
    recorded_by: str

    @property
    def is_live(self) -> bool:
        """True when it stands today."""
        return self.row.state is ConsentState.GIVEN and self.row.valid_until >= clock.today()

    @property
    def standing(self) -> str:
        """How it stands, in a word or two."""
        if self.row.state is ConsentState.GIVEN:
            return "Agreed" if self.is_live else "Ended"
        return {"refused": "Said no", "withdrawn": "Taken back"}.get(self.row.state.value, "Replaced")


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter, in words."""

    row: OutsideLetter
    organisation: str
    state: str
    reply: str

    @property
    def is_live(self) -> bool:
        """True while it may still be recalled."""
        return self.row.state in LIVE


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a letter, for the timeline."""

    title: str
    byline: str
    when: str
    when_iso: str
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter as its sender follows it: its own copy word for word, and what became of it."""

    line: LetterLine
    reader: str
    ring: str
    parts: list[dict[str, Any]]
    steps: tuple[Step, ...]
    wrong_tries: int


def visible_consents(actor: Actor) -> Select[OutsideConsent]:
    """The consents to tell organisations outside that the actor's agency recorded."""
    return select(OutsideConsent).where(belongs_to(actor, OutsideConsent))


def outside_consent(actor: Actor, consent_id: UUID) -> OutsideConsent:
    """One such consent; NotVisible when the actor's agency has none. The read is audited."""
    row = current_session().scalar(visible_consents(actor).where(OutsideConsent.id == consent_id))
    if row is None:
        raise NotVisible
    audit.record(actor=actor, verb="read", kind="outside consent", row_id=row.id, subject_id=row.person_id)
    return row


def consents_of(actor: Actor, person_id: UUID) -> list[ConsentLine]:
    """Every consent of a person to tell somebody outside, newest first, in a fixed number of queries."""
    found = visible_consents(actor).where(OutsideConsent.person_id == person_id)
    rows = list(current_session().scalars(found.order_by(OutsideConsent.given_at.desc(), OutsideConsent.id.desc())))
    return _consent_lines(actor, rows)


def consent_line(actor: Actor, consent_id: UUID) -> ConsentLine:
    """One consent in words; NotVisible as for `outside_consent`."""
    return _consent_lines(actor, [outside_consent(actor, consent_id)])[0]


def _consent_lines(actor: Actor, rows: list[OutsideConsent]) -> list[ConsentLine]:
    load_keys(actor.agency_id, {row.person_id for row in rows})
    names = {user.id: user.name for user in agencies.colleagues(actor)} if rows else {}
    return [
        ConsentLine(
            row, row.organisation or "", KIND_WORDS[row.kind], PURPOSE_WORDS[row.purpose], _said(row, agreed=True),
            _said(row, agreed=False), names.get(row.recorded_by, ""),
        )
        for row in rows
    ]  # fmt: skip


def _said(row: OutsideConsent, *, agreed: bool) -> list[str]:
    return [CATEGORY_WORDS[category] for category, said in answers_of(row).items() if said is agreed]


def answers_of(row: OutsideConsent) -> dict[Category, bool]:
    """What the person said, by category, in the order of the list."""
    return {category: row.answers[category.value] for category in Category if category.value in row.answers}


def organisation_index(actor: Actor, name: str) -> str:
    """The blind index of an organisation's name in one agency: the same organisation gives the same index."""
    return keyring().blind_index(actor.agency_id, "outside", rules.same_organisation(name))


def misnamed_kind(organisation: str, kind: OutsideKind) -> Refused | None:
    """The refusal of a kind that an organisation's own name contradicts; None when they fit."""
    members = {
        rules.same_organisation(name): rules.MEMBER_KINDS[member.kind]
        for member in agencies.agencies_of_kinds(rules.MEMBER_KINDS)
        for name in (member.name, member.code, *member.aliases)
    }
    return rules.kind_fits_name(organisation, kind, members, telling_words())


def organisation_of(actor: Actor, letter: OutsideLetter) -> str:
    """The organisation that a letter went to."""
    found = visible_consents(actor).where(OutsideConsent.id == letter.consent_id)
    consent = current_session().scalar(found)
    return (consent.organisation or "") if consent else ""


def words_aloud(actor: Actor, organisation: str, kind: OutsideKind, purpose: Purpose, style: str) -> ShownWords:
    """The newest wording for this kind of organisation, filled in with its name; NotVisible when there is none."""
    newest = (
        select(ConsentWording)
        .where(ConsentWording.code == rules.wording_code(kind))
        .where(ConsentWording.style == style, ConsentWording.language == "en")
        .order_by(ConsentWording.version.desc())
        .limit(1)
    )
    found = current_session().scalar(newest)
    if found is None:
        raise NotVisible
    name = " ".join(organisation.split())
    text = (
        found.text.replace("{home}", agencies.agency(actor.agency_id).name)
        .replace("{purpose}", PURPOSE_CLAUSES[purpose])
        .replace("{agency}", name)
    )
    return ShownWords(found.id, text)


def sheet_for(actor: Actor, consent: OutsideConsent, needs: Collection[str], left_out: Collection[Category]) -> Sheet:
    """What would leave if it were sent now, part by part, and what would stay and why."""
    live = consent.state is ConsentState.GIVEN and consent.valid_until >= clock.today()
    return rules.compose(
        held=people.parts_for_sharing(actor, consent.person_id), needs=vocabulary.needs_in_words(needs),
        answers=answers_of(consent) if live else {}, kind=consent.kind, left_out=left_out,
        given_on=clock.london(consent.given_at).date(),
    )  # fmt: skip


def words_to_look_at(sheet: Sheet, consent: OutsideConsent, ring: str) -> list[tuple[str, str]]:
    """Watched words in what would leave, as (word, title of its part): whatever the kind, for it leaves our hands.

    `ring` is free text as well, and the reader reads it. What the person agreed to by name for this organisation
    silences its own group of words, as inside.
    """
    barrier = rules.standing_in(consent.kind)
    kind = barrier if barrier in BLOCKED_KINDS else rules.standing_in(OutsideKind.OTHER)
    agreed = [category for category, said in answers_of(consent).items() if said]
    texts = [*((part.title, "\n".join(part.paragraphs)) for part in sheet.going), (RING_TITLE, ring)]
    return [
        (word, title) for title, text in texts for word in words_to_check(text, kind, watched_words(), consented=agreed)
    ]


def letter_words(actor: Actor, sheet: Sheet, ring: str) -> dict[str, Any]:
    """What the reader will read: the parts word for word, from whom, and whom to ring."""
    return {
        "from": agencies.agency(actor.agency_id).name,
        "by": agencies.user(actor.user_id).name,
        "ring": ring.strip(),
        "on": clock.today().isoformat(),
        "parts": [{"title": part.title, "paragraphs": list(part.paragraphs)} for part in sheet.going],
    }


def end_of(day: date) -> datetime:
    """The last moment of a day in Manchester."""
    return datetime.combine(day, time(23, 59, 59), clock.LONDON)


def outside_letter(actor: Actor, letter_id: UUID) -> OutsideLetter:
    """One letter; NotVisible when the actor's agency has none such."""
    found = select(OutsideLetter).where(belongs_to(actor, OutsideLetter), OutsideLetter.id == letter_id)
    row = current_session().scalar(found.execution_options(populate_existing=True))
    if row is None:
        raise NotVisible
    return row


def letters_of(actor: Actor, person_id: UUID) -> list[LetterLine]:
    """Every letter about a person to readers outside, newest first."""
    return _letter_lines(actor, OutsideLetter.person_id == person_id)


def letters_on(actor: Actor, consent_id: UUID) -> list[LetterLine]:
    """Every letter that rests on one consent, newest first."""
    return _letter_lines(actor, OutsideLetter.consent_id == consent_id)


def _letter_lines(actor: Actor, about: Any) -> list[LetterLine]:
    found = (
        select(OutsideLetter, OutsideConsent)
        .join(OutsideConsent, OutsideConsent.id == OutsideLetter.consent_id)
        .where(belongs_to(actor, OutsideLetter), belongs_to(actor, OutsideConsent), about)
        .order_by(OutsideLetter.made_at.desc(), OutsideLetter.id.desc())
    )
    pairs = current_session().execute(found).all()
    load_keys(actor.agency_id, {letter.person_id for letter, _ in pairs})
    return [_line(letter, consent.organisation or "") for letter, consent in pairs]


def _line(letter: OutsideLetter, organisation: str) -> LetterLine:
    return LetterLine(
        letter, organisation, STATE_WORDS[letter.state], REPLY_WORDS[letter.reply] if letter.reply else ""
    )


def letter_page(actor: Actor, letter_id: UUID) -> LetterPage:
    """One letter as its sender follows it; the read is audited. NotVisible for any other agency."""
    letter = outside_letter(actor, letter_id)
    audit.record(actor=actor, verb="read", kind="outside letter", row_id=letter.id, subject_id=letter.person_id)
    load_keys(actor.agency_id, [letter.person_id, actor.agency_id])
    copy = unpacked(letter.words)
    wrong = tries_at_door(letter.id) if letter.state is LetterState.READY else letter.wrong_tries
    line = _line(letter, organisation_of(actor, letter))
    return LetterPage(
        line, letter.reader or "", copy["ring"], copy["parts"], _steps(actor, line, copy["by"]),
        max(wrong, letter.wrong_tries),
    )  # fmt: skip


def _steps(actor: Actor, line: LetterLine, by: str) -> tuple[Step, ...]:
    letter = line.row
    happened = [
        ("Written and held", by, letter.made_at),
        ("Left: the link works", "", letter.left_at),
        ("Opened", line.organisation, letter.opened_at),
        (line.state, "", letter.ended_at),
    ]
    steps = [Step(title, who, moment(when), when.isoformat()) for title, who, when in happened if when is not None]
    steps += [_answer_step(line, row) for row in _answers(actor, letter.id)]
    return tuple(sorted(steps, key=lambda step: step.when_iso, reverse=True))


def _answers(actor: Actor, letter_id: UUID) -> list[OutsideAnswer]:
    found = select(OutsideAnswer).where(belongs_to(actor, OutsideAnswer), OutsideAnswer.letter_id == letter_id)
    return list(current_session().scalars(found.order_by(OutsideAnswer.at)))


def _answer_step(line: LetterLine, row: OutsideAnswer) -> Step:
    said = (f"“{row.words}”",) if row.words else ()
    return Step(REPLY_WORDS[row.reply], line.organisation, moment(row.at), row.at.isoformat(), said)
