"""Search among 50,000 people: how long a page of people takes, and how many statements, by what is asked.

The rows are made at once, sealed and indexed as the verbs make them; names come from two short lists, so that the
commonest pieces are far commoner than in life.
"""

from __future__ import annotations

import random
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event, insert, text

from agencies.queries import actor_for, user_by_email
from app import create_app
from cases.models import Case, CaseKind, CaseState, ContactMode, ContactOutcome, SupportContact
from core import clock
from core.actor import Actor
from core.crypto.datakeys import DataKey, keyring
from core.crypto.keyring import seal_bytes
from core.db import db, uuid7
from core.scoping import acting_as
from people import identifiers, queries, rules
from people.models import KeySource, Person, SafeContact, SearchKey

PEOPLE: Final = 50_000
CONTACTS: Final = 200_000
ROUNDS: Final = 20
AT_ONCE: Final = 5_000
FIRST: Final = [
    "Robyn",
    "Angel",
    "Kit",
    "Wren",
    "Dee",
    "Alex",
    "Jade",
    "Cherry",
    "Phoebe",
    "Nicki",
    "Sam",
    "Tola",
    "Mel",
    "Bea",
    "Ruby",
    "Ash",
    "Zoe",
    "Kaci",
    "Lena",
    "Ines",
    "Femi",
    "Olu",
    "Joan",
    "Priya",
    "Noor",
    "Carl",
    "Amara",
    "Grace",
    "Kamal",
    "Femke",
    "Aleks",
    "Stefani",
    "Katharine",
    "Aaliyah",
    "Maria",
    "Ioana",
    "Chantelle",
    "Dani",
    "Bobbie",
    "Star",
]
LAST: Final = [
    "Marlowe",
    "Duarte",
    "Petrie",
    "Adeyemi",
    "Obi",
    "Achebe",
    "Hart",
    "Nair",
    "Rees",
    "Cole",
    "Bright",
    "Marsh",
    "Voss",
    "Bell",
    "Whitlock",
    "Aziz",
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Khan",
    "Evans",
    "Walker",
    "Green",
    "Hall",
    "Wood",
    "Clarke",
    "Patel",
    "Ahmed",
    "Lewis",
]
ASKED: Final = ("", "rob", "ma", "chantelle", "marl", "BN-49000", "0226", "07700 900226", "nobody here")
_index = lru_cache(maxsize=None)(identifiers._search_key)


def report(email: str) -> Iterator[str]:
    """Fill the demonstration's database for the agency of one account, and time the pages; gives lines to print."""
    app = create_app(testing=True)
    with app.app_context():
        found = user_by_email(email)
        if found is None:
            raise LookupError(f"There is no account {email}.")
        actor = actor_for(found)
        begun = time.perf_counter()
        with acting_as(actor):
            _fill(actor)
        yield f"{PEOPLE:,} people and {CONTACTS:,} contacts were made in {time.perf_counter() - begun:.0f} s"
        with acting_as(actor):
            for q in ASKED:
                yield _measure(actor, q)


def _measure(actor: Actor, q: str) -> str:
    taken, total = [], 0
    for _ in range(ROUNDS):
        db.session.expunge_all()
        begun = time.perf_counter()
        total = queries.people_page(actor, q, 1).total
        taken.append((time.perf_counter() - begun) * 1000)
    statements = _count(lambda: queries.people_page(actor, q, 1))
    asked = f"“{q}”" if q else "nothing asked"
    return f"{asked:16} median {statistics.median(taken):7.1f} ms   {total:6,} found   {statements} statements"


