"""Writes of the bulletin: offer an item, put an issue together, send it out, ask for the mail or stop it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from actionplan.bulletin import mailing, queries, rules
from actionplan.bulletin.models import Bulletin, BulletinItem, BulletinMailing, BulletinReader, IssueState, ItemKind
from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor, system_actor
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import acting_as, current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

ITEM, ISSUE = "bulletin item", "bulletin"
CHANGED = "Somebody changed this while you were writing. Both texts are below; nothing is lost."
SUBJECT = "The forum’s bulletin, issue {number}"


def offer_item(
    *, actor: Actor, kind: ItemKind, title: str, words: str, day: date | None = None, place: str = "",
    contact: str = "", link: str = "", answer: LeakAnswer | None = None,
) -> UUID:  # fmt: skip
    """Offer an item for the next issue, in the name of the actor's agency. Returns its id.

    Refuses roles that only read, an event or a consultation without its day, a day that has passed, and words that
    may point at a person, unless `answer` says why they stay.
    """
    _unless(rules.item_may_be_offered(actor))
    row_id = uuid7()
    values = _item_values(kind, title, words, day, place, contact, link)
    settle(actor=actor, kind=ITEM, row_id=row_id, texts=_texts(values), answer=answer)
    row = BulletinItem(
        id=row_id, owner_agency_id=actor.agency_id, offered_by_id=actor.user_id, offered_at=clock.now(), **values
    )
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="offered", kind=ITEM, row_id=row_id)
    return row_id


def change_item(
    *, actor: Actor, item_id: UUID, version: int, kind: ItemKind, title: str, words: str, day: date | None = None,
    place: str = "", contact: str = "", link: str = "", answer: LeakAnswer | None = None,
) -> None:  # fmt: skip
    """Change an item that is not out yet, as read at `version`. Clash when it was changed since."""
    line = queries.item(actor, item_id)
    _unless(rules.item_may_change(actor, line.row.owner_agency_id, line.standing))
    values = _item_values(kind, title, words, day, place, contact, link)
    settle(actor=actor, kind=ITEM, row_id=item_id, texts=_texts(values), answer=answer)
    fields = sorted(name for name, value in values.items() if getattr(line.row, name) != value)
    _store_item(line.row, version, values)
    audit.record(actor=actor, verb="changed", kind=ITEM, row_id=item_id, fields=fields)


def leave_out(*, actor: Actor, item_id: UUID, version: int, reason: str, answer: LeakAnswer | None = None) -> None:
    """Leave an item out of the bulletin: the coordinator with a reason that its agency reads, or its own agency."""
    line = queries.item(actor, item_id)
    _unless(rules.item_may_change(actor, line.row.owner_agency_id, line.standing))
    _unless(rules.item_may_be_left_out(reason))
    settle(actor=actor, kind=ITEM, row_id=item_id, texts={"reason": reason.strip()}, answer=answer)
    _store_item(line.row, version, {"left_out_at": clock.now(), "left_out_why": reason.strip(), "bulletin_id": None})
    audit.record(actor=actor, verb="left out", kind=ITEM, row_id=item_id, fields=["left_out_why"])
    if line.row.owner_agency_id != actor.agency_id:
        for address in agencies.addresses_of(line.row.owner_agency_id, Permission.PLAN_UPDATE_OWN):
            outbox.put(
                agency_id=line.row.owner_agency_id, address=address, subject="About an item that you offered",
                path="/bulletin/items", once=f"item-left-out:{item_id}",
            )  # fmt: skip


def begin_bulletin(*, actor: Actor, title: str, opening: str, answer: LeakAnswer | None = None) -> UUID:
    """Begin an issue; items are taken in afterwards. Returns its id."""
    _may_issue(actor)
    row_id = uuid7()
    texts = {"title": title.strip(), "opening": opening.strip()}
    settle(actor=actor, kind=ISSUE, row_id=row_id, texts=texts, answer=answer)
    row = Bulletin(
        id=row_id, state=IssueState.DRAFT, begun_by_id=actor.user_id, begun_at=clock.now(), **texts
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="began", kind=ISSUE, row_id=row_id)
    return row_id


def change_bulletin(
    *, actor: Actor, bulletin_id: UUID, version: int, title: str, opening: str, item_ids: Collection[UUID],
    answer: LeakAnswer | None = None,
) -> None:  # fmt: skip
    """Change a draft as read at `version`: its words, and which items it holds, in the order given.

    An item that is in another issue by now, or left out, is refused. Clash when the draft was changed since.
    """
    _may_issue(actor)
    row = queries.row_of(actor, bulletin_id)
    if row.state is not IssueState.DRAFT:
        raise Refused("It is out, and stays as it was sent.", instead="Put what is new into the next issue.")
    texts = {"title": title.strip(), "opening": opening.strip()}
    settle(actor=actor, kind=ISSUE, row_id=bulletin_id, texts=texts, answer=answer)
    _store(bulletin_id, version, texts)
    _take_in(bulletin_id, list(item_ids))
    audit.record(actor=actor, verb="changed", kind=ISSUE, row_id=bulletin_id, fields=["items", "opening", "title"])


def issue_bulletin(*, actor: Actor, bulletin_id: UUID, version: int) -> int:
    """Send an issue out under the next free number, which is returned. From then on it stays as it is.

    Refuses one without items; Clash when it was changed or issued since. The worker mails it (`mail_readers`).
    """
    _may_issue(actor)
    whole = queries.issue(actor, bulletin_id)
    _unless(rules.bulletin_may_be_issued(whole.row.state, len(whole.items)))
    session = current_session()
    number = (session.scalar(select(func.max(Bulletin.number))) or 0) + 1
    issued = (
        update(Bulletin)
        .where(Bulletin.id == bulletin_id, Bulletin.version == version, Bulletin.state == IssueState.DRAFT)
        .values(
            state=IssueState.ISSUED, number=number, issued_at=clock.now(), issued_by_id=actor.user_id,
            version=version + 1,
        )
        .returning(Bulletin.id)
    )  # fmt: skip
    try:
        with session.begin_nested():
            found = session.execute(issued).first()
    except IntegrityError:
        raise Clash("Another issue went out just now. Look at it, then send this one.") from None
    if found is None:
        raise Clash("Somebody changed it while you were reading. Look it over, then send it.")
    audit.record(actor=actor, verb="issued", kind=ISSUE, row_id=bulletin_id)
    return number


def ask_for_mail(*, actor: Actor, wants: bool) -> None:
    """Note whether the actor wants each issue by mail, from now on."""
    if not actor.may(Permission.DIRECTORY_READ):
        raise NotVisible
    session = current_session()
    row = session.scalars(select(BulletinReader).where(BulletinReader.user_id == actor.user_id)).one_or_none()
    if row is None:
        row = BulletinReader(id=uuid7(), user_id=actor.user_id, wants=wants, since=clock.now())
        session.add(row)
    elif row.wants != wants:
        row.wants, row.since = wants, clock.now()
    session.flush()
    audit.record(actor=actor, verb="asked for" if wants else "stopped", kind="bulletin mail", row_id=row.id)


def stop_mail(*, token: str) -> None:
    """Stop the mail of whoever holds this link, signed in or not; NotVisible when it is no link of ours.

    Stored in the name of the reader's own agency, whose trail takes the entry.
    """
    reader = mailing.reader_of(token)
    if reader is None:
        raise NotVisible
    reader_id, agency_id = reader.id, agencies.user(reader.user_id).agency_id
    actor = system_actor(agency_id)
    with acting_as(actor):
        stopped = current_session().execute(
            update(BulletinReader)
            .where(BulletinReader.id == reader_id, BulletinReader.wants)
            .values(wants=False, since=clock.now())
            .returning(BulletinReader.id)
        )
        if stopped.first() is not None:
            audit.record(actor=actor, verb="stopped", kind="bulletin mail", row_id=reader_id)


def mail_readers(*, actor: Actor) -> int:
    """Mail each new issue to the readers of the actor's agency, once; returns how many mails were left to send."""
    return sum(_mail(actor, row) for row in queries.to_mail(actor))


