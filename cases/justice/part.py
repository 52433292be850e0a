"""What the journey and the rights give to a case: what happened, what is due, the next court day, and their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from flask import url_for

from cases.justice import catalogue, queries, rules
from cases.justice.clocks import RunningClock
from cases.justice.models import Incident, Occasion, ProtectiveOrder, ReportingChoice
from cases.justice.words import (
    complaint_title,
    incident_title,
    order_title,
    outcome_words,
    reported_words,
    step_title,
    told_by,
    when_words,
)
from cases.models import Case, Milestone
from cases.parts import Due, Entry, Fact, Part, Piece, Section
from cases.reading import legible
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.words import counted, long_day, short_day

KINDS = {"steps": "Criminal justice", "choices": "Reporting choices"}
RIGHT_KINDS = {"rights": "Rights and complaints"}
#: How far ahead a court day or a reminder is named, and how long a reminder stays on the list.
AHEAD, STAYS = timedelta(days=28), timedelta(days=14)
WHO = "the person"


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """Steps as they stand, choices about reporting, and the times an order was broken."""
    steps = [_step_entry(row, alias) for row in queries.milestones_of(actor, case)[:most]]
    choices = [_choice_entry(row) for row in queries.choices_of(actor, case)[:most]]
    broken = [row for rows in queries.breaches_of(actor, case).values() for row in rows][:most]
    return steps + choices + [
        Entry(
            kind="steps", title="An order was broken", at=row.happened_on, row_id=row.id, author=row.recorded_by,
            paragraphs=[legible(row, "words"), f"Police know: {rules.REPORTED_WORDS[row.police_told].lower()}."],
            url=url_for("cases.show_journey", case_id=case.id),
        )
        for row in broken
    ]  # fmt: skip


def due(actor: Actor, cases: Sequence[Case]) -> list[Due]:
    """Court days, clocks and their reminders, orders that run out: six statements, whatever the number of cases."""
    today = clock.today()
    open_ones = [case for case in cases if case.closed_at is None]
    if not open_ones:
        return []
    found = [_step_due(row, today) for row in queries.coming_steps(actor, open_ones, today + AHEAD)]
    found += [_order_due(row) for row in queries.ending_orders(actor, open_ones, today + AHEAD)]
    for case_id, items in queries.clocks_on(actor, open_ones, WHO).items():
        url = url_for("cases.show_journey", case_id=case_id)
        found += [each for item in items for each in _clock_due(item, url, today, case_id)]
    return found


def facts(actor: Actor, case: Case) -> list[Fact]:
    """The next day before a court within four weeks, and an order that is in force and about to run out."""
    today = clock.today()
    coming = [
        row
        for row in queries.coming_steps(actor, [case], today + AHEAD)
        if row.code in catalogue.COURT_DAYS and row.happened_on >= today
    ]
    url = url_for("cases.show_journey", case_id=case.id)
    return [Fact(f"{catalogue.SHORT[row.code]} {short_day(row.happened_on)}", "amber", url) for row in coming[:1]]


def paper(actor: Actor, case: Case) -> list[Section]:
    """The journey for print and export: incidents, steps with what they replaced, measures, orders and choices.

    Incidents and orders speak of others, so they are looked at before the person gets them.
    """
    sections = [
        Section(
            "incidents", "Incidents", [_incident_piece(actor, case, row) for row in queries.incidents_of(actor, case)]
        ),
        Section("justice", "Criminal justice journey", _step_pieces(actor, case)),
        Section("protection", "Special measures and orders", _court_pieces(actor, case)),
        Section("choices", "Reporting choices", [_choice_piece(row) for row in queries.choices_of(actor, case)[::-1]]),
    ]
    return [section for section in sections if section.pieces]


def rights_timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """Rights that were explained, and complaints that were sent."""
    url = url_for("cases.show_rights", case_id=case.id)
    explained = [
        Entry(
            kind="rights", title=f"Right {row.number} of the Victims’ Code explained", at=row.explained_on,
            row_id=row.id, author=row.changed_by, url=url,
        )
        for row in queries.rights_of(actor, case)
        if row.explained_on
    ]  # fmt: skip
    sent = [
        Entry(
            kind="rights", title=complaint_title(row), at=row.made_on, row_id=row.id, author=row.changed_by,
            paragraphs=[rules.STAGE_WORDS[row.stage]], url=url,
        )
        for row in queries.complaints_of(actor, case)
        if row.made_on
    ]  # fmt: skip
    return sorted(explained + sent, key=lambda entry: entry.order, reverse=True)[:most]


def rights_due(actor: Actor, cases: Sequence[Case]) -> list[Due]:
    """Answers to complaints that are due: one statement."""
    open_ones = [case for case in cases if case.closed_at is None]
    return [
        Due(
            case_id=row.case_id, title=complaint_title(row), detail="An answer is due", on=row.answer_due_on,
            url=url_for("cases.change_complaint", case_id=row.case_id, complaint_id=row.id),
        )
        for row in (queries.answers_due(actor, open_ones) if open_ones else [])
        if row.answer_due_on
    ]  # fmt: skip


def rights_paper(actor: Actor, case: Case) -> list[Section]:
    """The rights with their edition, and the complaints."""
    rights = [
        Piece(
            f"{row.edition}, right {row.number}", legible(row, "words"),
            rows=[
                ("Explained", long_day(row.explained_on) if row.explained_on else "Not yet"),
                ("Met", rules.MET_WORDS[row.met]),
            ],
        )
        for row in queries.rights_of(actor, case)
    ]  # fmt: skip
    complaints = [
        Piece(
            complaint_title(row), legible(row, "about"),
            rows=[
                ("Sent", long_day(row.made_on) if row.made_on else "Not sent"),
                ("Stands", rules.STAGE_WORDS[row.stage]),
                ("Came of it", rules.OUTCOME_WORDS[row.outcome] if row.outcome else "Still open"),
                ("Answer", legible(row, "outcome_words")),
            ],
        )
        for row in queries.complaints_of(actor, case)[::-1]
    ]  # fmt: skip
    return [Section("rights", "Rights under the Victims’ Code", rights + complaints)] if rights or complaints else []


def _step_entry(row: Milestone, alias: str) -> Entry:
    words = [legible(row, "note"), outcome_words(row), f"Told on {short_day(row.told_on)}" if row.told_on else ""]
    return Entry(
        kind="steps", title=step_title(row, alias), at=row.happened_on, row_id=row.id, author=row.recorded_by,
        byline=told_by(row, alias), paragraphs=words, url=url_for("cases.show_journey", case_id=row.case_id),
    )  # fmt: skip


def _choice_entry(row: ReportingChoice) -> Entry:
    return Entry(
        kind="choices", title=f"They chose: {_chosen(row).lower()}", at=row.chosen_on, row_id=row.id,
        author=row.recorded_by, paragraphs=[legible(row, "words")], own=True,
        url=url_for("cases.show_choices", case_id=row.case_id),
    )  # fmt: skip


def _chosen(row: ReportingChoice) -> str:
    known = catalogue.OPTIONS if row.occasion is Occasion.REPORT else catalogue.GOING_ON
    return known.get(row.chosen, (row.chosen, ""))[0]


def _step_due(row: Milestone, today: date) -> Due:
    passed = row.happened_on < today
    title = catalogue.milestones().get(row.code, row.code)
    return Due(
        case_id=row.case_id, title=f"{title}: did it happen?" if passed else title, on=row.happened_on,
        detail="Planned for that day" if passed else "Planned",
        url=url_for("cases.change_milestone", case_id=row.case_id, milestone_id=row.id),
    )  # fmt: skip


def _order_due(row: ProtectiveOrder) -> Due:
    days = (row.expires_on - clock.today()).days if row.expires_on else 0
    detail = "It has run out" if days < 0 else f"Runs out in {counted(days, 'day')}" if days else "Runs out today"
    return Due(
        case_id=row.case_id, title=catalogue.ORDERS.get(row.kind, row.kind), detail=detail,
        on=row.expires_on or clock.today(), url=url_for("cases.change_order", case_id=row.case_id, order_id=row.id),
    )  # fmt: skip


def _clock_due(item: RunningClock, url: str, today: date, case_id: UUID) -> list[Due]:
    """A clock once its first reminder came, the reminder of the last fortnight, and the next within four weeks.

    What the person wants no reminders of gives nothing. What an agency owes is due from the start.
    """
    if not item.open or item.silent:
        return []
    come = [day for day in item.reminders if day <= today]
    found: list[tuple[date, str, Dial | None]] = []
    if item.owed or come or not item.reminders:
        found.append((item.due, item.words, item.face))
    near = [day for day in item.reminders if today - STAYS <= day <= today + AHEAD and day != item.due]
    for day in [*[day for day in near if day <= today][-1:], *[day for day in near if day > today][:1]]:
        found.append((day, f"Reminder: {item.words[0].lower()}{item.words[1:]}", None))
    return [
        Due(case_id=case_id, title=title, detail=f"Last day {short_day(item.due)}", on=on, url=url, face=face)
        for on, title, face in found
    ]


def _incident_piece(actor: Actor, case: Case, row: Incident) -> Piece:
    suspects = [
        f"{legible(each, 'label')} ({catalogue.RELATIONS.get(legible(each, 'relation'), '').lower()})"
        for each in queries.suspects_of(actor, case)
        if each.incident_id == row.id
    ]
    rows = [
        ("Kind", "; ".join(queries.harm_words(row))), ("When", when_words(row)), ("Police", reported_words(row)),
        ("Reference", legible(row, "reference")), ("Officer", legible(row, "officer")),
        ("Under 18 then", rules.ANSWER_WORDS[row.under_18]), ("Suspects", "; ".join(suspects)),
    ]  # fmt: skip
    return Piece(incident_title(row), rows=[(label, words) for label, words in rows if words], third_party=True)


def _step_pieces(actor: Actor, case: Case) -> list[Piece]:
    earlier = queries.earlier_of(actor, case)
    pieces = []
    for row in reversed(queries.milestones_of(actor, case)):
        before = [f"{long_day(old.happened_on)}. {legible(old, 'note')}".strip() for old in earlier[row.id]]
        rows = [
            ("Told us", catalogue.SOURCES.get(row.source, row.source)),
            ("Person told", long_day(row.told_on) if row.told_on else ""), ("Outcome", outcome_words(row)),
            ("Why changed", legible(row, "why")), ("Before", "; ".join(before)),
        ]  # fmt: skip
        title = f"{long_day(row.happened_on)}. {step_title(row, 'The person')}"
        pieces.append(Piece(title, legible(row, "note"), rows=[(label, words) for label, words in rows if words]))
    return pieces


def _court_pieces(actor: Actor, case: Case) -> list[Piece]:
    known = queries.measures_of(actor, case)
    rows = [
        (label, f"{rules.MEASURE_WORDS[known[code].state]}. {legible(known[code], 'words')}".strip())
        for code, label in catalogue.special_measures().items()
        if code in known
    ]
    breaches = queries.breaches_of(actor, case)
    orders = [
        Piece(
            order_title(row), legible(row, "conditions"), third_party=True,
            rows=[(f"Broken {long_day(one.happened_on)}", legible(one, "words")) for one in breaches.get(row.id, [])],
        )
        for row in queries.orders_of(actor, case)[::-1]
    ]  # fmt: skip
    return [*([Piece("Special measures", rows=rows)] if rows else []), *orders]


def _choice_piece(row: ReportingChoice) -> Piece:
    codes = queries.codes_in(row, "factors")
    rows = [
        ("Chose", _chosen(row)), ("Harder", "; ".join(rules.factor_words(codes, "disabling"))),
        ("Easier", "; ".join(rules.factor_words(codes, "enabling", "either"))), ("Own words", legible(row, "words")),
    ]  # fmt: skip
    return Piece(long_day(row.chosen_on), rows=[(label, words) for label, words in rows if words])


PART = Part(
    key="justice", label="Criminal justice", endpoint="cases.show_journey", kinds=KINDS, timeline=timeline, due=due,
    facts=facts, paper=paper,
)  # fmt: skip
RIGHTS_PART = Part(
    key="rights", label="Rights", endpoint="cases.show_rights", kinds=RIGHT_KINDS, timeline=rights_timeline,
    due=rights_due, paper=rights_paper,
)  # fmt: skip
