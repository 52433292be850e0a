"""The warnings that an agency holds: what is current, what is over, and what an identifier is known by.

Everything starts from `visible_to`: the copies made for the actor's own agency, never another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from agencies.permissions import Permission
from agencies.queries import names_of
from core import audit, clock
from core.actor import Actor
from core.crypto.envelopes import opened_many
from core.errors import NotVisible
from core.paging import SIZE, Page, page_of
from core.scoping import belongs_to, current_session
from outreach.models import OutreachSession
from people.queries.names import worker_names
from safety.identifiers import identifier_index
from safety.vocabulary import GRADE_WORDS, DescriptorKind
from safety.warnings.content import WarningText, holds_all, holds_identifier, text_of
from safety.warnings.models import CopyState, WarningCopy, WarningIdentifier, WarningShown
from safety.warnings.rules import SHOWN_WORDS, WHY_TOLD

#: A search opens so many of the latest current warnings: with 12 months at most, more than a region ever has.
MOST_SEARCHED = 2000
NEW_DAYS = 7


@dataclass(frozen=True, slots=True)
class CurrentWarning:
    """A warning as an agency that holds it reads it; `text` is empty once it was closed to that agency."""

    copy_id: UUID
    warning_id: UUID
    reference: str
    edition: int
    agency_id: UUID
    agency_name: str
    is_ours: bool
    grade: str
    text: WarningText
    first_at: datetime
    made_at: datetime
    expires_on: date
    state: CopyState
    closed_at: datetime | None
    why: str

    @property
    def is_current(self) -> bool:
        """True while it is out and its time has not run out."""
        return self.state is CopyState.CURRENT and self.expires_on >= clock.today()

    @property
    def is_new(self) -> bool:
        """True in the first week of an edition."""
        return self.is_current and (clock.today() - clock.london(self.made_at).date()).days < NEW_DAYS

    @property
    def was_corrected(self) -> bool:
        """True from the second edition on."""
        return self.edition > 1


@dataclass(frozen=True, slots=True)
class Sought:
    """What a reader of the feed asks for; all empty is everything."""

    q: str = ""
    ward: str = ""
    harm: str = ""
    kind: str = ""

    @property
    def is_all(self) -> bool:
        """True when nothing narrows the feed."""
        return not any((self.q.strip(), self.ward, self.harm, self.kind))

    def meets(self, row: CurrentWarning) -> bool:
        """Whether a warning is asked for."""
        text = row.text
        return (
            (not self.ward or self.ward in text.wards)
            and (not self.harm or self.harm in text.harms)
            and (not self.kind or any(each.kind == self.kind for each in text.noticed))
            and self._is_found(row)
        )

    def _is_found(self, row: CurrentWarning) -> bool:
        q = self.q.strip()
        also = f"{row.reference} {row.agency_name}"
        return not q or holds_all(row.text, also, q.split()) or holds_identifier(row.text, q)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """That somebody was shown a warning."""

    warning_id: UUID
    reference: str
    how: str
    people: int
    by_name: str
    at: datetime


def visible_to(actor: Actor) -> Select[WarningCopy]:
    """The copies that the actor's agency holds, for those who read warnings; nothing for anybody else."""
    found = select(WarningCopy).where(belongs_to(actor, WarningCopy), WarningCopy.to_agency_id == actor.agency_id)
    return found if actor.may(Permission.WARNING_READ) else found.where(WarningCopy.id.is_(None))


def _current(actor: Actor) -> Select[WarningCopy]:
    found = visible_to(actor).where(WarningCopy.state == CopyState.CURRENT, WarningCopy.expires_on >= clock.today())
    return found.order_by(WarningCopy.made_at.desc(), WarningCopy.id.desc())


