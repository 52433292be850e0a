"""What happens to a victim information request: asked, acknowledged, decided with the person's views, and closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from cases import service as cases_service
from cases.models import CaseKind
from core import audit, clock
from core.crypto import envelopes
from core.crypto.keyring import CannotOpen
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from people import service as people_service
from people.models import Answer, Category, Disclosure, DisclosureKind, Purpose
from referrals.requests import jobs, queries, service
from referrals.requests.models import Basis, CourtOrder, Decision, RequestFile, RequestState, ViewsAnswer
from referrals.requests.rules import Account
from referrals.rules import SharingRefused
from tests.house import House
from tests.referrals.requests import scene

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _ledger(house: House, person_id: UUID) -> list[tuple[DisclosureKind, list[str], bool]]:
    """What, which kinds, and whether it rests on a consent, from first to last."""
    with house.acting("mash_protection"):
        found = select(Disclosure).filter_by(person_id=person_id).order_by(Disclosure.at)
        rows = db.session.scalars(found)
        return [(row.kind, sorted(row.categories), row.consent_id is not None) for row in rows]


def _subjects() -> list[str]:
    return list(db.session.scalars(select(Notice.subject).order_by(Notice.due_at)))


def test_a_request_is_sealed_for_both_sides_and_for_nobody_else(house: House) -> None:
    request_id = scene.asked(house)
    for persona in ("gmp_liaison", "mash_protection"):
        with house.acting(persona) as actor:
            assert queries.request_page(actor, request_id).ask == scene.ASK
    with house.acting("mash_protection") as actor:
        sealed = queries.row(actor, request_id).ask_sealed
        assert b"Robyn" not in sealed
        assert b"06CR" not in sealed
    for persona in ("mash_caseworker", "mash_manager", "num_protection", "gmp_representative", "mcc_chair"):
        with house.acting(persona) as actor, pytest.raises(NotVisible):
            queries.request_page(actor, request_id)


def test_the_clock_starts_and_the_leads_are_told_in_neutral_words(house: House) -> None:
    with clock.frozen_at(MONDAY):
        request_id = scene.asked(house)
        with house.acting("mash_protection") as actor:
            request = queries.row(actor, request_id)
            assert (request.acknowledge_by.isoformat(), request.answer_by.isoformat()) == ("2026-11-24", "2026-12-21")
            notice = db.session.scalars(select(Notice)).one()
            assert (notice.subject, notice.path) == (
                "An information request waits for your agency", f"/requests/{request_id}"
            )  # fmt: skip


def test_two_acknowledgements_are_one(house: House) -> None:
    request_id = scene.asked(house)
    with house.acting("mash_protection") as actor:
        row = service.acknowledge(actor=actor, request_id=request_id, version=1)
        assert (row.state, row.acknowledged_name) == (RequestState.ACKNOWLEDGED, "Grace Obi")
        with pytest.raises(Refused, match="acknowledged already"):
            service.acknowledge(actor=actor, request_id=request_id, version=1)


def test_someone_who_was_first_wins(house: House) -> None:
    request_id = scene.asked(house)
    with house.acting("mash_protection") as actor:
        service.acknowledge(actor=actor, request_id=request_id, version=1)
    with house.acting("mash_protection") as actor, pytest.raises(Clash):
        service.clarify(actor=actor, request_id=request_id, version=1, questions=["period"])


def test_asking_back_pauses_the_clock_and_a_reply_sets_it_going(house: House) -> None:
    with clock.frozen_at(MONDAY):
        request_id = scene.asked(house)
        with house.acting("mash_protection") as actor:
            service.clarify(actor=actor, request_id=request_id, version=1, questions=["period", "made up"])
            with pytest.raises(Refused, match="have not replied"):
                service.answer_without_release(
                    actor=actor, request_id=request_id, version=2, decision=Decision.NOTHING_HELD, account=Account()
                )
    with clock.frozen_at(MONDAY + timedelta(days=3)):
        with house.acting("gmp_liaison") as actor:
            assert queries.row(actor, request_id).clarify == ["period"]
            assert [each.id for each in queries.waiting_for(actor)] == [request_id]
            row = service.reply(actor=actor, request_id=request_id, words="Only 3 November")
            assert (row.state, row.answer_by.isoformat()) == (RequestState.ACKNOWLEDGED, "2026-12-24")
            with pytest.raises(Refused, match="asked you nothing"):
                service.reply(actor=actor, request_id=request_id, words="More")
        with house.acting("mash_protection") as actor:
            assert [said.words for said in queries.request_page(actor, request_id).replies] == ["Only 3 November"]


def test_a_request_taken_back_is_not_answered(house: House) -> None:
    request_id = scene.asked(house)
    with house.acting("gmp_liaison") as actor:
        service.withdraw(actor=actor, request_id=request_id)
        with pytest.raises(Refused, match="already"):
            service.withdraw(actor=actor, request_id=request_id)
    with house.acting("mash_protection") as actor, pytest.raises(Refused, match="taken back"):
        service.answer_without_release(
            actor=actor, request_id=request_id, version=2, decision=Decision.NOTHING_HELD, account=Account()
        )


def test_immigration_purposes_are_refused_at_once_and_told_to_the_lead(house: House) -> None:
    request_id = scene.asked(house, immigration=True)
    with house.acting("mash_protection") as actor:
        request = queries.row(actor, request_id)
        assert (request.state, request.for_immigration) == (RequestState.ANSWERED, True)
        assert _subjects() == ["An information request was refused for you: look at it"]
        with pytest.raises(Refused):
            service.link_person(actor=actor, request_id=request_id, person_id=scene.person(actor))


def test_words_on_immigration_in_a_request_are_pointed_out_to_the_lead(house: House) -> None:
    request_id = scene.asked(house, sought="Her visa, and what the Home Office holds")
    with house.acting("mash_protection") as actor:
        assert queries.request_page(actor, request_id).warned == ("Home Office", "visa")
    with house.acting("gmp_liaison") as actor:
        assert queries.request_page(actor, request_id).warned == ()


def test_asking_has_its_limits(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    mash, gmp = house.agency("MASH").id, house.agency("GMP").id
    monkeypatch.setattr("referrals.requests.rules.MOST_ASKED_A_DAY", 2)
    scene.asked(house)
    scene.asked(house)
    with house.acting("gmp_liaison") as actor:
        for agency_id, words in ((mash, "has asked 2 times"), (gmp, "keeps records here")):
            with pytest.raises(Refused, match=words):
                service.ask(actor=actor, agency_id=agency_id, asked=scene.ASK)
    with house.acting("mash_caseworker") as actor, pytest.raises(Refused, match="Only police"):
        service.ask(actor=actor, agency_id=house.agency("NUM").id, asked=scene.ASK)


def test_exactly_what_was_read_is_released(house: House) -> None:
    risk: dict[str, Any] = {"counselling": True, "probative": "It places him there", "approved_by": "DI Marsh"}
    request_id, person_id = scene.known(house, **risk)
    with house.acting("mash_protection") as actor:
        account = Account(rebuttal="She wants it told")
        scene.release(actor, request_id, scene.chosen("INCIDENT", "RISK"), account, interpreter=True)
        held = queries.file_of(actor, request_id)
        assert held is not None
        assert (held.decision, held.basis, held.redacted) == (Decision.PROVIDE_ALL, Basis.CONSENT, 0)
        assert sorted(held.released) == ["INCIDENT", "RISK"]
    with house.acting("gmp_liaison") as actor:
        assert queries.request_page(actor, request_id).sheets == ()
        service.open_release(actor=actor, request_id=request_id)
        page = queries.request_page(actor, request_id)
        words = [words for sheet in page.sheets for words in sheet.paragraphs]
        assert words == ["Marker risk: one man, outside the home.", scene.INCIDENT, "Interpreter needed: yes"]
        assert page.not_given == ()
    assert _ledger(house, person_id) == [(DisclosureKind.RELEASE, ["INCIDENT", "RISK"], True)]


def test_part_is_part_and_a_paragraph_left_out_is_counted(house: House) -> None:
    request_id, person_id = scene.known(house)
    with house.acting("mash_caseworker") as actor:
        held = f"{scene.INCIDENT}\nMarker second: her sister was there."
        people_service.write_part(
            actor=actor, person_id=person_id, category=Category.INCIDENT, answer=Answer.GIVEN, words=held, version=1
        )
    with house.acting("mash_protection") as actor:
        scene.release(actor, request_id, scene.chosen("INCIDENT", out=["INCIDENT.1"]))
        held_file = queries.file_of(actor, request_id)
        assert held_file is not None
        assert (held_file.decision, held_file.redacted, held_file.withheld) == (Decision.PROVIDE_PART, 1, ["RISK"])
    with house.acting("gmp_liaison") as actor:
        service.open_release(actor=actor, request_id=request_id)
        page = queries.request_page(actor, request_id)
        assert [sheet.paragraphs for sheet in page.sheets] == [(scene.INCIDENT,)]
        assert page.not_given == ("Risk",)


def test_a_request_alone_is_no_authority(house: House) -> None:
    request_id, person_id = scene.known(house, agreed=None)
    with house.acting("mash_protection") as actor:
        for rests_on, words in (("", "gives no authority"), ("consent", "not asked"), ("made-up", "no authority")):
            with pytest.raises(SharingRefused, match=words):
                scene.release(actor, request_id, scene.chosen("INCIDENT", rests_on=rests_on))
            db.session.rollback()
    assert _ledger(house, person_id) == []


def test_consent_for_support_is_not_consent_for_a_report(house: House) -> None:
    request_id, person_id = scene.known(house, agreed=None)
    with house.acting("mash_caseworker") as actor:
        scene.consent(actor, person_id, [Category.INCIDENT], purpose=Purpose.SUPPORT)
    with house.acting("mash_protection") as actor, pytest.raises(SharingRefused, match="agreed for"):
        scene.release(actor, request_id, scene.chosen("INCIDENT"))


def test_counselling_information_needs_to_be_asked_for_and_the_presumption_rebutted(house: House) -> None:
    request_id, _ = scene.known(house)
    with house.acting("mash_protection") as actor, pytest.raises(SharingRefused, match="did not ask for any"):
        scene.release(actor, request_id, scene.chosen("RISK"))
    second, _ = scene.known(house, counselling=True, probative="It places him there", approved_by="DI Marsh")
    with house.acting("mash_protection") as actor, pytest.raises(Refused, match="presumption"):
        scene.release(actor, second, scene.chosen("RISK"))


def test_nothing_is_released_without_the_persons_views(house: House) -> None:
    request_id = scene.asked(house)
    with house.acting("mash_caseworker") as actor:
        person_id = scene.person(actor)
        scene.consent(actor, person_id, [Category.INCIDENT])
    with house.acting("mash_protection") as actor:
        service.link_person(actor=actor, request_id=request_id, person_id=person_id)
        with pytest.raises(Refused, match="person’s views first"):
            scene.release(actor, request_id, scene.chosen("INCIDENT"))
        with pytest.raises(Refused, match="why they were not asked"):
            service.add_views(actor=actor, request_id=request_id, answer=ViewsAnswer.NOT_ASKED, words=" ")
        service.add_views(actor=actor, request_id=request_id, answer=ViewsAnswer.OBJECTS, words="No.")
        with pytest.raises(SharingRefused, match="They object"):
            scene.release(actor, request_id, scene.chosen("INCIDENT"))


@pytest.mark.parametrize("words", [
    "He knew about her visa.", "She is Romanian.", "She speaks only Farsi.", "The HOME  OFFICE wrote to her.",
])  # fmt: skip
def test_words_on_immigration_nationality_or_language_never_go_however_often_they_are_read(
    house: House, words: str
) -> None:
    request_id, person_id = scene.known(house)
    with house.acting("mash_caseworker") as actor:
        text = f"{scene.INCIDENT}\n{words}"
        people_service.write_part(
            actor=actor, person_id=person_id, category=Category.INCIDENT, answer=Answer.GIVEN, words=text, version=1
        )
    with house.acting("mash_protection") as actor:
        with pytest.raises(SharingRefused, match="never go to police"):
            scene.release(actor, request_id, scene.chosen("INCIDENT"), words_checked=True)
        db.session.rollback()
        scene.release(actor, request_id, scene.chosen("INCIDENT", out=["INCIDENT.1"]))


def test_drug_use_needs_a_consent_that_asked_about_it_by_itself(house: House) -> None:
    wanted = {"categories": ("INCIDENT", "SUBSTANCE")}
    request_id, person_id = scene.known(house, agreed=[Category.INCIDENT], **wanted)
    with house.acting("mash_caseworker") as actor:
        text = f"{scene.INCIDENT} He took her heroin."
        people_service.write_part(
            actor=actor, person_id=person_id, category=Category.INCIDENT, answer=Answer.GIVEN, words=text, version=1
        )
    with house.acting("mash_protection") as actor:
        with pytest.raises(SharingRefused, match="not asked"):
            scene.release(actor, request_id, scene.chosen("SUBSTANCE"))
        with pytest.raises(Refused, match="Read these words again"):
            scene.release(actor, request_id, scene.chosen("INCIDENT"))
    with house.acting("mash_caseworker") as actor:
        agreed = [Category.INCIDENT, Category.SUBSTANCE]
        scene.consent(actor, person_id, agreed, asked_alone=[Category.SUBSTANCE])
    with house.acting("mash_protection") as actor:
        scene.release(actor, request_id, scene.chosen("INCIDENT", "SUBSTANCE"))


def test_what_was_shown_and_the_name_typed_must_be_right(house: House) -> None:
    request_id, _ = scene.known(house)
    with house.acting("mash_protection") as actor:
        with pytest.raises(Refused, match="Read what will leave"):
            scene.release(actor, request_id, scene.chosen("INCIDENT"), shown="other")
        with pytest.raises(Refused, match="Type Greater Manchester Police"):
            scene.release(actor, request_id, scene.chosen("INCIDENT"), typed="GMP")
        with pytest.raises(Refused, match="for how long"):
            scene.release(actor, request_id, scene.chosen("INCIDENT"), days=400)


def test_a_release_runs_out_and_closes_for_good(house: House) -> None:
    request_id, _ = scene.known(house)
    with house.acting("mash_protection") as actor:
        scene.release(actor, request_id, scene.chosen("INCIDENT"), days=7)
    with house.acting("gmp_liaison") as actor:
        service.open_release(actor=actor, request_id=request_id)
        release = queries.release_of(actor, request_id)
        assert release is not None
        release_id, sealed = release.id, release.parts_sealed
    with clock.frozen_at(clock.now() + timedelta(days=8)):
        with house.acting("gmp_liaison") as actor:
            assert queries.request_page(actor, request_id).sheets == ()
            with pytest.raises(Refused, match="could be read until"):
                service.open_release(actor=actor, request_id=request_id)
        with house.acting("mash_protection") as actor:
            assert jobs.close_run_out(actor) == 1
            assert jobs.close_run_out(actor) == 0
            assert queries.request_page(actor, request_id).sheets != ()
        with house.acting("gmp_liaison") as actor, pytest.raises(CannotOpen):
            envelopes.opened(actor, release_id, sealed)


def test_a_release_never_outlives_the_consent(house: House) -> None:
    request_id = scene.asked(house)
    with house.acting("mash_caseworker") as actor:
        person_id = scene.person(actor)
        scene.consent(actor, person_id, [Category.INCIDENT], days=3)
    with house.acting("mash_protection") as actor:
        service.link_person(actor=actor, request_id=request_id, person_id=person_id)
        service.add_views(actor=actor, request_id=request_id, answer=ViewsAnswer.AGREES, words="")
        scene.release(actor, request_id, scene.chosen("INCIDENT"), days=28)
        release = queries.release_of(actor, request_id)
        assert release is not None
        assert release.until == clock.today() + timedelta(days=3)


def test_consent_taken_back_closes_the_release_in_the_same_transaction(house: House) -> None:
    request_id = scene.asked(house)
    with house.acting("mash_caseworker") as actor:
        person_id = scene.person(actor)
        consent_id = scene.consent(actor, person_id, [Category.INCIDENT]).id
    with house.acting("mash_protection") as actor:
        service.link_person(actor=actor, request_id=request_id, person_id=person_id)
        service.add_views(actor=actor, request_id=request_id, answer=ViewsAnswer.AGREES, words="")
        scene.release(actor, request_id, scene.chosen("INCIDENT"))
    with house.acting("mash_outreach") as actor:
        people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")
    with house.acting("gmp_liaison") as actor:
        with pytest.raises(Refused, match="closed by the agency"):
            service.open_release(actor=actor, request_id=request_id)
        assert queries.request_page(actor, request_id).sheets == ()
        assert "An answer to an information request has closed" in _subjects()
    assert [kind for kind, _, _ in _ledger(house, person_id)] == [DisclosureKind.RELEASE, DisclosureKind.WITHDRAWN]


def _is_closed(house: House, request_id: UUID) -> bool:
    with house.acting("mash_protection") as actor:
        release = queries.release_of(actor, request_id)
        assert release is not None
        return release.closed_at is not None


def test_a_release_is_found_by_whatever_consent_it_has_come_to_rest_on(house: House) -> None:
    """The first consent is replaced by a second that covers the same: the end of the second closes the release."""
    request_id, person_id = scene.known(house, (Category.INCIDENT,))
    with house.acting("mash_protection") as actor:
        scene.release(actor, request_id, scene.chosen("INCIDENT"))
    with house.acting("mash_caseworker") as actor:
        second_id = scene.consent(actor, person_id, [Category.INCIDENT]).id
    assert not _is_closed(house, request_id)
    with house.acting("mash_outreach") as actor:
        people_service.withdraw_consent(actor=actor, consent_id=second_id, how="By text")
    assert _is_closed(house, request_id)


def test_a_release_closes_whichever_linked_record_its_consent_hangs_on(house: House) -> None:
    """As releases were made when a yes of a linked record still counted for the main one."""
    request_id, person_id = scene.known(house, (Category.INCIDENT,))
    with house.acting("mash_caseworker") as actor:
        other_id = scene.person(actor)
        consent_id = scene.consent(actor, other_id, [Category.INCIDENT]).id
        people_service.link_records(actor=actor, main_id=person_id, linked_id=other_id)
    with house.acting("mash_protection") as actor:
        scene.release(actor, request_id, scene.chosen("INCIDENT"))
        held = queries.file_of(actor, request_id)
        assert held is not None
        assert str(consent_id) not in held.consent_ids, "a yes counts for its own record alone"
        held.consent_ids = [str(consent_id)]
    with house.acting("mash_outreach") as actor:
        people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")
    assert _is_closed(house, request_id)
    assert [kind for kind, _, _ in _ledger(house, person_id)] == [DisclosureKind.RELEASE, DisclosureKind.WITHDRAWN]


def test_the_lead_can_close_a_release(house: House) -> None:
    request_id, _ = scene.known(house)
    with house.acting("mash_protection") as actor:
        scene.release(actor, request_id, scene.chosen("INCIDENT"))
        service.close_release(actor=actor, request_id=request_id)
        with pytest.raises(Refused, match="closed already"):
            service.close_release(actor=actor, request_id=request_id)
    with house.acting("gmp_liaison") as actor, pytest.raises(Refused):
        service.open_release(actor=actor, request_id=request_id)


def test_a_refusal_about_someone_stands_in_their_ledger_and_the_reason_stays(house: House) -> None:
    request_id, person_id = scene.known(house)
    with house.acting("mash_protection") as actor:
        with pytest.raises(Refused, match="why you refuse"):
            service.answer_without_release(
                actor=actor, request_id=request_id, version=2, decision=Decision.REFUSE, account=Account()
            )
        with pytest.raises(Refused, match="which court"):
            service.answer_without_release(
                actor=actor, request_id=request_id, version=2, decision=Decision.REFUSE,
                account=Account(reason="Too wide", court_order=CourtOrder.WITNESS_SUMMONS),
            )  # fmt: skip
        service.answer_without_release(
            actor=actor, request_id=request_id, version=2, decision=Decision.REFUSE,
            account=Account(reason="Marker reason: too wide", advice="Our solicitor"),
        )  # fmt: skip
        held = queries.file_of(actor, request_id)
        assert held is not None
        assert (held.reason, held.advice) == ("Marker reason: too wide", "Our solicitor")
        assert b"Marker" not in (held.reason_sealed or b"")
    assert _ledger(house, person_id) == [(DisclosureKind.REFUSAL, ["INCIDENT", "RISK"], False)]


def test_the_file_is_sealed_afresh_when_a_person_is_linked(house: House) -> None:
    request_id = scene.asked(house)
    with house.acting("mash_protection") as actor:
        file_id = service.link_person(actor=actor, request_id=request_id, person_id=scene.person(actor)).id
        held = db.session.get(RequestFile, (actor.agency_id, file_id))
        assert held is not None
        held.advice = "Ask the solicitor"
        assert held.key_subject == held.person_id
        service.unlink_person(actor=actor, request_id=request_id)
        assert (held.key_subject, held.advice) == (actor.agency_id, "Ask the solicitor")
        service.link_person(actor=actor, request_id=request_id, person_id=scene.person(actor))
        assert (held.key_subject, held.advice) == (held.person_id, "Ask the solicitor")


def test_views_hold_the_link_in_place(house: House) -> None:
    request_id, _ = scene.known(house)
    with house.acting("mash_protection") as actor:
        with pytest.raises(Refused, match="Views are written down"):
            service.unlink_person(actor=actor, request_id=request_id)
        with pytest.raises(Refused, match="Views are written down"):
            service.link_person(actor=actor, request_id=request_id, person_id=scene.person(actor))


def test_the_case_team_reads_it_and_writes_down_views_and_others_do_not(house: House) -> None:
    request_id, person_id = scene.known(house)
    for persona in ("mash_caseworker", "mash_manager"):
        with house.acting(persona) as actor, pytest.raises(NotVisible):
            queries.request_page(actor, request_id)
    with house.acting("mash_caseworker") as actor:
        cases_service.open_case(
            actor=actor, person_id=person_id, kind=CaseKind.CASEWORK, lead_user_id=actor.user_id, needs=["SAFETY"]
        )
    for persona in ("mash_caseworker", "mash_manager"):
        with house.acting(persona) as actor:
            assert queries.request_page(actor, request_id).alias == "Robyn Marker"
            service.add_views(actor=actor, request_id=request_id, answer=ViewsAnswer.DECLINED, words="")
            with pytest.raises(NotVisible):
                service.acknowledge(actor=actor, request_id=request_id, version=1)
    with house.acting("mash_outreach") as actor, pytest.raises(NotVisible):
        queries.request_page(actor, request_id)


def test_every_reading_is_audited_and_what_grows_cannot_be_changed(house: House) -> None:
    request_id, person_id = scene.known(house)
    with house.acting("mash_protection") as actor:
        scene.release(actor, request_id, scene.chosen("INCIDENT"))
    with house.acting("gmp_liaison") as actor:
        service.open_release(actor=actor, request_id=request_id)
        queries.request_page(actor, request_id)
    with house.acting("gmp_liaison") as actor:
        mine = select(func.count()).select_from(audit.AuditEntry).filter_by(kind="request release", verb="read")
        assert db.session.scalar(mine) == 1
        assert audit.verify(actor.agency_id) is None
    with house.acting("mash_protection") as actor:
        verbs = set(db.session.scalars(select(audit.AuditEntry.verb).filter_by(subject_id=person_id)))
        assert {"linked", "recorded", "released", "read", "release"} <= verbs
        assert audit.verify(actor.agency_id) is None
