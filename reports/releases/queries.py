"""Reads of what was taken away: the forum's ledger for who runs its meetings, an agency's for who answers for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from agencies.permissions import Permission
from core import audit
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from reports.releases.models import ForumRelease, Release

Kept = Release | ForumRelease


def visible_to(actor: Actor) -> Select[Any]:
    """An agency's own ledger, for those who read its figures; nothing for anybody else."""
    if not actor.may(Permission.FIGURES_READ):
        raise NotVisible
    return select(Release).where(belongs_to(actor, Release))


def forum_ledger(actor: Actor) -> Select[Any]:
    """The forum's ledger, for those who run its meetings; nothing for anybody else."""
    if not actor.may(Permission.MEETING_WRITE):
        raise NotVisible
    return select(ForumRelease)


def releases_page(actor: Actor, number: int, *, of_forum: bool) -> Page[Kept]:
    """One page of a ledger, the newest first. Refuses, as not visible, who may not read it."""
    if of_forum:
        return page_of(forum_ledger(actor).order_by(ForumRelease.at.desc(), ForumRelease.id.desc()), number)
    return page_of(visible_to(actor).order_by(Release.at.desc(), Release.id.desc()), number)


def one(actor: Actor, release_id: UUID, *, of_forum: bool) -> Kept:
    """One release with its tables as they were taken. NotVisible when it is not the reader's to see. Audited."""
    if of_forum:
        found = current_session().scalar(forum_ledger(actor).where(ForumRelease.id == release_id))
    else:
        found = current_session().scalar(visible_to(actor).where(Release.id == release_id))
    if found is None:
        raise NotVisible
    audit.record(actor=actor, verb="read", kind="released figures", row_id=release_id)
    kept: Kept = found
    return kept
