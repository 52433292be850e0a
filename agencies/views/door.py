"""The front door: password, code, leaving, and invitations."""

from __future__ import annotations

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from agencies import bp, identity, service, sign_in, throttle, writing
from agencies.forms import CodeForm, EmptyForm, InvitationForm, SignInForm
from agencies.queries import SignedIn
from agencies.rules import local_path
from agencies.sessions import Stage, browser_session
from agencies.sign_in import Outcome, Visitor
from core.access import public, signed_in
from core.errors import NotVisible, Refused
from core.web import keep_despite_refusal

WRONG = "That e-mail address and password do not fit together."
WRONG_CODE = "That code is not right, or was used before. Wait for the next one."
TOO_MANY = "Too many tries. Wait five minutes, then try again."
DEVICE_SECONDS = 180 * 24 * 60 * 60
NEXT = "next"


@bp.get("/sign-in", endpoint="sign_in")
@public("the front door")
def sign_in_page() -> ResponseReturnValue:
    """Ask for address and password; says why when a session has just ended."""
    stage = browser_session().stage
    if stage is Stage.IN and identity.account_at(Stage.IN):
        return redirect(_wanted(request.args.get(NEXT)), 303)
    if stage is Stage.SET_UP:
        return redirect(url_for("agencies.second_factor"), 303)
    return _ask_password(SignInForm(next=local_path(request.args.get(NEXT))))


@bp.post("/sign-in")
@public("the front door")
def sign_in_try() -> ResponseReturnValue:
    """Judge address and password; a right one leads to the code, the set-up of the second factor, or home."""
    form = SignInForm()
    if not form.submitted():
        return _ask_password(form), 422
    email, password = form.email.data or "", form.password.data or ""
    verdict = sign_in.check_password(email=email, password=password, visitor=visitor())
    if verdict.outcome is Outcome.RIGHT and verdict.user_id:
        stage = sign_in.admit(user_id=verdict.user_id, password=password, second_factor_needed=_factor_needed())
        if stage is not None:
            browser_session().admit(verdict.user_id, stage)
            return _go_on(stage, local_path(form.next.data))
    too_many = verdict.outcome is Outcome.TOO_MANY
    if verdict.user_id and not too_many:
        failed = verdict.user_id
        keep_despite_refusal(lambda: sign_in.note_failure(user_id=failed))
    form.show(Refused(TOO_MANY if too_many else WRONG, field="" if too_many else "email"))
    return _ask_password(form), 429 if too_many else 422


@bp.get("/sign-in/code")
@public("the second step of the front door: it asks who passed the first")
def code_page() -> ResponseReturnValue:
    """Ask for the code."""
    if identity.account_at(Stage.CODE) is None:
        return redirect(url_for("agencies.sign_in"), 303)
    return render_template("agencies/code.html", form=CodeForm(next=_kept_next()))


@bp.post("/sign-in/code")
@public("the second step of the front door: it asks who passed the first")
def code_try() -> ResponseReturnValue:
    """Judge the code; a right one signs in."""
    account = identity.account_or_sign_in(Stage.CODE)
    form = CodeForm()
    if not form.submitted():
        return render_template("agencies/code.html", form=form), 422
    outcome = sign_in.check_code(user_id=account.user_id, code=form.code.data or "", visitor=visitor())
    if outcome is Outcome.RIGHT:
        browser_session().admit(account.user_id, Stage.IN)
        return _welcome(account, local_path(form.next.data))
    too_many = outcome is Outcome.TOO_MANY
    if not too_many:
        keep_despite_refusal(lambda: sign_in.note_failure(user_id=account.user_id))
    form.show(Refused(TOO_MANY if too_many else WRONG_CODE, field="code"))
    return render_template("agencies/code.html", form=form), 429 if too_many else 422


@bp.get("/sign-out")
@public("leaving must always work")
def sign_out_page() -> ResponseReturnValue:
    """A button, since leaving is an act."""
    if browser_session().user_id is None:
        return redirect(url_for("agencies.sign_in", left=1), 303)
    return render_template("agencies/sign_out.html", form=EmptyForm())


@bp.post("/sign-out")
@public("leaving must always work")
def sign_out() -> ResponseReturnValue:
    """End the session and delete its row."""
    _leave()
    return redirect(url_for("agencies.sign_in", left=1), 303)


