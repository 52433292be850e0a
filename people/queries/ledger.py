"""Reads of the disclosure ledger: what has left the agency about a person, what was refused, and who looked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from agencies.queries import names_of
from core import audit, clock
from core.actor import SYSTEM_USER, Actor
from core.audit import SEEN, AuditEntry
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people.models import Category, Disclosure, DisclosureKind
from people.queries.matching import in_same_person
from people.queries.names import team_names, worker_names
from people.telling import LEFT, STAYED, ToldRow, ends_withholding, is_withheld, sentences
from people.words import CATEGORY_WORDS

NAMED_COPY = "A copy for the person, with their name on the cover"
PLAIN_COPY = "A copy for the person"
COPY_OPEN = timedelta(minutes=15)
#: What the page can show by itself: the kinds of each view.
VIEWS = {"left": LEFT, "stayed": STAYED}
#: What only the person was given.
TO_THEMSELF = {DisclosureKind.PRINT, DisclosureKind.FILE_PRINT, DisclosureKind.SUBJECT_COPY}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One row of the ledger, in words: what left or was refused, to whom, by whom, when, and as it is told."""

    at: datetime
    kind: DisclosureKind
    recipient: str
    categories: list[str]
    by_name: str
    reason: str
    consent_id: UUID | None
    referral_id: UUID | None
    decision_id: UUID | None
    told: list[str]
    withheld: bool


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """How often something has left the agency about a person, and when and to whom it last did."""

    times: int
    last_at: datetime | None = None
    last_to: str = ""


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """A worker of the agency who opened something of the record: how often, first and last. Never what they read."""

    name: str
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class LedgerCopy:
    """Everything that is told on the person's own paper, oldest first, and who opened the record here."""

    made_at: datetime
    reference: str
    alias: str
    lines: list[LedgerLine]
    readers: list[ReaderLine]


