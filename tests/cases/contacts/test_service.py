"""Contacts and notes in the database: corrected in sight, restricted to the team, never linking a group."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from cases import queries as case_queries
from cases import service as cases
from cases.contacts import part, queries, service
from cases.contacts.models import CaseNote, NoteKind
from cases.models import Case, CaseKind, ContactMode, ContactOutcome, SupportContact
from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.crypto.datakeys import destroy_key
from core.db import db
from core.errors import Clash, NotVisible, Refused
from people import service as people_service
from tests.house import House

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture
def robin(house: House) -> Iterator[Actor]:
    """The ISVA at NUM."""
    with house.app.test_request_context(), house.acting("num_isva") as actor, clock.frozen_at(NOW):
        yield actor


def opened(actor: Actor, alias: str = "Robyn") -> Case:
    person = people_service.register_person(actor=actor, alias=alias)
    return cases.open_case(
        actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
    )


def facts(**changed: Any) -> dict[str, Any]:
    return {
        "at": NOW, "minutes": 10, "mode": ContactMode.TEXT, "with_whom": "person", "outcome": ContactOutcome.REACHED,
        "note": "Court visit agreed.", **changed,
    }  # fmt: skip


def logged(actor: Actor, case_id: UUID, **changed: Any) -> SupportContact:
    return service.add_contact(actor=actor, case_id=case_id, **facts(**changed))


WHOLE = {
    "next_step": None, "direction": service.coded({"direction": "ours"})["direction"], "purpose": None, "place": None,
    "travel_minutes": 0, "interpreter": None,
}  # fmt: skip


def test_a_contact_is_corrected_in_sight_and_counts_once(robin: Actor) -> None:
    case = opened(robin)
    wrong = logged(robin, case.id, minutes=90)
    new = service.correct_contact(
        actor=robin,
        case_id=case.id,
        contact_id=wrong.id,
        version=0,
        why="It was 9 minutes",
        **facts(minutes=9),
        **WHOLE,
    )
    rows = {row.id: row for row in queries.contacts_page(robin, case, 1, queries.Filters()).items}
    assert rows[wrong.id].struck
    assert rows[wrong.id].corrected_by == new.id
    assert (rows[new.id].corrects, rows[new.id].why) == (wrong.id, "It was 9 minutes")
    assert rows[new.id].signed == "Robin Achebe, ISVA"
    assert queries.time_spent(robin, case) == queries.TimeSpent(1, 0, 9, 0)
    assert [entry.row_id for entry in part.timeline(robin, case, "Robyn", 10)] == [new.id]
    with pytest.raises(Clash):
        service.correct_contact(
            actor=robin, case_id=case.id, contact_id=wrong.id, version=0, why="Again", **facts(), **WHOLE
        )
    with pytest.raises(DatabaseError):
        db.session.execute(update(SupportContact).where(SupportContact.agency_id == robin.agency_id).values(minutes=1))
    db.session.rollback()


def test_a_contact_taken_back_as_a_try_no_longer_says_they_were_reached(robin: Actor) -> None:
    case = opened(robin)
    wrong = logged(robin, case.id)
    assert case_queries.last_reached(robin, [case.id])
    service.correct_contact(
        actor=robin, case_id=case.id, contact_id=wrong.id, version=0, why="Nobody answered",
        **facts(outcome=ContactOutcome.NO_REPLY), **WHOLE,
    )  # fmt: skip
    assert case_queries.last_reached(robin, [case.id]) == {}


def test_tries_count_apart_since_they_were_last_reached(robin: Actor) -> None:
    case = opened(robin)
    logged(robin, case.id, at=NOW - timedelta(days=40), outcome=ContactOutcome.NO_REPLY)
    logged(robin, case.id, at=NOW - timedelta(days=30))
    for days in (21, 14, 7):
        logged(robin, case.id, at=NOW - timedelta(days=days), outcome=ContactOutcome.NO_REPLY, minutes=0)
    logged(robin, case.id, at=NOW - timedelta(days=3), outcome=ContactOutcome.CANCELLED)
    logged(robin, case.id, at=NOW - timedelta(days=2), outcome=ContactOutcome.NO_REPLY, with_whom="professional")
    assert queries.tries_of(robin, case).words == "3 tries since Mon 2 Nov"
    assert [fact.words for fact in part.facts(robin, case)] == ["3 tries since Mon 2 Nov"]
    tried = queries.contacts_page(robin, case, 1, queries.Filters(outcome=queries.TRIED, oldest_first=True))
    assert tried.total == 6
    assert queries.time_spent(robin, case).tried == 4


def test_filters_and_pages_narrow_the_list(robin: Actor) -> None:
    case = opened(robin)
    for days in range(30):
        mode = ContactMode.TEXT if days % 3 else ContactMode.LETTER
        logged(robin, case.id, at=NOW - timedelta(days=days), mode=mode, purpose="safety" if days < 5 else None)
    page = queries.contacts_page(robin, case, 2, queries.Filters())
    assert (page.total, len(page.items)) == (30, 5)
    letters = queries.Filters(modes=[ContactMode.LETTER])
    assert queries.contacts_page(robin, case, 1, letters).total == 10
    assert queries.contacts_page(robin, case, 1, queries.Filters(purpose="safety")).total == 5
    week = queries.Filters(since=(NOW - timedelta(days=6)).date(), until=(NOW - timedelta(days=2)).date())
    assert queries.contacts_page(robin, case, 1, week).total == 5


def test_nothing_links_the_people_of_a_group(robin: Actor) -> None:
    one, two = opened(robin, "Oneperson"), opened(robin, "Twoperson")
    made = service.log_group_session(
        actor=robin, case_ids=[one.id, two.id, one.id], at=NOW, minutes=60, note="Breathing together", purpose="support"
    )
    assert len(made) == 2
    shared = {"agency_id", "logged_by"}
    ids = [
        {value for name, value in vars(row).items() if isinstance(value, UUID) and name not in shared} for row in made
    ]
    assert not ids[0] & ids[1]
    for row, other in ((made[0], made[1]), (made[1], made[0])):
        said = queries.contact_rows(robin, [row])[0]
        assert str(other.case_id) not in repr(said)
        assert "person" not in said.note
    with pytest.raises(Refused, match="at least two"):
        service.log_group_session(actor=robin, case_ids=[one.id, one.id], at=NOW, minutes=60)


def test_a_group_with_a_strangers_case_stores_nothing(house: House, robin: Actor) -> None:
    mine = opened(robin).id
    db.session.commit()
    with house.acting("num_caseworker") as mel:
        theirs = opened(mel, "Other").id
    with pytest.raises(NotVisible), house.acting("num_isva") as again:
        service.log_group_session(actor=again, case_ids=[mine, theirs], at=NOW, minutes=60)
    with house.acting("num_isva") as again:
        assert queries.contacts_page(again, case_queries.case(again, mine), 1, queries.Filters()).total == 0


def test_a_note_is_signed_and_corrected_once_by_the_next(robin: Actor) -> None:
    case = opened(robin)
    note = service.write_note(actor=robin, case_id=case.id, words="Rang the court on Monday.")
    new = service.correct_note(
        actor=robin, case_id=case.id, note_id=note.id, version=0, words="Rang the court on Tuesday.", why="Wrong day"
    )
    rows = queries.notes_of(robin, case)
    assert [(row.id, row.words, row.signed) for row in rows] == [
        (new.id, "Rang the court on Tuesday.", "Robin Achebe, ISVA"),
        (note.id, "Rang the court on Monday.", "Robin Achebe, ISVA"),
    ]
    assert (rows[1].corrected_by, rows[0].corrects, rows[0].why) == (new.id, note.id, "Wrong day")
    with pytest.raises(Clash):
        service.correct_note(actor=robin, case_id=case.id, note_id=note.id, version=0, words="No", why="No")
    with pytest.raises(DatabaseError):
        db.session.execute(update(CaseNote).where(CaseNote.agency_id == robin.agency_id).values(about_others=True))
    db.session.rollback()


@pytest.mark.parametrize("persona", ["num_manager", "num_protection"])
def test_restricted_words_open_for_the_team_alone(house: House, robin: Actor, persona: str) -> None:
    case = opened(robin)
    note = service.write_note(actor=robin, case_id=case.id, words="Counselmarker", kind=NoteKind.RESTRICTED)
    row, readable = queries.opened_note(robin, case, note.id)
    assert (row.words, readable) == ("Counselmarker", True)
    shown = [part.timeline(robin, case, "Robyn", 10), part.paper(robin, case), queries.notes_of(robin, case)]
    assert "Counselmarker" not in repr(shown)
    assert any(piece.restricted for section in part.paper(robin, case) for piece in section.pieces)
    case_id, note_id = case.id, note.id
    db.session.commit()
    with house.acting(persona) as other:
        if persona == "num_protection":
            with pytest.raises(NotVisible):
                case_queries.case(other, case_id)
            return
        found = case_queries.case(other, case_id)
        row, readable = queries.opened_note(other, found, note_id)
        assert (row.words, row.restricted, readable) == ("", True, False)
        assert row.signed == "Robin Achebe, ISVA"
        with pytest.raises(NotVisible):
            queries.correctable_note(other, found, note_id)
        with pytest.raises(Refused):
            service.write_note(actor=other, case_id=case_id, words="No", kind=NoteKind.RESTRICTED)
        with pytest.raises(Refused):
            service.correct_note(actor=other, case_id=case_id, note_id=note_id, version=0, words="No", why="No")


def test_every_reading_of_a_restricted_note_is_in_the_trail(robin: Actor) -> None:
    case = opened(robin)
    note = service.write_note(actor=robin, case_id=case.id, words="Counselmarker", kind=NoteKind.RESTRICTED)
    queries.opened_note(robin, case, note.id)
    queries.opened_note(robin, case, note.id)
    db.session.commit()
    found = select(AuditEntry).where(
        AuditEntry.agency_id == robin.agency_id, AuditEntry.kind == "restricted note", AuditEntry.row_id == note.id
    )
    assert sorted(entry.verb for entry in db.session.scalars(found)) == ["added", "read", "read"]


def test_an_erased_person_leaves_readable_pages(robin: Actor) -> None:
    case = opened(robin)
    logged(robin, case.id, next_step="Ring")
    service.write_note(actor=robin, case_id=case.id, words="Words")
    service.write_note(actor=robin, case_id=case.id, words="Words", kind=NoteKind.RESTRICTED)
    db.session.commit()
    destroy_key(robin.agency_id, case.person_id)
    assert [row.note for row in queries.contacts_page(robin, case, 1, queries.Filters()).items] == ["Erased"]
    assert {row.words for row in queries.notes_of(robin, case)} == {"Erased", ""}
    assert len(part.timeline(robin, case, "Erased", 10)) == 3
    assert part.paper(robin, case)


def test_a_long_case_asks_as_few_questions_as_a_short_one(robin: Actor, count_queries: Any) -> None:
    short, long = opened(robin), opened(robin, "Longer")
    logged(robin, short.id)
    for day in range(20):
        logged(robin, long.id, at=NOW - timedelta(days=day))
        service.write_note(actor=robin, case_id=long.id, words=f"Note {day}")
    counts = []
    for case in (short, long):
        with count_queries() as seen:
            queries.contacts_page(robin, case, 1, queries.Filters())
            queries.notes_page(robin, case, 1)
            part.timeline(robin, case, "Robyn", 20)
            part.facts(robin, case)
        counts.append(len(seen))
    assert counts[0] == counts[1] == 11
