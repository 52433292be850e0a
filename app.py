"""The composition root: wires floors, panels, events, jobs and commands into one application. Nobody imports it."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from flask import Blueprint
from flask_migrate import Migrate
from jinja2 import StrictUndefined

import core.audit
import core.numbering  # noqa: F401  # its table belongs to the schema
import core.tallies  # noqa: F401
from config import ROOT, Settings
from core import access, cli, idempotency, jobs, outbox, panels, web, words
from core.crypto.keyring import Keyring
from core.db import db

FLOORS = ("agencies", "directory", "people", "outreach", "cases", "referrals", "actionplan", "reports", "forum")


def create_app(environment: Mapping[str, str] | None = None, *, testing: bool = False) -> web.Roundtable:
    """Build the service from its settings; refuses to start when a setting is missing or an endpoint undeclared."""
    settings = Settings.from_environment(os.environ if environment is None else environment)
    app = web.Roundtable("app", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(
        SETTINGS=settings, TESTING=testing, SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        SQLALCHEMY_DATABASE_URI=settings.database_url, SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        PROPAGATE_EXCEPTIONS=False, MIGRATION_DATABASE_URL=settings.migration_database_url,
    )  # fmt: skip
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    app.extensions["keyring"] = Keyring(settings.keyring_file)
    app.extensions["keyring"].ensure_file()
    app.extensions["keyring"].check()
    app.extensions["panels"] = panels.Registry()
    _templates(app)
    for floor in FLOORS:
        try: importlib.import_module(f"{floor}.models")
        except ModuleNotFoundError: pass
        try: m = importlib.import_module(f"{floor}.views")
        except ModuleNotFoundError as e:
            if floor not in str(e): raise
            continue
        bp = importlib.import_module(floor).bp
        app.register_blueprint(bp)
    for c in cli.commands():
        app.cli.add_command(c)
    web.init_app(app)
    return app


def load_reference() -> None:
    """Load what the service cannot start without, floor by floor; loading again changes nothing."""
    for floor in FLOORS:
        try:
            load = importlib.import_module(f"{floor}.reference").load
        except ModuleNotFoundError:
            continue
        load()
        db.session.commit()


def _engine_options(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {"hide_parameters": True}
    if settings.database_url.startswith("postgresql"):
        options |= {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20, "pool_timeout": 10}
    return options


def _templates(app: web.Roundtable) -> None:
    app.jinja_env.filters.update(words.FILTERS)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
