"""Pages of the reader outside: no account, four words, one reading. A link that is dead shows one page, always."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import brake
from core.access import public
from core.crypto.keyring import CannotOpen
from core.errors import NotVisible, Refused
from core.web import keep_despite_refusal
from referrals import bp
from referrals.outside import doors, queries, sealing, service
from referrals.outside.forms import OpenForm, ReplyForm
from referrals.outside.queries import Knock
from referrals.outside.rules import MOST_TRIES, READING_MINUTES
from referrals.outside.sealing import Secrets, token_hash
from referrals.outside.words import Reply

Page = Response | str | tuple[str, int]
WHY = "a reader outside has no account: the link and four words are what they hold"
#: Tries in an hour from one place, at whichever link.
PLACE = {"letter from {address}": 30}


def to_stranger(view: Callable[..., Page]) -> Callable[..., Response]:
    """The same bytes for every dead link, whoever looks; nothing indexed; nothing of who may be signed in here."""

    @wraps(view)
    def seen(*args: object, **values: object) -> Response:
        g.account = g.actor = None
        g.pop("shell", None)
        try:
            response = make_response(view(*args, **values))
        except NotVisible:
            response = make_response(render_template("referrals/outside/over.html"), 404)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive, nosnippet"
        return response

    return seen


@bp.get("/letter/<token>")
@public(WHY)
@to_stranger
def read_letter(token: str) -> Page:
    """Ask for the words; in the browser that opened it, and for half an hour, show the letter."""
    found = queries.knock(token)
    if found.is_ready:
        return render_template("referrals/outside/words.html", form=OpenForm(), token=token)
    if not found.is_open_in(_reading(token)):
        raise NotVisible  # before any form is made: its token would be a cookie that tells this link from a dead one
    return _open_letter(found, token, ReplyForm())


@bp.post("/letter/<token>")
@public(WHY)
@to_stranger
def open_letter(token: str) -> Page:
    """Judge the words: right, they open it in this browser alone; wrong five times, they close it for good."""
    if not brake.may_try(PLACE, address=request.remote_addr or ""):
        return render_template("referrals/outside/slower.html"), 429
    found = queries.knock(token)
    if not found.is_ready:
        raise NotVisible
    form = OpenForm()
    if not form.submitted():
        return render_template("referrals/outside/words.html", form=form, token=token), 422
    letter = found.letter
    salt, locked, place, actor, letter_id = letter.salt, letter.locked or b"", found.place, found.actor, letter.id
    tries = doors.claim_try(token_hash(token))
    if not tries:
        raise NotVisible
    try:
        words = sealing.unlock(Secrets(token, form.phrase.data or ""), salt, locked, place)
    except CannotOpen:
        keep_despite_refusal(lambda: service.note_wrong_words(actor=actor, letter_id=letter_id, tries=tries))
        return _wrong(form, token, tries)
    reading = service.begin_reading(actor=actor, letter=queries.knock(token).letter, words=words)
    response = redirect(url_for("referrals.read_letter", token=token), 303)
    response.set_cookie(
        _cookie(token), reading, max_age=READING_MINUTES * 60, httponly=True, samesite="Strict", path="/",
        secure=current_app.config["SETTINGS"].https,
    )  # fmt: skip
    return response


def _wrong(form: OpenForm, token: str, tries: int) -> Page:
    left = MOST_TRIES - tries
    if not left:
        raise NotVisible
    form.phrase.data = ""
    words = "Those words do not open it."
    form.show(Refused(words, instead=f"You have {left} {'try' if left == 1 else 'tries'} left.", field="phrase"))
    return render_template("referrals/outside/words.html", form=form, token=token), 422


@bp.post("/letter/<token>/answer")
@public(WHY)
@to_stranger
def answer_letter(token: str) -> Page:
    """Say that it arrived, yes or no, with a line to the sender."""
    found = queries.knock(token)
    queries.reading_words(found, _reading(token))
    form = ReplyForm()
    if not form.submitted():
        return _open_letter(found, token, form), 422
    try:
        service.answer(
            actor=found.actor, letter=found.letter, reply=Reply(form.reply.data), words=form.words.data or ""
        )
    except (Refused, ValueError) as refusal:
        form.show(refusal if isinstance(refusal, Refused) else Refused("Choose one of these", field="reply"))
        return _open_letter(found, token, form), 422
    return redirect(url_for("referrals.read_letter", token=token), 303)


@bp.post("/letter/<token>/finish")
@public(WHY)
@to_stranger
def finish_letter(token: str) -> Page:
    """The reader is done: destroy what this browser could still read."""
    found = queries.knock(token)
    if not found.is_open_in(_reading(token)):
        raise NotVisible
    service.finish_reading(actor=found.actor, letter=found.letter)
    response = redirect(url_for("referrals.read_letter", token=token), 303)
    response.delete_cookie(_cookie(token), path="/", secure=current_app.config["SETTINGS"].https, httponly=True)
    return response


def _open_letter(found: Knock, token: str, form: ReplyForm) -> str:
    letter = queries.reading_words(found, _reading(token))
    return render_template(
        "referrals/outside/reading.html", letter=letter, token=token, form=form, until=found.letter.reading_until,
        reply=found.letter.reply,
    )  # fmt: skip


def _reading(token: str) -> str:
    return request.cookies.get(_cookie(token), "")


def _cookie(token: str) -> str:
    """A name of its own for each letter; `__Host-` binds it to this very host, over https only."""
    prefix = "__Host-" if current_app.config["SETTINGS"].https else ""
    return f"{prefix}reading-{token_hash(token)[:12]}"
