"""Pages of documents: the list of a case, one document, adding, changing, replacing, removing, and the download."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from cases import bp
from cases.documents import queries, rules, service
from cases.documents.forms import ENDINGS, AddForm, FactsForm, RemoveForm, ReplaceForm
from cases.documents.rules import Category, Origin
from cases.pages import file_of, team_only
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.downloads import kept_file
from core.errors import Clash, Refused

#: A download opens in no page of ours, runs nothing, and is never guessed at (security.md T12).
MARKS = ("third_party", "restricted", "immigration")


@bp.get("/cases/<uuid:case_id>/documents")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def list_documents(case_id: UUID) -> Answer:
    """The documents of a case: filtered by who made them and what they tell, sorted, in pages."""
    shown = file_of(case_id)
    view = {
        "origins": [each for each in request.args.getlist("origin") if each in tuple(Origin)],
        "category": request.args.get("category", ""),
        "sort": request.args.get("sort", "added") if request.args.get("sort") in queries.SORTS else "added",
        "removed": request.args.get("show") == "removed",
    }
    page = queries.documents_page(
        current_actor(),
        shown["case"],
        request.args.get("page", 1, type=int),
        **view,  # type: ignore[arg-type]  # the four above
    )
    return render_template(
        "cases/documents/list.html", **shown, page=page, view=view, sorts=queries.SORTS,
        origins=[(each.value, words) for each, words in rules.ORIGIN_WORDS.items()],
        categories=rules.CHOOSABLE, scanner=bool(current_app.config["SETTINGS"].clamd_socket),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/documents/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True, takes_files=True)
@team_only
def new_document(case_id: UUID) -> Answer:
    """Add a document: the file, and what it is."""
    shown = file_of(case_id)
    form = AddForm()
    if form.submitted():
        try:
            row = service.add_document(
                actor=current_actor(), case_id=case_id, facts=_facts(form), content=form.file.content,
                file_name=form.file.called,
            )  # fmt: skip
            flash("Kept. Only what we wrote afresh is stored, sealed.", "success")
            return redirect(url_for(".show_document", case_id=case_id, document_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/documents/new.html", form, shown, **_about_files())


@bp.get("/cases/<uuid:case_id>/documents/<uuid:document_id>")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_document(case_id: UUID, document_id: UUID) -> Answer:
    """One document: what it is, who may see it, its versions and what was taken out of each."""
    shown = file_of(case_id)
    row, versions = queries.opened(current_actor(), shown["case"], document_id)
    return render_template("cases/documents/show.html", **shown, row=row, versions=versions)


@bp.get("/cases/<uuid:case_id>/documents/<uuid:document_id>/versions/<number>")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def download_document(case_id: UUID, document_id: UUID, number: str) -> Answer:
    """A version of a document as a file: never shown in the browser, and it can do nothing there."""
    shown = file_of(case_id)
    wanted = int(number) if number.isdecimal() and len(number) < 6 else 0
    found = queries.content_of(current_actor(), shown["case"], document_id, wanted)
    return as_file(found)


def as_file(found: queries.Content) -> Response:
    """What is handed out: an attachment under a sandbox, with a plain name and a type that is not guessed at."""
    return kept_file(found.content, rules.MEDIA_TYPES[found.media], found.file_name, sandboxed=True)


@bp.route("/cases/<uuid:case_id>/documents/<uuid:document_id>/change", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_document(case_id: UUID, document_id: UUID) -> Answer:
    """Change what is said of a document; a clash shows both texts."""
    shown = file_of(case_id)
    row = queries.document(current_actor(), shown["case"], document_id)
    form = FactsForm(
        name=row.name, category=row.category.value, origin=row.origin.value, dated_on=row.dated_on,
        about=row.about or "", version=row.version, **{mark: getattr(row, mark) for mark in MARKS},
    )  # fmt: skip
    if form.submitted():
        try:
            service.change_facts(
                actor=current_actor(), case_id=case_id, document_id=document_id, version=form.version.data or 0,
                facts=_facts(form),
            )  # fmt: skip
            return redirect(url_for(".show_document", case_id=case_id, document_id=document_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _clash("cases/documents/change.html", form, case_id, document_id)
    return asked("cases/documents/change.html", form, shown, document_id=document_id, stored=None)


@bp.route("/cases/<uuid:case_id>/documents/<uuid:document_id>/replace", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True, takes_files=True)
@team_only
def replace_document(case_id: UUID, document_id: UUID) -> Answer:
    """Add a new version of a document."""
    shown = file_of(case_id)
    row = queries.document(current_actor(), shown["case"], document_id)
    form = ReplaceForm(version=row.version)
    values = {"document_id": document_id, "name": row.name, "stored": None, **_about_files()}
    if form.submitted():
        try:
            service.replace_document(
                actor=current_actor(), case_id=case_id, document_id=document_id, version=form.version.data or 0,
                content=form.file.content, file_name=form.file.called,
            )  # fmt: skip
            return redirect(url_for(".show_document", case_id=case_id, document_id=document_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _clash("cases/documents/replace.html", form, case_id, document_id, **values)
    return asked("cases/documents/replace.html", form, shown, **values)


@bp.route("/cases/<uuid:case_id>/documents/<uuid:document_id>/remove", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def remove_document(case_id: UUID, document_id: UUID) -> Answer:
    """Remove a document: its content is destroyed, and the list keeps that it was here, and why it went."""
    shown = file_of(case_id)
    row = queries.document(current_actor(), shown["case"], document_id)
    form = RemoveForm(version=row.version)
    values = {"document_id": document_id, "name": row.name, "stored": None}
    if form.submitted():
        try:
            service.remove_document(
                actor=current_actor(), case_id=case_id, document_id=document_id, version=form.version.data or 0,
                reason=form.reason.data or "",
            )  # fmt: skip
            flash("Removed. Its content is destroyed.", "success")
            return redirect(url_for(".list_documents", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _clash("cases/documents/remove.html", form, case_id, document_id, **values)
    return asked("cases/documents/remove.html", form, shown, **values)


def _facts(form: Any) -> service.Facts:
    return service.Facts(
        name=form.name.data, category=Category(form.category.data), origin=Origin(form.origin.data),
        about=form.about.data, dated_on=form.dated_on.day, **{mark: bool(form[mark].data) for mark in MARKS},
    )  # fmt: skip


def _about_files() -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    return {"megabytes": settings.upload_megabytes, "scanner": bool(settings.clamd_socket), "endings": ENDINGS}


def _clash(template: str, form: Any, case_id: UUID, document_id: UUID, **values: Any) -> Answer:
    """Both at once: how the document stands now, and what was typed, which is sent again as it is."""
    shown = file_of(case_id)
    row, _ = queries.opened(current_actor(), shown["case"], document_id)
    form.renew_key()
    form.version.raw_data, form.version.data = None, row.version
    return render_template(template, form=form, **shown, **{**values, "document_id": document_id, "stored": row}), 409
