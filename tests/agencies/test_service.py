"""Writes of accounts: who may be given what, what is refused, and what is left in the trail."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from agencies import passwords, queries, reference, service
from agencies.models import Agency, AgencyKind, Firewall, Invitation, Role, RolePermission, Team, User, UserRole
from agencies.permissions import Permission
from core import clock
from core.actor import Actor, system_actor
from core.audit import AuditEntry, verify
from core.crypto.datakeys import DataKey, keyring
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.scoping import acting_as
from tests.house import House
from tests.personas import CAST, PASSWORD

NEW = "kettle wobbles past midnight"
NOBODY_YET = "new.colleague@mash.example"


def invite(house: House, email: str = NOBODY_YET, roles: tuple[str, ...] = ("outreach_worker",)) -> str:
    """An invitation made by MASH's manager."""
    with house.acting("mash_manager") as actor:
        return service.invite(actor=actor, email=email, team_id=None, roles=roles)


def accept(token: str, password: str = NEW) -> UUID:
    """Accept as a visitor would: without an actor, in a transaction of its own."""
    try:
        user_id = service.accept_invitation(token=token, name="New Colleague", password=password).id
        db.session.commit()
        return user_id
    finally:
        db.session.rollback()
        db.session.expunge_all()
        db.session.info.pop("actor", None)


def last_entry(house: House, persona: str = "mash_manager") -> AuditEntry:
    """The newest entry of the trail of a persona's agency, detached."""
    with house.acting(persona):
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)).one()
        db.session.expunge(entry)
        return entry


def test_an_invitation_opens_an_account_once(house: House) -> None:
    token = invite(house)
    assert queries.actor_for(queries.user(accept(token))).may(Permission.OUTREACH_LOG)
    with pytest.raises(NotVisible):
        accept(token)
    assert db.session.scalar(select(func.count()).select_from(User).where(User.email == NOBODY_YET)) == 1
    assert token not in set(db.session.scalars(select(Invitation.token_hash)))


def test_an_invitation_is_over_after_72_hours(house: House) -> None:
    token = invite(house)
    with clock.frozen_at(clock.now() + timedelta(hours=72, seconds=1)), pytest.raises(NotVisible):
        accept(token)
    with clock.frozen_at(clock.now() + timedelta(hours=71)):
        assert queries.user(accept(token)).email == NOBODY_YET


def test_a_weak_password_is_refused_and_leaves_the_link_good(house: House) -> None:
    token = invite(house)
    with pytest.raises(Refused) as refusal:
        accept(token, "mashmashmashmash")
    assert refusal.value.field == "password"
    assert queries.user(accept(token)).email == NOBODY_YET


def test_of_ten_parallel_acceptances_exactly_one_opens_the_account(app: Flask, house: House) -> None:
    token = invite(house)
    db.session.rollback()
    start = threading.Barrier(10)
    opened: list[bool] = []

    def use() -> None:
        with app.app_context():
            start.wait()
            try:
                accept(token)
                opened.append(True)
            except NotVisible:
                opened.append(False)

    threads = [threading.Thread(target=use) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened) == [False] * 9 + [True]


def test_a_link_for_somebody_who_is_here_sets_a_password_and_keeps_the_roles(house: House) -> None:
    token = invite(house, CAST["mash_outreach"].email, ())
    other = invite(house, CAST["mash_outreach"].email, ())
    accept(token)
    with pytest.raises(NotVisible):
        accept(other)
    user = house.user("mash_outreach")
    assert passwords.is_right(user.password_hash, NEW)
    told = db.session.execute(select(Notice.address, Notice.subject)).all()
    assert told == [(CAST["mash_outreach"].email, "Your password was changed by a link")]
    assert not queries.actor_for(user).may(Permission.ACCOUNTS_MANAGE)
    assert queries.actor_for(user).may(Permission.OUTREACH_LOG)


