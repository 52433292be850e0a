"""The words that leave by a decision are those that were read; and a decision opens no conversation with police."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.db import db
from core.errors import Refused
from people import service as people
from people.models import Answer, Category
from referrals import service as referrals
from referrals.decisions import queries, service
from referrals.decisions.models import DecisionState, SharingDecision
from referrals.models import Message, Referral
from referrals.rules import SharingRefused
from tests.house import VERSION, House
from tests.referrals import stage
from tests.referrals.decisions import paper

CHANGED = "Marker changed: something nobody agreed to."
VISA = "She fears for her visa, and he has her door key."
SHOWN = re.compile(r'name="shown" value="([0-9a-f]{64})"')


def _fields(page: str) -> dict[str, str]:
    """What the form of a page sends unseen: the version, and the digest of what was read."""
    return {"version": paper.there(VERSION.search(page))[1], "shown": paper.there(SHOWN.search(page))[1]}


def _rewrite(actor: Actor, person_id: UUID) -> None:
    people.write_part(
        actor=actor, person_id=person_id, category=Category.RISK, answer=Answer.GIVEN, words=CHANGED, version=1
    )


def _to_police(house: House) -> tuple[UUID, UUID]:
    """Agreed by two people and sent to the police, who accepted it: the referral, and the person."""
    with house.acting("mash_outreach") as actor:
        row = paper.to_team(actor, "GMP")
        decision_id, person_id, version = row.id, row.person_id, row.version
    with house.acting("mash_manager") as manager:
        row = service.authorise(
            actor=manager, decision_id=decision_id, version=version, typed="Greater Manchester Police"
        )
        referral_id = paper.there(row.referral_id)
    with house.acting("gmp_liaison") as actor:
        referrals.accept_without_case(actor=actor, referral_id=referral_id, version=1)
    return referral_id, person_id


def test_words_that_changed_after_the_second_person_read_them_do_not_leave(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.to_team(actor)
        decision_id, person_id = row.id, row.person_id
    manager = house.client("mash_manager")
    url = f"/decisions/{decision_id}"
    read = _fields(manager.get(url).get_data(as_text=True))
    with house.acting("mash_outreach") as actor:
        _rewrite(actor, person_id)
    refused = manager.post(f"{url}/answer", {"do": "agree", **read})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Nothing left. Read what will leave, below." in page
    assert CHANGED in page
    with house.acting("mash_manager"):
        assert db.session.scalars(select(Referral)).all() == []
    assert manager.post(f"{url}/answer", {"do": "agree", "version": read["version"]}).status_code == 422
    assert manager.post(f"{url}/answer", {"do": "agree", **_fields(page)}).status_code == 303
    with house.acting("mash_manager"):
        assert len(db.session.scalars(select(Referral)).all()) == 1


def test_words_told_outside_are_those_that_were_read(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.handed(actor)
        decision_id, person_id, version = row.id, row.person_id, row.version
    with house.acting("mash_manager") as manager:
        service.authorise(actor=manager, decision_id=decision_id, version=version)
    writer, url = house.client("mash_outreach"), f"/decisions/{decision_id}"
    said = {"how": "By phone", "who": "Duty desk"}
    read = _fields(writer.get(url).get_data(as_text=True))
    with house.acting("mash_outreach") as actor:
        _rewrite(actor, person_id)
    refused = writer.post(f"{url}/outside", {**said, **read})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert CHANGED in page
    with house.acting("mash_outreach") as actor:
        assert queries.row(actor, decision_id).state is DecisionState.AGREED
    assert writer.post(f"{url}/outside", {**said, **_fields(page)}).status_code == 303


def test_words_that_were_read_again_are_read_again_when_they_change(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.written(actor, message=VISA, words_checked=True)
        _rewrite(actor, row.person_id)
        with pytest.raises(Refused, match="Read these words again"):
            service.submit(actor=actor, decision_id=row.id, version=row.version)
        row = _look_again(actor, row)
        assert service.submit(actor=actor, decision_id=row.id, version=row.version).state is DecisionState.WAITING


def _look_again(actor: Actor, row: SharingDecision) -> SharingDecision:
    return service.save(
        actor=actor, decision_id=row.id, version=row.version, step="parts", changes={"words_checked": True}
    )


def test_no_new_words_go_to_police_where_a_decision_stands_in_for_consent(house: House) -> None:
    referral_id, person_id = _to_police(house)
    with house.acting("mash_outreach") as actor, pytest.raises(SharingRefused, match="without consent") as refused:
        referrals.write_message(actor=actor, referral_id=referral_id, words="And she moved on Friday.")
    assert refused.value.field == "words"
    with house.acting("gmp_liaison") as actor:
        referrals.write_message(actor=actor, referral_id=referral_id, words="Received.")
    with house.acting("mash_outreach") as actor:
        stage.consent(actor, person_id, stage.service_of(actor, "GMP"), stage.TRIAGE)
        referrals.write_message(actor=actor, referral_id=referral_id, words="She asks you to ring me.")
        assert len(db.session.scalars(select(Message)).all()) == 2


def test_a_thread_ends_for_its_sender_on_the_review_day(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.to_team(actor)
        decision_id, version = row.id, row.version
    with house.acting("mash_manager") as manager:
        row = service.authorise(actor=manager, decision_id=decision_id, version=version)
        referral_id, last = paper.there(row.referral_id), paper.there(row.review_on)
    late = clock.now() + (last - clock.today()) * 2
    with house.acting("mash_outreach") as actor:
        referrals.write_message(actor=actor, referral_id=referral_id, words="Ring me first.")
        with clock.frozen_at(late), pytest.raises(Refused, match="it ended then"):
            referrals.write_message(actor=actor, referral_id=referral_id, words="Too late.")
