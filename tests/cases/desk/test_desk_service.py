"""The desk in the database: editing, leads, transfers, supervision, filters, lists, the board. Both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from agencies import service as agencies_service
from cases import queries as case_queries
from cases import service as case_service
from cases.desk import queries, service
from cases.desk.models import CaseTransfer, SavedFilter, SupervisionNote, TransferState
from cases.desk.rules import Filters
from cases.models import Case, CaseKind, CaseState, CaseTeamChange
from core import clock
from core.actor import Actor
from core.crypto.datakeys import destroy_key
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from people import service as people_service
from tests.house import House

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """The clock stands."""
    with clock.frozen_at(NOW):
        yield


def opened(actor: Actor, alias: str = "Robyn", **facts: Any) -> UUID:
    person = people_service.register_person(actor=actor, alias=alias)
    answers = {"kind": CaseKind.ISVA, "lead_user_id": actor.user_id, "needs": ["CJS"], **facts}
    return case_service.open_case(actor=actor, person_id=person.id, **answers).id


def offer(actor: Actor, case_id: UUID, to_user_id: UUID | None, **facts: Any) -> UUID:
    answers = {"to_team_id": None, "reason_code": "load", "reason": None, "handover": "Text only. Handovermarker"}
    return service.offer_case(actor=actor, case_id=case_id, to_user_id=to_user_id, **{**answers, **facts}).id


def leads(actor: Actor, case_id: UUID) -> UUID:
    found = db.session.scalars(select(Case).where(Case.agency_id == actor.agency_id, Case.id == case_id)).one()
    return found.lead_user_id


def told(subject_path: str) -> list[str]:
    return sorted(db.session.scalars(select(Notice.address).where(Notice.path.startswith(subject_path))))


def team_story(actor: Actor, case_id: UUID) -> list[str]:
    rows = case_queries.team_changes_of(actor, case_queries.peek(actor, case_id), 20)
    return sorted(f"{row.change} {row.reason or ''}".strip() for row in rows)


def test_a_case_is_edited_once_by_version(house: House) -> None:
    with house.acting("num_isva") as robin:
        case_id = opened(robin)
        wrote: dict[str, Any] = {"actor": robin, "case_id": case_id, "practical": " Ground floor ", "came_by": "self"}
        case = case_service.edit_case(**wrote, needs=["HOUSING", "HOUSING"], wants="To sleep.", version=1)
        assert (case.needs, case.wants, case.practical, case.version) == (["HOUSING"], "To sleep.", "Ground floor", 2)
        with pytest.raises(Clash):
            case_service.edit_case(**wrote, needs=["MONEY"], wants="Other", version=1)
        with pytest.raises(Refused, match="at least one need"):
            case_service.edit_case(**wrote, needs=[], wants="Other", version=2)
        assert case.wants == "To sleep."


def test_a_manager_changes_the_lead_at_once(house: House) -> None:
    mel_id = house.user("num_caseworker").id
    with house.acting("num_isva") as robin:
        case_id = opened(robin)
        with pytest.raises(Refused, match="Only a manager"):
            case_service.change_lead(actor=robin, case_id=case_id, lead_user_id=mel_id)
    with house.acting("num_manager") as priya:
        case_service.change_lead(actor=priya, case_id=case_id, lead_user_id=mel_id, reason="Court days", version=1)
        with pytest.raises(Refused, match="lead this case already"):
            case_service.change_lead(actor=priya, case_id=case_id, lead_user_id=mel_id)
        with pytest.raises(Refused, match="may lead cases"):
            case_service.change_lead(actor=priya, case_id=case_id, lead_user_id=house.user("num_protection").id)
        assert team_story(priya, case_id) == ["joined", "leads Court days"]
    with house.acting("num_isva") as robin:
        assert case_queries.peek(robin, case_id).lead_user_id == mel_id


def test_a_transfer_is_offered_taken_and_told(house: House) -> None:
    mel_id = house.user("num_caseworker").id
    with house.acting("num_isva") as robin:
        case_id = opened(robin)
        offer_id = offer(robin, case_id, mel_id, stays_until=clock.today() + timedelta(days=7))
        with pytest.raises(Refused, match="offered already"):
            offer(robin, case_id, mel_id)
        with pytest.raises(Refused, match="not offered to you"):
            service.take_case(actor=robin, transfer_id=offer_id)
        assert leads(robin, case_id) == robin.user_id
    assert told(f"/cases/offers/{offer_id}") == ["mel@num.example"]
    with house.acting("num_caseworker") as mel:
        with pytest.raises(NotVisible):
            case_queries.peek(mel, case_id)
        shown, may = queries.offer(mel, offer_id)
        assert (shown.initials, shown.handover, may) == ("R.", "Text only. Handovermarker", True)
        service.take_case(actor=mel, transfer_id=offer_id)
        assert case_queries.peek(mel, case_id).lead_user_id == mel_id
        with pytest.raises(Refused, match="answered already"):
            service.take_case(actor=mel, transfer_id=offer_id)
        assert team_story(mel, case_id) == ["joined", "leads To share the work fairly", "left"]
    assert told(f"/cases/offers/{offer_id}") == ["mel@num.example", "robin@num.example"]
    with house.acting("num_isva") as robin:
        assert [member.name for member in case_queries.team_of(robin, case_queries.peek(robin, case_id))][
            0
        ] == "Mel Hart"
        with clock.frozen_at(NOW + timedelta(days=8)), pytest.raises(NotVisible):
            case_queries.peek(robin, case_id)


def test_an_offer_is_declined_or_taken_back(house: House) -> None:
    mel_id = house.user("num_caseworker").id
    with house.acting("num_isva") as robin:
        case_id = opened(robin)
        first = offer(robin, case_id, mel_id)
    with house.acting("num_caseworker") as mel:
        with pytest.raises(Refused, match="Say why"):
            service.decline_case(actor=mel, transfer_id=first, words="  ")
        service.decline_case(actor=mel, transfer_id=first, words="No room before January.")
        with pytest.raises(NotVisible):
            queries.transfer(mel, first)
    with house.acting("num_isva") as robin:
        second = offer(robin, case_id, mel_id)
        service.take_back(actor=robin, transfer_id=second)
        story = queries.transfers_of(robin, case_queries.peek(robin, case_id))
        assert [(one.state, one.answer) for one in story] == [
            (TransferState.TAKEN_BACK, ""),
            (TransferState.DECLINED, "No room before January."),
        ]
        assert leads(robin, case_id) == robin.user_id
    with house.acting("num_caseworker") as mel, pytest.raises(NotVisible):
        service.take_case(actor=mel, transfer_id=second)


def test_whoever_of_a_team_is_first_takes_it(house: House) -> None:
    agency = house.agency("NUM")
    team_id = house.user("num_caseworker").team_id
    agencies_service.add_user(
        agency_id=agency.id, team_id=team_id, email="kit@num.example", name="Kit Lowe",
        password="umbrella-canal-forty-two-otters", roles=("caseworker",),
    )  # fmt: skip
    db.session.commit()
    with house.acting("num_isva") as robin:
        case_id = opened(robin)
        offer_id = offer(robin, case_id, None, to_team_id=team_id)
        assert queries.count_offers(robin) == 0
    assert told(f"/cases/offers/{offer_id}") == ["kit@num.example", "mel@num.example"]
    with house.acting("num_caseworker") as mel:
        assert [one.to_words for one in queries.offers_to(mel)] == ["the team Casework"]
        with pytest.raises(Refused, match="offered to your team"):
            service.decline_case(actor=mel, transfer_id=offer_id, words="No")
        service.take_case(actor=mel, transfer_id=offer_id)
        assert leads(mel, case_id) == mel.user_id
    with house.acting("num_isva") as robin, pytest.raises(NotVisible):
        case_queries.peek(robin, case_id)
    for persona in ("mash_manager", "mash_caseworker", "num_protection"):
        with house.acting(persona) as stranger, pytest.raises(NotVisible):
            queries.offer(stranger, offer_id)


def test_a_manager_hands_over_at_once_and_nobody_else(house: House) -> None:
    mel_id = house.user("num_caseworker").id
    with house.acting("num_isva") as robin:
        case_id = opened(robin)
        with pytest.raises(Refused, match="Only a manager"):
            offer(robin, case_id, mel_id, at_once=True)
    with house.acting("num_manager") as priya:
        with pytest.raises(Refused, match="Choose another colleague"):
            offer(priya, case_id, house.user("mash_caseworker").id, at_once=True)
        offer(priya, case_id, mel_id, at_once=True)
        assert leads(priya, case_id) == mel_id
    assert told(f"/cases/{case_id}/transfer") == ["mel@num.example", "robin@num.example"]


def test_supervision_is_for_managers_alone_and_only_grows(house: House) -> None:
    with house.acting("num_isva") as robin:
        case_id = opened(robin)
    with house.acting("num_manager") as priya:
        case = case_queries.peek(priya, case_id)
        day = clock.today()
        first = service.write_supervision(
            actor=priya, case_id=case_id, words="Nine cases", held_on=day, next_on=day + timedelta(days=28)
        )
        with clock.frozen_at(NOW + timedelta(hours=1)):
            second = service.write_supervision(
                actor=priya, case_id=case_id, words="Eight cases", held_on=day, corrects_id=first.id
            )
            with pytest.raises(Refused, match="corrected already"):
                service.write_supervision(
                    actor=priya, case_id=case_id, words="Seven", held_on=day, corrects_id=first.id
                )
        rows = queries.supervision_of(priya, case)
        assert [(row.words, row.corrected_by) for row in rows] == [("Eight cases", None), ("Nine cases", second.id)]
        assert queries.next_supervisions(priya, [case_id]) == {}
    for persona in ("num_isva", "num_caseworker", "num_protection"):
        with house.acting(persona) as other:
            assert queries.next_supervisions(other, [case_id]) == {}
            with pytest.raises(NotVisible):
                queries.supervision_of(other, case)
            with pytest.raises(NotVisible):
                service.write_supervision(actor=other, case_id=case_id, words="Mine", held_on=day)
    with house.acting("mash_manager") as joan, pytest.raises(NotVisible):
        service.write_supervision(actor=joan, case_id=case_id, words="Theirs", held_on=day)


def test_a_note_of_supervision_cannot_be_changed(house: House) -> None:
    with house.acting("num_isva") as robin:
        case_id = opened(robin)
    with house.acting("num_manager") as priya:
        row = service.write_supervision(actor=priya, case_id=case_id, words="Pace is right", held_on=clock.today())
        with pytest.raises(Exception, match="only grows|permission denied"):  # noqa: PT012  # the flush is what fails
            row.held_on = clock.today() - timedelta(days=1)
            db.session.flush()
        db.session.rollback()
    assert {CaseTeamChange.__tablename__, SupervisionNote.__tablename__} == {"case_team_change", "supervision_note"}


def test_filters_are_kept_shared_and_thrown_away(house: House) -> None:
    with house.acting("num_isva") as robin:
        asked = Filters(scope="all", flags=("waiting",))
        kept_id = service.keep_filter(actor=robin, name="Waiting", filters=asked, shared=True).id
        service.keep_filter(actor=robin, name="My quiet ones", filters=Filters(flags=("quiet",)))
        with pytest.raises(Refused, match="of that name"):
            service.keep_filter(actor=robin, name="waiting ", filters=asked)
        assert [one.name for one in queries.kept_filters(robin)] == ["My quiet ones", "Waiting"]
    with house.acting("num_manager") as priya:
        (one,) = queries.kept_filters(priya)
        assert (one.name, one.arguments, one.own) == ("Waiting", asked.address(), False)
        with pytest.raises(NotVisible):
            service.drop_filter(actor=priya, filter_id=kept_id)
    with house.acting("num_caseworker") as mel:
        assert queries.kept_filters(mel) == []
    with house.acting("num_isva") as robin:
        service.change_filter(actor=robin, filter_id=kept_id, name="Not contacted", shared=False, version=1)
        with pytest.raises(Clash):
            service.change_filter(actor=robin, filter_id=kept_id, name="Late", shared=True, version=1)
        row = db.session.scalars(select(SavedFilter).where(SavedFilter.agency_id == robin.agency_id)).first()
        assert row is not None
        assert b"Not contacted" not in (row.name_sealed or b"")
        service.drop_filter(actor=robin, filter_id=kept_id)
        assert [one.name for one in queries.kept_filters(robin)] == ["My quiet ones"]
    with house.acting("num_manager") as priya:
        assert queries.kept_filters(priya) == []


def test_several_cases_are_given_all_or_none(house: House) -> None:
    mel_id = house.user("num_caseworker").id
    with house.acting("num_isva") as robin:
        ids = [opened(robin, f"Kit {number}") for number in range(3)]
        with pytest.raises(NotVisible):
            service.assign_cases(actor=robin, case_ids=ids, lead_user_id=mel_id, reason="Load")
    with house.acting("num_manager") as priya:
        case_service.change_lead(actor=priya, case_id=ids[2], lead_user_id=mel_id)
        reference = case_queries.peek(priya, ids[2]).reference
    with house.acting("num_manager") as priya:
        give: dict[str, Any] = {"actor": priya, "lead_user_id": mel_id, "reason": "Load"}
        with pytest.raises(Refused, match=f"{reference}: They lead this case already"):
            service.assign_cases(**give, case_ids=ids)
        db.session.expire_all()
        assert [leads(priya, one) == mel_id for one in ids] == [False, False, True]
        assert len(service.assign_cases(**give, case_ids=ids[:2])) == 2
        assert {leads(priya, one) for one in ids} == {mel_id}
        for wrong in ([], [ids[0]] * 0):
            with pytest.raises(Refused, match="at least one"):
                service.assign_cases(**give, case_ids=wrong)
    with house.acting("mash_manager") as joan, pytest.raises(NotVisible):
        service.assign_cases(actor=joan, case_ids=ids, lead_user_id=house.user("mash_caseworker").id, reason="Load")


def test_lists_are_searched_filtered_and_ordered(house: House) -> None:
    with house.acting("num_caseworker") as mel:
        ivy = opened(mel, "Ivy Moon", kind=CaseKind.CASEWORK, needs=["HOUSING"])
        mel_id = mel.user_id
    with house.acting("num_isva") as robin:
        with clock.frozen_at(NOW - timedelta(days=40)):
            old = opened(robin, "Robyn", needs=["CJS", "MONEY"])
        new = opened(robin, "Kestrel")
        case_service.change_state(
            actor=robin, case_id=new, state=CaseState.ACTIVE, reason="", reason_code=None, version=1
        )

        def ids(actor: Actor = robin, **asked: Any) -> list[UUID]:
            return [row.case.id for row in queries.cases_page(actor, Filters(**asked), 1).items]

        assert set(ids()) == {old, new}
        assert ids(states=("active",)) == [new]
        assert ids(flags=("quiet",)) == [old]
        assert ids(flags=("waiting",)) == [old]
        assert ids(need="MONEY") == [old]
        assert ids(lead=mel_id, scope="all") == []
        assert ids(q="robyn") == [old]
        assert ids(q=case_queries.peek(robin, new).reference.lower()) == [new]
        assert ids(q="Ivy Moon", scope="all") == []
        assert ids(sort="opened", descending=False) == [old, new]
        assert ids(sort="reference", descending=True) == [new, old]
        assert ids(risk="none", flags=("overdue",)) == []
        assert set(ids(risk="none")) == {old, new}
    with house.acting("num_manager") as priya:
        assert ids(priya, scope="all", sort="lead", descending=False)[0] == ivy
        assert set(ids(priya, scope="team")) == {old, new}
        assert ids(priya, scope="all", kinds=("casework",)) == [ivy]
        assert ids(priya, scope="all", team=house.user("num_caseworker").team_id) == [ivy]
        board = queries.board(priya)
        robins = next(load for load in board.loads if load.name == "Robin Achebe")
        assert (robins.open, robins.isva, robins.waiting, robins.quiet, robins.risk, robins.overdue) == (
            2,
            2,
            1,
            1,
            0,
            0,
        )
        assert (board.total("open"), board.most, board.states[CaseState.ACTIVE]) == (3, 2, 1)
        assert {load.name for load in queries.board(priya, house.user("num_caseworker").team_id).loads} == {"Mel Hart"}
    with house.acting("num_isva") as robin, pytest.raises(NotVisible):
        queries.board(robin)


def test_recent_cases_are_those_one_may_still_open(house: House) -> None:
    with house.acting("num_isva") as robin:
        ids = [opened(robin, f"Kit {number}") for number in range(3)]
        mel_id = house.user("num_caseworker").id
        case_service.add_member(actor=robin, case_id=ids[0], user_id=mel_id)
    for number, case_id in enumerate((ids[1], ids[0])):
        with house.acting("num_isva") as robin, clock.frozen_at(NOW + timedelta(minutes=number + 1)):
            case_queries.case(robin, case_id)
    with house.acting("num_isva") as robin:
        assert [row.case.id for row in queries.recent_cases(robin)] == [ids[0], ids[1], ids[2]]
    with house.acting("num_caseworker") as mel:
        case_queries.case(mel, ids[0])
    with house.acting("num_isva") as robin:
        case_service.remove_member(actor=robin, case_id=ids[0], user_id=mel_id)
    with house.acting("num_caseworker") as mel:
        assert queries.recent_cases(mel) == []


def test_what_was_erased_says_so(house: House) -> None:
    with house.acting("num_isva") as robin:
        case_id = opened(robin)
        offer(robin, case_id, house.user("num_caseworker").id)
        person_id = case_queries.peek(robin, case_id).person_id
    with house.acting("num_manager") as priya:
        service.write_supervision(actor=priya, case_id=case_id, words="Pace is right", held_on=clock.today())
        destroy_key(priya.agency_id, person_id)
    with house.acting("num_manager") as priya:
        case = db.session.scalars(select(Case).where(Case.agency_id == priya.agency_id, Case.id == case_id)).one()
        assert [row.words for row in queries.supervision_of(priya, case)] == ["Erased"]
        assert (
            db.session.scalars(select(CaseTransfer).where(CaseTransfer.agency_id == priya.agency_id)).one().state
            is TransferState.OFFERED
        )
