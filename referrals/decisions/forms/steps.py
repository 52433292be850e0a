"""The pages of the path: one thing a page. Field names are those of `Answers`; choices are read from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from referrals.decisions import vocabulary
from referrals.forms import Chosen

LONG = AtMost(4000)
YES_NO = {"yes": "Yes", "no": "No", "not_known": "Not known"}
LEAST = 20


class Said:
    """Words long enough to mean something to whoever reads them in a year."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __init__(self, words: str) -> None:
        self.words = words

    def __call__(self, form: object, field: Field) -> None:
        if len((field.data or "").strip()) < LEAST:
            raise ValidationError(f"{self.words}, in {LEAST} characters or more")


def _words(label: str, ask: str) -> Any:
    return TextAreaField(label, validators=[Said(ask), LONG])


def _one_of(label: str, ask: str, table: str = "") -> Any:
    listed = choices(vocabulary.words_of(table)) if table else []
    return RadioField(label, choices=listed, validators=[Chosen(ask)], validate_choice=False)


class BeginForm(RoundtableForm):
    """Which way: to share, in an emergency or not, or not to share."""

    way = RadioField(
        "What are you deciding?", validators=[Chosen("Choose what you are deciding")], validate_choice=False,
        choices=choices({
            "share": "To share without consent. A second person agrees before anything leaves",
            "emergency": "Emergency: someone is in danger now. It leaves at once, the rest is written by tomorrow",
            "keep": "Not to share. That is written down too",
        }),
    )  # fmt: skip


