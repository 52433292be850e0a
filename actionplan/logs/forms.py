"""The questions of the logs: one form for each, in sections, with the fields named as the columns are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from actionplan.logs import rules, words
from actionplan.logs.kinds import EnforcementState, Log
from core.forms import AtMost, DayField, Needed, choices
from people.leaks.forms import CheckedForm

SHORT, LONG = 200, 2000
Section = tuple[str, tuple[str, ...]]


class EntryForm(CheckedForm):
    """What each log asks: whose entry it is, and the commitment that it serves. `sections` give the order on the page.

    `columns` are the fields that are stored as they are; a date is its `.day`.
    """

    sections: ClassVar[tuple[Section, ...]] = ()
    columns: ClassVar[tuple[str, ...]] = ()

    agency = SelectField("Kept by", [Needed("Choose the agency that keeps this entry")])
    commitment = SelectField("Commitment it serves", [Optional()])

    def offer(self, agencies: Iterable[tuple[UUID, str]], commitments: Iterable[tuple[str, str]]) -> None:
        """Fill the two lists; a single agency needs no choice."""
        offered = [SelectChoice(str(value), name) for value, name in agencies]
        self.agency.choices = offered if len(offered) == 1 else [SelectChoice("", "Choose an agency"), *offered]
        self.commitment.choices = [
            SelectChoice("", "None of them"),
            *(SelectChoice(value, said) for value, said in commitments),
        ]

    @property
    def owner_agency_id(self) -> UUID:
        """The agency that keeps the entry."""
        return UUID(self.agency.data)

    @property
    def commitment_id(self) -> UUID | None:
        """The commitment that it serves, if any."""
        return UUID(self.commitment.data) if self.commitment.data else None

    @property
    def said_title(self) -> str:
        """What the entry is called."""
        return str(self._fields["title"].data)

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the entry, as the service takes them."""
        return {name: _stored(self._fields[name]) for name in self.columns}


def _stored(field: Any) -> Any:
    if isinstance(field, DayField):
        return field.day
    return field.data if isinstance(field, BooleanField | IntegerField) else field.data or ""


def _title(label: str, need: str, hint: str = "") -> StringField:
    return StringField(label, [Needed(need), AtMost(SHORT)], description=hint)


def _long(label: str, need: str = "", hint: str = "") -> TextAreaField:
    return TextAreaField(label, [*([Needed(need)] if need else []), AtMost(LONG)], description=hint)


def _link() -> StringField:
    return StringField("Link", [AtMost(500)], description="A public web address, if there is one.")


class PolicyForm(EntryForm):
    """A law, policy, guidance or consultation."""

    sections = (
        ("What it is", ("title", "kind", "stage", "body", "summary", "dated", "closes_on", "link")),
        ("What it means", ("impact",)),
        ("What the forum answered", ("response", "responded_on")),
    )
    columns = (
        "kind", "stage", "body", "summary", "impact", "dated", "closes_on", "response", "responded_on", "link",
    )  # fmt: skip
    title = _title("Name", "Enter its name")
    kind = SelectField("Kind", [Needed("Choose the kind")], choices=choices(words.POLICY_KINDS, "Choose"))
    stage = SelectField("Where it stands", [Needed("Choose where it stands")],
                        choices=choices(words.POLICY_STAGES, "Choose"))  # fmt: skip
    body = StringField("Whose it is", [Needed("Enter whose it is"), AtMost(SHORT)],
                       description="A ministry, a council, a police body.")  # fmt: skip
    summary = _long("What it says", "Say what it says", "Two or three plain sentences.")
    impact = _long("What it means for people who sex work", "Say what it means for people who sex work")
    dated = DayField("Date on it", [Optional()])
    closes_on = DayField("Last day for comments", [Optional()], description="For a consultation, such as 15/12/2026.")
    response = _long("The forum’s answer", hint="The forum has no policy on legalisation: say what people need.")
    responded_on = DayField("Sent on", [Optional()])
    link = _link()


class ResearchForm(EntryForm):
    """A piece of research."""

    sections = (
        ("What it is", ("title", "kind", "stage", "lead", "question", "method", "begins_on", "ends_on")),
        ("People and ethics", ("involvement", "ethics", "consent_apart")),
        ("What came of it", ("findings", "published_on", "link")),
    )
    columns = (
        "kind", "stage", "lead", "question", "method", "involvement", "ethics", "consent_apart", "begins_on", "ends_on",
        "findings", "published_on", "link",
    )  # fmt: skip
    title = _title("Name", "Enter its name")
    kind = SelectField("Kind", [Needed("Choose the kind")], choices=choices(words.RESEARCH_KINDS, "Choose"))
    stage = SelectField("Where it stands", [Needed("Choose where it stands")],
                        choices=choices(words.RESEARCH_STAGES, "Choose"))  # fmt: skip
    lead = StringField("Led by", [Needed("Enter who leads it"), AtMost(SHORT)], description="An organisation.")
    question = _long("What it asks", "Say what it asks")
    method = _long("How", hint="Interviews, a survey, walking groups: and how many people, roughly.")
    involvement = _long(
        "How people who sex work shape it", "Say how people who sex work shape it",
        "Who asks the questions, who reads the drafts, and how they are paid.",
    )  # fmt: skip
    ethics = _long("Ethics", hint="The committee that passed it and when, or why it needed nobody’s leave.")
    consent_apart = BooleanField(
        "People are asked for consent to it apart from any service, and lose nothing by a no",
        description="Needed before it is under way.",
    )
    begins_on = DayField("Begins", [Optional()])
    ends_on = DayField("Ends", [Optional()])
    findings = _long("What it found", hint="In general, with no quotes that point at one person.")
    published_on = DayField("Published on", [Optional()])
    link = _link()


