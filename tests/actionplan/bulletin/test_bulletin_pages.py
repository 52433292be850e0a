"""Pages of the bulletin, through the whole service: from an offer to the mail, and out of the mail again."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from actionplan.bulletin import jobs
from agencies.permissions import Permission
from core import clock
from core.actor import system_actor
from core.db import db
from core.outbox import Notice
from core.scoping import acting_as
from tests.house import Browser, House


def text(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == code
    return answer.get_data(as_text=True)


def test_an_item_goes_from_an_offer_into_the_mail_and_the_archive(house: House) -> None:
    ruby, sam, dee = (house.client(each) for each in ("mash_member", "mcc_coordinator", "mash_outreach"))
    when = (clock.today() + timedelta(days=9)).strftime("%d/%m/%Y")
    offer = {"kind": "event", "title": "Open evening", "words": "For staff of other services.", "day": ""}
    assert "Enter the day of the event." in ruby.post("/bulletin/items/new", offer).get_data(as_text=True)
    assert ruby.post("/bulletin/items/new", {**offer, "day": when}).status_code == 303
    assert dee.get("/bulletin/items/new").status_code == 403
    assert "Open evening" not in text(dee, "/bulletin")
    assert "1 item for the bulletin" in text(sam, "/")
    begun = str(sam.post("/bulletin/new", {"title": "December", "opening": "Long nights."}).headers["Location"])
    issue = begun.removesuffix("/change")
    assert text(dee, issue, 404)
    chosen = re.search(r'name="items"[^>]*value="([0-9a-f-]{36})"', text(sam, begun))
    assert chosen is not None
    filled = {"title": "December", "opening": "Long nights.", "items": chosen[1], "version": "1"}
    assert sam.post(begun, filled).status_code == 303
    assert sam.post(begun, filled).status_code == 409
    assert "In the next issue" in text(ruby, "/bulletin/items")
    assert dee.post("/bulletin/mail", {"wants": "y"}).status_code == 303
    assert "1 reader by mail" in text(sam, f"{issue}/issue")
    assert sam.post(f"{issue}/issue", {"version": "2"}).status_code == 303
    assert sam.post(f"{issue}/issue", {"version": "3"}).status_code == 422
    assert sam.get(begun).status_code == 422
    assert "Open evening" in text(dee, issue)
    assert "Issue 1: December" in text(dee, "/")
    assert "Issue 1" in text(dee, "/bulletin?q=other+services&kind=event")
    assert "No issue has an item like that." in text(dee, "/bulletin?kind=policy")
    with acting_as(system_actor(house.agency("MASH").id, Permission.DIRECTORY_READ)):
        actor = system_actor(house.agency("MASH").id, Permission.DIRECTORY_READ)
        assert jobs.mail(actor) == 1
        assert jobs.mail(actor) == 0
    notice = db.session.scalars(select(Notice).where(Notice.words.is_not(None))).one()
    assert notice.address == "dee@mash.example"
    assert "EVENTS\n- Open evening (" in (notice.words or "")
    stop = re.search(r"https?://[^/]+(/bulletin/stop/\S+)", notice.words or "")
    assert stop is not None
    stranger = Browser(house.app.test_client())
    page = text(stranger, stop[1])
    assert "Stop the mails" in text(dee, "/bulletin")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    assert stranger.post(stop[1], {"csrf_token": token[1]}).status_code == 200
    assert "Mail me each issue" in text(dee, "/bulletin")
    assert text(stranger, f"{stop[1]}x", 404)


def test_what_is_left_out_says_why_to_those_who_offered_it(house: House) -> None:
    ruby, sam, carl = (house.client(each) for each in ("mash_member", "mcc_coordinator", "gmp_representative"))
    ruby.post("/bulletin/items/new", {"kind": "funding", "title": "Small grants", "words": "For alarms.", "day": ""})
    found = re.search(r"/bulletin/items/[0-9a-f-]{36}", text(sam, "/bulletin"))
    assert found is not None
    assert text(carl, f"{found[0]}/change", 404)
    changed = {"kind": "funding", "title": "Small grants", "words": "For alarms and locks.", "day": "", "version": "1"}
    assert ruby.post(f"{found[0]}/change", changed).status_code == 303
    assert sam.post(f"{found[0]}/change", {**changed, "words": "Mine"}).status_code == 409
    assert sam.post(f"{found[0]}/leave-out", {"reason": "short", "version": "2"}).status_code == 422
    assert sam.post(f"{found[0]}/leave-out", {"reason": "It is closed already.", "version": "2"}).status_code == 303
    assert "It is closed already." in text(ruby, "/bulletin/items")
    assert ruby.get(f"{found[0]}/change").status_code == 422
