"""Pages of stock: what there is, one item, a delivery, a count, a batch and its recall, and a session's batches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm
from core.words import long_day
from outreach import bp, catalogue
from outreach import queries as outreach
from outreach.asking import Answer, Stored, asked, change
from outreach.stock import forms, queries, rules, service

READERS = (Permission.OUTREACH_READ, Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE)


@bp.get("/outreach/stock")
@requires(*READERS, conceal=True)
def list_stock() -> Answer:
    """What there is to give: what is low first to see, and every batch with its day."""
    actor = current_actor()
    return render_template(
        "outreach/stock/list.html",
        lines=queries.lines(actor),
        uncounted=queries.lines(actor, kept=False),
        may_manage=actor.may(Permission.OUTREACH_MANAGE),
    )


@bp.route("/outreach/stock/new", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def keep_stock_item() -> Answer:
    """Begin to count an item."""
    actor = current_actor()
    kept = queries.kept_codes(actor)
    offered = {code: catalogue.items()[code] for code in rules.shelf_items(catalogue.items()) if code not in kept}
    form = forms.KeepForm(offered)
    return change(
        "outreach/stock/new.html",
        form,
        lambda: service.keep_item(
            actor=actor, item=form.item.data, on_hand=form.on_hand.data or 0, low_at=form.low_at.data or 0
        ),
        back=url_for(".list_stock"),
        done="It is counted from now on.",
        offered=offered,
    )


@bp.get("/outreach/stock/<uuid:stock_item_id>")
@requires(*READERS, conceal=True)
def show_stock_item(stock_item_id: UUID) -> Answer:
    """One item: how many, its batches, and everything that moved."""
    actor = current_actor()
    return render_template(
        "outreach/stock/item.html",
        line=queries.line(actor, stock_item_id),
        page=queries.movements_page(actor, stock_item_id, request.args.get("page", 1, type=int)),
        may_manage=actor.may(Permission.OUTREACH_MANAGE),
    )


@bp.route("/outreach/stock/<uuid:stock_item_id>/change", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def change_stock_item(stock_item_id: UUID) -> Answer:
    """When managers are told, and whether the item is counted; a clash shows both."""
    actor = current_actor()
    line = queries.line(actor, stock_item_id)
    form = forms.ItemForm(low_at=line.item.low_at, kept=line.item.kept, version=line.item.version)
    return change(
        "outreach/stock/change.html",
        form,
        lambda: service.change_item(
            actor=actor, stock_item_id=stock_item_id, low_at=form.low_at.data or 0, kept=bool(form.kept.data),
            version=form.version.data or 0,
        ),
        back=_item_page(stock_item_id),
        stored=lambda: _stored(stock_item_id),
        line=line,
    )  # fmt: skip


@bp.route("/outreach/stock/<uuid:stock_item_id>/delivery", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def book_delivery(stock_item_id: UUID) -> Answer:
    """Book what came in."""
    actor = current_actor()
    line = queries.line(actor, stock_item_id)
    form: Any = forms.BatchDeliveryForm() if line.batched else forms.DeliveryForm()
    return change(
        "outreach/stock/delivery.html",
        form,
        lambda: service.receive(
            actor=actor, stock_item_id=stock_item_id, quantity=form.quantity.data or 0,
            number=form.number.data if line.batched else None,
            expires_on=form.expires_on.day if line.batched else None,
        ),
        back=_item_page(stock_item_id),
        line=line,
    )  # fmt: skip


@bp.route("/outreach/stock/<uuid:stock_item_id>/count", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def count_stock(stock_item_id: UUID) -> Answer:
    """Write down what lies on the shelf; a clash shows both."""
    actor = current_actor()
    line = queries.line(actor, stock_item_id)
    batches = _batch_words(line.batches)
    form: Any = (
        forms.BatchCountForm(batches, version=line.item.version)
        if line.batched
        else forms.CountForm(version=line.item.version)
    )
    return change(
        "outreach/stock/count.html",
        form,
        lambda: service.count_shelf(
            actor=actor, stock_item_id=stock_item_id, counted=form.counted.data or 0, version=form.version.data or 0,
            batch_id=_uuid(form.batch.data) if line.batched else None,
        ),
        back=_item_page(stock_item_id),
        stored=lambda: _stored(stock_item_id),
        line=line,
    )  # fmt: skip


@bp.route("/outreach/stock/<uuid:stock_item_id>/throw-away", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def throw_stock_away(stock_item_id: UUID) -> Answer:
    """Book what expired, broke or got lost."""
    actor = current_actor()
    line = queries.line(actor, stock_item_id)
    form: Any = forms.BatchThrowForm(_batch_words(line.batches)) if line.batched else forms.ThrowForm()
    return change(
        "outreach/stock/throw.html",
        form,
        lambda: service.throw_away(
            actor=actor, stock_item_id=stock_item_id, quantity=form.quantity.data or 0,
            batch_id=_uuid(form.batch.data) if line.batched else None,
        ),
        back=_item_page(stock_item_id),
        line=line,
    )  # fmt: skip


@bp.get("/outreach/stock/batches/<uuid:batch_id>")
@requires(*READERS, conceal=True)
def show_batch(batch_id: UUID) -> Answer:
    """One batch, and the sessions that gave from it: whom a recall concerns, as far as anybody can know."""
    actor = current_actor()
    line, item = queries.batch(actor, batch_id)
    page, given = queries.batch_use(actor, batch_id, request.args.get("page", 1, type=int))
    return render_template(
        "outreach/stock/batch.html", line=line, item=item, page=page, given=given,
        may_manage=actor.may(Permission.OUTREACH_MANAGE),
    )  # fmt: skip


@bp.route("/outreach/stock/batches/<uuid:batch_id>/recall", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def recall_batch(batch_id: UUID) -> Answer:
    """Say that a batch is recalled: its own page, since it cannot be taken back."""
    actor = current_actor()
    line, item = queries.batch(actor, batch_id)
    return change(
        "outreach/stock/recall.html",
        EmptyForm(),
        lambda: service.recall_batch(actor=actor, batch_id=batch_id),
        back=url_for(".show_batch", batch_id=batch_id),
        done="Recalled. Nobody can choose it for a session any more.",
        line=line,
        item=item,
    )


@bp.route("/outreach/sessions/<uuid:session_id>/batches", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def choose_batches(session_id: UUID) -> Answer:
    """Which batch a session gives from, one form for each item that expires."""
    actor = current_actor()
    session = outreach.session(actor, session_id)
    asked_of = [(choice, _choose_form(choice)) for choice in queries.choices_for(actor, session_id)]
    sent = next((form for choice, form in asked_of if request.form.get("item") == str(choice.item.id)), None)
    if request.method == "POST" and sent is None:
        raise NotVisible
    if sent is not None and sent.submitted():
        try:
            service.choose_batch(
                actor=actor, session_id=session_id, stock_item_id=UUID(sent.item.data),
                batch_id=_uuid(sent.batch.data) or UUID(int=0), version=sent.version.data or 0,
            )  # fmt: skip
            flash("Chosen. It holds for what is given from now on.", "success")
            return redirect(url_for(".choose_batches", session_id=session_id), 303)
        except Refused as refusal:
            sent.show(refusal)
        except Clash as clash:
            return _clashed(session_id, sent, str(clash))
    return asked("outreach/stock/batches.html", sent or EmptyForm(), session=session, asked_of=asked_of)


def _clashed(session_id: UUID, sent: Any, words: str) -> Answer:
    """Somebody chose another batch meanwhile: theirs is shown as it stands, and mine can be sent again."""
    actor = current_actor()
    choices = queries.choices_for(actor, session_id)
    asked_of = [(each, sent if sent.item.data == str(each.item.id) else _choose_form(each)) for each in choices]
    stored = next(choice for choice, form in asked_of if form is sent)
    sent.version.raw_data, sent.version.data = None, stored.version
    sent.renew_key()
    sent.form_errors.append(words)
    session = outreach.session(actor, session_id)
    return render_template("outreach/stock/batches.html", form=sent, session=session, asked_of=asked_of), 409


def _choose_form(choice: queries.BatchChoice) -> forms.ChooseForm:
    """One item's own form: only the one that was sent takes what was posted."""
    mine = request.form.get("item") == str(choice.item.id)
    form = forms.ChooseForm(
        _batch_words(choice.offered), item=str(choice.item.id), version=choice.version,
        batch=str(choice.chosen.batch.id) if choice.chosen else "",
    )  # fmt: skip
    if request.method == "POST" and not mine:
        form.item.data, form.version.data = str(choice.item.id), choice.version
        form.batch.data = str(choice.chosen.batch.id) if choice.chosen else ""
        form.renew_key()
    return form


def _batch_words(batches: tuple[queries.BatchLine, ...]) -> list[tuple[str, str]]:
    return [
        (str(each.batch.id), f"{each.batch.number}, expires {long_day(each.batch.expires_on)} ({each.words.lower()})")
        for each in batches
    ]


def _stored(stock_item_id: UUID) -> Stored:
    item = queries.line(current_actor(), stock_item_id).item
    counted = long_day(item.counted_on) if item.counted_on else "Never"
    return item.version, [
        ("On the shelf", str(item.on_hand)), ("Tell at", str(item.low_at)), ("Last counted", counted),
        ("Counted at all", "Yes" if item.kept else "No"),
    ]  # fmt: skip


def _item_page(stock_item_id: UUID) -> str:
    return url_for(".show_stock_item", stock_item_id=stock_item_id)


def _uuid(words: str | None) -> UUID | None:
    try:
        return UUID(words or "")
    except ValueError:
        return None
