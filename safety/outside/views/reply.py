"""The page on which a worker writes back to whoever told us what happened."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.errors import Clash, Refused
from safety import bp
from safety.outside import queries, service
from safety.outside.forms import ReplyForm

Page = str | Response | tuple[str, int]


@bp.route("/incidents/<uuid:report_id>/reply", methods=["GET", "POST"])
@requires(Permission.REPORT_RELEASE, conceal=True)
def write_back(report_id: UUID) -> Page:
    """Write for whoever comes back with the code; a clash shows both texts."""
    actor = current_actor()
    row = queries.of_report(actor, report_id)
    form, code, stored = ReplyForm(version=row.version, reply=row.reply or ""), 200, ""
    if request.method == "POST":
        code = 422
        if form.submitted():
            try:
                service.write_back(
                    actor=actor, report_id=report_id, reply=form.reply.data or "", version=form.version.data or 0
                )
            except Refused as refusal:
                form.show(refusal)
            except Clash as clash:
                form.show(Refused(str(clash)))
                row = queries.of_report(actor, report_id)
                code, stored = 409, row.reply or ""
                form.version.data, form.version.raw_data = row.version, None
            else:
                flash("Written. They read it when they come back with their six words.", "success")
                return redirect(url_for("safety.show_report", report_id=report_id), 303)
        form.renew_key()
    return render_template("safety/outside/reply.html", form=form, row=row, report_id=report_id, stored=stored), code
