"""One's own account: password, second factor, and the browsers that are signed in."""

from __future__ import annotations

import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from agencies import bp, factors, identity, queries, service, sign_in
from agencies.forms import CodeForm, EmptyForm, PasswordForm
from agencies.queries import SignedIn
from agencies.rules import local_path
from agencies.sessions import Stage, browser_session, current_token_hash
from agencies.sign_in import Outcome
from agencies.views.door import NEXT, TOO_MANY, visitor
from core import access
from core.access import public
from core.errors import Refused
from core.scoping import act_as

OWN = "everyone looks after their own account"


@bp.get("/account")
@access.signed_in(OWN)
def own_account() -> ResponseReturnValue:
    """Who I am here, what my roles are, and where I am signed in."""
    account = identity.current_account()
    return render_template(
        "agencies/account.html", account=account, form=EmptyForm(),
        team=queries.account(account.actor, account.user_id).team_name,
        set_up=factors.is_set_up(account.actor), codes_left=queries.recovery_codes_left(account.actor),
        sessions=queries.sessions_of(account.user_id), own=current_token_hash(),
    )  # fmt: skip


@bp.get("/account/password")
@access.signed_in(OWN)
def password_page() -> ResponseReturnValue:
    """Ask for the password now and the new one."""
    return render_template("agencies/password.html", form=PasswordForm())


@bp.post("/account/password")
@access.signed_in(OWN, idempotent=False)
def change_password() -> ResponseReturnValue:
    """Change the password, sign out every other browser, and give this one a new token."""
    form = PasswordForm()
    if form.submitted() and _password_changed(form):
        browser_session().renew()
        flash("Your password is changed. Your other browsers are signed out.", "success")
        return redirect(url_for("agencies.own_account"), 303)
    return render_template("agencies/password.html", form=form), 422


@bp.get("/account/second-factor")
@public("set-up comes before the first sign-in is whole: it asks who passed the password")
def second_factor() -> ResponseReturnValue:
    """Show the secret as a QR code and by hand, and ask for the first code."""
    account = _account_to_set_up()
    return _show_secret(account, CodeForm(next=str(browser_session().get(NEXT, ""))))


@bp.post("/account/second-factor/begin")
@access.signed_in(OWN)
def begin_second_factor() -> ResponseReturnValue:
    """Make a secret, to be confirmed on the next page."""
    factors.begin(actor=access.current_actor())
    return redirect(url_for("agencies.second_factor"), 303)


@bp.post("/account/second-factor")
@public("set-up comes before the first sign-in is whole: it asks who passed the password")
def confirm_second_factor() -> ResponseReturnValue:
    """Confirm with the first code; shows the recovery codes this once, and the session is wholly signed in."""
    account = _account_to_set_up()
    first_sign_in = browser_session().stage is Stage.SET_UP
    form = CodeForm()
    if not form.submitted():
        return _show_secret(account, form), 422
    made: list[str] = []
    outcome = sign_in.under_throttle(
        account=f"code|{account.user_id}", visitor=visitor(), judge=lambda: _confirmed(account, form, made)
    )
    if outcome is not Outcome.RIGHT:
        if outcome is Outcome.TOO_MANY:
            form.show(Refused(TOO_MANY, field="code"))
        return _show_secret(account, form), 429 if outcome is Outcome.TOO_MANY else 422
    if first_sign_in:
        sign_in.note_signed_in(actor=account.actor)
    browser_session().admit(account.user_id, Stage.IN)
    return render_template("agencies/recovery_codes.html", codes=made, wanted=local_path(form.next.data))


@bp.post("/account/sessions/<string:token_hash>/end")
@access.signed_in(OWN)
def end_other_session(token_hash: str) -> ResponseReturnValue:
    """Sign one other browser of the own account out."""
    service.end_session(actor=access.current_actor(), token_hash=token_hash)
    flash("That browser is signed out.", "success")
    return redirect(url_for("agencies.own_account"), 303)


def _password_changed(form: PasswordForm) -> bool:
    account = identity.current_account()

    def changed() -> bool:
        try:
            service.change_password(
                actor=account.actor, current=form.current.data or "", new=form.new.data or "",
                keep_token_hash=current_token_hash(),
            )  # fmt: skip
        except Refused as refusal:
            form.show(refusal)
            return False
        return True

    outcome = sign_in.under_throttle(account=f"password|{account.user_id}", visitor=visitor(), judge=changed)
    if outcome is Outcome.TOO_MANY:
        form.show(Refused(TOO_MANY, field="current"))
    return outcome is Outcome.RIGHT


def _account_to_set_up() -> SignedIn:
    account = identity.account_or_sign_in(Stage.SET_UP, Stage.IN)
    act_as(account.actor)
    return account


def _confirmed(account: SignedIn, form: CodeForm, made: list[str]) -> bool:
    try:
        made += factors.confirm(actor=account.actor, code=form.code.data or "")
    except Refused as refusal:
        form.show(refusal)
        return False
    return True


def _show_secret(account: SignedIn, form: CodeForm) -> str:
    secret = factors.waiting_secret(account.actor, account.email)
    if secret is None:
        raise NotFound
    return render_template(
        "agencies/second_factor.html", form=form, secret=secret, picture=_qr_code(secret.uri),
        first_sign_in=browser_session().stage is Stage.SET_UP,
    )  # fmt: skip


def _qr_code(uri: str) -> Markup:
    """The QR code as SVG with presentation attributes only, so that no style rule has to be allowed."""
    drawn = segno.make(uri, error="m").svg_inline(scale=5, border=4, light="#fff", svgclass=None, lineclass=None)
    return Markup(drawn.replace("<svg ", '<svg role="img" aria-label="QR code for your authenticator app" ', 1))  # noqa: S704  # drawn here from our own secret
