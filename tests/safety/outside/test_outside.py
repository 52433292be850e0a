"""The public page: off until opened, kept sealed, kept once, and a way back that needs nothing but six words."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from core.actor import system_actor
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.phrases import as_typed, words_to_choose_from
from core.scoping import acting_as, current_session
from safety import events
from safety.outside import queries, service
from safety.outside.codes import WORDS_IN_CODE, code_for, code_index
from safety.outside.models import PublicReport, PublicState
from safety.outside.queries import Front
from safety.reports import erasing
from safety.reports import queries as report_queries
from safety.reports.models import Origin
from safety.reports.rules import Facts, Noticed
from safety.vocabulary import DescriptorKind, Scope
from tests.house import House

WORDS = "Marker words: he followed me home."
FORM: dict[str, Any] = {
    "words": WORDS, "phone": "07700 900461", "looks": "Marker coat", "warning": "yes", "intelligence": "no",
    "day": "14 November 2026", "harms": ["THREATS"],
}  # fmt: skip


def open_page(house: House, **changes: Any) -> None:
    with house.acting("mash_manager") as actor:
        values = {"is_on": True, "welcome": "Hello.", "ring": "0161 496 0000", "version": 0}
        service.change_page(actor=actor, **{**values, **changes})


def front(house: House) -> Front:
    """The page as a stranger's request meets it; what is done in it is kept by `keep`."""
    db.session.rollback()
    return queries.front("mash")


def keep() -> None:
    db.session.commit()
    db.session.expunge_all()
    db.session.info.pop("actor", None)


def write(house: House, form_key: str = "k" * 22, **changes: Any) -> str:
    values: dict[str, Any] = {
        "words": WORDS, "facts": Facts(harms=("THREATS",)), "scopes": {Scope.WARNING: True, Scope.RESEARCH: False},
        "noticed": [Noticed(DescriptorKind.PHONE, "07700 900461")],
    }  # fmt: skip
    code = service.receive(front=front(house), form_key=form_key, **{**values, **changes})
    keep()
    return code


def keep_all(house: House) -> int:
    db.session.rollback()
    worker = system_actor(house.agency("MASH").id, *queries.WORKER)
    with acting_as(worker):
        return service.keep_written(actor=worker)


def test_a_closed_page_looks_like_none_at_all(house: House) -> None:
    stranger = house.stranger()
    nowhere = stranger.get("/to/nobody/what-happened")
    for path in ("/to/mash/what-happened", "/to/MASH/what-happened", "/to/gmp/what-happened", "/to/mash/come-back"):
        assert (stranger.get(path).status_code, stranger.get(path).data) == (404, nowhere.data)
    open_page(house)
    assert stranger.get("/to/mash/what-happened").status_code == 200
    assert stranger.get("/to/MASH/what-happened").status_code == 404
    open_page(house, is_on=False, version=1)
    assert stranger.get("/to/mash/come-back").data == nowhere.data
    with house.acting("mash_manager") as actor, pytest.raises(Clash):
        service.change_page(actor=actor, is_on=True, welcome="", ring="", version=1)
    with house.acting("gmp_representative") as actor, pytest.raises(Refused, match="takes no reports"):
        service.change_page(actor=actor, is_on=True, welcome="", ring="", version=0)


def test_what_is_written_is_sealed_and_the_code_is_kept_as_a_hash_alone(house: House) -> None:
    open_page(house)
    code = write(house)
    assert len(code.split()) == WORDS_IN_CODE == 6
    assert set(code.split()) <= set(words_to_choose_from())
    assert write(house) == code, "the same page again"
    assert write(house, form_key="") != write(house, form_key="")
    with house.acting("mash_manager"):
        rows = list(current_session().scalars(select(PublicReport).order_by(PublicReport.received_at)))
        assert len(rows) == 3
        raw = " ".join(str(value) for row in rows for value in vars(row).values())
        assert not any(secret in raw for secret in ("Marker", "900461", code, "k" * 22))
        assert code_index(rows[0].agency_id, code.upper().replace(" ", ", ")) == rows[0].code_index
        assert code_index(house.agency("NUM").id, code) != rows[0].code_index
        assert code_for(house.agency("NUM").id, "k" * 22) != code
    for wrong in ({"words": "  "}, {"noticed": [Noticed(DescriptorKind.PHONE, "12")]}):
        with pytest.raises(Refused):
            write(house, **wrong)


