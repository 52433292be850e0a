"""Two phones, one person: whichever answer comes last stands alone."""

from __future__ import annotations

from collections import Counter
from threading import Barrier, Thread

from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.db import db
from core.scoping import acting_as
from core.web import Roundtable
from people.models import Category, Consent, ConsentState
from tests.house import House
from tests.people.cast import consent, robyn

MANY = 8


def test_of_answers_given_at_once_only_one_stands(app: Roundtable, house: House) -> None:
    """Else a consent that nobody knows of would go on covering what the person took back."""
    with house.acting("mash_outreach") as dee:
        person_id = robyn(dee).id
    broke: list[BaseException] = []
    ready, noon = Barrier(MANY), clock.now()

    def answer(actor: Actor) -> None:
        with app.app_context(), clock.frozen_at(noon):
            ready.wait()
            try:
                with acting_as(actor):
                    consent(actor, person_id, {Category.ALIAS: True})
            except BaseException as failure:  # a thread that breaks must show in the test, not in a lost traceback
                broke.append(failure)
            finally:
                db.session.remove()

    threads = [Thread(target=answer, args=(dee,)) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broke == []
    with house.acting("mash_outreach"):
        states = Counter(db.session.scalars(select(Consent.state).where(Consent.person_id == person_id)))
    assert states == {ConsentState.GIVEN: 1, ConsentState.SUPERSEDED: MANY - 1}
