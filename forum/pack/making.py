"""Makes the pack: every part rendered, a front with their page numbers, and all of them joined.

The worker makes it for one reader, as them: what is restricted differs between readers. It is kept for a day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from agencies.queries import user
from core import audit, clock, making
from core.actor import Actor
from core.making import Store, Work
from core.pdf import pages_in
from core.scoping import current_session
from forum.documents import document
from forum.pack.gathering import Pack, pack_of
from forum.pack.joining import Part, joined
from forum.pack.models import MadePack

#: The front is made for so many pages first; when it is longer, once more.
FRONT_PAGES = 2
KIND = "meeting pack"
KEPT = timedelta(days=1)


class Outdated(Exception):
    """While the pack was made one of its parts changed, or went; it is made again a little later."""


def register() -> None:
    """Make this kind of work known."""
    making.register(KIND, make)


def ask(*, actor: Actor, meeting_id: UUID, once: str) -> UUID:
    """Ask for a reader's own pack of a meeting; NotVisible without a meeting. Returns the piece of work."""
    pack_of(actor, meeting_id)
    return making.ask(actor=actor, kind=KIND, about={"meeting": str(meeting_id)}, once=f"{meeting_id}|{once}")


def make(work: Work) -> Store:
    """Render the pack for whoever asked, with what they may have by now."""
    meeting_id = UUID(work.about["meeting"])
    pack = pack_of(work.actor, meeting_id)
    steps = len(pack.ready) + 1
    content = pack_pdf(pack, user(work.actor.user_id).name, lambda done: work.step(done, steps))
    name, was = pack.file_name, _standing(pack)

    def store() -> None:
        if _standing(pack_of(work.actor, meeting_id)) != was:
            raise Outdated
        current_session().add(
            MadePack(
                id=work.id, meeting_id=meeting_id, agency_id=work.actor.agency_id, user_id=work.actor.user_id,
                name=name, content=content, made_at=clock.now(),
            )
        )  # fmt: skip
        audit.record(actor=work.actor, verb="made", kind="meeting pack", row_id=meeting_id)

    return store


def newest(actor: Actor, meeting_id: UUID) -> MadePack | None:
    """The reader's own pack of a meeting that was made last; None when none is kept any more."""
    own = (MadePack.meeting_id == meeting_id, MadePack.user_id == actor.user_id, MadePack.made_at > clock.now() - KEPT)
    return current_session().scalars(select(MadePack).where(*own).order_by(MadePack.made_at.desc()).limit(1)).first()


def forget_old() -> None:
    """Drop packs older than a day: they are made afresh when they are wanted. A job of the worker."""
    old = MadePack.made_at <= clock.now() - KEPT
    current_session().execute(delete(MadePack).where(old).execution_options(synchronize_session=False))


def on_papers_changed(sender: object, *, meeting_id: UUID) -> None:
    """Drop every pack of a meeting: what was withdrawn, or is not for its reader any more, is not in the next one.
    Hears `forum.events.papers_changed`."""
    current_session().execute(
        delete(MadePack).where(MadePack.meeting_id == meeting_id).execution_options(synchronize_session=False)
    )


def _standing(pack: Pack) -> list[tuple[str, str]]:
    return [(part.title, part.standing) for part in pack.parts]


def _no_step(done: int) -> None:
    """Nobody waits."""


def pack_pdf(pack: Pack, made_for: str, step: Callable[[int], None] = _no_step) -> bytes:
    """The pack as one PDF: front with agenda and contents, the parts in order, bookmarks, “Pack page n of m”.

    `made_for` names the reader: what is restricted differs between readers. `step` is told how many parts are done.
    """
    parts = []
    for done, part in enumerate(pack.ready):
        step(done)
        if part.make is not None:
            parts.append(Part(part.title, part.make()))
    step(len(pack.ready))
    lengths = [pages_in(part.content) for part in parts]
    front = _front(pack, made_for, parts, lengths, FRONT_PAGES)
    pages = pages_in(front)
    if pages != FRONT_PAGES:
        front = _front(pack, made_for, parts, lengths, pages)
    total = pages + sum(lengths)
    stamps = document("forum/pack/numbers_pdf.html", total=total)
    title = f"Meeting pack: {pack.meeting.title}"
    return joined([Part("Agenda", front), *parts], stamps, title=title)


def _front(pack: Pack, made_for: str, parts: Sequence[Part], lengths: Sequence[int], own: int) -> bytes:
    starts = [own + 1 + sum(lengths[:at]) for at in range(len(parts))]
    contents = [(part.title, start, length) for part, start, length in zip(parts, starts, lengths, strict=True)]
    by_item: dict[object, list[str]] = {}
    for line in pack.papers:
        by_item.setdefault(line.paper.agenda_item_id, []).append(f"Paper {line.paper.number}")
    return document(
        "forum/pack/front_pdf.html", pack=pack, meeting=pack.meeting, day=pack.day, contents=contents,
        by_item=by_item, made_for=made_for, made_at=clock.now(),
        missing=[part for part in pack.parts if part.make is None],
    )  # fmt: skip
