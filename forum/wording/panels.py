"""What home pages show of words that stayed: those to look at, and one's own that must come out."""

from __future__ import annotations

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Waiting
from core.words import counted, short_day
from forum.wording.places import place_words
from people.leaks import queries
from people.leaks.models import LeakNote
from people.leaks.queries import Standing


def waiting(actor: Actor) -> list[Waiting]:
    """For those who run the forum: how many words stayed unanswered. For authors: each of theirs that must come out."""
    if not actor.may(Permission.MEETING_READ):
        return []
    found = [_own(note) for note in queries.own_to_come_out(actor)]
    number = queries.to_judge(actor) if actor.may(Permission.MEETING_WRITE) else 0
    if number:
        found.append(
            Waiting(
                title="Look at what stayed in shared texts",
                detail=f"{counted(number, 'find')} stayed, each with the author’s reason.",
                url=url_for("forum.list_wording", show=Standing.WAITING.value), button="Look", due=clock.now(),
                clock=Dial("soon", 0.5, counted(number, "find"), "to look at"),
            )
        )  # fmt: skip
    return found


def _own(note: LeakNote) -> Waiting:
    return Waiting(
        title="Take words out of a text of yours",
        detail=f"{place_words(note.kind)} of {short_day(clock.london(note.at).date())}.",
        url=url_for("forum.show_wording_note", note_id=note.id), button="Open", due=note.at,
        clock=Dial("late", 1.0, "Must come out", short_day(clock.london(note.at).date())),
    )  # fmt: skip
