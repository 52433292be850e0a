"""Letters of a case: whom for, the words, how it will look, and sending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from cases import bp
from cases.pages import file_of, team_only
from cases.papers import making
from cases.papers.forms import BeginLetterForm, LetterForm
from cases.papers.queries import letters as queries
from cases.papers.queries.letters import LetterState, LetterTo
from cases.papers.service import letters as service
from cases.papers.views.printing import paper
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.errors import Clash, Refused
from core.forms import EmptyForm

PERSON = "person"


@bp.route("/cases/<uuid:case_id>/letters/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_letter(case_id: UUID) -> Answer:
    """Whom a letter is for: the person, or an agency that they agreed to; for anyone else, the right path."""
    shown, actor = file_of(case_id), current_actor()
    grounds = queries.grounds(actor, shown["case"])
    offered = {
        PERSON: shown["alias"],
        **{str(each.consent_id): f"{each.recipient}: {each.purpose}" for each in grounds},
    }
    form = BeginLetterForm(offered)
    if form.submitted():
        chosen = None if form.consent.data == PERSON else UUID(form.consent.data)
        try:
            row = service.begin_letter(actor=actor, case_id=case_id, consent_id=chosen)
            return redirect(url_for(".write_letter", case_id=case_id, letter_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked(
        "cases/papers/letter_new.html", form, shown, has_grounds=bool(grounds),
        may_refer=actor.may(Permission.REFERRAL_SEND), may_decide=actor.may(Permission.SHARING_DECIDE),
        may_ask=actor.may(Permission.CONSENT_RECORD),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/letters/<uuid:letter_id>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def write_letter(case_id: UUID, letter_id: UUID) -> Answer:
    """Write a letter; saved, it is shown as it will look. A clash shows both texts."""
    shown, actor = file_of(case_id), current_actor()
    row = queries.letter(actor, shown["case"], letter_id)
    if row.state is not LetterState.DRAFT and request.method == "GET":
        return redirect(url_for(".check_letter", case_id=case_id, letter_id=letter_id), 303)
    form = _letter_form(shown, row)
    if form.submitted():
        try:
            service.write_letter(
                actor=actor, case_id=case_id, letter_id=letter_id, version=form.version.data or 0,
                subject=form.subject.data or "", words=form.words.data or "", categories=form.categories.data or [],
            )  # fmt: skip
            return redirect(url_for(".check_letter", case_id=case_id, letter_id=letter_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _clash(form, case_id, letter_id)
    return asked("cases/papers/letter_write.html", form, shown, **_about(shown, row), stored=None)


def _letter_form(shown: dict[str, Any], row: Any) -> LetterForm:
    kinds: list[tuple[str, str]] = []
    if row.addressed_to is LetterTo.AGENCY:
        kinds = queries.kinds_for(current_actor(), shown["case"], row)
    return LetterForm(
        kinds, subject=row.subject or "", words=row.words or "", categories=list(row.categories), version=row.version
    )


def _about(shown: dict[str, Any], row: Any) -> dict[str, Any]:
    to_agency = row.addressed_to is LetterTo.AGENCY
    return {"row": row, "to": queries.recipient_words(current_actor(), row), "to_agency": to_agency}


def _clash(form: LetterForm, case_id: UUID, letter_id: UUID) -> Answer:
    """Both at once: the letter as it is stored now, and what was typed, which is sent again as it is."""
    shown = file_of(case_id)
    row = queries.letter(current_actor(), shown["case"], letter_id)
    form.renew_key()
    form.version.raw_data, form.version.data = None, row.version
    values = {**_about(shown, row), "stored": row}
    return render_template("cases/papers/letter_write.html", form=form, **shown, **values), 409


@bp.route("/cases/<uuid:case_id>/letters/<uuid:letter_id>/check", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def check_letter(case_id: UUID, letter_id: UUID) -> Answer:
    """The letter as it will look; then it is sent, kept as a document, and stands in the ledger."""
    shown, actor = file_of(case_id), current_actor()
    row = queries.letter(actor, shown["case"], letter_id)
    form = EmptyForm(version=row.version)
    if form.submitted():
        try:
            sent = service.send_letter(
                actor=actor, case_id=case_id, letter_id=letter_id, version=form.version.data or 0
            )
            flash("Sent. It is kept as a document: download it, print it and hand it over.", "success")
            return redirect(url_for(".show_document", case_id=case_id, document_id=sent.document_id), 303)
        except Refused as refusal:
            form.show(refusal)
    refused = queries.going(actor, row) if row.state is LetterState.DRAFT else None
    return asked(
        "cases/papers/letter_check.html", form, shown, **_about(shown, row), drop=EmptyForm(version=row.version),
        refused=refused, paper=queries.as_paper(actor, shown["case"], row),
        may_decide=actor.may(Permission.SHARING_DECIDE), may_ask=actor.may(Permission.CONSENT_RECORD),
    )  # fmt: skip


@bp.get("/cases/<uuid:case_id>/letters/<uuid:letter_id>.pdf")
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def preview_letter(case_id: UUID, letter_id: UUID) -> Answer:
    """The letter as pages, marked as a draft: to look at, not to send."""
    shown, actor = file_of(case_id), current_actor()
    row = queries.letter(actor, shown["case"], letter_id)
    content = making.letter_pdf(queries.as_paper(actor, shown["case"], row))
    return paper(content, "pdf", f"{shown['case'].reference.lower()}-letter")


@bp.post("/cases/<uuid:case_id>/letters/<uuid:letter_id>/drop")
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def drop_letter(case_id: UUID, letter_id: UUID) -> Answer:
    """Drop a letter that was not sent."""
    form = EmptyForm()
    service.drop_letter(actor=current_actor(), case_id=case_id, letter_id=letter_id, version=form.version.data or 0)
    flash("Dropped. Nothing was sent.", "success")
    return redirect(url_for(".show_papers", case_id=case_id), 303)
