"""Pages of list exports, through the whole service: asking, the second yes, the wait, the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from core import clock, making
from core.db import db
from core.keeping import KeptWriting
from tests.agencies.exports.lists import ALIAS, NOON, PASSPHRASE, WHY, cells, opened, unlocked
from tests.house import Browser, House
from tests.personas import PASSWORD

OWN = "/exports/new/cases-own"
SAID = {
    "purpose": "supervision", "why": WHY, "shape": "xlsx", "passphrase": PASSPHRASE, "again": PASSPHRASE,
    "password": PASSWORD,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


def text(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == code, url
    return answer.get_data(as_text=True)


def asked(browser: Browser, url: str = OWN, **facts: str) -> str:
    """Ask for a list; gives the address of its page."""
    answer = browser.post(url, {**SAID, **facts})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def worked() -> int:
    db.session.rollback()
    return making.make_due()


def test_a_caseload_is_asked_for_agreed_to_made_and_fetched(house: House) -> None:
    opened(house)
    robin, priya = house.client("num_isva"), house.client("num_manager")
    offered = text(robin, "/exports")
    assert "My open cases" in offered
    assert "Needs a second yes" in offered
    assert "All open cases of the agency" not in offered
    assert "has to agree" in text(robin, OWN)

    twice = {**SAID, "idempotency_key": "the-same-button"}
    first, second = robin.post(OWN, twice), robin.post(OWN, twice)
    page = str(first.headers["Location"])
    assert str(second.headers["Location"]) == page
    assert text(robin, "/exports").count(f'href="{page}"') == 1
    assert "has to agree, until" in text(robin, page)
    assert robin.post(f"{page}/agree", {"password": PASSWORD, "version": "1"}).status_code == 404
    for stranger in ("mash_manager", "num_caseworker", "gmp_representative"):
        assert house.client(stranger).get(page).status_code == 404

    assert "Say yes or no: My open cases" in text(priya, "/")
    answering = text(priya, page)
    assert "fewer than 10 people" in answering
    assert "not here any more" not in answering
    assert WHY in answering
    wrong = priya.post(f"{page}/agree", {"password": "not mine at all", "version": "1"})
    assert wrong.status_code == 422
    assert "That is not your password." in wrong.get_data(as_text=True)
    assert priya.post(f"{page}/refuse", {"answer": "no", "version": "1"}).status_code == 422
    assert priya.post(f"{page}/agree", {"password": PASSWORD, "version": "1"}).status_code == 303
    assert priya.post(f"{page}/refuse", {"answer": "After all it is a no.", "version": "1"}).status_code == 409

    waiting = text(robin, page)
    assert "<progress" in waiting
    assert robin.post(f"{page}/file").status_code == 422, "not made yet"
    assert worked() == 1
    assert "Your list is ready" in text(robin, "/")
    assert "Fetch the file" in text(robin, page)
    assert "Fetch the file" not in text(priya, page)
    assert priya.post(f"{page}/file").status_code == 404
    handed = robin.post(f"{page}/file")
    assert handed.mimetype == "application/zip"
    assert handed.headers["Content-Disposition"] == 'attachment; filename="roundtable-cases-own-2026-11-23.zip"'
    assert handed.headers["Cache-Control"] == "no-store"
    assert cells(unlocked(handed.data))[1][2] == ALIAS
    assert "Fetched 1 time" in text(robin, page)
    log = text(house.client("num_protection"), "/exports/agency")
    assert all(words in log for words in ("Robin Achebe", "Priya Nair", "Supervision", "1 time"))
    assert robin.get("/exports/agency").status_code == 404


def test_after_a_week_the_page_says_that_it_is_gone(house: House) -> None:
    opened(house)
    robin, priya = house.client("num_isva"), house.client("num_manager")
    page = asked(robin)
    priya.post(f"{page}/agree", {"password": PASSWORD, "version": "1"})
    assert worked() == 1
    with clock.frozen_at(NOON + timedelta(days=7)):
        robin, priya = house.client("num_isva"), house.client("num_manager")
        gone = text(robin, page)
        assert "It is not here any more" in gone
        assert "Fetch the file" not in gone
        late = robin.post(f"{page}/file")
        assert late.status_code == 422
        assert "not here any more" in late.get_data(as_text=True)


def test_what_does_not_pass_stands_beside_its_field_and_only_the_secrets_are_typed_again(house: House) -> None:
    opened(house)
    robin = house.client("num_isva")
    for facts, field, says in (
        ({"passphrase": "otter lantern", "again": "otter lantern"}, "passphrase", "15 characters"),
        ({"passphrase": "password1234567890", "again": "password1234567890"}, "passphrase", "easy to guess"),
        ({"again": "otter lantern seven quarries"}, "passphrase", "differ"),
        ({"password": "somebody else’s word"}, "password", "not your password"),
        ({"why": "Supervision"}, "why", "Say in a sentence"),
    ):
        said = {**SAID, **facts}
        answer = robin.post(OWN, said)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        beside = re.search(rf'id="{field}-error">(.*?)</p>', page, re.DOTALL)
        assert beside is not None, field
        assert says in beside[1]
        assert said["why"] in page
        assert re.search(r'<option selected value="supervision">', page)
        assert not any(said[name] in page for name in ("passphrase", "again", "password"))
    assert "Nothing yet." in text(robin, "/exports")

    token = robin.token
    house.stranger().post(OWN, {**SAID, "csrf_token": token})
    with house.acting("num_isva"):
        assert db.session.query(KeptWriting).count() == 0, "a form with a passphrase in it is kept nowhere"


def test_police_see_one_list_that_is_about_nobody(house: House) -> None:
    carl = house.client("gmp_representative")
    offered = text(carl, "/exports")
    assert "Actions that my agency owns" in offered
    assert "cases" not in offered.split("Lists that you may take")[1].split("</section>")[0]
    for code in ("cases-own", "cases-agency", "contacts-own", "outreach-own", "referrals-agency", "audit-trail"):
        assert carl.get(f"/exports/new/{code}").status_code == 404
    assert house.client("gmp_liaison").get(OWN).status_code == 404


def test_the_data_protection_lead_takes_out_the_trail_locked(house: House) -> None:
    _, person_id = opened(house)
    kamal = house.client("num_protection")
    page = asked(kamal, "/exports/new/audit-trail", shape="csv")
    assert worked() == 1
    handed = kamal.post(f"{page}/file")
    packed = unlocked(handed.data, "audit-trail.zip")
    assert str(person_id).encode() not in handed.data
    assert packed[:2] == b"PK"
    assert house.client("num_caseworker").get("/exports/new/audit-trail").status_code == 404
