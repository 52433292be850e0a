"""Pages of outcomes: the way between in a picture and a table, and one asking at a time."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from cases import bp
from cases.outcomes import catalogue, queries, rules, service
from cases.outcomes.chart import chart_of
from cases.outcomes.forms import form_for
from cases.pages import file_of, team_only
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, asked, change
from core.errors import Refused
from core.words import long_day


@bp.get("/cases/<uuid:case_id>/outcomes")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_outcomes(case_id: UUID) -> Answer:
    """How things were at the start, at each review and at the end, and how far it was between."""
    shown = file_of(case_id)
    found = queries.outcomes_of(current_actor(), shown["case"])
    return render_template(
        "cases/outcomes/show.html", found=found, chart=chart_of(found.travels), scorers=rules.SCORER_WORDS,
        points=_open_points(found), **shown,
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/outcomes/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def take_outcomes(case_id: UUID) -> Answer:
    """Ask the measures: at the start, a review or the end (`point`)."""
    shown, actor = file_of(case_id), current_actor()
    found = queries.outcomes_of(actor, shown["case"])
    points = _open_points(found)
    wanted = request.args.get("point", "")
    point = rules.point(wanted if wanted in points else next(iter(points)))
    form = form_for(catalogue.asked_at(point, shown["case"].needs), {}, taken_on=clock.today())
    if form.submitted():
        try:
            service.take_outcomes(
                actor=actor, case_id=case_id, point=point, taken_on=form.day(), scores=form.scores(),
                scorer=rules.scorer(form.scorer.data), words=form.words.data,
            )  # fmt: skip
            flash("Written down.", "success")
            return redirect(url_for(".show_outcomes", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked(
        "cases/outcomes/take.html", form, shown, title=rules.POINT_WORDS[point], points=points, point=point.value,
        stored=[],
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/outcomes/<uuid:taking_id>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_outcomes(case_id: UUID, taking_id: UUID) -> Answer:
    """Put one asking right."""
    shown, actor = file_of(case_id), current_actor()
    held = queries.taking(actor, shown["case"], taking_id)
    measures = [catalogue.measure(code) for code in catalogue.in_order(held.scores)]
    form = form_for(
        measures, held.scores, taken_on=held.row.taken_on, scorer=held.row.scorer.value, words=held.row.words,
        version=held.row.version,
    )  # fmt: skip

    def write() -> None:
        service.change_outcomes(
            actor=actor, case_id=case_id, taking_id=taking_id, taken_on=form.day(), scores=form.scores(),
            scorer=rules.scorer(form.scorer.data), words=form.words.data, version=form.version.data or 0,
        )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.taking(actor, shown["case"], taking_id)
        said = [("Asked on", long_day(now.row.taken_on)), ("Who scored", rules.SCORER_WORDS[now.row.scorer])]
        said += [(each.words, rules.score_words(now.scores.get(each.code), each)) for each in measures]
        return now.row.version, [*said, ("In their words", now.row.words or "")]

    return change(
        "cases/outcomes/take.html", form, shown, write, stored, back=url_for(".show_outcomes", case_id=case_id),
        title=held.title, points={}, point=held.row.point.value,
    )  # fmt: skip


def _open_points(found: queries.Outcomes) -> dict[str, str]:
    """The points that can be asked now: start and end once each, reviews as often as one likes."""
    taken = {taking.row.point for taking in found.takings}
    return {
        point.value: words
        for point, words in rules.POINT_WORDS.items()
        if point is rules.Point.REVIEW or point not in taken
    }
