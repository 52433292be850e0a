"""The outbox: notices that leave after the commit, from the worker, exactly once (design.md 5).

A notice says only that there is something to look at, and where: no name, no reference, no other agency.
"""

from __future__ import annotations

import hashlib
import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.db import Base, uuid7
from core.scoping import current_session

LEASE = timedelta(minutes=5)
MOST_TRIES = 8


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
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)


def put(*, agency_id: UUID, address: str, subject: str, path: str, once: str) -> None:
    """Leave a notice for the worker, in the transaction of the act that it tells of.

    `once` names the act, such as `referral-sent:<id>`; with the address it can be put only once.
    """
    key = hashlib.sha256(f"{once}|{address}".encode()).hexdigest()
    session = current_session()
    if session.scalar(select(Notice.id).where(Notice.once == key)) is None:
        session.add(
            Notice(agency_id=agency_id, address=address, subject=subject, path=path, once=key, due_at=clock.now())
        )


def deliver_due(limit: int = 50) -> int:
    """Send what waits; returns how many went. Any number of workers may call it: each notice is claimed first."""
    sent = 0
    for notice_id in _waiting(limit):
        notice = _claim(notice_id)
        if notice is not None:
            sent += _send_claimed(notice)
    return sent


def _waiting(limit: int) -> list[UUID]:
    session = current_session()
    found = session.scalars(
        select(Notice.id)
        .where(Notice.sent_at.is_(None), Notice.due_at <= clock.now(), Notice.tries < MOST_TRIES)
        .where(or_(Notice.claimed_until.is_(None), Notice.claimed_until < clock.now()))
        .order_by(Notice.due_at)
        .limit(limit)
    ).all()
    session.commit()
    return list(found)


def _claim(notice_id: UUID) -> Notice | None:
    session = current_session()
    now = clock.now()
    claimed = session.scalar(
        update(Notice)
        .where(Notice.id == notice_id, Notice.sent_at.is_(None))
        .where(or_(Notice.claimed_until.is_(None), Notice.claimed_until < now))
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
    message.set_content(f"You have something to look at in Roundtable.\n\n{settings.public_base_url}{notice.path}\n")
    return message


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
