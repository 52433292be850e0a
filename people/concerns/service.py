"""Writes of child safeguarding concerns. What was seen is never changed; each later step is one conditional UPDATE."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError, NoResultFound

from agencies.queries import addresses_of, agency
from core import audit, clock, outbox
from core.actor import Actor
from core.crypto.datakeys import create_key
from core.db import uuid7
from core.errors import Clash, Refused
from core.numbering import next_number, start_series
from core.scoping import current_session
from people import queries as people_queries
from people.concerns import queries, rules
from people.concerns.models import CheckAnswer, ChildConcern, ConcernAbout, ConcernNote, ConcernOutcome, ConcernState
from people.models import Category, DisclosureKind
from people.rules import under_18_refusal
from people.service.ledger import record_disclosure

SERIES = "concern"
SUBJECT = "Something at your agency needs a look today"
CHILDRENS_SERVICES = "Children’s services"
CHANGED_MEANWHILE = "This changed while you were writing. Both texts are below; nothing is lost."


def raise_concern(
    *,
    actor: Actor,
    about: ConcernAbout,
    who: str,
    seen: str,
    age: str | None = None,
    risk: str | None = None,
    views: str | None = None,
    danger: bool = False,
    rang_999: bool | None = None,
    person_id: UUID | None = None,
) -> ChildConcern:
    """Open a concern about a child, with a key of its own, and tell managers and data protection leads at once.

    `who` is the child, as far as known; `seen` what was seen or said; `risk` what shows a risk to the child; `views`
    what the child or parent says about it. `person_id` is the record that it hangs on, if any. No consent is asked.
    Refuses what `rules.may_be_raised` does.
    """
    _refuse_if(rules.may_be_raised(who, seen, danger=danger, rang_999=rang_999))
    if person_id is not None:
        people_queries.person(actor, person_id)
    row_id, now = uuid7(), clock.now()
    create_key(actor.agency_id, row_id)
    row = ChildConcern(
        agency_id=actor.agency_id, id=row_id, reference=_next_reference(actor.agency_id), about=about,
        about_person_id=person_id, state=ConcernState.RAISED, who=_said(who), age=_said(age), seen=_said(seen),
        risk=_said(risk), views=_said(views), danger=danger, rang_999_at=now if rang_999 else None,
        raised_by=actor.user_id, raised_at=now,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    _audited(actor, "raised", row)
    _alert(actor, row)
    return row


def change_facts(
    *, actor: Actor, concern_id: UUID, who: str, age: str | None, risk: str | None, views: str | None, version: int
) -> ChildConcern:
    """Write who the child is, their age, what shows a risk and what they say, as read at `version`.

    What was seen stays as it was written. Refuses a closed concern; Clash when somebody changed it first.
    """
    row = queries.peek(actor, concern_id)
    _refuse_if(rules.may_be_changed(row.state))
    _refuse_if(rules.may_be_raised(who, row.seen or "", danger=False, rang_999=None))
    _claim(row, version)
    row.who, row.age, row.risk, row.views = _said(who), _said(age), _said(risk), _said(views)
    current_session().flush()
    _audited(actor, "changed", row, "who", "age", "risk", "views")
    return row


def ring_999(*, actor: Actor, concern_id: UUID) -> ChildConcern:
    """Note that 999 was rung now, for a child in immediate danger. Refuses a closed concern."""
    row = queries.peek(actor, concern_id)
    _refuse_if(rules.may_be_changed(row.state))
    if row.rang_999_at is None:
        row.danger, row.rang_999_at = True, clock.now()
        current_session().flush()
    _audited(actor, "rang 999", row)
    return row


def check_concern(*, actor: Actor, concern_id: UUID, answer: CheckAnswer, words: str, version: int) -> ChildConcern:
    """A manager's check: tell children's services, or do not, and why. Refuses what `rules.may_be_checked` does.

    After an emergency it may come once they were told; the concern then stays told.
    """
    row = queries.peek(actor, concern_id)
    refusal = rules.may_be_checked(
        row.state, row.raised_by, actor.user_id, is_manager=actor.may(*queries.SEES_ALL), answer=answer, words=words,
        risk=row.risk or "",
    )  # fmt: skip
    _refuse_if(refusal)
    _claim(row, version)
    row.check_answer, row.check_words, row.checked_by, row.checked_at = answer, _said(words), actor.user_id, clock.now()
    if row.state is ConcernState.RAISED:
        row.state = ConcernState.CHECKED
    current_session().flush()
    _audited(actor, "checked", row)
    return row


def note_telling(
    *,
    actor: Actor,
    concern_id: UUID,
    whom: str,
    told_at: datetime,
    reference: str | None,
    in_ledger: bool,
    version: int,
) -> ChildConcern:
    """Note that children's services were told: whom, when, and the reference they gave.

    `in_ledger` puts it into the person's own ledger, which they may read: only when that is safe for the child.
    Refuses what `rules.may_be_told` does, and a moment to come.
    """
    row = queries.peek(actor, concern_id)
    _refuse_if(rules.may_be_told(row.state, row.about, danger=row.danger, check=row.check_answer, risk=row.risk or ""))
    if not whom.strip():
        raise Refused("Write whom you told.", field="whom")
    if told_at > clock.now():
        raise Refused("This is still to come.", field="day")
    _claim(row, version)
    row.told_whom, row.told_reference = _said(whom), _said(reference)
    row.told_at, row.told_by, row.state = told_at, actor.user_id, ConcernState.TOLD
    current_session().flush()
    _audited(actor, "told", row)
    if in_ledger and row.about_person_id is not None:
        record_disclosure(
            actor=actor, person_id=row.about_person_id, kind=DisclosureKind.OUTSIDE, outside=CHILDRENS_SERVICES,
            recipient_agency_id=actor.agency_id, recipient_team_id=None, categories=[Category.CHILDREN],
            reason="child safeguarding",
        )  # fmt: skip
    return row


def close_concern(
    *, actor: Actor, concern_id: UUID, outcome: ConcernOutcome, words: str, version: int
) -> ChildConcern:  # fmt: skip
    """Close a concern with what came of it. Refuses what `rules.may_be_closed` does."""
    row = queries.peek(actor, concern_id)
    told = row.told_at is not None
    _refuse_if(rules.may_be_closed(row.state, outcome, words, told=told, check=row.check_answer))
    _claim(row, version)
    row.outcome, row.outcome_words = outcome, _said(words)
    row.state, row.closed_at, row.closed_by = ConcernState.CLOSED, clock.now(), actor.user_id
    current_session().flush()
    _audited(actor, "closed", row)
    return row


def add_note(*, actor: Actor, concern_id: UUID, words: str) -> ConcernNote:
    """Write something into a concern, open or closed; it is never changed. Refuses empty words."""
    row = queries.peek(actor, concern_id)
    if not words.strip():
        raise Refused("Write your note.", field="words")
    note = ConcernNote(
        agency_id=actor.agency_id, concern_id=row.id, words=_said(words), written_by=actor.user_id,
        written_at=clock.now(),
    )  # fmt: skip
    current_session().add(note)
    current_session().flush()
    _audited(actor, "added to", row)
    return note


def refuse_case_of_a_child(*, actor: Actor, person_id: UUID) -> None:
    """Refuse a case of sex work with somebody under 18: by birth date, by age band, or by a concern that stands.

    `cases.service.open_case` asks this first. Source: domain.md 3.3; the rule is `people.rules.may_have_a_case`.
    """
    _refuse_if(people_queries.under_18(actor, person_id))
    if queries.is_child(actor, person_id):
        raise under_18_refusal(person_id)


def _next_reference(agency_id: UUID) -> str:
    try:
        number = next_number(agency_id, SERIES)
    except NoResultFound:
        _begin_series(agency_id)
        number = next_number(agency_id, SERIES)
    return f"{agency(agency_id).reference_prefix}-S{number:04d}"


def _begin_series(agency_id: UUID) -> None:
    """An agency's first concern opens its series; of two first ones either may."""
    try:
        with current_session().begin_nested():
            start_series(agency_id, SERIES)
            current_session().flush()
    except IntegrityError:
        return


