"""The composition root: wires floors, panels, events, jobs and commands into one application. Nobody imports it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import Migrate

from actionplan import bp as actionplan_pages
from actionplan import panels as actionplan_panels
from actionplan import reference as actionplan_reference
from actionplan import views as actionplan_views
from agencies import bp as agencies_pages
from agencies import cli as agencies_cli
from agencies import identity
from agencies import panels as agencies_panels
from agencies import reference as agencies_reference
from agencies import views as agencies_views
from agencies.jobs import forget_old
from agencies.permissions import Permission as P
from agencies.queries import member_agencies
from agencies.shell import HomeButton, NavItem
from cases import bp as cases_pages
from cases import jobs as cases_jobs
from cases import panels as cases_panels
from cases import views as cases_views
from cases.parts import Part
from config import ROOT, Settings, SettingsError
from core import access, cli, clock, idempotency, jobs, outbox, panels, tallies, web, words
from core import pages as core_pages
from core.actor import system_actor
from core.crypto import rotation
from core.crypto.keyring import Keyring
from core.db import db
from core.errors import Refused
from core.pages import FOOTER
from core.pages import bp as house_pages
from core.scoping import acting_as
from demonstration import story
from directory import bp as directory_pages
from directory import reference as directory_reference
from directory import views as directory_views
from forum import bp as forum_pages
from forum import panels as forum_panels
from forum import reference as forum_reference
from forum import views as forum_views
from outreach import bp as outreach_pages
from outreach import jobs as outreach_jobs
from outreach import panels as outreach_panels
from outreach import views as outreach_views
from people import bp as people_pages
from people import events as people_events
from people import jobs as people_jobs
from people import panels as people_panels
from people import reference as people_reference
from people import views as people_views
from referrals import bp as referrals_pages
from referrals import jobs as referrals_jobs
from referrals import package as referrals_package
from referrals import panels as referrals_panels
from referrals import sending_panels as referrals_sending
from referrals import service as referrals_service
from referrals import views as referrals_views
from referrals.decisions import jobs as decisions_jobs
from referrals.decisions import panels as decisions_panels
from referrals.outside import brake as outside_brake
from referrals.outside import jobs as outside_jobs
from referrals.outside import panels as outside_panels
from referrals.requests import envelope as requests_envelope
from referrals.requests import jobs as requests_jobs
from referrals.requests import panels as requests_panels
from referrals.requests import service as requests_service

#: Each floor's blueprint with the module of views that fills it; the order is that of the floors.
PAGES = (
    (house_pages, core_pages),
    (agencies_pages, agencies_views),
    (directory_pages, directory_views),
    (people_pages, people_views),
    (outreach_pages, outreach_views),
    (cases_pages, cases_views),
    (referrals_pages, referrals_views),
    (actionplan_pages, actionplan_views),
    (forum_pages, forum_views),
)

NAVIGATION = [
    NavItem("Home", "agencies.home", (P.HOME,)),
    NavItem("People", "people.list_people", (P.PEOPLE_READ,)),
    NavItem("Referrals", "referrals.list_referrals", (P.REFERRAL_READ,), count_key="referrals"),
    NavItem(
        "Information requests", "referrals.list_requests", (P.REQUEST_ASK, P.PROTECTION_LEAD), count_key="requests"
    ),
    NavItem("Sharing decisions", "referrals.list_decisions", (P.SHARING_AUTHORISE,), count_key="decisions"),
    NavItem("Wrong place", "referrals.list_wrong_places", (P.PROTECTION_LEAD,)),
    NavItem("Cases", "cases.list_cases", (P.CASE_READ,)),
    NavItem("Outreach", "outreach.list_sessions", (P.OUTREACH_READ,)),
    NavItem("Meetings", "forum.list_meetings", (P.MEETING_READ,)),
    NavItem("Action plan", "actionplan.show_plan", (P.PLAN_READ,)),
    NavItem("Strategy", "actionplan.show_commitments", (P.PLAN_READ,)),
    NavItem("Members", "forum.list_members", (P.MEETING_READ,)),
    NavItem("Directory", "directory.list_services", (P.DIRECTORY_READ,)),
    NavItem("Accounts", "agencies.list_accounts", (P.ACCOUNTS_MANAGE,)),
]

HOME_BUTTONS = [
    HomeButton("Log a contact", "outreach.quick_log", (P.OUTREACH_LOG,), primary=True),
    HomeButton("Add a person", "people.new_person", (P.PEOPLE_WRITE,)),
    HomeButton("Action plan", "actionplan.show_plan", (P.PLAN_WRITE,)),
]


#: What makes up a case file, in the order of its sub-navigation.
CASE_PARTS: tuple[Part, ...] = ()


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
    floors = (agencies_reference, directory_reference, people_reference, actionplan_reference, forum_reference)
    for floor in floors:
        floor.load()
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
    app.jinja_env.filters.update(words.FILTERS)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _floors(app: Flask) -> None:
    for blueprint, _ in PAGES:
        app.register_blueprint(blueprint)
    app.extensions["nav"] = NAVIGATION
    app.extensions["case_parts"] = CASE_PARTS
    app.extensions["home_buttons"] = HOME_BUTTONS
    app.extensions["footer_links"] = [{"label": label, "url": url} for label, url in FOOTER]


def _panels(app: Flask) -> None:
    app.extensions["panels"] = panels.Registry(
        panels={
            panels.Place.PERSON: [
                cases_panels.person_panel, referrals_panels.person_panel, outreach_panels.person_panel,
                decisions_panels.person_panel, requests_panels.person_panel, outside_panels.person_panel,
                referrals_sending.person_panel, referrals_sending.wrong_person_panel,
            ],
            panels.Place.CASE: [referrals_panels.case_panel, referrals_sending.wrong_case_panel],
        },
        home=[
            referrals_panels.home, referrals_panels.late_answers, referrals_panels.promises, requests_panels.home,
            decisions_panels.home, cases_panels.home, outreach_panels.home, people_panels.home, people_panels.ending,
            people_panels.look_ups, outside_panels.home, outside_panels.settings, forum_panels.home, forum_panels.late,
            actionplan_panels.home, agencies_panels.accounts, agencies_panels.trail,
        ],
        waiting=[
            outside_panels.waiting, referrals_sending.waiting, referrals_panels.waiting, requests_panels.waiting,
            decisions_panels.waiting, cases_panels.waiting, people_panels.waiting, actionplan_panels.waiting,
            forum_panels.waiting,
        ],
        counts={
            "requests": requests_panels.count_waiting, "referrals": referrals_panels.count_waiting,
            "decisions": decisions_panels.count_waiting,
        },
    )  # fmt: skip


def _events() -> None:
    people_events.consent_ended.connect(referrals_service.on_consent_ended)
    people_events.consent_ended.connect(requests_service.on_consent_ended)
    if _rewrap_packages not in rotation.rewrappers:
        rotation.rewrappers.append(_rewrap_packages)


def _rewrap_packages(agency_id: UUID) -> int:
    actor = system_actor(agency_id)
    return referrals_package.rewrap_packages(actor) + requests_envelope.rewrap_envelopes(actor)


def _end_expired() -> None:
    for agency_id in cli.agency_ids():
        actor = system_actor(agency_id, P.REFERRAL_SEND, P.REFERRAL_AGENCY, P.PEOPLE_READ)
        with acting_as(actor):
            referrals_jobs.end_expired(actor)


def _close_run_out() -> None:
    for agency_id in cli.agency_ids():
        actor = system_actor(agency_id, P.PROTECTION_LEAD)
        with acting_as(actor):
            requests_jobs.close_run_out(actor)


def _release_letters() -> None:
    referrals_jobs.release_letters(cli.agency_ids())


def _forget_drafts() -> None:
    for agency_id in cli.agency_ids():
        actor = system_actor(agency_id, P.REFERRAL_SEND)
        with acting_as(actor):
            referrals_jobs.forget_drafts(actor)


def _watch_clocks() -> None:
    for agency_id in cli.agency_ids():
        actor = system_actor(agency_id, P.REFERRAL_READ, P.REFERRAL_SEND, P.REFERRAL_AGENCY)
        with acting_as(actor):
            referrals_jobs.watch_clocks(actor)


def _keep_outside_letters() -> None:
    for agency_id in cli.agency_ids():
        actor = system_actor(agency_id, P.REFERRAL_SEND, P.PEOPLE_READ)
        with acting_as(actor):
            outside_jobs.keep_letters(actor)


def _keep_enquiries() -> None:
    for agency_id in cli.agency_ids():
        actor = system_actor(agency_id, P.REFERRAL_ANSWER, P.PEOPLE_WRITE)
        with acting_as(actor):
            outside_jobs.keep_enquiries(actor)


def _send_words() -> None:
    for agency_id in cli.agency_ids():
        actor = system_actor(agency_id, P.PEOPLE_READ)
        with acting_as(actor):
            people_jobs.send_words(actor)


def _remind_of_endings() -> None:
    for agency_id in cli.agency_ids():
        actor = system_actor(agency_id, P.PEOPLE_READ)
        with acting_as(actor):
            people_jobs.remind_of_endings(actor)


def _index_names() -> None:
    for agency_id in cli.agency_ids():
        actor = system_actor(agency_id, P.PEOPLE_READ)
        with acting_as(actor):
            people_jobs.index_names(actor)


def _look_after_decisions() -> None:
    for agency_id in cli.agency_ids():
        actor = system_actor(agency_id, P.SHARING_AUTHORISE, P.REFERRAL_SEND, P.REFERRAL_AGENCY, P.PEOPLE_READ)
        with acting_as(actor):
            decisions_jobs.look_after(actor)


def _jobs() -> None:
    tallies.register(outreach_jobs.write_tallies, P.OUTREACH_READ)
    tallies.register(cases_jobs.write_tallies, P.CASE_READ, P.CASE_ALL)
    tallies.register(referrals_jobs.write_tallies, P.REFERRAL_READ, P.REFERRAL_AGENCY)
    jobs.register("deliver notices", timedelta(seconds=10), outbox.deliver_due)
    jobs.register("write tallies", timedelta(hours=1), _write_tallies)
    jobs.register("let held letters go", timedelta(minutes=1), _release_letters)
    jobs.register("forget old drafts", timedelta(hours=6), _forget_drafts)
    jobs.register("look after sharing decisions", timedelta(hours=1), _look_after_decisions)
    jobs.register("end referrals without consent", timedelta(hours=1), _end_expired)
    jobs.register("close answers to requests", timedelta(hours=1), _close_run_out)
    jobs.register("watch the clocks of referrals", timedelta(hours=1), _watch_clocks)
    jobs.register("send word to people", timedelta(minutes=1), _send_words)
    jobs.register("remind of consents that end", timedelta(hours=1), _remind_of_endings)
    jobs.register("people: index names", timedelta(minutes=10), _index_names)
    jobs.register("keep letters to readers outside", timedelta(minutes=1), _keep_outside_letters)
    jobs.register("keep what was written from outside", timedelta(hours=1), _keep_enquiries)
    jobs.register("forget tries from outside", timedelta(hours=6), outside_brake.forget_old)
    jobs.register("forget used form keys", timedelta(hours=6), idempotency.forget_old)
    jobs.register("forget old sessions", timedelta(hours=1), forget_old)


def _write_tallies() -> None:
    members = [agency.id for agency in member_agencies()]
    tallies.write_all(members, clock.today())


def _commands(app: Flask) -> None:
    for command in (*cli.commands(), agencies_cli.users, agencies_cli.agreements, agencies_cli.demo, seed):
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
