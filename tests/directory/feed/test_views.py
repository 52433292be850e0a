"""The public feed: valid against the profile's schemas, and nothing in it that was not meant for the world."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from sqlalchemy import select, update

from config import ROOT
from core import clock
from core.db import db
from directory.feed import brake, shape
from directory.feed.shape import term_id
from directory.models import Location, Organisation, Service, ServiceStatus
from tests.house import Browser, House

SCHEMAS = ROOT / "reference" / "open_referral"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
#: A street of confidential premises, to be found nowhere.
MARKER = "7 Hidden Street"


FORMATS = FormatChecker()


@FORMATS.checks("uri", ValueError)  # type: ignore[untyped-decorator]  # the library ships no types
def is_uri(value: object) -> bool:
    """An address of the web, whole and without spaces."""
    parts = urlsplit(str(value))
    return bool(parts.scheme and parts.netloc) and " " not in str(value)


@FORMATS.checks("date-time", ValueError)  # type: ignore[untyped-decorator]  # the library ships no types
def is_moment(value: object) -> bool:
    """A moment with its zone."""
    return datetime.fromisoformat(str(value)).tzinfo is not None


@cache
def validator(name: str) -> Draft202012Validator:
    """The profile's schema, with its formats asked as well."""
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    return Draft202012Validator(schema, format_checker=FORMATS)


def faults(name: str, row: dict[str, Any]) -> list[str]:
    return [f"{fault.json_path}: {fault.message}" for fault in validator(name).iter_errors(row)]


def service(code: str) -> Service:
    return db.session.scalars(select(Service).where(Service.code == code)).one()


@pytest.fixture
def published(house: House) -> Browser:
    """Every service checked, two of them with all that an entry can have; and a stranger who asks."""
    db.session.execute(update(Service).values(checked_on=TODAY, changed_at=NOON))
    helpline, mash = service("national-sexual-health-helpline"), service("mash")
    helpline.fees, helpline.minimum_age, helpline.maximum_age, helpline.alert = "Free", 16, 120, "Busy at noon"
    helpline.languages, helpline.areas, helpline.email = ["English", "Polish"], ["United Kingdom"], "help@example.org"
    helpline.schedules = [*helpline.schedules, {"freq": "MONTHLY", "byday": "1TU", "opens_at": "14:00"}]
    db.session.add_all((
        Location(service_id=mash.id, kind="physical", name="Centre", address="1 Any Street", city="Manchester",
                 postcode="M1 1AA", latitude=53.4, longitude=-2.2, uprn="77000000", access="A lift"),
        Location(service_id=mash.id, kind="postal", name="Post", address="PO Box 1", city="Manchester",
                 region="Greater Manchester", postcode="M2 2BB"),
    ))  # fmt: skip
    db.session.commit()
    brake._counts.clear()
    return house.stranger()


def rows_of(browser: Browser, address: str) -> list[dict[str, Any]]:
    """Every row of a list, page by page, as the OpenAPI says."""
    found: list[dict[str, Any]] = []
    number = 1
    while True:
        page = browser.get(f"{address}{'&' if '?' in address else '?'}per_page=20&page={number}").get_json()
        assert page["size"] == len(page["contents"])
        assert (page["first_page"], page["page_number"]) == (number == 1, number)
        found += page["contents"]
        if page["last_page"]:
            assert page["total_items"] == len(found)
            return found
        number += 1


