"""Pages of special measures and protective orders."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from agencies.permissions import Permission
from cases import bp
from cases.forms import day_of
from cases.justice import catalogue, queries, rules, service
from cases.justice.forms import BreachForm, MeasureForm, OrderForm
from cases.justice.views.asking import chosen_id, day_words, incident_choices, never, question, to_journey
from cases.justice.words import order_title
from cases.pages import file_of, team_only
from cases.reading import legible
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored
from core.errors import NotVisible


@bp.route("/cases/<uuid:case_id>/measures/<code>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_measure(case_id: UUID, code: str) -> Answer:
    """Where a special measure stands, from talking about it to the court's answer; a clash shows both."""
    shown = file_of(case_id)
    if code not in catalogue.special_measures():
        raise NotVisible
    row = queries.measure(current_actor(), shown["case"], code)
    form = MeasureForm(
        version=row.version if row else 0, state=row.state.value if row else "talked",
        applied_on=row.applied_on if row else None, decided_on=row.decided_on if row else None,
        words=legible(row, "words") if row else "",
    )  # fmt: skip

    def write() -> object:
        return service.save_measure(
            actor=current_actor(), case_id=case_id, code=code, state=rules.measure_state(form.state.data),
            applied_on=form.applied_on.day, decided_on=form.decided_on.day, words=form.words.data,
            version=form.version.data or 0,
        )  # fmt: skip

    return question(
        form, shown, write, lambda: _measure(shown["case"], code), heading=catalogue.special_measures()[code],
        button="Save", back=to_journey(case_id),
        about=("After a sexual offence or trafficking, a witness counts as intimidated unless they say otherwise.",),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/orders/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_order(case_id: UUID) -> Answer:
    """Add a protective order or bail conditions."""
    shown = file_of(case_id)
    form = OrderForm(incident_choices(shown["case"]))
    return question(
        form, shown, lambda: service.save_order(actor=current_actor(), case_id=case_id, **_facts(form)), never,
        heading="Add an order", button="Add the order", back=to_journey(case_id),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/orders/<uuid:order_id>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_order(case_id: UUID, order_id: UUID) -> Answer:
    """Change an order: applied for, granted, its conditions, its last day; a clash shows both."""
    shown = file_of(case_id)
    row = queries.order(current_actor(), shown["case"], order_id)
    form = OrderForm(
        incident_choices(shown["case"]), version=row.version, kind=row.kind, applicant=row.applicant,
        state=row.state.value, applied_on=row.applied_on, granted_on=row.granted_on, expires_on=row.expires_on,
        no_expiry=row.no_expiry, conditions=legible(row, "conditions"), incident=str(row.incident_id or ""),
    )  # fmt: skip

    def write() -> object:
        return service.save_order(
            actor=current_actor(), case_id=case_id, order_id=order_id, version=form.version.data or 0, **_facts(form)
        )

    return question(
        form, shown, write, lambda: _order(shown["case"], order_id), heading=catalogue.ORDERS.get(row.kind, "Order"),
        button="Save the order", back=to_journey(case_id),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/orders/<uuid:order_id>/broken", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def add_breach(case_id: UUID, order_id: UUID) -> Answer:
    """Write down that an order was broken."""
    shown = file_of(case_id)
    order = queries.order(current_actor(), shown["case"], order_id)
    form = BreachForm(happened_on=clock.today())

    def write() -> object:
        return service.add_breach(
            actor=current_actor(), case_id=case_id, order_id=order_id, happened_on=day_of(form.happened_on),
            police_told=rules.reported(form.police_told.data), words=form.words.data,
        )  # fmt: skip

    return question(
        form, shown, write, never, heading="The order was broken", button="Save", back=to_journey(case_id),
        lede=order_title(order) + ".", about=("In danger now: 999. Breaking most of these orders is a crime.",),
    )  # fmt: skip


def _facts(form: OrderForm) -> dict[str, Any]:
    return {
        "kind": form.kind.data, "applicant": form.applicant.data, "state": rules.order_state(form.state.data),
        "applied_on": form.applied_on.day, "granted_on": form.granted_on.day, "expires_on": form.expires_on.day,
        "no_expiry": bool(form.no_expiry.data), "conditions": form.conditions.data,
        "incident_id": chosen_id(form.incident.data),
    }  # fmt: skip


def _measure(case: Any, code: str) -> Stored:
    row = queries.measure(current_actor(), case, code)
    if row is None:
        return 0, []
    return row.version, [
        ("Where it stands", rules.MEASURE_WORDS[row.state]), ("Applied for", day_words(row.applied_on)),
        ("Decided", day_words(row.decided_on)), ("Note", legible(row, "words")),
    ]  # fmt: skip


def _order(case: Any, order_id: UUID) -> Stored:
    row = queries.order(current_actor(), case, order_id)
    return row.version, [
        ("Order", order_title(row)), ("Granted", day_words(row.granted_on)), ("Last day", day_words(row.expires_on)),
        ("Conditions", legible(row, "conditions")),
    ]  # fmt: skip
