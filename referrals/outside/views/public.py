"""The public forms of an agency: no account, nothing echoed back, nothing kept of a message that was not sent."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for

from agencies import brake
from core import clock
from core.access import public
from core.errors import NotVisible, Refused
from core.web import keep_despite_refusal, page
from referrals import bp
from referrals.outside import queries, service
from referrals.outside.forms import MyselfForm, SomeoneForm
from referrals.outside.forms.enquiries import WrittenForm
from referrals.outside.queries import Front
from referrals.outside.rules import AGENCY_LIMIT, PLACE_LIMIT, needs_offered
from referrals.outside.views.reading import Page, to_stranger
from referrals.outside.words import MYSELF_LABELS, EnquiryKind

WHY = "people without an account write to an agency that has switched this form on"
STYLES = (("plain", "Plain English"), ("easy-read", "Easy Read"))


def or_no_page(slug: str, kind: EnquiryKind | None) -> Front | None:
    """The front of a form that is on; None for all else, which then shows the page of an address that is not there."""
    try:
        return queries.front(slug, kind)
    except NotVisible:
        return None


@bp.route("/to/<slug>/myself", methods=["GET", "POST"])
@public(WHY)
@to_stranger
def write_for_myself(slug: str) -> Page:
    """Somebody writes for themselves: how to reach them safely first, then what would help."""
    front = or_no_page(slug, EnquiryKind.MYSELF)
    if front is None:
        return page(404)
    easy = _style() == "easy-read"
    return _take(slug, front, EnquiryKind.MYSELF, MyselfForm(needs_offered(front.kind), easy=easy))


@bp.route("/to/<slug>/someone", methods=["GET", "POST"])
@public(WHY)
@to_stranger
def write_for_someone(slug: str) -> Page:
    """A professional writes about somebody: no name without their consent."""
    front = or_no_page(slug, EnquiryKind.SOMEONE)
    if front is None:
        return page(404)
    return _take(slug, front, EnquiryKind.SOMEONE, SomeoneForm(needs_offered(front.kind)))


@bp.get("/to/<slug>/sent")
@public("the same plain page after every message")
@to_stranger
def message_sent(slug: str) -> Page:
    """Thanks, and what happens next; it says nothing of what was written, or whether anything was."""
    front = or_no_page(slug, None)
    if front is None:
        return page(404)
    return render_template("referrals/outside/sent.html", front=front)


def _take(slug: str, front: Front, kind: EnquiryKind, form: WrittenForm) -> Page:
    if request.method == "GET":
        return _show(slug, front, kind, form)
    if not form.submitted():
        return _show(slug, front, kind, form), 422
    if not _has_room(front):
        form.show(Refused("Too many messages came just now.", instead="Ring us, or try again in an hour."))
        return _show(slug, front, kind, form), 429
    if not form.is_from_a_machine:
        try:
            service.receive(front=front, kind=kind, answers=form.answers(), form_key=form.idempotency_key.data or "")
        except Refused as refusal:
            form.show(refusal)
            return _show(slug, front, kind, form), 422
    return redirect(url_for("referrals.message_sent", slug=slug), 303)


def _has_room(front: Front) -> bool:
    """Judge the place first: what it tries in vain is not counted for the agency, so nobody shuts a form for others."""
    if not brake.may_try({"message from {address}": PLACE_LIMIT}, address=request.remote_addr or ""):
        return False
    if queries.count_kept_since(front.actor, clock.now() - brake.WINDOW) < AGENCY_LIMIT:
        return True
    keep_despite_refusal(lambda: service.tell_flooded(front.actor))
    return False


def _show(slug: str, front: Front, kind: EnquiryKind, form: WrittenForm) -> str:
    style = _style()
    labels = {name: words[1 if style == "easy-read" else 0] for name, words in MYSELF_LABELS.items()}
    name = "myself" if kind is EnquiryKind.MYSELF else "someone"
    return render_template(
        f"referrals/outside/{name}.html", slug=slug, front=front, form=form, style=style, styles=STYLES, labels=labels
    )


def _style() -> str:
    return "easy-read" if request.values.get("style") == "easy-read" else "plain"
