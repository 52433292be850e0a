"""What other pages show of referrals: a person's, a case's, the home page, and what waits for the reader."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Panel, Waiting
from core.words import listed, short_day
from referrals import clocks, queries
from referrals.models import Referral, ReferralState
from referrals.queries import Listed


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
    """The referrals that the reader's agency is part of: undecided first."""
    if not actor.may(Permission.REFERRAL_READ):
        return None
    found = queries.listed_rows(actor, queries.recent(actor))
    return Panel("referrals/home_panel.html", {"rows": found, "clocks": clocks}, order=30)


def waiting(actor: Actor) -> list[Waiting]:
    """What waits for the reader: referrals to answer, ends to take note of, and answers that others owe them."""
    found: list[Waiting] = []
    if actor.may(Permission.REFERRAL_ANSWER):
        incoming = queries.listed_rows(actor, queries.waiting_in(actor))
        ended = queries.listed_rows(actor, queries.ended_unseen(actor))
        found += [_to_answer(row) for row in incoming] + [_to_see(row) for row in ended]
    if actor.may(Permission.REFERRAL_SEND):
        late = queries.listed_rows(actor, queries.late_sent_by(actor, clock.today()))
        found += [_owed(row) for row in late]
    return found


def count_waiting(actor: Actor) -> int:
    """The number beside “Referrals” in the navigation."""
    return queries.count_waiting(actor) if actor.may(Permission.REFERRAL_ANSWER) else 0


def _to_answer(row: Listed) -> Waiting:
    sent = row.referral
    verb = "acknowledge" if sent.state is ReferralState.SENT else "accept or decline"
    what = listed([need.lower() for need in row.needs[:3]])
    return Waiting(
        title=f"{row.name}: {verb} the referral from {row.other_agency}", detail=what[:1].upper() + what[1:],
        url=_url(sent), button="Open", clock=clocks.dial_of(sent), due=_end_of(_due(sent)), primary=True,
    )  # fmt: skip


def _to_see(row: Listed) -> Waiting:
    sent = row.referral
    ended = sent.sharing_ended_at or sent.withdrawn_at or sent.sent_at
    words = "withdrew a referral" if sent.withdrawn_at else "told you that consent has ended"
    dial = Dial("soon", 1.0, "Take note", f"since {short_day(ended)}")
    return Waiting(
        title=f"{row.other_agency} {words}", detail="Nothing further may be shared.", url=_url(sent), button="Open",
        clock=dial, due=datetime.combine(clock.today(), time.min, clock.LONDON),
    )  # fmt: skip


def _owed(row: Listed) -> Waiting:
    sent = row.referral
    return Waiting(
        title=f"{row.other_agency} has not answered for {row.name}",
        detail="Ring them, or withdraw it and choose another service.", url=_url(sent), button="Open",
        clock=clocks.dial_of(sent), due=_end_of(_due(sent)),
    )  # fmt: skip


def _due(sent: Referral) -> date:
    return sent.acknowledge_by if sent.state is ReferralState.SENT else sent.decide_by


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59), clock.LONDON)


def _url(sent: Referral) -> str:
    return url_for("referrals.show_referral", referral_id=sent.id)
