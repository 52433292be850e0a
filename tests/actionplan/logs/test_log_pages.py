"""Pages of the logs, through the whole service."""

from __future__ import annotations

import io
import re
from datetime import timedelta

from openpyxl import load_workbook

from core import clock
from tests.house import Browser, House

LOGS = "/action-plan/logs"
POLICY = {
    "title": "Licensing of premises, draft", "kind": "consultation", "stage": "open", "body": "The council",
    "summary": "New conditions for doors.", "impact": "People would keep away from safe places.", "commitment": "",
}  # fmt: skip
OPERATION = {
    "title": "Operation Lantern", "purpose": "Find those who rob people at night.", "led_by": "City division",
    "area": "City centre", "impact": "People may move to darker streets.", "safeguards": "Outreach is out too.",
    "support": "Two services know the dates.", "border_officers": "no", "commitment": "",
    "firewall_practice": "Read out at the briefing.",
}  # fmt: skip


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).strftime("%d/%m/%Y")


def text(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == code
    return answer.get_data(as_text=True)


def agency_of(house: House, code: str) -> str:
    return str(house.agency(code).id)


def test_a_coordinator_keeps_the_policy_log(house: House) -> None:
    sam = house.client("mcc_coordinator")
    assert "Planned enforcement" in text(sam, LOGS)
    sent = {**POLICY, "agency": agency_of(house, "MCC")}
    refused = sam.post(f"{LOGS}/policy/new", sent)
    assert refused.status_code == 422
    assert "An open consultation needs the day that it closes." in refused.get_data(as_text=True)
    made = sam.post(f"{LOGS}/policy/new", {**sent, "closes_on": day(9)})
    entry = str(made.headers["Location"])
    page = text(sam, entry)
    assert "What it means for people who sex work" in page
    assert "Open for comment" in page
    assert "Licensing of premises" in text(sam, f"{LOGS}/policy?show=open&q=licensing")
    assert "Nothing on this log is like that." in text(sam, f"{LOGS}/policy?show=in_force")
    assert "Licensing of premises" in text(sam, "/")
    changed = {**sent, "closes_on": day(10), "version": "1", "title": "Licensing, second draft"}
    assert sam.post(f"{entry}/change", changed).status_code == 303
    clash = sam.post(f"{entry}/change", {**changed, "summary": "Mine"})
    assert clash.status_code == 409
    both = clash.get_data(as_text=True)
    assert "New conditions for doors." in both
    assert "Mine" in both
    assert sam.post(f"{entry}/take-off", {"version": "2", "reason": "Entered twice by mistake."}).status_code == 303
    assert "second draft" not in text(sam, f"{LOGS}/policy")
    assert "second draft" in text(sam, f"{LOGS}/policy?off=1")
    assert sam.post(f"{entry}/put-back", {"version": "3"}).status_code == 303
    assert "second draft" in text(sam, f"{LOGS}/policy")


def test_a_member_plans_an_operation_and_the_forum_considers_it(house: House) -> None:
    carl, sam, ruby = (house.client(each) for each in ("gmp_representative", "mcc_coordinator", "mash_member"))
    sent = {**OPERATION, "agency": agency_of(house, "GMP"), "begins_on": day(5), "ends_on": day(6)}
    without = carl.post(f"{LOGS}/enforcement/new", sent).get_data(as_text=True)
    assert "An operation without this promise cannot be planned here." in without
    assert "Say what this would do to people who sex work" not in without
    silent = carl.post(f"{LOGS}/enforcement/new", {**sent, "firewall_promised": "y", "impact": " "})
    assert "Say what it would do to people who sex work" in silent.get_data(as_text=True)
    made = carl.post(f"{LOGS}/enforcement/new", {**sent, "firewall_promised": "y"})
    plan = str(made.headers["Location"])
    assert "is not used to plan or carry out this operation" in text(ruby, plan)
    assert ruby.get(f"{plan}/change").status_code == 422
    said = {"to": "considered", "words": "Members asked for outreach on both nights.", "version": "1"}
    assert carl.post(f"{plan}/step", said).status_code == 422
    assert sam.post(f"{plan}/step", said).status_code == 303
    assert sam.post(f"{plan}/step", {**said, "to": "carried_out"}).status_code == 409
    assert "Impact considered by the forum" in text(ruby, plan)
    moved = {**sent, "firewall_promised": "y", "begins_on": day(8), "ends_on": day(9), "version": "2"}
    assert carl.post(f"{plan}/change", moved).status_code == 303
    assert "The plan changed after the forum considered it." in text(ruby, plan)


def test_a_name_is_found_and_stays_only_with_a_reason(house: House) -> None:
    ruby = house.client("mash_member")
    sent = {
        "title": "First response", "topics": "What Angel from Ancoats told MA-0427.", "audience": "police",
        "audience_words": "Response officers", "mode": "in_person", "minutes": "90", "held_on": day(0),
        "trainer": "A service", "trained": "12", "agency": agency_of(house, "MASH"), "commitment": "",
    }  # fmt: skip
    found = ruby.post(f"{LOGS}/training/new", sent)
    assert found.status_code == 422
    page = found.get_data(as_text=True)
    assert "MA-0427" in page
    seen = re.search(r'name="leaks_seen"[^>]*value="([^"]+)"', page)
    assert seen is not None
    answered = {**sent, "leaks_seen": seen[1], "leaks_reason": "An invented example from the handbook."}
    assert ruby.post(f"{LOGS}/training/new", answered).status_code == 303
    log = text(ruby, f"{LOGS}/training")
    assert "By audience, this year" in log


def test_each_log_is_exported_and_no_cell_is_a_formula(house: House) -> None:
    ruby = house.client("mash_member")
    sent = {
        "title": "=Alarms", "kind": "goods", "stage": "in_use", "source": "A fund", "purpose": "Given out at night.",
        "amount": "", "quantity": "200", "agency": agency_of(house, "MASH"), "commitment": "",
    }  # fmt: skip
    assert ruby.post(f"{LOGS}/resources/new", sent).status_code == 303
    sheet = load_workbook(io.BytesIO(ruby.get(f"{LOGS}/resources/export.xlsx").data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:4] == ["Title", "Kept by", "Kind", "Stands"]
    assert sheet["A2"].data_type == "s"
    assert '"\'=Alarms"' in ruby.get(f"{LOGS}/resources/export.csv").get_data(as_text=True)
    assert ruby.get(f"{LOGS}/joining/export.ods").data[:2] == b"PK"


def test_a_member_joins_and_leaves_the_list_of_those_who_have_not(house: House) -> None:
    sam = house.client("mcc_coordinator")
    assert house.agency("MASH").name in text(sam, f"{LOGS}/joining")
    sent = {
        "member": agency_of(house, "MASH"), "name": "", "kind": "organisation", "stage": "joined", "asked_on": day(-30),
        "joined_on": day(-9), "takes_warnings": "y", "warnings_to": "The duty worker", "commitment": "",
        "agency": agency_of(house, "MCC"),
    }  # fmt: skip
    assert "enter the organisation" in sam.post(f"{LOGS}/joining/new", {**sent, "member": ""}).get_data(as_text=True)
    assert sam.post(f"{LOGS}/joining/new", sent).status_code == 303
    page = text(sam, f"{LOGS}/joining")
    not_yet = re.search(r"Members that have not joined yet</h2><p[^>]*>([^<]+)", page)
    assert not_yet is not None
    assert house.agency("MASH").name not in not_yet[1]


def test_a_force_assesses_itself_statement_by_statement(house: House) -> None:
    carl, ruby, sam = (house.client(each) for each in ("gmp_representative", "mash_member", "mcc_coordinator"))
    guidance = f"{LOGS}/guidance"
    page = text(carl, guidance)
    assert "4 statements" in page
    assert "5 statements" in page
    assert ruby.get(f"{guidance}/assessments/new").status_code == 422
    added = {"title": "A further edition", "dated": "1/4/2025", "source": "Its publisher", "statements": "One.\nTwo."}
    edition = str(sam.post(f"{guidance}/editions/new", added).headers["Location"])
    begun = {
        "force": agency_of(house, "GMP"), "edition": edition.rsplit("/", 1)[1], "assessed_on": day(0),
        "scope": "Two divisions, six months.",
    }  # fmt: skip
    made = str(carl.post(f"{guidance}/assessments/new", begun).headers["Location"])
    assert text(ruby, made, 404)
    statements = re.findall(rf'href="({made}/[0-9a-f-]{{36}})"', text(carl, made))
    assert len(statements) == 2
    assert "not rated yet" in carl.post(f"{made}/share", {"version": "1"}).get_data(as_text=True)
    rated = {"rating": "some", "evidence": "Training is counted.", "version": "0"}
    assert carl.post(statements[0], rated).status_code == 422
    for each in statements:
        assert carl.post(each, {**rated, "next_step": "A plan in spring."}).status_code == 303
    assert carl.post(statements[0], {**rated, "next_step": "Another."}).status_code == 409
    assert carl.post(f"{made}/share", {"version": "1"}).status_code == 303
    assert "Some of the time" in text(ruby, edition)
    assert carl.get(statements[0]).status_code == 422
