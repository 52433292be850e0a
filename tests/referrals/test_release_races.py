"""Many at once around a held letter: one end each time, whoever comes first, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core import audit, clock
from core.actor import Actor
from core.db import db
from core.outbox import Notice
from core.scoping import acting_as
from core.web import Roundtable
from people import service as people_service
from people.models import Disclosure, DisclosureKind
from referrals import package, queries, service
from referrals.models import LetterState, OutgoingLetter, PackageKey, Referral, ReferralState
from tests.house import House
from tests.referrals import stage
from tests.referrals.letters import held, hold
from tests.referrals.test_concurrency import at_once

Act = Callable[[Actor], object]


def _race(app: Roundtable, acts: list[tuple[Actor, Act]]) -> list[str]:
    return at_once(app, [(actor, act, "done") for actor, act in acts])


def _due(house: House) -> UUID:
    """A letter whose time has come."""
    with clock.frozen_at(clock.now() - timedelta(minutes=20)), house.acting("mash_outreach") as actor:
        return held(actor).id


def _release(letter_id: UUID) -> Act:
    return lambda actor: service.release(actor=actor, letter_id=letter_id)


def _counts() -> tuple[int, int, int]:
    """Referrals, packages in the ledger, notices of arrival."""
    session = db.session
    return (
        session.scalar(select(func.count()).select_from(Referral)) or 0,
        session.scalar(select(func.count()).where(Disclosure.kind == DisclosureKind.PACKAGE)) or 0,
        session.scalar(select(func.count(func.distinct(Notice.path))).where(Notice.subject.contains("waits"))) or 0,
    )


@pytest.mark.parametrize("turn", range(3))
def test_workers_that_release_at_the_same_time_send_one_referral(app: Roundtable, house: House, turn: int) -> None:
    letter_id = _due(house)
    dee, ines = house.actor("mash_outreach"), house.actor("mash_caseworker")
    db.session.remove()
    told = _race(app, [(dee if n % 2 else ines, _release(letter_id)) for n in range(8)])
    assert set(told) == {"done"}
    with house.acting("mash_outreach") as actor:
        assert queries.letter(actor, letter_id).state is LetterState.SENT
        assert _counts() == (1, 1, 1)
        assert audit.verify(actor.agency_id) is None


@pytest.mark.parametrize("turn", range(4))
def test_an_undo_that_races_the_release_has_one_end(app: Roundtable, house: House, turn: int) -> None:
    letter_id = _due(house)
    dee, ines = house.actor("mash_outreach"), house.actor("mash_caseworker")
    db.session.remove()
    acts: list[tuple[Actor, Act]] = [
        (dee, _release(letter_id)),
        (ines, lambda actor: service.undo_letter(actor=actor, letter_id=letter_id)),
    ]
    told = _race(app, acts if turn % 2 else acts[::-1])
    assert not [words for words in told if words.startswith("broke")], told
    with house.acting("mash_outreach") as actor:
        row = queries.letter(actor, letter_id)
        sent = row.state is LetterState.SENT
        assert sent or row.state is LetterState.UNDONE
        assert _counts() == ((1, 1, 1) if sent else (0, 0, 0))
        assert (queries.draft_of(actor, row.person_id) is None) is sent


@pytest.mark.parametrize("turn", range(4))
def test_consent_taken_back_while_it_is_released_leaves_nothing_to_read(
    app: Roundtable, house: House, turn: int
) -> None:
    with clock.frozen_at(clock.now() - timedelta(minutes=20)), house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        letter_id = hold(actor, who.id, offer.service_id)[0].id
    dee, ines = house.actor("mash_outreach"), house.actor("mash_caseworker")
    db.session.remove()
    acts: list[tuple[Actor, Act]] = [
        (dee, _release(letter_id)),
        (ines, lambda actor: people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")),
    ]
    told = _race(app, acts if turn % 2 else acts[::-1])
    assert set(told) == {"done"}, told
    with house.acting("mash_outreach") as actor:
        row = queries.letter(actor, letter_id)
        if row.state is LetterState.SENT:
            sent = db.session.scalars(select(Referral)).one()
            assert sent.state is ReferralState.WITHDRAWN
            wraps = select(PackageKey).where(PackageKey.holder_agency_id == sent.to_agency_id)
            assert db.session.scalars(wraps).one().wrapped is None
        else:
            assert row.state is LetterState.STOPPED
            assert _counts() == (0, 0, 0)
    with house.acting("num_isva") as actor:
        assert queries.waiting_in(actor) == []
        assert package.triages(actor, list(db.session.scalars(select(Referral.id)))) == {}


def test_two_holdings_of_the_same_thing_make_one_letter(app: Roundtable, house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        person_id = who.id
    dee, ines = house.actor("mash_outreach"), house.actor("mash_caseworker")
    db.session.remove()

    def write(actor: Actor) -> None:
        hold(actor, person_id, offer.service_id)

    told = _race(app, [(dee, write), (ines, write), (dee, write), (ines, write)])
    assert told.count("done") == 1, told
    assert sum("is held already" in words for words in told) == 3, told


def test_two_drafts_at_once_are_one(app: Roundtable, house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = stage.person(actor).id
    dee = house.actor("mash_outreach")
    db.session.remove()
    acts: list[tuple[Actor, Act]] = [
        (dee, lambda actor: service.save_draft(actor=actor, person_id=person_id, choices={"needs": ["MONEY"]}))
    ] * 4
    assert set(_race(app, acts)) == {"done"}
    with acting_as(dee):
        assert len(db.session.scalars(select(OutgoingLetter)).all()) == 1


@pytest.mark.parametrize("turn", range(4))
def test_a_wrong_place_that_races_an_answer_leaves_nothing_to_open(app: Roundtable, house: House, turn: int) -> None:
    with house.acting("mash_outreach") as actor:
        referral_id = stage.sent(actor).id
    robin, dee = house.actor("num_isva"), house.actor("mash_outreach")
    db.session.remove()
    acts: list[tuple[Actor, Act]] = [
        (robin, lambda actor: service.accept(actor=actor, referral_id=referral_id, version=1)),
        (
            dee,
            lambda actor: service.report_wrong_place(actor=actor, referral_id=referral_id, what_happened="Wrong"),
        ),
        (
            dee,
            lambda actor: service.report_wrong_place(actor=actor, referral_id=referral_id, what_happened="Wrong"),
        ),
    ]
    told = _race(app, acts if turn % 2 else acts[::-1])
    assert not [words for words in told if words.startswith("broke")], told
    with house.acting("num_isva") as actor:
        row = queries.referral(actor, referral_id)
        held_wrap = db.session.get(PackageKey, (referral_id, actor.agency_id))
        assert held_wrap is not None
        assert (row.state, held_wrap.wrapped) == (ReferralState.MISDIRECTED, None)
        opened = queries.receipt(actor, referral_id) is not None
        assert queries.misdirected_record(actor, referral_id).had_opened is opened
