"""Tables of agencies and accounts. None of them says anything about a person who is supported."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key, uuid7


class AgencyKind(StrEnum):
    """What an agency is, as the immigration firewall and the role rules need to know it."""

    SUPPORT = "support"
    REPORTING_AND_SUPPORT = "third_party_reporting_and_support"
    POLICE = "police"
    PROBATION = "probation"
    LOCAL_AUTHORITY = "local_authority"


class Firewall(StrEnum):
    """Whether immigration-protected fields may ever be released to an agency (domain.md 4.5)."""

    BLOCKED = "blocked"
    CONSENT_ONLY = "consent_only"


class Agency(Base):
    """A member organisation: a data controller of its own."""

    __tablename__ = "agency"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("acknowledge_days >= 0 and decide_days >= 0", name="clocks_are_not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[AgencyKind] = choice(AgencyKind, "agency_has_a_known_kind")
    firewall: Mapped[Firewall] = choice(Firewall, "agency_has_a_firewall_rule")
    sector: Mapped[str]
    url: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    successor_code: Mapped[str | None]
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    reference_prefix: Mapped[str]
    acknowledge_days: Mapped[int] = mapped_column(default=1)
    decide_days: Mapped[int] = mapped_column(default=5)


class Team(Base):
    """A team inside an agency; consent and referrals are addressed to one."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("agency_id", "code"), UniqueConstraint("agency_id", "id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str]
    name: Mapped[str]


class InformationSharingAgreement(Base):
    """An agency's signature under the forum's agreement, with its dates. Without a current one nothing moves."""

    __tablename__ = "information_sharing_agreement"
    __table_args__ = (
        Index("ix_information_sharing_agreement_agency", "agency_id", "valid_until"),
        CheckConstraint("valid_from <= valid_until", name="agreement_runs_forwards"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    title: Mapped[str]
    signed_on: Mapped[date]
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    ended_on: Mapped[date | None]


class Role(Base):
    """A role, as data. `homes` names the home page it opens on."""

    __tablename__ = "role"

    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    purpose: Mapped[str]
    forbidden_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)


class RolePermission(Base):
    """One cell of the table of role x permission."""

    __tablename__ = "role_permission"

    role_code: Mapped[str] = mapped_column(ForeignKey("role.code"), primary_key=True)
    permission: Mapped[str] = mapped_column(primary_key=True)


class User(Base):
    """An account of a worker or member representative. The e-mail is a work address, the name a work name."""

    __tablename__ = "user_account"
    __table_args__ = (
        UniqueConstraint("email"),
        UniqueConstraint("agency_id", "id"),
        Index("ix_user_account_agency_name", "agency_id", "name"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    email: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class UserRole(Base):
    """A role held by an account."""

    __tablename__ = "user_role"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    role_code: Mapped[str] = mapped_column(ForeignKey("role.code"), primary_key=True)


class SecondFactor(Sealable, Base):
    """A TOTP secret, sealed by the agency's own key; its `id` is the account's. A time step works once."""

    __tablename__ = "second_factor"
    __table_args__ = (owned_key("id", "user_account"),)

    secret_sealed: Mapped[bytes | None]
    secret = SealedText("secret_sealed")
    last_step: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key."""
        return self.agency_id


class RecoveryCode(Base):
    """One of the codes that replace a lost phone; kept as a hash, used once."""

    __tablename__ = "recovery_code"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """A single-use link to open an account, kept as a hash; good for 72 hours."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    email: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(JSON)
    token_hash: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class WebSession(Base):
    """A signed-in (or signing-in) browser. The cookie holds a random token, this row its hash."""

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]


class KnownDevice(Base):
    """A browser that an account has signed in from: outsiders cannot lock it out (security.md T8)."""

    __tablename__ = "known_device"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    made_at: Mapped[datetime]


class SignInAttempt(Base):
    """A failed try, by account and by address, both as keyed hashes; forgotten after a day."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account", "account_hash", "at"),
        Index("ix_sign_in_attempt_address", "address_hash", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    account_hash: Mapped[str]
    address_hash: Mapped[str]
    device_hash: Mapped[str | None]
    at: Mapped[datetime]
