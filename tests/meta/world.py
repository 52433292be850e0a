"""A world full of markers: every sealed word of every agency is a string that names its owner.

`MRK-<agency>-…` may be read inside that agency only. `SHR-…` was shared by MASH with NUM, with consent; `QRY-…` stands
in a request for information that the police sent to MASH. `WRN-…` and `TIP-…` stand in what MASH let out (`nightfile`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from agencies import queries as agencies
from cases import service as cases
from cases.contacts import service as contacts
from cases.justice import service as justice
from cases.models import CaseKind, ContactMode, ContactOutcome
from core import clock
from core.actor import Actor
from core.db import db
from directory import queries as directory
from directory.queries import ServiceOffer
from outreach import service as outreach
from outreach.models import MetBefore
from people import queries as people_queries
from people import service as people
from people.models import Answer, Category, ConsentMethod, ContactMethod, Purpose
from people.reach import Hours, When
from referrals import service as referrals
from referrals.decisions import service as decisions
from referrals.decisions.models import Direction
from referrals.models import Urgency
from referrals.outside import service as outside
from referrals.outside.models import OutsideEnquiry
from referrals.requests import service as requests
from referrals.requests.models import ViewsAnswer
from referrals.rules import TRIAGE
from tests.house import House
from tests.meta import casefile, forumfile, nightfile, reportfile
from tests.referrals import stage
from tests.referrals.outside import edge
from tests.referrals.requests import scene

AUTHORS = {"MASH": "mash_caseworker", "NUM": "num_isva", "TMR": "tmr_outreach"}


@dataclass(slots=True)
class World:
    """The ids that exist, by the name that an address gives them."""

    ids: dict[str, set[str]] = field(default_factory=dict)
    #: What an id stands under: the other arguments of its addresses, and (`path`) how these begin.
    under: dict[str, dict[str, str]] = field(default_factory=dict)
    markers: dict[str, set[str]] = field(default_factory=dict)
    #: By agency: the person and the case whose file is full.
    files: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    pending: UUID = field(default_factory=uuid4)
    consent: UUID = field(default_factory=uuid4)
    #: Ids of nothing, one for each name.
    made_up: set[str] = field(default_factory=set)

    def add(self, name: str, value: Any, **under: Any) -> None:
        """Remember an id for the addresses that take it, and under what it stands there."""
        self.ids.setdefault(name, set()).add(str(value))
        if under:
            self.under[str(value)] = {key: str(each) for key, each in under.items()}

    def mark(self, agency: str, what: str) -> str:
        """A fresh marker of an agency."""
        marker = f"MRK-{agency}-{what}-{len(self.markers.get(agency, ())):03}"
        self.markers.setdefault(agency, set()).add(marker)
        return marker


def build(house: House) -> World:
    """Fill three agencies with marked records, and send two referrals from MASH to NUM."""
    world = World()
    for agency, author in AUTHORS.items():
        with house.acting(author) as actor:
            person_id = _person(world, actor, agency)
            _outreach(world, actor, agency, person_id)
            if agency != "TMR":
                _case(world, actor, agency, person_id)
    _referrals(world, house)
    _letters(world, house)
    _without_consent(world, house)
    _asked_by_police(world, house)
    _outside(world, house)
    casefile.fill(world, house)
    nightfile.fill(world, house)
    forumfile.fill(world, house)
    reportfile.fill(world, house)
    for name in sorted(world.ids):
        made_up = UUID(int=uuid4().int | 1 << 127)  # of nothing, and after every id that is of something
        world.made_up.add(str(made_up))
        world.add(name, made_up)
    return world


def _person(world: World, actor: Any, agency: str) -> UUID:
    person = people.register_person(
        actor=actor, alias=world.mark(agency, "alias"), pronouns=world.mark(agency, "pronouns"),
        wants=world.mark(agency, "wants"),
    )  # fmt: skip
    world.add("person_id", person.id)
    people.write_safe_contact(
        actor=actor, person_id=person.id,
        method=ContactMethod.EMAIL, address=f"{world.mark(agency, 'address').lower()}@example.org",
        times=world.mark(agency, "times"), voicemail=Answer.NO, code_word=world.mark(agency, "code"),
        never=world.mark(agency, "never"), hours=Hours(When.ANY),
    )  # fmt: skip
    world.add("other_id", person.id)
    world.add("word_id", people.send_word(actor=actor, person_id=person.id, kind="news").id)
    world.add("copy_id", people.order_ledger_copy(actor=actor, person_id=person.id, named=True).id)
    for category in (Category.SUPPORT, Category.RISK, Category.HEALTH, Category.INCIDENT):
        people.write_part(
            actor=actor, person_id=person.id, category=category, answer=Answer.GIVEN,
            words=world.mark(agency, category.value),
        )  # fmt: skip
    return person.id


def _outreach(world: World, actor: Any, agency: str, person_id: UUID) -> None:
    if agency == "NUM":
        return
    session = outreach.start_session(
        actor=actor, mode="van", ward="E05011376", team=world.mark(agency, "team"), began_at=clock.now()
    )
    contact = outreach.log_contact(
        actor=actor, session_id=session.id, met_before=MetBefore.KNOWN, alias=world.mark(agency, "metalias"),
        note=world.mark(agency, "metnote"), given={"condoms": 2}, interventions=["welfare_check"],
    )  # fmt: skip
    outreach.link_contact(actor=actor, contact_id=contact.id, person_id=person_id)
    world.add("session_id", session.id)
    world.add("contact_id", contact.id)


def _case(world: World, actor: Any, agency: str, person_id: UUID) -> None:
    case = cases.open_case(
        actor=actor, person_id=person_id, kind=CaseKind.CASEWORK, lead_user_id=actor.user_id, needs=["SAFETY"]
    )
    contact = contacts.add_contact(
        actor=actor, case_id=case.id, at=clock.now(), minutes=10, mode=ContactMode.TEXT, outcome=ContactOutcome.REACHED,
        with_whom="person", note=world.mark(agency, "note"), next_step=world.mark(agency, "next"),
    )  # fmt: skip
    justice.add_milestone(
        actor=actor, case_id=case.id, code="NOT_REPORTED", happened_on=clock.today(), source="person",
        note=world.mark(agency, "milestone"),
    )  # fmt: skip
    world.add("case_id", case.id)
    world.add("support_contact_id", contact.id, case_id=case.id)
    world.files[agency] = (person_id, case.id)


def _referrals(world: World, house: House) -> None:
    world.pending = _shared(world, house, "one")
    accepted = _shared(world, house, "two")
    with house.acting("num_isva") as actor:
        case = referrals.accept(actor=actor, referral_id=accepted, version=1)
        world.add("case_id", case.id)
        world.add("person_id", case.person_id)


def _shared(world: World, house: House, which: str) -> UUID:
    with house.acting("mash_caseworker") as actor:
        isva = next(offer for offer in directory.services_taking_referrals(actor) if offer.opens_isva_case)
        person = people.register_person(actor=actor, alias=f"SHR-alias-{which}", wants=f"SHR-wants-{which}")
        for category, words in (
            (Category.SUPPORT, f"SHR-support-{which}"), (Category.HEALTH, world.mark("MASH", "health")),
        ):  # fmt: skip
            people.write_part(actor=actor, person_id=person.id, category=category, answer=Answer.GIVEN, words=words)
        recipient = next(each for each in people_queries.recipients(actor) if each.team_id == isva.team_id)
        wording = people_queries.wording_to_show(actor, recipient, Purpose.SUPPORT, "plain")
        consent = people.record_consent(
            actor=actor, person_id=person.id, recipient_agency_id=isva.agency_id, recipient_team_id=isva.team_id,
            purpose=Purpose.SUPPORT, answers={Category.ALIAS: True, Category.SUPPORT: True, Category.HEALTH: False},
            method=ConsentMethod.SPOKEN, interpreter=None, wording_id=wording.wording_id,
            shown=world.mark("MASH", "shown"), conditions=world.mark("MASH", "conditions"), told_may_refuse=True,
            safe_to_speak=True, capacity="presumed", valid_until=clock.today() + timedelta(days=100),
        )  # fmt: skip
        sent = referrals.send_referral(
            actor=actor, person_id=person.id, service_id=isva.service_id, purpose=Purpose.SUPPORT, needs=["SAFETY"],
            urgency=Urgency.STANDARD, categories=[Category.ALIAS, Category.SUPPORT],
        )  # fmt: skip
        world.add("person_id", person.id)
        world.add("consent_id", consent.id)
        world.add("referral_id", sent.id)
        if which == "one":
            world.consent = consent.id
        return sent.id


def _letters(world: World, house: House) -> None:
    """A letter that MASH holds, a message to NUM, words to a person, and a referral that went to the wrong place."""
    with house.acting("mash_caseworker") as actor:
        who, offer = _agreed(world, actor, "held")
        held = referrals.hold_letters(
            actor=actor, person_id=who, services=[offer.service_id], purpose=Purpose.SUPPORT, needs=["SAFETY"],
            urgency=Urgency.EMERGENCY, categories=TRIAGE, typed={offer.service_id: offer.agency_name},
        )  # fmt: skip
        world.add("letter_id", held[0].id)
        referrals.write_message(actor=actor, referral_id=world.pending, words="SHR-message-one")
        world.add("word_id", people.send_word(actor=actor, person_id=who, kind="news").id)
    wrong = _shared(world, house, "three")
    with house.acting("mash_caseworker") as actor:
        words = world.mark("MASH", "happened")
        referrals.report_wrong_place(actor=actor, referral_id=wrong, what_happened=words)


def _agreed(world: World, actor: Actor, what: str) -> tuple[UUID, ServiceOffer]:
    """Somebody of MASH's with marked words, who agrees that NUM is told their name and the support they want."""
    who = people.register_person(actor=actor, alias=world.mark("MASH", what), wants=world.mark("MASH", what))
    people.write_safe_contact(
        actor=actor, person_id=who.id, method=ContactMethod.EMAIL,
        address=f"{world.mark('MASH', 'mail').lower()}@example.org", times="", voicemail=Answer.NO,
        code_word=world.mark("MASH", "code"), never="", hours=Hours(When.ANY),
    )  # fmt: skip
    offer = stage.isva_service(actor)
    stage.consent(actor, who.id, offer, TRIAGE)
    world.add("person_id", who.id)
    return who.id, offer


