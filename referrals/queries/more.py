"""What a receiver asked for beyond the triage part, and the parts that a sender could send now."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.scoping import belongs_to, current_session
from people import queries as people
from people.models import Category, Purpose
from people.rules import Recipient
from people.words import CATEGORY_WORDS
from referrals import letter
from referrals.letter import READING_ORDER, Letter
from referrals.models import MoreAsked, Referral
from referrals.queries.letters import coverage
from referrals.queries.rows import holder_of, kind_of
from referrals.rules import TRIAGE, category_may_be_asked


def questions_of(actor: Actor, referral_id: UUID) -> list[MoreAsked]:
    """Every time that more was asked for, the first one first."""
    found = select(MoreAsked).where(belongs_to(actor, MoreAsked), MoreAsked.referral_id == referral_id)
    return list(current_session().scalars(found.order_by(MoreAsked.asked_at).execution_options(populate_existing=True)))


def open_question(actor: Actor, referral_id: UUID) -> MoreAsked | None:
    """What is asked for now, None when nothing is."""
    return next((each for each in questions_of(actor, referral_id) if each.answered_at is None), None)


def categories_asked(question: MoreAsked) -> list[Category]:
    """The categories of a question, in reading order."""
    return [category for category in READING_ORDER if category.value in question.categories]


def category_names(codes: Collection[str]) -> list[str]:
    """Codes of categories as words, in reading order."""
    return [CATEGORY_WORDS[category] for category in READING_ORDER if category.value in codes]


def askable_of(actor: Actor) -> dict[Category, str]:
    """What the actor's agency may ask a sender for: category to words, without what it has and what may never come."""
    kind = kind_of(actor.agency_id)
    return {
        category: CATEGORY_WORDS[category]
        for category in READING_ORDER
        if category not in TRIAGE and category_may_be_asked(category, kind)
    }


def more_letter(
    actor: Actor, person_id: UUID, referral: Referral, asked: Collection[Category], left_out: Collection[Category] = ()
) -> Letter:
    """The parts asked for as they would leave now, word for word, and those that stay and why.

    A category under which nothing is held has no part.
    """
    held = {
        category: words
        for category, words in people.parts_for_sharing(actor, person_id).items()
        if category in asked
    }  # fmt: skip
    recipient = Recipient(referral.to_agency_id, referral.to_team_id)
    covered = coverage(actor, person_id, {*held, *asked}, recipient, Purpose(referral.purpose))
    sheet = letter.compose(
        held=held, needs=(), coverage=covered, kind=kind_of(referral.to_agency_id), left_out=left_out,
        receiver=holder_of(referral), alias=people.person_alias(actor, person_id),
    )  # fmt: skip
    return Letter(tuple(part for part in sheet.parts if part.category in held))


def not_held(actor: Actor, person_id: UUID, asked: Collection[Category]) -> list[str]:
    """What was asked for and nobody here has written down, in words."""
    held = people.parts_for_sharing(actor, person_id)
    return [CATEGORY_WORDS[category] for category in asked if category not in held]
