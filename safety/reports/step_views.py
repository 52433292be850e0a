"""Pages of what is done with a report later: words added, whom it is about, closing, erasing, the person's paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import queries as agencies
from agencies.permissions import Permission
from cases import queries as cases
from core import audit, clock, pdf
from core.access import current_actor, requires
from core.actor import Actor
from core.downloads import pdf_file
from core.errors import Refused
from people import queries as people
from people import service as people_service
from safety import bp
from safety.reports import erasing, queries, rules, service
from safety.reports.forms import CloseForm, EraseForm, LinkForm, PaperForm, WordsForm
from safety.reports.views import Page, fact_rows, shown, step
from safety.vocabulary import DESCRIPTOR_WORDS, SCOPE_WORDS, Scope

NOBODY = "nobody"


@bp.post("/incidents/<uuid:report_id>/words")
@requires(Permission.REPORT_TAKE, conceal=True)
def add_words(report_id: UUID) -> Page:
    """Add the person's own later words, or a note."""
    form = WordsForm()
    if form.submitted():
        service.add_words(
            actor=current_actor(), report_id=report_id, words=form.words.data or "", own_words=form.whose.data == "own"
        )
        return redirect(url_for(".show_report", report_id=report_id), 303)
    form.renew_key()
    return render_template("safety/reports/show.html", form=form, **shown(report_id)), 422


@bp.post("/incidents/<uuid:report_id>/read")
@requires(Permission.REPORT_TAKE, conceal=True)
def mark_read(report_id: UUID) -> Page:
    """Say that a report from the public page was read."""
    service.mark_read(actor=current_actor(), report_id=report_id)
    flash("Noted: it was read. Whoever wrote it can see that.", "success")
    return redirect(url_for(".show_report", report_id=report_id), 303)


@bp.post("/incidents/<uuid:report_id>/noticed/<uuid:descriptor_id>")
@requires(Permission.REPORT_TAKE, conceal=True)
def change_noticed(report_id: UUID, descriptor_id: UUID) -> Page:
    """Keep something noticed back, let it out again, or take it off."""
    actor, act = current_actor(), request.form.get("do", "")
    try:
        if act == "forget":
            service.forget_noticed(actor=actor, report_id=report_id, descriptor_id=descriptor_id)
        else:
            service.keep_back(actor=actor, report_id=report_id, descriptor_id=descriptor_id, shared=act == "share")
    except Refused as refusal:
        flash(refusal.reason, "warning")
    return redirect(f"{url_for('.show_report', report_id=report_id)}#noticed", 303)


@bp.route("/incidents/<uuid:report_id>/link", methods=["GET", "POST"])
@requires(Permission.REPORT_TAKE, conceal=True)
def link_report(report_id: UUID) -> Page:
    """Say whom a report is about, and in which case it is worked on; `q` finds people."""
    actor = current_actor()
    row = queries.report(actor, report_id)
    q = request.args.get("q", "").strip()
    offered = _offered(actor, row, q)
    form = LinkForm(offered, version=row.version, choice=_standing_link(row))

    def write() -> None:
        person_id, _, case_id = (form.choice.data or "").partition(":")
        service.link_report(
            actor=actor, report_id=row.id, person_id=None if person_id == NOBODY else UUID(person_id),
            case_id=UUID(case_id) if case_id else None, version=form.version.data or 0,
        )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.peek(actor, row.id)
        return now.version, [("It is about", dict(_offered(actor, now, "")).get(_standing_link(now), "Nobody"))]

    return step("safety/reports/link.html", form, row, write, stored, q=q, found=len(offered) > 1)


def _standing_link(row: Any) -> str:
    if row.person_id is None:
        return NOBODY
    return f"{row.person_id}:{row.case_id}" if row.case_id else str(row.person_id)


def _offered(actor: Actor, row: Any, q: str) -> list[tuple[str, str]]:
    """Whom a report can be about: the one it is about now, and those that a search finds, each with their cases."""
    people_service.count_look_up(actor=actor, words=q)
    known = [(row.person_id, *people.aliases(actor, [row.person_id])[row.person_id])] if row.person_id else []
    if q and actor.may(Permission.PEOPLE_READ):
        known += [(line.id, line.alias, line.reference) for line in people.people_page(actor, q, 1).items[:10]]
    choices: dict[str, str] = {}
    for person_id, alias, reference in known:
        choices[str(person_id)] = f"{alias}, {reference}"
        for each in cases.cases_of(actor, person_id):
            choices[f"{each.case.person_id}:{each.case.id}"] = f"{alias}, case {each.case.reference} ({each.kind})"
    return [*choices.items(), (NOBODY, "Nobody on record: it stands by itself")]


