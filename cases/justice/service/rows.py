"""What every editable row of the journey shares: made once, then changed only at the version that was read."""

from __future__ import annotations

from typing import Any, TypeVar

from cases.justice.models import (
    Incident,
    ProtectiveOrder,
    RightRecord,
    RightsComplaint,
    SpecialMeasure,
    Suspect,
)
from cases.models import Case
from cases.writing import store
from core import audit, clock
from core.actor import Actor
from core.errors import Clash
from core.scoping import current_session

STALE = "Somebody changed this while you were writing. Both are below; nothing is lost."

Editable = TypeVar("Editable", Incident, Suspect, SpecialMeasure, ProtectiveOrder, RightRecord, RightsComplaint)


def make(actor: Actor, case: Case, table: type[Editable], what: str, version: int, **values: Any) -> Editable:
    """A new row of a case that `case_to_write` gave. Clash when the form was about a row that is not there."""
    if version:
        raise Clash(STALE)
    row = table(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, changed_by=actor.user_id,
        changed_at=clock.now(), version=1, **values,
    )  # fmt: skip
    store(actor, case, row, what)
    return row


def change(actor: Actor, case: Case, row: Editable, what: str, version: int, **values: Any) -> Editable:
    """Change a row that stands at `version`; Clash when somebody changed it since, or made it first."""
    if row.version != version:
        raise Clash(STALE)
    fields = [name for name, value in values.items() if getattr(row, name) != value]
    for name in fields:
        setattr(row, name, values[name])
    row.version, row.changed_by, row.changed_at = version + 1, actor.user_id, clock.now()
    case.changed_at = clock.now()
    current_session().flush()
    audit.record(
        actor=actor, verb="changed", kind=what, row_id=row.id, subject_id=case.person_id, fields=sorted(fields)
    )
    return row
