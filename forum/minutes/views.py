"""Pages of minutes: the minutes as they are read, taking them live, and one line of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from actionplan.queries import commitment_choices, current_strategy
from agencies.permissions import Permission
from agencies.queries import member_agencies
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer, change, renewed
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm
from core.words import clock_time
from forum import bp
from forum import queries as meetings
from forum.around import around, panels_of
from forum.attendance.queries import lines, quorum_now
from forum.minutes import content, queries, rules, service
from forum.minutes.forms import EmptyNote, EntryForm, MinuteActionForm, NoteForm, StrikeForm
from forum.minutes.queries import ItemView, MinutesView
from forum.rules import NO_CASES

LIVE = "forum/minutes/live.html"


@bp.get("/forum/meetings/<uuid:meeting_id>/minutes")
@requires(Permission.MEETING_READ)
def show_minutes(meeting_id: UUID) -> str:
    """The minutes of a meeting: frozen ones once published, else as they stand; or why there is nothing to read yet."""
    actor = current_actor()
    meeting = meetings.meeting(actor, meeting_id)
    row = queries.minutes_of(actor, meeting_id)
    view = queries.minutes_view(actor, meeting_id) if row else None
    edition = queries.edition(actor, row.id) if row else None
    shown = edition.content if edition else content.content_of(actor, view) if view else None
    return render_template(
        "forum/minutes/show.html", meeting=meeting, view=view, shown=shown, edition=edition, form=EmptyForm(),
        state=queries.state_of(meeting_id), rules=rules, runs=queries.runs_meetings(actor),
        is_chair=actor.may(Permission.MEETING_CHAIR), has_annex=bool(view and content.has_annex(view)),
        may_begin=_may_begin(actor, meeting) if row is None else False,
    )  # fmt: skip


@bp.post("/forum/meetings/<uuid:meeting_id>/minutes/begin")
@requires(Permission.MEETING_WRITE)
def begin_minutes(meeting_id: UUID) -> Response:
    """Begin the minutes, and go to the first item."""
    service.begin_minutes(actor=current_actor(), meeting_id=meeting_id)
    return redirect(url_for("forum.take_minutes", meeting_id=meeting_id), 303)


@bp.get("/forum/meetings/<uuid:meeting_id>/minutes/live")
@requires(Permission.MEETING_WRITE)
def take_minutes(meeting_id: UUID) -> Response:
    """Where the meeting is: the first item that is not done."""
    view = queries.minutes_view(current_actor(), meeting_id)
    if view.next_item is None:
        raise Refused("This meeting has no agenda.", instead="Add its items first.")
    return redirect(_item_url(meeting_id, view.next_item.item.id), 302)


@bp.route("/forum/meetings/<uuid:meeting_id>/minutes/items/<uuid:item_id>", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def minute_item(meeting_id: UUID, item_id: UUID) -> Answer:
    """Take the minutes of one item: a note, a decision, what is typed so far, or on to the next item."""
    actor = current_actor()
    view = queries.minutes_view(actor, meeting_id)
    item = _item(view, item_id)
    version, words, _ = queries.saved_words(item.step)
    form = NoteForm(words=words, version=version)
    if form.submitted():
        try:
            return redirect(_add(actor, view, item, form), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            return _typed_twice(actor, meeting_id, item_id, form, str(clash))
    if request.method == "POST":
        form.renew_key()
    return render_template(LIVE, **_live(actor, view, item), form=form, stored=[]), 422 if form.errors else 200


@bp.post("/forum/meetings/<uuid:meeting_id>/minutes/items/<uuid:item_id>/typed")
@requires(Permission.MEETING_WRITE, idempotent=False)
def keep_typed(meeting_id: UUID, item_id: UUID) -> Any:
    """Keep what is typed so far; a script sends it. A version that is not the newest gets the other words back."""
    actor = current_actor()
    words, version = request.form.get("words", ""), request.form.get("version", 0, type=int)
    try:
        step = service.keep_typed(actor=actor, meeting_id=meeting_id, item_id=item_id, words=words, version=version)
    except Clash as clash:
        stored = queries.saved_words(_item(queries.minutes_view(actor, meeting_id), item_id).step)
        return jsonify(problem=str(clash), version=stored[0], words=stored[1]), 409
    except Refused as refusal:
        return jsonify(problem=f"{refusal.reason} {refusal.instead}".strip()), 422
    return jsonify(version=step.version, saved=clock_time(step.saved_at) if step.saved_at else "")


@bp.route("/forum/minutes/entries/<uuid:entry_id>/change", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def change_entry(entry_id: UUID) -> Answer:
    """Change a line of a draft; a clash shows both texts."""
    actor = current_actor()
    entry, row = queries.entry(actor, entry_id)
    decision, label = queries.decision_of(entry_id), queries.label_of(entry)
    form = EntryForm(
        words=entry.words, confidential=entry.confidential, version=entry.version,
        moved_by=decision.moved_by if decision else "", seconded_by=decision.seconded_by if decision else "",
    )  # fmt: skip
    back = _item_url(row.meeting_id, entry.agenda_item_id)
    return change(
        "forum/minutes/change.html", form, {"label": label, "decision": decision, "back": back},
        lambda: service.change_entry(
            actor=actor, entry_id=entry_id, version=form.version.data or 0, words=form.words.data or "",
            confidential=form.confidential.data, moved_by=form.moved_by.data or "",
            seconded_by=form.seconded_by.data or "",
        ),
        lambda: _stored(actor, entry_id),
        back=back,
    )  # fmt: skip


@bp.route("/forum/minutes/entries/<uuid:entry_id>/strike-out", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def strike_entry(entry_id: UUID) -> Answer:
    """Strike a line out, with a reason."""
    actor = current_actor()
    entry, row = queries.entry(actor, entry_id)
    form = StrikeForm(version=entry.version)
    back = _item_url(row.meeting_id, entry.agenda_item_id)
    return change(
        "forum/minutes/strike.html", form, {"label": queries.label_of(entry), "words": entry.words, "back": back},
        lambda: service.strike_entry(
            actor=actor, entry_id=entry_id, version=form.version.data or 0, reason=form.reason.data or ""
        ),
        lambda: _stored(actor, entry_id),
        back=back, done="Struck out.",
    )  # fmt: skip


@bp.route("/forum/minutes/entries/<uuid:entry_id>/action", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def make_action(entry_id: UUID) -> Answer:
    """Make an action of the plan from a minute: the page of its item, with the questions open under the minute."""
    actor = current_actor()
    entry, row = queries.entry(actor, entry_id)
    view = queries.minutes_view(actor, row.meeting_id)
    item = _item(view, entry.agenda_item_id)
    asked = MinuteActionForm(
        agencies=[(str(each.id), each.name) for each in member_agencies()],
        commitments=commitment_choices(current_strategy().id),
        title=rules.action_title(entry.words), output="Reported to the forum",
    )  # fmt: skip
    if asked.submitted():
        try:
            made = _make(actor, entry_id, asked)
            flash(f"Action {made} added. Its agency sees it on its list.", "success")
            return redirect(_item_url(row.meeting_id, item.item.id), 303)
        except Refused as refusal:
            asked.show(refusal)
    if request.method == "POST":
        asked.renew_key()
    version, words, _ = queries.saved_words(item.step)
    note = EmptyNote(words=words, version=version)
    shown = _live(actor, view, item) | {"acting": entry_id, "asked": asked}
    return render_template(LIVE, **shown, form=note, stored=[]), 422 if asked.errors else 200


def _add(actor: Actor, view: MinutesView, item: ItemView, form: NoteForm) -> str:
    """Do what the button says; returns where it leads."""
    did, meeting_id, item_id = request.form.get("do", "note"), view.meeting.id, item.item.id
    words = form.words.data or ""
    if did == "keep":
        service.keep_typed(
            actor=actor, meeting_id=meeting_id, item_id=item_id, words=words, version=form.version.data or 0
        )
        return _item_url(meeting_id, item_id)
    if did == "next" and not words.strip():
        return _onward(actor, meeting_id, item_id)
    entry = service.add_entry(
        actor=actor, meeting_id=meeting_id, item_id=item_id, words=words, version=form.version.data or 0,
        is_decision=did == "decision", confidential=form.confidential.data, moved_by=form.moved_by.data or "",
        seconded_by=form.seconded_by.data or "",
    )  # fmt: skip
    if did == "next":
        return _onward(actor, meeting_id, item_id)
    if rules.read_typed(words).is_action and actor.may(Permission.PLAN_WRITE):
        return url_for("forum.make_action", entry_id=entry.id, _anchor="act")
    return _item_url(meeting_id, item_id, "next-note")


def _onward(actor: Actor, meeting_id: UUID, item_id: UUID) -> str:
    after = service.finish_item(actor=actor, meeting_id=meeting_id, item_id=item_id)
    return _item_url(meeting_id, after) if after else url_for("forum.show_minutes", meeting_id=meeting_id)


def _make(actor: Actor, entry_id: UUID, asked: MinuteActionForm) -> str:
    if asked.due.day is None:
        raise Refused("Enter the day it is due", field="due")
    made = service.make_action(
        actor=actor, entry_id=entry_id, title=asked.title.data or "", output=asked.output.data or "",
        impact=asked.impact.data or "", commitment_id=UUID(asked.commitment.data),
        owner_agency_id=UUID(asked.agency.data), owner_name=asked.owner.data or "", due_on=asked.due.day,
        answer=asked.leak_answer,
    )  # fmt: skip
    return made.reference


def _typed_twice(actor: Actor, meeting_id: UUID, item_id: UUID, form: NoteForm, said: str) -> Answer:
    """Both texts at once: what somebody else typed, and what was sent, which can be sent again."""
    view = queries.minutes_view(actor, meeting_id)
    item = _item(view, item_id)
    version, words, _ = queries.saved_words(item.step)
    renewed(form, version)
    form.form_errors.append(said)
    stored = [("Next note, as it stands", words)]
    return render_template(LIVE, **_live(actor, view, item), form=form, stored=stored), 409


def _live(actor: Actor, view: MinutesView, item: ItemView) -> dict[str, Any]:
    meeting_id, row = view.meeting.id, view.minutes
    may = rules.minutes_may_be_changed(row.state, is_chair=actor.may(Permission.MEETING_CHAIR))
    begun = item.step.begun_at if item.step and not item.is_done else None
    _, _, saved_at = queries.saved_words(item.step)
    found = lines(actor, meeting_id)
    return {
        "view": view, "item": item, "quorum": quorum_now(actor, meeting_id), "acting": None, "asked": None,
        "here": [line for line in found if line.is_here], "away": [line for line in found if not line.is_here],
        "time": rules.time_left(begun, item.item.minutes, clock.now()), "saved_at": saved_at,
        "may_write": may.allowed, "why_not": may.reason, "may_act": actor.may(Permission.PLAN_WRITE),
        "panels": panels_of(around.item, actor, item.item.id), "no_cases": NO_CASES,
        "following": _following(view, item),
    }  # fmt: skip


def _following(view: MinutesView, item: ItemView) -> ItemView | None:
    after = [each for each in view.items if each.item.position > item.item.position]
    return after[0] if after else None


def _item(view: MinutesView, item_id: UUID) -> ItemView:
    found = next((each for each in view.items if each.item.id == item_id), None)
    if found is None:
        raise NotVisible
    return found


def _item_url(meeting_id: UUID, item_id: UUID, anchor: str | None = None) -> str:
    return url_for("forum.minute_item", meeting_id=meeting_id, item_id=item_id, _anchor=anchor)


def _stored(actor: Actor, entry_id: UUID) -> tuple[int, list[tuple[str, str]]]:
    entry, _ = queries.entry(actor, entry_id)
    return entry.version, [("Words", entry.words)]


def _may_begin(actor: Actor, meeting: Any) -> bool:
    day = clock.london(meeting.starts_at).date()
    cancelled = meeting.cancelled_at is not None
    return queries.runs_meetings(actor) and rules.minutes_may_be_begun(day, clock.today(), cancelled=cancelled).allowed
