"""Reads of consent: what stands, what ended, in words fit for the person's own copy."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from agencies.models import AgencyKind
from agencies.queries import names_of
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from directory.queries import services_taking_referrals
from people.models import (
    Category,
    Consent,
    ConsentCategory,
    ConsentState,
    ConsentWording,
    Purpose,
)
from people.queries.names import team_names, worker_names
from people.rules import ConsentFact, fill_wording, wording_code
from people.words import CATEGORY_WORDS, CONSENT_METHOD_WORDS, PURPOSE_WORDS

STYLE_WORDS = {"plain": "Plain English", "easy-read": "Easy Read"}


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One consent, with everything in words."""

    row: Consent
    answers: dict[Category, bool]
    agency: str
    team: str
    recorded_by: str
    wording: str

    @property
    def recipient(self) -> str:
        """“National Ugly Mugs, ISVA team”."""
        return f"{self.agency}, {self.team}" if self.team else f"{self.agency}, every team"

    @property
    def agreed(self) -> list[str]:
        """The kinds of information that the person said yes to."""
        return [CATEGORY_WORDS[category] for category in Category if self.answers.get(category) is True]

    @property
    def refused(self) -> list[str]:
        """The kinds of information that the person said no to."""
        return [CATEGORY_WORDS[category] for category in Category if self.answers.get(category) is False]

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


@dataclass(frozen=True, slots=True)
class ShownWording:
    """The words to read aloud for one recipient and purpose, and which stored wording they come from."""

    wording_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class RecipientChoice:
    """An agency and team (or every team) that consent can be asked about."""

    agency_id: UUID
    team_id: UUID | None
    agency: str
    team: str
    kind: AgencyKind

    @property
    def value(self) -> str:
        """How the choice travels in a form."""
        return f"{self.agency_id}:{self.team_id or ''}"

    @property
    def label(self) -> str:
        """“National Ugly Mugs, ISVA service”."""
        return f"{self.agency}, {self.team or 'every team'}"


def recipients(actor: Actor) -> list[RecipientChoice]:
    """Whom a person can be asked about: the teams that take referrals now, and whole agencies that have several."""
    teams = {
        offer.team_id: RecipientChoice(offer.agency_id, offer.team_id, offer.agency_name, offer.team_name, offer.kind)
        for offer in services_taking_referrals(actor)
    }
    counts = Counter(choice.agency_id for choice in teams.values())
    whole = {
        choice.agency_id: replace(choice, team_id=None, team="")
        for choice in teams.values()
        if counts[choice.agency_id] > 1
    }
    every = [*teams.values(), *whole.values()]
    return sorted(every, key=lambda choice: (choice.agency, choice.team == "", choice.team))


def visible_consents(actor: Actor) -> Select[Consent]:
    """The consents that the actor's agency recorded."""
    return select(Consent).where(belongs_to(actor, Consent))


def consents_of(actor: Actor, person_id: UUID) -> list[ConsentRecord]:
    """Every consent of a person, newest first, in a fixed number of queries."""
    found = visible_consents(actor).where(Consent.person_id == person_id)
    rows = list(current_session().scalars(found.order_by(Consent.given_at.desc(), Consent.id.desc())))
    return _records(actor, rows)


def consent(actor: Actor, consent_id: UUID) -> ConsentRecord:
    """One consent; raises NotVisible when the actor's agency has none such. The read is audited."""
    row = current_session().scalar(visible_consents(actor).where(Consent.id == consent_id))
    if row is None:
        raise NotVisible
    audit.record(actor=actor, verb="read", kind="consent", row_id=row.id, subject_id=row.person_id)
    return _records(actor, [row])[0]


def consent_facts(actor: Actor, person_id: UUID) -> list[ConsentFact]:
    """Every consent of a person as the rules read it: for `people.rules.may_share`."""
    rows = list(current_session().scalars(visible_consents(actor).where(Consent.person_id == person_id)))
    answers = _answers(actor, [row.id for row in rows])
    return [_fact(row, answers[row.id]) for row in rows]


def _fact(row: Consent, answers: dict[Category, bool]) -> ConsentFact:
    return ConsentFact(
        id=row.id, answers=answers, purpose=row.purpose, state=row.state,
        recipient_agency_id=row.recipient_agency_id, recipient_team_id=row.recipient_team_id,
        given_on=clock.london(row.given_at).date(), valid_until=row.valid_until,
        given_at=row.given_at, ended_at=row.withdrawn_at,
    )  # fmt: skip


def said_before(
    actor: Actor, person_id: UUID, recipient_agency_id: UUID, recipient_team_id: UUID | None, purpose: Purpose
) -> ConsentRecord | None:
    """The answer that a new one to the same recipient and purpose would replace, None when there is none."""
    found = standing_consents(actor, person_id, recipient_agency_id, recipient_team_id, purpose)
    rows = list(current_session().scalars(found))
    return _records(actor, rows[-1:])[0] if rows else None


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


def wording_to_show(
    actor: Actor, recipient: RecipientChoice, purpose: Purpose, style: str, language: str = "en"
) -> ShownWording:
    """The newest wording for this kind of agency in a style, filled in; raises NotVisible when there is none."""
    newest = (
        select(ConsentWording)
        .where(ConsentWording.code == wording_code(recipient.kind))
        .where(ConsentWording.style == style, ConsentWording.language == language)
        .order_by(ConsentWording.version.desc())
        .limit(1)
    )
    found = current_session().scalar(newest)
    if found is None:
        raise NotVisible
    home = names_of({actor.agency_id})[actor.agency_id]
    text = fill_wording(found.text, home=home, agency=recipient.agency, team=recipient.team, purpose=purpose)
    return ShownWording(found.id, text)


def earliest_end(records: Iterable[ConsentRecord]) -> date | None:
    """The day on which the first of the live consents ends."""
    return min((record.row.valid_until for record in records if record.is_live), default=None)


def _records(actor: Actor, rows: list[Consent]) -> list[ConsentRecord]:
    load_keys(actor.agency_id, {row.person_id for row in rows})
    answers = _answers(actor, [row.id for row in rows])
    agencies = names_of({row.recipient_agency_id for row in rows})
    teams = team_names({row.recipient_team_id for row in rows})
    workers = worker_names(actor, {row.recorded_by for row in rows})
    styles = _wording_names({row.wording_id for row in rows})
    return [
        ConsentRecord(
            row, answers[row.id], agencies[row.recipient_agency_id], teams.get(row.recipient_team_id, ""),
            workers.get(row.recorded_by, ""), styles[row.wording_id],
        )
        for row in rows
    ]  # fmt: skip


def _answers(actor: Actor, consent_ids: list[UUID]) -> dict[UUID, dict[Category, bool]]:
    answers: dict[UUID, dict[Category, bool]] = defaultdict(dict)
    found = select(ConsentCategory).where(
        belongs_to(actor, ConsentCategory), ConsentCategory.consent_id.in_(consent_ids)
    )
    for row in current_session().scalars(found):
        answers[row.consent_id][row.category] = row.agreed
    return answers


def _wording_names(wording_ids: set[UUID]) -> dict[UUID, str]:
    rows = current_session().scalars(select(ConsentWording).where(ConsentWording.id.in_(wording_ids)))
    return {row.id: f"{STYLE_WORDS.get(row.style, row.style)}, version {row.version}" for row in rows}
