"""What was being written when a session ended: none of it is lost, and nobody else can read it."""

from __future__ import annotations

import html
import secrets
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from agencies.models import WebSession
from cases import service as cases
from cases.contacts.models import CaseNote
from cases.models import CaseKind
from cases.tasks import service as tasks
from core import clock, keeping
from core.crypto.keyring import CannotOpen
from core.db import db
from core.keeping import KeptWriting
from people import service as people_service
from tests.house import TOKEN, VERSION, Browser, House
from tests.personas import CAST

WORDS = " ".join(f"word{number}" for number in range(2000))


@pytest.fixture
def case_id(house: House) -> UUID:
    """A case that the ISVA leads."""
    with house.acting("num_isva") as actor:
        person = people_service.register_person(actor=actor, alias="Robyn")
        return cases.open_case(
            actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
        ).id


@pytest.fixture
def robin(house: House) -> Browser:
    """The ISVA at NUM, signed in."""
    return house.client("num_isva")


def end_sessions() -> None:
    """Fifteen minutes go by without a request: every session is over, and its row is still there."""
    db.session.rollback()
    db.session.execute(update(WebSession).values(seen_at=clock.now() - timedelta(minutes=16)))
    db.session.commit()


def note(words: str = WORDS, **more: str) -> dict[str, str]:
    return {"words": words, "kind": "restricted", **more}


def signs_in(browser: Browser, persona: str, wanted: str) -> str:
    """Sign in through the front door with where to go next; the address that it leads to."""
    token = TOKEN.search(browser.get("/sign-in").get_data(as_text=True))
    browser._token = token[1] if token else ""
    form = {"email": CAST[persona].email, "password": "umbrella-canal-forty-two-otters", "next": wanted}
    answer = browser.post("/sign-in", form)
    found = TOKEN.search(browser.get("/").get_data(as_text=True))
    browser._token = found[1] if found else ""
    return str(answer.headers.get("Location", ""))


def kept_rows() -> list[KeptWriting]:
    db.session.rollback()
    return list(db.session.scalars(select(KeptWriting)))


def rows_of(house: House, persona: str = "num_isva") -> int:
    with house.acting(persona):
        return len(kept_rows())


