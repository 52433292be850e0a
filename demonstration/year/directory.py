"""The directory in the demonstration: what is checked, what wants a check, confidential premises, a closed service."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.actor import Actor
from demonstration.stage import Cast, acting, days_ago
from directory import hours
from directory.facts import PlaceWords, phone
from directory.keeping import queries, service
from directory.keeping.rules import About
from directory.models import CheckedHow

RANG = CheckedHow.RANG
#: Whom the coordinator rang, and how many days ago: two of them long enough to want it again.
CHECKED = (
    ("SAAFE", 118), ("Suzy Lamplugh Trust", 104), ("Beyond The Streets", 61), ("National Stalking Helpline", 40),
    ("Crimestoppers", 12), ("National Sexual Health Helpline", 12),
)  # fmt: skip
WEEKDAYS = {code: [("09:30", "16:30")] for code in hours.ORDER[:5]}


def tell(cast: Cast) -> None:
    """A coordinator checks what belongs to no member and adds a service; managers keep their own."""
    for name, days in CHECKED:
        with acting(cast, "mcc_coordinator", days_ago(days, 10)) as actor:
            _check(actor, name, RANG, "Number and hours read back to us")
    with acting(cast, "mcc_coordinator", days_ago(33, 11)) as actor:
        _add_canal_house(actor)
    with acting(cast, "mash_manager", days_ago(9, 9, 30)) as actor:
        _keep_mash(actor)
    with acting(cast, "num_manager", days_ago(20, 14)) as actor:
        for kept in _own(actor):
            _check_one(actor, kept, CheckedHow.OWN)


def _add_canal_house(actor: Actor) -> None:
    owner = service.add_organisation(
        actor=actor, name="Canal House Kitchen", description="A charity that cooks for anyone who is hungry.",
        url="https://www.example.org/canal-house", email="kitchen@example.org",
    )  # fmt: skip
    about = About(
        name="Canal House evening meal",
        description="A hot meal, a shower and washing machines. Nobody asks why you came.",
        eligibility="Anyone aged 16 or over", minimum_age=16, categories=("drop_in", "homelessness", "support"),
        languages=("English", "Polish", "Romanian"), areas=("Manchester", "Salford"), fees="Free",
        alert="The shower is out of order until 4 December",
    )  # fmt: skip
    row = service.add_service(actor=actor, organisation_id=owner.id, about=about, confidential=False)
    row_id = row.id
    service.change_reach(
        actor=actor, service_id=row_id, version=1, phones=[phone("0161 496 0188", "Kitchen, from 4pm")],
        urls=[{"label": "Menu of the week", "url": "https://www.example.org/canal-house/menu"}],
        email="kitchen@example.org",
    )  # fmt: skip
    evenings = hours.weekly({code: [("17:00", "20:30")] for code in ("MO", "WE", "FR", "SU")})
    first_tuesday = {"freq": hours.MONTHLY, "byday": "1TU", "opens_at": "18:00", "closes_at": "20:00",
                     "description": "a nurse is there"}  # fmt: skip
    service.change_hours(actor=actor, service_id=row_id, version=2, schedules=[*evenings, first_tuesday])
    place = PlaceWords(
        "physical", "Canal House", address="1 Example Wharf", city="Manchester", region="Greater Manchester",
        postcode="M1 1AA", access="Step-free. A dog may come in.",
    )  # fmt: skip
    service.add_place(actor=actor, service_id=row_id, version=3, place=place)
    _check_one(actor, row_id, CheckedHow.VISITED)


def _keep_mash(actor: Actor) -> None:
    for service_id in _own(actor):
        entry = queries.kept_service(actor, service_id).service
        if entry.confidential:
            read, urls = entry.version, list(entry.urls)
            phones = [phone("0161 496 0142", "Centre, by day"), phone("07700 900142", "Text, any time")]
            service.change_reach(
                actor=actor, service_id=service_id, version=read, phones=phones, urls=urls, email=None
            )  # fmt: skip
            week = hours.weekly(WEEKDAYS)
            service.change_hours(actor=actor, service_id=service_id, version=read + 1, schedules=week)
        _check_one(actor, service_id, CheckedHow.OWN)


def _own(actor: Actor) -> list[UUID]:
    return [row.id for row in queries.kept_page(actor, None, "", 1).items]


def _check(actor: Actor, name: str, how: CheckedHow, note: str) -> None:
    page = queries.kept_page(actor, None, name, 1)
    for row in page.items:
        _check_one(actor, row.id, how, note)


def _check_one(actor: Actor, service_id: UUID, how: CheckedHow, note: str = "") -> None:
    entry = queries.kept_service(actor, service_id).service
    service.note_check(
        actor=actor, service_id=service_id, version=entry.version, on=clock.today(), how=how, note=note
    )  # fmt: skip
