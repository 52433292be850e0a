"""The questions asked of people with accounts."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from agencies.rules import LONGEST_PASSWORD
from core.forms import AtMost, EmptyForm, Needed, RoundtableForm

__all__ = [
    "CodeForm", "EmptyForm", "InvitationForm", "InviteForm", "PasswordForm", "RolesForm", "SignInForm",
]  # fmt: skip


class LooksLikeAddress:
    """Something before and after one @, and no white space: the link that is sent there is the real test."""

    def __call__(self, form: RoundtableForm, field: StringField) -> None:
        before, _, after = (field.data or "").strip().partition("@")
        if not before or "." not in after or "@" in after or any(letter.isspace() for letter in before + after):
            raise ValidationError("Enter an e-mail address, such as name@agency.org.uk")


class SignInForm(RoundtableForm):
    """The front door."""

    email = StringField("E-mail address", [Needed("Enter your e-mail address"), AtMost(254)])
    password = PasswordField("Password", [Needed("Enter your password")])
    next = HiddenField()


class CodeForm(RoundtableForm):
    """Six figures, or a recovery code."""

    code = StringField("Code", [Needed("Enter the code"), AtMost(40)])
    next = HiddenField()


class PasswordForm(RoundtableForm):
    """Another password for one's own account."""

    current = PasswordField("Your password now", [Needed("Enter your password now")])
    new = PasswordField("New password", [Needed("Enter a new password"), AtMost(LONGEST_PASSWORD)])


class InvitationForm(RoundtableForm):
    """What an invited colleague tells us."""

    name = StringField("Your name at work", [Needed("Enter your name"), AtMost(100)])
    password = PasswordField("Password", [Needed("Enter a password"), AtMost(LONGEST_PASSWORD)])


class RolesForm(RoundtableForm):
    """Which roles an account holds."""

    roles = SelectMultipleField(
        "Roles",
        [Needed("Choose at least one role")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class InviteForm(RolesForm):
    """Whom to invite, into which team, in which roles."""

    email = StringField("Work e-mail address", [Needed("Enter an e-mail address"), AtMost(254), LooksLikeAddress()])
    team_id = SelectField("Team", [Optional()])
