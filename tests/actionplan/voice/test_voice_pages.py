"""Pages of what people said and what came of it, through the whole service."""

from __future__ import annotations

import re
from datetime import timedelta

from core import clock
from core.words import long_day
from tests.actionplan.groups.test_group_pages import sent, text
from tests.house import House


def test_what_was_said_gets_an_answer_and_can_be_taken_back(house: House) -> None:
    jude, sam = house.client("tmr_lived"), house.client("mcc_coordinator")
    day = long_day(clock.today() - timedelta(days=70))
    typed = {
        "title": "Light in the lanes", "asked": "Where is it too dark?", "method": "street", "held_from": day,
        "held_to": day, "took_part": "from_10", "agency": str(house.agency("TMR").id), "commitment": "",
        "told_first": "y",
    }  # fmt: skip
    assert "Nothing here names anybody." in sent(jude, "/voice/consultations/new", typed, 422)
    adding = sent(jude, "/voice/consultations/new", {**typed, "nobody_named": "y"})
    consultation = adding.removesuffix("/findings/new")
    said = {"topic": "safety", "said": "The lanes behind the arches are too dark.", "easy": "It is too dark."}
    assert "with their leave" in sent(jude, adding, {**said, "own_words": "y"}, 422)
    sent(jude, adding, {**said, "own_words": "y", "may_quote": "y"})
    sent(jude, adding, {**said, "said": "Nobody asks us twice."})
    sent(jude, f"{consultation}/change", {**typed, "nobody_named": "y", "took_part": "from_5"})
    first, second = dict.fromkeys(re.findall(r'href="(/voice/findings/[0-9a-f-]{36})"', text(jude, consultation)))
    assert "People wait to hear back" in text(sam, "/")
    assert "Answer is late" in text(sam, "/voice/unanswered")
    assert jude.get(f"{first}/answer").status_code == 403
    sent(sam, f"{first}/answer", {"kind": "done", "words": "Six lamps stand there now.", "easy": "", "action": ""})
    assert "There is no answer to tell yet." in sent(jude, f"{second}/told", {"told_on": day, "how": "Aloud"}, 422)
    sent(jude, f"{first}/told", {"told_on": long_day(clock.today()), "how": "Read out at the drop-in"})
    sent(jude, f"{first}/change", {**said, "easy": "It is dark."})
    assert "It is dark." in text(jude, "/voice/aloud")
    for page in ("/voice", "/voice?topic=safety", first, "/"):
        assert "Six lamps stand there now." in text(jude, page)
    assert "Nothing about this" in text(jude, "/voice?topic=money")
    sent(jude, f"{second}/take-back")
    assert "Nobody asks us twice." not in text(jude, consultation)
    assert jude.get(f"{second}/change").status_code == 404
    meeting = text(jude, f"/voice/meeting?since={day}")
    assert "Six lamps stand there now." in meeting
    assert text(jude, "/voice/consultations").count("1 of 1")
    for name in ("you-said-we-did.pdf", "meeting.pdf"):
        assert jude.get(f"/voice/{name}").data.startswith(b"%PDF")
    assert house.client("mash_outreach").get("/voice").status_code == 403