def _without_consent(world: World, house: House) -> None:
    """A decision to share without consent that MASH is still writing."""
    with house.acting("mash_caseworker") as actor:
        who = people.register_person(actor=actor, alias=world.mark("MASH", "decided"))
        row = decisions.begin(actor=actor, person_id=who.id, direction=Direction.SHARE)
        changes = {"ground": "SERIOUS_CRIME", "happening": world.mark("MASH", "happening")}
        decisions.save(actor=actor, decision_id=row.id, version=row.version, step="ground", changes=changes)
        world.add("decision_id", row.id)


def _asked_by_police(world: World, house: House) -> None:
    """A request of the police to MASH, and what MASH alone writes about it."""
    request_id = scene.asked(house, person="QRY-person-one", sought="QRY-sought-one", necessity="QRY-necessity-one")
    world.add("request_id", request_id)
    with house.acting("mash_caseworker") as actor:
        person_id = people.register_person(actor=actor, alias=world.mark("MASH", "asked")).id
    with house.acting("mash_protection") as actor:
        requests.acknowledge(actor=actor, request_id=request_id, version=1)
        requests.link_person(actor=actor, request_id=request_id, person_id=person_id)
        words = world.mark("MASH", "views")
        requests.add_views(actor=actor, request_id=request_id, answer=ViewsAnswer.AGREES, words=words)


