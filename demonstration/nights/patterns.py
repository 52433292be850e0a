"""What the demonstration shows of the checker, of patterns across agencies, and of the public page."""

from __future__ import annotations

from uuid import UUID

from agencies import queries as agencies
from core import clock
from core.actor import system_actor
from core.scoping import acting_as
from demonstration.stage import Cast, acting, days_ago, hours_ago
from outreach import queries as outreach
from safety.checker import service as checker
from safety.outside import codes
from safety.outside import queries as outside_queries
from safety.outside import service as outside
from safety.patterns import queries as pattern_queries
from safety.patterns import service as patterns
from safety.reports.rules import Facts, Noticed, WhenKind
from safety.vocabulary import DescriptorKind, Scope

WORDS = (
    "He booked by text and was fine on the phone. When he came he would not pay first and stood in the door. He left "
    "when I said my friend was next door. I do not want anybody to get in trouble over it, only that others know."
)


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Two agencies find that they heard of the same number; somebody writes without a name, and is written back to."""
    _told_of_checkers(cast, known)
    _patterns(cast)
    _public_page(cast)


def _told_of_checkers(cast: Cast, known: dict[str, UUID]) -> None:
    with acting(cast, "mash_outreach", days_ago(3, 22)) as actor:
        for row in outreach.contacts_with(actor, known["Robyn"], 1):
            checker.tell_at_contact(actor=actor, contact_id=row.contact.id, checkers=["phone"])
    with acting(cast, "mash_caseworker", days_ago(2, 11)) as actor:
        checker.tell_person(actor=actor, person_id=known["Robyn"], checkers=["phone", "email"])


def _patterns(cast: Cast) -> None:
    found = [agency.id for agency in agencies.member_agencies()]
    for agency_id in found * 2:  # the first hour marks, the second compares
        worker = system_actor(agency_id, *outside_queries.WORKER)
        with clock.frozen_at(hours_ago(30)), acting_as(worker):
            patterns.look_for_patterns(actor=worker)
    with acting(cast, "num_manager", hours_ago(5)) as actor:
        for line in pattern_queries.waiting_links(actor)[:1]:
            patterns.answer_link(
                actor=actor, link_id=line.id, answer="talk", contact_id=actor.user_id, version=line.version
            )


def _public_page(cast: Cast) -> None:
    with acting(cast, "mash_manager", days_ago(20, 10)) as actor:
        outside.change_page(
            actor=actor, is_on=True, version=0, ring="0161 496 0220, Monday to Friday, 10am to 4pm",
            welcome="You can tell us without a name. We believe you, and nothing happens that you do not want.",
        )  # fmt: skip
        agency_id = actor.agency_id
    worker = system_actor(agency_id, *outside_queries.WORKER)
    with clock.frozen_at(hours_ago(9)), acting_as(worker):
        front = outside_queries.front(agencies.agency(agency_id).code.lower())
        outside.receive(
            front=front, words=WORDS, form_key="demonstration", scopes={Scope.WARNING: True, Scope.INTELLIGENCE: False},
            facts=Facts(harms=("TIMEWASTER",), when_kind=WhenKind.NOT_KNOWN, hours="evening"),
            noticed=[Noticed(DescriptorKind.NAME_USED, "Greg"), Noticed(DescriptorKind.LOOKS, "Forties, grey coat")],
        )  # fmt: skip
        outside.keep_written(actor=worker)
        code = codes.code_for(agency_id, "demonstration")
        outside.add_more(front=front, code=code, words="He rang again today from another number.")
