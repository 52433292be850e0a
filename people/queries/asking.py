"""Reads for asking about sharing: whom one can ask about, in which words, and what was said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import or_, select

from agencies.models import AgencyKind
from agencies.queries import names_of
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session
from directory.queries import services_taking_referrals
from people.models import Category, Consent, ConsentState, ConsentWording, Purpose
from people.queries.consents import ConsentRecord, records_of, standing_consents, visible_consents, wording_name
from people.reference import language_names
from people.rules import Ask, Recipient, WordsRead, fill_wording, kinds_to_ask, kinds_to_ask_alone, wording_code

PLAIN, ENGLISH = "plain", "en"
ASKED_ALONE_CODE = "asked-alone"


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

    @property
    def recipient(self) -> Recipient:
        """The choice as the rules read it."""
        return Recipient(self.agency_id, self.team_id)

    @property
    def together(self) -> list[Category]:
        """The kinds of information that can be asked about in one go."""
        return kinds_to_ask(self.kind)

    @property
    def alone(self) -> list[Category]:
        """The kinds of information that are asked about one by one."""
        return kinds_to_ask_alone(self.kind, named_team=self.team_id is not None)


@dataclass(frozen=True, slots=True)
class ShownWording:
    """The words to read aloud for one recipient and some purposes, and which stored wording they come from.

    `alone` is read before what is asked about one by one. `asked_for` names the wording that was wanted but is not
    written in that language or style; the words shown are then those of the nearest one.
    """

    wording_id: UUID
    text: str
    name: str = ""
    language: str = ENGLISH
    purposes: tuple[Purpose, ...] = ()
    recipient: RecipientChoice | None = None
    alone: str = ""
    is_other: bool = False

    @property
    def words_read(self) -> WordsRead:
        """What each consent of this wording keeps: every word that was read, the one-by-one questions included."""
        return WordsRead(self.wording_id, "\n\n".join(filter(None, [self.text, self.alone])))


@dataclass(frozen=True, slots=True)
class WordingChoices:
    """The styles and languages that some wording is written in: a new row of the data file is a new choice."""

    styles: Mapping[str, str]
    languages: Mapping[str, str]


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


def wording_to_show(
    actor: Actor, recipient: RecipientChoice, purpose: Purpose, style: str, language: str = ENGLISH
) -> ShownWording:
    """The newest wording for one recipient and purpose in a style, filled in; raises NotVisible when there is none."""
    (shown,) = wordings_to_show(actor, [recipient], [purpose], style, language)
    if shown.is_other:
        raise NotVisible
    return shown


def wordings_to_show(
    actor: Actor, choices: Iterable[RecipientChoice], purposes: Sequence[Purpose], style: str, language: str
) -> list[ShownWording]:
    """Every text to read: one for each recipient and wording, the purposes that share a wording in one sentence.

    What is not written in this style or language is shown in the same language plainly, else in plain English.
    """
    newest = _newest_wordings()
    home = names_of({actor.agency_id})[actor.agency_id]
    return [
        _shown(newest, choice, same, style, language, home)
        for choice in choices
        for same in _by_wording(choice.kind, purposes)
    ]


def words_by_ask(shown: Iterable[ShownWording]) -> dict[Ask, WordsRead]:
    """The words that each recipient and purpose keeps."""
    return {
        (each.recipient.recipient, purpose): each.words_read
        for each in shown
        for purpose in each.purposes
        if each.recipient is not None
    }


def wording_choices() -> WordingChoices:
    """The styles and languages that can be chosen, plain English first."""
    rows = list(_newest_wordings().values())
    names = language_names()
    styles = sorted({row.style for row in rows}, key=lambda style: (style != PLAIN, style))
    languages = sorted({row.language for row in rows}, key=lambda code: (code != ENGLISH, names.get(code, code)))
    return WordingChoices(
        {style: wording_name(style) for style in styles}, {code: names.get(code, code) for code in languages}
    )


def starting_points(
    actor: Actor, person_id: UUID, choices: Iterable[RecipientChoice], purposes: Sequence[Purpose],
    copied: UUID | None = None,
) -> dict[Ask, ConsentRecord]:  # fmt: skip
    """The earlier answer that each recipient and purpose starts from: the one to copy, else the one that stands.

    `copied` may have ended or been taken back: it is a place to start, and covers nothing. It serves its own recipient
    and purpose only, since nobody was asked about another.
    """
    standing = Consent.state.in_([ConsentState.GIVEN, ConsentState.REFUSED])
    found = visible_consents(actor).where(Consent.person_id == person_id, or_(standing, Consent.id == copied))
    rows = list(current_session().scalars(found.order_by(Consent.id == copied, Consent.given_at, Consent.id)))
    wanted = {(choice.recipient, purpose) for choice in choices for purpose in purposes}
    return {ask: record for record in records_of(actor, rows) if (ask := record.ask) in wanted}


def said_before(
    actor: Actor, person_id: UUID, recipient_agency_id: UUID, recipient_team_id: UUID | None, purpose: Purpose
) -> ConsentRecord | None:
    """The answer that a new one to the same recipient and purpose would replace, None when there is none."""
    found = standing_consents(actor, person_id, recipient_agency_id, recipient_team_id, purpose)
    rows = list(current_session().scalars(found))
    return records_of(actor, rows[-1:])[0] if rows else None


def _newest_wordings() -> dict[tuple[str, str, str], ConsentWording]:
    rows = current_session().scalars(select(ConsentWording).order_by(ConsentWording.version))
    return {(row.code, row.language, row.style): row for row in rows}


def _by_wording(kind: AgencyKind, purposes: Iterable[Purpose]) -> list[tuple[Purpose, ...]]:
    by_code: dict[str, list[Purpose]] = {}
    for purpose in purposes:
        by_code.setdefault(wording_code(kind, purpose), []).append(purpose)
    return [tuple(same) for same in by_code.values()]


def _shown(
    newest: Mapping[tuple[str, str, str], ConsentWording], choice: RecipientChoice, purposes: tuple[Purpose, ...],
    style: str, language: str, home: str,
) -> ShownWording:  # fmt: skip
    row = _nearest(newest, wording_code(choice.kind, purposes[0]), style, language)
    alone = _nearest(newest, ASKED_ALONE_CODE, row.style, row.language) if choice.alone else None

    def fill(template: str) -> str:
        return fill_wording(template, home=home, agency=choice.agency, team=choice.team, purposes=purposes)

    return ShownWording(
        row.id, fill(row.text), wording_name(row.style, row.language, row.version), row.language, purposes, choice,
        fill(alone.text) if alone else "", (row.style, row.language) != (style, language),
    )  # fmt: skip


def _nearest(
    newest: Mapping[tuple[str, str, str], ConsentWording], code: str, style: str, language: str
) -> ConsentWording:
    for wanted in ((code, language, style), (code, language, PLAIN), (code, ENGLISH, style), (code, ENGLISH, PLAIN)):
        if wanted in newest:
            return newest[wanted]
    raise NotVisible
