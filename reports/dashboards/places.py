"""Where figures and files are found: the index of reports, each place for whoever may open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, url_for

from core.access import access_of
from core.actor import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """A page of figures: its group, its name, what it answers, and its endpoint, which knows who may open it."""

    group: str
    title: str
    words: str
    endpoint: str

    @property
    def url(self) -> str:
        """Its address."""
        return url_for(self.endpoint)


NOW, FORUM, OWN, AWAY = "How we stand", "The forum’s reports", "Your agency’s reports", "What was taken away"

#: In the order of the page. Those of the forum stand on the floor above, and are named by their endpoint.
PLACES = (
    Place(NOW, "Forum dashboard", "What is late, what changed, and whether referrals are answered.",
          "reports.show_forum_dashboard"),
    Place(NOW, "Agency dashboard", "Your agency: what is late, what changed, waits, caseload and outcomes.",
          "reports.show_agency_dashboard"),
    Place(FORUM, "Progress reports", "Every report made for a meeting or by the calendar, with its tables.",
          "forum.list_reports"),
    Place(FORUM, "Annual reviews", "The strategy’s year, commitment by commitment, with the evidence.",
          "forum.list_reviews"),
    Place(FORUM, "Schedules of reports", "Reports made without being asked: on which day, and who is told.",
          "forum.list_report_schedules"),
    Place(OWN, "Monitoring returns", "What funders ask for, by quarter and half-year: prepared, checked, sent.",
          "reports.list_returns"),
    Place(OWN, "Outreach", "One month of your agency’s outreach, by ward and way of meeting.", "reports.show_outreach"),
    Place(OWN, "Hours worked", "Which evenings and hours people were seen working, by quarter.",
          "reports.show_working_hours"),
    Place(AWAY, "The forum’s figures", "Who took them as a file, when, and what for.", "reports.list_forum_releases"),
    Place(AWAY, "Your agency’s figures", "Who took them as a file, when, and what for.", "reports.list_releases"),
)  # fmt: skip


def open_to(actor: Actor, places: Sequence[Place] = PLACES) -> dict[str, list[Place]]:
    """The places that a reader may open, by group. Who may open one is what its endpoint declares."""
    found: dict[str, list[Place]] = {}
    for place in places:
        access = access_of(current_app, place.endpoint)
        if access is not None and access.permissions and actor.may(*access.permissions):
            found.setdefault(place.group, []).append(place)
    return found
