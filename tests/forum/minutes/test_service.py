"""Minutes in the database: two who take them lose nothing, no number is given twice, the road has one direction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from actionplan.around import around
from actionplan.models import Action, Commitment
from core import clock
from core.db import db
from core.errors import Clash, NotVisible, Refused
from forum.minutes import content, publishing, queries, service
from forum.minutes.models import Decision, EntryKind, Minutes, MinutesEdition, MinutesEntry, MinutesState
from people.leaks.rules import LeakAnswer
from people.leaks.service import Found
from tests.forum import room
from tests.house import House

NOTE = "The leaflet was tested with about 20 people, in three languages."
LEAK = "Outreach met Angel on Chapel Street, reference MA-0427, and she wants to report."


@pytest.fixture
def meeting_id(house: House) -> UUID:
    """A meeting of a week ago, with a quorum, and its minutes begun."""
    found = room.today(days=-7)
    room.seat(house, found, "MASH", "NUM", "GMP")
    with house.acting("mcc_coordinator") as actor:
        service.begin_minutes(actor=actor, meeting_id=found)
        db.session.commit()
    return found


def add(house: House, meeting_id: UUID, words: str, persona: str = "mcc_coordinator", **values: Any) -> UUID:
    """A line under the seventh item."""
    item_id = room.items(house, meeting_id)[6]
    with house.acting(persona) as actor:
        step = next(each for each in queries.minutes_view(actor, meeting_id).items if each.item.id == item_id).step
        found = service.add_entry(
            actor=actor, meeting_id=meeting_id, item_id=item_id, words=words, version=step.version if step else 0,
            **values,
        ).id  # fmt: skip
        db.session.commit()
    return found


def test_beginning_twice_gives_the_same_minutes_and_opens_the_meeting(house: House, meeting_id: UUID) -> None:
    with house.acting("mcc_chair") as actor:
        again = service.begin_minutes(actor=actor, meeting_id=meeting_id)
        assert again.begun_by == house.user("mcc_coordinator").id
        view = queries.minutes_view(actor, meeting_id)
        assert view.meeting.began_at is not None
        assert [each.step is not None for each in view.items] == [True] * 15
    later = room.today(days=3)
    with house.acting("mcc_coordinator") as actor, pytest.raises(Refused, match="on the day"):
        service.begin_minutes(actor=actor, meeting_id=later)


def test_two_who_type_under_one_item_lose_nothing(house: House, meeting_id: UUID) -> None:
    item_id = room.items(house, meeting_id)[6]
    where: dict[str, Any] = {"meeting_id": meeting_id, "item_id": item_id}
    with house.acting("mcc_coordinator") as actor:
        first = service.keep_typed(actor=actor, **where, words="Ours", version=1)
        assert (first.version, first.next_words) == (2, "Ours")
        assert service.keep_typed(actor=actor, **where, words="Ours", version=1).version == 2, "sent twice: one save"
        db.session.commit()
    with house.acting("mcc_chair") as actor:
        with pytest.raises(Clash):
            service.keep_typed(actor=actor, **where, words="Theirs", version=1)
        with pytest.raises(Clash):
            service.add_entry(actor=actor, **where, words="Theirs", version=1)
        db.session.rollback()
    with house.acting("mcc_coordinator") as actor:
        assert queries.minutes_view(actor, meeting_id).left_over == 1
        service.add_entry(actor=actor, **where, words="Ours, finished", version=2)
        view = queries.minutes_view(actor, meeting_id)
        assert view.left_over == 0
        assert [line.entry.words for line in view.entries] == ["Ours, finished"]


def test_decisions_are_numbered_and_carry_the_quorum_of_their_moment(house: House, meeting_id: UUID) -> None:
    add(house, meeting_id, NOTE)
    first = add(house, meeting_id, "Agreed: pay £640 from the shared fund.", moved_by="MASH", seconded_by="NUM")
    second = add(house, meeting_id, "Close the group in March", is_decision=True)
    secret = add(house, meeting_id, "Agreed: the lease of the rest space ends.", confidential=True)
    with house.acting("mcc_coordinator") as actor:
        view = queries.minutes_view(actor, meeting_id)
        year = view.day.year
        labels = [line.label for line in view.entries]
        assert labels == ["Note 7.1", f"Decision D-{year}-01", f"Decision D-{year}-02", f"Decision D-{year}-03"]
        held = view.entries[1].decision
        assert held is not None
        assert (held.quorum_met, held.quorum_present, held.moved_by) == (True, 3, "MASH")
        told = around.decisions(actor)
        assert [each.reference for each in told] == [f"D-{year}-02", f"D-{year}-01"], "the annex is for nobody to cite"
        assert around.decision(actor, told[0].id).words == "Close the group in March"
        service.strike_entry(actor=actor, entry_id=second, version=1, reason="Said twice over")
        assert [each.reference for each in around.decisions(actor)] == [f"D-{year}-01"]
        page = queries.decisions_page(actor, "640", year, 1)
        assert [line.reference for line in page.items] == [f"D-{year}-01"]
        assert queries.decisions_page(actor, f"D-{year}-2", None, 1).items[0].struck_reason == "Said twice over"
        db.session.commit()
    assert add(house, meeting_id, "Agreed: a third time.") not in (first, second, secret)
    with house.acting("mash_member") as actor:
        assert around.decisions(actor) == [], "members read decisions once the chair has reviewed the minutes"
        with pytest.raises(NotVisible):
            queries.entry(actor, secret)


def test_the_database_keeps_numbers_and_states(house: House, meeting_id: UUID) -> None:
    entry_id = add(house, meeting_id, "Agreed: one.")
    with house.acting("mcc_coordinator"):
        held = db.session.scalars(select(Decision)).one()
        twin = {"entry_id": add_note(meeting_id, house), "meeting_id": meeting_id, "quorum_met": True}
        for number, refused in ((held.number, True), (held.number + 1, False)):
            row = Decision(**twin, year=held.year, number=number, decided_on=held.decided_on, quorum_words="",
                           quorum_present=1, quorum_needed=1)  # fmt: skip
            db.session.add(row)
            if refused:
                with pytest.raises(IntegrityError):
                    db.session.flush()
                db.session.rollback()
            else:
                db.session.flush()
        db.session.rollback()
        for values in ({"state": "approved"}, {"state": "published"}, {"approved_meeting_id": meeting_id}):
            with pytest.raises(IntegrityError):
                db.session.execute(update(Minutes).where(Minutes.meeting_id == meeting_id).values(**values))
            db.session.rollback()
        with pytest.raises(IntegrityError):
            db.session.execute(update(MinutesEntry).where(MinutesEntry.id == entry_id).values(words=""))
        db.session.rollback()


def add_note(meeting_id: UUID, house: House) -> UUID:
    """Another line, straight into the table."""
    actor = house.actor("mcc_coordinator")
    row = queries.minutes_of(actor, meeting_id)
    assert row is not None
    item = queries.minutes_view(actor, meeting_id).items[0].item.id
    note = MinutesEntry(minutes_id=row.id, agenda_item_id=item, kind=EntryKind.NOTE, number=9, words="x",
                        at=row.begun_at, by_user_id=actor.user_id)  # fmt: skip
    db.session.add(note)
    db.session.commit()
    return note.id


def test_a_minute_becomes_an_action_in_one_step(house: House, meeting_id: UUID) -> None:
    entry_id = add(house, meeting_id, "Action: say whether the rest space can open on two more nights.")
    with house.acting("mcc_coordinator") as actor:
        commitment = db.session.scalars(select(Commitment.id).limit(1)).one()
        made = service.make_action(
            actor=actor, entry_id=entry_id, title="Say whether the rest space can open", output="Reported to the forum",
            impact="A warm place at night on more nights of the week", commitment_id=commitment,
            owner_agency_id=house.agency("MASH").id, owner_name="Outreach lead", due_on=clock.today(),
        )  # fmt: skip
        row = db.session.get(Action, made.id)
        assert row is not None
        assert row.source_id == entry_id
        assert (row.source or "").startswith("Note 7.1, meeting of")
        line = queries.minutes_view(actor, meeting_id).entries[0]
        assert [each.reference for each in line.actions] == [made.reference]
        with pytest.raises(Refused, match="action was made"):
            service.strike_entry(actor=actor, entry_id=entry_id, version=1, reason="It is done already")


def test_a_stale_line_is_a_clash_and_nothing_is_stored(house: House, meeting_id: UUID) -> None:
    entry_id = add(house, meeting_id, NOTE)
    with house.acting("mcc_coordinator") as actor:
        service.change_entry(actor=actor, entry_id=entry_id, version=1, words="First", confidential=False)
        with pytest.raises(Clash):
            service.change_entry(actor=actor, entry_id=entry_id, version=1, words="Second", confidential=False)
        assert queries.entry(actor, entry_id)[0].words == "First"
    with house.acting("mash_member") as actor, pytest.raises(NotVisible):
        service.change_entry(actor=actor, entry_id=entry_id, version=2, words="Mine", confidential=False)


def test_the_road_from_draft_to_published_checks_every_word(house: House, meeting_id: UUID) -> None:
    add(house, meeting_id, NOTE)
    add(house, meeting_id, LEAK)
    add(house, meeting_id, "The annex speaks of money only.", confidential=True)
    later = room.today()
    db.session.rollback()
    with house.acting("mcc_coordinator") as actor:
        where: dict[str, Any] = {"actor": actor, "meeting_id": meeting_id}
        with pytest.raises(Found) as found:
            publishing.send_minutes(**where, version=1)
        said = {each.found for each in found.value.findings}
        assert any("Angel" in each for each in said)
        assert any("MA-0427" in each for each in said)
        answer = LeakAnswer(frozenset(each.key for each in found.value.findings), "Invented for this test alone")
        publishing.send_minutes(**where, version=1, answer=answer)
        with pytest.raises(Refused, match="with the chair"):
            add_under_first(house, actor, meeting_id)
        with pytest.raises(Refused, match="Only the chair"):
            publishing.review_minutes(**where, version=2)
        db.session.commit()
    with house.acting("mcc_chair") as actor:
        where = {"actor": actor, "meeting_id": meeting_id}
        publishing.return_minutes(**where, version=2, words="Say who pays in note 7.1.")
        db.session.commit()
        with pytest.raises(Clash):
            publishing._move(actor, service._found(queries.minutes_of(actor, meeting_id)), 2, MinutesState.DRAFT,
                          MinutesState.WITH_CHAIR, "sent")  # fmt: skip
        publishing.send_minutes(**where, version=3)
        publishing.review_minutes(**where, version=4)
        db.session.commit()
        with pytest.raises(Refused, match="later meeting"):
            publishing.approve_minutes(**where, version=5, at_meeting_id=meeting_id)
    with house.acting("mash_member") as actor:
        view = queries.minutes_view(actor, meeting_id)
        assert [line.entry.words for line in view.entries] == [NOTE, LEAK], "the annex is not theirs to read"
    with house.acting("mcc_coordinator") as actor:
        where = {"actor": actor, "meeting_id": meeting_id}
        with pytest.raises(Refused, match="approved minutes"):
            publishing.publish_minutes(**where, version=5)
        publishing.approve_minutes(**where, version=5, at_meeting_id=later, corrections="Note 7.1: about 25 people.")
        publishing.publish_minutes(**where, version=6)
        db.session.commit()
        row = queries.minutes_of(actor, meeting_id)
        assert row is not None
        assert row.state is MinutesState.PUBLISHED
        edition = queries.edition(actor, row.id)
        assert edition is not None
        assert "annex speaks" not in str(edition.content)
        assert edition.content["corrections"] == "Note 7.1: about 25 people."
        assert edition.sha256 == content.check_sum(edition.content)
        with pytest.raises(DBAPIError):
            db.session.execute(update(MinutesEdition).values(sha256="x"))


def add_under_first(house: House, actor: Any, meeting_id: UUID) -> None:
    """Try to add a note under the first item."""
    item = queries.minutes_view(actor, meeting_id).items[0].item.id
    service.add_entry(actor=actor, meeting_id=meeting_id, item_id=item, words="More", version=1)
