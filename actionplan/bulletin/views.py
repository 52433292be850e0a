"""Pages of the bulletin: issues and their archive, items, putting an issue together, and the mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from actionplan import bp
from actionplan.bulletin import forms, mailing, queries, rules, service
from actionplan.bulletin.rules import IssueState, ItemKind
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, public, requires
from core.actor import Actor
from core.changing import Answer, asked, change
from core.errors import NotVisible, Refused
from core.forms import EmptyForm

ISSUER = Permission.PLAN_WRITE


@bp.get("/bulletin")
@requires(Permission.DIRECTORY_READ)
def list_bulletins() -> Answer:
    """Every issue that is out, narrowed by kind and words; for the coordinator also what is being put together."""
    actor = current_actor()
    kind = request.args.get("kind", "")
    sought = queries.Sought(request.args.get("q", ""), ItemKind(kind) if kind in set(ItemKind) else None)
    issues = actor.may(ISSUER)
    return render_template(
        "actionplan/bulletin/list.html", sought=sought, kinds=rules.KIND_WORDS,
        page=queries.archive_page(actor, sought, request.args.get("page", 1, type=int)),
        drafts=queries.drafts(actor) if issues else [], offered=queries.offered(actor) if issues else [],
        readers=queries.readers_count(actor), issues=issues, may_offer=actor.may(*rules.OFFERERS),
        may_read_logs=actor.may(Permission.PLAN_READ), form=forms.MailForm(), wants=queries.wants_mail(actor),
        url_for_page=lambda number: url_for(
            ".list_bulletins", page=number, q=sought.words or None, kind=sought.kind
        ),
    )  # fmt: skip


@bp.get("/bulletin/<uuid:bulletin_id>")
@requires(Permission.DIRECTORY_READ)
def show_bulletin(bulletin_id: UUID) -> Answer:
    """One issue, as readers see it; the coordinator sees a draft the same way."""
    actor = current_actor()
    whole = queries.issue(actor, bulletin_id)
    return render_template(
        "actionplan/bulletin/show.html", whole=whole, draft=whole.row.state is IssueState.DRAFT,
        form=forms.MailForm(), wants=queries.wants_mail(actor),
    )  # fmt: skip


@bp.get("/bulletin/items")
@requires(*rules.OFFERERS)
def list_bulletin_items() -> Answer:
    """What the reader's agency offered, and what became of it."""
    actor = current_actor()
    return render_template(
        "actionplan/bulletin/items.html", kinds=rules.KIND_WORDS,
        page=queries.own_items(actor, request.args.get("page", 1, type=int)),
        may_change=lambda line: rules.item_may_change(actor, line.row.owner_agency_id, line.standing) is None,
        url_for_page=lambda number: url_for(".list_bulletin_items", page=number),
        may_read=actor.may(Permission.DIRECTORY_READ),
    )  # fmt: skip


