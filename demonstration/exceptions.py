"""What goes another way: the wrong place, sharing without consent, what police ask for, and the world outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from agencies import queries as agencies
from core import clock
from core.actor import Actor
from core.scoping import acting_as, current_session
from demonstration.stage import SHARED, Cast, acting, consent, days_ago, hours_ago, offer_of, refer, register
from people.models import Category, ConsentMethod, Purpose
from referrals import service as referrals
from referrals.decisions import queries as decision_queries
from referrals.decisions import service as decisions
from referrals.decisions.models import Direction, SharingDecision
from referrals.outside import queries as outside_queries
from referrals.outside import service as outside
from referrals.outside.models import EnquiryKind, OutsideKind
from referrals.outside.service import Outgoing, OutsideAsking
from referrals.requests import queries as request_queries
from referrals.requests import service as requests
from referrals.requests.models import ViewsAnswer
from referrals.requests.queries import Choice
from referrals.requests.rules import Account, Ask
from referrals.requests.service import Confirmed

REPORTED = (Category.ALIAS, Category.INCIDENT, Category.CJ)
#: The pages of a decision in the order in which it asks, each with the answers that belong to it.
PAGES = {
    "happening": ("happening",),
    "ground": ("ground", "happening"),
    "consent": ("consent", "consent_words"),
    "wishes": ("wishes", "capacity"),
    "recipient": ("where", "outside", "outside_name", "outside_how"),
    "parts": ("categories", "message", "withheld", "words_checked"),
    "basis": ("basis", "common_law", "policy"),
    "weigh": ("necessity", "harm_of_sharing", "harm_of_not_sharing"),
    "advice": ("advice", "advice_words"),
    "telling": ("telling", "telling_words", "tell_on"),
    "review": ("review_on",),
}


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Whatever is exceptional on the first evening. `known`: people of MASH by alias."""
    _wrong_place(cast)
    with acting(cast, "mash_outreach", days_ago(15, 21)) as actor:
        known["Bex"] = register(actor, SHARED["people"]["Bex"])
    _without_consent(cast, known)
    _asked_by_police(cast, known)
    _beyond(cast, known["Wilma"])
    _from_outside(cast)


def _wrong_place(cast: Cast) -> None:
    """Sent to the wrong agency: closed there at once, and open with the leads of both."""
    _, referral_id = refer(cast, "mash_outreach", days_ago(1, 19), "Lottie", "NUM casework", ["SAFETY"])
    with acting(cast, "mash_outreach", hours_ago(4)) as actor:
        referrals.report_wrong_place(actor=actor, referral_id=referral_id, what_happened=SHARED["wrong_place"])


def _without_consent(cast: Cast, known: dict[str, UUID]) -> None:
    """One decision that waits for a second person, one emergency to complete, one decision not to share."""
    with acting(cast, "mash_caseworker", hours_ago(2.5)) as actor:
        row = _written(actor, known["Rae"], Direction.SHARE, "waiting")
        decisions.submit(actor=actor, decision_id=row.id, version=row.version)
    with acting(cast, "mash_outreach", hours_ago(1.2)) as actor:
        row = _written(actor, known["Bex"], Direction.SHARE, "emergency", emergency=True)
        decisions.send_now(actor=actor, decision_id=row.id, version=row.version)
    with acting(cast, "mash_caseworker", days_ago(7, 14)) as actor:
        row = _written(actor, known["Billie"], Direction.KEEP, "kept")
        kept = decisions.submit(actor=actor, decision_id=row.id, version=row.version)
        decision_id, version = kept.id, kept.version
    with acting(cast, "mash_manager", days_ago(7, 17)) as actor:
        words = SHARED["authorised"]
        decisions.authorise(actor=actor, decision_id=decision_id, version=version, words=words)


def _written(
    actor: Actor, person_id: UUID, direction: Direction, which: str, *, emergency: bool = False
) -> SharingDecision:
    """A decision with every page answered that its path asks, page by page as its writer would."""
    today = clock.today()
    days = {
        "tell_on": (today + timedelta(days=12)).isoformat(),
        "review_on": (today + timedelta(days=45)).isoformat(),
    }
    answers: dict[str, Any] = {**days, **SHARED["decisions"][which]}
    row = decisions.begin(actor=actor, person_id=person_id, direction=direction, emergency=emergency)
    for step in PAGES:
        if step not in decision_queries.decision(actor, row.id).missing:
            continue
        changes = {name: answers[name] for name in PAGES[step] if name in answers}
        row = decisions.save(actor=actor, decision_id=row.id, version=row.version, step=step, changes=changes)
    return row


