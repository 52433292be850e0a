"""The questions of the criminal justice journey. None asks what happened to the person (evidence boundary)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from cases.catalogue import NOT_REPORTED
from cases.justice import catalogue, rules
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices

WHOLE_CASE = "The whole case"
NO_ACCOUNT = "Facts, brief. A court can ask for these notes. Not what happened to them."


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of a question page: how it looks, what helps to answer it, and whether it may stay empty."""

    name: str
    look: str = "field"
    hint: str = ""
    optional: bool = False
    width: int | None = None
    rows: int | None = None
    chips: bool = False


class QuestionForm(RoundtableForm):
    """A form whose page is drawn in one order by one template."""

    ORDER: ClassVar[tuple[Ask, ...]] = ()


def day(name: str, hint: str = "", *, optional: bool = True) -> Ask:
    """A day in its usual width."""
    return Ask(name, hint=hint, optional=optional, width=10)


def _grouped_steps() -> list[SelectChoice]:
    first = [SelectChoice(NOT_REPORTED, catalogue.milestones()[NOT_REPORTED])]
    return first + [
        SelectChoice(code, label, optgroup=phase)
        for phase, steps in catalogue.milestones_by_phase()
        for code, label in steps.items()
    ]


def _outcomes() -> list[SelectChoice]:
    return choices({code: f"{code} · {label}" for code, label in catalogue.outcome_words().items()}, "Not told")