def _alert(actor: Actor, row: ChildConcern) -> None:
    """Those who answer for the agency hear at once; the notice names nobody and nothing."""
    told = {address for each in queries.SEES_ALL for address in addresses_of(actor.agency_id, each)}
    for address in sorted(told):
        outbox.put(
            agency_id=actor.agency_id, address=address, subject=SUBJECT, path=f"/people/concerns/{row.id}",
            once=f"concern:{row.id}", about=row.about_person_id,
        )  # fmt: skip


def _claim(row: ChildConcern, version: int) -> None:
    """Take the next version by one conditional UPDATE; whoever comes second meets a clash."""
    taken = current_session().scalar(
        update(ChildConcern)
        .where(ChildConcern.agency_id == row.agency_id, ChildConcern.id == row.id, ChildConcern.version == version)
        .values(version=version + 1)
        .returning(ChildConcern.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        current_session().refresh(row)
        raise Clash(CHANGED_MEANWHILE)
    row.version = version + 1


def _refuse_if(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _said(words: str | None) -> str | None:
    return (words or "").strip() or None


def _audited(actor: Actor, verb: str, row: ChildConcern, *fields: str) -> None:
    audit.record(
        actor=actor, verb=verb, kind="child concern", row_id=row.id, subject_id=row.about_person_id, fields=fields
    )
