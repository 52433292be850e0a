"""The pages of the annual review, from its beginning to the chair's signature, and of what stayed in shared texts."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import UUID

import openpyxl
import pytest

from core import making
from forum.review import files, queries, rules, service
from forum.review.rules import Outcome
from people.leaks import queries as leak_queries
from tests.forum.review.conftest import TODAY, blank
from tests.house import House

WHY = "Owners say that it works, and want it to go on."
MARKS = {f"mark_{each.code}": "4" for each in rules.survey_questions()}
SEEN = re.compile(r'name="leaks_seen"[^>]*value="([^"]+)"')


def seen_in(page: str) -> str:
    """What a page says was found."""
    found = SEEN.search(page)
    assert found is not None
    return found[1]


@pytest.mark.usefixtures("frozen")
def test_a_review_is_begun_and_decided_one_commitment_after_the_other(house: House, review_id: UUID) -> None:
    sam = house.client("mcc_coordinator")
    again = sam.post("/forum/reviews/new", {"begins": "24/11/2025", "ends": "23/11/2026"})
    assert again.status_code == 422
    assert "A review is being written already" in again.get_data(as_text=True)
    page = sam.get(f"/forum/reviews/{review_id}").get_data(as_text=True)
    assert "0</b> of 43 commitments decided" in page
    with house.acting("mcc_coordinator") as actor:
        first, second = (each.commitment.id for each in queries.view(actor, review_id).all[:2])
    at = f"/forum/reviews/{review_id}/commitments/{first}"
    assert "What the year brought" in sam.get(at).get_data(as_text=True)
    assert sam.post(at, {"outcome": "amend", "reason": WHY, "new_words": " "}).status_code == 422
    went = sam.post(at, {"outcome": "continue", "reason": WHY})
    assert went.headers["Location"].endswith(f"/commitments/{second}")
    clash = sam.post(at, {"outcome": "stop", "reason": "Nobody funds it any more."})
    shown = clash.get_data(as_text=True)
    assert clash.status_code == 409
    assert WHY in shown
    assert "Nobody funds it any more." in shown
    assert sam.get(f"/forum/reviews/{review_id}/questions/no-such").status_code == 404


@pytest.mark.usefixtures("frozen")
def test_a_name_is_shown_to_its_author_then_to_the_coordinator_and_taken_out(house: House, review_id: UUID) -> None:
    ruby, sam = house.client("mash_member"), house.client("mcc_coordinator")
    at, words = f"/forum/reviews/{review_id}/survey", {**MARKS, "keeps": "Zephyrine’s walk.", "changes": ""}
    refused = ruby.post(at, words)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Before others read this: 1 find" in page
    assert "Zephyrine" in page
    answer = {"leaks_seen": seen_in(page), "leaks_reason": "short"}
    assert ruby.post(at, {**words, **answer}).status_code == 422
    answer["leaks_reason"] = "She founded it, and agreed."
    assert ruby.post(at, {**words, **answer}).status_code == 303
    with house.acting("mcc_coordinator") as actor:
        note_id = leak_queries.notes_page(actor, 1).items[0].note.id
    listed = sam.get("/forum/wording?show=waiting").get_data(as_text=True)
    assert "She founded it, and agreed." in listed
    assert "Look at what stayed in shared texts" in sam.get("/").get_data(as_text=True)
    judged = f"/forum/wording/{note_id}/answer"
    assert sam.post(judged, {"verdict": "take_out", "words": ""}).status_code == 422
    assert ruby.post(judged, {"verdict": "may_stay"}).status_code == 403
    assert sam.post(judged, {"verdict": "take_out", "words": "It reads like an alias."}).status_code == 303
    assert "It reads like an alias." in ruby.get(f"/forum/wording/{note_id}").get_data(as_text=True)
    assert "Take words out of a text of yours" in ruby.get("/").get_data(as_text=True)
    assert ruby.post(f"/forum/wording/{note_id}/mended").status_code == 303
    assert "Take words out of a text of yours" not in ruby.get("/").get_data(as_text=True)
    assert house.client("num_lead").get(f"/forum/wording/{note_id}").status_code == 404
    assert "Zephyrine" not in house.client("num_lead").get("/forum/wording").get_data(as_text=True)


@pytest.mark.usefixtures("frozen")
def test_the_chair_reads_and_signs_and_anybody_of_the_forum_has_it_as_pdf(
    house: House, review_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "review_pdf", lambda copy, **told: blank())
    amara = house.client("mcc_chair")
    at = f"/forum/reviews/{review_id}/sign"
    assert "It is not whole yet" in amara.get(at).get_data(as_text=True)
    with house.acting("mcc_coordinator") as actor:
        for each in queries.view(actor, review_id).all:
            service.decide(
                actor=actor, review_id=review_id, commitment_id=each.commitment.id, outcome=Outcome.CONTINUE, reason=WHY
            )
        for question in rules.questions():
            service.answer_question(actor=actor, review_id=review_id, question=question.code, words="Yes, as it was.")
        version = queries.review(actor, review_id).version
    assert "Sign the annual review" in amara.get("/").get_data(as_text=True)
    period = {"title": "Strategy 2027-29", "begins": "1/1/2027", "ends": "31/12/2029"}
    assert amara.post(at, {**period, "version": version - 1}).status_code == 409
    assert amara.get(f"/forum/reviews/{review_id}/review.pdf").status_code == 404
    assert amara.post(at, {**period, "version": version}).status_code == 303
    jude = house.client("tmr_lived")
    assert "Signed" in jude.get(f"/forum/reviews/{review_id}").get_data(as_text=True)
    at = f"/forum/reviews/{review_id}"
    assert jude.get(f"{at}/review.pdf").status_code == 404
    waits = jude.post(f"{at}/file").headers["Location"]
    assert "waits for its turn" in jude.get(waits).get_data(as_text=True)
    making.make_due()
    assert "It is made" in jude.get(waits).get_data(as_text=True)
    assert jude.get(f"{at}/review.pdf").data.startswith(b"%PDF")
    taken = jude.post(f"{at}/tables", {"shape": "xlsx", "purpose": "forum", "why": "For the board of our agency"})
    sheets = openpyxl.load_workbook(io.BytesIO(taken.data))
    decided = {row[0].value: row[2].value for row in sheets["Decisions"].iter_rows(min_row=2)}
    assert (len(decided), decided["P1.1"]) == (43, "Continue")
    assert jude.post(f"{at}/tables", {"shape": "ods", "purpose": "forum", "why": "short"}).status_code == 422
    assert jude.get(f"/forum/reviews/{review_id}/survey").status_code == 403
    assert house.client("mash_outreach").get(f"/forum/reviews/{review_id}").status_code == 403
    assert (TODAY - timedelta(days=364)).strftime("%Y") in jude.get("/forum/reviews").get_data(as_text=True)
