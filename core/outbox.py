"""The outbox: notices that leave after the commit, from the worker, exactly once (design.md 5).

A notice says only that there is something to look at, and where: no name, no reference, no other agency.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.actor import system_actor
from core.db import Base, uuid7
from core.scoping import acting_as, current_session

LEASE = timedelta(minutes=5)
#: Clocks of two machines may differ by so much; by more, one of them jumped.
SKEW = timedelta(minutes=1)
MOST_TRIES = 8
LONGEST_PAUSE = timedelta(minutes=2**MOST_TRIES)
NAMED = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Notice(Base):
    """One notice to one address. `once` makes it unique: the same act never tells the same reader twice."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("once"),
        CheckConstraint("tries >= 0", name="a_notice_counts_its_tries"),
        Index("ix_notice_waiting", "sent_at", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    address: Mapped[str]
    subject: Mapped[str]
    path: Mapped[str]
    once: Mapped[str]
    about_id: Mapped[UUID | None]
    words: Mapped[str | None]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    attachment_type: Mapped[str | None]
    attachment_name: Mapped[str | None]
    attachment: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text that goes with a notice: its media type with parameters, its file name, and the words (as neutral)."""

    media_type: str
    name: str
    text: str


#: Asked before a notice is left for a colleague of the actor's own agency, and again before it goes, with agency,
#: address and the ids that it is about. True keeps it back without a trace. Registered by the floors that know why.
brakes: dict[str, Callable[[UUID, str, frozenset[UUID]], bool]] = {}


def put(
    *, agency_id: UUID, address: str, subject: str, path: str, once: str, about: UUID | None = None,
    words: str | None = None, attachment: Attachment | None = None,
) -> None:  # fmt: skip
    """Leave a notice for the worker, in the transaction of the act that it tells of.

    `once` names the act, such as `referral-sent:<id>`; with the address it can be put only once. `about` is the id of
    what it tells of (a person, a case, a referral), when the path does not name it: nobody is told who is kept away
    from it. `words` are for what every member of staff may read and was looked over before it went out: the forum's
    bulletin, and nothing else (docs/decisions/035). `attachment` is a calendar file, as neutral as the rest.
    """
    if is_held_back(agency_id, address, path, about):
        return
    key = hashlib.sha256(f"{once}|{address}".encode()).hexdigest()
    session = current_session()
    if session.scalar(select(Notice.id).where(Notice.once == key)) is None:
        notice = Notice(
            agency_id=agency_id, address=address, subject=subject, path=path, once=key, about_id=about,
            words=words, due_at=clock.now(),
        )  # fmt: skip
        if attachment is not None:
            notice.attachment_type, notice.attachment_name = attachment.media_type, attachment.name
            notice.attachment = attachment.text
        session.add(notice)


def is_held_back(agency_id: UUID, address: str, path: str, about: UUID | None) -> bool:
    """Whether any brake keeps a notice from this address. Of another agency's colleagues only its own worker can ask,
    so there it is asked before the notice goes."""
    actor = current_session().actor
    if actor is None or actor.agency_id != agency_id:
        return False
    ids = _ids_in(path, about)
    return any(brake(agency_id, address, ids) for brake in brakes.values()) if ids else False


def _ids_in(path: str, about: UUID | None) -> frozenset[UUID]:
    """The ids that a notice is about: those in its path, and one that the path does not name."""
    return frozenset(UUID(found) for found in NAMED.findall(path)) | ({about} if about else set())


def deliver_due(limit: int = 50) -> int:
    """Send what waits; returns how many went. Any number of workers may call it: each notice is claimed first."""
    sent = 0
    for notice_id in _waiting(limit):
        if _drop_held_back(notice_id):
            continue
        notice = _claim(notice_id)
        if notice is not None:
            sent += _send_claimed(notice)
    return sent


def _waiting(limit: int) -> list[UUID]:
    session, now = current_session(), clock.now()
    found = session.scalars(
        select(Notice.id)
        .where(Notice.sent_at.is_(None), Notice.tries < MOST_TRIES)
        .where(or_(Notice.due_at <= now, Notice.due_at > now + LONGEST_PAUSE + SKEW), _is_free(now))
        .order_by(Notice.due_at)
        .limit(limit)
    ).all()
    session.commit()
    return list(found)


def _is_free(now: datetime) -> ColumnElement[bool]:
    """Claimed by nobody, or by somebody whose claim ran out; one that ends later than a claim can was made before the
    clock jumped back."""
    until = Notice.claimed_until
    return or_(until.is_(None), until < now, until > now + LEASE + SKEW)


def _drop_held_back(notice_id: UUID) -> bool:
    """Remove a notice whose reader is kept away from what it tells of, at this moment."""
    if not brakes:
        return False
    notice = current_session().get(Notice, notice_id)
    if notice is None:
        return True
    told = notice.agency_id, notice.address, notice.path, notice.about_id
    if not _ids_in(notice.path, notice.about_id):
        return False
    with acting_as(system_actor(notice.agency_id)):
        held_back = is_held_back(*told)
    if held_back:
        current_session().execute(delete(Notice).where(Notice.id == notice_id))
        current_session().commit()
    return held_back


def _claim(notice_id: UUID) -> Notice | None:
    session = current_session()
    now = clock.now()
    claimed = session.scalar(
        update(Notice)
        .where(Notice.id == notice_id, Notice.sent_at.is_(None))
        .where(_is_free(now))
        .values(claimed_until=now + LEASE, tries=Notice.tries + 1)
        .returning(Notice)
    )
    session.commit()
    return claimed


def _send_claimed(notice: Notice) -> int:
    session = current_session()
    try:
        post(_message(notice))
    except (OSError, ValueError):  # no server, or words that no header can hold
        notice.claimed_until = None
        notice.due_at = clock.now() + timedelta(minutes=2**notice.tries)
        session.commit()
        return 0
    notice.sent_at = clock.now()
    session.commit()
    return 1


def _message(notice: Notice) -> EmailMessage:
    settings = current_app.config["SETTINGS"]
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = notice.address
    message["Subject"] = notice.subject
    message["Message-ID"] = f"<{notice.once[:40]}@{urlsplit(settings.public_base_url).hostname}>"
    opening = notice.words or "You have something to look at in Roundtable."
    message.set_content(f"{opening}\n\n{settings.public_base_url}{notice.path}\n")
    if notice.attachment is not None:
        _attach(message, notice)
    return message


def _attach(message: EmailMessage, notice: Notice) -> None:
    """Add the text as a file of its own type: calendar programs read its parameters (RFC 6047, method)."""
    kind, _, parameters = (notice.attachment_type or "text/plain").partition(";")
    message.add_attachment(
        notice.attachment or "", subtype=kind.strip().partition("/")[2], filename=notice.attachment_name,
        params=dict(part.strip().split("=", 1) for part in parameters.split(";") if "=" in part),
    )  # fmt: skip


def post(message: EmailMessage) -> None:
    """Hand one message to the mail server, or to a folder of .eml files; raises OSError when it cannot."""
    target = str(current_app.config["SETTINGS"].mail_url)
    if target.startswith("folder:"):
        folder = Path(target.removeprefix("folder:"))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").split("@")[0]
        (folder / f"{name}.eml").write_bytes(bytes(message))
        return
    parts = urlsplit(target)
    connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with connect(parts.hostname or "localhost", parts.port or 0, timeout=20) as server:
        if parts.username:
            server.login(parts.username, parts.password or "")
        server.send_message(message)