class TrainingForm(EntryForm):
    """Training that was given or is booked."""

    sections = (
        ("What and for whom", ("title", "topics", "audience", "audience_words", "mode", "minutes")),
        ("When and by whom", ("held_on", "trainer", "led_by_experience")),
        ("How it went", ("trained", "learned")),
    )
    columns = (
        "held_on", "trainer", "audience", "audience_words", "mode", "minutes", "trained", "led_by_experience", "topics",
        "learned",
    )  # fmt: skip
    title = _title("Name of the training", "Enter its name")
    topics = _long("What it covered", "Say what it covered")
    audience = SelectField("For", [Needed("Choose for whom")], choices=choices(words.AUDIENCES, "Choose"))
    audience_words = StringField("Who came", [Needed("Say who came"), AtMost(SHORT)],
                                 description="Teams and jobs, such as “Response officers, city centre”.")  # fmt: skip
    mode = RadioField("How", [Needed("Choose how")], choices=choices(words.TRAINING_MODES))
    minutes = IntegerField("Length in minutes", [Needed("Enter how long it takes")])
    held_on = DayField("Day", [Needed("Enter the day")], description="It may lie ahead. Such as 15/12/2026.")
    trainer = StringField("Trainer", [Needed("Enter who trains"), AtMost(SHORT)],
                          description="An organisation or a job, not a person.")  # fmt: skip
    led_by_experience = BooleanField("Led or co-led by people with lived experience, and paid")
    trained = IntegerField("How many were trained", [Optional()], description="Leave it empty until it was held.")
    learned = _long("What they took away", hint="From feedback: what people will do otherwise.")


class ResourceForm(EntryForm):
    """Money, time, a place or goods."""

    sections = (
        ("What it is", ("title", "kind", "stage", "source", "amount", "quantity")),
        ("What for, and until when", ("purpose", "begins_on", "ends_on", "conditions")),
    )
    columns = ("kind", "stage", "source", "quantity", "purpose", "begins_on", "ends_on", "conditions")
    title = _title("Name", "Enter a name", "Such as “Night outreach van”.")
    kind = SelectField("Kind", [Needed("Choose the kind")], choices=choices(words.RESOURCE_KINDS, "Choose"))
    stage = SelectField("Where it stands", [Needed("Choose where it stands")],
                        choices=choices(words.RESOURCE_STAGES, "Choose"))  # fmt: skip
    source = StringField("From", [Needed("Enter whom it comes from"), AtMost(SHORT)])
    amount = StringField("Amount in pounds", [AtMost(20)], description="For funding, such as 12,500.")
    quantity = StringField("How much of it", [AtMost(SHORT)], description="Such as “two days a month”.")
    purpose = _long("What it is for", "Say what it is for")
    begins_on = DayField("Begins", [Optional()])
    ends_on = DayField("Ends", [Optional()], description="You are reminded 60 days before.")
    conditions = _long("Conditions", hint="Reports owed, what it may not be spent on.")

    @property
    def values(self) -> dict[str, Any]:
        """With the amount in pence; refuses what is no amount."""
        return {**super().values, "amount_pence": rules.pence_of(self.amount.data or "")}


class EnforcementForm(EntryForm):
    """A planned operation."""

    sections = (
        ("The operation, in outline", ("title", "purpose", "led_by", "partners", "area", "begins_on", "ends_on")),
        ("People who sex work", ("impact", "safeguards", "support", "alternatives")),
        ("The firewall", ("border_officers", "border_words", "firewall_promised", "firewall_practice")),
        ("What will be said in public", ("communications",)),
    )
    columns = (
        "led_by", "partners", "area", "begins_on", "ends_on", "purpose", "impact", "safeguards", "support",
        "alternatives", "communications", "border_words", "firewall_promised", "firewall_practice",
    )  # fmt: skip
    title = _title("Name of the operation", "Enter a name", "A working name that says nothing to outsiders will do.")
    purpose = _long("What it is for", "Say what it is for", "Whom it is aimed at: those who harm, never those harmed.")
    led_by = StringField("Led by", [Needed("Enter who leads it"), AtMost(SHORT)], description="A post or a team.")
    partners = StringField("Who else takes part", [AtMost(SHORT)])
    area = StringField(
        "Where", [Needed("Say where"), AtMost(SHORT)], description="A ward or a part of town. No addresses."
    )
    begins_on = DayField("First day", [Needed("Enter the first day")])
    ends_on = DayField("Last day", [Needed("Enter the last day")])
    impact = _long(
        "What it would do to people who sex work", "Say what it would do to people who sex work",
        "Think of those who would move, be seen, lose income or stop reporting.",
    )  # fmt: skip
    safeguards = _long("How harm is kept down", "Say how harm is kept down")
    support = _long("Which support services know, and what they have ready", "Say which support services know")
    alternatives = _long("What was looked at instead")
    border_officers = RadioField(
        "Will immigration officers take part, or be told of it?", [Needed("Choose yes or no")],
        choices=choices({"yes": "Yes", "no": "No"}),
    )  # fmt: skip
    border_words = _long("If yes: why, and who agreed to it")
    firewall_promised = BooleanField("Every partner promises this", description=words.FIREWALL)
    firewall_practice = _long(
        "How officers are told of the promise",
        "Say how officers are told of it",
        "In the briefing, in writing, by whom.",
    )
    communications = _long("What will be said in public", hint="Words that members agreed on, or nothing.")

    @property
    def values(self) -> dict[str, Any]:
        """With the answer on immigration officers as yes or no."""
        return {**super().values, "border_officers": self.border_officers.data == "yes"}


