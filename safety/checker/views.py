"""Pages of the checker: one field, its answer, and that somebody was told of NUM's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.errors import Refused
from people import queries as people
from safety import bp
from safety.checker import queries, service
from safety.checker.forms import LookUpForm, ToldForm, ToldTonightForm
from safety.warnings.queries import CurrentWarning

Page = str | Response | tuple[str, int]


@bp.get("/checker")
@requires(Permission.WARNING_READ, conceal=True)
def show_checker() -> Page:
    """The question, with nothing in it: what was looked up before is kept nowhere."""
    return _shown(LookUpForm(), None)


@bp.post("/checker")
@requires(Permission.WARNING_READ, conceal=True, idempotent=False)
def look_up() -> Page:
    """The answer. Nothing that was typed comes back: a miss is the same bytes, whoever or whatever it was."""
    actor, form = current_actor(), LookUpForm()
    if not form.submitted():
        return _shown(form, None), 422
    written = form.written.data or ""
    try:
        service.count_look_up(actor=actor, written=written)
    except Refused as refusal:
        form.show(refusal)
        return _shown(form, None), 422
    form.written.data, form.written.raw_data = "", None
    return _shown(form, queries.found(actor, written))


def _shown(form: LookUpForm, found: list[CurrentWarning] | None) -> str:
    return render_template("safety/checker/look_up.html", form=form, found=found, num=queries.num_address())


@bp.route("/checker/told", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def tell_at_contact() -> Page:
    """Write down that somebody met tonight was told of NUM's checkers; they need no name."""
    actor = current_actor()
    contacts = queries.contacts_of_tonight(actor)
    asked = request.args.get("contact", "")
    form = ToldTonightForm([(str(each), words) for each, words in contacts], contact_id=asked or None)

    def keep() -> str:
        service.tell_at_contact(actor=actor, contact_id=UUID(form.contact_id.data), checkers=form.checkers.data or ())
        return url_for(".show_checker")

    return _kept(form, keep, contacts=contacts, who=None)


@bp.route("/people/<uuid:person_id>/checker-told", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, conceal=True)
def tell_person(person_id: UUID) -> Page:
    """Write down that a person was told of NUM's checkers: on their record, and their case when one is open."""
    actor = current_actor()
    who, form = people.person(actor, person_id), ToldForm()

    def keep() -> str:
        service.tell_person(actor=actor, person_id=person_id, checkers=form.checkers.data or ())
        return url_for("people.show_person", person_id=person_id)

    return _kept(form, keep, contacts=None, who=who)


def _kept(form: ToldForm, keep: Callable[[], str], **values: Any) -> Page:
    if form.submitted():
        try:
            place = keep()
        except Refused as refusal:
            form.show(refusal)
        else:
            flash("Written down: they were told of NUM’s checkers.", "success")
            return redirect(place, 303)
    if request.method == "POST":
        form.renew_key()
    page = render_template("safety/checker/told.html", form=form, num=queries.num_address(), **values)
    return page, 422 if request.method == "POST" else 200
