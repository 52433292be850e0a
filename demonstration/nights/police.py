"""Information to the police in the demonstration: some came back with news, one was taken back, one waits."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from agencies import queries as agencies
from core.actor import Actor
from core.scoping import current_session
from demonstration.stage import Cast, acting, days_ago
from safety.police import checks, queries, service
from safety.police.models import MessageKind, Outcome, ReleaseKind, Told
from safety.police.rules import Who
from safety.police.service.writing import report_of
from safety.reports import queries as reports
from safety.reports import service as reports_service
from safety.reports.models import HowAnswered, IncidentReport
from safety.vocabulary import Scope
from safety.wording import Finding

STORY = json.loads((Path(__file__).parent / "police.json").read_text())
LIAISON = "gmp_liaison"
WHY = "It is about the reported man, and points at nobody else."


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Letters from reports whose person said yes to that very kind, and what came back from the police."""
    for told in STORY["letters"]:
        letter_id, report_id = _written(cast, told)
        if "lets_go" not in told:
            continue
        release_id = _let_go(cast, told["lets_go"], letter_id, days_ago(told["days_ago"], 17))
        _read(cast, told, release_id)
        _came_back(cast, told, letter_id, release_id)
        if "no" in told:
            with acting(cast, told["by"], days_ago(told["no"], 11)) as actor:
                reports_service.answer_scope(
                    actor=actor, report_id=report_id, scope=Scope(told["kind"]), answer=False, how=HowAnswered.PHONE
                )


def _written(cast: Cast, told: dict[str, Any]) -> tuple[UUID, UUID]:
    with acting(cast, told["by"], days_ago(told["days_ago"], 15)) as actor:
        report = _report(actor, told["harms"])
        row = service.write_from_report(
            actor=actor, report_id=report.id, kind=ReleaseKind(told["kind"]), words=told["words"],
            police_id=agencies.agency_by_code(told["police"]).id, grade=report.grade,
            noticed=[each.id for each in reports.descriptors(actor, report.id) if each.shared],
            who=Who(name=told.get("name", ""), worker=told.get("worker", "")),
        )  # fmt: skip
        _checked(actor, row.id)
        return row.id, report.id


def _report(actor: Actor, harms: list[str]) -> IncidentReport:
    found = reports.visible_to(actor).where(IncidentReport.taken_by == actor.user_id)
    return next(row for row in current_session().scalars(found) if row.harms == harms)


def _checked(actor: Actor, letter_id: UUID) -> None:
    row = queries.peek(actor, letter_id)
    found: list[Finding] = checks.findings(actor, row, report_of(actor, row))
    reasons = {each.key: WHY for each in found}
    service.ask_second_person(actor=actor, letter_id=letter_id, version=row.version, reasons=reasons)


def _let_go(cast: Cast, key: str, letter_id: UUID, moment: datetime) -> UUID:
    with acting(cast, key, moment) as actor:
        row = queries.peek(actor, letter_id)
        police = agencies.agency(row.police_id).name
        gone = service.release(actor=actor, letter_id=letter_id, version=row.version, typed=police)
        if gone.release_id is None:
            raise RuntimeError("A letter was let go and names no release.")
        return gone.release_id


def _read(cast: Cast, told: dict[str, Any], release_id: UUID) -> None:
    if "opened" in told:
        with acting(cast, LIAISON, days_ago(told["opened"], 9)) as actor:
            service.open_received(actor=actor, release_id=release_id)


def _came_back(cast: Cast, told: dict[str, Any], letter_id: UUID, release_id: UUID) -> None:
    if "question" in told:
        asked = told["question"]
        with acting(cast, LIAISON, days_ago(asked["days_ago"], 10)) as actor:
            question_id = service.ask(actor=actor, release_id=release_id, words=asked["words"]).id
        if "answer" in told:
            _answered(cast, told, letter_id, question_id)
    for back in told.get("feedback", ()):
        with acting(cast, LIAISON, days_ago(back["days_ago"], 14)) as actor:
            outcome = Outcome(back["outcome"])
            service.give_feedback(actor=actor, release_id=release_id, outcome=outcome, words=back["words"])
        if "told" in back:
            _passed_on(cast, told["by"], letter_id, release_id, back)


def _answered(cast: Cast, told: dict[str, Any], letter_id: UUID, question_id: UUID) -> None:
    answer = told["answer"]
    with acting(cast, told["by"], days_ago(answer["days_ago"], 12)) as actor:
        row = service.write_answer(actor=actor, letter_id=letter_id, question_id=question_id, words=answer["words"])
        answer_id = row.id
        _checked(actor, answer_id)
    _let_go(cast, told["lets_go"], answer_id, days_ago(answer["days_ago"], 16))


def _passed_on(cast: Cast, key: str, letter_id: UUID, release_id: UUID, back: dict[str, Any]) -> None:
    with acting(cast, key, days_ago(back["days_ago"], 18)) as actor:
        messages = queries.messages_of(actor, queries.release(actor, release_id))
        last = [each for each in messages if each.kind is MessageKind.FEEDBACK][-1]
        service.tell_person(actor=actor, letter_id=letter_id, message_id=last.id, told=Told.TOLD, words=back["told"])
