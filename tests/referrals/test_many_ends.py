"""Fifty accept, fifty take back and fifty decline the same referral at once, twenty times: one end, and all agrees.

Whatever won, the state, the package's keys, the receiver's records, both ledgers and the notices say the same.
"""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from cases.models import Case
from core.actor import Actor
from core.db import db
from core.outbox import Notice
from core.web import Roundtable
from directory import queries as directory
from people.models import Disclosure, DisclosureKind, Person
from referrals import service, vocabulary
from referrals.models import PackageKey, Referral, ReferralReceipt, ReferralState
from tests.effort import THOROUGH
from tests.house import House
from tests.referrals import stage
from tests.referrals.test_concurrency import at_once

ROUNDS, EACH = 20 if THOROUGH else 4, 50
ENDS = {"done by accept": ReferralState.ACCEPTED, "done by recall": ReferralState.WITHDRAWN,
        "done by decline": ReferralState.DECLINED}  # fmt: skip


def test_accepts_recalls_and_declines_at_once_have_one_end_each_time(app: Roundtable, house: House) -> None:
    with house.acting("mash_outreach") as actor:
        offer = stage.isva_service(actor)
        person_id = stage.person(actor).id
        stage.consent(actor, person_id, offer)
        elsewhere = next(each.id for each in directory.alternatives(actor) if each.id != offer.service_id)
    robin, dee = house.actor("num_isva"), house.actor("mash_outreach")
    ends: Counter[str] = Counter()
    for round_number in range(ROUNDS):
        with house.acting("mash_outreach") as actor:
            referral_id = stage.send(actor, person_id, offer).id
        db.session.remove()
        ends[_race(app, robin, dee, referral_id, elsewhere, round_number)] += 1
        _all_agrees(house, referral_id)
    print(f"{ROUNDS} rounds of {3 * EACH} at once ended: {dict(ends)}")  # noqa: T201  # the figures are asked for
    assert sum(ends.values()) == ROUNDS


def _race(app: Roundtable, robin: Actor, dee: Actor, referral_id: UUID, elsewhere: UUID, turn: int) -> str:
    reason = next(iter(vocabulary.decline_reasons()))
    acts = [
        ("accept", robin, lambda actor: service.accept(actor=actor, referral_id=referral_id, version=1)),
        ("recall", dee, lambda actor: service.withdraw(actor=actor, referral_id=referral_id)),
        ("decline", robin, lambda actor: service.decline(
            actor=actor, referral_id=referral_id, version=1, reason_code=reason, alternative_service_id=elsewhere)),
    ]  # fmt: skip
    first = acts[turn % 3 :] + acts[: turn % 3]
    told = at_once(app, [(actor, act, f"done by {name}") for _ in range(EACH) for name, actor, act in first])
    won = [words for words in told if words.startswith("done")]
    assert len(won) == 1, Counter(told)
    assert not [words for words in told if words.startswith("broke")], Counter(told)
    assert len(told) == 3 * EACH
    return won[0]


def _all_agrees(house: House, referral_id: UUID) -> None:
    """The receiver's side first, then the sender's; the state that each reads is the same."""
    with house.acting("num_isva") as actor:
        state = db.session.scalars(select(Referral.state).where(Referral.id == referral_id)).one()
        kept = db.session.get(PackageKey, (referral_id, actor.agency_id))
        receipts = db.session.scalar(_count(ReferralReceipt, ReferralReceipt.referral_id == referral_id))
        opened = db.session.scalar(_count(Person, Person.origin_referral_id == referral_id))
        cases = db.session.scalar(_count(Case, Case.origin_referral_id == referral_id))
        assert kept is not None
        is_accepted = state is ReferralState.ACCEPTED
        assert (receipts, opened, cases) == ((1, 1, 1) if is_accepted else (0, 0, 0))
        assert (kept.wrapped is not None) == is_accepted
    with house.acting("mash_outreach"):
        stopped = db.session.scalar(
            _count(Disclosure, Disclosure.referral_id == referral_id, Disclosure.kind == DisclosureKind.WITHDRAWN)
        )
        assert stopped == (1 if state is ReferralState.WITHDRAWN else 0)
        _told_once(referral_id, state)


def _told_once(referral_id: UUID, state: ReferralState) -> None:
    """Nobody has two notices of the same thing, and only the side that did not act is told of the end."""
    rows = db.session.execute(select(Notice.subject, Notice.address).where(Notice.path == f"/referrals/{referral_id}"))
    told = Counter((row.subject, row.address) for row in rows)
    assert set(told.values()) == {1}
    ended = {subject for subject, _ in told if "ended" in subject}
    answered = {subject for subject, _ in told if "answered" in subject}
    assert bool(ended) == (state is ReferralState.WITHDRAWN)
    assert bool(answered) == (state in (ReferralState.ACCEPTED, ReferralState.DECLINED))


def _count(table: type[object], *conditions: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(table).where(*conditions)
