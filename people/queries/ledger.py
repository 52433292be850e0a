"""Reads of the disclosure ledger: what has left the agency about a person, what was refused, and who looked here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

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
from people.telling import LEFT, STAYED, ToldRow, is_withheld, sentences
from people.words import CATEGORY_WORDS

NAMED_COPY = "A copy for the person, with their name on the cover"
PLAIN_COPY = "A copy for the person"
COPY_OPEN = timedelta(minutes=15)
#: What the page can show by itself: the kinds of each view.
VIEWS = {"left": LEFT, "stayed": STAYED}


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
    left = _ledger(actor, person_id).where(Disclosure.kind.in_(sorted(LEFT - {DisclosureKind.PRINT})))
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
    found = (
        select(AuditEntry.actor_id, func.count(), func.min(AuditEntry.at), func.max(AuditEntry.at))
        .where(belongs_to(actor, AuditEntry), in_same_person(actor, AuditEntry.subject_id, person_id))
        .where(AuditEntry.verb.in_(SEEN), AuditEntry.actor_id != SYSTEM_USER)
        .group_by(AuditEntry.actor_id)
        .order_by(func.max(AuditEntry.at).desc(), func.count().desc())
    )
    rows = current_session().execute(found).all()
    names = worker_names(actor, {row[0] for row in rows})
    return [ReaderLine(names.get(who, "Somebody who left"), times, first, last) for who, times, first, last in rows]


def ledger_copy(actor: Actor, person_id: UUID, copy_id: UUID, *, reference: str, alias: str) -> LedgerCopy:
    """What goes on the paper of a copy that the actor has just ordered; raises NotVisible for any other.

    Leaves out what may not be told yet, and everything else about the same decision or referral: a message or an end
    would give it away.
    """
    ordered = _ordered_copy(actor, person_id, copy_id)
    today = clock.today()
    rows = list(current_session().scalars(_ledger(actor, person_id).order_by(Disclosure.at, Disclosure.id)))
    audit.record(actor=actor, verb="downloaded", kind="ledger copy", row_id=copy_id, subject_id=person_id)
    return LedgerCopy(
        ordered.at, reference, alias if ordered.reason == NAMED_COPY else "", _lines(actor, to_tell(rows, today)),
        readers(actor, person_id),
    )  # fmt: skip


def to_tell(rows: Sequence[Disclosure], today: date) -> list[Disclosure]:
    """The rows that may be told today: none that is withheld, and none of the same decision or referral."""
    kept_back = [row for row in rows if is_withheld(row.reason or "", today)]
    about = {row.decision_id for row in kept_back} | {row.referral_id for row in kept_back}
    about.discard(None)
    return [row for row in rows if row not in kept_back and not {row.decision_id, row.referral_id} & about]


def _ordered_copy(actor: Actor, person_id: UUID, copy_id: UUID) -> Disclosure:
    found = _ledger(actor, person_id).where(
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
    return [
        _line(row, row.outside or _joined(agencies[row.recipient_agency_id], teams.get(row.recipient_team_id)),
              people.get(row.by_user_id, "Roundtable"))
        for row in rows
    ]  # fmt: skip


def _line(row: Disclosure, recipient: str, by_name: str) -> LedgerLine:
    kinds = tuple(Category(code) for code in row.categories)
    by_consent = row.consent_id is not None or (row.kind is DisclosureKind.OUTSIDE and row.decision_id is None)
    told = ToldRow(
        row.at, row.kind, recipient, kinds, by_name, row.reason or "", agreed=by_consent and row.decision_id is None,
        decided=row.decision_id is not None,
    )  # fmt: skip
    return LedgerLine(
        row.at, row.kind, recipient, [CATEGORY_WORDS[kind] for kind in kinds], by_name, row.reason or "",
        row.consent_id, row.referral_id, row.decision_id, sentences(told),
        is_withheld(row.reason or "", clock.today()),
    )  # fmt: skip


def _ledger(actor: Actor, person_id: UUID) -> Select[Disclosure]:
    return select(Disclosure).where(
        belongs_to(actor, Disclosure), in_same_person(actor, Disclosure.person_id, person_id)
    )


def _newest_first(statement: Select[Disclosure]) -> Select[Disclosure]:
    return statement.order_by(Disclosure.at.desc(), Disclosure.id.desc())


def _joined(agency: str, team: str | None) -> str:
    return f"{agency}, {team}" if team else agency
