"""Pages of the annual review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from actionplan import queries as plans
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.changing import change
from core.downloads import pdf_file
from core.errors import NotVisible, Refused
from core.forms import EmptyForm
from forum import bp
from forum.review import evidence, files, queries, rules, service
from forum.review.content import document
from forum.review.documents import contents_of, review_body
from forum.review.forms import AnswerForm, DecisionForm, SignForm, SurveyForm, YearForm
from forum.review.queries import AnnualReview, ReviewView


@bp.get("/forum/reviews")
@requires(Permission.MEETING_READ)
def list_reviews() -> str:
    """The annual reviews, the latest first; whether one is due."""
    actor = current_actor()
    return render_template(
        "forum/review/list.html", page=queries.reviews_page(actor, request.args.get("page", 1, type=int)),
        due=queries.is_due(actor), draft=queries.draft(actor), may_begin=actor.may(Permission.MEETING_WRITE),
    )  # fmt: skip


@bp.route("/forum/reviews/new", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def begin_review() -> Any:
    """Say which year is looked back on."""
    strategy, actor = plans.current_strategy(), current_actor()
    ends = clock.today()
    begins = max(ends - timedelta(days=364), strategy.begins)
    form = YearForm(data={"begins": begins, "ends": ends})
    if form.submitted():
        try:
            made = service.begin(actor=actor, begins=_day(form.begins), ends=_day(form.ends))
        except Refused as refusal:
            form.show(refusal)
        else:
            flash("Begun. Each member is told that its survey is open.", "success")
            return redirect(url_for("forum.show_review", review_id=made.id), 303)
    form.renew_key()
    return render_template("forum/review/new.html", form=form, strategy=strategy), 422 if form.errors else 200


@bp.get("/forum/reviews/<uuid:review_id>")
@requires(Permission.MEETING_READ)
def show_review(review_id: UUID) -> str:
    """A review: what is decided and answered, and what is missing; a signed one as it was signed."""
    actor = current_actor()
    row = queries.review(actor, review_id)
    if row.copy is not None:
        return render_template(
            "forum/review/signed.html", review=row, copy=row.copy, body=review_body(row.copy),
            contents=contents_of(row.copy), is_kept=files.is_kept(review_id), form=EmptyForm(),
        )  # fmt: skip
    view = queries.view(actor, review_id)
    return render_template(
        "forum/review/show.html", view=view, rules=rules,
        may_write=actor.may(Permission.MEETING_WRITE), may_sign=actor.may(Permission.MEETING_CHAIR),
        may_answer=actor.may(Permission.PLAN_UPDATE_OWN), own_reply=queries.own_reply(actor, review_id),
        averages=_averages(view),
    )  # fmt: skip


@bp.route("/forum/reviews/<uuid:review_id>/commitments/<uuid:commitment_id>", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def decide_commitment(review_id: UUID, commitment_id: UUID) -> Any:
    """One commitment with its year, and what becomes of it; then the next one without an outcome."""
    actor = current_actor()
    row = _draft(review_id)
    decided, following = queries.commitment(actor, review_id, commitment_id)
    before = decided.decision
    begun = {"outcome": before.outcome, "reason": before.reason, **_as_read(before.version)} if before else {}
    form = DecisionForm(data={"new_words": (before and before.new_words) or decided.commitment.words, **begun})

    def stored() -> tuple[int, Sequence[tuple[str, str]]]:
        now = queries.decisions_of(review_id).get(commitment_id)
        if now is None:
            return 0, []
        told = [("Outcome", rules.OUTCOME_WORDS[now.outcome]), ("Why", now.reason), ("New words", now.new_words or "")]
        return now.version, [(label, words) for label, words in told if words]

    def write() -> object:
        return service.decide(
            actor=actor, review_id=review_id, commitment_id=commitment_id, outcome=form.chosen,
            reason=form.reason.data or "", new_words=form.new_words.data or "", version=form.version.data,
            answer=form.leak_answer,
        )  # fmt: skip

    shown = {
        "review": row, "each": decided, "following": following, "action_line": evidence.action_line,
        "hints": {code.value: words for code, words in rules.OUTCOME_HINTS.items()},
    }  # fmt: skip
    return change(
        "forum/review/decide.html", form, shown, write, stored, back=_next(review_id, following),
        done=f"{decided.commitment.code} decided.",
    )  # fmt: skip


@bp.route("/forum/reviews/<uuid:review_id>/questions/<question>", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def answer_review_question(review_id: UUID, question: str) -> Any:
    """One question of the review, beside what the system knows already."""
    actor, asked = current_actor(), rules.question(question)
    row = _draft(review_id)
    if asked is None:
        raise NotVisible
    before = queries.answers_of(review_id).get(question)
    form = AnswerForm(data={"words": before.words, **_as_read(before.version)} if before else {})

    def stored() -> tuple[int, Sequence[tuple[str, str]]]:
        now = queries.answers_of(review_id).get(question)
        return (now.version, [(f"By {now.by_name}", now.words)]) if now else (0, [])

    def write() -> object:
        return service.answer_question(
            actor=actor, review_id=review_id, question=question, words=form.words.data or "",
            version=form.version.data, answer=form.leak_answer,
        )  # fmt: skip

    known = evidence.around(actor, question, plans.plan(row.strategy_id), row.begins, row.ends)
    return change(
        "forum/review/question.html", form, {"review": row, "asked": asked, "known": known, "before": before}, write,
        stored, back=url_for("forum.show_review", review_id=review_id, _anchor="questions"),
    )  # fmt: skip


@bp.route("/forum/reviews/<uuid:review_id>/survey", methods=["GET", "POST"])
@requires(Permission.PLAN_UPDATE_OWN)
def answer_survey(review_id: UUID) -> Any:
    """The members’ survey, answered for one’s own agency."""
    actor = current_actor()
    row = _draft(review_id)
    before = queries.own_reply(actor, review_id)
    begun: dict[str, Any] = {}
    if before:
        marks = {f"mark_{code}": str(mark) for code, mark in before.marks.items()}
        begun = {"keeps": before.keeps, "changes": before.changes, **_as_read(before.version), **marks}
    form = SurveyForm(data=begun)

    def stored() -> tuple[int, Sequence[tuple[str, str]]]:
        now = queries.own_reply(actor, review_id)
        if now is None:
            return 0, []
        told = [(each.title, rules.mark_words()[now.marks[each.code]]) for each in rules.survey_questions()]
        return now.version, [*told, ("Should stay", now.keeps), ("Should change", now.changes)]

    def write() -> object:
        return service.answer_survey(
            actor=actor, review_id=review_id, marks=form.marks, keeps=form.keeps.data or "",
            changes=form.changes.data or "", version=form.version.data, answer=form.leak_answer,
        )  # fmt: skip

    return change(
        "forum/review/survey.html", form, {"review": row, "before": before}, write, stored,
        back=url_for("forum.show_review", review_id=review_id, _anchor="survey"), done="Thank you.",
    )  # fmt: skip


@bp.route("/forum/reviews/<uuid:review_id>/sign", methods=["GET", "POST"])
@requires(Permission.MEETING_CHAIR)
def sign_review(review_id: UUID) -> Any:
    """The chair reads what will happen, and signs: the next strategy begins with what goes on."""
    actor = current_actor()
    _draft(review_id)
    view = queries.view(actor, review_id)
    form = SignForm(data={**_next_period(view), **_as_read(view.review.version)})

    def stored() -> tuple[int, Sequence[tuple[str, str]]]:
        now = queries.view(actor, review_id)
        return now.review.version, [
            ("Outcomes", f"{now.decided} of {len(now.all)}"),
            *(("Missing", each) for each in now.blocking),
        ]

    def write() -> object:
        return service.sign(
            actor=actor, review_id=review_id, title=form.title.data or "", begins=_day(form.begins),
            ends=_day(form.ends), version=form.version.data or 0,
        )  # fmt: skip

    return change(
        "forum/review/sign.html", form, {"view": view, "body": review_body(document(actor, view))}, write, stored,
        back=url_for("forum.show_review", review_id=review_id),
        done="Signed. The next strategy stands, with what goes on and its unfinished actions.",
    )  # fmt: skip


@bp.post("/forum/reviews/<uuid:review_id>/file")
@requires(Permission.MEETING_READ)
def make_review_file(review_id: UUID) -> Response:
    """Ask for the PDF of a signed review, which the worker makes."""
    work_id = files.ask(actor=current_actor(), review_id=review_id)
    return redirect(url_for("forum.show_review_making", review_id=review_id, work_id=work_id), 303)


@bp.get("/forum/reviews/<uuid:review_id>/file/<uuid:work_id>")
@requires(Permission.MEETING_READ)
def show_review_making(review_id: UUID, work_id: UUID) -> str:
    """How far the PDF is."""
    actor = current_actor()
    return render_template(
        "forum/review/making.html", review=queries.review(actor, review_id),
        standing=files.standing(actor, work_id, review_id),
    )  # fmt: skip


@bp.get("/forum/reviews/<uuid:review_id>/review.pdf")
@requires(Permission.MEETING_READ)
def download_review(review_id: UUID) -> Response:
    """A signed review as the PDF that was made of it."""
    actor = current_actor()
    row, content = files.file_of(actor, review_id)
    return pdf_file(content, file_name(row))


def file_name(row: AnnualReview) -> str:
    """What the files of a review are called, without their ending."""
    return f"annual-review-{row.begins:%Y-%m-%d}-to-{row.ends:%Y-%m-%d}"


def _as_read(version: int) -> dict[str, int]:
    """The version that a page is read with; what is posted brings the one that its author read."""
    return {"version": version} if request.method == "GET" else {}


def _draft(review_id: UUID) -> AnnualReview:
    """A review that can still be written; a signed one has no such page."""
    row = queries.review(current_actor(), review_id)
    if row.copy is not None:
        raise NotVisible
    return row


def _averages(view: ReviewView) -> list[tuple[str, str]]:
    """The mean mark of each line of the survey, in words."""
    found = view.averages
    return [(each.title, f"{found[each.code]:.1f} of 5") for each in rules.survey_questions() if found]


def _next(review_id: UUID, following: UUID | None) -> str:
    if following is None or "stop_here" in request.form:
        return url_for("forum.show_review", review_id=review_id)
    return url_for("forum.decide_commitment", review_id=review_id, commitment_id=following)


def _next_period(view: ReviewView) -> dict[str, Any]:
    """What the next strategy is called and when it runs, as a beginning: as long as the one before."""
    old = view.plan.strategy
    begins = view.review.ends + timedelta(days=1)
    ends = begins + (old.ends - old.begins)
    return {"title": f"Manchester Sex Work Strategy {begins.year}-{ends.year % 100:02}", "begins": begins, "ends": ends}


def _day(field: Any) -> Any:
    """The day of a field that was validated."""
    return field.day
