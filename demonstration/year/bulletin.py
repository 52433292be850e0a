"""The forum's bulletin: two issues that went out, one being put together, and who wants it by mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from actionplan.bulletin import service
from actionplan.bulletin.models import ItemKind
from core import clock
from core.actor import Actor
from demonstration.stage import Cast, acting, days_ago
from people.leaks.rules import LeakAnswer
from people.leaks.service import Found

STAYS = "Names of organisations, places and published works only; no person is meant."
READERS = ("mash_outreach", "mash_member", "num_lead", "tmr_lived", "mcc_coordinator", "gmp_representative")

#: Who offered it, its kind, headline, words, days until its day, where.
FIRST = (
    ("mash_member", ItemKind.SERVICE_CHANGE, "Drop-in opens on Saturdays",
     "From noon to four, with a nurse every second week. Showers, food, and a room to be left alone in.", 5, "Drop-in"),
    ("num_lead", ItemKind.FUNDING, "Small grants for safety at work",
     "Up to £500 for alarms, locks or a telephone. Any member may apply for somebody they support, without a name.", 30,
     ""),
    ("mcc_coordinator", ItemKind.POLICY, "New homelessness strategy is agreed",
     "Emergency beds take people at any hour, without asking how they earn.", None, ""),
    ("tmr_lived", ItemKind.GOOD_PRACTICE, "Ask what name is safe on the phone",
     "One question at the first meeting, written on the card. Calls have gone wrong less often since.", None, ""),
)  # fmt: skip
SECOND = (
    ("num_lead", ItemKind.EVENT, "Walk and candles for 17 December",
     "The day to end violence against people who sex work. We meet at six. No photographs.", 40, "St Peter’s Square"),
    ("mcc_coordinator", ItemKind.CONSULTATION, "Licensing policy for premises",
     "The draft would put cameras at doors. Tell us what people say; the forum answers for all.", 26, ""),
    ("mash_member", ItemKind.SERVICE_CHANGE, "New number for the night van",
     "The old one still rings through until the new year.", 3, ""),
)  # fmt: skip
OFFERED = (
    ("mash_member", ItemKind.EVENT, "Open evening at the drop-in", "For staff of other services: see how it works.", 17,
     "Drop-in"),
    ("gmp_representative", ItemKind.GOOD_PRACTICE, "One officer, one number",
     "Each liaison officer has a telephone that they answer themselves. Calls back within a day.", None, ""),
)  # fmt: skip


def tell(cast: Cast) -> None:
    """Readers ask for the mail; two issues go out; items wait for the third."""
    for key in READERS:
        with acting(cast, key, days_ago(130, 9)) as actor:
            service.ask_for_mail(actor=actor, wants=True)
    _issue(cast, 92, "Late summer", "Short nights, and more than one change of hours.", FIRST)
    _issue(cast, 18, "November", "Long nights. Please pass on the number of the night van.", SECOND)
    _offer(cast, 6, OFFERED)
    with acting(cast, "mcc_coordinator", days_ago(2, 11)) as sam:
        service.begin_bulletin(actor=sam, title="December", opening="")


def _issue(cast: Cast, ago: int, title: str, opening: str, items: tuple[Any, ...]) -> None:
    offered = _offer(cast, ago + 4, items)
    with acting(cast, "mcc_coordinator", days_ago(ago, 15)) as sam:
        made = service.begin_bulletin(actor=sam, title=title, opening=opening)
        service.change_bulletin(actor=sam, bulletin_id=made, version=1, title=title, opening=opening, item_ids=offered)
        service.issue_bulletin(actor=sam, bulletin_id=made, version=2)


def _offer(cast: Cast, ago: int, items: tuple[Any, ...]) -> list[UUID]:
    offered = []
    for key, kind, title, words, until, place in items:
        with acting(cast, key, days_ago(ago, 10)) as actor:
            ahead = clock.today() + timedelta(days=until) if until is not None else None
            offered.append(_item(actor, kind=kind, title=title, words=words, day=ahead, place=place))
    return offered


def _item(actor: Actor, **facts: Any) -> UUID:
    """Offer an item; what the check finds was looked at and stays, as its author would answer."""
    try:
        return service.offer_item(actor=actor, **facts)
    except Found as found:
        answer = LeakAnswer(frozenset(each.key for each in found.findings), STAYS)
        return service.offer_item(actor=actor, **facts, answer=answer)
