"""Letters between agencies on the first evening: asked, answered, late, handed over, held and drafted."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from cases import service as cases
from cases.contacts import service as contacts
from cases.models import CaseKind, ContactMode, ContactOutcome
from core import clock
from core.actor import Actor, system_actor
from core.calendar import add_working_days
from core.scoping import acting_as
from demonstration.stage import (
    MINIMUM,
    SHARED,
    Cast,
    acting,
    at,
    consent,
    days_ago,
    hours_ago,
    offer_of,
    read_thread,
    refer,
    register,
    send,
)
from directory import queries as directory
from directory import service as directory_service
from directory.models import Standing
from people import queries as people_queries
from people import service as people
from people.models import Category, ConsentMethod, Purpose, Receipt
from people.rules import Asking, HowSaid
from referrals import service as referrals
from referrals.models import HandoverHow, Outcome, Urgency
from referrals.rules import Target

NEEDED = (*MINIMUM, Category.RISK)
TO_POLICE = (*MINIMUM, Category.INCIDENT)
#: Who says what a service can take now: the account, the service, the standing and the weeks of a waiting list.
CAPACITIES = (
    ("mash_manager", "MASH casework", Standing.OPEN, None),
    ("num_manager", "ISVA support", Standing.WAITING_LIST, 5),
    ("num_manager", "NUM casework", Standing.LIMITED, None),
    ("lifeshare_caseworker", "Lifeshare housing support", Standing.WAITING_LIST, 3),
    ("streetlevel_caseworker", "Street Level support", Standing.CLOSED, None),
)


def tell(cast: Cast, known: dict[str, UUID], waiting: dict[str, UUID]) -> None:
    """What agencies wrote to each other over the last weeks. `known` and `waiting`: people and referrals by alias."""
    _say_what_fits(cast)
    _people_with_files(cast, known)
    _thread(cast, waiting["Tash"])
    _more(cast, known["Kit"], waiting["Kit"])
    _paused(cast, known["Rae"])
    _assigned(cast)
    _handed_over(cast)
    _declined(cast)
    _to_the_police(cast, known["Angel"])
    _late(cast)
    _same_person(cast)


def write_letters(cast: Cast, known: dict[str, UUID]) -> None:
    """What waits with its writers this very moment: a letter in its hold, a draft, a neutral message. Told last."""
    with acting(cast, "mash_outreach", hours_ago(0)) as actor:
        wellbeing = offer_of(actor, "LGBT Foundation wellbeing")
        referrals.hold_letters(
            actor=actor, person_id=known["Sky"], services=[wellbeing.service_id], purpose=Purpose.SUPPORT,
            needs=["SOCIAL", "MENTAL_HEALTH"], urgency=Urgency.STANDARD, categories=MINIMUM, words_checked=True,
        )  # fmt: skip
        people.send_word(actor=actor, person_id=known["Robyn"], kind="news")
    with acting(cast, "mash_caseworker", hours_ago(0.2)) as actor:
        support = offer_of(actor, "NUM casework")
        choices = {
            "service": [str(support.service_id)],
            "purpose": "support",
            "needs": ["LEGAL"],
            "urgency": "standard",
        }
        referrals.save_draft(actor=actor, person_id=known["Wilma"], choices=choices)


def _say_what_fits(cast: Cast) -> None:
    for key, name, standing, weeks in CAPACITIES:
        with acting(cast, key, days_ago(5, 10)) as actor:
            own = next(service for service in directory.own_services(actor) if service.name == name)
            directory_service.say_capacity(actor=actor, service_id=own.id, standing=standing, weeks=weeks, version=0)
    with acting(cast, "num_manager", days_ago(30, 9)) as actor:
        limits = {Urgency.STANDARD: Target(1, 3), Urgency.HIGH: Target(0, 1)}
        referrals.set_targets(actor=actor, targets=limits, version=0)


def _people_with_files(cast: Cast, known: dict[str, UUID]) -> None:
    """Somebody at each of three agencies of whom a great deal is held, and none of it is anybody else's."""
    for key, alias in (("mash_caseworker", "Wilma"), ("num_caseworker", "Posy"), ("tmr_caseworker", "Dex")):
        with acting(cast, key, days_ago(16, 11)) as actor:
            known[alias] = register(actor, SHARED["people"][alias])
            _in_touch(actor, known[alias], SHARED["case_notes"][alias])
    with acting(cast, "mash_caseworker", days_ago(14, 12)) as actor:
        consent(actor, known["Wilma"], offer_of(actor, "NUM casework"), NEEDED, days=14 + 9)
    _asked_about_two(cast, known["Sky"])


