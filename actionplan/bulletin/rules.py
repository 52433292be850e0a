"""Rules of the bulletin: who offers, who issues, what an item must say. Pure. Source: domain.md 6.1, seed row S3-42."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from actionplan.bulletin.models import IssueState as IssueState
from actionplan.bulletin.models import ItemKind as ItemKind
from agencies.permissions import Permission
from core.actor import Actor
from core.errors import Refused
from core.words import long_day

#: The six kinds, in the order of the agenda's item 10, with the heading that an issue gives each.
KIND_WORDS: Mapping[ItemKind, str] = {
    ItemKind.SERVICE_CHANGE: "Service changes",
    ItemKind.FUNDING: "Funding",
    ItemKind.CONSULTATION: "Consultations",
    ItemKind.POLICY: "Policy",
    ItemKind.EVENT: "Events",
    ItemKind.GOOD_PRACTICE: "Good practice",
}
#: What the day of an item is, by its kind.
DAY_WORDS: Mapping[ItemKind, str] = {
    ItemKind.SERVICE_CHANGE: "From",
    ItemKind.FUNDING: "Apply by",
    ItemKind.CONSULTATION: "Closes",
    ItemKind.POLICY: "From",
    ItemKind.EVENT: "On",
    ItemKind.GOOD_PRACTICE: "Since",
}
DAY_NEEDED: Mapping[ItemKind, str] = {
    ItemKind.EVENT: "Enter the day of the event.",
    ItemKind.CONSULTATION: "Enter the day that it closes.",
}
#: An event or a deadline that has passed is no news; everything else may look back.
MUST_BE_AHEAD = (ItemKind.EVENT, ItemKind.CONSULTATION, ItemKind.FUNDING)
OFFERERS = (Permission.PLAN_WRITE, Permission.PLAN_UPDATE_OWN, Permission.VOICE_WRITE, Permission.AGENCY_SETTINGS)
SHORTEST_REASON = 10


class ItemStanding(StrEnum):
    """Where an item is on its way."""

    OFFERED = "offered"
    TAKEN = "taken"
    OUT = "out"
    LEFT_OUT = "left_out"


STANDING_WORDS: Mapping[ItemStanding, str] = {
    ItemStanding.OFFERED: "Offered",
    ItemStanding.TAKEN: "In the next issue",
    ItemStanding.OUT: "Out",
    ItemStanding.LEFT_OUT: "Left out",
}


def standing(bulletin_state: IssueState | None, left_out: bool) -> ItemStanding:
    """Where an item is, from the issue that it is in and whether it was left out."""
    if left_out:
        return ItemStanding.LEFT_OUT
    if bulletin_state is None:
        return ItemStanding.OFFERED
    return ItemStanding.OUT if bulletin_state is IssueState.ISSUED else ItemStanding.TAKEN


def item_may_be_offered(actor: Actor) -> Refused | None:
    """Members’ representatives and managers offer items; other staff read."""
    if actor.may(*OFFERERS):
        return None
    return Refused("Your role cannot offer an item.", instead="Tell your agency’s representative or manager.")


def item_may_change(actor: Actor, owner_agency_id: UUID, where: ItemStanding) -> Refused | None:
    """The coordinator changes every item until it is out; an agency its own, until the coordinator takes it."""
    if where is ItemStanding.OUT:
        return Refused("It is out, and stays as it was sent.", instead="Offer a new item that puts it right.")
    if where is ItemStanding.LEFT_OUT:
        return Refused("It was left out.", instead="Offer it again.")
    if actor.may(Permission.PLAN_WRITE):
        return None
    if owner_agency_id != actor.agency_id:
        return Refused("Another agency offered it.", instead="Ask the coordinator.")
    if where is ItemStanding.TAKEN:
        return Refused("The coordinator has taken it into the next issue.", instead="Ask the coordinator to change it.")
    return item_may_be_offered(actor)


def item_may_stand(kind: ItemKind, day: date | None, link: str, today: date) -> Refused | None:
    """An event and a consultation say their day, what is over is no news, and a link is a web address."""
    if day is None and kind in DAY_NEEDED:
        return Refused(DAY_NEEDED[kind], field="day")
    if day is not None and kind in MUST_BE_AHEAD and day < today:
        return Refused("That day has passed.", instead="Offer what comes next.", field="day")
    if link and not (urlsplit(link).scheme in ("http", "https") and urlsplit(link).hostname):
        return Refused("The link must be a web address that begins with https://", field="link")
    return None


def item_may_be_left_out(reason: str) -> Refused | None:
    """Whoever offered an item reads why it was left out, in 10 characters or more."""
    if len(reason.strip()) >= SHORTEST_REASON:
        return None
    return Refused(f"Say why in {SHORTEST_REASON} characters or more. Who offered it reads this.", field="reason")


def bulletin_may_be_issued(state: IssueState, items: int) -> Refused | None:
    """An issue goes out once, with at least one item."""
    if state is not IssueState.DRAFT:
        return Refused("It is out already.")
    return Refused("There is no item in it yet.", instead="Take some in first.") if not items else None


def past_items(items: Iterable[tuple[str, ItemKind, date | None]], today: date) -> list[str]:
    """The titles whose day has passed since they were offered: the coordinator sees them before an issue goes out."""
    return [title for title, kind, day in items if day is not None and kind in MUST_BE_AHEAD and day < today]


def day_words(kind: ItemKind, day: date | None) -> str:
    """“Closes 15 December 2026”."""
    return f"{DAY_WORDS[kind]} {long_day(day)}" if day else ""


def digest(
    number: int, title: str, opening: str, items: Iterable[tuple[ItemKind, str, str, str]], stop_url: str
) -> str:
    """An issue as the words of a mail: each kind, its items with their agency and day, and how to stop it.

    `items` are (kind, title, agency, day in words), in the issue's order. The texts themselves stay on the page.
    """
    lines = [f"The forum’s bulletin, issue {number}: {title}", "", *([opening, ""] if opening else [])]
    known = list(items)
    for kind, heading in KIND_WORDS.items():
        of_kind = [each for each in known if each[0] is kind]
        if of_kind:
            lines += [heading.upper(), *(f"- {_line(each)}" for each in of_kind), ""]
    return "\n".join([*lines, "To stop these mails, without signing in:", stop_url, "", "Read the whole issue:"])


def _line(item: tuple[ItemKind, str, str, str]) -> str:
    _, title, agency, day = item
    return f"{title} ({', '.join(filter(None, (agency, day)))})"
