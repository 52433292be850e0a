"""The pages of accounts and home: whole HTML, the right words, and closed to those they are not for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from agencies import queries, service
from agencies.home import lede
from core.dial import Dial
from core.panels import Panel, Waiting, registry
from tests.agencies.conftest import START
from tests.browser import inspect_html
from tests.house import VERSION, House
from tests.personas import CAST

NEW = "kettle wobbles past midnight"


def waiting(state: str, title: str = "Acknowledge the referral for Kit") -> Waiting:
    """Something that waits, with its dial in a state."""
    return Waiting(title, "From TMR.", "/referrals", "Open", Dial(state, 0.5, "1 working day", "by Tue 24 Nov"), START)


@pytest.mark.parametrize("persona", sorted(CAST))
def test_every_role_has_a_home_that_is_whole(house: House, persona: str) -> None:
    page = house.client(persona).get("/")
    assert page.status_code == 200
    assert inspect_html(page.text) == []
    assert "Waiting for you" in page.text
    assert CAST[persona].name in page.text


def test_home_shows_what_waits_before_the_panels(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    found = registry()
    monkeypatch.setattr(found, "waiting", [lambda actor: [waiting("late"), waiting("soon", "Call <b>Lou</b>")]])
    monkeypatch.setattr(found, "home", [lambda actor: Panel("people/panel_home.html", {"rows": []}, where="main")])
    page = house.client("mash_outreach").get("/").text
    assert "Two waiting. One late, one due soon." in page
    assert "Call &lt;b&gt;Lou&lt;/b&gt;" in page


def test_the_lede_counts_in_words() -> None:
    day = date(2026, 11, 23)
    assert lede([], day) == "Monday 23 November 2026. Nothing waits for you."
    many = [waiting("calm")] * 12
    assert lede(many, day) == "Monday 23 November 2026. 12 waiting."


@pytest.mark.parametrize("path", ["/account", "/account/password", "/accounts", "/accounts/invite", "/sign-out"])
def test_pages_are_whole(house: House, path: str) -> None:
    page = house.client("mash_manager").get(path)
    assert page.status_code == 200
    assert inspect_html(page.text) == []


def test_the_front_door_is_whole_and_shows_no_navigation(house: House) -> None:
    page = house.stranger().get("/sign-in").text
    assert inspect_html(page) == []
    assert 'aria-label="Main"' not in page
    assert "data-csrf" not in page


@pytest.mark.parametrize("persona", ["mash_outreach", "num_isva", "mcc_chair", "mash_auditor"])
def test_accounts_are_for_those_who_manage_them(house: House, persona: str) -> None:
    other = house.user("mash_caseworker").id
    browser = house.client(persona)
    assert browser.get("/accounts").status_code == 403
    assert browser.get(f"/accounts/{other}").status_code == 403
    assert browser.post(f"/accounts/{other}/roles", {"roles": "auditor"}).status_code == 403


def test_an_account_of_another_agency_is_as_if_it_were_not_there(house: House) -> None:
    foreign, missing = house.user("num_isva").id, uuid4()
    browser = house.client("mash_manager")
    answers = [browser.get(f"/accounts/{user_id}") for user_id in (foreign, missing)]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].data == answers[1].data
    assert browser.post(f"/accounts/{foreign}/deactivate", {"version": 1}).status_code == 404
    assert CAST["num_isva"].email not in browser.get("/accounts").text


def test_a_colleague_is_invited_opens_the_account_and_is_signed_in(house: House) -> None:
    browser = house.client("mash_manager")
    form = {"email": "kim@mash.example", "team_id": "", "roles": ["outreach_worker"]}
    page = browser.post("/accounts/invite", form)
    assert page.status_code == 200
    assert inspect_html(page.text) == []
    path = re.search(r"/invitations/[\w-]+", page.text)
    assert path
    assert "kim@mash.example" in browser.get("/accounts").text
    visitor = house.stranger()
    opened = visitor.get(path[0])
    assert inspect_html(opened.text) == []
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', opened.text)
    assert token
    weak = visitor.post(path[0], {"csrf_token": token[1], "name": "Kim", "password": "mashmashmashmash"})
    assert weak.status_code == 422
    assert inspect_html(weak.text) == []
    done = visitor.post(path[0], {"csrf_token": token[1], "name": "Kim Lowe", "password": NEW})
    assert done.headers["Location"] == "/"
    assert "Kim Lowe" in visitor.get("/").text
    over = house.stranger().get(path[0])
    assert over.status_code == 404
    assert "This link is over" in over.text
    assert inspect_html(over.text) == []


def test_an_invitation_needs_an_address_and_a_role(house: House) -> None:
    page = house.client("mash_manager").post("/accounts/invite", {"email": "kim at mash", "team_id": ""})
    assert page.status_code == 422
    assert inspect_html(page.text) == []
    assert "Choose at least one role" in page.text
    assert "Enter an e-mail address" in page.text


def test_roles_are_changed_on_the_page_and_a_clash_shows_both(house: House) -> None:
    user_id = house.user("mash_outreach").id
    browser = house.client("mash_manager")
    page = browser.get(f"/accounts/{user_id}").text
    assert inspect_html(page) == []
    version = VERSION.search(page)
    assert version
    form = {"roles": ["caseworker"], "version": version[1]}
    assert browser.post(f"/accounts/{user_id}/roles", form).status_code == 303
    clash = browser.post(f"/accounts/{user_id}/roles", {"roles": ["isva"], "version": version[1]})
    assert clash.status_code == 409
    assert inspect_html(clash.text) == []
    assert "The roles now are: <b>Caseworker</b>" in clash.text
    newer = VERSION.search(clash.text)
    assert newer
    again = {"roles": ["isva"], "version": newer[1]}
    assert browser.post(f"/accounts/{user_id}/roles", again).status_code == 303
    assert queries.signed_in(user_id).roles == ("isva",)  # type: ignore[union-attr]


def test_an_account_is_closed_and_opened_again(house: House) -> None:
    user_id = house.user("mash_outreach").id
    browser = house.client("mash_manager")
    for act in ("deactivate", "reactivate"):
        version = VERSION.search(browser.get(f"/accounts/{user_id}").text)
        assert version
        assert browser.post(f"/accounts/{user_id}/{act}", {"version": version[1]}).status_code == 303
    assert "Open" in browser.get(f"/accounts/{user_id}").text


def test_a_link_for_a_new_password_is_shown_and_the_manager_never_sets_one(house: House) -> None:
    user_id = house.user("mash_outreach").id
    page = house.client("mash_manager").post(f"/accounts/{user_id}/new-password")
    assert page.status_code == 200
    assert "/invitations/" in page.text


def test_changing_the_password_keeps_this_browser_and_no_other(house: House) -> None:
    here, there = house.client("mash_outreach"), house.client("mash_outreach")
    before = here.client.get_cookie("roundtable").value  # type: ignore[union-attr]
    wrong = here.post("/account/password", {"current": "not my password now", "new": NEW})
    assert wrong.status_code == 422
    assert "This is not your password now." in wrong.text
    weak = here.post("/account/password", {"current": "umbrella-canal-forty-two-otters", "new": "short"})
    assert weak.status_code == 422
    assert inspect_html(weak.text) == []
    done = here.post("/account/password", {"current": "umbrella-canal-forty-two-otters", "new": NEW})
    assert done.status_code == 303
    assert here.client.get_cookie("roundtable").value != before  # type: ignore[union-attr]
    assert "Your password is changed." in here.get("/account").text
    assert there.get("/account").status_code == 302


def test_another_browser_of_ones_own_is_signed_out_but_nobody_elses(house: House) -> None:
    here, there, other = (house.client(name) for name in ("mash_outreach", "mash_outreach", "num_isva"))
    paths = re.findall(r"/account/sessions/[0-9a-f]{64}/end", here.get("/account").text)
    assert len(paths) == 1
    assert other.post(paths[0]).status_code == 404
    assert here.post(paths[0]).status_code == 303
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_a_long_list_of_accounts_comes_a_page_at_a_time(house: House, count_queries: Callable[[], Any]) -> None:
    agency_id = house.agency("MASH").id
    for number in range(30):
        service.add_user(
            agency_id=agency_id, team_id=None, email=f"w{number:02}@mash.example", name=f"Worker {number:02}",
            password=NEW, roles=["outreach_worker"],
        )  # fmt: skip
    browser = house.client("mash_manager")
    with count_queries() as seen:
        first = browser.get("/accounts")
    assert len(seen) <= 14
    assert inspect_html(first.text) == []
    assert first.text.count("w0") < 30
    assert inspect_html(browser.get("/accounts?page=2").text) == []
    assert "Worker 07" in browser.get("/accounts?q=worker+07").text
    assert "No one matches" in browser.get("/accounts?q=zzz").text


def test_commands_invite_and_list_the_demonstration(app: Flask) -> None:
    run = app.test_cli_runner()
    made = run.invoke(args=["users", "invite", "a@mash.example", "--agency", "MASH", "--role", "auditor"])
    assert made.exit_code == 0, made.output
    assert made.output.startswith("http://127.0.0.1:8000/invitations/")
    for wrong in (["--agency", "NOWHERE"], ["--agency", "MASH", "--team", "none"], ["--agency", "GMP"]):
        refused = run.invoke(args=["users", "invite", "b@x.example", "--role", "isva", *wrong])
        assert refused.exit_code == 1
        assert "Error:" in refused.output


def test_a_live_service_has_no_demonstration_accounts(live: Flask) -> None:
    refused = live.test_cli_runner().invoke(args=["demo", "accounts", "--json"])
    assert refused.exit_code == 1