def _mail(actor: Actor, row: Bulletin) -> int:
    session, number = current_session(), row.number or 0
    readers = queries.readers_of(actor, row.issued_at or clock.now())
    told = BulletinMailing(
        id=uuid7(), bulletin_id=row.id, told_agency_id=actor.agency_id, at=clock.now(), readers=len(readers)
    )
    try:
        with session.begin_nested():
            session.add(told)
    except IntegrityError:  # another worker mails it
        return 0
    items = [(each.row.kind, each.row.title, each.agency, each.day) for each in queries.issue(actor, row.id).items]
    for reader_id, address in readers:
        outbox.put(
            agency_id=actor.agency_id, address=address, subject=SUBJECT.format(number=number),
            path=f"/bulletin/{row.id}", once=f"bulletin:{row.id}",
            words=rules.digest(number, row.title, row.opening, items, mailing.stop_url(reader_id)),
        )  # fmt: skip
    return len(readers)


def _take_in(bulletin_id: UUID, item_ids: list[UUID]) -> None:
    session = current_session()
    free = BulletinItem.left_out_at.is_(None) & (
        BulletinItem.bulletin_id.is_(None) | (BulletinItem.bulletin_id == bulletin_id)
    )
    held = set(session.scalars(select(BulletinItem.id).where(free, BulletinItem.id.in_(item_ids)).with_for_update()))
    if len(held) < len(set(item_ids)):
        raise Refused("One of these items was taken or left out meanwhile.", instead="Look at the list again.",
                      field="items")  # fmt: skip
    session.execute(
        update(BulletinItem)
        .where(BulletinItem.bulletin_id == bulletin_id, BulletinItem.id.not_in(item_ids))
        .values(bulletin_id=None, version=BulletinItem.version + 1)
    )
    for position, item_id in enumerate(item_ids, 1):
        session.execute(
            update(BulletinItem)
            .where(BulletinItem.id == item_id, free)
            .values(bulletin_id=bulletin_id, position=position, version=BulletinItem.version + 1)
        )


