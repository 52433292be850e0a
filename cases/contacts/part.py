"""What contacts and notes give to a case: what happened, tries in vain, sheets. No restricted word."""

from __future__ import annotations

from flask import url_for

from cases import queries as case_queries
from cases.contacts import queries
from cases.models import Case, SupportContact
from cases.parts import Entry, Fact, Part, Piece, Section
from cases.reading import legible
from core.actor import Actor
from core.words import counted

KINDS = {"contacts": "Contacts", "notes": "Notes"}


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """Contacts as they stand, and notes; of a restricted note that it was written, by whom and when."""
    contacts = [_contact_entry(row, alias) for row in queries.standing_contacts(actor, case, most)]
    return contacts + [_note_entry(case, row) for row in queries.latest_notes(actor, case, most)]


def facts(actor: Actor, case: Case) -> list[Fact]:
    """How often we tried in vain since they were last reached."""
    tries = queries.tries_of(actor, case)
    url = url_for("cases.list_contacts", case_id=case.id, outcome=queries.TRIED)
    return [Fact(tries.words, "amber" if tries.count > 2 else "plain", url)] if tries.words else []


def paper(actor: Actor, case: Case) -> list[Section]:
    """Every contact and note, the oldest first, corrected ones marked; restricted notes as a line without words."""
    rows = queries.contact_rows(actor, list(reversed(case_queries.contacts_of(actor, case, queries.MOST_ON_PAPER))))
    notes = list(reversed(queries.notes_of(actor, case)))
    sections = [
        Section("contacts", "Contacts", [_contact_piece(row) for row in rows]),
        Section("notes", "Notes", [_note_piece(row) for row in notes]),
    ]
    return [section for section in sections if section.pieces]


def _contact_entry(row: SupportContact, alias: str) -> Entry:
    next_step = legible(row, "next_step")
    return Entry(
        kind="contacts", title=queries.contact_title(row, alias), at=row.at, row_id=row.id, author=row.logged_by,
        length=counted(row.minutes, "minute") if row.minutes else "",
        paragraphs=[words for words in (legible(row, "note"), f"Next: {next_step}" if next_step else "") if words],
        url=url_for("cases.show_contact", case_id=row.case_id, support_contact_id=row.id),
    )  # fmt: skip


def _note_entry(case: Case, row: queries.NoteLine) -> Entry:
    return Entry(
        kind="notes", title="Restricted note" if row.restricted else "Note", at=row.at, row_id=row.id,
        author=row.written_by, paragraphs=[row.words] if row.words else [],
        url=url_for("cases.show_note", case_id=case.id, note_id=row.id),
    )  # fmt: skip


def _contact_piece(row: queries.ContactRow) -> Piece:
    said = [("What was done", row.note), ("Next step", row.next_step), ("What was wrong before", row.why)]
    rows = [("Signed", row.signed), *row.facts, *((label, words) for label, words in said if words)]
    title = f"{row.when}. {row.title}" + (" (corrected later)" if row.struck else "")
    return Piece(title, rows=rows, third_party=row.with_whom != queries.THE_PERSON)


def _note_piece(row: queries.NoteRow) -> Piece:
    if row.restricted:
        return Piece(
            f"{row.when}. Restricted note", "Do not disclose without legal advice.", rows=[("Signed", row.signed)],
            restricted=True, third_party=True,
        )  # fmt: skip
    title = f"{row.when}. Note" + (" (corrected later)" if row.corrected_by else "")
    rows = [("Signed", row.signed), *([("What was wrong before", row.why)] if row.why else [])]
    return Piece(title, row.words, rows=rows, third_party=row.about_others)


PART = Part(
    key="contacts", label="Contacts and notes", endpoint="cases.list_contacts", kinds=KINDS, timeline=timeline,
    facts=facts, paper=paper,
)  # fmt: skip
