"""The public feed: read-only Open Referral UK 3.0, as its OpenAPI says. Open data, without cookies or accounts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import current_app, request
from werkzeug.wrappers import Response

from agencies.throttle import network
from config import ROOT
from core.access import public
from core.errors import NotVisible, Refused
from directory import bp
from directory.feed import asking, brake, queries, shape
from directory.feed.queries import Part

WHY = "open data: the directory’s checked entries in the shape of Open Referral UK, with no person in them"
VERSION = "HSDS-UK-3.0"
PROFILE = "https://github.com/OpenReferralUK/uk-profile"
OPENAPI = ROOT / "reference" / "open_referral" / "openapi.json"
KEPT_SECONDS = 300


@bp.get("/open-referral/")
@public(WHY)
def feed_root() -> Response:
    """What this is, and where its description stands."""
    base = str(current_app.config["SETTINGS"].public_base_url)
    return _answer(lambda: {
        "version": VERSION, "profile": PROFILE, "openapi_url": f"{base}/open-referral/openapi.json",
    })  # fmt: skip


@bp.get("/open-referral/openapi.json")
@public(WHY)
def feed_openapi() -> Response:
    """The OpenAPI of the profile that this feed follows."""
    return _answer(_openapi)


@bp.get("/open-referral/services")
@public(WHY)
def feed_services() -> Response:
    """A part of the services; with `full`, all that hangs on each."""

    def make() -> shape.Shape:
        whole = asking.is_true(request.args, "full")
        found = queries.services(asking.asked(request.args), asking.part(request.args), whole=whole)
        shaped = shape.whole_service if whole else shape.listed_service
        return _listed([shaped(entry) for entry in found.rows], found.total, found.part)

    return _answer(make)


@bp.get("/open-referral/services/<uuid:service_id>")
@public(WHY)
def feed_service(service_id: UUID) -> Response:
    """One service with all that hangs on it."""
    return _answer(lambda: shape.whole_service(queries.service(service_id)))


@bp.get("/open-referral/organizations")
@public(WHY)
def feed_organisations() -> Response:
    """A part of the organisations that have a published service."""

    def make() -> shape.Shape:
        part = asking.part(request.args)
        rows, total = queries.organisations(asking.search(request.args), part)
        return _listed([shape.organisation(row) for row in rows], total, part)

    return _answer(make)


@bp.get("/open-referral/organizations/<uuid:organisation_id>")
@public(WHY)
def feed_organisation(organisation_id: UUID) -> Response:
    """One organisation with its published services."""
    return _answer(lambda: shape.whole_organisation(*queries.organisation(organisation_id)))


@bp.get("/open-referral/service_at_locations")
@public(WHY)
def feed_places() -> Response:
    """A part of the places where services are found."""

    def make() -> shape.Shape:
        part = asking.part(request.args)
        rows, total = queries.places(asking.asked(request.args), part)
        return _listed([shape.listed_place(entry, place) for entry, place in rows], total, part)

    return _answer(make)


@bp.get("/open-referral/service_at_locations/<uuid:location_id>")
@public(WHY)
def feed_place(location_id: UUID) -> Response:
    """One place of a service with all that hangs on both."""
    return _answer(lambda: shape.whole_place(*queries.place(location_id)))


@bp.get("/open-referral/taxonomies")
@public(WHY)
def feed_taxonomies() -> Response:
    """The one taxonomy: kinds of help."""
    return _answer(lambda: _cut([shape.TAXONOMY]))


@bp.get("/open-referral/taxonomies/<uuid:taxonomy_id>")
@public(WHY)
def feed_taxonomy(taxonomy_id: UUID) -> Response:
    """The taxonomy itself."""
    return _answer(lambda: _one([shape.TAXONOMY], taxonomy_id))


@bp.get("/open-referral/taxonomy_terms")
@public(WHY)
def feed_terms() -> Response:
    """The kinds of help."""
    return _answer(lambda: _cut(shape.terms()))


@bp.get("/open-referral/taxonomy_terms/<uuid:term_id>")
@public(WHY)
def feed_term(term_id: UUID) -> Response:
    """One kind of help."""
    return _answer(lambda: _one(shape.terms(), term_id))


@cache
def _openapi() -> shape.Shape:
    found: shape.Shape = json.loads(OPENAPI.read_text(encoding="utf-8"))
    return found


def _one(rows: Sequence[shape.Shape], row_id: UUID) -> shape.Shape:
    found = next((row for row in rows if row["id"] == str(row_id)), None)
    if found is None:
        raise NotVisible
    return found


def _cut(rows: Sequence[shape.Shape]) -> shape.Shape:
    part = asking.part(request.args)
    begins = (part.number - 1) * part.size
    return _listed(rows[begins : begins + part.size], len(rows), part)


def _listed(rows: Sequence[shape.Shape], total: int, part: Part) -> shape.Shape:
    """A page of a list, as the OpenAPI has it."""
    pages = -(-total // part.size)
    return {
        "total_items": total, "total_pages": pages, "page_number": part.number, "size": len(rows),
        "first_page": part.number == 1, "last_page": part.number >= pages, "empty": not rows, "contents": list(rows),
    }  # fmt: skip


def _answer(make: Callable[[], shape.Shape]) -> Response:
    """What was asked, as JSON with its ETag; or why not, as JSON too."""
    if not brake.may_ask(network(request.remote_addr or "")):
        answer = _json({"error": f"At most {brake.MOST_A_MINUTE} questions a minute. Ask again shortly."}, 429)
        answer.headers["Retry-After"] = str(brake.seconds_left())
        return answer
    try:
        answer = _json(make(), 200)
    except Refused as refusal:
        return _json({"error": refusal.reason}, 400)
    except NotVisible:
        return _json({"error": "Nothing published has this id."}, 404)
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer.set_etag(sha256(answer.get_data()).hexdigest()[:32])
    return answer.make_conditional(request)


def _json(body: dict[str, Any], status: int) -> Response:
    answer = current_app.response_class(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")), status, mimetype="application/json"
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
