"""Many at once: one referral has one answer, whoever comes first, and a withdrawal that races an answer has one end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import select

from cases.models import Case
from core import audit
from core.actor import Actor
from core.db import db
from core.errors import Clash, Refused
from core.outbox import Notice
from core.scoping import acting_as
from core.web import Roundtable
from people import service as people_service
from people.models import Person
from referrals import package, queries, service
from referrals.models import PackageKey, ReferralReceipt, ReferralState
from tests.house import House
from tests.referrals import stage

MANY = 200


Act = Callable[[Actor], object]


def at_once(app: Roundtable, acts: Sequence[tuple[Actor, Act, str]]) -> list[str]:
    """Run each act in a thread and a session of its own, all released together; what each was told, or its own word."""
    told: list[str] = []
    ready = Barrier(len(acts))

    def run(actor: Actor, act: Act, done: str) -> None:
        with app.app_context():
            ready.wait()
            try:
                with acting_as(actor):
                    act(actor)
                told.append(done)
            except (Refused, Clash) as refusal:
                told.append(str(refusal))
            except Exception as error:  # a thread that breaks must show in the count, not in a lost traceback
                told.append(f"broke: {error!r}")
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=each) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _at_once(app: Roundtable, acts: list[tuple[Actor, Act]]) -> list[str]:
    return at_once(app, [(actor, act, "done") for actor, act in acts])


def test_of_200_accepts_one_wins_and_199_are_told_who_did(app: Roundtable, house: House) -> None:
    with house.acting("mash_outreach") as actor:
        referral_id = stage.sent(actor).id
    robin, mel = house.actor("num_isva"), house.actor("num_caseworker")
    db.session.remove()

    def accept(actor: Actor) -> None:
        service.accept(actor=actor, referral_id=referral_id, version=1)

    told = Counter(_at_once(app, [(robin if n % 2 else mel, accept) for n in range(MANY)]))
    assert told.pop("done") == 1
    assert sum(told.values()) == MANY - 1
    assert all("accepted this" in words for words in told), told
    with house.acting("num_isva") as actor:
        assert len(db.session.scalars(select(Case)).all()) == 1
        assert len(db.session.scalars(select(Person)).all()) == 1
        assert len(db.session.scalars(select(ReferralReceipt)).all()) == 1
        verbs = db.session.scalars(select(audit.AuditEntry.verb).where(audit.AuditEntry.kind == "referral")).all()
        assert list(verbs).count("accepted") == 1
        assert audit.verify(actor.agency_id) is None
        answered = db.session.scalars(select(Notice.address).where(Notice.subject.contains("was answered"))).all()
        assert len(answered) == len(set(answered)) > 0


@pytest.mark.parametrize("turn", range(4))
def test_a_withdrawal_that_races_an_answer_has_one_end(app: Roundtable, house: House, turn: int) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        referral_id = stage.send(actor, who.id, offer).id
    robin, dee = house.actor("num_isva"), house.actor("mash_outreach")
    db.session.remove()
    acts: list[tuple[Actor, Callable[[Actor], object]]] = [
        (robin, lambda actor: service.accept(actor=actor, referral_id=referral_id, version=1)),
        (dee, lambda actor: people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")),
    ]
    told = _at_once(app, acts if turn % 2 else acts[::-1])
    assert "done" in told
    assert not [words for words in told if words.startswith("broke")]
    with house.acting("num_isva") as actor:
        _one_end(actor, referral_id)


@pytest.mark.parametrize("turn", range(4))
def test_a_withdrawal_that_races_the_police_leaves_them_nothing_to_read(
    app: Roundtable, house: House, turn: int
) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.service_of(actor, "GMP")
        consent_id = stage.consent(actor, who.id, offer).id
        referral_id = stage.send(actor, who.id, offer).id
    lena, dee = house.actor("gmp_liaison"), house.actor("mash_outreach")
    db.session.remove()
    acts: list[tuple[Actor, Callable[[Actor], object]]] = [
        (lena, lambda actor: service.accept_without_case(actor=actor, referral_id=referral_id, version=1)),
        (dee, lambda actor: people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")),
    ]
    told = _at_once(app, acts if turn % 2 else acts[::-1])
    assert not [words for words in told if words.startswith("broke")]
    with house.acting("gmp_liaison") as actor:
        page = queries.referral_page(actor, referral_id)
        assert (page.letter, page.triage, page.name) == ((), None, "")
        assert page.has_ended_unseen


def _one_end(actor: Actor, referral_id: UUID) -> None:
    row = queries.referral(actor, referral_id)
    held = db.session.get(PackageKey, (referral_id, actor.agency_id))
    cases = db.session.scalars(select(Case)).all()
    assert held is not None
    if row.state is ReferralState.ACCEPTED:
        assert (len(cases), row.sharing_ended_at is not None, held.wrapped is not None) == (1, True, True)
    else:
        assert (row.state, cases, held.wrapped) == (ReferralState.WITHDRAWN, [], None)


def test_two_sendings_of_the_same_thing_make_one_referral(app: Roundtable, house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        person_id = who.id
    dee, ines = house.actor("mash_outreach"), house.actor("mash_caseworker")
    db.session.remove()

    def send(actor: Actor) -> None:
        stage.send(actor, person_id, offer)

    told = _at_once(app, [(dee, send), (ines, send), (dee, send), (ines, send)])
    assert told.count("done") == 1, told
    assert sum("still open" in words for words in told) == 3, told


def test_a_consent_taken_back_while_sending_leaves_nothing_open(app: Roundtable, house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        person_id = who.id
    dee, ines = house.actor("mash_outreach"), house.actor("mash_caseworker")
    db.session.remove()
    told = _at_once(app, [
        (dee, lambda actor: stage.send(actor, person_id, offer)),
        (ines, lambda actor: people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")),
    ])  # fmt: skip
    assert not [words for words in told if words.startswith("broke")]
    with house.acting("num_isva") as actor:
        assert queries.waiting_in(actor) == []
        assert package.triages(actor, [row.id for row in queries.ended_unseen(actor)]) == {}
