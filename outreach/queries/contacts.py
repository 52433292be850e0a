"""Contacts as they are read: one, a session's, a person's, those under one code; with their codes in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from agencies.permissions import Permission
from core import audit
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from outreach import catalogue
from outreach.details import AGE_WORDS, ANSWER_WORDS, DURATION_WORDS, INTENT_WORDS, Details
from outreach.identifiers import code_index
from outreach.models import FourAnswers, GivenItem, OutreachContact
from people import queries as people


@dataclass(frozen=True, slots=True)
class Flag:
    """What a contact asks for, in words, with the kind of tag: red for a child, amber for the rest; grey once done."""

    words: str
    kind: str
    code: str = ""
    settled: bool = False


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact of a session as it is read: in words. `more` are its details as (name, words)."""

    contact: OutreachContact
    given: list[str]
    did: list[str]
    flags: list[Flag]
    more: list[tuple[str, str]]

    @property
    def name(self) -> str:
        """What a list calls them: the alias, that they have a code of their own, or that there is no name."""
        return self.contact.alias or ("Own code" if self.contact.code_index else "No name")


def may_read(actor: Actor) -> bool:
    """Whether the actor's role reads outreach at all."""
    return actor.may(Permission.OUTREACH_READ, Permission.OUTREACH_LOG)


def contacts_visible_to(actor: Actor) -> Select[OutreachContact]:
    """The contacts the actor may read: those of their agency, with permission to read outreach."""
    found = select(OutreachContact).where(belongs_to(actor, OutreachContact))
    return found if may_read(actor) else found.where(OutreachContact.id.is_(None))


def peek_contact(actor: Actor, contact_id: UUID) -> OutreachContact:
    """One contact without a note in the audit trail, for a verb that makes its own; NotVisible when there is none."""
    found = contact_if_any(actor, contact_id)
    if found is None:
        raise NotVisible
    return found


def contact(actor: Actor, contact_id: UUID) -> OutreachContact:
    """One contact; NotVisible when there is none for this actor. The read is audited when it is about someone."""
    found = peek_contact(actor, contact_id)
    if found.person_id is not None or found.alias_sealed is not None or found.code_index is not None:
        audit.record(actor=actor, verb="read", kind="outreach contact", row_id=found.id, subject_id=found.person_id)
    return found


def contact_if_any(actor: Actor, contact_id: UUID) -> OutreachContact | None:
    """The contact of an id that a phone gave, None when it is new."""
    return current_session().scalars(contacts_visible_to(actor).where(OutreachContact.id == contact_id)).one_or_none()


def contacts_page(actor: Actor, session_id: UUID, number: int) -> Page[ContactRow]:
    """A page of a session's contacts, the latest first, with what was given and done in words."""
    newest = contacts_visible_to(actor).where(OutreachContact.session_id == session_id)
    page = page_of(newest.order_by(OutreachContact.at.desc(), OutreachContact.id.desc()), number)
    return Page(in_words(actor, page.items), page.page, page.total, page.size)


def contacts_with(actor: Actor, person_id: UUID, most: int = 10) -> list[ContactRow]:
    """The latest outreach contacts linked to a person's record."""
    newest = contacts_visible_to(actor).where(people.in_same_person(actor, OutreachContact.person_id, person_id))
    found = current_session().scalars(newest.order_by(OutreachContact.at.desc()).limit(most))
    return in_words(actor, list(found))


def same_code(actor: Actor, contact: OutreachContact, most: int = 50) -> list[OutreachContact]:
    """The other contacts under a contact's own code, the latest first; none when it has no code."""
    if contact.code_index is None:
        return []
    return [row for row in _with_index(actor, contact.code_index, most + 1) if row.id != contact.id][:most]


def with_code(actor: Actor, code: str, most: int = 50) -> list[OutreachContact]:
    """The contacts under a code that somebody says is theirs, in the actor's agency alone, the latest first.

    Each that is found is audited as read.
    """
    found = _with_index(actor, code_index(actor.agency_id, code), most)
    for row in found:
        audit.record(actor=actor, verb="read", kind="outreach contact", row_id=row.id, subject_id=row.person_id)
    return found


