"""Writing letters on a case, and sending one: it is then kept as a document and stands in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from cases.documents import service as documents
from cases.documents.models import Origin
from cases.models import Case
from cases.papers import making, rules
from cases.papers.models import CaseLetter, LetterState, LetterTo
from cases.papers.queries import letters as queries
from cases.writing import case_to_write, refuse_if, said, store
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, Refused
from core.scoping import current_session
from people import queries as people_queries
from people import service as people_service
from people.models import Category, DisclosureKind


def begin_letter(*, actor: Actor, case_id: UUID, consent_id: UUID | None = None) -> CaseLetter:
    """Begin a letter: to the person, or to the agency that a live consent names. Nothing leaves by it.

    Refuses a consent that is not live, or not this person's.
    """
    case = case_to_write(actor, case_id)
    now = clock.now()
    row = CaseLetter(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, addressed_to=LetterTo.PERSON,
        categories=[], state=LetterState.DRAFT, written_by=actor.user_id, written_at=now, changed_at=now,
    )  # fmt: skip
    if consent_id is not None:
        _address(actor, case, row, consent_id)
    store(actor, case, row, "letter")
    return row


def _address(actor: Actor, case: Case, row: CaseLetter, consent_id: UUID) -> None:
    records = people_queries.consents_of(actor, case.person_id)
    found = next((each.row for each in records if each.row.id == consent_id and each.is_live), None)
    if found is None:
        raise Refused("This consent does not stand any more.", instead="Choose another, or ask again.", field="consent")
    row.addressed_to, row.purpose = LetterTo.AGENCY, found.purpose
    row.recipient_agency_id, row.recipient_team_id = found.recipient_agency_id, found.recipient_team_id


def write_letter(
    *, actor: Actor, case_id: UUID, letter_id: UUID, version: int, subject: str, words: str,
    categories: Iterable[str] = (),
) -> CaseLetter:  # fmt: skip
    """Write a letter further. Refuses a stale page, and one that was sent or dropped."""
    case = case_to_write(actor, case_id)
    row = _draft(actor, case, letter_id, version)
    row.subject, row.words = said(subject), said(words)
    row.categories = [each.value for each in rules.categories_of(categories)]
    _touch(actor, row, "changed")
    return row


def send_letter(*, actor: Actor, case_id: UUID, letter_id: UUID, version: int) -> CaseLetter:
    """Send a letter: made a PDF, kept as a document of the case, and written into the ledger.

    Refuses an empty one, a stale page, and, to another agency, whatever the person's consent does not cover today.
    """
    case = case_to_write(actor, case_id)
    row = _draft(actor, case, letter_id, version)
    if not row.subject or not row.words:
        raise Refused("Write what the letter is about, and its words.", field="words")
    refuse_if(queries.going(actor, row))
    coverage = queries.coverage_of(actor, row)
    row.consent_id = next(iter(coverage.covered.values())).id if coverage else None
    row.disclosure_id = people_service.record_disclosure(
        actor=actor, person_id=row.person_id, kind=DisclosureKind.LETTER,
        recipient_agency_id=row.recipient_agency_id or actor.agency_id, recipient_team_id=row.recipient_team_id,
        categories=rules.categories_of(row.categories), consent_id=row.consent_id, reason=None,
    ).id  # fmt: skip
    row.document_id = _keep(actor, case, row)
    row.sent_at, row.state = clock.now(), LetterState.SENT
    _touch(actor, row, "sent")
    return row


def _keep(actor: Actor, case: Case, row: CaseLetter) -> UUID:
    paper = queries.as_paper(actor, case, row)
    facts = documents.Facts(
        name=f"Letter to {paper.to}: {row.subject}", category=_tells(row), origin=Origin.OURS, dated_on=clock.today(),
    )  # fmt: skip
    final = making.letter_pdf(replace(paper, draft=False))
    return documents.keep_letter(actor=actor, case_id=case.id, facts=facts, content=final).id


def _tells(row: CaseLetter) -> Category:
    named = rules.categories_of(row.categories)
    return named[-1] if named else Category.SUPPORT


def drop_letter(*, actor: Actor, case_id: UUID, letter_id: UUID, version: int) -> CaseLetter:
    """Drop a letter that was not sent: its words go, that there was one stays."""
    case = case_to_write(actor, case_id)
    row = _draft(actor, case, letter_id, version)
    row.state, row.words = LetterState.DROPPED, None
    _touch(actor, row, "dropped")
    return row


def _draft(actor: Actor, case: Case, letter_id: UUID, version: int) -> CaseLetter:
    row = queries.letter(actor, case, letter_id)
    if row.state is not LetterState.DRAFT:
        raise (
            Refused("This letter is finished.", instead="Write another.")
            if row.version == version
            else Clash("This letter was finished while you were writing.")
        )
    if row.version != version:
        raise Clash("Somebody changed this letter while you were writing.")
    return row


def _touch(actor: Actor, row: CaseLetter, verb: str) -> None:
    row.version += 1
    row.changed_at = clock.now()
    current_session().flush()
    audit.record(actor=actor, verb=verb, kind="letter", row_id=row.id, subject_id=row.person_id)
