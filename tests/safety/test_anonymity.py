"""The check before something leaves: whom the words could point at, as the agency's own records know them."""

from __future__ import annotations

from datetime import date

from agencies.models import AgencyKind
from core.actor import Actor
from people import service as people
from people.models import Answer, ContactMethod
from people.reach import Way
from safety.anonymity import Finding, FindingKind, look_for
from safety.reports import queries as reports
from tests.house import House
from tests.people.cast import robyn
from tests.safety.warnings.scene import report

K = FindingKind


def known(actor: Actor, alias: str, phone: str, email: str, legal: str) -> object:
    """A person with everything that could name them."""
    person = robyn(actor, alias)
    people.write_safe_contact(
        actor=actor, person_id=person.id, method=ContactMethod.TEXT, address=phone, times=None, voicemail=Answer.NO,
        code_word=None, never=None, others=(Way(ContactMethod.EMAIL, email),),
    )  # fmt: skip
    people.write_identity(
        actor=actor, person_id=person.id, legal_name_answer=Answer.GIVEN, legal_name=legal,
        birth_date_answer=Answer.GIVEN, birth_date=date(1990, 1, 1),
    )  # fmt: skip
    return person.id


def said(found: list[Finding]) -> set[tuple[FindingKind, str, bool]]:
    return {(each.kind, each.found.casefold(), each.must_go) for each in found}


def test_whom_the_agency_supports_is_found_by_name_number_and_phrase(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = known(actor, "Marigold Vee", "07700 900301", "mari@mail.example", "Jane Anne Tester")
        known(actor, "Blue", "07700 900302", "blue@mail.example", "Someone Else")
        row = reports.peek(actor, report(actor, person_id=person_id))

        assert look_for(actor, "A man was reported to have shouted at a door in Piccadilly.", row) == []
        own = said(look_for(actor, "It was reported by marigold, known as Marigold Vee, whose name is Tester.", row))
        assert {(K.OWN_NAME, "marigold vee", True), (K.OWN_NAME, "marigold", True)} <= own
        assert (K.OWN_NAME, "tester", True) in own

        beside = ["+44 (0)7700 900301", "MARI@mail.example", "0044 7700 900302", "@marigold_vee", "07700 900999"]
        found = [each for each in look_for(actor, "Reported.", row, beside=beside) if each.kind is K.OWN_CONTACT]
        assert all(each.must_go for each in found)
        assert {each.found for each in found} == {*beside[:3], "@marigold"}
        assert {each.why for each in found if each.found == beside[2]} == {
            "This belongs to somebody you support. Take it out."
        }
        assert look_for(actor, "Reported in a blue van.", row) == []
        assert said(look_for(actor, "It was reported of the van of Blue.", row)) == {(K.NAME, "blue", False)}
        assert look_for(actor, "It was reported of Blue.", row, names_used=["Blue"]) == []

        phrase = look_for(actor, "He was said to have kept shouting that he would not go until I paid.", row)
        assert (K.OWN_PHRASE, True) not in {(each.kind, each.must_go) for each in phrase}
        assert K.OWN_PHRASE in {each.kind for each in phrase}
        assert K.OWN_PHRASE not in {each.kind for each in look_for(actor, "Kept shouting that he would not go, said.")}


def test_colleagues_and_words_of_the_firewall_are_found(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        found = said(look_for(actor, "It was reported to Dee Marlowe. Ask Petrie."))
        assert (K.NAME, "dee marlowe", True) in found
        assert (K.NAME, "joan petrie", False) in found

        words = "A man was reported to ask for her passport. He carries condoms. He is Albanian."
        as_support = {(each.found, each.must_go) for each in look_for(actor, words) if each.kind is K.FIREWALL}
        as_police = {
            (each.found, each.must_go)
            for each in look_for(actor, words, kind=AgencyKind.POLICE)
            if each.kind is K.FIREWALL
        }
        assert as_support == {("passport", False), ("Albanian", False)}
        assert {("passport", True), ("Albanian", True)} <= as_police
        assert any("condom" in word for word, _ in as_police)


def test_another_agency_s_people_are_never_compared(house: House) -> None:
    with house.acting("num_isva") as actor:
        known(actor, "Juniper", "07700 900303", "juni@mail.example", "Other Person")
    with house.acting("mash_outreach") as actor:
        assert look_for(actor, "It was reported of Juniper.", beside=["07700 900303"]) == []
