"""The public page: no account, nothing kept of what was not sent, and nothing that follows whoever writes.

Coming back is one page that is asked again each time: the six words stand in it, and no cookie knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import g, make_response, render_template, request
from werkzeug.wrappers import Response

from agencies import brake
from core import clock
from core.access import public
from core.errors import NotVisible, Refused
from core.web import keep_despite_refusal, page
from safety import bp
from safety.outside import queries, service
from safety.outside.forms import BackForm, CodeForm, ReportForm, asked_words
from safety.outside.queries import Front
from safety.outside.rules import AGENCY_LIMIT, CODE_AGENCY_LIMIT, CODE_PLACE_LIMIT, PLACE_LIMIT
from safety.outside.words import EASY, LABELS, NOTICED, PLAIN
from safety.reports import catalogue

Page = Response | str | tuple[str, int]
WHY = "people without an account tell an agency that has opened this page what happened"
STYLES = (("plain", "Plain English"), ("easy-read", "Easy Read"))
NO_SUCH_WORDS = "No report here opens with these words."
LOOK_AGAIN = "Look at how each is written. We cannot find them for you: we do not keep them."


def to_stranger(view: Callable[..., Page]) -> Callable[..., Response]:
    """Nothing indexed, nothing of who may be signed in here; a page that is closed looks like none at all."""

    @wraps(view)
    def seen(*args: object, **values: object) -> Response:
        g.account = g.actor = None
        g.pop("shell", None)
        try:
            response = make_response(view(*args, **values))
        except NotVisible:
            response = make_response(page(404))
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive, nosnippet"
        return response

    return seen


@bp.get("/to/<slug>/what-happened")
@public(WHY)
@to_stranger
def write_report(slug: str) -> Page:
    """The page: what happened, what was noticed of whoever did it, and what may come of it."""
    front = queries.front(slug)
    return _asked(slug, front, ReportForm())


@bp.post("/to/<slug>/what-happened")
@public(WHY)
@to_stranger
def send_report(slug: str) -> Page:
    """Keep it, and show the words to come back with: once, on this page, and nowhere else."""
    front, form = queries.front(slug), ReportForm()
    if not form.submitted():
        return _asked(slug, front, form), 422
    if not _has_room(front):
        form.show(Refused("Too many reports came just now.", instead="Ring us, or try again in an hour."))
        return _asked(slug, front, form), 429
    if form.is_from_a_machine:
        form.show(Refused("Leave the box that says so empty, and send it again."))
        return _asked(slug, front, form), 422
    try:
        code = service.receive(
            front=front, words=form.words.data or "", facts=form.facts(), noticed=form.noticed(),
            scopes=form.scopes(), form_key=form.idempotency_key.data or "",
        )  # fmt: skip
    except Refused as refusal:
        form.show(refusal)
        return _asked(slug, front, form), 422
    return render_template("safety/outside/sent.html", slug=slug, front=front, code=code.split(), style=_style())


def _has_room(front: Front) -> bool:
    """Judge the place first: what it tries in vain is not counted for the agency, so nobody shuts a page for others."""
    if not brake.may_try({"report from {address}": PLACE_LIMIT}, address=request.remote_addr or ""):
        return False
    if queries.count_since(front.actor, clock.now() - brake.WINDOW) < AGENCY_LIMIT:
        return True
    keep_despite_refusal(lambda: service.tell_flooded(front.actor))
    return False


@bp.get("/to/<slug>/come-back")
@public(WHY)
@to_stranger
def ask_code(slug: str) -> Page:
    """Ask for the six words."""
    return _code_page(slug, queries.front(slug, coming_back=True), CodeForm())


@bp.post("/to/<slug>/come-back")
@public(WHY)
@to_stranger
def come_back(slug: str) -> Page:
    """What stands behind the words; then what is added or changed, each time with the words themselves."""
    front, form = queries.front(slug, coming_back=True), BackForm()
    if not form.submitted():
        return _code_page(slug, front, CodeForm()), 422
    limits = {"code from {address}": CODE_PLACE_LIMIT, f"codes of {front.actor.agency_id}": CODE_AGENCY_LIMIT}
    if not brake.may_try(limits, address=request.remote_addr or ""):
        form.show(Refused("Too many tries just now.", instead="Wait an hour, or ring us."))
        return _code_page(slug, front, form), 429
    try:
        return _behind(slug, front, form)
    except NotVisible:
        form.show(Refused(NO_SUCH_WORDS, instead=LOOK_AGAIN, field="code"))
        return _code_page(slug, front, form), 422


def _behind(slug: str, front: Front, form: BackForm) -> Page:
    """Do what the button says, then show how things stand."""
    code, done, status = form.code.data or "", "", 200
    queries.by_code(front.actor, code)
    try:
        if request.form.get("do") == "scopes":
            changed = service.change_scopes(front=front, code=code, scopes=form.scopes())
            done = "Changed, from this moment." if changed else "Nothing was different."
        elif request.form.get("do") == "more":
            service.add_more(front=front, code=code, words=form.more.data or "")
            done = "Added. A worker will read it."
    except Refused as refusal:
        form.show(refusal)
        status = 422
    found = queries.behind(front.actor, queries.by_code(front.actor, code))
    for scope, answer in found.scopes.items():
        form[scope.value].data = "yes" if answer else "no"
    if status == 200:
        form.more.data = ""
    form.renew_key()
    body = render_template(
        "safety/outside/behind.html", slug=slug, front=front, form=form, found=found, done=done, code=code,
        asked=asked_words(_style()), style=_style(),
    )  # fmt: skip
    return body, status


def _code_page(slug: str, front: Front, form: CodeForm | BackForm) -> str:
    return render_template("safety/outside/code.html", slug=slug, front=front, form=form, style=_style())


def _asked(slug: str, front: Front, form: ReportForm) -> str:
    style = _style()
    which = EASY if style == "easy-read" else PLAIN
    return render_template(
        "safety/outside/report.html", slug=slug, front=front, form=form, style=style, styles=STYLES,
        labels={name: words[which] for name, words in LABELS.items()}, asked=asked_words(style),
        noticed={kind.value: words[which] for kind, words in NOTICED.items()},
        families=catalogue.harms_by_family(),
    )  # fmt: skip


def _style() -> str:
    return "easy-read" if request.values.get("style") == "easy-read" else "plain"
