"""The reader's side: one reading, in one browser, for half an hour; one face for every dead link; few tries."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from agencies import brake
from core import audit, clock
from core.db import db
from core.web import Roundtable
from referrals.outside import queries, service
from referrals.outside.models import LetterState, OutsideAnswer, OutsideDoor, Reply
from referrals.outside.sealing import token_hash
from referrals.outside.service import Outgoing
from tests.house import Browser, House
from tests.referrals import stage
from tests.referrals.outside import edge

MANY = 20


def path(sent: edge.Sent) -> str:
    return f"/letter/{sent.known.token}"


def test_the_right_words_open_it_and_show_every_word(house: House) -> None:
    sent = edge.send(house)
    reader = house.stranger()
    question = reader.get(path(sent))
    assert not [word for word in (*edge.MARKERS, "Manchester Action", "Ines") if word in edge.text(question)]
    assert edge.knock(reader, sent).location == path(sent)
    page = reader.get(path(sent))
    said = edge.text(page)
    assert page.status_code == 200
    for words in (stage.SUPPORT, stage.RISK, stage.NUMBER, edge.RING, "Manchester Action on Street Health"):
        assert words in said
    assert stage.HEALTH not in said
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in said
    assert "data-quick-exit" in said
    row = edge.letter(house, sent)
    assert (row.state, row.opened_at is not None) == (LetterState.READING, True)


def test_nobody_else_reads_it_and_the_words_open_it_no_more(house: House) -> None:
    sent = edge.send(house)
    first, second = house.stranger(), house.stranger()
    edge.knock(first, sent)
    dead = second.get("/letter/made-up")
    assert second.get(path(sent)).data == dead.data
    assert edge.knock(second, sent).status_code in (400, 404)
    token = edge.tokens(second.get("/sign-in"))
    answer = second.post(path(sent), {**token, "phrase": sent.known.phrase})
    assert (answer.status_code, answer.data) == (404, dead.data)
    assert first.get(path(sent)).status_code == 200


def test_a_reading_ends_after_half_an_hour_whether_or_not_the_worker_runs(house: House) -> None:
    sent = edge.send(house)
    reader = house.stranger()
    edge.knock(reader, sent)
    with clock.frozen_at(clock.now() + timedelta(minutes=29)):
        assert reader.get(path(sent)).status_code == 200
    with clock.frozen_at(clock.now() + timedelta(minutes=31)):
        assert reader.get(path(sent)).status_code == 404
        with house.acting("mash_caseworker") as actor:
            assert service.end_due(actor=actor) == 1
    row = edge.letter(house, sent)
    assert (row.state, row.locked, row.reading_hash) == (LetterState.READ, None, None)
    with house.acting("mash_caseworker"):
        assert db.session.get(OutsideDoor, token_hash(sent.known.token)) is None


def test_five_wrong_tries_close_it_for_good(house: House) -> None:
    sent = edge.send(house)
    dead = house.stranger().get("/letter/made-up").data
    said = [edge.knock(house.stranger(), sent, f"wrong words number {n}") for n in range(5)]
    assert [answer.status_code for answer in said] == [422, 422, 422, 422, 404]
    assert [f"You have {left} " in edge.text(answer) for left, answer in zip((4, 3, 2, 1), said, strict=False)] == [
        True
    ] * 4
    assert all("wrong words number" not in edge.text(answer) for answer in said)
    assert said[-1].data == dead
    assert house.stranger().get(path(sent)).data == dead
    row = edge.letter(house, sent)
    assert (row.state, row.locked, row.wrong_tries) == (LetterState.GUESSED, None, 5)


def test_the_right_words_still_open_it_at_the_fifth_try(house: House) -> None:
    sent = edge.send(house)
    for _ in range(4):
        edge.knock(house.stranger(), sent, "wrong words every time")
    with house.acting("mash_caseworker") as actor:
        assert queries.letter_page(actor, sent.letter_id).wrong_tries == 4
    assert edge.knock(house.stranger(), sent).status_code == 303


def test_one_place_has_only_so_many_tries_at_any_link(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("referrals.outside.views.reading.PLACE", {"letter from {address}": 3})
    sent = edge.send(house)
    stranger = house.stranger()
    token = edge.tokens(stranger.get("/sign-in"))
    codes = [stranger.post(f"/letter/made-up-{n}", {**token, "phrase": "a b c d"}).status_code for n in range(4)]
    assert codes == [404, 404, 404, 429]
    assert edge.knock(stranger, sent).status_code == 429, "then the right words wait as well"
    with clock.frozen_at(clock.now() + timedelta(minutes=61)):
        brake.forget_old()
        assert edge.knock(house.stranger(), sent).status_code == 303


def test_every_dead_link_shows_the_same_bytes(house: House) -> None:
    never = house.stranger().get("/letter/made-up")
    dead: dict[str, edge.Sent] = {name: edge.send(house) for name in ("used", "recalled", "withdrawn", "guessed")}
    expired = edge.send(house)
    dead["held"] = edge.send(house, release=False)
    edge.knock(house.stranger(), dead["used"])
    for _ in range(5):
        edge.knock(house.stranger(), dead["guessed"], "wrong words every time")
    with house.acting("mash_caseworker") as actor:
        service.recall_letter(actor=actor, letter_id=dead["recalled"].letter_id)
        service.withdraw_outside_consent(actor=actor, consent_id=dead["withdrawn"].consent_id, how="Told us in person")
    for who in (house.stranger(), house.client("num_caseworker"), house.client("mash_caseworker")):
        for name, sent in dead.items():
            answer = who.get(path(sent))
            assert (answer.status_code, answer.data) == (404, never.data), name
            assert sorted(answer.headers.keys()) == sorted(never.headers.keys())
            posted = who.post(path(sent), {**edge.tokens(who.get("/privacy")), "phrase": "a b c d"})
            assert posted.status_code in (400, 404)
        with clock.frozen_at(clock.now() + timedelta(days=8)):
            assert house.stranger().get(path(expired)).data == never.data


def test_recalling_ends_a_reading_at_once(house: House) -> None:
    sent = edge.send(house)
    reader = house.stranger()
    edge.knock(reader, sent)
    with house.acting("mash_caseworker") as actor:
        service.recall_letter(actor=actor, letter_id=sent.letter_id)
    assert reader.get(path(sent)).status_code == 404
    assert edge.letter(house, sent).locked is None


def test_withdrawal_ends_a_reading_at_once(house: House) -> None:
    sent = edge.send(house)
    reader = house.stranger()
    edge.knock(reader, sent)
    with house.acting("mash_caseworker") as actor:
        service.withdraw_outside_consent(actor=actor, consent_id=sent.consent_id, how="Told us in person")
    assert reader.get(path(sent)).status_code == 404


def test_the_reader_answers_once_in_plain_text(house: House) -> None:
    sent = edge.send(house)
    reader = house.stranger()
    edge.knock(reader, sent)
    answer_path = f"{path(sent)}/answer"
    assert edge.post(reader, path(sent), answer_path, {"reply": ""}).status_code == 422
    assert edge.post(reader, path(sent), answer_path, {"reply": "forwarded"}).status_code == 422
    assert edge.post(reader, path(sent), answer_path, {"reply": "received"}).status_code == 303
    said = "Friday <b>2pm</b>\r\nSubject: x"
    assert edge.post(reader, path(sent), answer_path, {"reply": "accepted", "words": said}).status_code == 303
    again = reader.post(answer_path, {**edge.tokens(reader.get(path(sent))), "reply": "declined"})
    assert again.status_code == 422
    with house.acting("mash_caseworker") as actor:
        rows = db.session.scalars(select(OutsideAnswer)).all()
        assert {(row.reply, row.words) for row in rows} == {
            (Reply.RECEIVED, None), (Reply.ACCEPTED, "Friday <b>2pm</b> Subject: x")
        }  # fmt: skip
        assert all(b"Friday" not in (row.words_sealed or b"") for row in rows)
        assert actor.agency_id == rows[0].key_subject
    page = edge.text(house.client("mash_caseworker").get(f"/outside-letters/{sent.letter_id}"))
    assert "They take it on" in page
    assert "Friday &lt;b&gt;2pm" in page


def test_only_the_reading_browser_answers(house: House) -> None:
    sent = edge.send(house)
    edge.knock(house.stranger(), sent)
    other = house.stranger()
    token = edge.tokens(other.get("/sign-in"))
    for act in ("answer", "finish"):
        assert other.post(f"{path(sent)}/{act}", {**token, "reply": "declined"}).status_code == 404
    row = edge.letter(house, sent)
    assert (row.state, row.reply) == (LetterState.READING, None)


def test_the_reader_closes_it_for_good(house: House) -> None:
    sent = edge.send(house)
    reader = house.stranger()
    edge.knock(reader, sent)
    assert edge.post(reader, path(sent), f"{path(sent)}/finish", {}).status_code == 303
    assert reader.get(path(sent)).status_code == 404
    assert edge.letter(house, sent).state is LetterState.READ


def test_the_cookie_of_a_reading_is_out_of_scripts_reach(house: House) -> None:
    sent = edge.send(house)
    cookie = next(
        line for line in edge.knock(house.stranger(), sent).headers.getlist("Set-Cookie") if "reading-" in line
    )
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Max-Age=1800" in cookie
    assert sent.known.token not in cookie


def test_what_was_sent_is_shown_as_text(house: House) -> None:
    attack = "<img src=x onerror=alert(1)>{{ 7 * 7 }}"
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor, alias=attack)
        given = edge.consent(actor, who.id)
        letter, known = service.write_letter(
            actor=actor, consent_id=given.id,
            outgoing=Outgoing(needs=[], left_out=(), reader=edge.READER, ring=f"{attack} 0161 496", days=7,
                                   words_checked=True),
        )  # fmt: skip
        sent = edge.Sent(letter.id, given.id, who.id, known)
        edge.let_go(actor)
    reader = house.stranger()
    edge.knock(reader, sent)
    page = edge.text(reader.get(path(sent)))
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;{{ 7 * 7 }}" in page


def test_every_step_is_in_the_trail_of_the_sending_agency(house: House) -> None:
    sent = edge.send(house)
    edge.knock(house.stranger(), sent, "wrong words every time")
    reader = house.stranger()
    edge.knock(reader, sent)
    reader.get(path(sent))
    with house.acting("mash_caseworker"):
        rows = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.row_id == sent.letter_id)).all()
        assert {"wrote", "left", "wrong words", "opened", "read"} <= {row.verb for row in rows}
        assert not any(word in row.fields for row in rows for word in edge.MARKERS)


def test_of_20_openings_at_once_one_is_the_reading(app: Roundtable, house: House) -> None:
    sent = edge.send(house)
    readers = [house.stranger() for _ in range(MANY)]
    forms = [{**edge.tokens(reader.get(path(sent))), "phrase": sent.known.phrase} for reader in readers]
    db.session.remove()
    ready, codes = Barrier(MANY), []

    def open_it(reader: Browser, form: dict[str, str]) -> None:
        ready.wait()
        with app.app_context():
            codes.append(reader.client.post(path(sent), data=form).status_code)
            db.session.remove()

    threads = [Thread(target=open_it, args=each) for each in zip(readers, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(codes) == {303: 1, 404: MANY - 1}, codes
    assert Counter(reader.get(path(sent)).status_code for reader in readers) == {200: 1, 404: MANY - 1}
    with house.acting("mash_caseworker"):
        opened = select(audit.AuditEntry).where(
            audit.AuditEntry.row_id == sent.letter_id, audit.AuditEntry.verb == "opened"
        )
        assert len(db.session.scalars(opened).all()) == 1
