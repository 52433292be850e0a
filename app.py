"""The composition root: wires floors, panels, events, jobs and commands into one application. Nobody imports it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import Migrate

from actionplan import bp as actionplan_pages
from actionplan import rooms as actionplan_rooms
from actionplan import taking as actionplan_taking
from agencies import bp as agencies_pages
from agencies import brake, identity, writing
from agencies import cli as agencies_cli
from agencies import panels as agencies_panels
from agencies import reference as agencies_reference
from agencies import rooms as agencies_rooms
from agencies.jobs import forget_old
from agencies.permissions import Permission as P
from agencies.queries import member_agencies, signed_in
from agencies.shell import HomeButton, NavItem
from cases import bp as cases_pages
from cases import rooms as case_rooms
from cases import taking as cases_taking
from cases.checks import Check
from cases.closing import cli as closing_cli
from cases.closing import jobs as closing_jobs
from cases.closing import part as cases_closing_part
from cases.documents import queries as documents_queries
from cases.doors import jobs as cases_doors_jobs
from cases.doors import service as cases_doors
from cases.models import Case
from cases.outcomes import part as cases_outcomes_part
from cases.plans import part as cases_plans_part
from cases.tasks import jobs as tasks_jobs
from cases.tasks import queries as tasks_queries
from config import ROOT, Settings, SettingsError
from core import access, cli, clock, idempotency, jobs, keeping, making, outbox, panels, scoping, tallies, web, words
from core import pages as core_pages
from core.actor import Actor, system_actor
from core.crypto import envelopes, rotation
from core.crypto.keyring import Keyring
from core.db import db
from core.errors import Refused
from core.pages import FOOTER
from core.pages import bp as house_pages
from core.scoping import acting_as
from core.words import counted
from demonstration import story
from directory import bp as directory_pages
from directory import rooms as directory_rooms
from forum import bp as forum_pages
from forum import rooms as forum_rooms
from outreach import bp as outreach_pages
from outreach import erasing as outreach_erasing
from outreach import jobs as outreach_jobs
from outreach import rooms as outreach_rooms
from outreach import taking as outreach_taking
from outreach.around import around as outreach_around
from people import bp as people_pages
from people import counting as people_counting
from people import events as people_events
from people import jobs as people_jobs
from people import panels as people_panels
from people import queries as people_queries
from people import reference as people_reference
from people import views as people_views
from people.concerns import panels as concerns_panels
from people.service import erasing as people_erasing
from referrals import bp as referrals_pages
from referrals import closing as referrals_closing
from referrals import erasing as referrals_erasing
from referrals import jobs as referrals_jobs
from referrals import package as referrals_package
from referrals import panels as referrals_panels
from referrals import queries as referrals_queries
from referrals import sending_panels as referrals_sending
from referrals import service as referrals_service
from referrals import taking as referrals_taking
from referrals import views as referrals_views
from referrals.decisions import jobs as decisions_jobs
from referrals.decisions import panels as decisions_panels
from referrals.outside import jobs as outside_jobs
from referrals.outside import panels as outside_panels
from referrals.requests import jobs as requests_jobs
from referrals.requests import panels as requests_panels
from referrals.requests import queries as requests_queries
from referrals.requests import service as requests_service
from reports import bp as reports_pages
from reports import charts
from reports import rooms as reports_rooms
from safety import bp as safety_pages
from safety import counting as safety_counting
from safety import rooms as safety_rooms
from safety.police import panels as police_panels

#: Each floor's blueprint with the module of views that fills it; the order is that of the floors.
PAGES = (
    (house_pages, core_pages),
    (agencies_pages, agencies_rooms),
    (directory_pages, directory_rooms),
    (people_pages, people_views),
    (outreach_pages, outreach_rooms),
    (cases_pages, case_rooms),
    (referrals_pages, referrals_views),
    (safety_pages, safety_rooms),
    (actionplan_pages, actionplan_rooms),
    (reports_pages, reports_rooms),
    (forum_pages, forum_rooms),
)

NAVIGATION = [
    NavItem("Home", "agencies.home", (P.HOME,)),
    NavItem("People", "people.list_people", (P.PEOPLE_READ,)),
    NavItem("Referrals", "referrals.list_referrals", (P.REFERRAL_READ,), count_key="referrals"),
    NavItem(
        "Information requests", "referrals.list_requests", (P.REQUEST_ASK, P.PROTECTION_LEAD), count_key="requests"
    ),
    NavItem("Information received", "safety.list_received", (P.INFORMATION_RECEIVE,), count_key="information"),
    NavItem("Sharing decisions", "referrals.list_decisions", (P.SHARING_AUTHORISE,), count_key="decisions"),
    NavItem("Wrong place", "referrals.list_wrong_places", (P.PROTECTION_LEAD,)),
    NavItem("Child safeguarding", "people.list_concerns", (P.PEOPLE_ALL, P.PROTECTION_LEAD)),
    NavItem("Cases", "cases.list_cases", (P.CASE_READ,)),
    NavItem("Subject access", "cases.list_subject_requests", (P.PROTECTION_LEAD,)),
    NavItem("My day", "cases.show_my_day", (P.CASE_WRITE,)),
    NavItem("Openings", "cases.list_openings", (P.CASE_SUPERVISE, P.PROTECTION_LEAD)),
    NavItem("Retention", "cases.list_disposals", (P.PROTECTION_LEAD,)),
    NavItem("Outreach", "outreach.list_sessions", (P.OUTREACH_READ,)),
    NavItem("Who is out", "outreach.show_rota", (P.OUTREACH_LOG, P.OUTREACH_MANAGE)),
    NavItem("Incident reports", "safety.list_reports", (P.REPORT_TAKE,)),
    NavItem("Warnings", "safety.list_warnings", (P.WARNING_READ,)),
    NavItem("Checker", "safety.show_checker", (P.WARNING_READ,)),
    NavItem("Meetings", "forum.list_meetings", (P.MEETING_READ,)),
    NavItem("Action plan", "actionplan.show_plan", (P.PLAN_READ,)),
    NavItem("Groups", "actionplan.list_groups", (P.PLAN_READ,)),
    NavItem("Strategy", "actionplan.show_commitments", (P.PLAN_READ,)),
    NavItem("Members", "forum.list_members", (P.MEETING_READ,)),
    NavItem(
        "Reports",
        "reports.show_index",
        (P.REPORT_READ, P.MEETING_WRITE, P.FIGURES_READ, P.OUTREACH_READ, P.OUTREACH_MANAGE),
        beside=("forum.list_reports", "forum.list_report_schedules", "forum.list_reviews"),
    ),
    NavItem("Directory", "directory.list_services", (P.DIRECTORY_READ,)),
    NavItem(
        "Take out a list",
        "agencies.list_exports",
        (P.CASE_READ, P.OUTREACH_LOG, P.REFERRAL_AGENCY, P.PLAN_READ, P.AUDIT_READ, P.EXPORT_APPROVE),
    ),
    NavItem("Accounts", "agencies.list_accounts", (P.ACCOUNTS_MANAGE,)),
]

HOME_BUTTONS = [
    HomeButton("Log a contact", "outreach.quick_log", (P.OUTREACH_LOG,), primary=True),
    HomeButton("Add a person", "people.new_person", (P.PEOPLE_WRITE,)),
    HomeButton("Take a report", "safety.new_report", (P.REPORT_TAKE,)),
    HomeButton("Action plan", "actionplan.show_plan", (P.PLAN_WRITE,)),
]

#: What each floor forgets when a record is erased, before its key is destroyed.
ERASERS = (
    people_erasing.forget_person, *outreach_rooms.ERASERS, outreach_erasing.forget_person, *safety_rooms.ERASERS,
    referrals_erasing.forget_person, *agencies_rooms.ERASERS,
)  # fmt: skip


def create_app(environment: Mapping[str, str] | None = None, *, testing: bool = False) -> web.Roundtable:
    """Build the service from its settings; refuses to start when a setting is missing or an endpoint undeclared."""
    settings = _settings(environment)
    app = web.Roundtable("app", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(
        SETTINGS=settings, TESTING=testing, SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        SQLALCHEMY_DATABASE_URI=settings.database_url, SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        PROPAGATE_EXCEPTIONS=False,
    )  # fmt: skip
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    _keyring(app, settings)
    _templates(app)
    _floors(app)
    _panels(app)
    _events()
    _jobs()
    _commands(app)
    identity.init_app(app)
    writing.init_app(app)
    web.init_app(app)
    access.check_declared(app)
    return app


def _settings(environment: Mapping[str, str] | None) -> Settings:
    """Settings from a mapping, or from the environment: there a missing one is a line to read, not a traceback."""
    if environment is not None:
        return Settings.from_environment(environment)
    try:
        return Settings.from_environment(os.environ)
    except SettingsError as missing:
        raise SystemExit(f"Roundtable does not start. {missing}") from None


def load_reference() -> None:
    """Load what the service cannot start without, floor by floor; loading again changes nothing."""
    loaders = (
        agencies_reference.load, *directory_rooms.LOADERS, people_reference.load, *actionplan_rooms.LOADERS,
        *forum_rooms.LOADERS,
    )  # fmt: skip
    for load in loaders:
        load()
        db.session.commit()


def _engine_options(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {"hide_parameters": True}
    if settings.database_url.startswith("postgresql"):
        options |= {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20, "pool_timeout": 10}
    return options


def _keyring(app: Flask, settings: Settings) -> None:
    ring = Keyring(settings.keyring_file)
    ring.ensure_file()
    ring.check()
    app.extensions["keyring"] = ring


def _templates(app: Flask) -> None:
    app.jinja_env.filters.update({**words.FILTERS, **charts.FILTERS})
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _floors(app: Flask) -> None:
    for blueprint, _ in PAGES:
        app.register_blueprint(blueprint)
    app.extensions["nav"] = NAVIGATION
    app.extensions["case_parts"] = (*case_rooms.PARTS, *safety_rooms.CASE_PARTS)
    app.extensions["person_sections"] = safety_rooms.PERSON_SECTIONS
    app.extensions["case_glance"] = case_rooms.GLANCE
    app.extensions["closing_checks"] = {
        "tasks": _tasks_check, "referrals": referrals_closing.closing_check,
        "consents": cases_closing_part.consents_check, "goals": cases_plans_part.closing_check,
        "outcomes": cases_outcomes_part.closing_check, "documents": _documents_check,
    }  # fmt: skip
    app.extensions["erasers"] = ERASERS
    app.extensions[agencies_rooms.LIST_OFFERS] = (
        *cases_taking.OFFERS,
        *outreach_taking.OFFERS,
        *referrals_taking.OFFERS,
        *actionplan_taking.OFFERS,
        *agencies_rooms.OFFERS,
    )
    app.extensions["erasure_blockers"] = (referrals_erasing.blockers,)
    app.extensions["home_buttons"] = HOME_BUTTONS
    app.extensions["footer_links"] = [{"label": label, "url": url} for label, url in FOOTER]


def _tasks_check(actor: Actor, case: Case) -> Check:
    count = len(tasks_queries.due_of(actor, [case]))
    return Check(f"{counted(count, 'open task')}" if count else "No open task", bool(count))


def _documents_check(actor: Actor, case: Case) -> Check:
    count = documents_queries.held(actor, case)
    return Check(f"{counted(count, 'document')} kept here" if count else "No document", bool(count))


def _panels(app: Flask) -> None:
    app.extensions["panels"] = panels.Registry(
        panels={
            panels.Place.PERSON: [
                *case_rooms.PERSON_PANELS, referrals_panels.person_panel, *outreach_rooms.PERSON_PANELS,
                *safety_rooms.PERSON_PANELS, decisions_panels.person_panel, requests_panels.person_panel,
                outside_panels.person_panel, referrals_sending.person_panel, referrals_sending.wrong_person_panel,
                people_panels.exclusions, concerns_panels.person_panel,
            ],
            panels.Place.CASE: [referrals_panels.case_panel, referrals_sending.wrong_case_panel,
                                *safety_rooms.CASE_PANELS],
        },
        home=[
            referrals_panels.home, referrals_panels.late_answers, referrals_panels.promises, requests_panels.home,
            decisions_panels.home, *case_rooms.HOME, *outreach_rooms.HOME, *safety_rooms.HOME, people_panels.home,
            people_panels.ending, people_panels.look_ups, outside_panels.home, outside_panels.settings,
            *forum_rooms.HOME, *actionplan_rooms.HOME, *directory_rooms.HOME, *reports_rooms.HOME,
            agencies_panels.accounts, agencies_panels.trail, agencies_panels.kept_writing,
        ],
        waiting=[
            *agencies_rooms.WAITING,
            outside_panels.waiting, referrals_sending.waiting, referrals_panels.waiting, requests_panels.waiting,
            decisions_panels.waiting, *case_rooms.WAITING, *outreach_rooms.WAITING,
            *safety_rooms.WAITING, people_panels.waiting, concerns_panels.waiting,
            *actionplan_rooms.WAITING, *forum_rooms.WAITING, *directory_rooms.WAITING, *reports_rooms.WAITING,
        ],
        counts={
            "requests": requests_panels.count_waiting, "referrals": referrals_panels.count_waiting,
            "decisions": decisions_panels.count_waiting, "information": police_panels.count_new,
        },
        late=[*case_rooms.LATE, referrals_panels.late],
        agency_desk=[referrals_panels.late_answers, *case_rooms.AGENCY_DESK],
        forum_desk=[*forum_rooms.FORUM_DESK],
    )  # fmt: skip


def _events() -> None:
    outbox.brakes["exclusions"] = people_queries.keeps_back
    people_events.colleague_excluded.connect(cases_doors.on_colleague_excluded)
    people_events.colleague_excluded.connect(agencies_rooms.on_colleague_excluded)
    scoping.held_back["exclusions"] = people_queries.any_exclusion
    scoping.narrowings["exclusions from people"] = people_queries.narrowed
    scoping.narrowings["exclusions from referrals"] = referrals_queries.narrowed
    scoping.narrowings["exclusions from requests"] = requests_queries.narrowed
    people_events.consent_ended.connect(referrals_service.on_consent_ended)
    people_events.consent_ended.connect(requests_service.on_consent_ended)
    outreach_rooms.listen()
    outreach_around.observation = safety_rooms.OBSERVATION_PANELS
    safety_rooms.listen()
    actionplan_rooms.listen()
    reports_rooms.listen()
    forum_rooms.listen()
    if _rewrap_packages not in rotation.rewrappers:
        rotation.rewrappers.append(_rewrap_packages)


def _rewrap_packages(agency_id: UUID) -> int:
    actor = system_actor(agency_id)
    return referrals_package.rewrap_packages(actor) + envelopes.rewrap_envelopes(actor)


def _in_each_agency(work: Callable[[Actor], object], *permissions: P) -> Callable[[], None]:
    """A job that does the same for one agency after another, as its system actor, with these permissions only."""

    def run() -> None:
        for agency_id in cli.agency_ids():
            actor = system_actor(agency_id, *permissions)
            with acting_as(actor):
                work(actor)

    return run


def _keep_retention(actor: Actor) -> None:
    closing_jobs.start_clocks(actor)
    before = closing_jobs.outreach_before(actor)
    for forget in (outreach_erasing.forget_old, *outreach_rooms.FORGETTERS, *safety_rooms.FORGETTERS):
        forget(actor, before)


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

#: What each agency has done for it: its name, how often, what is done, and with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[P, ...]], ...] = (
    ("forget old drafts", 6 * HOUR, referrals_jobs.forget_drafts, (P.REFERRAL_SEND,)),
    ("look after sharing decisions", HOUR, decisions_jobs.look_after,
     (P.SHARING_AUTHORISE, P.REFERRAL_SEND, P.REFERRAL_AGENCY, P.PEOPLE_READ)),
    ("end referrals without consent", HOUR, referrals_jobs.end_expired,
     (P.REFERRAL_SEND, P.REFERRAL_AGENCY, P.PEOPLE_READ)),
    ("close answers to requests", HOUR, requests_jobs.close_run_out, (P.PROTECTION_LEAD,)),
    ("watch the clocks of referrals", HOUR, referrals_jobs.watch_clocks,
     (P.REFERRAL_READ, P.REFERRAL_SEND, P.REFERRAL_AGENCY)),
    ("send word to people", MINUTE, people_jobs.send_words, (P.PEOPLE_READ,)),
    ("remind of consents that end", HOUR, people_jobs.remind_of_endings, (P.PEOPLE_READ,)),
    ("remind of openings to review", HOUR, cases_doors_jobs.remind_of_reviews, (P.CASE_SUPERVISE, P.CASE_ALL)),
    ("remind of tasks", 15 * MINUTE, tasks_jobs.remind, (P.CASE_READ, P.CASE_ALL)),
    ("keep the retention schedule", 6 * HOUR, _keep_retention,
     (P.PROTECTION_LEAD, P.CASE_READ, P.CASE_ALL, P.OUTREACH_READ)),
    *outreach_rooms.AGENCY_JOBS,
    ("forget kept writing", HOUR, keeping.forget_old, ()),
    ("people: index names", 10 * MINUTE, people_jobs.index_names, (P.PEOPLE_READ,)),
    ("keep letters to readers outside", MINUTE, outside_jobs.keep_letters, (P.REFERRAL_SEND, P.PEOPLE_READ)),
    *safety_rooms.AGENCY_JOBS,
    *actionplan_rooms.AGENCY_JOBS,
    *forum_rooms.AGENCY_JOBS,
    *directory_rooms.AGENCY_JOBS,
    *reports_rooms.AGENCY_JOBS,
    *agencies_rooms.AGENCY_JOBS,
    ("keep what was written from outside", HOUR, outside_jobs.keep_enquiries, (P.REFERRAL_ANSWER, P.PEOPLE_WRITE)),
)  # fmt: skip


def _account(user_id: UUID) -> Actor | None:
    found = signed_in(user_id)
    return None if found is None else found.actor


def _jobs() -> None:
    making.look_up_accounts(_account)
    agencies_rooms.make()
    tallies.register(outreach_jobs.tally, P.OUTREACH_READ)
    tallies.register(people_counting.tally, P.PEOPLE_READ)
    for count in case_rooms.TALLIES:
        tallies.register(count, P.CASE_READ, P.CASE_ALL, P.PEOPLE_READ)
    tallies.register(referrals_jobs.tally, P.REFERRAL_READ, P.REFERRAL_AGENCY)
    tallies.register(safety_counting.tally)
    for name, every, work, permissions in AGENCY_JOBS:
        jobs.register(name, every, _in_each_agency(work, *permissions))
    jobs.register("deliver notices", timedelta(seconds=10), outbox.deliver_due)
    # A second under the worker's tick, so that no tick comes a moment too early for it.
    jobs.register("make what was asked for", timedelta(seconds=4), making.make_due)
    jobs.register("forget old makings", 6 * HOUR, making.forget_old)
    jobs.register("write tallies", HOUR, lambda: tallies.write_all(_members(), clock.today()))
    jobs.register("write tallies of two years", 24 * HOUR, _write_two_years)
    jobs.register("write tallies of every year", 7 * 24 * HOUR, _write_every_year)
    for name, every, run in (*reports_rooms.JOBS, *forum_rooms.JOBS):
        jobs.register(name, every, run)
    jobs.register("let held letters go", MINUTE, lambda: referrals_jobs.release_letters(cli.agency_ids()))
    jobs.register("forget tries from outside", 6 * HOUR, brake.forget_old)
    jobs.register("forget used form keys", 6 * HOUR, idempotency.forget_old)
    jobs.register("forget old sessions", HOUR, forget_old)


def _members() -> list[UUID]:
    return [agency.id for agency in member_agencies()]


def _write_two_years() -> None:
    tallies.write_all(_members(), clock.today(), tallies.DAILY)


def _write_every_year() -> None:
    tallies.write_every_quarter(_members(), clock.today())


def _commands(app: Flask) -> None:
    ours = (agencies_cli.users, agencies_cli.agreements, agencies_cli.demo, closing_cli.erasures, seed)
    for command in (*cli.commands(), *ours):
        app.cli.add_command(command)


seed = AppGroup("seed", help="Fill the database.")


@seed.command("reference")
def _seed_reference() -> None:
    """Load roles, agencies, services, consent wordings, the strategy and the forum."""
    load_reference()
    click.echo("Reference data is loaded.")


@seed.command("demo")
def _seed_demonstration() -> None:
    """Load invented staff, people and a year's work; refused in a live service."""
    try:
        told = story.tell()
    except Refused as refusal:
        raise click.ClickException(f"{refusal.reason} {refusal.instead}") from None
    click.echo("The demonstration is loaded." if told else "The demonstration was loaded before; nothing changed.")
