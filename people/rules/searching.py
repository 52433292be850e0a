"""By what pieces is a record found? Pure: pieces of a name, of a number and of a reference, and of a search."""

from __future__ import annotations

import re

from people.rules.matching import plain_letters

PIECE = 3
TAIL_DIGITS = 4
NUMBER_OF_A_REFERENCE = re.compile(r"(?:[a-z]{1,6}-)?0*([1-9][0-9]{0,8})")


def name_pieces(name: str) -> set[str]:
    """What is indexed of a name, word by word: its first letter and first two (marked ^), and every three in a row.

    “Robyn” is ^r, ^ro, rob, oby and byn. A name without letters is one piece by itself.
    """
    words = [letters for word in name.split() if (letters := plain_letters(word))]
    if not words:
        return {f"={whole}"} if (whole := "".join(name.casefold().split())) else set()
    return {piece for word in words for piece in _begins(word) | _runs(word)}


def sought_pieces(words: str) -> set[str]:
    """Which pieces a name must have to be found: all of them, in whichever order the words come.

    One letter or two are sought at the beginning of a word, three and more anywhere in it.
    """
    found = [letters for word in words.split() if (letters := plain_letters(word))]
    if not found:
        return name_pieces(words)
    return {piece for word in found for piece in (_runs(word) if len(word) >= PIECE else {f"^{word}"})}


def reference_number(words: str) -> str:
    """The running number that is meant by “MA-0427”, “0427” or “427”; empty when the words are no reference."""
    found = NUMBER_OF_A_REFERENCE.fullmatch(words.strip().casefold())
    return found[1] if found else ""


def number_tail(address: str) -> str:
    """The last four digits of a telephone number in international form; empty for anything else."""
    return address[-TAIL_DIGITS:] if address.startswith("+") else ""


def is_number_tail(words: str) -> bool:
    """Whether a search is for the last four digits of a number (it may be for a reference as well)."""
    return re.fullmatch(r"[0-9]{4}", words.strip()) is not None


def _begins(word: str) -> set[str]:
    return {f"^{word[:size]}" for size in (1, 2) if len(word) >= size}


def _runs(word: str) -> set[str]:
    return {word[start : start + PIECE] for start in range(len(word) - PIECE + 1)}
