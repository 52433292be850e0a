"""What the tests need of a browser: Chromium itself, axe, a live server, and a strict reader of HTML.

`inspect_html` is applied to every page that any test fetches, so a page that breaks a rule of the house
(one title, one h1, every control labelled, nothing inline) fails in the test that met it first.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

INSTALL_LINE: Final = "apt-get install -y --no-install-recommends chromium"
CHROMIUM_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
AXE_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SVG: Final = "{http://www.w3.org/2000/svg}"
UNLABELLED_INPUTS: Final = frozenset({"hidden", "submit", "button", "reset", "image"})


class ChromiumUnavailable(RuntimeError):
    """No Chromium was found; the message says what to run."""


# --- Chromium ---------------------------------------------------------------------------------------------


def find_chromium() -> str:
    """A Chromium to run: the setting CHROMIUM, else the usual names. Refuses when there is none."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise ChromiumUnavailable(f"CHROMIUM is {chosen}, which cannot be run. Unset it or correct it.")
        return chosen
    for name in CHROMIUM_NAMES:
        found = shutil.which(name) or shutil.which(f"/usr/bin/{name}")
        if found:
            return found
    raise ChromiumUnavailable(f"Chromium was not found. Run: {INSTALL_LINE}")


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium for the length of a `with`."""
    flags = ["--disable-gpu", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        # Chromium's sandbox refuses to start as root. The only pages it opens here are our own.
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        try:
            yield running
        finally:
            running.close()


def watch(page: Page) -> list[str]:
    """A list that fills, while the page is used, with script errors, refusals by the content security
    policy, and any request that leaves this machine. A journey ends by asserting that it is empty.
    """
    seen: list[str] = []

    def note_console(message: ConsoleMessage) -> None:
        # A page that is rightly refused (403, 404, 409, 422) is no fault of the script.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            seen.append(f"console: {message.text}")

    def note_request(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:")):
            seen.append(f"request left this machine: {request.url}")

    page.on("console", note_console)
    page.on("pageerror", lambda error: seen.append(f"script error: {error}"))
    page.on("request", note_request)
    return seen


# --- axe --------------------------------------------------------------------------------------------------


@cache
def _axe_source() -> str:
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands now, one line for each element at fault.

    WCAG 2.2 A and AA, and axe's own best practices. Open the page in `browser.new_context(bypass_csp=True)`
    when its policy would stop a script put in from outside.
    """
    page.evaluate(_axe_source())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        list(AXE_TAGS),
    )
    return [
        f"{violation['id']}: {violation['help']}: {' '.join(map(str, node['target']))}: {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


# --- a server ---------------------------------------------------------------------------------------------


class _QuietRequests(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        logging.getLogger("tests.browser").debug(message, *args)


@contextmanager
def live_server(app: Callable[..., Any], port: int = 0) -> Iterator[str]:
    """Serve a WSGI application on a free port of this machine, or on one that is named; gives its address, without a
    closing slash."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_QuietRequests)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()


# --- reading HTML strictly --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Document:
    root: Element
    elements: tuple[Element, ...]
    parents: dict[Element, Element]
    ids: Counter[str]

    def named(self, *names: str) -> list[Element]:
        return [element for element in self.elements if element.tag in names]

    def with_id(self, wanted: str) -> Element | None:
        return next((element for element in self.elements if element.get("id") == wanted), None)

    def ancestors(self, element: Element) -> Iterator[Element]:
        while element in self.parents:
            element = self.parents[element]
            yield element


def inspect_html(text: str) -> list[str]:
    """Everything wrong with a page, in words; an empty list when it is right.

    Looks for: HTML that does not parse cleanly, no language, not exactly one title and one h1, controls
    without a label, buttons and links without words, ids used twice or pointed at but absent, inline style,
    script or event attributes, pictures with neither a text alternative nor a mark of being decoration.
    """
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(text)
    elements = tuple(element for element in root.iter() if isinstance(element.tag, str))
    parents = {child: parent for parent in elements for child in parent}
    ids = Counter(element.get("id", "") for element in elements if "id" in element.attrib)
    document = _Document(root, elements, parents, ids)
    problems = [f"line {line}: {PARSE_ERRORS.get(code, code) % values}" for (line, _), code, values in parser.errors]
    for check in _CHECKS:
        problems.extend(check(document))
    return problems


#: What differs between two pages that are built alike: words, typed values and the ids of rows.
_ALIKE: Final = (
    (re.compile(r">[^<]*\S[^<]*<"), ">w<"),
    (re.compile(r'value="[^"]+"'), 'value="v"'),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}"), "id"),
)
_sound: set[int] = set()


def inspect_once(text: str) -> list[str]:
    """As `inspect_html`, of pages that are built alike once: parsing strictly is half of what a page costs a test."""
    bare = text
    for differs, same in _ALIKE:
        bare = differs.sub(same, bare)
    built = hash(bare)
    if built in _sound:
        return []
    problems = inspect_html(text)
    if not problems:
        _sound.add(built)
    return problems


def _check_language(document: _Document) -> Iterator[str]:
    if not (document.root.get("lang") or "").strip():
        yield "the html element has no lang"


def _check_title(document: _Document) -> Iterator[str]:
    titles = [_words(title) for title in document.named("title")]
    if len(titles) != 1:
        yield f"{len(titles)} titles, expected one"
    elif not titles[0]:
        yield "the title is empty"


def _check_heading(document: _Document) -> Iterator[str]:
    headings = [_words(heading) for heading in document.named("h1")]
    if len(headings) != 1:
        yield f"{len(headings)} h1 headings, expected one"
    elif not headings[0]:
        yield "the h1 is empty"


def _check_ids(document: _Document) -> Iterator[str]:
    for name, times in document.ids.items():
        if times > 1:
            yield f'id "{name}" is used {times} times'
        if not name or any(character.isspace() for character in name):
            yield f'id "{name}" is empty or has a space in it'


def _check_references(document: _Document) -> Iterator[str]:
    for element in document.elements:
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list"):
            for name in (element.get(attribute) or "").split():
                if name not in document.ids:
                    yield f'{_show(element)} points by {attribute} at id "{name}", which is not on the page'


def _check_labels(document: _Document) -> Iterator[str]:
    labelled = {label.get("for", "") for label in document.named("label") if _words(label)} - {""}
    for control in document.named("input", "select", "textarea"):
        if control.tag == "input" and (control.get("type") or "text").lower() in UNLABELLED_INPUTS:
            continue
        if control.get("id") not in labelled and not _has_own_label(document, control):
            yield f"{_show(control)} has no label"


def _has_own_label(document: _Document, control: Element) -> bool:
    if _has_accessible_name(document, control):
        return True
    return any(ancestor.tag == "label" and _words(ancestor) for ancestor in document.ancestors(control))


def _has_accessible_name(document: _Document, element: Element) -> bool:
    if (element.get("aria-label") or "").strip():
        return True
    pointed_at = map(document.with_id, (element.get("aria-labelledby") or "").split())
    return any(target is not None and _words(target) for target in pointed_at)


def _check_words_to_press(document: _Document) -> Iterator[str]:
    for element in document.named("button", "a"):
        if element.tag == "a" and "href" not in element.attrib:
            continue
        if not _words(element) and not _has_accessible_name(document, element):
            yield f"{_show(element)} has no words"


def _check_nothing_inline(document: _Document) -> Iterator[str]:
    for element in document.elements:
        if element.tag in {"style", f"{SVG}style"}:
            yield "inline style element"
        if element.tag in {"script", f"{SVG}script"} and not element.get("src"):
            yield "inline script element"
        yield from _inline_attributes(element)


def _inline_attributes(element: Element) -> Iterator[str]:
    for attribute, value in element.attrib.items():
        if attribute == "style":
            yield f"inline style attribute on {_show(element)}"
        elif attribute.startswith("on"):
            yield f"event attribute {attribute} on {_show(element)}"
        elif value.strip().lower().startswith("javascript:"):
            yield f"script address in {attribute} of {_show(element)}"


def _check_pictures(document: _Document) -> Iterator[str]:
    for picture in document.named("img"):
        if "alt" not in picture.attrib and not _is_decoration(document, picture):
            yield f"{_show(picture)} has no alt"
    for drawing in document.named(f"{SVG}svg"):
        titled = any(child.tag == f"{SVG}title" and _words(child) for child in drawing)
        named = titled or _has_accessible_name(document, drawing)
        if not named and not _is_decoration(document, drawing):
            yield f"{_show(drawing)} has neither words nor aria-hidden"


def _is_decoration(document: _Document, element: Element) -> bool:
    return any(one.get("aria-hidden") == "true" for one in (element, *document.ancestors(element)))


def _words(element: Element) -> str:
    alternatives = [image.get("alt", "") for image in element.iter("img")]
    return " ".join([*element.itertext(), *alternatives]).strip()


def _show(element: Element) -> str:
    name = str(element.tag).removeprefix(SVG)
    telling = [
        f'{key}="{element.get(key)}"' for key in ("id", "name", "type", "href", "src", "class") if key in element.attrib
    ]
    return f"<{' '.join([name, *telling[:2]])}>"


_CHECKS: Final[tuple[Callable[[_Document], Iterator[str]], ...]] = (
    _check_language,
    _check_title,
    _check_heading,
    _check_ids,
    _check_references,
    _check_labels,
    _check_words_to_press,
    _check_nothing_inline,
    _check_pictures,
)
