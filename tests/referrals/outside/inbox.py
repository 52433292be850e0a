"""What people write by the public forms, and what arrives: for the tests of both sides."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from agencies.queries import teams_of
from core.db import db
from referrals.outside import queries, service
from referrals.outside.models import OutsideEnquiry
from tests.house import Browser, House
from tests.referrals.outside import edge

MYSELF: dict[str, Any] = {
    "reach": "text", "address": "07700 900299", "times": "1pm to 6pm", "voicemail": "no",
    "code_word": "Marker from the library", "never": "Marker letters", "name": "Marker Angel", "style": "plain",
    "needs": ["HOUSING", "SAFETY", "IMMIGRATION"], "words": "Marker words: a place to stay.\nSoon.",
}  # fmt: skip
SOMEONE: dict[str, Any] = {
    "teller": "Jo Marker", "organisation": "Marker Hospital", "teller_contact": "jo@marker.example", "consent": "yes",
    "name": "Marker Angel", "words": "Marker words: a place to stay.",
}  # fmt: skip
NO_NAME = {name: value for name, value in SOMEONE.items() if name != "name"} | {"consent": "no"}
MARKERS = ("Marker", "07700 900299", "900299", "a place to stay")


def switch_on(house: House, persona: str = "mash_manager", **changes: Any) -> None:
    with house.acting(persona) as actor:
        team = next(team for team in teams_of(actor.agency_id) if team.code == "casework")
        values = {
            "myself_on": True,
            "someone_on": True,
            "team_id": team.id,
            "welcome": "Hello.",
            "ring": "0161 496 0000",
        }
        service.change_forms(actor=actor, version=0, **{**values, **changes})


def write(browser: Browser, form: dict[str, Any], path: str = "/to/mash/myself") -> TestResponse:
    return edge.post(browser, path, path, form)


def rows(house: House, persona: str = "mash_caseworker") -> list[OutsideEnquiry]:
    with house.acting(persona) as actor:
        found = list(db.session.scalars(queries.visible_enquiries(actor)))
        for row in found:
            db.session.expunge(row)
        return found


def received(house: House, form: dict[str, Any] = MYSELF, path: str = "/to/mash/myself") -> OutsideEnquiry:
    """A message that arrived."""
    switch_on(house)
    assert write(house.stranger(), form, path).status_code == 303
    return rows(house)[-1]
