"""Minutes as plain values: what the page, the PDF and the frozen edition all show. The same minutes make the same."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from core import clock
from core.actor import Actor
from core.words import clock_time, long_day
from forum.attendance import queries as attendance
from forum.bodies.queries import body_of
from forum.minutes import rules
from forum.minutes.models import EntryKind, MinutesPart
from forum.minutes.queries import EntryLine, ItemView, MinutesView
from forum.models import AgendaItem, Meeting

Plain = dict[str, Any]


def item_ids(meeting_id: UUID) -> Select[UUID]:
    """The ids of the items of a meeting's agenda."""
    return select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id)


def has_annex(view: MinutesView) -> bool:
    """Whether any line is confidential, so that there is an annex."""
    return any(line.entry.confidential for line in view.entries)


def content_of(actor: Actor, view: MinutesView, part: MinutesPart = MinutesPart.MINUTES) -> Plain:
    """The minutes, or their annex, as JSON-able values: meeting, who was there, every item, decisions and actions.

    Takes what `minutes_view` gave to this actor. What is confidential stands in the annex alone.
    """
    meeting, row = view.meeting, view.minutes
    annex = part is MinutesPart.ANNEX
    items = [_item(item, confidential=annex) for item in view.items]
    found: Plain = {
        "part": part.value,
        "title": meeting.title, "body": body_of(meeting).name, "day": view.day.isoformat(),
        "day_words": long_day(view.day), "place": meeting.place,
        "chair": meeting.chair_name, "began": _time(meeting.began_at), "ended": _time(meeting.ended_at),
        "taken_by": view.names.get(row.begun_by, ""), "state": row.state.value,
        "state_words": rules.STATE_WORDS[row.state], "steps": _steps(view),
        "corrections": "" if annex else row.corrections or "",
        "items": [item for item in items if item["lines"]] if annex else items,
    }  # fmt: skip
    if not annex:
        found |= _room(actor, meeting)
    return found


def check_sum(content: Plain) -> str:
    """SHA-256 of minutes in their one canonical JSON form."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _room(actor: Actor, meeting: Meeting) -> Plain:
    """Who was there, what they declared, and the quorum each time it was noted."""
    lines = attendance.lines(actor, meeting.id)
    heads = attendance.sorted_by_standing(lines)
    notes = attendance.quorum_notes(actor, meeting.id)
    return {
        "attendance": [
            {"head": head, "lines": [{"name": line.who_came, "home": line.agency, "how": _how(line)} for line in found]}
            for head, found in heads.items()
            if found
        ],
        "declarations": [
            {"name": each.declaration.name, "item": each.item, "words": each.declaration.words, "step": each.step}
            for each in attendance.declarations(actor, meeting.id)
        ],
        "quorum": [
            {"when": _time(note.at), "occasion": note.occasion, "words": note.words, "met": note.met} for note in notes
        ],
    }


def _how(line: attendance.Line) -> str:
    role = line.role_words if line.role_words not in ("Member", "Guest") else ""
    return ", ".join(filter(None, (role, line.words if line.words != "Present" else "")))


def _item(view: ItemView, *, confidential: bool) -> Plain:
    """One item; where something stands apart, the minutes say so without a word of it."""
    lines = view.standing_entries
    shown = [line for line in lines if line.entry.confidential == confidential]
    return {
        "id": str(view.item.id), "position": view.item.position, "title": view.item.title,
        "lines": [_line(line) for line in shown],
        "apart": 0 if confidential else sum(line.entry.confidential for line in lines),
    }  # fmt: skip


def _line(line: EntryLine) -> Plain:
    decision = line.decision
    found: Plain = {
        "id": str(line.entry.id), "label": line.label, "words": line.entry.words,
        "decision": line.entry.kind is EntryKind.DECISION,
        "actions": [
            {"reference": each.reference, "title": each.title, "home": each.owner_agency, "owner": each.owner_name,
             "due": long_day(each.due_on), "id": str(each.id)}
            for each in line.actions
        ],
    }  # fmt: skip
    if decision is not None:
        found |= {
            "moved": decision.moved_by, "seconded": decision.seconded_by, "quorate": decision.quorum_met,
            "quorum": decision.quorum_words, "present": decision.quorum_present,
        }  # fmt: skip
    return found


def _steps(view: MinutesView) -> list[list[str]]:
    """Who did what to the minutes, and when, as the foot of the minutes says it."""
    row = view.minutes
    steps = [
        ("Reviewed by the chair", row.reviewed_by, row.reviewed_at),
        ("Approved by the meeting, noted by", row.approved_by, row.approved_at),
        ("Published by", row.published_by, row.published_at),
    ]
    return [[words, view.names.get(who, "") if who else "", long_day(at)] for words, who, at in steps if at is not None]


def _time(moment: Any) -> str:
    return clock_time(clock.london(moment)) if moment is not None else ""
