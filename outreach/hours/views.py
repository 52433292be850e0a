"""Pages of the count of a night: a number for each hour, written down while the van is out."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.errors import Clash, Refused
from outreach import bp, catalogue
from outreach import queries as outreach
from outreach.hours import queries, rules, service
from outreach.hours.forms import HoursForm
from outreach.rules import LONGEST_OUTING

Answer = str | Response | tuple[str, int]


@bp.route("/outreach/sessions/<uuid:session_id>/hours", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def count_hours(session_id: UUID) -> Answer:
    """Count who is seen working, hour by hour, in the session's ward or in `ward`; a clash shows both counts."""
    actor = current_actor()
    session = outreach.session(actor, session_id)
    ward = request.args.get("ward", session.ward)
    if ward not in catalogue.wards():
        ward = session.ward
    slots = rules.slots_of(clock.london(session.began_at), session.ended_at, clock.now(), LONGEST_OUTING)
    stored = queries.counted(actor, session_id, ward)
    form = HoursForm(slots, stored.seen, version=stored.version)
    if form.submitted():
        try:
            service.count_hours(
                actor=actor, session_id=session_id, ward=ward, seen=form.seen(), version=form.version.data or 0
            )
            flash("Counted.", "success")
            return redirect(url_for(".show_session", session_id=session_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            return _clash(form, session_id, ward, str(clash))
    return _asked(form, session_id, ward)


def _clash(form: HoursForm, session_id: UUID, ward: str, why: str) -> Answer:
    now = queries.counted(current_actor(), session_id, ward)
    form.version.raw_data, form.version.data = None, now.version
    form.form_errors.append(why)
    form.renew_key()
    stored = [(rules.hour_words(hour), number) for hour, number in now.seen.items()]
    return _page(form, session_id, ward, stored), 409


def _asked(form: HoursForm, session_id: UUID, ward: str) -> Answer:
    if request.method == "GET":
        return _page(form, session_id, ward, [])
    form.renew_key()
    return _page(form, session_id, ward, []), 422


def _page(form: HoursForm, session_id: UUID, ward: str, stored: list[tuple[str, int]]) -> str:
    actor = current_actor()
    session = outreach.session(actor, session_id)
    wards = [(code, outreach.ward_words(code)) for code in {session.ward, *queries.wards_of(actor, session_id), ward}]
    return render_template(
        "outreach/hours/count.html", form=form, session=session, ward=ward, ward_words=outreach.ward_words(ward),
        stored=stored, wards=sorted(wards, key=lambda each: each[1]), all_wards=catalogue.wards(),
    )  # fmt: skip
