"""The page of one request: what it says, what came back, and what each side may see. Every read is audited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from agencies import queries as agencies
from agencies.models import AgencyKind, User
from core import audit, clock
from core.actor import Actor
from core.crypto import envelopes
from core.scoping import belongs_to, current_session
from people import queries as people
from people.reference import watched_words
from people.rules import WordGroup, groups_found
from people.words import CATEGORY_WORDS
from referrals.requests.models import InformationRequest, RequestFile, RequestRelease, RequestReply
from referrals.requests.queries.rows import ask_of, file_of, release_of, row, views_of
from referrals.requests.rules import Ask


@dataclass(frozen=True, slots=True)
class Said:
    """What the police added when they were asked back."""

    by_name: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class ViewsLine:
    """What the person thought, as it was told to a worker."""

    answer: str
    words: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Released:
    """One kind of information as it left: its title and its words."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request for its page. What only the agency knows (`file`, `alias`, `views`) is empty for the police."""

    row: InformationRequest
    ask: Ask
    replies: tuple[Said, ...]
    is_ours: bool
    police: str
    team: str
    agency: str
    release: RequestRelease | None = None
    sheets: tuple[Released, ...] = ()
    not_given: tuple[str, ...] = ()
    file: RequestFile | None = None
    alias: str = ""
    views: tuple[ViewsLine, ...] = ()
    warned: tuple[str, ...] = ()

    @property
    def kinds(self) -> str:
        """The kinds of information that were asked for, in words."""
        return ", ".join(CATEGORY_WORDS[category] for category in self.ask.wanted)


def request_page(actor: Actor, request_id: UUID) -> RequestPage:
    """One request as the reader's side may see it; the read is audited, and that of a release apart from it."""
    found = row(actor, request_id)
    held = file_of(actor, found.id) if found.to_agency_id == actor.agency_id else None
    about = held.person_id if held else None
    audit.record(actor=actor, verb="read", kind="information request", row_id=found.id, subject_id=about)
    names = agencies.names_of({found.from_agency_id, found.to_agency_id})
    ask, replies = ask_of(actor, found), _replies(actor, found)
    values: dict[str, Any] = {
        "row": found, "ask": ask, "replies": replies, "police": names[found.from_agency_id],
        "team": agencies.team(found.from_team_id).name, "agency": names[found.to_agency_id],
        "is_ours": found.from_agency_id == actor.agency_id,
    }  # fmt: skip
    opened = _opened_release(actor, found)
    if values["is_ours"]:
        return RequestPage(**values, **opened)
    warned = tuple(word for words in _warnings(ask, replies) for word in words)
    return RequestPage(
        **values, **opened, file=held, alias=people.person_alias(actor, about) if about else "",
        views=_views_lines(actor, found.id) if about else (), warned=warned,
    )  # fmt: skip


def _opened_release(actor: Actor, found: InformationRequest) -> dict[str, Any]:
    """The release and its words: for the police only once they opened it, and while it is open to them."""
    release = release_of(actor, found.id)
    if release is None:
        return {}
    police_side = found.from_agency_id == actor.agency_id
    over = release.closed_at is not None or clock.today() > release.until
    if police_side and (release.opened_at is None or over):
        return {"release": release}
    held = envelopes.opened(actor, release.id, release.parts_sealed)
    audit.record(actor=actor, verb="read", kind="request release", row_id=release.id)
    sheets = tuple(Released(each["title"], tuple(each["paragraphs"])) for each in held["parts"])
    return {"release": release, "sheets": sheets, "not_given": tuple(held["not_given"])}


def _replies(actor: Actor, found: InformationRequest) -> tuple[Said, ...]:
    mine = select(RequestReply).where(belongs_to(actor, RequestReply), RequestReply.request_id == found.id)
    rows = current_session().scalars(mine.order_by(RequestReply.at, RequestReply.id))
    return tuple(
        Said(each.by_name, each.at, envelopes.opened(actor, found.id, each.words_sealed, str(each.id))) for each in rows
    )


def _views_lines(actor: Actor, request_id: UUID) -> tuple[ViewsLine, ...]:
    rows = views_of(actor, request_id)
    found = select(User.id, User.name).where(
        User.agency_id == actor.agency_id, User.id.in_({each.recorded_by for each in rows})
    )
    names = {user_id: name for user_id, name in current_session().execute(found)}
    return tuple(ViewsLine(each.answer.value, each.words or "", names[each.recorded_by], each.at) for each in rows)


def _warnings(ask: Ask, replies: Iterable[Said]) -> list[list[str]]:
    """Words in a request that show an interest in immigration, whatever its asker answered."""
    said = "\n".join((ask.person, ask.sought, ask.enquiry, ask.necessity, *(each.words for each in replies)))
    found = groups_found(said, AgencyKind.POLICE, watched_words())
    return [words for group, words in found.items() if group is WordGroup.IMMIGRATION]
