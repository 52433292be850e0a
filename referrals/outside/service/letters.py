"""The sender's verbs: write a letter to a reader outside, let it go after its hold, recall it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.crypto.fields import packed
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import current_session
from people import service as people_service
from people.models import Category, DisclosureKind
from referrals.outside import queries, rules, sealing
from referrals.outside.models import LetterState, OutsideConsent, OutsideDoor, OutsideLetter
from referrals.outside.rules import Sheet
from referrals.outside.sealing import Place, Secrets
from referrals.outside.service.ending import end_letter, move, tell_sender
from referrals.outside.words import ACCOUNT_CLOSED
from referrals.rules import words_were_checked
from referrals.service.notices import refuse


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the sender chose: what to keep back, which needs to name, who reads it, whom they can ring, for how long."""

    needs: Collection[str]
    left_out: Collection[Category]
    reader: str
    ring: str
    days: int
    shown: str | None = None
    words_checked: bool = False
    typed: str = ""


def write_letter(*, actor: Actor, consent_id: UUID, outgoing: Outgoing) -> tuple[OutsideLetter, Secrets]:
    """Freeze what one consent covers into a letter behind a link; returns it with what is to be shown once.

    It is held as every letter is, then waits at most 14 days. Refuses what this consent does not cover today, what may
    never go to such an organisation, words that were not read again, a letter that differs from the one shown, an
    untyped name where one is needed, and a reader without a work address. Nothing is stored then.
    Source: domain.md 4.1 and 4.5, security.md T6 and T8.
    """
    consent = _hold(actor, consent_id)
    sheet = queries.sheet_for(actor, consent, outgoing.needs, outgoing.left_out)
    going = [part.category for part in sheet.going]
    refuse(rules.firewall_holds(going, outgoing.needs, consent.kind))
    refuse(_coverage(consent, going))
    refuse(rules.something_goes(sheet))
    refuse(rules.reader_can_be_reached(outgoing.reader))
    refuse(rules.sender_can_be_rung(outgoing.ring))
    refuse(rules.sheet_is_the_one_shown(outgoing.shown, sheet.digest))
    found = [word for word, _ in queries.words_to_look_at(sheet, consent, outgoing.ring)]
    refuse(words_were_checked(found, checked=outgoing.words_checked))
    refuse(rules.name_was_typed(outgoing.typed, consent.organisation or "", consent.kind))
    return _store(actor, consent, sheet, outgoing)


def record_refusal(*, actor: Actor, consent_id: UUID, categories: Collection[Category], reason: str) -> None:
    """Put a refused letter into the person's ledger: what would have gone, to whom, and why it did not."""
    consent = queries.outside_consent(actor, consent_id)
    people_service.record_disclosure(
        actor=actor, person_id=consent.person_id, kind=DisclosureKind.REFUSAL, recipient_agency_id=actor.agency_id,
        recipient_team_id=None, categories=sorted(categories), outside=consent.organisation, reason=reason,
    )  # fmt: skip


def recall_letter(*, actor: Actor, letter_id: UUID) -> OutsideLetter:
    """Recall a letter at any time: its link is dead at once, and a reader who has it open reads it no more.

    Refuses one that has ended. What was read before cannot be taken back from whoever read it.
    """
    letter = queries.outside_letter(actor, letter_id)
    refuse(rules.may_be_recalled(letter.state))
    held = letter.state is LetterState.HELD
    state = LetterState.UNDONE if held else LetterState.RECALLED
    among = (LetterState.HELD,) if held else (LetterState.READY, LetterState.READING)
    if not end_letter(actor, letter, state, among=among):
        refuse(rules.may_be_recalled(letter.state))
        return recall_letter(actor=actor, letter_id=letter_id)
    return letter


def release_due(*, actor: Actor) -> int:
    """Let go what was held long enough, if consent covers it and its writer may send; returns how many went.

    A job's verb. Here it leaves: the ledger has it from now on. What may not go is stopped, and its sender told.
    """
    due = select(OutsideLetter).where(
        OutsideLetter.agency_id == actor.agency_id, OutsideLetter.state == LetterState.HELD,
        OutsideLetter.opens_at <= clock.now(),
    )  # fmt: skip
    return sum(_release(actor, letter) for letter in current_session().scalars(due).all())


