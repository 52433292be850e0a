"""A year's invented work, done through the verbs that the pages call: people, consents, referrals, cases, outreach.

Dated history is made by holding the clock. Chance is seeded, so every demonstration is the same on a given day.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from uuid import UUID

from agencies import queries as agencies
from cases import service as cases
from cases.contacts import service as contacts
from cases.justice import service as justice
from cases.models import CaseState, ContactMode, ContactOutcome
from core import clock
from core.actor import Actor
from core.calendar import add_working_days
from core.scoping import acting_as
from core.tallies import quarter_of
from demonstration import exceptions, files, nights, sharing, year
from demonstration.accounts import accounts
from demonstration.stage import (
    MINIMUM,
    STORY,
    Cast,
    acting,
    actor_of,
    at,
    consent,
    read_thread,
    register,
    send,
    write_parts,
)
from directory import queries as directory
from directory.queries import ServiceOffer
from outreach import service as outreach
from outreach.models import MetBefore
from people import service as people
from people.models import Category
from referrals import service as referrals
from referrals.models import Urgency

PAST_REFERRALS = 96
#: The share that an agency short of room turns down. The others take everyone, so that few numbers need withholding.
DECLINES = {"num_caseworker": 0.5, "lifeshare_caseworker": 0.5, "mash_caseworker": 0.4}
#: What past cases know of a report to the police; None is nothing written down.
REPORTS = ("NOT_REPORTED", "NOT_REPORTED", "REPORTED", None)
SENDERS = ("mash_caseworker", "tmr_caseworker", "lgbtf_caseworker", "lifeshare_caseworker", "streetlevel_caseworker")
ANSWERERS = {
    "NUM": "num_caseworker", "LIFESHARE": "lifeshare_caseworker", "LGBTF": "lgbtf_caseworker",
    "TMR": "tmr_caseworker", "MASH": "mash_caseworker", "STREETLEVEL": "streetlevel_caseworker",
}  # fmt: skip


def load_caseload() -> None:
    """Make the whole story, up to this very moment."""
    cast = Cast({account["key"]: actor_of(account["email"]) for account in accounts()}, random.Random(2026))  # noqa: S311  # a story, not a secret
    quarter = quarter_of(quarter_of(clock.today()).start - timedelta(days=1))
    _past_referrals(cast, quarter.start, quarter.end)
    _past_outreach(cast, quarter.start)
    known = _people(cast)
    _tonight(cast)
    waiting = _live_work(cast, known)
    sharing.tell(cast, known, waiting)
    exceptions.tell(cast, known)
    files.tell(cast, known)
    nights.tell(cast, known)
    year.tell(cast)
    sharing.write_letters(cast, known)


def _people(cast: Cast) -> dict[str, UUID]:
    made = {}
    for number, facts in enumerate(STORY["people"]):
        with acting(cast, "mash_outreach", at(clock.today() - timedelta(days=40 - number * 3), 20, 15)) as actor:
            made[facts["alias"]] = register(actor, facts)
    return made


def _past_referrals(cast: Cast, start: date, end: date) -> None:
    offers = [(code, offer) for code, offer in _offers(cast) if code in ANSWERERS]
    working = [start + timedelta(days=n) for n in range((end - start).days - 18)]
    for number in range(PAST_REFERRALS):
        sender = SENDERS[number % len(SENDERS)]
        own = cast.actor(sender).agency_id
        code, offer = cast.chance.choice([each for each in offers if each[1].agency_id != own])
        day = add_working_days(cast.chance.choice(working), 1)
        _past_referral(cast, sender, ANSWERERS[code], offer, day)


def _offers(cast: Cast) -> list[tuple[str, ServiceOffer]]:
    """Every service that takes referrals, with the code of the agency that answers."""
    found: dict[UUID, ServiceOffer] = {}
    for key in SENDERS:
        with acting_as(cast.actor(key)):
            found |= {offer.service_id: offer for offer in directory.services_taking_referrals(cast.actor(key))}
    codes = {agency.id: agency.code for agency in agencies.member_agencies()}
    return [(codes[offer.agency_id], offer) for offer in found.values()]


def _past_referral(cast: Cast, sender: str, answerer: str, offer: ServiceOffer, day: date) -> None:
    with acting(cast, sender, at(day, 11, cast.chance.randrange(60))) as actor:
        person = people.register_person(actor=actor, alias=cast.chance.choice(STORY["past_aliases"]))
        wish = cast.chance.choice(STORY["past_support"])
        write_parts(actor, person.id, {Category.SUPPORT: wish["words"]})
        consent(actor, person.id, offer, MINIMUM)
        referral_id = send(actor, person.id, offer, wish["needs"])
    acknowledged = add_working_days(day, cast.chance.choice([0, 0, 1, 1, 1, 2, 3]))
    with acting(cast, answerer, at(acknowledged, 15, cast.chance.randrange(60))) as actor:
        referrals.acknowledge(actor=actor, referral_id=referral_id, version=1)
    decided = add_working_days(acknowledged, cast.chance.choice([0, 1, 2, 2, 3, 4, 6, 8]))
    case_id = _answered(cast, answerer, offer, referral_id, at(decided, 16, cast.chance.randrange(60)))
    if case_id is not None:
        _keep_in_touch(cast, answerer, case_id, add_working_days(decided, 2))
        return
    with acting(cast, sender, at(decided, 18)) as actor:
        read_thread(actor, referral_id)


def _answered(cast: Cast, answerer: str, offer: ServiceOffer, referral_id: UUID, moment: datetime) -> UUID | None:
    """Accepted, with the case that was opened, or declined."""
    with acting(cast, answerer, moment) as actor:
        if cast.chance.random() < DECLINES.get(answerer, 0):
            _decline(actor, referral_id, offer.service_id, cast.chance)
            return None
        case = referrals.accept(actor=actor, referral_id=referral_id, version=2)
        case_id = case.id
        cases.change_state(
            actor=actor, case_id=case_id, state=CaseState.ACTIVE, reason="", reason_code=None, version=case.version
        )
        return case_id


def _keep_in_touch(cast: Cast, worker: str, case_id: UUID, first: date) -> None:
    """A first contact and what was said of reporting; for all but one in eight another within the last four weeks."""
    with acting(cast, worker, at(first, 13)) as actor:
        if code := cast.chance.choice(REPORTS):
            justice.add_milestone(actor=actor, case_id=case_id, code=code, happened_on=first, source="person")
    days = [first]
    if cast.chance.random() < 7 / 8:
        days.append(clock.today() - timedelta(days=cast.chance.randrange(1, 26)))
    for day in days:
        with acting(cast, worker, at(day, 14, cast.chance.randrange(60))) as actor:
            contacts.add_contact(
                actor=actor, case_id=case_id, at=clock.now(), minutes=cast.chance.choice([15, 20, 30, 45]),
                mode=cast.chance.choice([ContactMode.FACE_TO_FACE, ContactMode.TELEPHONE]), with_whom="person",
                outcome=ContactOutcome.REACHED, note=cast.chance.choice(STORY["past_contacts"]),
            )  # fmt: skip


def _decline(actor: Actor, referral_id: UUID, service_id: UUID, chance: random.Random) -> None:
    other = chance.choice([each for each in directory.alternatives(actor) if each.id != service_id])
    referrals.decline(
        actor=actor, referral_id=referral_id, version=2, alternative_service_id=other.id,
        reason_code=chance.choice(["DECLINED_CAPACITY", "DECLINED_CRITERIA"]),
        criterion="This service is for people who have reported, or want to.",
    )  # fmt: skip


def _past_outreach(cast: Cast, start: date) -> None:
    rounds = (("mash_outreach", "van", "E05011376"), ("tmr_outreach", "street", "E05011371"))
    for week in range(12):
        for key, mode, ward in rounds:
            evening = start + timedelta(weeks=week, days=2)
            with acting(cast, key, at(evening, 23)) as actor:
                session = outreach.start_session(
                    actor=actor, mode=mode, ward=ward, team="Two workers and a volunteer", began_at=at(evening, 20)
                )
                outreach.count_heads(
                    actor=actor, session_id=session.id, version=1, headcount=cast.chance.randrange(9, 24), declined=0,
                    observations="",
                )  # fmt: skip
                outreach.end_session(actor=actor, session_id=session.id)


def _tonight(cast: Cast) -> None:
    with acting(cast, "mash_outreach", clock.now()) as actor:
        session = outreach.start_session(
            actor=actor, mode="van", ward="E05011376", team="Dee, Lou and a volunteer",
            began_at=clock.now() - timedelta(minutes=50),
        )  # fmt: skip
        for met in STORY["tonight"]:
            outreach.log_contact(
                actor=actor, session_id=session.id, met_before=MetBefore(met["met"]), alias=met["alias"] or None,
                given=met["given"], interventions=("welfare_check",), flags=met["flags"], note=met.get("note"),
            )  # fmt: skip


def _live_work(cast: Cast, known: dict[str, UUID]) -> dict[str, UUID]:
    """What is on the desks now; returns the referrals that wait at Lifeshare, by the alias of the person."""
    offers = _offers(cast)
    housing = next(offer for code, offer in offers if code == "LIFESHARE")
    isva = next(offer for _, offer in offers if offer.opens_isva_case)
    today = clock.today()
    waiting = {
        "Tash": _waiting_referral(cast, known["Tash"], housing, today - timedelta(days=6), ["HOUSING"]),
        "Kit": _waiting_referral(cast, known["Kit"], housing, today - timedelta(days=3), ["MONEY", "HOUSING"]),
    }
    _waiting_referral(cast, known["Angel"], isva, today - timedelta(days=4), ["SAFETY"], Urgency.HIGH)
    casework = next(offer for _, offer in offers if offer.name == "MASH casework")
    _arriving(cast, casework, add_working_days(today - timedelta(days=3), 0))
    accepted = _waiting_referral(cast, known["Billie"], isva, today - timedelta(days=20), ["CJS"])
    with acting(cast, "num_isva", at(today - timedelta(days=19), 10)) as actor:
        referrals.acknowledge(actor=actor, referral_id=accepted, version=1)
        case_id = referrals.accept(actor=actor, referral_id=accepted, version=2).id
    with acting(cast, "num_isva", at(today - timedelta(days=12), 14)) as actor:
        _court_work(actor, case_id)
    return waiting


def _arriving(cast: Cast, offer: ServiceOffer, day: date) -> None:
    """Somebody whom The Men's Room sends to MASH, still to be answered."""
    agreed = (*MINIMUM, Category.CONTACT, Category.RISK)
    with acting(cast, "tmr_outreach", at(day, 16, 20)) as actor:
        person_id = register(actor, STORY["arriving"])
        consent(actor, person_id, offer, agreed)
        send(actor, person_id, offer, ["HOUSING"], categories=agreed)