def test_every_page_validates_against_the_profile(published: Browser, count_queries: Callable[[], Any]) -> None:
    base = "/open-referral"
    with clock.frozen_at(NOON):
        lists = {"services": "service_list", "services?full=true": "service", "organizations": "organization_list",
                 "service_at_locations": "service_at_location_list"}  # fmt: skip
        ids: dict[str, list[str]] = {}
        for address, schema in lists.items():
            rows = rows_of(published, f"{base}/{address}")
            assert len(rows) >= 15
            assert [fault for row in rows for fault in faults(schema, row)] == []
            ids[address.partition("?")[0]] = [row["id"] for row in rows]
        for kind, schema in (("services", "service"), ("organizations", "organization"),
                             ("service_at_locations", "service_at_location")):  # fmt: skip
            for row_id in ids[kind]:
                whole = published.get(f"{base}/{kind}/{row_id}").get_json()
                assert whole["id"] == row_id
                assert faults(schema, whole) == [], whole["id"]
        with count_queries() as seen:
            published.get(f"{base}/services?full=true")
        assert len([each for each in seen if each.lower().startswith("select")]) <= 6


def test_the_test_of_the_schemas_finds_a_fault() -> None:
    assert faults("service", {"id": "1", "name": "x", "status": "open"}) != []
    sound = {"id": str(uuid4()), "name": "x", "status": "active"}
    assert faults("service", sound) == []
    for wrong in ({"url": "nowhere"}, {"last_modified": "2026-11-23T12:00:00"}, {"id": "7"}):
        assert len(faults("service", {**sound, **wrong})) == 1


def test_only_what_is_assured_and_meant_for_the_world_is_published(house: House, published: Browser) -> None:
    hidden: dict[str, dict[str, Any]] = {
        "never": {"checked_on": None}, "old": {"checked_on": TODAY - timedelta(days=184)},
        "members": {"unlisted": True}, "ended": {"status": ServiceStatus.DEFUNCT},
    }  # fmt: skip
    for name, code in (("never", "saafe"), ("old", "war"), ("members", "crimestoppers"), ("ended", "btp")):
        db.session.execute(update(Service).where(Service.code == code).values(**hidden[name]))
    gone = [str(service(code).id) for code in ("saafe", "war", "crimestoppers", "btp")]
    kept = service("num-isva")
    kept.checked_on, kept_id = TODAY - timedelta(days=183), str(kept.id)
    db.session.commit()
    with clock.frozen_at(NOON):
        listed = {row["id"] for row in rows_of(published, "/open-referral/services")}
        assert kept_id in listed
        assert listed.isdisjoint(gone)
        for service_id in gone:
            answer = published.get(f"/open-referral/services/{service_id}")
            assert (answer.status_code, answer.mimetype) == (404, "application/json")
        owner = db.session.scalars(select(Service.organisation_id).where(Service.code == "saafe")).one()
        assert published.get(f"/open-referral/organizations/{owner}").status_code == 404
        places = {row["service_id"] for row in rows_of(published, "/open-referral/service_at_locations")}
        assert places.isdisjoint(gone)


def test_confidential_premises_have_no_address_even_if_a_row_had_one() -> None:
    """The database refuses such a row, and so do the forms: the feed is the third to refuse."""
    owner = Organisation(id=uuid4(), name="Safe", description="Safe")
    lists: dict[str, Any] = dict.fromkeys(("categories", "phones", "urls", "schedules", "languages", "areas"), [])
    row = Service(id=uuid4(), organisation_id=owner.id, name="Safe", description="Safe", status=ServiceStatus.ACTIVE,
                  checked_on=TODAY, **lists)  # fmt: skip
    place = Location(id=uuid4(), service_id=row.id, kind="physical", name="House", address=MARKER, city="Manchester",
                     postcode="M9 9ZZ", latitude=53.1, longitude=-2.1, uprn="12345")  # fmt: skip
    entry = shape.Entry(row, owner, (place,))
    for confidential, marked in ((True, False), (False, True), (True, True)):
        row.confidential, place.confidential = confidential, marked
        told = json.dumps(
            [shape.whole_service(entry), shape.whole_place(entry, place), shape.listed_place(entry, place)]
        )
        assert not any(part in told for part in (MARKER, "M9 9ZZ", "53.1", "12345", "physical"))
    row.confidential = place.confidential = False
    assert MARKER in json.dumps(shape.whole_service(entry))


