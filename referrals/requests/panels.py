"""What other pages show of information requests: a person's page, the home page, and what waits for the reader."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Panel, Waiting
from core.words import short_day
from referrals.requests import queries, vocabulary
from referrals.requests.models import InformationRequest, RequestState
from referrals.requests.queries import Listed

READERS = (Permission.REQUEST_ASK, Permission.PROTECTION_LEAD)


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The requests that police made about a person, for those who may read them; nothing when there are none."""
    if not actor.may(Permission.REQUEST_READ, Permission.PROTECTION_LEAD):
        return None
    rows = queries.listed(actor, queries.of_person(actor, person_id))
    values = {"rows": rows, "vocabulary": vocabulary}
    return Panel("referrals/requests/person_panel.html", values, order=45) if rows else None


def home(actor: Actor) -> Panel | None:
    """The open requests, for who asks and for who answers."""
    if not actor.may(*READERS):
        return None
    rows = queries.requests_page(actor, "open", 1).items[:8]
    values = {"rows": rows, "vocabulary": vocabulary, "asks": actor.may(Permission.REQUEST_ASK)}
    return Panel("referrals/requests/home_panel.html", values, order=35)


def waiting(actor: Actor) -> list[Waiting]:
    """What waits: to acknowledge and answer, to write down the person's views; for police to reply, or to open."""
    if not actor.may(*READERS, Permission.REQUEST_READ):
        return []
    rows = queries.listed(actor, queries.waiting_for(actor))
    return [_of_police(row) if row.is_ours else _of_agency(actor, row) for row in rows]


def count_waiting(actor: Actor) -> int:
    """The number beside “Information requests” in the navigation."""
    return queries.count_waiting(actor)


def _of_police(row: Listed) -> Waiting:
    if row.row.state is RequestState.CLARIFYING:
        asked = row.row.clarify_at or row.row.asked_at
        title, detail = f"{row.other} asked you back about {row.about}", "Their clock pauses until you reply."
        face, due = Dial("soon", 1.0, "Reply", f"since {short_day(asked)}"), clock.today()
    else:
        answered = row.row.answered_at or row.row.asked_at
        title, detail = f"{row.other} answered {row.about}", "You can read it for a time."
        face, due = Dial("soon", 1.0, "Open", f"since {short_day(answered)}"), clock.today()
    return Waiting(title=title, detail=detail, url=_url(row.row), button="Open", clock=face, due=_end_of(due))


def _of_agency(actor: Actor, row: Listed) -> Waiting:
    asked = row.row
    if not actor.may(Permission.PROTECTION_LEAD):
        title, detail = f"Ask {row.about} about an information request", "Their views are needed before it is answered."
    elif asked.state is RequestState.ASKED:
        title, detail = "Acknowledge an information request", f"From {row.other}. It says nothing about anyone."
    else:
        title, detail = "Answer an information request", f"From {row.other}"
    due = asked.acknowledge_by if asked.state is RequestState.ASKED else asked.answer_by
    return Waiting(
        title=title, detail=detail, url=_url(asked), button="Open", clock=vocabulary.dial_of(asked), due=_end_of(due)
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59), clock.LONDON)


def _url(asked: InformationRequest) -> str:
    return url_for("referrals.show_request", request_id=asked.id)
