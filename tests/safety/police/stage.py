"""What tests of information to the police start from: a report with its answers, and a letter on its way."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from safety.police import checks, queries, service
from safety.police.models import ReleaseKind
from safety.police.rules import Who
from safety.police.service.writing import report_of
from safety.reports import queries as report_queries
from safety.reports import service as reports
from safety.reports.rules import Noticed
from safety.vocabulary import DescriptorKind, Grade, Scope
from tests.house import House

POLICE = "Greater Manchester Police"
SAID = "I got in his van by the arches and he drove past the place, laughing all the way to the river."
LETTER = "It was reported that a man in a grey van drove somebody further than was agreed and would not stop."
PLATE = "MV19 KXC"
WAYS = {
    Scope.INTELLIGENCE: ReleaseKind.INTELLIGENCE, Scope.CONTACT: ReleaseKind.CONTACT,
    Scope.FULL_REPORT: ReleaseKind.FULL_REPORT,
}  # fmt: skip
WHO = Who(name="Marigold", worker="Ines Duarte")


def report(
    house: House, yes: Collection[Scope], *, persona: str = "mash_outreach", words: str = SAID, noticed: str = PLATE,
    kept_back: str = "", **more: Any,
) -> UUID:  # fmt: skip
    """A report that Dee takes, with a yes to these scopes and a no to the others."""
    seen = [Noticed(DescriptorKind.VEHICLE, noticed)]
    if kept_back:
        seen.append(Noticed(DescriptorKind.LOOKS, kept_back, shared=False))
    with house.acting(persona) as actor:
        answers = {scope: scope in yes for scope in Scope}
        return reports.take_report(actor=actor, words=words, noticed=seen, answers=answers, **more).id


def letter(
    house: House, report_id: UUID, kind: ReleaseKind, words: str = LETTER, *, persona: str = "mash_outreach"
) -> UUID:
    """A letter of Dee's from a report, still on her desk."""
    with house.acting(persona) as actor:
        noticed = [each.id for each in report_queries.descriptors(actor, report_id)]
        return service.write_from_report(
            actor=actor, report_id=report_id, kind=kind, police_id=house.agency("GMP").id, words=words,
            grade=Grade.FIRST_HAND, noticed=noticed, who=WHO,
        ).id  # fmt: skip


def checked(house: House, letter_id: UUID, *, persona: str = "mash_outreach") -> UUID:
    """With the second person, every finding answered."""
    with house.acting(persona) as actor:
        row = queries.peek(actor, letter_id)
        found = checks.findings(actor, row, report_of(actor, row))
        reasons = {each.key: "It is about the reported man." for each in found}
        service.ask_second_person(actor=actor, letter_id=letter_id, version=row.version, reasons=reasons)
    return letter_id


def let_go(house: House, letter_id: UUID, *, persona: str = "mash_manager") -> UUID:
    """Let go by Joan, the second person; gives the id of the police's release."""
    with house.acting(persona) as actor:
        version = queries.peek(actor, letter_id).version
        row = service.release(actor=actor, letter_id=letter_id, version=version, typed=POLICE)
        assert row.release_id is not None
        return row.release_id


def sent(house: House, report_id: UUID, kind: ReleaseKind, words: str = LETTER) -> tuple[UUID, UUID]:
    """A letter from the first word to the police: its id, and that of the release."""
    letter_id = checked(house, letter(house, report_id, kind, words))
    return letter_id, let_go(house, letter_id)
