"""What the keepers of an entry are asked."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from core.errors import Refused
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from directory import facts, hours
from directory.facts import PlaceWords
from directory.keeping.rules import About
from directory.rules import CATEGORY_WORDS, CHECKED_WORDS, PLACE_WORDS, STATUS_WORDS, PlaceKind, ServiceStatus

BLANK_ROWS = 2
NUMBER = Optional(strip_whitespace=True)


class OrganisationForm(RoundtableForm):
    """Whoever runs services."""

    name = StringField("Name", validators=[Needed("Enter the name"), AtMost(200)])
    description = TextAreaField("What it is", validators=[Needed("Say what it is"), AtMost(2000)])
    url = StringField("Website", validators=[AtMost(300)])
    email = StringField("E-mail that the public may use", validators=[AtMost(200)])

    def facts(self) -> dict[str, Any]:
        """What was typed; refuses an address that is none."""
        return {
            "name": self.name.data or "", "description": self.description.data or "",
            "url": facts.web_address(self.url.data or "", field="url"),
            "email": facts.email_address(self.email.data or "", field="email"),
        }  # fmt: skip


class AboutForm(RoundtableForm):
    """What a service is and does."""

    name = StringField("Name of the service", validators=[Needed("Enter the name"), AtMost(200)])
    description = TextAreaField("What it does", validators=[Needed("Say what it does"), AtMost(4000)])
    eligibility = TextAreaField("For whom", validators=[AtMost(1000)])
    minimum_age = IntegerField("Youngest age", validators=[NUMBER])
    maximum_age = IntegerField("Oldest age", validators=[NUMBER])
    categories = Checkboxes("Helps with", choices=choices(CATEGORY_WORDS))
    languages = StringField("Languages spoken", validators=[AtMost(500)], description="With commas between them.")
    areas = StringField(
        "Area it covers", validators=[AtMost(500)], description="Such as Manchester, Salford, or United Kingdom."
    )
    fees = StringField("What it costs", validators=[AtMost(300)])
    alert = StringField("Anything to know before going", validators=[AtMost(500)])
    status = RadioField(
        "Is it running?", choices=choices(STATUS_WORDS), default=ServiceStatus.ACTIVE.value,
        validators=[Needed("Say whether it is running")],
    )  # fmt: skip
    unlisted = BooleanField(
        "For members only", description="Members find it here. It is in no public list and on no printed sheet."
    )

    def about(self) -> About:
        """What was typed."""
        return About(
            name=facts.plain(self.name.data), description=facts.plain(self.description.data),
            eligibility=facts.plain(self.eligibility.data), status=ServiceStatus(self.status.data),
            categories=tuple(self.categories.data or ()), languages=tuple(facts.lines(self.languages.data or "")),
            areas=tuple(facts.lines(self.areas.data or "")), fees=facts.plain(self.fees.data),
            alert=facts.plain(self.alert.data), minimum_age=self.minimum_age.data, maximum_age=self.maximum_age.data,
            unlisted=bool(self.unlisted.data),
        )  # fmt: skip


class NewServiceForm(AboutForm):
    """A service that is not in the directory yet."""

    organisation_id = SelectField("Who runs it", validators=[Needed("Choose who runs it")])
    confidential = BooleanField(
        "Its premises are confidential",
        description="No address can be written, and nothing here may say where it is.",
    )

    def __init__(self, organisations: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        first = [SelectChoice("", "Choose")] if len(organisations) > 1 else []
        self.organisation_id.choices = first + [SelectChoice(code, words) for code, words in organisations]


class PhoneRow(Form):
    """A number, and what it is for."""

    number = StringField("Number", validators=[AtMost(40)])
    description = StringField("What it is for", validators=[AtMost(120)])


class LinkRow(Form):
    """An address of the web, and what stands there."""

    url = StringField("Web address", validators=[AtMost(300)])
    label = StringField("What stands there", validators=[AtMost(120)])


class ReachForm(RoundtableForm):
    """How a service is reached."""

    phones = FieldList(FormField(PhoneRow), max_entries=facts.MOST_PHONES)
    urls = FieldList(FormField(LinkRow), max_entries=facts.MOST_LINKS)
    email = StringField("E-mail that the public may use", validators=[AtMost(200)])

    def __init__(self, **values: Any) -> None:
        """Empty rows stand at the end when the page is first asked for."""
        super().__init__(**values)
        if self.email.raw_data is None:
            for rows, most in ((self.phones, facts.MOST_PHONES), (self.urls, facts.MOST_LINKS)):
                for _ in range(min(BLANK_ROWS, most - len(rows))):
                    rows.append_entry()

    def facts(self) -> dict[str, Any]:
        """What was typed, without empty rows; a number or an address that is none is said beside it."""
        phones = [
            facts.phone(row["number"].data, row["description"].data or "", field=row["number"].name)
            for row in self.phones if (row["number"].data or "").strip()
        ]  # fmt: skip
        urls = [
            {"label": " ".join((row["label"].data or "Website").split()) or "Website", "url": url}
            for row in self.urls if (url := facts.web_address(row["url"].data or "", field=row["url"].name))
        ]  # fmt: skip
        email = facts.email_address(self.email.data or "", field="email")
        return {"phones": phones, "urls": urls, "email": email}

    def show(self, refusal: Refused) -> None:
        """Beside the row that it is about."""
        for row in (*self.phones, *self.urls):
            for inner in row:
                if inner.name == refusal.field:
                    inner.errors = [*inner.errors, refusal.reason]
                    return
        super().show(Refused(refusal.reason, instead=refusal.instead, field=_plain_field(refusal.field)))


def _plain_field(name: str) -> str:
    return name if name == "email" else ""


class HoursForm(RoundtableForm):
    """When a service is open: an answer for each day of the week, and what a week cannot say."""

    mo = StringField("Monday", validators=[AtMost(100)])
    tu = StringField("Tuesday", validators=[AtMost(100)])
    we = StringField("Wednesday", validators=[AtMost(100)])
    th = StringField("Thursday", validators=[AtMost(100)])
    fr = StringField("Friday", validators=[AtMost(100)])
    sa = StringField("Saturday", validators=[AtMost(100)])
    su = StringField("Sunday", validators=[AtMost(100)])
    other = TextAreaField("Other times", validators=[AtMost(500)])

    @property
    def days(self) -> list[Any]:
        """The seven fields, from Monday."""
        return [self[code.lower()] for code in hours.ORDER]

    def schedules(self, stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What was typed. What a week cannot say stays as it was stored as long as its words were not changed."""
        week: dict[str, list[hours.Span]] = {}
        for code in hours.ORDER:
            try:
                week[code] = hours.typed_day(self[code.lower()].data or "")
            except Refused as refusal:
                raise Refused(refusal.reason, field=code.lower()) from None
        said = facts.plain(self.other.data)
        others = [row for row in stored if not hours.is_plain_week(row)]
        if said.splitlines() != hours.other_times(stored):
            others = [{"description": line} for line in said.splitlines()]
        return hours.weekly(week) + others


