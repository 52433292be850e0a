"""Reads of the checker: which current warnings say it, whom we told of NUM's checkers, and who was stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from agencies import queries as agencies
from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from core.words import clock_time
from outreach import queries as outreach
from outreach.models import OutreachContact
from people import queries as people
from people.queries.names import worker_names
from safety.checker import rules
from safety.checker.models import CheckerTold
from safety.warnings import queries as warnings
from safety.warnings.queries import CurrentWarning

LOOK_UP = "checker look-up"
STOPPED = "stopped"
SHOWN = timedelta(days=7)
TONIGHT = timedelta(hours=18)
MOST_CONTACTS = 12
MOST_TOLD = 5
NUM_CODE = "NUM"


@dataclass(frozen=True, slots=True)
class Told:
    """That somebody was told of NUM's checkers, in words."""

    checkers: str
    by: str
    at: datetime


def found(actor: Actor, written: str) -> list[CurrentWarning]:
    """The current warnings held by the actor's agency that say what was written, each once, the latest first.

    Asks of nothing else: who is supported, by whom, and what stands in their records has no part in the answer.
    """
    told: dict[UUID, CurrentWarning] = {}
    for kind in rules.kinds_of(written):
        for warning in warnings.identified(actor, kind, written):
            told.setdefault(warning.warning_id, warning)
    return sorted(told.values(), key=lambda warning: warning.made_at, reverse=True)


def num_address() -> str:
    """Where NUM is found, as the directory of members says; empty when it says nothing."""
    try:
        return agencies.agency_by_code(NUM_CODE).url or ""
    except NotVisible:
        return ""


def told_visible_to(actor: Actor) -> Select[CheckerTold]:
    """What the actor's agency wrote down of telling people about the checkers; nobody they are kept away from."""
    mine = select(CheckerTold).where(belongs_to(actor, CheckerTold))
    return mine.where(people.not_excluded(actor, CheckerTold.person_id))


def told_to_person(actor: Actor, person_id: UUID) -> list[Told]:
    """When a person was told of the checkers, on any of their linked records, the latest first."""
    return _told(actor, people.in_same_person(actor, CheckerTold.person_id, person_id))


def told_in_case(actor: Actor, case_id: UUID) -> list[Told]:
    """When the person of a case was told of the checkers there, the latest first."""
    return _told(actor, CheckerTold.case_id == case_id)


def _told(actor: Actor, about: Any) -> list[Told]:
    latest = told_visible_to(actor).where(about).order_by(CheckerTold.told_at.desc()).limit(MOST_TOLD)
    rows = list(current_session().scalars(latest))
    names = worker_names(actor, {row.told_by for row in rows})
    return [Told(_words(row.checkers), names.get(row.told_by, ""), row.told_at) for row in rows]


def _words(codes: Sequence[str]) -> str:
    return " and ".join(rules.CHECKERS[code] for code in codes if code in rules.CHECKERS)


def contacts_of_tonight(actor: Actor) -> list[tuple[UUID, str]]:
    """The contacts that the actor logged in the last hours, the latest first, in words: whom they may have told."""
    mine = outreach.contacts_visible_to(actor).where(OutreachContact.logged_by == actor.user_id)
    mine = mine.where(OutreachContact.at > clock.now() - TONIGHT).order_by(OutreachContact.at.desc())
    rows = current_session().scalars(mine.limit(MOST_CONTACTS))
    return [(row.id, f"{row.alias or 'No name'}, {clock_time(row.at)}") for row in rows]


def stopped(actor: Actor) -> list[tuple[str, datetime, int]]:
    """Colleagues whose look-ups were stopped in the last seven days: name, when last, how often."""
    per_account = (
        select(AuditEntry.actor_id, func.max(AuditEntry.at), func.count())
        .where(belongs_to(actor, AuditEntry), AuditEntry.kind == LOOK_UP, AuditEntry.verb == STOPPED)
        .where(AuditEntry.at > clock.now() - SHOWN)
        .group_by(AuditEntry.actor_id)
        .order_by(func.max(AuditEntry.at).desc())
    )
    rows = list(current_session().execute(per_account))
    names = worker_names(actor, {user_id for user_id, _, _ in rows})
    return [(names.get(user_id, ""), last, count) for user_id, last, count in rows]
