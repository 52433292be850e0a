"""Loads the forum's own bodies from `reference/bodies.json`. Loading again adds what is missing and changes nothing."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from config import ROOT
from core.scoping import current_session
from forum.bodies.models import Body, BodyKind
from forum.bodies.rules import QuorumRule

FORUM = "forum"
SOURCE = ROOT / "reference" / "bodies.json"


def load() -> None:
    """Add the forum and its subgroup as bodies, with their quorum."""
    session = current_session()
    known = set(session.scalars(select(Body.code)))
    session.add_all(_body(entry) for entry in _read()["bodies"] if entry["code"] not in known)
    session.flush()


def group_quorum() -> QuorumRule:
    """The quorum that a task and finish group begins with."""
    return QuorumRule(**_read()["group_quorum"])


def _body(entry: dict[str, Any]) -> Body:
    quorum = {f"quorum_{name}": value for name, value in entry["quorum"].items()}
    return Body(
        code=entry["code"], kind=BodyKind(entry["kind"]), name=entry["name"], purpose=entry["purpose"],
        reports_to=entry["reports_to"], term_months=entry["term_months"], **quorum,
    )  # fmt: skip


def _read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return found
