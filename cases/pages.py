"""What every page of one case shares: the door, the frame's facts, and a question that is asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from flask import render_template

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import queries, rules
from cases.forms import BreakGlassForm
from cases.parts import facts_of, sections_of
from cases.reading import ERASED, legible
from core import clock
from core.access import current_actor
from core.changing import Answer
from core.crypto.keyring import CannotOpen
from core.errors import NotVisible
from core.forms import EmptyForm
from people import queries as people_queries
from people.words import contact_line, contact_paragraphs

Words = TypeVar("Words")


def team_only(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Meet a colleague outside the case team at the door: initials, reference, and whom to ask (design.md 3)."""

    @wraps(view)
    def guarded(case_id: UUID, **values: Any) -> Answer:
        try:
            return view(case_id=case_id, **values)
        except NotVisible:
            door = queries.closed_door(current_actor(), case_id) if _is_elsewhere(case_id) else None
            if door is None:
                raise
            form = BreakGlassForm()
            form.renew_key()
            return render_template("cases/door.html", door=door, form=form), 403

    return guarded


def file_of(case_id: UUID) -> dict[str, Any]:
    """What every page of a case shows: whose it is, how to reach them safely, where it stands, who works it."""
    actor = current_actor()
    case = queries.case(actor, case_id)
    glass = queries.glass_of(actor, case)
    person = people_queries.person(actor, case.person_id)
    contact = people_queries.safe_contact(actor, case.person_id)
    team = queries.team_of(actor, case)
    leader = queries.workers(actor, [case.lead_user_id]).get(case.lead_user_id)
    origin = agencies_queries.names_of([case.origin_agency_id]) if case.origin_agency_id else {}
    writes = actor.may(Permission.CASE_WRITE) and glass is None
    return {
        "case": case,
        "glass": glass,
        "glass_left": -(-(glass.ends_at - clock.now()) // timedelta(minutes=1)) if glass else 0,
        "glass_form": EmptyForm(),
        "person": person,
        "alias": legible(person, "alias") or person.reference,
        "pronouns": legible(person, "pronouns"),
        "contact_line": _unless_erased(contact_line, contact, ERASED),
        "contact_words": _unless_erased(contact_paragraphs, contact, [ERASED]),
        "team": team,
        "lead_name": "you" if case.lead_user_id == actor.user_id else leader.name if leader else "nobody",
        "lead_team": leader.team_name if leader else "",
        "kind": rules.KIND_WORDS[case.kind],
        "state": rules.STATE_WORDS[case.state],
        "closed": rules.case_may_be_written(case.state) is not None,
        "may_write": writes and rules.case_may_be_written(case.state) is None,
        "may_reopen": writes,
        "may_supervise": actor.may(Permission.CASE_SUPERVISE),
        "origin": origin.get(case.origin_agency_id, "") if case.origin_agency_id else "",
        "sections": sections_of(actor),
        "facts": facts_of(actor, case),
        "opened_by": queries.opened_by(actor, case) if case.origin_agency_id else "",
    }


def _unless_erased(say: Callable[[Any], Words], contact: Any, otherwise: Words) -> Words:
    """What a page says of someone's safe contact; once their key is gone it says so."""
    try:
        return say(contact)
    except CannotOpen:
        return otherwise


def _is_elsewhere(case_id: UUID) -> bool:
    """True when it is the case itself that is not the reader's, and not a row inside it."""
    try:
        queries.peek(current_actor(), case_id)
    except NotVisible:
        return True
    return False
