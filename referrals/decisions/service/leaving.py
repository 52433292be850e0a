"""When it leaves: sealed, to a team in Roundtable, or told to a body outside. A row of the ledger each way."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.actor import Actor
from core.calendar import add_working_days
from core.errors import Refused
from people import queries as people
from people.models import Category, DisclosureKind, Purpose
from referrals import service as referrals
from referrals.decisions import queries, rules
from referrals.decisions.models import DecisionState, SharingDecision, StepVerb
from referrals.decisions.notices import tell_second
from referrals.decisions.queries import Opened
from referrals.decisions.service.ledger import ledger_reason, write_outside
from referrals.decisions.service.moving import move, note
from referrals.decisions.service.writing import NOT_WHOLE, refuse_held_back, written_by
from referrals.models import RestsOn, Urgency
from referrals.package import Package, SealedPart, Triage
from referrals.service.sending import contact_values, hold_person, refuse_parties

#: How long an emergency's copy may be opened before a review day has been written: the receiver acts today.
EMERGENCY_DAYS = 10
OUTSIDE_HOW = "Say how they were told."


def send_now(*, actor: Actor, decision_id: UUID, version: int, typed: str = "") -> SharingDecision:
    """Share in an emergency, at once, on three answers; the rest is written within one working day.

    Refuses without the three, for anything but identity and safety facts, what the firewall holds back, words nobody
    read again, and police without their name typed out. Source: domain.md 3.6 and 4.5.
    """
    opened = written_by(actor, decision_id)
    if not opened.row.emergency or opened.left:
        raise Refused("Only an emergency leaves before a second person has answered.")
    if opened.missing:
        raise Refused(NOT_WHOLE, instead="Answer the three questions first.")
    if opened.offer is None and not opened.answers.outside_how:
        raise Refused(OUTSIDE_HOW, field="outside_how")
    refuse_held_back(actor, opened)
    if opened.offer is not None:
        rules.refuse_untyped(opened.kind, opened.offer.agency_name, typed)
    due = rules.complete_by(clock.today())
    row = move(
        actor, opened.row, version, (DecisionState.DRAFT,), state=DecisionState.LEFT, left_at=clock.now(),
        complete_by=due, tell_on=due,
    )  # fmt: skip
    row.referral_id = let_go(actor, opened, urgency=Urgency.EMERGENCY)
    note(actor, row, StepVerb.LEFT)
    tell_second(actor, row, "left")
    return row


def let_go(actor: Actor, opened: Opened, *, urgency: Urgency) -> UUID | None:
    """Seal exactly what was decided and send it, or write down what a body outside was told; the caller has asked.

    `actor`: whoever let it go; the ledger names the one who decided. The receiver's copy opens until the review day.
    Returns the referral, None for a body outside.
    """
    if opened.offer is None:
        write_outside(actor, opened)
        return None
    hold_person(actor, opened.row.person_id)
    refuse_parties(actor, opened.offer)
    referral = referrals.seal_and_send(
        actor=actor, person_id=opened.row.person_id, offer=opened.offer, purpose=Purpose.SAFEGUARDING, urgency=urgency,
        package=_package(actor, opened), categories=opened.categories, rests_on=RestsOn.DECISION,
        decision_id=opened.row.id, ledger=DisclosureKind.DECISION, sent_by=opened.row.decided_by,
        reason=ledger_reason(opened.row),
    )  # fmt: skip
    return referral.id


def _package(actor: Actor, opened: Opened) -> Package:
    """The authorised kinds and nothing else: no support wanted, no needs, no words that were not decided on."""
    who = people.person(actor, opened.row.person_id)
    words = {part.category: list(part.paragraphs) for part in queries.going(actor, opened)}
    until = opened.row.review_on or add_working_days(clock.today(), EMERGENCY_DAYS)
    triage = Triage(
        alias=who.alias or who.reference, pronouns=who.pronouns, wants=None, needs=[],
        name_words=words.pop(Category.ALIAS), support=[], until=until.isoformat(),
        alarm=[line for line in opened.answers.message.splitlines() if line.strip()],
    )  # fmt: skip
    parts = {category.value: SealedPart(paragraphs) for category, paragraphs in words.items()}
    if Category.CONTACT in words:
        values = contact_values(actor, opened.row.person_id)
        parts[Category.CONTACT.value] = SealedPart(words[Category.CONTACT], values)
    return Package(triage, parts)
