"""Pages of tasks: those of a case, my day, my team, and the calendar that another programme reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import queries as agencies_queries
from agencies import throttle
from agencies.permissions import Permission
from agencies.sessions import token_hash
from cases import bp
from cases.forms import day_of
from cases.pages import file_of, team_only
from cases.tasks import queries, service
from cases.tasks.calendar import AHEAD, calendar_of
from cases.tasks.forms import TaskForm
from core import clock
from core.access import current_actor, public, requires
from core.changing import Answer, asked
from core.downloads import kept_file
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm
from core.paging import SIZE, Page
from core.scoping import act_as

SHOW = {"open": "To do", "done": "Done", "all": "All"}
SORTS = {"late": "Most late first", "name": "By name", "open": "Most to do first"}


@bp.get("/my-day")
@requires(Permission.CASE_WRITE, conceal=True)
def show_my_day() -> Answer:
    """What is late, due today and due in seven days: the reader's tasks, and what follows from the cases they lead."""
    actor = current_actor()
    day = queries.day_of(actor, actor.user_id)
    return render_template("cases/tasks/day.html", day=day, today=clock.today(), worker="", form=EmptyForm())


@bp.get("/my-team")
@requires(Permission.CASE_ALL, conceal=True)
def show_my_team() -> Answer:
    """How much each colleague has to do and how much of it is late, for managers."""
    sort = request.args.get("sort", "late") if request.args.get("sort") in SORTS else "late"
    name = request.args.get("q", "").strip()
    loads = [load for load in queries.team_loads(current_actor()) if name.casefold() in load.name.casefold()]
    keys: dict[str, Any] = {
        "late": lambda load: (-load.late, -load.open, load.name), "name": lambda load: load.name.casefold(),
        "open": lambda load: (-load.open, load.name),
    }  # fmt: skip
    page = _page_of(sorted(loads, key=keys[sort]), request.args.get("page", 1, type=int))
    return render_template("cases/tasks/team.html", page=page, sort=sort, sorts=list(SORTS.items()), q=name)


@bp.get("/my-team/<uuid:user_id>")
@requires(Permission.CASE_ALL, conceal=True)
def show_colleagues_day(user_id: UUID) -> Answer:
    """A colleague's day, for managers: only the cases that the manager may open."""
    actor = current_actor()
    worker = queries.worker_name(actor, user_id)
    day = queries.day_of(actor, user_id)
    return render_template("cases/tasks/day.html", day=day, today=clock.today(), worker=worker, form=EmptyForm())


@bp.get("/cases/<uuid:case_id>/tasks")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def list_tasks(case_id: UUID) -> Answer:
    """The tasks of a case, and what follows from its other parts."""
    actor, shown = current_actor(), file_of(case_id)
    show = request.args.get("show", "open") if request.args.get("show") in SHOW else "open"
    latest = request.args.get("order") == "latest"
    page = queries.tasks_page(
        actor, shown["case"], request.args.get("page", 1, type=int), show=show, latest_first=latest
    )
    return render_template(
        "cases/tasks/list.html", page=page, show=show, shows=list(SHOW.items()), latest=latest, form=EmptyForm(),
        derived=queries.derived_of(actor, shown["case"]), **shown,
    )  # fmt: skip


@bp.get("/cases/<uuid:case_id>/tasks/<uuid:task_id>")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_task(case_id: UUID, task_id: UUID) -> Answer:
    """One task."""
    actor, shown = current_actor(), file_of(case_id)
    row = queries.task(actor, shown["case"], task_id)
    return render_template("cases/tasks/show.html", row=queries.task_rows(actor, [row])[0], form=EmptyForm(), **shown)


