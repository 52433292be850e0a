"""The report of one shift, for the agency's own staff: numbers of what was met, given and done; no alias, no note.

What other rooms know of a session (its batches, say) comes by `parts`, which `outreach/rooms.py` fills.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import func, select

from config import ROOT
from core import audit, clock, pdf, words
from core.actor import Actor
from core.scoping import belongs_to, current_session
from outreach import catalogue
from outreach import queries as outreach
from outreach.details import MET_WORDS
from outreach.models import FourAnswers, OutreachContact, OutreachSession
from outreach.rota import queries
from outreach.rota.models import LoneStep, StepKind

STYLESHEET = "papers.css"
Lines = list[tuple[str, str]]
Part = Callable[[Actor, UUID], tuple[str, Lines] | None]

#: What rooms beside this one add: a heading with its lines, or None.
parts: list[Part] = []


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """One shift, in words and numbers that name nobody who was met."""

    session: OutreachSession
    title: str
    when: str
    team: str
    met: Lines
    sections: list[tuple[str, Lines]]
    told: list[tuple[str, str]]
    out: Lines


def shift_report(actor: Actor, session_id: UUID) -> ShiftReport:
    """The report of a session; NotVisible when there is none for this actor. The read is audited.

    It counts contacts by their coded answers and never opens an alias or a note.
    """
    session = outreach.session(actor, session_id)
    contacts = _contacts(actor, session_id)
    audit.record(actor=actor, verb="read", kind="shift report", row_id=session_id)
    more = (part(actor, session_id) for part in parts)
    sections = [
        ("Given", [(label, str(number)) for label, number in outreach.item_totals(actor, session_id)]),
        ("Done", _counted(contacts, "interventions", catalogue.interventions())),
        ("Told about", _counted(contacts, "information", catalogue.INFORMATION)),
        ("Worries", _counted(contacts, "concerns", catalogue.CONCERNS)),
        ("What keeps people from reporting", _barriers(contacts)),
        ("Referrals and follow-up", _onwards(contacts)),
        *(part for part in more if part is not None),
    ]
    return ShiftReport(
        session=session,
        title=f"{catalogue.modes().get(session.mode, session.mode)}, {outreach.ward_words(session.ward)}",
        when=_when(session),
        team=session.team,
        met=_met(session, contacts),
        sections=[(heading, lines) for heading, lines in sections if lines],
        told=_told(session),
        out=_out(actor, session_id),
    )


def shift_pdf(report: ShiftReport, *, home: str) -> bytes:
    """The report as a tagged PDF/UA-1 file in A4. `home`: whose it is; it says on every page that it stays there."""
    page = _environment().get_template("outreach/rota/report_pdf.html")
    return pdf.render(page.render(report=report, home=home, made_at=clock.now()), stylesheet=STYLESHEET)


def _contacts(actor: Actor, session_id: UUID) -> list[Any]:
    """The coded answers of a session's contacts, in one statement: no sealed word is among them."""
    found = select(
        OutreachContact.met_before, OutreachContact.interventions, OutreachContact.information,
        OutreachContact.concerns, OutreachContact.barrier, OutreachContact.flags, OutreachContact.referral_offered,
        OutreachContact.referral_accepted, OutreachContact.follow_up_due, OutreachContact.follow_up_done_at,
    ).where(belongs_to(actor, OutreachContact), OutreachContact.session_id == session_id)  # fmt: skip
    return list(current_session().execute(found))


def _met(session: OutreachSession, contacts: list[Any]) -> Lines:
    written = Counter(MET_WORDS[row.met_before].lower() for row in contacts)
    split = ", ".join(f"{number} {word}" for word, number in written.items())
    return [
        ("Met", str(session.headcount)),
        ("Of them new", str(session.headcount_new)),
        ("Of them known", str(session.headcount_known)),
        ("Wanted nothing written", str(session.headcount_declined)),
        ("Written down", f"{len(contacts)}{f' ({split})' if split else ''}"),
        ("Interpreter", {True: "Yes", False: "No", None: "Not noted"}[session.interpreter]),
        ("Police seen", {True: "Yes", False: "No", None: "Not noted"}[session.police_seen]),
    ]


def _counted(contacts: Iterable[Any], column: str, labels: Mapping[str, str]) -> Lines:
    counts = Counter(code for row in contacts for code in getattr(row, column) or ())
    return [(label, str(counts[code])) for code, label in labels.items() if counts[code]]


def _barriers(contacts: Iterable[Any]) -> Lines:
    counts = Counter(row.barrier for row in contacts if row.barrier)
    return [(catalogue.barriers().get(code, code), str(number)) for code, number in counts.most_common()]


def _onwards(contacts: list[Any]) -> Lines:
    flags = Counter(code for row in contacts for code in row.flags)
    open_ones = sum(row.follow_up_due is not None and row.follow_up_done_at is None for row in contacts)
    numbers = [
        ("Referral offered", sum(row.referral_offered is FourAnswers.YES for row in contacts)),
        ("Referral accepted", sum(row.referral_accepted is FourAnswers.YES for row in contacts)),
        ("Want a referral", flags["wants_referral"]),
        ("Follow-ups still to do", open_ones),
        ("Worried about", flags["worried"]),
        ("Looked under 18", flags["under_18"]),
    ]
    return [(label, str(number)) for label, number in numbers if number]


def _told(session: OutreachSession) -> list[tuple[str, str]]:
    debrief = session.debrief or ("Done, nothing written." if session.debrief_done else "")
    told = [
        ("What was seen", session.observations or ""),
        ("Near miss", session.near_miss or ""),
        ("Debrief", debrief),
    ]
    return [(heading, said) for heading, said in told if said]


def _out(actor: Actor, session_id: UUID) -> Lines:
    """Who checked in, from when to when, how often, and whether an alarm went."""
    lines = queries.watches_on(actor, session_id)
    counts = _steps(actor, [line.watch.id for line in lines])
    return [(line.name, _outing(line, counts)) for line in lines]


def _outing(line: queries.WatchLine, counts: Mapping[tuple[UUID, StepKind], int]) -> str:
    watch = line.watch
    until = f"to {words.clock_time(watch.back_at)}" if watch.back_at else "and not back yet"
    said = [words.counted(counts.get((watch.id, StepKind.SAFE), 0), "check-in")]
    alarms = counts.get((watch.id, StepKind.ALARM), 0)
    calls = counts.get((watch.id, StepKind.HELP), 0)
    said += [words.counted(alarms, "alarm")] if alarms else []
    said += [words.counted(calls, "call for help", "calls for help")] if calls else []
    return f"{words.clock_time(watch.began_at)} {until}: {words.listed(said)}"


def _steps(actor: Actor, watch_ids: list[UUID]) -> dict[tuple[UUID, StepKind], int]:
    found = (
        select(LoneStep.watch_id, LoneStep.kind, func.count())
        .where(belongs_to(actor, LoneStep), LoneStep.watch_id.in_(watch_ids))
        .group_by(LoneStep.watch_id, LoneStep.kind)
    )
    return {(watch_id, kind): number for watch_id, kind, number in current_session().execute(found)}


def _when(session: OutreachSession) -> str:
    began = f"{words.full_day(session.began_at)}, {words.clock_time(session.began_at)}"
    if session.ended_at is None:
        return f"{began}, still running"
    minutes = int((session.ended_at - session.began_at).total_seconds() // 60)
    lasted = f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
    return f"{began} to {words.clock_time(session.ended_at)} ({lasted})"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    return environment
