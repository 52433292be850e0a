"""The questions of a Very Brief Intervention: six to ask, tips to give, what was done, whom to name, what follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wtforms import Field, RadioField, TextAreaField

from core.forms import AtMost, Checkboxes, DayField, RoundtableForm, choices
from outreach.brief import catalogue, rules
from outreach.brief.rules import Facts

LONG = AtMost(2000)
#: Shown in this order, “not asked” first: it is what stands when nothing is touched.
SAID = {rules.Said.NOT_ASKED: "Not asked", **catalogue.SAID_WORDS}


def _said(label: str) -> RadioField:
    return RadioField(label, choices=choices(SAID), default=rules.Said.NOT_ASKED.value)


class BriefForm(RoundtableForm):
    """Ask, Assist, Act on one page. No field is needed."""

    wants_it_to_stop = _said(catalogue.questions()[2].text)
    worried = _said(catalogue.questions()[3].text)
    safe_place = _said(catalogue.questions()[4].text)
    afraid = _said(catalogue.questions()[5].text)
    Q1 = TextAreaField(catalogue.questions()[0].text, validators=[LONG])
    Q2 = TextAreaField(catalogue.questions()[1].text, validators=[LONG])
    Q3 = TextAreaField("What they said", validators=[LONG])
    Q4 = TextAreaField("What they said", validators=[LONG])
    Q5 = TextAreaField("What they said", validators=[LONG])
    Q6 = TextAreaField("What they said", validators=[LONG])
    tips = Checkboxes("Tips you gave", choices=choices(catalogue.tips()))
    tips_ways = Checkboxes("How", choices=choices(catalogue.TICKED_WAYS))
    assisted = TextAreaField("What you did to help", validators=[LONG])
    services = Checkboxes(
        "Services you told them of",
        choices=choices({code: each.name for code, each in catalogue.signposts().items()}),
    )
    wants_referral = _said("Do they want to be referred?")
    slavery_sign = _said("Does anything look like being forced?")
    due = DayField("Follow up by")
    follow_up = TextAreaField("What you promised", validators=[AtMost(500)])

    def asked(self) -> Iterator[tuple[catalogue.Question, Field | None, Field]]:
        """Each question with its yes or no, where it has one, and the box for their words."""
        for question in catalogue.questions():
            yield question, self._fields.get(question.column), self._fields[question.code]

    def facts(self) -> Facts:
        """What was answered, as the service takes it; only a form that has passed has them."""
        answers = {each.code: _words(self._fields[each.code].data) for each in catalogue.questions()}
        said = {column: rules.said(self._fields[column].data) for column in catalogue.ANSWERED.values()}
        return Facts(
            answers=answers, said=said, tips=tuple(self.tips.data or ()), tips_ways=tuple(self.tips_ways.data or ()),
            assisted=_words(self.assisted.data), services=tuple(self.services.data or ()),
            wants_referral=rules.said(self.wants_referral.data), slavery_sign=rules.said(self.slavery_sign.data),
            follow_up_due=self.due.day, follow_up=_words(self.follow_up.data),
        )  # fmt: skip


def offered(row: Any, kept: dict[str, str]) -> dict[str, Any]:
    """The values that a form opens with for an intervention that is there, and the words kept to each question."""
    said = {column: getattr(row, column).value for column in catalogue.ANSWERED.values()}
    return {
        **said, **{each.code: kept.get(each.code, "") for each in catalogue.questions()}, "tips": row.tips,
        "tips_ways": row.tips_ways, "assisted": row.assisted or "", "services": row.services,
        "wants_referral": row.wants_referral.value, "slavery_sign": row.slavery_sign.value, "due": row.follow_up_due,
        "follow_up": row.follow_up or "", "version": row.version,
    }  # fmt: skip


def _words(words: str | None) -> str:
    return (words or "").strip()