class _StepFields(QuestionForm):
    """What a step says, whether it is new or put right."""

    happened_on = DayField("Date", validators=[Needed("Enter the date")])
    incident = SelectField("About", default="")
    told_on = DayField("Date they were told")
    source = RadioField("Who told us", choices=choices(catalogue.SOURCES), default="person")
    outcome_code = SelectField("Police outcome", choices=_outcomes(), default="")
    second_on = DayField("Second date")
    note = TextAreaField("Note", validators=[AtMost(2000)])

    def __init__(self, incidents: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.incident.choices = choices(incidents, WHOLE_CASE)


_STEP_ORDER = (
    day("told_on", "When police, CPS or court told them of it. Leave it empty until then."),
    Ask("source", "radios", chips=True),
    Ask(
        "outcome_code",
        hint="Only at a charge, a stop or a disposal: the Home Office code, if police said it.",
        optional=True,
    ),
    day(
        "second_on",
        "At a verdict or sentence: when Witness Care heard of it. At a review: when they said they have it.",
    ),
    Ask("note", hint=NO_ACCOUNT, optional=True, rows=4),
)


class MilestoneForm(_StepFields):
    """Add a step of the criminal justice journey."""

    ORDER = (
        Ask("code", hint="“Not reported” is a whole answer. Steps can be skipped, repeated, or come in any order."),
        day("happened_on", "A date to come makes it a planned step.", optional=False),
        Ask("incident"), *_STEP_ORDER,
    )  # fmt: skip
    code = SelectField("Step", choices=_grouped_steps(), default=NOT_REPORTED)


class ChangeStepForm(_StepFields):
    """Change a step: both the old and the new stay readable."""

    ORDER = (
        Ask("change", "radios"), day("happened_on", "The new day, or the day it came.", optional=False),
        Ask("why", hint="Needed to move, put right or strike out.", optional=True, rows=2), Ask("incident"),
        *_STEP_ORDER,
    )  # fmt: skip
    change = RadioField("What changes", choices=choices(rules.CHANGE_WORDS), validators=[Needed("Choose what changes")])
    why = TextAreaField("Why", validators=[AtMost(500)])


class ToldForm(RoundtableForm):
    """When the person was told of a step."""

    told_on = DayField("Date they were told", validators=[Needed("Enter the date")])


class IncidentForm(QuestionForm):
    """An incident: its kind, its day, and what the police know."""

    ORDER = (
        Ask("harms", "checkboxes", "As they see it. It is no finding, and no police word."),
        Ask("when", "radios", chips=True),
        day("first_on", "The day, or the first it may have been."), day("last_on", "The last it may have been."),
        Ask("ward", optional=True), Ask("under_18", "radios", chips=True),
        day("eighteenth_on", "Only if they were under 18 then: compensation and court claims are counted from it."),
        day("knew_on", "If harm became known only later. A court claim is counted from it."),
        Ask("reported", "radios", "“No” is a whole answer. Support does not depend on it.", chips=True),
        day("reported_on"), Ask("force", optional=True), Ask("other_force", optional=True, width=20),
        Ask("reference", optional=True, width=20), Ask("officer", optional=True, width=20),
    )  # fmt: skip
    harms = Checkboxes("Kind", choices=choices(catalogue.harms()), validators=[Needed("Choose at least one kind")])
    when = RadioField("When", choices=choices(rules.WHEN_WORDS), default="not_asked")
    first_on = DayField("Day")
    last_on = DayField("Last day")
    ward = SelectField("Where", choices=choices(catalogue.wards(), "Not asked"), default="")
    under_18 = RadioField("Were they under 18 then?", choices=choices(rules.ANSWER_WORDS), default="not_asked")
    eighteenth_on = DayField("Their 18th birthday")
    knew_on = DayField("Day they knew of the harm")
    reported = RadioField("Reported to police?", choices=choices(rules.REPORTED_WORDS), default="not_known")
    reported_on = DayField("Day of the first report")
    force = SelectField("Force", choices=choices(catalogue.FORCES, "Not known"), default="")
    other_force = StringField("Which other force", validators=[AtMost(100)])
    reference = StringField("Crime reference", validators=[AtMost(60)])
    officer = StringField("Officer in the case", validators=[AtMost(100)])


class SuspectForm(QuestionForm):
    """Whom an incident is about."""

    ORDER = (
        Ask("label", hint="A label of your own, such as “the driver”. No name, address or number: police keep those."),
        Ask("relation", "radios", chips=True),
    )
    label = StringField("Label", validators=[Needed("Enter a label"), AtMost(80)])
    relation = RadioField("To them", choices=choices(catalogue.RELATIONS), default="not_asked")


class MeasureForm(QuestionForm):
    """Where a special measure stands."""

    ORDER = (
        Ask("state", "radios"), day("applied_on"), day("decided_on"),
        Ask("words", hint="What they want, or what the court said. " + NO_ACCOUNT, optional=True, rows=3),
    )  # fmt: skip
    state = RadioField(
        "Where it stands", choices=choices(rules.MEASURE_WORDS), validators=[Needed("Choose where it stands")]
    )
    applied_on = DayField("Day it was applied for")
    decided_on = DayField("Day the court decided")
    words = TextAreaField("Note", validators=[AtMost(1000)])


class OrderForm(QuestionForm):
    """A protective order."""

    ORDER = (
        Ask("kind"), Ask("applicant", "radios", chips=True), Ask("state", "radios", chips=True), day("applied_on"),
        day("granted_on"), day("expires_on", "We remind you 28 and 7 days before."), Ask("no_expiry"),
        Ask("conditions", hint="In short: no contact, not near a street. No address.", optional=True, rows=4),
        Ask("incident"),
    )  # fmt: skip
    kind = SelectField("Order", choices=choices(catalogue.ORDERS, "Choose"), validators=[Needed("Choose the order")])
    applicant = RadioField("Who applies", choices=choices(catalogue.APPLICANTS), default="police")
    state = RadioField("Where it stands", choices=choices(rules.ORDER_WORDS), default="considered")
    applied_on = DayField("Day it was applied for")
    granted_on = DayField("Day it was granted")
    expires_on = DayField("Last day")
    no_expiry = BooleanField("It has no last day")
    conditions = TextAreaField("Conditions", validators=[AtMost(1500)])
    incident = SelectField("About", default="")

    def __init__(self, incidents: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.incident.choices = choices(incidents, WHOLE_CASE)


class BreachForm(QuestionForm):
    """A time an order was broken."""

    ORDER = (
        day("happened_on", optional=False), Ask("police_told", "radios", chips=True),
        Ask("words", hint="Which condition, and what was done about it. " + NO_ACCOUNT, optional=True, rows=3),
    )  # fmt: skip
    happened_on = DayField("Day it was broken", validators=[Needed("Enter the day")])
    police_told = RadioField("Do police know?", choices=choices(rules.REPORTED_WORDS), default="not_known")
    words = TextAreaField("Note", validators=[AtMost(1000)])


class RightForm(QuestionForm):
    """One right of the Victims' Code."""

    ORDER = (
        day("explained_on", "Leave it empty if it was not explained yet."), Ask("met", "radios"), day("met_on"),
        Ask("words", hint="Needed when a right was not or only partly met.", optional=True, rows=4),
    )  # fmt: skip
    explained_on = DayField("Day it was explained")
    met = RadioField("Was it met?", choices=choices(rules.MET_WORDS), default="not_known")
    met_on = DayField("Day of this answer")
    words = TextAreaField("In words", validators=[AtMost(1500)])


class ComplaintForm(QuestionForm):
    """A complaint that a right was not met."""

    ORDER = (
        Ask("to_whom"), Ask("number"), Ask("stage", "radios"), day("made_on"), day("answer_due_on"),
        Ask("about", hint="In short, as it was sent. " + NO_ACCOUNT, optional=True, rows=4), day("answered_on"),
        Ask("outcome", optional=True), Ask("outcome_words", optional=True, rows=3),
    )  # fmt: skip
    to_whom = SelectField("To", choices=choices(catalogue.AUTHORITIES, "Choose"), validators=[Needed("Choose to whom")])
    number = SelectField("About", default="")
    stage = RadioField("Where it stands", choices=choices(rules.STAGE_WORDS), default="drafted")
    made_on = DayField("Day it was sent")
    answer_due_on = DayField("Answer due by")
    about = TextAreaField("What it says", validators=[AtMost(3000)])
    answered_on = DayField("Day of the answer")
    outcome = SelectField("What came of it", choices=choices(rules.OUTCOME_WORDS, "Still open"), default="")
    outcome_words = TextAreaField("The answer, in short", validators=[AtMost(1500)])

    def __init__(self, edition: catalogue.Edition, **values: Any) -> None:
        super().__init__(**values)
        titles = {right.number: f"Right {right.number}: {right.title}" for right in edition.rights}
        self.number.choices = choices(titles, "How police or others behaved")


class ChoiceForm(QuestionForm):
    """What the person chose about reporting, or about going on."""

    ORDER = (
        Ask("explained", "checkboxes", optional=True), Ask("chosen", "radios", "Support goes on just the same."),
        day("chosen_on", optional=False), Ask("incident"),
        Ask("harder", "checkboxes", optional=True), Ask("easier", "checkboxes", optional=True),
        Ask("words", hint="Verbatim. Not what happened to them.", optional=True, rows=4),
    )  # fmt: skip
    explained = Checkboxes("Options that were explained", choices=choices(catalogue.words_of(catalogue.OPTIONS)))
    chosen = RadioField("What they want", validators=[Needed("Choose what they want")])
    chosen_on = DayField("Day they chose", validators=[Needed("Enter the day")])
    incident = SelectField("About", default="")
    harder = Checkboxes("What makes it harder", choices=choices(catalogue.factors("disabling")))
    easier = Checkboxes(
        "What makes it easier", choices=choices({**catalogue.factors("enabling"), **catalogue.factors("either")})
    )
    words = TextAreaField("In their own words", validators=[AtMost(1500)])

    def __init__(self, chosen: Mapping[str, str], incidents: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.chosen.choices = choices(chosen)
        self.incident.choices = choices(incidents, WHOLE_CASE)


class WishForm(QuestionForm):
    """The person's wish about one clock."""

    ORDER = (Ask("silent", "radios"), Ask("words", optional=True, rows=2))
    silent = RadioField(
        "Reminders", choices=choices({"no": "Remind us", "yes": "Do not remind us"}), validators=[Needed("Choose one")]
    )
    words = TextAreaField("In their own words", validators=[AtMost(500)])


class LeadsForm(QuestionForm):
    """When an agency is reminded of one clock."""

    ORDER = (Ask("leads", hint="One a line: “7 days before”, “18 months after”. Empty: no reminders.", rows=6),)
    leads = TextAreaField("Remind us", validators=[AtMost(400)])
