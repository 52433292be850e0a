"""Pages of registering, equality answers, linking with a reason, and child safeguarding, as a worker meets them."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.cases.interleaving import interleave
from tests.house import Browser, House
from tests.people.cast import robyn


@pytest.fixture
def dee(house: House) -> Browser:
    """An outreach worker, signed in."""
    return house.client("mash_outreach")


def read(answer: object, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code  # type: ignore[attr-defined]
    return str(answer.get_data(as_text=True))  # type: ignore[attr-defined]


def registered(house: House, alias: str = "Robyn") -> UUID:
    with house.acting("mash_outreach") as actor:
        return robyn(actor, alias).id


def test_a_record_with_answers_instead_of_facts(house: House, dee: Browser) -> None:
    answer = dee.post(
        "/people/new",
        {"alias": "Kit", "method": "no", "voicemail": "not_asked", "wants_answer": "declined", "then": "equality"},
    )
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/equality")
    page = read(dee.get(answer.headers["Location"].removesuffix("/equality")))
    assert "No safe way to contact them" in page
    assert "Declined to say." in page


def test_possible_duplicates_are_offered_once_and_stop_nobody(house: House, dee: Browser) -> None:
    registered(house, "Robin")
    page = read(dee.post("/people/new", {"alias": "Robyn"}), 422)
    assert "Names sound the same" in page
    assert "This is someone else: start the record" in page
    assert dee.post("/people/new", {"alias": "Robyn", "someone_else": "y"}).status_code == 303


def test_a_child_is_sent_to_the_concern_from_a_new_record_and_from_an_old_one(house: House, dee: Browser) -> None:
    young = {"birth_date_answer": "given", "birth_date": "1/1/2012"}
    page = read(dee.post("/people/new", {"alias": "Bee", **young}), 422)
    assert "/people/concerns/new?about=person" in page
    person_id = registered(house)
    there = ""
    for path, form in (("identity", {**young, "version": "0"}), ("equality", {"age_band": "U18", "version": "0"})):
        answer = dee.post(f"/people/{person_id}/{path}", every_question(form) if path == "equality" else form)
        there = answer.headers["Location"]
        assert there == f"/people/concerns/new?person={person_id}&about=person"
    assert "It hangs on the record of Robyn." in read(dee.get(there))


def every_question(form: dict[str, str]) -> dict[str, str]:
    keys = ("ethnicity", "gender_identity", "gender_same_as_birth", "sexual_orientation", "disability", "age_band")
    return {**dict.fromkeys(keys, "not_asked"), **form}


def test_equality_answers_and_their_clash(house: House, dee: Browser) -> None:
    person_id = registered(house)
    address = f"/people/{person_id}/equality"
    assert "Do not ask for a Gender Recognition Certificate" in read(dee.get(address))
    said = every_question({"ethnicity_words": "Black Mancunian", "ethnicity": "ONS2021-06", "version": "0"})
    assert dee.post(address, said).status_code == 303
    assert "Black Mancunian" in read(dee.get(f"/people/{person_id}"))
    late = read(dee.post(address, {**said, "ethnicity_words": "Something else"}), 409)
    assert "Black Mancunian" in late
    assert "Something else" in late
    refused = read(dee.post(address, every_question({"gender_identity_words": "has a GRC", "version": "1"})), 422)
    assert "protected, and never asked for" in refused


def test_two_records_are_linked_with_a_reason_and_taken_apart(house: House, dee: Browser) -> None:
    one, two = registered(house), registered(house, "Robin")
    pair = f"/people/{one}/same-person/{two}"
    assert dee.post(pair, {"said": "same", "main": str(one), "why": "They told me."}).status_code == 303
    assert "They told me." in read(dee.get(f"/people/{one}/same-person"))
    assert "the main one" in read(dee.get(f"/people/{two}"))
    assert dee.post(f"/people/{two}/same-person/unlink", {"why": "A sister."}).status_code == 303
    assert "A sister." in read(dee.get(f"/people/{one}/same-person"))


def test_a_concern_through_its_pages(house: House, dee: Browser) -> None:
    person_id = registered(house)
    new = f"/people/concerns/new?person={person_id}"
    said = {"about": "their_child", "who": "Her son", "seen": "Alone at night.", "risk": "Alone at night, aged 4."}
    assert "Ring 999 first" in read(dee.post(new, {**said, "danger": "y"}), 422)
    there = dee.post(new, said).headers["Location"]
    page = read(dee.get(there))
    assert "Alone at night." in page
    assert "Note that children’s services were told" not in page
    assert dee.post(f"{there}/999").status_code == 303
    assert read(dee.post(f"{there}/notes", {"words": ""}), 422)
    assert dee.post(f"{there}/notes", {"words": "Rang back."}).status_code == 303
    late = read(dee.post(f"{there}/facts", {"who": "His name is Joe", "version": "9"}), 409)
    assert "Her son" in late
    assert "His name is Joe" in late
    joan = house.client("mash_manager")
    assert "Child safeguarding concern" in read(joan.get("/"))
    assert "Her son" in read(joan.get("/people/concerns"))
    check = {"answer": "tell", "words": "Evidence of neglect, and he is four.", "version": "1"}
    assert "aged 4" in read(joan.get(f"{there}/check"))
    assert joan.post(f"{there}/check", check).status_code == 303
    told = {"whom": "Ana Reid", "reference": "CS-7", "day": "23 November 2026", "time": "11:30", "version": "2"}
    assert dee.post(f"{there}/told", told).status_code == 303
    assert "CS-7" in read(dee.get(there))
    assert "does not fit" in read(
        dee.post(f"{there}/close", {"outcome": "not_told", "words": "x", "version": "3"}), 422
    )
    assert dee.post(f"{there}/close", {"outcome": "helped", "words": "Early help.", "version": "3"}).status_code == 303
    assert "Early help." in read(dee.get(there))
    assert "MA-S0001" in read(dee.get("/people/concerns?show=closed"))
    assert "MA-S0001" in read(dee.get(f"/people/{person_id}"))
    assert house.client("mash_caseworker").get(there).status_code == 404
    assert house.client("gmp_liaison").get("/people/concerns/new").status_code == 404


def test_two_people_on_one_form_overwrite_nothing_in_silence(house: House, dee: Browser) -> None:
    person_id = registered(house)
    said = {"about": "their_child", "who": "Her son", "seen": "Alone at night."}
    there = dee.post(f"/people/concerns/new?person={person_id}", said).headers["Location"]
    joan = house.client("mash_manager")
    for browser in (dee, joan):
        browser.inspects = False
    interleave(
        dee, joan, make=lambda _: f"{there}/facts", fill=lambda words: {"risk": words},
        stored=lambda _: dee.get(there).get_data(as_text=True),
    )  # fmt: skip
    interleave(
        dee, joan, make=lambda _: f"/people/{person_id}/equality", fill=lambda words: {"ethnicity_words": words},
        stored=lambda url: dee.get(url).get_data(as_text=True),
    )  # fmt: skip
