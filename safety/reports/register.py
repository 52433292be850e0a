"""The research register: coded rows of reports whose research scope stands, and the exports that were made of it.

Codes, a quarter and a part of the city: no words, nothing noticed of anybody, no reference, no day (domain.md 6.7).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from agencies.permissions import Permission
from cases import queries as cases
from core import audit, clock, tables
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible, Refused
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from safety.reports import catalogue, queries, rules
from safety.reports.models import IncidentReport, RegisterExport
from safety.reports.rules import Coded
from safety.vocabulary import Scope

#: Managers keep the register: they answer for what leaves the agency as numbers.
KEEPERS = (Permission.OUTREACH_MANAGE,)
HEADINGS = (
    "Quarter",
    "Part of the city",
    "Way of working",
    "Kinds of harm",
    "Injured",
    "Police know",
    "What made it hard",
    "How it came",
)
TITLE = "Research register"


@dataclass(frozen=True, slots=True)
class Register:
    """The register as it may be read: its rows, and how many reports stand behind it and are withheld whole."""

    rows: list[Coded]
    total: int

    @property
    def withheld(self) -> int:
        """Reports of quarters with too few to show."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One export as it is read."""

    at: datetime
    by_name: str
    purpose: str
    receiver: str
    rows: int
    digest: str


def register(actor: Actor) -> Register:
    """The coded rows, coarse enough to point at nobody; NotVisible for whoever does not keep the register."""
    _refuse_others(actor)
    found = select(IncidentReport).where(belongs_to(actor, IncidentReport), queries.where_stands(actor, Scope.RESEARCH))
    coded = [_coded(row) for row in current_session().scalars(found)]
    return Register(rules.coarse(coded), len(coded))


def _coded(row: IncidentReport) -> Coded:
    return Coded(
        quarter=rules.quarter_words(clock.london(row.taken_at).date()), area=catalogue.area_of(row.ward),
        setting=catalogue.settings().get(row.setting or "", "Not asked"), harms=tuple(row.harms),
        injured=rules.SAID_WORDS[row.injured], police_know=rules.SAID_WORDS[row.police_know],
        barriers=tuple(row.barriers), came=rules.ORIGIN_WORDS[row.origin],
    )  # fmt: skip


def as_cells(rows: Sequence[Coded]) -> list[list[str]]:
    """The rows in words, in the order of HEADINGS."""
    barriers = catalogue.barriers()
    return [
        [row.quarter, row.area, row.setting, "; ".join(row.harms), row.injured, row.police_know,
         "; ".join(barriers.get(code, code) for code in row.barriers), row.came]
        for row in rows
    ]  # fmt: skip


def export(*, actor: Actor, purpose: str, receiver: str, kind: str) -> bytes:
    """Make a file of the register (`csv` or `xlsx`), and write down who took it, for whom and for what.

    Refuses empty words, and a register with nothing that may be shown.
    """
    shown = register(actor)
    if not purpose.strip():
        raise Refused("Write what it is for.", field="purpose")
    if not receiver.strip():
        raise Refused("Write who gets it.", field="receiver")
    if not shown.rows:
        raise Refused("There is nothing to take out yet: fewer than 5 reports in every quarter.")
    cells = as_cells(shown.rows)
    made = tables.to_csv(HEADINGS, cells) if kind == "csv" else tables.to_xlsx(TITLE, HEADINGS, cells)
    row = RegisterExport(
        agency_id=actor.agency_id, purpose=purpose.strip(), receiver=receiver.strip(), row_count=len(cells),
        digest=hashlib.sha256(made).hexdigest(), made_by=actor.user_id, made_at=clock.now(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="exported", kind="research register", row_id=row.id, fields=[kind])
    return made


def exports_page(actor: Actor, number: int) -> Page[ExportLine]:
    """What was taken out of the register, the latest first."""
    _refuse_others(actor)
    load_keys(actor.agency_id, [actor.agency_id])
    found = select(RegisterExport).where(belongs_to(actor, RegisterExport))
    page: Page[RegisterExport] = page_of(
        found.order_by(RegisterExport.made_at.desc(), RegisterExport.id), number, size=10
    )
    names = cases.worker_names(actor, [row.made_by for row in page.items])
    lines = [
        ExportLine(
            row.made_at, names.get(row.made_by, queries.LEFT), row.purpose or "", row.receiver or "", row.row_count,
            row.digest,
        )
        for row in page.items
    ]  # fmt: skip
    return Page(lines, page.page, page.total, page.size)


def _refuse_others(actor: Actor) -> None:
    if not actor.may(*KEEPERS):
        raise NotVisible
