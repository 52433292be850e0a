"""Pure questions about people and consent. Each answers with what is allowed, or with the reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from agencies.models import AgencyKind
from core.errors import Refused
from core.words import listed, long_day
from people.models import Answer as Answer
from people.models import Category as Category
from people.models import ConsentMethod as ConsentMethod
from people.models import ConsentState as ConsentState
from people.models import ContactMethod as ContactMethod
from people.models import DisclosureKind as DisclosureKind
from people.models import Purpose as Purpose
from people.models import Receipt as Receipt
from people.rules.firewall import BLOCKED_KINDS, category_may_go_to, firewall_words
from people.words import CATEGORY_WORDS as CATEGORY_WORDS
from people.words import KIND_WORDS, PURPOSE_CLAUSES
from people.words import PURPOSE_WORDS as PURPOSE_WORDS

ADULT_YEARS = 18
LONGEST_CONSENT_MONTHS = 12
USUAL_CONSENT_MONTHS = 6

#: What police learn only from a consent that names the team and asked about each by itself (domain.md 4.5).
ASKED_ALONE: Mapping[AgencyKind, frozenset[Category]] = {
    AgencyKind.POLICE: frozenset({Category.SUBSTANCE, Category.WORK}),
}


class Relationship(StrEnum):
    """Who interpreted. Family and the alleged perpetrator are choices only so that they can be refused."""

    PROFESSIONAL = "professional"
    WORKER = "worker"
    FAMILY = "family"
    ALLEGED_PERPETRATOR = "alleged_perpetrator"


RELATIONSHIP_WORDS: Mapping[Relationship, str] = {
    Relationship.PROFESSIONAL: "professional interpreter",
    Relationship.WORKER: "worker who speaks the language",
    Relationship.FAMILY: "family or partner",
    Relationship.ALLEGED_PERPETRATOR: "someone who may have harmed them",
}


class Capacity(StrEnum):
    """What the worker holds about the person's capacity to decide this (Mental Capacity Act 2005)."""

    PRESUMED = "presumed"
    ASSESSED = "assessed"
    LACKING = "lacking"


