"""Outreach without signal, in a real Chromium: a whole night with the network cut, and what becomes of a phone.

The server is stopped and the browser told that it is offline. The browser's own profile folder is searched for what was
typed; the search is itself tested by a word that was kept in the open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlalchemy import delete, func, select

from agencies.models import WebSession
from core.db import db
from core.web import Roundtable
from outreach.models import OutreachContact, OutreachSession
from outreach.offline import queries, service
from outreach.offline.models import EntryState, OfflineEntry
from tests.browser import axe_violations, find_chromium, inspect_html, live_server
from tests.house import House
from tests.personas import CAST, PASSWORD

pytestmark = pytest.mark.journey

OFFLINE = "/outreach/offline"
ALIAS, NOTE, CONTROL = "Marker Mercury", "Marker Saturn said", "Marker Neptune in the open"
SIZE: ViewportSize = {"width": 375, "height": 800}
#: How many contacts on each session; the browser is closed within the second and after the third.
NIGHT = (17, 17, 16)

#: Fills the page's own form and presses its own button, as fast as it lets anybody.
LOG_MANY = """async ([first, count, alias, note]) => {
  const form = document.getElementById("log");
  for (let number = first; number < first + count; number += 1) {
    form.querySelector("[name=who][value=alias]").checked = true;
    form.querySelector("[name=met][value=known]").checked = true;
    form.elements.alias.value = `${alias} ${number}`;
    form.elements.note.value = `${note} ${number}`;
    form.elements["item-condoms"].value = "6";
    form.elements["item-lube"].value = "2";
    form.requestSubmit();
    while (form.elements.alias.value) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}"""
IN_THE_OPEN = """async (words) => {
  const request = indexedDB.open("in-the-open", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("words", { autoIncrement: true });
  const database = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const work = database.transaction("words", "readwrite", { durability: "strict" });
  work.objectStore("words").add(words);
  await new Promise((resolve) => { work.oncomplete = resolve; });
}"""
LEFT_ON_PHONE = "async () => (await self.offlineStore.exists()) ? (await self.offlineStore.entries()).length : -1"
TRACES = """async () => [
  (await indexedDB.databases()).length, (await caches.keys()).length,
  (await navigator.serviceWorker.getRegistrations()).length, localStorage.length,
]"""


class Mast:
    """The server on one address, up or down."""

    def __init__(self, app: Roundtable) -> None:
        self._app = app
        self._running = ExitStack()
        self.address = self._running.enter_context(live_server(app))

    def down(self) -> None:
        """Nothing answers any more."""
        self._running.close()

    def up(self) -> None:
        """It answers again, where it did."""
        port = urlsplit(self.address).port or 0
        self._running.enter_context(live_server(self._app, port))


@pytest.fixture
def mast(app: Roundtable, house: House) -> Iterator[Mast]:
    """A running Roundtable that can be switched off."""
    made = Mast(app)
    yield made
    made.down()


@contextmanager
def phone_of(chromium: Browser, folder: Path, mast: Mast, *, signal: bool) -> Iterator[Page]:
    """The browser of a phone, with a profile of its own that stays; opens the page for outreach without signal."""
    flags = ["--disable-gpu", "--disable-dev-shm-usage", "--no-sandbox"]
    context: BrowserContext = chromium.browser_type.launch_persistent_context(
        folder, executable_path=find_chromium(), args=flags, viewport=SIZE
    )
    try:
        context.set_offline(not signal)
        page = context.pages[0]
        page.goto(mast.address + OFFLINE)
        yield page
    finally:
        context.close()


def sign_in(page: Page, persona: str) -> None:
    """Through the front door, and back to where it was wanted."""
    page.get_by_label("E-mail address").fill(CAST[persona].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{OFFLINE}")


def set_up(page: Page, persona: str) -> None:
    """Sign in from the page and set the phone up; waits until the page is kept on it."""
    page.get_by_role("link", name="Sign in to set it up").click()
    sign_in(page, persona)
    page.get_by_role("button", name="Set up this phone").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Start a session")
    page.evaluate("navigator.serviceWorker.ready.then((it) => it.active.state)")


def start_session(page: Page) -> None:
    """Start a session with the page's own form."""
    page.get_by_label("How", exact=True).select_option("van")
    page.get_by_label("Where", exact=True).select_option(label="Piccadilly")
    page.get_by_label("Who is out (optional)").fill("Dee and Sam")
    page.get_by_role("button", name="Start, then log a contact").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log a contact")


def log_by_hand(page: Page, number: int) -> None:
    """One contact with the thumb: alias, known, an item, a note."""
    page.get_by_role("radio", name="Alias", exact=True).check()
    page.get_by_role("textbox", name="Alias").fill(f"{ALIAS} {number}")
    page.get_by_role("radio", name="Known", exact=True).check()
    page.get_by_role("button", name="+ 1 Condoms").click()
    page.get_by_text("Add a note").click()
    page.get_by_label("Note (optional)").fill(f"{NOTE} {number}")
    page.get_by_role("button", name="Save, next person").click()
    expect(page.locator("#saved")).to_contain_text("Saved.")


def press_sign_out(page: Page) -> None:
    """From the sheet that a narrow screen has for it, open or not."""
    sheet = page.locator("details.rt-you")
    if sheet.get_attribute("open") is None:
        sheet.locator("summary").click()
    sheet.get_by_role("button", name="Sign out").click()


def log_many(page: Page, first: int, number: int) -> None:
    """Many contacts, by the same form."""
    page.evaluate(LOG_MANY, [first, number, ALIAS, NOTE])


def found_in(folder: Path, *words: str) -> list[str]:
    """Every file under a folder that holds any of the words, in the two ways in which browsers write text."""
    marks = [each.encode(coding) for each in words for coding in ("utf-8", "utf-16-le")]
    return [
        str(file.relative_to(folder)) for file in sorted(folder.rglob("*"))
        if file.is_file() and any(mark in file.read_bytes() for mark in marks)
    ]  # fmt: skip


def counted(kind: type[OutreachContact | OutreachSession]) -> int:
    """How many rows there are in the database."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def assert_well(page: Page) -> None:
    """The page as it stands is sound, accessible, and not too wide."""
    assert inspect_html(page.content()) == []
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_fifty_contacts_on_three_sessions_without_signal(
    chromium: Browser, house: House, mast: Mast, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    with phone_of(chromium, folder, mast, signal=True) as page:
        set_up(page, "mash_outreach")
    mast.down()
    with phone_of(chromium, folder, mast, signal=False) as page:
        start_session(page)
        log_by_hand(page, 1)
        assert_well(page)
        log_many(page, 2, NIGHT[0] - 1)
        page.get_by_role("button", name="Another session").click()
        page.get_by_role("button", name="Start a session").click()
        start_session(page)
        log_many(page, 18, 8)
    with phone_of(chromium, folder, mast, signal=False) as page:
        expect(page.locator("#state")).to_contain_text("No signal. 27 entries kept on this phone.")
        page.get_by_role("button", name="Log a contact").first.click()
        log_many(page, 26, NIGHT[1] - 8)
        page.get_by_role("button", name="Another session").click()
        page.get_by_role("button", name="Start a session").click()
        start_session(page)
        log_many(page, 35, NIGHT[2])
        page.evaluate(IN_THE_OPEN, CONTROL)
    assert found_in(folder, ALIAS, NOTE, "Dee and Sam") == []
    assert found_in(folder, CONTROL) != []

    with house.acting("mash_outreach"):
        db.session.execute(delete(WebSession))
    mast.up()
    with phone_of(chromium, folder, mast, signal=True) as page:
        expect(page.locator("#state")).to_contain_text("53 entries kept on this phone.")
        expect(page.locator("#state")).to_contain_text("Sign in to send them.")
        assert page.evaluate(LEFT_ON_PHONE) == 53
        with house.acting("mash_outreach"):
            assert counted(OutreachContact) == 0
        page.get_by_role("link", name="Sign in", exact=True).click()
        sign_in(page, "mash_outreach")
        expect(page.locator("#state")).to_contain_text("Everything is sent.", timeout=60_000)
        assert page.evaluate(LEFT_ON_PHONE) == 0
        page.reload()
        expect(page.locator("#state")).to_contain_text("Everything is sent.")
    assert found_in(folder, ALIAS, NOTE) == []
    with house.acting("mash_outreach"):
        assert (counted(OutreachContact), counted(OutreachSession)) == (50, 3)
        heads = sorted(db.session.scalars(select(OutreachSession.headcount)))
        assert heads == sorted(NIGHT)
        said = {contact.alias for contact in db.session.scalars(select(OutreachContact))}
        assert said == {f"{ALIAS} {number}" for number in range(1, 51)}
        assert set(db.session.scalars(select(OfflineEntry.state))) == {EntryState.TAKEN}


def test_what_comes_back_what_signing_out_asks_and_what_a_revoke_does(
    chromium: Browser, house: House, mast: Mast
) -> None:
    context = chromium.new_context(viewport=SIZE)
    page = context.new_page()
    page.goto(mast.address + OFFLINE)
    assert_well(page)
    set_up(page, "mash_outreach")
    start_session(page)
    page.get_by_role("radio", name="Own code", exact=True).check()
    page.get_by_role("textbox", name="Their own code").fill("DM230894")
    page.get_by_role("radio", name="New", exact=True).check()
    page.get_by_role("button", name="Save, next person").click()
    expect(page.locator("#state")).to_contain_text("1 entry came back.", timeout=30_000)
    page.get_by_role("link", name="See what came back").click()
    page.get_by_role("link", name="A contact").click()
    assert_well(page)
    expect(page.get_by_role("textbox", name="Their own code")).to_have_value("DM230894")
    page.get_by_role("textbox", name="Their own code").fill("MO 4471")
    page.get_by_role("button", name="Put it into the log").click()
    expect(page.locator("body")).to_contain_text("It is in the log now.")

    page.goto(mast.address + OFFLINE)
    context.route("**/outreach/offline/entries", lambda route: route.abort())
    page.get_by_role("button", name="Met, nothing written").click()
    expect(page.locator("#state")).to_contain_text("1 entry kept on this phone.")
    page.goto(mast.address + "/outreach/sessions")
    press_sign_out(page)
    page.get_by_role("button", name="Stay signed in").click()
    assert page.evaluate(LEFT_ON_PHONE) == 1
    context.unroute("**/outreach/offline/entries")
    press_sign_out(page)
    page.wait_for_url("**/sign-in?left=1")
    assert page.evaluate(TRACES) == [0, 0, 0, 0]
    with house.acting("mash_outreach") as dee:
        assert list(db.session.scalars(select(OutreachSession.headcount_declined))) == [1]
        phones = queries.phones_page(dee, 1).items

    page.goto(f"{mast.address}/sign-in?next={OFFLINE}")
    sign_in(page, "mash_outreach")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log a contact")
    with house.acting("mash_manager") as manager:
        service.revoke(actor=manager, device_id=phones[0].id, lost=True)
    page.reload()
    expect(page.locator("#state")).to_contain_text("This phone was taken off the list.")
    assert page.evaluate(TRACES) == [0, 0, 0, 0]
    context.close()