class PremisesForm(RoundtableForm):
    """Whether the premises stay unsaid."""

    confidential = RadioField(
        "May people know where it is?",
        choices=choices({"no": "Yes, the address may be published", "yes": "No, the premises are confidential"}),
        validators=[Needed("Say whether people may know where it is")],
    )


class PlaceForm(RoundtableForm):
    """A place where a service is found."""

    kind = RadioField("What kind of place", choices=choices(PLACE_WORDS), validators=[Needed("Choose the kind")])
    name = StringField("Name of the place", validators=[Needed("Enter a name for the place"), AtMost(200)])
    address = StringField("Street and number", validators=[AtMost(200)])
    city = StringField("Town", validators=[AtMost(80)])
    region = StringField("County", validators=[AtMost(80)])
    postcode = StringField("Postcode", validators=[AtMost(10)])
    uprn = StringField("UPRN", validators=[AtMost(12)], description="The property’s number, if you know it.")
    access = TextAreaField(
        "Getting in", validators=[AtMost(500)], description="Steps, lift, toilet, hearing loop, who may wait outside."
    )

    def place(self) -> PlaceWords:
        """What was typed."""
        return PlaceWords(
            kind=PlaceKind(self.kind.data).value, name=facts.plain(self.name.data),
            address=facts.plain(self.address.data) or None, city=facts.plain(self.city.data) or None,
            region=facts.plain(self.region.data) or None,
            postcode=facts.postcode(self.postcode.data or "", field="postcode"),
            uprn=(self.uprn.data or "").strip() or None, access=facts.plain(self.access.data) or None,
        )  # fmt: skip


class CheckForm(RoundtableForm):
    """That an entry was checked."""

    how = RadioField("How do you know?", validators=[Needed("Say how you know")])
    on = DayField("Checked on", validators=[Needed("Enter the day")])
    note = StringField("Note for other keepers", validators=[AtMost(300)], description="Not published.")

    def __init__(self, *, is_own: bool, **values: Any) -> None:
        super().__init__(**values)
        self.how.choices = choices(
            {how.value: words for how, words in CHECKED_WORDS.items() if is_own or how.value != "own"}
        )
