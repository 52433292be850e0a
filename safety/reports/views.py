"""Pages of incident reports: the list, taking one, one report, and what the person agrees to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from cases import queries as cases
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm, RoundtableForm
from outreach import queries as outreach
from people import queries as people
from safety import bp
from safety.outflows import came_of
from safety.reports import catalogue, listing, queries, rules, service
from safety.reports.forms import AnswersForm, FactsForm, NoticedForm, PaperForm, ReportForm, WordsForm
from safety.reports.rules import Facts, ReportState
from safety.vocabulary import DESCRIPTOR_WORDS, GRADE_WORDS, LOOKED_UP, SCOPE_WORDS, DescriptorKind, Scope

#: What a fact says that nobody asked for: the page names these together.
NOT_ASKED = "Not asked"
Page = str | Response | tuple[str, int]
Stored = Callable[[], tuple[int, list[tuple[str, str]]]]


@bp.get("/incidents")
@requires(Permission.REPORT_TAKE, conceal=True)
def list_reports() -> Page:
    """The reports that the reader may open, the latest first; filters by state, kind and place."""
    actor, asked = current_actor(), request.args
    chosen = {name: asked.get(name, "") for name in ("show", "family", "place")}
    page = listing.reports_page(actor, asked.get("page", 1, type=int), **chosen)
    return render_template(
        "safety/reports/list.html", page=page, chosen=chosen, shows=listing.SHOWS, families=catalogue.FAMILIES,
        places=catalogue.places(), scope_short=rules.SCOPE_SHORT, sees_all=actor.may(Permission.REPORT_RELEASE),
        keeps_register=actor.may(Permission.OUTREACH_MANAGE),
    )  # fmt: skip


@bp.route("/incidents/new", methods=["GET", "POST"])
@requires(Permission.REPORT_TAKE, conceal=True)
def new_report() -> Page:
    """Take a report; `person`, `case` or `contact` is what it hangs on, when it hangs on anything."""
    actor = current_actor()
    about = _about(actor)
    form = ReportForm()
    if form.submitted():
        try:
            row = service.take_report(
                actor=actor, words=form.words.data or "", facts=form.facts(), noticed=form.noticed(),
                answers=form.answers(), how=form.how_answered(), person_id=about.get("person"),
                case_id=about.get("case"), contact_id=about.get("contact"),
            )  # fmt: skip
            flash(_kept_words(row), "success")
            return redirect(url_for(".show_report", report_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    written = any(form[rules.field_of(kind)].data or form[rules.field_of(kind)].errors for kind in DescriptorKind)
    return _asked("safety/reports/new.html", form, about=about, groups=_groups(form), noticed_open=written, **_words())


def _kept_words(row: Any) -> str:
    if row.state is ReportState.LISTENED:
        return f"Kept as {row.reference}. It is complete: nothing leaves, and nobody presses for more."
    return f"Kept as {row.reference}. What may come of it stands below, each by itself."


def _about(actor: Actor) -> dict[str, Any]:
    """What a new report hangs on, of what the reader may open, with the words for it; empty when nothing was named."""
    asked = {name: _uuid(request.args.get(name)) for name in ("person", "case", "contact")}
    found: dict[str, Any] = {}
    if asked["contact"]:
        contact = outreach.contact(actor, asked["contact"])
        found |= {"contact": contact.id, "person": contact.person_id, "met_at": contact.at}
    if asked["case"]:
        case = cases.case(actor, asked["case"])
        found |= {"case": case.id, "person": case.person_id, "case_reference": case.reference}
    elif asked["person"]:
        found["person"] = asked["person"]
    if found.get("person"):
        row = people.person(actor, found["person"])
        found |= {"alias": row.alias, "reference": row.reference}
    return found


@bp.get("/incidents/<uuid:report_id>")
@requires(Permission.REPORT_TAKE, conceal=True)
def show_report(report_id: UUID) -> Page:
    """One report: the person's words, what was noticed, what they agree to, and what came of each."""
    return render_template("safety/reports/show.html", form=WordsForm(), **shown(report_id))


