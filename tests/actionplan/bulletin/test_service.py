"""The bulletin in the database: what an issue holds, that it stays, its number, and who is mailed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from actionplan.bulletin import mailing, queries, service
from actionplan.bulletin.models import Bulletin, BulletinItem, BulletinMailing, IssueState, ItemKind
from agencies.models import User
from agencies.permissions import Permission
from core import clock, outbox
from core.actor import Actor, system_actor
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.scoping import acting_as
from people.leaks.service import Found
from tests.house import House

DAY = timedelta(days=1)


def offered(actor: Actor, title: str = "Open evening", **changed: Any) -> UUID:
    facts = {"kind": ItemKind.EVENT, "words": "For staff of services.", "day": clock.today() + DAY, **changed}
    return service.offer_item(actor=actor, title=title, **facts)


def issued(actor: Actor, *items: UUID) -> UUID:
    made = service.begin_bulletin(actor=actor, title="December", opening="")
    service.change_bulletin(actor=actor, bulletin_id=made, version=1, title="December", opening="", item_ids=items)
    service.issue_bulletin(actor=actor, bulletin_id=made, version=2)
    return made


def test_what_is_out_stays_as_it_was_sent(house: House) -> None:
    with house.acting("mash_member") as ruby:
        item = offered(ruby)
        with pytest.raises(Found):
            offered(ruby, words="Ask for Angel Smith at 0161 496 0123.")
    with house.acting("mcc_coordinator") as sam:
        empty = service.begin_bulletin(actor=sam, title="Empty", opening="")
        with pytest.raises(Refused, match="no item"):
            service.issue_bulletin(actor=sam, bulletin_id=empty, version=1)
        first = issued(sam, item)
        assert queries.row_of(sam, first).number == 1
        db.session.commit()
        with pytest.raises(Refused, match="out already"):
            service.issue_bulletin(actor=sam, bulletin_id=first, version=3)
        with pytest.raises(Refused, match="stays as it was sent"):
            service.change_item(actor=sam, item_id=item, version=3, kind=ItemKind.POLICY, title="x", words="x")
        with pytest.raises(Refused, match="taken or left out"):
            service.change_bulletin(
                actor=sam, bulletin_id=empty, version=1, title="Empty", opening="", item_ids=[item]
            )  # fmt: skip
        db.session.rollback()
        second = issued(sam, offered(sam, "A talk"))
        assert queries.row_of(sam, second).number == 2
        db.session.commit()
        with pytest.raises(Clash):
            service.change_bulletin(actor=sam, bulletin_id=empty, version=7, title="E", opening="", item_ids=[])
        with pytest.raises(IntegrityError, match="an_issue_that_is_out_has_its_number_and_day"):
            db.session.execute(update(Bulletin).where(Bulletin.id == empty).values(state=IssueState.ISSUED))
        db.session.rollback()
        with pytest.raises(IntegrityError, match="an_event_says_its_day"):
            db.session.execute(update(BulletinItem).where(BulletinItem.id == item).values(day=None))
        db.session.rollback()
    with house.acting("mash_outreach") as dee:
        assert [line.row.number for line in queries.archive_page(dee, queries.Sought(), 1).items] == [2, 1]
        with pytest.raises(NotVisible):
            queries.issue(dee, empty)
        with pytest.raises(Refused):
            offered(dee)
    with house.acting("mcc_coordinator"):
        verbs = set(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.row_id == first)))
    assert verbs == {"began", "changed", "issued"}


def test_each_reader_who_asked_in_time_is_mailed_once_and_can_stop_it(house: House) -> None:
    for persona in ("mash_outreach", "mash_member", "num_lead"):
        with house.acting(persona) as actor:
            service.ask_for_mail(actor=actor, wants=True)
            service.ask_for_mail(actor=actor, wants=True)
    with house.acting("mash_member") as ruby:
        service.ask_for_mail(actor=ruby, wants=False)
        item = offered(ruby)
    with house.acting("mcc_coordinator") as sam:
        assert queries.readers_count(sam) == 2
        issue = issued(sam, item)
        service.ask_for_mail(actor=sam, wants=True)
    jobs = {code: system_actor(house.agency(code).id, Permission.DIRECTORY_READ) for code in ("MASH", "NUM", "MCC")}
    for code, mails in (("MASH", 1), ("NUM", 1), ("MCC", 0), ("MASH", 0)):
        with acting_as(jobs[code]):
            assert service.mail_readers(actor=jobs[code]) == mails, code
    notices = list(db.session.scalars(select(Notice).where(Notice.path == f"/bulletin/{issue}")))
    assert {each.address for each in notices} == {"dee@mash.example", "bea@num.example"}
    body = outbox._message(notices[0]).get_content()
    assert "- Open evening (" in body
    assert f"/bulletin/{issue}" in body
    assert "For staff of services" not in body
    token = body.split("/bulletin/stop/")[1].split()[0]
    reader = mailing.reader_of(token)
    assert reader is not None
    assert mailing.reader_of(token[:-1]) is None
    db.session.rollback()
    service.stop_mail(token=token)
    service.stop_mail(token=token)
    with house.acting("mcc_coordinator") as sam:
        assert queries.readers_count(sam) == 2  # the coordinator, and the one who did not stop
    with pytest.raises(NotVisible):
        service.stop_mail(token="made-up")
    for act in (delete(BulletinMailing), update(BulletinMailing).values(readers=9)):
        with pytest.raises(DBAPIError, match="only grows|permission denied"):
            db.session.execute(act)
        db.session.rollback()


def test_a_reader_who_left_is_not_mailed(house: House) -> None:
    with house.acting("mash_outreach") as dee:
        service.ask_for_mail(actor=dee, wants=True)
    account = db.session.get_one(User, dee.user_id)
    account.active = False
    db.session.commit()
    job = system_actor(house.agency("MASH").id, Permission.DIRECTORY_READ)
    with acting_as(job):
        assert queries.readers_of(job, clock.now()) == []
