"""How warnings end: taken back by a worker or by the one who agreed, or because their time ran out.

Taking back destroys every other agency's key at once; the agency that made it keeps its own copy, so that it can answer
for what it told whom. Only when the report itself is erased does that go too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import destroy_key
from core.crypto.envelopes import close_for
from core.errors import Clash
from core.scoping import belongs_to, current_session
from safety.vocabulary import Scope
from safety.warnings import queries, rules
from safety.warnings.models import (
    CopyState,
    IssuedWarning,
    WarningCopy,
    WarningDraft,
    WarningSource,
    WarningState,
    WhyWithdrawn,
)
from safety.warnings.service.drafting import destroy_draft
from safety.warnings.service.issuing import forget_identifiers, tell_readers

TAKEN_BACK = "A warning was taken back"


def withdraw(*, actor: Actor, warning_id: UUID, why: WhyWithdrawn, version: int) -> IssuedWarning:
    """Take a warning of the actor's agency back at once, everywhere; those who held it are told.

    Refuses one that is not out; Clash when somebody changed it first.
    """
    made = queries.issued(actor, warning_id)
    if made.version != version:
        raise Clash("This warning changed while you were reading. It is shown as it stands now.")
    refusal = rules.may_be_withdrawn(made.state)
    if refusal is not None:
        raise refusal
    _take_back(actor, made, why)
    return made


def _take_back(actor: Actor, made: IssuedWarning, why: WhyWithdrawn) -> None:
    made.state, made.why, made.ended_at = WarningState.WITHDRAWN, why, None
    made.withdrawn_at, made.withdrawn_by = clock.now(), None if actor.is_system else actor.user_id
    made.version += 1
    rows = _copies(actor, made.id)
    _close(actor, rows, CopyState.WITHDRAWN, why)
    for row in rows:
        if row.to_agency_id != actor.agency_id:
            close_for(actor, row.envelope_id, row.to_agency_id)
    current_session().flush()
    audit.record(actor=actor, verb="withdrew", kind="warning", row_id=made.id, fields=[why.value])
    told = {row.to_agency_id for row in rows}
    tell_readers(told, TAKEN_BACK, "/warnings/over", f"warning-back:{made.id}:{made.version}")


def _copies(actor: Actor, warning_id: UUID) -> list[WarningCopy]:
    """Every copy of every edition of a warning that the actor's agency made."""
    found = select(WarningCopy).where(
        belongs_to(actor, WarningCopy), WarningCopy.from_agency_id == actor.agency_id,
        WarningCopy.warning_id == warning_id,
    )  # fmt: skip
    return list(current_session().scalars(found))


def _close(actor: Actor, rows: Iterable[WarningCopy], state: CopyState, why: WhyWithdrawn | None) -> None:
    rows = list(rows)
    forget_identifiers(actor, [row.id for row in rows])
    for row in rows:
        if row.closed_at is None:
            row.state, row.closed_at, row.why = state, clock.now(), why


def on_scope_ended(_: Any, *, actor: Actor, report_id: UUID, scope: Scope) -> None:
    """Somebody took back their yes to a warning: what it let out is closed in the same transaction, and nothing else.

    A warning that was written from several reports ends whole: it is told again from those that still agree.
    """
    if scope is not Scope.WARNING:
        return
    drafts = _drafts_on(actor, report_id)
    made = _warnings_from(actor, drafts)
    _destroy_open(actor, drafts - {each.draft_id for each in made})
    for each in made:
        if each.state is not WarningState.WITHDRAWN:
            _take_back(actor, each, WhyWithdrawn.CONSENT)


def on_report_erased(_: Any, *, actor: Actor, report_id: UUID) -> None:
    """A report was erased: what the agency itself kept of its warnings goes as well."""
    drafts = _drafts_on(actor, report_id)
    for draft_id in drafts:
        destroy_key(actor.agency_id, draft_id)
    for made in _warnings_from(actor, drafts):
        for copy in _copies(actor, made.id):
            close_for(actor, copy.envelope_id, actor.agency_id)


def _drafts_on(actor: Actor, report_id: UUID) -> set[UUID]:
    """Every draft that a report stands behind: a no is never held up by who may open what else is behind it."""
    behind = select(WarningSource.draft_id).where(
        belongs_to(actor, WarningSource), WarningSource.report_id == report_id
    )
    return set(current_session().scalars(behind))


def _warnings_from(actor: Actor, drafts: set[UUID]) -> list[IssuedWarning]:
    found = select(IssuedWarning).where(belongs_to(actor, IssuedWarning), IssuedWarning.draft_id.in_(drafts))
    return list(current_session().scalars(found.execution_options(populate_existing=True)))


def _destroy_open(actor: Actor, drafts: set[UUID]) -> None:
    """Destroy drafts that were never released; of one that the actor may not open, the key alone."""
    found = select(WarningDraft).where(belongs_to(actor, WarningDraft), WarningDraft.id.in_(drafts))
    rows = list(current_session().scalars(found))
    for row in rows:
        if row.state in queries.OPEN:
            destroy_draft(actor, row)
    for draft_id in drafts - {row.id for row in rows}:
        destroy_key(actor.agency_id, draft_id)


def end_due(actor: Actor) -> int:
    """End the actor's agency's warnings that ran out; returns how many. A job of the worker.

    What ran out is closed to the other agencies, and found by no look-up; the agency may give it more time.
    """
    found = select(IssuedWarning).where(
        belongs_to(actor, IssuedWarning), IssuedWarning.state == WarningState.CURRENT,
        IssuedWarning.expires_on < clock.today(),
    )  # fmt: skip
    due = list(current_session().scalars(found))
    for made in due:
        made.state, made.ended_at, made.version = WarningState.ENDED, clock.now(), made.version + 1
        rows = _copies(actor, made.id)
        _close(actor, rows, CopyState.ENDED, None)
        for row in rows:
            if row.to_agency_id != actor.agency_id:
                close_for(actor, row.envelope_id, row.to_agency_id)
        audit.record(actor=actor, verb="ended", kind="warning", row_id=made.id)
    current_session().flush()
    return len(due)
