"""Writes of list exports: asked, agreed to, refused, taken back, handed out, ended. The worker's part is `building`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from agencies import queries as agencies
from agencies.exports import queries, rules
from agencies.exports.lists import ListOffer, Size
from agencies.exports.models import (
    ExportPurpose,
    ExportShape,
    ExportState,
    ListExport,
    ListExportPiece,
    ListExportSecret,
)
from agencies.models import User
from agencies.permissions import Permission
from agencies.rules import Answer
from core import audit, clock, making, outbox
from core.actor import Actor
from core.crypto.datakeys import create_key, destroy_key
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import belongs_to, current_session

CHANGED = "Somebody else was first: this list does not wait for an answer any more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for. The passphrase is in no trace, log or message: it has no place in `repr`."""

    code: str
    shape: str
    purpose: str
    why: str
    passphrase: str = field(default="", repr=False)
    again: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Handed:
    """An archive on its way to whoever asked for it."""

    content: bytes = field(repr=False)
    name: str
    is_archive: bool
    shape: ExportShape


def ask(*, actor: Actor, wish: Wish) -> ListExport:
    """Ask for a list; it is made at once, or after a second yes.

    Refuses a list that is not the actor's, an unsaid purpose, a weak passphrase where the list is about people, an
    empty or endless list, more than five at a time, and a list that nobody else could agree to.
    """
    offer = queries.offer(actor, wish.code)
    _refuse_unless(rules.why_is_enough(wish.why), "why")
    if offer.about_people:
        _refuse_unless(_passphrase_answer(actor, wish), "passphrase")
    queries.hold_asker(actor)
    size = _size_to_take(actor, offer)
    needs_second = needs_second_yes(actor, offer, size)
    approvers = queries.approvers(actor) if needs_second else []
    if needs_second and not approvers:
        raise Refused(
            "This list needs the yes of a second manager or of the data protection lead, and there is nobody else.",
            instead="Ask whoever manages accounts at your agency to name one.",
        )
    row = _stored(actor, offer, wish, size, needs_second)
    audit.record(actor=actor, verb="asked", kind=rules.KIND, row_id=row.id, fields=(offer.code, "purpose", "why"))
    if needs_second:
        _tell(row, approvers, "Somebody asks for a list that needs your yes", "asked")
    else:
        _begin(actor, row)
    return row


def needs_second_yes(actor: Actor, offer: ListOffer, size: Size) -> bool:
    """Whether this list, as long as it is just now, waits for a second colleague."""
    return rules.second_yes_is_needed(
        whole_caseload=offer.whole_caseload, alone=offer.alone, people=size.people,
        lately=queries.people_lately(actor),
    )  # fmt: skip


def agree(*, actor: Actor, export_id: UUID, version: int) -> None:
    """Say the second yes; the worker begins. Refuses one's own, and one who has a hand in the approver's account."""
    row = _to_decide(actor, export_id)
    now = clock.now()
    values = {"state": ExportState.MAKING, "decided_by": actor.user_id, "decided_at": now, "ends_at": now + rules.KEPT}
    _move(actor, row.id, version, ExportState.WAITING, values)
    audit.record(actor=actor, verb="agreed", kind=rules.KIND, row_id=row.id)
    asker = agencies.user(row.asked_by)
    _begin(_asker(asker), row)
    _tell(row, [asker], "Your list was agreed to and is being made", "agreed")


def refuse(*, actor: Actor, export_id: UUID, version: int, answer: str) -> None:
    """Say no, and why. The passphrase is wiped; the asker is told."""
    _refuse_unless(rules.answer_is_enough(answer), "answer")
    row = _to_decide(actor, export_id)
    now = clock.now()
    values = {"state": ExportState.REFUSED, "decided_by": actor.user_id, "decided_at": now, "over_at": now}
    _move(actor, row.id, version, ExportState.WAITING, values)
    row.answer = answer.strip()
    wipe(actor, row.id)
    audit.record(actor=actor, verb="refused", kind=rules.KIND, row_id=row.id, fields=("answer",))
    _tell(row, [agencies.user(row.asked_by)], "Your list was refused", "refused")


def cancel(*, actor: Actor, export_id: UUID, version: int) -> None:
    """Take one's own request back, or throw the archive away before its week is over."""
    row = _own(actor, export_id)
    if row.state not in rules.OPEN:
        raise Clash("This list is over already.")
    _move(actor, row.id, version, row.state, {"state": ExportState.CANCELLED, "over_at": clock.now()})
    wipe(actor, row.id)
    audit.record(actor=actor, verb="cancelled", kind=rules.KIND, row_id=row.id)


