"""A release may rest on an authorised decision; and of two who answer at once, one does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from core.errors import Clash, Refused
from people.models import Disclosure, DisclosureKind
from referrals.decisions import service as decisions
from referrals.requests import queries, service
from referrals.requests.models import Basis, Decision, InformationRequest, RequestRelease, RequestState, ViewsAnswer
from referrals.requests.rules import Account
from referrals.rules import SharingRefused
from tests.house import House
from tests.referrals.decisions import paper
from tests.referrals.requests import scene

COUNSEL = {"counselling": True, "probative": "It places him there", "approved_by": "DI Marsh"}
ACCOUNT = Account(rebuttal="Her life is in danger", advice="Our solicitor, 23 November")


def _decided(house: House, **changes: str) -> tuple[UUID, str]:
    """A request about somebody who objects, and an authorised decision to tell this very team of the risk."""
    request_id, person_id = scene.known(house, agreed=None, **COUNSEL)
    with house.acting("mash_protection") as actor:
        service.add_views(actor=actor, request_id=request_id, answer=ViewsAnswer.OBJECTS, words="No.")
    with house.acting("mash_caseworker") as actor:
        row = paper.to_team(actor, "GMP", person_id=person_id, **changes)
        decision_id, version = row.id, row.version
    with house.acting("mash_manager") as actor:
        decisions.authorise(actor=actor, decision_id=decision_id, version=version, typed=scene.POLICE)
    return request_id, str(decision_id)


def test_a_release_rests_on_an_authorised_decision_and_on_no_more_than_it_covers(house: House) -> None:
    request_id, decision_id = _decided(house)
    with house.acting("mash_protection") as actor:
        with pytest.raises(SharingRefused, match="not in the decision"):
            scene.release(actor, request_id, scene.chosen("INCIDENT", rests_on=decision_id), ACCOUNT)
        scene.release(actor, request_id, scene.chosen("RISK", rests_on=decision_id), ACCOUNT)
        held = queries.file_of(actor, request_id)
        assert held is not None
        assert (held.basis, str(held.decision_id), held.released) == (Basis.DECISION, decision_id, ["RISK"])
        rows = db.session.scalars(select(Disclosure).filter_by(kind=DisclosureKind.RELEASE)).all()
        assert [(str(row.decision_id), row.consent_id) for row in rows] == [(decision_id, None)]


def test_a_release_ends_with_the_decision_that_it_rests_on(house: House) -> None:
    request_id, decision_id = _decided(house, review_on=(clock.today() + timedelta(days=3)).isoformat())
    with house.acting("mash_protection") as actor:
        scene.release(actor, request_id, scene.chosen("RISK", rests_on=decision_id), ACCOUNT, days=14)
        found = queries.release_of(actor, request_id)
        assert found is not None
        assert found.until == clock.today() + timedelta(days=3)


def test_a_decision_that_nobody_authorised_is_no_authority(house: House) -> None:
    request_id, person_id = scene.known(house, agreed=None, **COUNSEL)
    with house.acting("mash_caseworker") as actor:
        decision_id = str(paper.to_team(actor, "GMP", person_id=person_id).id)
    with house.acting("mash_protection") as actor, pytest.raises(SharingRefused, match="no authority"):
        scene.release(actor, request_id, scene.chosen("RISK", rests_on=decision_id), ACCOUNT)


def test_a_decision_for_another_team_is_no_authority(house: House) -> None:
    request_id, person_id = scene.known(house, agreed=None, **COUNSEL)
    with house.acting("mash_caseworker") as actor:
        row = paper.to_team(actor, "NUM", person_id=person_id)
        decision_id, version = row.id, row.version
    with house.acting("mash_manager") as actor:
        decisions.authorise(actor=actor, decision_id=decision_id, version=version)
    with house.acting("mash_protection") as actor, pytest.raises(SharingRefused, match="no authority"):
        scene.release(actor, request_id, scene.chosen("RISK", rests_on=str(decision_id)), ACCOUNT)


def test_of_many_answers_at_once_one_counts(house: House) -> None:
    """Releases against refusals against withdrawals by the police: one end state, and the side tables agree."""
    request_id, _ = scene.known(house)

    def answer(number: int) -> str:
        with house.app.app_context():
            try:
                if number % 3 == 0:
                    with house.acting("mash_protection") as actor:
                        scene.release(actor, request_id, scene.chosen("INCIDENT"))
                elif number % 3 == 1:
                    with house.acting("mash_protection") as actor:
                        service.answer_without_release(
                            actor=actor, request_id=request_id, version=2, decision=Decision.REFUSE,
                            account=Account(reason="Too wide"),
                        )  # fmt: skip
                else:
                    with house.acting("gmp_liaison") as actor:
                        service.withdraw(actor=actor, request_id=request_id)
            except (Refused, Clash) as no:
                return type(no).__name__
            return "done"

    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(answer, range(12)))
    assert ends.count("done") == 1
    with house.acting("mash_protection") as actor:
        request = db.session.scalars(select(InformationRequest)).one()
        released = db.session.scalar(select(func.count()).select_from(RequestRelease))
        held = queries.file_of(actor, request_id)
        assert held is not None
        assert request.state in (RequestState.ANSWERED, RequestState.WITHDRAWN)
        provided = held.decision in (Decision.PROVIDE_ALL, Decision.PROVIDE_PART)
        assert (released == 1) == provided
        assert (held.decision is None) == (request.state is RequestState.WITHDRAWN)


def test_a_request_never_says_the_same_thing_in_plain_columns(house: House) -> None:
    """No column that both sides see tells a request about somebody known from one about nobody."""
    known, _ = scene.known(house)
    unknown = scene.asked(house)
    with house.acting("mash_protection") as actor:
        service.acknowledge(actor=actor, request_id=unknown, version=1)
    with house.acting("gmp_liaison") as actor:
        rows = [queries.row(actor, request_id) for request_id in (known, unknown)]
        names = [column.name for column in InformationRequest.__table__.columns]
        differ = {name for name in names if getattr(rows[0], name) != getattr(rows[1], name)}
        assert differ <= {"id", "ask_sealed", "asked_at", "acknowledged_at"}
