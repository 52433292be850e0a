"""The person's own copy of a plan: plain words, A4, tagged; with a heading that says nothing when they choose so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cases.plans import rules
from cases.plans.models import Doer, PlanKind, Progress
from cases.plans.queries import EditionView, PaperGoal
from config import ROOT
from core import pdf, words

STYLESHEET = "receipt.css"
TITLES = {PlanKind.SUPPORT: "My support plan", PlanKind.SAFETY: "My safety plan"}
NEUTRAL_TITLE = "My notes"
NEUTRAL_WORKER = "My worker"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the paper. `home` is empty when the paper names nobody."""

    title: str
    home: str
    worker: str
    sections: list[tuple[str, list[str]]]
    goals: list[PaperGoal]
    agreed_on: date | None
    review_on: date | None
    edition: EditionView


def sheet_of(edition: EditionView, *, neutral: bool, home: str, worker: str) -> Sheet:
    """The sheet of one edition of a plan; `neutral` leaves out what it is, whose it is and who helps."""
    headings = {key: heading for key, (_, _, heading) in rules.SECTIONS[edition.kind].items()}
    return Sheet(
        title=NEUTRAL_TITLE if neutral else TITLES[edition.kind],
        home="" if neutral else home,
        worker=NEUTRAL_WORKER if neutral else worker,
        sections=[(headings[key], _lines(text)) for key, text in edition.sections.items()],
        goals=[goal for goal in edition.goals if goal.progress is not Progress.LET_GO],
        agreed_on=edition.agreed_on if edition.agreed.value == "yes" else None,
        review_on=edition.review_on,
        edition=edition,
    )


def doer_on_paper(sheet: Sheet, doer: Doer, who: str) -> str:
    """Who takes a step, as the person reads it: I, my worker, or the one who was named."""
    if doer is Doer.THEM:
        return "Me"
    return who if doer is Doer.OTHER else sheet.worker


def plan_pdf(sheet: Sheet) -> bytes:
    """The sheet as a tagged PDF/UA-1 file in A4."""
    return pdf.render(plan_html(sheet), stylesheet=STYLESHEET)


def plan_html(sheet: Sheet) -> str:
    """The document behind the PDF, with every value escaped."""
    return _environment().get_template("cases/plans/paper.html").render(sheet=sheet, doer=doer_on_paper)


def file_name(sheet: Sheet) -> str:
    """A name for the file that says no more than its title."""
    return f"{sheet.title.lower().replace(' ', '-')}.pdf"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    return environment
