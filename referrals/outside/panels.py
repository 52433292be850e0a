"""What other pages show of the edge: a person's letters to readers outside, and messages that wait for an answer."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.panels import Panel, Waiting
from core.words import moment
from referrals.outside import queries
from referrals.outside.clocks import dial_of


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """Whom outside the person agreed to tell, and the letters that went."""
    if not actor.may(Permission.PEOPLE_READ):
        return None
    values = {
        "person_id": person_id, "consents": [line for line in queries.consents_of(actor, person_id) if line.is_live],
        "letters": queries.letters_of(actor, person_id)[:5],
        "may_ask": actor.may(Permission.CONSENT_RECORD) and actor.may(Permission.REFERRAL_SEND),
    }  # fmt: skip
    return Panel("referrals/outside/person_panel.html", values, order=45)


def home(actor: Actor) -> Panel | None:
    """The way to the inbox for those who answer."""
    if not _answers(actor):
        return None
    return Panel("referrals/outside/home_panel.html", {"count": queries.count_waiting(actor)}, order=35, where="aside")


def settings(actor: Actor) -> Panel | None:
    """The way to the public forms for those who set them."""
    if not actor.may(Permission.AGENCY_SETTINGS):
        return None
    row = queries.own_forms(actor)
    on = ["for themselves"] if row and row.myself_on else []
    on += ["about someone"] if row and row.someone_on else []
    return Panel("referrals/outside/settings_panel.html", {"on": on}, order=90, where="aside")


def waiting(actor: Actor) -> list[Waiting]:
    """Messages that nobody has answered yet; the line names nobody."""
    if not _answers(actor):
        return []
    return [
        Waiting(
            title="Someone wrote to us from outside: make contact safely",
            detail=f"{line.kind}, received {moment(line.row.received_at)}",
            url=url_for("referrals.show_enquiry", enquiry_id=line.row.id), button="Open",
            clock=dial_of(line.row), due=datetime.combine(line.row.contact_by, time(23, 59), clock.LONDON),
            primary=True,
        )
        for line in queries.waiting_enquiries(actor)
    ]  # fmt: skip


def _answers(actor: Actor) -> bool:
    return actor.may(Permission.REFERRAL_ANSWER) and actor.may(Permission.PEOPLE_WRITE)
