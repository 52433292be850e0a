"""The PDF of a return: made by the worker for whoever takes it away, once for each step, and kept as it was made."""

from __future__ import annotations

import hashlib
import io
from uuid import UUID

import pikepdf
from sqlalchemy import select

from agencies.permissions import Permission
from core import audit, clock, making
from core.actor import Actor
from core.db import uuid7
from core.errors import NotVisible
from core.making import MakingState, Standing, Store, Work
from core.scoping import belongs_to, current_session
from core.words import moment
from reports.returns import queries, rules
from reports.returns.documents import return_pdf
from reports.returns.models import ReturnFile
from reports.returns.queries import ReturnView

KIND = "monitoring return"


def ask(*, actor: Actor, view: ReturnView, release_id: UUID) -> UUID:
    """Ask the worker for the PDF of a return as it stands; the release says why it is taken. Asked twice, made once."""
    about = {"return_id": str(view.row.id), "place": len(view.steps)}
    return making.ask(actor=actor, kind=KIND, about=about, once=str(release_id))


def make(work: Work) -> Store:
    """The maker: reads the frozen figures and renders them; what it gives back keeps the file, once."""
    actor, place = work.actor, int(work.about["place"])
    view = queries.one(actor, UUID(work.about["return_id"]))
    kept = _kept(actor, view.row.id, place) is not None
    work.step(1, 2)
    content = b"" if kept else return_pdf(view.row.figures, about=about(view, place)[:-1], check=view.row.sha256)

    def store() -> None:
        if not kept and _kept(actor, view.row.id, place) is None:
            _keep(actor, view.row.id, place, content)

    return store


def about(view: ReturnView, place: int) -> list[tuple[str, str]]:
    """What the cover and the first sheet say of a return, as it stood after so many steps."""
    figures, steps = view.row.figures, view.steps[:place]
    return [
        ("Agency", figures["agency"]), ("Asked by", figures["asked_by"]), ("Period", figures["period"]["words"]),
        ("Version", str(view.row.edition)),
        *((rules.STEP_WORDS[step.kind], f"{step.by_name}, {moment(step.at)}") for step in steps),
        ("Check sum", view.row.sha256),
    ]  # fmt: skip


def standing(actor: Actor, work_id: UUID, return_id: UUID) -> Standing:
    """How the making stands, for its page; NotVisible unless the actor asked for it, and it is of this return."""
    found = making.standing(actor, work_id)
    if found.kind != KIND or found.about.get("return_id") != str(return_id):
        raise NotVisible
    return found


def file_of(actor: Actor, work_id: UUID, return_id: UUID) -> tuple[ReturnView, bytes]:
    """The return and the PDF that was made for the actor; NotVisible until it is made. The download is audited."""
    asked = standing(actor, work_id, return_id)
    view = queries.one(actor, return_id)
    found = _kept(actor, return_id, int(asked.about["place"]))
    if found is None or asked.state is not MakingState.MADE:
        raise NotVisible
    audit.record(actor=actor, verb="downloaded", kind="monitoring return", row_id=return_id)
    return view, found.content


def register() -> None:
    """Make the work known; called as the application is wired."""
    making.register(KIND, make, permissions=(Permission.FIGURES_READ,))


def _kept(actor: Actor, return_id: UUID, place: int) -> ReturnFile | None:
    found = select(ReturnFile).where(
        belongs_to(actor, ReturnFile), ReturnFile.return_id == return_id, ReturnFile.place == place
    )
    return current_session().scalars(found).one_or_none()


def _keep(actor: Actor, return_id: UUID, place: int, content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as document:
        pages = len(document.pages)
    row = ReturnFile(
        agency_id=actor.agency_id, id=uuid7(), return_id=return_id, place=place, made_at=clock.now(), pages=pages,
        sha256=hashlib.sha256(content).hexdigest(), content=content,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
