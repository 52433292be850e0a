"""Pages of bodies: the members of the forum, every body with its quorum and seats, and the register of interests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import queries as agencies
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored, change
from core.errors import NotVisible
from core.forms import EmptyForm
from core.words import counted, long_day
from forum import bp
from forum import queries as forum
from forum.around import around, panels_of
from forum.bodies import forms, queries, rules, service
from forum.bodies.service import Seat


@bp.get("/forum/members")
@requires(Permission.MEETING_READ)
def list_members() -> Answer:
    """The forum: what it is for, which agencies sit in it and who speaks for them, and who did."""
    actor, home, today = current_actor(), forum.forum(), clock.today()
    seats = forum.members(home.id)
    return render_template(
        "forum/list_members.html", forum=home, may_change=actor.may(Permission.MEETING_WRITE),
        seats=[seat for seat in seats if seat.until is None or seat.until >= today],
        former=[seat for seat in seats if seat.until is not None and seat.until < today],
        people=queries.seats_by_agency(actor), body=queries.forum_body(),
    )  # fmt: skip


@bp.route("/forum/members/join", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def join_forum() -> Answer:
    """Give an agency a seat."""
    actor = current_actor()
    seated = {seat.agency.id for seat in forum.members(forum.forum().id, clock.today())}
    form = forms.JoinForm({each.id: each.name for each in agencies.member_agencies() if each.id not in seated})
    return change(
        "forum/bodies/join.html", form, {},
        lambda: service.join_forum(
            actor=actor, agency_id=UUID(form.agency.data), since=form.since.day or clock.today()
        ),
        lambda: (0, ()), back=url_for("forum.list_members"), done="The agency is a member.",
    )  # fmt: skip


@bp.route("/forum/members/<uuid:agency_id>/leave", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def leave_forum(agency_id: UUID) -> Answer:
    """End an agency's seat."""
    actor, form = current_actor(), forms.LeaveForm()
    found = [seat for seat in forum.members(forum.forum().id, clock.today()) if seat.agency.id == agency_id]
    if not found:
        raise NotVisible
    return change(
        "forum/bodies/leave.html", form, {"seat": found[0]},
        lambda: service.leave_forum(actor=actor, agency_id=agency_id, until=form.until.day or clock.today()),
        lambda: (0, ()), back=url_for("forum.list_members"), done="The seat ends on that day.",
    )  # fmt: skip


@bp.get("/forum/bodies")
@requires(Permission.MEETING_READ)
def list_bodies() -> Answer:
    """Every body that meets, and those that ended."""
    actor = current_actor()
    return render_template(
        "forum/bodies/list.html", bodies=queries.bodies(actor), closed=queries.bodies(actor, closed=True),
        may_change=actor.may(Permission.MEETING_WRITE),
    )  # fmt: skip


