"""Pages of attendance: who was there, who answers the invitation, and what was declared."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for

from agencies import queries as agencies
from agencies.permissions import Permission
from core.access import current_actor, requires
from core.changing import Answer, change
from core.errors import NotVisible, Refused
from core.words import counted
from forum import bp
from forum import queries as forum
from forum.attendance import queries, rules, service
from forum.attendance.forms import AttendanceForm, DeclareForm, DeputyForm, GuestForm, ReplyForm


@bp.get("/forum/meetings/<uuid:meeting_id>/attendance")
@requires(Permission.MEETING_READ)
def show_attendance(meeting_id: UUID) -> Answer:
    """Who was there, for everybody to read; whoever runs the meeting takes attendance here."""
    return _page(meeting_id, AttendanceForm())


@bp.post("/forum/meetings/<uuid:meeting_id>/attendance")
@requires(Permission.MEETING_WRITE)
def take_attendance(meeting_id: UUID) -> Answer:
    """Take attendance: only what was changed is written, and what somebody else changed meanwhile is shown."""
    actor, form = current_actor(), AttendanceForm()
    lines = {line.key: line for line in queries.lines(actor, meeting_id)}
    chosen = form.marks(lines)
    if form.submitted():
        try:
            changed = service.take(actor=actor, meeting_id=meeting_id, marks=chosen)
            flash(f"Saved: {counted(changed, 'line')} changed.", "success")
            return redirect(url_for("forum.show_attendance", meeting_id=meeting_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except service.Crossed as crossed:
            form.form_errors.append(f"{crossed} It is shown beside what you chose. Save again to keep yours.")
            form.renew_key()
            return _page(meeting_id, form, {key: now for key, (_, now) in chosen.items()}), 409
    form.renew_key()
    return _page(meeting_id, form, {key: now for key, (_, now) in chosen.items()}), 422


@bp.route("/forum/meetings/<uuid:meeting_id>/attendance/add", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def add_guest(meeting_id: UUID) -> Answer:
    """Add somebody who came and has no seat."""
    actor = current_actor()
    meeting = forum.meeting(actor, meeting_id)
    form = GuestForm({agency.id: agency.name for agency in agencies.member_agencies()})
    return change(
        "forum/attendance/guest.html", form, {"meeting": meeting},
        lambda: service.add_guest(
            actor=actor, meeting_id=meeting_id, name=form.name.data or "", agency_id=form.agency_id,
            mark=rules.Mark(form.mark.data),
        ),
        lambda: (0, ()), back=url_for("forum.show_attendance", meeting_id=meeting_id), done="Added.",
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/attendance/<uuid:member_id>/deputy", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def name_deputy(meeting_id: UUID, member_id: UUID) -> Answer:
    """Write down who came for a member."""
    actor = current_actor()
    line = next((each for each in queries.lines(actor, meeting_id) if each.member_id == member_id), None)
    if line is None:
        raise NotVisible
    form = DeputyForm(data={"name": line.who_came if line.who_came != line.name else line.deputy_name or ""})
    return change(
        "forum/attendance/deputy.html", form, {"meeting": forum.meeting(actor, meeting_id), "line": line},
        lambda: service.name_deputy(
            actor=actor, meeting_id=meeting_id, member_id=member_id, name=form.name.data or ""
        ),
        lambda: (0, ()), back=url_for("forum.show_attendance", meeting_id=meeting_id),
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/reply", methods=["GET", "POST"])
@requires(Permission.MEETING_READ)
def answer_invitation(meeting_id: UUID) -> Answer:
    """Say whether one comes: for one's own seat, or one that one deputises for."""
    actor = current_actor()
    view = forum.meeting_view(actor, meeting_id)
    own = queries.own_lines(actor, meeting_id)
    if not own:
        raise NotVisible
    form = ReplyForm(
        {line.key: f"{line.name}, {line.agency}" for line in own},
        data={"member": own[0].key, "deputy_name": own[0].deputy_name or ""},
    )
    return change(
        "forum/attendance/reply.html", form, {"view": view, "own": own},
        lambda: service.answer_invitation(
            actor=actor, meeting_id=meeting_id, member_id=UUID(form.member.data), reply=form.answer,
            deputy_name=form.deputy_name.data or "",
        ),
        lambda: (0, ()), back=url_for("forum.show_meeting", meeting_id=meeting_id), done="Thank you. It is noted.",
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/declare", methods=["GET", "POST"])
@requires(Permission.MEETING_READ)
def declare_interest(meeting_id: UUID) -> Answer:
    """Write down an interest declared at a meeting: one's own, or anybody's for whoever runs it."""
    actor = current_actor()
    view = forum.meeting_view(actor, meeting_id)
    runs = actor.may(Permission.MEETING_WRITE)
    lines = queries.lines(actor, meeting_id) if runs else queries.own_lines(actor, meeting_id)
    if not lines:
        raise NotVisible
    form = DeclareForm(
        {line.key: f"{line.name}, {line.agency}" for line in lines},
        {item.id: f"Item {item.position}: {item.title}" for item in view.agenda},
    )
    return change(
        "forum/attendance/declare.html", form, {"view": view},
        lambda: service.declare(
            actor=actor, meeting_id=meeting_id, key=form.who.data or "", agenda_item_id=form.item_id,
            words=form.words.data or "", done=form.done, answer=form.leak_answer,
        ),
        lambda: (0, ()), back=url_for("forum.show_attendance", meeting_id=meeting_id), done="Declared.",
    )  # fmt: skip


def _page(meeting_id: UUID, form: AttendanceForm, chosen: dict[str, rules.Mark] | None = None) -> str:
    actor = current_actor()
    view = forum.meeting_view(actor, meeting_id)
    lines = queries.lines(actor, meeting_id)
    return render_template(
        "forum/attendance/take.html", view=view, form=form, lines=lines, chosen=chosen or {},
        quorum=queries.quorum_now(actor, meeting_id), notes=queries.quorum_notes(actor, meeting_id),
        declarations=queries.declarations(actor, meeting_id), words=rules.MARK_WORDS,
        may_take=actor.may(Permission.MEETING_WRITE) and view.stage[2] != "Cancelled",
        may_declare=actor.may(Permission.MEETING_WRITE) or bool(queries.own_lines(actor, meeting_id)),
    )  # fmt: skip
