"""The questions of a highlight report. Risks stand in a fixed number of lines: an empty line is no risk."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, Form, FormField, RadioField, SelectField, StringField, TextAreaField

from actionplan.groups import highlight_rules as rules
from actionplan.groups.forms import answered
from actionplan.groups.highlight_rules import Rag, RiskKind
from core.forms import AtMost, DayField, Needed, RoundtableForm, choices
from people.leaks.forms import CheckedForm

SPARE_LINES = 2
SCORES = {number: f"{number} {words}" for number, words in rules.SCORE_WORDS.items()}


class RiskLine(Form):
    """One risk or issue."""

    kind = SelectField("Kind", choices=choices(rules.RISK_WORDS), default=RiskKind.RISK)
    words = TextAreaField("What may happen, or has", [AtMost(400)])
    likelihood = SelectField("How likely", choices=choices(SCORES), default="3")
    impact = SelectField("How bad", choices=choices(SCORES), default="3")
    owner = StringField("Whose it is", [AtMost(120)])
    answer = TextAreaField("What is done about it", [AtMost(400)])

    @property
    def is_empty(self) -> bool:
        """True for a line that nobody wrote in."""
        return not any((each.data or "").strip() for each in (self.words, self.owner, self.answer))

    @property
    def risk(self) -> rules.Risk:
        """What was answered; an issue has happened, so it is as likely as can be."""
        kind = RiskKind(self.kind.data)
        likelihood = 5 if kind is RiskKind.ISSUE else int(self.likelihood.data or 1)
        return rules.Risk(
            kind, self.words.data or "", likelihood, int(self.impact.data or 1), self.owner.data or "",
            self.answer.data or "",
        )  # fmt: skip


class HighlightForm(RoundtableForm):
    """A highlight report as it is written (domain.md 6.4)."""

    period_from = DayField("From", [Needed("Enter where the period starts")])
    period_to = DayField("To", [Needed("Enter where the period ends")])
    rag = RadioField("Colour", [Needed("Choose a colour")], choices=choices(rules.RAG_WORDS))
    rag_reason = TextAreaField("Why that colour, and what happens next", [AtMost(600)])
    done = TextAreaField("Done in this period", [AtMost(2000)])
    planned = TextAreaField("Planned for the next period", [AtMost(2000)])
    decisions_needed = TextAreaField("Decisions needed from the forum", [AtMost(1000)])
    resources = TextAreaField("Resources and funding", [AtMost(1000)])
    voice = TextAreaField("What people who sex work said", [AtMost(1500)])
    impact = TextAreaField("What this changed for people who sex work", [AtMost(1500)])
    communications = TextAreaField("Communications", [AtMost(1000)])
    risks = FieldList(FormField(RiskLine))

    def __init__(self, content: rules.Content | None = None, **values: Any) -> None:
        if content is not None:
            values |= {name: getattr(content, name) for name, _ in rules.PARTS}
            values |= {"period_from": content.period_from, "period_to": content.period_to, "rag": content.rag}
            values |= {"rag_reason": content.rag_reason, "risks": [_line(each) for each in content.risks]}
        super().__init__(**values)
        while len(self.risks) < min(rules.MOST_RISKS, len(self._written) + SPARE_LINES):
            self.risks.append_entry()

    @property
    def _written(self) -> list[Any]:
        return [entry.form for entry in self.risks if not entry.form.is_empty]

    @property
    def content(self) -> rules.Content:
        """What was answered."""
        written = {name: self._fields[name].data or "" for name, _ in rules.PARTS}
        return rules.Content(
            **written, period_from=answered(self.period_from.day), period_to=answered(self.period_to.day),
            rag=Rag(self.rag.data), rag_reason=self.rag_reason.data or "",
            risks=tuple(line.risk for line in self._written),
        )  # fmt: skip


class IssueForm(CheckedForm):
    """Nothing to fill in but why something found may stay."""


def _line(risk: rules.Risk) -> dict[str, Any]:
    return {
        "kind": risk.kind, "words": risk.words, "likelihood": str(risk.likelihood), "impact": str(risk.impact),
        "owner": risk.owner, "answer": risk.answer,
    }  # fmt: skip
