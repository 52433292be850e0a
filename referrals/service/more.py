"""More than the letter: the receiver asks for it, and the sender seals what the person agrees to, or says no."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from agencies.queries import user
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session
from directory.queries import service_offer
from people import service as people_service
from people.models import Category, DisclosureKind, Purpose
from people.rules import Coverage, Recipient
from referrals import package, queries, rules
from referrals.letter import READING_ORDER, Letter
from referrals.models import MoreAnswer, MoreAsked, Referral, ReferralSubject
from referrals.package import SealedPart
from referrals.queries import kind_of
from referrals.service.moving import move, move_sent, receiver_name
from referrals.service.notices import ASKS_YOU, REPLIED, refuse, tell_receiver, tell_sender
from referrals.service.pausing import pause_clock, resume_clock
from referrals.service.receiving import seen_by, write_beside
from referrals.service.sending import contact_values, hold_person, refuse_parties

NOT_SHARED = "Asked for by them, and not shared"


def ask_for_more(
    *,
    actor: Actor,
    referral_id: UUID,
    version: int,
    categories: Collection[Category],
    why: str,
    words_checked: bool = False,
) -> MoreAsked:
    """Ask the sender for categories that are needed to decide, and say why, in the thread; the clock stands still.

    Refuses an answered referral, a second question while one is open, no category, no reason, and what may never go to
    an agency of this kind. The sender answers with the person's consent, or says that it is not shared.
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
    refuse(rules.more_may_be_asked(referral, categories, kind_of(actor.agency_id), why))
    codes = [category.value for category in READING_ORDER if category in categories]
    move(actor, referral, version, more_asked_at=clock.now(), **seen_by(actor, referral))
    question = MoreAsked(
        referral_id=referral.id, from_agency_id=actor.agency_id, to_agency_id=referral.from_agency_id,
        asked_at=clock.now(), asked_name=user(actor.user_id).name, categories=codes,
    )  # fmt: skip
    current_session().add(question)
    current_session().flush()
    write_beside(actor, referral, why, field="why", checked=words_checked)
    pause_clock(actor, referral)
    audit.record(actor=actor, verb="asked for more", kind="referral", row_id=referral.id, fields=codes)
    tell_sender(referral, ASKS_YOU, f"asked-{question.id}")
    return question


def send_more(
    *,
    actor: Actor,
    referral_id: UUID,
    categories: Collection[Category],
    shown: str | None = None,
    version: int | None = None,
    words_checked: bool = False,
) -> Referral:
    """Seal parts that were asked for as a supplement of the package, and send it; the clock goes on.

    The gate is that of a referral: agreements of both sides, consent for each category at this moment, the firewall,
    the words as they were shown, watched words read again. What was asked for and is not among `categories` counts as
    not shared. Refuses when nobody is asking, and parts that nobody asked for. Source: domain.md 4.1 and 4.5.
    """
    referral = queries.sent_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
    refuse(rules.more_was_asked(referral))
    note, question = _note_and_question(actor, referral)
    hold_person(actor, note.person_id)
    asked = queries.categories_asked(question)
    going = [category for category in asked if category in categories]
    refuse(rules.parts_were_asked_for(categories, asked))
    sheet, covered = _ready(actor, referral, note, asked, going, shown, words_checked=words_checked)
    move_sent(actor, referral, _read(referral, version), more_asked_at=None)
    _seal(actor, referral, note, sheet, covered)
    question.sent = [category.value for category in going]
    _answer(actor, referral, question, MoreAnswer.SENT if len(going) == len(asked) else MoreAnswer.PART)
    _write_ledger(actor, referral, note, DisclosureKind.PACKAGE, going, covered.covered[going[0]].id)
    audit.record(
        actor=actor, verb="sent more of", kind="referral", row_id=referral.id, subject_id=note.person_id,
        fields=[category.value for category in going],
    )  # fmt: skip
    return referral


