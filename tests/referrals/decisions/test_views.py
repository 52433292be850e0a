"""Pages of the path, in a browser's words: how many there are, what they refuse, and who finds them at all."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from core.outbox import Notice
from people.models import Disclosure, DisclosureKind
from referrals.decisions import queries, service
from referrals.decisions.models import DecisionState, Direction, SharingDecision
from referrals.models import Referral
from tests.house import VERSION, Browser, House
from tests.referrals import stage
from tests.referrals.decisions import paper

#: From the person's page, consent recorded on the way: Send a referral, Record consent now, Save, Update, Send.
CLICKS_WITH_CONSENT = 5
SHOWN = re.compile(r'name="shown" value="([0-9a-f]{64})"')
LONG = "Words that are long enough to count."


def _person(house: House) -> UUID:
    with house.acting("mash_outreach") as actor:
        return stage.person(actor).id


def _offer_id(house: House, code: str) -> str:
    with house.acting("mash_outreach") as actor:
        return str(stage.service_of(actor, code).service_id)


def _go(browser: Browser, url: str, form: dict[str, Any]) -> str:
    """Answer one page and return where it led."""
    page = browser.get(url)
    assert page.status_code == 200, url
    version = VERSION.search(page.get_data(as_text=True))
    answer = browser.post(url, {**form, **({"version": version[1]} if version else {})})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def _days(number: int) -> str:
    return (clock.today() + timedelta(days=number)).isoformat()


def _form_of(step: str, code: str) -> dict[str, Any]:
    answers = paper.sound(
        where="team", service_id=code, outside="", outside_name="", tell_on=_days(10), review_on=_days(40)
    )
    answers["categories"] = ("CONTACT",)
    return {name: _posted(answers[name]) for name in paper.PAGES[step] if name in answers}


def _posted(value: Any) -> Any:
    return "y" if value is True else [] if value is False else list(value) if isinstance(value, tuple) else value


def _walk(browser: Browser, where: str, code: str) -> tuple[str, int]:
    """Answer page after page until the check; returns its address and the clicks it took."""
    clicks = 0
    while "/write/" in where:
        step = where.rsplit("/", 1)[1]
        form = _form_of(step, code)
        form.pop("words_checked", None)
        where = _go(browser, where, form)
        clicks += 1
    return where, clicks


def test_the_path_takes_more_clicks_than_consent_every_way(house: House) -> None:
    person_id, code = _person(house), _offer_id(house, "NUM")
    browser = house.client("mash_outreach")
    panel = browser.get(f"/people/{person_id}").get_data(as_text=True)
    assert f"/people/{person_id}/share-without-consent" in panel
    taken = {}
    for way in ("share", "emergency", "keep"):
        first = _go(browser, f"/people/{person_id}/share-without-consent", {"way": way})
        check, clicks = _walk(browser, first, code)
        _go(browser, check, {})
        taken[way] = 1 + 1 + clicks + 1
    assert all(clicks > CLICKS_WITH_CONSENT for clicks in taken.values()), taken
    assert taken["share"] > 2 * CLICKS_WITH_CONSENT


def test_a_whole_path_ends_with_a_package_only_after_the_second_person(house: House) -> None:
    person_id, code = _person(house), _offer_id(house, "NUM")
    browser = house.client("mash_outreach")
    first = _go(browser, f"/people/{person_id}/share-without-consent", {"way": "share"})
    check, _ = _walk(browser, first, code)
    shown = browser.get(check).get_data(as_text=True)
    assert paper.SECRET in shown
    decision = _go(browser, check, {})
    with house.acting("mash_outreach"):
        assert db.session.scalars(select(Referral)).all() == []
    manager = house.client("mash_manager")
    listed = manager.get("/decisions").get_data(as_text=True)
    assert stage.ALIAS in listed
    page = manager.get(decision).get_data(as_text=True)
    assert "You are the second person" in page
    assert "You are the second person" not in browser.get(decision).get_data(as_text=True)
    said = {"version": paper.there(VERSION.search(page))[1], "shown": paper.there(SHOWN.search(page))[1]}
    answer = manager.post(f"{decision}/answer", {"do": "agree", **said})
    assert answer.status_code == 303
    with house.acting("mash_manager"):
        assert len(db.session.scalars(select(Referral)).all()) == 1
    paper_copy = manager.get(f"{decision}/record.pdf")
    assert paper_copy.data.startswith(b"%PDF")


def test_what_is_typed_is_kept_when_stopping_half_way(house: House) -> None:
    person_id = _person(house)
    browser = house.client("mash_outreach")
    page = _go(browser, f"/people/{person_id}/share-without-consent", {"way": "share"})
    decision = _go(browser, page, {"do": "later", "happening": "Half"})
    assert "/write/" not in decision
    assert "\nHalf</textarea>" in browser.get(page).get_data(as_text=True)


def test_a_clash_shows_both_texts(house: House) -> None:
    person_id = _person(house)
    browser = house.client("mash_outreach")
    page = _go(browser, f"/people/{person_id}/share-without-consent", {"way": "share"})
    version = paper.there(VERSION.search(browser.get(page).get_data(as_text=True)))[1]
    mine = {"ground": "LIFE", "version": version}
    assert browser.post(page, {**mine, "happening": "What was stored first, long enough"}).status_code == 303
    late = browser.post(page, {**mine, "happening": "What I typed second, long enough"})
    words = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "What was stored first" in words
    assert "What I typed second" in words


def test_an_empty_page_says_what_to_do(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor).id
        decision = service.begin(actor=actor, person_id=who, direction=Direction.SHARE).id
    browser = house.client("mash_outreach")
    for step in ("ground", "consent", "wishes", "recipient", "parts", "weigh", "advice", "telling", "review", "basis"):
        answer = browser.post(f"/decisions/{decision}/write/{step}", {"version": "1"})
        assert answer.status_code == 422, step
        assert "There is a problem" in answer.get_data(as_text=True)


def test_what_may_not_go_is_not_offered_and_not_taken(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor).id
        row = paper.written(actor, person_id=who, outside="POLICE")
        decision, version = row.id, row.version
    browser = house.client("mash_outreach")
    url = f"/decisions/{decision}/write/parts"
    page = browser.get(url).get_data(as_text=True)
    assert 'value="HEALTH"' not in page
    assert "cannot go by this path" in page
    answer = browser.post(url, {"version": str(version), "message": LONG, "withheld": "y", "categories": ["HEALTH"]})
    assert answer.status_code == 422


def test_words_on_immigration_are_read_again_before_they_go(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.written(actor, message="She fears for her visa, and he has her door key.")
        decision, version = row.id, row.version
    browser = house.client("mash_outreach")
    shown = browser.get(f"/decisions/{decision}/check").get_data(as_text=True)
    assert "“visa”" in shown
    answer = browser.post(f"/decisions/{decision}/check", {"version": str(version)})
    assert answer.status_code == 422
    with house.acting("mash_outreach") as actor:
        assert queries.row(actor, decision).state is DecisionState.DRAFT


@pytest.mark.parametrize("stranger", ["num_manager", "gmp_liaison", "mcc_chair", "mash_auditor", "tmr_outreach"])
def test_nobody_else_finds_any_of_it(house: House, stranger: str) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.to_team(actor)
        decision, person_id = row.id, row.person_id
    browser = house.client(stranger)
    nothing = browser.get("/people/00000000-0000-0000-0000-000000000001").get_data(as_text=True)
    pages = (f"/decisions/{decision}", f"/decisions/{decision}/record.pdf", f"/decisions/{decision}/check")
    for url in (*pages, f"/people/{person_id}/share-without-consent", f"/people/{person_id}/modern-slavery"):
        answer = browser.get(url)
        assert answer.status_code == 404, url
        assert _bare(answer.get_data(as_text=True)) == _bare(nothing)


def _bare(page: str) -> str:
    return re.sub(r'(value|data-csrf|data-absolute-end)="[^"]*"', "", page)


def test_a_colleague_sees_no_decision_that_is_not_theirs(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.to_team(actor)
        decision, person_id = row.id, row.person_id
    browser = house.client("mash_caseworker")
    assert browser.get(f"/decisions/{decision}").status_code == 404
    assert str(decision) not in browser.get(f"/people/{person_id}").get_data(as_text=True)
    assert str(decision) not in browser.get("/decisions").get_data(as_text=True)


def test_the_register_asks_as_much_for_many_as_for_one(house: House, count_queries: Any) -> None:
    with house.acting("mash_outreach") as actor:
        paper.handed(actor)
    browser = house.client("mash_manager")
    browser.get("/decisions")
    with count_queries() as one:
        browser.get("/decisions")
    with house.acting("mash_outreach") as actor:
        for _ in range(4):
            paper.handed(actor)
    browser.get("/decisions")
    with count_queries() as many:
        assert browser.get("/decisions").get_data(as_text=True).count("the decision about") == 5
    assert len(many) == len(one)


def test_a_refusal_by_the_firewall_is_written_in_the_ledger(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.written(actor, categories=("ALIAS", "RISK"))
        decision = row.id
        row.answers = queries.answers_of(row).changed({"categories": ("ALIAS", "RISK", "HEALTH")}).written()
        db.session.flush()
        version = row.version
    answer = house.client("mash_outreach").post(f"/decisions/{decision}/check", {"version": str(version)})
    assert answer.status_code == 422
    with house.acting("mash_outreach"):
        kinds = [row.kind for row in db.session.scalars(select(Disclosure))]
        assert kinds == [DisclosureKind.REFUSAL]
        assert db.session.scalars(select(SharingDecision.state)).one() is DecisionState.DRAFT


def test_what_has_left_in_an_emergency_cannot_be_changed_from_its_page(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.emergency(actor, "NUM")
        decision = service.send_now(actor=actor, decision_id=row.id, version=row.version).id
    browser = house.client("mash_outreach")
    page = browser.get(f"/decisions/{decision}").get_data(as_text=True)
    assert "/write/ground" in page
    assert "/write/parts" not in page
    assert browser.get(f"/decisions/{decision}/write/parts").status_code == 404


def test_the_receiver_reads_that_it_came_without_consent_and_no_more_of_the_decision(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.emergency(actor, "NUM", happening="What only MASH may read of it.")
        sent = service.send_now(actor=actor, decision_id=row.id, version=row.version).referral_id
    page = house.client("num_isva").get(f"/referrals/{sent}").get_data(as_text=True)
    assert "Without consent, for a lawful reason" in page
    assert paper.SECRET in page
    assert "What only MASH may read" not in page
    assert "Support they want" not in page


def test_no_notice_says_more_than_that_something_waits(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.emergency(actor, "NUM")
        service.send_now(actor=actor, decision_id=row.id, version=row.version)
        paper.handed(actor)
    notices = db.session.scalars(select(Notice)).all()
    assert notices
    told = " ".join(f"{each.subject} {each.path}" for each in notices)
    for word in (stage.ALIAS, "MA-00", "Ugly", "Police", "Action on Street", "consent", "danger", "emergency"):
        assert word not in told
