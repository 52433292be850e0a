"""Writes of agencies, teams, agreements, accounts, roles and invitations. Each is audited in its own transaction."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from agencies import passwords, queries, rules
from agencies.models import (
    Agency,
    AgencyKind,
    Firewall,
    InformationSharingAgreement,
    Invitation,
    Role,
    RolePermission,
    Team,
    User,
    UserRole,
    WebSession,
)
from core import audit, clock, outbox
from core.actor import Actor, system_actor
from core.crypto.datakeys import create_key, keyring
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.numbering import start_series
from core.scoping import act_as, acting_as, current_session

INVITATION_LASTS = timedelta(hours=72)
SERIES = ("person", "case")


@dataclass(frozen=True, slots=True)
class NewAgency:
    """What has to be known of an agency that joins."""

    code: str
    name: str
    kind: AgencyKind
    firewall: Firewall
    sector: str
    url: str | None = None
    active: bool = True
    successor_code: str | None = None
    aliases: Sequence[str] = ()
    reference_prefix: str = ""


def add_agency(*, joining: NewAgency) -> UUID:
    """Add a member agency with its keys, its own data key and its audit chain; returns its id.

    A command, not a page's act: it commits, since the agency must exist before anything can be its own.
    """
    agency_id = uuid7()
    values = {name: getattr(joining, name) for name in NewAgency.__slots__}
    values |= {"aliases": list(joining.aliases), "reference_prefix": joining.reference_prefix or joining.code[:2]}
    keyring().add_agency(agency_id)
    current_session().add(Agency(id=agency_id, **values))
    current_session().commit()
    with acting_as(system_actor(agency_id)):
        create_key(agency_id, agency_id)
        start_series(agency_id, *SERIES)
        audit.start_chain(agency_id)
        current_session().flush()
        audit.record(actor=system_actor(agency_id), verb="added", kind="agency", row_id=agency_id)
    return agency_id


def add_team(*, agency_id: UUID, code: str, name: str) -> Team:
    """Add a team to an agency. Refuses a code that the agency already uses."""
    used = select(Team.id).where(Team.agency_id == agency_id, Team.code == code)
    if current_session().scalar(used) is not None:
        raise Refused(f"There is a team “{code}” already.", field="code")
    team = Team(agency_id=agency_id, code=code, name=name)
    current_session().add(team)
    current_session().flush()
    return team


def record_agreement(*, agency_id: UUID, title: str, signed_on: date, valid_from: date, valid_until: date) -> UUID:
    """Record that an agency signed the forum's information sharing agreement, and for how long. A command: it commits.

    Refuses dates that run backwards. Both dates count (`rules.agreement_is_current`).
    """
    if valid_until < valid_from:
        raise Refused("An agreement cannot end before it starts.", field="valid_until")
    with acting_as(system_actor(agency_id)):
        agreement = InformationSharingAgreement(
            id=uuid7(), agency_id=agency_id, title=title, signed_on=signed_on,
            valid_from=valid_from, valid_until=valid_until,
        )  # fmt: skip
        agreement_id = agreement.id
        current_session().add(agreement)
        audit.record(actor=system_actor(agency_id), verb="signed", kind="sharing agreement", row_id=agreement_id)
    return agreement_id


def add_user(
    *, agency_id: UUID, team_id: UUID | None, email: str, name: str, password: str, roles: Collection[str]
) -> User:
    """Open an account from a command, with its password, as the agency's system actor; commits.

    Refuses a weak password, an address that has an account, and a role that this kind of agency may not hold.
    """
    actor = system_actor(agency_id)
    with acting_as(actor):
        user_id = open_account(actor=actor, team_id=team_id, email=email, name=name, password=password, roles=roles).id
    return queries.user(user_id)


def open_account(
    *, actor: Actor, team_id: UUID | None, email: str, name: str, password: str, roles: Collection[str]
) -> User:
    """Open an account in the actor's agency; the same refusals as `add_user`, in the caller's transaction."""
    address = rules.normalised_email(email)
    if queries.user_by_email(address) is not None:
        raise Refused("This address has an account already.", field="email")
    check_password_strength(password, email=address, name=name, field="password")
    check_roles(agency_id=actor.agency_id, chosen=roles)
    user = User(
        agency_id=actor.agency_id, team_id=team_id, email=address, name=name.strip(), created_at=clock.now(),
        password_hash=passwords.hashed(password),
    )  # fmt: skip
    current_session().add(user)
    current_session().flush()
    current_session().add_all(UserRole(user_id=user.id, role_code=code) for code in roles)
    current_session().flush()
    audit.record(actor=actor, verb="opened", kind="account", row_id=user.id, fields=("email", "name", "roles"))
    return user


def invite(*, actor: Actor, email: str, team_id: UUID | None, roles: Collection[str]) -> str:
    """Invite a colleague to open an account in the actor's agency; returns the token of the link, kept only as a hash.

    The link works once, for 72 hours. For an address that has an active account here it sets a new password, and
    leaves roles and second factor alone (OWASP ASVS 6.4.1, 6.4.3). Refuses an account of another agency, without
    saying so; a team of another agency; a role that this kind of agency may not hold.
    """
    address = rules.normalised_email(email)
    existing = queries.user_by_email(address)
    if existing is not None and (existing.agency_id != actor.agency_id or not existing.active):
        raise Refused("This address cannot be invited.", instead="Use another work address.", field="email")
    if existing is None:
        check_roles(agency_id=actor.agency_id, chosen=roles)
        _check_office(actor, roles)
    _check_team(actor.agency_id, team_id)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        agency_id=actor.agency_id, team_id=team_id, email=address, roles=[] if existing else sorted(roles),
        token_hash=invitation_hash(token), made_at=clock.now(), expires_at=clock.now() + INVITATION_LASTS,
    )  # fmt: skip
    current_session().add(invitation)
    current_session().flush()
    audit.record(actor=actor, verb="invited", kind="account", row_id=invitation.id, fields=("email", "team", "roles"))
    return token


def invitation_hash(token: str) -> str:
    """What is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def accept_invitation(*, token: str, name: str, password: str) -> User:
    """Open the account that a link invites to, or set its new password; the link is used up in the same statement.

    The holder of an account whose password it sets is told (OWASP ASVS 6.3.7): whoever made the link saw it too.
    NotVisible for a link that is used, too old or unknown, and for one that was overtaken (`_invited_account`).
    Refuses a weak password, and then the link stays good.
    """
    invitation = queries.invitation(invitation_hash(token))
    actor = system_actor(invitation.agency_id)
    act_as(actor)
    existing = _invited_account(invitation)
    check_password_strength(password, email=invitation.email, name=name, field="password")
    _use_up(invitation)
    if existing is None:
        return open_account(
            actor=actor, team_id=invitation.team_id, email=invitation.email, name=name, password=password,
            roles=invitation.roles,
        )  # fmt: skip
    existing.password_hash = passwords.hashed(password)
    end_sessions(user_id=existing.id)
    audit.record(actor=actor, verb="password_changed", kind="account", row_id=existing.id, fields=("password",))
    outbox.put(
        agency_id=existing.agency_id, address=existing.email, subject="Your password was changed by a link",
        path="/account", once=f"password-changed:{invitation.id}",
    )  # fmt: skip
    return existing


