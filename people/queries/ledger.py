"""Reads of the disclosure ledger: what has left the agency about a person, and what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from agencies.queries import names_of
from core.actor import Actor
from core.paging import Page, page_of
from core.scoping import belongs_to
from people.models import Category, Disclosure, DisclosureKind
from people.queries.names import team_names, worker_names
from people.words import CATEGORY_WORDS


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One row of the ledger, in words: what left or was refused, to whom, by whom, when."""

    at: datetime
    kind: DisclosureKind
    recipient: str
    categories: list[str]
    by_name: str
    reason: str
    consent_id: UUID | None
    referral_id: UUID | None


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """How often something has left the agency about a person, and when and to whom it last did."""

    times: int
    last_at: datetime | None = None
    last_to: str = ""


def ledger_page(actor: Actor, person_id: UUID, number: int) -> Page[LedgerLine]:
    """One page of what has left the agency about a person and what was refused, newest first."""
    page: Page[Disclosure] = page_of(_newest_first(_ledger(actor, person_id)), number)
    agencies = names_of({row.recipient_agency_id for row in page.items})
    teams = team_names({row.recipient_team_id for row in page.items})
    people = worker_names(actor, {row.by_user_id for row in page.items})
    lines = [
        LedgerLine(
            row.at, row.kind,
            row.outside or _joined(agencies[row.recipient_agency_id], teams.get(row.recipient_team_id)),
            [CATEGORY_WORDS[Category(code)] for code in row.categories], people.get(row.by_user_id, "Roundtable"),
            row.reason or "", row.consent_id, row.referral_id,
        )
        for row in page.items
    ]  # fmt: skip
    return Page(lines, page.page, page.total, page.size)


def ledger_summary(actor: Actor, person_id: UUID) -> LedgerSummary:
    """How often something left, and the last time."""
    left = _ledger(actor, person_id).where(Disclosure.kind.in_([DisclosureKind.PACKAGE, DisclosureKind.REPORT]))
    page: Page[Disclosure] = page_of(_newest_first(left), 1, 1)
    if not page.items:
        return LedgerSummary(0)
    last = page.items[0]
    return LedgerSummary(page.total, last.at, names_of({last.recipient_agency_id})[last.recipient_agency_id])


def _ledger(actor: Actor, person_id: UUID) -> Select[Disclosure]:
    return select(Disclosure).where(belongs_to(actor, Disclosure), Disclosure.person_id == person_id)


def _newest_first(statement: Select[Disclosure]) -> Select[Disclosure]:
    return statement.order_by(Disclosure.at.desc(), Disclosure.id.desc())


def _joined(agency: str, team: str | None) -> str:
    return f"{agency}, {team}" if team else agency