def _court_work(actor: Actor, case_id: UUID) -> None:
    contacts.add_contact(
        actor=actor, case_id=case_id, at=clock.now(), minutes=40, mode=ContactMode.TELEPHONE,
        outcome=ContactOutcome.REACHED, with_whom="person", note="Talked about court visits. Wants one soon.",
        next_step="Ring Witness Care for a date.",
    )  # fmt: skip
    steps = (
        ("REPORTED", 88, "person"), ("REFERRED_SUPPORT", 87, "officer"), ("CHARGE", 30, "officer"),
        ("TRIAL_DATE", -58, "witness_care"),
    )  # fmt: skip
    for code, days_ago, source in steps:
        justice.add_milestone(
            actor=actor, case_id=case_id, code=code, happened_on=clock.today() - timedelta(days=days_ago),
            source=source, note=None, told_on=clock.today() if days_ago > 0 else None,
        )  # fmt: skip


def _waiting_referral(
    cast: Cast, person_id: UUID, offer: ServiceOffer, day: date, needs: list[str], urgency: Urgency = Urgency.STANDARD
) -> UUID:
    with acting(cast, "mash_outreach", at(day, 15, 12)) as actor:
        agreed = (*MINIMUM, Category.CONTACT, Category.RISK, Category.CJ)
        consent(actor, person_id, offer, agreed)
        return send(actor, person_id, offer, needs, agreed, urgency)