@bp.route("/incidents/<uuid:report_id>/close", methods=["GET", "POST"])
@requires(Permission.REPORT_TAKE, conceal=True)
def close_report(report_id: UUID) -> Page:
    """Close a report with what came of it; the five answers stay as they are."""
    actor = current_actor()
    row = queries.report(actor, report_id)
    form = CloseForm(version=row.version)

    def write() -> None:
        service.close_report(actor=actor, report_id=row.id, words=form.words.data or "", version=form.version.data or 0)

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.peek(actor, row.id)
        return now.version, [("It stands", rules.STATE_WORDS[now.state]), *fact_rows(service.facts_of(now))]

    return step("safety/reports/close.html", form, row, write, stored, done="Closed.")


@bp.post("/incidents/<uuid:report_id>/open-again")
@requires(Permission.REPORT_TAKE, conceal=True)
def open_report(report_id: UUID) -> Page:
    """Open a closed report again."""
    service.open_again(actor=current_actor(), report_id=report_id)
    return redirect(url_for(".show_report", report_id=report_id), 303)


@bp.route("/incidents/<uuid:report_id>/erase", methods=["GET", "POST"])
@requires(Permission.REPORT_RELEASE, conceal=True)
def erase_report(report_id: UUID) -> Page:
    """Erase a report for good, its number typed: every yes ends first."""
    actor = current_actor()
    row = queries.report(actor, report_id)
    form, reference = EraseForm(), row.reference
    if form.submitted():
        if (form.reference.data or "").strip().upper() == reference:
            erasing.erase_report(actor=actor, report_id=row.id)
            flash(f"{reference} is erased. What it let out was closed.", "success")
            return redirect(url_for(".list_reports"), 303)
        form.show(Refused(f"Type {reference}, as it stands above.", field="reference"))
    if request.method == "POST":
        form.renew_key()
    agreed = [SCOPE_WORDS[scope] for scope in queries.standing_scopes(actor, [row.id]).get(row.id, ())]
    page = render_template("safety/reports/erase.html", form=form, report=row, agreed=sorted(agreed))
    return page if request.method == "GET" else (page, 422)


@bp.post("/incidents/<uuid:report_id>/paper.pdf")
@requires(Permission.REPORT_TAKE, conceal=True, idempotent=False)
def print_paper(report_id: UUID) -> Response:
    """The person's own paper: what they said yes and no to and, if they want, all they said. Each copy is audited."""
    actor = current_actor()
    form = PaperForm()
    whole = form.submitted() and form.holds.data == "everything"
    row = queries.report(actor, report_id)
    audit.record(
        actor=actor, verb="printed", kind="incident report", row_id=row.id, subject_id=row.person_id,
        fields=["everything" if whole else "answers"],
    )  # fmt: skip
    content = pdf.render(paper_html(actor, row, whole=whole), stylesheet="receipt.css")
    return pdf_file(content, "my-paper")


def paper_html(actor: Actor, row: Any, *, whole: bool) -> str:
    """The document behind the paper. Nothing on it says what kind of agency it comes from, or a worker's note."""
    facts = service.facts_of(row)
    noticed = (
        [(DESCRIPTOR_WORDS[each.kind], each.value) for each in queries.descriptors(actor, row.id)] if whole else []
    )
    return render_template(
        "safety/reports/paper_pdf.html", report=row, whole=whole, made_on=clock.today(), noticed=noticed,
        home=agencies.agency(actor.agency_id).name, wants=facts.wants,
        facts=[pair for pair in fact_rows(facts) if pair[1] != "Not asked" and pair[0] != "Who says it"],
        own=[each for each in queries.additions_of(actor, row) if each.own],
        answers=[(SCOPE_WORDS[scope], queries.history_of(actor, row)[scope]) for scope in Scope],
    )  # fmt: skip
