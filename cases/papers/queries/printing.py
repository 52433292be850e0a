"""What a case can print, what was printed, and one print that has just been ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from cases.models import Case
from cases.papers import rules
from cases.papers.making import Cover
from cases.papers.models import CasePrint, PrintFor, Shape
from cases.parts import Section, parts
from cases.queries.files import worker_names
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people import queries as people_queries

OPEN_FOR = timedelta(minutes=15)
FOR_THEM = "Parts about other people and counselling material are left out."
FOR_US = "Counselling material is left out. Confidential: keep it locked, shred it after use."


@dataclass(frozen=True, slots=True)
class PrintRow:
    """A print that was made: of what, for what, by whom, when."""

    made_at: datetime
    made_by: str
    purpose: str
    reason: str
    shape: str
    sections: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What a print holds, ready to be made into a file."""

    shape: Shape
    cover: Cover
    sections: list[Section]


def sections_of(actor: Actor, case: Case) -> list[Section]:
    """Every section that the parts of a case give for paper, of a case that the actor has opened."""
    return [section for part in parts() if part.paper for section in part.paper(actor, case)]


def prints_page(actor: Actor, case: Case, number: int) -> Page[PrintRow]:
    """One page of the prints of a case, the newest first."""
    found = select(CasePrint).where(belongs_to(actor, CasePrint), CasePrint.case_id == case.id)
    page: Page[CasePrint] = page_of(found.order_by(CasePrint.made_at.desc(), CasePrint.id.desc()), number, 10)
    names = worker_names(actor, {row.made_by for row in page.items})
    titles = {section.key: section.title for section in sections_of(actor, case)} if page.items else {}
    rows = [
        PrintRow(
            row.made_at, names.get(row.made_by, "Left"), rules.PRINT_WORDS[row.purpose], row.reason or "",
            row.shape.value.upper(), ", ".join(titles.get(key, key) for key in row.sections),
        )
        for row in page.items
    ]  # fmt: skip
    return Page(rows, page.page, page.total, page.size)


def ordered(actor: Actor, case: Case, print_id: UUID) -> Printed:
    """A print that this actor ordered less than 15 minutes ago, read afresh; NotVisible for any other. Audited."""
    row = current_session().scalar(
        select(CasePrint).where(
            belongs_to(actor, CasePrint), CasePrint.case_id == case.id, CasePrint.id == print_id,
            CasePrint.made_by == actor.user_id, CasePrint.made_at >= clock.now() - OPEN_FOR,
        )
    )  # fmt: skip
    if row is None:
        raise NotVisible
    audit.record(actor=actor, verb="exported", kind="case print", row_id=row.id, subject_id=case.person_id,
                 fields=row.sections)  # fmt: skip
    for_person = row.purpose is PrintFor.PERSON
    return Printed(
        row.shape, cover_of(actor, case, row),
        rules.printed(sections_of(actor, case), row.sections, for_person=for_person),
    )  # fmt: skip


def cover_of(actor: Actor, case: Case, row: CasePrint) -> Cover:
    """The cover and watermark of a print."""
    alias, reference = people_queries.aliases(actor, [case.person_id]).get(case.person_id, ("Erased", ""))
    for_person = row.purpose is PrintFor.PERSON
    return Cover(
        title="Parts of your file" if for_person else "Case file", home=people_queries.home_agency(actor), about=alias,
        reference=f"{case.reference}, {reference}", purpose=rules.PRINT_WORDS[row.purpose],
        made_by=worker_names(actor, [row.made_by]).get(row.made_by, "Left"), made_at=row.made_at,
        note=FOR_THEM if for_person else FOR_US,
    )  # fmt: skip
