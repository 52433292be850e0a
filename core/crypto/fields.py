"""Sealed columns: text or bytes encrypted the moment they are set, bound to agency, table, column, row, key version.

A class declares a bytes column and a descriptor over it:

    alias_sealed: Mapped[bytes | None]
    alias = SealedText("alias_sealed")
"""

from __future__ import annotations

import json
from typing import Any, overload
from uuid import UUID

from core.crypto.datakeys import key_of
from core.crypto.keyring import CannotOpen, KeyDestroyed, open_bytes, seal_bytes
from core.db import AgencyOwned, uuid7
from core.errors import Refused

FORMAT = b"\x01"
#: What a sealed text says once the key of its record was destroyed; packed values are then as if never written.
ERASED = "Erased"


class Sealable(AgencyOwned):
    """An owned row with sealed columns. Its key is that of the person it is about, or its own when it has none."""

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", uuid7())
        sealed = {name: values.pop(name) for name in list(values) if isinstance(getattr(type(self), name), Sealed)}
        for name, value in {**values, **sealed}.items():
            setattr(self, name, value)

    @property
    def key_subject(self) -> UUID:
        """Whose data key seals this row. Rows about a person override nothing: they carry `person_id`."""
        return getattr(self, "person_id", None) or self.id


class Sealed:
    """What sealed columns of every kind share: the column they stand over, and how a value is bound to its place."""

    def __init__(self, column: str) -> None:
        self.column = column

    def _write(self, row: Sealable, plain: bytes | None) -> None:
        setattr(row, self.column, None if plain is None else self._seal(row, plain))

    def _read(self, row: Sealable) -> bytes | None:
        sealed: bytes | None = getattr(row, self.column)
        return None if sealed is None else self._open(row, sealed)

    def _seal(self, row: Sealable, plain: bytes) -> bytes:
        try:
            key = key_of(row.agency_id, row.key_subject)
        except KeyDestroyed:
            raise Refused("This record was erased.", instead="Nothing can be added to it.") from None
        return FORMAT + seal_bytes(key, plain, self._place(row))

    def _open(self, row: Sealable, sealed: bytes) -> bytes:
        if sealed[:1] != FORMAT:
            raise CannotOpen("This sealed value has an unknown format.")
        key = key_of(row.agency_id, row.key_subject)
        return open_bytes(key, sealed[1:], self._place(row))

    def _place(self, row: Sealable) -> str:
        table = type(row).__tablename__  # type: ignore[attr-defined]  # every concrete Sealable is a mapped table
        return f"{row.agency_id}|{table}|{self.column}|{row.id}|{row.key_subject}|{FORMAT.hex()}"


class SealedText(Sealed):
    """Reads and writes a sealed text column. None stays None, so that “no answer” needs no key.

    Once the record was erased it reads as “Erased”, on every page alike, and refuses to be written.
    """

    @overload
    def __get__(self, row: None, owner: type[Any]) -> SealedText: ...
    @overload
    def __get__(self, row: Sealable, owner: type[Any]) -> str | None: ...
    def __get__(self, row: Sealable | None, owner: type[Any]) -> SealedText | str | None:
        if row is None:
            return self
        try:
            plain = self._read(row)
        except KeyDestroyed:
            return ERASED
        return None if plain is None else plain.decode()

    def __set__(self, row: Sealable, words: str | None) -> None:
        self._write(row, None if words is None else words.encode())


class SealedBytes(Sealed):
    """Reads and writes a sealed column of bytes: a piece of a file."""

    @overload
    def __get__(self, row: None, owner: type[Any]) -> SealedBytes: ...
    @overload
    def __get__(self, row: Sealable, owner: type[Any]) -> bytes | None: ...
    def __get__(self, row: Sealable | None, owner: type[Any]) -> SealedBytes | bytes | None:
        return self if row is None else self._read(row)

    def __set__(self, row: Sealable, content: bytes | None) -> None:
        self._write(row, content)


def sealed_columns(table: type[Any]) -> dict[str, str]:
    """Descriptor name to column name of every sealed column of a table: the encryption inventory reads this."""
    found = {name: value for base in table.__mro__ for name, value in vars(base).items()}
    return {name: value.column for name, value in found.items() if isinstance(value, Sealed)}


def packed(value: Any) -> str:
    """A structured value as text, to be sealed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def unpacked(words: str | None) -> Any:
    """The reverse of `packed`; None when nothing was sealed, or it was erased."""
    return None if words is None or words == ERASED else json.loads(words)
