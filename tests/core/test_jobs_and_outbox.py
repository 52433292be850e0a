"""Scheduled work runs once a slot whoever ticks; notices leave once, after the commit, and say next to nothing."""

from __future__ import annotations

import email
import smtplib
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import select

from core import cli, clock, jobs, outbox
from core.db import db
from core.jobs import ScheduledJob
from core.outbox import Notice
from core.web import Roundtable
from tests.core.conftest import Pair

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_other_jobs(app: Roundtable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_jobs", {})


def in_threads(app: Roundtable, count: int, work: Callable[[], Any]) -> list[Any]:
    """Do the same in so many threads at once, each in a context of its own; returns what came of it."""
    gate, came, frozen = threading.Barrier(count), [], clock.now()

    def run() -> None:
        with app.app_context(), clock.frozen_at(frozen):
            gate.wait()
            try:
                came.append(work())
            except BaseException as failure:
                came.append(failure)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_workers_that_start_together_make_each_row_once(app: Roundtable) -> None:
    for name in ("a", "b", "c"):
        jobs.register(name, HOUR, lambda: None)
    for _ in range(5):
        assert in_threads(app, 4, jobs.ensure_rows) == [None] * 4
        assert sorted(db.session.scalars(select(ScheduledJob.name))) == ["a", "b", "c"]
        for row in db.session.scalars(select(ScheduledJob)):
            db.session.delete(row)
        db.session.commit()


def test_a_due_job_runs_once_a_slot_however_many_tick(app: Roundtable) -> None:
    ran: list[int] = []
    jobs.register("count", HOUR, lambda: ran.append(1))
    jobs.ensure_rows()
    start = clock.now()
    for slot in range(6):
        with clock.frozen_at(start + slot * HOUR):
            came = in_threads(app, 4, jobs.tick)
            assert sorted(came, key=len) == [[], [], [], ["count"]]
            assert jobs.tick() == []
    assert len(ran) == 6


def test_a_failing_job_is_recorded_and_stops_no_other(app: Roundtable, pair: Pair) -> None:
    ran: list[str] = []

    def fail() -> None:
        outbox.put(agency_id=pair.ours.agency_id, address="a@b.example", subject="s", path="/", once="undone")
        db.session.flush()
        raise ZeroDivisionError

    jobs.register("bad", HOUR, fail)
    jobs.register("good", HOUR, lambda: ran.append("good"))
    jobs.ensure_rows()
    assert jobs.tick() == ["bad", "good"]
    rows = {row.name: row for row in db.session.scalars(select(ScheduledJob))}
    assert ran == ["good"]
    assert rows["bad"].last_failure == "ZeroDivisionError"
    assert rows["good"].last_failure is None
    assert rows["good"].last_ended is not None
    assert db.session.scalars(select(Notice)).all() == [], "what a failing job wrote is undone"


def test_a_job_that_mends_clears_its_failure(app: Roundtable) -> None:
    broken = [True]
    jobs.register("job", HOUR, lambda: 1 / 0 if broken[0] else None)
    jobs.ensure_rows()
    jobs.tick()
    broken[0] = False
    with clock.frozen_at(clock.now() + HOUR):
        jobs.tick()
    assert db.session.scalars(select(ScheduledJob.last_failure)).one() is None


def test_missed_slots_are_caught_up_with_one_run(app: Roundtable) -> None:
    ran: list[int] = []
    jobs.register("count", HOUR, lambda: ran.append(1))
    start = clock.now()
    with clock.frozen_at(start):
        jobs.ensure_rows()
        jobs.tick()
    with clock.frozen_at(start + timedelta(minutes=59)):
        assert jobs.tick() == []
    with clock.frozen_at(start + 9 * HOUR):
        assert jobs.tick() == ["count"]
        assert jobs.tick() == []
    assert len(ran) == 2


def test_names_are_in_order() -> None:
    for name in ("b", "a"):
        jobs.register(name, HOUR, lambda: None)
    assert jobs.names() == ["a", "b"]


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """A mail server that keeps what it is given."""
    kept: list[EmailMessage] = []
    monkeypatch.setattr(outbox, "post", kept.append)
    return kept


def put(pair: Pair, once: str = "referral-sent:1", address: str = "robin@num.example", **more: str) -> None:
    values: dict[str, Any] = {"subject": "A referral waits for you", "path": "/referrals/1", **more}
    outbox.put(agency_id=pair.ours.agency_id, address=address, once=once, **values)
    db.session.commit()


def test_two_deliverers_send_each_notice_once(app: Roundtable, pair: Pair, post: list[EmailMessage]) -> None:
    for number in range(20):
        put(pair, once=f"referral-sent:{number}")
    came = in_threads(app, 4, outbox.deliver_due)
    assert sum(came) == 20
    assert len({message["Message-ID"] for message in post}) == len(post) == 20
    assert outbox.deliver_due() == 0


def test_the_same_act_tells_the_same_reader_once(pair: Pair, post: list[EmailMessage]) -> None:
    put(pair)
    put(pair)
    put(pair, address="priya@num.example")
    put(pair, once="referral-sent:2")
    assert outbox.deliver_due() == 3
    put(pair)
    assert outbox.deliver_due() == 0


def test_a_notice_of_an_act_that_was_undone_never_leaves(pair: Pair, post: list[EmailMessage]) -> None:
    outbox.put(agency_id=pair.ours.agency_id, address="a@b.example", subject="s", path="/", once="x")
    db.session.rollback()
    assert outbox.deliver_due() == 0


def test_failing_mail_is_tried_again_ever_later_and_then_given_up(
    pair: Pair, post: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: EmailMessage) -> None:
        raise smtplib.SMTPServerDisconnected

    start = clock.now()
    with clock.frozen_at(start):
        put(pair)
        put(pair, once="referral-sent:2")
        monkeypatch.setattr(outbox, "post", refuse)
        assert outbox.deliver_due() == 0
    with clock.frozen_at(start + timedelta(minutes=1)):
        assert outbox.deliver_due() == 0
        assert set(db.session.scalars(select(Notice.tries))) == {1}
    with clock.frozen_at(start + timedelta(minutes=3)):
        outbox.deliver_due()
        assert set(db.session.scalars(select(Notice.tries))) == {2}
        assert set(db.session.scalars(select(Notice.due_at))) == {clock.now() + timedelta(minutes=4)}
    monkeypatch.setattr(outbox, "post", post.append)
    with clock.frozen_at(start + timedelta(minutes=8)):
        assert outbox.deliver_due() == 2
    assert len(post) == 2


def test_a_notice_is_given_up_in_the_end(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[EmailMessage] = []

    def refuse(message: EmailMessage) -> None:
        tried.append(message)
        raise OSError

    monkeypatch.setattr(outbox, "post", refuse)
    put(pair)
    for day in range(1, 15):
        with clock.frozen_at(clock.now() + timedelta(days=day)):
            outbox.deliver_due()
    assert len(tried) == outbox.MOST_TRIES


def test_one_notice_that_cannot_be_written_holds_up_no_other(pair: Pair, post: list[EmailMessage]) -> None:
    put(pair, once="bad", subject="two\nlines")
    put(pair, once="good")
    assert outbox.deliver_due() == 1
    assert [message["Subject"] for message in post] == ["A referral waits for you"]


def test_a_crash_between_sending_and_noting_it_loses_nothing(
    pair: Pair, post: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        pass

    def send_and_die(message: EmailMessage) -> None:
        post.append(message)
        raise Crash

    start = clock.now()
    with clock.frozen_at(start):
        put(pair)
        monkeypatch.setattr(outbox, "post", send_and_die)
        with pytest.raises(Crash):
            outbox.deliver_due()
        db.session.rollback()
        monkeypatch.setattr(outbox, "post", post.append)
        assert outbox.deliver_due() == 0, "the claim of the dead worker still holds"
    with clock.frozen_at(start + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.deliver_due() == 1
    assert len({message["Message-ID"] for message in post}) == 1, "a mail server can tell that it is the same"


def test_a_message_says_nothing_but_that_there_is_something(
    app: Roundtable, pair: Pair, post: list[EmailMessage]
) -> None:
    put(pair)
    outbox.deliver_due()
    message = post[0]
    settings = app.config["SETTINGS"]
    expected = f"You have something to look at in Roundtable.\n\n{settings.public_base_url}/referrals/1\n"
    assert message.get_content() == expected
    assert message["To"] == "robin@num.example"
    assert message["From"] == settings.mail_from
    assert set(message.keys()) <= {
        "From", "To", "Subject", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    assert "referral-sent" not in message["Message-ID"]


def test_mail_in_a_folder_can_be_read_back(app: Roundtable, pair: Pair) -> None:
    put(pair)
    assert outbox.deliver_due() == 1
    files = list((app.config["SETTINGS"].instance / "mail").glob("*.eml"))
    assert len(files) == 1
    assert email.message_from_bytes(files[0].read_bytes())["To"] == "robin@num.example"


def test_a_clock_that_jumped_back_puts_nothing_to_sleep(pair: Pair, post: list[EmailMessage]) -> None:
    ran: list[int] = []
    jobs.register("count", HOUR, lambda: ran.append(1))
    start = clock.now()
    with clock.frozen_at(start + 24 * HOUR):
        jobs.ensure_rows()
        assert jobs.tick() == ["count"]
        put(pair)
    with clock.frozen_at(start):
        assert jobs.tick() == ["count"]
        assert jobs.tick() == []
        assert outbox.deliver_due() == 1
    with clock.frozen_at(start - timedelta(seconds=30)):
        assert jobs.tick() == [], "clocks of two machines may differ by seconds"
    clockwork = BackgroundScheduler(timezone="UTC")
    ahead = datetime.now(UTC) + 24 * HOUR
    clockwork.add_job(lambda: None, "interval", id="tick", seconds=cli.TICK_SECONDS, next_run_time=ahead)
    clockwork.start(paused=True)
    try:
        assert [cli.wake(clockwork), cli.wake(clockwork)] == [True, False]
        assert clockwork.get_job("tick").next_run_time < ahead - HOUR
    finally:
        clockwork.shutdown()
