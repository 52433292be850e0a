"""Reads about people. Everything starts from `visible_to(actor)`; opening one person is an act that the audit keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from agencies.queries import agency
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people.equality import told_lines
from people.identifiers import alias_index
from people.models import (
    Answer,
    Category,
    Consent,
    ConsentState,
    Identity,
    Person,
    RecordPart,
    SafeContact,
)
from people.queries.equality import equality_answers
from people.queries.excluding import not_excluded
from people.queries.matching import in_same_person, linked_references
from people.queries.searching import matching_mains
from people.words import CATEGORY_WORDS, birth_date_words, contact_line, contact_paragraphs

WRITTEN_ELSEWHERE = (Category.ALIAS, Category.CONTACT, Category.LEGAL_NAME, Category.DOB)
OWN_PAGE = tuple(category for category in Category if category not in WRITTEN_ELSEWHERE)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One row of the list of people: enough to tell who it is, nothing more."""

    id: UUID
    alias: str
    pronouns: str
    reference: str
    reach: str
    live_consents: int
    changed_at: datetime
    also: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LinkedWords:
    """What a linked record holds under the same category."""

    person_id: UUID
    reference: str
    paragraphs: list[str]


@dataclass(frozen=True, slots=True)
class PartLine:
    """What is held under one category. `answer` is one of five, and never empty."""

    category: Category
    title: str
    answer: Answer
    paragraphs: list[str]
    changed_at: datetime | None
    from_referral: bool
    linked: tuple[LinkedWords, ...] = ()

    @property
    def slug(self) -> str:
        """How the category is named in an address; empty when it is changed on another page."""
        return self.category.value.lower() if self.category in OWN_PAGE else ""


def home_agency(actor: Actor) -> str:
    """What the actor's agency is called for short: “MASH”."""
    own = agency(actor.agency_id)
    return own.aliases[0] if own.aliases else own.name


def visible_to(actor: Actor) -> Select[Person]:
    """The people of the actor's agency. Cases narrow this to the case team; finding a person must not (design.md 3).

    Whoever is kept away from a person by an exclusion finds nobody: it stands before every other right.
    """
    return select(Person).where(belongs_to(actor, Person), not_excluded(actor, Person.id))


def main_records(actor: Actor) -> Select[Person]:
    """The people of the actor's agency, each once: records that are linked to a main one are left out."""
    return visible_to(actor).where(Person.main_id.is_(None))


def person(actor: Actor, person_id: UUID) -> Person:
    """One person; raises NotVisible when there is none in the actor's agency. The read is audited."""
    found = current_session().scalar(visible_to(actor).where(Person.id == person_id))
    if found is None:
        raise NotVisible
    load_keys(actor.agency_id, [found.id])
    audit.record(actor=actor, verb="read", kind="person", row_id=found.id, subject_id=found.id)
    return found