def ledger_page(actor: Actor, person_id: UUID, number: int, view: str = "") -> Page[LedgerLine]:
    """One page of what has left the agency about a person and what was refused, newest first.

    `view` is “left”, “stayed” or nothing for everything; rows of linked records stand among them.
    """
    found = _ledger(actor, person_id)
    if view in VIEWS:
        found = found.where(Disclosure.kind.in_(sorted(VIEWS[view])))
    page: Page[Disclosure] = page_of(_newest_first(found), number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def ledger_summary(actor: Actor, person_id: UUID) -> LedgerSummary:
    """How often something left, and the last time; a copy for the person themself does not count."""
    left = _ledger(actor, person_id).where(Disclosure.kind.in_(sorted(LEFT - TO_THEMSELF)))
    page: Page[Disclosure] = page_of(_newest_first(left), 1, 1)
    if not page.items:
        return LedgerSummary(0)
    last = page.items[0]
    return LedgerSummary(
        page.total, last.at, last.outside or names_of({last.recipient_agency_id})[last.recipient_agency_id]
    )


def readers(actor: Actor, person_id: UUID) -> list[ReaderLine]:
    """Which workers of the agency opened something of this person's record, the last to do so first.

    One grouped statement over the audit trail: reads, downloads and exports that bear on the person. It says who and
    when, never what was read; jobs are left out. Source: security.md T1, “who has looked at my record”.
    """
    return _readers(actor, in_same_person(actor, AuditEntry.subject_id, person_id))


def _readers(actor: Actor, about: ColumnElement[bool]) -> list[ReaderLine]:
    found = (
        select(AuditEntry.actor_id, func.count(), func.min(AuditEntry.at), func.max(AuditEntry.at))
        .where(belongs_to(actor, AuditEntry), about)
        .where(AuditEntry.verb.in_(SEEN), AuditEntry.actor_id != SYSTEM_USER)
        .group_by(AuditEntry.actor_id)
        .order_by(func.max(AuditEntry.at).desc(), func.count().desc())
    )
    rows = current_session().execute(found).all()
    names = worker_names(actor, {row[0] for row in rows})
    return [ReaderLine(names.get(who, "Somebody who left"), times, first, last) for who, times, first, last in rows]


def ledger_copy(actor: Actor, person_id: UUID, copy_id: UUID, *, reference: str, alias: str) -> LedgerCopy:
    """What goes on the paper of a copy that the actor has just ordered; raises NotVisible for any other.

    The record's own rows and readers alone: a link made by mistake must not hand one person what is another's. Leaves
    out what may not be told yet, and everything else about the same decision or referral: a message or an end would
    give it away.
    """
    ordered = _ordered_copy(actor, person_id, copy_id)
    rows = list(current_session().scalars(_own_ledger(actor, person_id).order_by(Disclosure.at, Disclosure.id)))
    audit.record(actor=actor, verb="downloaded", kind="ledger copy", row_id=copy_id, subject_id=person_id)
    return LedgerCopy(
        ordered.at, reference, alias if ordered.reason == NAMED_COPY else "", _lines(actor, to_tell(rows)),
        _readers(actor, AuditEntry.subject_id == person_id),
    )  # fmt: skip


def told_ledger(actor: Actor, person_id: UUID) -> tuple[list[LedgerLine], list[ReaderLine]]:
    """What a person is told in a copy of their file: the ledger's rows that may be told, and who opened the record.

    The record's own rows alone, as in `ledger_copy`, and for the same reason.
    """
    rows = list(current_session().scalars(_own_ledger(actor, person_id).order_by(Disclosure.at, Disclosure.id)))
    return _lines(actor, to_tell(rows)), _readers(actor, AuditEntry.subject_id == person_id)


def to_tell(rows: Sequence[Disclosure]) -> list[Disclosure]:
    """The rows that may be told: none that is withheld, and none of the same decision or referral.

    What is withheld stays so, however long ago its day was, until a later row of the same decision ends it.
    """
    kept_back = _withheld(rows, rows)
    about = {each for row in rows if row.id in kept_back for each in _matter(row)}
    return [row for row in rows if row.id not in kept_back and not _matter(row) & about]


def _matter(row: Disclosure) -> set[UUID]:
    """The decision and the referral that a row is about."""
    return {each for each in (row.decision_id, row.referral_id) if each is not None}


def _withheld(rows: Sequence[Disclosure], ends: Sequence[Disclosure]) -> set[UUID]:
    """The rows marked as withheld that no row among `ends`, of the same decision or referral and not before, lifts."""
    lifted: dict[UUID, datetime] = {}
    for row in ends:
        if ends_withholding(row.reason or ""):
            lifted.update({each: max(row.at, lifted.get(each, row.at)) for each in _matter(row)})
    marked = [row for row in rows if is_withheld(row.reason or "")]
    return {row.id for row in marked if not any(each in lifted and lifted[each] >= row.at for each in _matter(row))}


def _ordered_copy(actor: Actor, person_id: UUID, copy_id: UUID) -> Disclosure:
    found = _own_ledger(actor, person_id).where(
        Disclosure.id == copy_id, Disclosure.kind == DisclosureKind.PRINT, Disclosure.by_user_id == actor.user_id,
        Disclosure.at >= clock.now() - COPY_OPEN,
    )  # fmt: skip
    row = current_session().scalar(found)
    if row is None:
        raise NotVisible
    return row


def _lines(actor: Actor, rows: Sequence[Disclosure]) -> list[LedgerLine]:
    agencies = names_of({row.recipient_agency_id for row in rows})
    teams = team_names({row.recipient_team_id for row in rows})
    people = worker_names(actor, {row.by_user_id for row in rows})
    kept_back = _withheld(rows, _ends(actor, rows))
    return [
        _line(row, row.id in kept_back,
              row.outside or _joined(agencies[row.recipient_agency_id], teams.get(row.recipient_team_id)),
              people.get(row.by_user_id, "Roundtable"))
        for row in rows
    ]  # fmt: skip


def _ends(actor: Actor, rows: Sequence[Disclosure]) -> Sequence[Disclosure]:
    """Later rows about what these withhold; asked only when one of them is marked."""
    about = {each for row in rows if is_withheld(row.reason or "") for each in _matter(row)}
    if not about:
        return []
    same = or_(Disclosure.decision_id.in_(about), Disclosure.referral_id.in_(about))
    found = select(Disclosure).where(belongs_to(actor, Disclosure), Disclosure.kind == DisclosureKind.UNTOLD, same)
    return current_session().scalars(found).all()


def _line(row: Disclosure, withheld: bool, recipient: str, by_name: str) -> LedgerLine:
    kinds = tuple(Category(code) for code in row.categories)
    by_consent = row.consent_id is not None or (row.kind is DisclosureKind.OUTSIDE and row.decision_id is None)
    told = ToldRow(
        row.at, row.kind, recipient, kinds, by_name, row.reason or "", agreed=by_consent and row.decision_id is None,
        decided=row.decision_id is not None,
    )  # fmt: skip
    return LedgerLine(
        row.at, row.kind, recipient, [CATEGORY_WORDS[kind] for kind in kinds], by_name, row.reason or "",
        row.consent_id, row.referral_id, row.decision_id, sentences(told),
        withheld,
    )  # fmt: skip


def _ledger(actor: Actor, person_id: UUID) -> Select[Disclosure]:
    return select(Disclosure).where(
        belongs_to(actor, Disclosure), in_same_person(actor, Disclosure.person_id, person_id)
    )


def _own_ledger(actor: Actor, person_id: UUID) -> Select[Disclosure]:
    return select(Disclosure).where(belongs_to(actor, Disclosure), Disclosure.person_id == person_id)


def _newest_first(statement: Select[Disclosure]) -> Select[Disclosure]:
    return statement.order_by(Disclosure.at.desc(), Disclosure.id.desc())


def _joined(agency: str, team: str | None) -> str:
    return f"{agency}, {team}" if team else agency
