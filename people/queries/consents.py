"""Reads of consent: what stands, what ended, in words fit for the person's own copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, select

from agencies.queries import names_of
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from people.models import (
    Category,
    Consent,
    ConsentCategory,
    ConsentState,
    ConsentWording,
    Purpose,
    TakenBack,
)
from people.queries.matching import in_same_person
from people.queries.names import team_names, worker_names
from people.reference import language_names
from people.rules import Ask, Change, ConsentFact, Recipient, Said, changes_since, counting_for_another_record
from people.words import CATEGORY_WORDS, CONSENT_METHOD_WORDS, PURPOSE_WORDS

STYLE_WORDS = {"plain": "Plain words", "easy-read": "Easy Read"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said about each kind of information, which were asked about alone, and which were taken back."""

    said: dict[Category, bool] = field(default_factory=dict)
    alone: set[Category] = field(default_factory=set)
    taken_back: dict[Category, datetime] = field(default_factory=dict)
    taken_back_how: dict[Category, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One consent, with everything in words."""

    row: Consent
    said: Answers
    agency: str
    team: str
    recorded_by: str
    wording: str
    language: str = "en"
    style: str = "plain"

    @property
    def answers(self) -> dict[Category, bool]:
        """Yes or no by kind, as it was said at the time."""
        return self.said.said

    @property
    def recipient(self) -> str:
        """“National Ugly Mugs, ISVA team”."""
        return f"{self.agency}, {self.team}" if self.team else f"{self.agency}, every team"

    @property
    def ask(self) -> Ask:
        """The recipient and purpose, as the rules read them."""
        return Recipient(self.row.recipient_agency_id, self.row.recipient_team_id), self.row.purpose

    @property
    def agreed_kinds(self) -> list[Category]:
        """The kinds that the person said yes to and has not taken back."""
        return [each for each in Category if self.answers.get(each) is True and each not in self.said.taken_back]

    @property
    def agreed(self) -> list[str]:
        """The kinds of information that the person said yes to and has not taken back, in words."""
        return [CATEGORY_WORDS[category] for category in self.agreed_kinds]

    @property
    def refused(self) -> list[str]:
        """The kinds of information that the person said no to."""
        return [CATEGORY_WORDS[category] for category in Category if self.answers.get(category) is False]

    @property
    def taken_back(self) -> list[tuple[str, datetime, str]]:
        """The kinds that were taken back on their own, when, and how they told us."""
        how = self.said.taken_back_how
        return [
            (CATEGORY_WORDS[each], self.said.taken_back[each], how[each])
            for each in Category
            if each in self.said.taken_back
        ]

    @property
    def asked_alone(self) -> list[str]:
        """The kinds that were asked about one by one."""
        return [CATEGORY_WORDS[category] for category in Category if category in self.said.alone]

    @property
    def purpose(self) -> str:
        """Why, in words."""
        return PURPOSE_WORDS[self.row.purpose]

    @property
    def method(self) -> str:
        """How it was said, in words."""
        return CONSENT_METHOD_WORDS[self.row.method]

    @property
    def is_live(self) -> bool:
        """True when it stands today."""
        return self.row.state is ConsentState.GIVEN and self.row.valid_until >= clock.today()

    @property
    def standing(self) -> str:
        """live, refused, ended (its last day has passed), superseded or withdrawn."""
        if self.row.state is ConsentState.GIVEN:
            return "live" if self.is_live else "ended"
        return self.row.state.value

    def changes_from(self, earlier: ConsentRecord) -> list[Change]:
        """What it says otherwise than the earlier one, as both were said at their time."""
        return changes_since(earlier.as_said(), Said(self.answers, self.row.valid_until, self.row.conditions))

    def as_said(self) -> Said:
        """What it says now, for a comparison with what is said later."""
        return Said(self.answers, self.row.valid_until, self.row.conditions, self.said.taken_back)


def visible_consents(actor: Actor) -> Select[Consent]:
    """The consents that the actor's agency recorded."""
    return select(Consent).where(belongs_to(actor, Consent))


def consents_of(actor: Actor, person_id: UUID) -> list[ConsentRecord]:
    """Every consent of a person, whichever of their linked records it hangs on, newest first, in a fixed number of
    queries.
    """
    found = visible_consents(actor).where(in_same_person(actor, Consent.person_id, person_id))
    rows = list(current_session().scalars(found.order_by(Consent.given_at.desc(), Consent.id.desc())))
    return records_of(actor, rows)


def consent(actor: Actor, consent_id: UUID) -> ConsentRecord:
    """One consent; raises NotVisible when the actor's agency has none such. The read is audited."""
    row = current_session().scalar(visible_consents(actor).where(Consent.id == consent_id))
    if row is None:
        raise NotVisible
    audit.record(actor=actor, verb="read", kind="consent", row_id=row.id, subject_id=row.person_id)
    return records_of(actor, [row])[0]


def agreed_kinds(actor: Actor, consent_id: UUID) -> list[Category]:
    """What a consent still agrees to, read afresh: for whoever holds it to change it."""
    answers = _answers(actor, [consent_id])[consent_id]
    return [kind for kind in Category if answers.said.get(kind) is True and kind not in answers.taken_back]


def consent_facts(actor: Actor, person_id: UUID) -> list[ConsentFact]:
    """Every consent of a person as the rules read it: for `people.rules.may_share`.

    Of linked records a no and a withdrawal count for each; a yes counts only for the record that it was given on
    (`rules.counting_for_another_record`).
    """
    found = visible_consents(actor).where(in_same_person(actor, Consent.person_id, person_id))
    rows = list(current_session().scalars(found))
    answers = _answers(actor, [row.id for row in rows])
    facts = [(_fact(row, answers[row.id]), row.person_id == person_id) for row in rows]
    return [fact if is_own else counting_for_another_record(fact) for fact, is_own in facts]


def _fact(row: Consent, said: Answers) -> ConsentFact:
    return ConsentFact(
        id=row.id, answers=said.said, asked_alone=frozenset(said.alone), taken_back=said.taken_back,
        purpose=row.purpose, state=row.state,
        recipient_agency_id=row.recipient_agency_id, recipient_team_id=row.recipient_team_id,
        given_on=clock.london(row.given_at).date(), valid_until=row.valid_until,
        given_at=row.given_at, ended_at=row.withdrawn_at,
    )  # fmt: skip


def standing_consents(
    actor: Actor, person_id: UUID, recipient_agency_id: UUID, recipient_team_id: UUID | None, purpose: Purpose
) -> Select[Consent]:
    """The consents and refusals to exactly this recipient and purpose that nothing has replaced, oldest first."""
    return (
        visible_consents(actor)
        .where(Consent.person_id == person_id, Consent.purpose == purpose)
        .where(Consent.recipient_agency_id == recipient_agency_id)
        .where(Consent.recipient_team_id.is_not_distinct_from(recipient_team_id))
        .where(Consent.state.in_([ConsentState.GIVEN, ConsentState.REFUSED]))
        .order_by(Consent.given_at, Consent.id)
    )


def earliest_end(records: Iterable[ConsentRecord]) -> date | None:
    """The day on which the first of the live consents ends."""
    return min((record.row.valid_until for record in records if record.is_live), default=None)


def records_of(actor: Actor, rows: list[Consent]) -> list[ConsentRecord]:
    """Consents with everything in words, in a fixed number of queries whatever their number."""
    load_keys(actor.agency_id, {row.person_id for row in rows})
    answers = _answers(actor, [row.id for row in rows])
    agencies = names_of({row.recipient_agency_id for row in rows})
    teams = team_names({row.recipient_team_id for row in rows})
    workers = worker_names(actor, {row.recorded_by for row in rows})
    wordings = _wordings({row.wording_id for row in rows})
    return [
        ConsentRecord(
            row, answers[row.id], agencies[row.recipient_agency_id], teams.get(row.recipient_team_id, ""),
            workers.get(row.recorded_by, ""), *wordings[row.wording_id],
        )
        for row in rows
    ]  # fmt: skip


def _answers(actor: Actor, consent_ids: list[UUID]) -> dict[UUID, Answers]:
    answers: dict[UUID, Answers] = defaultdict(Answers)
    of_kind = and_(
        TakenBack.agency_id == ConsentCategory.agency_id,
        TakenBack.consent_id == ConsentCategory.consent_id,
        TakenBack.category == ConsentCategory.category,
    )
    found = (
        select(ConsentCategory)
        .outerjoin(TakenBack, of_kind)
        .add_columns(TakenBack.at, TakenBack.how)
        .where(belongs_to(actor, ConsentCategory), ConsentCategory.consent_id.in_(consent_ids))
    )
    for row, taken_at, how in current_session().execute(found):
        _add(answers[row.consent_id], row, taken_at, how)
    return answers


def _add(answers: Answers, row: ConsentCategory, taken_at: datetime | None, how: str | None) -> None:
    answers.said[row.category] = row.agreed
    if row.asked_alone:
        answers.alone.add(row.category)
    if taken_at is not None:
        answers.taken_back[row.category] = taken_at
        answers.taken_back_how[row.category] = how or ""


def _wordings(wording_ids: set[UUID]) -> dict[UUID, tuple[str, str, str]]:
    rows = current_session().scalars(select(ConsentWording).where(ConsentWording.id.in_(wording_ids)))
    return {row.id: (wording_name(row.style, row.language, row.version), row.language, row.style) for row in rows}


def wording_name(style: str, language: str = "", version: int = 0) -> str:
    """“Easy Read, English, version 2”; with a style alone, “Easy Read”."""
    parts = [STYLE_WORDS.get(style, style.replace("-", " ").capitalize())]
    if language:
        parts.append(language_names().get(language, language))
    return ", ".join([*parts, f"version {version}"] if version else parts)
