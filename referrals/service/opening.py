"""What accepting opens: the receiver's own person and case, from the words of the package, with their provenance."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from agencies.queries import names_of
from cases import service as cases
from cases.models import Case, CaseKind
from core import clock
from core.actor import Actor
from core.words import long_day
from directory.queries import service as directory_service
from people import service as people
from people.models import Answer, Category, Person
from people.words import contact_from_package
from referrals.models import Referral, RestsOn
from referrals.package import Package, SealedPart

LEGAL_NAME, BIRTH_DATE = Category.LEGAL_NAME.value, Category.DOB.value
HOW_IT_CAME = {RestsOn.CONSENT: "with their consent", RestsOn.DECISION: "shared without consent, by a decision"}


def open_person(actor: Actor, referral: Referral, opened: Package) -> Person:
    """Register the person anew at the receiver, and write each part that was sent, later parts included."""
    triage = opened.triage
    sender = names_of([referral.from_agency_id])[referral.from_agency_id]
    person = people.register_person(
        actor=actor, alias=triage.alias, pronouns=triage.pronouns, wants=triage.wants, origin_referral_id=referral.id,
        origin=f"From {sender} by referral, {long_day(clock.today())}, {HOW_IT_CAME[referral.rests_on]}",
    )  # fmt: skip
    for code, part in _own_parts(opened).items():
        _write_part(actor, referral, person, Category(code), part)
    _write_identity(actor, person, opened)
    return person


def open_first_case(actor: Actor, referral: Referral, person: Person, opened: Package, lead_user_id: UUID) -> Case:
    """Open the case that the referral asks for, led by a worker of the receiver."""
    is_isva = directory_service(referral.service_id).opens_isva_case
    return cases.open_case(
        actor=actor, person_id=person.id, kind=CaseKind.ISVA if is_isva else CaseKind.CASEWORK,
        lead_user_id=lead_user_id, needs=opened.triage.needs, origin_referral_id=referral.id,
        origin_agency_id=referral.from_agency_id,
    )  # fmt: skip


def _own_parts(opened: Package) -> dict[str, SealedPart]:
    """The parts that land as words: all but legal identity, with what was told of the support wanted."""
    told = {Category.SUPPORT.value: SealedPart(opened.triage.told)} if opened.triage.told else {}
    return {**told, **{code: part for code, part in opened.parts.items() if code not in (LEGAL_NAME, BIRTH_DATE)}}


def _write_part(actor: Actor, referral: Referral, person: Person, category: Category, part: SealedPart) -> None:
    """A safe contact lands as one, field by field; all else as the words that were sent."""
    if category is Category.CONTACT and part.values:
        people.write_safe_contact(actor=actor, person_id=person.id, **contact_from_package(part.values))
        return
    people.write_part(
        actor=actor, person_id=person.id, category=category, answer=Answer.GIVEN,
        words="\n".join(part.paragraphs), origin_referral_id=referral.id,
    )  # fmt: skip


def _write_identity(actor: Actor, person: Person, opened: Package) -> None:
    name, born = opened.parts.get(LEGAL_NAME), opened.parts.get(BIRTH_DATE)
    if name is None and born is None:
        return
    people.write_identity(
        actor=actor, person_id=person.id,
        legal_name_answer=Answer.GIVEN if name else Answer.NOT_ASKED,
        legal_name=" ".join(name.paragraphs) if name else "",
        birth_date_answer=Answer.GIVEN if born else Answer.NOT_ASKED,
        birth_date=_day(born.paragraphs[0]) if born else None,
    )  # fmt: skip


def _day(words: str) -> date:
    """A day as `core.words.long_day` wrote it into the letter: “25 November 1990”."""
    return datetime.strptime(words, "%d %B %Y").date()