def _outside(world: World, house: House) -> None:
    """A letter of MASH's to a law centre, and what somebody wrote to each of two agencies by their public forms."""
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor, alias=world.mark("MASH", "beyond"))
        given = edge.consent(actor, who.id, name=world.mark("MASH", "centre"))
        letter, known = outside.write_letter(actor=actor, consent_id=given.id, outgoing=edge.OUTGOING)
        world.add("outside_consent_id", given.id)
        world.add("outside_letter_id", letter.id)
        world.add("token", known.token)
    for agency, manager in (("MASH", "mash_manager"), ("NUM", "num_manager")):
        with house.acting(manager) as actor:
            team = next(team for team in agencies.teams_of(actor.agency_id) if team.code == "casework")
            outside.change_forms(actor=actor, myself_on=True, someone_on=True, team_id=team.id, welcome="Hello.",
                                 ring="0161 496 0000", version=0)  # fmt: skip
        _written_to(world, house, agency)


def _written_to(world: World, house: House, agency: str) -> None:
    browser, path = house.stranger(), f"/to/{agency.lower()}/myself"
    form = {"reach": "text", "address": "07700 900299", "code_word": world.mark(agency, "word"), "style": "plain",
            "name": world.mark(agency, "name"), "words": world.mark(agency, "written")}  # fmt: skip
    assert edge.post(browser, path, path, form).status_code == 303
    with house.acting({"MASH": "mash_caseworker", "NUM": "num_caseworker"}[agency]):
        world.add("enquiry_id", db.session.scalars(select(OutsideEnquiry.id)).one())


def agency_codes() -> list[str]:
    """Every member agency's code."""
    return [agency.code for agency in agencies.member_agencies()]