def test_the_worker_keeps_it_once_as_a_report_and_those_who_release_are_told(house: House) -> None:
    open_page(house)
    code = write(house)
    assert (keep_all(house), keep_all(house)) == (1, 0)
    with house.acting("mash_manager") as actor:
        row = current_session().scalars(select(PublicReport)).one()
        assert (row.state, row.answers_sealed, row.scopes) == (PublicState.KEPT, None, {})
        assert row.report_id is not None
        report = report_queries.report(actor, row.report_id)
        assert (report.origin, report.taken_by, report.words, report.harms) == (Origin.PUBLIC, None, WORDS, ["THREATS"])
        assert [each.value for each in report_queries.descriptors(actor, report.id)] == ["07700 900461"]
        said = report_queries.answers_of(actor, [report.id])[report.id]
        assert said == {Scope.WARNING: True, Scope.RESEARCH: False}
        told = {
            each.address for each in current_session().scalars(select(Notice).where(Notice.subject == service.CAME))
        }
        assert told == {house.user("mash_manager").email}
        assert queries.by_code(actor, as_typed(code)).id == row.id
    with house.acting("num_manager") as actor, pytest.raises(NotVisible):
        queries.by_code(actor, code)


def test_who_comes_back_sees_whether_it_was_read_adds_and_changes_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[Scope] = []

    def heard(_: object, *, scope: Scope, **__: object) -> None:
        ended.append(scope)

    events.scope_ended.connect(heard)
    open_page(house)
    code = write(house)
    assert service.change_scopes(front=front(house), code=code, scopes={Scope.INTELLIGENCE: True}) == [
        Scope.INTELLIGENCE
    ]
    service.add_more(front=queries.front("mash"), code=code, words="Marker more.")
    keep()
    keep_all(house)
    found = queries.behind((here := front(house)).actor, queries.by_code(here.actor, code))
    assert (found.read_at, found.scopes[Scope.INTELLIGENCE]) == (None, True)
    assert service.change_scopes(front=here, code=code, scopes={Scope.WARNING: False, Scope.RESEARCH: False}) == [
        Scope.WARNING
    ]
    keep()
    assert ended == [Scope.WARNING]
    report_id = found.report_id
    assert report_id is not None
    with house.acting("mash_manager") as actor:
        assert "Marker more." in (report_queries.report(actor, report_id).words or "")
        row = service.write_back(actor=actor, report_id=report_id, reply="Thank you.", version=1)
        with pytest.raises(Clash):
            service.write_back(actor=actor, report_id=report_id, reply="Something else.", version=1)
        assert row.reply_sealed is not None
        assert b"Thank you" not in row.reply_sealed
    found = queries.behind((here := front(house)).actor, queries.by_code(here.actor, code))
    assert (found.reply, found.read_at is None) == ("Thank you.", False)
    service.add_more(front=here, code=code, words="Marker yet more.")
    assert queries.behind(here.actor, queries.by_code(here.actor, code)).read_at is None, "new words are unread"
    keep()
    with house.acting("mash_manager") as actor:
        erasing.erase_report(actor=actor, report_id=report_id)
    found = queries.behind((here := front(house)).actor, queries.by_code(here.actor, code))
    assert (found.is_erased, found.reply) == (True, "")
    assert service.change_scopes(front=here, code=code, scopes={Scope.WARNING: True}) == []
    with pytest.raises(Refused, match="erased"):
        service.add_more(front=here, code=code, words="Again.")


