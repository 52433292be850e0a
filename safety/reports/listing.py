"""Incident reports in lists: the page of reports, and those of a person, a case or an outreach contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, or_

from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.paging import Page, page_of
from core.scoping import current_session
from people import queries as people
from safety.reports import catalogue, queries, rules
from safety.reports.models import IncidentReport, Origin, ReportState
from safety.vocabulary import Scope

SHOWS = {
    "open": "Open",
    "listened": "Heard, and complete",
    "closed": "Closed",
    "unread": "Not read yet",
    "mine": "Taken by me",
}
MOST_IN_PANEL = 10


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in a list: what kind, when and where, what may come of it, and whom to ask."""

    id: UUID
    reference: str
    kinds: list[str]
    when: str
    place: str
    state: ReportState
    state_words: str
    agreed: list[Scope]
    taken_at: datetime
    taken_by: str
    alias: str
    person_reference: str
    unread: bool


def reports_page(actor: Actor, number: int, *, show: str = "", family: str = "", place: str = "") -> Page[ReportLine]:
    """A page of reports, the latest first; `show` is a key of SHOWS, `family` one of kinds of harm, `place` a ward."""
    found = _filtered(actor, show, family, place)
    page: Page[IncidentReport] = page_of(
        found.order_by(IncidentReport.taken_at.desc(), IncidentReport.id.desc()), number
    )
    return Page(lines(actor, page.items), page.page, page.total, page.size)


def _filtered(actor: Actor, show: str, family: str, place: str) -> Select[IncidentReport]:
    found = queries.visible_to(actor)
    if show in list(ReportState):
        found = found.where(IncidentReport.state == ReportState(show))
    if show == "unread":
        found = found.where(_unread())
    if show == "mine":
        found = found.where(IncidentReport.taken_by == actor.user_id)
    if family in catalogue.FAMILIES:
        found = found.where(_of_family(family))
    return found.where(IncidentReport.ward == place) if place in catalogue.places() else found


def _of_family(family: str) -> ColumnElement[bool]:
    """Kinds are a list of codes; a code stands in quotes there, so none is part of another."""
    codes = next(group for words, group in catalogue.harms_by_family() if words == catalogue.FAMILIES[family])
    return or_(*(cast(IncidentReport.harms, String).like(f'%"{code}"%') for code in codes))


def _unread() -> ColumnElement[bool]:
    return IncidentReport.read_at.is_(None) & (IncidentReport.origin == Origin.PUBLIC)


def count_unread(actor: Actor) -> int:
    """How many reports from the public page nobody at the agency has read yet, of those the actor may open."""
    ids = queries.visible_to(actor).where(_unread()).with_only_columns(func.count(IncidentReport.id))
    return current_session().scalar(ids) or 0


def oldest_unread(actor: Actor) -> datetime | None:
    """Since when the longest-waiting unread report has waited."""
    found = queries.visible_to(actor).where(_unread()).with_only_columns(func.min(IncidentReport.taken_at))
    return current_session().scalar(found)


def reports_of_person(actor: Actor, person_id: UUID) -> list[ReportLine]:
    """The latest reports about a person or a record linked to them, of those the actor may open."""
    return _latest(
        actor, queries.visible_to(actor).where(people.in_same_person(actor, IncidentReport.person_id, person_id))
    )


def reports_of_case(actor: Actor, case_id: UUID) -> list[ReportLine]:
    """The latest reports that are worked on in a case, of those the actor may open."""
    return _latest(actor, queries.visible_to(actor).where(IncidentReport.case_id == case_id))


def reports_of_contact(actor: Actor, contact_id: UUID) -> list[ReportLine]:
    """The reports taken at an outreach contact, of those the actor may open."""
    return _latest(actor, queries.visible_to(actor).where(IncidentReport.contact_id == contact_id))


def _latest(actor: Actor, found: Select[IncidentReport]) -> list[ReportLine]:
    newest = found.order_by(IncidentReport.taken_at.desc(), IncidentReport.id.desc()).limit(MOST_IN_PANEL)
    return lines(actor, list(current_session().scalars(newest)))


def lines(actor: Actor, rows: Sequence[IncidentReport]) -> list[ReportLine]:
    """Reports that the actor may open as lines of a list, by a fixed number of statements."""
    if not rows:
        return []
    people_ids = {row.person_id for row in rows if row.person_id}
    load_keys(actor.agency_id, people_ids)
    aliases = people.aliases(actor, people_ids)
    answers = queries.answers_of(actor, [row.id for row in rows])
    names = queries.names_in(actor, rows)
    return [_line(row, aliases, answers.get(row.id, {}), names) for row in rows]


def _line(
    row: IncidentReport, aliases: dict[UUID, tuple[str, str]], answers: dict[Scope, bool], names: dict[UUID | None, str]
) -> ReportLine:
    alias, reference = aliases.get(row.person_id, ("", "")) if row.person_id else ("", "")
    return ReportLine(
        id=row.id, reference=row.reference, kinds=[catalogue.short(code) for code in row.harms],
        when=rules.when_words(row.when_kind, row.first_on, row.last_on, row.hours),
        place=catalogue.places().get(row.ward or "", ""), state=row.state, state_words=rules.STATE_WORDS[row.state],
        agreed=[scope for scope in Scope if answers.get(scope)], taken_at=row.taken_at,
        taken_by=names.get(row.taken_by, rules.ORIGIN_WORDS[row.origin]), alias=alias, person_reference=reference,
        unread=row.read_at is None and row.origin is Origin.PUBLIC,
    )  # fmt: skip
