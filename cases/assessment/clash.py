"""Two people on one page of a form: what each of them changed, told apart by the prints of what both had opened."""

from __future__ import annotations

from dataclasses import dataclass

from cases.assessment import rules
from cases.assessment.answers import print_of, told
from cases.assessment.forms import PageForm
from cases.assessment.questions import Ask, Page, Question
from cases.assessment.rules import Answers, Value


@dataclass(frozen=True, slots=True)
class Apart:
    """A question that both answered, differently: what is stored now, in words."""

    question: Question
    theirs: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the page of a clash shows: answers that differ, and those that only the other person changed."""

    apart: dict[str, Apart]
    taken: tuple[str, ...]
    may_join: bool


def meet(form: PageForm, page: Page, stored: Answers) -> Meeting:
    """Lay both side by side: mine stays in the boxes, theirs stands beside it; what only they changed is taken over.

    Nothing is stored by this. The form is renewed, so that sending it again is measured against what is stored now.
    """
    seen = form.prints()
    apart: dict[str, Apart] = {}
    taken: list[str] = []
    for question in page.questions:
        mine, theirs = form.changes(page)[question.name], stored.get(question.name, "")
        opened_as = seen.get(question.name)
        if mine == theirs or opened_as == print_of(theirs):
            continue
        if opened_as == print_of(mine):
            form.show_value(question, theirs)
            taken.append(question.label)
        else:
            apart[question.name] = Apart(question, told(question, theirs) or "Nothing")
    form.apart.data, form.apart.raw_data = " ".join(apart), None
    return Meeting(apart, tuple(taken), any(each.question.ask is Ask.WORDS for each in apart.values()))


def joined(form: PageForm, page: Page, stored: Answers) -> dict[str, Value]:
    """What was written, with both texts of each question that two people answered differently, theirs first."""
    found = form.changes(page)
    names = form.names_apart()
    for question in page.questions:
        if question.name in names and question.ask is Ask.WORDS:
            found[question.name] = rules.both(str(stored.get(question.name, "")), str(found[question.name]))
    return found