def take(*, actor: Actor, export_id: UUID) -> Handed:
    """Hand out an archive: to whoever asked for it and to nobody else, while it is ready and they may still have it.

    NotVisible for every other colleague, whatever their role. The download is counted and audited.
    """
    row = _own(actor, export_id)
    offer = queries.offer(actor, row.list_code)
    now = clock.now()
    if row.state is not ExportState.READY or row.ends_at <= now or queries.shows_somebody_held_back(actor, row):
        raise Refused("This list is not here any more.", instead="Ask for it again if you still need it.")
    content = queries.content_of(actor, row)
    row.takings += 1
    row.taken_at = now
    audit.record(actor=actor, verb="downloaded", kind=rules.KIND, row_id=row.id, fields=(offer.code,))
    name = rules.file_name(row.list_code, clock.london(row.made_at or now).date())
    return Handed(content, name, row.about_people, row.shape)


def end_due(*, actor: Actor) -> int:
    """End what has run out: requests that nobody answered, archives that are a week old, and all of those whose account
    was closed. Returns how many."""
    due = queries.due_to_end(actor, clock.now())
    for row in due:
        unanswered = row.state is ExportState.WAITING and row.ends_at <= clock.now()
        _end(actor, row)
        if unanswered:
            _tell(row, [agencies.user(row.asked_by)], "Nobody answered for your list; it has lapsed", "lapsed")
    return len(due)


def end_kept(*, actor: Actor, asked_by: UUID | None = None) -> None:
    """End every archive about people that is kept, of one colleague or of all: somebody in it is to be seen no more.

    What is being made begins afresh. Called when a record is erased, and when a colleague is kept away from a person:
    the words of the page are those of an archive whose week is over, so it says nothing of the reason.
    """
    theirs = [belongs_to(actor, ListExport), ListExport.about_people.is_(True)]
    if asked_by is not None:
        theirs.append(ListExport.asked_by == asked_by)
    kept = select(ListExport).where(*theirs, ListExport.state == ExportState.READY)
    for row in current_session().scalars(kept).all():
        _end(actor, row)
    current_session().execute(
        update(ListExport)
        .where(*theirs, ListExport.state == ExportState.MAKING)
        .values(version=ListExport.version + 1)
        .execution_options(synchronize_session=False)
    )


def give_up(*, actor: Actor, export_id: UUID) -> None:
    """Note that a list could not be made: the passphrase is wiped, and whoever asked is told."""
    won = _moved(actor, export_id, (ListExport.state == ExportState.MAKING,), _over(ExportState.FAILED))
    if won is None:
        return
    wipe(actor, export_id)
    audit.record(actor=actor, verb="failed", kind=rules.KIND, row_id=export_id)
    row = current_session().scalars(
        select(ListExport).where(belongs_to(actor, ListExport), ListExport.id == export_id)
    ).one()  # fmt: skip
    _tell(row, [agencies.user(row.asked_by)], "Your list could not be made", "failed")


def wipe(actor: Actor, export_id: UUID) -> None:
    """Throw away passphrase and pieces, and destroy the key that sealed them: copies in a backup open no more."""
    for table, column in ((ListExportSecret, ListExportSecret.id), (ListExportPiece, ListExportPiece.export_id)):
        current_session().execute(
            delete(table)
            .where(belongs_to(actor, table), column == export_id)
            .execution_options(synchronize_session="fetch")
        )
    destroy_key(actor.agency_id, export_id)


def tell_ready(row: ListExport) -> None:
    """Tell whoever asked that their list is ready."""
    _tell(row, [agencies.user(row.asked_by)], "Your list is ready, for seven days", "ready")


def _passphrase_answer(actor: Actor, wish: Wish) -> Answer:
    account, agency = agencies.user(actor.user_id), agencies.agency(actor.agency_id)
    context = (account.email, account.name, agency.name, agency.code, wish.code)
    strong = rules.passphrase_may_be_used(wish.passphrase, wish.again, context=context)
    if strong and agencies.own_password_is_right(actor, wish.passphrase):
        return Answer(False, "Use another one than your password: whoever you give the file to would learn it.")
    return strong