@bp.post("/session/end")
@public("leaving must always work: sent by the quick exit as the page closes")
def end_session() -> ResponseReturnValue:
    """End the session, without a page."""
    _leave()
    return "", 204


@bp.post("/session/extend")
@signed_in("every account may stay signed in while it is at work", idempotent=False)
def extend_session() -> ResponseReturnValue:
    """Stay signed in for another 15 minutes; the 12 hours stay as they are."""
    browser_session().touched = True
    return "", 204


@bp.get("/invitations/<string:token>")
@public("a colleague who has no account yet")
def invitation(token: str) -> ResponseReturnValue:
    """Ask an invited colleague for name and password."""
    if g.actor is not None:
        return redirect(url_for("agencies.sign_out_page"), 303)
    found = _usable(token)
    if found is None:
        return render_template("agencies/invitation_over.html"), 404
    return render_template("agencies/invitation.html", form=InvitationForm(name=found["name"]), email=found["email"])


@bp.post("/invitations/<string:token>")
@public("a colleague who has no account yet")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Open the account and go on as after a right password."""
    found = _usable(token) if g.actor is None else None
    if found is None:
        return render_template("agencies/invitation_over.html"), 404
    form = InvitationForm()
    if form.submitted():
        try:
            return _begin_account(token, form)
        except Refused as refusal:
            form.show(refusal)
    return render_template("agencies/invitation.html", form=form, email=found["email"]), 422


def visitor() -> Visitor:
    """Where this request comes from."""
    return Visitor(address=request.remote_addr or "", device_token=request.cookies.get(_device_cookie(), ""))


def _begin_account(token: str, form: InvitationForm) -> ResponseReturnValue:
    password = form.password.data or ""
    user_id = service.accept_invitation(token=token, name=form.name.data or "", password=password).id
    stage = sign_in.admit(user_id=user_id, password=password, second_factor_needed=_factor_needed())
    if stage is None:
        raise NotVisible
    browser_session().admit(user_id, stage)
    return _go_on(stage, "")


def _usable(token: str) -> dict[str, str] | None:
    """Address and name of an invitation that can still be used."""
    try:
        email, name = service.invited(token=token)
    except NotVisible:
        return None
    return {"email": email, "name": name}


def _ask_password(form: SignInForm) -> str:
    words = ""
    if request.args.get("kept"):
        words = "You were signed out. What you were writing is kept for you: sign in and it is there again."
    elif browser_session().expired:
        words = "Signed out after 15 minutes."
    elif request.args.get("left"):
        words = "You are signed out."
    return render_template("agencies/sign_in.html", form=form, words=words)


def _go_on(stage: Stage, wanted: str) -> Response:
    """After a right password: keep where the visitor was going, and ask for what is missing."""
    if stage is Stage.IN:
        account = identity.account_or_sign_in(Stage.IN)
        return _welcome(account, wanted)
    browser_session()[NEXT] = wanted
    target = "agencies.code_page" if stage is Stage.CODE else "agencies.second_factor"
    return redirect(url_for(target), 303)


def _welcome(account: SignedIn, wanted: str) -> Response:
    """Let a signed-in visitor through, and know this device again."""
    response = redirect(_wanted(wanted), 303)
    token = request.cookies.get(_device_cookie()) or throttle.new_device_token()
    sign_in.remember_device(actor=account.actor, token=token)
    writing.note_kept(account.actor)
    https = current_app.config["SETTINGS"].https
    response.set_cookie(
        _device_cookie(), token, max_age=DEVICE_SECONDS, path="/", secure=https, httponly=True, samesite="Lax"
    )
    return response


def _wanted(path: str | None) -> str:
    return local_path(path) or url_for("agencies.home")


def _kept_next() -> str:
    return str(browser_session().get(NEXT, ""))


def _leave() -> None:
    account = identity.account_at(Stage.IN)
    if account is not None:
        sign_in.note_signed_out(actor=account.actor)
    browser_session().finish()


def _factor_needed() -> bool:
    return not current_app.config["SETTINGS"].demonstration


def _device_cookie() -> str:
    return "__Host-device" if current_app.config["SETTINGS"].https else "device"
