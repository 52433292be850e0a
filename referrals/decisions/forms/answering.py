"""What the second person is asked, and what is written down afterwards."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from core.forms import AtMost, DayField, Needed, RoundtableForm


class SendNowForm(RoundtableForm):
    """The button of an emergency; police need their name typed out."""

    typed = StringField("Type the name of the police service")


class AnswerForm(RoundtableForm):
    """Yes, no, or ask for more: three buttons, with words where they are needed. `shown`: digest of what was read."""

    shown = HiddenField()
    typed = StringField("Type the name of the police service")
    child_checked = BooleanField("I have checked the evidence of risk to the child. It is not their parent’s sex work")
    words = TextAreaField("Your words: needed to ask for more, or to say no", validators=[AtMost(4000)])


class OutsideForm(RoundtableForm):
    """How a body outside was told. `shown`: digest of what was read."""

    shown = HiddenField()
    how = StringField("How they were told, and when", validators=[Needed("Say how they were told"), AtMost(400)])
    who = StringField("Whom you told, by their role", validators=[Needed("Say whom you told"), AtMost(200)])
    receipt = StringField("Their reference or receipt", validators=[AtMost(200)])


class LaterForm(RoundtableForm):
    """What happened later, in a few words; a day where telling them is put off again."""

    words = TextAreaField("In your words", validators=[AtMost(4000)])
    day = DayField("Look at this again on")
