"""The plan as a table, a board, a timeline, by agency, by theme, and “ours”; and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for

from actionplan import bp, gantt, queries, rules, service
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.paging import Page

CHIP_WORDS = (
    (rules.Chip.RED, "Red"), (rules.Chip.AMBER, "Amber"), (rules.Chip.SOON, "Due in 30 days"),
    (rules.Chip.QUIET, "No update for 28 days"), (rules.Chip.UNCONFIRMED, "To be confirmed"),
)  # fmt: skip
PAGE = 100
COLUMN = 20


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the table and the actions under it."""

    title: str
    rows: list[queries.ActionRow]


def _by_priority(view: queries.PlanView) -> list[Group]:
    groups = [Group(f"{priority.number}. {priority.title}", list(priority.actions)) for priority in view.priorities]
    delivery = [row for commitment in view.delivery for row in commitment.actions]
    across = [row for commitment in view.cross_cutting for row in commitment.actions]
    return [*groups, Group("Delivering the strategy", delivery), Group("Across all four priorities", across)]


def _by_agency(view: queries.PlanView) -> list[Group]:
    names = sorted({row.owner_agency for row in view.actions})
    return [Group(name, [row for row in view.actions if row.owner_agency == name]) for name in names]


def _overdue(view: queries.PlanView) -> list[Group]:
    late = sorted((row for row in view.actions if row.is_overdue), key=lambda row: row.due_on)
    return [Group("Past their due date, longest first", late)]


def _by_theme(view: queries.PlanView) -> list[Group]:
    named = [Group(words, [row for row in view.actions if code in row.themes]) for code, words in rules.THEMES.items()]
    return [*named, Group("No theme yet", [row for row in view.actions if not row.themes])]


VIEWS: dict[str, tuple[str, Callable[[queries.PlanView], list[Group]]]] = {
    "table": ("Table", _by_priority),
    "board": ("Board", _by_priority),
    "timeline": ("Timeline", _by_priority),
    "agency": ("By agency", _by_agency),
    "theme": ("By theme", _by_theme),
    "impact": ("Impact on people", _by_priority),
    "overdue": ("Overdue", _overdue),
}
TEMPLATES = {"board": "actionplan/board.html", "timeline": "actionplan/timeline.html"}


@bp.get("/action-plan")
@requires(Permission.PLAN_READ)
def show_plan() -> str:
    """The plan: the bar of colours, views of the same actions, and chips that narrow them."""
    actor, today = current_actor(), clock.today()
    view = queries.plan(queries.current_strategy().id)
    chosen = request.args.get("view", "table")
    name = chosen if chosen in VIEWS else "table"
    chips = request.args.getlist("show")
    groups = chipped(VIEWS[name][1](view), chips, actor, today)
    number = request.args.get("page", 1, type=int)
    return render_template(
        TEMPLATES.get(name, "actionplan/show_plan.html"), plan=view, chips=chips, view_name=name,
        counts=queries.rag_counts(view.actions), views=subnav(view, name), chip_options=_chip_options(actor),
        today=today, may_add=actor.may(Permission.PLAN_WRITE), may_report=actor.may(Permission.MEETING_READ),
        carried_forward=rules.is_carried_forward(view.strategy.ends, today), meanings=rules.RAG_MEANINGS,
        may_update=actor.may(Permission.PLAN_UPDATE_OWN),
        rag_words=rules.RAG_WORDS, may_put_forward=actor.may(*service.MAY_PUT_FORWARD),
        drafts=queries.waiting_drafts(actor, view.strategy.id), **_shown(name, groups, number, today),
    )  # fmt: skip


def _shown(name: str, groups: list[Group], number: int, today: date) -> dict[str, Any]:
    if name == "board":
        return {"columns": _columns([row for group in groups for row in group.rows])}
    year = gantt.year_of(_year_asked(today)) if name == "timeline" else gantt.year_of(today)
    kept, page = _page_of(groups, number)
    shown: dict[str, Any] = {"groups": kept, "page": page, "year": year, "bar": bar_maker(today, year)}
    if name == "timeline":
        shown["marks"] = queries.milestones_of([row.id for row in page.items])
    return shown


def _year_asked(today: date) -> date:
    asked = request.args.get("year", type=int)
    return date(asked, 4, 1) if asked and 2000 <= asked <= 2100 else today


