"""The rooms of outreach put together. Only `app.py` imports this: rooms do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Waiting
from outreach import panels as outreach_panels
from outreach import views as outreach_views

#: Their pages stand under the blueprint of outreach, which they fill as they are imported.
VIEWS = (outreach_views,)

PERSON_PANELS = (outreach_panels.person_panel,)
HOME = (outreach_panels.home,)
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = ()

#: What each agency has done for it: name, how often, what, with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = ()
