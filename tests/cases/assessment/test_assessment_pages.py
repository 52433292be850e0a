"""Pages of assessment and risk, through the whole service."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from cases import queries as case_queries
from cases.assessment import part, rules
from cases.assessment.answers import opened
from cases.assessment.models import Assessment, AssessmentKind
from cases.assessment.questions import SHEETS
from core import clock
from core.db import db
from tests.cases.assessment.cast import FOURTEEN, begun, finished, robyns_case
from tests.cases.interleaving import form_on, interleave
from tests.house import Browser, House


@pytest.fixture
def robin(house: House) -> Browser:
    """The ISVA at NUM, signed in."""
    return house.client("num_isva")


@pytest.fixture
def case_id(house: House) -> UUID:
    return robyns_case(house, "Robynmarker")


def page(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    text = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == code, text[-3000:]
    return text


def send(browser: Browser, url: str, code: int = 303, /, **answers: Any) -> str:
    """Send the form of a page as a browser would, with these answers; where it led, or the page that came back."""
    answer = browser.post(url, {**form_on(browser.get(url).get_data(as_text=True)), **answers})
    text = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == code, text[-3000:]
    return str(answer.headers["Location"]) if code == 303 else text


def test_needs_from_strengths_to_a_version_and_the_next(robin: Browser, case_id: UUID) -> None:
    hub = f"/cases/{case_id}/assessment"
    assert "Begin with strengths" in page(robin, hub)
    at = str(robin.post(f"{hub}/begin/needs").headers["Location"])
    assert at.endswith("/strengths")
    first = page(robin, at)
    assert "page 1 of 10" in first
    assert "Skip this page" in first
    at = send(robin, at, strengths="Sings in a choir", wants="A door that locks")
    assert at.endswith("/first")
    assert "Each need stands once" in send(robin, at, 422, first="MONEY", second="MONEY")
    at = send(robin, at, first="HOUSING")
    at = send(robin, at, SAFETY="declined", DOMESTIC="not_known", EXPLOITATION="0")
    at = send(robin, at, HOUSING="4", HOUSING_words="Her own key", MONEY="1")
    base = at.rsplit("/", 1)[0]
    assert send(robin, at, do="stop") == hub
    assert "To go on with" in page(robin, hub)
    whole = page(robin, f"{base}/finish")
    for words in ("Sings in a choir", "Declined", "Not known", "No need", "Crisis", "Skipped."):
        assert words in whole
    done = send(robin, f"{base}/finish")
    text = page(robin, hub)
    assert text.index("A door that locks") < text.index("Accommodation and homelessness") < text.index("Money, debt")
    assert "Her own key" in text
    assert send(robin, f"{base}/home", MONEY="3") == done
    sides = page(robin, f"{base}/versions")
    assert re.search(r"Money, debt.*?Low.*?High", sides, re.DOTALL)
    assert "Her own key" not in sides
    assert "Her own key" in page(robin, f"{base}/versions?every=yes")
    later = str(robin.post(f"{hub}/begin/needs").headers["Location"])
    assert later.rsplit("/", 1)[0] != base
    assert "Sings in a choir" in page(robin, later)
    send(robin, later, strengths="Sings solo")
    send(robin, later.rsplit("/", 1)[0] + "/finish")
    whole = page(robin, later.rsplit("/", 1)[0] + "/versions?one=1&other=3&every=")
    assert "Sings in a choir" in whole
    assert "Sings solo" in whole
    assert "Earlier" in page(robin, hub)
    overview = page(robin, f"/cases/{case_id}")
    assert "Needs and strengths" in overview


def test_dash_is_offered_where_it_applies_and_prompts_for_marac(house: House, robin: Browser, case_id: UUID) -> None:
    hub = f"/cases/{case_id}/assessment"
    begin = f"{hub}/begin/dash"
    page(robin, begin)
    refused = robin.post(begin, {"relationship": "client"})
    assert refused.status_code == 422
    assert "DASH says nothing about a client" in refused.get_data(as_text=True)
    base = str(robin.post(begin, {"relationship": "ex_partner"}).headers["Location"]).rsplit("/", 1)[0]
    for key in ("now", "apart", "pattern", "danger"):
        topics = {name: "yes" for name in form_names(page(robin, f"{base}/{key}")) if re.fullmatch(r"q\d+", name)}
        assert len(topics) == 4
        send(
            robin, f"{base}/{key}", **(topics if key != "danger" else {"q13": "yes", "q14": "yes", "q15": "dont_know"})
        )
    assert "14 or more yes" in page(robin, f"{base}/judgement")
    assert "high or higher" in send(robin, f"{base}/judgement", 422, level="medium")
    send(robin, f"{base}/judgement", level="high")
    done = send(robin, f"{base}/finish")
    text = page(robin, done)
    assert "14</b> of 24 yes" in text
    assert "Decide on MARAC" in page(robin, f"/cases/{case_id}")
    assert "Risk: high" in page(robin, f"/cases/{case_id}")
    follow = re.search(r'action="(/cases/[^"]+/begin/marac\?from=[^"]+)"', text)
    assert follow is not None
    record = str(robin.post(follow[1]).headers["Location"])
    assert form_on(page(robin, record))["score"] == ["14"]
    assert form_on(page(robin, record))["criterion"] == ["VISIBLE_HIGH_RISK"]
    base = record.rsplit("/", 1)[0]
    assert "They have not agreed" in send(robin, f"{base}/sent", 422, sent_on="1 November 2026")
    assert "Write the decision to share without consent" in page(robin, base)
    send(robin, f"{base}/consent", consent="yes")
    send(robin, f"{base}/sent", sent_on="1 November 2026", meeting_on="1 December 2099", idva="A. Khan")
    send(robin, f"{base}/finish")
    overview = page(robin, f"/cases/{case_id}")
    assert "Decide on MARAC" not in overview


def form_names(text: str) -> list[str]:
    return list(form_on(text))


def test_risk_and_suicide_say_what_to_do(robin: Browser, case_id: UUID) -> None:
    hub = f"/cases/{case_id}/assessment"
    at = str(robin.post(f"{hub}/begin/risk").headers["Location"])
    base = at.rsplit("/", 1)[0]
    send(robin, at, source="client", title="Blue van", who="Tall, grey coat")
    at = send(robin, f"{base}/what", harm_body=["RAPE", "STRANGULATION"], what="Followed her home")
    assert "Choose how high the risk is" in send(robin, f"{base}/finish", 422)
    assert "within 3 months" in send(robin, f"{base}/level", 422, level="high", review_on="1 June 2099")
    send(robin, f"{base}/level", level="high", reasons="Twice in a week")
    text = page(robin, send(robin, f"{base}/finish"))
    assert "Rape; Non-fatal strangulation" in text
    assert "Risk: Blue van" in page(robin, hub)
    base = str(robin.post(f"{hub}/begin/self_harm").headers["Location"]).rsplit("/", 1)[0]
    now = page(robin, f"{base}/now")
    for words in ("Ring 999", "NHS 111, option 2", "116 123"):
        assert words in now
    send(robin, f"{base}/now", urgency="emergency")
    text = page(robin, send(robin, f"{base}/finish"))
    assert "Ring 999" in text
    assert "To save a life" in text
    assert "Risk: immediate" in page(robin, hub)


def test_a_manager_checks_a_child_concern(house: House, robin: Browser, case_id: UUID) -> None:
    hub = f"/cases/{case_id}/assessment"
    base = str(robin.post(f"{hub}/begin/child").headers["Location"]).rsplit("/", 1)[0]
    send(robin, f"{base}/evidence", evidence="Left alone overnight", not_only_work="y")
    send(robin, f"{base}/finish")
    assert "A manager checks this before it goes" in send(robin, f"{base}/sent", 422, sent_on="1 November 2026")
    assert robin.get(f"{base}/check").status_code == 404
    boss = house.client("num_manager")
    assert "Check it" in page(boss, base)
    assert "Choose an answer" in send(boss, f"{base}/check", 422, words="So")
    assert send(boss, f"{base}/check", answer="agreed", words="Evidence of neglect") == base
    assert "Evidence of neglect" in page(robin, base)
    send(robin, f"{base}/sent", sent_on="1 November 2026", sent_to="Children’s services")
    assert "Children’s services" in page(robin, base)


def test_two_on_one_page_lose_nothing_and_can_merge(house: House, robin: Browser, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        row = begun(actor, case_id, AssessmentKind.NEEDS, strengths="As it was")
        url = f"/cases/{case_id}/assessment/{row.id}/strengths"
    mel = house.client("num_caseworker")
    ours, theirs = form_on(page(robin, url)), form_on(page(mel, url))
    assert robin.post(url, {**ours, "strengths": "Robin’s words", "allies": "A sister"}).status_code == 303
    answer = mel.post(url, {**theirs, "strengths": "Mel’s words", "unwanted": "No calls"})
    text = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    for words in (
        "Robin’s words",
        "Mel’s words",
        "Robin Achebe saved this page",
        "No calls",
        "Save both, theirs first",
    ):
        assert words in text
    again = form_on(text)
    assert again["allies"] == ["A sister"]
    assert mel.post(url, {**again, "do": "both"}).status_code == 303
    both = form_on(page(robin, url))
    assert both["strengths"] == ["Robin’s words\n\nMel’s words"]
    assert (both["allies"], both["unwanted"]) == (["A sister"], ["No calls"])


def test_interleavings_overwrite_nothing(house: House, robin: Browser, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        draft = begun(actor, case_id, AssessmentKind.NEEDS, strengths="As it was").id
        held = finished(actor, case_id, AssessmentKind.RISK, level="high", who="As it was").id
    mel = house.client("num_caseworker")
    robin.inspects = mel.inspects = False
    for row_id, key, name in ((draft, "strengths", "strengths"), (held, "who", "who")):
        form = Form(house, f"/cases/{case_id}/assessment/{row_id}/{key}", row_id, name)
        tally = interleave(robin, mel, make=form.make, fill=form.fill, stored=form.stored)
        assert tally["clashed"] == tally["merged"] > 2


@dataclass(frozen=True, slots=True)
class Form:
    """One question of one form, as the tester of interleavings asks for it."""

    house: House
    url: str
    row_id: UUID
    name: str

    def make(self, number: int) -> str:
        return self.url

    def fill(self, words: str) -> dict[str, str]:
        return {self.name: words}

    def stored(self, url: str) -> str:
        """The answer as it is in the database."""
        with self.house.acting("num_isva") as actor:
            row = db.session.get_one(Assessment, (actor.agency_id, self.row_id))
            return str((opened(row) or {}).get(self.name, ""))


def test_settings_are_the_managers_and_clash_openly(house: House, robin: Browser) -> None:
    assert robin.get("/cases/assessment-settings").status_code == 404
    boss = house.client("num_manager")
    url = "/cases/assessment-settings"
    stale = form_on(page(boss, url))
    assert "1 to 14" in send(boss, url, 422, marac_threshold="15")
    send(boss, url, marac_threshold="10", review_days="60")
    answer = boss.post(url, {**stale, "marac_threshold": "12"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "MARAC from 10 yes" in text
    assert form_on(text)["marac_threshold"] == ["12"]


def test_only_the_team_and_only_known_forms(house: House, robin: Browser, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        row = finished(actor, case_id, AssessmentKind.RISK, title="Vanmarker", level="high")
        url = f"/cases/{case_id}/assessment/{row.id}"
    other = robyns_case(house, "Kitmarker")
    assert robin.get(url.replace(str(case_id), str(other))).status_code == 404
    assert robin.get(f"/cases/{case_id}/assessment/begin/none-such").status_code == 404
    assert robin.get(f"{url}/none-such").status_code == 404
    for persona, code in (("mash_manager", 404), ("gmp_liaison", 404), ("lgbtf_administrator", 404)):
        answer = house.client(persona).get(url)
        assert answer.status_code == code
        assert "Vanmarker" not in answer.get_data(as_text=True)


def test_every_page_of_every_form_is_sound(house: House, robin: Browser, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        rows = [(kind, begun(actor, case_id, kind).id) for kind in AssessmentKind]
    for kind, row_id in rows:
        for each in SHEETS[kind].pages:
            assert each.title in page(robin, f"/cases/{case_id}/assessment/{row_id}/{each.key}")
    text = page(robin, f"/cases/{case_id}/assessment")
    assert text.count("Go on") == len(rows)
    dropped = robin.post(f"/cases/{case_id}/assessment/{rows[0][1]}/drop", {"version": "1"})
    assert dropped.status_code == 303
    assert "Dropped" in page(robin, f"/cases/{case_id}/assessment/{rows[0][1]}")


def test_pages_ask_a_fixed_number_of_questions(
    house: House, robin: Browser, case_id: UUID, count_queries: Callable[[], Any]
) -> None:
    counts: dict[str, list[int]] = {}
    with house.acting("num_isva") as actor:
        first = finished(actor, case_id, AssessmentKind.DASH, **FOURTEEN, level="high").id
    for more in (0, 4):
        with house.acting("num_isva") as actor:
            for number in range(more):
                finished(actor, case_id, AssessmentKind.RISK, level="high", title=f"Van {number}")
        for url in ("", f"/{first}", f"/{first}/now", f"/{first}/versions"):
            with count_queries() as seen:
                page(robin, f"/cases/{case_id}/assessment{url}")
            counts.setdefault(url, []).append(len([each for each in seen if each.split()[0].lower() == "select"]))
    assert all(before == after for before, after in counts.values()), counts


def test_the_printed_sections_mark_what_is_said_of_others(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        finished(actor, case_id, AssessmentKind.RISK, who="Tall man", own_words="Afraid", level="high")
        case = case_queries.peek(actor, case_id)
        pieces = part.paper(actor, case)[0].pieces
    assert [piece.third_party for piece in pieces if piece.words == "Tall man"] == [True]
    assert [(piece.own, piece.third_party) for piece in pieces if piece.words == "Afraid"] == [(True, False)]
    assert ("Risk", rules.LEVEL_WORDS[rules.RiskLevel.HIGH]) in pieces[0].rows
    assert clock.today().strftime("%-d") in dict(pieces[0].rows)["Written"]
