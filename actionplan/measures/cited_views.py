"""Pages of cited statistics: questions with their figures side by side, and one figure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from actionplan import bp
from actionplan.measures import cited_queries, cited_service, forms
from actionplan.measures.facts import Source
from agencies.permissions import Permission
from core.access import current_actor, requires
from core.changing import Answer, Stored, change
from core.errors import Refused


@bp.get("/action-plan/statistics")
@requires(Permission.PLAN_READ)
def list_statistics() -> Answer:
    """Every question with its figures. Those that differ stand side by side, each with its source and date."""
    actor, words = current_actor(), request.args.get("q", "").strip()[:80]
    page = cited_queries.topics_page(actor, words, request.args.get("page", 1, type=int))
    return render_template(
        "actionplan/measures/statistics.html", page=page, words=words, may_keep=actor.may(Permission.PLAN_WRITE),
        page_url=lambda number: url_for(".list_statistics", page=number, q=words or None),
    )  # fmt: skip


@bp.route("/action-plan/statistics/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def ask_statistic() -> Answer:
    """A question with its first figure."""
    form = forms.AskForm()
    return change(
        "actionplan/measures/ask.html",
        form,
        {},
        lambda: cited_service.ask(
            actor=current_actor(), question=form.question.data, figure=form.figure.data, source=form.answered,
            answer=form.leak_answer,
        ),
        _nothing_stored,
        back=url_for(".list_statistics"),
        done="Cited. Check it against its source when you have it before you.",
    )  # fmt: skip


@bp.route("/action-plan/statistics/<uuid:statistic_question_id>/change", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def change_statistic_question(statistic_question_id: UUID) -> Answer:
    """Word a question again, or say why its figures differ."""
    actor = current_actor()
    row = cited_queries.topic(actor, statistic_question_id).row
    form = forms.QuestionForm(data={"question": row.question, "difference": row.difference, "version": row.version})
    return change(
        "actionplan/measures/question.html",
        form,
        {"row": row},
        lambda: cited_service.change_question(
            actor=actor, topic_id=statistic_question_id, version=form.version.data or 0, question=form.question.data,
            difference=form.difference.data or "", answer=form.leak_answer,
        ),
        lambda: _stored_question(statistic_question_id),
        back=url_for(".list_statistics"),
    )  # fmt: skip


@bp.route("/action-plan/statistics/<uuid:statistic_question_id>/figures/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def cite_figure(statistic_question_id: UUID) -> Answer:
    """Another figure beside those that answer a question: nothing is replaced."""
    actor = current_actor()
    topic = cited_queries.topic(actor, statistic_question_id)
    form = forms.FigureForm()
    return change(
        "actionplan/measures/cite.html",
        form,
        {"topic": topic},
        lambda: cited_service.cite(
            actor=actor, topic_id=statistic_question_id, figure=form.figure.data, source=form.answered,
            answer=form.leak_answer,
        ),
        _nothing_stored,
        back=url_for(".list_statistics"),
        done="Cited beside the others.",
    )  # fmt: skip


@bp.get("/action-plan/figures/<uuid:figure_id>")
@requires(Permission.PLAN_READ)
def show_figure(figure_id: UUID) -> Answer:
    """One figure: what it counts, where it stands, and how to cite it in words."""
    actor = current_actor()
    topic, row = cited_queries.statistic(actor, figure_id)
    form = forms.ReasonForm(data={"version": row.version})
    return render_template(
        "actionplan/measures/figure.html", topic=topic, row=row, form=form, may_keep=actor.may(Permission.PLAN_WRITE),
        beside=[each for each in cited_queries.topic(actor, topic.id).figures if each.id != row.id],
    )  # fmt: skip


@bp.route("/action-plan/figures/<uuid:figure_id>/change", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def change_figure(figure_id: UUID) -> Answer:
    """Say more exactly where a figure stands; the figure itself never changes."""
    actor = current_actor()
    topic, row = cited_queries.statistic(actor, figure_id)
    form = forms.SourceForm(data={**_answers(cited_queries.source_of(row)), "version": row.version})
    return change(
        "actionplan/measures/source.html",
        form,
        {"topic": topic, "row": row},
        lambda: cited_service.change_source(
            actor=actor, statistic_id=figure_id, version=form.version.data or 0, source=form.answered,
            answer=form.leak_answer,
        ),
        lambda: _stored_source(figure_id),
        back=_page_of(figure_id),
    )  # fmt: skip


@bp.post("/action-plan/figures/<uuid:figure_id>/check")
@requires(Permission.PLAN_WRITE)
def check_figure(figure_id: UUID) -> Answer:
    """Say that the source was read today and prints this figure."""
    form = forms.ReasonForm()
    cited_service.check_source(actor=current_actor(), statistic_id=figure_id, version=form.version.data or 0)
    flash("Checked today against its source.", "success")
    return redirect(_page_of(figure_id), 303)


@bp.route("/action-plan/figures/<uuid:figure_id>/retire", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def retire_figure(figure_id: UUID) -> Answer:
    """Cite a figure no longer, with the reason."""
    actor = current_actor()
    topic, row = cited_queries.statistic(actor, figure_id)
    if row.retired_on is not None:
        raise Refused("This figure is not cited any more.", instead="It stays to be read under its question.")
    form = forms.ReasonForm(data={"version": row.version})
    return change(
        "actionplan/measures/retire.html",
        form,
        {"topic": topic, "row": row},
        lambda: cited_service.retire(
            actor=actor, statistic_id=figure_id, version=form.version.data or 0, reason=form.reason.data,
            answer=form.leak_answer,
        ),
        lambda: _stored_source(figure_id),
        back=_page_of(figure_id),
        done="It is not cited any more. It stays to be read.",
    )  # fmt: skip


def _answers(source: Source) -> dict[str, Any]:
    return {name: getattr(source, name) for name in Source.__slots__}


def _nothing_stored() -> Stored:
    return 0, []


def _stored_question(topic_id: UUID) -> Stored:
    row = cited_queries.topic(current_actor(), topic_id).row
    return row.version, [("Question", row.question), ("Why its figures differ", row.difference or "Nothing said")]


def _stored_source(statistic_id: UUID) -> Stored:
    _, row = cited_queries.statistic(current_actor(), statistic_id)
    source = cited_queries.source_of(row)
    said = [(name, getattr(source, name)) for name in Source.__slots__]
    return row.version, [(forms.SOURCE_WORDS[name], words or "Nothing") for name, words in said]


def _page_of(statistic_id: UUID) -> str:
    return url_for(".show_figure", figure_id=statistic_id)
