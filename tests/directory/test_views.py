"""The directory's pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from core.db import db
from directory.models import Service
from tests.browser import inspect_html
from tests.house import House


def id_of(code: str) -> UUID:
    """The id of a service."""
    return db.session.scalars(select(Service.id).where(Service.code == code)).one()


@pytest.mark.parametrize("query", ["", "?q=isva", "?category=stalking", "?page=2"])
def test_list_is_whole_html(house: House, query: str) -> None:
    answer = house.client("mash_outreach").get(f"/directory{query}")
    assert answer.status_code == 200
    assert inspect_html(answer.get_data(as_text=True)) == []


def test_list_says_what_is_unchecked_and_what_takes_referrals(house: House) -> None:
    page = house.client("mash_outreach").get("/directory").get_data(as_text=True)
    assert "To be verified" in page
    assert "Takes referrals here" in page


def test_search_keeps_its_words_and_says_when_nothing_matches(house: House) -> None:
    client = house.client("mcc_chair")
    page = client.get("/directory?q=%3Cb%3Ezebra").get_data(as_text=True)
    assert "No service matches “&lt;b&gt;zebra”." in page
    assert "<b>zebra" not in page


@pytest.mark.parametrize("code", ["num-isva", "national-sexual-health-helpline", "mash", "street-level", "war"])
def test_service_page_is_whole_html(house: House, code: str) -> None:
    answer = house.client("mash_outreach").get(f"/directory/{id_of(code)}")
    assert answer.status_code == 200
    assert inspect_html(answer.get_data(as_text=True)) == []


def test_service_page_has_phone_hours_and_no_address_of_a_confidential_place(house: House) -> None:
    client = house.client("mash_outreach")
    helpline = client.get(f"/directory/{id_of('national-sexual-health-helpline')}").get_data(as_text=True)
    assert 'href="tel:+443001237123"' in helpline
    assert "Sat and Sun, 11am to 4pm" in helpline
    casework = client.get(f"/directory/{id_of('mash-casework')}").get_data(as_text=True)
    assert "No address is kept here" in casework


def test_unknown_service_and_wrong_role(house: House) -> None:
    assert house.client("mash_outreach").get(f"/directory/{uuid4()}").status_code == 404
    assert house.client("mash_auditor").get("/directory").status_code == 403
    assert house.stranger().get("/directory").status_code == 302


def test_list_takes_few_statements(house: House, count_queries: Callable[[], Any]) -> None:
    client = house.client("mash_outreach")
    with count_queries() as seen:
        client.get("/directory")
    assert len([statement for statement in seen if statement.lower().startswith("select")]) <= 12
