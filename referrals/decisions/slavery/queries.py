"""Reads of requests: first responders in Roundtable, a person's requests, and an authority's own notifications."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from agencies import queries as agencies
from core import clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from directory import queries as directory
from directory.queries import ServiceOffer, services_taking_referrals
from people import queries as people
from people.rules import ConsentFact, Recipient
from referrals.decisions import vocabulary
from referrals.decisions.models import DutyToNotify, SlaveryRequest
from referrals.decisions.slavery import rules


@dataclass(frozen=True, slots=True)
class Adviser:
    """Somewhere to get immigration advice first."""

    name: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Requested:
    """A request, with where it goes in words."""

    row: SlaveryRequest
    recipient: str
    asked_by: str


def responders(actor: Actor) -> list[ServiceOffer]:
    """The teams in Roundtable that are first responders and take referrals now."""
    table = vocabulary.slavery()
    codes = {each.id: each.code for each in agencies.member_agencies()}
    offers = services_taking_referrals(actor)
    return [offer for offer in offers if rules.is_first_responder(codes.get(offer.agency_id, ""), table)]


def consent_to(actor: Actor, person_id: UUID, offer: ServiceOffer) -> ConsentFact | None:
    """The person's live consent to tell this team, None when they have not agreed."""
    facts = people.consent_facts(actor, person_id)
    return rules.consent_for(facts, Recipient(offer.agency_id, offer.team_id), clock.today())


def advisers(actor: Actor) -> list[Adviser]:
    """Services of the directory that give immigration or legal advice, then the public register of advisers."""
    table = vocabulary.slavery()
    page = directory.services(actor, "", 1, table["advice_categories"])
    listed = [Adviser(row.name, row.description, (row.urls or [{"url": ""}])[0]["url"]) for row in page.items]
    named = [Adviser(row["name"], row["note"], row["url"]) for row in table["advice_first"]]
    return [*named, *listed]


def visible_to(actor: Actor) -> Select[SlaveryRequest]:
    """The requests that the actor's agency wrote down."""
    return select(SlaveryRequest).where(belongs_to(actor, SlaveryRequest))


def of_person(actor: Actor, person_id: UUID) -> list[Requested]:
    """The requests of one person, newest first."""
    found = visible_to(actor).where(SlaveryRequest.person_id == person_id).order_by(SlaveryRequest.asked_at.desc())
    rows = list(current_session().scalars(found.limit(10)))
    load_keys(actor.agency_id, {each.person_id for each in rows})
    return [Requested(each, _recipient(each), agencies.user(each.asked_by).name) for each in rows]


def _recipient(row: SlaveryRequest) -> str:
    if row.service_id is not None:
        return str(directory.service(row.service_id).name)
    known = {each["code"]: each["name"] for each in vocabulary.slavery()["outside"]}
    return str(known.get(row.outside_code or "", row.outside_code or ""))


def names_in(actor: Actor, text: str) -> list[str]:
    """References of the agency's own people that a text holds: a note without identity may hold none."""
    prefix = agencies.agency(actor.agency_id).reference_prefix
    written = [f"{prefix}-{number}" for number in re.findall(rf"{re.escape(prefix)}-(\d{{1,8}})", text, re.IGNORECASE)]
    words = {word for word in re.split(r"[^\w’'-]+", text) if len(word) > 2 and word[:1].isupper()}
    return [*written, *(word for word in sorted(words)[:60] if people.find_by_alias(actor, word))]


def may_notify(actor: Actor) -> bool:
    """Whether the actor's agency has the duty to notify."""
    return rules.may_notify(agencies.agency(actor.agency_id).kind, vocabulary.slavery())


def notifications(actor: Actor, number: int) -> Page[DutyToNotify]:
    """One page of the agency's own notifications, newest first."""
    found = select(DutyToNotify).where(belongs_to(actor, DutyToNotify))
    page: Page[DutyToNotify] = page_of(found.order_by(DutyToNotify.noted_at.desc()), number)
    load_keys(actor.agency_id, [actor.agency_id])
    return page
