"""Pages of casework: one case, its journey, its team, and what is added to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import bp, catalogue, clocks, queries, rules, service
from cases.forms import MemberForm, OpenForm, StateForm
from cases.glance import glance
from cases.pages import file_of, team_only
from cases.part import needs_words
from cases.parts import due_on
from cases.reading import legible
from cases.timeline import kinds_of, timeline_of
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.errors import Clash, Refused
from core.forms import EmptyForm
from core.panels import Place, panels_for
from people import queries as people_queries


@bp.get("/cases/<uuid:case_id>")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_case(case_id: UUID) -> Answer:
    """One case: safe contact above all, the timeline, clocks, team, and what other floors show of it."""
    actor = current_actor()
    shown = file_of(case_id)
    case = shown["case"]
    known = kinds_of()
    chosen = [kind for kind in request.args.getlist("show") if kind in known]
    number = request.args.get("page", 1, type=int)
    found = timeline_of(actor, case, shown["alias"], kinds=chosen, page=number)
    reached = queries.last_reached(actor, [case_id]).get(case_id)
    return render_template(
        "cases/show.html",
        **shown,
        timeline=found,
        last=found.last if not chosen else None,
        kinds=list(known.items()),
        chosen=chosen or list(known),
        filtered=bool(chosen),
        contact_dial=clocks.contact_dial(
            clock.london(reached).date() if reached else None, clock.london(case.opened_at).date(), clock.today()
        ),
        due=due_on(actor, [case]),
        risk=glance("risk", actor, [case_id]).get(case_id),
        today=clock.today(),
        wants=[words for words in (legible(case, "wants"), legible(shown["person"], "wants")) if words],
        practical=legible(case, "practical"),
        came_by=catalogue.CAME_BY.get(case.came_by or "", ""),
        needs=needs_words(case),
        panels=panels_for(Place.CASE, actor, case_id),
    )


@bp.route("/cases/<uuid:case_id>/state", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_state(case_id: UUID) -> Answer:
    """Change where a case stands, with the reason; a clash shows both."""
    shown = file_of(case_id)
    case = shown["case"]
    form = StateForm(_states_to_choose(case), version=case.version)
    if request.method == "POST" and form.version.data != case.version:
        return _state_clash(form, shown)
    if form.submitted():
        try:
            service.change_state(
                actor=current_actor(), case_id=case_id, state=rules.state(form.state.data),
                reason=form.reason.data or "", reason_code=None, version=form.version.data or 0,
            )  # fmt: skip
            return redirect(url_for(".show_case", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _state_clash(form, file_of(case_id))
    return asked("cases/state.html", form, shown, stored=None)


@bp.route("/cases/<uuid:case_id>/team", methods=["GET", "POST"])
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_team(case_id: UUID) -> Answer:
    """Who may open a case; the lead worker and managers add and remove colleagues."""
    shown = file_of(case_id)
    actor = current_actor()
    form = MemberForm(_not_on(shown["team"]))
    if form.submitted():
        try:
            service.add_member(actor=actor, case_id=case_id, user_id=UUID(form.user.data))
            return redirect(url_for(".show_team", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    may_change = (
        rules.team_may_be_changed(actor.user_id, shown["case"].lead_user_id, actor.may(Permission.CASE_ALL)) is None
    )
    return asked("cases/team.html", form, shown, may_change=may_change and shown["may_write"], remove=EmptyForm())


@bp.post("/cases/<uuid:case_id>/team/<uuid:user_id>/remove")
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def remove_member(case_id: UUID, user_id: UUID) -> Answer:
    """Take a colleague off the case team."""
    service.remove_member(actor=current_actor(), case_id=case_id, user_id=user_id)
    flash("They can no longer open this case.", "success")
    return redirect(url_for(".show_team", case_id=case_id), 303)


@bp.route("/people/<uuid:person_id>/cases/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
def open_case(person_id: UUID) -> Answer:
    """Open a case with a person."""
    actor = current_actor()
    person = people_queries.person(actor, person_id)
    leads = {user.id: user.name for user in agencies_queries.colleagues(actor, Permission.CASE_LEAD)}
    form = OpenForm(leads, lead=str(actor.user_id) if actor.user_id in leads else "")
    if form.submitted():
        try:
            case = service.open_case(
                actor=actor, person_id=person_id, kind=rules.kind(form.kind.data), lead_user_id=UUID(form.lead.data),
                needs=form.needs.data,
            )  # fmt: skip
            return redirect(url_for(".show_case", case_id=case.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/open.html", form, {"person": person, "alias": person.alias})


def _states_to_choose(case: Any) -> dict[Any, str]:
    """Where a case may go from here on this page; closing has its own."""
    return {state: rules.STATE_WORDS[state] for state in rules.NEXT_STATES[case.state] if state not in rules.BY_CLOSING}


def _state_clash(form: StateForm, shown: dict[str, Any]) -> Answer:
    """Both at once: how the case stands now, and what was typed, which is sent again as it is."""
    case = shown["case"]
    stored = queries.last_change(current_actor(), case)
    fresh = StateForm(_states_to_choose(case), version=case.version)
    fresh.renew_key()
    fresh.version.raw_data, fresh.version.data = None, case.version
    return render_template("cases/state.html", form=fresh, stored=stored, **shown), 409


def _not_on(team: list[queries.Member]) -> dict[UUID, str]:
    members = {member.user_id for member in team}
    colleagues = agencies_queries.colleagues(current_actor(), Permission.CASE_READ)
    return {user.id: user.name for user in colleagues if user.id not in members}