def _asked_by_police(cast: Cast, known: dict[str, UUID]) -> None:
    """Two requests to MASH: one in progress, and one answered with what the person agreed to."""
    request_id = _asked(cast, "open", days=2)
    _looked_into(cast, request_id, known["Bex"], "open", ViewsAnswer.NOT_ASKED, days=1)
    request_id = _asked(cast, "answered", days=12)
    with acting(cast, "mash_caseworker", days_ago(10, 11)) as actor:
        consent(actor, known["Billie"], offer_of(actor, "GMP sex work liaison"), REPORTED, Purpose.REPORT)
    _looked_into(cast, request_id, known["Billie"], "answered", ViewsAnswer.AGREES, days=10)
    with acting(cast, "mash_protection", days_ago(5, 15)) as actor:
        _release(actor, request_id, known["Billie"])


def _asked(cast: Cast, which: str, days: int) -> UUID:
    mash = agencies.agency_by_code("MASH").id
    with acting(cast, "gmp_liaison", days_ago(days, 10)) as actor:
        told = (clock.today() - timedelta(days=1)).isoformat()
        asked = Ask(**{**SHARED["asks"][which], "categories": tuple(SHARED["asks"][which]["categories"])})
        return requests.ask(actor=actor, agency_id=mash, asked=replace(asked, notice_on=told)).id


def _looked_into(cast: Cast, request_id: UUID, person_id: UUID, which: str, views: ViewsAnswer, days: int) -> None:
    with acting(cast, "mash_protection", days_ago(days, 14)) as actor:
        requests.acknowledge(actor=actor, request_id=request_id, version=1)
        requests.link_person(actor=actor, request_id=request_id, person_id=person_id)
        requests.add_views(actor=actor, request_id=request_id, answer=views, words=SHARED["views"][which])


def _release(actor: Actor, request_id: UUID, person_id: UUID) -> None:
    """Release two of the three kinds that were asked for; what frightens her she keeps to herself."""
    request = request_queries.row(actor, request_id)
    choice = Choice(frozenset({"INCIDENT", "CJ"}), frozenset(), "consent")
    sheet = request_queries.sheet(actor, request, person_id, choice)
    asker = agencies.agency(request.from_agency_id).name
    requests.release(
        actor=actor, request_id=request_id, version=request.version, choice=choice,
        account=Account(reason="She asked us to send it, and read it first."),
        confirmed=Confirmed(shown=sheet.digest, typed=asker, words_checked=True),
    )  # fmt: skip


def _beyond(cast: Cast, person_id: UUID) -> None:
    """A letter to a law centre that is no member, behind a link, waiting to be read."""
    facts = SHARED["outside"]
    with acting(cast, "mash_caseworker", hours_ago(5)) as actor:
        spoken = outside_queries.words_aloud(
            actor, facts["organisation"], OutsideKind.LEGAL, Purpose.SUPPORT, "plain"
        )  # fmt: skip
        asking = OutsideAsking(
            organisation=facts["organisation"], kind=OutsideKind.LEGAL, purpose=Purpose.SUPPORT,
            answers={Category.ALIAS: True, Category.SUPPORT: True, Category.CONVICTIONS: False},
            method=ConsentMethod.SPOKEN, interpreter=None, wording_id=spoken.wording_id, shown=spoken.text,
            conditions="", told_may_refuse=True, safe_to_speak=True, capacity="presumed",
            valid_until=clock.today() + timedelta(days=60),
        )  # fmt: skip
        given = outside.record_outside_consent(actor=actor, person_id=person_id, asking=asking)
        outgoing = Outgoing(["LEGAL"], (), facts["reader"], facts["ring"], days=7, words_checked=True)
        outside.write_letter(actor=actor, consent_id=given.id, outgoing=outgoing)
    with acting(cast, "mash_caseworker", hours_ago(4.5)) as actor:
        outside.release_due(actor=actor)


def _from_outside(cast: Cast) -> None:
    """MASH lets people write in; one wrote for herself, one professional about somebody who agreed."""
    public = SHARED["public"]
    with acting(cast, "mash_manager", days_ago(20, 12)) as actor:
        team = next(each for each in agencies.teams_of(actor.agency_id) if each.code == "casework")
        outside.change_forms(
            actor=actor, myself_on=True, someone_on=True, team_id=team.id, welcome=public["welcome"],
            ring=public["ring"], version=0,
        )  # fmt: skip
    for kind, moment in ((EnquiryKind.MYSELF, hours_ago(6)), (EnquiryKind.SOMEONE, days_ago(1, 10))):
        with clock.frozen_at(moment), acting_as(cast.actor("mash_manager")):
            written = outside_queries.front("mash", kind)
            outside.receive(front=written, kind=kind, answers=SHARED["enquiries"][kind.value], form_key=kind.value)
            current_session().flush()