def in_words(actor: Actor, contacts: list[OutreachContact]) -> list[ContactRow]:
    """Contacts with their codes turned into words: one query for the items of all."""
    given = _given(actor, [contact.id for contact in contacts])
    return [
        ContactRow(
            contact, given.get(contact.id, []), _labels(contact.interventions, catalogue.interventions()),
            [_flag(code, contact.settled) for code in contact.flags], _more(contact),
        )
        for contact in contacts
    ]  # fmt: skip


def details_of(contact: OutreachContact) -> Details:
    """What was noted of a contact beside what was given and done."""
    return Details(
        duration=contact.duration, ward=contact.ward, beat=contact.beat, age_band=contact.age_band,
        setting=contact.setting, information=contact.information, concerns=contact.concerns, barrier=contact.barrier,
        reporting_intent=contact.reporting_intent, referral_offered=contact.referral_offered,
        referral_accepted=contact.referral_accepted,
    )  # fmt: skip


def given_rows(actor: Actor, contact_id: UUID) -> list[GivenItem]:
    """What was given at a contact, item by item."""
    found = select(GivenItem).where(belongs_to(actor, GivenItem), GivenItem.contact_id == contact_id)
    return list(current_session().scalars(found))


def _with_index(actor: Actor, index: str, most: int) -> list[OutreachContact]:
    found = contacts_visible_to(actor).where(OutreachContact.code_index == index)
    return list(current_session().scalars(found.order_by(OutreachContact.at.desc()).limit(most)))


def _given(actor: Actor, contact_ids: list[UUID]) -> dict[UUID, list[str]]:
    rows = current_session().execute(
        select(GivenItem.contact_id, GivenItem.item, GivenItem.quantity).where(
            belongs_to(actor, GivenItem), GivenItem.contact_id.in_(contact_ids)
        )
    )
    order = list(catalogue.items())
    found: dict[UUID, list[str]] = {}
    for contact_id, item, quantity in sorted(rows, key=lambda row: order.index(row.item) if row.item in order else 99):
        found.setdefault(contact_id, []).append(f"{quantity} {catalogue.items().get(item, item).lower()}")
    return found


def _more(contact: OutreachContact) -> list[tuple[str, str]]:
    said = (
        ("Where", _place(contact)),
        ("How long", DURATION_WORDS[contact.duration] if contact.duration else ""),
        ("Age", AGE_WORDS[contact.age_band] if contact.age_band else ""),
        ("Works", catalogue.settings().get(contact.setting or "", contact.setting or "")),
        ("Told about", ", ".join(_labels(contact.information, catalogue.INFORMATION))),
        ("Worries", ", ".join(_labels(contact.concerns, catalogue.CONCERNS))),
        ("Keeps them from reporting", catalogue.barriers().get(contact.barrier or "", contact.barrier or "")),
        ("Reporting", INTENT_WORDS[contact.reporting_intent] if contact.reporting_intent else ""),
        ("Referral offered", _answer(contact.referral_offered)),
        ("Referral wanted", _answer(contact.referral_accepted)),
    )
    return [(name, words) for name, words in said if words]


def _place(contact: OutreachContact) -> str:
    return ", ".join(part for part in (contact.beat, catalogue.wards().get(contact.ward or "")) if part)


def _answer(answer: FourAnswers) -> str:
    return "" if answer is FourAnswers.NOT_ASKED else ANSWER_WORDS[answer]


def _labels(codes: Iterable[str], words: Mapping[str, str]) -> list[str]:
    return [words.get(code, code) for code in codes]


def _flag(code: str, settled: Iterable[str]) -> Flag:
    done = code in settled
    kind = "grey" if done else ("red" if code == "under_18" else "amber")
    return Flag(catalogue.FLAGS.get(code, code), kind, code, done)