def _in_touch(actor: Actor, person_id: UUID, note: str) -> None:
    case = cases.open_case(
        actor=actor, person_id=person_id, kind=CaseKind.CASEWORK, lead_user_id=actor.user_id, needs=["HOUSING"]
    )
    contacts.add_contact(
        actor=actor, case_id=case.id, at=clock.now(), minutes=50, mode=ContactMode.FACE_TO_FACE,
        outcome=ContactOutcome.REACHED, with_whom="person", note=note, next_step="Meet again next week.",
    )  # fmt: skip


def _asked_about_two(cast: Cast, person_id: UUID) -> None:
    """One conversation about two teams: a yes to both, and a no to health for each."""
    with acting(cast, "mash_outreach", days_ago(2, 21)) as actor:
        wanted = {offer_of(actor, name).team_id for name in ("LGBT Foundation wellbeing", "The Men’s Room support")}
        teams = [each for each in people_queries.recipients(actor) if each.team_id in wanted]
        said = {Category.ALIAS: True, Category.SUPPORT: True, Category.CONTACT: True, Category.HEALTH: False}
        shown = people_queries.wordings_to_show(actor, teams, [Purpose.SUPPORT], "plain", "en")
        people.record_consents(
            actor=actor, person_id=person_id, recipients=[each.recipient for each in teams],
            purposes=[Purpose.SUPPORT],
            asking=Asking({each.recipient: said for each in teams}, people_queries.words_by_ask(shown)),
            how=HowSaid(
                ConsentMethod.SPOKEN, clock.today() + timedelta(days=120), told_may_refuse=True, safe_to_speak=True,
                capacity="presumed", told_limits=True, conditions="Not before I have told my brother.",
                receipt=Receipt.DECLINED,
            ),
        )  # fmt: skip


def _thread(cast: Cast, referral_id: UUID) -> None:
    """Messages both ways; the last one is not read yet."""
    with acting(cast, "lifeshare_caseworker", days_ago(5, 10)) as actor:
        referrals.acknowledge(actor=actor, referral_id=referral_id, version=1)
    moments = (days_ago(4, 10), days_ago(3, 15), hours_ago(1.5))
    for line, moment in zip(SHARED["thread"], moments, strict=True):
        with acting(cast, line["by"], moment) as actor:
            read_thread(actor, referral_id)
            referrals.write_message(actor=actor, referral_id=referral_id, words=line["words"], checked=True)


def _more(cast: Cast, person_id: UUID, referral_id: UUID) -> None:
    """A question for more, and its answer: the person said yes to that one thing."""
    with acting(cast, "lifeshare_caseworker", days_ago(2, 11)) as actor:
        referrals.ask_for_more(
            actor=actor, referral_id=referral_id, version=1, categories=[Category.HEALTH], why=SHARED["more"]
        )
    with acting(cast, "mash_outreach", days_ago(1, 20)) as actor:
        housing = offer_of(actor, "Lifeshare housing support")
        agreed = (*NEEDED, Category.CONTACT, Category.HEALTH)
        read_thread(actor, referral_id)
        consent(actor, person_id, housing, agreed)
        referrals.send_more(actor=actor, referral_id=referral_id, categories=[Category.HEALTH], words_checked=True)


