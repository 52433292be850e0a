"""What other pages show of referrals: a person's, a case's, the home page, and what waits for the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Late, Panel, Waiting
from core.words import counted, listed, short_day
from directory import queries as directory
from referrals import clocks, queries, rules
from referrals.models import Referral, ReferralState, Urgency
from referrals.queries import Listed, Unread

Maker = Callable[[Listed], Waiting]
NOBODY = "Nobody yet"


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The referrals of a person, and where each stands."""
    if not actor.may(Permission.REFERRAL_READ):
        return None
    found = queries.listed_rows(actor, queries.of_person(actor, person_id))
    return Panel("referrals/person_panel.html", {"rows": found, "clocks": clocks}, order=40)


def case_panel(actor: Actor, case_id: UUID) -> Panel | None:
    """Where a case came from; and when consent ended at the sender, what that means for what is held here."""
    if not actor.may(Permission.REFERRAL_READ):
        return None
    origin = queries.of_case(actor, case_id)
    if origin is None:
        return None
    row = queries.listed_rows(actor, [origin])[0]
    values = {"row": row, "holder": queries.holder_of(origin)}
    return Panel("referrals/case_panel.html", values, order=20, where="aside")


def home(actor: Actor) -> Panel | None:
    """The referrals that the reader's agency is part of: undecided first, with what is unread."""
    if not actor.may(Permission.REFERRAL_READ):
        return None
    found = queries.listed_rows(actor, queries.recent(actor))
    return Panel("referrals/home_panel.html", {"rows": found, "clocks": clocks}, order=30)


def late_answers(actor: Actor) -> Panel | None:
    """For a manager: the answers that their own agency is late with, by the worker who has them."""
    if not (actor.may(Permission.CASE_ALL) and actor.may(Permission.REFERRAL_ANSWER)):
        return None
    today = clock.today()
    rows = [(row.worker or NOBODY, row.count, row.oldest) for row in queries.late_by_worker(actor, today)]
    return Panel("referrals/late_panel.html", {"rows": rows}, order=25, where="main" if rows else "aside")


def late(actor: Actor) -> list[Late]:
    """For a manager: how many answers their own agency is late with."""
    if not (actor.may(Permission.CASE_ALL) and actor.may(Permission.REFERRAL_ANSWER)):
        return []
    count = sum(row.count for row in queries.late_by_worker(actor, clock.today()))
    words, one = "answers to referrals that your agency owes", "answer to a referral that your agency owes"
    return [Late(count, words, url_for("referrals.list_referrals", view="overdue"), 10, one)]


def promises(actor: Actor) -> Panel | None:
    """For whoever keeps the agency's settings: how soon it answers, and what its services said they can take."""
    if not actor.may(Permission.AGENCY_SETTINGS):
        return None
    services = directory.own_services(actor)
    said, today = directory.capacities(services), clock.today()
    unsaid = sum(row.id not in said or said[row.id].is_old(today) for row in services)
    target = queries.targets_of(actor.agency_id)[Urgency.STANDARD]
    values = {"target": target, "services": len(services), "unsaid": unsaid}
    return Panel("referrals/promises_panel.html", values, order=65, where="aside")


def waiting(actor: Actor) -> list[Waiting]:
    """What waits for the reader: answers they owe, ends to take note of, questions, messages, and late answers."""
    found = list(_found(actor))
    rows = {row.referral.id: row for row in queries.listed_rows(actor, _once(found))}
    return [make(rows[referral.id]) for make, referral in found]


def count_waiting(actor: Actor) -> int:
    """The number beside “Referrals” in the navigation."""
    return queries.count_waiting(actor) if actor.may(Permission.REFERRAL_ANSWER) else 0


def _found(actor: Actor) -> Iterator[tuple[Maker, Referral]]:
    if actor.may(Permission.REFERRAL_ANSWER):
        yield from ((_to_answer, each) for each in queries.owed_by(actor))
        yield from ((_to_see, each) for each in queries.ended_unseen(actor))
    if actor.may(Permission.REFERRAL_SEND):
        yield from ((_unanswered, each) for each in queries.unanswered(actor, clock.today()))
        yield from ((_asked, each) for each in queries.asked_of(actor))
    if actor.may(Permission.REFERRAL_ANSWER, Permission.REFERRAL_SEND):
        yield from ((partial(_to_read, each), each.referral) for each in queries.unread_threads(actor))


def _once(found: list[tuple[Maker, Referral]]) -> list[Referral]:
    return list({referral.id: referral for _, referral in found}.values())


def _to_answer(row: Listed) -> Waiting:
    sent = row.referral
    verb = "acknowledge" if sent.state is ReferralState.SENT else "accept or decline"
    what = listed([need.lower() for need in row.needs[:3]])
    return Waiting(
        title=f"{row.name}: {verb} the referral from {row.other_agency}", detail=what[:1].upper() + what[1:],
        url=_url(sent), button="Open", clock=clocks.dial_of(sent), due=_end_of(sent), primary=True,
    )  # fmt: skip


def _to_see(row: Listed) -> Waiting:
    sent = row.referral
    ended = sent.sharing_ended_at or sent.withdrawn_at or sent.sent_at
    words = "withdrew a referral" if sent.withdrawn_at else "told you that consent has ended"
    dial = Dial("soon", 1.0, "Take note", f"since {short_day(ended)}")
    return Waiting(
        title=f"{row.other_agency} {words}", detail="Nothing further may be shared.", url=_url(sent), button="Open",
        clock=dial, due=_today(),
    )  # fmt: skip


def _unanswered(row: Listed) -> Waiting:
    sent = row.referral
    told = " The managers of both sides have been told." if sent.escalation else ""
    return Waiting(
        title=f"Ask {row.other_agency}: no answer for {row.name}",
        detail=f"Write or ring, or withdraw it and choose another service.{told}", url=_url(sent, "thread"),
        button="Open", clock=clocks.dial_of(sent), due=_end_of(sent),
    )  # fmt: skip


def _asked(row: Listed) -> Waiting:
    sent = row.referral
    return Waiting(
        title=f"{row.name}: {row.other_agency} asks for more", detail="Their clock stands still until you answer.",
        url=_url(sent), button="Answer", clock=clocks.dial_of(sent, "you"), due=_today(), primary=True,
    )  # fmt: skip


def _to_read(unread: Unread, row: Listed) -> Waiting:
    dial = Dial("soon", 1.0, counted(unread.count, "new message"), f"since {short_day(unread.since)}")
    return Waiting(
        title=f"{row.other_agency} wrote about {row.name}", detail="Read it, and answer if they ask.",
        url=_url(row.referral, "thread"), button="Read", clock=dial, due=_today(),
    )  # fmt: skip


def _today() -> datetime:
    return datetime.combine(clock.today(), time.min, clock.LONDON)


def _end_of(sent: Referral) -> datetime:
    return datetime.combine(rules.due_of(sent)[1], time(23, 59), clock.LONDON)


def _url(sent: Referral, anchor: str | None = None) -> str:
    return url_for("referrals.show_referral", referral_id=sent.id, _anchor=anchor)
