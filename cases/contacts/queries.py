"""Reads of contacts and notes: words are read on pages of the case, restricted ones by its team, one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from cases import queries as case_queries
from cases import rules as case_rules
from cases.contacts import rules
from cases.contacts.models import CaseNote, NoteKind
from cases.models import Case, CaseState, CaseTeamMember, ContactDirection, ContactMode, ContactOutcome, SupportContact
from cases.reading import ERASED, legible
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from core.words import clock_time, counted, full_day, short_day
from people import queries as people_queries

REACHED, TRIED = "reached", "tried"
THE_PERSON = case_rules.PERSON
MOST_ON_PAPER = 5000


@dataclass(frozen=True, slots=True)
class Filters:
    """Which contacts a list shows, and in which order; empty answers ask for all, the newest first."""

    modes: Sequence[str] = ()
    outcome: str = ""
    with_whom: str = ""
    purpose: str = ""
    since: date | None = None
    until: date | None = None
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact in words. `struck` when a later row corrects it; `why` when it corrects an earlier one itself."""

    id: UUID
    title: str
    when: str
    when_iso: str
    signed: str
    note: str
    next_step: str
    facts: list[tuple[str, str]]
    with_whom: str
    struck: bool = False
    corrected_by: UUID | None = None
    corrects: UUID | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note in words; those of a restricted one are empty here, and read on its own page."""

    id: UUID
    restricted: bool
    about_others: bool
    words: str
    when: str
    when_iso: str
    signed: str
    corrected_by: UUID | None = None
    corrects: UUID | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note as the timeline shows it; a restricted one without its words."""

    id: UUID
    at: datetime
    written_by: UUID
    restricted: bool
    words: str


@dataclass(frozen=True, slots=True)
class Tries:
    """How often we tried in vain since the person was last reached, and since which day."""

    count: int = 0
    since: date | None = None

    @property
    def words(self) -> str:
        """“3 tries since Mon 2 Nov”; empty for none."""
        return rules.tries_words(self.count, short_day(self.since)) if self.since else ""


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """What the standing contacts of a case add up to."""

    reached: int
    tried: int
    minutes: int
    travel: int


@dataclass(frozen=True, slots=True)
class Signatures:
    """The names of those who wrote, read once for a whole list."""

    names: dict[UUID, str] = field(default_factory=dict)

    def of(self, user_id: UUID, role: str | None) -> str:
        """“Robin Achebe, ISVA”."""
        return ", ".join(words for words in (self.names.get(user_id, "Left"), role or "") if words)


