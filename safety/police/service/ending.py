"""What ends by itself: a scope that the person said no to, and a report that is erased."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.scoping import belongs_to, current_session
from safety.police import rules
from safety.police.models import LetterState, PoliceLetter, ReleaseKind
from safety.police.service.changing import hold_report
from safety.police.service.releasing import close_to_ourselves, end_by_scope
from safety.police.vocabulary import KIND_OF
from safety.vocabulary import Scope


def on_scope_ended(_: object, *, actor: Actor, report_id: UUID, scope: Scope) -> None:
    """Close, in the same transaction, what this very scope let out of this report, whoever writes the no down.

    A warning, research and the other two ways to the police stay as they are (domain.md 4.2).
    """
    kind = KIND_OF.get(scope)
    if kind is None:
        return
    hold_report(actor, report_id)
    for row in _letters(actor, report_id, kind):
        if row.state in (*rules.OPEN_STATES, LetterState.RELEASED):
            end_by_scope(actor, row)


def on_report_erased(_: object, *, actor: Actor, report_id: UUID) -> None:
    """Forget what the agency holds of letters from a report that is erased; its scopes have ended before."""
    for row in _letters(actor, report_id):
        close_to_ourselves(actor, row)


def _letters(actor: Actor, report_id: UUID, kind: ReleaseKind | None = None) -> list[PoliceLetter]:
    """Every letter of a report, also those that the actor's own role does not open; answers before what they answer."""
    found = select(PoliceLetter).where(belongs_to(actor, PoliceLetter), PoliceLetter.report_id == report_id)
    if kind is not None:
        found = found.where(PoliceLetter.kind == kind)
    rows = list(current_session().scalars(found.order_by(PoliceLetter.written_at.desc(), PoliceLetter.id.desc())))
    load_keys(actor.agency_id, [row.key_subject for row in rows])
    return rows