@bp.route("/cases/<uuid:case_id>/tasks/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_task(case_id: UUID) -> Answer:
    """Write down something to do."""
    actor, shown = current_actor(), file_of(case_id)
    form = TaskForm(queries.holders_of(actor, shown["case"]), assignee=str(actor.user_id))
    if form.submitted():
        try:
            service.add_task(actor=actor, case_id=case_id, **_answers(form))
            return redirect(url_for(".list_tasks", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/tasks/edit.html", form, shown, theirs=None, row=None)


@bp.route("/cases/<uuid:case_id>/tasks/<uuid:task_id>/change", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_task(case_id: UUID, task_id: UUID) -> Answer:
    """Change a task; when somebody else did first, both texts are shown."""
    actor, shown = current_actor(), file_of(case_id)
    row = queries.task(actor, shown["case"], task_id)
    form = TaskForm(queries.holders_of(actor, shown["case"]), **queries.answers_of(row))
    if form.submitted():
        try:
            service.change_task(
                actor=actor, case_id=case_id, task_id=task_id, version=form.version.data or 0, **_answers(form)
            )
            return redirect(url_for(".list_tasks", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _clash(form, case_id, task_id)
    return asked("cases/tasks/edit.html", form, shown, theirs=None, row=queries.task_rows(actor, [row])[0])


@bp.post("/cases/<uuid:case_id>/tasks/<uuid:task_id>/done")
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def finish_task(case_id: UUID, task_id: UUID) -> Answer:
    """Say that a task is done."""
    service.finish_task(actor=current_actor(), case_id=case_id, task_id=task_id)
    flash("Done.", "success")
    return redirect(_after(case_id), 303)


@bp.post("/cases/<uuid:case_id>/tasks/<uuid:task_id>/reopen")
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def reopen_task(case_id: UUID, task_id: UUID) -> Answer:
    """Say that a task is not done after all."""
    service.reopen_task(actor=current_actor(), case_id=case_id, task_id=task_id)
    return redirect(url_for(".show_task", case_id=case_id, task_id=task_id), 303)


@bp.get("/my-day/calendar")
@requires(Permission.CASE_WRITE, conceal=True)
def show_calendar_address() -> Answer:
    """Whether a calendar reads the reader's days, and how to begin or end it."""
    feed = queries.feed_of(current_actor())
    return render_template("cases/tasks/calendar.html", feed=feed, address="", form=EmptyForm())


@bp.post("/my-day/calendar")
@requires(Permission.CASE_WRITE, conceal=True)
def make_calendar_address() -> Answer:
    """Make the secret address, shown this once; an earlier one is dead."""
    secret = service.make_feed(actor=current_actor())
    base = str(current_app.config["SETTINGS"].public_base_url)
    address = base + url_for(".read_calendar", token=secret)
    feed = queries.feed_of(current_actor())
    return render_template("cases/tasks/calendar.html", feed=feed, address=address, form=EmptyForm())


@bp.post("/my-day/calendar/end")
@requires(Permission.CASE_WRITE, conceal=True)
def revoke_calendar_address() -> Answer:
    """End the secret address at once."""
    service.revoke_feed(actor=current_actor())
    flash("The address no longer works.", "success")
    return redirect(url_for(".show_calendar_address"), 303)


@bp.get("/calendar/<string:token>.ics")
@public("a calendar programme reads its owner's days by a secret address; it learns dates and neutral words")
def read_calendar(token: str) -> Response:
    """The days of whoever made the address; for any other address the page that everybody gets who asks for nothing."""
    hashed = token_hash(token)
    account = _reader(hashed)
    if account is None:
        raise NotVisible
    act_as(account.actor)
    items = queries.own_items(account.actor, account.user_id, clock.today() + AHEAD)
    address = str(current_app.config["SETTINGS"].public_base_url) + url_for(".show_my_day")
    body = calendar_of(items, hashed, clock.now().replace(microsecond=0), address)
    return kept_file(body, "text/calendar; charset=utf-8", "days.ics")


def _reader(hashed: str) -> agencies_queries.SignedIn | None:
    """The account of an address; None when there is none, when it lost the right, or after too many wrong guesses.

    A wrong guess counts against the network that it came from; too many, and the right address fails as well.
    """
    origin = f"calendar {throttle.network(request.remote_addr or '')}"
    if throttle.is_held(origin):
        return None
    user_id = queries.reader_of(hashed)
    account = agencies_queries.signed_in(user_id) if user_id else None
    if account is None:
        throttle.begin(account=f"calendar {hashed}", address=origin)
        return None
    return account if account.actor.may(Permission.CASE_WRITE) else None


def _answers(form: TaskForm) -> dict[str, Any]:
    return {
        "title": form.title.data or "", "due_on": day_of(form.due_on), "assignee_id": UUID(form.assignee.data),
        "details": form.details.data,
    }  # fmt: skip


def _clash(form: TaskForm, case_id: UUID, task_id: UUID) -> Answer:
    """How the task stands now above what was typed, which is sent again as it is."""
    actor, shown = current_actor(), file_of(case_id)
    row = queries.task(actor, shown["case"], task_id, fresh=True)
    theirs = queries.task_rows(actor, [row])[0]
    form.renew_key()
    form.version.raw_data, form.version.data = None, row.version
    return render_template("cases/tasks/edit.html", form=form, theirs=theirs, row=theirs, **shown), 409


def _after(case_id: UUID) -> str:
    """Back to where the button was: one's own day, or the case."""
    if request.form.get("from") == "day":
        return url_for(".show_my_day")
    return url_for(".list_tasks", case_id=case_id)


def _page_of(rows: list[queries.WorkerLoad], number: int) -> Page[queries.WorkerLoad]:
    pages = max(1, -(-len(rows) // SIZE))
    number = min(max(1, number), pages)
    return Page(rows[(number - 1) * SIZE : number * SIZE], number, len(rows))
