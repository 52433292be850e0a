"""What the tests of list exports share: a case to be in a list, good words, and an archive opened again."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from uuid import UUID

import pyzipper
from openpyxl import load_workbook

from cases import service as casework
from cases.models import CaseKind
from people import service as people
from tests.house import House

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PASSPHRASE = "otter lantern seven quarry"
WHY = "Supervision on Thursday, to go through who waits."
ALIAS = "Marigold Canary"


def opened(house: House, alias: str = ALIAS) -> tuple[UUID, UUID]:
    """A case of Robin's at NUM: its id, and the person's."""
    with house.acting("num_isva") as robin:
        person = people.register_person(actor=robin, alias=alias)
        case = casework.open_case(
            actor=robin, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=robin.user_id, needs=[]
        )
        return case.id, person.id


def unlocked(content: bytes, name: str = "cases-own.xlsx") -> bytes:
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(PASSPHRASE.encode())
        inside: bytes = archive.read(name)
    return inside


def cells(book: bytes, sheet: int = 1) -> list[list[object]]:
    return [list(row) for row in load_workbook(io.BytesIO(book)).worksheets[sheet].iter_rows(values_only=True)]
