"""Pages of task and finish groups: the list, one group, and its terms of reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from actionplan import bp
from actionplan import queries as plan
from actionplan.around import around
from actionplan.groups import forms, highlight_rules, queries, rules, service
from actionplan.groups.documents import final_report_pdf, terms_pdf
from actionplan.groups.queries import SHOWN
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer, asked, change
from core.downloads import pdf_file
from core.errors import NotVisible, Refused
from core.forms import EmptyForm
from core.words import long_day

WRITERS = (Permission.PLAN_WRITE, Permission.PLAN_UPDATE_OWN)
USUAL: dict[str, Any] = {
    "reporting_line": "The forum, by a highlight report before each meeting",
    "meeting_frequency": "Every month, for an hour and a half",
    "confidentiality": "No case is discussed and nobody is named. What members say of themselves stays in the room.",
    "report_every_weeks": 8,
}


@bp.get("/groups")
@requires(Permission.PLAN_READ)
def list_groups() -> Answer:
    """Task and finish groups: those at work with their ends first, those proposed, those that ended."""
    actor, shown = current_actor(), request.args.get("shown", "open")
    shown = shown if shown in SHOWN else "open"
    counts = queries.counts(actor)
    views = [
        {"label": words, "url": url_for(".list_groups", shown=None if name == "open" else name),
         "current": name == shown, "count": counts[name]}
        for name, (words, _) in SHOWN.items()
    ]  # fmt: skip
    views.append({"label": "Highlight reports", "url": url_for(".list_highlights"), "current": False, "count": 0})
    views.append({"label": "You said, we did", "url": url_for(".you_said"), "current": False, "count": 0})
    return render_template(
        "actionplan/groups/list.html", page=queries.groups_page(actor, shown, request.args.get("page", 1, type=int)),
        shown=shown, views=views, may_propose=rules.may_propose(actor),
    )  # fmt: skip


@bp.get("/groups/<uuid:group_id>")
@requires(Permission.PLAN_READ)
def show_group(group_id: UUID) -> Answer:
    """One group: where it stands and until when, who is in it, what it will leave behind, and its way so far."""
    actor = current_actor()
    view = queries.group(actor, group_id)
    tends = rules.tending_is_allowed(actor, view.keeps, view.row.state) is None
    return render_template(
        "actionplan/groups/show.html", view=view, form=EmptyForm(), tends=tends, decides=rules.may_decide(actor),
        reports=queries.highlights_page(actor, 1, group_id=group_id).items,
        draft=queries.draft_of(group_id, None) if tends else None, meetings=around.meetings(actor, group_id),
        at_work=view.row.state in rules.UNDER_WAY, may_report=highlight_rules.group_may_report(view.row.state) is None,
    )  # fmt: skip


@bp.get("/groups/<uuid:group_id>/terms.pdf")
@requires(Permission.PLAN_READ)
def print_terms(group_id: UUID) -> Answer:
    """The terms of reference as a PDF: what goes to the forum as a paper."""
    view = queries.group(current_actor(), group_id)
    return pdf_file(terms_pdf(view, made_on=clock.today()), f"{view.row.reference}-terms.pdf")


@bp.get("/groups/<uuid:group_id>/final-report.pdf")
@requires(Permission.PLAN_READ)
def print_final_report(group_id: UUID) -> Answer:
    """The final report as a PDF; there is none before it is whole."""
    view = queries.group(current_actor(), group_id)
    if not view.final.is_whole:
        raise NotVisible
    return pdf_file(final_report_pdf(view, made_on=clock.today()), f"{view.row.reference}-final-report.pdf")


@bp.route("/groups/new", methods=["GET", "POST"])
@requires(*WRITERS)
def propose_group() -> Answer:
    """Propose a group with its terms of reference; the forum decides."""
    actor = current_actor()
    form = forms.TermsForm(**USUAL, starts_on=clock.today())
    form.offer(_commitments(()), ())
    if form.submitted():
        try:
            row = service.propose_group(actor=actor, terms=form.terms, answer=form.leak_answer)
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(f"{row.reference} proposed. The coordinator brings it to the forum.", "success")
            return redirect(url_for(".show_group", group_id=row.id), 303)
    return asked("actionplan/groups/terms.html", form, {}, stored=[], view=None, approved=False)


@bp.route("/groups/<uuid:group_id>/terms", methods=["GET", "POST"])
@requires(*WRITERS)
def change_group(group_id: UUID) -> Answer:
    """Change the terms of reference: freely while proposed, by a decision once the forum approved them."""
    actor = current_actor()
    view = queries.group(actor, group_id)
    form = forms.TermsForm(view.terms, version=view.version)
    form.offer(_commitments(view.commitments), decision_choices(actor))
    approved = view.row.state is not rules.GroupState.PROPOSED
    return change(
        "actionplan/groups/terms.html",
        form,
        {"view": view, "approved": approved},
        lambda: service.change_terms(
            actor=actor, group_id=group_id, version=form.version.data or 0, terms=form.terms,
            decision_id=form.decision_id, answer=form.leak_answer,
        ),
        lambda: _stored_terms(actor, group_id),
        back=url_for(".show_group", group_id=group_id),
    )  # fmt: skip


def decision_choices(actor: Actor) -> list[tuple[UUID, str]]:
    """The forum's latest decisions, as a list offers them."""
    return [(each.id, f"{each.reference}, {long_day(each.day)}: {each.words[:90]}") for each in around.decisions(actor)]


def _commitments(served: Iterable[tuple[UUID, str, str]]) -> list[tuple[str, str]]:
    """The commitments of the strategy that holds now, and those that the group serves already."""
    offered = plan.commitment_choices(plan.current_strategy().id)
    known = {key for key, _ in offered}
    return [*offered, *((str(key), f"{code} {words[:90]}") for key, code, words in served if str(key) not in known)]


def _stored_terms(actor: Actor, group_id: UUID) -> tuple[int, list[tuple[str, str]]]:
    view = queries.group(actor, group_id)
    labels = {name: field.label.text for name, field in forms.TermsForm()._fields.items()}
    words = [(labels[name], text) for name, text in view.terms.texts.items()]
    return view.version, [*words, ("End", long_day(view.terms.ends_on))]
