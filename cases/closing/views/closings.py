"""Pages of one case that closes: begun, written with its checklist, closed, or given up because the work goes on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from cases import bp, catalogue
from cases.checks import checks_of
from cases.closing import queries, rules, service
from cases.closing.forms import CLOSE, BeginForm, GiveUpForm, closing_form
from cases.closing.rules import CaseState
from cases.pages import file_of, team_only
from core.access import current_actor, requires
from core.changing import Answer, asked, change
from core.errors import Clash, NotVisible, Refused
from people import queries as people_queries


@bp.route("/cases/<uuid:case_id>/closing", methods=["GET", "POST"])
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_closing(case_id: UUID) -> Answer:
    """How a case closes: before it is begun, while it is written, or as it was closed."""
    shown, actor = file_of(case_id), current_actor()
    case = shown["case"]
    row = queries.written(actor, case)
    if case.state is CaseState.CLOSING and row is not None and actor.may(Permission.CASE_WRITE):
        return _write(shown, row)
    if request.method == "POST":
        raise NotVisible
    ended = queries.recent(actor, case, 10)
    return render_template(
        "cases/closing/show.html", row=next((each for each in ended if each.state.value == "closed"), None),
        kept=queries.retention_of(actor, case), held=_holds(case.person_id), words=rules,
        told=told_words, reasons=catalogue.closing_reasons(),
        keeping=queries.keeping_of(actor), answers=queries.answers_of,
        may_begin=shown["may_write"] and rules.closing_may_begin(case.state) is None, **shown,
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/closing/begin", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def begin_closing(case_id: UUID) -> Answer:
    """Begin to close a case."""
    shown = file_of(case_id)
    form = BeginForm(version=shown["case"].version)
    if form.submitted():
        try:
            service.begin_closing(
                actor=current_actor(), case_id=case_id, reason=form.reason.data or "", version=form.version.data or 0
            )
            return redirect(url_for(".show_closing", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            return _clashed("cases/closing/begin.html", form, case_id, clash)
    return asked("cases/closing/begin.html", form, shown, stored=[])


@bp.route("/cases/<uuid:case_id>/closing/give-up", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def give_up_closing(case_id: UUID) -> Answer:
    """Go on with the work instead of closing."""
    shown = file_of(case_id)
    if shown["case"].state is not CaseState.CLOSING:
        raise NotVisible
    form = GiveUpForm(version=shown["case"].version)
    if form.submitted():
        try:
            service.give_up(
                actor=current_actor(), case_id=case_id, reason=form.reason.data or "", version=form.version.data or 0
            )
            flash("The case is active again.", "success")
            return redirect(url_for(".show_case", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            return _clashed("cases/closing/give_up.html", form, case_id, clash)
    return asked("cases/closing/give_up.html", form, shown, stored=[])


def _write(shown: dict[str, Any], row: Any) -> Answer:
    """The page on which all is written: kept as it stands, or closed when it is whole."""
    actor, case_id = current_actor(), shown["case"].id
    keeping = queries.keeping_of(actor)
    form = closing_form(
        keeping.checklist, keeping.schedule, queries.answers_of(row), reason_code=row.reason_code or "", why=row.why,
        exit_plan=row.exit_plan, ending=row.ending.value, record_type=row.record_type, version=row.version,
    )  # fmt: skip
    closes = request.form.get("do") == CLOSE

    def write() -> None:
        verb = service.close_case if closes else service.write_closing
        verb(actor=actor, case_id=case_id, words=form.written(), version=form.version.data or 0)

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.closing_of(actor, shown["case"])
        return (now.version, _pairs(now, keeping.checklist)) if now else (0, [])

    return change(
        "cases/closing/write.html", form, shown, write, stored,
        back=url_for(".show_closing", case_id=case_id), done="The case is closed." if closes else "Kept as it stands.",
        checks=checks_of(actor, shown["case"]),
    )  # fmt: skip


def _pairs(row: Any, items: Any) -> list[tuple[str, str]]:
    """A closing as it is stored, question by question."""
    answers = queries.answers_of(row)
    said = [
        ("Why it is closed", catalogue.closing_reasons().get(row.reason_code or "", "")),
        ("In a sentence", row.why or ""),
        ("Exit plan", row.exit_plan or ""), ("Do they agree?", rules.ENDING_WORDS[row.ending]),
    ]  # fmt: skip
    said += [(item.label, told_words(answers[item.code])) for item in items if item.code in answers]
    return [(label, words) for label, words in said if words]


def told_words(told: rules.Told) -> str:
    """An answer of the checklist as it is read."""
    said = rules.SAID_WORDS[told.said] if told.said else "Not answered"
    return f"No: {told.words}" if told.said is rules.Said.NOT_DONE else said


def _clashed(template: str, form: Any, case_id: UUID, clash: Clash) -> Answer:
    shown = file_of(case_id)
    form.version.raw_data, form.version.data = None, shown["case"].version
    form.renew_key()
    form.form_errors.append(str(clash))
    return render_template(template, form=form, stored=[("The case is now", shown["state"])], **shown), 409


def _holds(person_id: UUID) -> list[str]:
    actor = current_actor()
    ids = people_queries.same_person(actor, person_id)
    return [rules.HOLD_WORDS[row.kind] for row in queries.holds_of(actor, ids) if queries.is_in_force(row)]