def test_a_link_never_reaches_an_account_that_another_agency_opened_meanwhile(house: House) -> None:
    """Whoever guesses the address of another agency's new colleague and invites it first gains nothing by it."""
    ours = invite(house, "newcomer@num.example")
    with house.acting("num_manager") as actor:
        theirs = service.invite(actor=actor, email="newcomer@num.example", team_id=None, roles=["isva"])
    user_id = accept(theirs, "seven herons over the weir")
    assert house.stranger().get(f"/invitations/{ours}").status_code == 404
    with pytest.raises(NotVisible):
        accept(ours)
    assert passwords.is_right(queries.user(user_id).password_hash, "seven herons over the weir")


def test_a_second_link_to_open_an_account_does_not_reset_its_password(house: House) -> None:
    first, second = invite(house), invite(house)
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        user_id = accept(first, "seven herons over the weir")
        with pytest.raises(NotVisible):
            accept(second)
    assert passwords.is_right(queries.user(user_id).password_hash, "seven herons over the weir")


def test_an_account_of_another_agency_is_refused_without_saying_so(house: House) -> None:
    with pytest.raises(Refused) as refusal:
        invite(house, CAST["num_isva"].email)
    assert "account" not in refusal.value.reason
    assert "NUM" not in refusal.value.reason


def test_police_are_never_given_a_support_role(house: House) -> None:
    agency_id = house.agency("GMP").id
    for role in ("outreach_worker", "caseworker", "isva", "agency_manager"):
        with pytest.raises(Refused):
            service.add_user(
                agency_id=agency_id, team_id=None, email="x@gmp.example", name="X", password=PASSWORD, roles=[role]
            )
    user_id = house.user("gmp_liaison").id
    db.session.add(UserRole(user_id=user_id, role_code="isva"))
    with pytest.raises(DatabaseError):
        db.session.commit()
    db.session.rollback()
    account = queries.signed_in(user_id)
    assert account is not None
    assert account.roles == ("police_liaison",)
    assert Permission.CASE_READ not in account.permissions


@pytest.mark.parametrize("office", ["forum_chair", "forum_coordinator"])
def test_an_agency_appoints_no_officer_of_the_forum(house: House, office: str) -> None:
    with house.acting("num_manager") as actor, pytest.raises(Refused, match="officers of the forum"):
        service.invite(actor=actor, email="friend@num.example", team_id=None, roles=[office])
    user_id = house.user("num_isva").id
    with house.acting("num_manager") as actor, pytest.raises(Refused, match="officers of the forum"):
        service.change_roles(actor=actor, user_id=user_id, roles=["isva", "forum_coordinator"], version=1)


def test_changing_roles_signs_out_and_is_in_the_trail(house: House) -> None:
    browser = house.client("mash_outreach")
    user = house.user("mash_outreach")
    user_id, version = user.id, user.version
    with house.acting("mash_manager") as actor:
        service.change_roles(actor=actor, user_id=user_id, roles=["caseworker"], version=version)
    assert browser.get("/account").status_code == 302
    entry = last_entry(house)
    assert (entry.verb, entry.row_id, entry.fields) == ("role_changed", user_id, "roles")


def test_a_second_change_from_an_old_page_clashes(house: House) -> None:
    user = house.user("mash_outreach")
    user_id, version = user.id, user.version
    with house.acting("mash_manager") as actor:
        service.change_roles(actor=actor, user_id=user_id, roles=["caseworker"], version=version)
    with pytest.raises(Clash), house.acting("mash_manager") as actor:
        service.change_roles(actor=actor, user_id=user_id, roles=["isva"], version=version)
    assert queries.signed_in(user_id).roles == ("caseworker",)  # type: ignore[union-attr]


def test_an_account_of_another_agency_cannot_be_changed(house: House) -> None:
    user = house.user("num_isva")
    user_id, version = user.id, user.version
    with pytest.raises(NotVisible), house.acting("mash_manager") as actor:
        service.change_roles(actor=actor, user_id=user_id, roles=["auditor"], version=version)
    with pytest.raises(NotVisible), house.acting("mash_manager") as actor:
        service.set_active(actor=actor, user_id=user_id, active=False, version=version)
    assert queries.signed_in(user_id).roles == ("isva",)  # type: ignore[union-attr]


def test_nobody_closes_or_promotes_themselves(house: House) -> None:
    user = house.user("mash_manager")
    user_id, version = user.id, user.version
    with pytest.raises(Refused), house.acting("mash_manager") as actor:
        service.change_roles(actor=actor, user_id=user_id, roles=["auditor"], version=version)
    with pytest.raises(Refused), house.acting("mash_manager") as actor:
        service.set_active(actor=actor, user_id=user_id, active=False, version=version)


