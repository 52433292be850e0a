"""Tallies of records and consents equal an independent count of the rows, read one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from core import clock, tallies
from core.actor import Actor, system_actor
from core.crypto.datakeys import destroy_key
from core.db import db
from core.tallies import quarter_of
from people import counting, equality, service
from people.models import Answer, Category, Consent, ConsentCategory, Person
from people.service.erasing import HOW, forget_person
from tests.house import House
from tests.people.cast import consent, robyn

QUARTER, BEFORE = quarter_of(date(2026, 8, 1)), quarter_of(date(2026, 5, 1))
UNTIL = date(2026, 12, 31)
DAYS = (date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 14), date(2026, 9, 30), date(2026, 10, 1))


def test_every_tally_is_what_counting_by_hand_finds(house: House) -> None:
    with house.acting("num_isva") as actor, clock.frozen_at(_late_on(date(2026, 8, 1))):
        robyn(actor)  # another agency's, which is none of MASH's business
    with house.acting("mash_outreach") as actor:
        people = list(_people(actor))
    with house.acting("mash_outreach") as actor:
        worker = system_actor(actor.agency_id)
        for period in (QUARTER, BEFORE):
            assert _counted(worker, period) == _by_hand(period)
            assert _counted(worker, period)["people.consents"]["refused"] > 0
        before = _counted(worker, QUARTER)
        assert tallies.keep(actor=worker, measured=counting.tally(worker, QUARTER)) == 3
        assert tallies.keep(actor=worker, measured=counting.tally(worker, QUARTER)) == 0
        with clock.frozen_at(_late_on(date(2026, 9, 2))):
            forget_person(actor, people[2])
        db.session.expire_all()
        assert len([row for row in db.session.query(Consent) if row.withdrawn_how == HOW]) > 0
        assert _counted(worker, QUARTER) == before, "an erasure takes no count away, and is no consent taken back"
        assert tallies.keep(actor=worker, measured=counting.tally(worker, QUARTER)) == 0


def test_answers_leave_as_categories_alone_and_an_erased_person_was_never_asked(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        people = [robyn(actor, f"Robyn {number}").id for number in range(3)]
        for person_id in people[1:]:
            said = {
                "ethnicity": equality.Said(Answer.GIVEN, "", "my own words"),
                "disability": equality.Said(Answer.DECLINED),
            }
            service.write_equality(actor=actor, person_id=person_id, answers=said)
    with house.acting("mash_outreach") as actor:
        told = dict(counting.equality_of(actor, people))
        assert set(told) == set(people[1:]), "of somebody whom nobody asked there is nothing to open"
        assert (told[people[1]]["ethnicity"], told[people[1]]["disability"]) == ("own-words", "declined")
        destroy_key(actor.agency_id, people[2])
    with house.acting("mash_outreach") as actor:
        told = dict(counting.equality_of(actor, people))
        assert set(told[people[2]].values()) == {"not_asked"}
        numbers = counting.by_question(list(told.values()), len(people))
        assert numbers["ethnicity"] == {"own-words": 1, "not_asked": 2}


def _people(actor: Actor) -> Iterable[UUID]:
    """Somebody new on the edge of each quarter; consents asked for later, some refused, some taken back."""
    for number, day in enumerate(DAYS):
        with clock.frozen_at(_late_on(day)):
            person = robyn(actor, f"Robyn {number}")
            answers = {Category.SUPPORT: number % 3 != 0, Category.RISK: False}
            agreed = consent(actor, person.id, answers, valid_until=UNTIL)
        if number % 3 == 1:
            with clock.frozen_at(_late_on(date(2026, 9, 30))):
                service.withdraw_consent(actor=actor, consent_id=agreed.id, how="On the phone")
        yield person.id


def _late_on(day: date) -> datetime:
    """Twenty minutes to midnight in Manchester: the day before in no other summer time than ours."""
    return datetime(day.year, day.month, day.day, 23, 40, tzinfo=clock.LONDON)


def _counted(actor: Actor, period: tallies.Period) -> dict[str, Counter[str]]:
    return {each.measure: Counter(each.numbers) for each in counting.tally(actor, period)}


def _by_hand(period: tallies.Period) -> dict[str, Counter[str]]:
    def inside(moment: datetime | None) -> bool:
        return moment is not None and period.start <= clock.london(moment).date() <= period.end

    agreed = {row.consent_id for row in db.session.query(ConsentCategory) if row.agreed}
    consents = list(db.session.query(Consent))
    taken = [row for row in consents if inside(row.withdrawn_at) and row.withdrawn_how != HOW]
    return {
        "people.new": Counter({"all": sum(inside(row.created_at) for row in db.session.query(Person))}),
        "people.consents": Counter(
            "agreed" if row.id in agreed else "refused" for row in consents if inside(row.given_at)
        ),
        "people.withdrawn": Counter({"all": len(taken)}),
    }
