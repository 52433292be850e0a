"""The questions of outcomes: one select a measure, made of the measures that are asked at a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import Field, RadioField, SelectField, TextAreaField

from cases.outcomes import rules
from cases.outcomes.catalogue import Measure
from cases.outcomes.rules import Score
from core.errors import Refused
from core.forms import AtMost, DayField, Needed, RoundtableForm, choices


class TakingForm(RoundtableForm):
    """One asking; its measures are fields of a class made for them (`form_for`)."""

    taken_on = DayField("Asked on", validators=[Needed("Enter the day they were asked")])
    scorer = RadioField(
        "Who scored?", choices=choices(rules.SCORER_WORDS), default=rules.BY_THEM,
        validators=[Needed("Choose who scored")],
    )  # fmt: skip
    words = TextAreaField("What they say about it, in their words", validators=[AtMost(2000)])
    measures: Sequence[Measure] = ()

    def asked(self) -> list[Field]:
        """The fields of the measures, in order."""
        return [self[rules.field_of(measure.code)] for measure in self.measures]

    def scores(self) -> dict[str, Score]:
        """What was chosen for each measure."""
        return {
            measure.code: rules.score_of(self[rules.field_of(measure.code)].data, measure) for measure in self.measures
        }

    def day(self) -> date:
        """The day they were asked."""
        if self.taken_on.day is None:
            raise Refused("Enter the day they were asked.", field="taken_on")
        return self.taken_on.day


def form_for(measures: Sequence[Measure], scores: Mapping[str, Score], **values: Any) -> TakingForm:
    """A form with a field for each measure, filled with what was answered before."""
    fields: dict[str, Any] = {"measures": tuple(measures)}
    for measure in measures:
        fields[rules.field_of(measure.code)] = SelectField(
            measure.words, choices=choices({**measure.scale, **rules.WHY_WORDS}),
            default=rules.choice_of(scores.get(measure.code)),
        )  # fmt: skip
    made: type[TakingForm] = type("AskedForm", (TakingForm,), fields)
    return made(**values)
