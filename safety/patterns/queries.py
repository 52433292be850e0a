"""Reads of patterns: inside the actor's agency with its reports, across two agencies with nothing but the link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from agencies import queries as agencies
from agencies.models import User
from agencies.permissions import Permission
from core import audit
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from safety.patterns import rules
from safety.patterns.models import LinkAnswer, PatternLink, ReportMark
from safety.reports import queries as reports
from safety.reports.models import IncidentReport, ReportDescriptor
from safety.vocabulary import DESCRIPTOR_WORDS, LOOKED_UP, DescriptorKind

MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report of our own that bears what others bear."""

    id: UUID
    reference: str
    taken_on: Any


@dataclass(frozen=True, slots=True)
class OwnPattern:
    """One identifier in several reports of the actor's agency, of those they may open."""

    kind: str
    value: str
    reports: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the other agency may be rung at: a work name and a work address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link as one side reads it: with whom, where it stands, and whom to ring once both said so."""

    id: UUID
    found_in: date
    is_ended: bool
    both_talk: bool
    agency: str
    kinds: tuple[str, ...]
    reports: tuple[ReportLine, ...]
    said: LinkAnswer | None
    contact_id: UUID | None
    contact: Contact | None
    version: int

    @property
    def standing(self) -> str:
        """Where it stands for this side, in a few words; what the other side said alone is never told."""
        if self.is_ended:
            return "Ended"
        if self.both_talk:
            return "Both want to talk"
        return {None: "Waits for your answer", LinkAnswer.TALK: "You would talk; they have not said so"}.get(
            self.said, "You said not now"
        )


def links_visible_to(actor: Actor) -> Select[PatternLink]:
    """The links of the actor's agency, for its managers; nothing for all others."""
    found = select(PatternLink).where(belongs_to(actor, PatternLink))
    return found if actor.may(Permission.OUTREACH_MANAGE) else found.where(PatternLink.id.is_(None))


def links_page(actor: Actor, number: int) -> Page[LinkLine]:
    """Links with other agencies: those that stand first, then the latest week first."""
    found = links_visible_to(actor).order_by(
        PatternLink.ended_at.is_not(None), PatternLink.found_in.desc(), PatternLink.id
    )
    page: Page[PatternLink] = page_of(found, number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def link(actor: Actor, link_id: UUID) -> LinkLine:
    """One link as the actor's side reads it; the read is audited. NotVisible for any other agency."""
    row = peek(actor, link_id)
    audit.record(actor=actor, verb="read", kind="pattern link", row_id=row.id)
    return _lines(actor, [row])[0]


def peek(actor: Actor, link_id: UUID) -> PatternLink:
    """A link as it stands now, without an audit entry, for a verb that records its own."""
    found = links_visible_to(actor).where(PatternLink.id == link_id).execution_options(populate_existing=True)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    return row


def waiting_links(actor: Actor) -> list[LinkLine]:
    """Links that stand and that the actor's side has not answered yet."""
    found = links_visible_to(actor).where(PatternLink.ended_at.is_(None)).order_by(PatternLink.found_in, PatternLink.id)
    rows = [row for row in current_session().scalars(found.limit(MOST_WAITING)) if said_by(actor, row) is None]
    return _lines(actor, rows)


def links_of_report(actor: Actor, report_id: UUID) -> list[LinkLine]:
    """The links that rest on one of our own reports, for managers who may open it."""
    seen = reports.visible_to(actor).where(IncidentReport.id == report_id).with_only_columns(IncidentReport.id)
    marks = select(ReportMark.mark).where(belongs_to(actor, ReportMark), ReportMark.report_id.in_(seen))
    found = links_visible_to(actor).where(PatternLink.mark.in_(marks), PatternLink.ended_at.is_(None))
    return _lines(actor, list(current_session().scalars(found.order_by(PatternLink.found_in, PatternLink.id))))


def said_by(actor: Actor, row: PatternLink) -> LinkAnswer | None:
    """What the actor's own side has said."""
    return row.from_says if row.from_agency_id == actor.agency_id else row.to_says


def may_be_named(actor: Actor) -> list[User]:
    """Colleagues whom another agency may be given to ring: those who release reports."""
    return agencies.colleagues(actor, Permission.REPORT_RELEASE)


def _lines(actor: Actor, rows: list[PatternLink]) -> list[LinkLine]:
    """Links in words, in a fixed number of queries."""
    names = agencies.names_of(_other(actor, row) for row in rows)
    kinds, lines = _borne(actor, {row.mark for row in rows})
    people = _contacts(_named(actor, row) for row in rows)
    return [
        LinkLine(
            id=row.id, found_in=row.found_in, is_ended=row.ended_at is not None, both_talk=_both_talk(row),
            agency=names.get(_other(actor, row), ""), kinds=kinds.get(row.mark, ()), reports=lines.get(row.mark, ()),
            said=said_by(actor, row), contact_id=_own_contact(actor, row), contact=people.get(_named(actor, row)),
            version=row.from_version if row.from_agency_id == actor.agency_id else row.to_version,
        )
        for row in rows
    ]  # fmt: skip


def _borne(actor: Actor, marks: set[str]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[ReportLine, ...]]]:
    """Of what kind each mark is, and which of our own reports the actor may open that bear it."""
    if not marks:
        return {}, {}
    seen = reports.visible_to(actor).with_only_columns(IncidentReport.id)
    found = (
        select(ReportMark.mark, ReportMark.kind, IncidentReport.id, IncidentReport.reference, IncidentReport.taken_at)
        .join(IncidentReport, IncidentReport.id == ReportMark.report_id)
        .where(belongs_to(actor, ReportMark), belongs_to(actor, IncidentReport), IncidentReport.id.in_(seen))
        .where(ReportMark.mark.in_(marks))
        .order_by(IncidentReport.taken_at)
    )
    kinds: dict[str, dict[str, None]] = {}
    lines: dict[str, list[ReportLine]] = {}
    for mark, kind, report_id, reference, taken_at in current_session().execute(found):
        kinds.setdefault(mark, {})[DESCRIPTOR_WORDS[kind]] = None
        lines.setdefault(mark, []).append(ReportLine(report_id, reference, taken_at))
    return {mark: tuple(each) for mark, each in kinds.items()}, {mark: tuple(each) for mark, each in lines.items()}