def _count(act: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    act()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def _fill(actor: Actor) -> None:
    """People with keys, safe contacts, a case each for the first of them, and the contacts of those cases."""
    chance = random.Random(2026)  # noqa: S311  # invented people
    cases: list[tuple[UUID, UUID]] = []
    for start in range(1, PEOPLE + 1, AT_ONCE):
        rows = [_person(actor, chance, number) for number in range(start, start + AT_ONCE)]
        for main, linked in zip(rows[0::50], rows[1::50], strict=True):
            linked[Person][0]["main_id"] = main[Person][0]["id"]
        for table in (DataKey, Person, SafeContact, SearchKey, Case):
            values = [row for person in rows for row in person[table]]
            if values:
                db.session.execute(insert(table), values)
        cases += [(case["id"], case["person_id"]) for person in rows for case in person[Case]]
        db.session.commit()
    for start in range(0, CONTACTS, AT_ONCE):
        contacts = [_contact(actor, chance, *chance.choice(cases)) for _ in range(start, start + AT_ONCE)]
        db.session.execute(insert(SupportContact), contacts)
        db.session.commit()
    db.session.connection(execution_options={"whole_database": True}).execute(text("analyze"))


def _person(actor: Actor, chance: random.Random, number: int) -> dict[type[Any], list[dict[str, Any]]]:
    person_id, own, key = uuid7(), actor.agency_id, secrets.token_bytes(32)
    alias, legal = chance.choice(FIRST), f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    phone = f"+447{chance.randrange(10**9):09}"
    version, wrapped = keyring().wrap(own, key, f"{own}|data_key|{person_id}")
    at = clock.now() - timedelta(minutes=number)

    def sealed(table: str, column: str, row_id: UUID, words: str) -> bytes:
        place = f"{own}|{table}|{column}|{row_id}|{person_id}|01"
        return b"\x01" + seal_bytes(key, words.encode(), place)

    contact_id, reference = uuid7(), f"BN-{number}"
    case = {
        "agency_id": own,
        "id": uuid7(),
        "reference": f"BN-C{number}",
        "person_id": person_id,
        "kind": CaseKind.CASEWORK,
        "state": CaseState.ACTIVE,
        "lead_user_id": actor.user_id,
        "needs": ["SAFETY"],
        "opened_at": at,
        "changed_at": at,
    }
    return {
        DataKey: [{"agency_id": own, "id": person_id, "wrapped": wrapped, "wrapping_version": version}],
        Person: [
            {
                "agency_id": own,
                "id": person_id,
                "reference": reference,
                "created_by": actor.user_id,
                "created_at": at,
                "changed_at": at,
                "main_id": None,
                "alias_sealed": sealed("person", "alias_sealed", person_id, alias),
            }
        ],
        SafeContact: [
            {
                "agency_id": own,
                "id": contact_id,
                "person_id": person_id,
                "method": "text",
                "voicemail": "no",
                "address_sealed": sealed("safe_contact", "address_sealed", contact_id, phone),
            }
        ],
        SearchKey: list(_keys(own, person_id, alias, legal, phone, reference)),
        Case: [case] if number % 5 == 0 else [],
    }


def _keys(own: UUID, person_id: UUID, alias: str, legal: str, phone: str, reference: str) -> Iterator[dict[str, Any]]:
    by_source = {
        KeySource.REFERENCE: {("reference", rules.reference_number(reference))},
        KeySource.ALIAS: {("name", piece) for piece in rules.name_pieces(alias)},
        KeySource.LEGAL_NAME: {("name", piece) for piece in rules.name_pieces(legal)},
        KeySource.ADDRESS: {("address", phone), ("tail", phone[-4:])},
    }
    for source, pieces in by_source.items():
        for kind, words in pieces:
            yield {
                "agency_id": own,
                "id": uuid7(),
                "person_id": person_id,
                "source": source,
                "key": _index(own, kind, words),
            }


def _contact(actor: Actor, chance: random.Random, case_id: UUID, person_id: UUID) -> dict[str, Any]:
    at = clock.now() - timedelta(minutes=chance.randrange(500_000))
    return {
        "agency_id": actor.agency_id,
        "id": uuid7(),
        "case_id": case_id,
        "person_id": person_id,
        "at": at,
        "minutes": 20,
        "mode": ContactMode.TELEPHONE,
        "outcome": ContactOutcome.REACHED,
        "with_whom": "person",
        "logged_by": actor.user_id,
        "logged_at": at,
    }
