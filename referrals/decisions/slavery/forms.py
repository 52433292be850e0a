"""What is asked before a request to the national referral mechanism, and in a note of the duty to notify."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, TextAreaField

from core.forms import AtMost, DayField, Needed, RoundtableForm, choices
from referrals.decisions import vocabulary
from referrals.forms import Chosen


class RequestForm(RoundtableForm):
    """Advice first, then informed consent, then who sends it."""

    advice = RadioField(
        "What did they say to immigration advice?", validators=[Chosen("Say what they said to advice")],
        validate_choice=False,
        choices=choices({row["code"].lower(): row["words"] for row in vocabulary.slavery()["advice_answers"]}),
    )  # fmt: skip
    what_it_is = BooleanField("They know what the mechanism is, and what it can and cannot give them")
    home_office = BooleanField("They know that the Home Office receives it, and keeps it")
    may_refuse = BooleanField("They know that they may say no, and still get help from us")
    own_view = TextAreaField(
        "What do they say about it themselves?", validators=[Needed("Write what they say about it"), AtMost(4000)]
    )
    grounds = TextAreaField(
        "What makes you think so?", validators=[Needed("Say what makes you think so"), AtMost(4000)]
    )
    recipient = RadioField(
        "Which first responder?", validators=[Chosen("Choose a first responder")], validate_choice=False, choices=[]
    )


class NotifyForm(RoundtableForm):
    """The signs that were seen, without a name, and when it was sent."""

    indicators = TextAreaField(
        "Which signs were seen? No names, no references", validators=[Needed("Say which signs were seen"), AtMost(4000)]
    )
    sent_on = DayField("Day it was sent", validators=[Needed("Say when it was sent")])
