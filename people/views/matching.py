"""Pages of two records that may be about one person: offered, compared, linked, taken apart. One agency's own only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from people import bp, queries, service
from people.matching_forms import MatchForm, UnlinkForm
from people.views.records import Page
from people.words import contact_pairs


@bp.get("/people/<uuid:person_id>/same-person")
@requires(Permission.PEOPLE_WRITE, conceal=True)
def show_matches(person_id: UUID) -> Page:
    """The records that are linked, those that may be the same person, and a box for another reference."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    reference = request.args.get("reference", "").strip()
    problem = ""
    if reference:
        try:
            other_id = queries.by_reference(actor, reference)
            if other_id != person_id:
                return redirect(url_for(".compare_records", person_id=person_id, other_id=other_id), 302)
            problem = "This is the record itself."
        except NotVisible:
            problem = f"No record here has the reference “{reference}”."
    return render_template(
        "people/matches.html", who=who, kin=queries.kin_of(actor, person_id),
        possible=queries.possible_matches(actor, person_id), form=UnlinkForm(), reference=reference, problem=problem,
        said=queries.links_said(actor, person_id),
    )  # fmt: skip


@bp.route("/people/<uuid:person_id>/same-person/<uuid:other_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, conceal=True)
def compare_records(person_id: UUID, other_id: UUID) -> Page:
    """Two records side by side: the same person, and which record leads; or not the same person."""
    actor = current_actor()
    if person_id == other_id:
        raise NotVisible
    both = [queries.person(actor, each) for each in (person_id, other_id)]
    first = min(both, key=lambda each: each.created_at)
    form = MatchForm(records={str(each.id): f"{each.alias}, {each.reference}" for each in both}, main=str(first.id))
    if form.submitted():
        try:
            return redirect(_say(actor, person_id, other_id, form), 303)
        except (Refused, Clash) as refusal:
            _show(form, refusal)
    form.renew_key()
    page = render_template(
        "people/match.html", form=form, who=both[0], sides=[_side(actor, each) for each in both],
        linked=both[0].main_id == other_id or both[1].main_id == person_id,
        different=queries.said_different(actor, person_id, other_id),
    )  # fmt: skip
    return page, 200 if request.method == "GET" else 422


def _say(actor: Actor, person_id: UUID, other_id: UUID, form: MatchForm) -> str:
    if form.said.data == "different":
        service.say_different(actor=actor, person_id=person_id, other_id=other_id, why=form.why.data)
        flash("Kept: not the same person. They are not offered for each other again.", "success")
        return url_for(".show_person", person_id=person_id)
    if not form.main.data:
        raise Refused("Choose which record is the main one.", field="main")
    main_id = UUID(form.main.data)
    linked_id = other_id if main_id == person_id else person_id
    service.link_records(actor=actor, main_id=main_id, linked_id=linked_id, why=form.why.data)
    flash("Linked. Nothing was moved, and you can take it apart at any time.", "success")
    return url_for(".show_person", person_id=main_id)


def _show(form: MatchForm, refusal: Refused | Clash) -> None:
    form.show(refusal if isinstance(refusal, Refused) else Refused(str(refusal)))


def _side(actor: Actor, who: Any) -> dict[str, Any]:
    contact = queries.safe_contact(actor, who.id)
    held = [line.title for line in queries.part_lines(actor, who.id) if line.paragraphs]
    return {"who": who, "contact": contact_pairs(contact) if contact else [], "held": held}


@bp.post("/people/<uuid:person_id>/same-person/unlink")
@requires(Permission.PEOPLE_WRITE, conceal=True)
def unlink_record(person_id: UUID) -> Page:
    """Take a linked record from under its main one; both then show what they showed before."""
    form = UnlinkForm()
    why = form.why.data if form.submitted() else None
    try:
        service.unlink_records(actor=current_actor(), linked_id=person_id, why=why)
        flash("Taken apart. Each record shows its own again.", "success")
    except (Refused, Clash) as refusal:
        flash(str(refusal), "warning")
    return redirect(url_for(".show_person", person_id=person_id), 303)
