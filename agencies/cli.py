"""Commands for accounts and agreements, and for listing the demonstration's invented accounts."""

from __future__ import annotations

import json
from datetime import date, datetime
from uuid import UUID

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from agencies import factors, queries, service
from agencies.models import InformationSharingAgreement
from agencies.rules import agreement_is_current
from config import ROOT
from core import clock
from core.actor import system_actor
from core.errors import NotVisible, Refused
from core.scoping import acting_as
from core.words import long_day

users = AppGroup("users", help="Accounts of workers and member representatives.")
agreements = AppGroup("agreements", help="Information sharing agreements: without one in force nothing moves.")
demo = AppGroup("demo", help="The demonstration.")
DAY = click.DateTime(formats=["%Y-%m-%d"])
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


@agreements.command("record")
@click.argument("agency_code", metavar="AGENCY")
@click.option("--from", "first", type=DAY, required=True, help="First day it counts, such as 2026-01-01.")
@click.option("--until", "last", type=DAY, required=True, help="Last day it counts, such as 2027-12-31.")
@click.option("--signed", type=DAY, help="Day it was signed; the first day or today, unless you say another.")
@click.option("--title", default="Forum information sharing agreement", show_default=True, help="What it is called.")
def record_agreement(agency_code: str, first: datetime, last: datetime, signed: datetime | None, title: str) -> None:
    """Record that AGENCY (a code, such as MASH) signed the forum's agreement. Kept in its audit trail."""
    signed_on = signed.date() if signed else min(first.date(), clock.today())
    if signed_on > clock.today():
        raise click.ClickException(f"It cannot have been signed on {long_day(signed_on)}: that day is to come.")
    if not title.strip():
        raise click.ClickException("Say what the agreement is called, or leave --title out.")
    try:
        agency = queries.agency_by_code(agency_code.upper())
        name, agency_id = agency.name, agency.id
        service.record_agreement(
            agency_id=agency_id, title=title.strip(), signed_on=signed_on, valid_from=first.date(),
            valid_until=last.date(),
        )  # fmt: skip
    except NotVisible:
        codes = ", ".join(sorted(each.code for each in queries.member_agencies()))
        raise click.ClickException(f"There is no agency “{agency_code}”. There are: {codes}.") from None
    except Refused as refusal:
        raise click.ClickException(refusal.reason) from None
    click.echo(f"Recorded. {name} is under agreement from {long_day(first.date())} to {long_day(last.date())}.")


@agreements.command("list")
def list_agreements() -> None:
    """List every member agency's agreements and how they stand on this day."""
    for agency in queries.member_agencies():
        signed = queries.agreements_of(agency.id)
        for agreement in signed:
            dates = f"{agreement.valid_from} to {agreement.valid_until}"
            click.echo(f"{agency.code:<12}{dates:<26}{_standing(agreement, clock.today()):<14}{agreement.title}")
        if not signed:
            click.echo(f"{agency.code:<12}{'':<26}{'none':<14}Nothing goes to or from {agency.name}.")


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


def _standing(agreement: InformationSharingAgreement, today: date) -> str:
    if agreement_is_current(agreement, today):
        return "in force"
    if agreement.ended_on is not None and agreement.ended_on <= today:
        return "ended"
    return "to come" if agreement.valid_from > today else "run out"


def _team_id(agency_id: UUID, team_code: str | None) -> UUID | None:
    if team_code is None:
        return None
    found = [team.id for team in queries.teams_of(agency_id) if team.code == team_code]
    if not found:
        raise NotVisible
    return found[0]
