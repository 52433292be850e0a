"""What incident reports give to a case file's timeline, and to the copy of everything that a person asks for."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from sqlalchemy import select

from cases.models import Case
from cases.parts import Entry, Part, Piece, Section
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.scoping import belongs_to, current_session
from core.words import long_day
from people import queries as people
from safety.reports import catalogue, queries, rules
from safety.reports.models import IncidentReport, ReportAddition, ReportDescriptor
from safety.vocabulary import DESCRIPTOR_WORDS, SCOPE_WORDS, Scope

KIND = "reports"


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """The reports that are worked on in a case, of those the reader may open: one statement."""
    found = queries.visible_to(actor).where(IncidentReport.case_id == case.id)
    newest = found.order_by(IncidentReport.taken_at.desc()).limit(most)
    return [_entry(row) for row in current_session().scalars(newest)]


def _entry(row: IncidentReport) -> Entry:
    kinds = ", ".join(catalogue.short(code) for code in row.harms)
    return Entry(
        kind=KIND, title=f"Incident report {row.reference}", at=row.taken_at, row_id=row.id, author=row.taken_by,
        paragraphs=[kinds] if kinds else [], url=url_for("safety.show_report", report_id=row.id),
    )  # fmt: skip


def person_sections(actor: Actor, person_id: UUID) -> list[Section]:
    """Every report about a person, on any linked record, for the copy of all that is held about them.

    Whoever gathers it need not read reports otherwise; exclusions hold. What was noticed of whoever did it is about
    somebody else, so it is looked at before it goes (UK GDPR Article 15(4)).
    """
    mine = select(IncidentReport).where(belongs_to(actor, IncidentReport), IncidentReport.erased_at.is_(None))
    about = mine.where(people.in_same_person(actor, IncidentReport.person_id, person_id))
    rows = list(current_session().scalars(about.order_by(IncidentReport.taken_at)))
    load_keys(actor.agency_id, [row.id for row in rows])
    return [_section(actor, row) for row in rows]


def _section(actor: Actor, row: IncidentReport) -> Section:
    answers = queries.answers_of(actor, [row.id]).get(row.id, {})
    rows = [
        ("Said", long_day(row.taken_at)),
        ("Kind", "; ".join(catalogue.harms().get(code, code) for code in row.harms)),
        ("When", rules.when_words(row.when_kind, row.first_on, row.last_on, row.hours)),
        ("Where", catalogue.places().get(row.ward or "", "")), ("Site or app", row.platform or ""),
        ("Injuries", row.injuries or ""), ("Police reference", row.police_reference or ""), ("Note", row.note or ""),
        *((SCOPE_WORDS[scope], "Yes" if answers[scope] else "No") for scope in Scope if scope in answers),
    ]  # fmt: skip
    pieces = [Piece("What you said", row.words or "", own=True), Piece("What you wanted", row.wants or "", own=True)]
    pieces += [Piece("Added later", words, own=own) for words, own in _additions(actor, row)]
    pieces.append(Piece("What was written down", rows=[pair for pair in rows if pair[1]]))
    noticed = _noticed(actor, row)
    pieces += [Piece("Noticed of whoever did it", rows=noticed, third_party=True)] if noticed else []
    said = [each for each in pieces if each.words or each.rows]
    return Section(row.reference, f"Incident report {row.reference}", said)


def _additions(actor: Actor, row: IncidentReport) -> list[tuple[str, bool]]:
    found = select(ReportAddition).where(belongs_to(actor, ReportAddition), ReportAddition.report_id == row.id)
    ordered = found.order_by(ReportAddition.written_at, ReportAddition.id)
    return [(each.words or "", each.own_words) for each in current_session().scalars(ordered)]


def _noticed(actor: Actor, row: IncidentReport) -> list[tuple[str, str]]:
    found = select(ReportDescriptor).where(belongs_to(actor, ReportDescriptor), ReportDescriptor.report_id == row.id)
    ordered = found.order_by(ReportDescriptor.written_at, ReportDescriptor.id)
    return [(DESCRIPTOR_WORDS[each.kind], each.value or "") for each in current_session().scalars(ordered)]


PART = Part(key=KIND, kinds={KIND: "Incident reports"}, timeline=timeline)