def test_filters_of_the_profile(published: Browser) -> None:
    helpline, stalking = {"national-sexual-health-helpline"}, {"suzy-lamplugh", "national-stalking-helpline"}
    asked = {
        "search=stalking": stalking, "minimum_age=16": helpline, "minimum_age=17": set(), "maximum_age=120": helpline,
        "day=Sunday": helpline, "day=SU&start_time=11:00&end_time=16:00": helpline, "day=SU&start_time=11:30": set(),
        f"taxonomy_term_id={term_id('stalking')}": stalking, f"taxonomy_term_id={UUID(int=5)}": set(),
        f"taxonomy_id={UUID(int=5)}": set(), "modified_after=2026-11-24": set(),
        f"organization_id={UUID(int=5)}": set(),
    }  # fmt: skip
    ids = {str(row.id): row.code for row in db.session.scalars(select(Service))}
    with clock.frozen_at(NOON):
        for query, codes in asked.items():
            rows = rows_of(published, f"/open-referral/services?{query}")
            assert {ids[row["id"]] for row in rows} == codes, query


def test_places_by_district_and_kinds_of_help(published: Browser) -> None:
    with clock.frozen_at(NOON):
        rows = rows_of(published, "/open-referral/service_at_locations?postcode=M1%209ZZ")
        assert [row["location"]["name"] for row in rows] == ["Centre"]
        whole = published.get(f"/open-referral/service_at_locations/{rows[0]['id']}").get_json()
        assert whole["location"]["addresses"][0]["address_1"] == "1 Any Street"
        terms = rows_of(published, "/open-referral/taxonomy_terms")
        assert {"id", "name", "description"} <= set(terms[0])
        assert published.get(f"/open-referral/taxonomy_terms/{terms[0]['id']}").get_json() == terms[0]
        (taxonomy,) = rows_of(published, "/open-referral/taxonomies")
        assert published.get(f"/open-referral/taxonomies/{taxonomy['id']}").get_json() == taxonomy
        root = published.get("/open-referral/").get_json()
        assert root["version"] == "HSDS-UK-3.0"
        assert root["openapi_url"].endswith("/open-referral/openapi.json")
        assert "/services/{id}" in published.get("/open-referral/openapi.json").get_json()["paths"]


def test_a_question_that_is_none_is_refused_with_its_reason(published: Browser) -> None:
    for query in ("page=0", "page=x", "per_page=101", "per_page=-1", "day=someday", "start_time=9", "minimum_age=old",
                  "taxonomy_id=1", "modified_after=soon", "full=perhaps", "page=²"):  # fmt: skip
        answer = published.get(f"/open-referral/services?{query}")
        assert answer.status_code == 400, query
        assert query.partition("=")[0] in answer.get_json()["error"]


def test_it_sets_no_cookie_may_be_kept_and_asked_again_by_its_tag(house: House, published: Browser) -> None:
    with clock.frozen_at(NOON):
        for browser in (published, house.client("mash_outreach")):
            first = browser.get("/open-referral/services")
            assert "Set-Cookie" not in first.headers
            assert first.headers["Cache-Control"] == "public, max-age=300"
            assert first.headers["Access-Control-Allow-Origin"] == "*"
            again = browser.get("/open-referral/services", headers={"If-None-Match": first.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b"")
        assert house.client("mash_outreach").get("/directory").headers["Cache-Control"] == "no-store"
        assert published.get("/open-referral/services?page=9999").get_json()["empty"] is True


def test_too_many_questions_from_one_network_wait_for_the_next_minute(published: Browser) -> None:
    with clock.frozen_at(NOON):
        assert all(brake.may_ask("127.0.0.1") for _ in range(brake.MOST_A_MINUTE))
        answer = published.get("/open-referral/")
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert brake.may_ask("192.0.2.7")
    with clock.frozen_at(NOON + timedelta(minutes=1)):
        assert published.get("/open-referral/").status_code == 200
