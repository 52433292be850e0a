"""Pages of warnings that are out: the feed, one warning, the sheet for a drop-in, and what people were shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import change
from core.downloads import pdf_file
from core.errors import NotVisible, Refused
from core.forms import EmptyForm
from people import queries as people
from safety import bp
from safety.reports import catalogue
from safety.vocabulary import DESCRIPTOR_WORDS, DescriptorKind
from safety.warnings import queries, rules, service, sheet
from safety.warnings.forms import ShownForm, WithdrawForm
from safety.warnings.queries import Sought

Page = str | Response | tuple[str, int]


@bp.get("/warnings")
@requires(Permission.WARNING_READ, conceal=True)
def list_warnings() -> Page:
    """What is current, the latest first: by words, by a number in any form, by place, by harm, by what is known."""
    actor, sought = current_actor(), _sought()
    page = queries.feed_page(actor, sought, request.args.get("page", 1, type=int))
    return render_template(
        "safety/warnings/list.html", page=page, sought=sought, **_filters(actor), writes=queries.may_write(actor),
        drafts=queries.open_drafts(actor) if queries.may_write(actor) else 0,
    )  # fmt: skip


def _sought() -> Sought:
    asked = request.args
    kind = asked.get("kind", "")
    return Sought(
        q=asked.get("q", "")[:200], ward=asked.get("ward", ""), harm=asked.get("harm", ""),
        kind=kind if kind in list(DescriptorKind) else "",
    )  # fmt: skip


def _filters(actor: Actor) -> dict[str, Any]:
    """Only what current warnings speak of is offered."""
    wards, harms = queries.facets(actor)
    return {
        "wards": [(code, words) for code, words in catalogue.places().items() if code in wards],
        "harms": [(code, words) for code, words in catalogue.harms().items() if code in harms],
        "kinds": [(kind.value, words) for kind, words in DESCRIPTOR_WORDS.items()],
    }


@bp.get("/warnings/over")
@requires(Permission.WARNING_READ, conceal=True)
def list_over_warnings() -> Page:
    """What was taken back or ran out: so that sheets are taken down and nobody goes on telling it."""
    actor = current_actor()
    page = queries.over_page(actor, request.args.get("page", 1, type=int))
    return render_template(
        "safety/warnings/over.html", page=page, writes=queries.may_write(actor),
        drafts=queries.open_drafts(actor) if queries.may_write(actor) else 0,
    )  # fmt: skip


@bp.get("/warnings/<uuid:warning_id>")
@requires(Permission.WARNING_READ, conceal=True)
def show_warning(warning_id: UUID) -> Page:
    """One warning, whole, with its earlier editions; the agency that made it sees what stands behind it."""
    actor = current_actor()
    return render_template("safety/warnings/show.html", **_shown(actor, warning_id))


def _shown(actor: Actor, warning_id: UUID) -> dict[str, Any]:
    row = queries.warning(actor, warning_id)
    file = queries.file_of(actor, warning_id) if row.is_ours and queries.may_write(actor) else None
    return {
        "warning": row, "editions": queries.editions_of(actor, warning_id)[1:], "file": file,
        "may_withdraw": file is not None and actor.may(Permission.REPORT_RELEASE), "form": EmptyForm(),
        "rules": rules,
    }  # fmt: skip


@bp.post("/warnings/<uuid:warning_id>/correct")
@requires(Permission.REPORT_TAKE, Permission.REPORT_RELEASE, conceal=True)
def correct_warning(warning_id: UUID) -> Page:
    """Begin a new edition, with a `report` that came since or without; what is out stays until that is released."""
    actor = current_actor()
    form = EmptyForm()
    try:
        row = service.start_correction(
            actor=actor, warning_id=warning_id, also=_ids(request.form.getlist("report"))
        )  # fmt: skip
        return redirect(url_for("safety.change_warning_draft", draft_id=row.id), 303)
    except Refused as refusal:
        form.renew_key()
        flash(f"{refusal.reason} {refusal.instead}".strip(), "warning")
        return render_template("safety/warnings/show.html", **{**_shown(actor, warning_id), "form": form}), 422


@bp.route("/warnings/<uuid:warning_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.REPORT_RELEASE, conceal=True)
def withdraw_warning(warning_id: UUID) -> Page:
    """Take a warning back, everywhere and at once."""
    actor = current_actor()
    file = queries.file_of(actor, warning_id)
    row = queries.warning(actor, warning_id)
    form = WithdrawForm(version=file.row.version)

    def write() -> None:
        service.withdraw(
            actor=actor, warning_id=warning_id, why=form.reason(), version=form.version.data or 0
        )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.issued(actor, warning_id)
        return now.version, [("State", now.state.value.capitalize()), ("Edition", str(now.edition))]

    return change(
        "safety/warnings/withdraw.html", form, {"warning": row, "file": file}, write, stored,
        back=url_for("safety.show_warning", warning_id=warning_id), done="Taken back. Those who held it are told.",
    )  # fmt: skip


@bp.route("/warnings/<uuid:warning_id>/shown", methods=["GET", "POST"])
@requires(Permission.WARNING_READ, conceal=True)
def note_warning_shown(warning_id: UUID) -> Page:
    """Write down that somebody was shown a warning; `person` is the record that the worker comes from."""
    actor = current_actor()
    row = queries.warning(actor, warning_id)
    known = _recent_people(actor)
    chosen = request.args.get("person", "")
    form = ShownForm(known, person=chosen if chosen in dict(known) else "")
    if form.submitted():
        try:
            service.note_shown(
                actor=actor, warning_id=warning_id, how=form.way(), people_count=form.people.data or 0,
                person_id=UUID(form.person.data) if form.person.data else None,
            )  # fmt: skip
            flash("Noted.", "success")
            return redirect(url_for("safety.show_warning", warning_id=warning_id), 303)
        except Refused as refusal:
            form.show(refusal)
    if request.method == "GET":
        return render_template("safety/warnings/shown.html", form=form, warning=row)
    form.renew_key()
    return render_template("safety/warnings/shown.html", form=form, warning=row), 422


def _recent_people(actor: Actor) -> list[tuple[str, str]]:
    """The people whose records changed last, and the one that the page was opened from."""
    if not actor.may(Permission.PEOPLE_READ):
        return []
    page = people.people_page(actor, "", 1)
    known = [(str(line.id), f"{line.alias}, {line.reference}") for line in page.items]
    asked = request.args.get("person", "") or request.form.get("person", "")
    try:
        alias = people.person_alias(actor, UUID(asked))
    except (ValueError, NotVisible):
        return known
    return known if asked in dict(known) else [(asked, alias), *known]


@bp.get("/warnings/sheet")
@requires(Permission.WARNING_READ, conceal=True)
def choose_sheet() -> Page:
    """Choose what stands on a sheet for a drop-in."""
    actor, sought = current_actor(), _sought()
    page = queries.feed_page(actor, sought, request.args.get("page", 1, type=int))
    return render_template("safety/warnings/sheet.html", page=page, sought=sought, **_filters(actor))


@bp.get("/warnings/sheet.pdf")
@requires(Permission.WARNING_READ, conceal=True)
def sheet_pdf() -> Page:
    """The sheet itself: A4, large, tagged. Which warnings were printed is kept in the trail."""
    actor = current_actor()
    rows = queries.printed(actor, _ids(request.args.getlist("warning")))
    if not rows:
        flash("Choose at least one warning that is current.", "warning")
        return redirect(url_for("safety.choose_sheet"), 303)
    made = sheet.sheet_pdf(rows, home=people.home_agency(actor), made_on=clock.today())
    return pdf_file(made, f"warnings-{clock.today().isoformat()}")


def _ids(written: list[str]) -> list[UUID]:
    found = []
    for each in written[:50]:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found
