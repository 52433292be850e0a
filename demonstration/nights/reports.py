"""Incident reports of the demonstration: most were only heard; some became a warning, information, or a full report."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.tallies import quarter_of
from demonstration.stage import Cast, acting, at, days_ago
from safety.reports import service
from safety.reports.models import HowAnswered, IncidentReport, Said, WhenKind
from safety.reports.rules import Facts, Noticed
from safety.vocabulary import DescriptorKind, Grade, Scope

STORY = json.loads((Path(__file__).parent / "reports.json").read_text())
CLOSED = "Told on at the drop-in, with what to watch for."


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Reports of the last quarter and the last weeks; one number was noticed at two. `known`: people by alias."""
    last = quarter_of(clock.today()).start - timedelta(days=1)
    for number, facts in enumerate(STORY["past"]):
        with acting(cast, "mash_outreach", at(last - timedelta(days=7 * number), 22)) as actor:
            _take(actor, facts | {"answers": {"research": True, "intelligence": False}, "closing": CLOSED}, known)
    for facts in STORY["reports"]:
        with acting(cast, facts["by"], days_ago(facts["days_ago"], facts["hour"])) as actor:
            _take(actor, facts, known)


def _take(actor: Actor, told: dict[str, Any], known: dict[str, UUID]) -> None:
    row = service.take_report(
        actor=actor, words=told["words"], facts=_facts(told), how=HowAnswered(told.get("how", "spoken")),
        noticed=[Noticed(DescriptorKind(kind), value) for kind, value in told.get("noticed", [])],
        answers={Scope(scope): answer for scope, answer in told.get("answers", {}).items()},
        person_id=known[told["about"]] if "about" in told else None,
    )  # fmt: skip
    _afterwards(actor, row, told)


def _facts(told: dict[str, Any]) -> Facts:
    first, last = (clock.today() - timedelta(days=days) for days in told.get("when", (0, 0)))
    kind = WhenKind.NOT_KNOWN if "when" not in told else WhenKind.EXACT if first == last else WhenKind.BAND
    return Facts(
        harms=tuple(told.get("harms", ())), when_kind=kind, first_on=first if "when" in told else None,
        last_on=last if "when" in told else None, hours=told.get("hours"), ward=told.get("ward"),
        setting=told.get("setting"), platform=told.get("platform"), injured=Said(told.get("injured", "not_asked")),
        injuries=told.get("injuries"), police_know=Said(told.get("police_know", "not_asked")),
        barriers=tuple(told.get("barriers", ())), grade=Grade(told.get("grade", "first_hand")), wants=told.get("wants"),
        note=told.get("note"),
    )  # fmt: skip


def _afterwards(actor: Actor, row: IncidentReport, told: dict[str, Any]) -> None:
    for scope, answer in told.get("then", {}).items():
        service.answer_scope(actor=actor, report_id=row.id, scope=Scope(scope), answer=answer, how=HowAnswered.PHONE)
    if "closing" in told:
        service.close_report(actor=actor, report_id=row.id, words=told["closing"], version=row.version)