def _paused(cast: Cast, person_id: UUID) -> None:
    """A question that nobody has answered yet: the receiver's clock stands still."""
    _, referral_id = refer(
        cast, "mash_outreach", days_ago(2, 16), person_id, "NUM casework", ["DOMESTIC"], (*MINIMUM, Category.CONTACT)
    )
    with acting(cast, "num_caseworker", hours_ago(3)) as actor:
        referrals.ask_for_more(
            actor=actor, referral_id=referral_id, version=1, categories=[Category.RISK], why=SHARED["still_asking"]
        )


def _assigned(cast: Cast) -> None:
    _, referral_id = refer(cast, "tmr_outreach", days_ago(1, 17), "Jude", "MASH casework", ["MONEY"], NEEDED)
    with acting(cast, "mash_manager", hours_ago(2)) as actor:
        worker_id = cast.actor("mash_caseworker").user_id
        referrals.assign(actor=actor, referral_id=referral_id, version=1, worker_id=worker_id)


def _handed_over(cast: Cast) -> None:
    """Accepted, met in person, and ended with a closing note that the person agreed to at the agency they came to."""
    _, referral_id = refer(cast, "mash_caseworker", days_ago(30, 11), "Noel", "NUM casework", ["CJS"])
    with acting(cast, "num_caseworker", days_ago(29, 10)) as actor:
        person_id = referrals.accept(actor=actor, referral_id=referral_id, version=1).person_id
        met = clock.today()
        referrals.confirm_handover(
            actor=actor, referral_id=referral_id, version=2, worker_id=actor.user_id, met_on=met,
            how=HandoverHow.WITH_SENDER,
        )  # fmt: skip
    with acting(cast, "num_caseworker", days_ago(3, 15)) as actor:
        consent(actor, person_id, offer_of(actor, "MASH casework"))
        referrals.record_outcome(
            actor=actor, referral_id=referral_id, outcome=Outcome.SUPPORTED, note=SHARED["closing_note"],
            words_checked=True,
        )  # fmt: skip


def _declined(cast: Cast) -> None:
    """No room, and nobody else to send her to: her need is counted as unmet."""
    _, referral_id = refer(cast, "mash_outreach", days_ago(8, 18), "Pearl", "Lifeshare housing support", ["HOUSING"])
    with acting(cast, "lifeshare_caseworker", days_ago(6, 12)) as actor:
        referrals.decline(
            actor=actor, referral_id=referral_id, version=1, reason_code="DECLINED_CAPACITY", none_found=True
        )


def _to_the_police(cast: Cast, person_id: UUID) -> None:
    """What one person chose to tell the police: a name, what support they want, and what happened. Nothing else."""
    with acting(cast, "mash_caseworker", days_ago(4, 13)) as actor:
        liaison = offer_of(actor, "GMP sex work liaison")
        consent(actor, person_id, liaison, TO_POLICE, Purpose.REPORT)
        referral_id = send(actor, person_id, liaison, ["CJS"], TO_POLICE, purpose=Purpose.REPORT)
    with acting(cast, "gmp_liaison", days_ago(3, 9)) as actor:
        referrals.accept_without_case(actor=actor, referral_id=referral_id, version=1)


def _late(cast: Cast) -> None:
    """Nobody at the wellbeing service has answered: the managers of both sides were told, and will be again."""
    sent = add_working_days(clock.today() - timedelta(days=12), 0)
    refer(cast, "mash_caseworker", at(sent, 11), "Fenn", "LGBT Foundation wellbeing", ["MENTAL_HEALTH"], NEEDED)
    agency_id = cast.actor("mash_caseworker").agency_id
    for moment in (at(add_working_days(sent, 3), 7), hours_ago(1)):
        with clock.frozen_at(moment), acting_as(system_actor(agency_id)):
            referrals.escalate_late(actor=system_actor(agency_id))


def _same_person(cast: Cast) -> None:
    """Two records that a worker knows to be one person's, and two that nobody has looked at yet."""
    with acting(cast, "mash_outreach", days_ago(9, 21)) as actor:
        made = [register(actor, SHARED["people"][alias]) for alias in ("Marcy", "Marci B", "Raye")]
        people.link_records(actor=actor, main_id=made[0], linked_id=made[1])
