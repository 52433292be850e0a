"""What other pages show: what came of a report by each scope, and what waits at the agency and at the police."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from flask import url_for

from agencies import queries as agencies
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.calendar import add_working_days
from core.dial import Dial, due_dial
from core.panels import Panel, Waiting
from core.words import short_day
from safety.outflows import Outflow
from safety.police import queries, vocabulary
from safety.police.models import LetterState, MessageKind, PoliceLetter, ReleaseKind
from safety.police.queries import LetterLine, Returned
from safety.reports import queries as reports

WRITERS = (Permission.REPORT_TAKE, Permission.REPORT_RELEASE)
#: Working days in which the agency looks at what the police asked or said, and the police open what they were told.
ANSWER_DAYS, OPEN_DAYS = 5, 1
ASKED, CAME = "Ask them; no answer is an answer too.", "Tell them, if they want to know."


def came_of(actor: Actor, report_id: UUID) -> list[Outflow]:
    """What went to the police from a report by each of three scopes, and what can be begun now."""
    if not actor.may(*WRITERS):
        return []
    rows = queries.letters_of_report(actor, report_id)
    stands = reports.standing_scopes(actor, [report_id]).get(report_id, frozenset())
    busy = {row.kind for row in rows if row.state not in queries.STATES["ended"]}
    names = agencies.names_of({row.police_id for row in rows})
    begun = [_outflow(row, names[row.police_id]) for row in rows]
    return begun + [
        _next(report_id, kind) for kind, scope in vocabulary.SCOPE_OF.items() if scope in stands and kind not in busy
    ]


def _outflow(row: PoliceLetter, police: str) -> Outflow:
    words = vocabulary.STATE_WORDS[row.state]
    if row.state is LetterState.RELEASED and row.checked_at is not None:
        words = f"Gone to {police}, {short_day(row.checked_at)}"
    elif row.ended_at is not None:
        words = f"{words}, {short_day(row.ended_at)}"
    url = url_for("safety.show_police_letter", police_letter_id=row.id)
    return Outflow(vocabulary.SCOPE_OF[row.kind], f"{words} ({row.reference})", url)


def _next(report_id: UUID, kind: ReleaseKind) -> Outflow:
    url = url_for("safety.new_police_letter", report_id=report_id, way=kind.value)
    return Outflow(vocabulary.SCOPE_OF[kind], "Write to the police", url, is_next=True)


def waiting(actor: Actor) -> list[Waiting]:
    """What waits for the reader: to let go, to mend, to answer or to pass on; for the police, to open and to read."""
    if actor.may(Permission.INFORMATION_RECEIVE):
        return _of_police(actor)
    if not actor.may(*WRITERS):
        return []
    returned = queries.returned(actor)
    names = agencies.names_of({each.police_id for each in returned})
    return [*(_came_back(each, names[each.police_id]) for each in returned),
            *(_letter(each) for each in queries.waiting_letters(actor))]  # fmt: skip


def _came_back(each: Returned, police: str) -> Waiting:
    asks = each.kind is MessageKind.QUESTION
    day = clock.london(each.at).date()
    due = add_working_days(day, ANSWER_DAYS)
    return Waiting(
        title=f"{police} {'asked something' if asks else 'said what came of it'}",
        detail=f"About {each.reference}. {ASKED if asks else CAME}",
        url=url_for("safety.show_police_letter", police_letter_id=each.letter_id), button="Open",
        clock=due_dial(started=day, due=due, verb="answer" if asks else "tell"), due=_end_of(due),
    )  # fmt: skip


def _letter(line: LetterLine) -> Waiting:
    row = line.row
    checking = row.state is LetterState.CHECKING
    day = clock.london(row.asked_at or row.changed_at).date()
    due = add_working_days(day, 1)
    title = f"Read a letter to {line.police} and let it go" if checking else f"Mend a letter to {line.police}"
    detail = f"{line.source}. Written by {line.written_by}." if checking else f"{line.source} came back to you."
    return Waiting(
        title=title, detail=detail, url=url_for("safety.show_police_letter", police_letter_id=row.id), button="Open",
        clock=due_dial(started=day, due=due, verb="read" if checking else "mend"), due=_end_of(due),
    )  # fmt: skip


def _of_police(actor: Actor) -> list[Waiting]:
    new = queries.received_page(actor, "new", 1).items[:10]
    opened = [_unopened(line.row.id, line.agency, line.row.released_at) for line in new]
    return opened + [_answered(*each) for each in queries.answered_since(actor)]


def _unopened(release_id: UUID, agency: str, at: datetime) -> Waiting:
    day = clock.london(at).date()
    due = add_working_days(day, OPEN_DAYS)
    return Waiting(
        title=f"{agency} told you something", detail="Chosen by whoever it is about, or seen by a worker.",
        url=url_for("safety.show_received", release_id=release_id), button="Open",
        clock=due_dial(started=day, due=due, verb="open"), due=_end_of(due),
    )  # fmt: skip


def _answered(release_id: UUID, reference: str, at: datetime) -> Waiting:
    return Waiting(
        title=f"Your question about {reference} came back", detail="Say what came of it, when you know.",
        url=url_for("safety.show_received", release_id=release_id), button="Read",
        clock=Dial("soon", 1.0, "Read", f"since {short_day(at)}"), due=_end_of(clock.today()),
    )  # fmt: skip


def home(actor: Actor) -> Panel | None:
    """The latest that agencies told the police; for who receives it."""
    if not actor.may(Permission.INFORMATION_RECEIVE):
        return None
    rows = [*queries.received_page(actor, "new", 1).items, *queries.received_page(actor, "open", 1).items][:6]
    return Panel("safety/police/home_panel.html", {"rows": rows, "vocabulary": vocabulary}, order=32)


def count_new(actor: Actor) -> int:
    """The number beside “Information received” in the navigation."""
    return queries.count_new(actor)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(17), clock.LONDON)
