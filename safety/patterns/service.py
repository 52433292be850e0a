"""Writes of patterns: the worker marks, compares and links; managers say whether to talk.

What crosses from one agency to another is a keyed hash and two answers. No report, no day, no reporter.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, delete, select, update

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import Clash
from core.scoping import belongs_to, current_session
from safety.identifiers import common_index, same_identifier
from safety.patterns import queries, rules
from safety.patterns.models import LinkAnswer, PatternLink, PatternMark, ReportMark
from safety.reports import queries as reports
from safety.reports.models import IncidentReport, ReportDescriptor
from safety.vocabulary import LOOKED_UP, Scope

FOUND = "A pattern that another agency sees too"
BOTH_TALK = "Both agencies want to talk about a pattern"


def look_for_patterns(*, actor: Actor) -> int:
    """Mark the agency's reports whose warning scope stands, and link it with agencies that bear the same mark.

    Done by the agency's own worker, which alone can open its reports. Returns how many links were made.
    """
    _drop_stale(actor)
    _mark_new(actor)
    _settle(actor)
    return _link(actor)


def forget_report(actor: Actor, report_id: UUID) -> None:
    """Take a report out of every pattern across agencies: its warning scope ended, or it was erased."""
    _drop(actor, ReportMark.report_id == report_id)
    _settle(actor)


def on_scope_ended(_: object, *, actor: Actor, report_id: UUID, scope: Scope) -> None:
    """Hears that a person took a yes back; only the warning scope lets marks out."""
    if scope is Scope.WARNING:
        forget_report(actor, report_id)


def on_report_erased(_: object, *, actor: Actor, report_id: UUID) -> None:
    """Hears that a report is erased."""
    forget_report(actor, report_id)


def _eligible(actor: Actor) -> Select[ReportDescriptor]:
    """What may be compared across agencies: it can be looked up, is not kept back, and its report's scope stands."""
    return (
        select(ReportDescriptor)
        .join(IncidentReport, IncidentReport.id == ReportDescriptor.report_id)
        .where(belongs_to(actor, ReportDescriptor), belongs_to(actor, IncidentReport))
        .where(reports.where_stands(actor, Scope.WARNING), ReportDescriptor.shared.is_(True))
        .where(ReportDescriptor.kind.in_(LOOKED_UP), ReportDescriptor.value_index.is_not(None))
    )


def _drop_stale(actor: Actor) -> None:
    """Drop the marks of what may not be compared any more."""
    still = _eligible(actor).where(
        ReportDescriptor.report_id == ReportMark.report_id, ReportDescriptor.kind == ReportMark.kind,
        ReportDescriptor.value_index == ReportMark.value_index,
    )  # fmt: skip
    gone = select(ReportMark.id).where(belongs_to(actor, ReportMark), ~still.correlate(ReportMark).exists())
    if ids := list(current_session().scalars(gone)):
        _drop(actor, ReportMark.id.in_(ids))


def _drop(actor: Actor, which: object) -> None:
    current_session().execute(
        delete(ReportMark)
        .where(belongs_to(actor, ReportMark), which)  # type: ignore[arg-type]  # a criterion
        .execution_options(synchronize_session=False)
    )


def _mark_new(actor: Actor) -> None:
    """Mark what has none yet; only these are opened, so that an hour's work is an hour's reports."""
    marked = select(ReportMark.id).where(
        belongs_to(actor, ReportMark), ReportMark.report_id == ReportDescriptor.report_id,
        ReportMark.kind == ReportDescriptor.kind, ReportMark.value_index == ReportDescriptor.value_index,
    )  # fmt: skip
    fresh = list(current_session().scalars(_eligible(actor).where(~marked.correlate(ReportDescriptor).exists())))
    load_keys(actor.agency_id, {row.report_id for row in fresh})
    once = {(row.report_id, row.kind, row.value_index): row for row in fresh}
    for row in once.values():
        written = row.value or ""
        if rules.is_telling(row.kind, same_identifier(row.kind, written)):
            current_session().add(
                ReportMark(
                    agency_id=actor.agency_id, report_id=row.report_id, kind=row.kind,
                    value_index=row.value_index or "", mark=common_index(row.kind, written),
                )
            )  # fmt: skip
    if once:
        audit.record(actor=actor, verb="marked", kind="incident reports", fields=[str(len(once))])
    current_session().flush()


