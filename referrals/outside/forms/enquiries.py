"""What the public forms ask, and what the desk that answers them is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField

from core.forms import AtMost, Checkboxes, Needed, RoundtableForm, choices
from people.forms import OneOfField
from referrals.outside.words import ASIDE_WORDS, MYSELF_LABELS, NEED_WORDS, REACH_WORDS

PLAIN, EASY = 0, 1
VOICEMAIL = {"yes": "Yes", "no": "No"}
AGREED = {"yes": "Yes, they know and agree", "no": "No, or not sure"}
ANSWERS = ("name", "reach", "address", "times", "voicemail", "code_word", "never", "needs", "words")
TELLER = ("teller", "organisation", "teller_contact", "consent")


class WrittenForm(RoundtableForm):
    """What both public forms ask: a safe way back first, then what would help. `website` is a trap for machines."""

    reach = OneOfField(MYSELF_LABELS["reach"][PLAIN])
    address = StringField(MYSELF_LABELS["address"][PLAIN], validators=[AtMost(200)])
    times = StringField(MYSELF_LABELS["times"][PLAIN], validators=[AtMost(200)])
    voicemail = OneOfField(MYSELF_LABELS["voicemail"][PLAIN], choices=choices(VOICEMAIL))
    code_word = StringField(MYSELF_LABELS["code_word"][PLAIN], validators=[AtMost(100)])
    never = StringField(MYSELF_LABELS["never"][PLAIN], validators=[AtMost(300)])
    name = StringField(MYSELF_LABELS["name"][PLAIN], validators=[AtMost(100)])
    needs = Checkboxes(MYSELF_LABELS["needs"][PLAIN])
    words = TextAreaField(MYSELF_LABELS["words"][PLAIN], validators=[AtMost(4000)])
    website = StringField("Leave this empty", validators=[AtMost(200)])

    def __init__(self, needs: Iterable[str], *, easy: bool = False, **values: Any) -> None:
        """`needs`: codes that this form offers; `easy`: in Easy Read."""
        super().__init__(**values)
        style = EASY if easy else PLAIN
        self.needs.choices = [SelectChoice(code, NEED_WORDS[code][style]) for code in needs]
        self.reach.choices = [SelectChoice(code, words[style]) for code, words in REACH_WORDS.items()]

    @property
    def is_from_a_machine(self) -> bool:
        """True when the field that no person sees was filled in."""
        return bool(self.website.data)

    def answers(self) -> dict[str, Any]:
        """What was written, field by field, without spaces around it."""
        return {name: _bare(self[name].data) for name in (*ANSWERS, *TELLER) if name in self}


class MyselfForm(WrittenForm):
    """Somebody writes for themselves."""


class SomeoneForm(WrittenForm):
    """A professional writes about somebody: who they are, and whether the person agrees."""

    teller = StringField("Your name", validators=[Needed("Enter your name"), AtMost(100)])
    organisation = StringField("Your organisation", validators=[Needed("Enter your organisation"), AtMost(120)])
    teller_contact = StringField(
        "Your work e-mail address or telephone number", validators=[Needed("Enter how we reach you"), AtMost(200)]
    )
    consent = OneOfField(
        "Does the person know, and agree that you tell us?", choices=choices(AGREED),
        validators=[Needed("Choose whether they agree")],
    )  # fmt: skip


class FormsForm(RoundtableForm):
    """Which public forms are on, who answers, and what they say."""

    myself_on = BooleanField("People can write to us for themselves")
    someone_on = BooleanField("Professionals can write to us about someone")
    team_id = SelectField("Team that answers", validate_choice=False)
    welcome = TextAreaField("Words of welcome", validators=[AtMost(600)])
    ring = StringField("A number that people can ring instead", validators=[AtMost(100)])

    def __init__(self, teams: Iterable[tuple[str, str]], **values: Any) -> None:
        """`teams`: (id, name) of the agency's own."""
        super().__init__(**values)
        self.team_id.choices = [SelectChoice("", "Choose a team"), *(SelectChoice(code, name) for code, name in teams)]


class AssignForm(RoundtableForm):
    """Who has it from now on."""

    user_id = SelectField("Colleague", validators=[Needed("Choose a colleague")], validate_choice=False)

    def __init__(self, colleagues: Iterable[tuple[str, str]], **values: Any) -> None:
        """`colleagues`: (id, name) of those who answer."""
        super().__init__(**values)
        self.user_id.choices = [SelectChoice(code, name) for code, name in colleagues]


class AsideForm(RoundtableForm):
    """Why a message is set aside."""

    reason = OneOfField("Why", choices=choices(ASIDE_WORDS), validators=[Needed("Choose a reason")])


class RecordForm(RoundtableForm):
    """A name to use: an alias is enough."""

    alias = StringField("Name to use", validators=[Needed("Enter a name to use. An alias is enough."), AtMost(100)])


class LinkForm(RoundtableForm):
    """Whose message it is."""

    person_id = HiddenField()


def _bare(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
