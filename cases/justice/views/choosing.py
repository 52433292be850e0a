"""Pages of what the person chose: about reporting and going on, about reminders; and an agency's times to remind."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for

from agencies.permissions import Permission
from cases import bp
from cases.forms import day_of
from cases.justice import catalogue, clocks, queries, rules, service
from cases.justice.forms import ChoiceForm, LeadsForm, WishForm
from cases.justice.views.asking import chosen_id, incident_choices, never, question, to_journey
from cases.pages import file_of, team_only
from cases.reading import legible
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored, change
from core.errors import NotVisible


@bp.get("/cases/<uuid:case_id>/reporting")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_choices(case_id: UUID) -> Answer:
    """The ways to report, each explained, and what the person chose, with what made it harder or easier."""
    shown = file_of(case_id)
    case = shown["case"]
    titles = incident_choices(case)
    return render_template(
        "cases/justice/choices.html", **shown, options=catalogue.OPTIONS,
        choices=[_line(row, titles) for row in queries.choices_of(current_actor(), case)],
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/reporting/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_choice(case_id: UUID) -> Answer:
    """Write down what the person chose: about reporting, or (`?about=withdrawal`) about going on."""
    shown = file_of(case_id)
    occasion = rules.occasion(request.args.get("about", ""))
    options = rules.options_at(occasion)
    form = ChoiceForm(catalogue.words_of(options), incident_choices(shown["case"]), chosen_on=clock.today())

    def write() -> object:
        return service.record_choice(
            actor=current_actor(), case_id=case_id, occasion=occasion, chosen=form.chosen.data,
            chosen_on=day_of(form.chosen_on), explained=form.explained.data or [],
            factors=[*(form.harder.data or []), *(form.easier.data or [])], words=form.words.data,
            incident_id=chosen_id(form.incident.data),
        )  # fmt: skip

    heading = rules.OCCASION_WORDS[occasion]
    return question(
        form, shown, write, never, heading=heading, button="Save the choice",
        back=url_for(".show_choices", case_id=case_id), options=list(options.values()),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/clocks/<code>/<uuid:about_id>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_wish(case_id: UUID, code: str, about_id: UUID) -> Answer:
    """The person's wish about one clock: no reminders, or reminders again. The clock itself goes on."""
    shown = file_of(case_id)
    found = queries.clocks_on(current_actor(), [shown["case"]], shown["alias"])[case_id]
    item = next((each for each in found if each.key == (code, about_id)), None)
    if item is None:
        raise NotVisible
    form = WishForm(silent="yes" if item.silent else "no")

    def write() -> object:
        return service.wish(
            actor=current_actor(), case_id=case_id, clock_code=code, about_id=about_id,
            silent=form.silent.data == "yes",
            words=form.words.data,
        )  # fmt: skip

    return question(
        form, shown, write, never, heading=item.words, button="Save the wish", back=to_journey(case_id), lede=item.how,
        about=("Their wish holds until they change it. The date stays on this page.",),
    )  # fmt: skip


@bp.get("/cases/clocks")
@requires(Permission.CASE_SUPERVISE, conceal=True)
def list_leads() -> Answer:
    """Every clock with its length, its rule, and when the agency is reminded of it."""
    chosen = queries.leads_of(current_actor())
    return render_template("cases/justice/leads.html", rules=clocks.rules(), chosen=chosen)


@bp.route("/cases/clocks/<code>", methods=["GET", "POST"])
@requires(Permission.CASE_SUPERVISE, conceal=True)
def change_leads(code: str) -> Answer:
    """When the agency is reminded of one clock; a clash shows both."""
    actor = current_actor()
    if code not in clocks.rules():
        raise NotVisible
    rule = clocks.rules()[code]
    row = queries.lead_row(actor, code)
    form = LeadsForm(version=row.version if row else 0, leads="\n".join(row.leads if row else rule.leads))

    def write() -> object:
        return service.set_leads(
            actor=actor, code=code, leads=(form.leads.data or "").splitlines(), version=form.version.data or 0
        )

    def stored() -> Stored:
        now = queries.lead_row(actor, code)
        return (now.version if now else 0), [("Remind us", "; ".join(now.leads) if now else "")]

    return change(
        "cases/justice/lead.html", form, {}, write, stored, back=url_for(".list_leads"),
        heading=rule.title.format(name="the person"), rule=rule,
    )  # fmt: skip


def _line(row: Any, titles: dict[str, str]) -> dict[str, Any]:
    known = rules.options_at(row.occasion)
    codes = queries.codes_in(row, "factors")
    return {
        "chosen_on": row.chosen_on, "chosen": known.get(row.chosen, (row.chosen, ""))[0],
        "words": legible(row, "words"),
        "occasion": rules.OCCASION_WORDS[row.occasion],
        "harder": rules.factor_words(codes, "disabling"), "easier": rules.factor_words(codes, "enabling", "either"),
        "explained": [catalogue.OPTIONS[code][0] for code in row.explained if code in catalogue.OPTIONS],
        "about": titles.get(str(row.incident_id), "The whole case"),
    }  # fmt: skip
