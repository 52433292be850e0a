"""Pages of casework: the list, one case, its journey, its team, and what is added to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import bp, catalogue, clocks, journey, queries, rules, service
from cases.forms import ContactForm, MemberForm, MilestoneForm, OpenForm, StateForm, ToldForm, day_of
from cases.pages import Answer, asked, file_of, team_only
from cases.queries.history import KINDS
from core import clock
from core.access import current_actor, requires
from core.errors import Clash, Refused
from core.forms import EmptyForm
from core.panels import Place, panels_for
from core.words import clock_time
from people import queries as people_queries

VIEWS = {"yours": "Yours", "all": "All you may open", "quiet": "Not reached for 28 days"}


@bp.get("/cases")
@requires(Permission.CASE_READ, conceal=True)
def list_cases() -> Answer:
    """Cases the reader may open: theirs, all, or those not reached for 28 days; filtered by state."""
    actor = current_actor()
    view = request.args.get("view", "yours") if request.args.get("view") in VIEWS else "yours"
    states = request.args.getlist("state")
    page = queries.cases_page(actor, request.args.get("page", 1, type=int), view=view, states=states)
    return render_template(
        "cases/list.html", page=page, view=view, views=VIEWS, chosen=states,
        states=[(str(code), words) for code, words in rules.STATE_WORDS.items()], counts=queries.own_counts(actor),
    )  # fmt: skip


@bp.get("/cases/<uuid:case_id>")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_case(case_id: UUID) -> Answer:
    """One case: safe contact above all, the timeline, clocks, team, and what other floors show of it."""
    actor = current_actor()
    shown = file_of(case_id)
    case = shown["case"]
    milestones = queries.milestones_of(actor, case)
    kinds = request.args.getlist("show")
    pages = request.args.get("pages", 1, type=int)
    reached = queries.last_reached(actor, [case_id]).get(case_id)
    return render_template(
        "cases/show.html",
        **shown,
        timeline=queries.timeline(actor, case, shown["alias"], milestones, kinds=kinds, pages=pages),
        kinds=list(KINDS.items()),
        chosen=[kind for kind in kinds if kind in KINDS] or list(KINDS),
        pages=pages,
        contact_dial=clocks.contact_dial(
            clock.london(reached).date() if reached else None, clock.london(case.opened_at).date(), clock.today()
        ),
        clocks=[found for found in _clocks(shown, milestones) if found.open],
        needs=[catalogue.need_words().get(code, code) for code in case.needs],
        panels=panels_for(Place.CASE, actor, case_id),
        reported=rules.reported_answer([row.code for row in milestones]),
    )


@bp.get("/cases/<uuid:case_id>/journey")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_journey(case_id: UUID) -> Answer:
    """The criminal justice journey: the picture, the clocks, and every step."""
    shown = file_of(case_id)
    milestones = queries.milestones_of(current_actor(), shown["case"])
    return render_template(
        "cases/journey.html",
        **shown,
        milestones=milestones,
        step_words=catalogue.milestones(),
        sources=catalogue.SOURCES,
        journey=journey.journey_of(queries.steps_of(milestones), clock.today()),
        clocks=_clocks(shown, milestones),
        reported=rules.reported_answer([row.code for row in milestones]),
        today=clock.today(),
        tells=clocks.told_of(enhanced=rules.has_enhanced_rights(shown["case"].kind)),
    )


@bp.route("/cases/<uuid:case_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_contact(case_id: UUID) -> Answer:
    """Log a support contact or a try."""
    shown = file_of(case_id)
    now = clock.london(clock.now())
    form = ContactForm(day=now.date(), time=clock_time(now))
    if form.submitted():
        try:
            service.add_contact(
                actor=current_actor(), case_id=case_id, at=form.at(), minutes=form.minutes.data,
                mode=rules.mode(form.mode.data), with_whom=form.with_whom.data,
                outcome=rules.outcome(form.outcome.data), note=form.note.data, next_step=form.next_step.data,
            )  # fmt: skip
            return redirect(url_for(".show_case", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/contact_new.html", form, shown)


@bp.route("/cases/<uuid:case_id>/milestones/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_milestone(case_id: UUID) -> Answer:
    """Add a step of the journey; “Not reported” is first, and complete."""
    shown = file_of(case_id)
    form = MilestoneForm(happened_on=clock.today())
    if form.submitted():
        try:
            service.add_milestone(
                actor=current_actor(), case_id=case_id, code=form.code.data, happened_on=day_of(form.happened_on),
                source=form.source.data, note=form.note.data, told_on=form.told_on.day,
            )  # fmt: skip
            return redirect(url_for(".show_journey", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/milestone_new.html", form, shown)


@bp.route("/cases/<uuid:case_id>/milestones/<uuid:milestone_id>/told", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def record_told(case_id: UUID, milestone_id: UUID) -> Answer:
    """When the person was told of a step: it stops the clock of whoever owed it."""
    shown = file_of(case_id)
    step = queries.milestone(current_actor(), shown["case"], milestone_id)
    form = ToldForm(told_on=clock.today())
    if form.submitted():
        try:
            service.record_told(
                actor=current_actor(), case_id=case_id, milestone_id=milestone_id, told_on=day_of(form.told_on)
            )
            return redirect(url_for(".show_journey", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/told.html", form, shown, step=step, step_words=catalogue.milestones()[step.code])


@bp.route("/cases/<uuid:case_id>/state", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_state(case_id: UUID) -> Answer:
    """Change where a case stands, with the reason; a clash shows both."""
    shown = file_of(case_id)
    case = shown["case"]
    states = {state: rules.STATE_WORDS[state] for state in rules.NEXT_STATES[case.state]}
    form = StateForm(states, version=case.version)
    if request.method == "POST" and form.version.data != case.version:
        return _state_clash(form, shown)
    if form.submitted():
        try:
            service.change_state(
                actor=current_actor(), case_id=case_id, state=rules.state(form.state.data),
                reason=form.reason.data or "", reason_code=form.reason_code.data or None,
                version=form.version.data or 0,
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


def _clocks(shown: dict[str, Any], milestones: list[Any]) -> list[clocks.RunningClock]:
    enhanced = rules.has_enhanced_rights(shown["case"].kind)
    steps = queries.steps_of(milestones)
    return clocks.clocks_of(steps, shown["alias"] or "", enhanced=enhanced, today=clock.today())


def _state_clash(form: StateForm, shown: dict[str, Any]) -> Answer:
    """Both at once: how the case stands now, and what was typed, which is sent again as it is."""
    case = shown["case"]
    stored = queries.last_change(current_actor(), case)
    states = {state: rules.STATE_WORDS[state] for state in rules.NEXT_STATES[case.state]}
    fresh = StateForm(states, version=case.version)
    fresh.renew_key()
    fresh.version.raw_data, fresh.version.data = None, case.version
    return render_template("cases/state.html", form=fresh, stored=stored, **shown), 409


def _not_on(team: list[queries.Member]) -> dict[UUID, str]:
    members = {member.user_id for member in team}
    colleagues = agencies_queries.colleagues(current_actor(), Permission.CASE_READ)
    return {user.id: user.name for user in colleagues if user.id not in members}
