"""Very Brief Interventions in the database: sealed, changed under their version, followed up, sent, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.crypto.datakeys import is_destroyed
from core.crypto.fields import ERASED
from core.db import db
from core.errors import Clash, NotVisible, Refused
from outreach import queries as outreach_queries
from outreach import service as outreach
from outreach.brief import erasing, panels, queries, service
from outreach.brief.models import BriefIntervention
from outreach.brief.rules import Facts, Said
from outreach.models import MetBefore, OutreachContact, OutreachSession
from people import service as people
from people.models import Answer, ContactMethod
from people.reach import Hours, When
from tests.house import House

TONIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SAID = Facts(
    answers={"Q1": "Somewhere warm to sleep"}, said={"worried": Said.YES, "safe_place": Said.NO}, tips=("T14", "T15"),
    tips_ways=("talked",), assisted="Rang the night shelter", services=("num",), wants_referral=Said.YES,
    follow_up_due=TODAY, follow_up="Ask about the bed",
)  # fmt: skip


@pytest.fixture
def dee(house: House) -> Iterator[Actor]:
    """The outreach worker at MASH, tonight at 8."""
    with house.app.test_request_context(), house.acting("mash_outreach") as found, clock.frozen_at(TONIGHT):
        yield found


def met(actor: Actor, **facts: object) -> tuple[OutreachSession, OutreachContact]:
    session = outreach.start_session(actor=actor, mode="van", ward="E05011350", team="", began_at=TONIGHT)
    contact = outreach.log_contact(
        actor=actor, session_id=session.id, met_before=MetBefore.KNOWN, **facts  # type: ignore[arg-type]
    )  # fmt: skip
    return session, contact


def test_it_hangs_on_a_contact_and_is_sealed(dee: Actor) -> None:
    session, contact = met(dee, alias="Robyn")
    row = service.record_intervention(actor=dee, session_id=session.id, facts=SAID, contact_id=contact.id)
    assert row.asked == ["Q1", "Q4", "Q5"]
    assert b"warm" not in (row.answers_sealed or b"")
    assert queries.answers_kept(row) == {"Q1": "Somewhere warm to sleep"}
    assert "vbi" in outreach_queries.contact(dee, contact.id).interventions
    assert queries.of_contact(dee, contact.id)[0].about == [
        "3 of 6 asked", "Worried about their safety", "No safe place to go to", "2 tips", "Wants a referral",
    ]  # fmt: skip
    db.session.commit()
    verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.kind == "brief intervention")).all()
    assert verbs == ["recorded"]
    with pytest.raises(Refused, match="list"):
        service.record_intervention(actor=dee, session_id=session.id, facts=Facts(tips=("T99",)))


def test_it_needs_its_own_session_and_an_adult(dee: Actor) -> None:
    session, _ = met(dee)
    _, elsewhere = met(dee)
    with pytest.raises(Refused, match="another session"):
        service.record_intervention(actor=dee, session_id=session.id, facts=SAID, contact_id=elsewhere.id)
    child = outreach.log_contact(actor=dee, session_id=session.id, met_before=MetBefore.NEW, flags=["under_18"])
    with pytest.raises(Refused, match="under 18"):
        service.record_intervention(actor=dee, session_id=session.id, facts=SAID, contact_id=child.id)
    assert panels.contact_panel(dee, child.id) is None


def test_two_who_change_it_at_once_lose_nothing(dee: Actor) -> None:
    session, _ = met(dee)
    row = service.record_intervention(actor=dee, session_id=session.id, facts=SAID)
    changed = service.change_intervention(actor=dee, brief_id=row.id, facts=Facts(tips=("T1",)), version=1)
    assert (changed.tips, changed.version, changed.answers) == (["T1"], 2, None)
    with pytest.raises(Clash):
        service.change_intervention(actor=dee, brief_id=row.id, facts=SAID, version=1)
    assert queries.peek(dee, row.id).tips == ["T1"]


def test_a_follow_up_waits_for_who_promised_it_until_it_is_done(dee: Actor) -> None:
    session, _ = met(dee)
    row = service.record_intervention(actor=dee, session_id=session.id, facts=SAID)
    assert [item.detail for item in panels.waiting(dee)] == ["Ask about the bed"]
    assert [line.row.id for line in queries.interventions_page(dee, 1, due=True).items] == [row.id]
    later = Facts(tips=("T1",), follow_up_due=TODAY, follow_up="Ask again")
    with clock.frozen_at(TONIGHT + timedelta(days=2)):  # its day has passed, and stays as it was promised
        service.change_intervention(actor=dee, brief_id=row.id, facts=later, version=1)
    done = service.follow_up_done(actor=dee, brief_id=row.id)
    assert (done.followed_up_by, done.followed_up_at) == (dee.user_id, TONIGHT)
    assert panels.waiting(dee) == []
    with pytest.raises(Refused, match="its day stays"):
        service.change_intervention(actor=dee, brief_id=row.id, facts=Facts(tips=("T1",)), version=done.version)
    bare = service.record_intervention(actor=dee, session_id=session.id, facts=Facts(tips=("T1",)))
    with pytest.raises(Refused, match="No follow-up"):
        service.follow_up_done(actor=dee, brief_id=bare.id)


def test_tips_are_sent_only_as_their_safe_contact_allows(dee: Actor) -> None:
    person = people.register_person(actor=dee, alias="Robyn")
    session, contact = met(dee, alias="Robyn", person_id=person.id)
    row = service.record_intervention(actor=dee, session_id=session.id, facts=SAID, contact_id=contact.id)
    with pytest.raises(Refused):
        service.send_tips(actor=dee, brief_id=row.id)
    people.write_safe_contact(
        actor=dee, person_id=person.id, method=ContactMethod.EMAIL, address="r@example.org", times=None,
        voicemail=Answer.NO, code_word=None, never=None, hours=Hours(When.ANY),
    )  # fmt: skip
    message = service.send_tips(actor=dee, brief_id=row.id)
    assert "charged" in (message.words or "")
    assert queries.peek(dee, row.id).tips_ways == ["talked", "sent"]
    changed = service.change_intervention(actor=dee, brief_id=row.id, facts=SAID, version=row.version)
    assert "sent" in changed.tips_ways, "what was sent stays noted, whatever is ticked later"
    alone = service.record_intervention(actor=dee, session_id=session.id, facts=Facts(tips=("T1",)))
    with pytest.raises(Refused, match="no record"):
        service.send_tips(actor=dee, brief_id=alone.id)


def test_words_go_with_the_record_and_after_their_time(dee: Actor) -> None:
    person = people.register_person(actor=dee, alias="Robyn")
    session, contact = met(dee, alias="Robyn", person_id=person.id)
    tied = service.record_intervention(actor=dee, session_id=session.id, facts=SAID, contact_id=contact.id)
    loose = service.record_intervention(actor=dee, session_id=session.id, facts=SAID)
    assert erasing.forget_old(dee, TONIGHT + timedelta(days=1)) == 1
    assert is_destroyed(dee.agency_id, loose.id)
    assert queries.peek(dee, tied.id).assisted == "Rang the night shelter"
    erasing.forget_person(dee, person.id)
    left = queries.peek(dee, tied.id)
    assert (left.assisted, left.answers, left.tips) == (None, None, ["T14", "T15"])
    assert is_destroyed(dee.agency_id, tied.id)
    assert erasing.forget_old(dee, TONIGHT + timedelta(days=1)) == 0
    with pytest.raises(Refused, match="erased"):
        left.assisted = ERASED


def test_another_agency_and_an_excluded_colleague_find_nothing(house: House, dee: Actor) -> None:
    person = people.register_person(actor=dee, alias="Robyn")
    session, contact = met(dee, alias="Robyn", person_id=person.id)
    row = service.record_intervention(actor=dee, session_id=session.id, facts=SAID, contact_id=contact.id)
    row_id, person_id = row.id, person.id
    db.session.commit()
    with house.acting("mash_manager") as joan:
        people.exclude(
            actor=joan, person_id=person_id, user_id=house.user("mash_caseworker").id,
            reason="They are cousins, and she asked for it",
        )  # fmt: skip
        db.session.commit()
    for stranger in ("tmr_outreach", "mash_caseworker"):
        with house.acting(stranger) as other:
            with pytest.raises(NotVisible):
                queries.intervention(other, row_id)
            assert queries.interventions_page(other, 1).total == 0
    with house.acting("gmp_liaison") as police:
        assert db.session.scalars(queries.visible_to(police).where(BriefIntervention.id == row_id)).all() == []