CAPACITY_WORDS: Mapping[Capacity, str] = {
    Capacity.PRESUMED: "Presumed, as for everyone",
    Capacity.ASSESSED: "Assessed: they can decide this",
    Capacity.LACKING: "Assessed: they cannot decide this now",
}


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Who interpreted, and what they are to the person."""

    name: str
    relationship: Relationship

    def words(self) -> str:
        """“Amina Yusuf, professional interpreter”."""
        return f"{self.name}, {RELATIONSHIP_WORDS[self.relationship]}"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom something would go to: an agency, and the team in it. A consent without a team covers every team."""

    agency_id: UUID
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """What one consent says, free of the database. `answers` holds only what the person was asked."""

    id: UUID
    answers: Mapping[Category, bool]
    recipient_agency_id: UUID
    recipient_team_id: UUID | None
    purpose: Purpose
    state: ConsentState
    given_on: date
    valid_until: date
    given_at: datetime | None = None
    ended_at: datetime | None = None
    asked_alone: frozenset[Category] = frozenset()
    taken_back: Mapping[Category, datetime] = field(default_factory=dict)

    def said_order(self, category: Category) -> tuple[float, UUID]:
        """Sorts what was said about a category from first to last; taking it back was said when it was done."""
        withdrawn = self.ended_at if self.state is ConsentState.WITHDRAWN else None
        moment = self.taken_back.get(category) or withdrawn or self.given_at
        return (moment or datetime.combine(self.given_on, time.min, UTC)).timestamp(), self.id

    def says_yes(self, category: Category, today: date) -> bool:
        """True when it stands today and the yes to this category was not taken back."""
        return self.is_live(today) and self.answers.get(category, False) and category not in self.taken_back

    def was_asked_alone(self, category: Category) -> bool:
        """True when the person was asked about this category by itself, for a named team."""
        return category in self.asked_alone and self.recipient_team_id is not None

    def is_for(self, recipient: Recipient) -> bool:
        """True when it was given about this agency, and about this team or all its teams."""
        same_agency = self.recipient_agency_id == recipient.agency_id
        return same_agency and self.recipient_team_id in (None, recipient.team_id)

    def is_live(self, today: date) -> bool:
        """True when it stands today, both its first and its last day included."""
        return self.state is ConsentState.GIVEN and self.given_on <= today <= self.valid_until


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which categories a consent covers, and why each of the others stays."""

    covered: Mapping[Category, ConsentFact] = field(default_factory=dict)
    missing: Mapping[Category, str] = field(default_factory=dict)

    @property
    def allowed(self) -> bool:
        """True when something was asked for and all of it is covered."""
        return bool(self.covered) and not self.missing


def may_share(
    consents: Iterable[ConsentFact],
    categories: Iterable[Category],
    recipient: Recipient,
    purpose: Purpose,
    today: date,
    kind: AgencyKind | None = None,
) -> Coverage:
    """The one question of disclosure: which of these categories may go to this recipient, for this purpose, today.

    Denies by default. Of several answers about the same recipient, purpose and category, the last one said counts; a
    no or a withdrawal of today beats a yes of yesterday. `kind`, the receiver's, adds the firewall: what never goes to
    such an agency stays, and police learn of drugs and of the workplace only from a consent that names the team and
    asked about each by itself. Source: domain.md 4.1 and 4.5, UK GDPR Articles 4(11) and 7.
    """
    heard = [fact for fact in consents if fact.is_for(recipient) and fact.given_on <= today]
    covered: dict[Category, ConsentFact] = {}
    missing: dict[Category, str] = {}
    for category in categories:
        about = _in_order(heard, category)
        last = _last_said(about, purpose)
        barred = _barred(category, kind, last)
        if last is not None and last.says_yes(category, today) and not barred:
            covered[category] = last
        else:
            missing[category] = barred or _why_not(about, category, last, purpose, today)
    return Coverage(covered, missing)


def _in_order(heard: Iterable[ConsentFact], category: Category) -> list[ConsentFact]:
    about = [fact for fact in heard if category in fact.answers]
    return sorted(about, key=lambda fact: fact.said_order(category))


def _barred(category: Category, kind: AgencyKind | None, last: ConsentFact | None) -> str:
    """Why the receiver's kind keeps a category back, whatever was agreed; empty when it does not."""
    if kind is None:
        return ""
    if not category_may_go_to(category, kind):
        return f"never goes to {KIND_WORDS[kind]}"
    if category not in ASKED_ALONE.get(kind, ()) or last is None or last.was_asked_alone(category):
        return ""
    said_yes = last.answers[category] and category not in last.taken_back
    return "not asked about by itself, for this team" if said_yes else ""


def _last_said(about: Sequence[ConsentFact], purpose: Purpose) -> ConsentFact | None:
    same = [fact for fact in about if fact.purpose is purpose and fact.state is not ConsentState.SUPERSEDED]
    return same[-1] if same else None


def _why_not(
    about: Sequence[ConsentFact], category: Category, last: ConsentFact | None, purpose: Purpose, today: date
) -> str:
    if last is None:
        elsewhere = [fact for fact in about if fact.says_yes(category, today)]
        return _agreed_for(elsewhere[-1].purpose, purpose) if elsewhere else "not asked"
    if not last.answers[category]:
        return f"said no on {long_day(last.given_on)}"
    return f"consent ended on {long_day(last.taken_back.get(category) or last.ended_at or last.valid_until)}"


def _agreed_for(given: Purpose, wanted: Purpose) -> str:
    return f"agreed for “{PURPOSE_WORDS[given].lower()}”, not for “{PURPOSE_WORDS[wanted].lower()}”"


def years_between(earlier: date, later: date) -> int:
    """Whole years from one day to another; somebody born on 29 February has their birthday on 1 March."""
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