@bp.route("/bulletin/items/new", methods=["GET", "POST"])
@requires(*rules.OFFERERS)
def offer_bulletin_item() -> Answer:
    """Offer an item for the next issue."""
    actor = current_actor()
    form = forms.ItemForm()
    if form.submitted():
        try:
            service.offer_item(actor=actor, **_item(form))
            flash("Offered. The coordinator puts it into an issue.", "success")
            return redirect(_items_page(actor), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("actionplan/bulletin/item.html", form, {"line": None, "back": _items_page(actor)}, stored=[])


@bp.route("/bulletin/items/<uuid:bulletin_item_id>/change", methods=["GET", "POST"])
@requires(*rules.OFFERERS)
def change_bulletin_item(bulletin_item_id: UUID) -> Answer:
    """Change an item that is not out yet; a clash shows both texts."""
    actor = current_actor()
    line = queries.item(actor, bulletin_item_id)
    _refuse(rules.item_may_change(actor, line.row.owner_agency_id, line.standing))
    names = ("title", "words", "day", "place", "contact", "link", "version")
    form = forms.ItemForm(data={"kind": line.row.kind.value, **{name: getattr(line.row, name) for name in names}})
    return change(
        "actionplan/bulletin/item.html", form, {"line": line, "back": _items_page(actor)},
        lambda: service.change_item(
            actor=actor, item_id=bulletin_item_id, version=form.version.data or 0, **_item(form)
        ),
        lambda: _stored_item(actor, bulletin_item_id),
        back=_items_page(actor),
    )  # fmt: skip


@bp.route("/bulletin/items/<uuid:bulletin_item_id>/leave-out", methods=["GET", "POST"])
@requires(*rules.OFFERERS)
def leave_bulletin_item_out(bulletin_item_id: UUID) -> Answer:
    """Leave an item out, with the reason."""
    actor = current_actor()
    line = queries.item(actor, bulletin_item_id)
    _refuse(rules.item_may_change(actor, line.row.owner_agency_id, line.standing))
    form = forms.LeaveOutForm(version=line.row.version)
    return change(
        "actionplan/bulletin/leave_out.html", form, {"line": line, "back": _items_page(actor)},
        lambda: service.leave_out(
            actor=actor, item_id=bulletin_item_id, version=form.version.data or 0, reason=form.reason.data or "",
            answer=form.leak_answer,
        ),
        lambda: _stored_item(actor, bulletin_item_id),
        back=_items_page(actor), done="Left out. Its agency reads why.",
    )  # fmt: skip


@bp.route("/bulletin/new", methods=["GET", "POST"])
@requires(ISSUER)
def begin_bulletin() -> Answer:
    """Begin an issue."""
    form = forms.BeginForm()
    if form.submitted():
        try:
            made = service.begin_bulletin(
                actor=current_actor(), title=form.title.data, opening=form.opening.data or "", answer=form.leak_answer
            )
            return redirect(url_for(".change_bulletin", bulletin_id=made), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("actionplan/bulletin/edit.html", form, {"row": None, "days": {}}, stored=[])


@bp.route("/bulletin/<uuid:bulletin_id>/change", methods=["GET", "POST"])
@requires(ISSUER)
def change_bulletin(bulletin_id: UUID) -> Answer:
    """The words of a draft, and which items it holds; a clash shows both."""
    actor = current_actor()
    whole = queries.issue(actor, bulletin_id)
    if whole.row.state is not IssueState.DRAFT:
        raise Refused("It is out, and stays as it was sent.", instead="Put what is new into the next issue.")
    held, free = whole.items, queries.offered(actor)
    form = forms.IssueForm(
        data={
            "title": whole.row.title, "opening": whole.row.opening, "version": whole.row.version,
            "items": [str(each.row.id) for each in held],
        }
    )  # fmt: skip
    form.offer((each.row.id, _choice(each)) for each in [*held, *free])
    return change(
        "actionplan/bulletin/edit.html", form,
        {"row": whole.row, "days": {str(each.row.id): _under(each) for each in [*held, *free]}},
        lambda: service.change_bulletin(
            actor=actor, bulletin_id=bulletin_id, version=form.version.data or 0, title=form.title.data or "",
            opening=form.opening.data or "", item_ids=form.item_ids, answer=form.leak_answer,
        ),
        lambda: _stored(actor, bulletin_id),
        back=url_for(".show_bulletin", bulletin_id=bulletin_id), done="Saved. This is how readers will see it.",
    )  # fmt: skip


@bp.route("/bulletin/<uuid:bulletin_id>/issue", methods=["GET", "POST"])
@requires(ISSUER)
def issue_bulletin(bulletin_id: UUID) -> Answer:
    """Send an issue out: its own page, since it cannot be taken back."""
    actor = current_actor()
    whole = queries.issue(actor, bulletin_id)
    form = EmptyForm(version=whole.row.version)
    past = rules.past_items(((each.row.title, each.row.kind, each.row.day) for each in whole.items), clock.today())
    return change(
        "actionplan/bulletin/issue.html", form,
        {"whole": whole, "past": past, "readers": queries.readers_count(actor)},
        lambda: service.issue_bulletin(actor=actor, bulletin_id=bulletin_id, version=form.version.data or 0),
        lambda: _stored(actor, bulletin_id),
        back=url_for(".show_bulletin", bulletin_id=bulletin_id), done="It is out. The mails leave within minutes.",
    )  # fmt: skip


@bp.post("/bulletin/mail")
@requires(Permission.DIRECTORY_READ)
def ask_for_bulletin() -> Answer:
    """Ask for each issue by mail, or stop it."""
    form = forms.MailForm()
    if form.submitted():
        wants = bool(form.wants.data)
        service.ask_for_mail(actor=current_actor(), wants=wants)
        flash("The next issue comes by mail." if wants else "No more mails. Every issue stays here to read.", "success")
    return redirect(url_for(".list_bulletins"), 303)


@bp.route("/bulletin/stop/<token>", methods=["GET", "POST"])
@public("the link at the foot of each mail stops it, also for somebody who is not signed in")
def stop_bulletin_mail(token: str) -> Answer:
    """Stop the mail: a button, so that no mail scanner stops it by opening the link."""
    if mailing.reader_of(token) is None:
        raise NotVisible
    form = EmptyForm()
    done = form.submitted()
    if done:
        service.stop_mail(token=token)
    return render_template("actionplan/bulletin/stop.html", form=form, done=done)


def _item(form: forms.ItemForm) -> dict[str, Any]:
    return {
        "kind": form.said_kind, "title": form.title.data or "", "words": form.words.data or "", "day": form.day.day,
        "place": form.place.data or "", "contact": form.contact.data or "", "link": form.link.data or "",
        "answer": form.leak_answer,
    }  # fmt: skip


def _items_page(actor: Actor) -> str:
    return url_for(".list_bulletins" if actor.may(ISSUER) else ".list_bulletin_items")


def _choice(line: queries.ItemLine) -> str:
    return f"{rules.KIND_WORDS[line.row.kind]}: {line.row.title}"


def _under(line: queries.ItemLine) -> str:
    return ", ".join(filter(None, (line.agency, line.day)))


def _stored(actor: Actor, bulletin_id: UUID) -> tuple[int, Sequence[tuple[str, str]]]:
    whole = queries.issue(actor, bulletin_id)
    items = "; ".join(each.row.title for each in whole.items)
    return whole.row.version, [("Title", whole.row.title), ("Opening", whole.row.opening), ("Items", items or "None")]


def _stored_item(actor: Actor, item_id: UUID) -> tuple[int, Sequence[tuple[str, str]]]:
    line = queries.item(actor, item_id)
    shown = (("Headline", line.row.title), ("Words", line.row.words), ("Day", line.day), ("Where", line.row.place))
    return line.row.version, [(label, value) for label, value in shown if value]


def _refuse(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