def test_a_note_of_2000_words_survives_the_end_of_its_session(house: House, robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/notes/new"
    robin.get(url)
    end_sessions()
    late = robin.post(url, note())
    assert late.status_code == 303
    assert late.headers["Location"] == f"/sign-in?next=/cases/{case_id}/notes/new&kept=1"
    assert "kept for you" in robin.get(late.headers["Location"]).get_data(as_text=True)
    assert signs_in(robin, "num_isva", url) == url
    page = html.unescape(robin.get(url).get_data(as_text=True))
    assert WORDS in page
    assert "What you were writing is back" in page
    assert (
        'value="restricted" checked' in page or "checked" in page.split('value="restricted"')[0].rsplit("<input", 1)[1]
    )
    assert "word1999" in html.unescape(robin.get("/kept-writing").get_data(as_text=True))
    assert robin.post(url, note()).status_code == 303
    assert rows_of(house) == 0
    assert WORDS not in html.unescape(robin.get(url).get_data(as_text=True))
    with house.acting("num_isva") as actor:
        found = select(CaseNote).where(CaseNote.agency_id == actor.agency_id, CaseNote.case_id == case_id)
        assert [row.words for row in db.session.scalars(found)] == [WORDS]


def test_nobody_else_reads_it(house: House, robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/notes/new"
    robin.get(url)
    end_sessions()
    robin.post(url, note())
    with house.acting("num_isva"):
        row = kept_rows()[0]
        kept_id = row.id
        assert b"word7" not in (row.fields_sealed or b"")
        assert str(case_id).encode() not in (row.path_sealed or b"")
    # the next to sign in at this very browser, a manager who may open the case
    signs_in(robin, "num_manager", url)
    for address in (url, "/kept-writing", "/"):
        assert "word1999" not in robin.get(address).get_data(as_text=True)
    robin.post(f"/kept-writing/{kept_id}/forget")
    assert rows_of(house) == 1
    # somebody with the database in hand gives the row to another account
    manager = house.user("num_manager").id
    with house.acting("num_manager") as actor:
        db.session.execute(update(KeptWriting).where(KeptWriting.agency_id == actor.agency_id).values(user_id=manager))
        db.session.commit()
        assert keeping.kept_at(actor, url) is None
        moved = KeptWriting(agency_id=actor.agency_id, id=keeping._id(actor, url), user_id=manager, kept_at=clock.now())
        moved.path_sealed, moved.fields_sealed = kept_rows()[0].path_sealed, kept_rows()[0].fields_sealed
        db.session.add(moved)
        db.session.commit()
        with pytest.raises(CannotOpen):
            keeping.kept_at(actor, url)


@pytest.mark.parametrize("token", ["", "forged", "right"])
def test_a_form_does_not_say_whose_it_is(house: House, robin: Browser, case_id: UUID, token: str) -> None:
    url = f"/cases/{case_id}/notes/new"
    robin.get(url)
    right = robin.token
    end_sessions()
    stranger = house.stranger()
    browser = stranger if token == "right" else robin  # the right token from a browser without the session's cookie
    answer = browser.post(url, note(csrf_token={"right": right}.get(token, token), user_id=str(UUID(int=1))))
    assert answer.status_code == 401
    assert rows_of(house) == 0


def test_the_front_door_was_opened_in_another_window_first(house: House, robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/notes/new"
    robin.get(url)
    stale = robin.token
    end_sessions()
    robin.get("/sign-in")
    assert robin.post(url, note(csrf_token=stale)).status_code == 303
    signs_in(robin, "num_isva", url)
    assert WORDS in html.unescape(robin.get(url).get_data(as_text=True))
    again = robin.post(url, note("Second words", csrf_token=stale))
    assert (again.status_code, again.headers["Location"]) == (303, url)
    assert "Second words" in robin.get(url).get_data(as_text=True)


def test_leaving_on_purpose_keeps_nothing(house: House, robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/notes/new"
    robin.get(url)
    stale = robin.token
    robin.post("/session/end")
    assert robin.post(url, note(csrf_token=stale)).status_code == 401
    assert rows_of(house) == 0


def test_passwords_and_codes_are_never_kept(house: House, robin: Browser) -> None:
    robin.get("/account")
    end_sessions()
    robin.post("/account/password", {"current": "Secretmarker", "new": "Secretmarker"})
    assert rows_of(house) == 0


def test_a_stale_version_still_clashes_and_shows_both(house: House, robin: Browser, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        task_id = tasks.add_task(actor=actor, case_id=case_id, title="Ring", due_on=clock.today()).id
    url = f"/cases/{case_id}/tasks/{task_id}/change"
    form = {
        "title": "Mine", "due_on": f"{clock.today():%d/%m/%Y}", "assignee": str(house.user("num_isva").id),
        "details": WORDS[:3000], "version": "1",
    }  # fmt: skip
    robin.get(url)
    end_sessions()
    assert robin.post(url, form).status_code == 303
    manager = house.client("num_manager")
    assert manager.post(url, {**form, "title": "Theirs"}).status_code == 303
    signs_in(robin, "num_isva", url)
    page = robin.get(url).get_data(as_text=True)
    assert VERSION.search(page)[1] == "1"  # type: ignore[index]  # the form has its version
    clash = robin.post(url, form)
    assert clash.status_code == 409
    assert "Theirs" in clash.get_data(as_text=True)
    assert "Mine" in clash.get_data(as_text=True)


def test_a_draft_is_saved_while_it_is_written(house: House, robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/notes/new"
    key = secrets.token_urlsafe(12)
    draft = {"kept-path": url, "idempotency_key": key, **note("Draft words")}
    assert robin.post("/kept-writing/draft", draft).status_code == 200
    assert "Draft words" in robin.get(url).get_data(as_text=True)
    assert "You were writing" in robin.get("/").get_data(as_text=True)
    assert robin.post(url, {"idempotency_key": key, **note("Draft words, done")}).status_code == 303
    assert robin.post("/kept-writing/draft", draft).status_code == 204
    assert rows_of(house) == 0
    end_sessions()
    ended = robin.post("/kept-writing/draft", {**draft, "idempotency_key": "another", "words": "After the end"})
    assert ended.status_code == 200
    assert rows_of(house) == 1
    for path in ("https://evil.example/", "//evil.example", "/\\evil"):
        assert robin.post("/kept-writing/draft", {**draft, "kept-path": path}).status_code == 204
    assert house.stranger().post("/kept-writing/draft", draft).status_code == 204
    assert rows_of(house) == 1


def test_it_is_gone_after_a_day_and_when_thrown_away(house: House, robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/notes/new"
    for words in ("One", "Two"):
        robin.post("/kept-writing/draft", {"kept-path": f"{url}?kind={words}", **note(words)})
    with house.acting("num_isva"):
        first = next(row.id for row in kept_rows() if (row.path or "").endswith("One"))
    assert robin.post(f"/kept-writing/{first}/forget").status_code == 303
    assert rows_of(house) == 1
    with clock.frozen_at(clock.now() + timedelta(hours=25)):
        with house.acting("num_isva") as actor:
            assert keeping.all_of(actor) == []
            keeping.forget_old(actor)
        assert rows_of(house) == 0


def test_what_is_kept_shows_in_no_other_form(house: House, robin: Browser, case_id: UUID) -> None:
    robin.post("/kept-writing/draft", {"kept-path": f"/cases/{case_id}/team", **note("Stray words")})
    page = robin.get(f"/cases/{case_id}/team").get_data(as_text=True)
    assert "Stray words" not in page
    assert "Stray words" in robin.get("/kept-writing").get_data(as_text=True)
    with house.acting("num_isva") as actor:
        assert len(keeping.all_of(actor)) == 1