@bp.route("/forum/bodies/new", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def new_body() -> Answer:
    """Begin a subgroup. Task and finish groups begin in the action plan."""
    actor = current_actor()
    form = forms.BodyForm(data={"one_in": "3", "least": 3, "voluntary": True, "statutory": True})
    return change(
        "forum/bodies/change.html", form, {"body": None},
        lambda: service.add_subgroup(
            actor=actor, name=form.name.data or "", purpose=form.purpose.data or "", quorum=form.quorum
        ),
        lambda: (0, ()), back=url_for("forum.list_bodies"), done="The subgroup is there. Give it its members.",
    )  # fmt: skip


@bp.get("/forum/bodies/<uuid:body_id>")
@requires(Permission.MEETING_READ)
def show_body(body_id: UUID) -> Answer:
    """One body: what it is for, its quorum, who sits in it, what they declared, and its meetings."""
    actor = current_actor()
    body = queries.body(actor, body_id)
    own = None if body.kind.value == "forum" else body.id
    return render_template(
        "forum/bodies/show.html", body=body, kind=rules.KIND_WORDS[body.kind], seats=queries.seats(body_id),
        quorum=queries.quorum_rule(body).words, interests=queries.interests(actor, body_id),
        former=queries.former_seats(actor, body_id, request.args.get("page", 1, type=int)),
        ahead=forum.meetings_ahead(actor, own or forum.FORUM_ITSELF)[:5], form=EmptyForm(), user_id=actor.user_id,
        may_change=actor.may(Permission.MEETING_WRITE) and body.closed_on is None,
        panels=panels_of(around.body, actor, body_id), meetings_of=own or forum.FORUM_ITSELF,
        url_for_page=lambda number: url_for("forum.show_body", body_id=body_id, page=number),
    )  # fmt: skip


@bp.route("/forum/bodies/<uuid:body_id>/change", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def change_body(body_id: UUID) -> Answer:
    """Its purpose, its quorum and its terms of office; a clash shows both."""
    actor = current_actor()
    row = queries.body(actor, body_id)
    quorum = queries.quorum_rule(row)
    form = forms.BodyForm(
        data={
            "name": row.name, "purpose": row.purpose, "one_in": str(quorum.one_in or ""), "least": quorum.least,
            "chair": quorum.chair, "voluntary": quorum.voluntary, "statutory": quorum.statutory,
            "lived_experience": quorum.lived_experience, "term_months": row.term_months, "version": row.version,
        },
    )  # fmt: skip
    return change(
        "forum/bodies/change.html", form, {"body": row},
        lambda: service.change_body(
            actor=actor, body_id=body_id, name=form.name.data or "", purpose=form.purpose.data or "",
            quorum=form.quorum, term_months=form.term_months.data, version=form.version.data or 0,
        ),
        lambda: _stored_body(body_id), back=_page(body_id),
    )  # fmt: skip


@bp.route("/forum/bodies/<uuid:body_id>/end", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def close_body(body_id: UUID) -> Answer:
    """End a subgroup: its own page, since it meets no more."""
    actor = current_actor()
    row = queries.body(actor, body_id)
    form = EmptyForm(version=row.version)
    return change(
        "forum/bodies/end.html", form, {"body": row},
        lambda: service.close_body(actor=actor, body_id=body_id, version=form.version.data or 0),
        lambda: _stored_body(body_id), back=_page(body_id), done="It meets no more.",
    )  # fmt: skip


@bp.route("/forum/bodies/<uuid:body_id>/members/new", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def add_member(body_id: UUID) -> Answer:
    """Give somebody a seat."""
    actor = current_actor()
    row = queries.body(actor, body_id)
    form = _seat_form(data={"term_begins": clock.today(), "role": "member"})
    return change(
        "forum/bodies/seat.html", form, {"body": row, "member": None},
        lambda: service.add_member(actor=actor, body_id=body_id, seat=_seat(form)),
        lambda: (0, ()), back=_page(body_id), done="Seated.",
    )  # fmt: skip


@bp.route("/forum/bodies/<uuid:body_id>/members/<uuid:member_id>", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def change_member(body_id: UUID, member_id: UUID) -> Answer:
    """A seat's role, deputy and term; a clash shows both."""
    actor = current_actor()
    row, member = queries.body(actor, body_id), queries.member(actor, body_id, member_id)
    form = _seat_form(
        data={
            "account": str(member.user_id or ""), "name": "" if member.user_id else member.name,
            "agency": str(member.agency_id or ""), "role": member.role.value, "term_begins": member.term_begins,
            "term_ends": member.term_ends, "deputy_account": str(member.deputy_user_id or ""),
            "deputy_name": "" if member.deputy_user_id else member.deputy_name or "", "version": member.version,
        },
    )  # fmt: skip
    return change(
        "forum/bodies/seat.html", form, {"body": row, "member": member},
        lambda: service.change_member(
            actor=actor, body_id=body_id, member_id=member_id, seat=_seat(form), version=form.version.data or 0
        ),
        lambda: _stored_seat(body_id, member_id), back=_page(body_id),
    )  # fmt: skip


@bp.route("/forum/bodies/<uuid:body_id>/members/<uuid:member_id>/end", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def end_seat(body_id: UUID, member_id: UUID) -> Answer:
    """End a seat, with the reason."""
    actor = current_actor()
    row, member = queries.body(actor, body_id), queries.member(actor, body_id, member_id)
    form = forms.EndSeatForm(data={"ended_on": clock.today(), "version": member.version})
    return change(
        "forum/bodies/end_seat.html", form, {"body": row, "member": member},
        lambda: service.end_seat(
            actor=actor, body_id=body_id, member_id=member_id, ended_on=form.ended_on.day or clock.today(),
            reason=form.reason.data or "", version=form.version.data or 0,
        ),
        lambda: _stored_seat(body_id, member_id), back=_page(body_id), done="The seat ends.",
    )  # fmt: skip


@bp.route("/forum/bodies/<uuid:body_id>/members/<uuid:member_id>/interests", methods=["GET", "POST"])
@requires(Permission.MEETING_READ)
def register_interest(body_id: UUID, member_id: UUID) -> Answer:
    """Enter an interest in the register: one's own, or a member's for whoever runs the meetings."""
    actor = current_actor()
    row, member = queries.body(actor, body_id), queries.member(actor, body_id, member_id)
    form = forms.InterestForm()
    return change(
        "forum/bodies/interest.html", form, {"body": row, "member": member},
        lambda: service.declare_interest(
            actor=actor, body_id=body_id, member_id=member_id, words=form.words.data or ""
        ),
        lambda: (0, ()), back=_page(body_id), done="It is in the register.",
    )  # fmt: skip


@bp.post("/forum/bodies/<uuid:body_id>/interests/<uuid:interest_id>/end")
@requires(Permission.MEETING_READ)
def end_interest(body_id: UUID, interest_id: UUID) -> Response:
    """Say that an interest no longer stands."""
    service.end_interest(actor=current_actor(), body_id=body_id, interest_id=interest_id)
    flash("It no longer stands. The register keeps it.", "success")
    return redirect(_page(body_id), 303)


def _seat_form(**values: Any) -> forms.SeatForm:
    offered = {each.id: each.name for each in agencies.member_agencies()}
    return forms.SeatForm(queries.accounts(current_actor()), offered, **values)


def _seat(form: forms.SeatForm) -> Seat:
    return Seat(
        name=form.name.data or "", role=form.seat_role, term_begins=form.term_begins.day or clock.today(),
        agency_id=form.chosen("agency"), user_id=form.chosen("account"), term_ends=form.term_ends.day,
        deputy_name=form.deputy_name.data, deputy_user_id=form.chosen("deputy_account"),
    )  # fmt: skip


def _page(body_id: UUID) -> str:
    return url_for("forum.show_body", body_id=body_id)


def _stored_body(body_id: UUID) -> Stored:
    row = queries.body(current_actor(), body_id)
    return row.version, [
        ("Name", row.name), ("What it is for", row.purpose), ("Quorum", queries.quorum_rule(row).words),
        ("Term of office", counted(row.term_months, "month") if row.term_months else "No limit"),
    ]  # fmt: skip


def _stored_seat(body_id: UUID, member_id: UUID) -> Stored:
    row = queries.member(current_actor(), body_id, member_id)
    return row.version, [
        ("Who", row.name), ("Role", rules.ROLE_WORDS[row.role]), ("Deputy", row.deputy_name or "None"),
        ("Term ends", long_day(row.term_ends) if row.term_ends else "No limit"),
        ("Ended", f"{long_day(row.ended_on)}: {row.ended_reason}" if row.ended_on else "No"),
    ]  # fmt: skip
