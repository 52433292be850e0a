"""Pages of what was taken away: the two ledgers, and one release with its tables as they were."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request, url_for

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.tallies import Period
from reports import bp, periods
from reports.releases import queries
from reports.releases.rules import PURPOSE_WORDS, SHAPE_WORDS
from reports.sheets import from_json


@bp.get("/reports/released")
@requires(Permission.FIGURES_READ, conceal=True)
def list_releases() -> str:
    """What the agency's people took away of its own figures."""
    return _ledger(of_forum=False)


@bp.get("/reports/released/forum")
@requires(Permission.MEETING_WRITE)
def list_forum_releases() -> str:
    """What the members took away of the forum's figures."""
    return _ledger(of_forum=True)


@bp.get("/reports/released/<uuid:release_id>")
@requires(Permission.FIGURES_READ, conceal=True)
def show_release(release_id: UUID) -> str:
    """One release of the agency's own figures, with its tables."""
    return _one(release_id, of_forum=False)


@bp.get("/reports/released/forum/<uuid:forum_release_id>")
@requires(Permission.MEETING_WRITE)
def show_forum_release(forum_release_id: UUID) -> str:
    """One release of the forum's figures, with its tables."""
    return _one(forum_release_id, of_forum=True)


def _ledger(*, of_forum: bool) -> str:
    page = queries.releases_page(current_actor(), request.args.get("page", 1, type=int), of_forum=of_forum)
    return render_template(
        "reports/releases/list.html", page=page, of_forum=of_forum, shapes=SHAPE_WORDS, purposes=PURPOSE_WORDS,
        words=_period,
        here=url_for("reports.list_forum_releases" if of_forum else "reports.list_releases"),
    )  # fmt: skip


def _one(release_id: UUID, *, of_forum: bool) -> str:
    row = queries.one(current_actor(), release_id, of_forum=of_forum)
    return render_template(
        "reports/releases/show.html", release=row, sheets=from_json(row.sheets), of_forum=of_forum,
        shapes=SHAPE_WORDS, purposes=PURPOSE_WORDS, words=_period,
    )  # fmt: skip


def _period(row: queries.Kept) -> str:
    return periods.words(Period(row.period_start, row.period_end))
