"""The list of cases: search, filters, order, pages, recent ones; and several cases given to one colleague."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import bp, catalogue
from cases import queries as case_queries
from cases import rules as case_rules
from cases.desk import queries, rules, service
from cases.desk.forms import AssignForm, KeepForm
from cases.desk.rules import Filters
from cases.glance import glance
from core.access import current_actor, requires
from core.changing import Answer
from core.errors import Refused
from core.words import counted
from people import service as people

HEADS = {
    "reference": "Person and case",
    "kind": "For",
    "state": "State",
    "lead": "Lead worker",
    "reached": "Last contact",
}
ALSO = {"opened": "Opened", "changed": "Last changed"}


@bp.get("/cases")
@requires(Permission.CASE_READ, conceal=True)
def list_cases() -> Answer:
    """Cases the reader may open, by what is asked for; every answer stands in the address."""
    actor = current_actor()
    filters = rules.filters_of(request.args.to_dict(flat=False), catalogue.needs_to_choose())
    people.count_look_up(actor=actor, words=filters.q)
    page = queries.cases_page(actor, filters, request.args.get("page", 1, type=int))
    return render_template(
        "cases/desk/list.html", page=page, filters=filters, heads=_heads(filters), also=_orders(filters, ALSO),
        kept=queries.kept_filters(actor), keep=KeepForm(asked=filters.address()), **asked_for(),
        **desk_values("list"), risks=_risks([row.case.id for row in page.items]), page_url=_pages(filters),
    )  # fmt: skip


@bp.get("/cases/recent")
@requires(Permission.CASE_READ, conceal=True)
def list_recent() -> Answer:
    """The cases that the reader opened lately, the last one first."""
    rows = queries.recent_cases(current_actor())
    return render_template(
        "cases/desk/recent.html", rows=rows, risks=_risks([row.case.id for row in rows]), **desk_values("recent")
    )


@bp.route("/cases/assign", methods=["GET", "POST"])
@requires(Permission.CASE_SUPERVISE, conceal=True)
def assign_cases() -> Answer:
    """Give the cases that were chosen on the list to one colleague: all of them or none."""
    actor = current_actor()
    rows = queries.cases_by_id(actor, _chosen())
    leads = {user.id: user.name for user in agencies_queries.colleagues(actor, Permission.CASE_LEAD)}
    words = {row.case.id: f"{row.alias}, {row.case.reference}, led by {row.lead_name}" for row in rows}
    form = AssignForm(words, leads, case=[str(row.case.id) for row in rows])
    if form.submitted():
        lead = UUID(form.lead.data)
        try:
            given = service.assign_cases(
                actor=actor, case_ids=[UUID(one) for one in form.case.data], lead_user_id=lead, reason=form.reason.data
            )
            flash(f"{counted(len(given), 'case')} now led by {leads[lead]}.", "success")
            return redirect(url_for(".list_cases", scope="all", lead=lead), 303)
        except Refused as refusal:
            form.show(refusal)
    if request.method == "POST":
        form.renew_key()
    page = render_template("cases/desk/assign.html", form=form, rows=rows, **desk_values("assign"))
    return page if request.method == "GET" else (page, 422)


def asked_for() -> dict[str, Any]:
    """What the filters of a list can be set to."""
    actor = current_actor()
    return {
        "scopes": rules.SCOPES, "flags": rules.FLAGS, "risk_bands": rules.RISKS,
        "states": {str(code): words for code, words in case_rules.STATE_WORDS.items()},
        "case_kinds": {str(code): words for code, words in case_rules.KIND_WORDS.items()},
        "need_words": catalogue.needs_to_choose(),
        "leads": {user.id: user.name for user in agencies_queries.colleagues(actor, Permission.CASE_READ)},
        "teams": {team.id: team.name for team in agencies_queries.teams_of(actor.agency_id)},
    }  # fmt: skip


def desk_values(current: str) -> dict[str, Any]:
    """What the sub-navigation of every page of the desk shows."""
    actor = current_actor()
    total, quiet = case_queries.own_counts(actor)
    return {
        "desk": current, "own_total": total, "own_quiet": quiet, "offers": queries.count_offers(actor),
        "manages": actor.may(Permission.CASE_SUPERVISE),
    }  # fmt: skip


def _chosen() -> list[UUID]:
    found = []
    for words in request.values.getlist("case")[: rules.MOST_AT_ONCE + 1]:
        try:
            found.append(UUID(words))
        except ValueError:
            continue
    return found


def _risks(case_ids: list[UUID]) -> dict[UUID, Any]:
    return glance("risk", current_actor(), case_ids)


def _heads(filters: Filters) -> list[dict[str, Any]]:
    return _orders(filters, HEADS)


def _orders(filters: Filters, heads: dict[str, str]) -> list[dict[str, Any]]:
    """Each column with the address that orders by it; asked again, it turns the order round."""
    return [
        {
            "words": words,
            "url": f"{url_for('.list_cases')}?{_turned(filters, sort).address()}",
            "order": ("descending" if filters.descending else "ascending") if filters.sort == sort else "none",
        }
        for sort, words in heads.items()
    ]


def _turned(filters: Filters, sort: str) -> Filters:
    falls = sort in {"opened", "changed"}
    return replace(filters, sort=sort, descending=not filters.descending if filters.sort == sort else falls)


def _pages(filters: Filters) -> Any:
    start = f"{url_for('.list_cases')}?{filters.address()}"
    return lambda number: f"{start}{'&' if filters.as_arguments() else ''}page={number}"
