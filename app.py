"""The composition root: wires floors, panels, events, jobs and commands into one application. Nobody imports it."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import Migrate

from agencies import identity
from agencies.jobs import forget_old
from agencies.permissions import Permission as P
from agencies.shell import HomeButton, NavItem
from config import ROOT, Settings
from core import access, audit, cli, clock, idempotency, jobs, numbering, outbox, panels, tallies, web, words
from core.crypto import rotation
from core.crypto.keyring import Keyring
from core.db import db
from core.pages import FOOTER
from core.pages import bp as house_pages

# Their tables belong to the schema, and audit listens to the session, though no line here names them.
assert audit and numbering and tallies  # noqa: S101

FLOORS = ("agencies", "directory", "people", "outreach", "cases", "referrals", "actionplan", "reports", "forum")

NAVIGATION = [
    NavItem("Home", "agencies.home", (P.HOME,), section="all"),
    NavItem("People", "people.list_people", (P.PEOPLE_READ,)),
    NavItem("Referrals", "referrals.list_referrals", (P.REFERRAL_READ,), count_key="referrals"),
    NavItem("Cases", "cases.list_cases", (P.CASE_READ,)),
    NavItem("Outreach", "outreach.list_sessions", (P.OUTREACH_READ,)),
    NavItem("Meetings", "forum.list_meetings", (P.MEETING_READ,)),
    NavItem("Action plan", "actionplan.show_plan", (P.PLAN_READ,)),
    NavItem("Directory", "directory.list_services", (P.DIRECTORY_READ,)),
    NavItem("Accounts", "agencies.list_accounts", (P.ACCOUNTS_MANAGE,)),
]

HOME_BUTTONS = [
    HomeButton("Log a contact", "outreach.quick_log", (P.OUTREACH_LOG,), primary=True),
    HomeButton("Add a person", "people.new_person", (P.PEOPLE_WRITE,)),
    HomeButton("Action plan", "actionplan.show_plan", (P.PLAN_WRITE,)),
]


def create_app(environment: Mapping[str, str] | None = None, *, testing: bool = False) -> web.Roundtable:
    """Build the service from its settings; refuses to start when a setting is missing or an endpoint undeclared."""
    settings = Settings.from_environment(os.environ if environment is None else environment)
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
    _jobs()
    _commands(app)
    identity.init_app(app)
    web.init_app(app)
    access.check_declared(app)
    return app


def load_reference() -> None:
    """Load what the service cannot start without, floor by floor; loading again changes nothing."""
    for floor in FLOORS:
        try:
            load = importlib.import_module(f"{floor}.reference").load
        except ImportError:
            continue
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
    app.jinja_env.filters.update(words.FILTERS)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    versions: dict[str, str] = {}

    def version_static(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            name = values["filename"]
            if name not in versions:
                versions[name] = sha256((ROOT / "static" / name).read_bytes()).hexdigest()[:10]
            values["v"] = versions[name]

    app.url_defaults(version_static)
    app.view_functions["static"].__dict__["access"] = access.Access(signed_in=False, reason="packaged files", idempotent=False)


def _floors(app: Flask) -> None:
    for floor in FLOORS:
        try: importlib.import_module(f"{floor}.models")
        except ImportError: pass
        try:
            importlib.import_module(f"{floor}.views")
        except ImportError as e:
            print("no views yet:", floor, e)
            continue
        app.register_blueprint(importlib.import_module(floor).bp)
    app.register_blueprint(house_pages)
    app.extensions["footer_links"] = [{"label": label, "url": url} for label, url in FOOTER]
    app.extensions["nav"] = [n for n in NAVIGATION if n.endpoint in app.view_functions]
    app.extensions["home_buttons"] = [n for n in HOME_BUTTONS if n.endpoint in app.view_functions]


def _panels(app: Flask) -> None:
    registry = panels.Registry()
    app.extensions["panels"] = registry
    for floor in FLOORS:
        try:
            m = importlib.import_module(f"{floor}.panels")
        except ImportError:
            continue
        if hasattr(m, "home"): registry.home.append(m.home)
        if hasattr(m, "waiting"): registry.waiting.append(m.waiting)
        if hasattr(m, "person_panel"): registry.panels.setdefault(panels.Place.PERSON, []).append(m.person_panel)
        if hasattr(m, "case_panel"): registry.panels.setdefault(panels.Place.CASE, []).append(m.case_panel)
        if hasattr(m, "count_waiting"): registry.counts["referrals"] = m.count_waiting
    try:
        from people import events
        from referrals import service
        events.consent_ended.connect(service.on_consent_ended)
    except (ImportError, AttributeError):
        pass


def _jobs() -> None:
    for name in ("outreach", "cases", "referrals"):
        try:
            tallies.register(importlib.import_module(f"{name}.jobs").write_tallies, P.OUTREACH_READ, P.CASE_ALL, P.PEOPLE_ALL, P.REFERRAL_READ)
        except ImportError:
            pass
    jobs.register("deliver notices", timedelta(seconds=10), outbox.deliver_due)
    jobs.register("write tallies", timedelta(hours=1), lambda: tallies.write_all(cli.agency_ids(), clock.today()))
    jobs.register("forget used form keys", timedelta(hours=6), idempotency.forget_old)
    jobs.register("forget old sessions", timedelta(hours=1), forget_old)


def _commands(app: Flask) -> None:
    for command in cli.commands():
        app.cli.add_command(command)
    try:
        from agencies import cli as a
        app.cli.add_command(a.users); app.cli.add_command(a.demo)
    except ImportError: pass
    seed = AppGroup("seed", help="Fill the database.")

    @seed.command("reference")
    def reference() -> None:
        """Load roles, agencies, services, consent wordings, the strategy and the forum."""
        load_reference()
        click.echo("Reference data is loaded.")

    @seed.command("demo")
    def demo() -> None:
        """Load invented staff, people and a year's work; refused in a live service."""
        from demonstration import story
        told = story.tell()
        click.echo("The demonstration is loaded." if told else "The demonstration was loaded before; nothing changed.")

    app.cli.add_command(seed)
