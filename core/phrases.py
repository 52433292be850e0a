"""Phrases of everyday words, easy to say and hear on the telephone: secrets that people carry in their heads."""

from __future__ import annotations

import json
import secrets
from functools import cache

from config import ROOT

WORDS_FILE = ROOT / "reference" / "passphrase_words.json"
LONGEST_PHRASE = 200


@cache
def words_to_choose_from() -> tuple[str, ...]:
    """Words that are easy to say and hear on the telephone."""
    return tuple(json.loads(WORDS_FILE.read_text())["words"])


def new_phrase(words: int) -> str:
    """So many words, chosen at random."""
    return " ".join(secrets.choice(words_to_choose_from()) for _ in range(words))


def phrase_of(secret: bytes, words: int) -> str:
    """The phrase of so many words that a secret of 32 random bytes stands for: the same one each time."""
    chosen, left = words_to_choose_from(), int.from_bytes(secret)
    picked = []
    for _ in range(words):
        left, which = divmod(left, len(chosen))
        picked.append(chosen[which])
    return " ".join(picked)


def as_typed(phrase: str) -> str:
    """A phrase as it is compared: case, spacing, commas and hyphens do not count."""
    return " ".join(phrase[:LONGEST_PHRASE].casefold().replace("-", " ").replace(",", " ").split())
