"""Questions about answering: who may have a referral, what may be asked for, how it ends, and what may be told of it.

Sources: domain.md 0 (hard rules 1 and 2), S1-18 (named worker, warm handover, no gatekeeping), 4.1, 4.5;
closure_reasons.json, “referral_outcomes”.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from agencies.models import AgencyKind
from core.errors import Refused
from core.words import listed, long_day
from people.models import Category, ConsentState, Purpose
from people.rules import ConsentFact, Recipient, category_may_go_to, may_share
from people.words import CATEGORY_WORDS, KIND_WORDS
from referrals.models import HandoverHow as HandoverHow
from referrals.models import Outcome as Outcome
from referrals.models import Referral, ReferralState
from referrals.rules.gate import KEEPS_NO_RECORD, TRIAGE

#: What a receiver decided with that the criterion must be named for.
NAMES_A_CRITERION = "DECLINED_CRITERIA"
#: Outcomes at the end; the waiting list is where someone stands before it.
FINAL = (Outcome.SUPPORTED, Outcome.REDIRECTED, Outcome.UNABLE_CONTACT, Outcome.PERSON_DECLINED)
#: What police and probation end with: they support nobody here, and say what they did with what they read.
READ_ONLY_FINAL = (Outcome.ACTED_ON, Outcome.NO_FURTHER_ACTION, Outcome.UNABLE_CONTACT, Outcome.PERSON_DECLINED)
#: For either of these a person may have agreed that the agency which sent them hears how it went.
CLOSING_PURPOSES = (Purpose.JOINT_WORK, Purpose.SUPPORT)
LONGEST_WAIT_DAYS = 366


class Telling(StrEnum):
    """How much the agency that sent a person may hear of how it went (docs/decisions/013)."""

    NOTE = "note"
    CODE = "code"
    NOTHING = "nothing"


def may_have_it(*, name: str, may_answer: bool, may_lead: bool, opens_case: bool) -> Refused | None:
    """Refuse a worker who could not answer the referral, or could not lead the case that accepting opens."""
    if not may_answer:
        return Refused(f"{name} cannot answer referrals.", instead="Choose someone who can.", field="worker")
    if opens_case and not may_lead:
        return Refused(
            f"{name} cannot lead a case, and accepting opens one.", instead="Choose someone who can.", field="worker"
        )
    return None


def all_or_nothing(done: str, refused: Mapping[str, str]) -> Refused | None:
    """Refuse an act on several at once when one of them is not allowed, and name each that is not and why.

    `done`: the act in the past (“assigned”, “sent”); `refused`: what the reader may call each, and the reason.
    """
    if not refused:
        return None
    reasons = " ".join(f"{name}: {reason}" for name, reason in refused.items())
    return Refused(f"None of them was {done}. {reasons}", instead="Leave it out, then do it again.")


def more_may_be_asked(
    referral: Referral, categories: Collection[Category], kind: AgencyKind, why: str
) -> Refused | None:
    """Refuse to ask for nothing, without a reason, twice at once, or for what may never come to this kind of agency.

    Police and probation ask for nothing here: what they want to know they ask for by a request (domain.md 2.5).
    """
    if kind in KEEPS_NO_RECORD:
        return Refused("Your agency reads what people chose to send, and asks for no more here.", field="categories")
    if referral.more_asked_at is not None:
        return Refused("You have asked already, and they have not answered yet.", field="categories")
    if not set(categories) - set(TRIAGE):
        return Refused("Choose what you need to know in order to decide.", field="categories")
    barred = [CATEGORY_WORDS[each].lower() for each in categories if not category_may_go_to(each, kind)]
    if barred:
        return Refused(f"You cannot ask for {listed(barred)}: it never goes to {KIND_WORDS[kind]}.", field="categories")
    if not why.strip():
        return Refused("Say why you need it. They will ask the person.", field="why")
    return None


def category_may_be_asked(category: Category, kind: AgencyKind) -> bool:
    """Whether an agency of this kind may ask for a category at all: only for what could ever come to it."""
    return category_may_go_to(category, kind)


def more_was_asked(referral: Referral) -> Refused | None:
    """Refuse to send more, or to say no to it, when nobody is asking."""
    if referral.more_asked_at is not None:
        return None
    return Refused("They are not asking for anything now.", instead="Nothing was sent.")


def parts_were_asked_for(going: Collection[Category], asked: Collection[Category]) -> Refused | None:
    """Refuse parts that nobody asked for, and an answer without any part."""
    if not going:
        return Refused(
            "There is nothing here that may go.", instead="Record consent, or say that it is not shared.", field="stays"
        )
    beyond = [CATEGORY_WORDS[each].lower() for each in going if each not in asked]
    return Refused(f"They did not ask for {listed(beyond)}.", field="stays") if beyond else None


def decline_is_whole(
    *, reason_code: str, known: Collection[str], criterion: str, has_alternative: bool, none_found: bool
) -> Refused | None:
    """Refuse a decline without a reason, without its criterion, or without a way on (domain.md S1-18).

    A way on is another service, or the words that none was found, which count as an unmet need; never both.
    """
    if reason_code not in known:
        return Refused("Choose a reason.", field="reason_code")
    if reason_code == NAMES_A_CRITERION and not criterion.strip():
        return Refused("Name the criterion that they do not meet.", field="criterion")
    if not has_alternative and not none_found:
        return Refused(
            "Choose another service, or say that none was found.", field="alternative_service_id"
        )  # fmt: skip
    if has_alternative and none_found:
        return Refused("You chose another service and said that none was found.", field="none_found")
    return None


def is_another_service(chosen: object, asked: object, *, act: str, field: str) -> Refused | None:
    """Refuse the very service that the referral is for, where another one is wanted."""
    if chosen != asked:
        return None
    return Refused(f"Choose another service than the one you are {act}.", field=field)


def redirect_may_be_asked(referral: Referral) -> Refused | None:
    """Refuse a second proposal while the sender has not answered the first."""
    if not redirect_is_open(referral):
        return None
    return Refused("You have proposed another service already, and they have not answered yet.", field="service")


def redirect_is_open(referral: Referral) -> bool:
    """Whether the receiver has proposed another service and waits for the sender’s word."""
    return referral.redirect_asked_at is not None and referral.redirect_answered_at is None


def waits_for_sender(referral: Referral) -> bool:
    """Whether the next step is the sender’s: more was asked for, or another service proposed."""
    return referral.more_asked_at is not None or redirect_is_open(referral)


def wait_is_dated(expected_on: date | None, today: date) -> Refused | None:
    """Refuse a waiting list whose expected day is past, or more than a year away."""
    if expected_on is None or 0 <= (expected_on - today).days <= LONGEST_WAIT_DAYS:
        return None
    if expected_on < today:
        return Refused("The day you expect to begin must be today or later.", field="expected_on")
    return Refused(
        "The day you expect to begin must be within a year.", instead="Else decline, for capacity.", field="expected_on"
    )


def handover_may_be_confirmed(referral: Referral, met_on: date, today: date) -> Refused | None:
    """Refuse a handover of what was not accepted, a second one, and a day before it was sent or after today."""
    if referral.state is not ReferralState.ACCEPTED:
        return Refused("Only a referral that you accepted can be handed over.")
    if referral.handover_confirmed_at is not None and referral.handover_on is not None:
        return Refused(f"{referral.handover_name} met them on {long_day(referral.handover_on)}: that is confirmed.")
    if met_on > today:
        return Refused("Confirm it when it has happened: the day must be today or earlier.", field="met_on")
    if met_on < referral.sent_at.date():
        return Refused("The day must not be before the referral was sent.", field="met_on")
    return None


def may_be_ended(referral: Referral) -> Refused | None:
    """Refuse an outcome for what was not accepted, or has one already."""
    if referral.state is not ReferralState.ACCEPTED:
        return Refused("Only a referral that you accepted has an outcome.", instead="Accept or decline it first.")
    if referral.outcome_at is not None:
        return Refused(f"How it went was told on {long_day(referral.outcome_at)}.", instead="Nothing was changed.")
    return None


def outcomes_of(kind: AgencyKind) -> tuple[Outcome, ...]:
    """The outcomes that an agency of this kind can end with."""
    return READ_ONLY_FINAL if kind in KEEPS_NO_RECORD else FINAL


def outcome_is_known(outcome: Outcome, kind: AgencyKind) -> Refused | None:
    """Refuse an outcome that this kind of agency does not end with."""
    return None if outcome in outcomes_of(kind) else Refused("Choose how it went.", field="outcome")


def may_tell_outcome(facts: Iterable[ConsentFact], recipient: Recipient, today: date) -> Telling:
    """How much the agency that sent someone may hear of how it went.

    A live yes to “support they want” lets a note go. Not asked, or run out: the code alone, which answers for the
    referral. A no, or a yes taken back, beats both: only that it has ended is told. `facts`: the receiver’s own
    consents of the person; `recipient`: the agency and team that sent them. Source: docs/decisions/013.
    """
    known = list(facts)
    if consent_to_tell(known, recipient, today) is not None:
        return Telling.NOTE
    about = [fact for fact in known if fact.is_for(recipient) and Category.SUPPORT in fact.answers]
    heard = [fact for fact in about if fact.purpose in CLOSING_PURPOSES and fact.state is not ConsentState.SUPERSEDED]
    last = max(heard, key=lambda fact: fact.said_order(Category.SUPPORT), default=None)
    return Telling.NOTHING if last is not None and _is_a_no(last) else Telling.CODE


def _is_a_no(said: ConsentFact) -> bool:
    taken_back = said.state is ConsentState.WITHDRAWN or Category.SUPPORT in said.taken_back
    return taken_back or not said.answers[Category.SUPPORT]


def consent_to_tell(facts: Iterable[ConsentFact], recipient: Recipient, today: date) -> UUID | None:
    """The consent by which a closing note may go; None when there is none."""
    known = list(facts)
    for purpose in CLOSING_PURPOSES:
        found = may_share(known, [Category.SUPPORT], recipient, purpose, today).covered.get(Category.SUPPORT)
        if found is not None:
            return found.id
    return None


def note_may_go(note: str, telling: Telling, *, sender: str) -> Refused | None:
    """Refuse a closing note that no consent of the receiver’s own covers; the code alone may still go."""
    if not note.strip() or telling is Telling.NOTE:
        return None
    why = "They said no to" if telling is Telling.NOTHING else "No consent here covers"
    return Refused(
        f"Nothing was sent. {why} telling {sender} how it went.",
        instead="Record consent first, or end it without a note.",
        field="note",
    )
