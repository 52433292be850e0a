"""Drafts: what was chosen and not sent yet, sealed under the person's key. A draft is its writer's alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select

from core import audit, clock
from core.actor import Actor
from core.crypto.fields import packed, unpacked
from core.db import uuid7
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from referrals import queries, rules
from referrals.models import LetterState, OutgoingLetter
from referrals.service.sending import hold_person

#: The answers of the form that a draft keeps: field to its value, or its values.
KEPT = ("service", "purpose", "needs", "urgency", "stays")
Choices = Mapping[str, str | Sequence[str] | None]


def save_draft(*, actor: Actor, person_id: UUID, choices: Choices) -> OutgoingLetter:
    """Keep what was chosen about a person, in place of the actor's earlier draft; half-filled is fine.

    `choices`: the answers named in `KEPT`; others are left out. Raises NotVisible for a person who is not theirs.
    """
    hold_person(actor, person_id)
    words = packed({name: choices[name] for name in KEPT if choices.get(name)})
    row = queries.draft_of(actor, person_id) or _new_draft(actor, person_id, actor.user_id, uuid7(), words)
    row.choices, row.changed_at, row.version = words, clock.now(), row.version + 1
    audit.record(actor=actor, verb="drafted", kind="letter", row_id=row.id, subject_id=person_id)
    current_session().flush()
    return row


def discard_draft(*, actor: Actor, letter_id: UUID) -> UUID:
    """Throw a draft of the actor's own away; returns the person it was about. NotVisible for anything else."""
    row = queries.letter(actor, letter_id)
    if row.state is not LetterState.DRAFT:
        raise NotVisible
    person_id = row.person_id
    _remove(actor, [row.id])
    audit.record(actor=actor, verb="discarded", kind="letter", row_id=letter_id, subject_id=person_id)
    return person_id


def drop_draft(actor: Actor, person_id: UUID) -> None:
    """Take the actor's draft about a person away, because it was sent."""
    row = queries.draft_of(actor, person_id)
    if row is not None:
        _remove(actor, [row.id])


def forget_drafts(*, actor: Actor) -> int:
    """Take away the drafts of the actor's agency that nobody has touched for 28 days; returns how many."""
    old = queries.drafts_untouched_since(actor, clock.now() - rules.DRAFT_KEPT)
    for letter_id in old:
        audit.record(actor=actor, verb="forgot", kind="letter", row_id=letter_id)
    _remove(actor, old)
    return len(old)


def keep_as_draft(actor: Actor, letter: OutgoingLetter, words: str | None) -> None:
    """Give what was chosen for a letter that did not leave back to its writer.

    Letters of one sending become one draft again. A newer draft about the person stays as it is.
    """
    if words is None:
        return
    row = _draft_of_writer(actor, letter)
    if row is None:
        _new_draft(actor, letter.person_id, letter.written_by, letter.batch_id, words)
    elif row.batch_id == letter.batch_id:
        row.choices, row.changed_at, row.version = _joined(row.choices, words), clock.now(), row.version + 1
    current_session().flush()


def _joined(before: str | None, more: str) -> str:
    kept, added = unpacked(before) or {}, unpacked(more)
    for name in ("service", "needs", "stays"):
        kept[name] = list(dict.fromkeys([*kept.get(name, []), *added.get(name, [])]))
    return packed(kept)


def _draft_of_writer(actor: Actor, letter: OutgoingLetter) -> OutgoingLetter | None:
    found = select(OutgoingLetter).where(
        belongs_to(actor, OutgoingLetter), OutgoingLetter.state == LetterState.DRAFT,
        OutgoingLetter.written_by == letter.written_by, OutgoingLetter.person_id == letter.person_id,
    )  # fmt: skip
    return current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()


def _new_draft(actor: Actor, person_id: UUID, writer: UUID, batch: UUID, words: str) -> OutgoingLetter:
    row = OutgoingLetter(
        agency_id=actor.agency_id, person_id=person_id, written_by=writer, state=LetterState.DRAFT, batch_id=batch,
        categories=[], choices=words, changed_at=clock.now(), version=1,
    )  # fmt: skip
    current_session().add(row)
    return row


def _remove(actor: Actor, letter_ids: Sequence[UUID]) -> None:
    current_session().execute(
        delete(OutgoingLetter)
        .where(belongs_to(actor, OutgoingLetter), OutgoingLetter.id.in_(letter_ids))
        .where(OutgoingLetter.state == LetterState.DRAFT)
        .execution_options(synchronize_session="fetch")
    )