def refuse_mixed_answer(answer: Answer, words: str, field_name: str = "words") -> None:
    """Refuses words under an answer that means “no words”, and “given” without any: the two would contradict."""
    if answer is Answer.GIVEN and not words.strip():
        raise Refused("Write what they told you, or choose another answer.", field=field_name)
    if answer is not Answer.GIVEN and words.strip():
        raise Refused("There are words here, but the answer says there are none.",
                      instead="Choose “Told us”, or empty the box.", field=field_name)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConsentTerms:
    """What must hold for a consent to count, as the worker recorded it."""

    answers: Mapping[Category, bool]
    kind: AgencyKind
    method: ConsentMethod
    interpreter: Interpreter | None
    told_may_refuse: bool
    safe_to_speak: bool
    capacity: str
    valid_until: date
    told_limits: bool | None = None
    capacity_note: str | None = None

    @property
    def is_refusal(self) -> bool:
        """True when the person agreed to nothing."""
        return not any(self.answers.values())


def refuse_unsound_consent(terms: ConsentTerms, today: date) -> None:
    """Refuses a consent that is not free, informed, specific and dated; the reason stands beside its field.

    Support never depends on it, the person was told they may say no, could speak safely, can decide, was helped by no
    one who may control them, and it lasts 12 months at most. A no needs none of this: it always counts.
    Source: domain.md 4.1, UK GDPR Article 7, MCA 2005.
    """
    if not terms.answers:
        raise Refused("Choose at least one kind of information that they said yes or no to.", field="said")
    if not terms.is_refusal:
        _refuse_if_not_free(terms)
    _refuse_interpreter(terms.method, terms.interpreter)
    _refuse_dates(terms.valid_until, today)
    for category, agreed in terms.answers.items():
        if agreed and not category_may_go_to(category, terms.kind):
            raise Refused(firewall_words(category, terms.kind), field="said")


def _refuse_if_not_free(terms: ConsentTerms) -> None:
    if not terms.told_may_refuse:
        raise Refused("Tell them that they may say no and still get help, then record it.", field="told_may_refuse")
    if terms.told_limits is False:
        raise Refused("Tell them when we may have to tell others without asking, then record it.", field="told_limits")
    if not terms.safe_to_speak:
        raise Refused("Ask another time, when they can speak safely.", field="safe_to_speak")
    if terms.capacity == Capacity.LACKING:
        raise Refused(
            "Consent does not count from someone who cannot decide this now.",
            instead="Ask your safeguarding lead about a best-interests decision.",
            field="capacity",
        )
    if terms.capacity == Capacity.ASSESSED and terms.capacity_note is not None and not terms.capacity_note.strip():
        raise Refused("Say who assessed it, and when.", field="capacity_note")


def _refuse_interpreter(method: ConsentMethod, interpreter: Interpreter | None) -> None:
    if method is not ConsentMethod.INTERPRETER:
        return
    if interpreter is None or not interpreter.name.strip():
        raise Refused("Name the interpreter.", field="interpreter_name")
    if interpreter.relationship in (Relationship.FAMILY, Relationship.ALLEGED_PERPETRATOR):
        raise Refused(
            "Family, partners and anyone who may have harmed them cannot interpret consent.",
            instead="Ask again with a professional interpreter.",
            field="interpreter_relationship",
        )


def _refuse_dates(valid_until: date, today: date) -> None:
    if valid_until < today:
        raise Refused("The last day must be today or later.", field="valid_until")
    if valid_until > months_after(today, LONGEST_CONSENT_MONTHS):
        raise Refused("Consent lasts 12 months at most, then ask again.", field="valid_until")


def months_after(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def wording_code(kind: AgencyKind, purpose: Purpose = Purpose.SUPPORT) -> str:
    """Which wording is read: a report has its own words, and so have public authorities, for they may pass it on.

    Source: security.md T5; domain.md 4.2 (nobody has to report).
    """
    base = "report" if purpose is Purpose.REPORT else "sharing"
    return f"{base}-authority" if kind in BLOCKED_KINDS else base


def fill_wording(template: str, *, home: str, agency: str, team: str, purposes: Sequence[Purpose]) -> str:
    """The exact words for one recipient and what they would do: read aloud, and stored with each consent."""
    recipient = f"{agency} ({team})" if team else agency
    clauses = listed([PURPOSE_CLAUSES[purpose] for purpose in purposes])
    return template.format(home=home, recipient=recipient, agency=agency, purpose=clauses)
