"""The rooms of agencies put together. Only `app.py` imports this: rooms do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from agencies import views as agencies_views
from agencies.exports import building, erasing, rules
from agencies.exports import jobs as exports_jobs
from agencies.exports import panels as exports_panels
from agencies.exports import trail as exports_trail
from agencies.exports import views as exports_views
from agencies.exports.lists import EXTENSION as LIST_OFFERS
from agencies.permissions import Permission
from core import making
from core.actor import Actor
from core.panels import Waiting

__all__ = ["LIST_OFFERS", "OFFERS", "VIEWS"]

#: Their pages stand under the blueprint of agencies, which they fill as they are imported.
VIEWS = (agencies_views, exports_views)

WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = (exports_panels.waiting,)

#: Lists that this floor offers to be taken out; those above have their own.
OFFERS = exports_trail.OFFERS

#: What each agency has done for it: name, how often, the work, and with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = (
    ("throw away lists", timedelta(minutes=15), exports_jobs.end_due, ()),
)

#: What is forgotten when a record is erased; and what follows when a colleague is kept away from a person.
ERASERS = (erasing.forget_person,)
on_colleague_excluded = erasing.on_colleague_excluded


def make() -> None:
    """Say what the worker makes for these rooms."""
    making.register(rules.KIND, building.make, on_failure=building.give_up)
