"""Pages that keep a group's members and outputs."""

from __future__ import annotations

from uuid import UUID

from flask import url_for

from actionplan import bp
from actionplan.groups import forms, queries, service
from actionplan.groups.queries import GroupView, MemberLine, OutputLine
from actionplan.groups.views.groups import WRITERS
from agencies.queries import member_agencies
from core.access import current_actor, requires
from core.changing import Answer, Stored, change
from core.errors import NotVisible
from core.forms import EmptyForm
from core.words import long_day


@bp.route("/groups/<uuid:group_id>/members/new", methods=["GET", "POST"])
@requires(*WRITERS)
def add_group_member(group_id: UUID) -> Answer:
    """Add a seat to a group."""
    view = queries.group(current_actor(), group_id)
    form = _offered(forms.SeatForm())
    return change(
        "actionplan/groups/member.html", form, {"view": view, "member": None},
        lambda: service.add_member(actor=current_actor(), group_id=group_id, seat=form.seat),
        lambda: (0, []), back=_page(group_id), done="Added.",
    )  # fmt: skip


@bp.route("/groups/<uuid:group_id>/members/<uuid:member_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def change_group_member(group_id: UUID, member_id: UUID) -> Answer:
    """Change a seat; a clash shows what stands beside what was typed."""
    view, member = _member(group_id, member_id)
    form = _offered(
        forms.SeatForm(
            version=member.version, role=member.role, lived_experience=member.lived_experience, name=member.name,
            user=str(member.user_id or ""), agency=str(member.agency_id or ""),
            organisation="" if member.agency_id else member.organisation,
        )
    )  # fmt: skip
    return change(
        "actionplan/groups/member.html", form, {"view": view, "member": member},
        lambda: service.change_member(
            actor=current_actor(), group_id=group_id, member_id=member_id, version=form.version.data or 0,
            seat=form.seat,
        ),
        lambda: _stored_member(group_id, member_id), back=_page(group_id),
    )  # fmt: skip


@bp.route("/groups/<uuid:group_id>/members/<uuid:member_id>/end", methods=["GET", "POST"])
@requires(*WRITERS)
def end_group_member(group_id: UUID, member_id: UUID) -> Answer:
    """End a seat: who sat in it stays on record."""
    view, member = _member(group_id, member_id)
    form = EmptyForm(version=member.version)
    return change(
        "actionplan/groups/end_member.html", form, {"view": view, "member": member},
        lambda: service.end_membership(
            actor=current_actor(), group_id=group_id, member_id=member_id, version=form.version.data or 0
        ),
        lambda: _stored_member(group_id, member_id), back=_page(group_id), done="That seat has ended.",
    )  # fmt: skip


@bp.route("/groups/<uuid:group_id>/outputs/new", methods=["GET", "POST"])
@requires(*WRITERS)
def add_group_output(group_id: UUID) -> Answer:
    """Add what a group will leave behind."""
    view = queries.group(current_actor(), group_id)
    form = forms.NewOutputForm()
    return change(
        "actionplan/groups/output.html", form, {"view": view, "output": None},
        lambda: service.add_output(
            actor=current_actor(), group_id=group_id, output=form.output, answer=form.leak_answer
        ),
        lambda: (0, []), back=_page(group_id), done="Added.",
    )  # fmt: skip


@bp.route("/groups/<uuid:group_id>/outputs/<uuid:output_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def change_group_output(group_id: UUID, output_id: UUID) -> Answer:
    """Say how far an output is; a clash shows what stands beside what was typed."""
    view, output = _output(group_id, output_id)
    form = forms.OutputForm(
        version=output.version, title=output.title, owner=output.owner, due_on=output.due_on, state=output.state,
        done_on=output.done_on, evidence=output.evidence,
    )  # fmt: skip
    return change(
        "actionplan/groups/output.html", form, {"view": view, "output": output},
        lambda: service.change_output(
            actor=current_actor(), group_id=group_id, output_id=output_id, version=form.version.data or 0,
            output=form.output, answer=form.leak_answer,
        ),
        lambda: _stored_output(group_id, output_id), back=_page(group_id),
    )  # fmt: skip


def _offered(form: forms.SeatForm) -> forms.SeatForm:
    form.offer(queries.seat_choices(current_actor()), [(each.id, each.name) for each in member_agencies()])
    return form


def _member(group_id: UUID, member_id: UUID) -> tuple[GroupView, MemberLine]:
    view = queries.group(current_actor(), group_id)
    found = next((each for each in (*view.members, *view.former) if each.id == member_id), None)
    if found is None:
        raise NotVisible
    return view, found


def _output(group_id: UUID, output_id: UUID) -> tuple[GroupView, OutputLine]:
    view = queries.group(current_actor(), group_id)
    found = next((each for each in view.outputs if each.id == output_id), None)
    if found is None:
        raise NotVisible
    return view, found


def _stored_member(group_id: UUID, member_id: UUID) -> Stored:
    _, line = _member(group_id, member_id)
    return line.version, [
        ("What they do", line.role_words), ("Name", line.shown_name), ("From", line.organisation),
        ("Left", long_day(line.left_on) if line.left_on else "Sits in it"),
    ]  # fmt: skip


def _stored_output(group_id: UUID, output_id: UUID) -> Stored:
    _, line = _output(group_id, output_id)
    return line.version, [
        ("What there will be", line.title), ("Who sees to it", line.owner), ("By when", long_day(line.due_on)),
        ("How far it is", line.words), ("Where it can be seen", line.evidence or "Not said"),
    ]  # fmt: skip


def _page(group_id: UUID) -> str:
    return url_for(".show_group", group_id=group_id)
