"""Names and aliases in a shared text, by their shape and their place in the sentence. Pure.

Every name that is no everyday word counts wherever it stands, at the beginning of a sentence too. One that is (“Amber”,
“Storm”) counts where the sentence treats it as somebody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from people.leaks import lexicon
from people.leaks.models import LeakKind
from people.spotting import vocabulary

TOKEN = re.compile(r"[A-Za-zÀ-ɏ][\wÀ-ɏ'’-]*")
CUE = r"(?i:\b(?:{})\b)[:,]? (?:the )?[“\"‘']?([A-Za-z][\w’'-]+(?: [A-Z][\w’'-]+)?)"
INITIALS = re.compile(
    r"\b(?:client|service user|woman|man|person|lady|girl|victim|survivor|patient|tenant|attender)s?,? "
    r"(?:known as |called |named )?((?:[A-Z]\.? ?){2,3})(?![\w.])"
)
LONGEST_ACRONYM = 6
NAME_WHY = "Take it out, or say whose name it is and why it may stand."
ALIAS_WHY = "This reads like somebody’s name or alias. Take it out, or say what it is."


@dataclass(frozen=True, slots=True)
class Spot:
    """A find by its place in the text."""

    kind: LeakKind
    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word in its sentence: what stands before and after it."""

    words: str
    start: int
    end: int
    begins: bool
    before: str
    after: str

    @property
    def bare(self) -> str:
        """Without a possessive ending or capitals."""
        return re.sub(r"(?:['’]s?|-)$", "", self.words).casefold()

    @property
    def owns(self) -> bool:
        """“Storm’s”."""
        return bool(re.search(r"['’]s$", self.words))

    @property
    def is_acronym(self) -> bool:
        """“GMP”, “ISVAs”: short, and all capitals."""
        plain = re.sub(r"['’]?s$", "", self.words)
        return plain.isupper() and len(plain) <= LONGEST_ACRONYM


def names(text: str, masked: str, officers: Collection[str] = ()) -> Iterator[Spot]:
    """Names and aliases. `masked` is the text with phrases that may stand made unreadable; the places are the same."""
    yield from _named_by_a_cue(masked)
    said = {word for name in officers if name in text for word in name.casefold().split()}
    plain = {word.casefold() for word in TOKEN.findall(text) if word[0].islower()}
    yield from _joined(masked, [token for token in _tokens(masked) if _counts(token, said, plain)])


def _named_by_a_cue(text: str) -> Iterator[Spot]:
    cues = "|".join(re.escape(words) for words in lexicon.leak_words().each("alias_cues"))
    for found in re.finditer(CUE.format(cues), text):
        if found[1].casefold() not in lexicon.leak_words().plain("never_a_name"):
            yield Spot(LeakKind.ALIAS, found.start(1), found.end(1), ALIAS_WHY)
    for found in _harmed().finditer(text):
        if not lexicon.is_usual(found[1]):
            yield Spot(LeakKind.ALIAS, found.start(1), found.end(1), ALIAS_WHY)
    for found in INITIALS.finditer(text):
        yield Spot(LeakKind.ALIAS, found.start(1), found.start(1) + len(found[1].rstrip()), ALIAS_WHY)


@cache
def _harmed() -> re.Pattern[str]:
    """“Storm was evicted”, at the beginning of a sentence."""
    acts = "|".join(re.escape(words) for words in lexicon.leak_words().each("acts"))
    return re.compile(
        rf"(?:^|[.!?:\n]\s*)([A-Z][\w’'-]+) (?:was|is|has|had|got|were)(?: been| being)? (?:\w+ )?(?:{acts})\b"
    )


def _tokens(text: str) -> list[Token]:
    found = list(TOKEN.finditer(text))
    tokens = []
    for place, each in enumerate(found):
        gap = text[found[place - 1].end() : each.start()] if place else "."
        lead = text[: each.start()].rstrip(" “‘\"'(*-•–\t")
        after = text[each.end() : found[place + 1].start()] if place + 1 < len(found) else "."
        begins = not lead or lead[-1] in ".!?\n:;|" or bool(re.search(r"(?:^|\n)\s*[\d.a-z)]{1,5}$", lead))
        tokens.append(
            Token(
                each[0], each.start(), each.end(), begins,
                found[place - 1][0] if place and gap.strip() in ("", "“", "‘", "(") else "",
                found[place + 1][0] if place + 1 < len(found) and after.strip(" ”’,") == "" else "",
            )
        )  # fmt: skip
    return tokens


def _counts(token: Token, said: Collection[str], plain: Collection[str]) -> bool:
    """Whether a word reads as somebody's name where it stands."""
    if token.bare in said or token.words == "I":
        return False
    if token.bare in lexicon.first_names():
        return True
    if not token.words[0].isupper() or token.is_acronym or len(token.bare) < 2 or not token.bare[-1:].isalpha():
        return False
    if token.bare in lexicon.leak_words().plain("never_a_name") or _is_usual(token):
        return False
    if _is_an_everyday_name(token) and token.bare not in lexicon.leak_words().plain("begins_as_a_word"):
        return True
    if token.bare in lexicon.doubtful_names():
        return _is_treated_as_somebody(token) or not (token.begins or _in_a_title(token))
    if lexicon.is_common(token.bare):
        return _is_treated_as_somebody(token) and not _in_a_title(token)
    return not (token.begins and token.bare in plain)


def _is_usual(token: Token) -> bool:
    mine = lexicon.leak_words()
    if token.before in mine.each("public_titles"):
        return True
    if token.bare in mine.plain("colours"):
        return not _is_treated_as_somebody(token) or token.before.casefold() in ("to", "from", "and", "of")
    return lexicon.is_usual(token.bare)


def _in_a_title(token: Token) -> bool:
    """“Lived Experience Panel”: capitals stand in a row."""
    return any(word[:1].isupper() and word not in ("I", "A") for word in (token.before, token.after))


def _is_treated_as_somebody(token: Token) -> bool:
    """“with Storm”, “Storm said”, “Storm’s flat”; never “the Storm”."""
    mine = lexicon.leak_words()
    before, after = token.before.casefold(), token.after.casefold()
    if before in mine.plain("not_a_name"):
        return False
    if token.begins:
        sure = mine.plain("does") - mine.plain("could_be_a_thing")
        return after in (sure if _is_an_everyday_name(token) else mine.plain("does_surely"))
    return token.owns or after in mine.plain("does") or before in mine.plain("met_with")


def _is_an_everyday_name(token: Token) -> bool:
    return token.bare.title() in vocabulary().everyday_names


def _joined(text: str, tokens: list[Token]) -> Iterator[Spot]:
    """Names that stand beside each other are one find; a capitalised word after a name belongs to it."""
    place = 0
    while place < len(tokens):
        first = last = tokens[place]
        while place + 1 < len(tokens) and text[last.end : tokens[place + 1].start] == " " and not last.owns:
            place += 1
            last = tokens[place]
        end = last.end - (2 if last.owns else 0)
        if last.after[:1].isupper() and text[last.end : last.end + 1] == " " and last.bare in lexicon.first_names():
            end = last.end + 1 + len(last.after)
        kind, why = (LeakKind.NAME, NAME_WHY)
        if not any(each.bare in lexicon.first_names() for each in (first, last)) and lexicon.is_common(first.bare):
            kind, why = (LeakKind.ALIAS, ALIAS_WHY)
        yield Spot(kind, first.start, end, why)
        place += 1
