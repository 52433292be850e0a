"""Scheduled work of this floor."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from agencies.models import Invitation, KnownDevice, SignInAttempt, WebSession
from agencies.throttle import DEVICE_KEPT, KEPT
from core import clock
from core.scoping import current_session

SESSION_KEPT = timedelta(days=1)
INVITATION_KEPT = timedelta(days=90)


def forget_old() -> None:
    """Drop tries to sign in after a day, sessions a day after their end, and devices and invitations long past use."""
    now = clock.now()
    old = (
        SignInAttempt.at < now - KEPT,
        WebSession.ends_at < now - SESSION_KEPT,
        KnownDevice.made_at < now - DEVICE_KEPT,
        Invitation.expires_at < now - INVITATION_KEPT,
    )
    for table, past in zip((SignInAttempt, WebSession, KnownDevice, Invitation), old, strict=True):
        current_session().execute(delete(table).where(past).execution_options(synchronize_session=False))
