"""Pages of minutes on their way: to the chair, back, reviewed, approved, published; files, the annex, the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import audit, clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer, change
from core.downloads import pdf_file
from core.errors import NotVisible
from core.words import long_day
from forum import bp
from forum.minutes import content, publishing, queries, rules
from forum.minutes.documents import minutes_pdf
from forum.minutes.forms import ApproveForm, ReturnForm, StepForm
from forum.minutes.rules import MinutesPart

STEP = "forum/minutes/step.html"


@bp.route("/forum/meetings/<uuid:meeting_id>/minutes/send", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def send_minutes(meeting_id: UUID) -> Answer:
    """Send the draft to the chair, once what was found in it is answered."""
    return _step(
        meeting_id, StepForm(), "send", "The chair has the minutes now.",
        lambda actor, form: publishing.send_minutes(
            actor=actor, meeting_id=meeting_id, version=form.version.data or 0, answer=form.leak_answer
        ),
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/minutes/return", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def return_minutes(meeting_id: UUID) -> Answer:
    """Give minutes back to be changed."""
    return _step(
        meeting_id, ReturnForm(), "return", "The minutes are a draft again.",
        lambda actor, form: publishing.return_minutes(
            actor=actor, meeting_id=meeting_id, version=form.version.data or 0, words=form.words.data or ""
        ),
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/minutes/review", methods=["GET", "POST"])
@requires(Permission.MEETING_CHAIR)
def review_minutes(meeting_id: UUID) -> Answer:
    """The chair's review: every member reads them from then on."""
    return _step(
        meeting_id, StepForm(), "review", "Reviewed. Members read the minutes now.",
        lambda actor, form: publishing.review_minutes(
            actor=actor, meeting_id=meeting_id, version=form.version.data or 0, answer=form.leak_answer
        ),
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/minutes/approve", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def approve_minutes(meeting_id: UUID) -> Answer:
    """Note which later meeting approved the minutes, and what it corrected."""
    actor = current_actor()
    view = queries.minutes_view(actor, meeting_id)
    offered = queries.approving_meetings(actor, view.meeting)
    form = ApproveForm(meetings=[
        (str(each.id), f"{each.title}, {long_day(clock.london(each.starts_at))}") for each in offered
    ])  # fmt: skip
    known = {str(each.id): each.id for each in offered}
    return _step(
        meeting_id, form, "approve", "Approved.",
        lambda actor, form: publishing.approve_minutes(
            actor=actor, meeting_id=meeting_id, version=form.version.data or 0,
            at_meeting_id=known.get(form.meeting.data, meeting_id), corrections=form.corrections.data or "",
            answer=form.leak_answer,
        ),
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/minutes/publish", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def publish_minutes(meeting_id: UUID) -> Answer:
    """Publish approved minutes: frozen, and the members told."""
    return _step(
        meeting_id, StepForm(), "publish", "Published. The members are told.",
        lambda actor, form: publishing.publish_minutes(
            actor=actor, meeting_id=meeting_id, version=form.version.data or 0, answer=form.leak_answer
        ),
    )  # fmt: skip


@bp.get("/forum/meetings/<uuid:meeting_id>/minutes.pdf")
@requires(Permission.MEETING_READ)
def download_minutes(meeting_id: UUID) -> Response:
    """The minutes as a tagged PDF; they say on every page what they are until they are published."""
    return _file(meeting_id, MinutesPart.MINUTES)


@bp.get("/forum/meetings/<uuid:meeting_id>/minutes/annex")
@requires(Permission.MEETING_WRITE)
def show_annex(meeting_id: UUID) -> str:
    """The confidential annex: for the chair and the coordinator alone, and each reading is in the trail."""
    shown, meeting, _ = _content(current_actor(), meeting_id, MinutesPart.ANNEX)
    return render_template("forum/minutes/annex.html", shown=shown, meeting=meeting)


@bp.get("/forum/meetings/<uuid:meeting_id>/minutes/annex.pdf")
@requires(Permission.MEETING_WRITE)
def download_annex(meeting_id: UUID) -> Response:
    """The confidential annex as a tagged PDF."""
    return _file(meeting_id, MinutesPart.ANNEX)


@bp.get("/forum/decisions")
@requires(Permission.MEETING_READ)
def list_decisions() -> str:
    """The register of decisions: by words or number, by year, in pages."""
    actor = current_actor()
    q, year = request.args.get("q", "").strip()[:100], request.args.get("year", type=int)
    page = queries.decisions_page(actor, q, year, request.args.get("page", 1, type=int))
    return render_template(
        "forum/minutes/decisions.html", page=page, q=q, year=year, years=queries.decision_years(actor),
        url_for_page=lambda number: url_for("forum.list_decisions", q=q or None, year=year, page=number),
    )  # fmt: skip


def _step(
    meeting_id: UUID, form: Any, step: str, done: str, write: Callable[[Actor, Any], object]
) -> Answer:  # fmt: skip
    actor = current_actor()
    view = queries.minutes_view(actor, meeting_id)
    if request.method == "GET":
        form.version.data = view.minutes.version
    shown = {
        "view": view, "step": step, "shown": content.content_of(actor, view), "rules": rules,
        "is_chair": actor.may(Permission.MEETING_CHAIR),
    }  # fmt: skip
    return change(
        STEP, form, shown, lambda: write(actor, form), lambda: _stored(actor, meeting_id),
        back=url_for("forum.show_minutes", meeting_id=meeting_id), done=done,
    )  # fmt: skip


def _stored(actor: Actor, meeting_id: UUID) -> tuple[int, list[tuple[str, str]]]:
    row = queries.minutes_view(actor, meeting_id).minutes
    return row.version, [("They are now", rules.STATE_WORDS[row.state])]


def _content(actor: Actor, meeting_id: UUID, part: MinutesPart) -> tuple[dict[str, Any], Any, str]:
    """What is frozen, or else as it stands; the meeting; and the check sum of what was frozen."""
    view = queries.minutes_view(actor, meeting_id)
    frozen = queries.edition(actor, view.minutes.id, part)
    if frozen is not None:
        return frozen.content, view.meeting, frozen.sha256
    if part is MinutesPart.ANNEX:
        if not content.has_annex(view):
            raise NotVisible
        audit.record(actor=actor, verb="read", kind="confidential annex", row_id=view.minutes.id)
    return content.content_of(actor, view, part), view.meeting, ""


def _file(meeting_id: UUID, part: MinutesPart) -> Response:
    shown, _, summed = _content(current_actor(), meeting_id, part)
    name = "minutes" if part is MinutesPart.MINUTES else "confidential-annex"
    return pdf_file(minutes_pdf(shown, summed), f"{name}-{shown['day']}")
