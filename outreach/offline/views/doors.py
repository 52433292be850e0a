"""What a phone without signal needs: the page, its worker, and the doors through which it asks and sends."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify, request, url_for
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from agencies.permissions import Permission
from agencies.throttle import device_hash
from agencies.views.door import visitor
from core import clock, csrf
from core.access import current_actor, public, requires
from core.actor import Actor
from core.errors import NotVisible, Refused
from outreach import bp
from outreach.offline import keys, queries, rules, service, shell
from outreach.offline.rules import READY_FOR, EntryKind, EntryState

SAME_FOR_ALL = "the same for everyone: a form with no name, no token and no record in it"
GONE = 410


@bp.get("/outreach/offline")
@public(SAME_FOR_ALL)
def offline_page() -> str:
    """The page that logs sessions and contacts without signal."""
    return shell.page()


@bp.get("/sw.js")
@public(SAME_FOR_ALL)
def service_worker() -> Response:
    """The worker that serves that page when there is no signal, and nothing else."""
    answer = Response(shell.worker(), mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


@bp.get("/outreach/offline/manifest.webmanifest")
@public(SAME_FOR_ALL)
def offline_manifest() -> Response:
    """What makes the page installable."""
    answer = jsonify(shell.manifest())
    answer.mimetype = "application/manifest+json"
    return answer


@bp.get("/outreach/offline/standing")
@public("a phone that nobody is signed in on asks with its own token whether it was revoked, to wipe itself")
def phone_standing() -> Response:
    """Whether a phone may keep what it holds. A phone that there is not gets the same answer as a revoked one."""
    named = _phone_header()
    return jsonify(stands=named is not None and queries.stands(*named))


@bp.get("/outreach/offline/state")
@requires(Permission.OUTREACH_LOG, conceal=True)
def offline_state() -> Response:
    """What the page has to know on each visit: the session's token, whether its phone stands, what runs."""
    actor = current_actor()
    stands, revoked = _own_standing(actor)
    return jsonify(
        csrf=csrf.token(), stands=stands, revoked=revoked, until=_until(),
        known=queries.own_phone_of(actor, _browser_hash(actor)) is not None,
        held=queries.held_count(actor, own=True), held_url=url_for(".list_held"), sessions=_sessions(actor),
    )  # fmt: skip


@bp.post("/outreach/offline/ready")
@requires(Permission.OUTREACH_LOG, conceal=True, idempotent=False)
def make_ready() -> Response | tuple[Response, int]:
    """Set this browser up to log without signal, or give it its key back after a sign-in."""
    actor = current_actor()
    name = rules.browser_name(request.headers.get("User-Agent", ""))
    try:
        ready = service.make_ready(actor=actor, name=name, browser_hash=_browser_hash(actor))
    except Refused as refusal:
        return jsonify(reason=f"{refusal.reason} {refusal.instead}".strip()), 422
    return jsonify(
        id=ready.device_id, agency=actor.agency_id, public_key=ready.public_key, token=ready.token, until=_until()
    )


@bp.post("/outreach/offline/entries")
@requires(Permission.OUTREACH_LOG, conceal=True, idempotent=False)
def receive_entries() -> Response | tuple[Response, int]:
    """Take a few sealed entries, in their order, and say of each what came of it.

    Their own ids, and no key of a form, make them count once: they are made on the phone and stay in the table.
    """
    actor = current_actor()
    device_id, arrivals = _arrivals()
    if queries.own_phone(actor, device_id).revoked_at is not None:
        return jsonify(state="revoked"), GONE
    outcomes = [service.take(actor=actor, arrival=arrival) for arrival in arrivals]
    return jsonify(outcomes=[{"state": each.state, "asks": each.asks, "url": _where(each)} for each in outcomes])


def _where(outcome: service.Outcome) -> str:
    """Where to look at what an entry became."""
    if outcome.state is EntryState.HELD:
        return url_for(".list_held")
    if outcome.state is EntryState.TAKEN and outcome.kind is EntryKind.CONTACT:
        return url_for(".show_contact", contact_id=outcome.row_id)
    return ""


def _arrivals() -> tuple[UUID, list[service.Arrival]]:
    """The phone and the entries in the body; aborts when they are none, or more than our page sends at once."""
    body: Any = request.get_json(silent=True)
    try:
        device_id = UUID(body["phone"])
        arrivals = [_arrival(device_id, each) for each in body["entries"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BadRequest from None
    if not 0 < len(arrivals) <= rules.MOST_AT_ONCE:
        raise BadRequest
    return device_id, arrivals


def _arrival(device_id: UUID, entry: Any) -> service.Arrival:
    content = keys.SealedEntry(*(keys.from_base64(entry[part]) for part in ("wrapped", "nonce", "sealed")))
    if len(content.sealed) > rules.LONGEST_ENTRY:
        raise RequestEntityTooLarge
    return service.Arrival(UUID(entry["id"]), device_id, content)


def _phone_header() -> tuple[UUID, UUID, str] | None:
    """Agency, phone and token that a phone names itself by; None when it does not."""
    try:
        agency_id, device_id, token = request.headers.get("X-Phone", "").split(" ")
        return UUID(agency_id), UUID(device_id), token
    except ValueError:
        return None


def _own_standing(actor: Actor) -> tuple[bool, bool]:
    """Whether the phone that asks is the actor's and stands, and whether it is the actor's and was revoked."""
    device_id = request.args.get("phone", type=UUID)
    if device_id is None:
        return False, False
    try:
        revoked = queries.own_phone(actor, device_id).revoked_at is not None
    except NotVisible:
        return False, False
    return not revoked, revoked


def _sessions(actor: Actor) -> list[dict[str, Any]]:
    """Sessions that take contacts now, for the page to keep by id and time; their words it shows and forgets."""
    return [
        {"id": session.id, "began": session.began_at.isoformat(), "words": words}
        for session, words in queries.running_sessions(actor)
    ]


def _browser_hash(actor: Actor) -> str:
    """What tells this browser and account from all others; empty when the browser keeps no cookie of ours."""
    token = visitor().device_token
    return device_hash(token, actor.user_id) if token else ""


def _until() -> str:
    return (clock.now() + READY_FOR).isoformat()