def _settle(actor: Actor) -> None:
    """Bring what others may compare into line with the agency's own marks, and end links that rest on nothing."""
    session = current_session()
    own = set(session.scalars(select(ReportMark.mark).where(belongs_to(actor, ReportMark))))
    shown = set(session.scalars(select(PatternMark.mark).where(PatternMark.agency_id == actor.agency_id)))
    if gone := shown - own:
        session.execute(
            delete(PatternMark)
            .where(PatternMark.agency_id == actor.agency_id, PatternMark.mark.in_(gone))
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(PatternLink)
            .where(belongs_to(actor, PatternLink), PatternLink.mark.in_(gone), PatternLink.ended_at.is_(None))
            .values(ended_at=clock.now())
            .execution_options(synchronize_session="fetch")
        )
    for mark in sorted(own - shown):
        session.add(PatternMark(agency_id=actor.agency_id, mark=mark))
    session.flush()


def _link(actor: Actor) -> int:
    """Make a link for each mark that another agency bears too, or let one that had ended stand again."""
    own = select(PatternMark.mark).where(PatternMark.agency_id == actor.agency_id)
    both = select(PatternMark.mark, PatternMark.agency_id).where(
        PatternMark.mark.in_(own), PatternMark.agency_id != actor.agency_id
    )
    known = {
        (row.mark, row.to_agency_id): row
        for row in current_session().scalars(
            select(PatternLink).where(belongs_to(actor, PatternLink), PatternLink.from_agency_id == actor.agency_id)
        )
    }
    made = 0
    for mark, other in current_session().execute(both).all():
        if other in rules.makes_the_link(actor.agency_id, [other]):
            made += _made(actor, known.get((mark, other)), mark, other)
    return made


def _made(actor: Actor, row: PatternLink | None, mark: str, other: UUID) -> int:
    if row is not None and row.ended_at is None:
        return 0
    if row is None:
        row = PatternLink(
            from_agency_id=actor.agency_id, to_agency_id=other, mark=mark, from_version=0, to_version=0
        )  # fmt: skip
        current_session().add(row)
    row.found_in, row.ended_at = rules.week_of(clock.today()), None
    row.from_version, row.to_version = row.from_version + 1, row.to_version + 1
    row.from_says = row.to_says = row.from_contact_id = row.to_contact_id = None
    current_session().flush()
    audit.record(actor=actor, verb="found", kind="pattern link", row_id=row.id)
    _tell(row, (row.from_agency_id, row.to_agency_id), FOUND, f"pattern:{row.id}:{row.from_version}")
    return 1


def answer_link(
    *, actor: Actor, link_id: UUID, answer: str, contact_id: UUID | None, version: int
) -> PatternLink:  # fmt: skip
    """Say whether the actor's agency talks about a link, and whom the other may ring.

    Only when both say talk does each see the other's contact; what one says alone the other is not told. Refuses what
    `rules.may_answer` does; Clash when a colleague answered first; NotVisible for any other agency.
    """
    row = queries.peek(actor, link_id)
    named = {user.id for user in queries.may_be_named(actor)}
    refusal = rules.may_answer(ended=row.ended_at is not None, answer=answer, contact=contact_id, colleagues=named)
    if refusal is not None:
        raise refusal
    said = LinkAnswer(answer)
    _keep_answer(actor, row, version, said, contact_id if said is LinkAnswer.TALK else None)
    audit.record(actor=actor, verb="answered", kind="pattern link", row_id=row.id, fields=[said.value])
    if rules.both_talk(row.from_says, row.to_says):
        _tell(
            row,
            (row.from_agency_id, row.to_agency_id),
            BOTH_TALK,
            f"pattern-talk:{row.id}:{row.from_version}:{row.to_version}",
        )
    return row


def _keep_answer(actor: Actor, row: PatternLink, version: int, said: LinkAnswer, contact_id: UUID | None) -> None:
    """One conditional UPDATE of the actor's own side; the other side's columns are never touched."""
    is_first = row.from_agency_id == actor.agency_id
    own = PatternLink.from_version if is_first else PatternLink.to_version
    names = ("from_says", "from_contact_id", "from_version") if is_first else ("to_says", "to_contact_id", "to_version")
    taken = current_session().scalar(
        update(PatternLink)
        .where(belongs_to(actor, PatternLink), PatternLink.id == row.id, own == version)
        .where(PatternLink.ended_at.is_(None))
        .values(dict(zip(names, (said, contact_id, version + 1), strict=True)))
        .returning(PatternLink.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise Clash("This link changed while you were deciding. Look again, then answer.")
    current_session().refresh(row)


def _tell(row: PatternLink, agency_ids: Iterable[UUID], subject: str, once: str) -> None:
    """Tell the managers of both sides that there is something to look at; the notice says no more."""
    for agency_id in agency_ids:
        for address in agencies.addresses_of(agency_id, Permission.OUTREACH_MANAGE):
            outbox.put(
                agency_id=agency_id, address=address, subject=subject, path=f"/patterns/{row.id}", once=once,
            )  # fmt: skip
