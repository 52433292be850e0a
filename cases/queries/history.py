"""What happened on a case: contacts, steps of the journey, changes of state; read by its team only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select

from cases import catalogue, rules
from cases.clocks import Step
from cases.models import Case, CaseStateChange, ContactOutcome, Milestone, SupportContact
from cases.queries.files import worker_names
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from core.words import clock_time, counted, full_day

KINDS = {"contacts": "Contacts", "steps": "Criminal justice", "states": "Changes of state"}
PAGE = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, in words."""

    title: str
    byline: str
    when: str
    when_iso: str
    paragraphs: list[str]
    order: tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The latest entries, and whether there are older ones."""

    entries: list[Entry]
    has_older: bool


def contacts_of(actor: Actor, case: Case, most: int) -> list[SupportContact]:
    """The latest contacts of a case that the actor has opened."""
    found = select(SupportContact).where(belongs_to(actor, SupportContact), SupportContact.case_id == case.id)
    return list(current_session().scalars(found.order_by(SupportContact.at.desc()).limit(most)))


def milestones_of(actor: Actor, case: Case) -> list[Milestone]:
    """Every step of the journey of a case that the actor has opened, the latest first."""
    found = select(Milestone).where(belongs_to(actor, Milestone), Milestone.case_id == case.id)
    newest = found.order_by(Milestone.happened_on.desc(), Milestone.recorded_at.desc())
    return list(current_session().scalars(newest))


def milestone(actor: Actor, case: Case, milestone_id: UUID) -> Milestone:
    """One step of a case that the actor has opened; NotVisible when it has none such."""
    found = select(Milestone).where(belongs_to(actor, Milestone), Milestone.case_id == case.id)
    row = current_session().scalars(found.where(Milestone.id == milestone_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def steps_of(milestones: Iterable[Milestone]) -> list[Step]:
    """Steps as clocks and the picture read them, oldest first."""
    steps = [Step(row.code, row.happened_on, row.told_on) for row in milestones]
    return sorted(steps, key=lambda step: step.happened_on)


def last_change(actor: Actor, case: Case) -> CaseStateChange | None:
    """The latest change of a case's state."""
    return next(iter(_changes(actor, case, 1)), None)


def opened_by(actor: Actor, case: Case) -> str:
    """The name of the colleague who opened a case."""
    found = select(CaseStateChange.changed_by).where(
        belongs_to(actor, CaseStateChange), CaseStateChange.case_id == case.id, CaseStateChange.from_state.is_(None)
    )
    user_id = current_session().scalar(found.limit(1))
    return worker_names(actor, [user_id]).get(user_id, "") if user_id else ""


def timeline(
    actor: Actor, case: Case, alias: str, milestones: list[Milestone], *, kinds: Collection[str] = (), pages: int = 1
) -> Timeline:
    """The latest entries of a case, newest first: `pages` times 20 of the kinds asked for, or of all.

    Takes the milestones that the page has read already.
    """
    wanted = set(kinds) & set(KINDS) or set(KINDS)
    most = max(1, min(pages, 50)) * PAGE
    contacts = contacts_of(actor, case, most + 1) if "contacts" in wanted else []
    changes = _changes(actor, case, most + 1) if "states" in wanted else []
    steps = milestones if "steps" in wanted else []
    names = worker_names(actor, _authors(contacts, changes, steps))
    entries = [_contact_entry(row, alias, names) for row in contacts]
    entries += [_change_entry(row, names) for row in changes] + [_step_entry(row, alias, names) for row in steps]
    entries.sort(key=lambda entry: entry.order, reverse=True)
    return Timeline(entries[:most], len(entries) > most)


def _changes(actor: Actor, case: Case, most: int) -> list[CaseStateChange]:
    found = select(CaseStateChange).where(belongs_to(actor, CaseStateChange), CaseStateChange.case_id == case.id)
    newest = found.order_by(CaseStateChange.at.desc(), CaseStateChange.id.desc())
    return list(current_session().scalars(newest.limit(most)))


def _authors(contacts: list[SupportContact], changes: list[CaseStateChange], steps: list[Milestone]) -> set[UUID]:
    return (
        {row.logged_by for row in contacts} | {row.changed_by for row in changes} | {row.recorded_by for row in steps}
    )


def _contact_entry(row: SupportContact, alias: str, names: dict[UUID, str]) -> Entry:
    whom = alias if row.with_whom == rules.PERSON else rules.WITH_WORDS.get(row.with_whom, row.with_whom).lower()
    reached = row.outcome is ContactOutcome.REACHED
    said = (
        f"{rules.MODE_WORDS[row.mode]} with {whom}"
        if reached
        else f"{rules.OUTCOME_WORDS[row.outcome]}: {rules.MODE_WORDS[row.mode].lower()}, {whom}"
    )
    length = f" · {counted(row.minutes, 'minute')}" if row.minutes else ""
    words = [row.note or "", f"Next: {row.next_step}" if row.next_step else ""]
    return Entry(
        said, names.get(row.logged_by, ""), f"{full_day(row.at)}, {clock_time(row.at)}{length}", row.at.isoformat(),
        [text for text in words if text], (row.at, row.id),
    )  # fmt: skip


def _change_entry(row: CaseStateChange, names: dict[UUID, str]) -> Entry:
    title = "Case opened" if row.from_state is None else f"Case now: {rules.STATE_WORDS[row.to_state].lower()}"
    why = catalogue.closing_reasons().get(row.reason_code or "", "")
    return Entry(
        title, names.get(row.changed_by, ""), f"{full_day(row.at)}, {clock_time(row.at)}", row.at.isoformat(),
        [text for text in (why, row.reason or "") if text], (row.at, row.id),
    )  # fmt: skip


def _step_entry(row: Milestone, alias: str, names: dict[UUID, str]) -> Entry:
    title = catalogue.milestones().get(row.code, row.code)
    if row.happened_on > clock.today():
        title = f"{title} (planned)"
    if row.code == catalogue.NOT_REPORTED:
        title = f"{alias} has not reported, and need not"
    told = _told_by(row.source, alias, names.get(row.recorded_by, ""))
    return Entry(
        title, told, full_day(row.happened_on), row.happened_on.isoformat(), [row.note] if row.note else [],
        (_noon(row.happened_on), row.id),
    )  # fmt: skip


def _told_by(source: str, alias: str, author: str) -> str:
    if source == "worker":
        return f"seen by {author}"
    return f"told by {alias if source == 'person' else catalogue.TOLD_BY[source]}"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.LONDON)
