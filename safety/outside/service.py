"""What happens when somebody writes on the public page, comes back, or is written back to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor
from core.crypto.fields import packed, unpacked
from core.db import uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from safety.outside import codes, queries, rules
from safety.outside.models import PublicPage, PublicReport, PublicState
from safety.outside.queries import Front
from safety.reports import service as reports
from safety.reports.models import HowAnswered, Origin
from safety.reports.rules import Facts, Noticed, WhenKind, facts_hold
from safety.vocabulary import DescriptorKind, Scope

CAME = "Somebody told us what happened"
FLOODED = "Very many reports on your public page"


def receive(
    *, front: Front, words: str, facts: Facts, noticed: Sequence[Noticed], scopes: Mapping[Scope, bool], form_key: str
) -> str:  # fmt: skip
    """Seal what somebody wrote with the agency's own key; returns the words to come back with, which are kept nowhere.

    The same page sent twice is kept once, and shows the same words. Refuses what `rules.may_be_written` does, and a
    day that is still to come. The worker keeps it as a report within the minute.
    """
    _unless(rules.may_be_written(words, noticed) or facts_hold(facts, clock.today()))
    actor, key = front.actor, form_key.strip() or str(uuid7())
    code = codes.code_for(actor.agency_id, key)
    session, form_hash = current_session(), codes.form_hash(key)
    mine = select(PublicReport.id).where(PublicReport.agency_id == actor.agency_id, PublicReport.form_key == form_hash)
    if session.scalar(mine) is not None:
        return code
    row = PublicReport(
        agency_id=actor.agency_id, id=uuid7(), state=PublicState.WRITTEN, form_key=form_hash,
        answers=_packed(words, facts, noticed), scopes={scope.value: answer for scope, answer in scopes.items()},
        code_index=codes.code_index(actor.agency_id, code), received_at=clock.now(),
    )  # fmt: skip
    try:
        with session.begin_nested():
            audit.record(actor=actor, verb="received", kind="public report", row_id=row.id)
            session.add(row)
    except IntegrityError:  # the same page, twice in the same moment
        return code
    return code


def _packed(words: str, facts: Facts, noticed: Sequence[Noticed]) -> str:
    said = {name: value for name, value in asdict(facts).items() if name in ("harms", "hours", "ward")}
    return packed(
        {
            **said, "words": words.strip(), "day": facts.first_on.isoformat() if facts.first_on else "",
            "noticed": [[each.kind.value, each.value] for each in noticed],
        }
    )  # fmt: skip


def keep_written(*, actor: Actor) -> int:
    """Keep what was written as incident reports of the agency, each once; returns how many. The worker's own work.

    From then on the page holds nothing of it but the hash of the code.
    """
    rows = queries.written(actor)
    for row in rows:
        _keep(actor, row)
    return len(rows)


def _keep(actor: Actor, row: PublicReport) -> None:
    said: dict[str, Any] = unpacked(row.answers) or {}
    day = date.fromisoformat(said["day"]) if said.get("day") else None
    facts = Facts(
        harms=tuple(said.get("harms", ())), when_kind=WhenKind.EXACT if day else WhenKind.NOT_KNOWN, first_on=day,
        last_on=day, hours=said.get("hours"), ward=said.get("ward"),
    )  # fmt: skip
    report = reports.take_report(
        actor=actor, words=said.get("words", ""), facts=facts, origin=Origin.PUBLIC, how=HowAnswered.ONLINE,
        noticed=[Noticed(DescriptorKind(kind), value) for kind, value in said.get("noticed", ())],
        answers={Scope(code): answer for code, answer in row.scopes.items()},
    )  # fmt: skip
    row.state, row.report_id, row.kept_at, row.answers, row.scopes = (
        PublicState.KEPT, report.id, clock.now(), None, {},
    )  # fmt: skip
    current_session().flush()
    _tell(actor, CAME, f"/incidents/{report.id}", f"public-report:{report.id}")


def change_scopes(*, front: Front, code: str, scopes: Mapping[Scope, bool]) -> list[Scope]:
    """What somebody who came back says now, at once: a yes that becomes a no closes what it let out in this moment.

    Returns the scopes that changed. NotVisible for words that open nothing.
    """
    actor, row = front.actor, queries.by_code(front.actor, code)
    before = queries.behind(actor, row)
    changed = [scope for scope in rules.ASKED if scope in scopes and before.scopes.get(scope) != scopes[scope]]
    if before.is_erased or not changed:
        return []
    if row.report_id is None:
        row.scopes = {**row.scopes, **{scope.value: scopes[scope] for scope in changed}}
        current_session().flush()
    else:
        for scope in changed:
            reports.answer_scope(
                actor=actor, report_id=row.report_id, scope=scope, answer=scopes[scope], how=HowAnswered.ONLINE
            )
    fields = [scope.value for scope in changed]
    audit.record(actor=actor, verb="changed scopes", kind="public report", row_id=row.id, fields=fields)
    return changed


def add_more(*, front: Front, code: str, words: str) -> None:
    """Add what somebody who came back writes; a worker reads it as new. Refuses empty words, and an erased report."""
    actor, row = front.actor, queries.by_code(front.actor, code)
    if not words.strip():
        raise Refused("Write what you want to add.", field="more")
    if queries.behind(actor, row).is_erased:
        raise Refused("This report was erased.", instead="You can write a new one.")
    if row.report_id is None:
        said = unpacked(row.answers) or {}
        row.answers = packed({**said, "words": f"{said.get('words', '')}\n\n{words.strip()}"})
        current_session().flush()
    else:
        reports.add_words(actor=actor, report_id=row.report_id, words=words, own_words=True)
        _tell(actor, CAME, f"/incidents/{row.report_id}", f"public-report-more:{row.report_id}:{clock.now():%Y-%m-%d}")
    audit.record(actor=actor, verb="added to", kind="public report", row_id=row.id)


def write_back(*, actor: Actor, report_id: UUID, reply: str, version: int) -> PublicReport:
    """Write a few words for whoever comes back with the code, in place of what stood there; it is then read, too.

    Refuses empty words; Clash when a colleague wrote first; NotVisible for a report that came another way.
    """
    row = queries.of_report(actor, report_id)
    if not reply.strip():
        raise Refused("Write something.", field="reply")
    _claim(row, version)
    row.reply, row.replied_at, row.replied_by = reply.strip(), clock.now(), actor.user_id
    current_session().flush()
    reports.mark_read(actor=actor, report_id=report_id)
    audit.record(actor=actor, verb="wrote back", kind="public report", row_id=row.id)
    return row


def _claim(row: PublicReport, version: int) -> None:
    taken = current_session().scalar(
        update(PublicReport)
        .where(PublicReport.agency_id == row.agency_id, PublicReport.id == row.id, PublicReport.version == version)
        .values(version=version + 1)
        .returning(PublicReport.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        current_session().refresh(row)
        raise Clash("A colleague wrote back while you were writing. Both texts are below; nothing is lost.")
    current_session().refresh(row)


def on_report_erased(_: object, *, actor: Actor, report_id: UUID) -> None:
    """Hears that a report is erased: what we wrote back goes as well; the code then says that it was erased."""
    for row in queries.of_reports(actor, [report_id]):
        row.reply, row.scopes = None, {}
    current_session().flush()


def change_page(*, actor: Actor, is_on: bool, welcome: str, ring: str, version: int) -> PublicPage:
    """Open or close the public page of an agency, and say what stands on it.

    Refuses an agency that takes no reports; Clash when somebody changed it first. Once it is closed nobody writes anew;
    those who wrote come back with their words all the same.
    """
    if is_on:
        _unless(rules.page_may_open(agencies.agency(actor.agency_id).kind))
    row = queries.own_page(actor)
    if row is None:
        row = PublicPage(agency_id=actor.agency_id, id=actor.agency_id, version=0)
        current_session().add(row)
    if row.version != version:
        raise Clash("A colleague changed this while you were writing. Look again, then save.")
    row.is_on, row.welcome, row.ring, row.version = is_on, welcome.strip(), ring.strip(), row.version + 1
    current_session().flush()
    audit.record(
        actor=actor, verb="changed", kind="public report page", row_id=row.id, fields=("is_on", "welcome", "ring")
    )
    return row


def tell_flooded(actor: Actor) -> None:
    """Tell the agency's managers, once an hour, that its public page took as many reports as it may."""
    _tell(actor, FLOODED, "/incidents", f"public-reports-flood:{actor.agency_id}:{clock.now():%Y-%m-%dT%H}")


def _tell(actor: Actor, subject: str, path: str, once: str) -> None:
    """Tell those who release reports that something waits; the notice says no more."""
    for address in agencies.addresses_of(actor.agency_id, Permission.REPORT_RELEASE):
        outbox.put(agency_id=actor.agency_id, address=address, subject=subject, path=path, once=once)


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
