"""Many second persons at once: one answer, one package, whoever comes first; and never the one who decided."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.db import db
from core.web import Roundtable
from people.models import Disclosure, DisclosureKind
from referrals.decisions import queries, service
from referrals.decisions.models import DecisionState, DecisionStep, StepVerb
from referrals.models import Referral
from tests.house import House
from tests.referrals.decisions import paper
from tests.referrals.test_concurrency import Act, at_once


def _agree(decision_id: UUID, version: int) -> Act:
    return lambda actor: service.authorise(actor=actor, decision_id=decision_id, version=version)


def _refuse(decision_id: UUID, version: int) -> Act:
    return lambda actor: service.refuse_decision(actor=actor, decision_id=decision_id, version=version, words="No.")


def _handed(house: House) -> tuple[UUID, int]:
    with house.acting("mash_outreach") as actor:
        row = paper.to_team(actor)
        return row.id, row.version


def _rows(house: House) -> tuple[int, Counter[DisclosureKind], Counter[StepVerb]]:
    with house.acting("mash_manager"):
        sent = len(db.session.scalars(select(Referral)).all())
        ledger = Counter(db.session.scalars(select(Disclosure.kind)))
        steps = Counter(db.session.scalars(select(DecisionStep.verb)))
    return sent, ledger, steps


def test_of_40_answers_by_two_people_one_stands(app: Roundtable, house: House) -> None:
    decision_id, version = _handed(house)
    manager, lead = house.actor("mash_manager"), house.actor("mash_protection")
    db.session.remove()
    acts: list[tuple[Actor, Act, str]] = [
        (manager if number % 2 else lead, _agree(decision_id, version), "agreed") for number in range(40)
    ]
    told = Counter(at_once(app, acts))
    assert told["agreed"] == 1
    assert sum(told.values()) == 40
    assert not [words for words in told if words.startswith("broke")]
    sent, ledger, steps = _rows(house)
    assert (sent, ledger[DisclosureKind.DECISION], steps[StepVerb.AUTHORISED]) == (1, 1, 1)


def test_yes_against_no_has_one_end_and_the_side_tables_agree(app: Roundtable, house: House) -> None:
    for _ in range(4):
        decision_id, version = _handed(house)
        manager, lead = house.actor("mash_manager"), house.actor("mash_protection")
        db.session.remove()
        acts = [(manager, _agree(decision_id, version), "agreed"), (lead, _refuse(decision_id, version), "refused")] * 5
        told = Counter(at_once(app, acts))
        assert told["agreed"] + told["refused"] == 1
        assert not [words for words in told if words.startswith("broke")]
        with house.acting("mash_manager") as actor:
            row = queries.row(actor, decision_id)
            shared = row.state is DecisionState.SHARED
            kinds = db.session.scalars(select(Disclosure.kind).where(Disclosure.decision_id == decision_id)).all()
            assert kinds == [DisclosureKind.DECISION if shared else DisclosureKind.REFUSAL]
            assert (row.referral_id is not None) == shared
            assert row.authorised_by not in (None, row.decided_by)


def test_a_manager_who_decided_never_wins_against_anyone(app: Roundtable, house: House) -> None:
    with house.acting("mash_manager") as actor:
        row = paper.to_team(actor)
        decision_id, version = row.id, row.version
    manager = house.actor("mash_manager")
    db.session.remove()
    told = Counter(at_once(app, [(manager, _agree(decision_id, version), "agreed")] * 10))
    assert told == {"You decided this, so another person must answer.": 10}
    assert _rows(house)[0] == 0


def test_an_emergency_sent_twice_at_once_leaves_once(app: Roundtable, house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.emergency(actor, "NUM")
        decision_id, version = row.id, row.version
    dee = house.actor("mash_outreach")
    db.session.remove()

    def send(actor: Actor) -> object:
        return service.send_now(actor=actor, decision_id=decision_id, version=version)

    told = Counter(at_once(app, [(dee, send, "left")] * 10))
    assert told["left"] == 1
    assert not [words for words in told if words.startswith("broke")]
    assert _rows(house)[0] == 1