def _item_values(
    kind: ItemKind, title: str, words: str, day: date | None, place: str, contact: str, link: str
) -> dict[str, object]:
    _unless(rules.item_may_stand(kind, day, link.strip(), clock.today()))
    texts = {"title": title, "words": words, "place": place, "contact": contact, "link": link}
    return {"kind": kind, "day": day, **{name: value.strip() for name, value in texts.items()}}


def _texts(values: dict[str, object]) -> dict[str, str]:
    return {name: str(values[name]) for name in ("title", "words", "place", "contact")}


def _store(bulletin_id: UUID, version: int, values: dict[str, str]) -> None:
    changed = current_session().execute(
        update(Bulletin)
        .where(Bulletin.id == bulletin_id, Bulletin.version == version, Bulletin.state == IssueState.DRAFT)
        .values(**values, version=version + 1)
        .returning(Bulletin.id)
    )
    if changed.first() is None:
        raise Clash(CHANGED)


def _store_item(row: BulletinItem, version: int, values: dict[str, object]) -> None:
    """Change an item as it was read, unless the issue that it is in went out since."""
    issued = select(Bulletin.id).where(Bulletin.state == IssueState.ISSUED, Bulletin.id == BulletinItem.bulletin_id)
    changed = current_session().execute(
        update(BulletinItem)
        .where(BulletinItem.id == row.id, BulletinItem.version == version, ~issued.exists())
        .values(**values, version=version + 1)
        .returning(BulletinItem.id)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        raise Clash(CHANGED)
    current_session().expire(row)


def _may_issue(actor: Actor) -> None:
    if not actor.may(Permission.PLAN_WRITE):
        raise Refused("Only the coordinator puts the bulletin together.", instead="Offer an item for it.")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
