"""The questions of outreach: a session, its headcount, and the quick log of one contact.

The questions of a session and of a contact stand by themselves, free of a request: a page asks them as a form
(`SessionForm`, `ContactForm`), and entries that were written without signal are asked the same (`SessionEntry`,
`ContactEntry`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from core import clock
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, TimeField, choices
from outreach import catalogue
from outreach.details import (
    AGE_WORDS,
    ANSWER_WORDS,
    DURATION_WORDS,
    INTENT_WORDS,
    MET_WORDS,
    AgeBand,
    Details,
    Duration,
    FourAnswers,
    MetBefore,
    ReportingIntent,
)
from outreach.rules import MOST_OF_AN_ITEM, UNLINK_REASONS

NOT_SAID = "Not said"


class GivenField(Field):
    """How many of each item: one number input an item, named `item-<code>`. Empty and 0 mean none was given."""

    widget = TextInput()

    def __init__(self, items: Mapping[str, str], **options: Any) -> None:
        super().__init__("Given", **options)
        self.items = items
        self.typed: dict[str, str] = {}
        self.wrong: dict[str, str] = {}
        self.data: dict[str, int] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        offered = data if isinstance(data, dict) else {}
        self.process_errors: list[str] = []
        if formdata is None or not len(formdata):
            self.data = dict(offered)
            self.typed = {code: str(number) for code, number in offered.items()}
            return
        self.typed = {code: (formdata.get(f"item-{code}") or "").strip() for code in self.items}
        self.data = {code: int(typed) for code, typed in self.typed.items() if typed.isdecimal() and int(typed)}

    def opens(self, items: Mapping[str, str]) -> bool:
        """True when any of these items was given a number, so that their disclosure stands open."""
        return any(self.typed.get(code) not in (None, "", "0") for code in items)

    def pre_validate(self, form: Form) -> None:
        for code, typed in self.typed.items():
            if typed and not (typed.isdecimal() and int(typed) <= MOST_OF_AN_ITEM):
                self.wrong[code] = f"{self.items[code]} must be 0 to {MOST_OF_AN_ITEM}"
        if self.wrong:
            self.id = f"item-{next(iter(self.wrong))}"
            raise ValidationError(next(iter(self.wrong.values())))


class CountsField(Field):
    """How many of each kind: one number input a kind, named `<field>-<code>`. Empty means nobody was described."""

    widget = TextInput()

    def __init__(self, label: str, kinds: Mapping[str, str], **options: Any) -> None:
        super().__init__(label, **options)
        self.kinds = kinds
        self.typed: dict[str, str] = {}
        self.data: dict[str, int] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        if formdata is None or not len(formdata):
            self.data = dict(data) if isinstance(data, dict) else {}
            self.typed = {code: str(number) for code, number in self.data.items()}
            return
        self.typed = {code: (formdata.get(f"{self.name}-{code}") or "").strip() for code in self.kinds}
        self.data = {code: int(typed) for code, typed in self.typed.items() if typed.isdecimal() and int(typed)}

    def pre_validate(self, form: Form) -> None:
        for code, typed in self.typed.items():
            if typed and not (typed.isdecimal() and int(typed) <= 999):
                self.id = f"{self.name}-{code}"
                raise ValidationError(f"{self.kinds[code]} must be 0 to 999")


class SessionQuestions:
    """What is asked when a session begins."""

    mode = SelectField(
        "How", choices=choices(catalogue.modes(), "Choose"), validators=[Needed("Choose how you meet people")]
    )
    ward = SelectField(
        "Where", choices=choices(catalogue.wards(), "Choose"), validators=[Needed("Choose a ward")],
        description="A ward is the smallest place we keep. Never a street.",
    )  # fmt: skip
    route = StringField(
        "Route or beat", validators=[AtMost(60)],
        description="Your team’s own name for it, such as Canal route. Stays inside your agency.",
    )  # fmt: skip
    team = StringField("Who is out", validators=[AtMost(200)], description="Staff and volunteers, in your own words.")
    day = DayField("Day", validators=[Needed("Enter the day")])
    time = TimeField("Time you set out", validators=[Needed("Enter the time")])

    def began_at(self) -> datetime:
        """When the session began, as an aware moment."""
        return datetime.combine(self.day.day or clock.today(), self.time.time or time(), clock.LONDON)

    def answers(self) -> dict[str, Any]:
        """What `service.start_session` takes."""
        return {
            "mode": self.mode.data, "ward": self.ward.data, "route": self.route.data or None,
            "team": self.team.data or "", "began_at": self.began_at(),
        }  # fmt: skip


class SessionForm(SessionQuestions, RoundtableForm):
    """Start a session, on a page."""


class SessionEntry(SessionQuestions, Form):
    """A session that was started on a phone without signal: `SessionEntry(MultiDict(pairs))`."""


class HeadcountForm(RoundtableForm):
    """The headcount of a session, and what was seen."""

    headcount = IntegerField(
        "People met",
        validators=[InputRequired("Enter how many people you met"), NumberRange(0, 999, "Must be 0 to 999")],
    )
    new = IntegerField("Of them, new to us", validators=[Optional(), NumberRange(0, 999, "Must be 0 to 999")])
    known = IntegerField("Of them, known to us", validators=[Optional(), NumberRange(0, 999, "Must be 0 to 999")])
    declined = IntegerField(
        "Of them, wanted nothing written down",
        validators=[InputRequired("Enter a number, 0 for none"), NumberRange(0, 999, "Must be 0 to 999")],
    )
    presented_gender = CountsField("How people came across", catalogue.PRESENTED_GENDERS)
    presented_age = CountsField("How old they seemed", {str(band): words for band, words in AGE_WORDS.items()})
    observations = TextAreaField(
        "What you saw", validators=[AtMost(2000)],
        description="No names, no exact places, no car registrations. What another team should know.",
    )  # fmt: skip

    def presented(self) -> dict[str, dict[str, int]]:
        """How people came across, by gender and by age, without the empty ones."""
        said = {"gender": self.presented_gender.data, "age": self.presented_age.data}
        return {name: counts for name, counts in said.items() if counts}


class WriteUpForm(RoundtableForm):
    """How a session went for those who were out: all of it optional."""

    police_seen = RadioField(
        "Did you see police?", default="", choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No"),
                                                    SelectChoice("", NOT_SAID)],
    )  # fmt: skip
    interpreter = RadioField(
        "Was an interpreter used?", default="", choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No"),
                                                         SelectChoice("", NOT_SAID)],
        description="Only whether. Which language is never asked.",
    )  # fmt: skip
    near_miss = TextAreaField(
        "Incident or near miss", validators=[AtMost(2000)],
        description="What happened to one of you, or nearly did. Nothing that names somebody you met.",
    )  # fmt: skip
    debrief_done = BooleanField("We talked it over together")
    debrief = TextAreaField(
        "What we take from tonight", validators=[AtMost(2000)], description="What went well, what to do another way."
    )

    def answers(self) -> dict[str, Any]:
        """What `service.write_up` takes."""
        sides = {"yes": True, "no": False}
        return {
            "police_seen": sides.get(self.police_seen.data), "interpreter": sides.get(self.interpreter.data),
            "near_miss": self.near_miss.data or "", "debrief_done": bool(self.debrief_done.data),
            "debrief": self.debrief.data or "",
        }  # fmt: skip


class ContactQuestions:
    """What is asked of one contact: who, met before, given and done; the rest behind a disclosure, all optional."""

    who = RadioField(
        "Who", default="unnamed",
        choices=[SelectChoice("unnamed", "No name"), SelectChoice("alias", "Alias"), SelectChoice("code", "Own code")],
    )  # fmt: skip
    alias = StringField("Alias", validators=[AtMost(80)], description="Never a legal name.")
    code = StringField(
        "Their own code", validators=[AtMost(40)],
        description="Two letters and a number they chose. Never initials with a date of birth. We keep no copy of it.",
    )  # fmt: skip
    met = RadioField(
        "Met before?", validators=[Needed("Choose New, Known or Not sure")],
        choices=[SelectChoice(str(value), words) for value, words in MET_WORDS.items()],
    )  # fmt: skip
    did = Checkboxes("Did", choices=choices(catalogue.MAIN_INTERVENTIONS))
    did_more = Checkboxes("Also did", choices=choices(catalogue.other_interventions()))
    flags = Checkboxes("Anything else?", choices=choices(catalogue.FLAGS))
    note = TextAreaField(
        "Note", validators=[AtMost(1000)],
        description="No names of others, no exact place, no car registrations. What they would be glad to read.",
    )  # fmt: skip
    given = GivenField(catalogue.items())
    duration = SelectField("How long", choices=choices(DURATION_WORDS, NOT_SAID), default="")
    beat = StringField(
        "Beat", validators=[AtMost(60)], description="If not the session’s. A name for the whole beat, never a street."
    )
    contact_ward = SelectField(
        "Ward, if not the session’s", choices=choices(catalogue.wards(), "The session’s"), default=""
    )
    age_band = SelectField("Age, if they say or it is plain", choices=choices(AGE_WORDS, NOT_SAID), default="")
    setting = SelectField("How they work", choices=choices(catalogue.settings(), "Not asked"), default="")
    information = Checkboxes("Told about", choices=choices(catalogue.INFORMATION))
    concerns = Checkboxes("Worries", choices=choices(catalogue.CONCERNS))
    barrier = SelectField(
        "What keeps them from reporting", choices=choices(catalogue.barriers(), "Not asked"), default=""
    )
    reporting_intent = SelectField("Reporting", choices=choices(INTENT_WORDS, "Not asked"), default="")
    referral_offered = SelectField("Referral offered", choices=choices(ANSWER_WORDS), default=FourAnswers.NOT_ASKED)
    referral_accepted = SelectField("Referral wanted", choices=choices(ANSWER_WORDS), default=FourAnswers.NOT_ASKED)
    counted = BooleanField("Already in the headcount")
    person = HiddenField(validators=[Optional()])

    def validate_alias(self, field: StringField) -> None:
        """No name and an alias contradict each other: neither is guessed away."""
        self._agrees(field, "alias", "alias", "the alias")

    def validate_code(self, field: StringField) -> None:
        """The same of a code of their own."""
        self._agrees(field, "code", "code", "the code")

    def _agrees(self, field: StringField, who: str, said: str, words: str) -> None:
        given = bool((field.data or "").strip())
        if given and self.who.data == "unnamed":
            label = dict((choice.value, choice.label) for choice in self.who.choices)[who]
            raise ValidationError(f"You chose No name. Take {words} out, or choose {label}.")
        if not given and self.who.data == who:
            raise ValidationError(f"Enter {words}, or choose No name")

    def more_is_open(self) -> bool:
        """Whether the disclosure with the rest stands open: when anything in it was answered or did not pass."""
        plain = (self.duration, self.beat, self.contact_ward, self.age_band, self.setting, self.barrier,
                 self.reporting_intent, self.information, self.concerns)  # fmt: skip
        referral = (self.referral_offered, self.referral_accepted)
        answered = any(field.data for field in plain) or any(field.data != FourAnswers.NOT_ASKED for field in referral)
        return answered or any(field.errors for field in (*plain, *referral))

    def details(self) -> Details:
        """The optional parts, as a service verb takes them."""
        return Details(
            duration=Duration(self.duration.data) if self.duration.data else None,
            ward=self.contact_ward.data or None, beat=self.beat.data or None,
            age_band=AgeBand(self.age_band.data) if self.age_band.data else None, setting=self.setting.data or None,
            information=self.information.data or (), concerns=self.concerns.data or (),
            barrier=self.barrier.data or None,
            reporting_intent=ReportingIntent(self.reporting_intent.data) if self.reporting_intent.data else None,
            referral_offered=FourAnswers(self.referral_offered.data or FourAnswers.NOT_ASKED),
            referral_accepted=FourAnswers(self.referral_accepted.data or FourAnswers.NOT_ASKED),
        )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """What `service.log_contact` takes, save session, person and moment."""
        return {
            "met_before": MetBefore(self.met.data), "alias": self.alias.data if self.who.data == "alias" else None,
            "code": self.code.data if self.who.data == "code" else None, "given": self.given.data,
            "interventions": [*(self.did.data or ()), *(self.did_more.data or ())], "flags": self.flags.data or [],
            "note": self.note.data, "details": self.details(), "already_counted": bool(self.counted.data),
        }  # fmt: skip


class ContactForm(ContactQuestions, RoundtableForm):
    """Log one contact, on a page."""


class ContactEntry(ContactQuestions, Form):
    """A contact that was logged on a phone without signal: `ContactEntry(MultiDict(pairs))`."""


class FollowUpForm(RoundtableForm):
    """Who follows a contact up, and by when."""

    by = SelectField("Who", validators=[Needed("Choose who does it")])
    due = DayField("By", validators=[Needed("Enter the day")])
    words = TextAreaField(
        "What about", validators=[AtMost(500)], description="A few words for whoever does it. No names of others."
    )


class CodeForm(RoundtableForm):
    """A code that somebody says is theirs. Sent, never put into an address."""

    code = StringField(
        "Their own code", validators=[Needed("Enter the code"), AtMost(40)],
        description="As they say it. Capitals and spaces do not matter.",
    )  # fmt: skip


class SettleForm(RoundtableForm):
    """Somebody saw to a flag."""

    flag = HiddenField(validators=[Needed("Choose what you saw to")])


class UnlinkForm(RoundtableForm):
    """Why a contact comes off a record."""

    reason = RadioField("Why", validators=[Needed("Choose why")], choices=choices(UNLINK_REASONS))


class WhoForm(RoundtableForm):
    """Whose record a contact belongs to."""

    find = StringField("Find somebody", validators=[AtMost(80)])
    choice = RadioField(validators=[Needed("Choose one")])
    alias = StringField("What to call them", validators=[AtMost(80)], description="Never a legal name.")
    with_code = BooleanField("Put the others under this code there too")

    def __init__(self, choices: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.choice.choices = [SelectChoice(value, words) for value, words in choices]