class JoiningForm(EntryForm):
    """An organisation and National Ugly Mugs."""

    sections = (
        ("Which organisation", ("member", "name", "kind")),
        ("What it said", ("stage", "asked_on", "joined_on", "left_on", "answer")),
        ("Warnings", ("takes_warnings", "warnings_to")),
    )
    columns = (
        "kind", "stage", "asked_on", "joined_on", "left_on", "takes_warnings", "warnings_to", "answer",
    )  # fmt: skip
    member = SelectField("Member of the forum", [Optional()])
    name = StringField("Or another organisation", [AtMost(SHORT)], description="An organisation, never a person.")
    kind = SelectField("As", [Needed("Choose as what")], choices=choices(words.SIGN_UP_KINDS, "Choose"))
    stage = RadioField("Where it stands", [Needed("Choose where it stands")], choices=choices(words.SIGN_UP_STAGES))
    asked_on = DayField("Asked on", [Needed("Enter the day it was asked")])
    joined_on = DayField("Joined on", [Optional()])
    left_on = DayField("Left on", [Optional()])
    answer = _long("What they said")
    takes_warnings = BooleanField("It takes the warnings")
    warnings_to = StringField("Warnings go to", [AtMost(SHORT)], description="A team or a post, not a person.")

    def offer(self, agencies: Iterable[tuple[UUID, str]], commitments: Iterable[tuple[str, str]]) -> None:
        """Fill the lists; which members there are is set by `offer_members`."""
        super().offer(agencies, commitments)
        self.member.choices = self.member.choices or [SelectChoice("", "None of them")]

    def offer_members(self, members: Iterable[tuple[UUID, str]]) -> None:
        """The members of the forum that may have joined."""
        self.member.choices = [
            SelectChoice("", "Not a member of the forum"), *(SelectChoice(str(value), name) for value, name in members),
        ]  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        """As the base form, and one of the two names."""
        passed = super().validate(extra_validators)
        if not self.member.data and not (self.name.data or "").strip():
            self.name.errors = [*self.name.errors, "Choose a member, or enter the organisation’s name"]
            return False
        return passed

    @property
    def said_title(self) -> str:
        """The organisation's name, a member's as the forum writes it."""
        named = {choice.value: choice.label for choice in self.member.choices}
        return named[self.member.data] if self.member.data else str(self.name.data)

    @property
    def values(self) -> dict[str, Any]:
        """With the member that it is, if it is one."""
        member = UUID(self.member.data) if self.member.data else None
        return {**super().values, "member_agency_id": member}


FORMS: dict[Log, type[EntryForm]] = {
    Log.POLICY: PolicyForm, Log.RESEARCH: ResearchForm, Log.TRAINING: TrainingForm, Log.RESOURCES: ResourceForm,
    Log.ENFORCEMENT: EnforcementForm, Log.JOINING: JoiningForm,
}  # fmt: skip


class TakeOffForm(CheckedForm):
    """Why an entry leaves the log."""

    reason = TextAreaField("Why it comes off", [Needed("Say why"), AtMost(500)])


class StepForm(CheckedForm):
    """The next step of an operation."""

    to = RadioField("What happened", [Needed("Choose what happened")])
    words = TextAreaField(
        "In words", [Needed("Say it in words"), AtMost(LONG)],
        description="What the forum said, what was done, or why not. In a review: what it did to people who sex work, "
        "and what to do otherwise. No names, no addresses.",
    )  # fmt: skip
    decision = SelectField("Decision of the forum", [Optional()])

    def offer(self, states: Iterable[EnforcementState], decisions: Iterable[tuple[UUID, str]]) -> None:
        """The steps that may come next, and the forum's decisions."""
        self.to.choices = choices({state: words.ENFORCEMENT_STATES[state] for state in states})
        self.decision.choices = [
            SelectChoice("", "None, or not numbered yet"),
            *(SelectChoice(str(value), said) for value, said in decisions),
        ]
