"""Commands for accounts: inviting from the shell, and listing the demonstration's invented ones."""

from __future__ import annotations

import json
from uuid import UUID

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from agencies import factors, queries, service
from config import ROOT
from core.actor import system_actor
from core.errors import NotVisible, Refused
from core.scoping import acting_as

users = AppGroup("users", help="Accounts of workers and member representatives.")
demo = AppGroup("demo", help="The demonstration.")
ACCOUNTS = ROOT / "demonstration" / "accounts.json"


@users.command("invite")
@click.argument("email")
@click.option("--agency", "agency_code", required=True, help="Code of the agency, such as MASH.")
@click.option("--team", "team_code", help="Code of the team, such as outreach.")
@click.option("--role", "roles", multiple=True, required=True, help="Code of a role; may be given more than once.")
def invite(email: str, agency_code: str, team_code: str | None, roles: tuple[str, ...]) -> None:
    """Print a link with which EMAIL opens an account: good once, for 72 hours."""
    try:
        agency = queries.agency_by_code(agency_code)
        team_id = _team_id(agency.id, team_code)
        actor = system_actor(agency.id)
        with acting_as(actor):
            token = service.invite(actor=actor, email=email, team_id=team_id, roles=roles)
    except NotVisible:
        raise click.ClickException(f"There is no agency “{agency_code}” with a team “{team_code}”.") from None
    except Refused as refusal:
        raise click.ClickException(f"{refusal.reason} {refusal.instead}".strip()) from None
    with current_app.test_request_context(base_url=current_app.config["SETTINGS"].public_base_url):
        path = url_for("agencies.invitation", token=token)
    click.echo(f"{current_app.config['SETTINGS'].public_base_url}{path}")


@users.command("remove-second-factor")
@click.argument("email")
def remove_second_factor(email: str) -> None:
    """Take EMAIL's lost second factor away and sign the account out. Check first, in person, who asks."""
    user = queries.user_by_email(email)
    if user is None:
        raise click.ClickException(f"There is no account “{email}”.")
    user_id, actor = user.id, system_actor(user.agency_id)
    with acting_as(actor):
        factors.remove(actor=actor, user_id=user_id)
        service.end_sessions(user_id=user_id)
    click.echo("Removed. It is set up afresh at the next sign-in.")


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def accounts(as_json: bool) -> None:
    """List who can sign in to the demonstration, and with what."""
    if not current_app.config["SETTINGS"].demonstration:
        raise click.ClickException("This is a live service; it has no demonstration accounts.")
    listed = json.loads(ACCOUNTS.read_text())
    wanted = ("email", "password", "role", "agency")
    lines = [{**account, "role": ", ".join(account["roles"])} for account in listed]
    if as_json:
        click.echo(json.dumps([{name: line[name] for name in wanted} for line in lines], indent=2, ensure_ascii=False))
        return
    for line in lines:
        click.echo(f"{line['email']:<38}{line['password']:<38}{line['agency']:<13}{line['role']}")


def _team_id(agency_id: UUID, team_code: str | None) -> UUID | None:
    if team_code is None:
        return None
    found = [team.id for team in queries.teams_of(agency_id) if team.code == team_code]
    if not found:
        raise NotVisible
    return found[0]