class StepForm(RoundtableForm):
    """A page of the path. `page_only` fields are asked but are no answer of their own."""

    page_only: ClassVar[tuple[str, ...]] = ("csrf_token", "idempotency_key", "version", "do")
    do = HiddenField()

    @property
    def changes(self) -> dict[str, Any]:
        """What was written, by the names of `Answers`."""
        return {field.name: _value(field) for field in self if field.name not in self.page_only}

    def offer(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Set the choices of a field: (value, words)."""
        self[name].choices = [SelectChoice(value, words) for value, words in pairs]


def _value(field: Field) -> Any:
    if isinstance(field, DayField):
        return field.day.isoformat() if field.day else ""
    if isinstance(field, BooleanField):
        return bool(field.data)
    if isinstance(field, Checkboxes):
        return tuple(field.data or ())
    return (field.data or "").strip()


class HappeningForm(StepForm):
    """First of three in an emergency."""

    happening = _words("What is happening?", "Say what is happening")


class GroundForm(StepForm):
    """What triggers it."""

    ground = RadioField(
        "What makes you consider it?", validators=[Chosen("Choose a ground")], validate_choice=False,
        choices=[SelectChoice(each.code, each.words) for each in vocabulary.grounds().values()],
    )  # fmt: skip
    happening = _words("What is happening?", "Say what is happening")


class ChildForm(StepForm):
    """Evidence of risk to a child, apart from what the parent does for a living."""

    child_evidence = _words("What shows that the child is at risk of significant harm?", "Say what shows the risk")
    not_only_work = BooleanField(
        "This does not rest on a parent’s sex work, drug use or housing alone",
        validators=[Needed("Being a parent who sex works is not a ground")],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A box that is not ticked is no answer."""
        passed = super().validate(extra_validators)
        if not self.not_only_work.data:
            self.not_only_work.errors = ["Being a parent who sex works is not a ground. Tick this only if it is true"]
            return False
        return passed


class AdultForm(StepForm):
    """The three parts of Care Act 2014, section 42."""

    limb_needs = RadioField(
        "Do they have needs for care and support, met or not?", choices=choices(YES_NO),
        validators=[Chosen("Answer the first part")], validate_choice=False,
    )  # fmt: skip
    limb_risk = RadioField(
        "Are they experiencing abuse or neglect, or at risk of it?", choices=choices(YES_NO),
        validators=[Chosen("Answer the second part")], validate_choice=False,
    )  # fmt: skip
    limb_unable = RadioField(
        "Because of those needs, are they unable to protect themself?", choices=choices(YES_NO),
        validators=[Chosen("Answer the third part")], validate_choice=False,
    )  # fmt: skip
    limb_words = _words("What shows this?", "Say what shows this")


class ConsentForm(StepForm):
    """Whether they were asked, and if not, why."""

    consent = _one_of("Were they asked?", "Say whether they were asked", "consent_answers")
    consent_words = _words("Why, in your words", "Say why")


class WishesForm(StepForm):
    """What they want, and whether they can decide it now."""

    wishes = _words("What do they want to happen?", "Say what they want, or why it is not known")
    capacity = _one_of("Can they decide this now?", "Say what you know about capacity", "capacity")
    capacity_words = TextAreaField("If it was assessed: by whom, when, and what was found", validators=[LONG])


class RecipientForm(StepForm):
    """One recipient: a team in Roundtable, or a body outside."""

    where = RadioField(
        "Where would it go?", validators=[Chosen("Choose where it would go")], validate_choice=False,
        choices=choices({"team": "A team in Roundtable", "outside": "A body outside Roundtable"}),
    )  # fmt: skip
    service_id = SelectField("Team in Roundtable", validate_choice=False, choices=[])
    outside = SelectField(
        "Kind of body", validate_choice=False,
        choices=choices({each.code: each.words for each in vocabulary.bodies().values()}, "Choose a kind"),
    )  # fmt: skip
    outside_name = StringField("Its name, and the team or desk", validators=[AtMost(200)])
    outside_how = StringField("How they were told, and when", validators=[AtMost(400)])

    def validate(self, extra_validators: Any = None) -> bool:
        """The part that was chosen must be filled in; the other is left out."""
        passed = super().validate(extra_validators)
        wanted = {"team": {"service_id": "Choose a team"}}.get(
            self.where.data or "", {"outside": "Choose a kind of body", "outside_name": "Name the body"}
        )
        lacking = {name: words for name, words in wanted.items() if not (self[name].data or "").strip()}
        for name, words in lacking.items() if self.where.data else ():
            self[name].errors = [*self[name].errors, words]
        return passed and not lacking

    @property
    def changes(self) -> dict[str, Any]:
        """What was written: only the side that was chosen."""
        found = super().changes
        other = ("outside", "outside_name", "outside_how") if found["where"] == "team" else ("service_id",)
        return {**found, **dict.fromkeys(other, "")}


class PartsForm(StepForm):
    """Exactly what would leave, and no more."""

    message = _words("What must they know in order to act?", "Say what they must know")
    categories = Checkboxes("What else must go, and no more", choices=[])
    withheld = BooleanField("Nothing here says where they come from, their right to be here, or anything of that kind")
    words_checked = BooleanField("I have read these words again. They may go.")

    def validate(self, extra_validators: Any = None) -> bool:
        """The protected kinds are confirmed as withheld, every time."""
        passed = super().validate(extra_validators)
        if not self.withheld.data:
            self.withheld.errors = ["Check this, then say so. Immigration never leaves by this path"]
            return False
        return passed

    @property
    def changes(self) -> dict[str, Any]:
        """What was written; the two that always go stand among them."""
        found = super().changes
        return {**found, "categories": tuple(sorted({"ALIAS", "RISK", *found["categories"]}))}


class BasisForm(StepForm):
    """The law that allows it: only the combinations that go with the ground."""

    basis = _one_of("Which law allows it?", "Choose a lawful basis")
    common_law = _words("Why does the duty of confidence give way?", "Say why the duty of confidence gives way")
    policy = BooleanField("Our appropriate policy document covers this")


class WeighForm(StepForm):
    """Necessity, and the harm each way."""

    necessity = _words("Why is this necessary, and no more than necessary?", "Say why it is necessary")
    harm_of_sharing = _words("What harm could sharing do?", "Say what harm sharing could do")
    harm_of_not_sharing = _words("What harm could not sharing do?", "Say what harm not sharing could do")


class AdviceForm(StepForm):
    """Who was asked."""

    advice = Checkboxes(
        "Who did you ask?", choices=choices(vocabulary.words_of("advice")), validators=[Needed("Say whom you asked")]
    )
    advice_words = TextAreaField("What they said", validators=[LONG])

    def validate(self, extra_validators: Any = None) -> bool:
        """“None” stands alone; advice that was taken is written down."""
        passed = super().validate(extra_validators)
        asked = set(self.advice.data or ())
        if "NONE" in asked and len(asked) > 1:
            self.advice.errors = ["Choose “None”, or whom you asked"]
            return False
        if asked - {"NONE"} and not (self.advice_words.data or "").strip():
            self.advice_words.errors = ["Say what they said"]
            return False
        return passed


class TellingForm(StepForm):
    """Whether the person is told, and if not, why and until when."""

    telling = _one_of("Will they be told?", "Say whether they are told", "telling")
    telling_words = TextAreaField("Why not yet, or how they will be told", validators=[LONG])
    tell_on = DayField("Day to tell them, or to look at this again")

    def validate(self, extra_validators: Any = None) -> bool:
        """Who has not been told needs a reason and a day."""
        passed = super().validate(extra_validators)
        if self.telling.data in ("", None, "TOLD"):
            return passed
        if not (self.telling_words.data or "").strip():
            self.telling_words.errors = ["Say why not yet, or how they will be told"]
        if self.tell_on.day is None and not self.tell_on.errors:
            self.tell_on.errors = ["Say on which day this is looked at again"]
        return passed and not self.telling_words.errors and not self.tell_on.errors


class ReviewForm(StepForm):
    """When the decision is looked at again; a copy in Roundtable can be opened until then."""

    review_on = DayField("Day to look at it again", validators=[Needed("Say when it is looked at again")])


FORMS: Mapping[str, type[StepForm]] = {
    "happening": HappeningForm, "ground": GroundForm, "child": ChildForm, "adult": AdultForm, "consent": ConsentForm,
    "wishes": WishesForm, "recipient": RecipientForm, "parts": PartsForm, "basis": BasisForm, "weigh": WeighForm,
    "advice": AdviceForm, "telling": TellingForm, "review": ReviewForm,
}  # fmt: skip


def form_of(step: str, **values: Any) -> StepForm:
    """The form of a page, filled with what was written before."""
    return FORMS[step](**values)
