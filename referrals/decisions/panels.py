"""What other pages show of decisions: a person's, the home page, and what waits for the reader."""

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
from referrals.decisions import queries, words
from referrals.decisions.models import DecisionState
from referrals.decisions.queries import Listed
from referrals.decisions.slavery import queries as slavery


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The way to the path, the decisions about a person that the reader may see, and their own requests."""
    if not actor.may(Permission.SHARING_DECIDE, Permission.SHARING_AUTHORISE):
        return None
    values = {
        "rows": queries.of_person(actor, person_id), "requests": slavery.of_person(actor, person_id),
        "person_id": person_id, "may_decide": actor.may(Permission.SHARING_DECIDE),
        "may_send": actor.may(Permission.REFERRAL_SEND), "dial_of": words.dial_of, "state_words": words.STATE_WORDS,
    }  # fmt: skip
    return Panel("referrals/decisions/person_panel.html", values, order=80, where="aside")


def home(actor: Actor) -> Panel | None:
    """The register in a line a view, for those who authorise; nothing when it is empty."""
    if not actor.may(Permission.SHARING_AUTHORISE):
        return None
    counts = queries.counts(actor)
    if not any(counts[view] for view in ("authorise", "complete", "tell", "review")):
        return None
    values = {"counts": counts, "view_words": words.VIEW_WORDS}
    return Panel("referrals/decisions/home_panel.html", values, order=25, where="aside")


def waiting(actor: Actor) -> list[Waiting]:
    """What waits for the reader: to answer as the second person, to finish, to tell the person, to review."""
    if not actor.may(Permission.SHARING_DECIDE, Permission.SHARING_AUTHORISE):
        return []
    return [_waiting(actor, each) for each in queries.waiting(actor)]


def count_waiting(actor: Actor) -> int:
    """The number beside “Sharing decisions” in the navigation."""
    return queries.counts(actor)["authorise"] if actor.may(Permission.SHARING_AUTHORISE) else 0


def _waiting(actor: Actor, each: Listed) -> Waiting:
    row = each.row
    url = url_for("referrals.show_decision", decision_id=row.id)
    mine = row.decided_by == actor.user_id
    if row.state is DecisionState.LEFT:
        title = f"{each.alias}: write the rest of the emergency" if mine else f"{each.alias}: the rest is late"
        detail = (
            "Shared without consent; one working day to write why." if mine else f"{each.writer} has not written it."
        )
        return Waiting(title, detail, url, "Open", words.dial_of(row), _end_of(row.complete_by), primary=True)
    if row.state is DecisionState.WAITING:
        detail = (
            f"{each.writer} wrote it. Nothing leaves until you answer."
            if not row.left_at
            else "It left in an emergency."
        )
        return Waiting(
            f"{each.alias}: a second person must answer", detail, url, "Open", words.dial_of(row),
            row.submitted_at or row.begun_at, primary=True,
        )  # fmt: skip
    return _later(each, url)


def _later(each: Listed, url: str) -> Waiting:
    row, today = each.row, clock.today()
    if row.state is DecisionState.QUESTIONED:
        return Waiting(f"{each.alias}: more was asked", "Nothing leaves until you answer.", url, "Open",
                       words.dial_of(row), row.submitted_at or row.begun_at, primary=True)  # fmt: skip
    if row.state is DecisionState.AGREED:
        return Waiting(f"{each.alias}: tell {each.recipient} now", "It was agreed. Write down how you told them.", url,
                       "Open", words.dial_of(row), row.authorised_at or row.begun_at, primary=True)  # fmt: skip
    if row.told_at is None and row.tell_on and row.tell_on <= today:
        dial = Dial("soon", 1.0, "Tell them, or say why not", f"by {short_day(row.tell_on)}")
        return Waiting(f"{each.alias}: can they be told now?", "They do not know yet that it was shared.", url, "Open",
                       dial, _end_of(row.tell_on))  # fmt: skip
    return Waiting(f"{each.alias}: look at the decision again", each.ground, url, "Open", words.dial_of(row),
                   _end_of(row.review_on))  # fmt: skip


def _end_of(day: date | None) -> datetime:
    return datetime.combine(day or clock.today(), time(17), clock.LONDON)
