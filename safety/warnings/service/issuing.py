"""Letting a warning out: a sealed copy for each support agency under the agreement, and what was shown to people."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from agencies.models import AgencyKind
from agencies.permissions import Permission
from agencies.queries import addresses_of, agencies_with_agreement, member_agencies
from core import audit, clock, outbox
from core.actor import Actor
from core.crypto.envelopes import hand_key, opened, seal_new
from core.db import uuid7
from core.errors import Refused
from core.scoping import belongs_to, current_session
from people import queries as people
from safety.anonymity import open_findings
from safety.identifiers import identifier_index
from safety.reports.models import IncidentReport
from safety.warnings import queries, rules
from safety.warnings.content import WarningText, identifiers, text_of
from safety.warnings.models import (
    CopyState,
    DraftState,
    IssuedWarning,
    ShownHow,
    WarningCopy,
    WarningDraft,
    WarningIdentifier,
    WarningShown,
    WarningState,
)
from safety.warnings.service.drafting import audited, claim, refuse_without_yes

#: Whoever supports people. Police, probation and councils never hold a warning (domain.md 4.5).
HOLDER_KINDS = frozenset({AgencyKind.SUPPORT, AgencyKind.REPORTING_AND_SUPPORT})
#: Letters and figures that are read out without mistakes.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
NEW, CORRECTED = "A new warning", "A warning was corrected"


def release(*, actor: Actor, draft_id: UUID, version: int) -> IssuedWarning:
    """Let a draft out as a warning, or as the next edition of one; the support agencies are told that it is there.

    Only a second person, only once the check is content, and only while every report behind it agrees: those reports
    are held until the end, so that a no that comes at the same moment is heard afterwards, by what it closes.
    """
    row = queries.peek(actor, draft_id)
    behind = queries.sources_of(actor, row.id)
    _hold(actor, [report.id for report in behind])
    refuse_without_yes(actor, [report.id for report in behind])
    standing = open_findings(queries.findings_of(actor, row, behind), queries.answers_in(row))
    _refuse_if(rules.may_be_released(row.state, actor.user_id, row.writers, len(standing)))
    claim(row, version)
    made = _issued(actor, row)
    row.state, row.warning_id = DraftState.RELEASED, made.id
    row.released_by, row.released_at, row.changed_at = actor.user_id, clock.now(), clock.now()
    current_session().flush()
    _copy_to_all(actor, made, row)
    audited(actor, "released", row)
    audit.record(actor=actor, verb="released", kind="warning", row_id=made.id)
    return made


def _hold(actor: Actor, report_ids: Iterable[UUID]) -> None:
    held = select(IncidentReport.id).where(belongs_to(actor, IncidentReport), IncidentReport.id.in_(list(report_ids)))
    current_session().execute(held.with_for_update()).all()


def _issued(actor: Actor, row: WarningDraft) -> IssuedWarning:
    ends, now = rules.ends_on(clock.today(), row.months), clock.now()
    if row.warning_id is None:
        made = IssuedWarning(
            agency_id=actor.agency_id, reference=_new_reference(actor), draft_id=row.id, released_by=actor.user_id,
            released_at=now, expires_on=ends,
        )  # fmt: skip
        current_session().add(made)
        current_session().flush()
        return made
    made = queries.issued(actor, row.warning_id)
    _refuse_if(rules.may_be_corrected(made.state))
    _close_editions(actor, made, CopyState.REPLACED)
    made.edition, made.state, made.expires_on = made.edition + 1, WarningState.CURRENT, ends
    made.draft_id, made.released_by, made.released_at, made.ended_at = row.id, actor.user_id, now, None
    made.version += 1
    current_session().flush()
    return made


def _new_reference(actor: Actor) -> str:
    """Five letters by chance: a running number would tell how many people an agency hears."""
    while True:
        reference = "W-" + "".join(secrets.choice(LETTERS) for _ in range(5))
        taken = select(IssuedWarning.id).where(belongs_to(actor, IssuedWarning), IssuedWarning.reference == reference)
        if current_session().scalar(taken) is None:
            return reference


def _copy_to_all(actor: Actor, made: IssuedWarning, row: WarningDraft) -> None:
    holders = holders_on(actor)
    envelope_id, text = uuid7(), text_of(row.content)
    sealed = seal_new(envelope_id, actor.agency_id, holders - {actor.agency_id}, text.as_stored())
    now = clock.now()
    first = _first_out(actor, made) or now
    for holder in sorted(holders):
        _copy_for(
            holder,
            text,
            WarningCopy(
                id=uuid7(), from_agency_id=actor.agency_id, to_agency_id=holder, warning_id=made.id,
                edition=made.edition, envelope_id=envelope_id, reference=made.reference, grade=row.grade,
                content_sealed=sealed, first_at=first, made_at=now, expires_on=made.expires_on,
            ),
        )  # fmt: skip
    subject = NEW if made.edition == 1 else CORRECTED
    tell_readers(holders, subject, "/warnings", f"warning:{made.id}:{made.edition}")


def _copy_for(holder: UUID, text: WarningText, copy: WarningCopy) -> None:
    """A copy with what it is looked up by, in the holder's own keys."""
    current_session().add(copy)
    current_session().flush()
    for kind, value in sorted(identifiers(text)):
        current_session().add(
            WarningIdentifier(
                from_agency_id=copy.from_agency_id, to_agency_id=holder, copy_id=copy.id, kind=kind,
                key=identifier_index(holder, kind, value),
            )
        )  # fmt: skip
    current_session().flush()


