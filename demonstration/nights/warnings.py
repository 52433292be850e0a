"""Warnings of the demonstration: some are out at every support agency, one was corrected, one taken back, two wait."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from core.actor import Actor
from demonstration.stage import Cast, acting, days_ago, hours_ago
from safety.anonymity import open_findings
from safety.reports.models import IncidentReport
from safety.warnings import queries, service
from safety.warnings.content import WarningText
from safety.warnings.models import ShownHow, WarningDraft, WhyWithdrawn

STORY = json.loads((Path(__file__).parent / "warnings.json").read_text())
WHY = "This is about the reported person, and points at nobody who sex works."


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Warnings from the reports that agreed to one, as they were written, read again, corrected and taken back."""
    for told in STORY["warnings"]:
        draft_id = _written(cast, told)
        if "releases" in told:
            warning_id = _released(cast, told["releases"], draft_id, _moment(told, 21))
            _afterwards(cast, told, warning_id)
    for told in STORY["shown"]:
        with acting(cast, told["by"], days_ago(told["days_ago"], 22)) as actor:
            found = next(row for row in queries.latest(actor, most=20) if row.text.title.startswith(told["title"]))
            service.note_shown(
                actor=actor, warning_id=found.warning_id, how=ShownHow(told["how"]), people_count=told["people"]
            )


def _moment(told: dict[str, Any], hour: int) -> datetime:
    return days_ago(told["days_ago"], hour) if told["days_ago"] else hours_ago(2)


def _report(actor: Actor, harms: list[str]) -> IncidentReport:
    return next(row for row in queries.reports_to_choose(actor) if row.harms == harms)


def _written(cast: Cast, told: dict[str, Any]) -> UUID:
    with acting(cast, told["by"], _moment(told, 16)) as actor:
        row = _report(actor, told["harms"])
        text, grade = queries.from_reports(actor, [row])
        text = _with(text, told["title"], told["words"], told.get("advice", ""))
        draft = service.start_draft(actor=actor, report_ids=[row.id], text=text, grade=grade)
        if not told.get("stays"):
            _sent(actor, draft)
        return draft.id


def _with(text: WarningText, title: str, words: str, advice: str) -> WarningText:
    return WarningText(
        title=title, words=words, advice=advice, noticed=text.noticed, harms=text.harms, wards=text.wards,
        month=text.month, hours=text.hours,
    )  # fmt: skip


def _sent(actor: Actor, draft: WarningDraft) -> None:
    found = queries.findings_of(actor, draft, queries.sources_of(actor, draft.id))
    if open_findings(found, {}):
        service.answer_findings(
            actor=actor, draft_id=draft.id, answers={each.key: WHY for each in found}, version=draft.version
        )  # fmt: skip
    service.send_draft(actor=actor, draft_id=draft.id, version=draft.version)


def _released(cast: Cast, key: str, draft_id: UUID, moment: datetime) -> UUID:
    with acting(cast, key, moment) as actor:
        version = queries.peek(actor, draft_id).version
        return service.release(actor=actor, draft_id=draft_id, version=version).id


def _afterwards(cast: Cast, told: dict[str, Any], warning_id: UUID) -> None:
    if "corrected" in told:
        _corrected(cast, told, warning_id)
    if "withdrawn" in told:
        with acting(cast, told["releases"], days_ago(told["withdrawn"]["days_ago"], 11)) as actor:
            made = queries.issued(actor, warning_id)
            why = WhyWithdrawn(told["withdrawn"]["why"])
            service.withdraw(actor=actor, warning_id=warning_id, why=why, version=made.version)


def _corrected(cast: Cast, told: dict[str, Any], warning_id: UUID) -> None:
    fresh = told["corrected"]
    with acting(cast, told["by"], days_ago(fresh["days_ago"], 16)) as actor:
        also = _report(actor, fresh["also"])
        draft = service.start_correction(actor=actor, warning_id=warning_id, also=[also.id])
        was = queries.draft_text(draft)
        text = _with(was, was.title, fresh["words"], was.advice)
        service.change_draft(
            actor=actor, draft_id=draft.id, text=text, grade=draft.grade, months=draft.months, version=draft.version
        )
        _sent(actor, draft)
        draft_id = draft.id
    _released(cast, told["releases"], draft_id, days_ago(fresh["days_ago"], 21))
