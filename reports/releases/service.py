"""Taking figures away: the tables are kept as they were shown, before the file is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from agencies.queries import user
from core import audit, clock
from core.actor import Actor
from core.scoping import current_session
from core.tallies import Period
from reports.releases import rules
from reports.releases.models import ForumRelease, Release, ReleasePurpose, ReleaseShape
from reports.sheets import Sheet, as_json


def release(
    *, actor: Actor, document: str, title: str, period: Period, sheets: Sequence[Sheet], shape: ReleaseShape,
    purpose: ReleasePurpose, why: str,
) -> Release | ForumRelease:  # fmt: skip
    """Keep what is taken away: which document of which period, its tables as shown, in which shape, for what, and why.

    A document of the forum goes into the forum's ledger, any other into that of the actor's agency. Refuses a reason
    of fewer than 10 characters. The tables must have passed disclosure control: this keeps them, and adds nothing.
    """
    rules.refuse_without_reason(why)
    kept = as_json(sheets)
    row = Release(agency_id=actor.agency_id) if document not in rules.OF_THE_FORUM else ForumRelease()
    if isinstance(row, ForumRelease):
        row.by_agency_id = actor.agency_id
    row.document, row.title, row.shape, row.purpose = document, title, shape, purpose
    row.period_start, row.period_end = period.start, period.end
    row.why, row.at, row.by_user_id, row.sheets = why.strip(), clock.now(), actor.user_id, kept
    row.by_name = user(actor.user_id).name
    row.sha256 = check_sum(kept)
    session = current_session()
    session.add(row)
    session.flush()
    audit.record(
        actor=actor, verb="released", kind="figures", row_id=row.id,
        fields=[document, period.start.isoformat(), period.end.isoformat(), shape.value, purpose.value],
    )  # fmt: skip
    return row


def check_sum(sheets: object) -> str:
    """SHA-256 of tables as shown, in one canonical form: two releases with one sum show the same."""
    written = json.dumps(sheets, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
