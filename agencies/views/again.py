"""Asking for one’s own password again, before an act that must be one’s own (OWASP ASVS 7.5.3)."""

from __future__ import annotations

from flask import request

from agencies import sign_in
from agencies.queries import own_password_is_right
from agencies.sign_in import Outcome
from agencies.views.door import TOO_MANY, visitor
from core import idempotency
from core.access import current_actor
from core.errors import Clash, Refused


def refuse_another_password(password: str) -> Refused | None:
    """What to say beside the field `password`, or None when it is the actor's own; under the brake of sign-in.

    Begins by undoing the request's transaction: ask before anything is written. The form's key went with it, and is
    claimed again, so that two clicks still do one thing; Clash when another click was first.
    """
    actor = current_actor()
    outcome = sign_in.under_throttle(
        account=f"password|{actor.user_id}", visitor=visitor(), judge=lambda: own_password_is_right(actor, password)
    )
    if outcome is Outcome.RIGHT:
        if not idempotency.claim(actor.user_id, request):
            raise Clash("This page is being sent twice. Wait a moment, then open it afresh.")
        return None
    return Refused(TOO_MANY if outcome is Outcome.TOO_MANY else "That is not your password.", field="password")
