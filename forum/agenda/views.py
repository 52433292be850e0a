"""Pages of an agenda: its items with their times, one item, moving and taking off."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.changing import Answer, Stored, change
from core.errors import NotVisible
from core.forms import EmptyForm
from core.words import counted
from forum import bp, queries
from forum.agenda import service
from forum.agenda.forms import ItemForm
from forum.agenda.service import Item


@bp.get("/forum/meetings/<uuid:meeting_id>/agenda")
@requires(Permission.MEETING_WRITE)
def show_agenda(meeting_id: UUID) -> Answer:
    """The agenda to work on: times, order, and what may be changed."""
    view = queries.meeting_view(current_actor(), meeting_id)
    return render_template("forum/agenda/edit.html", view=view, form=EmptyForm())


@bp.route("/forum/meetings/<uuid:meeting_id>/agenda/new", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def add_item(meeting_id: UUID) -> Answer:
    """Put an item on the agenda."""
    actor = current_actor()
    view = queries.meeting_view(actor, meeting_id)
    form = ItemForm(data={"minutes": 10})
    return change(
        "forum/agenda/item.html", form, {"view": view, "item": None},
        lambda: service.add_item(
            actor=actor, meeting_id=meeting_id, item=_item(form), answer=form.leak_answer,
            position=max(1, len(view.agenda) - 1) if view.is_ahead else None,
        ),
        lambda: (0, ()), back=url_for("forum.show_agenda", meeting_id=meeting_id), done="It is on the agenda.",
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def change_item(meeting_id: UUID, item_id: UUID) -> Answer:
    """Change an item; a clash shows both."""
    actor = current_actor()
    view = queries.meeting_view(actor, meeting_id)
    row = next((item for item in view.agenda if item.id == item_id), None)
    if row is None:
        raise NotVisible
    form = ItemForm(
        data={
            "title": row.title, "minutes": row.minutes, "asked_for": row.asked_for or "", "led_by": row.led_by or "",
            "note": row.note or "", "version": row.version,
        },
    )  # fmt: skip
    return change(
        "forum/agenda/item.html", form, {"view": view, "item": row},
        lambda: service.change_item(
            actor=actor, meeting_id=meeting_id, item_id=item_id, item=_item(form), version=form.version.data or 0,
            answer=form.leak_answer,
        ),
        lambda: _stored(meeting_id, item_id), back=url_for("forum.show_agenda", meeting_id=meeting_id),
    )  # fmt: skip


@bp.post("/forum/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/move")
@requires(Permission.MEETING_WRITE)
def move_item(meeting_id: UUID, item_id: UUID) -> Response:
    """Put an item one place up or down, or at a number."""
    position = request.form.get("position", 1, type=int)
    service.move_item(actor=current_actor(), meeting_id=meeting_id, item_id=item_id, position=position)
    return redirect(url_for("forum.show_agenda", meeting_id=meeting_id, _anchor=f"item-{item_id}"), 303)


@bp.post("/forum/meetings/<uuid:meeting_id>/agenda/<uuid:item_id>/remove")
@requires(Permission.MEETING_WRITE)
def remove_item(meeting_id: UUID, item_id: UUID) -> Response:
    """Take an item off the agenda."""
    service.remove_item(actor=current_actor(), meeting_id=meeting_id, item_id=item_id)
    flash("It is off the agenda.", "success")
    return redirect(url_for("forum.show_agenda", meeting_id=meeting_id), 303)


def _item(form: ItemForm) -> Item:
    return Item(
        title=form.title.data or "", minutes=form.minutes.data or 0, led_by=form.led_by.data or "",
        asked_for=form.purpose, note=form.note.data or "",
    )  # fmt: skip


def _stored(meeting_id: UUID, item_id: UUID) -> Stored:
    row = next(item for item in queries.agenda(current_actor(), meeting_id) if item.id == item_id)
    return row.version, [
        ("Item", row.title), ("Time", counted(row.minutes, "minute")), ("Who leads it", row.led_by or "Not said"),
        ("Note", row.note or "None"),
    ]  # fmt: skip
