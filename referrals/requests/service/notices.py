"""Who is told of what happens to a request. A notice names no person, no reference and no agency."""

from __future__ import annotations

from uuid import UUID

from agencies import queries as agencies
from agencies.models import User
from agencies.permissions import Permission
from core import outbox
from core.scoping import current_session
from referrals.requests.models import InformationRequest

ARRIVED = "An information request waits for your agency"
STOPPED = "An information request was refused for you: look at it"
CHANGED = "An information request to your agency has changed"
ASKED_BACK = "You were asked something about an information request"
ANSWERED = "An information request of yours was answered"
CLOSED = "An answer to an information request has closed"


def tell_leads(request: InformationRequest, subject: str, act: str) -> None:
    """Tell the data protection leads of the agency that was asked, once for each act."""
    for address in agencies.addresses_of(request.to_agency_id, Permission.PROTECTION_LEAD):
        _put(request, request.to_agency_id, address, subject, act)


def tell_asker(request: InformationRequest, subject: str, act: str) -> None:
    """Tell the officer who asked, once for each act; nobody when the account is closed."""
    asker = current_session().get(User, request.asked_by)
    if asker is not None and asker.active:
        _put(request, request.from_agency_id, asker.email, subject, act)


def _put(request: InformationRequest, agency_id: UUID, address: str, subject: str, act: str) -> None:
    outbox.put(
        agency_id=agency_id, address=address, subject=subject, path=f"/requests/{request.id}",
        once=f"request-{act}:{request.id}",
    )  # fmt: skip
