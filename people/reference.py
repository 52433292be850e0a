"""Reference rows of this floor: the wordings that are read to a person before they say yes or no to sharing."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sqlalchemy import select

from config import ROOT
from core.scoping import current_session
from people.models import ConsentWording

WORDINGS_FILE = ROOT / "reference" / "consent_wordings.json"
WATCHED_FILE = ROOT / "reference" / "words_to_check.json"


def load() -> int:
    """Add every wording that is not there yet; returns how many. A new text is a new version."""
    session = current_session()
    known = {_key(row) for row in session.scalars(select(ConsentWording))}
    fresh = [row for row in _written_wordings() if _key(row) not in known]
    session.add_all(fresh)
    session.flush()
    return len(fresh)


@cache
def watched_words() -> tuple[str, ...]:
    """The words of `reference/words_to_check.json`, for `people.rules.words_to_check`."""
    return tuple(json.loads(WATCHED_FILE.read_text())["words"])


def _written_wordings() -> list[ConsentWording]:
    rows: list[dict[str, Any]] = json.loads(WORDINGS_FILE.read_text())["wordings"]
    return [ConsentWording(**row) for row in rows]


def _key(row: ConsentWording) -> tuple[str, int, str, str]:
    return row.code, row.version, row.language, row.style
