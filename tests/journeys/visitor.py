"""A person at a browser: goes to pages, ticks, types and presses, and looks hard at every page they land on."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from pypdf import PdfReader

from tests.browser import axe_violations, inspect_once, watch
from tests.effort import THOROUGH
from tests.personas import CAST, PASSWORD

HEIGHT = 800


class Passed:
    """Builds of pages in which axe found nothing, as empty files that all workers of a run share.

    Axe takes half of a journey's time: a build is asked once, at the width of whoever comes first; at each width in a
    thorough run. That nothing is too wide is looked at on every page.
    """

    folder: Path | None = None

    def __contains__(self, build: str) -> bool:
        return self.folder is not None and (self.folder / build).exists()

    def add(self, build: str) -> None:
        """Note that axe found nothing."""
        if self.folder is not None:
            self.folder.mkdir(exist_ok=True)
            (self.folder / build).touch()


passed = Passed()


def _build_of(html: str) -> str:
    """Each kind of element once, in the order of appearance, without what differs from one record to the next."""
    said = re.sub(r'(href|value|content|title|aria-label|action|src|datetime|d|points)="[^"]+"', r'\1="x"', html)
    tags = re.findall(r"<[a-z][^>]*>\s*[^<\s]?", re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "0", said))
    return hashlib.sha256("".join(dict.fromkeys(_without_words(tag) for tag in tags)).encode()).hexdigest()


def _without_words(tag: str) -> str:
    """A tag, and whether words follow it: a button without any is a fault."""
    return tag if tag.endswith(">") else f"{tag[: tag.rindex('>') + 1]}x"


class Visitor:
    """One browser of one member of the cast, or of a stranger when no persona is named.

    Counts the clicks; `faults` collects what is wrong with any page.
    """

    def __init__(self, browser: Browser, address: str, persona: str | None, width: int) -> None:
        self.address = address
        self.page: Page = browser.new_context(viewport={"width": width, "height": HEIGHT}).new_page()
        self.page.set_default_timeout(15_000)
        self.troubles = watch(self.page)
        self.faults: list[str] = []
        self.clicks = 0
        if persona is not None:
            self._sign_in(CAST[persona].email)

    def _sign_in(self, email: str) -> None:
        self.go("/sign-in")
        self.type("E-mail address", email)
        self.type("Password", PASSWORD)
        self.press("Sign in")

    def go(self, path: str) -> int:
        """Open an address; returns the status of the answer."""
        answer = self.page.goto(self.address + path)
        self.look()
        return answer.status if answer else 0

    def follow(self, words: str, *, exact: bool = False) -> None:
        """Follow a link of the page's main part."""
        self._click(self.page.get_by_role("main").get_by_role("link", name=words, exact=exact).first)
        self._landed()

    def press(self, words: str) -> None:
        """Press a button of the page's main part."""
        self._click(self.page.get_by_role("main").get_by_role("button", name=words, exact=True).first)
        self._landed()

    def download(self, words: str) -> str:
        """Press a button that gives a PDF; returns the words in it, on one line."""
        button = self.page.get_by_role("main").get_by_role("button", name=words, exact=True)
        with self.page.expect_download() as given:
            button.click()
        pages = PdfReader(given.value.path()).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def _click(self, target: Locator) -> None:
        try:
            target.click()
        except PlaywrightTimeout:
            seen = self.page.locator("body").inner_text()
            raise AssertionError(f"{self.page.url} has no {target}. It says:\n{seen}") from None

    def _landed(self) -> None:
        self.clicks += 1
        self.page.wait_for_load_state()
        self.look()

    def unfold(self, words: str) -> None:
        """Open a part of the page that is folded away."""
        self.page.get_by_role("main").locator("summary", has_text=words).click()

    def type(self, label: str, words: str) -> None:
        """Type into a field."""
        main = self.page.get_by_role("main")
        labelled = main.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))
        main.locator("input:not([type=radio]):not([type=checkbox]), textarea").and_(labelled).fill(words)

    def choose(self, label: str, words: str) -> None:
        """Choose from a list."""
        self.page.get_by_role("main").get_by_label(label, exact=True).select_option(label=words)

    def untick(self, *labels: str) -> None:
        """Untick checkboxes."""
        for label in labels:
            self.page.get_by_role("main").get_by_label(label, exact=True).uncheck()

    def tick(self, *labels: str, group: str = "") -> None:
        """Tick checkboxes or radios, within the group that a legend names when there is one."""
        main = self.page.get_by_role("main")
        within = main.get_by_role("group", name=group) if group else main
        for label in labels:
            within.get_by_label(label, exact=True).check()

    def reads(self, *words: str) -> None:
        """Fail when the page does not show these words."""
        seen = self.page.locator("body").inner_text()
        missing = [each for each in words if each not in seen]
        assert not missing, f"{self.page.url} does not say {missing}. It says:\n{seen}"

    def does_not_read(self, *words: str) -> None:
        """Fail when any of these words stands anywhere in the page."""
        found = [each for each in words if each in self.page.content()]
        assert not found, f"{self.page.url} says {found}"

    def look(self) -> None:
        """Note what is wrong with the page as it stands: its HTML, its accessibility, anything too wide."""
        where = self.page.url.removeprefix(self.address)
        self.faults += [f"{where}: {problem}" for problem in inspect_once(self.page.content())]
        self.faults += [f"{where}: {problem}" for problem in self._axe()]
        too_wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if too_wide > 0:
            self.faults.append(f"{where}: {too_wide} pixels too wide")

    def _axe(self) -> list[str]:
        """What axe finds; a page built just like one that it passed is not asked again."""
        width = (self.page.viewport_size or {"width": 0})["width"] if THOROUGH else 0
        build = f"{width}-{_build_of(self.page.content())}"
        if build in passed:
            return []
        found = axe_violations(self.page)
        if not found:
            passed.add(build)
        return found

    def assert_well(self) -> None:
        """Fail when any page had a fault, or any script or request misbehaved."""
        assert self.faults == []
        assert self.troubles == []