def test_the_pages_for_a_stranger_from_writing_to_coming_back(house: House, app: Any) -> None:
    open_page(house)
    stranger = house.stranger()
    page = stranger.get("/to/mash/what-happened")
    assert stranger.get("/to/mash/what-happened?style=easy-read").status_code == 200
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert "Quick exit" in page.text
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    stranger._token = token
    assert stranger.post("/to/mash/what-happened", {**FORM, "words": ""}).status_code == 422
    assert stranger.post("/to/mash/what-happened", {**FORM, "plate": "??"}).status_code == 422
    assert stranger.post("/to/mash/what-happened", {**FORM, "website": "x"}).status_code == 422
    with db.engine.connect().execution_options(whole_database=True) as raw:
        assert raw.execute(text("select count(*) from public_report")).scalar() == 0
    sent = stranger.post("/to/mash/what-happened", {**FORM, "idempotency_key": "f" * 22})
    again = stranger.post("/to/mash/what-happened", {**FORM, "idempotency_key": "f" * 22})
    assert (sent.status_code, sent.data) == (200, again.data)
    assert "Marker" not in sent.text
    code = code_for(house.agency("MASH").id, "f" * 22)
    assert all(f"<li>{word}</li>" in sent.text for word in code.split())
    wrong = stranger.post("/to/mash/come-back", {"code": "one two three four five six"})
    assert (wrong.status_code, "No report here opens" in wrong.text) == (422, True)
    keep_all(house)
    behind = stranger.post("/to/mash/come-back", {"code": code.title()})
    assert "Not read yet" in behind.text
    assert "Marker" not in behind.text
    changed = stranger.post("/to/mash/come-back", {"code": code, "do": "scopes", "warning": "no"})
    assert "Changed, from this moment." in changed.text
    assert stranger.post("/to/mash/come-back", {"code": code, "do": "more", "more": " "}).status_code == 422
    open_page(house, is_on=False, version=1)
    assert stranger.get("/to/mash/what-happened").status_code == 404
    assert stranger.get("/to/mash/come-back").status_code == 200, "closed for new reports, open to take a yes back"
    added = stranger.post("/to/mash/come-back", {"code": code, "do": "more", "more": "Marker later."})
    assert "Added. A worker will read it." in added.text
    joan = house.client("mash_manager")
    with house.acting("mash_manager") as actor:
        report_id = current_session().scalars(select(PublicReport.report_id)).one()
        assert report_id is not None
        said = report_queries.answers_of(actor, [report_id])[report_id]
        assert said == {Scope.WARNING: False, Scope.INTELLIGENCE: False}
    reply = f"/incidents/{report_id}/reply"
    assert joan.get(reply).status_code == 200
    assert joan.post(reply, {"version": "1", "reply": ""}).status_code == 422
    assert joan.post(reply, {"version": "1", "reply": "Come and see us."}).status_code == 303
    clash = joan.post(reply, {"version": "1", "reply": "Mine."})
    assert (clash.status_code, "Come and see us." in clash.text, "Mine." in clash.text) == (409, True, True)
    assert "Come and see us." in stranger.post("/to/mash/come-back", {"code": code}).text
    assert house.client("mash_outreach").get(reply).status_code == 404


def test_limits_by_place_and_by_agency_hold(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    open_page(house)
    monkeypatch.setattr("safety.outside.views.public.PLACE_LIMIT", 2)
    monkeypatch.setattr("safety.outside.views.public.CODE_PLACE_LIMIT", 2)
    stranger = house.stranger()
    page = stranger.get("/to/mash/what-happened").text
    stranger._token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert [stranger.post("/to/mash/what-happened", FORM).status_code for _ in range(3)] == [200, 200, 429]
    tries = [stranger.post("/to/mash/come-back", {"code": "no such words"}).status_code for _ in range(3)]
    assert tries == [422, 422, 429]
    monkeypatch.setattr("safety.outside.views.public.PLACE_LIMIT", 100)
    monkeypatch.setattr("safety.outside.views.public.AGENCY_LIMIT", 2)
    full = stranger.post("/to/mash/what-happened", FORM)
    assert (full.status_code, WORDS in full.text) == (429, True)
    with house.acting("mash_manager"):
        flood = select(Notice).where(Notice.subject == service.FLOODED)
        assert [row.path for row in current_session().scalars(flood)] == ["/incidents"]


def test_managers_and_administrators_open_the_page_and_police_never(house: House) -> None:
    joan = house.client("mash_manager")
    page = joan.get("/settings/public-reports")
    assert "/to/mash/what-happened" in page.text
    assert "Closed" in page.text
    saved = joan.post("/settings/public-reports", {"version": "0", "is_on": "y", "welcome": "Hello."})
    assert saved.status_code == 303
    assert joan.post("/settings/public-reports", {"version": "0", "is_on": "y"}).status_code == 409
    assert "Open: people can tell us" in joan.get("/").text
    assert house.client("mash_outreach").get("/settings/public-reports").status_code == 403
