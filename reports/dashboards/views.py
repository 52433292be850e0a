"""Pages of dashboards: an agency's, the forum's, and the index of everything that holds figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import current_app, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock, downloads
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer
from core.errors import Refused
from core.panels import Panel, late_for, registry
from core.tallies import Period
from reports import bp, periods
from reports.cuts import NOT_YET, refuse_unsettled, unsettled
from reports.dashboards import paper, places, reading
from reports.dashboards.agency import AgencyDashboard, agency_dashboard
from reports.dashboards.forum import HEADINGS, ForumDashboard, forum_dashboard
from reports.dashboards.rules import points, printed, short_name
from reports.releases.forms import TakeAwayForm
from reports.releases.service import release
from reports.sheets import to_tables

FORUM = (Permission.REPORT_READ, Permission.MEETING_WRITE)
Board = AgencyDashboard | ForumDashboard
#: Of which measures the forum's page has a picture beside the table.
PICTURED = ("outreach.headcount", "cases.opened", "cases.contacts", "referrals.received")
ANY = (*FORUM, Permission.FIGURES_READ, Permission.OUTREACH_READ, Permission.OUTREACH_MANAGE)


@bp.get("/reports")
@requires(*ANY)
def show_index() -> str:
    """Every page of figures that the reader may open."""
    return render_template("reports/dashboards/index.html", groups=places.open_to(current_actor()))


# Not once only: the page stays open behind the file, and a second file, in another shape, is a second taking away.
@bp.route("/reports/agency", methods=["GET", "POST"])
@requires(Permission.FIGURES_READ, conceal=True, idempotent=False)
def show_agency_dashboard() -> Answer:
    """How the reader's own agency stands: what is late, what changed, and its figures by quarter; to take away too."""
    actor, quarter, form = current_actor(), _quarter(), TakeAwayForm()
    board = agency_dashboard(actor, quarter)
    taken = _taken(form, "agency-dashboard", "Agency dashboard", board.agency, board)
    if taken is not None:
        return taken
    return render_template(
        "reports/dashboards/agency.html", board=board, late=late_for(actor), form=form,
        panels=_drawn(registry().agency_desk, actor), **_around("reports.show_agency_dashboard", board),
    ), _status(form)  # fmt: skip


@bp.route("/reports/forum", methods=["GET", "POST"])
@requires(*FORUM, idempotent=False)
def show_forum_dashboard() -> Answer:
    """How the forum stands: what is late, what changed, its plan, and agencies' figures; to take away too."""
    actor, quarter, form = current_actor(), _quarter(), TakeAwayForm()
    board = forum_dashboard(actor, quarter)
    taken = _taken(form, "forum-dashboard", "Forum dashboard", board.name, board)
    if taken is not None:
        return taken
    return render_template(
        "reports/dashboards/forum.html", board=board, form=form, headings=HEADINGS, pictured=PICTURED,
        answers=[(row.agency, [printed(value) for value in row.answers]) for row in board.answering],
        panels=_drawn(registry().forum_desk, actor), **_around("reports.show_forum_dashboard", board),
    ), _status(form)  # fmt: skip


def _taken(form: TakeAwayForm, document: str, title: str, of: str, board: Board) -> Response | None:
    """The file that was asked for, kept in the ledger first; None for a visit, or a form to be shown again."""
    if not form.submitted():
        return None
    try:
        refuse_unsettled([board.quarter])
        release(
            actor=current_actor(), document=document, title=f"{title}, {of}", period=board.quarter,
            sheets=board.sheets, why=str(form.why.data), **form.chosen,
        )  # fmt: skip
    except Refused as refusal:
        form.show(refusal)
        form.renew_key()
        return None
    return _file(str(form.chosen["shape"]), document, title, of, board)


def _file(shape: str, document: str, title: str, of: str, board: Board) -> Response:
    name = f"{document}-{board.quarter.start:%Y-%m}"
    if shape == "pdf":
        return downloads.pdf_file(paper.dashboard_pdf(title, of, board.quarter, board.sheets, board.stacks), name)
    about = [("Document", title), ("Of", of), ("Period", board.quarter.words)]
    return downloads.book_file(shape, to_tables(board.sheets, about=about), name)


def _status(form: TakeAwayForm) -> int:
    return 422 if form.errors else 200


def _quarter() -> Period:
    return reading.quarter_asked_for(request.args.get("quarter", ""), clock.today())


def _around(endpoint: str, board: Board) -> dict[str, object]:
    """The quarters before and after, their short names, and where the form goes."""
    last = periods.last_whole_quarter(clock.today())
    return {
        "before": periods.before(board.quarter),
        "after": periods.after(board.quarter) if board.quarter.start < last.start else None,
        "names": [short_name(quarter) for quarter in board.quarters],
        "points": lambda line: points(board.quarters, line.values),
        "settling": NOT_YET if unsettled([board.quarter]) else "",
        "action": url_for(endpoint, quarter=f"{board.quarter.start:%Y-%m}"),
    }


def _drawn(makers: Sequence[Callable[[Actor], Panel | None]], actor: Actor) -> list[Markup]:
    """The panels that other floors give to a dashboard, as HTML; each checks for itself who may see it."""
    made = [panel for panel in (make(actor) for make in makers) if panel is not None]
    return [_one(panel) for panel in sorted(made, key=lambda panel: panel.order)]


def _one(panel: Panel) -> Markup:
    template = current_app.jinja_env.get_template(panel.template)
    return Markup(template.render(panel=panel, **panel.values))  # noqa: S704  # our own template, which escapes
