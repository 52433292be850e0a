"""Commands of the ground floor: audit, keys, worker and doctor; each agency is worked through as its own actor."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import click
import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select, text

from core import audit, jobs
from core.actor import system_actor
from core.crypto.datakeys import keyring
from core.crypto.keyring import KeyringError
from core.crypto.rotation import rotate_agency
from core.db import Base, db
from core.scoping import acting_as, current_session

audit_group = AppGroup("audit", help="The audit trail.")
keys_group = AppGroup("keys", help="The wrapping keys.")
TICK_SECONDS = 5


def agency_ids() -> list[UUID]:
    """The id of every agency, in a fixed order."""
    agency = Base.metadata.tables["agency"]
    found = list(current_session().scalars(select(agency.c.id).order_by(agency.c.code)))
    current_session().rollback()
    return found


@audit_group.command("verify")
def verify() -> None:
    """Check every agency's chain; exit 1 and name the first bad row when one was tampered with."""
    total = 0
    for agency_id in agency_ids():
        with acting_as(system_actor(agency_id)):
            fault = audit.verify(agency_id)
            total += 1
        if fault is not None:
            click.echo(f"Agency {fault.agency_id}, entry {fault.sequence}: {fault.what}.", err=True)
            sys.exit(1)
    click.echo(f"{total} chains are whole.")


@keys_group.command("rotate")
def rotate() -> None:
    """Give every agency a new wrapping key, and wrap every data key by it."""
    count = 0
    for agency_id in agency_ids():
        with acting_as(system_actor(agency_id)):
            count += rotate_agency(agency_id)
            audit.record(actor=system_actor(agency_id), verb="rotated", kind="wrapping key", row_id=agency_id)
    click.echo(f"{count} keys are wrapped afresh. Back up the keyring now, apart from the database.")


@click.command("worker")
@click.option("--once", is_flag=True, help="Run what is due now, then stop.")
def worker(once: bool) -> None:
    """Run scheduled jobs and send waiting notices, until stopped. Any number of workers may run."""
    jobs.ensure_rows()
    if once:
        click.echo(", ".join(jobs.tick()) or "Nothing was due.")
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own documented way

    def tick() -> None:
        with app.app_context():
            jobs.tick()

    clockwork = BackgroundScheduler(timezone="UTC")
    clockwork.add_job(
        tick, "interval", id="tick", seconds=TICK_SECONDS, coalesce=True, max_instances=1,
        misfire_grace_time=None, next_run_time=datetime.now(UTC),
    )  # fmt: skip
    structlog.get_logger().info("worker_started", jobs=jobs.names())
    clockwork.start()
    try:
        while True:
            time.sleep(TICK_SECONDS)
            wake(clockwork)
    except (KeyboardInterrupt, SystemExit):
        structlog.get_logger().info("worker_stopped")


def wake(clockwork: BackgroundScheduler) -> bool:
    """Have the next tick at once when it lies further ahead than a tick is long: the clock jumped back.

    APScheduler goes by the wall clock alone, and would sleep until the old time comes again. Returns whether it woke.
    """
    waiting, now = clockwork.get_job("tick"), datetime.now(UTC)
    if waiting is None or waiting.next_run_time - now <= timedelta(seconds=2 * TICK_SECONDS):
        return False
    waiting.modify(next_run_time=now)
    return True


@click.command("doctor")
def doctor() -> None:
    """Check settings, database, keyring, fonts and clock; say how to mend each. Exit 1 when one is not well."""
    failures = 0
    for name, check in CHECKS.items():
        complaint = check()
        failures += complaint is not None
        click.echo(f"{'well   ' if complaint is None else 'not well'} {name}" + (f": {complaint}" if complaint else ""))
    sys.exit(1 if failures else 0)


def _settings() -> str | None:
    settings = current_app.config["SETTINGS"]
    if not settings.demonstration and settings.database_url.startswith("sqlite"):
        return "a live service on SQLite has no row-level policies. Set DATABASE_URL to a PostgreSQL database."
    return None


def _database() -> str | None:
    try:
        with db.engine.connect() as connection:
            connection.execute(text("select 1"))
            if connection.dialect.name == "postgresql":
                return _database_role(connection)
    except Exception as failure:  # whatever the driver raises, the answer is the same
        return f"the database does not answer ({type(failure).__name__}). Check DATABASE_URL, and that it runs."
    return None


def _database_role(connection: object) -> str | None:
    row = connection.execute(  # type: ignore[attr-defined]  # an SQLAlchemy connection
        text("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
    ).scalar()
    return "its role can go round the policies. Use a role with NOSUPERUSER NOBYPASSRLS." if row else None


def _migrations() -> str | None:
    from alembic.runtime.migration import MigrationContext  # only this check needs Alembic
    from alembic.script import ScriptDirectory

    folder = Path(current_app.root_path) / "migrations"
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    head = ScriptDirectory(str(folder)).get_current_head()
    return None if current == head else f"the tables are at {current}, not at {head}. Run: flask --app app db upgrade"


def _keyring() -> str | None:
    try:
        keyring().check()
        missing = [agency for agency in agency_ids() if not keyring().has_agency(agency)]
    except KeyringError as failure:
        return str(failure)
    return f"{len(missing)} agencies have no key. Restore the keyring from its backup." if missing else None


def _witness() -> str | None:
    file = current_app.config["SETTINGS"].audit_witness_file
    folder = file if file.exists() else file.parent
    return (
        None if os.access(folder, os.W_OK) else f"{file} cannot be written. Mend its owner, or set AUDIT_WITNESS_FILE."
    )


def _fonts() -> str | None:
    try:
        from weasyprint.text.ffi import pango  # needs Pango: the service starts without it
    except OSError:
        return "PDF reports need Pango. Run: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    fonts = list((Path(current_app.root_path) / "static" / "fonts").glob("*.woff2"))
    return None if pango and fonts else "the typeface is missing from static/fonts. Restore it from the repository."


def _clock() -> str | None:
    with db.engine.connect() as connection:
        if connection.dialect.name != "postgresql":
            return None
        there = connection.execute(text("select clock_timestamp()")).scalar_one()
    apart = abs((datetime.now(UTC) - there).total_seconds())
    return None if apart < 30 else f"this machine and the database are {apart:.0f} seconds apart. Mend it with NTP."


CHECKS: dict[str, Callable[[], str | None]] = {
    "settings": _settings, "database": _database, "migrations": _migrations, "keyring": _keyring,
    "audit witness": _witness, "fonts and PDF": _fonts, "clock": _clock,
}  # fmt: skip


def commands() -> Iterator[click.Command]:
    """The commands that `app.py` adds."""
    yield from (audit_group, keys_group, worker, doctor)
