"""When may two records be the same person, and when may they be linked? Pure; nothing here knows another agency."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from core.errors import Refused
from people.models import ConsentState, KeyKind
from people.rules.consent import ConsentFact

SHORTEST_BEGIN = 3
LONGEST_BEGIN = 8
SHORTEST_SOUND = 2

#: Why a record is offered, the strongest first.
LIKENESS_WORDS: Mapping[KeyKind, str] = {
    KeyKind.ADDRESS: "Same number or e-mail",
    KeyKind.LEGAL: "Same legal name",
    KeyKind.WHOLE: "Same name",
    KeyKind.SOUND: "Names sound the same",
    KeyKind.PART: "One name is part of the other",
    KeyKind.BEGIN: "One name begins the other",
}
STRENGTH = tuple(LIKENESS_WORDS)

#: What it means when keys of two kinds are equal.
_MIXED = {
    frozenset({KeyKind.WHOLE, KeyKind.BEGIN}): KeyKind.BEGIN,
    frozenset({KeyKind.WHOLE, KeyKind.LEGAL}): KeyKind.LEGAL,
    frozenset({KeyKind.SOUND, KeyKind.PART}): KeyKind.PART,
}

#: Enough alike to be asked about before a second record is made.
STOPS_A_NEW_RECORD = frozenset({KeyKind.ADDRESS, KeyKind.LEGAL, KeyKind.WHOLE, KeyKind.SOUND})

_AT_THE_START = (("kn", "n"), ("gn", "n"), ("pn", "n"), ("wr", "r"), ("ps", "s"), ("gh", "g"), ("x", "s"))
#: In this order. After the first pair “x” stands for the sound of “sh”, “0” for that of “th”.
_TOGETHER = (
    ("x", "ks"), ("tsch", "x"), ("tch", "x"), ("sch", "x"), ("dge", "j"), ("dgi", "j"), ("ph", "f"), ("ch", "x"),
    ("sh", "x"), ("th", "0"), ("gh", ""), ("ck", "k"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("ge", "je"),
    ("gi", "ji"), ("gy", "jy"), ("qu", "kw"),
)  # fmt: skip
_ALONE = str.maketrans({"c": "k", "q": "k", "z": "s", "v": "f"})
_SILENT = frozenset("aeiouyhw")


def plain_letters(words: str) -> str:
    """Letters and digits alone, small, without accents: “Zoë-Mae 2” is “zoemae2”."""
    bare = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign for sign in bare if sign.isalnum() and not unicodedata.combining(sign))


def sound_of(words: str) -> str:
    """A key that names which sound alike share: Robyn and Robin, Katherine and Kathryn, Stephen and Steven.

    The first letter's sound, then the consonants as they are spoken, doubled ones once; a vowel counts only at the
    start. Letters outside the Latin alphabet stand for themselves. Empty when there are no letters.
    """
    letters = "".join(sign for sign in plain_letters(words) if not sign.isdigit())
    for spelt, spoken in _AT_THE_START:
        if letters.startswith(spelt):
            letters = spoken + letters[len(spelt) :]
            break
    vowel_first = letters[:1] in set("aeiouy")
    for spelt, spoken in _TOGETHER:
        letters = letters.replace(spelt, spoken)
    consonants = "".join(sign for sign in letters.translate(_ALONE) if sign not in _SILENT)
    return ("a" if vowel_first else "") + _once(consonants)


def _once(letters: str) -> str:
    return "".join(sign for number, sign in enumerate(letters) if number == 0 or letters[number - 1] != sign)


def name_keys(alias: str) -> dict[KeyKind, set[str]]:
    """What is indexed of an alias, in plain: the whole, its sound, its first 3 to 8 letters when it has more, and how
    each of its words sounds when there are several."""
    letters, sound = plain_letters(alias), sound_of(alias)
    begins = {letters[:size] for size in range(SHORTEST_BEGIN, min(LONGEST_BEGIN, len(letters) - 1) + 1)}
    return {
        KeyKind.WHOLE: {whole} if (whole := letters or alias.casefold().strip()) else set(),
        KeyKind.SOUND: {sound} if len(sound) >= SHORTEST_SOUND else set(),
        KeyKind.PART: _sounds_of_words(alias),
        KeyKind.BEGIN: begins,
    }


def legal_name_keys(name: str) -> dict[KeyKind, set[str]]:
    """What is indexed of a legal name, in plain: the whole, first and last name in either order, and their sounds.

    “Smith, Jane” and “Jane Anne Smith” meet in janesmith.
    """
    words = [letters for word in re.split(r"[\s,]+", name) if (letters := plain_letters(word))]
    if not words:
        return {}
    ends = sorted({words[0], words[-1]})
    sounds = {"".join(sorted(filter(None, map(sound_of, ends)))), sound_of(name)}
    return {
        KeyKind.LEGAL: {"".join(ends), plain_letters(name)},
        KeyKind.SOUND: {sound for sound in sounds if len(sound) >= SHORTEST_SOUND},
        KeyKind.PART: _sounds_of_words(name),
    }


def _sounds_of_words(name: str) -> set[str]:
    sounds = [sound_of(word) for word in re.split(r"[\s,]+", name) if plain_letters(word)]
    return {sound for sound in sounds if len(sound) >= SHORTEST_SOUND} if len(sounds) > 1 else set()


def likeness(own: KeyKind, other: KeyKind) -> KeyKind | None:
    """What it means that a key of one record equals a key of another; None when it means nothing.

    A whole name that equals the beginning of the other's is a likeness, and one that sounds like a word of it; two
    equal beginnings are none, nor is a word that two names share. An alias may be the other's legal name.
    """
    if own is other:
        return None if own in (KeyKind.BEGIN, KeyKind.PART) else own
    return _MIXED.get(frozenset({own, other}))


def may_be_linked(
    *, main_id: UUID, linked_id: UUID, main_is_under: bool, linked_is_under: bool, linked_has_others: bool
) -> Refused | None:
    """Whether one record may stand under another: one step deep, so that there is never a chain and never a circle.

    Refuses a record with itself, a main record that is itself linked, one that is linked already, and one that others
    are linked to (it can be the main one instead).
    """
    if main_id == linked_id:
        return Refused("Choose two records.")
    if main_is_under:
        return Refused("The main record is itself linked to another.", instead="Link to that one.", field="main")
    if linked_is_under:
        return Refused("This record is already linked to a main one.", instead="Take that link apart first.")
    if linked_has_others:
        return Refused("Others are linked to this record.", instead="Make it the main one.", field="main")
    return None


def counting_for_another_record(fact: ConsentFact) -> ConsentFact:
    """What a consent says for another record of the same person: its no and its withdrawal, never its yes.

    Two records may be linked by mistake: a mistake may hold something back, and may never let something out.
    """
    if fact.state is ConsentState.WITHDRAWN:
        return fact
    kept = {category: agreed for category, agreed in fact.answers.items() if not agreed or category in fact.taken_back}
    return replace(fact, answers=kept)


def pair_of(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Two records in the one order in which a pair is kept."""
    return (one, other) if one < other else (other, one)


def strongest(found: Collection[KeyKind]) -> int:
    """Sorts likenesses: 0 for the same number, 5 for a shared beginning."""
    return min(STRENGTH.index(kind) for kind in found)