def change_password(*, actor: Actor, current: str, new: str, keep_token_hash: str = "") -> None:
    """Give the actor's own account another password; every other browser of the account is signed out.

    Refuses when the current one is wrong, and a weak new one.
    """
    user = queries.user(actor.user_id)
    if not passwords.is_right(user.password_hash, current):
        raise Refused("This is not your password now.", field="current")
    check_password_strength(new, email=user.email, name=user.name, field="new")
    user.password_hash = passwords.hashed(new)
    end_sessions(user_id=user.id, keep_token_hash=keep_token_hash)
    audit.record(actor=actor, verb="password_changed", kind="account", row_id=user.id, fields=("password",))


def change_roles(*, actor: Actor, user_id: UUID, roles: Collection[str], version: int) -> None:
    """Give an account of the actor's agency other roles; all its browsers are signed out.

    Refuses the actor's own account, no role at all, and a role that this kind of agency may not hold. Clash when
    somebody changed the account first.
    """
    answer = rules.roles_may_be_changed(own_account=user_id == actor.user_id, chosen=roles)
    if not answer:
        raise Refused(answer.reason, field="roles")
    check_roles(agency_id=actor.agency_id, chosen=roles)
    held = current_session().scalars(select(UserRole.role_code).where(UserRole.user_id == user_id))
    _check_office(actor, set(roles) - set(held))
    _next_version(actor, user_id, version)
    current_session().execute(delete(UserRole).where(UserRole.user_id == user_id))
    current_session().add_all(UserRole(user_id=user_id, role_code=code) for code in set(roles))
    current_session().flush()
    end_sessions(user_id=user_id)
    audit.record(actor=actor, verb="role_changed", kind="account", row_id=user_id, fields=("roles",))


