"""The sender's side: the letter word for word, hold, recall and ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from agencies.models import User, UserRole
from core import clock
from core.db import db
from core.errors import NotVisible, Refused
from core.outbox import Notice
from core.web import Roundtable
from people import service as people
from people.models import Answer, Category, Disclosure, DisclosureKind
from referrals.outside import queries, service
from referrals.outside.models import LetterState, OutsideDoor, OutsideKind, OutsideLetter
from tests.house import House
from tests.referrals import stage
from tests.referrals.outside import edge


def ledger(house: House, sent: edge.Sent) -> list[tuple[DisclosureKind, str | None, str | None]]:
    with house.acting("mash_caseworker"):
        rows = db.session.scalars(
            select(Disclosure).where(Disclosure.person_id == sent.person_id).order_by(Disclosure.id)
        ).all()
        return [(row.kind, row.outside, row.reason) for row in rows]


def test_only_what_was_agreed_leaves_and_the_rest_says_why(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor)
        given = edge.consent(actor, who.id, agreed=edge.AGREED[:3], refused=[Category.RISK])
        sheet = queries.sheet_for(actor, given, [], ())
        assert {part.category for part in sheet.going} == set(edge.AGREED[:3])
        why = {part.category: part.status_words for part in sheet.staying}
        assert why == {Category.RISK: "Said no: stays here", Category.HEALTH: "Not asked: stays here"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"shown": "0" * 64}, "Nothing went yet"),
        ({"reader": "a reader"}, "work e-mail"),
        ({"ring": "Dee"}, "number on which"),
        ({"needs": ["IMMIGRATION"]}, "cannot go to"),
        ({"typed": "Greater Manchester"}, "Type the name"),
        ({"left_out": edge.AGREED}, "nothing in this letter"),
    ],
)
def test_a_letter_that_may_not_go_leaves_nothing_behind(house: House, changes: dict[str, Any], words: str) -> None:
    outgoing = replace(edge.OUTGOING, **{"typed": edge.ORGANISATION, **changes})
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor)
        given = edge.consent(actor, who.id, OutsideKind.POLICE)
        with pytest.raises(Refused, match=words):
            service.write_letter(actor=actor, consent_id=given.id, outgoing=outgoing)
        assert db.session.scalars(select(OutsideLetter)).all() == []
        assert db.session.scalars(select(OutsideDoor)).all() == []


@pytest.mark.parametrize("kind", [OutsideKind.LEGAL, OutsideKind.COUNCIL])
def test_watched_words_are_read_again_before_they_leave(house: House, kind: OutsideKind) -> None:
    outgoing = replace(edge.OUTGOING, needs=[], typed=edge.ORGANISATION)
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor)
        people.write_part(actor=actor, person_id=who.id, category=Category.INCIDENT, answer=Answer.GIVEN,
                          words="He took her passport.")  # fmt: skip
        given = edge.consent(actor, who.id, kind, agreed=(*edge.AGREED, Category.INCIDENT))
        with pytest.raises(Refused, match="passport"):
            service.write_letter(actor=actor, consent_id=given.id, outgoing=outgoing)
        letter, _ = service.write_letter(
            actor=actor, consent_id=given.id, outgoing=replace(outgoing, words_checked=True)
        )
        assert letter.state is LetterState.HELD


def test_whom_they_can_ring_is_searched_for_watched_words_too(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor)
        given = edge.consent(actor, who.id)
        outgoing = replace(edge.OUTGOING, ring="Dee, 0161 496 0000, about her passport")
        with pytest.raises(Refused, match="passport"):
            service.write_letter(actor=actor, consent_id=given.id, outgoing=outgoing)
        path = f"/outside-consents/{given.id}/letters/new"
    form = {"reader": edge.READER, "ring": outgoing.ring, "days": "3", "do": "update"}
    page = edge.text(house.client("mash_caseworker").post(path, form))
    assert "“passport” in <b>Whom they can ring</b>" in page


def change_writer(house: House, change: str) -> None:
    """Close the account of whoever wrote the letter, or take the role that lets them send."""
    writer = house.user("mash_caseworker").id
    if change == "closed":
        db.session.execute(update(User).where(User.id == writer).values(active=False))
    else:
        db.session.execute(delete(UserRole).where(UserRole.user_id == writer))
    db.session.commit()


@pytest.mark.parametrize("change", ["closed", "may not send"])
def test_nothing_leaves_of_a_writer_who_may_not_send_any_more(house: House, change: str) -> None:
    sent = edge.send(house, release=False)
    change_writer(house, change)
    with house.acting("mash_manager") as actor, clock.frozen_at(clock.now() + timedelta(minutes=11)):
        assert service.release_due(actor=actor) == 0
        row = queries.outside_letter(actor, sent.letter_id)
        assert (row.state, row.locked, row.left_at) == (LetterState.STOPPED, None, None)
    assert house.stranger().get(f"/letter/{sent.known.token}").status_code == 404


@pytest.mark.parametrize("opened", [False, True])
def test_letters_of_a_closed_account_end(house: House, opened: bool) -> None:
    sent = edge.send(house)
    if opened:
        edge.knock(house.stranger(), sent)
    with house.acting("mash_manager") as actor:
        assert service.end_due(actor=actor) == 0
    change_writer(house, "closed")
    with house.acting("mash_manager") as actor:
        assert service.end_due(actor=actor) == 1
        assert service.end_due(actor=actor) == 0
        row = queries.outside_letter(actor, sent.letter_id)
        assert (row.state, row.locked) == (LetterState.STOPPED, None)
        told = db.session.scalars(select(Disclosure.reason).where(Disclosure.person_id == sent.person_id)).all()
        assert any("account that sent it was closed" in (reason or "") for reason in told)
    assert house.stranger().get(f"/letter/{sent.known.token}").status_code == 404


def test_the_letter_is_held_and_the_link_opens_nothing_until_then(house: House) -> None:
    sent = edge.send(house, release=False)
    dead = house.stranger().get("/letter/made-up")
    held = house.stranger().get(f"/letter/{sent.known.token}")
    assert (held.status_code, held.data) == (404, dead.data)
    assert ledger(house, sent) == []
    with house.acting("mash_caseworker") as actor:
        assert service.release_due(actor=actor) == 0
        edge.let_go(actor)
    assert house.stranger().get(f"/letter/{sent.known.token}").status_code == 200
    assert ledger(house, sent) == [
        (DisclosureKind.OUTSIDE, edge.ORGANISATION, "With consent, behind a one-time link and four words")
    ]


def test_a_held_letter_is_undone_without_a_trace_in_the_ledger(house: House) -> None:
    sent = edge.send(house, release=False)
    with house.acting("mash_caseworker") as actor:
        service.recall_letter(actor=actor, letter_id=sent.letter_id)
        edge.let_go(actor)
    assert edge.letter(house, sent).state is LetterState.UNDONE
    assert ledger(house, sent) == []


def test_consent_that_ends_during_the_hold_stops_the_letter(house: House) -> None:
    sent = edge.send(house, release=False)
    with house.acting("mash_caseworker") as actor:
        service.withdraw_outside_consent(actor=actor, consent_id=sent.consent_id, how="Told us in person")
        edge.let_go(actor)
    row = edge.letter(house, sent)
    assert (row.state, row.locked, row.left_at) == (LetterState.STOPPED, None, None)
    assert ledger(house, sent) == []


def test_a_consent_that_runs_out_during_the_hold_stops_it_too(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor)
        given = edge.consent(actor, who.id, valid_until=clock.today())
        letter, _ = service.write_letter(actor=actor, consent_id=given.id, outgoing=edge.OUTGOING)
        with clock.frozen_at(clock.now() + timedelta(days=1)):
            assert service.release_due(actor=actor) == 0
        assert letter.state is LetterState.STOPPED


def test_withdrawal_closes_the_link_at_once_and_says_so_in_the_ledger(house: House) -> None:
    sent = edge.send(house)
    with house.acting("mash_caseworker") as actor:
        service.withdraw_outside_consent(actor=actor, consent_id=sent.consent_id, how="Told us in person")
        with pytest.raises(Refused, match="already ended"):
            service.withdraw_outside_consent(actor=actor, consent_id=sent.consent_id, how="Told us in person")
    assert edge.knock(house.stranger(), sent).status_code in (400, 404)
    assert house.stranger().get(f"/letter/{sent.known.token}").status_code == 404
    assert edge.letter(house, sent).locked is None
    assert [kind for kind, _, _ in ledger(house, sent)] == [DisclosureKind.OUTSIDE, DisclosureKind.WITHDRAWN]


def test_what_nobody_opens_expires(house: House) -> None:
    sent = edge.send(house)
    with house.acting("mash_caseworker") as actor, clock.frozen_at(clock.now() + timedelta(days=8)):
        assert house.stranger().get(f"/letter/{sent.known.token}").status_code == 404
        assert service.end_due(actor=actor) == 1
        assert service.end_due(actor=actor) == 0
    row = edge.letter(house, sent)
    assert (row.state, row.locked) == (LetterState.EXPIRED, None)
    assert ledger(house, sent)[-1][0] is DisclosureKind.WITHDRAWN


def test_an_ended_letter_cannot_be_recalled(house: House) -> None:
    sent = edge.send(house)
    with house.acting("mash_caseworker") as actor:
        service.recall_letter(actor=actor, letter_id=sent.letter_id)
        with pytest.raises(Refused, match="nothing left to recall"):
            service.recall_letter(actor=actor, letter_id=sent.letter_id)


def test_no_other_agency_sees_consent_or_letter(house: House) -> None:
    sent = edge.send(house)
    with house.acting("num_caseworker") as actor:
        for read in (
            lambda: queries.outside_consent(actor, sent.consent_id),
            lambda: queries.letter_page(actor, sent.letter_id),
            lambda: service.recall_letter(actor=actor, letter_id=sent.letter_id),
        ):
            with pytest.raises(NotVisible):
                read()
    for persona in ("num_caseworker", "gmp_liaison", "mcc_chair", "lgbtf_administrator"):
        browser = house.client(persona)
        made_up = browser.get("/outside-letters/0192f0c4-0000-7000-8000-000000000000")
        paths = (
            f"/outside-letters/{sent.letter_id}",
            f"/outside-consents/{sent.consent_id}",
            f"/outside-consents/{sent.consent_id}/letters/new",
            f"/people/{sent.person_id}/outside",
        )
        for path in paths:
            answer = browser.get(path)
            assert (answer.status_code, answer.data) == (404, made_up.data), (persona, path)


# --- pages --------------------------------------------------------------------------------------------------


def ask_form(**values: str) -> dict[str, str]:
    said = {f"said-{category.value}": "yes" for category in edge.AGREED}
    return {
        "organisation": edge.ORGANISATION, "kind": "legal", "purpose": "support", "style": "plain", "method": "spoken",
        "told_may_refuse": "y", "safe_to_speak": "y", "capacity": "presumed",
        "valid_until": f"{clock.today() + timedelta(days=60):%d/%m/%Y}", **said, **values,
    }  # fmt: skip


def shown_on(page: str) -> str:
    return page.split('name="shown" value="')[1].split('"')[0]


def test_ask_read_aloud_record_write_send(app: Roundtable, house: House) -> None:
    browser = house.client("mash_caseworker")
    with house.acting("mash_caseworker") as actor:
        person_id = stage.person(actor).id
    path = f"/people/{person_id}/outside/consents/new"
    assert browser.get(path).status_code == 200
    page = edge.text(browser.post(path, ask_form(do="show")))
    assert "would like to tell Marker Law Centre" in page
    assert browser.post(path, ask_form(do="save", shown="stale")).status_code == 422
    answer = browser.post(path, ask_form(do="save", shown=shown_on(page)))
    assert answer.status_code == 303
    write = answer.location
    assert edge.ORGANISATION not in write
    page = edge.text(browser.get(write))
    assert stage.RISK in page
    assert stage.HEALTH not in page
    form = {"reader": edge.READER, "ring": edge.RING, "days": "3", "do": "send", "shown": shown_on(page)}
    once = browser.post(write, form)
    assert once.status_code == 200
    link = edge.text(once).split('id="link"')[1].split('value="')[1].split('"')[0]
    words = edge.text(once).split('<ol class="rt-four-words">')[1].split("</ol>")[0].count("<li>")
    assert (words, "/letter/" in link) == (4, True)
    mail = edge.text(once).split('href="mailto:')[1].split('"')[0]
    phrase = [
        part.split("</li>")[0] for part in edge.text(once).split('<ol class="rt-four-words">')[1].split("<li>")[1:]
    ]
    assert link in mail
    assert not any(word in mail.replace("four%20words", "") for word in phrase), "never both in one channel"
    page = edge.text(browser.get(f"/people/{person_id}/outside"))
    assert "Held, not yet gone" in page
    assert link.rsplit("/", 1)[1] not in page


def test_the_page_says_which_kind_to_choose_before_anything_is_read(house: House) -> None:
    browser = house.client("mash_caseworker")
    with house.acting("mash_caseworker") as actor:
        person_id = stage.person(actor).id
    path = f"/people/{person_id}/outside/consents/new"
    for do in ("show", "save"):
        answer = browser.post(path, ask_form(do=do, organisation="Greater Manchester Police"))
        assert answer.status_code == 422
        assert "Choose “Police”" in edge.text(answer)
        assert "2. Read this to" not in edge.text(answer)


def test_a_refused_letter_stands_in_the_ledger(house: House) -> None:
    sent = edge.send(house)
    browser = house.client("mash_caseworker")
    with house.acting("mash_caseworker") as actor:
        service.withdraw_outside_consent(actor=actor, consent_id=sent.consent_id, how="Told us in person")
    answer = browser.post(f"/outside-consents/{sent.consent_id}/letters/new",
                          {"reader": edge.READER, "ring": edge.RING, "days": "3", "do": "send"})  # fmt: skip
    assert answer.status_code == 422
    assert ledger(house, sent)[-1][0] is DisclosureKind.REFUSAL


def test_the_sender_follows_it_and_recalls_it(house: House) -> None:
    sent = edge.send(house)
    browser = house.client("mash_caseworker")
    page = edge.text(browser.get(f"/outside-letters/{sent.letter_id}"))
    assert stage.RISK in page
    assert "Waits behind its link" in page
    answer = browser.post(f"/outside-letters/{sent.letter_id}/recall")
    assert answer.status_code == 303
    assert "Recalled" in edge.text(browser.get(answer.location))
    assert browser.post(f"/outside-letters/{sent.letter_id}/recall").status_code == 422


def test_taking_back_by_its_page(house: House) -> None:
    sent = edge.send(house)
    browser = house.client("mash_caseworker")
    path = f"/outside-consents/{sent.consent_id}/withdraw"
    assert "dead in the same moment" in edge.text(browser.get(path))
    assert browser.post(path, {}).status_code == 422
    assert browser.post(path, {"how": "Told us in person"}).status_code == 303
    assert edge.letter(house, sent).state is LetterState.STOPPED
    assert "Taken back" in edge.text(browser.get(f"/outside-consents/{sent.consent_id}"))


def test_the_persons_page_shows_them_with_few_queries(house: House, count_queries: Callable[[], Any]) -> None:
    sent = edge.send(house)
    with house.acting("mash_caseworker") as actor:
        given = edge.consent(actor, sent.person_id)
        for _ in range(6):
            service.write_letter(actor=actor, consent_id=given.id, outgoing=edge.OUTGOING)
    browser = house.client("mash_caseworker")
    with count_queries() as seen:
        page = edge.text(browser.get(f"/people/{sent.person_id}/outside"))
    assert page.count("Held, not yet gone") == 6
    assert len(seen) <= 20
    assert edge.ORGANISATION in edge.text(browser.get(f"/people/{sent.person_id}"))


def test_what_a_name_holds_stays_a_name(house: House) -> None:
    attack = '<script>alert(1)</script>"onmouseover='
    browser = house.client("mash_caseworker")
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor, alias=attack)
        given = edge.consent(actor, who.id, name=attack)
        letter, _ = service.write_letter(
            actor=actor, consent_id=given.id, outgoing=replace(edge.OUTGOING, words_checked=True)
        )
        paths = [f"/people/{who.id}/outside", f"/outside-consents/{given.id}", f"/outside-letters/{letter.id}",
                 f"/outside-consents/{given.id}/letters/new", f"/outside-consents/{given.id}/withdraw",
                 f"/people/{who.id}/outside/consents/new"]  # fmt: skip
    for path in paths:
        page = edge.text(browser.get(path))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_no_notice_says_whom_or_what(house: House) -> None:
    opened, wrong, stopped = edge.send(house), edge.send(house), edge.send(house)
    reader = house.stranger()
    edge.knock(reader, opened)
    edge.post(reader, f"/letter/{opened.known.token}", f"/letter/{opened.known.token}/answer",
              {"reply": "accepted", "words": "Robyn Marker may come on Friday"})  # fmt: skip
    for _ in range(5):
        edge.knock(house.stranger(), wrong, "wrong words every time")
    with house.acting("mash_caseworker") as actor:
        service.withdraw_outside_consent(actor=actor, consent_id=stopped.consent_id, how="Told us in person")
    notices = db.session.scalars(select(Notice)).all()
    assert len(notices) == 4
    for notice in notices:
        said = f"{notice.subject} {notice.path}"
        assert not [word for word in (*edge.MARKERS, "Robyn", "National Ugly") if word in said]
        assert "consent" not in said.lower()
        assert notice.address == "ines@mash.example"
    db.session.rollback()
