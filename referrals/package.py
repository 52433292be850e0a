"""The sealed package: what is inside, how it is closed, opened and destroyed.

One random key a package; two parts sealed under it, each bound to its referral; the key wrapped once for each side.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from core import clock
from core.actor import Actor
from core.crypto.datakeys import keyring
from core.crypto.fields import packed, unpacked
from core.crypto.keyring import CannotOpen, open_bytes, seal_bytes
from core.scoping import belongs_to, current_session
from referrals.models import DisclosurePackage, PackageKey, Referral


@dataclass(frozen=True, slots=True)
class Triage:
    """What the receiver reads in order to answer.

    `name_words` and `support` are the paragraphs as they were shown; `alias`, `pronouns`, `wants` (the person's own
    words), `needs` (codes) and `told` are the same facts one by one. `until`: last day of the consent it rests on.
    """

    alias: str
    name_words: list[str]
    needs: list[str]
    support: list[str]
    until: str
    told: list[str] = field(default_factory=list)
    pronouns: str | None = None
    wants: str | None = None

    @property
    def last_day(self) -> date:
        """The last day on which the package may be opened."""
        return date.fromisoformat(self.until)


@dataclass(frozen=True, slots=True)
class SealedPart:
    """One category: the paragraphs as they were shown, and structured values where the record has them."""

    paragraphs: list[str]
    values: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that left, by category; the triage part apart."""

    triage: Triage
    parts: dict[str, SealedPart]


def seal(referral: Referral, package: Package) -> None:
    """Close a package for a referral that is already stored: two sealed parts, one wrap for each side."""
    key = secrets.token_bytes(32)
    sides = {"from_agency_id": referral.from_agency_id, "to_agency_id": referral.to_agency_id}
    parts = {category: asdict(part) for category, part in package.parts.items()}
    current_session().add(
        DisclosurePackage(
            referral_id=referral.id,
            triage_sealed=seal_bytes(key, packed(asdict(package.triage)).encode(), _place(referral.id, "triage")),
            parts_sealed=seal_bytes(key, packed(parts).encode(), _place(referral.id, "parts")),
            categories=["ALIAS", "SUPPORT", *sorted(package.parts)],
            sealed_at=clock.now(),
            **sides,
        )
    )
    for holder in sides.values():
        version, wrapped = keyring().wrap(holder, key, _wrap_place(referral.id, holder))
        current_session().add(
            PackageKey(
                referral_id=referral.id, holder_agency_id=holder, wrapped=wrapped, wrapping_version=version, **sides
            )
        )


def triages(actor: Actor, referral_ids: list[UUID]) -> dict[UUID, Triage]:
    """The triage part of many referrals, by one query; those closed for the actor's agency are left out."""
    if not referral_ids:
        return {}
    rows = current_session().execute(
        select(DisclosurePackage, PackageKey)
        .join(PackageKey, PackageKey.referral_id == DisclosurePackage.referral_id)
        .where(belongs_to(actor, DisclosurePackage), belongs_to(actor, PackageKey))
        .where(PackageKey.holder_agency_id == actor.agency_id, PackageKey.wrapped.is_not(None))
        .where(DisclosurePackage.referral_id.in_(referral_ids))
        .execution_options(populate_existing=True)
    )
    return {sealed.referral_id: _triage(_key(held), sealed) for sealed, held in rows}


def open_package(actor: Actor, referral_id: UUID) -> Package:
    """Open a package by the wrap of the actor's own agency; raises CannotOpen when that wrap was destroyed."""
    held = _held(actor, referral_id)
    sealed = (
        current_session()
        .scalars(
            select(DisclosurePackage)
            .where(belongs_to(actor, DisclosurePackage), DisclosurePackage.referral_id == referral_id)
            .execution_options(populate_existing=True)
        )
        .one()
    )
    key = _key(held)
    parts = unpacked(open_bytes(key, sealed.parts_sealed, _place(referral_id, "parts")).decode())
    return Package(_triage(key, sealed), {category: SealedPart(**part) for category, part in parts.items()})


def close_for(actor: Actor, referral_id: UUID, holder: UUID) -> None:
    """Destroy one side's wrap: that side can never open the package again. The other side's stays."""
    current_session().execute(
        update(PackageKey)
        .where(belongs_to(actor, PackageKey))
        .where(PackageKey.referral_id == referral_id, PackageKey.holder_agency_id == holder)
        .values(wrapped=None)
        .execution_options(synchronize_session=False)
    )


def rewrap_packages(actor: Actor) -> int:
    """Wrap every package key that the actor's agency holds by its current wrapping key; returns how many."""
    rows = (
        current_session()
        .scalars(
            select(PackageKey)
            .where(belongs_to(actor, PackageKey), PackageKey.holder_agency_id == actor.agency_id)
            .where(PackageKey.wrapped.is_not(None))
        )
        .all()
    )
    for row in rows:
        place = _wrap_place(row.referral_id, row.holder_agency_id)
        row.wrapping_version, row.wrapped = keyring().wrap(row.holder_agency_id, _key(row), place)
    return len(rows)


def _held(actor: Actor, referral_id: UUID) -> PackageKey:
    found = (
        current_session()
        .scalars(
            select(PackageKey)
            .where(belongs_to(actor, PackageKey))
            .where(PackageKey.referral_id == referral_id, PackageKey.holder_agency_id == actor.agency_id)
            .execution_options(populate_existing=True)
        )
        .one_or_none()
    )
    if found is None:
        raise CannotOpen("There is no package here for this agency.")
    return found


def _key(held: PackageKey) -> bytes:
    if held.wrapped is None:
        raise CannotOpen("This package is closed: its key was destroyed.")
    place = _wrap_place(held.referral_id, held.holder_agency_id)
    return keyring().unwrap(held.holder_agency_id, held.wrapping_version, held.wrapped, place)


def _triage(key: bytes, sealed: DisclosurePackage) -> Triage:
    opened = open_bytes(key, sealed.triage_sealed, _place(sealed.referral_id, "triage"))
    return Triage(**unpacked(opened.decode()))


def _place(referral_id: UUID, part: str) -> str:
    return f"{referral_id}|{part}"


def _wrap_place(referral_id: UUID, holder: UUID) -> str:
    return f"package|{referral_id}|{holder}"
