"""The pages of patterns: the list for those who take reports, the link for managers, and nothing for others."""

from __future__ import annotations

from safety.vocabulary import DescriptorKind
from tests.house import House
from tests.safety.checker.scene import NUMBER, take
from tests.safety.patterns.test_service import both, line_of, look


def test_managers_answer_a_link_and_see_whom_to_ring_only_when_both_would_talk(house: House) -> None:
    ours, _ = both(house)
    look(house)
    look(house)
    path = f"/patterns/{line_of(house, 'mash_manager').id}"
    joan, priya = house.client("mash_manager"), house.client("num_manager")
    assert "heard of the same phone number" in joan.get("/").text
    assert path in joan.get(f"/incidents/{ours}").text
    page = joan.get(path).text
    assert "National Ugly Mugs heard of the same phone number" in page
    assert "Joan Petrie" in page
    assert "Priya" not in page
    assert joan.post(path, {"version": "1"}).status_code == 422
    contact = str(house.user("mash_manager").id)
    answer = joan.post(path, {"version": "1", "answer": "talk", "contact_id": contact})
    assert (answer.status_code, answer.location) == (303, path)
    assert "You would talk; they have not said so" in joan.get(path).text
    stale = joan.post(path, {"version": "1", "answer": "not_now"})
    assert stale.status_code == 409
    before = priya.get(path).text
    assert "Waits for your answer" in before
    assert "Joan" not in before
    contact = str(house.user("num_isva").id)
    assert priya.post(path, {"version": "1", "answer": "talk", "contact_id": contact}).status_code == 303
    assert "joan@mash.example" in priya.get(path).text
    assert "robin@num.example" in joan.get(path).text
    for persona in ("mash_caseworker", "tmr_outreach", "gmp_liaison"):
        assert house.client(persona).get(path).status_code == 404


def test_the_list_shows_our_own_patterns_and_to_managers_the_links(house: House) -> None:
    both(house)
    with house.acting("mash_caseworker") as actor:
        take(actor, [(DescriptorKind.PHONE, NUMBER)], {})
    look(house)
    look(house)
    ines = house.client("mash_caseworker").get("/patterns").text
    assert "MASH-I0001" in ines or "I0001" in ines
    assert "With another agency" not in ines
    joan = house.client("mash_manager").get("/patterns").text
    assert "With another agency" in joan
    assert "week of" in joan
    assert house.client("gmp_liaison").get("/patterns").status_code == 404