def contact(actor: Actor, case: Case, contact_id: UUID) -> SupportContact:
    """One contact of a case that the actor has opened; NotVisible when it has none such."""
    row = current_session().scalars(_contacts(actor, case).where(SupportContact.id == contact_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def correction_of_contact(actor: Actor, old: SupportContact) -> SupportContact | None:
    """The contact that corrects this one, None when it stands."""
    found = select(SupportContact).where(belongs_to(actor, SupportContact), SupportContact.corrects_id == old.id)
    return current_session().scalars(found.limit(1)).first()


def newest_contact(actor: Actor, case: Case, contact_id: UUID) -> tuple[SupportContact, int]:
    """A contact as it stands now, and after how many corrections of the one that was named."""
    row, corrections = contact(actor, case, contact_id), 0
    while (newer := correction_of_contact(actor, row)) is not None:
        row, corrections = newer, corrections + 1
    return row, corrections


def answers_of(row: SupportContact) -> dict[str, Any]:
    """A contact as the answers of its form, to begin a correction from."""
    began = clock.london(row.at)
    return {
        "mode": row.mode.value, "outcome": row.outcome.value, "with_whom": row.with_whom,
        "direction": row.direction.value, "day": began.date(), "time": clock_time(began), "minutes": row.minutes,
        "purpose": row.purpose or "", "place": row.place or "", "travel_minutes": row.travel_minutes,
        "interpreter": row.interpreter or "", "note": legible(row, "note"), "next_step": legible(row, "next_step"),
    }  # fmt: skip


def contacts_page(
    actor: Actor, case: Case, number: int, filters: Filters, *, alias: str = "the person", size: int = 25
) -> Page[ContactRow]:
    """A page of the contacts of a case that the actor has opened, corrected ones struck through in their place."""
    found = _filtered(_contacts(actor, case), filters)
    order = (SupportContact.at, SupportContact.id)
    page = page_of(found.order_by(*(order if filters.oldest_first else (each.desc() for each in order))), number, size)
    return Page(contact_rows(actor, page.items, alias), page.page, page.total, page.size)


def contact_rows(actor: Actor, contacts: Sequence[SupportContact], alias: str = "the person") -> list[ContactRow]:
    """Contacts in words, with who signed them and what corrects them, in two statements however many they are."""
    signatures = _signatures(actor, (row.logged_by for row in contacts))
    corrections = _corrections(actor, SupportContact, [row.id for row in contacts])
    return [_contact_row(row, alias, signatures, corrections.get(row.id)) for row in contacts]


def tries_of(actor: Actor, case: Case) -> Tries:
    """Tries in vain since the person was last reached, or ever when they never were: one statement."""
    reached = (
        select(func.max(SupportContact.at))
        .where(belongs_to(actor, SupportContact), SupportContact.case_id == case.id, case_queries.contact_stands())
        .where(SupportContact.outcome == ContactOutcome.REACHED, SupportContact.with_whom == case_rules.PERSON)
        .scalar_subquery()
    )
    tries = _contacts(actor, case).where(case_queries.contact_stands(), _is_try())
    tries = tries.where(SupportContact.at > func.coalesce(reached, clock.now() - rules.LONGEST_AGO))
    count, earliest = (
        current_session()
        .execute(tries.with_only_columns(func.count(SupportContact.id), func.min(SupportContact.at)))
        .one()
    )
    return Tries(count, clock.london(earliest).date() if count else None)


def time_spent(actor: Actor, case: Case) -> TimeSpent:
    """How often the person or others were reached and tried, and the minutes of it all, in one statement."""
    standing = _contacts(actor, case).where(case_queries.contact_stands())
    found = standing.with_only_columns(
        func.count(SupportContact.id).filter(SupportContact.outcome == ContactOutcome.REACHED),
        func.count(SupportContact.id).filter(_is_try()),
        func.coalesce(func.sum(SupportContact.minutes), 0),
        func.coalesce(func.sum(SupportContact.travel_minutes), 0),
    )
    return TimeSpent(*current_session().execute(found).one())


def note(actor: Actor, case: Case, note_id: UUID) -> CaseNote:
    """One note of a case that the actor has opened; NotVisible when it has none such. Its words may not be theirs."""
    row = current_session().scalars(_notes(actor, case).where(CaseNote.id == note_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def opened_note(actor: Actor, case: Case, note_id: UUID) -> tuple[NoteRow, bool]:
    """A note and whether its words may be read; each reading of a restricted one is audited by itself.

    The words of a restricted note are for the case team: not for managers, nor the data protection lead, nor a glass.
    """
    row = note(actor, case, note_id)
    restricted = row.kind is NoteKind.RESTRICTED
    readable = not restricted or is_on_team(actor, case)
    if restricted and readable:
        audit.record(actor=actor, verb="read", kind="restricted note", row_id=row.id, subject_id=case.person_id)
    return _note_rows(actor, [row], with_restricted=readable)[0], readable


def correction_of_note(actor: Actor, old: CaseNote) -> CaseNote | None:
    """The note that corrects this one, None when it stands."""
    found = select(CaseNote).where(belongs_to(actor, CaseNote), CaseNote.corrects_id == old.id)
    return current_session().scalars(found).one_or_none()


def newest_note(actor: Actor, case: Case, note_id: UUID) -> tuple[CaseNote, int]:
    """A note as it stands now, and after how many corrections of the one that was named."""
    row, corrections = note(actor, case, note_id), 0
    while (newer := correction_of_note(actor, row)) is not None:
        row, corrections = newer, corrections + 1
    return row, corrections


def correctable_note(actor: Actor, case: Case, note_id: UUID) -> tuple[NoteRow, int]:
    """A note as it stands now, with its words, to be corrected; NotVisible to those who may not read them."""
    newest, corrections = newest_note(actor, case, note_id)
    row, readable = opened_note(actor, case, newest.id)
    if not readable:
        raise NotVisible
    return row, corrections


def notes_page(actor: Actor, case: Case, number: int, *, kind: str = "", size: int = 25) -> Page[NoteRow]:
    """A page of notes, the newest first; of restricted ones only that they exist, by whom and when."""
    found = _notes(actor, case)
    if kind in set(NoteKind):
        found = found.where(CaseNote.kind == NoteKind(kind))
    page = page_of(found.order_by(CaseNote.at.desc(), CaseNote.id.desc()), number, size)
    return Page(_note_rows(actor, page.items), page.page, page.total, page.size)


def notes_of(actor: Actor, case: Case, most: int | None = None) -> list[NoteRow]:
    """The newest notes, or all; the words of restricted ones are left out for everybody."""
    found = _notes(actor, case).order_by(CaseNote.at.desc(), CaseNote.id.desc())
    return _note_rows(actor, list(current_session().scalars(found.limit(most) if most else found)))


def latest_notes(actor: Actor, case: Case, most: int) -> list[NoteLine]:
    """The newest notes that no later one corrects, as the timeline shows them: one statement."""
    later = aliased(CaseNote)
    corrected = select(later.id).where(later.agency_id == CaseNote.agency_id, later.corrects_id == CaseNote.id)
    found = _notes(actor, case).where(~corrected.exists()).order_by(CaseNote.at.desc(), CaseNote.id.desc())
    return [_note_line(row) for row in current_session().scalars(found.limit(most))]


def standing_contacts(actor: Actor, case: Case, most: int) -> list[SupportContact]:
    """The latest contacts that no later one corrects: one statement."""
    found = _contacts(actor, case).where(case_queries.contact_stands())
    newest = found.order_by(SupportContact.at.desc(), SupportContact.id.desc())
    return list(current_session().scalars(newest.limit(most)))


def is_on_team(actor: Actor, case: Case) -> bool:
    """Whether the actor leads the case or is on its team now; a manager or an open glass is not."""
    if case.lead_user_id == actor.user_id:
        return True
    found = select(CaseTeamMember.id).where(
        belongs_to(actor, CaseTeamMember), CaseTeamMember.case_id == case.id,
        CaseTeamMember.user_id == actor.user_id, case_queries.serves_now(),
    )  # fmt: skip
    return current_session().scalar(found) is not None


def cases_to_log(actor: Actor, most: int = 200) -> list[tuple[UUID, str]]:
    """Open cases of the actor's own (led, or on the team) with alias and reference, for a group session."""
    on_team = select(CaseTeamMember.case_id).where(
        belongs_to(actor, CaseTeamMember), CaseTeamMember.user_id == actor.user_id, case_queries.serves_now()
    )
    found = case_queries.visible_to(actor).where(Case.state != CaseState.CLOSED, Case.id.in_(on_team))
    rows = list(current_session().scalars(found.order_by(Case.reference).limit(most)))
    aliases = people_queries.aliases(actor, [case.person_id for case in rows])
    named = [(case.id, f"{aliases.get(case.person_id, (ERASED, ''))[0]}, {case.reference}") for case in rows]
    return sorted(named, key=lambda pair: pair[1].casefold())


def _contacts(actor: Actor, case: Case) -> Select[SupportContact]:
    return select(SupportContact).where(belongs_to(actor, SupportContact), SupportContact.case_id == case.id)


def _notes(actor: Actor, case: Case) -> Select[CaseNote]:
    return select(CaseNote).where(belongs_to(actor, CaseNote), CaseNote.case_id == case.id)


def _is_try() -> ColumnElement[bool]:
    tried = SupportContact.outcome.in_(rules.TRIES) & (SupportContact.with_whom == case_rules.PERSON)
    return tried & (SupportContact.direction == ContactDirection.OURS)


def _filtered(found: Select[SupportContact], filters: Filters) -> Select[SupportContact]:
    if filters.modes:
        found = found.where(SupportContact.mode.in_(filters.modes))
    if filters.outcome == REACHED:
        found = found.where(SupportContact.outcome == ContactOutcome.REACHED)
    if filters.outcome == TRIED:
        found = found.where(SupportContact.outcome != ContactOutcome.REACHED)
    if filters.with_whom:
        found = found.where(SupportContact.with_whom == filters.with_whom)
    if filters.purpose:
        found = found.where(SupportContact.purpose == filters.purpose)
    if filters.since:
        found = found.where(SupportContact.at >= _midnight(filters.since))
    if filters.until:
        found = found.where(SupportContact.at < _midnight(filters.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LONDON)


def _signatures(actor: Actor, user_ids: Iterable[UUID]) -> Signatures:
    return Signatures(case_queries.worker_names(actor, user_ids))


def _corrections(actor: Actor, table: type[SupportContact | CaseNote], ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Row to the row that corrects it, in one statement."""
    found = select(table.corrects_id, table.id).where(belongs_to(actor, table), table.corrects_id.in_(ids))
    return {old: new for old, new in current_session().execute(found) if old is not None}


def _contact_row(row: SupportContact, alias: str, signatures: Signatures, corrected_by: UUID | None) -> ContactRow:
    return ContactRow(
        id=row.id, title=contact_title(row, alias), when=f"{full_day(row.at)}, {clock_time(row.at)}",
        when_iso=row.at.isoformat(), signed=signatures.of(row.logged_by, row.signed_role), note=legible(row, "note"),
        next_step=legible(row, "next_step"), facts=_facts(row), with_whom=row.with_whom,
        struck=corrected_by is not None, corrected_by=corrected_by, corrects=row.corrects_id, why=legible(row, "why"),
    )  # fmt: skip


def contact_title(row: SupportContact, alias: str = "the person") -> str:
    """“Telephone with Robyn”, or “No reply: text, Robyn”."""
    whom = alias if row.with_whom == case_rules.PERSON else case_rules.WITH_WORDS.get(row.with_whom, "").lower()
    mode = case_rules.MODE_WORDS[row.mode]
    if row.outcome is ContactOutcome.REACHED:
        return f"Went along with {whom}" if row.mode is ContactMode.ACCOMPANIMENT else f"{mode} with {whom}"
    return f"{case_rules.OUTCOME_WORDS[row.outcome]}: {mode.lower()}, {whom}"


def _facts(row: SupportContact) -> list[tuple[str, str]]:
    """What the contact records besides its words, only what was answered."""
    facts = [
        ("Length", counted(row.minutes, "minute") if row.minutes else ""),
        ("Who got in touch", rules.DIRECTION_WORDS[row.direction]),
        ("What for", rules.PURPOSE_WORDS.get(row.purpose or "", "")),
        ("Where", rules.PLACE_WORDS.get(row.place or "", "")),
        ("Travel", counted(row.travel_minutes, "minute") if row.travel_minutes else ""),
        ("Interpreter", rules.INTERPRETER_WORDS.get(row.interpreter or "", "")),
    ]
    return [(label, words) for label, words in facts if words]


def _note_rows(actor: Actor, notes: Sequence[CaseNote], *, with_restricted: bool = False) -> list[NoteRow]:
    signatures = _signatures(actor, (row.written_by for row in notes))
    corrections = _corrections(actor, CaseNote, [row.id for row in notes])
    return [_note_row(row, signatures, corrections.get(row.id), with_restricted) for row in notes]


def _note_line(row: CaseNote) -> NoteLine:
    restricted = row.kind is NoteKind.RESTRICTED
    return NoteLine(row.id, row.at, row.written_by, restricted, "" if restricted else legible(row, "words"))


def _note_row(row: CaseNote, signatures: Signatures, corrected_by: UUID | None, with_restricted: bool) -> NoteRow:
    restricted = row.kind is NoteKind.RESTRICTED
    open_to_reader = with_restricted or not restricted
    return NoteRow(
        id=row.id, restricted=restricted, about_others=row.about_others,
        words=legible(row, "words") if open_to_reader else "", when=f"{full_day(row.at)}, {clock_time(row.at)}",
        when_iso=row.at.isoformat(), signed=signatures.of(row.written_by, row.signed_role), corrected_by=corrected_by,
        corrects=row.corrects_id, why=legible(row, "why") if open_to_reader else "",
    )  # fmt: skip
