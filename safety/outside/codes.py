"""The words to come back with. They are kept nowhere: only a keyed hash of them, which opens nothing by itself.

They follow from the page's own random key, so that a page that is sent twice shows the same words twice; six of 564
everyday words are 54 bits, tried at most 20 times an hour from one place.
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from flask import current_app

from core.crypto.datakeys import keyring
from core.phrases import as_typed, phrase_of

WORDS_IN_CODE = 6


def code_for(agency_id: UUID, form_key: str) -> str:
    """The words of the report that was written on the page with this random key."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    made = hmac.new(secret, f"public report|{agency_id}|{form_key}".encode(), hashlib.sha256).digest()
    return phrase_of(made, WORDS_IN_CODE)


def code_index(agency_id: UUID, code: str) -> str:
    """What is kept of the words: a hash under the agency's own key, which is not in the database."""
    return keyring().blind_index(agency_id, "public-report-code", as_typed(code))


def form_hash(form_key: str) -> str:
    """What is kept of a page's random key, to keep what it sends once."""
    return hashlib.sha256(f"public report|{form_key}".encode()).hexdigest()
