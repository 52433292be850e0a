"""The check before a warning or information leaves: does it point at anybody who is supported? (domain.md 4.2).

`look_for` finds; a find is mended, or answered with a reason, before a second person may release. What names the
person themself, or is theirs, has no reason: it goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from agencies.models import AgencyKind
from agencies.queries import colleagues
from core.actor import Actor
from core.scoping import belongs_to, current_session
from people import queries as people
from people.identifiers import address_index, alias_index, same_alias
from people.models import KeyKind, MatchKey, Person
from people.reference import watched_words
from people.rules.firewall import NEVER_RELEASED, groups_found, words_never_released
from people.spotting import MOST_IDENTIFIERS, capitalised, identifiers_in
from safety.reports.models import IncidentReport
from safety.wording import Finding as Finding
from safety.wording import FindingKind as FindingKind
from safety.wording import in_plain_words, once
from safety.wording import open_findings as open_findings

SHORTEST_NAME = 3
MOST_NAMES = 60


def look_for(
    actor: Actor, words: str, *reports: IncidentReport, kind: AgencyKind = AgencyKind.SUPPORT,
    beside: Sequence[str] = (), names_used: Collection[str] = (),
) -> list[Finding]:  # fmt: skip
    """What in `words` could point at the people behind `reports`, or at anybody else whom the agency supports.

    Takes the text as it would leave; the reports that it rests on, if any; the kind of agency that it goes to; what
    stands `beside` the text (numbers, profiles, looks), where they may be; and names that the reported person goes by,
    which may stand. Gives names (the person's,
    colleagues', first names), days, exact places, the person's own numbers and profiles, their own phrases of 8 words
    and more, rare details, words of the firewall, and accusing words. What must go comes first.
    """
    said = [text for report in reports for text in (report.words, report.wants, report.note, report.platform) if text]
    kin = _kin(actor, [report.person_id for report in reports if report.person_id is not None])
    whole = "\n".join([words, *beside])
    found = [
        *_own_names(actor, whole, kin), *_own_contacts(actor, whole, beside, kin), *_colleagues(actor, whole),
        *_supported_names(actor, whole, kin, names_used), *_firewall(whole, kind),
        *in_plain_words(words, said, names_used, beside),
    ]  # fmt: skip
    return once(found)


def _kin(actor: Actor, person_ids: Sequence[UUID]) -> set[UUID]:
    """The people behind the reports, with all their linked records."""
    return {kin for person_id in person_ids for kin in people.same_person(actor, person_id)}


def _own_names(actor: Actor, words: str, kin: set[UUID]) -> Iterator[Finding]:
    """The person's alias and legal name, whole or in part, in any spelling of capitals."""
    aliases = people.aliases(actor, kin)
    names = {alias for alias, _ in aliases.values()} | {reference for _, reference in aliases.values()}
    names |= set(people.legal_names(actor, kin).values()) if kin else set()
    parts = {part for name in names for part in (name, *name.split()) if len(part) >= SHORTEST_NAME}
    plain = {part.casefold() for part in parts}
    sure = {word.casefold() for word, begins in capitalised(words) if not begins}
    for part in sorted(plain & set(_words_and_pairs(words))):
        why = "This is the person’s own name, or part of it. Take it out."
        yield Finding(FindingKind.OWN_NAME, part, why, must_go=part in sure or " " in part or "-" in part)
    glued = "".join(letter for letter in words.casefold() if letter.isalnum() or letter == "@")
    for part in sorted(plain):
        if len(part) > SHORTEST_NAME + 1 and f"@{part}" in glued:
            yield Finding(FindingKind.OWN_CONTACT, f"@{part}", "This profile carries the person’s own name.", True)


def _words_and_pairs(text: str) -> Iterator[str]:
    """Words, and runs of two and three, as names are compared."""
    bare = ["".join(letter for letter in word if letter.isalnum() or letter in "'’-") for word in text.split()]
    plain = [word.removesuffix("’s").removesuffix("'s").casefold() for word in bare]
    for size in (1, 2, 3):
        yield from (" ".join(plain[start : start + size]) for start in range(len(plain) - size + 1))


def _own_contacts(actor: Actor, words: str, beside: Sequence[str], kin: set[UUID]) -> Iterator[Finding]:
    """Numbers and addresses that belong to the person, or to anybody else whom the agency supports."""
    written = [*identifiers_in(words), *(value for value in beside[:MOST_IDENTIFIERS] if value.strip())]
    keys = {address_index(actor.agency_id, each): each for each in written}
    if not keys:
        return
    found = select(MatchKey.key, MatchKey.person_id).where(
        belongs_to(actor, MatchKey), MatchKey.kind == KeyKind.ADDRESS, MatchKey.key.in_(list(keys))
    )
    for key, person_id in current_session().execute(found):
        whose = "the person themself" if person_id in kin else "somebody you support"
        yield Finding(FindingKind.OWN_CONTACT, keys[key], f"This belongs to {whose}. Take it out.", must_go=True)


def _colleagues(actor: Actor, words: str) -> Iterator[Finding]:
    """Names of workers: who took a report points at who gave it."""
    held = set(_words_and_pairs(words))
    for colleague in colleagues(actor):
        whole = colleague.name.casefold()
        surname = whole.split()[-1]
        if whole in held or (len(surname) > SHORTEST_NAME and surname in held):
            why = "This is a colleague’s name. Who spoke to them can be guessed."
            yield Finding(FindingKind.NAME, colleague.name, why, must_go=whole in held)


def _supported_names(
    actor: Actor, words: str, kin: set[UUID], names_used: Iterable[str]
) -> Iterator[Finding]:  # fmt: skip
    """Aliases of other people whom the agency supports, where they stand with a capital letter."""
    used = {same_alias(name) for name in names_used}
    candidates = dict.fromkeys(same_alias(word) for word, begins in capitalised(words) if not begins)
    keys = {alias_index(actor.agency_id, name): name for name in list(candidates)[:MOST_NAMES] if name not in used}
    if not keys:
        return
    found = people.visible_to(actor).where(Person.alias_index.in_(list(keys)))
    for row in current_session().scalars(found):
        if row.id not in kin:
            why = "Somebody you support goes by this name. Take it out, or say who else is meant."
            yield Finding(FindingKind.NAME, keys[row.alias_index or ""].title(), why)


def _firewall(words: str, kind: AgencyKind) -> Iterator[Finding]:
    """Words of the firewall: for police all that they never learn; for support agencies what shows where from."""
    as_police = AgencyKind.POLICE
    never = set(words_never_released(words, as_police, watched_words())) if kind is as_police else set()
    for group, found in groups_found(words, as_police, watched_words()).items():
        if kind is not as_police and group not in NEVER_RELEASED:
            continue
        for word in found:
            why = "It never leaves. Take it out." if word in never else "Take it out, or say why it is about them."
            yield Finding(FindingKind.FIREWALL, word, why, must_go=word in never)
