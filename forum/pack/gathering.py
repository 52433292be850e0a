"""What goes into a meeting's pack, for one reader: the one room that asks minutes, papers and reports for theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from actionplan import queries as plan
from actionplan.models import Action
from actionplan.queries import ActionRow
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.words import counted, long_day, short_day
from forum import queries as forum
from forum.bodies.queries import body_of
from forum.documents import document
from forum.minutes import content as minutes_content
from forum.minutes import queries as minutes
from forum.minutes.documents import minutes_pdf
from forum.minutes.rules import READ_BY_MEMBERS, STATE_WORDS
from forum.models import AgendaItem, Meeting
from forum.papers import queries as papers
from forum.papers.documents import paper_pdf
from forum.papers.queries import PaperLine
from forum.reporting import queries as reporting
from forum.reporting import reading


@dataclass(frozen=True, slots=True)
class PackPart:
    """One part of a pack: what it is called, how it stands (with a kind of tag), and how it is made."""

    title: str
    tag: str
    standing: str
    make: Callable[[], bytes] | None


@dataclass(frozen=True, slots=True)
class Pack:
    """A meeting's pack as one reader gets it."""

    meeting: Meeting
    body: str
    agenda: Sequence[AgendaItem]
    papers: Sequence[PaperLine]
    parts: Sequence[PackPart]
    apart: int

    @property
    def day(self) -> date:
        """The day of the meeting."""
        return clock.london(self.meeting.starts_at).date()

    @property
    def ready(self) -> list[PackPart]:
        """The parts that there are, in order."""
        return [part for part in self.parts if part.make is not None]

    @property
    def file_name(self) -> str:
        """The name it is saved under."""
        return f"meeting-pack-{self.day.isoformat()}.pdf"


def pack_of(actor: Actor, meeting_id: UUID) -> Pack:
    """The parts of a meeting's pack for this reader; NotVisible without a meeting. Nothing is made yet.

    Agenda first, then the papers that the reader may have by agenda item, the last minutes, the action log and the
    progress report (of the forum's own meetings). Restricted papers of others are counted, never named.
    """
    meeting = forum.meeting(actor, meeting_id)
    agenda = forum.agenda(actor, meeting_id)
    places: dict[UUID | None, int] = {item.id: item.position for item in agenda}
    lines = papers.papers_of(actor, meeting_id)
    lines.sort(key=lambda line: (places.get(line.paper.agenda_item_id, 99), line.paper.number))
    parts = [_paper(actor, meeting, line) for line in lines]
    parts += [_last_minutes(actor, meeting), _action_log(actor, meeting), *_report(actor, meeting)]
    return Pack(meeting, body_of(meeting).name, agenda, lines, parts, papers.kept_apart(actor, meeting_id))


def _day(meeting: Meeting) -> date:
    return clock.london(meeting.starts_at).date()


def _paper(actor: Actor, meeting: Meeting, line: PaperLine) -> PackPart:
    row = line.paper
    title = f"Paper {row.number}: {row.title}"
    if not line.is_here:
        return PackPart(title, line.tag, line.standing, None)

    def make() -> bytes:
        found, kept, content = papers.version(actor, row.id, row.newest)
        return paper_pdf(actor, found, kept, content, _day(meeting), in_pack=True)

    return PackPart(title, line.tag, line.standing, make)


def _last_minutes(actor: Actor, meeting: Meeting) -> PackPart:
    row = minutes.last_minutes(actor, meeting)
    if row is None:
        return PackPart("Minutes of the meeting before", "grey", "None yet", None)
    day = long_day(_day(forum.meeting(actor, row.meeting_id)))

    def make() -> bytes:
        frozen = minutes.edition(actor, row.id)
        if frozen is not None:
            return minutes_pdf(frozen.content, frozen.sha256, in_pack=True)
        view = minutes.minutes_view(actor, row.meeting_id)
        return minutes_pdf(minutes_content.content_of(actor, view), in_pack=True)

    is_read = row.state in READ_BY_MEMBERS
    return PackPart(f"Minutes of {day}", "green" if is_read else "amber", STATE_WORDS[row.state], make)


def _action_log(actor: Actor, meeting: Meeting) -> PackPart:
    rows = actions_for(actor, meeting)
    red = sum(row.rag == "red" for row in rows)

    def make() -> bytes:
        return document("forum/pack/actions_pdf.html", rows=rows, day=_day(meeting), today=clock.today())

    words = f"{counted(len(rows), 'action')}, {red} red" if rows else "No actions"
    return PackPart("Action log", "plain", words, make if rows else None)


def actions_for(actor: Actor, meeting: Meeting) -> list[ActionRow]:
    """What the action log of a meeting lists: open actions and those finished since the last one, soonest due first.

    For the forum the whole plan; for a group what its own minutes made.
    """
    if meeting.body_id is None:
        rows = list(plan.plan(plan.current_strategy().id).actions)
    else:
        made = minutes.action_ids_of_body(meeting.body_id)
        rows = plan.action_rows(plan.visible_to(actor).where(Action.id.in_(made)))
    before = minutes.day_before(meeting)
    kept = [row for row in rows if row.is_open or (row.completed_on is not None and row.completed_on >= before)]
    return sorted(kept, key=lambda row: (row.due_on, row.reference))


def _report(actor: Actor, meeting: Meeting) -> list[PackPart]:
    """The progress report in force, for those who read reports; a draft until the forum's own meeting has one."""
    if not actor.may(Permission.REPORT_READ):
        return []
    found = reporting.editions(actor, [meeting.id]).get(meeting.id, [])
    newest = next((row for row in found if row.in_force), None)
    if newest is not None:
        said = f"Version {newest.version}, {short_day(newest.made_at)}"
        return [PackPart("Progress report", "green", said, lambda: reading.file(actor, newest))]
    if meeting.body_id is not None:
        return []
    return [PackPart("Progress report", "amber", "Draft, not issued", lambda: reading.draft(actor, meeting.id)[1])]
