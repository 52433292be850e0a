"""Closing, holds, disposal and erasure in the database; figures before and after; what a restore brings back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, func, select, text, update

from cases import queries as case_queries
from cases import service as case_service
from cases.closing import jobs, queries, service
from cases.closing.models import ClosingState, HoldKind, RequestState
from cases.jobs import write_tallies
from cases.models import CaseKind, CaseState
from core import clock, tallies
from core.audit import AuditEntry
from core.crypto.datakeys import DataKey, is_destroyed
from core.db import db
from core.errors import Clash, NotVisible, Refused
from outreach import catalogue as outreach_catalogue
from outreach import erasing as outreach_erasing
from outreach import service as outreach
from outreach.models import MetBefore, OutreachContact
from people import queries as people_queries
from people import service as people
from people.models import Answer, Category, ContactMethod, MatchKey, Person, RecordPart, SafeContact
from tests.cases.closing.scene import asked, close, closed_long_ago, erased, words
from tests.cases.plans.scene import person_and_case
from tests.house import House

WARD = next(iter(outreach_catalogue.wards()))
WHY = "Her appeal is heard in May"


def test_a_case_closes_once_whole_and_its_clock_starts(house: House) -> None:
    with house.acting("num_isva") as actor:
        _, case_id = person_and_case(actor)
        case = case_queries.peek(actor, case_id)
        with pytest.raises(NotVisible):
            service.close_case(actor=actor, case_id=case_id, words=words(), version=1)
        row = service.begin_closing(actor=actor, case_id=case_id, reason="Goals reached", version=case.version)
        assert case_queries.peek(actor, case_id).state is CaseState.CLOSING
        assert (row.reason_code, row.exit_plan) == (None, None), "nothing is chosen for anybody"
        service.write_closing(actor=actor, case_id=case_id, words=words(reason_code=None), version=row.version)
        with pytest.raises(Clash):
            service.write_closing(actor=actor, case_id=case_id, words=words(), version=1)
        with pytest.raises(Refused, match="Choose why"):
            service.close_case(actor=actor, case_id=case_id, words=words(reason_code=None), version=row.version)
        kept = service.close_case(actor=actor, case_id=case_id, words=words(), version=row.version)
        case = case_queries.peek(actor, case_id)
        assert case.state is CaseState.CLOSED
        assert (kept.record_type, kept.counted_from) == ("isva", clock.today())
        assert kept.review_on.year == clock.today().year + 7
        assert queries.answers_of(queries.recent(actor, case, 1)[0])["told"].said == "done"
        with pytest.raises(Refused, match="closed"):
            service.write_closing(actor=actor, case_id=case_id, words=words(), version=row.version)


def test_the_work_may_go_on_and_a_reopened_case_is_not_due(house: House) -> None:
    person_id, case_id = closed_long_ago(house)
    with house.acting("num_protection") as actor:
        assert [row.person_id for row in queries.due_page(actor, 1).items] == [person_id]
    with house.acting("num_isva") as actor:
        case = case_queries.peek(actor, case_id)
        case_service.change_state(
            actor=actor, case_id=case_id, state=CaseState.REOPENED, reason="She came back", reason_code=None,
            version=case.version,
        )  # fmt: skip
        case = case_queries.peek(actor, case_id)
        service.begin_closing(actor=actor, case_id=case_id, reason="Goals reached", version=case.version)
        case = case_queries.peek(actor, case_id)
        service.give_up(actor=actor, case_id=case_id, reason="She wants more", version=case.version)
        case = case_queries.peek(actor, case_id)
        assert case.state is CaseState.ACTIVE
        assert queries.recent(actor, case, 1)[0].state is ClosingState.GIVEN_UP
    with house.acting("num_protection") as actor:
        assert queries.due_page(actor, 1).total == 0
        with pytest.raises(Refused, match="still open"):
            service.ask_erasure(actor=actor, person_id=person_id, why="asked")
    with house.acting("num_isva") as actor:
        close(actor, case_id)
        kept = queries.retention_of(actor, case_queries.peek(actor, case_id))
        assert kept is not None
        assert kept.counted_from == clock.today(), "the clock starts again"


def test_a_hold_or_another_case_blocks_and_keeping_longer_needs_a_reason(house: House) -> None:
    person_id, _ = closed_long_ago(house)
    request_id = asked(house, person_id)
    with house.acting("num_manager") as actor:
        hold = service.place_hold(
            actor=actor, person_id=person_id, kind=HoldKind.CRIMINAL_JUSTICE, reason=WHY, until=None
        )
        reference = queries.review(actor, person_id).person.reference
        with pytest.raises(Refused, match="hold is in force"):
            service.erase(actor=actor, request_id=request_id, reference=reference)
        hold_id = hold.id
    with house.acting("num_protection") as actor:
        assert queries.due_page(actor, 1, view="held").total == 1
        with pytest.raises(Refused, match="Say why"):
            service.release_hold(actor=actor, person_id=person_id, hold_id=hold_id, reason="no")
        service.release_hold(actor=actor, person_id=person_id, hold_id=hold_id, reason="The appeal is over now")
        with pytest.raises(Clash):
            service.release_hold(actor=actor, person_id=person_id, hold_id=hold_id, reason="The appeal is over now")
        assert queries.due_page(actor, 1, view="held").total == 0
    with house.acting("num_isva") as actor:
        other = case_service.open_case(
            actor=actor, person_id=person_id, kind=CaseKind.CASEWORK, lead_user_id=actor.user_id, needs=["CJS"]
        )
        other_reference = other.reference
    with house.acting("num_manager") as actor, pytest.raises(Refused, match=other_reference):
        service.erase(actor=actor, request_id=request_id, reference=reference)
    with house.acting("num_protection") as actor:
        service.withdraw_erasure(actor=actor, request_id=request_id)
        until = clock.today() + timedelta(days=365)
        service.keep_longer(actor=actor, person_id=person_id, reason=WHY, until=until)
        with pytest.raises(Refused, match="Only a data protection lead"):
            service.keep_longer(actor=house.actor("num_isva"), person_id=person_id, reason=WHY, until=until)
        assert queries.due_page(actor, 1).total == 0
        assert {step.verb.value for step in queries.review(actor, person_id).steps} == {
            "asked", "held", "released", "withdrawn", "kept"
        }  # fmt: skip


def test_two_people_erase_and_one_of_two_at_once_wins(house: House) -> None:
    person_id, _ = closed_long_ago(house)
    request_id = asked(house, person_id)
    with house.acting("num_protection") as actor:
        with pytest.raises(Refused, match="asked for already"):
            service.ask_erasure(actor=actor, person_id=person_id, why="over")
        with pytest.raises(Refused, match="You asked for it"):
            service.erase(actor=actor, request_id=request_id, reference="NU-0001")
        with pytest.raises(Refused, match="You asked for it"):
            service.refuse_erasure(actor=actor, request_id=request_id, reason="I changed my mind")
    with house.acting("num_isva") as actor, pytest.raises(Refused, match="Only a manager"):
        service.erase(actor=actor, request_id=request_id, reference="NU-0001")
    with house.acting("mash_manager") as actor, pytest.raises(NotVisible):
        service.erase(actor=actor, request_id=request_id, reference="NU-0001")
    with house.acting("num_manager") as actor:
        with pytest.raises(Refused, match="Type the reference"):
            service.erase(actor=actor, request_id=request_id, reference="NU-9999")
        service.refuse_erasure(actor=actor, request_id=request_id, reason="Her complaint is not over")
        assert queries.request(actor, request_id).state is RequestState.REFUSED
        with pytest.raises(Refused, match="answered already"):
            service.erase(actor=actor, request_id=request_id, reference="NU-0001")


def _filled(house: House) -> tuple[UUID, UUID]:
    """Somebody with everything: safe contact, part, a linked record, outreach; their case closed long ago."""
    person_id, case_id = closed_long_ago(house)
    with house.acting("num_isva") as actor:
        people.write_safe_contact(
            actor=actor, person_id=person_id, method=ContactMethod.TEXT, address="07700 900455", times="Days",
            voicemail=Answer.NO,
        )  # fmt: skip
        people.write_part(
            actor=actor, person_id=person_id, category=Category.HEALTH, answer=Answer.GIVEN, words="Asthma"
        )
        twin = people.register_person(actor=actor, alias="Marigold B")
        people.link_records(actor=actor, main_id=person_id, linked_id=twin.id)
        outing = outreach.start_session(actor=actor, mode="street", ward=WARD, team="isva", began_at=clock.now())
        outreach.log_contact(
            actor=actor, session_id=outing.id, met_before=MetBefore.KNOWN, person_id=person_id, alias="Marigold",
            note="Met by the canal",
        )  # fmt: skip
        return person_id, case_id


def _figures(house: House) -> tuple[object, ...]:
    """What is counted: tallies of every quarter, figures of cases, rows of contacts."""
    with house.acting("num_manager") as actor:
        period = tallies.quarter_of(clock.today())
        write_tallies(actor, period)
        db.session.flush()
        rows = [
            tallies.read(f"cases.{name}", period.start, period.end)
            for name in ("opened", "open", "contacts", "reported")
        ]
        figures = case_queries.figures_of(actor, clock.today() - timedelta(days=5000), clock.today())
        contacts = db.session.scalar(
            select(func.count(OutreachContact.id)).where(OutreachContact.agency_id == actor.agency_id)
        )
        db.session.rollback()
        return str(rows), figures, contacts


def test_erasure_takes_the_words_and_leaves_the_counts(house: House) -> None:
    person_id, case_id = _filled(house)
    with house.acting("mash_caseworker") as theirs:
        kept = people.register_person(actor=theirs, alias="Marigold").id
    before = _figures(house)
    erased(house, person_id)
    assert _figures(house) == before
    with house.acting("num_manager") as actor:
        ids = queries.review(actor, person_id).standing
        assert ids.erased
        assert db.session.scalars(select(MatchKey.id).where(MatchKey.person_id == person_id)).all() == []
        assert db.session.scalars(select(RecordPart.id).where(RecordPart.person_id == person_id)).all() == []
        contact = db.session.scalars(select(SafeContact).where(SafeContact.person_id == person_id)).one()
        assert (contact.address_index, contact.address, contact.times) == (None, None, None)
        who = db.session.scalars(select(Person).where(Person.id == person_id)).one()
        assert (who.alias, who.alias_index, who.main_id) == ("Erased", None, None)
        assert people_queries.people_page(actor, "Marigold", 1).total == 0
        assert people_queries.people_page(actor, "07700 900455", 1).total == 0
        assert people_queries.find_by_alias(actor, "Marigold") == []
        met = db.session.scalars(select(OutreachContact)).one()
        assert (met.alias, met.note, met.person_id) == (None, None, None)
        ledger = queries.erasures(actor)
        assert len(ledger) == 2, "the linked record went with it"
        assert case_queries.peek(actor, case_id).reference in ledger[0].cases + ledger[1].cases
        assert "Marigold" not in json.dumps([row.counts for row in ledger])
        assert is_destroyed(actor.agency_id, person_id)
        verbs = set(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.subject_id == person_id)))
        assert {"registered", "asked for", "erased"} <= verbs, "the trail stays"
        with pytest.raises(Refused, match="erased already"):
            service.place_hold(actor=actor, person_id=person_id, kind=HoldKind.LEGAL, reason=WHY, until=None)
        with pytest.raises(Refused, match="erased"):
            people.write_part(
                actor=actor, person_id=person_id, category=Category.HEALTH, answer=Answer.GIVEN, words="New"
            )
    with house.acting("num_isva") as actor:
        case = case_queries.peek(actor, case_id)
        with pytest.raises(Refused, match="erased"):
            case_service.change_state(
                actor=actor, case_id=case_id, state=CaseState.REOPENED, reason="Back", reason_code=None,
                version=case.version,
            )  # fmt: skip
    with house.acting("mash_caseworker") as theirs:
        assert people_queries.person_alias(theirs, kept) == "Marigold", "what other agencies hold is theirs"


def test_a_restored_backup_is_erased_again_from_the_file_outside_it(house: House) -> None:
    person_id, _ = _filled(house)
    stays, _ = closed_long_ago(house, "Kit")
    with house.acting("num_manager") as actor:
        keys = {row.id: row.wrapped for row in db.session.scalars(select(DataKey))}
        index = db.session.scalars(select(Person.alias_index).where(Person.id == person_id)).one()
        agency_id = actor.agency_id
    erased(house, person_id)
    file = Path(house.app.config["SETTINGS"].audit_witness_file).with_name("erasures.jsonl")
    assert len(file.read_text().splitlines()) == 2
    assert "Marigold" not in file.read_text()
    _as_in_an_older_backup(house, agency_id, keys, person_id, index)
    with house.acting("num_manager") as actor:
        assert people_queries.person_alias(actor, person_id) == "Marigold", "the backup brought her back"
        assert queries.erasures(actor) == []
    runner = house.app.test_cli_runner()
    assert "2 records were erased again. 2 rows" in runner.invoke(args=["erasures", "replay"]).output
    with house.acting("num_manager") as actor:
        assert people_queries.person_alias(actor, person_id) == "Erased"
        assert people_queries.find_by_alias(actor, "Marigold") == []
        assert people_queries.person_alias(actor, stays) == "Kit"
        assert len(queries.erasures(actor)) == 2
    assert "0 records were erased again. 0 rows" in runner.invoke(args=["erasures", "replay"]).output
    file.unlink()
    assert "0 records" in runner.invoke(args=["erasures", "replay"]).output
    assert len(file.read_text().splitlines()) == 2, "the file is put back from the ledger"


def _as_in_an_older_backup(
    house: House, agency_id: UUID, keys: dict[UUID, bytes | None], person_id: UUID, index: str | None
) -> None:
    """Put keys, index and ledger back as they were: what a restore of an older dump does."""
    settings = house.app.config["SETTINGS"]
    db.session.rollback()
    db.session.remove()
    engine = create_engine(settings.migration_database_url, execution_options={"whole_database": True})
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("alter table erasure_record disable trigger user"))
            connection.execute(text("select set_config('app.agency_id', :agency, true)"), {"agency": str(agency_id)})
        else:
            connection.execute(text("drop trigger erasure_record_refuses_delete"))
        for key_id, wrapped in keys.items():
            connection.execute(update(DataKey).where(DataKey.id == key_id).values(wrapped=wrapped))
        connection.execute(update(Person).where(Person.id == person_id).values(alias_index=index, erased_at=None))
        connection.execute(text("delete from erasure_record"))
    engine.dispose()


def test_nothing_of_an_erasure_that_did_not_commit_is_noted(house: House) -> None:
    person_id, _ = closed_long_ago(house)
    request_id = asked(house, person_id)
    file = Path(house.app.config["SETTINGS"].audit_witness_file).with_name("erasures.jsonl")
    with house.acting("num_manager") as actor:
        reference = queries.review(actor, person_id).person.reference
        service.erase(actor=actor, request_id=request_id, reference=reference)
        db.session.rollback()
    assert not file.exists()
    with house.acting("num_manager") as actor:
        assert people_queries.person_alias(actor, person_id) == "Marigold"


def test_cases_closed_before_there_were_clocks_get_theirs(house: House) -> None:
    with house.acting("num_isva") as actor:
        _, case_id = person_and_case(actor)
        for state in (CaseState.CLOSING, CaseState.CLOSED):
            case = case_queries.peek(actor, case_id)
            case_service.change_state(
                actor=actor, case_id=case_id, state=state, reason="Done", reason_code="GOALS_MET", version=case.version
            )
    with house.acting("num_protection") as actor:
        assert jobs.start_clocks(actor) == 1
        assert jobs.start_clocks(actor) == 0


def test_outreach_without_a_record_loses_its_words_and_keeps_its_count(house: House) -> None:
    with house.acting("num_isva") as actor:
        outing = outreach.start_session(actor=actor, mode="street", ward=WARD, team="isva", began_at=clock.now())
        for alias in ("Blue", "Red"):
            outreach.log_contact(
                actor=actor, session_id=outing.id, met_before=MetBefore.NEW, alias=alias, note="By the canal"
            )
        assert outreach_erasing.forget_old(actor, jobs.outreach_before(actor)) == 0
        assert outreach_erasing.forget_old(actor, clock.now() + timedelta(days=1)) == 2
        assert outreach_erasing.forget_old(actor, clock.now() + timedelta(days=1)) == 0
        rows = list(db.session.scalars(select(OutreachContact)))
        db.session.expire_all()
        assert [(row.alias, row.note) for row in rows] == [(None, None)] * 2


def test_the_schedule_is_the_agencys_own(house: House) -> None:
    months = {code: row.months for code, row in queries_schedule(house).items()}
    with house.acting("num_manager") as actor:
        service.change_keeping(
            actor=actor,
            months={**months, "isva": 96},
            kept_items=["told", "come_back"],
            own=["Keys given back"],
            version=0,
        )
        with pytest.raises(Clash):
            service.change_keeping(actor=actor, months=months, kept_items=["told"], own=[], version=0)
        with pytest.raises(Refused, match="at least one"):
            service.change_keeping(actor=actor, months=months, kept_items=[], own=[" "], version=1)
    with house.acting("num_isva") as actor:
        now = queries.keeping_of(actor)
        assert [item.label for item in now.checklist][-1] == "Keys given back"
        with pytest.raises(Refused, match="Only"):
            service.change_keeping(actor=actor, months=months, kept_items=["told"], own=[], version=1)
        _, case_id = person_and_case(actor)
        case = case_queries.peek(actor, case_id)
        row = service.begin_closing(actor=actor, case_id=case_id, reason="Done", version=case.version)
        with pytest.raises(Refused, match="Keys given back"):
            service.close_case(actor=actor, case_id=case_id, words=words(), version=row.version)
    with house.acting("mash_manager") as actor:
        assert queries.keeping_of(actor).version == 0


def queries_schedule(house: House) -> dict[str, Any]:
    with house.acting("num_manager") as actor:
        return dict(queries.keeping_of(actor).schedule)
