"""All 32 combinations of the five yeses: each lets out exactly its own, and taking one back closes only that.

Every way out is tried for every report through the verbs that the pages call, and then each receiver is asked what
they can read: another agency's feed of warnings, the police, and the research register.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from uuid import UUID

import pytest
from sqlalchemy import select

from core.db import db
from core.errors import Refused
from safety.police import queries as police
from safety.police import service as police_service
from safety.police.vocabulary import SCOPE_OF
from safety.reports import queries as reports
from safety.reports import register
from safety.reports import service as reports_service
from safety.reports.models import IncidentReport
from safety.vocabulary import Grade, Scope
from safety.warnings import queries as warnings
from safety.warnings import service as warnings_service
from tests.house import House
from tests.safety.police import stage
from tests.safety.warnings import scene

Outflows = set[tuple[int, Scope]]
COMBINATIONS = [frozenset(chosen) for size in range(6) for chosen in combinations(Scope, size)]
DEE, JOAN = "mash_outreach", "mash_manager"


def _mark(number: int) -> str:
    """What stands in every word that comes of one report, so that it is known again wherever it turns up."""
    return f"lantern{number:02}x"


def _marked(words: str) -> set[int]:
    return {number for number in range(len(COMBINATIONS)) if _mark(number) in words}


@pytest.fixture
def taken(house: House) -> list[UUID]:
    """One report for each combination, in their order."""
    with house.acting(DEE) as actor:
        return [scene.report(actor, yes, words=f"{scene.SAID} {_mark(n)}") for n, yes in enumerate(COMBINATIONS)]


def _tried(house: House, taken: list[UUID]) -> Outflows:
    """Try every way out for every report, and give those that were not refused."""
    went: Outflows = set()
    drafts: list[UUID] = []
    letters: list[UUID] = []
    for number, report_id in enumerate(taken):
        with house.acting(DEE) as actor:
            try:
                text = replace(scene.TEXT, words=f"{scene.TEXT.words} It was reported as {_mark(number)}.")
                row = warnings_service.start_draft(
                    actor=actor, report_ids=[report_id], text=text, grade=Grade.FIRST_HAND
                )
                warnings_service.send_draft(actor=actor, draft_id=row.id, version=row.version)
                drafts.append(row.id)
                went.add((number, Scope.WARNING))
            except Refused:
                db.session.rollback()
        letters += _letters(house, number, report_id, went)
    with house.acting(JOAN) as actor:
        for draft_id in drafts:
            version = warnings.peek(actor, draft_id).version
            warnings_service.release(actor=actor, draft_id=draft_id, version=version)
        for letter_id in letters:
            version = police.peek(actor, letter_id).version
            police_service.release(actor=actor, letter_id=letter_id, version=version, typed=stage.POLICE)
    return went


def _letters(house: House, number: int, report_id: UUID, went: Outflows) -> Iterator[UUID]:
    gmp_id = house.agency("GMP").id
    for kind, scope in SCOPE_OF.items():
        with house.acting(DEE) as actor:
            try:
                row = police_service.write_from_report(
                    actor=actor, report_id=report_id, kind=kind, police_id=gmp_id, grade=Grade.FIRST_HAND,
                    words=f"{stage.LETTER} {_mark(number)}", who=stage.WHO,
                )  # fmt: skip
                police_service.ask_second_person(actor=actor, letter_id=row.id, version=row.version, reasons={})
            except Refused:
                db.session.rollback()
                continue
            went.add((number, scope))
            yield row.id


def _read(house: House, taken: list[UUID]) -> Outflows:
    """What the receivers can read now: a member agency, the police, and whoever keeps the register."""
    found: Outflows = set()
    with house.acting("num_caseworker") as actor:
        for row in warnings.latest(actor, most=100):
            found |= {(number, Scope.WARNING) for number in _marked(row.text.words)}
    with house.acting("gmp_liaison") as actor:
        for release in db.session.scalars(police.received_to(actor)):
            content = police.content_of(actor, release)
            marked = _marked(content.words) if content else set()
            found |= {(number, SCOPE_OF[release.kind]) for number in marked}
    with house.acting(JOAN) as actor:
        counted = select(IncidentReport.id).where(
            IncidentReport.agency_id == actor.agency_id, reports.where_stands(actor, Scope.RESEARCH)
        )
        ids = set(db.session.scalars(counted))
        assert register.register(actor).total == len(ids)
        found |= {(taken.index(report_id), Scope.RESEARCH) for report_id in ids}
    return found


def test_each_of_32_combinations_lets_out_its_own_and_a_no_closes_only_that(house: House, taken: list[UUID]) -> None:
    assert len(COMBINATIONS) == 32
    standing: Outflows = {(number, scope) for number, yes in enumerate(COMBINATIONS) for scope in yes}
    tried = _tried(house, taken)
    assert tried == {each for each in standing if each[1] is not Scope.RESEARCH}
    assert _read(house, taken) == standing
    for turn in range(len(Scope)):
        with house.acting(DEE) as actor:
            for number, yes in enumerate(COMBINATIONS):
                left = sorted(scope for scope in yes if (number, scope) in standing)
                if left:
                    scope = left[(number + turn) % len(left)]
                    reports_service.answer_scope(actor=actor, report_id=taken[number], scope=scope, answer=False)
                    standing.discard((number, scope))
        assert _read(house, taken) == standing, f"after {turn + 1} of five were taken back"
    assert standing == set()


def test_a_yes_again_lets_out_nothing_by_itself(house: House) -> None:
    """What was closed stays closed: a new yes is the ground for a new letter, checked anew, and no key comes back."""
    report_id = stage.report(house, [Scope.INTELLIGENCE])
    _, release_id = stage.sent(
        house, report_id, next(kind for kind in SCOPE_OF if SCOPE_OF[kind] is Scope.INTELLIGENCE)
    )
    with house.acting(DEE) as actor:
        for answer in (False, True):
            reports_service.answer_scope(actor=actor, report_id=report_id, scope=Scope.INTELLIGENCE, answer=answer)
    with house.acting("gmp_liaison") as actor:
        assert police.content_of(actor, police.received(actor, release_id)) is None