def feed_page(actor: Actor, sought: Sought, number: int) -> Page[CurrentWarning]:
    """A page of what is current, the latest first, in a fixed number of statements.

    Everything that a warning says is sealed, so that a narrowed feed is opened and looked through here.
    """
    if sought.is_all:
        page: Page[WarningCopy] = page_of(_current(actor), number)
        return Page(_opened(actor, page.items), page.page, page.total, page.size)
    met = [row for row in _all_current(actor) if sought.meets(row)]
    number = min(max(1, number), max(1, -(-len(met) // SIZE)))
    return Page(met[(number - 1) * SIZE : number * SIZE], number, len(met), SIZE)


def _all_current(actor: Actor) -> list[CurrentWarning]:
    return _opened(actor, list(current_session().scalars(_current(actor).limit(MOST_SEARCHED))))


def facets(actor: Actor) -> tuple[set[str], set[str]]:
    """The wards and the kinds of harm that current warnings speak of: what a filter offers."""
    rows = _all_current(actor)
    return {code for row in rows for code in row.text.wards}, {code for row in rows for code in row.text.harms}


def latest(actor: Actor, wards: Iterable[str] = (), most: int = 4) -> list[CurrentWarning]:
    """A few current warnings, those of some wards first and then the latest."""
    near = set(wards)
    rows = _opened(actor, list(current_session().scalars(_current(actor).limit(25 if near else most))))
    return sorted(rows, key=lambda row: not near.intersection(row.text.wards))[:most]


def route_wards(actor: Actor, days: int = 30, most: int = 12) -> set[str]:
    """The wards of the agency's latest outings: what “near the route” means."""
    since = clock.today() - timedelta(days=days)
    found = select(OutreachSession.ward).where(belongs_to(actor, OutreachSession), OutreachSession.held_on >= since)
    return set(current_session().scalars(found.order_by(OutreachSession.held_on.desc()).limit(most)))


def count_current(actor: Actor) -> int:
    """How many warnings are current."""
    return current_session().scalar(select(func.count()).select_from(_current(actor).order_by(None).subquery())) or 0


def our_current(actor: Actor, most: int = 6) -> list[CurrentWarning]:
    """The latest current warnings that the actor's own agency made."""
    found = _current(actor).where(WarningCopy.from_agency_id == actor.agency_id).limit(most)
    return _opened(actor, list(current_session().scalars(found)))


def over_page(actor: Actor, number: int) -> Page[CurrentWarning]:
    """A page of what is over: taken back or run out, the latest first. What was taken back says nothing any more."""
    found = visible_to(actor).where(WarningCopy.state.in_((CopyState.WITHDRAWN, CopyState.ENDED)))
    page: Page[WarningCopy] = page_of(found.order_by(WarningCopy.closed_at.desc(), WarningCopy.id), number)
    return Page(_opened(actor, page.items), page.page, page.total, page.size)


def warning(actor: Actor, warning_id: UUID) -> CurrentWarning:
    """The latest edition of a warning that the agency holds; NotVisible when it holds none. The read is audited."""
    found = editions_of(actor, warning_id)
    if not found:
        raise NotVisible
    audit.record(actor=actor, verb="read", kind="warning", row_id=warning_id)
    return found[0]


def editions_of(actor: Actor, warning_id: UUID) -> list[CurrentWarning]:
    """Every edition of a warning that the agency holds, the latest first."""
    found = visible_to(actor).where(WarningCopy.warning_id == warning_id).order_by(WarningCopy.edition.desc())
    return _opened(actor, list(current_session().scalars(found)))


def chosen(actor: Actor, warning_ids: Iterable[UUID]) -> list[CurrentWarning]:
    """Current warnings by their ids, the latest first: those that are not the agency's, or over, are left out."""
    found = _current(actor).where(WarningCopy.warning_id.in_(list(warning_ids)))
    return _opened(actor, list(current_session().scalars(found)))


def printed(actor: Actor, warning_ids: Iterable[UUID]) -> list[CurrentWarning]:
    """The warnings of a sheet, as `chosen`; that each was printed is kept in the trail."""
    rows = chosen(actor, warning_ids)
    for row in rows:
        audit.record(actor=actor, verb="printed", kind="warning", row_id=row.warning_id)
    return rows


def identified(actor: Actor, kind: DescriptorKind, written: str) -> list[CurrentWarning]:
    """The current warnings that know an identifier, however it is written; an empty list when there is none.

    Only identifiers of reported people are ever looked at, by an index of their own purpose: it has nothing in common
    with the index over people who are supported. Source: security.md T10.
    """
    key = identifier_index(actor.agency_id, kind, written)
    found = (
        _current(actor)
        .join(WarningIdentifier, WarningIdentifier.copy_id == WarningCopy.id)
        .where(belongs_to(actor, WarningIdentifier), WarningIdentifier.to_agency_id == actor.agency_id)
        .where(WarningIdentifier.kind == kind, WarningIdentifier.key == key)
    )
    return _opened(actor, list(current_session().scalars(found).unique()))


def shown_to(actor: Actor, person_id: UUID) -> list[ShownLine]:
    """The warnings that a person was shown, the latest first, at most ten."""
    found = select(WarningShown).where(belongs_to(actor, WarningShown), WarningShown.person_id == person_id)
    rows = list(current_session().scalars(found.order_by(WarningShown.shown_at.desc()).limit(10)))
    names = worker_names(actor, {row.shown_by for row in rows})
    return [
        ShownLine(row.warning_id, row.reference, SHOWN_WORDS[row.how], row.people, names.get(row.shown_by, "Left"),
                  row.shown_at)
        for row in rows
    ]  # fmt: skip


def _opened(actor: Actor, rows: Sequence[WarningCopy]) -> list[CurrentWarning]:
    """Copies with their text, by two statements whatever their number."""
    texts = opened_many(actor, ((row.envelope_id, row.content_sealed) for row in rows))
    names = names_of(row.from_agency_id for row in rows)
    return [_line(actor, row, text_of(texts.get(row.envelope_id)), names[row.from_agency_id]) for row in rows]


def _line(actor: Actor, row: WarningCopy, text: WarningText, agency: str) -> CurrentWarning:
    return CurrentWarning(
        copy_id=row.id, warning_id=row.warning_id, reference=row.reference, edition=row.edition,
        agency_id=row.from_agency_id, agency_name=agency, is_ours=row.from_agency_id == actor.agency_id,
        grade=GRADE_WORDS[row.grade], text=text, first_at=row.first_at, made_at=row.made_at,
        expires_on=row.expires_on, state=row.state, closed_at=row.closed_at,
        why=WHY_TOLD[row.why] if row.why else "Its time ran out" if row.state is CopyState.ENDED else "",
    )  # fmt: skip