def shown(report_id: UUID) -> dict[str, Any]:
    """Everything that the page of a report draws."""
    actor = current_actor()
    row = queries.report(actor, report_id)
    history = queries.history_of(actor, row)
    return {
        "report": row, "state": rules.STATE_WORDS[row.state], "closed": row.state is ReportState.CLOSED,
        "listened": row.state is ReportState.LISTENED, "names": queries.names_in(actor, [row]),
        "origin": rules.ORIGIN_WORDS[row.origin], "facts": fact_rows(service.facts_of(row)), "not_asked": NOT_ASKED,
        "groups": _noticed_groups(actor, row), "additions": queries.additions_of(actor, row),
        "editions": queries.editions_of(actor, row), "history": history, "came": came_of(actor, row.id),
        "standing": {scope: each[0] if each else None for scope, each in history.items()},
        "scopes": SCOPE_WORDS, "means": rules.SCOPE_MEANS, "links": _links(actor, row), "empty_form": EmptyForm(),
        "paper_form": PaperForm(), "may_erase": actor.may(Permission.REPORT_RELEASE),
        "unread": row.read_at is None,
    }  # fmt: skip


def fact_rows(facts: Facts) -> list[tuple[str, str]]:
    """Facts as label and words, in the order of the page."""
    harms, barriers = catalogue.harms(), catalogue.barriers()
    injured, police = rules.SAID_WORDS[facts.injured], rules.SAID_WORDS[facts.police_know]
    return [
        ("Kind", "; ".join(harms.get(code, code) for code in facts.harms) or NOT_ASKED),
        ("When", rules.when_words(facts.when_kind, facts.first_on, facts.last_on, facts.hours)),
        ("Where", catalogue.places().get(facts.ward or "", NOT_ASKED)),
        ("Way of working", catalogue.settings().get(facts.setting or "", NOT_ASKED)),
        ("Site or app", facts.platform or NOT_ASKED),
        ("Injured", f"{injured}. {facts.injuries}" if facts.injuries else injured),
        ("Police know", f"{police}. Reference: {facts.police_reference}" if facts.police_reference else police),
        ("What makes it hard", "; ".join(barriers.get(code, code) for code in facts.barriers) or NOT_ASKED),
        ("Who says it", GRADE_WORDS[facts.grade]),
    ]


def _noticed_groups(actor: Actor, row: Any) -> list[tuple[str, list[Any]]]:
    found = queries.descriptors(actor, row.id)
    groups = [(words, [each for each in found if each.kind is kind]) for kind, words in DESCRIPTOR_WORDS.items()]
    return [(words, each) for words, each in groups if each]


def _links(actor: Actor, row: Any) -> dict[str, Any]:
    """What a report hangs on, of what its reader may open."""
    alias, reference = (
        people.aliases(actor, [row.person_id]).get(row.person_id, ("", "")) if row.person_id else ("", "")
    )
    seen = [each.case for each in cases.cases_of(actor, row.person_id)] if row.case_id and row.person_id else []
    return {
        "alias": alias, "reference": reference, "may_open": actor.may(Permission.PEOPLE_READ),
        "case": next((each.reference for each in seen if each.id == row.case_id), ""),
        "contact": actor.may(Permission.OUTREACH_READ) and row.contact_id is not None,
    }  # fmt: skip


@bp.route("/incidents/<uuid:report_id>/answers", methods=["GET", "POST"])
@requires(Permission.REPORT_TAKE, conceal=True)
def change_answers(report_id: UUID) -> Page:
    """What the person says to each of the five now: only what changed is written, each by itself."""
    actor = current_actor()
    row = queries.report(actor, report_id)
    stands = _stands(actor, row)
    form = AnswersForm(version=stands[0], **{scope: words for scope, (_, words) in stands[1].items()})
    if request.method == "GET":
        form.asked_before(Scope(scope) for scope, (count, _) in stands[1].items() if count)

    def write() -> None:
        if form.version.data != _stands(actor, row)[0]:
            raise Clash("Somebody wrote another answer meanwhile. Both are below; nothing is lost.")
        for scope, answer in _changed(form, stands[1]).items():
            service.answer_scope(
                actor=actor, report_id=row.id, scope=scope, answer=answer, how=form.how_answered(),
                number=stands[1][scope.value][0],
            )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        version, now = _stands(actor, row)
        return version, [
            (SCOPE_WORDS[Scope(scope)], words.replace("_", " ").capitalize()) for scope, (_, words) in now.items()
        ]

    come = [flow for flows in came_of(actor, row.id).values() for flow in flows if not flow.is_next]
    return step("safety/reports/answers.html", form, row, write, stored, come=come, means=rules.SCOPE_MEANS)


