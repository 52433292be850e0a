"""The progress report over years of work: how long its parts take, and how much of that is spent in the database.

Fills a database of its own with the rows of four quarters and measures; then with those of twelve quarters more, so
that the history is four times as long and the quarter of the report the same, and measures again. Each measurement is
a process of its own, so that its peak of memory is its own too. SQLite, or the empty PostgreSQL database that
DATABASE_URL and MIGRATION_DATABASE_URL name.

    python -m bench reports            1,000,000 contacts and 200,000 referrals in the end
    python -m bench reports --small    a hundredth of that, to try
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any, Final

import pikepdf
import sqlalchemy
from sqlalchemy import event, func, select, text

from agencies.queries import actor_for, member_agencies, user_by_email
from app import create_app
from bench import history
from core import clock, pdf, tallies
from core.actor import system_actor
from core.db import db
from core.scoping import acting_as
from core.tallies import Period, quarter_before, quarter_of
from outreach.models import OutreachContact
from referrals.models import Referral
from reports import documents
from reports.cuts import jobs as settling
from reports.progress import progress_figures

CONTACTS, REFERRALS = 1_000_000, 200_000
#: Quarters filled before the first measurement, and in the end.
SHORT, LONG = 4, 16
SMALL: Final = 100
READER: Final = "forum_coordinator"


@dataclass
class Part:
    """One part of the work: its seconds, those spent in the database and those in WeasyPrint, and its statements."""

    name: str
    seconds: float
    sql: float
    statements: int
    drawing: float = 0
    peak: int = 0
    note: str = ""

    def line(self) -> str:
        """For the terminal."""
        python = self.seconds - self.sql - self.drawing
        shares = (("SQL", self.sql), ("Python", python), ("WeasyPrint", self.drawing))
        whole = max(self.seconds, 1e-9)
        told = "  ".join(f"{name} {seconds:7.2f} s ({seconds / whole:4.0%})" for name, seconds in shares)
        rest = f"{self.statements:5} statements   peak {self.peak} MB   {self.note}"
        return f"{self.name:34} {self.seconds:7.2f} s   {told}   {rest}".rstrip()


class Meter:
    """Adds up what is spent in the database, from sending a statement until its first row, and in WeasyPrint."""

    def __init__(self) -> None:
        self.sql, self.statements, self.drawing = 0.0, 0, 0.0
        self.by_statement: dict[str, float] = {}
        self._began = 0.0
        event.listen(db.engine, "before_cursor_execute", self._before)
        event.listen(db.engine, "after_cursor_execute", self._after)
        self._draw = pdf.render
        pdf.render = self._drawn

    def _before(self, *_: Any) -> None:
        self._began = time.perf_counter()

    def _after(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        took = time.perf_counter() - self._began
        self.sql += took
        self.statements += 1
        self.by_statement[statement] = self.by_statement.get(statement, 0) + took

    def _drawn(self, *values: Any, **options: Any) -> bytes:
        began = time.perf_counter()
        try:
            return self._draw(*values, **options)
        finally:
            self.drawing += time.perf_counter() - began

    def timed(self, name: str, act: Callable[[], Any], parts: list[Part]) -> Any:
        """Do something with nothing remembered from before, and add how long it took."""
        db.session.rollback()
        db.session.expunge_all()
        self.sql, self.statements, self.drawing = 0.0, 0, 0.0
        began = time.perf_counter()
        found = act()
        parts.append(Part(name, time.perf_counter() - began, self.sql, self.statements, self.drawing, _peak()))
        return found


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def reported() -> Period:
    """The quarter of the report: the last whole one."""
    return quarter_before(quarter_of(clock.today()))


def fill(first: int, last: int, part: int) -> int:
    """Write the work of the quarters from one to another, counted back from the report's; returns how many rows."""
    quarters, written = [reported()], 0
    while len(quarters) < last:
        quarters.append(quarter_before(quarters[-1]))
    for number in range(first, last):
        if number == 0:
            written += history.fill(quarters[0], CONTACTS // LONG // part, REFERRALS // LONG // part, seed=1)
        else:
            written += history.copy(quarters[0], quarters[number], number)
    return written


def measure(email: str) -> Iterator[Part]:
    """Every part of a progress report, from the rows to the pages, one after another."""
    found, parts, meter = user_by_email(email), list[Part](), Meter()
    if found is None:
        raise LookupError(f"There is no account {email}.")
    actor, period = actor_for(found), reported()
    written = meter.timed("tallies of the quarter", lambda: _tally(period), parts)
    parts[-1].note = f"{written} measures written"
    written = meter.timed("the same again, nothing changed", lambda: _tally(period), parts)
    parts[-1].note = f"{written} measures written"
    meter.timed("tallies of the seven before", lambda: _tally_before(period), parts)
    made = meter.timed("settling what may be shown", _settle, parts)
    parts[-1].note = f"{made} cuts"
    with acting_as(actor):
        figures = meter.timed("figures", lambda: progress_figures(actor=actor, period=period), parts)
        meter.timed("HTML", lambda: documents.progress_html(figures, edition=1), parts)
        content = meter.timed("PDF", lambda: documents.progress_pdf(figures, edition=1), parts)
    with pikepdf.open(BytesIO(content)) as pages:
        parts[-1].note = f"{len(pages.pages)} pages, {len(content) // 1024} kB"
    yield from parts


def _tally(period: Period) -> int:
    """What the worker does each hour for one quarter: count it in every agency, and write what changed."""
    written = 0
    for agency in list(member_agencies()):
        for writer in tallies.registered():
            actor = system_actor(agency.id, *writer.permissions)
            with acting_as(actor):
                written += tallies.keep(actor=actor, measured=writer.count(actor, period))
    return written


def _tally_before(period: Period) -> None:
    for _ in range(tallies.DAILY - 1):
        period = quarter_before(period)
        _tally(period)


def _settle() -> int:
    made = settling.settle_due()
    db.session.commit()
    return made


def sizes() -> str:
    """How many contacts and referrals there are in all, by agency and added up."""
    contacts = referrals = 0
    for agency in list(member_agencies()):
        with acting_as(system_actor(agency.id)):
            mine = OutreachContact.agency_id == agency.id
            contacts += db.session.scalar(select(func.count()).select_from(OutreachContact).where(mine)) or 0
            sent = Referral.from_agency_id == agency.id
            referrals += db.session.scalar(select(func.count()).select_from(Referral).where(sent)) or 0
    return f"{contacts:,} outreach contacts, {referrals:,} referrals"


# What follows runs the above in processes of its own.


def step() -> None:
    """One step in a process of its own, as `run` asks for it; prints what it found as JSON on the last line."""
    what, *values = sys.argv[1:]
    application = create_app(testing=True)
    with application.app_context():
        if what == "fill":
            print(json.dumps(fill(*map(int, values))))
        elif what == "sizes":
            print(json.dumps(sizes()))
        else:
            print(json.dumps([asdict(part) for part in measure(values[0])]))


def run(environment: Mapping[str, str], email: str, part: int) -> None:
    """Fill, measure, fill more, measure again; prints lines, and at the end how the SQL of each part grew."""
    found: dict[int, list[Part]] = {}
    for first, last in ((0, SHORT), (SHORT, LONG)):
        began = time.perf_counter()
        rows = _step(environment, "fill", str(first), str(last), str(part))
        print(f"\n{rows:,} rows of {last - first} quarters written in {time.perf_counter() - began:.0f} s", flush=True)
        _analyse(environment)
        print(f"{last} quarters: {_step(environment, 'sizes')}; the report is of one of them", flush=True)
        found[last] = [Part(**each) for each in _step(environment, "measure", email)]
        for each in found[last]:
            print(f"  {each.line()}", flush=True)
    print(f"\nSQL with {LONG // SHORT} times the history")
    for short, long in zip(found[SHORT], found[LONG], strict=True):
        print(f"  {short.name:34} {short.sql:7.2f} s -> {long.sql:7.2f} s")


def _step(environment: Mapping[str, str], *arguments: str) -> Any:
    command = [sys.executable, "-c", "from bench.reports import step; step()", *arguments]
    told = subprocess.run(command, env=dict(environment), check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(told.splitlines()[-1])


def _analyse(environment: Mapping[str, str]) -> None:
    """What autovacuum would have done by then. SQLite is left as it runs: without statistics."""
    owner = environment.get("MIGRATION_DATABASE_URL")
    if owner:
        engine = sqlalchemy.create_engine(owner, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("analyze"))
        engine.dispose()


def refuse_unless_empty(address: str) -> None:
    """Nothing but an empty database is filled: the address may be of one that somebody needs."""
    engine = sqlalchemy.create_engine(address)
    tables = sqlalchemy.inspect(engine).get_table_names()
    engine.dispose()
    if tables:
        raise SystemExit("DATABASE_URL names a database with tables in it. Name an empty one, which may be filled.")


@contextmanager
def database(own_settings: Callable[[str, str], dict[str, str]]) -> Iterator[dict[str, str]]:
    """The environment of a demonstration in a folder of its own, on the engine that the environment names."""
    with tempfile.TemporaryDirectory(prefix="roundtable-bench-") as folder:
        environment = own_settings(folder, "http://127.0.0.1")
        for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL"):
            if name in os.environ:
                environment[name] = os.environ[name]
        if "DATABASE_URL" in environment:
            refuse_unless_empty(environment["DATABASE_URL"])
        yield environment
