"""Pages of documents, through the whole service."""

from __future__ import annotations

import io
import re
from uuid import UUID

import pytest

from cases import service as cases
from cases.models import CaseKind
from core.db import db
from people import service as people_service
from tests.cases.documents import corpus
from tests.house import Browser, House

FACTS = {"name": "Letter <b>from</b> CPS", "category": "CJ", "origin": "court", "dated_on": "2 November 2026"}


@pytest.fixture
def robin(house: House) -> Browser:
    """The ISVA at NUM, signed in."""
    return house.client("num_isva")


@pytest.fixture
def case_id(house: House) -> UUID:
    """A case that the ISVA leads."""
    with house.acting("num_isva") as actor:
        person = people_service.register_person(actor=actor, alias="Robyn")
        return cases.open_case(
            actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
        ).id


def send_large(browser: Browser, url: str, content: bytes, name: str) -> int:
    """A body too large for the test client's own hands: it would spool it to a file and forget that."""
    fields = {**FACTS, "csrf_token": browser.token, "idempotency_key": "large"}
    parts = [f'--B\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    parts.append(f'--B\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n')
    body = "".join(parts).encode() + content + b"\r\n--B--\r\n"
    db.session.rollback()
    with browser.client.application.app_context():
        return browser.client.post(url, data=body, content_type="multipart/form-data; boundary=B").status_code


def send(browser: Browser, url: str, content: bytes, file: str, code: int = 303, **more: str) -> str:
    answer = browser.post(url, {**FACTS, **more, "file": (io.BytesIO(content), file)})
    assert answer.status_code == code, re.findall(r"error-message.*?</p>", answer.get_data(as_text=True))
    return answer.location if code == 303 else answer.get_data(as_text=True)


def test_a_document_is_added_downloaded_changed_replaced_and_removed(robin: Browser, case_id: UUID) -> None:
    base = f"/cases/{case_id}/documents"
    assert "No virus scanner" in robin.get(base).get_data(as_text=True)
    where = send(robin, f"{base}/new", corpus.jpeg(with_place=True), "../../IMG_1.jpg")
    page = robin.get(where).get_data(as_text=True)
    assert "Letter &lt;b&gt;from&lt;/b&gt; CPS" in page
    assert "where, when and with what it was made" in page
    answer = robin.get(f"{where}/versions/1")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="letter-b-from-b-cps.jpg"'
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert corpus.PLACE not in answer.data
    changed = {**FACTS, "name": "Decision", "about": "Read to Robyn", "version": "1"}
    assert robin.post(f"{where}/change", changed).status_code == 303
    clash = robin.post(f"{where}/change", {**changed, "about": "Mine, kept"})
    assert clash.status_code == 409
    assert "Read to Robyn" in (text := clash.get_data(as_text=True))
    assert "Mine, kept" in text
    fresh = re.search(r'name="version"[^>]*value="(\d+)"', text)
    assert fresh is not None
    assert fresh[1] == "2"
    assert robin.post(f"{where}/change", {**changed, "about": "Mine, kept", "version": "2"}).status_code == 303
    send(robin, f"{where}/replace", corpus.pdf(), "new.pdf", version="3")
    assert robin.get(f"{where}/versions/2").mimetype == "application/pdf"
    assert robin.post(f"{where}/remove", {"version": "4", "reason": "no"}).status_code == 422
    assert robin.post(f"{where}/remove", {"version": "4", "reason": "Belongs to another"}).status_code == 303
    assert robin.get(f"{where}/versions/1").status_code == 404
    assert "Belongs to another" in robin.get(f"{base}?show=removed").get_data(as_text=True)
    assert "Decision" not in robin.get(base).get_data(as_text=True)
    assert "Belongs to another" in robin.get(where).get_data(as_text=True)


def test_only_the_route_of_documents_takes_more_than_two_megabytes(robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/documents/new"
    assert send_large(robin, url, b"a" * (3 * 1024 * 1024), "a.txt") == 303
    assert send_large(robin, f"/cases/{case_id}/state", b"a" * (3 * 1024 * 1024), "a.txt") in (413, 422)
    assert "3.0 MB" in robin.get(f"/cases/{case_id}/documents").get_data(as_text=True)
    assert send_large(robin, url, b"a" * (11 * 1024 * 1024), "a.txt") in (413, 422)
    assert "Choose a file" in send_nothing(robin, case_id)


def send_nothing(browser: Browser, case_id: UUID) -> str:
    return browser.post(f"/cases/{case_id}/documents/new", FACTS).get_data(as_text=True)


def test_the_same_form_with_another_file_is_refused_and_a_repeat_adds_nothing(robin: Browser, case_id: UUID) -> None:
    url, key = f"/cases/{case_id}/documents/new", "one-try"
    first = send(robin, url, b"Words", "a.txt", idempotency_key=key)
    assert send(robin, url, b"Words", "a.txt", idempotency_key=key) == first
    send(robin, url, b"Other words", "a.txt", 422, idempotency_key=key)
    assert "1 document." in robin.get(f"/cases/{case_id}/documents").get_data(as_text=True)


def test_the_list_filters_sorts_and_pages(robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/documents"
    send(robin, f"{url}/new", b"Court", "a.txt", name="Alphaletter")
    send(robin, f"{url}/new", b"Health" * 9, "a.txt", name="Betaletter", origin="health", category="HEALTH")
    assert "Betaletter" not in (text := robin.get(f"{url}?origin=court").get_data(as_text=True))
    assert "Alphaletter" in text
    assert "Alphaletter" not in robin.get(f"{url}?category=HEALTH&sort=size").get_data(as_text=True)
    for sort in ("added", "dated", "kind", "size", "nonsense"):
        assert "Alphaletter" in robin.get(f"{url}?sort={sort}&origin=nonsense&page=99").get_data(as_text=True)


def test_colleagues_and_other_agencies_meet_the_door(house: House, robin: Browser, case_id: UUID) -> None:
    where = send(robin, f"/cases/{case_id}/documents/new", b"Words", "a.txt")
    for persona, code in (
        ("num_caseworker", 403),
        ("mash_manager", 404),
        ("num_protection", 404),
        ("gmp_liaison", 404),
    ):
        other = house.client(persona)
        for url in (f"/cases/{case_id}/documents", where, f"{where}/versions/1"):
            assert other.get(url).status_code == code, (persona, url)
