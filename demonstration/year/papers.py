"""Papers of the next meeting: written ones, a restricted one that came late, and one that is still awaited."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from agencies.queries import agency_by_code
from demonstration.stage import Cast, acting, days_ago
from forum import queries as forum
from forum.papers import service
from forum.papers.models import Classification, PaperPurpose
from forum.papers.service import PaperContent, PaperFacts

STORY: list[dict[str, Any]] = json.loads((Path(__file__).parent / "minutes.json").read_text())["papers"]
KEEPS = "mcc_coordinator"


def tell(cast: Cast) -> None:
    """Ask for the papers of the next meeting, and let them come."""
    with acting(cast, KEEPS, days_ago(0, 9)) as actor:
        meeting = forum.next_meeting(actor)
        meeting_id = meeting.id if meeting is not None else None
        agenda = {item.position: item.id for item in forum.agenda(actor, meeting_id)} if meeting_id else {}
    if meeting_id is None:
        return
    for entry in STORY:
        _paper(cast, meeting_id, agenda, entry)


def _paper(cast: Cast, meeting_id: UUID, agenda: dict[int, UUID], entry: dict[str, Any]) -> None:
    """Asked for a month ago; it came some days ago, or has not come."""
    facts = PaperFacts(
        title=entry["title"], author_agency_id=agency_by_code(entry["home"]).id, author_name=entry["author"],
        purpose=PaperPurpose(entry["purpose"]), in_short=entry["in_short"],
        classification=Classification(entry.get("classification", "members")),
        agenda_item_id=agenda.get(entry["item"]),
        readers=[agency_by_code(code).id for code in entry.get("readers", [])],
    )  # fmt: skip
    with acting(cast, KEEPS, days_ago(30, 11)) as actor:
        row = service.add_paper(actor=actor, meeting_id=meeting_id, facts=facts, content=PaperContent())
        paper_id, version = row.id, row.version
    if entry["came"] is None:
        return
    with acting(cast, KEEPS, days_ago(entry["came"], 15)) as actor:
        service.replace_paper(
            actor=actor, paper_id=paper_id, version=version, content=PaperContent(words=entry["words"])
        )
