"""The immigration firewall: what never reaches police, probation or a council, and the words to look at first.

No role, consent, decision or emergency opens it (domain.md 4.5). The words are in `reference/words_to_check.json`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from agencies.models import AgencyKind
from people.models import Category
from people.words import CATEGORY_WORDS, KIND_WORDS

BLOCKED_KINDS = frozenset({AgencyKind.POLICE, AgencyKind.PROBATION, AgencyKind.LOCAL_AUTHORITY})

NEVER_TO: Mapping[AgencyKind, frozenset[Category]] = {
    AgencyKind.POLICE: frozenset({Category.DEMOG, Category.HEALTH}),
    AgencyKind.PROBATION: frozenset({Category.DEMOG}),
    AgencyKind.LOCAL_AUTHORITY: frozenset({Category.DEMOG}),
}


class WordGroup(StrEnum):
    """What a watched word could give away."""

    IMMIGRATION = "immigration"
    NATIONALITY = "nationality"
    LANGUAGE = "language"
    DRUGS = "drugs"
    CONDOMS = "condoms"
    WORKPLACE = "workplace"


#: Groups that no one can let through to a blocked kind when the text is released, however often it was read again.
NEVER_RELEASED = frozenset({WordGroup.IMMIGRATION, WordGroup.NATIONALITY, WordGroup.LANGUAGE})

#: A consent of the person that names the team and this category by itself silences one group, and no other.
SILENCES: Mapping[Category, WordGroup] = {Category.SUBSTANCE: WordGroup.DRUGS, Category.WORK: WordGroup.WORKPLACE}


@dataclass(frozen=True, slots=True)
class WordList:
    """One group of watched words. `ambiguous` are those that are names or everyday words as well (“Jordan”)."""

    group: WordGroup
    words: tuple[str, ...]
    kinds: frozenset[AgencyKind] = BLOCKED_KINDS
    ambiguous: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WatchedWords:
    """Every watched word, by group. Iterating gives the words alone."""

    lists: tuple[WordList, ...]

    def __iter__(self) -> Iterator[str]:
        return (word for each in self.lists for word in each.words)


def category_may_go_to(category: Category, kind: AgencyKind) -> bool:
    """Whether a category may reach an agency of this kind at all, whatever consent says.

    Equality answers stand in for nationality and never reach police, probation or a council; health never reaches
    police. There is no category for immigration, so none can be asked about. Source: domain.md 4.5, security.md T4, T5.
    """
    return category not in NEVER_TO.get(kind, frozenset())


def firewall_words(category: Category, kind: AgencyKind) -> str:
    """Why a category stays when `category_may_go_to` says no, and what to do."""
    what = f"You cannot send {CATEGORY_WORDS[category].lower()} to {KIND_WORDS[kind]}."
    return f"{what} Take it out, or ask your data protection lead."


def interpreter_line() -> str:
    """All that a blocked kind learns of the language somebody speaks: that an interpreter is needed, never which."""
    return "Interpreter needed: yes"


def words_to_check(
    text: str, kind: AgencyKind, watched: Iterable[str], *, consented: Collection[Category] = ()
) -> list[str]:
    """The watched words that a text holds and a worker must confirm before it goes to police, probation or a council.

    Whole words in any case, plural or possessive, with or without accents, hyphens or hidden characters; nothing for
    other kinds of agency. `watched`: `people.reference.watched_words()`, or plain words. `consented`: categories that
    the person agreed to by name for this very team; each silences its own group (`SILENCES`) alone.
    Source: domain.md 4.5, “Free text” and “Other sensitive for police”.
    """
    if not isinstance(watched, WatchedWords):
        return sorted(_found(text, tuple(watched))) if kind in BLOCKED_KINDS else []
    found = groups_found(text, kind, watched, consented=consented)
    return sorted({word for words in found.values() for word in words})


def groups_found(
    text: str, kind: AgencyKind, watched: WatchedWords, *, consented: Collection[Category] = ()
) -> dict[WordGroup, list[str]]:
    """The watched words of a text by what they could give away; only groups that count for this kind of agency."""
    silent = {SILENCES[category] for category in consented if category in SILENCES}
    counting = [each for each in watched.lists if kind in each.kinds and each.group not in silent]
    held = _found(text, tuple(word for each in counting for word in each.words)) if counting else set()
    found = {each.group: sorted(held.intersection(each.words)) for each in counting}
    return {group: words for group, words in found.items() if words}


def words_never_released(text: str, kind: AgencyKind, watched: WatchedWords) -> list[str]:
    """The words of a text that no one may release to a blocked kind: they must be taken out first.

    A word that is a name or an everyday word as well (“Jordan”, “polish”) is left to the eyes of who releases it.
    """
    everyday = {word for each in watched.lists for word in each.ambiguous}
    found = groups_found(text, kind, watched)
    return sorted({word for group in NEVER_RELEASED for word in found.get(group, ()) if word not in everyday})


def _found(text: str, words: tuple[str, ...]) -> set[str]:
    """Looks runs of words up in a table, only where one can begin: the time grows with the text, not with the lists."""
    table, lengths = _table(words)
    bare = _bare_words(text)
    begins = ((start, lengths[word]) for start, word in enumerate(bare) if word in lengths)
    runs = (tuple(bare[start : start + size]) for start, longest in begins for size in range(1, longest + 1))
    return {table[run] for run in runs if run in table}


@lru_cache(maxsize=64)
def _table(words: tuple[str, ...]) -> tuple[dict[tuple[str, ...], str], dict[str, int]]:
    """Every run of bare words that counts, with the word it stands for; and first word to the longest run it begins."""
    table = {
        (*bare[:-1], last): word for word in words if (bare := _bare_words(word)) for last in _numbers_of(bare[-1])
    }
    lengths: dict[str, int] = {}
    for run in table:
        lengths[run[0]] = max(lengths.get(run[0], 0), len(run))
    return table, lengths


def _numbers_of(word: str) -> tuple[str, ...]:
    """A word and its plurals: visa, visas; embassy, embassies; pass, passes."""
    plurals = (word + "s", word + "es")
    return (word, *plurals, word[:-1] + "ies") if word.endswith("y") else (word, *plurals)


def _bare_words(text: str) -> list[str]:
    """Words in small letters, without accents, hidden characters or “’s”; letters spelt out one by one are joined."""
    plain = unicodedata.normalize("NFKD", text).casefold().replace("’", "'").replace("'s ", " ")
    kept = (letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cf"))
    words = "".join(letter if letter.isalnum() else "" if letter == "'" else " " for letter in kept).split()
    return list(_joined_letters(words))


def _joined_letters(words: list[str]) -> Iterator[str]:
    """“v i s a” is read as “visa”."""
    spelt = ""
    for word in words:
        if len(word) == 1:
            spelt += word
            continue
        if spelt:
            yield spelt
            spelt = ""
        yield word
    if spelt:
        yield spelt
