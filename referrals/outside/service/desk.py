"""The desk's verbs: who has a message, contact made, a record made of it, set aside; and what the jobs do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import Clash, Refused
from core.scoping import current_session
from core.words import long_day
from people import queries as people_queries
from people import service as people
from people.models import Answer, Category, ContactMethod, Person
from referrals import vocabulary
from referrals.outside import queries, rules
from referrals.outside.models import EnquiryKind, EnquiryState, OutsideEnquiry
from referrals.outside.rules import Reach
from referrals.outside.service.enquiries import tell_desk
from referrals.outside.words import ASIDE_WORDS
from referrals.rules import PROTECTED_NEEDS
from referrals.service.notices import ENQUIRY_LATE, ENQUIRY_YOURS, refuse

OPEN = (EnquiryState.NEW, EnquiryState.CONTACTED)
KEPT = timedelta(days=90)
DEALT_WITH = "A colleague dealt with this while you were reading. Look again."
VOICEMAIL = {"yes": Answer.GIVEN, "no": Answer.NO}


def assign_enquiry(*, actor: Actor, enquiry_id: UUID, user_id: UUID, version: int) -> OutsideEnquiry:
    """Give a message to a colleague who answers; they are told. Refuses anybody else, and one dealt with."""
    row = queries.enquiry(actor, enquiry_id)
    refuse(rules.may_end(row.state))
    colleague = {user.id: user for user in agencies.colleagues(actor, Permission.REFERRAL_ANSWER)}.get(user_id)
    if colleague is None:
        raise Refused("Choose a colleague who answers.", field="user_id")
    _move(actor, row, version, assigned_to=user_id)
    audit.record(actor=actor, verb="assigned", kind="enquiry", row_id=row.id, fields=["assigned_to"])
    if user_id != actor.user_id:
        outbox.put(
            agency_id=actor.agency_id, address=colleague.email, subject=ENQUIRY_YOURS, path=f"/from-outside/{row.id}",
            once=f"enquiry-assigned:{row.id}:{row.version}",
        )  # fmt: skip
    return row


def note_contact(*, actor: Actor, enquiry_id: UUID, version: int) -> OutsideEnquiry:
    """Say that contact has been made: that stops the first clock. Refuses one that was contacted or dealt with."""
    row = queries.enquiry(actor, enquiry_id)
    if row.state is not EnquiryState.NEW:
        raise Refused("Contact was noted already.")
    name = agencies.user(actor.user_id).name
    _move(actor, row, version, state=EnquiryState.CONTACTED, contacted_at=clock.now(), contacted_name=name,
          assigned_to=row.assigned_to or actor.user_id)  # fmt: skip
    audit.record(actor=actor, verb="contacted", kind="enquiry", row_id=row.id, fields=["state"])
    return row


def set_aside(*, actor: Actor, enquiry_id: UUID, reason: str, version: int) -> OutsideEnquiry:
    """Set a message aside with a reason; what it says is erased after 90 days, and the row stays without it."""
    row = queries.enquiry(actor, enquiry_id)
    refuse(rules.may_end(row.state))
    if reason not in ASIDE_WORDS:
        raise Refused("Choose a reason.", field="reason")
    _move(actor, row, version, state=EnquiryState.SET_ASIDE, reason=reason, **_ended(actor))
    audit.record(actor=actor, verb="set aside", kind="enquiry", row_id=row.id, fields=["state", "reason"])
    return row


def make_record(*, actor: Actor, enquiry_id: UUID, alias: str, version: int) -> Person:
    """Open a record from a message: name, safe contact and what would help, with where it came from.

    The message is erased at once: from here on the record holds it, under the person's own key. A need for immigration
    advice is not written into it (domain.md 4.5); the worker puts it on the case. Refuses one dealt with already, and
    a professional's message about someone who has not agreed.
    """
    row = queries.enquiry(actor, enquiry_id)
    refuse(rules.may_end(row.state))
    _refuse_stale(row, version)
    answers = _answers(actor, row)
    person = people.register_person(actor=actor, alias=alias, origin=_origin(row, answers))
    _write(actor, person, answers)
    now = clock.now()
    _move(actor, row, version, state=EnquiryState.RECORDED, person_id=person.id, answers_sealed=None, erased_at=now,
          **_ended(actor))  # fmt: skip
    audit.record(actor=actor, verb="recorded", kind="enquiry", row_id=row.id, subject_id=person.id, fields=["state"])
    return person


def link_to_record(*, actor: Actor, enquiry_id: UUID, person_id: UUID, version: int) -> Person:
    """Say that a message is from, or about, somebody known here: what would help is added to their record.

    How to reach them is never written into a record that was there before: anybody may have typed it into a public
    form. It stands in the message, readable for 90 days, until a worker has checked it and writes it down.
    """
    row = queries.enquiry(actor, enquiry_id)
    refuse(rules.may_end(row.state))
    _refuse_stale(row, version)
    person = people_queries.person(actor, person_id)
    answers = _answers(actor, row)
    _add_support(actor, person, answers)
    _move(actor, row, version, state=EnquiryState.RECORDED, person_id=person.id, **_ended(actor))
    audit.record(actor=actor, verb="linked", kind="enquiry", row_id=row.id, subject_id=person.id, fields=["state"])
    return person


def chase_unanswered(*, actor: Actor) -> int:
    """Tell those who answer, once a day, of each message that nobody answered in time; returns how many. A job's."""
    today = clock.today()
    late = select(OutsideEnquiry).where(
        OutsideEnquiry.agency_id == actor.agency_id, OutsideEnquiry.state == EnquiryState.NEW,
        OutsideEnquiry.contact_by < today,
    )  # fmt: skip
    rows = current_session().scalars(late).all()
    for row in rows:
        tell_desk(actor, row, ENQUIRY_LATE, f"late-{today.isoformat()}")
    return len(rows)


