"""One monitoring return of the demonstration: prepared by a manager, checked by the lead, and not sent yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core import clock
from core.actor import Actor
from core.scoping import acting_as
from demonstration.stage import actor_of, hours_ago
from reports import periods
from reports.returns import service
from reports.returns.templates import templates


def tell() -> None:
    """Prepare and check the return of the last whole quarter; the tallies must stand already."""
    with _working("joan@mash.example", 26) as joan:
        quarter = periods.last_whole_quarter(clock.today())
        return_id = service.prepare(actor=joan, template=templates()["pcc-gmca"], period=quarter).id
    with _working("grace@mash.example", 3) as grace:
        service.check(actor=grace, return_id=return_id)


@contextmanager
def _working(email: str, hours: float) -> Iterator[Actor]:
    """Work as the holder of an account, some hours before now."""
    actor = actor_of(email)
    with clock.frozen_at(hours_ago(hours)), acting_as(actor):
        yield actor
