"""The inbox and the buttons around an answer, over HTTP: what each side sees, and what is refused and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from core import clock
from directory.queries import alternatives
from people.models import Category
from referrals import queries, service
from tests.browser import inspect_html
from tests.house import Browser, House
from tests.referrals import stage

SHOWN = re.compile(r'name="shown" value="([0-9a-f]*)"')
VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')


def _page(answer: TestResponse, status: int = 200) -> str:
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, re.sub(r"<[^>]+>", " ", text)[-1500:]
    assert inspect_html(text) == []
    return text


def _sent(house: House, alias: str = stage.ALIAS, categories: tuple[Category, ...] = stage.TRIAGE) -> UUID:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor, alias), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        return stage.send(actor, who.id, offer, categories).id


def _version(browser: Browser, referral_id: UUID) -> int:
    found = VERSION.search(browser.get(f"/referrals/{referral_id}").get_data(as_text=True))
    assert found is not None
    return int(found[1])


def _do(browser: Browser, referral_id: UUID, act: str, **fields: object) -> TestResponse:
    version = fields.pop("version", None) or _version(browser, referral_id)
    return browser.post(f"/referrals/{referral_id}/{act}", {"version": version, **fields})


@pytest.mark.parametrize("view", queries.VIEWS)
@pytest.mark.parametrize("persona", ["num_isva", "num_manager", "mash_outreach", "gmp_liaison"])
def test_every_view_is_a_page_for_every_side(house: House, view: str, persona: str) -> None:
    _sent(house)
    page = _page(house.client(persona).get(f"/referrals?view={view}"))
    assert 'aria-current="page"' in page


def test_the_filters_are_one_form_and_keep_what_was_chosen(house: House) -> None:
    _sent(house, "Plain")
    with house.acting("num_isva") as actor:
        team = next(each for each in queries.filter_choices(actor).teams if each.name == "ISVA service")
        team_id, others = team.id, [each.id for each in queries.filter_choices(actor).agencies]
        mash = house.agency("MASH").id
    robin = house.client("num_isva")
    for query, there in (
        (f"team={team_id}", True),
        (f"agency={mash}", True),
        ("worker=nobody", True),
        ("only=mine&urgency=standard", True),
        ("urgency=high", False),
        (f"agency={next(each for each in others if each != mash)}", False),
        (f"worker={house.actor('num_isva').user_id}", False),
        ("worker=nonsense&team=nonsense", True),
    ):
        page = _page(robin.get(f"/referrals?view=in&{query}"))
        assert ("Plain" in page) is there, query
        assert page.count('method="get" action="/referrals"') == 1


def test_the_inbox_takes_the_same_statements_for_one_and_for_many(
    house: House, count_queries: Callable[[], Any]
) -> None:
    robin = house.client("num_isva")
    _sent(house, "First")
    robin.get("/referrals?view=in")
    with count_queries() as few:
        robin.get("/referrals?view=in")
    for n in range(5):
        _sent(house, f"Another {n}")
    with count_queries() as many:
        robin.get("/referrals?view=in")
    assert len(few) == len(many)


def test_several_are_given_from_the_list(house: House) -> None:
    first, second, mel = _sent(house, "First"), _sent(house, "Second"), house.actor("num_caseworker").user_id
    priya = house.client("num_manager")
    page = _page(priya.get("/referrals?view=in"))
    assert f'value="{first}:1"' in page
    answer = priya.post("/referrals/assign?view=in", {"chosen": [f"{first}:1", f"{second}:1"], "worker": str(mel)})
    assert answer.status_code == 303
    page = _page(priya.get(answer.headers["Location"]))
    assert "Mel Hart has 2 of them now" in page
    assert "Mel Hart" in _page(house.client("mash_outreach").get(f"/referrals/{first}"))


def test_a_bulk_giving_that_is_not_allowed_names_the_one_and_keeps_the_choice(house: House) -> None:
    good, bad, mel = _sent(house, "Good one"), _sent(house, "Bad one"), house.actor("num_caseworker").user_id
    with house.acting("num_isva") as actor:
        service.accept(actor=actor, referral_id=bad, version=1)
    priya = house.client("num_manager")
    form = {"chosen": [f"{good}:1", f"{bad}:1"], "worker": str(mel)}
    page = _page(priya.post("/referrals/assign?view=in", form), 422)
    assert "None of them was assigned. Bad one: Robin Achebe accepted this" in page
    assert "checked" in page
    assert "Nobody yet" in page
    for wrong, words in (
        ({"worker": str(mel)}, "Choose at least one referral"),
        ({"chosen": [f"{good}:1"]}, "Choose a colleague"),
        ({"chosen": ["nonsense"], "worker": str(mel)}, "Choose referrals from the list"),
    ):
        assert words in _page(priya.post("/referrals/assign", wrong), 422)


def test_taking_and_giving_one(house: House) -> None:
    referral_id, robin = _sent(house), house.client("num_isva")
    assert _do(robin, referral_id, "take").status_code == 303
    page = _page(robin.get(f"/referrals/{referral_id}"))
    assert "Take it myself" not in page
    assert stage.ALIAS in _page(robin.get("/referrals?view=me"))
    mel = house.actor("num_caseworker").user_id
    assert _do(robin, referral_id, "assign", worker=str(mel)).status_code == 303
    assert "Mel Hart" in _page(robin.get(f"/referrals/{referral_id}"))
    assert "Choose a colleague" in _page(_do(robin, referral_id, "assign", worker="nobody"), 422)


def test_asking_and_sending_more_over_the_page(house: House) -> None:
    referral_id, robin, dee = _sent(house), house.client("num_isva"), house.client("mash_outreach")
    page = _page(_do(robin, referral_id, "ask-for-more", why=""), 422)
    assert "Choose what you need to know" in page
    assert "Say why you need it" in page
    asked = _do(robin, referral_id, "ask-for-more", categories=["RISK", "HEALTH"], why="Is a visit safe?")
    assert asked.status_code == 303
    page = _page(dee.get(f"/referrals/{referral_id}"))
    assert "They ask for: risk and health" in page
    assert "Is a visit safe?" in page
    assert "Marker risk" in page
    assert "Marker health" not in page
    assert "category=HEALTH" in page
    assert stage.ALIAS in _page(dee.get("/referrals?view=me"))
    shown = SHOWN.search(page)
    assert shown is not None
    assert "Read what will leave" in _page(_do(dee, referral_id, "send-more", shown="f" * 64), 422)
    assert _do(dee, referral_id, "send-more", shown=shown[1]).status_code == 303
    page = _page(robin.get(f"/referrals/{referral_id}"))
    assert "Marker risk" in page
    assert "not shared: health" in page
    assert "Marker risk" in _page(dee.get(f"/referrals/{referral_id}"))


def test_leaving_the_last_part_out_sends_nothing(house: House) -> None:
    referral_id, robin, dee = _sent(house), house.client("num_isva"), house.client("mash_outreach")
    _do(robin, referral_id, "ask-for-more", categories=["RISK"], why="Why")
    page = _page(_do(dee, referral_id, "send-more", stays=["RISK"], shown=""), 422)
    assert "There is nothing here that may go" in page
    assert "Left out by you" in page
    assert _do(dee, referral_id, "not-shared").status_code == 303
    assert "Not shared" in _page(robin.get(f"/referrals/{referral_id}"))


def test_a_proposal_leads_to_a_new_referral_and_never_passes_anything_on(house: House) -> None:
    referral_id, robin, dee = _sent(house), house.client("num_isva"), house.client("mash_outreach")
    with house.acting("num_isva") as actor:
        other = next(row for row in alternatives(actor) if not row.opens_isva_case)
        other_id, name = other.id, other.name
    assert _do(robin, referral_id, "redirect", service=str(other_id)).status_code == 303
    page = _page(dee.get(f"/referrals/{referral_id}"))
    assert "They propose another service" in page
    assert name.split("&")[0] in page
    assert f"service={other_id}" in page
    assert _do(dee, referral_id, "keep").status_code == 303
    assert "They asked you to decide all the same" in _page(robin.get(f"/referrals/{referral_id}"))


def test_declining_with_nowhere_to_go_says_so_to_the_sender(house: House) -> None:
    referral_id, robin = _sent(house), house.client("num_isva")
    page = _page(_do(robin, referral_id, "decline", reason_code="DECLINED_CRITERIA", none_found="y"), 422)
    assert "Name the criterion that they do not meet" in page
    answer = _do(
        robin, referral_id, "decline", reason_code="DECLINED_CRITERIA", none_found="y", criterion="Lives in Leeds"
    )
    assert answer.status_code == 303
    assert "Lives in Leeds" not in _page(robin.get(f"/referrals/{referral_id}"))
    page = _page(house.client("mash_outreach").get(f"/referrals/{referral_id}"))
    assert "None found" in page
    assert "Lives in Leeds" in page


def test_accepting_for_a_colleague_handing_over_and_ending(house: House) -> None:
    referral_id, priya, dee = _sent(house), house.client("num_manager"), house.client("mash_outreach")
    mel = str(house.actor("num_caseworker").user_id)
    day = clock.today() + timedelta(days=10)
    assert "today or later" in _page(_do(priya, referral_id, "accept", worker=mel, expected_on="1/1/2020"), 422)
    accepted = _do(priya, referral_id, "accept", worker=mel, expected_on=f"{day:%d/%m/%Y}")
    assert accepted.status_code == 303
    page = _page(dee.get(f"/referrals/{referral_id}"))
    for words in ("Not yet handed over", "On the waiting list", "Mel Hart at National Ugly Mugs has accepted"):
        assert words in page
    page = _page(priya.get(f"/referrals/{referral_id}"))
    assert "Mel Hart leads" in page
    assert "Choose how they met or spoke" in _page(_do(priya, referral_id, "handover", version=2), 422)
    met = {"how": "in_person", "worker": mel, "met_on": f"{clock.today():%d/%m/%Y}"}
    assert _do(priya, referral_id, "handover", version=2, **met).status_code == 303
    assert "Mel Hart met them" in _page(dee.get(f"/referrals/{referral_id}"))
    assert "No consent here covers" in _page(
        _do(priya, referral_id, "outcome", version=3, outcome="supported", note="A note"), 422
    )
    assert _do(priya, referral_id, "outcome", version=3, outcome="supported").status_code == 303
    page = _page(dee.get(f"/referrals/{referral_id}"))
    assert "They were supported" in page
    assert stage.ALIAS in _page(dee.get("/referrals?view=ended"))


def test_a_stale_button_changes_nothing_and_keeps_what_was_typed(house: House) -> None:
    referral_id, robin, mel = _sent(house), house.client("num_isva"), house.client("num_caseworker")
    _do(robin, referral_id, "take")
    form = {"categories": ["RISK"], "why": "Typed with care"}
    page = _page(_do(mel, referral_id, "ask-for-more", version=1, **form), 409)
    assert "Typed with care" in page
    assert set(VERSION.findall(page)) == {"2"}


def test_a_form_sent_twice_asks_once(house: House) -> None:
    referral_id, robin = _sent(house), house.client("num_isva")
    form = {"version": 1, "categories": ["RISK"], "why": "Why", "idempotency_key": "the-same-key"}
    url = f"/referrals/{referral_id}/ask-for-more"
    first, second = robin.post(url, form), robin.post(url, form)
    assert (first.status_code, second.status_code) == (303, 303)
    with house.acting("num_isva") as actor:
        assert len(queries.questions_of(actor, referral_id)) == 1


@pytest.mark.parametrize(
    "act", ["assign", "take", "ask-for-more", "redirect", "handover", "outcome", "send-more", "not-shared", "keep"]
)
@pytest.mark.parametrize("persona", ["tmr_outreach", "gmp_liaison", "mash_auditor"])
def test_nobody_else_finds_the_buttons(house: House, persona: str, act: str) -> None:
    referral_id, stranger = _sent(house), house.client(persona)
    assert stranger.post(f"/referrals/{referral_id}/{act}", {"version": 1}).status_code == 404


def test_the_page_says_who_may_be_the_same_person(house: House) -> None:
    robin = house.client("num_isva")
    first, second = _sent(house), _sent(house)
    for referral_id in (first, second):
        _do(robin, referral_id, "accept")
    assert "They may be someone you already know" in _page(robin.get(f"/referrals/{second}"))