def refuse_more(*, actor: Actor, referral_id: UUID, version: int | None = None) -> Referral:
    """The sender's no: nothing of what was asked for is shared. The receiver decides without it; the clock goes on.

    Nobody is told why: the reason may be the person's own.
    """
    referral = queries.sent_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
    refuse(rules.more_was_asked(referral))
    note, question = _note_and_question(actor, referral)
    move_sent(actor, referral, _read(referral, version), more_asked_at=None)
    _answer(actor, referral, question, MoreAnswer.NOT_SHARED)
    asked = queries.categories_asked(question)
    _write_ledger(actor, referral, note, DisclosureKind.REFUSAL, asked, reason=NOT_SHARED)
    audit.record(
        actor=actor, verb="did not share more of", kind="referral", row_id=referral.id, subject_id=note.person_id,
        fields=question.categories,
    )  # fmt: skip
    return referral


def record_more_refused(*, actor: Actor, referral_id: UUID, categories: Collection[Category], reason: str) -> None:
    """Put a supplement that a rule refused into the person's ledger: what would have gone, and why it did not."""
    referral = queries.sent_referral(actor, referral_id)
    note, _ = _note_and_question(actor, referral)
    _write_ledger(actor, referral, note, DisclosureKind.REFUSAL, categories, reason=reason)


def _note_and_question(actor: Actor, referral: Referral) -> tuple[ReferralSubject, MoreAsked]:
    note, question = queries.subject(actor, referral.id), queries.open_question(actor, referral.id)
    if note is None or question is None:
        raise NotVisible
    return note, question


def _ready(
    actor: Actor, referral: Referral, note: ReferralSubject, asked: list[Category], going: list[Category],
    shown: str | None, *, words_checked: bool,
) -> tuple[Letter, Coverage]:  # fmt: skip
    """Ask every rule of sending, and give the sheet as it leaves."""
    offer = service_offer(referral.service_id)
    refuse_parties(actor, offer)
    refuse(rules.firewall_allows(going, [], offer.kind))
    recipient = Recipient(referral.to_agency_id, referral.to_team_id)
    covered = queries.coverage(actor, note.person_id, going, recipient, Purpose(referral.purpose))
    refuse(rules.consent_covers(covered.missing, offer.agency_name))
    left_out = [category for category in asked if category not in going]
    sheet = queries.more_letter(actor, note.person_id, referral, asked, left_out)
    refuse(rules.parts_were_asked_for([part.category for part in sheet.going], going))
    refuse(rules.letter_is_the_one_shown(shown, sheet.digest))
    found = [word for word, _ in queries.words_to_look_at(sheet, offer)]
    refuse(rules.words_were_checked(found, checked=words_checked))
    return sheet, covered


def _seal(actor: Actor, referral: Referral, note: ReferralSubject, sheet: Letter, covered: Coverage) -> None:
    parts = {part.category.value: SealedPart(list(part.paragraphs)) for part in sheet.going}
    if Category.CONTACT.value in parts:
        words = parts[Category.CONTACT.value].paragraphs
        parts[Category.CONTACT.value] = SealedPart(words, contact_values(actor, note.person_id))
    facts = [covered.covered[part.category] for part in sheet.going]
    until: date = min(fact.valid_until for fact in facts)
    package.seal_supplement(actor, referral, parts, until)
    note.consent_ids = sorted({*note.consent_ids, *(str(fact.id) for fact in facts)})
    current_session().flush()


def _answer(actor: Actor, referral: Referral, question: MoreAsked, answer: MoreAnswer) -> None:
    question.answered_at, question.answer = clock.now(), answer
    question.answered_name = user(actor.user_id).name
    current_session().flush()
    if not rules.waits_for_sender(referral):
        resume_clock(actor, referral)
    tell_receiver(referral, REPLIED, f"answered-{question.id}")


def _write_ledger(
    actor: Actor, referral: Referral, note: ReferralSubject, kind: DisclosureKind, categories: Collection[Category],
    consent_id: UUID | None = None, reason: str | None = None,
) -> None:  # fmt: skip
    people_service.record_disclosure(
        actor=actor, person_id=note.person_id, kind=kind, recipient_agency_id=referral.to_agency_id,
        recipient_team_id=referral.to_team_id, categories=sorted(categories), consent_id=consent_id,
        referral_id=referral.id, reason=reason,
    )  # fmt: skip


def _read(referral: Referral, version: int | None) -> int:
    return referral.version if version is None else version
