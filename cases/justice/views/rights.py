"""Pages of the Victims' Code: the rights of its edition, one at a time, and complaints."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from agencies.permissions import Permission
from cases import bp
from cases.justice import catalogue, queries, rules, service
from cases.justice.forms import ComplaintForm, RightForm
from cases.justice.views.asking import day_words, never, question
from cases.justice.words import complaint_title
from cases.pages import file_of, team_only
from cases.reading import legible
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored
from core.errors import NotVisible

RIGHTS = "Rights"


@bp.get("/cases/<uuid:case_id>/rights")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_rights(case_id: UUID) -> Answer:
    """The rights of the Victims' Code with what is written of each, and the complaints."""
    shown = file_of(case_id)
    actor, case = current_actor(), shown["case"]
    records = queries.rights_of(actor, case)
    edition = _asked_edition() or queries.edition_of(records, clock.today())
    by_number = {row.number: row for row in records if row.edition == edition.name}
    return render_template(
        "cases/justice/rights.html", **shown, edition=edition, records=by_number,
        editions=[each.name for each in catalogue.editions()], in_force=catalogue.edition_in_force(clock.today()),
        met_words=rules.MET_WORDS, explained=sum(row.explained_on is not None for row in by_number.values()),
        words={row.number: legible(row, "words") for row in by_number.values()},
        complaints=[_complaint_line(row) for row in queries.complaints_of(actor, case)], today=clock.today(),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/rights/<int:number>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_right(case_id: UUID, number: int) -> Answer:
    """One right: explained when, met or not, in words. The edition is the one that the case is shown in."""
    shown = file_of(case_id)
    actor, case = current_actor(), shown["case"]
    edition = _asked_edition() or queries.edition_of(queries.rights_of(actor, case), clock.today())
    right = next((each for each in edition.rights if each.number == number), None)
    if right is None:
        raise NotVisible
    row = queries.right(actor, case, edition.name, number)
    form = RightForm(
        version=row.version if row else 0, explained_on=row.explained_on if row else None,
        met=row.met.value if row else "not_known", met_on=row.met_on if row else None,
        words=legible(row, "words") if row else "",
    )  # fmt: skip

    def write() -> object:
        return service.save_right(
            actor=actor, case_id=case_id, edition=edition.name, number=number, explained_on=form.explained_on.day,
            met=rules.met(form.met.data), met_on=form.met_on.day, words=form.words.data, version=form.version.data or 0,
        )  # fmt: skip

    return question(
        form, shown, write, lambda: _right(case, edition.name, number), heading=f"Right {number}: {right.title}",
        button="Save", back=url_for(".show_rights", case_id=case_id, edition=edition.name), current=RIGHTS,
        lede=f"Victims' Code, {edition.name}.", about=right.means,
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/complaints/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_complaint(case_id: UUID) -> Answer:
    """Add a complaint that a right was not met."""
    shown = file_of(case_id)
    edition = _edition(shown["case"])
    form = ComplaintForm(edition, number=request.args.get("right", ""))

    def write() -> object:
        return service.save_complaint(actor=current_actor(), case_id=case_id, edition=edition.name, **_facts(form))

    return question(
        form, shown, write, never, heading="Add a complaint", button="Add the complaint",
        back=url_for(".show_rights", case_id=case_id), current=RIGHTS,
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/complaints/<uuid:complaint_id>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_complaint(case_id: UUID, complaint_id: UUID) -> Answer:
    """How far a complaint has come, when an answer is due, what came of it; a clash shows both."""
    shown = file_of(case_id)
    row = queries.complaint(current_actor(), shown["case"], complaint_id)
    edition = catalogue.edition_named(row.edition) or _edition(shown["case"])
    form = ComplaintForm(
        edition, version=row.version, to_whom=row.to_whom, number=str(row.number or ""), stage=row.stage.value,
        made_on=row.made_on, answer_due_on=row.answer_due_on, about=legible(row, "about"), answered_on=row.answered_on,
        outcome=row.outcome.value if row.outcome else "", outcome_words=legible(row, "outcome_words"),
    )  # fmt: skip

    def write() -> object:
        return service.save_complaint(
            actor=current_actor(), case_id=case_id, edition=edition.name, complaint_id=complaint_id,
            version=form.version.data or 0, **_facts(form),
        )  # fmt: skip

    return question(
        form, shown, write, lambda: _complaint(shown["case"], complaint_id), heading=complaint_title(row),
        button="Save the complaint", back=url_for(".show_rights", case_id=case_id), current=RIGHTS,
    )  # fmt: skip


def _facts(form: ComplaintForm) -> dict[str, Any]:
    return {
        "number": int(form.number.data) if form.number.data else None, "to_whom": form.to_whom.data,
        "stage": rules.stage(form.stage.data), "about": form.about.data, "made_on": form.made_on.day,
        "answer_due_on": form.answer_due_on.day, "answered_on": form.answered_on.day,
        "outcome": rules.complaint_outcome(form.outcome.data) if form.outcome.data else None,
        "outcome_words": form.outcome_words.data,
    }  # fmt: skip


def _asked_edition() -> catalogue.Edition | None:
    return catalogue.edition_named(request.args.get("edition", ""))


def _edition(case: Any) -> catalogue.Edition:
    return queries.edition_of(queries.rights_of(current_actor(), case), clock.today())


def _right(case: Any, edition: str, number: int) -> Stored:
    row = queries.right(current_actor(), case, edition, number)
    if row is None:
        return 0, []
    return row.version, [
        ("Explained", day_words(row.explained_on)), ("Met", rules.MET_WORDS[row.met]),
        ("In words", legible(row, "words")),
    ]  # fmt: skip


def _complaint(case: Any, complaint_id: UUID) -> Stored:
    row = queries.complaint(current_actor(), case, complaint_id)
    return row.version, [
        ("To", complaint_title(row)), ("Where it stands", rules.STAGE_WORDS[row.stage]),
        ("Answer due", day_words(row.answer_due_on)), ("What it says", legible(row, "about")),
        ("The answer", legible(row, "outcome_words")),
    ]  # fmt: skip


def _complaint_line(row: Any) -> dict[str, Any]:
    return {
        "row": row, "title": complaint_title(row), "stage": rules.STAGE_WORDS[row.stage],
        "outcome": rules.OUTCOME_WORDS[row.outcome] if row.outcome else "", "about": legible(row, "about"),
    }  # fmt: skip
