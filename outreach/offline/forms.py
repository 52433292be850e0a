"""Forms with which an entry that was refused is put right: the same questions as on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectChoice, SelectField, TextAreaField

from core.forms import AtMost, Needed, RoundtableForm
from outreach.forms import ContactForm, SessionForm

Form = TypeVar("Form", bound=RoundtableForm)
WHY_REVOKE = {"unused": "It is not used any more", "lost": "It is lost or stolen"}


class MendSessionForm(SessionForm):
    """A session that was refused, to be put right."""


class MendContactForm(ContactForm):
    """A contact that was refused, to be put right; it may belong to another session than was thought."""

    session = SelectField("Session", validators=[Needed("Choose the session it belongs to")])


class MendOtherForm(RoundtableForm):
    """The end of a session, or somebody met who wanted nothing written down: only its session may have to change."""

    session = SelectField("Session", validators=[Needed("Choose the session it belongs to")])
    observations = TextAreaField(
        "What you saw", validators=[AtMost(2000)], description="No names, no exact places, no car registrations."
    )


class RevokeForm(RoundtableForm):
    """Why a phone comes off the list."""

    why = RadioField(
        "What happened to it", default="unused", validators=[Needed("Choose what happened to it")],
        choices=[SelectChoice(code, words) for code, words in WHY_REVOKE.items()],
    )  # fmt: skip


def offer(form: MendContactForm | MendOtherForm, sessions: Sequence[tuple[str, str]]) -> None:
    """Which sessions an entry may belong to: id and words."""
    form.session.choices = [SelectChoice("", "Choose"), *(SelectChoice(*each) for each in sessions)]


def refilled(form: Form, pairs: Sequence[tuple[str, str]], version: int) -> Form:
    """A form as it was filled in on the phone, ready to be sent from this page."""
    form.process(MultiDict(pairs))
    form.renew_key()
    form.version.data = version
    return form