def end_due(*, actor: Actor) -> int:
    """Close what nobody opened in time, what was read for half an hour, and what a closed account sent.

    Returns how many. A job's verb.
    """
    now, ended = clock.now(), _end_of_closed_accounts(actor)
    live = select(OutsideLetter).where(OutsideLetter.agency_id == actor.agency_id)
    waiting = live.where(OutsideLetter.state == LetterState.READY, OutsideLetter.expires_at <= now)
    for letter in current_session().scalars(waiting).all():
        if end_letter(actor, letter, LetterState.EXPIRED, among=(LetterState.READY,)):
            tell_sender(letter, "expired")
            ended += 1
    read = live.where(OutsideLetter.state == LetterState.READING, OutsideLetter.reading_until <= now)
    for letter in current_session().scalars(read).all():
        ended += end_letter(actor, letter, LetterState.READ, among=(LetterState.READING,))
    return ended


def _end_of_closed_accounts(actor: Actor) -> int:
    """Nobody is left whom a reader could ring about these."""
    live = (LetterState.READY, LetterState.READING)
    found = select(OutsideLetter).where(OutsideLetter.agency_id == actor.agency_id, OutsideLetter.state.in_(live))
    letters = current_session().scalars(found).all()
    closed = {each for each in {letter.sent_by for letter in letters} if agencies.signed_in(each) is None}
    return sum(
        end_letter(actor, letter, LetterState.STOPPED, among=live, why=ACCOUNT_CLOSED)
        for letter in letters
        if letter.sent_by in closed
    )


def _may_still_send(letter: OutsideLetter) -> bool:
    writer = agencies.signed_in(letter.sent_by)
    return writer is not None and Permission.REFERRAL_SEND in writer.permissions


def _hold(actor: Actor, consent_id: UUID) -> OutsideConsent:
    """Hold the consent until the end: its withdrawal waits, then finds the letter."""
    found = (
        queries.visible_consents(actor)
        .where(OutsideConsent.id == consent_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    consent = current_session().scalar(found)
    if consent is None:
        raise NotVisible
    return consent


def _coverage(consent: OutsideConsent, going: Collection[Category]) -> Refused | None:
    return rules.consent_covers(
        state=consent.state, valid_until=consent.valid_until, answers=queries.answers_of(consent), wanted=going,
        today=clock.today(), organisation=consent.organisation or "",
    )  # fmt: skip


def _store(actor: Actor, consent: OutsideConsent, sheet: Sheet, outgoing: Outgoing) -> tuple[OutsideLetter, Secrets]:
    """Lock the words for the reader, keep the sender's copy, and put up the door that the link will lead to."""
    known, salt, letter_id = sealing.new_secrets(), sealing.new_salt(), uuid7()
    words = packed(queries.letter_words(actor, sheet, outgoing.ring))
    now = clock.now()
    opens = now + timedelta(minutes=current_app.config["SETTINGS"].hold_minutes)
    days = min(max(1, outgoing.days), rules.LONGEST_DAYS)
    letter = OutsideLetter(
        agency_id=actor.agency_id, id=letter_id, person_id=consent.person_id, consent_id=consent.id,
        sent_by=actor.user_id, state=LetterState.HELD, reader=outgoing.reader.strip(), words=words,
        categories=[part.category.value for part in sheet.going], salt=salt,
        locked=sealing.lock(known, salt, words, Place(actor.agency_id, letter_id)), made_at=now, opens_at=opens,
        expires_at=min(opens + timedelta(days=days), queries.end_of(consent.valid_until)),
    )  # fmt: skip
    session = current_session()
    session.add(letter)
    session.add(OutsideDoor(token_hash=sealing.token_hash(known.token), agency_id=actor.agency_id, letter_id=letter_id))
    session.flush()
    audit.record(
        actor=actor, verb="wrote", kind="outside letter", row_id=letter_id, subject_id=consent.person_id,
        fields=letter.categories,
    )  # fmt: skip
    if opens <= now:
        _release(actor, letter)
    return letter, known


def _release(actor: Actor, letter: OutsideLetter) -> int:
    """Let a letter go, or stop it: consent is asked again, and whether its writer may still send."""
    consent = _hold(actor, letter.consent_id)
    uncovered = _coverage(consent, [Category(code) for code in letter.categories]) is not None
    if uncovered or not _may_still_send(letter):
        if end_letter(actor, letter, LetterState.STOPPED, among=(LetterState.HELD,)):
            tell_sender(letter, "stopped")
        return 0
    if not move(actor, letter, (LetterState.HELD,), state=LetterState.READY, left_at=clock.now()):
        return 0
    people_service.record_disclosure(
        actor=replace(actor, user_id=letter.sent_by), person_id=letter.person_id, kind=DisclosureKind.OUTSIDE,
        recipient_agency_id=actor.agency_id, recipient_team_id=None,
        categories=[Category(code) for code in letter.categories], outside=consent.organisation,
        reason="With consent, behind a one-time link and four words",
    )  # fmt: skip
    audit.record(actor=actor, verb="left", kind="outside letter", row_id=letter.id, subject_id=letter.person_id)
    return 1
