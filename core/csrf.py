"""The cross-site request token: one random value a session, the same on every page of that session.

Constant on purpose: pages for "not yours" and "not there" must be the same bytes (design.md 3, ring 2).
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from flask import request, session
from wtforms import Form
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.validators import ValidationError

FIELD = "csrf_token"
HEADER = "X-CSRFToken"
WORDS = "This page had gone stale. Your text is kept; send it again."


def token() -> str:
    """This session's token, made on first use."""
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(32)
    return str(session[FIELD])


def is_right() -> bool:
    """True when the request carries this session's token in its form or header."""
    given = request.form.get(FIELD) or request.headers.get(HEADER) or ""
    return hmac.compare_digest(given.encode(), str(session.get(FIELD, "")).encode()) and bool(given)


class SessionToken(CSRF):
    """The same token as a WTForms field, so that every form carries it."""

    def setup_form(self, form: Form) -> Any:
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return token()

    def validate_csrf_token(self, form: Form, field: CSRFTokenField) -> None:
        if not is_right():
            raise ValidationError(WORDS)
