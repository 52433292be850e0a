"""Tells the whole story of the demonstration, once."""

from __future__ import annotations

from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select

from actionplan import reference as actionplan
from agencies import queries as agencies
from agencies import service as agency_service
from agencies.models import User
from core import clock, tallies
from core.errors import Refused
from core.scoping import current_session
from demonstration import reporting, returns
from demonstration.accounts import open_accounts
from demonstration.caseload import load_caseload
from forum import reference as forum
from reports.cuts.jobs import settle_due


def tell() -> bool:
    """Fill an empty service with the demonstration; false when it was told before. Refused in a live service."""
    if not current_app.config["SETTINGS"].demonstration:
        raise Refused("This is a live service.", instead="Invented people belong in a demonstration only.")
    if current_session().scalar(select(User.id).limit(1)) is not None:
        return False
    _sign_agreements(clock.today())
    open_accounts()
    current_session().commit()
    actionplan.load_actions(clock.today())
    forum.load_meetings(clock.today())
    current_session().commit()
    load_caseload()
    tallies.write_all([agency.id for agency in agencies.member_agencies()], clock.today())
    settle_due()
    returns.tell()
    reporting.tell()
    return True


def _sign_agreements(today: date) -> None:
    began = today - timedelta(days=320)
    for member in agencies.member_agencies():
        agency_service.record_agreement(
            agency_id=member.id, title="Manchester Sex Work Forum information sharing agreement",
            signed_on=began, valid_from=began, valid_until=today + timedelta(days=410),
        )  # fmt: skip
