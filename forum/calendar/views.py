"""Pages of calendars: invitations of a meeting, one meeting as a file, and a secret address to subscribe to."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import throttle
from agencies.permissions import Permission
from agencies.queries import SignedIn
from agencies.sessions import token_hash
from core import clock
from core.access import current_actor, public, requires
from core.changing import Answer
from core.downloads import kept_file
from core.errors import NotVisible
from core.forms import EmptyForm
from core.scoping import act_as
from core.words import counted
from forum import bp
from forum import queries as forum
from forum.calendar import ics, queries, service

CALENDAR = "text/calendar"


@bp.get("/forum/meetings/<uuid:meeting_id>/invitations")
@requires(Permission.MEETING_WRITE)
def show_invitations(meeting_id: UUID) -> Answer:
    """Whom a meeting invites, and who has the invitation as it stands."""
    actor = current_actor()
    view = forum.meeting_view(actor, meeting_id)
    guests = queries.guests(actor, view.meeting)
    entry = queries.entry(actor, view.meeting)
    waiting = [guest for guest in guests if guest.has != view.meeting.sequence]
    return render_template(
        "forum/calendar/invitations.html", view=view, guests=guests, waiting=waiting, entry=entry, form=EmptyForm()
    )


@bp.post("/forum/meetings/<uuid:meeting_id>/invitations")
@requires(Permission.MEETING_WRITE)
def send_invitations(meeting_id: UUID) -> Response:
    """Send the invitation to everybody who has not got it as it stands."""
    sent = service.send_invitations(actor=current_actor(), meeting_id=meeting_id)
    flash(f"{counted(sent, 'invitation')} on the way.", "success")
    return redirect(url_for("forum.show_invitations", meeting_id=meeting_id), 303)


@bp.get("/forum/meetings/<uuid:meeting_id>/meeting.ics")
@requires(Permission.MEETING_READ)
def download_meeting(meeting_id: UUID) -> Response:
    """One meeting as a file for a calendar program."""
    actor = current_actor()
    entry = queries.entry(actor, forum.meeting(actor, meeting_id))
    return _ics(ics.published([entry], clock.now()), "meeting.ics")


@bp.get("/forum/calendar")
@requires(Permission.MEETING_READ)
def show_meeting_calendar() -> Answer:
    """Whether a calendar program reads the reader's meetings, and how to begin or end it."""
    return render_template(
        "forum/calendar/feed.html", feed=queries.feed_of(current_actor()), address="", form=EmptyForm()
    )


@bp.post("/forum/calendar")
@requires(Permission.MEETING_READ)
def make_meeting_calendar() -> Answer:
    """Make the secret address, shown this once; an earlier one is dead."""
    secret = service.make_feed(actor=current_actor())
    base = str(current_app.config["SETTINGS"].public_base_url)
    address = base + url_for("forum.read_meeting_calendar", token=secret)
    feed = queries.feed_of(current_actor())
    return render_template("forum/calendar/feed.html", feed=feed, address=address, form=EmptyForm())


@bp.post("/forum/calendar/end")
@requires(Permission.MEETING_READ)
def end_meeting_calendar() -> Response:
    """End the secret address at once."""
    service.end_feed(actor=current_actor())
    flash("The address no longer works.", "success")
    return redirect(url_for("forum.show_meeting_calendar"), 303)


@bp.get("/forum/calendar/<string:token>.ics")
@public("a calendar program reads its owner's meetings by a secret address; it learns dates, places and neutral words")
def read_meeting_calendar(token: str) -> Response:
    """The meetings of whoever made the address; for any other address the page that everybody gets."""
    account = _reader(token_hash(token))
    if account is None:
        raise NotVisible
    act_as(account.actor)
    found = queries.feed_entries(account.actor, account.user_id)
    return _ics(ics.published(found, clock.now()), "meetings.ics")


def _reader(hashed: str) -> SignedIn | None:
    """The account of an address; None when there is none or it may read no meetings, and after too many wrong guesses.

    A wrong guess counts against the network that it came from; too many, and the right address fails as well.
    """
    origin = f"calendar {throttle.network(request.remote_addr or '')}"
    if throttle.is_held(origin):
        return None
    account = queries.reader_of(hashed)
    if account is None:
        throttle.begin(account=f"calendar {hashed}", address=origin)
    return account


def _ics(text: str, name: str) -> Response:
    return kept_file(text, f"{CALENDAR}; charset=utf-8", name)