def _first_out(actor: Actor, made: IssuedWarning) -> datetime | None:
    found = select(WarningCopy.first_at).where(belongs_to(actor, WarningCopy), WarningCopy.warning_id == made.id)
    return current_session().scalar(found.order_by(WarningCopy.edition).limit(1))


def holders_on(actor: Actor) -> set[UUID]:
    """Who holds a warning that goes out today: the actor's agency, and every support agency under the agreement."""
    agreed = agencies_with_agreement(clock.today())
    support = {each.id for each in member_agencies() if each.kind in HOLDER_KINDS and each.id in agreed}
    return support | {actor.agency_id}


def tell_readers(holders: Iterable[UUID], subject: str, path: str, once: str) -> None:
    """Leave a notice for everyone who reads warnings at some agencies; it says only that there is something to read."""
    for holder in sorted(holders):
        for address in addresses_of(holder, Permission.WARNING_READ):
            outbox.put(agency_id=holder, address=address, subject=subject, path=path, once=once)


def _close_editions(actor: Actor, made: IssuedWarning, state: CopyState) -> None:
    """Earlier editions stay to be read beside the new one, but nothing is found by them any more."""
    mine = (
        belongs_to(actor, WarningCopy), WarningCopy.from_agency_id == actor.agency_id,
        WarningCopy.warning_id == made.id, WarningCopy.state.in_((CopyState.CURRENT, CopyState.ENDED)),
    )  # fmt: skip
    rows = list(current_session().scalars(select(WarningCopy).where(*mine)))
    forget_identifiers(actor, [row.id for row in rows])
    for row in rows:
        row.state, row.closed_at, row.why = state, None, None


def forget_identifiers(actor: Actor, copy_ids: Iterable[UUID]) -> None:
    """Take the keys off the identifiers of copies: the checker answers no more by them."""
    current_session().execute(
        update(WarningIdentifier)
        .where(belongs_to(actor, WarningIdentifier), WarningIdentifier.copy_id.in_(list(copy_ids)))
        .values(key=None)
        .execution_options(synchronize_session=False)
    )


def share_with_new(actor: Actor) -> int:
    """Give the agency's current warnings to support agencies that joined the agreement since; returns how many copies.

    A job of the worker. Whoever holds any edition is left alone; nobody is written to about what is not new.
    """
    mine = select(WarningCopy).where(
        belongs_to(actor, WarningCopy), WarningCopy.from_agency_id == actor.agency_id,
        WarningCopy.state == CopyState.CURRENT, WarningCopy.expires_on >= clock.today(),
    )  # fmt: skip
    rows = list(current_session().scalars(mine))
    held = {(row.envelope_id, row.to_agency_id) for row in rows}
    own = [row for row in rows if row.to_agency_id == actor.agency_id]
    missing = [(row, holder) for row in own for holder in holders_on(actor) if (row.envelope_id, holder) not in held]
    for row, holder in missing:
        _hand_over(actor, row, holder)
    return len(missing)


def _hand_over(actor: Actor, row: WarningCopy, holder: UUID) -> None:
    hand_key(actor, row.envelope_id, holder)
    text = text_of(opened(actor, row.envelope_id, row.content_sealed))
    _copy_for(
        holder,
        text,
        WarningCopy(
            id=uuid7(), from_agency_id=actor.agency_id, to_agency_id=holder, warning_id=row.warning_id,
            edition=row.edition, envelope_id=row.envelope_id, reference=row.reference, grade=row.grade,
            content_sealed=row.content_sealed, first_at=row.first_at, made_at=row.made_at, expires_on=row.expires_on,
        ),
    )  # fmt: skip


def note_shown(
    *, actor: Actor, warning_id: UUID, how: ShownHow, people_count: int = 1, person_id: UUID | None = None
) -> WarningShown:  # fmt: skip
    """Write down that somebody was shown a warning; who they are may be left out, and is for most.

    Refuses a warning that is not current, and a count below one or above 99.
    """
    found = queries.warning(actor, warning_id)
    if not found.is_current:
        raise Refused("This warning is not current any more.", instead="Tell them so if they read it before.")
    if not 1 <= people_count <= 99:
        raise Refused("Enter how many people, 1 to 99.", field="people")
    if person_id is not None:
        people.person_alias(actor, person_id)
    row = WarningShown(
        agency_id=actor.agency_id, warning_id=warning_id, reference=found.reference, person_id=person_id,
        people=1 if person_id else people_count, how=how, shown_by=actor.user_id, shown_at=clock.now(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="showed", kind="warning", row_id=warning_id, subject_id=person_id)
    return row


def _refuse_if(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