def set_active(*, actor: Actor, user_id: UUID, active: bool, version: int) -> None:
    """Deactivate or reactivate an account of the actor's agency; deactivated, all its browsers are signed out.

    Refuses the actor's own account. Clash when somebody changed the account first.
    """
    answer = rules.account_may_be_closed(own_account=user_id == actor.user_id)
    if not answer:
        raise Refused(answer.reason)
    _next_version(actor, user_id, version, active=active)
    end_sessions(user_id=user_id)
    verb = "reactivated" if active else "deactivated"
    audit.record(actor=actor, verb=verb, kind="account", row_id=user_id, fields=("active",))


def end_sessions(*, user_id: UUID, keep_token_hash: str = "") -> None:
    """Sign an account out of every browser but the one named."""
    mine = delete(WebSession).where(WebSession.user_id == user_id, WebSession.token_hash != keep_token_hash)
    current_session().execute(mine.execution_options(synchronize_session=False))


def end_session(*, actor: Actor, token_hash: str) -> None:
    """Sign the actor's own account out of one browser. NotVisible for a session of anybody else's."""
    mine = delete(WebSession).where(WebSession.user_id == actor.user_id, WebSession.token_hash == token_hash)
    gone = current_session().scalar(mine.returning(WebSession.token_hash).execution_options(synchronize_session=False))
    if gone is None:
        raise NotVisible
    audit.record(actor=actor, verb="sign_out", kind="session", row_id=actor.user_id)


def check_password_strength(password: str, *, email: str, name: str, field: str) -> None:
    """Refuse a weak password beside its field (`rules.password_is_strong_enough`)."""
    answer = rules.password_is_strong_enough(password, context=queries.context_words(email, name))
    if not answer:
        raise Refused(answer.reason, field=field)


def check_roles(*, agency_id: UUID, chosen: Collection[str]) -> None:
    """Refuse unknown roles, and roles that this kind of agency may not hold."""
    kind = queries.agency(agency_id).kind
    known = {role.code: role for role in current_session().scalars(select(Role).where(Role.code.in_(chosen)))}
    if unknown := set(chosen) - set(known):
        raise Refused(f"There is no role “{min(unknown)}”.", field="roles")
    for role in known.values():
        answer = rules.role_may_be_held(label=role.label, forbidden_kinds=role.forbidden_kinds, agency_kind=kind)
        if not answer:
            raise Refused(answer.reason, field="roles")


def _check_office(actor: Actor, chosen: Collection[str]) -> None:
    """Refuse to appoint an officer of the forum: only who writes its plan or meetings, or a command, may do that."""
    offices = select(RolePermission.permission).where(
        RolePermission.role_code.in_(chosen), RolePermission.permission.in_(rules.POWERS_OF_OFFICE)
    )
    if not rules.office_may_be_given(current_session().scalars(offices), actor):
        raise Refused(
            "An agency cannot appoint officers of the forum.", instead="Ask the forum coordinator.", field="roles"
        )


def _check_team(agency_id: UUID, team_id: UUID | None) -> None:
    if team_id is not None and queries.team(team_id).agency_id != agency_id:
        raise Refused("Choose a team of your own agency.", field="team_id")


def invited(*, token: str) -> tuple[str, str]:
    """The address that a link invites, and the name of its account if there is one. NotVisible as for accepting it."""
    invitation = queries.invitation(invitation_hash(token))
    existing = _invited_account(invitation)
    return invitation.email, existing.name if existing else ""


def _invited_account(invitation: Invitation) -> User | None:
    """The account that a link sets a password for; None when it opens a new one.

    NotVisible when the account is closed, or was opened after the link was made, perhaps in another agency: whoever
    made the link did not make it for that account.
    """
    found = queries.user_by_email(invitation.email)
    if found is None:
        return None
    overtaken = found.agency_id != invitation.agency_id or found.created_at > invitation.made_at
    if overtaken or not found.active:
        raise NotVisible
    return found


def _use_up(invitation: Invitation) -> None:
    """One statement decides who uses the link, however many try at once; other links to the address end with it."""
    mine = update(Invitation).where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
    used = current_session().scalar(mine.values(used_at=clock.now()).returning(Invitation.id))
    if used is None:
        raise NotVisible
    others = update(Invitation).where(Invitation.agency_id == invitation.agency_id, Invitation.used_at.is_(None))
    others = others.where(Invitation.email == invitation.email).values(used_at=clock.now())
    current_session().execute(others.execution_options(synchronize_session=False))


def _next_version(actor: Actor, user_id: UUID, version: int, **values: object) -> None:
    mine = update(User).where(User.agency_id == actor.agency_id, User.id == user_id, User.version == version)
    changed = current_session().scalar(mine.values(version=User.version + 1, **values).returning(User.id))
    if changed is None:
        queries.account(actor, user_id)
        raise Clash("Somebody changed this account while you were looking at it.")
