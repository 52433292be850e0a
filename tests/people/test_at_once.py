"""Several at once: two who link the opposite ways, many workers on one message. One wins, and nothing breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core import clock, outbox
from core.actor import Actor, system_actor
from core.db import db
from core.errors import Clash, Refused
from core.scoping import acting_as
from core.web import Roundtable
from people import jobs, service
from people.models import ContactMethod, Person, PersonLink, PersonMessage, WordState
from people.reach import Hours, When
from tests.house import House
from tests.people.cast import robyn

ROUNDS = 5
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def at_once(app: Roundtable, actor: Actor, acts: list[Callable[[], Any]]) -> Counter[str]:
    """Do all of them in the same moment, each in a session of its own; how each ended."""
    db.session.rollback()  # the test's own open transaction would hold SQLite's one writer's place
    ended: list[str] = []
    ready = Barrier(len(acts))

    def act(do: Callable[[], Any]) -> None:
        with app.app_context(), clock.frozen_at(NOON):
            ready.wait()
            try:
                with acting_as(actor):
                    do()
                ended.append("done")
            except (Clash, Refused):
                ended.append("refused")
            except BaseException as failure:  # shown in the counts, not in a lost traceback
                ended.append(repr(failure))
            finally:
                db.session.remove()

    threads = [Thread(target=act, args=(do,)) for do in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(ended)


def test_of_two_who_link_the_opposite_ways_one_wins(app: Roundtable, house: House) -> None:
    for _ in range(ROUNDS):
        with house.acting("mash_outreach") as dee:
            one, other = robyn(dee).id, robyn(dee).id
        ends = at_once(app, dee, [partial(_link, dee, *pair) for pair in ((one, other), (other, one))])
        assert ends == {"done": 1, "refused": 1}
        with house.acting("mash_outreach"):
            mains = set(db.session.scalars(select(Person.main_id).where(Person.id.in_([one, other]))))
            links = db.session.scalars(select(PersonLink).where(PersonLink.linked_id.in_([one, other]))).all()
        assert len(links) == 1
        assert mains in ({None, one}, {None, other})


def test_a_ring_of_links_never_closes(app: Roundtable, house: House) -> None:
    for _ in range(ROUNDS):
        with house.acting("mash_outreach") as dee:
            a, b, c = (robyn(dee).id for _ in range(3))
        pairs = ((a, b), (b, c), (c, a))
        ends = at_once(app, dee, [partial(_link, dee, *pair) for pair in pairs])
        assert ends == {"done": 1, "refused": 2}
        with house.acting("mash_outreach"):
            under = dict(db.session.execute(select(Person.id, Person.main_id).where(Person.main_id.is_not(None))).all())
        assert not set(under) & set(under.values()), "no main record is itself linked"


def _link(actor: Actor, main_id: UUID, linked_id: UUID) -> None:
    service.link_records(actor=actor, main_id=main_id, linked_id=linked_id)


def test_a_message_leaves_once_however_many_workers_there_are(
    app: Roundtable, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted: list[Any] = []
    monkeypatch.setattr(outbox, "post", posted.append)
    with house.acting("mash_outreach") as dee:
        for number in range(3):
            person_id = robyn(dee, f"Robyn {number}").id
            service.write_safe_contact(
                actor=dee, person_id=person_id, method=ContactMethod.EMAIL, address=f"{number}@example.org",
                hours=Hours(When.ANY),
            )  # fmt: skip
            service.send_word(actor=dee, person_id=person_id, kind="news")
    worker = system_actor(house.agency("MASH").id)
    ends = at_once(app, worker, [lambda: jobs.send_words(worker) for _ in range(6)])
    assert ends == {"done": 6}
    assert sorted(message["To"] for message in posted) == ["0@example.org", "1@example.org", "2@example.org"]
    with house.acting("mash_outreach"):
        assert set(db.session.scalars(select(PersonMessage.state))) == {WordState.SENT}