def test_a_closed_account_is_signed_out_at_once(house: House) -> None:
    browser = house.client("mash_outreach")
    user = house.user("mash_outreach")
    user_id, version = user.id, user.version
    with house.acting("mash_manager") as actor:
        service.set_active(actor=actor, user_id=user_id, active=False, version=version)
    assert browser.get("/account").status_code == 302
    assert last_entry(house).verb == "deactivated"


def test_a_team_of_another_agency_is_refused(house: House) -> None:
    team_id = queries.teams_of(house.agency("NUM").id)[0].id
    with pytest.raises(Refused), house.acting("mash_manager") as actor:
        service.invite(actor=actor, email=NOBODY_YET, team_id=team_id, roles=["isva"])


def test_agreements_count_from_their_first_day_to_their_last(house: House) -> None:
    joining = service.NewAgency(
        code="NEW", name="A new agency", kind=AgencyKind.SUPPORT, firewall=Firewall.CONSENT_ONLY, sector="voluntary"
    )
    agency_id = service.add_agency(joining=joining)
    day = date(2031, 1, 1)
    service.record_agreement(
        agency_id=agency_id, title="Test", signed_on=day, valid_from=day, valid_until=date(2031, 12, 31)
    )
    assert queries.has_current_agreement(agency_id, date(2031, 12, 31))
    assert not queries.has_current_agreement(agency_id, date(2032, 1, 1))
    assert agency_id in queries.agencies_with_agreement(day)
    with pytest.raises(Refused):
        service.record_agreement(
            agency_id=agency_id, title="Test", signed_on=day, valid_from=day, valid_until=date(2030, 1, 1)
        )


def test_reference_data_is_whole_and_loading_it_again_keeps_what_was_edited(house: House) -> None:
    assert len(queries.member_agencies()) == 10
    assert queries.agency_by_code("CGMCRC").successor_code == "PROBATION"
    assert not queries.agency_by_code("CGMCRC").active
    role = db.session.get(Role, "isva")
    assert role is not None
    role.label = "Independent adviser"
    db.session.commit()
    tables = (Agency, Team, Role, RolePermission)
    before = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]
    reference.load()
    db.session.commit()
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in tables] == before
    assert db.session.get(Role, "isva").label == "Independent adviser"  # type: ignore[union-attr]


def test_every_agency_has_its_keys_and_a_whole_chain(house: House) -> None:
    for agency in queries.member_agencies():
        agency_id = agency.id
        assert keyring().has_agency(agency_id)
        with acting_as(system_actor(agency_id)):
            assert db.session.get(DataKey, (agency_id, agency_id)) is not None
            assert verify(agency_id) is None


def test_every_role_has_only_known_permissions_and_home(house: House) -> None:
    table = queries.permission_table()
    assert len(table) == 13
    for role, permissions in table.items():
        assert set(permissions) <= set(Permission), role
        assert Permission.HOME in permissions, role
    about_people = {Permission.PEOPLE_READ, Permission.CASE_READ, Permission.OUTREACH_READ}
    for role in ("police_liaison", "forum_chair", "forum_coordinator", "group_lead", "member_representative",
                 "lived_experience_representative", "administrator", "auditor"):  # fmt: skip
        assert not about_people & set(table[role]), role


def test_addresses_and_colleagues_are_those_who_hold_the_permission(house: House) -> None:
    agency_id = house.agency("NUM").id
    assert CAST["num_isva"].email in queries.addresses_of(agency_id, Permission.REFERRAL_ANSWER)
    assert queries.addresses_of(house.agency("MCC").id, Permission.REFERRAL_ANSWER) == []
    actor: Actor = house.actor("mash_manager")
    everyone = {user.email for user in queries.colleagues(actor)}
    leads = {user.email for user in queries.colleagues(actor, Permission.CASE_LEAD)}
    assert CAST["mash_auditor"].email in everyone - leads
    assert CAST["mash_caseworker"].email in leads
    assert CAST["num_isva"].email not in everyone
