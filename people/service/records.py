"""Writes of a person's record. Each verb asks its rule, changes, and leaves an audit entry; none commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from agencies.queries import agency
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import create_key, load_keys
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.numbering import next_number
from core.scoping import current_session
from people import queries
from people.identifiers import address_index, alias_index, refuse_impossible_address
from people.models import (
    Answer,
    Category,
    ContactMethod,
    Identity,
    Person,
    RecordPart,
    SafeContact,
)
from people.reach import Hours, Way, packed_hours, packed_ways
from people.rules import refuse_mixed_answer, refuse_unborn, refuse_under_18, refuse_unsound_ways
from people.service.matching import index_addresses, index_names

CHANGED_MEANWHILE = "This changed while you were writing. Both texts are below; nothing is lost."
NO_HOURS = Hours()
CONTACT_PARTS = ("method", "address", "ways", "times", "hours", "voicemail", "code_word", "never")


def register_person(
    *,
    actor: Actor,
    alias: str,
    pronouns: str | None = None,
    wants: str | None = None,
    origin_referral_id: UUID | None = None,
    origin: str | None = None,
    pronouns_answer: Answer = Answer.NOT_ASKED,
    wants_answer: Answer = Answer.NOT_ASKED,
    birth_date: date | None = None,
) -> Person:
    """Open a record under an alias, with its own data key and the agency's next reference, such as MA-0427.

    Refuses an empty alias, and a `birth_date` of somebody under 18: no record is begun of a child. `origin` says
    where the record came from, when another agency referred the person; the answers why there are no words.
    """
    alias = _needed_alias(alias)
    if birth_date is not None:
        refuse_under_18(birth_date, clock.today())
    person_id = uuid7()
    create_key(actor.agency_id, person_id)
    now = clock.now()
    row = Person(
        agency_id=actor.agency_id, id=person_id, reference=_next_reference(actor.agency_id), alias=alias,
        alias_index=alias_index(actor.agency_id, alias), pronouns=_said(pronouns), wants=_said(wants),
        pronouns_answer=_unsaid(pronouns, pronouns_answer), wants_answer=_unsaid(wants, wants_answer),
        created_by=actor.user_id, created_at=now, changed_at=now, origin_referral_id=origin_referral_id, origin=origin,
    )  # fmt: skip
    _store(row)
    index_names(actor, row, None)
    _audited(actor, "registered", "person", row, person_id, ("alias",))
    return row


def _next_reference(agency_id: UUID) -> str:
    return f"{agency(agency_id).reference_prefix}-{next_number(agency_id, 'person'):04d}"


def write_name(
    *,
    actor: Actor,
    person_id: UUID,
    alias: str,
    pronouns: str | None,
    wants: str | None,
    version: int,
    pronouns_answer: Answer = Answer.NOT_ASKED,
    wants_answer: Answer = Answer.NOT_ASKED,
) -> Person:
    """Change what someone is called and what they want, in their words. Refuses an empty alias and a stale version."""
    alias = _needed_alias(alias)
    row = person_to_change(actor, person_id)
    claim(row, version)
    row.alias, row.alias_index = alias, alias_index(actor.agency_id, alias)
    row.pronouns, row.wants, row.changed_at = _said(pronouns), _said(wants), clock.now()
    row.pronouns_answer, row.wants_answer = _unsaid(pronouns, pronouns_answer), _unsaid(wants, wants_answer)
    index_names(actor, row, queries.legal_names(actor, [person_id]).get(person_id))
    changed(actor, row, "person", ("alias", "pronouns", "wants"), person_id)
    return row


def write_part(
    *,
    actor: Actor,
    person_id: UUID,
    category: Category,
    answer: Answer,
    words: str,
    version: int = 0,
    origin_referral_id: UUID | None = None,
) -> RecordPart:
    """Write what is held under one category: an answer, and words when the answer is that they told us.

    Refuses words under another answer, and a stale version (0 for a part that has never been written).
    """
    refuse_mixed_answer(answer, words)
    who = person_to_change(actor, person_id)
    row = queries.part(actor, person_id, category)
    now = clock.now()
    if row is None:
        row = RecordPart(agency_id=actor.agency_id, person_id=person_id, category=category, changed_at=now,
                         changed_by=actor.user_id, origin_referral_id=origin_referral_id)  # fmt: skip
        begin(row, version)
    else:
        claim(row, version)
    row.answer, row.words = answer, _said(words)
    row.changed_at, row.changed_by, who.changed_at = now, actor.user_id, now
    changed(actor, row, "record_part", (category.value,), person_id)
    return row


def write_safe_contact(
    *,
    actor: Actor,
    person_id: UUID,
    method: ContactMethod,
    address: str | None = None,
    times: str | None = None,
    voicemail: Answer = Answer.NOT_ASKED,
    code_word: str | None = None,
    never: str | None = None,
    version: int = 0,
    others: Sequence[Way] = (),
    hours: Hours = NO_HOURS,
    reach_answer: Answer = Answer.NOT_ASKED,
) -> SafeContact:
    """Write how someone can be reached safely. Every number or address is indexed, so that it can be searched whole.

    `method` and `address` are the best way, `others` further safe ones; `times` are the person's words, `hours` the
    days and times that the sender of messages obeys. `reach_answer` says why there is no way: declined, not known, or
    no safe one. Refuses a text or call without a possible number, an e-mail
    without an address, other ways without a best one, the same way twice, hours without a day, and a stale version.
    """
    ways = (Way(method, _said(address)), *others)
    refuse_unsound_ways(ways, hours)
    for way in ways:
        refuse_impossible_address(way.method, way.address, "address" if way is ways[0] else f"also_{way.method.value}")
    who = person_to_change(actor, person_id)
    row = queries.safe_contact(actor, person_id)
    if row is None:
        row = SafeContact(agency_id=actor.agency_id, person_id=person_id)
        begin(row, version)
    else:
        claim(row, version)
    row.method, row.voicemail, row.address = method, voicemail, _said(address)
    row.address_index = address_index(actor.agency_id, row.address) if row.address else None
    row.ways = packed_ways(ways) if method is not ContactMethod.NOT_ASKED else None
    row.reach_answer = _unsaid("a way" if method is not ContactMethod.NOT_ASKED else None, reach_answer)
    row.hours = packed_hours(hours)
    row.times, row.code_word, row.never = _said(times), _said(code_word), _said(never)
    row.checked_on, who.changed_at = clock.today(), clock.now()
    index_addresses(actor, person_id, [way.address for way in ways if way.address])
    changed(actor, row, "safe_contact", CONTACT_PARTS, person_id)
    return row


def write_identity(
    *,
    actor: Actor,
    person_id: UUID,
    legal_name_answer: Answer,
    legal_name: str,
    birth_date_answer: Answer,
    birth_date: date | None,
    version: int = 0,
) -> Identity:
    """Write legal name and date of birth with their answers; neither is ever needed for support.

    Refuses an answer that contradicts what is filled in, a birth date to come, and a stale version. Somebody under 18
    is kept as such, so that no case opens with them: the page leads on to a child safeguarding concern (domain.md 3.3).
    """
    refuse_mixed_answer(legal_name_answer, legal_name, "legal_name")
    refuse_mixed_answer(birth_date_answer, birth_date.isoformat() if birth_date else "", "birth_date")
    if birth_date is not None:
        refuse_unborn(birth_date, clock.today())
    who = person_to_change(actor, person_id)
    row = queries.identity(actor, person_id)
    if row is None:
        row = Identity(agency_id=actor.agency_id, person_id=person_id)
        begin(row, version)
    else:
        claim(row, version)
    row.legal_name_answer, row.legal_name = legal_name_answer, _said(legal_name)
    row.birth_date_answer, row.birth_date = birth_date_answer, birth_date.isoformat() if birth_date else None
    who.changed_at = clock.now()
    load_keys(actor.agency_id, [person_id])
    index_names(actor, who, row.legal_name)
    changed(actor, row, "identity", ("legal_name", "birth_date"), person_id)
    return row


def person_to_change(actor: Actor, person_id: UUID) -> Person:
    """The record that a verb changes; NotVisible when there is none for this actor."""
    found = current_session().scalar(queries.visible_to(actor).where(Person.id == person_id))
    if found is None:
        raise NotVisible
    return found


def _needed_alias(alias: str) -> str:
    if not alias.strip():
        raise Refused("Enter a name to use. An alias is enough.", field="alias")
    return " ".join(alias.split())


def _said(words: str | None) -> str | None:
    return (words or "").strip() or None


def _unsaid(words: str | None, answer: Answer) -> Answer | None:
    """Why there are no words: declined, not known or no; nothing beside words, and when nobody asked."""
    return None if _said(words) or answer in (Answer.NOT_ASKED, Answer.GIVEN) else answer


def _store(row: Any) -> None:
    current_session().add(row)
    current_session().flush()


def begin(row: Any, version: int) -> None:
    """Store a row that nobody had written; someone who did so meanwhile makes it a clash."""
    if version:
        raise Clash(CHANGED_MEANWHILE)
    try:
        with current_session().begin_nested():
            _store(row)
    except IntegrityError as taken:
        raise Clash(CHANGED_MEANWHILE) from taken


def claim(row: Any, version: int) -> None:
    """Take the next version of a row by one conditional UPDATE; whoever comes second meets a clash."""
    table = type(row)
    taken = current_session().execute(
        update(table)
        .where(table.agency_id == row.agency_id, table.id == row.id, table.version == version)
        .values(version=version + 1)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    ).first()  # fmt: skip
    if taken is None:
        current_session().refresh(row)
        raise Clash(CHANGED_MEANWHILE)
    row.version = version + 1


def changed(actor: Actor, row: Any, kind: str, fields: Iterable[str], person_id: UUID) -> None:
    """Store a change and put it into the trail."""
    current_session().flush()
    _audited(actor, "changed", kind, row, person_id, fields)


def _audited(actor: Actor, verb: str, kind: str, row: Any, person_id: UUID, fields: Iterable[str]) -> None:
    audit.record(actor=actor, verb=verb, kind=kind, row_id=row.id, subject_id=person_id, fields=fields)
