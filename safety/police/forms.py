"""What is asked on the way to the police and back. Shape and wording only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from wtforms import BooleanField, SelectChoice, SelectField, StringField, TextAreaField

from core.forms import AtMost, Checkboxes, Needed, RoundtableForm, choices
from people.forms import OneOfField
from safety.police.rules import Who
from safety.police.vocabulary import OUTCOME_WORDS, TOLD_WORDS, Outcome, Told
from safety.vocabulary import GRADE_WORDS, Grade
from safety.wording import Finding

LONG, SHORT = AtMost(8000), AtMost(200)


class LetterForm(RoundtableForm):
    """What the police are to read. A full report says whom it is from as well."""

    police = SelectField("Which police service?", validators=[Needed("Choose a police service")])
    grade = OneOfField("How is it known?", choices=choices(GRADE_WORDS), validators=[Needed("Choose how it is known")])
    words = TextAreaField("What the police will read", validators=[Needed("Write what the police are to read."), LONG])
    noticed = Checkboxes("What was noticed of whoever did it")
    name = StringField("The name they give the police", validators=[SHORT])
    reach = StringField("How police may reach them", validators=[SHORT])
    worker = StringField("Support worker who stands beside them", validators=[SHORT])
    interpreter = BooleanField("An interpreter is needed; never which language")

    def __init__(
        self, services: Sequence[tuple[str, str]], known: Iterable[tuple[str, str]] = (), *, named: bool = False,
        **values: Any,
    ) -> None:  # fmt: skip
        """`services` and `known` (what was noticed): (id, words). `named`: it says whom it is from."""
        super().__init__(**values)
        first = [SelectChoice("", "Choose a police service")] if services else []
        self.police.choices = [*first, *(SelectChoice(value, words) for value, words in services)]
        self.noticed.choices = [SelectChoice(value, words) for value, words in known]
        if not named:
            for field in ("name", "reach", "worker", "interpreter"):
                del self[field]
        if not self.noticed.choices:
            del self.noticed

    def chosen(self) -> list[UUID]:
        """The descriptors that go with it."""
        return [UUID(value) for value in self.noticed.data or ()] if "noticed" in self else []

    def who(self) -> Who:
        """Whom a full report is from; nobody in any other letter."""
        if "worker" not in self:
            return Who()
        name, reach, worker = ((self[field].data or "").strip() for field in ("name", "reach", "worker"))
        return Who(name, reach, bool(self.interpreter.data), worker)

    def known_by(self) -> Grade:
        """The grade that was chosen."""
        return Grade(self.grade.data)


class AnswerForm(RoundtableForm):
    """An answer to a question of the police."""

    words = TextAreaField("Your answer", validators=[Needed("Write the answer."), LONG])


class ReasonsForm(RoundtableForm):
    """What is answered to each finding: a field for each of them, named by its key."""

    def reasons(self) -> dict[str, str]:
        """By the key of the finding."""
        return {name[7:]: field.data or "" for name, field in self._fields.items() if name.startswith("reason_")}


def reasons_form(found: Iterable[Finding], kept: dict[str, str], version: int) -> ReasonsForm:
    """The form of a check: a line for each finding that a reason can answer, with what was answered before."""
    asked = [each for each in found if not each.must_go]
    fields = {f"reason_{each.key}": StringField(f"Why “{each.found}” may stay", validators=[SHORT]) for each in asked}
    values = {f"reason_{each.key}": kept.get(each.key, "") for each in asked}
    made: ReasonsForm = type("ReasonsOfFindings", (ReasonsForm,), fields)(version=version, **values)
    return made


class ReleaseForm(RoundtableForm):
    """The last step: the second person types for whom it is."""

    typed = StringField("Type the name of the police service", validators=[AtMost(200)])


class GiveBackForm(RoundtableForm):
    """What is to be mended."""

    words = TextAreaField("What is to be mended?", validators=[Needed("Write what is to be mended."), AtMost(2000)])


class QuestionForm(RoundtableForm):
    """A question of the police through the agency."""

    words = TextAreaField("Your question", validators=[Needed("Write your question."), AtMost(2000)])


class FeedbackForm(RoundtableForm):
    """What the police say came of it."""

    outcome = OneOfField(
        "What came of it?", choices=choices(OUTCOME_WORDS), validators=[Needed("Choose what came of it")]
    )
    said = TextAreaField("In a few words", validators=[AtMost(2000)])

    def came(self) -> Outcome:
        """The outcome that was chosen."""
        return Outcome(self.outcome.data)


class ToldForm(RoundtableForm):
    """Whether the person was told."""

    told = OneOfField("Do they know?", choices=choices(TOLD_WORDS), validators=[Needed("Choose whether they know")])
    words = TextAreaField("What they said", validators=[AtMost(2000)])

    def answer(self) -> Told:
        """What was chosen."""
        return Told(self.told.data)
