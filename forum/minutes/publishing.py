"""Minutes on their way from draft to published: sent, given back, reviewed, approved at a later meeting, published.

Every step is one conditional UPDATE, and every text is checked before others read it (domain.md 6.1).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from agencies.models import User
from agencies.permissions import Permission
from agencies.queries import holders
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from forum import queries as forum
from forum import service as meetings
from forum.minutes import content, queries, rules
from forum.minutes.models import Minutes, MinutesEdition, MinutesPart, MinutesState
from forum.minutes.service import CHANGED, KIND, is_chair, may_take, refuse_unless
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle


def send_minutes(*, actor: Actor, meeting_id: UUID, version: int, answer: LeakAnswer | None = None) -> Minutes:
    """Send the draft to the chair, once every word in it was checked (domain.md 6.1). The meeting is over; the chair
    is told.

    Refuses empty minutes and typed words that nobody added; raises `Found` while finds are unanswered.
    """
    may_take(actor)
    view = queries.minutes_view(actor, meeting_id)
    refuse_unless(rules.minutes_may_be_sent(view.minutes.state, len(view.entries), view.left_over))
    _check(actor, view, answer)
    if view.meeting.ended_at is None:
        meetings.end_meeting(actor=actor, meeting_id=meeting_id)
    row = _move(actor, view.minutes, version, MinutesState.DRAFT, MinutesState.WITH_CHAIR, "sent",
                sent_at=clock.now())  # fmt: skip
    _tell(row, Permission.MEETING_CHAIR, "Minutes to review", f"minutes-sent:{row.id}:{row.version}")
    return row


def return_minutes(*, actor: Actor, meeting_id: UUID, version: int, words: str) -> Minutes:
    """Give minutes back to be changed: by the chair with words, or asked back by who took them."""
    may_take(actor)
    row = queries.minutes_of(actor, meeting_id)
    if row is None:
        raise NotVisible
    if row.state is not MinutesState.WITH_CHAIR:
        raise Refused("These minutes are not with the chair.")
    if is_chair(actor):
        refuse_unless(rules.reason_is_enough(words))
    row = _move(actor, row, version, MinutesState.WITH_CHAIR, MinutesState.DRAFT, "returned",
                returned_at=clock.now(), returned_words=words.strip() or None)  # fmt: skip
    _tell(row, Permission.PLAN_WRITE, "Minutes to change", f"minutes-returned:{row.id}:{row.version}")
    return row


def review_minutes(*, actor: Actor, meeting_id: UUID, version: int, answer: LeakAnswer | None = None) -> Minutes:
    """The chair's review: from here on every member reads the minutes. Refuses everybody but the chair."""
    view = queries.minutes_view(actor, meeting_id)
    refuse_unless(rules.minutes_may_be_reviewed(view.minutes.state, is_chair=is_chair(actor)))
    _check(actor, view, answer)
    return _move(actor, view.minutes, version, MinutesState.WITH_CHAIR, MinutesState.REVIEWED, "reviewed",
                 reviewed_at=clock.now(), reviewed_by=actor.user_id)  # fmt: skip


def approve_minutes(
    *, actor: Actor, meeting_id: UUID, version: int, at_meeting_id: UUID, corrections: str = "",
    answer: LeakAnswer | None = None,
) -> Minutes:  # fmt: skip
    """Note that a later meeting approved the minutes, as they are or with corrections in words (domain.md 6.1).

    Refuses minutes that the chair has not reviewed, a meeting that is not later, not of this body or not begun.
    """
    may_take(actor)
    view = queries.minutes_view(actor, meeting_id)
    if at_meeting_id not in {each.id for each in queries.approving_meetings(actor, view.meeting)}:
        raise Refused("Choose a later meeting that has begun", field="meeting")
    at_day = clock.london(forum.meeting(actor, at_meeting_id).starts_at).date()
    refuse_unless(rules.minutes_may_be_approved(view.minutes.state, view.day, at_day, clock.today()))
    texts = {"corrections": corrections}
    settle(actor=actor, kind=KIND, row_id=view.minutes.id, texts=texts, answer=answer)
    return _move(actor, view.minutes, version, MinutesState.REVIEWED, MinutesState.APPROVED, "approved",
                 approved_at=clock.now(), approved_by=actor.user_id, approved_meeting_id=at_meeting_id,
                 corrections=corrections.strip() or None)  # fmt: skip


def publish_minutes(*, actor: Actor, meeting_id: UUID, version: int, answer: LeakAnswer | None = None) -> Minutes:
    """Publish approved minutes: checked once more, frozen with their check sum, and the members told.

    The annex, when there is one, is frozen apart. Refuses minutes that no meeting approved.
    """
    may_take(actor)
    view = queries.minutes_view(actor, meeting_id)
    refuse_unless(rules.minutes_may_be_published(view.minutes.state))
    _check(actor, view, answer)
    row = _move(actor, view.minutes, version, MinutesState.APPROVED, MinutesState.PUBLISHED, "published",
                published_at=clock.now(), published_by=actor.user_id)  # fmt: skip
    view = queries.minutes_view(actor, meeting_id)
    parts = (MinutesPart.MINUTES, MinutesPart.ANNEX) if content.has_annex(view) else (MinutesPart.MINUTES,)
    for part in parts:
        _freeze(actor, row, part, content.content_of(actor, view, part))
    _tell(row, Permission.MEETING_READ, "Minutes of a meeting", f"minutes-published:{row.id}")
    return row


def _check(actor: Actor, view: queries.MinutesView, answer: LeakAnswer | None) -> None:
    texts = {line.label: line.entry.words for line in view.entries}
    settle(actor=actor, kind=KIND, row_id=view.minutes.id, texts=texts, answer=answer)


def _move(
    actor: Actor, row: Minutes, version: int, before: MinutesState, after: MinutesState, verb: str, **values: object
) -> Minutes:  # fmt: skip
    changed = current_session().execute(
        update(Minutes)
        .where(Minutes.id == row.id, Minutes.state == before, Minutes.version == version)
        .values(state=after, version=version + 1, **values)
        .returning(Minutes.id)
    )
    if changed.first() is None:
        raise Clash(CHANGED)
    current_session().refresh(row)
    audit.record(actor=actor, verb=verb, kind=KIND, row_id=row.id, fields=("state",))
    return row


def _freeze(actor: Actor, row: Minutes, part: MinutesPart, what: dict[str, Any]) -> None:
    current_session().add(
        MinutesEdition(minutes_id=row.id, part=part, content=what, sha256=content.check_sum(what),
                       made_at=clock.now(), made_by=actor.user_id)
    )  # fmt: skip
    current_session().flush()


def _tell(row: Minutes, permission: Permission, subject: str, once: str) -> None:
    found = select(User.agency_id, User.email).where(User.active, User.id.in_(holders(permission)))
    for agency_id, address in current_session().execute(found.order_by(User.email)):
        outbox.put(agency_id=agency_id, address=address, subject=subject,
                   path=f"/forum/meetings/{row.meeting_id}/minutes", once=once)  # fmt: skip
