"""An agency's own retention schedule and closing checklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agencies.permissions import Permission
from cases.closing import catalogue, queries, rules
from cases.closing.models import KeepingSettings
from cases.writing import refuse_if
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, Refused
from core.scoping import current_session

LONGEST_QUESTION = 160
MOST_QUESTIONS = 12


def change_keeping(
    *, actor: Actor, months: Mapping[str, int | None], kept_items: Sequence[str], own: Sequence[str], version: int
) -> KeepingSettings:
    """Change how many months each kind of record is kept, and what is asked when a case closes.

    `kept_items` are codes of the reference checklist that stay, `own` the agency's own questions. What was closed
    before keeps its day. Refuses other roles, months outside 1 to 600, an empty checklist; Clash when stale.
    """
    if not actor.may(Permission.PROTECTION_LEAD, Permission.AGENCY_SETTINGS):
        raise Refused("Only a data protection lead or a manager can change this.")
    row = queries.settings_row(actor)
    if version != (row.version if row else 0):
        raise Clash("This changed while you were writing. Both texts are below; nothing is lost.")
    refuse_if(rules.schedule_may_be(months))
    checklist = _checklist(kept_items, own)
    if row is None:
        row = KeepingSettings(agency_id=actor.agency_id, id=actor.agency_id, version=0)
        current_session().add(row)
    known = catalogue.default_schedule()
    row.schedule = {code: number for code, number in months.items() if code in known and number != known[code].months}
    row.checklist, row.changed_at, row.changed_by = checklist, clock.now(), actor.user_id
    row.version += 1
    current_session().flush()
    audit.record(
        actor=actor, verb="changed", kind="retention schedule", row_id=row.id, fields=["schedule", "checklist"]
    )
    return row


def _checklist(kept_items: Sequence[str], own: Sequence[str]) -> list[Any]:
    asked = [words.strip() for words in own if words.strip()]
    if len(asked) > MOST_QUESTIONS or any(len(words) > LONGEST_QUESTION for words in asked):
        raise Refused(
            f"{MOST_QUESTIONS} questions of your own at most, each of {LONGEST_QUESTION} characters.", field="own"
        )
    kept: list[Any] = [item.code for item in catalogue.default_checklist() if item.code in kept_items]
    found = kept + [
        {"code": f"{catalogue.OWN_PREFIX}{number}", "label": words} for number, words in enumerate(asked, 1)
    ]
    if not found:
        raise Refused("Keep at least one question.", field="kept_items")
    return found
