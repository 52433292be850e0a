"""Letters before they leave: the hold in which sending can be undone, and the release.

Nothing of a letter that is held stands in any row that its receiver can see, and no notice of it goes out. Source:
security.md T6.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app
from sqlalchemy import update

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.crypto.fields import ERASED, packed
from core.crypto.keyring import CannotOpen
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import belongs_to, current_session
from directory.queries import ServiceOffer, service_offer
from directory.rules import service_is_open
from people import service as people_service
from people.models import Category, DisclosureKind, Purpose
from people.rules import Coverage, Recipient
from referrals import package as sealing
from referrals import queries, rules
from referrals.models import LetterState, OutgoingLetter, RestsOn, StopReason, Urgency
from referrals.package import Package
from referrals.service.drafts import drop_draft, keep_as_draft
from referrals.service.notices import refuse, tell_writer
from referrals.service.sending import (
    Ready,
    consents_of,
    hold_person,
    make_ready,
    refuse_parties,
    refuse_second,
    seal_and_send,
)

#: Stopped for these, the person's ledger says so: something about them was about to leave, and did not.
IN_LEDGER = (StopReason.CONSENT, StopReason.FIREWALL)
Each = TypeVar("Each")


def hold_letters(
    *,
    actor: Actor,
    person_id: UUID,
    services: Sequence[UUID],
    purpose: Purpose,
    needs: Collection[str] | Mapping[UUID, Collection[str]],
    urgency: Urgency,
    categories: Collection[Category] | Mapping[UUID, Collection[Category]],
    shown: Mapping[UUID, str] | None = None,
    words_checked: bool | Collection[UUID] = False,
    typed: Mapping[UUID, str] | None = None,
) -> list[OutgoingLetter]:
    """Freeze one letter a service, and hold each back until it leaves by itself; all of them or none.

    `categories` and `needs`: the same for all, or one collection a service. `shown`: service to the digest of the
    letter that was read on a page. `typed`: service to the name that was typed where one must be. `words_checked`:
    true, or the services whose watched words were read again. Refuses what `send_referral` refuses, a name that was
    not typed, and a letter to the same service that is held already; the refusal says which service it is `about`.
    The writer's draft about the person is used up. With a hold of 0 minutes they leave at once.
    """
    hold_person(actor, person_id)
    refuse(rules.has_a_receiver(services))
    ready: list[tuple[Ready, Collection[str]]] = []
    for service_id in dict.fromkeys(services):
        with _about(service_id):
            offer, asked = service_offer(service_id), _of(needs, service_id)
            seen = None if shown is None else shown.get(service_id, "")
            checked = words_checked if isinstance(words_checked, bool) else service_id in words_checked
            wanted = _of(categories, service_id)
            found = make_ready(actor, person_id, offer, purpose, asked, wanted, seen, words_checked=checked)
            refuse(rules.name_was_typed((typed or {}).get(service_id, ""), offer.agency_name, offer.kind))
            ready.append((found, asked))
    return _hold_all(actor, person_id, purpose, urgency, ready)


def undo_letter(*, actor: Actor, letter_id: UUID) -> OutgoingLetter:
    """Undo a letter that is held: nothing leaves, and what was chosen becomes its writer's draft again.

    Anyone of the agency who sends referrals may. Refuses one that left, was undone or was stopped first.
    """
    letter = _held_still(actor, letter_id)
    draft = letter.choices
    if not _end(actor, letter, LetterState.UNDONE):
        refuse(rules.may_be_undone(letter))
    keep_as_draft(actor, letter, draft)
    audit.record(actor=actor, verb="undone", kind="letter", row_id=letter.id, subject_id=letter.person_id)
    return letter


def release_now(*, actor: Actor, letter_id: UUID, reason: str) -> OutgoingLetter:
    """Let an emergency go before its time, with the reason in words; every question of a release is asked.

    Refuses what is no emergency, is not held any more, or comes without a reason. What consent does not cover any
    more is stopped, as by the job.
    """
    letter = _held_still(actor, letter_id)
    refuse(rules.may_go_at_once(letter, reason))
    letter.hurry = reason.strip()
    audit.record(actor=actor, verb="hurried", kind="letter", row_id=letter.id, subject_id=letter.person_id)
    _let_go(actor, letter)
    return letter


def release_due(*, actor: Actor) -> int:
    """Let every letter of the actor's agency go whose time has come; returns how many left.

    `release` says what is asked of each. `jobs.releasing` does the same with a transaction of its own a letter.
    """
    due = queries.letters_due(actor, clock.now())
    return sum(release(actor=actor, letter_id=letter_id) for letter_id in due)


def release(*, actor: Actor, letter_id: UUID) -> bool:
    """Let one letter go if its time has come and all still holds at this moment; true when it left.

    Consent for every category is asked again, and the firewall, both agreements, the service, the writer's account
    and whether another referral is open. What fails stops the letter: nothing leaves, and its writer is told.
    """
    letter = _held_still(actor, letter_id)
    return rules.is_due(letter, clock.now()) and _let_go(actor, letter)


def stop_uncovered(actor: Actor, person_id: UUID) -> int:
    """Stop each held letter about a person that consent no longer covers; returns how many. For `on_consent_ended`."""
    stopped = 0
    for letter in queries.held_of_person(actor, person_id):
        if not _coverage(actor, letter).allowed:
            stopped += _stop(actor, letter, StopReason.CONSENT)
    return stopped


def note_stop_seen(*, actor: Actor, letter_id: UUID) -> OutgoingLetter:
    """Say that its writer has seen that a letter was stopped. Refuses a letter that was not."""
    letter = queries.letter(actor, letter_id)
    if letter.state is not LetterState.STOPPED or letter.written_by != actor.user_id:
        raise Refused("This letter was not stopped.")
    if letter.seen_at is None:
        letter.seen_at = clock.now()
        audit.record(actor=actor, verb="saw the stop of", kind="letter", row_id=letter.id)
        current_session().flush()
    return letter


@contextmanager
def _about(service_id: UUID) -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        refusal.about = service_id
        raise


def _of(values: Collection[Each] | Mapping[UUID, Collection[Each]], service_id: UUID) -> Collection[Each]:
    return values.get(service_id, ()) if isinstance(values, Mapping) else values


def _hold_all(
    actor: Actor, person_id: UUID, purpose: Purpose, urgency: Urgency, ready: Sequence[tuple[Ready, Collection[str]]]
) -> list[OutgoingLetter]:
    batch = uuid7()
    letters = [_store(actor, person_id, purpose, urgency, batch, each, needs) for each, needs in ready]
    drop_draft(actor, person_id)
    current_session().flush()
    if hold_minutes() == 0:
        for letter in letters:
            _let_go(actor, letter)
    return letters


def hold_minutes() -> int:
    """For how many minutes a letter is held before it leaves."""
    return int(current_app.config["SETTINGS"].hold_minutes)


def _store(
    actor: Actor, person_id: UUID, purpose: Purpose, urgency: Urgency, batch: UUID, ready: Ready, needs: Collection[str]
) -> OutgoingLetter:
    choices = {
        "service": [str(ready.offer.service_id)], "purpose": purpose.value, "needs": sorted(needs),
        "urgency": urgency.value, "stays": [f"{ready.offer.service_id}:{category}" for category in ready.left_out],
    }  # fmt: skip
    now = clock.now()
    letter = OutgoingLetter(
        agency_id=actor.agency_id, person_id=person_id, written_by=actor.user_id, state=LetterState.HELD,
        batch_id=batch, to_agency_id=ready.offer.agency_id, to_team_id=ready.offer.team_id,
        service_id=ready.offer.service_id, purpose=purpose.value, urgency=urgency,
        categories=[category.value for category in ready.categories], choices=packed(choices),
        package=sealing.to_words(ready.package), changed_at=now, leaves_at=rules.leaves_at(now, hold_minutes()),
    )  # fmt: skip
    current_session().add(letter)
    audit.record(
        actor=actor, verb="held", kind="letter", row_id=letter.id, subject_id=person_id, fields=letter.categories
    )
    return letter


def _held_still(actor: Actor, letter_id: UUID) -> OutgoingLetter:
    """The letter as it stands once its person is held: of two acts at once the second sees what the first did."""
    found = queries.letter(actor, letter_id)
    hold_person(actor, found.person_id)
    return queries.letter(actor, letter_id)


def _let_go(actor: Actor, letter: OutgoingLetter) -> bool:
    """Send a letter whose person is held, or stop it; true when it left."""
    covered = _coverage(actor, letter)
    why, opened = _why_not(actor, letter, covered)
    if why is not None or opened is None:
        _stop(actor, letter, why or StopReason.ERASED)
        return False
    if not _claim(actor, letter):
        return False
    going = _going(letter)
    until = min(covered.covered[category].valid_until for category in going)
    sent = seal_and_send(
        actor=actor, person_id=letter.person_id, offer=_offer(letter), purpose=Purpose(letter.purpose or ""),
        urgency=letter.urgency, package=replace(opened, triage=replace(opened.triage, until=until.isoformat())),
        categories=going, rests_on=RestsOn.CONSENT, consent_ids=consents_of(covered, going),
        sent_by=letter.written_by,
    )  # fmt: skip
    _end(actor, letter, LetterState.SENT, referral_id=sent.id)
    return True


def _why_not(actor: Actor, letter: OutgoingLetter, covered: Coverage) -> tuple[StopReason | None, Package | None]:
    """Why a letter may not leave now, the first reason found; None with its opened package when it may."""
    opened = _opened(letter)
    if opened is None:
        return StopReason.ERASED, None
    if not covered.allowed:
        return StopReason.CONSENT, None
    return _blocked(actor, letter, opened), opened


def _blocked(actor: Actor, letter: OutgoingLetter, opened: Package) -> StopReason | None:
    try:
        offer = _offer(letter)
    except NotVisible:
        return StopReason.SERVICE
    asked: tuple[tuple[StopReason, Callable[[], None]], ...] = (
        (StopReason.SERVICE, lambda: refuse(service_is_open(offer.name, offer.closed_since))),
        (StopReason.AGREEMENT, lambda: refuse_parties(actor, offer)),
        (StopReason.FIREWALL, lambda: refuse(rules.firewall_allows(_going(letter), opened.triage.needs, offer.kind))),
        (StopReason.FIRST, lambda: refuse_second(actor, letter.person_id, offer, besides=letter.id)),
    )
    for reason, ask in asked:
        try:
            ask()
        except Refused:
            return reason
    writer = agencies.signed_in(letter.written_by)
    return None if writer and Permission.REFERRAL_SEND in writer.permissions else StopReason.ACCOUNT


def _offer(letter: OutgoingLetter) -> ServiceOffer:
    """The service as it is now; NotVisible when it takes no referrals, or another team answers them by now."""
    if letter.service_id is None:
        raise NotVisible
    offer = service_offer(letter.service_id)
    if offer.team_id != letter.to_team_id:
        raise NotVisible
    return offer


def _opened(letter: OutgoingLetter) -> Package | None:
    try:
        return None if letter.package == ERASED else sealing.from_words(letter.package or "")
    except (CannotOpen, ValueError):
        return None


def _going(letter: OutgoingLetter) -> tuple[Category, ...]:
    return tuple(Category(code) for code in letter.categories)


def _coverage(actor: Actor, letter: OutgoingLetter) -> Coverage:
    if letter.to_agency_id is None or letter.purpose is None:
        return Coverage()
    recipient = Recipient(letter.to_agency_id, letter.to_team_id)
    return queries.coverage(actor, letter.person_id, _going(letter), recipient, Purpose(letter.purpose))


def _stop(actor: Actor, letter: OutgoingLetter, why: StopReason) -> bool:
    """Stop a held letter, keep what was chosen as a draft, write the ledger and tell its writer."""
    choices = _choices(letter)
    if not _end(actor, letter, LetterState.STOPPED, stopped_why=why):
        return False
    if choices is not None:
        keep_as_draft(actor, letter, choices)
    if why in IN_LEDGER and letter.to_agency_id is not None:
        people_service.record_disclosure(
            actor=replace(actor, user_id=letter.written_by), person_id=letter.person_id, kind=DisclosureKind.REFUSAL,
            recipient_agency_id=letter.to_agency_id, recipient_team_id=letter.to_team_id, categories=_going(letter),
            reason=f"A letter was stopped before it left. {rules.STOP_WORDS[why]}",
        )  # fmt: skip
    audit.record(actor=actor, verb="stopped", kind="letter", row_id=letter.id, subject_id=letter.person_id)
    tell_writer(letter)
    current_session().flush()
    return True


def _choices(letter: OutgoingLetter) -> str | None:
    try:
        return None if letter.choices == ERASED else letter.choices
    except CannotOpen:
        return None


def _claim(actor: Actor, letter: OutgoingLetter) -> bool:
    """Take the row for this transaction; false when it is not held any more."""
    won = current_session().scalar(
        update(OutgoingLetter)
        .where(belongs_to(actor, OutgoingLetter), OutgoingLetter.id == letter.id)
        .where(OutgoingLetter.state == LetterState.HELD)
        .values(version=OutgoingLetter.version + 1)
        .returning(OutgoingLetter.id)
        .execution_options(synchronize_session=False)
    )
    return won is not None


def _end(actor: Actor, letter: OutgoingLetter, state: LetterState, **values: Any) -> bool:
    """End a held letter by one conditional UPDATE, which also forgets its words; false when it ended before."""
    won = current_session().scalar(
        update(OutgoingLetter)
        .where(belongs_to(actor, OutgoingLetter), OutgoingLetter.id == letter.id)
        .where(OutgoingLetter.state == LetterState.HELD)
        .values(
            state=state,
            ended_at=clock.now(),
            ended_by=actor.user_id,
            package_sealed=None,
            choices_sealed=None,
            version=OutgoingLetter.version + 1,
            **values,
        )  # fmt: skip
        .returning(OutgoingLetter.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(letter)
    return won is not None
