"""Reads of Very Brief Interventions, inside the actor's agency. What hangs on an excluded person is not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from agencies.permissions import Permission
from core import audit
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.crypto.fields import unpacked
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from outreach import queries as outreach
from outreach.brief import catalogue
from outreach.brief.models import BriefIntervention, Said
from outreach.brief.rules import may_be_with
from outreach.models import OutreachContact
from people import queries as people
from people.queries.names import worker_names

READERS = (Permission.OUTREACH_READ, Permission.OUTREACH_LOG)
LEFT = "Somebody who left"


@dataclass(frozen=True, slots=True)
class BriefLine:
    """One row of a list: what it was about, in words that name nobody."""

    row: BriefIntervention
    given_by: str
    about: list[str]
    is_due: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """One question as it was answered: yes or no in words, and what they said."""

    text: str
    said: str
    words: str
    was_asked: bool


def visible_to(actor: Actor) -> Select[BriefIntervention]:
    """The interventions that the actor may read: their agency's, with permission to read outreach."""
    found = select(BriefIntervention).where(belongs_to(actor, BriefIntervention))
    return found if actor.may(*READERS) else found.where(BriefIntervention.id.is_(None))


def intervention(actor: Actor, brief_id: UUID) -> BriefIntervention:
    """One intervention as it stands now; NotVisible when there is none for this actor. The read is audited."""
    row = peek(actor, brief_id)
    subject = subject_of(actor, row)
    audit.record(actor=actor, verb="read", kind="brief intervention", row_id=row.id, subject_id=subject)
    return row


def peek(actor: Actor, brief_id: UUID) -> BriefIntervention:
    """One intervention without an audit entry, for a verb that records its own."""
    found = visible_to(actor).where(BriefIntervention.id == brief_id).execution_options(populate_existing=True)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.id])
    return row


def contact_of(actor: Actor, row: BriefIntervention) -> OutreachContact | None:
    """The contact that it was part of, when it was part of one that the actor may see."""
    if row.contact_id is None:
        return None
    found = outreach.contacts_visible_to(actor).where(OutreachContact.id == row.contact_id)
    return current_session().scalars(found).one_or_none()


def subject_of(actor: Actor, row: BriefIntervention) -> UUID | None:
    """Whose record the contact is linked to by now, if any."""
    contact = contact_of(actor, row)
    return contact.person_id if contact else None


def interventions_page(actor: Actor, number: int, *, due: bool = False) -> Page[BriefLine]:
    """A page of interventions, the latest first; or of those whose follow-up is still to be done, the soonest first."""
    found = visible_to(actor)
    if due:
        found = found.where(BriefIntervention.follow_up_due.is_not(None), BriefIntervention.followed_up_at.is_(None))
        found = found.order_by(BriefIntervention.follow_up_due, BriefIntervention.id)
    else:
        found = found.order_by(BriefIntervention.at.desc(), BriefIntervention.id.desc())
    page: Page[BriefIntervention] = page_of(found, number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def of_session(actor: Actor, session_id: UUID, most: int = 20) -> list[BriefLine]:
    """The interventions of one session, the latest first."""
    found = visible_to(actor).where(BriefIntervention.session_id == session_id)
    return _lines(actor, list(current_session().scalars(found.order_by(BriefIntervention.at.desc()).limit(most))))


def of_contact(actor: Actor, contact_id: UUID, most: int = 5) -> list[BriefLine]:
    """The interventions that were part of one contact, the latest first."""
    found = visible_to(actor).where(BriefIntervention.contact_id == contact_id)
    return _lines(actor, list(current_session().scalars(found.order_by(BriefIntervention.at.desc()).limit(most))))


def session_of_contact(actor: Actor, contact_id: UUID) -> UUID | None:
    """The session of a contact with whom an intervention may be written down; None for one that looked under 18."""
    found = outreach.contacts_visible_to(actor).where(OutreachContact.id == contact_id)
    contact = current_session().scalars(found).one_or_none()
    if contact is None or may_be_with(contact.flags) is not None:
        return None
    return contact.session_id


def with_person(actor: Actor, person_id: UUID, most: int = 5) -> list[BriefLine]:
    """The latest interventions of contacts that are linked to a person's record."""
    contacts = select(OutreachContact.id).where(
        OutreachContact.agency_id == actor.agency_id, people.in_same_person(actor, OutreachContact.person_id, person_id)
    )  # fmt: skip
    found = visible_to(actor).where(BriefIntervention.contact_id.in_(contacts))
    return _lines(actor, list(current_session().scalars(found.order_by(BriefIntervention.at.desc()).limit(most))))


def own_follow_ups(actor: Actor, until: date, most: int = 5) -> list[BriefIntervention]:
    """The follow-ups that the actor promised and has not done, due until a day, the soonest first."""
    found = (
        visible_to(actor)
        .where(BriefIntervention.given_by == actor.user_id, BriefIntervention.followed_up_at.is_(None))
        .where(BriefIntervention.follow_up_due <= until)
        .order_by(BriefIntervention.follow_up_due)
        .limit(most)
    )
    rows = list(current_session().scalars(found))
    load_keys(actor.agency_id, [row.id for row in rows])
    return rows


def answered(row: BriefIntervention) -> list[Answered]:
    """The six questions with what was said to each. Takes an intervention that the actor has opened."""
    words: dict[str, str] = unpacked(row.answers) or {}
    return [
        Answered(each.text, _said_words(row, each.column), words.get(each.code, ""), each.code in row.asked)
        for each in catalogue.questions()
    ]


def answers_kept(row: BriefIntervention) -> dict[str, str]:
    """The words to each question by its code."""
    kept: dict[str, str] = unpacked(row.answers) or {}
    return kept


def names_in(actor: Actor, row: BriefIntervention) -> dict[UUID | None, str]:
    """Who gave it and who followed it up, by id."""
    ids = {each for each in (row.given_by, row.followed_up_by) if each is not None}
    known: dict[UUID | None, str] = dict.fromkeys(ids, LEFT)
    return known | worker_names(actor, ids)


def _said_words(row: BriefIntervention, column: str) -> str:
    return catalogue.SAID_WORDS[getattr(row, column)] if column else ""


def _lines(actor: Actor, rows: list[BriefIntervention]) -> list[BriefLine]:
    names = worker_names(actor, {row.given_by for row in rows})
    return [BriefLine(row, names.get(row.given_by, LEFT), _about(row), _is_due(row)) for row in rows]


def _is_due(row: BriefIntervention) -> bool:
    return row.follow_up_due is not None and row.followed_up_at is None


def _about(row: BriefIntervention) -> list[str]:
    """What stands out, without a word of theirs."""
    found: list[Any] = []
    if row.asked:
        found.append(f"{len(row.asked)} of {len(catalogue.questions())} asked")
    if row.worried is Said.YES:
        found.append("Worried about their safety")
    if row.safe_place is Said.NO:
        found.append("No safe place to go to")
    if row.afraid is Said.YES:
        found.append("Afraid of somebody")
    if row.tips:
        found.append("1 tip" if len(row.tips) == 1 else f"{len(row.tips)} tips")
    if row.wants_referral is Said.YES:
        found.append("Wants a referral")
    return found
