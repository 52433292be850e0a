"""What every verb on a request shares: one conditional change of its state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import update

from core.actor import Actor
from core.errors import Clash
from core.scoping import belongs_to, current_session
from referrals.requests.models import InformationRequest, RequestState


def change(
    actor: Actor, request: InformationRequest, states: Iterable[RequestState], version: int | None = None, **values: Any
) -> InformationRequest:
    """One UPDATE decides who acts first; Clash for whoever comes second. Gives the request back as it is now."""
    mine = update(InformationRequest).where(
        belongs_to(actor, InformationRequest), InformationRequest.id == request.id,
        InformationRequest.state.in_(list(states)),
        InformationRequest.version == (request.version if version is None else version),
    )  # fmt: skip
    changed = mine.values(version=InformationRequest.version + 1, **values).returning(InformationRequest.id)
    if current_session().scalar(changed.execution_options(synchronize_session=False)) is None:
        raise Clash("Somebody changed this request while you were looking at it.")
    current_session().refresh(request)
    return request