def _other(actor: Actor, row: PatternLink) -> UUID:
    return row.to_agency_id if row.from_agency_id == actor.agency_id else row.from_agency_id


def _own_contact(actor: Actor, row: PatternLink) -> UUID | None:
    return row.from_contact_id if row.from_agency_id == actor.agency_id else row.to_contact_id


def _both_talk(row: PatternLink) -> bool:
    return row.ended_at is None and rules.both_talk(row.from_says, row.to_says)


def _named(actor: Actor, row: PatternLink) -> UUID | None:
    """Whom the other side named: nobody, as long as one of the two has not said that they want to talk."""
    if not _both_talk(row):
        return None
    return row.to_contact_id if row.from_agency_id == actor.agency_id else row.from_contact_id


def _contacts(user_ids: Iterable[UUID | None]) -> dict[UUID | None, Contact]:
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return {}
    found = current_session().scalars(select(User).where(User.id.in_(wanted), User.active))
    return {user.id: Contact(user.name, user.email) for user in found}


def own_patterns(actor: Actor, number: int) -> Page[OwnPattern]:
    """Identifiers that stand in two or more reports that the actor may open, the most frequent first.

    Inside an agency no scope is needed: nothing leaves it.
    """
    per_identifier = (
        _identifiers(actor)
        .with_only_columns(ReportDescriptor.value_index)
        .group_by(ReportDescriptor.value_index)
        .having(func.count(ReportDescriptor.report_id.distinct()) >= rules.LEAST_IN_A_PATTERN)
        .order_by(func.count(ReportDescriptor.report_id.distinct()).desc(), ReportDescriptor.value_index)
    )
    page: Page[str] = page_of(per_identifier, number)
    return Page(_patterns(actor, page.items), page.page, page.total, page.size)


def _identifiers(actor: Actor) -> Select[Any]:
    seen = reports.visible_to(actor).with_only_columns(IncidentReport.id)
    return (
        select(ReportDescriptor)
        .where(belongs_to(actor, ReportDescriptor), ReportDescriptor.report_id.in_(seen))
        .where(ReportDescriptor.kind.in_(LOOKED_UP), ReportDescriptor.value_index.is_not(None))
    )


def _patterns(actor: Actor, indexes: list[str]) -> list[OwnPattern]:
    if not indexes:
        return []
    rows = list(current_session().scalars(_identifiers(actor).where(ReportDescriptor.value_index.in_(indexes))))
    lines = _reports(actor, {row.report_id for row in rows})
    load_keys(actor.agency_id, {row.report_id for row in rows})
    borne: dict[str | None, list[ReportDescriptor]] = {}
    for row in rows:
        borne.setdefault(row.value_index, []).append(row)
    return [_pattern(borne[index], lines) for index in indexes]


def _pattern(rows: list[ReportDescriptor], lines: dict[UUID, ReportLine]) -> OwnPattern:
    own = sorted({row.report_id for row in rows}, key=lambda report_id: lines[report_id].taken_on)
    first = rows[0]
    return OwnPattern(
        DESCRIPTOR_WORDS[DescriptorKind(first.kind)], first.value or "", tuple(lines[each] for each in own)
    )


def _reports(actor: Actor, report_ids: Iterable[UUID]) -> dict[UUID, ReportLine]:
    found = reports.visible_to(actor).where(IncidentReport.id.in_(list(report_ids)))
    return {
        row.id: ReportLine(row.id, row.reference, row.taken_at) for row in current_session().scalars(found)
    }  # fmt: skip


def week_words(day: date) -> str:
    """When a link was found, as far as it is kept."""
    return f"week of {day.day} {day:%B}"
