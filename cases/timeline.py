"""The timeline of a case: what every part says happened, in one order, with its authors named by one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.models import Case
from cases.parts import Entry, parts
from cases.queries.files import worker_names
from core import clock
from core.actor import Actor
from core.words import clock_time, full_day

PAGE = 20
FURTHEST = 100


@dataclass(frozen=True, slots=True)
class Link:
    """Where an entry leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that happened, in words, as `rt/timeline.html` draws it."""

    kind: str
    title: str
    byline: str
    when: str
    when_iso: str
    paragraphs: Sequence[str]
    own_words: str
    link: Link | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of entries, newest first, whether there are older ones, and the newest that is not still planned."""

    entries: list[Shown]
    page: int
    has_older: bool
    last: Shown | None


def kinds_of() -> dict[str, str]:
    """The filters of the timeline, from the parts of the running service: code to words."""
    return {code: words for part in parts() for code, words in part.kinds.items()}


def timeline_of(actor: Actor, case: Case, alias: str, *, kinds: Collection[str] = (), page: int = 1) -> Timeline:
    """A page of 20 entries of a case that the actor has opened, of the kinds asked for or of all.

    Each part gives its newest entries down to this page, so the number of statements does not grow with the rows.
    """
    known = kinds_of()
    wanted = set(kinds) & set(known) or set(known)
    page = max(1, min(page, FURTHEST))
    most = page * PAGE + 1
    found = [
        entry
        for part in parts()
        if part.timeline and wanted & set(part.kinds)
        for entry in part.timeline(actor, case, alias, most)
        if entry.kind in wanted
    ]
    found.sort(key=lambda entry: entry.order, reverse=True)
    shown = found[(page - 1) * PAGE : page * PAGE]
    past = [entry for entry in found if entry.order[0] <= clock.now()][:1]
    names = worker_names(actor, {entry.author for entry in (*shown, *past) if entry.author})
    last = next((_shown(entry, names) for entry in past), None)
    return Timeline([_shown(entry, names) for entry in shown], page, len(found) > page * PAGE, last)


def _shown(entry: Entry, names: Mapping[UUID, str]) -> Shown:
    author = names.get(entry.author, "") if entry.author else ""
    words = [text for text in entry.paragraphs if text]
    return Shown(
        kind=entry.kind,
        title=entry.title,
        byline=" ".join(part for part in (entry.byline, author) if part),
        when=_when(entry),
        when_iso=entry.at.isoformat(),
        paragraphs=() if entry.own else words,
        own_words="\n".join(words) if entry.own else "",
        link=Link("Open", entry.url) if entry.url else None,
    )


def _when(entry: Entry) -> str:
    hour = f", {clock_time(entry.at)}" if isinstance(entry.at, datetime) else ""
    return f"{full_day(entry.at)}{hour}{f' · {entry.length}' if entry.length else ''}"
