"""What a test of information requests starts from: a police request to MASH about somebody whom MASH knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from agencies import queries as agencies
from core import clock
from core.actor import Actor
from people import queries as people_queries
from people import service as people
from people.models import Answer, Category, Consent, ConsentMethod, Purpose
from referrals.requests import queries, service
from referrals.requests.models import InformationRequest, ViewsAnswer
from referrals.requests.queries import Choice
from referrals.requests.rules import Account, Ask
from referrals.requests.service import Confirmed
from tests.house import House
from tests.referrals import stage

POLICE = "Greater Manchester Police"
INCIDENT = "Marker incident: he came to the door at 11pm on 3 November."
DRUGS = "Marker drugs: she uses heroin."
STATUS = "Marker status: she fears for her visa."
ASK = Ask(
    reference="06CR/12345/26", basis="44A", person="A woman called Robyn Marker", categories=("INCIDENT", "RISK"),
    sought="What she said about 3 November", enquiry="Where he was that night", necessity="It is the only account",
    elsewhere="No camera covers the door", notice="given", notice_on="2026-11-02",
)  # fmt: skip


def asked(house: House, **changes: Any) -> UUID:
    """A request of the police liaison to MASH; returns its id."""
    mash_id = house.agency("MASH").id
    with house.acting("gmp_liaison") as actor:
        return service.ask(actor=actor, agency_id=mash_id, asked=replace(ASK, **changes)).id


def person(actor: Actor) -> UUID:
    """Somebody at MASH with words under several kinds."""
    row = stage.person(actor)
    for category, words in ((Category.INCIDENT, INCIDENT), (Category.SUBSTANCE, DRUGS)):
        people.write_part(actor=actor, person_id=row.id, category=category, answer=Answer.GIVEN, words=words)
    return row.id


def consent(
    actor: Actor, person_id: UUID, agreed: Iterable[Category], purpose: Purpose = Purpose.REPORT, days: int = 60,
    asked_alone: Iterable[Category] = (),
) -> Consent:  # fmt: skip
    """A consent to a report to the liaison's own team."""
    gmp = agencies.agency_by_code("GMP")
    team = next(each for each in agencies.teams_of(gmp.id) if each.code == "liaison")
    offer = next(each for each in people_queries.recipients(actor) if each.agency_id == gmp.id)
    shown = people_queries.wording_to_show(actor, offer, purpose, "plain")
    return people.record_consent(
        actor=actor, person_id=person_id, recipient_agency_id=gmp.id, recipient_team_id=team.id, purpose=purpose,
        answers=dict.fromkeys(agreed, True), method=ConsentMethod.SPOKEN, interpreter=None, wording_id=shown.wording_id,
        shown=shown.text, conditions=None, told_may_refuse=True, safe_to_speak=True, capacity="presumed",
        valid_until=clock.today() + timedelta(days=days), asked_alone=list(asked_alone),
    )  # fmt: skip


def known(
    house: House, agreed: Iterable[Category] | None = (Category.INCIDENT, Category.RISK), **changes: Any
) -> tuple[UUID, UUID]:
    """A request that MASH's lead has linked to a person who agrees to it; returns the ids of both."""
    request_id = asked(house, **changes)
    with house.acting("mash_caseworker") as actor:
        person_id = person(actor)
        if agreed is not None:
            consent(actor, person_id, agreed)
    with house.acting("mash_protection") as actor:
        service.acknowledge(actor=actor, request_id=request_id, version=1)
        service.link_person(actor=actor, request_id=request_id, person_id=person_id)
        service.add_views(actor=actor, request_id=request_id, answer=ViewsAnswer.AGREES, words="He must be stopped.")
    return request_id, person_id


def chosen(*categories: str, out: Iterable[str] = (), rests_on: str = "consent") -> Choice:
    """What the lead chose to release."""
    return Choice(frozenset(categories), frozenset(out), rests_on)


def release(actor: Actor, request_id: UUID, choice: Choice, account: Account | None = None, **confirmed: Any) -> None:
    """Release what a choice composes, as it would be shown at this moment."""
    request = queries.row(actor, request_id)
    held = queries.file_of(actor, request_id)
    assert held is not None
    assert held.person_id is not None
    sheet = queries.sheet(actor, request, held.person_id, choice)
    values = {"shown": sheet.digest, "typed": POLICE, **confirmed}
    service.release(
        actor=actor, request_id=request_id, version=request.version, choice=choice, account=account or Account(),
        confirmed=Confirmed(**values),
    )  # fmt: skip


def request_of(actor: Actor, request_id: UUID) -> InformationRequest:
    """The request as it stands now."""
    return queries.row(actor, request_id)