def _stands(actor: Actor, row: Any) -> tuple[int, dict[str, tuple[int, str]]]:
    """How many answers were written in all, which is the version of the page; and what stands for each scope."""
    history = queries.history_of(actor, row)
    said = {
        scope.value: (len(each), ("yes" if each[0].answer else "no") if each else "not_asked")
        for scope, each in history.items()
    }
    return sum(len(each) for each in history.values()), said


def _changed(form: AnswersForm, stands: dict[str, tuple[int, str]]) -> dict[Scope, bool]:
    return {
        scope: answer for scope, answer in form.answers().items()
        if stands[scope.value][1] != ("yes" if answer else "no")
    }  # fmt: skip


@bp.route("/incidents/<uuid:report_id>/change", methods=["GET", "POST"])
@requires(Permission.REPORT_TAKE, conceal=True)
def change_report(report_id: UUID) -> Page:
    """Change what a report says beside the person's own words."""
    actor = current_actor()
    row = queries.report(actor, report_id)
    form = FactsForm(version=row.version, **_as_fields(service.facts_of(row)))

    def write() -> None:
        service.change_facts(actor=actor, report_id=row.id, facts=form.facts(), version=form.version.data or 0)

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.peek(actor, row.id)
        facts = service.facts_of(now)
        said = [("What they want now", facts.wants or "Nothing"), ("Note", facts.note or "Nothing")]
        return now.version, [*fact_rows(facts), *said]

    return step("safety/reports/change.html", form, row, write, stored, groups=_groups(form))


def _as_fields(facts: Facts) -> dict[str, Any]:
    known = asdict(facts) | {"harms": list(facts.harms), "barriers": list(facts.barriers)}
    return known | ({"last_on": None} if facts.first_on == facts.last_on else {})


@bp.route("/incidents/<uuid:report_id>/noticed", methods=["GET", "POST"])
@requires(Permission.REPORT_TAKE, conceal=True)
def add_noticed(report_id: UUID) -> Page:
    """Write down more that was noticed of whoever did it."""
    actor = current_actor()
    row = queries.report(actor, report_id)
    form = NoticedForm()

    def write() -> None:
        found = form.noticed()
        if not found:
            raise Refused("Write at least one thing.")
        for each in found:
            service.note_noticed(actor=actor, report_id=row.id, noticed=each)

    return step("safety/reports/noticed.html", form, row, write, lambda: (row.version, []), **_words())


def _words() -> dict[str, Any]:
    hints = {
        DescriptorKind.PHONE: "One a line, in any form", DescriptorKind.EMAIL: "One a line",
        DescriptorKind.PLATE: "One a line", DescriptorKind.PROFILE: "One a line, with the site if it is known",
        DescriptorKind.VEHICLE: "Make, colour, part of a plate",
        DescriptorKind.LOOKS: "Age, build, voice, clothes, marks. What was seen, not a guess at where somebody is from",
        DescriptorKind.METHOD: "How it began, what they said, what they did",
    }  # fmt: skip
    return {
        "kinds": [(rules.field_of(kind), hints.get(kind), kind in LOOKED_UP) for kind in DescriptorKind],
        "means": rules.SCOPE_MEANS,
    }


def _groups(form: FactsForm) -> list[tuple[str, list[Any]]]:
    """Kinds of harm as checkboxes under the heading of their family."""
    boxes = {box.data: box for box in form.harms}
    return [(heading, [boxes[code] for code in group]) for heading, group in catalogue.harms_by_family()]


def step(
    template: str, form: RoundtableForm, row: Any, write: Callable[[], object], stored: Stored,
    done: str = "Saved.", **values: Any,
) -> Page:  # fmt: skip
    """Ask, write and go back to the report; a clash shows what is stored beside what was typed."""
    if form.submitted():
        try:
            write()
            flash(done, "success")
            return redirect(url_for(".show_report", report_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            version, now = stored()
            form.version.raw_data, form.version.data = None, version
            form.renew_key()
            form.form_errors.append(str(clash))
            return render_template(template, form=form, report=row, stored=now, **values), 409
    return _asked(template, form, report=row, stored=[], **values)


def _asked(template: str, form: RoundtableForm, **values: Any) -> Page:
    if request.method == "GET":
        return render_template(template, form=form, **values)
    form.renew_key()
    return render_template(template, form=form, **values), 422


def _uuid(words: str | None) -> UUID | None:
    if not words:
        return None
    try:
        return UUID(words)
    except ValueError:
        raise NotVisible from None