def _page_of(groups: list[Group], number: int) -> tuple[list[Group], Page[queries.ActionRow]]:
    """The groups cut to one page of rows; a group that goes over a page's end has its heading on both."""
    total = sum(len(group.rows) for group in groups)
    page: Page[queries.ActionRow] = Page([], min(max(1, number), max(1, -(-total // PAGE))), total, PAGE)
    first, kept, place = (page.page - 1) * PAGE, [], 0
    for group in groups:
        rows = group.rows[max(0, first - place) : max(0, first + PAGE - place)]
        place += len(group.rows)
        if rows:
            kept.append(Group(group.title, rows))
            page.items.extend(rows)
    return kept, page


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board: what stands there, the most urgent first, and how many more there are."""

    title: str
    cards: list[queries.ActionRow]
    more: int
    total: int


def _columns(rows: Sequence[queries.ActionRow]) -> list[Column]:
    places = (
        (rules.Progress.NOT_STARTED,), (rules.Progress.IN_PROGRESS,), (rules.Progress.ON_HOLD,),
        (rules.Progress.COMPLETE,), rules.OVER,
    )  # fmt: skip
    titles = [*(rules.PROGRESS_WORDS[place[0]] for place in places[:-1]), "Cancelled or closed"]
    found = [sorted((row for row in rows if row.progress in place), key=_urgent) for place in places]
    made = [
        Column(title, cards[:COLUMN], max(0, len(cards) - COLUMN), len(cards))
        for title, cards in zip(titles, found, strict=True)
    ]
    return [column for column in made if column.total or column.title != "Cancelled or closed"]


def _urgent(row: queries.ActionRow) -> tuple[int, date]:
    return rules.STANDING[row.rag], row.due_on


def chipped(groups: Iterable[Group], chips: Sequence[str], actor: Actor, today: date) -> list[Group]:
    """The groups with the rows that pass the chips; a group without any is left out."""
    kept = [Group(group.title, [row for row in group.rows if _passes(row, chips, actor, today)]) for group in groups]
    return [group for group in kept if group.rows]


def _passes(row: queries.ActionRow, chips: Sequence[str], actor: Actor, today: date) -> bool:
    seen = rules.Seen(row.rag, row.due_on, row.progress, row.owner_agency_id, row.is_quiet, row.is_unconfirmed)
    return rules.matches(seen, chips, agency_id=actor.agency_id, today=today)


def subnav(view: queries.PlanView, name: str) -> list[dict[str, Any]]:
    """The views of the plan; overdue says how many."""
    late = sum(row.is_overdue for row in view.actions)
    views = [
        {
            "label": words,
            "url": url_for("actionplan.show_plan", view=None if code == "table" else code),
            "current": code == name,
            "count": late if code == "overdue" else 0,
        }
        for code, (words, _) in VIEWS.items()
    ]
    rooms = (("Measures", "list_measures"), ("Logs", "show_logs"), ("Bulletin", "list_bulletins"))
    others = [{"label": words, "url": url_for(f"actionplan.{page}"), "current": False} for words, page in rooms]
    return [*views, *others]


def _chip_options(actor: Actor) -> list[tuple[str, str]]:
    ours = [(str(rules.Chip.OURS), "Ours")] if actor.may(Permission.PLAN_UPDATE_OWN, Permission.PLAN_WRITE) else []
    return [*((str(code), words) for code, words in CHIP_WORDS), *ours]


def bar_maker(today: date, year: gantt.Year) -> Callable[[queries.ActionRow], gantt.Bar]:
    """Makes the bar of an action in a year."""

    def bar(row: queries.ActionRow) -> gantt.Bar:
        return gantt.bar_of(
            kind=row.rag, starts_on=row.starts_on, due_on=row.due_on, done_percent=row.done_percent,
            is_late=row.is_overdue, today=today, year=year, first_due_on=row.first_due_on,
        )  # fmt: skip

    return bar


@bp.get("/action-plan/ours")
@requires(Permission.PLAN_READ)
def show_ours() -> str:
    """The actions that the reader's own agency owns: what wants an answer first, then the rest, then what is done."""
    actor, today = current_actor(), clock.today()
    rows = queries.agency_actions(actor, actor.agency_id)
    wanted = [row for row in rows if row.is_overdue or row.is_quiet or _is_near(row, today)]
    going = [row for row in rows if row.is_open and row not in wanted]
    year = gantt.year_of(today)
    return render_template(
        "actionplan/ours.html", wanted=wanted, going=going, over=[row for row in rows if not row.is_open],
        supported=queries.supported_by(actor, actor.agency_id), counts=queries.rag_counts(rows), today=today,
        year=year, bar=bar_maker(today, year), may_update=actor.may(Permission.PLAN_UPDATE_OWN, Permission.PLAN_WRITE),
        may_put_forward=actor.may(*service.MAY_PUT_FORWARD),
    )  # fmt: skip


def _is_near(row: queries.ActionRow, today: date) -> bool:
    return row.is_open and 0 <= (row.due_on - today).days <= rules.REMIND_BEFORE[0].days
