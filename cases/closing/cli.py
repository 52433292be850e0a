"""Commands of erasure: erase again whom a restored backup brought back, before the service opens."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from agencies.permissions import Permission
from cases.closing import service
from core.actor import system_actor
from core.cli import agency_ids
from core.scoping import acting_as

erasures = AppGroup("erasures", help="The erasure ledger.")


@erasures.command("replay")
def replay() -> None:
    """Erase again every record that the ledger names: after each restore of a backup, before anybody signs in."""
    again = returned = 0
    for agency_id in agency_ids():
        actor = system_actor(agency_id, Permission.PROTECTION_LEAD, Permission.CASE_READ, Permission.CASE_ALL)
        with acting_as(actor):
            erased, rows = service.replay(actor=actor)
        again, returned = again + erased, returned + rows
    click.echo(f"{again} records were erased again. {returned} rows of the ledger were put back.")