def people_page(actor: Actor, q: str, number: int) -> Page[PersonLine]:
    """One page of people, last changed first. `q` is part of an alias or legal name, a reference, a number or
    its last four digits, or an e-mail address; an index answers it, in a fixed number of statements.

    Someone with several linked records stands there once, under the main one, whichever of them `q` finds.
    """
    found = main_records(actor)
    if q.strip():
        matching = matching_mains(actor, q.strip()).subquery()
        found = found.join(matching, matching.c.id == Person.id)
    page: Page[Person] = page_of(found.order_by(Person.changed_at.desc(), Person.id.desc()), number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def _lines(actor: Actor, people: Sequence[Person]) -> list[PersonLine]:
    ids = [row.id for row in people]
    load_keys(actor.agency_id, ids)
    contacts = safe_contacts(actor, ids)
    live = live_consent_counts(actor, ids)
    also = linked_references(actor, ids)
    return [
        PersonLine(
            row.id, row.alias or row.reference, row.pronouns or "", row.reference,
            contact_line(contacts.get(row.id)), live.get(row.id, 0), row.changed_at, also.get(row.id, []),
        )
        for row in people
    ]  # fmt: skip


def safe_contacts(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, SafeContact]:
    """Person id to safe contact, for those who have one, in one query. The keys must be loaded."""
    found = select(SafeContact).where(belongs_to(actor, SafeContact), SafeContact.person_id.in_(list(person_ids)))
    return {row.person_id: row for row in current_session().scalars(found)}


def legal_names(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Person id to legal name, for those who told it, in one query. The keys must be loaded."""
    found = select(Identity).where(belongs_to(actor, Identity), Identity.person_id.in_(list(person_ids)))
    return {row.person_id: row.legal_name for row in current_session().scalars(found) if row.legal_name}


def live_consent_counts(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Person id to the number of consents that stand today, for those who have any."""
    found = (
        select(Consent.person_id, func.count())
        .where(belongs_to(actor, Consent), Consent.person_id.in_(list(person_ids)))
        .where(Consent.state == ConsentState.GIVEN, Consent.valid_until >= clock.today())
        .group_by(Consent.person_id)
    )
    return {person_id: count for person_id, count in current_session().execute(found)}


def find_by_alias(actor: Actor, alias: str) -> list[Person]:
    """The people of the actor's agency who go by exactly this name (case and spacing aside), last changed first."""
    wanted = Person.alias_index == alias_index(actor.agency_id, alias)
    found = list(current_session().scalars(visible_to(actor).where(wanted).order_by(Person.changed_at.desc())))
    load_keys(actor.agency_id, [row.id for row in found])
    return found


def recently_changed(actor: Actor, limit: int) -> list[Person]:
    """The records that changed last."""
    found = main_records(actor).order_by(Person.changed_at.desc(), Person.id.desc()).limit(limit)
    rows = list(current_session().scalars(found))
    load_keys(actor.agency_id, [row.id for row in rows])
    return rows


def aliases(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Person id to (alias, reference), for a list, in two queries whatever its length; unknown ids are left out."""
    wanted = list(set(person_ids))
    found = list(current_session().scalars(visible_to(actor).where(Person.id.in_(wanted))))
    load_keys(actor.agency_id, [row.id for row in found])
    return {row.id: (row.alias or row.reference, row.reference) for row in found}


def person_alias(actor: Actor, person_id: UUID) -> str:
    """What a person is called; raises NotVisible when there is none in the actor's agency."""
    known = aliases(actor, [person_id])
    if person_id not in known:
        raise NotVisible
    return known[person_id][0]


def safe_contact(actor: Actor, person_id: UUID) -> SafeContact | None:
    """How to reach someone safely, None when nobody has asked."""
    return safe_contacts(actor, [person_id]).get(person_id)


def identity(actor: Actor, person_id: UUID) -> Identity | None:
    """Legal name and date of birth with their answers, None when nobody has asked."""
    found = select(Identity).where(belongs_to(actor, Identity), Identity.person_id == person_id)
    return current_session().scalar(found)


def part(actor: Actor, person_id: UUID, category: Category) -> RecordPart | None:
    """What is held under one category, None when nothing was ever written."""
    found = select(RecordPart).where(
        belongs_to(actor, RecordPart), RecordPart.person_id == person_id, RecordPart.category == category
    )
    return current_session().scalar(found)


def parts(actor: Actor, person_id: UUID) -> dict[Category, RecordPart]:
    """Every part of a person's record by category."""
    found = select(RecordPart).where(belongs_to(actor, RecordPart), RecordPart.person_id == person_id)
    return {row.category: row for row in current_session().scalars(found)}


def part_lines(actor: Actor, person_id: UUID) -> list[PartLine]:
    """Every category that has a page of its own, in the order of the consent, with its answer and words.

    What linked records were told stands under the same category, with their references; by the same two statements.
    """
    own, linked = _parts_of_person(actor, person_id)
    wanted = [category for category in Category if category in OWN_PAGE or category in own or category in linked]
    return [_part_line(category, own.get(category), linked.get(category, [])) for category in wanted]


def _parts_of_person(
    actor: Actor, person_id: UUID
) -> tuple[dict[Category, RecordPart], dict[Category, list[tuple[RecordPart, str]]]]:
    """The record's own parts, and those that its linked records were told, with their references."""
    found = (
        select(RecordPart, Person.reference)
        .join(Person, and_(Person.agency_id == RecordPart.agency_id, Person.id == RecordPart.person_id))
        .where(belongs_to(actor, RecordPart), belongs_to(actor, Person))
        .where(in_same_person(actor, RecordPart.person_id, person_id))
        .order_by(Person.reference)
    )
    rows = current_session().execute(found).all()
    load_keys(actor.agency_id, {row.person_id for row, _ in rows})
    linked: dict[Category, list[tuple[RecordPart, str]]] = defaultdict(list)
    for row, reference in rows:
        if row.person_id != person_id and row.answer is Answer.GIVEN:
            linked[row.category].append((row, reference))
    return {row.category: row for row, _ in rows if row.person_id == person_id}, linked


def _part_line(category: Category, row: RecordPart | None, linked: list[tuple[RecordPart, str]]) -> PartLine:
    title = CATEGORY_WORDS[category]
    others = tuple(LinkedWords(each.person_id, reference, _paragraphs(each.words)) for each, reference in linked)
    if row is None:
        return PartLine(category, title, Answer.NOT_ASKED, [], None, False, others)
    referred = row.origin_referral_id is not None
    return PartLine(category, title, row.answer, _paragraphs(row.words), row.changed_at, referred, others)


def parts_for_sharing(actor: Actor, person_id: UUID) -> dict[Category, list[str]]:
    """What a receiver would read under each category, word for word; only categories that hold words.

    Name and contact come from the record's own fields when they have them, the rest from the parts that were told.
    Every record speaks for itself alone: what a linked one was told leaves on its own consent, or not at all.
    """
    who = current_session().scalar(visible_to(actor).where(Person.id == person_id))
    if who is None:
        raise NotVisible
    load_keys(actor.agency_id, [who.id])
    held = parts(actor, person_id)
    told = {category: _paragraphs(row.words) for category, row in held.items() if row.answer is Answer.GIVEN}
    own = {
        Category.ALIAS: [", ".join(filter(None, [who.alias, who.pronouns])) + "."],
        Category.CONTACT: contact_paragraphs(safe_contact(actor, person_id)),
        Category.SUPPORT: ([f"“{who.wants}”"] if who.wants else []) + told.get(Category.SUPPORT, []),
        Category.DEMOG: _equality_words(actor, person_id) + told.get(Category.DEMOG, []),
        **_identity_words(identity(actor, person_id)),
    }
    whole = {**told, **{category: words for category, words in own.items() if words}}
    return {category: whole[category] for category in Category if whole.get(category)}


def _identity_words(row: Identity | None) -> dict[Category, list[str]]:
    return {
        Category.LEGAL_NAME: _paragraphs(row.legal_name if row else None),
        Category.DOB: _paragraphs(birth_date_words(row)),
    }


def _equality_words(actor: Actor, person_id: UUID) -> list[str]:
    return [f"{title}: {words}" for title, words in told_lines(equality_answers(actor, person_id))]


def _paragraphs(words: str | None) -> list[str]:
    return [line.strip() for line in (words or "").splitlines() if line.strip()]


def last_changed(actor: Actor, limit: int = 5) -> list[PersonLine]:
    """The people whose record changed last."""
    found = main_records(actor).order_by(Person.changed_at.desc(), Person.id.desc()).limit(limit)
    return _lines(actor, list(current_session().scalars(found)))
