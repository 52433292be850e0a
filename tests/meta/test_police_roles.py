"""No way to give an account of the police or of probation a permission over support records (security.md T4)."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from agencies import queries, service
from agencies.models import Invitation, RolePermission, UserRole
from agencies.permissions import LIAISON, SUPPORT_RECORDS, Permission
from agencies.rules import is_concealed_from, permissions_that_count
from config import ROOT
from core import clock
from core.db import db
from core.errors import Refused
from core.scoping import current_session
from tests.house import House
from tests.personas import CAST, PASSWORD

SUPPORT_ROLES = ("outreach_worker", "caseworker", "isva", "agency_manager", "data_protection_lead")


def _as_stored(value: UUID) -> str:
    return value.hex if db.engine.dialect.name == "sqlite" else str(value)


def _refused_by_the_database(*statements: str) -> bool:
    """Whether the last of these statements, run as the service's own role, is refused."""
    try:
        for statement in statements:
            current_session().execute(text(statement))
        return False
    except DBAPIError as error:
        return "not for this kind of agency" in str(error)
    finally:
        current_session().rollback()


def test_no_statement_of_the_services_own_role_gives_one(house: House) -> None:
    lena, gmp = _as_stored(house.user("gmp_liaison").id), _as_stored(house.agency("GMP").id)
    mash, ines = _as_stored(house.agency("MASH").id), _as_stored(house.user("mash_caseworker").id)
    db.session.rollback()
    give = f"insert into user_role (user_id, role_code) values ('{lena}', '%s')"
    empty = "update role set forbidden_kinds = '[]' where code = 'caseworker'"
    new = "insert into role (code, label, purpose, forbidden_kinds) values ('x', 'x', 'x', '[]')"
    reads = "insert into role_permission (role_code, permission) values ('x', 'people.read')"
    ways = [
        *((give % role,) for role in SUPPORT_ROLES),
        (empty, give % "caseworker"),
        (new, reads, give % "x"),
        (new, give % "x", reads),
        *(
            (f"insert into role_permission (role_code, permission) values ('police_liaison', '{name}')",)
            for name in sorted(SUPPORT_RECORDS)
        ),
        (f"update user_role set role_code = 'isva' where user_id = '{lena}'",),
        (f"update user_role set user_id = '{lena}' where user_id = '{ines}'",),
        ("update role_permission set permission = 'case.read' where role_code = 'police_liaison' "
         "and permission = 'home'",),
        (f"update agency set kind = 'support' where id = '{gmp}'",),
        (f"update user_account set agency_id = '{mash}' where id = '{lena}'",),
        (f"update user_account set agency_id = '{gmp}' where id = '{ines}'",),
    ]  # fmt: skip
    given = [statements for statements in ways if not _refused_by_the_database(*statements)]
    print(f"{len(ways)} ways tried by SQL, {len(given)} gave one")  # noqa: T201  # the number is the evidence
    assert given == []


def test_the_database_lets_through_what_is_allowed(house: House) -> None:
    dee, lena = _as_stored(house.user("mash_outreach").id), _as_stored(house.user("gmp_liaison").id)
    db.session.rollback()
    for user, role in ((dee, "caseworker"), (lena, "member_representative")):
        assert not _refused_by_the_database(f"insert into user_role (user_id, role_code) values ('{user}', '{role}')")
    assert not _refused_by_the_database("update agency set name = 'GMP' where code = 'GMP'")


@pytest.mark.parametrize("role", SUPPORT_ROLES)
def test_neither_a_page_nor_a_command_gives_one(house: House, role: str) -> None:
    gmp = house.agency("GMP").id
    service.add_user(
        agency_id=gmp, team_id=None, email="chief@gmp.example", name="Una Chief", password=PASSWORD,
        roles=["administrator"],
    )  # fmt: skip
    with pytest.raises(Refused, match="not a role for this kind of agency"):
        service.add_user(
            agency_id=gmp, team_id=None, email="new@gmp.example", name="New", password=PASSWORD, roles=[role]
        )
    db.session.rollback()
    una = house.stranger()
    una.sign_in("chief@gmp.example")
    lena = house.user("gmp_liaison").id
    changed = una.post(f"/accounts/{lena}/roles", {"roles": [role], "version": 1})
    assert changed.status_code == 422
    assert una.post("/accounts/invite", {"email": "x@gmp.example", "roles": [role]}).status_code == 422
    asked = house.app.test_cli_runner().invoke(
        args=["users", "invite", "y@gmp.example", "--agency", "GMP", "--role", role]
    )
    assert asked.exit_code != 0
    held = set(db.session.scalars(db.select(UserRole.role_code).where(UserRole.user_id == lena)))
    assert held == {"police_liaison"}


def test_an_invitation_that_was_forged_opens_no_account(house: House) -> None:
    with house.acting("gmp_liaison") as actor:
        db.session.add(
            Invitation(
                agency_id=actor.agency_id, team_id=None, email="z@gmp.example", roles=["caseworker"],
                token_hash=service.invitation_hash("token"), made_at=clock.now(),
                expires_at=clock.now() + service.INVITATION_LASTS,
            )
        )  # fmt: skip
    with pytest.raises(Refused, match="not a role"):
        service.accept_invitation(token="token", name="Zed", password=PASSWORD)
    db.session.rollback()


@pytest.mark.sqlite_only
def test_a_row_that_says_otherwise_gives_nothing(house: House) -> None:
    """Should a forbidden row stand after all (its trigger is dropped here), the account counts for nothing of it."""
    current_session().execute(text("drop trigger role_permission_insert_keeps_roles_apart"))
    db.session.add(RolePermission(role_code="member_representative", permission="people.read"))
    db.session.commit()
    actor = queries.actor_for(house.user("gmp_representative"))
    assert not actor.may(*SUPPORT_RECORDS)
    assert actor.may(Permission.PLAN_READ)


def test_what_counts_depends_on_the_kind_of_agency() -> None:
    everything = {permission.value for permission in Permission}
    assert permissions_that_count(everything, "support") == everything - {"request.ask", "information.receive"}
    assert permissions_that_count(everything, "police") == LIAISON
    assert permissions_that_count(everything, "probation") == LIAISON - {
        Permission.REQUEST_ASK,
        Permission.INFORMATION_RECEIVE,
    }
    forum = {"home", "plan.read", "meeting.read"}
    assert permissions_that_count(forum, "police") == forum
    assert [kind for kind in ("police", "probation", "support", "local_authority") if is_concealed_from(kind)] == [
        "police", "probation"
    ]  # fmt: skip


def test_a_liaison_with_a_second_role_is_still_only_a_liaison(house: House) -> None:
    lena = house.user("gmp_liaison").id
    db.session.add(UserRole(user_id=lena, role_code="member_representative"))
    db.session.commit()
    assert queries.actor_for(house.user("gmp_liaison")).permissions == LIAISON
    assert house.client("gmp_liaison").get("/plan").status_code == 404


def test_the_roles_file_gives_police_nothing_of_support_records() -> None:
    roles = json.loads((ROOT / "reference" / "roles.json").read_text())["roles"]
    given = {
        role["code"]: sorted(set(role["permissions"]) & SUPPORT_RECORDS)
        for role in roles
        if not {"police", "probation"} <= set(role["forbidden_kinds"])
    }
    assert {code: names for code, names in given.items() if names} == {}
    assert CAST["gmp_liaison"].roles == ("police_liaison",)
