"""Child safeguarding concerns in the database: who sees them, each step, and the case that is refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from agencies.models import User
from cases import service as cases
from cases.models import CaseKind
from core import clock
from core.actor import Actor
from core.crypto.datakeys import destroy_key
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from people import queries as people_queries
from people.concerns import queries, service
from people.concerns.models import CheckAnswer, ChildConcern, ConcernAbout, ConcernOutcome, ConcernState
from tests.house import House
from tests.people.cast import robyn

WHY = "A child was left alone all night, twice."


def raised(actor: Actor, about: ConcernAbout = ConcernAbout.THEIR_CHILD, **more: object) -> ChildConcern:
    facts = {"who": "Bee’s little one", "seen": "Alone in the flat at 2am.", **more}
    return service.raise_concern(actor=actor, about=about, **facts)  # type: ignore[arg-type]


def test_from_raising_to_outcome(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor)
        row = raised(actor, person_id=who.id)
        concern_id, person_id, raiser = row.id, who.id, actor
        assert (row.reference, row.state) == ("MA-S0001", ConcernState.RAISED)
        assert b"2am" not in (row.seen_sealed or b"")
        with pytest.raises(Refused, match="manager checks it first"):
            service.note_telling(
                actor=actor,
                concern_id=concern_id,
                whom="Ana",
                told_at=clock.now(),
                reference=None,
                in_ledger=False,
                version=1,
            )
        with pytest.raises(Refused, match="A manager checks"):
            service.check_concern(actor=actor, concern_id=concern_id, answer=CheckAnswer.KEEP, words=WHY, version=1)
        service.change_facts(
            actor=actor, concern_id=concern_id, who="Bee’s son", age="4", risk=WHY, views=None, version=1
        )
    with house.acting("mash_manager") as actor:
        notices = db.session.scalars(select(Notice)).all()
        assert sorted(each.address for each in notices) == ["grace@mash.example", "joan@mash.example"]
        assert not any("Bee" in each.subject for each in notices)
        assert [each.reference for each in queries.waiting_concerns(actor)] == ["MA-S0001"]
        with pytest.raises(Clash):
            service.check_concern(actor=actor, concern_id=concern_id, answer=CheckAnswer.TELL, words=WHY, version=1)
        service.check_concern(actor=actor, concern_id=concern_id, answer=CheckAnswer.TELL, words=WHY, version=2)
        with pytest.raises(Refused, match="still to come"):
            service.note_telling(
                actor=actor,
                concern_id=concern_id,
                whom="Ana",
                reference="7",
                in_ledger=True,
                version=3,
                told_at=clock.now() + timedelta(minutes=1),
            )
        service.note_telling(
            actor=actor,
            concern_id=concern_id,
            whom="Ana Reid",
            told_at=clock.now(),
            reference="CS-7",
            in_ledger=True,
            version=3,
        )
        service.close_concern(
            actor=actor, concern_id=concern_id, outcome=ConcernOutcome.HELPED, words="Early help.", version=4
        )
        service.add_note(actor=actor, concern_id=concern_id, words="They rang back.")
        done = queries.concern(actor, concern_id)
        assert (done.state, done.told_reference) == (ConcernState.CLOSED, "CS-7")
        assert [note.words for note in queries.notes_of(actor, done)] == ["They rang back."]
        assert people_queries.ledger_summary(actor, person_id).last_to == service.CHILDRENS_SERVICES
        with pytest.raises(Refused, match="closed"):
            service.change_facts(
                actor=actor, concern_id=concern_id, who="x", age=None, risk=None, views=None, version=5
            )
        assert queries.concerns_page(actor, 1).total == 0
        assert queries.concerns_page(actor, 1, closed=True).total == 1
        assert raiser.user_id == done.raised_by


def test_who_sees_one(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        concern_id = raised(actor).id
    for persona, sees in (
        ("mash_outreach", True),
        ("mash_protection", True),
        ("mash_caseworker", False),
        ("num_manager", False),
    ):
        with house.acting(persona) as actor:
            if sees:
                assert queries.concern(actor, concern_id).seen == "Alone in the flat at 2am."
            else:
                with pytest.raises(NotVisible):
                    queries.concern(actor, concern_id)


def test_no_case_opens_with_somebody_under_18_until_they_are_known_to_be_adult(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        child, adult = robyn(actor), robyn(actor, "Angel")
        row = raised(actor, ConcernAbout.PERSON, person_id=child.id, who="Robyn", danger=True, rang_999=True)
        assert row.rang_999_at is not None
        ids = (child.id, adult.id, row.id)
        raised(actor, ConcernAbout.THEIR_CHILD, person_id=adult.id)
    with house.acting("mash_caseworker") as actor:
        with pytest.raises(Refused, match="under 18") as refusal:
            opened(actor, ids[0])
        assert refusal.value.link is not None
        assert refusal.value.link.endpoint == "people.new_concern"
        opened(actor, ids[1])
    with house.acting("mash_manager") as actor:
        service.close_concern(
            actor=actor, concern_id=ids[2], outcome=ConcernOutcome.ADULT, words="Showed a passport.", version=1
        )
    with house.acting("mash_caseworker") as actor:
        opened(actor, ids[0])


def opened(actor: Actor, person_id: UUID) -> None:
    cases.open_case(
        actor=actor, person_id=person_id, kind=CaseKind.CASEWORK, lead_user_id=actor.user_id, needs=["SAFETY"]
    )


def test_a_concern_outlives_the_persons_key_and_an_erased_one_can_be_listed(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor)
        row = raised(actor, person_id=who.id)
        concern_id, person_id = row.id, who.id
        destroy_key(actor.agency_id, person_id)
    with house.acting("mash_manager") as actor:
        assert queries.concern(actor, concern_id).who == "Bee’s little one"
        destroy_key(actor.agency_id, concern_id)
        db.session.expunge_all()
        assert [line.who for line in queries.concerns_page(actor, 1).items] == ["Erased"]
        assert db.session.scalar(select(User.id).limit(1)) is not None
