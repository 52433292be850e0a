"""Pages that write down what people said, and what the forum answers."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from flask import flash, redirect, url_for

from actionplan import bp
from actionplan import queries as plan
from actionplan.voice import forms, queries, rules, service
from agencies.permissions import Permission
from agencies.queries import member_agencies
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored, asked, change
from core.errors import NotVisible, Refused
from core.forms import EmptyForm
from core.words import long_day


@bp.route("/voice/consultations/new", methods=["GET", "POST"])
@requires(Permission.VOICE_WRITE)
def new_consultation() -> Answer:
    """Write down a consultation."""
    actor = current_actor()
    form = forms.ConsultationForm(agency=str(actor.agency_id))
    _offer(form)
    if form.submitted():
        try:
            row = service.record_consultation(actor=actor, record=form.record, answer=form.leak_answer)
        except Refused as refusal:
            form.show(refusal)
        else:
            flash("Written down. Now what people said, one thing at a time.", "success")
            return redirect(url_for(".add_finding", consultation_id=row.id), 303)
    return asked("actionplan/voice/write_consultation.html", form, {"row": None}, stored=[])


@bp.route("/voice/consultations/<uuid:consultation_id>/change", methods=["GET", "POST"])
@requires(Permission.VOICE_WRITE)
def change_consultation(consultation_id: UUID) -> Answer:
    """Change what was written down of a consultation; a clash shows both texts."""
    actor = current_actor()
    row = queries.consultation(actor, consultation_id)
    values = asdict(row.record)
    form = forms.ConsultationForm(
        **values, agency=str(row.agency_id), commitment=str(row.commitment_id or ""), version=row.version
    )
    _offer(form, row)
    return change(
        "actionplan/voice/write_consultation.html", form, {"row": row},
        lambda: service.change_consultation(
            actor=actor, consultation_id=consultation_id, version=form.version.data or 0, record=form.record,
            answer=form.leak_answer,
        ),
        lambda: _stored_consultation(consultation_id),
        back=url_for(".show_consultation", consultation_id=consultation_id),
    )  # fmt: skip


@bp.route("/voice/consultations/<uuid:consultation_id>/findings/new", methods=["GET", "POST"])
@requires(Permission.VOICE_WRITE)
def add_finding(consultation_id: UUID) -> Answer:
    """Write down one thing that was said."""
    row = queries.consultation(current_actor(), consultation_id)
    form = forms.FindingForm()
    return change(
        "actionplan/voice/write_finding.html", form, {"row": row, "line": None},
        lambda: service.add_finding(
            actor=current_actor(), consultation_id=consultation_id, saying=form.saying, answer=form.leak_answer
        ),
        lambda: (0, []), back=url_for(".show_consultation", consultation_id=consultation_id), done="Written down.",
    )  # fmt: skip


@bp.route("/voice/findings/<uuid:finding_id>/change", methods=["GET", "POST"])
@requires(Permission.VOICE_WRITE)
def change_finding(finding_id: UUID) -> Answer:
    """Change how a finding is told; a clash shows both texts."""
    line = _standing(finding_id)
    form = forms.FindingForm(
        topic=line.topic, said=line.said, easy=line.easy, own_words=line.own_words, may_quote=line.may_quote,
        version=line.version,
    )  # fmt: skip
    return change(
        "actionplan/voice/write_finding.html", form,
        {"row": queries.consultation(current_actor(), line.consultation_id), "line": line},
        lambda: service.change_finding(
            actor=current_actor(), finding_id=finding_id, version=form.version.data or 0, saying=form.saying,
            answer=form.leak_answer,
        ),
        lambda: _stored_finding(finding_id), back=url_for(".show_finding", finding_id=finding_id),
    )  # fmt: skip


@bp.route("/voice/findings/<uuid:finding_id>/take-back", methods=["GET", "POST"])
@requires(Permission.VOICE_WRITE)
def take_finding_back(finding_id: UUID) -> Answer:
    """Take a finding back for who said it; its own page, since its words are gone for good."""
    line = _standing(finding_id)
    form = EmptyForm(version=line.version)
    return change(
        "actionplan/voice/take_back.html", form, {"line": line},
        lambda: service.take_finding_back(
            actor=current_actor(), finding_id=finding_id, version=form.version.data or 0
        ),
        lambda: _stored_finding(finding_id),
        back=url_for(".show_consultation", consultation_id=line.consultation_id), done="Its words are gone.",
    )  # fmt: skip


@bp.route("/voice/findings/<uuid:finding_id>/answer", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE, Permission.PLAN_UPDATE_OWN)
def answer_finding(finding_id: UUID) -> Answer:
    """Answer for the forum; earlier answers stay."""
    line = _standing(finding_id)
    form = forms.AnswerForm()
    form.offer(_actions())
    return change(
        "actionplan/voice/answer.html", form, {"line": line},
        lambda: service.answer_finding(
            actor=current_actor(), finding_id=finding_id, kind=form.answered_kind, words=form.words.data or "",
            easy=form.easy.data or "", action_id=form.action_id, answer=form.leak_answer,
        ),
        lambda: (0, []), back=url_for(".show_finding", finding_id=finding_id),
        done="Answered. Now tell the people who said it.",
    )  # fmt: skip


@bp.route("/voice/findings/<uuid:finding_id>/told", methods=["GET", "POST"])
@requires(Permission.VOICE_WRITE)
def note_told(finding_id: UUID) -> Answer:
    """Write down that people were told what came of it."""
    line = _standing(finding_id)
    form = forms.ToldForm(told_on=clock.today())
    return change(
        "actionplan/voice/told.html", form, {"line": line},
        lambda: service.note_told(
            actor=current_actor(), finding_id=finding_id, told_on=form.told_on.day or clock.today(),
            how=form.how.data or "", answer=form.leak_answer,
        ),
        lambda: (0, []), back=url_for(".show_finding", finding_id=finding_id), done="Written down.",
    )  # fmt: skip


def _offer(form: forms.ConsultationForm, row: queries.ConsultationRow | None = None) -> None:
    offered = plan.commitment_choices(plan.current_strategy().id)
    if row and row.commitment_id and str(row.commitment_id) not in {key for key, _ in offered}:
        offered = [*offered, (str(row.commitment_id), row.commitment[:90])]
    form.offer([(each.id, each.name) for each in member_agencies()], offered)


def _actions() -> list[tuple[UUID, str]]:
    rows = plan.plan(plan.current_strategy().id).actions
    return [(row.id, f"{row.reference} {row.title}") for row in sorted(rows, key=lambda row: row.reference)]


def _standing(finding_id: UUID) -> queries.FindingLine:
    line = queries.finding(current_actor(), finding_id)
    if line.taken_back_on is not None:
        raise NotVisible
    return line


def _stored_consultation(consultation_id: UUID) -> Stored:
    row = queries.consultation(current_actor(), consultation_id)
    labels = {name: field.label.text for name, field in forms.ConsultationForm()._fields.items()}
    words = [(labels[name], getattr(row, name) or "Nothing") for name in rules.TEXT_FIELDS]
    days = f"{long_day(row.held_from)} to {long_day(row.held_to)}"
    return row.version, [*words, ("Days", days), ("How many", row.took_part_words)]


def _stored_finding(finding_id: UUID) -> Stored:
    line = queries.finding(current_actor(), finding_id)
    return line.version, [
        ("What it is about", line.topic_words), ("What was said", line.said or "Taken back"),
        ("In easy words", line.easy or "Not written"),
    ]  # fmt: skip
