"""Letters of a case: the list, one letter, the consents that a letter to another agency can rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from agencies import queries as agencies_queries
from cases.models import Case
from cases.papers import rules
from cases.papers.making import Letter
from cases.papers.models import CaseLetter
from cases.papers.models import LetterState as LetterState
from cases.papers.models import LetterTo as LetterTo
from cases.queries.files import worker_names
from core import clock
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people import queries as people_queries
from people.reference import watched_words
from people.rules import Category, Coverage, Recipient, may_share, words_to_check
from people.words import CATEGORY_WORDS

STATE_WORDS = {LetterState.DRAFT: "Being written", LetterState.SENT: "Sent", LetterState.DROPPED: "Dropped"}


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in the list."""

    id: UUID
    to: str
    subject: str
    state: LetterState
    state_words: str
    written_by: str
    changed_at: datetime
    sent_at: datetime | None
    document_id: UUID | None


@dataclass(frozen=True, slots=True)
class Ground:
    """A live consent that a letter can rest on: to whom, for what, and which kinds it may tell."""

    consent_id: UUID
    recipient: str
    purpose: str
    kinds: list[tuple[str, str]]


def letters_page(actor: Actor, case: Case, number: int) -> Page[LetterRow]:
    """One page of a case's letters, the last changed first."""
    found = select(CaseLetter).where(belongs_to(actor, CaseLetter), CaseLetter.case_id == case.id)
    page: Page[CaseLetter] = page_of(found.order_by(CaseLetter.changed_at.desc(), CaseLetter.id.desc()), number, 10)
    names = worker_names(actor, {row.written_by for row in page.items})
    rows = [
        LetterRow(
            row.id, recipient_words(actor, row), row.subject or "", row.state, STATE_WORDS[row.state],
            names.get(row.written_by, "Left"), row.changed_at, row.sent_at, row.document_id,
        )
        for row in page.items
    ]  # fmt: skip
    return Page(rows, page.page, page.total, page.size)


def letter(actor: Actor, case: Case, letter_id: UUID) -> CaseLetter:
    """One letter of a case that the actor has opened; NotVisible when it has none such."""
    found = select(CaseLetter).where(belongs_to(actor, CaseLetter), CaseLetter.case_id == case.id)
    row = current_session().scalar(found.where(CaseLetter.id == letter_id))
    if row is None:
        raise NotVisible
    return row


def recipient_words(actor: Actor, row: CaseLetter) -> str:
    """Whom a letter is for, in words."""
    if row.addressed_to is LetterTo.PERSON or row.recipient_agency_id is None:
        return people_queries.aliases(actor, [row.person_id]).get(row.person_id, ("Erased", ""))[0]
    agency = agencies_queries.names_of([row.recipient_agency_id])[row.recipient_agency_id]
    team = agencies_queries.team(row.recipient_team_id).name if row.recipient_team_id else ""
    return f"{agency}, {team}" if team else agency


def grounds(actor: Actor, case: Case) -> list[Ground]:
    """The live consents of the person that a letter to another agency can rest on."""
    records = [each for each in people_queries.consents_of(actor, case.person_id) if each.is_live and each.agreed_kinds]
    return [
        Ground(
            each.row.id,
            each.recipient,
            each.purpose,
            list(zip([kind.value for kind in each.agreed_kinds], each.agreed, strict=True)),
        )
        for each in records
    ]


def kinds_for(actor: Actor, case: Case, row: CaseLetter) -> list[tuple[str, str]]:
    """The kinds that a letter to an agency may tell today: those that a live consent of its recipient names."""
    found = {
        kind for record in people_queries.consents_of(actor, case.person_id)
        if record.is_live and record.row.purpose == row.purpose
        and record.row.recipient_agency_id == row.recipient_agency_id
        and record.row.recipient_team_id == row.recipient_team_id
        for kind in record.agreed_kinds
    }  # fmt: skip
    return [(each.value, CATEGORY_WORDS[each]) for each in Category if each in found]


def going(actor: Actor, row: CaseLetter) -> Refused | None:
    """Why a letter may not go now; None when it may. A letter to the person may always go."""
    if row.addressed_to is LetterTo.PERSON or row.recipient_agency_id is None or row.purpose is None:
        return None
    kind = agencies_queries.agency(row.recipient_agency_id).kind
    coverage = coverage_of(actor, row)
    text = f"{row.subject or ''}\n{row.words or ''}"
    return rules.letter_may_go(
        coverage, words_to_check(text, kind, watched_words()),
        agreement=agencies_queries.has_current_agreement(row.recipient_agency_id, clock.today()),
    )  # fmt: skip


def coverage_of(actor: Actor, row: CaseLetter) -> Coverage | None:
    """Which of a letter's kinds a consent covers today, for its recipient and purpose."""
    categories = rules.categories_of(row.categories)
    if not categories or row.recipient_agency_id is None or row.purpose is None:
        return None
    recipient = Recipient(row.recipient_agency_id, row.recipient_team_id)
    kind = agencies_queries.agency(row.recipient_agency_id).kind
    facts = people_queries.consent_facts(actor, row.person_id)
    return may_share(facts, categories, recipient, row.purpose, clock.today(), kind)


def as_paper(actor: Actor, case: Case, row: CaseLetter) -> Letter:
    """A letter as it stands, ready to be made into a file."""
    own = agencies_queries.agency(actor.agency_id)
    writer = agencies_queries.user(row.written_by)
    team = agencies_queries.team(writer.team_id).name if writer.team_id else ""
    return Letter(
        home=people_queries.home_agency(actor), home_name=own.name, team=team, to=recipient_words(actor, row),
        reference=case.reference, subject=row.subject or "",
        paragraphs=[line.strip() for line in (row.words or "").splitlines() if line.strip()],
        written_by=writer.name, day=clock.today(), rests_on=_rests_on(actor, row),
        draft=row.state is not LetterState.SENT,
    )  # fmt: skip


def _rests_on(actor: Actor, row: CaseLetter) -> str:
    if row.addressed_to is LetterTo.PERSON:
        return ""
    alias = people_queries.person_alias(actor, row.person_id)
    return f"{alias} has agreed that we tell you this. Do not pass it on without asking them."