def _size_to_take(actor: Actor, offer: ListOffer) -> Size:
    if queries.count_open(actor) >= rules.MOST_OPEN:
        raise Refused(
            f"{rules.MOST_OPEN} lists of yours wait or are being made.", instead="Take one back, or wait for it."
        )
    size = offer.size(actor)
    if not size.rows:
        raise Refused("This list has no rows for you just now.", instead="There is nothing to take out.")
    if size.rows > rules.MOST_ROWS:
        raise Refused(
            f"This list has {size.rows:,} rows, and {rules.MOST_ROWS:,} is the most.",
            instead="Ask whoever looks after the service for a move of records.",
        )
    return size


def _stored(actor: Actor, offer: ListOffer, wish: Wish, size: Size, needs_second: bool) -> ListExport:
    now, session = clock.now(), current_session()
    row = ListExport(
        agency_id=actor.agency_id, id=uuid7(), list_code=offer.code, shape=ExportShape(wish.shape),
        about_people=offer.about_people, needs_second=needs_second, rows_asked=size.rows,
        people_asked=size.people, purpose=ExportPurpose(wish.purpose), why=wish.why.strip(), asked_by=actor.user_id,
        asked_at=now, state=ExportState.WAITING if needs_second else ExportState.MAKING, ends_at=now + rules.KEPT,
    )  # fmt: skip
    session.add(row)
    create_key(actor.agency_id, row.id)
    session.flush()
    if offer.about_people:
        session.add(ListExportSecret(agency_id=actor.agency_id, id=row.id, passphrase=wish.passphrase))
        session.flush()
    return row


def _begin(asker: Actor, row: ListExport) -> None:
    """Leave the work for the worker, to be made as the one who asked: their exclusions hold, and what they may see."""
    row.making_id = making.ask(
        actor=asker, kind=rules.KIND, about={"export_id": str(row.id)}, once=f"list-export:{row.id}"
    )  # fmt: skip
    current_session().flush()


def _asker(account: User) -> Actor:
    try:
        return agencies.actor_for(account)
    except NotVisible:
        raise Refused("Whoever asked cannot sign in any more.", instead="Refuse it: the list is for nobody.") from None


def _to_decide(actor: Actor, export_id: UUID) -> ListExport:
    row = queries.peek(actor, export_id)
    if not actor.may(Permission.EXPORT_APPROVE):
        raise NotVisible
    if row.state is not ExportState.WAITING or row.ends_at <= clock.now():
        raise Clash(CHANGED)
    own = row.asked_by == actor.user_id
    beholden = not own and queries.is_beholden(actor, actor.user_id, row.asked_by)
    _refuse_unless(rules.may_decide(own=own, beholden=beholden), "")
    return row


def _own(actor: Actor, export_id: UUID) -> ListExport:
    row = queries.peek(actor, export_id)
    if row.asked_by != actor.user_id:
        raise NotVisible
    return row


def _move(actor: Actor, export_id: UUID, version: int, state: ExportState, values: dict[str, Any]) -> None:
    """Change the state by one conditional UPDATE, which also holds that nobody decides on their own."""
    here = [ListExport.state == state, ListExport.version == version]
    if "decided_by" in values:
        here.append(ListExport.asked_by != values["decided_by"])
    if _moved(actor, export_id, here, values) is None:
        raise Clash(CHANGED)
    queries.peek(actor, export_id)


def _moved(actor: Actor, export_id: UUID, here: Any, values: dict[str, Any]) -> UUID | None:
    return current_session().scalar(
        update(ListExport)
        .where(belongs_to(actor, ListExport), ListExport.id == export_id, *here)
        .values(version=ListExport.version + 1, **values)
        .returning(ListExport.id)
        .execution_options(synchronize_session=False)
    )


def _over(state: ExportState) -> dict[str, Any]:
    now: datetime = clock.now()
    return {"state": state, "over_at": now}


def _end(actor: Actor, row: ListExport) -> None:
    if _moved(actor, row.id, (ListExport.state == row.state,), _over(ExportState.GONE)) is not None:
        wipe(actor, row.id)
        audit.record(actor=actor, verb="ended", kind=rules.KIND, row_id=row.id)


def _tell(row: ListExport, accounts: list[User], subject: str, act: str) -> None:
    """A neutral notice: that there is something to look at, and where."""
    path = f"/exports/{row.id}"
    for account in accounts:
        if account.active:
            outbox.put(
                agency_id=row.agency_id, address=account.email, subject=subject, path=path,
                once=f"list-export-{act}:{row.id}",
            )  # fmt: skip


def _refuse_unless(answer: Answer, field_name: str) -> None:
    if not answer:
        raise Refused(answer.reason, field=field_name)
