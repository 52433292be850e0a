"""Reads of agencies, teams and accounts. None of these tables says anything about a person who is supported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from flask_login import UserMixin
from sqlalchemy import Select, func, select

from agencies.models import (
    Agency,
    AgencyKind,
    InformationSharingAgreement,
    Invitation,
    RecoveryCode,
    Role,
    RolePermission,
    SecondFactor,
    Team,
    User,
    UserRole,
    WebSession,
)
from agencies.passwords import is_right
from agencies.permissions import Permission
from agencies.rules import (
    agreement_is_current,
    is_concealed_from,
    normalised_email,
    permissions_that_count,
    role_may_be_held,
)
from core import clock
from core.actor import Actor
from core.audit import AuditHead
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session

Row = TypeVar("Row")


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """The account behind a request, as read at its beginning: it outlives a rollback. Flask-Login's `current_user`."""

    user_id: UUID
    agency_id: UUID
    name: str
    email: str
    agency_name: str
    agency_code: str
    roles: tuple[str, ...]
    role_words: tuple[str, ...]
    permissions: frozenset[str]
    team_id: UUID | None = None
    concealed: bool = False

    def get_id(self) -> str:
        """The account's id, as Flask-Login asks for it."""
        return str(self.user_id)

    @property
    def actor(self) -> Actor:
        """The actor that this account is."""
        return Actor(self.user_id, self.agency_id, self.permissions, self.team_id)


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role that may be given in an agency."""

    code: str
    label: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """A line of the list of accounts."""

    user: User
    team_name: str
    role_words: tuple[str, ...]
    role_codes: tuple[str, ...]


def agency(agency_id: UUID) -> Agency:
    """One agency; NotVisible when there is none."""
    return _found(current_session().get(Agency, agency_id))


def agency_by_code(code: str) -> Agency:
    """The agency of a code such as MASH; NotVisible when there is none."""
    return _found(current_session().scalar(select(Agency).where(Agency.code == code)))


def member_agencies() -> list[Agency]:
    """Active member agencies, by name."""
    return list(current_session().scalars(select(Agency).where(Agency.active).order_by(Agency.name)))


def agencies_of_kinds(kinds: Iterable[AgencyKind]) -> list[Agency]:
    """Every agency of some kinds, active or not: one that was superseded keeps its name."""
    return list(current_session().scalars(select(Agency).where(Agency.kind.in_(list(kinds))).order_by(Agency.code)))


def names_of(agency_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of agencies, with one statement."""
    wanted = set(agency_ids)
    if not wanted:
        return {}
    rows = current_session().execute(select(Agency.id, Agency.name).where(Agency.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def team(team_id: UUID) -> Team:
    """One team; NotVisible when there is none."""
    return _found(current_session().get(Team, team_id))


def teams_of(agency_id: UUID) -> list[Team]:
    """The teams of an agency, by name."""
    return list(current_session().scalars(select(Team).where(Team.agency_id == agency_id).order_by(Team.name)))


def user(user_id: UUID) -> User:
    """One account; NotVisible when there is none."""
    return _found(current_session().get(User, user_id))


def user_by_email(email: str) -> User | None:
    """The account of an address, None when there is none."""
    return current_session().scalar(select(User).where(User.email == normalised_email(email)))


def colleagues(actor: Actor, permission: Permission | None = None) -> list[User]:
    """Active accounts of the actor's agency, by name; with a permission, only those who hold it."""
    found = select(User).where(User.agency_id == actor.agency_id, User.active).order_by(User.name)
    if permission is not None:
        found = found.where(User.id.in_(holders(permission)))
    return list(current_session().scalars(found))


def addresses_of(agency_id: UUID, permission: Permission) -> list[str]:
    """The e-mail addresses of an agency's active staff who hold a permission."""
    found = select(User.email).where(User.agency_id == agency_id, User.active, User.id.in_(holders(permission)))
    return list(current_session().scalars(found.order_by(User.email)))


def has_current_agreement(agency_id: UUID, on: date) -> bool:
    """Whether an agency is under a current information sharing agreement on a day."""
    mine = select(InformationSharingAgreement).where(InformationSharingAgreement.agency_id == agency_id)
    return any(agreement_is_current(agreement, on) for agreement in current_session().scalars(mine))


def agreement_ends(agency_id: UUID, on: date) -> date | None:
    """The last day of an agency's current agreement; None when it has none on that day."""
    mine = select(InformationSharingAgreement).where(InformationSharingAgreement.agency_id == agency_id)
    current = (each for each in current_session().scalars(mine) if agreement_is_current(each, on))
    return max((each.valid_until for each in current), default=None)


def acts_written(actor: Actor) -> int:
    """How many acts the audit trail of the actor's agency holds."""
    head = select(AuditHead.sequence).where(AuditHead.agency_id == actor.agency_id)
    return current_session().scalar(head) or 0


def agreements_of(agency_id: UUID) -> list[InformationSharingAgreement]:
    """Every information sharing agreement recorded for an agency, the latest first."""
    theirs = select(InformationSharingAgreement).where(InformationSharingAgreement.agency_id == agency_id)
    return list(current_session().scalars(theirs.order_by(InformationSharingAgreement.valid_until.desc())))


def agencies_with_agreement(on: date) -> set[UUID]:
    """Every agency under a current agreement on a day, with one statement."""
    everyone = current_session().scalars(select(InformationSharingAgreement))
    return {agreement.agency_id for agreement in everyone if agreement_is_current(agreement, on)}


def signed_in(user_id: UUID) -> SignedIn | None:
    """The account behind a request, with its roles and permissions as they are now; None when it may not sign in.

    One statement. A role that this kind of agency may not hold gives nothing, even if a row says so (security.md T4).
    """
    rows = current_session().execute(_with_permissions().where(User.id == user_id)).all()
    if not rows:
        return None
    held = [row for row in rows if row.code is not None and _may_hold(row)]
    labels = dict.fromkeys((row.code, row.label) for row in held)
    first = rows[0]
    return SignedIn(
        user_id=user_id, agency_id=first.agency_id, name=first.name, email=first.email,
        agency_name=first.agency_name, agency_code=first.agency_code,
        roles=tuple(code for code, _ in labels), role_words=tuple(label for _, label in labels),
        permissions=permissions_that_count({row.permission for row in held if row.permission}, first.kind),
        team_id=first.team_id, concealed=is_concealed_from(first.kind),
    )  # fmt: skip


def actor_for(user: User) -> Actor:
    """The actor that an account is now; NotVisible when it may not sign in."""
    return _found(signed_in(user.id)).actor


def accounts_page(actor: Actor, number: int, q: str = "") -> Page[Colleague]:
    """The accounts of the actor's agency, active or not, by name; `q` matches part of a name or address."""
    found = select(User).where(User.agency_id == actor.agency_id).order_by(User.active.desc(), User.name, User.id)
    if q:
        found = found.where((User.name + " " + User.email).icontains(q, autoescape=True))
    page = page_of(found, number)
    return Page(_colleagues(page.items), page.page, page.total, page.size)


def account(actor: Actor, user_id: UUID) -> Colleague:
    """One account of the actor's agency; NotVisible for any other."""
    found = _found(current_session().scalar(select(User).where(User.agency_id == actor.agency_id, User.id == user_id)))
    return _colleagues([found])[0]


def role_choices(agency_kind: AgencyKind) -> list[RoleChoice]:
    """The roles that staff of this kind of agency may hold."""
    roles = current_session().scalars(select(Role).order_by(Role.label)).all()
    return [
        RoleChoice(role.code, role.label, role.purpose)
        for role in roles
        if role_may_be_held(label=role.label, forbidden_kinds=role.forbidden_kinds, agency_kind=agency_kind)
    ]


def permission_table() -> dict[str, list[str]]:
    """Role to its permissions: the table that the docs print."""
    rows = current_session().execute(select(RolePermission).order_by(RolePermission.role_code)).scalars()
    table: dict[str, list[str]] = {}
    for row in rows:
        table.setdefault(row.role_code, []).append(row.permission)
    return {role: sorted(permissions) for role, permissions in table.items()}


def open_invitations(actor: Actor) -> list[Invitation]:
    """Invitations of the actor's agency that can still be used."""
    found = select(Invitation).where(Invitation.agency_id == actor.agency_id, Invitation.used_at.is_(None))
    found = found.where(Invitation.expires_at > clock.now()).order_by(Invitation.made_at)
    return list(current_session().scalars(found))


def invitation(token_hash: str) -> Invitation:
    """An invitation that can still be used; NotVisible for one that is used, too old or was never made."""
    found = select(Invitation).where(Invitation.token_hash == token_hash, Invitation.used_at.is_(None))
    return _found(current_session().scalar(found.where(Invitation.expires_at > clock.now())))


def sessions_of(user_id: UUID) -> list[WebSession]:
    """An account's browsers that are signed in or signing in, the latest first."""
    found = select(WebSession).where(WebSession.user_id == user_id, WebSession.ends_at > clock.now())
    return list(current_session().scalars(found.order_by(WebSession.seen_at.desc())))


def second_factor(actor: Actor) -> SecondFactor | None:
    """The actor's own second factor, confirmed or not; None when it was never begun."""
    return current_session().get(SecondFactor, (actor.agency_id, actor.user_id))


def recovery_codes_left(actor: Actor) -> int:
    """How many recovery codes of the actor's own were not used yet."""
    mine = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == actor.user_id)
    return current_session().scalar(mine.where(RecoveryCode.used_at.is_(None))) or 0


def context_words(email: str, name: str) -> list[str]:
    """Words that people would try first for an account: its name and address, and the agencies of the forum."""
    rows = current_session().execute(select(Agency.name, Agency.code)).all()
    return [email, name, *(word for row in rows for word in (row.name, row.code))]


@cache
def _with_permissions() -> Select[*tuple[Any, ...]]:
    """A line for each permission that an active account of an active agency has through each of its roles."""
    return (
        select(
            User.agency_id, User.team_id, User.name, User.email, Agency.name.label("agency_name"),
            Agency.code.label("agency_code"), Agency.kind,
            Role.code, Role.label, Role.forbidden_kinds, RolePermission.permission,
        )
        .join(Agency, Agency.id == User.agency_id)
        .outerjoin(UserRole, UserRole.user_id == User.id)
        .outerjoin(Role, Role.code == UserRole.role_code)
        .outerjoin(RolePermission, RolePermission.role_code == Role.code)
        .where(User.active, Agency.active)
        .order_by(Role.label)
    )  # fmt: skip


def _may_hold(row: Any) -> bool:
    return bool(role_may_be_held(label=row.label, forbidden_kinds=row.forbidden_kinds, agency_kind=row.kind))


def holders(permission: Permission) -> Select[UUID]:
    """The ids of those who hold a permission through any of their roles, in every agency."""
    return (
        select(UserRole.user_id)
        .join(RolePermission, RolePermission.role_code == UserRole.role_code)
        .where(RolePermission.permission == permission.value)
    )


def _colleagues(users: list[User]) -> list[Colleague]:
    """Accounts with their teams and roles, in two statements however many they are."""
    session = current_session()
    wanted = {user.team_id for user in users}
    teams = {team.id: team.name for team in session.scalars(select(Team).where(Team.id.in_(wanted)))}
    held: dict[UUID, list[tuple[str, str]]] = {user.id: [] for user in users}
    roles = select(UserRole.user_id, Role.code, Role.label).join(Role, Role.code == UserRole.role_code)
    for row in session.execute(roles.where(UserRole.user_id.in_(held)).order_by(Role.label)):
        held[row.user_id].append((row.code, row.label))
    return [
        Colleague(
            user=user, team_name=teams.get(user.team_id, "") if user.team_id else "",
            role_codes=tuple(code for code, _ in held[user.id]), role_words=tuple(label for _, label in held[user.id]),
        )
        for user in users
    ]  # fmt: skip


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotVisible
    return row


def own_password_is_right(actor: Actor, password: str) -> bool:
    """Whether this is the actor's own password: asked again before what cannot be undone. Ask it under the throttle."""
    row = current_session().get(User, actor.user_id)
    return is_right(row.password_hash if row else None, password)
