"""Reference rows of this floor: the wordings that are read to a person before they say yes or no to sharing."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sqlalchemy import select

from agencies.models import AgencyKind
from config import ROOT
from core.scoping import current_session
from people.models import ConsentWording
from people.rules.firewall import WatchedWords, WordGroup, WordList

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
def language_names() -> dict[str, str]:
    """What a language is called, by its tag (BCP 47): for those that a wording is, or may soon be, written in."""
    return dict(json.loads(WORDINGS_FILE.read_text())["languages"])


@cache
def watched_words() -> WatchedWords:
    """The words of `reference/words_to_check.json` by group, for `people.rules.words_to_check`."""
    return WatchedWords(tuple(_word_list(row) for row in json.loads(WATCHED_FILE.read_text())["groups"]))


def _word_list(row: dict[str, Any]) -> WordList:
    kinds = frozenset(AgencyKind(kind) for kind in row["kinds"])
    return WordList(WordGroup(row["group"]), tuple(row["words"]), kinds, frozenset(row.get("ambiguous", ())))


def _written_wordings() -> list[ConsentWording]:
    rows: list[dict[str, Any]] = json.loads(WORDINGS_FILE.read_text())["wordings"]
    return [ConsentWording(**row) for row in rows]


def _key(row: ConsentWording) -> tuple[str, int, str, str]:
    return row.code, row.version, row.language, row.style
