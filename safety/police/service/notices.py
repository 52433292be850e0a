"""Who is told of what. A notice names no person, no report and no agency."""

from __future__ import annotations

from uuid import UUID

from agencies import queries as agencies
from agencies.permissions import Permission
from core import outbox
from safety.police.models import PoliceLetter, PoliceRelease

ARRIVED = "Information waits for your team"
TAKEN_BACK = "Information that you received was taken back"
ANSWERED = "A question of yours has its answer"
CHECK = "A letter waits for a second person"
RETURNED = "A letter of yours came back to you"
GONE = "A letter of yours has gone"
QUESTION = "A question waits for your agency"
FEEDBACK = "Your agency heard what came of something"


def tell_police(release: PoliceRelease, subject: str, act: str) -> None:
    """Tell those who receive information at the police, once for each act."""
    for address in agencies.addresses_of(release.to_agency_id, Permission.INFORMATION_RECEIVE):
        outbox.put(
            agency_id=release.to_agency_id, address=address, subject=subject, path=f"/information/{release.id}",
            once=f"police-{act}:{release.id}",
        )  # fmt: skip


def tell_agency(release: PoliceRelease, subject: str, act: str) -> None:
    """Tell those who release at the agency; whose report it is, the police's transaction does not know."""
    for address in agencies.addresses_of(release.from_agency_id, Permission.REPORT_RELEASE):
        outbox.put(
            agency_id=release.from_agency_id, address=address, subject=subject, path="/police-letters",
            once=f"police-{act}:{release.id}",
        )  # fmt: skip


def tell_second_people(row: PoliceLetter, about: UUID | None) -> None:
    """Tell those who may let a letter go, without those who wrote it."""
    writers = {agencies.user(row.written_by).email, agencies.user(row.changed_by).email}
    for address in agencies.addresses_of(row.agency_id, Permission.REPORT_RELEASE):
        if address not in writers:
            _put(row, address, CHECK, f"check-{row.version}", about)


def tell_writer(row: PoliceLetter, subject: str, act: str, about: UUID | None) -> None:
    """Tell whoever wrote a letter last."""
    writer = agencies.user(row.changed_by)
    if writer.active:
        _put(row, writer.email, subject, act, about)


def _put(row: PoliceLetter, address: str, subject: str, act: str, about: UUID | None) -> None:
    outbox.put(
        agency_id=row.agency_id, address=address, subject=subject, path=f"/police-letters/{row.id}",
        once=f"police-letter-{act}:{row.id}", about=about,
    )  # fmt: skip
