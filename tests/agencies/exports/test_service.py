"""Lists that leave: asked, agreed to, made by the worker, handed out once they may be, and gone; on both engines."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
import pyzipper
from sqlalchemy import LargeBinary, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from agencies import queries as agencies
from agencies import service as accounts
from agencies.exports import building, queries, service
from agencies.exports.lists import Size
from agencies.exports.models import ExportState, ListExport, ListExportPiece, ListExportSecret
from agencies.exports.service import Wish
from agencies.models import User
from cases import service as casework
from cases.contacts import service as contacts
from cases.models import CaseKind, ContactMode, ContactOutcome
from core import clock, making
from core.actor import Actor
from core.audit import AuditEntry
from core.crypto.datakeys import DataKey
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.scoping import acting_as
from people import service as people
from tests.agencies.exports.lists import ALIAS, NOON, PASSPHRASE, WHY, cells, opened, unlocked
from tests.core.test_jobs_and_outbox import in_threads
from tests.house import House
from tests.meta.sweep import superuser_connection


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


def wish(code: str = "cases-own", **facts: str) -> Wish:
    said = {"shape": "xlsx", "purpose": "supervision", "why": WHY, "passphrase": PASSPHRASE, "again": PASSPHRASE}
    return Wish(code=code, **{**said, **facts})


def asked(house: House, persona: str = "num_isva", code: str = "cases-own", **facts: str) -> UUID:
    with house.acting(persona) as actor:
        return service.ask(actor=actor, wish=wish(code, **facts)).id


def agreed(house: House, export_id: UUID, persona: str = "num_manager") -> None:
    with house.acting(persona) as actor:
        service.agree(actor=actor, export_id=export_id, version=queries.peek(actor, export_id).version)


def worked() -> int:
    db.session.rollback()
    return making.make_due()


def state(house: House, export_id: UUID, persona: str = "num_isva") -> ExportState:
    with house.acting(persona) as actor:
        return queries.peek(actor, export_id).state


def fetched(house: House, export_id: UUID, persona: str = "num_isva") -> service.Handed:
    with house.acting(persona) as actor:
        return service.take(actor=actor, export_id=export_id)


def acts(house: House, export_id: UUID) -> list[tuple[str, bool]]:
    with house.acting("num_isva"):
        found = select(AuditEntry).where(AuditEntry.row_id == export_id).order_by(AuditEntry.sequence)
        return [(entry.verb, entry.subject_id is not None) for entry in db.session.scalars(found)]


def kept(house: House, export_id: UUID) -> tuple[int, int, bool]:
    """How many passphrases and pieces of an export are in the database, and whether its key is."""
    with house.acting("num_manager") as actor:
        secrets = db.session.scalars(select(ListExportSecret).where(ListExportSecret.id == export_id)).all()
        pieces = db.session.scalars(select(ListExportPiece).where(ListExportPiece.export_id == export_id)).all()
        key = db.session.get(DataKey, (actor.agency_id, export_id), populate_existing=True)
        return len(secrets), len(pieces), key is not None and key.wrapped is not None


def told(subject: str) -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Notice.address).where(Notice.subject.contains(subject))))


def everything_stored(house: House) -> bytes:
    """Every value of every table, as an administrator of the database would read it."""
    db.session.rollback()
    found = []
    if db.engine.dialect.name == "sqlite":
        folder = house.app.config["SETTINGS"].keyring_file.parent
        found = [file.read_bytes() for file in folder.glob("*.sqlite*")]
        assert found
        return b"".join(found)
    with superuser_connection() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'select * from "{table}"'))
            found.append(repr(rows.all()).encode())
    return b"".join(found)


def test_a_whole_caseload_leaves_after_a_second_yes_locked_and_for_the_asker_alone(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    opened(house)
    export_id = asked(house)
    assert state(house, export_id) is ExportState.WAITING
    assert worked() == 0
    assert told("needs your yes") == sorted(house.user(each).email for each in ("num_manager", "num_protection"))
    stored = everything_stored(house)
    assert b"cases-own" in stored, "what is not sealed is found"
    assert ALIAS.encode() not in stored
    assert PASSPHRASE.encode() not in stored

    with house.acting("num_isva") as robin, pytest.raises(NotVisible):
        service.agree(actor=robin, export_id=export_id, version=1)
    for stranger in ("mash_manager", "num_caseworker"):
        with house.acting(stranger) as other, pytest.raises(NotVisible):
            service.agree(actor=other, export_id=export_id, version=1)
    agreed(house, export_id)
    with pytest.raises(Clash):
        agreed(house, export_id, "num_protection")
    assert worked() == 1
    assert state(house, export_id) is ExportState.READY
    assert kept(house, export_id) == (0, 1, True)
    for persona in ("num_manager", "num_protection", "num_caseworker", "mash_manager"):
        with pytest.raises(NotVisible):
            fetched(house, export_id, persona)

    handed = fetched(house, export_id)
    book = unlocked(handed.content)
    about, rows = cells(book, 0), cells(book)
    assert rows[1][2] == ALIAS
    said = {str(row[0]): str(row[1]) for row in about}
    assert said["Why"] == WHY
    assert said["Agreed to by"] == "Priya Nair"
    assert "Robin Achebe" in str(rows[-1][0])
    assert handed.name == "roundtable-cases-own-2026-11-23"
    stored = everything_stored(house)
    assert ALIAS.encode() not in stored
    assert PASSPHRASE.encode() not in stored
    assert PASSPHRASE not in caplog.text
    assert acts(house, export_id) == [
        ("asked", False), ("agreed", False), ("made", False), ("exported", True), ("downloaded", False),
    ]  # fmt: skip
    assert told("is ready") == told("was agreed to")
    assert "otter" not in repr(wish())


def test_the_database_itself_refuses_a_yes_to_ones_own(house: House) -> None:
    opened(house)
    with house.acting("num_manager") as priya:
        row = service.ask(actor=priya, wish=wish("cases-agency"))
        with pytest.raises(Refused, match="your own"):
            service.agree(actor=priya, export_id=row.id, version=row.version)
        forged = update(ListExport).where(ListExport.agency_id == priya.agency_id, ListExport.id == row.id)
        for values in (
            {"decided_by": priya.user_id, "decided_at": NOON, "state": ExportState.MAKING},
            {"state": ExportState.MAKING},
        ):
            with pytest.raises(IntegrityError), db.session.begin_nested():
                db.session.execute(forged.values(**values))


def test_no_second_yes_from_one_whose_account_the_asker_has_in_hand(house: House) -> None:
    opened(house)
    protection = house.user("num_protection").id
    export_id = asked(house, "num_manager", "cases-agency")
    with house.acting("num_manager") as priya:
        account = db.session.get_one(User, protection)
        accounts.set_active(actor=priya, user_id=protection, active=False, version=account.version)
        db.session.flush()
        accounts.set_active(actor=priya, user_id=protection, active=True, version=account.version)
    with pytest.raises(Refused, match="no second one"):
        agreed(house, export_id, "num_protection")
    with pytest.raises(Refused, match="nobody else"):
        asked(house, "num_manager", "cases-agency")
    with clock.frozen_at(NOON + timedelta(days=29)):
        assert state(house, asked(house, "num_manager", "cases-agency"), "num_manager") is ExportState.WAITING


def test_no_second_yes_from_an_account_that_the_askers_own_creature_opened(house: House) -> None:
    """A manager invites an account that invites the approver: two more accounts, and still one person."""
    opened(house)
    with house.acting("num_manager") as priya:
        team, role = house.user("num_manager").team_id, ["administrator"]
        token = accounts.invite(actor=priya, email="second@num.example", team_id=team, roles=role)
    second = accounts.accept_invitation(token=token, name="Second", password="umbrella-canal-forty-three").id
    db.session.commit()
    with house.acting("num_manager"):
        puppet = agencies.actor_for(db.session.get_one(User, second))
    with acting_as(puppet):
        token = accounts.invite(
            actor=puppet, email="third@num.example", team_id=team, roles=["data_protection_lead"]
        )  # fmt: skip
        db.session.commit()
    third = accounts.accept_invitation(token=token, name="Third", password="umbrella-canal-forty-four").id
    db.session.commit()
    export_id = asked(house, "num_manager", "cases-agency")
    with house.acting("num_manager") as priya:
        assert third not in {each.id for each in queries.approvers(priya)}
        assert house.user("num_protection").id in {each.id for each in queries.approvers(priya)}
        creature = agencies.actor_for(db.session.get_one(User, third))
    with acting_as(creature), pytest.raises(Refused, match="no second one"):
        service.agree(actor=creature, export_id=export_id, version=1)
    db.session.rollback()


def test_an_archive_goes_when_its_asker_leaves(house: House) -> None:
    opened(house)
    ready, waiting = asked(house), asked(house)
    agreed(house, ready)
    assert worked() == 1
    with house.acting("num_protection") as kamal:
        assert service.end_due(actor=kamal) == 0
    with house.acting("num_manager") as priya:
        robin = db.session.get_one(User, house.user("num_isva").id)
        accounts.set_active(actor=priya, user_id=robin.id, active=False, version=robin.version)
    with house.acting("num_protection") as kamal:
        assert service.end_due(actor=kamal) == 2
    for export_id in (ready, waiting):
        assert state(house, export_id, "num_manager") is ExportState.GONE
        assert kept(house, export_id) == (0, 0, False), "Neither pieces, nor passphrase, nor key."


def test_the_trail_that_is_taken_out_does_not_say_from_whom_anybody_is_kept_away(house: House) -> None:
    _, person_id = opened(house)
    with house.acting("num_manager") as priya:
        people.exclude(
            actor=priya, person_id=person_id, user_id=house.user("num_protection").id, reason="They are related to her."
        )
    export_id = asked(house, "num_protection", "audit-trail")
    assert worked() == 1
    rows = cells(unlocked(fetched(house, export_id, "num_protection").content, "audit-trail.xlsx"))
    named = [row for row in rows if len(row) > 6 and row[4] == "exclusion"]
    assert named
    assert not any(row[6] for row in named)
    assert any(str(person_id) in row for row in rows), "Other acts are there as they were."


def test_who_is_kept_away_from_a_person_takes_out_nothing_about_them(house: House) -> None:
    _, first = opened(house)
    opened(house, "Second Person")
    export_id = asked(house, "num_manager", "cases-agency")
    agreed(house, export_id, "num_protection")
    assert worked() == 1
    with house.acting("num_protection") as kamal:
        people.exclude(
            actor=kamal, person_id=first, user_id=house.user("num_manager").id, reason="They are related to her."
        )
    assert state(house, export_id, "num_manager") is ExportState.GONE
    with pytest.raises(Refused, match="not here any more"):
        fetched(house, export_id, "num_manager")
    assert kept(house, export_id) == (0, 0, False)

    again = asked(house, "num_manager", "cases-agency")
    agreed(house, again, "num_protection")
    assert worked() == 1
    book = unlocked(fetched(house, again, "num_manager").content, "cases-agency.xlsx")
    assert [row[2] for row in cells(book)[1:-1]] == ["Second Person"]


def test_an_exclusion_set_ahead_closes_an_archive_on_its_day(house: House) -> None:
    _, person_id = opened(house)
    with house.acting("num_protection") as kamal:
        manager = house.user("num_manager").id
        tomorrow = clock.today() + timedelta(days=1)
        people.exclude(
            actor=kamal, person_id=person_id, user_id=manager, reason="They are related to her.", from_on=tomorrow
        )
    export_id = asked(house, "num_manager", "cases-agency")
    agreed(house, export_id, "num_protection")
    assert worked() == 1
    assert fetched(house, export_id, "num_manager").content
    with clock.frozen_at(NOON + timedelta(days=1)), pytest.raises(Refused, match="not here any more"):
        fetched(house, export_id, "num_manager")


def test_a_record_that_is_erased_takes_the_archives_with_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(house)
    export_id = asked(house)
    agreed(house, export_id)
    reading = building._file

    def erased_meanwhile(*args: object) -> bytes:
        made = reading(*args)  # type: ignore[arg-type]  # passed on as they came
        with superuser_connection() as other:  # another process, while the list is being written
            other.execute(
                text("update list_export set version = version + 1 where id = :id"),
                {"id": export_id.hex if other.dialect.name == "sqlite" else export_id},
            )
            other.commit()
        return made

    with monkeypatch.context() as patched:
        patched.setattr(building, "_file", erased_meanwhile)
        assert worked() == 0
    assert state(house, export_id) is ExportState.MAKING
    assert kept(house, export_id) == (1, 0, True)
    with clock.frozen_at(NOON + timedelta(minutes=2)):
        assert worked() == 1
    with house.acting("num_protection") as kamal:
        service.end_kept(actor=kamal)
    assert state(house, export_id) is ExportState.GONE
    assert kept(house, export_id) == (0, 0, False)


def test_a_worker_that_dies_leaves_nothing_and_the_next_one_makes_it_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(house)
    export_id = asked(house)
    agreed(house, export_id)

    class Killed(BaseException):
        """The process ends here."""

    def killed(*_: object) -> None:
        raise Killed

    for place in ("_built", "_note"):
        with monkeypatch.context() as patched:
            patched.setattr(building, place, killed)
            with pytest.raises(Killed):
                worked()
        db.session.rollback()
        assert state(house, export_id) is ExportState.MAKING
        assert kept(house, export_id) == (1, 0, True)
        assert worked() == 0, "a lease holds for two minutes"
        clock_on = clock.frozen_at(clock.now() + making.LEASE + timedelta(seconds=1))
        clock_on.__enter__()
    assert worked() == 1
    assert worked() == 0
    assert kept(house, export_id) == (0, 1, True)
    assert [verb for verb, _ in acts(house, export_id)].count("made") == 1
    assert len(told("is ready")) == 1


def test_what_is_taken_back_refused_or_not_answered_leaves_no_passphrase(house: House) -> None:
    opened(house)
    taken_back, refused, lapsed, made = (asked(house) for _ in range(4))
    with house.acting("num_isva") as robin:
        service.cancel(actor=robin, export_id=taken_back, version=1)
    with house.acting("num_manager") as priya:
        with pytest.raises(Refused, match="Say why"):
            service.refuse(actor=priya, export_id=refused, version=1, answer="no")
        service.refuse(actor=priya, export_id=refused, version=1, answer="Ask for those you see this week only.")
    agreed(house, made)
    with house.acting("num_isva") as robin:
        service.cancel(actor=robin, export_id=made, version=2)
    assert worked() == 1, "the work is over; nothing is stored of it"
    for export_id, stands in ((taken_back, "cancelled"), (refused, "refused"), (made, "cancelled")):
        assert state(house, export_id) == stands
        assert kept(house, export_id) == (0, 0, False)
    with clock.frozen_at(NOON + timedelta(days=7, seconds=1)):
        with pytest.raises(Clash):
            agreed(house, lapsed)
        with house.acting("num_protection") as kamal:
            assert service.end_due(actor=kamal) == 1
    assert kept(house, lapsed) == (0, 0, False)
    assert told("has lapsed") == told("was refused")


def test_an_archive_is_gone_after_seven_days_and_a_closed_account_gets_none(house: House) -> None:
    opened(house)
    export_id, closed = asked(house), asked(house)
    agreed(house, export_id)
    assert worked() == 1
    agreed(house, closed)
    with clock.frozen_at(NOON + timedelta(days=7)), pytest.raises(Refused, match="not here any more"):
        fetched(house, export_id)
    with house.acting("num_manager") as priya:
        robin = db.session.get_one(User, house.user("num_isva").id)
        accounts.set_active(actor=priya, user_id=robin.id, active=False, version=robin.version)
    assert worked() == 0
    assert state(house, closed, "num_manager") is ExportState.FAILED
    assert kept(house, closed) == (0, 0, False)
    with clock.frozen_at(NOON + timedelta(days=7)):
        with house.acting("num_protection") as kamal:
            assert service.end_due(actor=kamal) == 1
        assert state(house, export_id, "num_manager") is ExportState.GONE
        assert kept(house, export_id) == (0, 0, False)


def test_slices_add_up_and_formulas_stay_words(house: House) -> None:
    with house.acting("num_caseworker") as mel:
        person = people.register_person(actor=mel, alias='=cmd|" /C calc"!A0')
        case = casework.open_case(
            actor=mel, person_id=person.id, kind=CaseKind.CASEWORK, lead_user_id=mel.user_id, needs=[]
        )
        contacts.add_contact(
            actor=mel, case_id=case.id, at=NOON - timedelta(hours=1), minutes=20, mode=ContactMode.TELEPHONE,
            outcome=ContactOutcome.REACHED, with_whom="person", note="Canary words of a note",
        )  # fmt: skip
    alone = asked(house, "num_caseworker", "contacts-own", shape="ods")
    assert worked() == 1
    assert b"Canary" not in unlocked(fetched(house, alone, "num_caseworker").content, "contacts-own.ods")
    with house.acting("num_caseworker") as mel:
        row = queries.peek(mel, alone)
        row.people_asked = 25
        db.session.flush()
        assert queries.people_lately(mel) == 25
    second = asked(house, "num_caseworker", "contacts-own")
    assert state(house, second, "num_caseworker") is ExportState.WAITING
    whole = asked(house, "num_caseworker", "cases-own")
    agreed(house, whole)
    assert worked() == 1
    book = unlocked(fetched(house, whole, "num_caseworker").content)
    assert cells(book)[1][2] == '=cmd|" /C calc"!A0'
    with pyzipper.ZipFile(io.BytesIO(book)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_two_slices_asked_for_at_one_moment_are_counted_together(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty people each, 25 without a second yes: whoever sends both forms at once still needs one."""
    counted, met = queries.people_lately, threading.Barrier(2)

    def counted_beside_the_other(actor: Actor) -> int:
        found = counted(actor)
        with suppress(threading.BrokenBarrierError):
            met.wait(0.5)
        return found

    monkeypatch.setattr(queries, "people_lately", counted_beside_the_other)
    monkeypatch.setattr(service, "_size_to_take", lambda *_: Size(20, 20))
    house.user("num_caseworker")
    db.session.rollback()
    ids = in_threads(house.app, 2, lambda: asked(house, "num_caseworker", "contacts-own"))
    found = sorted(state(house, export_id, "num_caseworker") for export_id in ids)
    assert found == [ExportState.MAKING, ExportState.WAITING]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"why": "because"}, "Say in a sentence"),
        ({"passphrase": "short", "again": "short"}, "15 characters"),
        ({"again": "something else altogether"}, "differ"),
        ({"passphrase": "umbrella-canal-forty-two-otters", "again": "umbrella-canal-forty-two-otters"}, "Use another"),
    ],
)
def test_a_list_is_refused_without_a_reason_and_a_good_lock(house: House, facts: dict[str, str], says: str) -> None:
    with pytest.raises(Refused, match=says):
        asked(house, "num_isva", "referrals-agency", **facts)


def test_police_take_out_nothing_about_people_and_nobody_takes_an_empty_list(house: House) -> None:
    with house.acting("gmp_liaison") as lena:
        assert queries.offered(lena) == []
        for code in ("cases-own", "referrals-agency", "audit-trail", "unknown"):
            with pytest.raises(NotVisible):
                service.ask(actor=lena, wish=wish(code))
    with house.acting("gmp_representative") as carl:
        assert [each.code for each in queries.offered(carl)] == ["actions-own"]
    with house.acting("mash_auditor") as olu:
        assert [each.code for each in queries.offered(olu)] == ["audit-trail"]
    with pytest.raises(Refused, match="no rows"):
        asked(house)
    assert not any(isinstance(column.type, LargeBinary) for column in making.Making.__table__.columns)
