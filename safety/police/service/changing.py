"""What every verb on a letter shares: one conditional change of its state, and the report held meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core import audit
from core.actor import Actor
from core.errors import Clash
from core.scoping import belongs_to, current_session
from safety.police import queries, rules
from safety.police.models import LetterState, PoliceLetter
from safety.reports import queries as reports
from safety.reports.models import IncidentReport
from safety.vocabulary import Scope

CHANGED_MEANWHILE = "This changed while you were writing. Both texts are below; nothing is lost."


def change(
    actor: Actor, row: PoliceLetter, states: Collection[LetterState], version: int, **values: Any
) -> PoliceLetter:
    """One UPDATE decides who acts first; Clash for whoever comes second. Sealed words are set by their own names."""
    rules.refuse_finished(row.state, wanted=states)
    sealed = {name: values.pop(name) for name in ("words", "noticed", "who", "reasons", "returned") if name in values}
    taken = current_session().scalar(
        update(PoliceLetter)
        .where(
            belongs_to(actor, PoliceLetter), PoliceLetter.id == row.id, PoliceLetter.version == version,
            PoliceLetter.state.in_(list(states)),
        )
        .values(version=PoliceLetter.version + 1, **values)
        .returning(PoliceLetter.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if taken is None:
        current_session().refresh(row)
        raise Clash(CHANGED_MEANWHILE)
    current_session().refresh(row)
    for name, words in sealed.items():
        setattr(row, name, words)
    current_session().flush()
    return row


def hold_report(actor: Actor, report_id: UUID) -> None:
    """Hold a report until the transaction ends: its yes cannot become a no between the question and the release."""
    held = select(IncidentReport.id).where(belongs_to(actor, IncidentReport), IncidentReport.id == report_id)
    current_session().execute(held.with_for_update())


def scope_stands(actor: Actor, report_id: UUID, scope: Scope) -> bool:
    """Whether the person's latest answer to a scope is a yes, asked while the report is held."""
    hold_report(actor, report_id)
    return reports.scope_stands(actor, report_id, scope)


def audited(actor: Actor, verb: str, row: PoliceLetter, *fields: str) -> None:
    """An entry in the trail of what was done to a letter."""
    audit.record(
        actor=actor, verb=verb, kind="police letter", row_id=row.id, subject_id=queries.about(actor, row),
        fields=fields,
    )  # fmt: skip