def erase_old(*, actor: Actor) -> int:
    """Erase what messages said 90 days after they were dealt with; the rows stay, for counting. A job's verb."""
    now = clock.now()
    gone = (
        current_session()
        .scalars(
            update(OutsideEnquiry)
            .where(OutsideEnquiry.agency_id == actor.agency_id, OutsideEnquiry.state.not_in(OPEN))
            .where(OutsideEnquiry.ended_at <= now - KEPT, OutsideEnquiry.erased_at.is_(None))
            .values(answers_sealed=None, erased_at=now, version=OutsideEnquiry.version + 1)
            .returning(OutsideEnquiry.id)
            .execution_options(synchronize_session=False)
        )
        .all()
    )
    for enquiry_id in gone:
        audit.record(actor=actor, verb="erased", kind="enquiry", row_id=enquiry_id, fields=["answers"])
    return len(gone)


def _ended(actor: Actor) -> dict[str, Any]:
    return {"ended_at": clock.now(), "ended_name": agencies.user(actor.user_id).name}


def _move(actor: Actor, row: OutsideEnquiry, version: int, **values: Any) -> None:
    """One conditional UPDATE on state and version: of any number of callers exactly one gets past it."""
    won = current_session().scalar(
        update(OutsideEnquiry)
        .where(OutsideEnquiry.agency_id == actor.agency_id, OutsideEnquiry.id == row.id)
        .where(OutsideEnquiry.state.in_(OPEN), OutsideEnquiry.version == version)
        .values(version=OutsideEnquiry.version + 1, **values)
        .returning(OutsideEnquiry.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(row)
    if won is None:
        raise Clash(DEALT_WITH)


def _refuse_stale(row: OutsideEnquiry, version: int) -> None:
    """Before anything is written: the page that follows must not show what is then undone."""
    if row.version != version:
        raise Clash(DEALT_WITH)


def _answers(actor: Actor, row: OutsideEnquiry) -> dict[str, Any]:
    answers = queries.answers_in(actor, row)
    if row.kind is EnquiryKind.SOMEONE and answers.get("consent") != "yes":
        raise Refused("The person has not agreed to be told about, so no record is made.", instead="Set it aside.")
    return answers


def _origin(row: OutsideEnquiry, answers: dict[str, Any]) -> str:
    when = long_day(row.received_at)
    if row.kind is EnquiryKind.MYSELF:
        return f"Wrote to us through the public form, {when}"
    who = ", ".join(filter(None, (answers.get("teller"), answers.get("organisation"), answers.get("teller_contact"))))
    return f"Told by {who}, through the public form, {when}, with their consent"


def _write(actor: Actor, person: Person, answers: dict[str, Any]) -> None:
    _write_contact(actor, person, answers)
    if words := _support(answers):
        people.write_part(
            actor=actor, person_id=person.id, category=Category.SUPPORT, answer=Answer.GIVEN, words="\n".join(words)
        )


def _add_support(actor: Actor, person: Person, answers: dict[str, Any]) -> None:
    words = _support(answers)
    if not words:
        return
    held = people_queries.part(actor, person.id, Category.SUPPORT)
    before = [held.words] if held is not None and held.words else []
    people.write_part(
        actor=actor, person_id=person.id, category=Category.SUPPORT, answer=Answer.GIVEN,
        words="\n".join([*before, f"Written to us, {long_day(clock.today())}:", *words]),
        version=held.version if held is not None else 0,
    )  # fmt: skip


def _support(answers: dict[str, Any]) -> list[str]:
    """What would help, as lines of the record: their needs but the protected one, and their own words."""
    needs = vocabulary.needs_in_words(need for need in answers.get("needs", ()) if need not in PROTECTED_NEEDS)
    lines = [f"Asked for help with: {'; '.join(needs)}."] if needs else []
    return lines + [line.strip() for line in answers.get("words", "").splitlines() if line.strip()]


def _write_contact(actor: Actor, person: Person, answers: dict[str, Any]) -> None:
    reach = answers.get("reach")
    if not reach:
        return
    comes = reach == Reach.I_WILL
    never = [answers.get("never", ""), "Ring, text or write: they said that they will contact us." if comes else ""]
    people.write_safe_contact(
        actor=actor, person_id=person.id, method=ContactMethod.IN_PERSON if comes else ContactMethod(reach),
        address=None if comes else answers.get("address"), times=answers.get("times"),
        voicemail=VOICEMAIL.get(answers.get("voicemail", ""), Answer.NOT_ASKED), code_word=answers.get("code_word"),
        never=" ".join(filter(None, never)) or None,
    )  # fmt: skip
