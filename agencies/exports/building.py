"""The worker's part: read the list as the one who asked, write the file, lock it, seal it in pieces. Or give it up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select, update

from agencies import queries as agencies
from agencies.exports import queries, rules, service
from agencies.exports.archive import locked
from agencies.exports.lists import Line, ListOffer
from agencies.exports.models import ExportShape, ExportState, ListExport, ListExportPiece, ListExportSecret
from core import audit, clock, tables
from core.actor import Actor
from core.errors import Refused
from core.making import Work
from core.scoping import belongs_to, current_session
from core.words import moment

PIECE = 256 * 1024
STEP = 50


class Outdated(RuntimeError):
    """While the list was read something changed that bears on it: it is made afresh, a little later."""


@dataclass(frozen=True, slots=True)
class Built:
    """A list that was read and locked, and is not stored yet: plain values, since the reading is undone."""

    export_id: UUID
    version: int
    content: bytes = field(repr=False)
    rows: int
    about: frozenset[UUID]


def make(work: Work) -> Callable[[], object]:
    """Make the list of an export, as the one who asked for it is now. What gives back stores it.

    Refuses (for good) when they may not have it any more, or when it has outgrown what was agreed to; an export that
    was taken back meanwhile is left alone.
    """
    row = _row(work.actor, UUID(work.about["export_id"]))
    if row is None or row.state is not ExportState.MAKING:
        return _nothing
    built = _built(work.actor, row, work.step)
    return lambda: _store(work.actor, built)


def give_up(work: Work) -> None:
    """What happens when it was tried often enough, or may not be made."""
    service.give_up(actor=work.actor, export_id=UUID(work.about["export_id"]))


def _nothing() -> None:
    """An export that is over already is left as it is."""


def _built(actor: Actor, row: ListExport, step: Callable[[int, int], None]) -> Built:
    offer = queries.offer(actor, row.list_code)
    size = offer.size(actor)
    total = size.rows
    grown = rules.has_outgrown(row.rows_asked, total) or rules.has_outgrown(row.people_asked, size.people)
    if grown or total > rules.MOST_ROWS:
        raise Refused("The list has grown since it was asked for.", instead="Ask for it again.")
    lines = list(_counted(offer.lines(actor), total, step))
    marks = _watermark(actor, row)
    content = _file(row, offer, lines, marks)
    if row.about_people:
        content = locked(_named(row, content), _passphrase(actor, row))
    about = frozenset(line.about for line in lines if line.about is not None)
    return Built(row.id, row.version, content, len(lines), about)


def _counted(lines: Iterator[Line], total: int, step: Callable[[int, int], None]) -> Iterator[Line]:
    """The lines, with word of how far it is; the last step is the writing."""
    for number, line in enumerate(lines, 1):
        if number > rules.MOST_ROWS:
            raise Refused("The list has grown since it was asked for.", instead="Ask for it again.")
        if number % STEP == 1:
            step(min(number, total), total + 1)
        yield line


def _file(row: ListExport, offer: ListOffer, lines: list[Line], marks: list[tuple[str, str]]) -> bytes:
    """The list with a first sheet that says whose it is, and the same on its last line."""
    last = (" · ".join(f"{name}: {words}" for name, words in marks),)
    rows: list[tuple[tables.Cell, ...]] = [*(line.cells for line in lines), last]
    sheets = [
        tables.Sheet("About this list", ("About", "Words"), marks),
        tables.Sheet(offer.title, offer.headings, rows),
    ]
    return tables.book(row.shape.value, sheets)


def _watermark(actor: Actor, row: ListExport) -> list[tuple[str, str]]:
    account = agencies.user(row.asked_by)
    said = [
        ("List", queries.title_of(row.list_code)), ("Taken out by", f"{account.name}, {account.email}"),
        ("Agency", agencies.agency(actor.agency_id).name), ("When", moment(clock.now())),
        ("What for", rules.PURPOSE_WORDS[row.purpose]), ("Why", row.why or ""), ("Number", str(row.id)),
    ]  # fmt: skip
    if row.decided_by is not None:
        said.append(("Agreed to by", agencies.user(row.decided_by).name))
    return [*said, ("Care", "Keep it locked, pass it to nobody, and destroy it when its purpose is over.")]


def _named(row: ListExport, content: bytes) -> dict[str, bytes]:
    ending = "zip" if row.shape is ExportShape.CSV else row.shape.value
    return {f"{row.list_code}.{ending}": content}


def _passphrase(actor: Actor, row: ListExport) -> str:
    found = current_session().scalars(
        select(ListExportSecret).where(belongs_to(actor, ListExportSecret), ListExportSecret.id == row.id)
    ).one_or_none()  # fmt: skip
    if found is None or not found.passphrase:
        raise Refused("There is no passphrase to lock it with.", instead="Ask for it again.")
    return found.passphrase


def _store(actor: Actor, built: Built) -> None:
    """Keep the archive, wipe the passphrase, and write into the trail of each person that their row was taken out.

    Nothing is stored when the export was taken back meanwhile; it is made afresh when somebody was kept away, or a
    record erased, since it was read.
    """
    pieces = [built.content[start : start + PIECE] for start in range(0, len(built.content), PIECE)]
    if not _marked_ready(actor, built, len(pieces)):
        row = _row(actor, built.export_id)
        if row is not None and row.state is ExportState.MAKING:
            raise Outdated
        return
    session = current_session()
    secret = session.get(ListExportSecret, (actor.agency_id, built.export_id))
    if secret is not None:
        session.delete(secret)
    session.add_all(
        ListExportPiece(agency_id=actor.agency_id, export_id=built.export_id, number=number, content=piece)
        for number, piece in enumerate(pieces)
    )
    session.flush()
    _note(actor, built)


def _marked_ready(actor: Actor, built: Built, pieces: int) -> bool:
    now = clock.now()
    won = current_session().scalar(
        update(ListExport)
        .where(belongs_to(actor, ListExport), ListExport.id == built.export_id, ListExport.version == built.version)
        .where(ListExport.state == ExportState.MAKING)
        .values(
            state=ExportState.READY, made_at=now, ends_at=now + rules.KEPT, rows_made=built.rows, pieces=pieces,
            size=len(built.content), check_sum=hashlib.sha256(built.content).hexdigest(), version=built.version + 1,
        )
        .returning(ListExport.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return won is not None


def _note(actor: Actor, built: Built) -> None:
    audit.record(actor=actor, verb="made", kind=rules.KIND, row_id=built.export_id, fields=("rows", "passphrase"))
    for person_id in sorted(built.about):
        audit.record(
            actor=actor, verb="exported", kind=rules.KIND, row_id=built.export_id, subject_id=person_id
        )  # fmt: skip
    row = _row(actor, built.export_id)
    if row is not None:
        service.tell_ready(row)


def _row(actor: Actor, export_id: UUID) -> ListExport | None:
    found = select(ListExport).where(belongs_to(actor, ListExport), ListExport.id == export_id)
    return current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
