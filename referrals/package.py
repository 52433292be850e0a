"""The sealed package: what is inside, how it is closed, opened and destroyed.

One random key a package; two parts sealed under it, each bound to its referral; the key wrapped once for each side.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update

from core import clock
from core.actor import Actor
from core.crypto.datakeys import keyring
from core.crypto.fields import packed, unpacked
from core.crypto.keyring import CannotOpen, open_bytes, seal_bytes
from core.db import uuid7
from core.scoping import belongs_to, current_session
from referrals.models import DisclosurePackage, PackageKey, PackageSupplement, Referral


@dataclass(frozen=True, slots=True)
class Triage:
    """What the receiver reads in order to answer.

    `name_words` and `support` are the paragraphs as they were shown; `alias`, `pronouns`, `wants` (the person's own
    words), `needs` (codes) and `told` are the same facts one by one. `until`: last day of the consent it rests on.
    `alarm`: what the receiver must know in order to act, when it was shared without consent by an authorised decision.
    """

    alias: str
    name_words: list[str]
    needs: list[str]
    support: list[str]
    until: str
    told: list[str] = field(default_factory=list)
    pronouns: str | None = None
    wants: str | None = None
    alarm: list[str] = field(default_factory=list)

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
class Supplement:
    """Parts that were sent later, because the receiver asked; `until`: last day of the consent that they rest on."""

    sealed_at: datetime
    until: str
    parts: dict[str, SealedPart]

    @property
    def last_day(self) -> date:
        """The last day on which these parts may be read."""
        return date.fromisoformat(self.until)


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that left, by category; the triage part apart.

    `parts` holds what was sent later too, in its latest words; `supplements` says which came when.
    """

    triage: Triage
    parts: dict[str, SealedPart]
    supplements: tuple[Supplement, ...] = ()

    @property
    def categories(self) -> list[str]:
        """The codes of what is inside. The support wanted is left out where a decision did not share it."""
        return ["ALIAS", *(["SUPPORT"] if self.triage.support else []), *sorted(self.parts)]


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
            categories=package.categories,
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


def to_words(package: Package) -> str:
    """A package as text, for its sender's own sealed column while the letter is held."""
    parts = {category: asdict(part) for category, part in package.parts.items()}
    return packed({"triage": asdict(package.triage), "parts": parts})


def from_words(words: str) -> Package:
    """The reverse of `to_words`."""
    found = unpacked(words)
    parts = {category: SealedPart(**part) for category, part in found["parts"].items()}
    return Package(Triage(**found["triage"]), parts)


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
    package = Package(_triage(key, sealed), {category: SealedPart(**part) for category, part in parts.items()})
    return _with_supplements(package, _supplements(actor, referral_id, key))


def seal_supplement(actor: Actor, referral: Referral, parts: Mapping[str, SealedPart], until: date) -> None:
    """Seal parts that are sent later under the package's own key, so that whatever closes it closes them."""
    row = PackageSupplement(
        id=uuid7(), referral_id=referral.id, from_agency_id=referral.from_agency_id,
        to_agency_id=referral.to_agency_id, categories=sorted(parts), sealed_at=clock.now(),
    )  # fmt: skip
    words = packed({"until": until.isoformat(), "parts": {code: asdict(part) for code, part in parts.items()}})
    key = _key(_held(actor, referral.id))
    row.parts_sealed = seal_bytes(key, words.encode(), _place(referral.id, f"supplement|{row.id}"))
    current_session().add(row)


def supplements(actor: Actor, referral_id: UUID) -> tuple[Supplement, ...]:
    """What was sent later, first things first; nothing once the package is closed for the actor's agency."""
    held = _held(actor, referral_id)
    return _supplements(actor, referral_id, _key(held)) if held.wrapped is not None else ()


def seal_note(actor: Actor, referral_id: UUID, note_id: UUID, words: str) -> bytes:
    """Seal something written about a referral under the package's own key, bound to its row.

    Raises CannotOpen when the package is closed for the actor's agency: who may not read may not write.
    """
    return seal_bytes(_key(_held(actor, referral_id)), words.encode(), _place(referral_id, f"note|{note_id}"))


def open_notes(actor: Actor, referral_id: UUID, notes: Mapping[UUID, bytes]) -> dict[UUID, str]:
    """What was written about a referral, by note, with one opening of its key; nothing once it is closed for us."""
    held = _held(actor, referral_id)
    if held.wrapped is None:
        return {}
    key = _key(held)
    return {
        note_id: open_bytes(key, sealed, _place(referral_id, f"note|{note_id}")).decode()
        for note_id, sealed in notes.items()
    }


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


def _supplements(actor: Actor, referral_id: UUID, key: bytes) -> tuple[Supplement, ...]:
    rows = current_session().scalars(
        select(PackageSupplement)
        .where(belongs_to(actor, PackageSupplement), PackageSupplement.referral_id == referral_id)
        .order_by(PackageSupplement.sealed_at, PackageSupplement.id)
    )
    return tuple(_opened_supplement(row, key) for row in rows)


def _opened_supplement(row: PackageSupplement, key: bytes) -> Supplement:
    place = _place(row.referral_id, f"supplement|{row.id}")
    opened = unpacked(open_bytes(key, row.parts_sealed, place).decode())
    parts = {category: SealedPart(**part) for category, part in opened["parts"].items()}
    return Supplement(row.sealed_at, opened["until"], parts)


def _with_supplements(package: Package, later: tuple[Supplement, ...]) -> Package:
    """The package as it stands now: the consent that ends first ends it all."""
    parts = dict(package.parts)
    for each in later:
        parts |= each.parts
    until = min([package.triage.until, *(each.until for each in later)])
    return Package(replace(package.triage, until=until), parts, later)


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
