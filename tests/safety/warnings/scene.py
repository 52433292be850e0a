"""What tests of warnings start from: a report that agrees to one, a draft, and a warning that is out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from core.actor import Actor
from safety.reports import service as reports
from safety.reports.rules import Facts
from safety.reports.rules import Noticed as Seen
from safety.vocabulary import DescriptorKind, Grade, Scope
from safety.warnings import queries, service
from safety.warnings.content import Noticed, WarningText
from tests.house import House

SAID = "He came back to my door at ten and kept shouting that he would not go until I paid."
PHONE, PLATE = "07700 900777", "MX19 ZTB"
NOTICED = ((DescriptorKind.PHONE, PHONE), (DescriptorKind.PLATE, PLATE), (DescriptorKind.LOOKS, "Tall, red coat"))
TEXT = WarningText(
    title="Man reported to demand money at doors",
    words="A man was reported to have come back again and again, and to have threatened a worker for money.",
    advice="Do not open alone.", harms=("PROTECTION_DEMAND",), wards=("E05011376",), month="2026-11", hours="night",
    noticed=tuple(Noticed(kind, value) for kind, value in NOTICED),
)  # fmt: skip
LONG_ENOUGH = "It is about the reported man, and about nobody else."


def report(actor: Actor, yes: Collection[Scope] = (Scope.WARNING,), **more: Any) -> UUID:
    """A report with a yes to these scopes and a no to the others."""
    facts = more.pop("facts", Facts(harms=("PROTECTION_DEMAND",), ward="E05011376", hours="night"))
    row = reports.take_report(
        actor=actor, words=more.pop("words", SAID), facts=facts,
        noticed=[Seen(kind, value) for kind, value in NOTICED],
        answers={scope: scope in yes for scope in Scope}, **more,
    )  # fmt: skip
    return row.id


def drafted(house: House, report_ids: Sequence[UUID], text: WarningText = TEXT, *, by: str = "mash_outreach") -> UUID:
    """A draft, still on its writer's desk."""
    with house.acting(by) as actor:
        return service.start_draft(actor=actor, report_ids=report_ids, text=text, grade=Grade.FIRST_HAND).id


def sent(house: House, draft_id: UUID, *, by: str = "mash_outreach") -> UUID:
    """With the second person."""
    with house.acting(by) as actor:
        row = queries.peek(actor, draft_id)
        service.send_draft(actor=actor, draft_id=draft_id, version=row.version)
    return draft_id


def released(house: House, draft_id: UUID, *, by: str = "mash_manager") -> UUID:
    """Out; gives the warning's id."""
    with house.acting(by) as actor:
        version = queries.peek(actor, draft_id).version
        return service.release(actor=actor, draft_id=draft_id, version=version).id


def out(house: House, **changes: Any) -> tuple[UUID, UUID]:
    """A report and the warning that came of it."""
    with house.acting("mash_outreach") as actor:
        report_id = report(actor)
    return report_id, released(house, sent(house, drafted(house, [report_id], replace(TEXT, **changes))))
