"""Pages of exclusions: who is kept away from a person, keeping another away, and ending it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from people import bp, queries, service
from people.exclusion_forms import EndExclusionForm, ExclusionForm
from people.views.records import Page

LOOK_AFTER = (Permission.PROTECTION_LEAD, Permission.CASE_ALL, Permission.CASE_SUPERVISE, Permission.PEOPLE_WRITE)


@bp.route("/people/<uuid:person_id>/kept-away", methods=["GET", "POST"])
@requires(*LOOK_AFTER, conceal=True)
def show_exclusions(person_id: UUID) -> Page:
    """Who is kept away from somebody, why and until when; and the question that keeps another colleague away."""
    actor = current_actor()
    person = queries.person(actor, person_id)
    if not queries.may_look_after_exclusions(actor, person):
        raise NotVisible
    form = ExclusionForm(_colleagues(actor, person_id), from_on=clock.today())
    if form.submitted():
        try:
            service.exclude(
                actor=actor, person_id=person_id, user_id=UUID(form.user.data), reason=form.reason.data or "",
                from_on=form.from_on.day, until_on=form.until_on.day,
            )  # fmt: skip
            flash("They are kept away. To them, this person does not exist here.", "success")
            return redirect(url_for(".show_exclusions", person_id=person_id), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    rows = queries.exclusions_of(actor, person_id)
    page = render_template("people/exclusions.html", person=person, form=form, rows=rows, today=clock.today())
    return page, 200 if request.method == "GET" else 422


@bp.route("/exclusions/<uuid:exclusion_id>/end", methods=["GET", "POST"])
@requires(*LOOK_AFTER, conceal=True)
def end_exclusion(exclusion_id: UUID) -> Page:
    """Let a colleague near again, with the reason."""
    actor = current_actor()
    line = queries.exclusion(actor, exclusion_id)
    person = queries.person(actor, line.row.person_id)
    if not queries.may_look_after_exclusions(actor, person):
        raise NotVisible
    form, code = EndExclusionForm(version=line.row.version), 200 if request.method == "GET" else 422
    if form.submitted():
        try:
            service.end_exclusion(
                actor=actor, exclusion_id=exclusion_id, reason=form.reason.data or "", version=form.version.data or 0
            )
            flash(f"{line.name} can work with them again.", "success")
            return redirect(url_for(".show_exclusions", person_id=person.id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.show(Refused(str(clash)))
            form.version.raw_data, form.version.data, code = (
                None,
                queries.exclusion(actor, exclusion_id).row.version,
                409,
            )
    form.renew_key()
    return render_template("people/exclusion_end.html", person=person, line=line, form=form), code


def _colleagues(actor: Actor, person_id: UUID) -> dict[UUID, str]:
    away = queries.excluded_users(actor, person_id) | {actor.user_id}
    return {user.id: user.name for user in agencies_queries.colleagues(actor) if user.id not in away}
