"""Pages for bringing in another feed or a spreadsheet: choose a file, see what it would do, say yes or no."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.downloads import table_file
from core.errors import Refused
from core.forms import EmptyForm
from core.words import counted
from directory import bp, menu
from directory.bringing import forms, queries, reading, rules, service, sheets
from directory.bringing.rules import Outcome

SHOWN = 50


@bp.route("/directory/bring", methods=["GET", "POST"])
@requires(Permission.DIRECTORY_KEEP, takes_files=True)
def bring_in() -> Answer:
    """Choose a file. Nothing in the directory changes before its preview was answered with yes."""
    actor, form = current_actor(), forms.BringForm()
    problems: list[rules.Problem] = []
    if form.submitted():
        entries, problems = reading.read(form.file.content, form.file.called)
        if not problems:
            row = service.keep_draft(
                actor=actor, source=form.source.data or "", file_name=form.file.called, entries=entries
            )
            return redirect(url_for(".show_draft", draft_id=row.id), 303)
        form.form_errors.append(f"{counted(len(problems), 'thing')} in the file must be put right first")
    return asked(
        "directory/bringing/new.html", form, {"tabs": menu.tabs(actor, "bring")}, problems=problems,
        waiting=queries.waiting_drafts(actor),
    )  # fmt: skip


@bp.get("/directory/bring/template.csv")
@requires(Permission.DIRECTORY_KEEP)
def bring_template() -> Response:
    """The headings of a spreadsheet, with one row that shows how."""
    return table_file("csv", "Services", sheets.HEADINGS, [list(sheets.EXAMPLE.values())], "services-template")


@bp.get("/directory/bring/<uuid:draft_id>")
@requires(Permission.DIRECTORY_KEEP)
def show_draft(draft_id: UUID) -> Answer:
    """What a file would do, entry by entry: new, changed, as it stands, or not taken and why."""
    return _shown(draft_id, forms.YesForm())


@bp.post("/directory/bring/<uuid:draft_id>")
@requires(Permission.DIRECTORY_KEEP)
def bring_draft(draft_id: UUID) -> Answer:
    """Yes: all that was shown is written, or nothing."""
    form = forms.YesForm()
    if form.submitted():
        try:
            number = service.bring(actor=current_actor(), draft_id=draft_id, shown=form.shown.data or "")
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(f"{counted(number, 'entry', 'entries')} written, to be verified.", "success")
            return redirect(url_for(".list_kept", show="unverified"), 303)
    form.renew_key()
    return _shown(draft_id, form), 422


@bp.post("/directory/bring/<uuid:draft_id>/drop")
@requires(Permission.DIRECTORY_KEEP)
def drop_draft(draft_id: UUID) -> Answer:
    """No: the file is let go of."""
    if EmptyForm().submitted():
        service.drop_draft(actor=current_actor(), draft_id=draft_id)
        flash("Let go. Nothing was stored.", "success")
    return redirect(url_for(".bring_in"), 303)


def _shown(draft_id: UUID, form: forms.YesForm) -> str:
    actor = current_actor()
    row = queries.draft(actor, draft_id)
    planned = [step.planned for step in queries.steps(actor, row)]
    form.shown.data = rules.digest(planned)
    wanted = next((each for each in Outcome if each.value == request.args.get("show")), None)
    matching = [each for each in planned if wanted is None or each.outcome is wanted]
    number = max(1, request.args.get("page", 1, type=int))
    will = sum(each.outcome in (Outcome.NEW, Outcome.CHANGED) for each in planned)
    return render_template(
        "directory/bringing/show.html", form=form, drop=EmptyForm(), draft=row, words=rules.OUTCOME_WORDS,
        in_all=rules.counts_words(planned), will=will,
        wanted=wanted, spoken=rules.spoken, fields=rules.FIELD_WORDS,
        page=rules.slice_of(matching, number, SHOWN),
        url_for_page=lambda n: url_for(".show_draft", draft_id=draft_id, show=wanted.value if wanted else None, page=n),
    )  # fmt: skip
