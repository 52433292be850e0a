"""Writes of observations. What was seen is never changed; each later step is one conditional UPDATE."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError, NoResultFound

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor
from core.crypto.datakeys import create_key
from core.db import uuid7
from core.errors import Clash, Refused
from core.numbering import next_number, start_series
from core.scoping import current_session
from outreach import catalogue as outreach_words
from outreach import queries as outreach
from outreach.models import OutreachContact
from outreach.observations import catalogue, known, queries, rules, spotting
from outreach.observations.models import Agreed, Observation, ObservationNote, ObservationState, SlaveryRoute
from outreach.observations.rules import Facts
from people.reference import watched_words

SERIES = "observation"
WORRIED = "worried"
SUBJECT = "Something at your agency needs a look"
CHANGED_MEANWHILE = "This changed while you were writing. Both texts are below; nothing is lost."


def record_observation(
    *, actor: Actor, facts: Facts, session_id: UUID | None = None, contact_id: UUID | None = None
) -> Observation:
    """Keep what a worker saw, sealed by a key of its own, and tell the managers that something waits.

    `contact_id` is the contact that it came of. Refuses what the rules do: nothing seen, a moment to come, danger
    without an answer about 999, and whatever in its words could point at somebody who works (`rules.words_may_stay`).
    """
    _may(actor, Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE)
    _unless(rules.may_be_kept(facts, clock.now()))
    _unless(rules.codes_may_be(facts, outreach_words.wards(), catalogue.settings(), catalogue.SIGNS))
    _look_through(actor, facts)
    session_id = _session_of(actor, session_id, contact_id)
    row = _new(actor, facts, session_id, contact_id)
    current_session().add(row)
    current_session().flush()
    if contact_id is not None:
        _settle_worry(outreach.contact(actor, contact_id))
    _audited(actor, "recorded", row)
    _tell_managers(actor, row)
    return row


def review_observation(
    *, actor: Actor, observation_id: UUID, forward: bool, wording: str, words: str, why_it_stays: str, version: int
) -> Observation:
    """A manager's review, as read at `version`: pass it on in this `wording`, or keep it; `words` say why.

    Refuses what `rules.may_be_reviewed` and, to pass it on, `rules.may_leave` do; Clash when it changed since.
    """
    row = queries.peek(actor, observation_id)
    manages = actor.may(Permission.OUTREACH_MANAGE)
    _unless(rules.may_be_reviewed(row.state, row.seen_by, actor.user_id, is_manager=manages, words=words))
    if forward:
        never = spotting.never_released(wording, watched_words())
        found = known.spots_in(actor, wording, leaving=True)
        _unless(rules.may_leave(row.agreed, wording, never, found, why_it_stays))
    _claim(row, version)
    row.reviewed_by, row.reviewed_at, row.review_words = actor.user_id, clock.now(), words.strip()
    row.to_forward, row.wording = forward, wording.strip() if forward else None
    row.state = ObservationState.REVIEWED if forward else ObservationState.KEPT
    if why_it_stays.strip():
        row.why_it_stays = why_it_stays.strip()
    current_session().flush()
    _audited(actor, "reviewed", row, "to pass on" if forward else "kept")
    return row


def mark_forwarded(*, actor: Actor, observation_id: UUID, release_id: UUID) -> Observation:
    """Note that a reviewed observation went out as this release; once, ever.

    Refuses what `rules.may_be_forwarded` does, and a role that may not release.
    """
    _may(actor, *queries.SEES_ALL)
    row = queries.peek(actor, observation_id)
    _unless(rules.may_be_forwarded(row.state, row.agreed, to_forward=row.to_forward))
    _claim(row, row.version)
    row.state, row.release_id = ObservationState.FORWARDED, release_id
    row.forwarded_by, row.forwarded_at = actor.user_id, clock.now()
    current_session().flush()
    _audited(actor, "passed on", row)
    return row


def note_agreement(*, actor: Actor, observation_id: UUID, agreed: Agreed, version: int) -> Observation:
    """Write what somebody who could be known from it says about passing it on. A no keeps what was to be passed on."""
    row = queries.peek(actor, observation_id)
    _unless(rules.agreement_may_be(row.state))
    _claim(row, version)
    row.agreed = agreed
    if agreed in (Agreed.NO, Agreed.NOT_ASKED) and row.state is ObservationState.REVIEWED:
        row.state, row.to_forward = ObservationState.KEPT, False
    current_session().flush()
    _audited(actor, "changed", row, "agreed")
    return row


def note_route(*, actor: Actor, observation_id: UUID, route: SlaveryRoute, words: str, version: int) -> Observation:
    """Note where the modern slavery route stands. It names nobody, and sends nothing. Refuses what the rules do."""
    row = queries.peek(actor, observation_id)
    code = agencies.agency(actor.agency_id).code
    responder = catalogue.is_first_responder(code)
    _unless(rules.route_may_be(row.state, route, words, first_responder=responder))
    _unless(rules.words_may_stay([*spotting.must_go(known.spots_in(actor, words))], "", "words"))
    _claim(row, version)
    row.route, row.route_words = route, words.strip() or None
    row.route_by, row.route_at = actor.user_id, clock.now()
    current_session().flush()
    _audited(actor, "changed", row, "route")
    return row


def close_observation(*, actor: Actor, observation_id: UUID, words: str, version: int) -> Observation:
    """Close an observation with what came of it. Refuses what `rules.may_be_closed` does."""
    row = queries.peek(actor, observation_id)
    _unless(rules.may_be_closed(row.state, words, is_manager=actor.may(Permission.OUTREACH_MANAGE)))
    _claim(row, version)
    row.state, row.closed_by, row.closed_at = ObservationState.CLOSED, actor.user_id, clock.now()
    row.closing_words = words.strip()
    current_session().flush()
    _audited(actor, "closed", row)
    return row


def ring_999(*, actor: Actor, observation_id: UUID) -> Observation:
    """Note that 999 was rung now. A second time changes nothing."""
    row = queries.peek(actor, observation_id)
    if row.rang_999_at is None:
        _claim(row, row.version)
        row.danger, row.rang_999_at = True, clock.now()
        current_session().flush()
        _audited(actor, "rang 999", row)
    return row


def add_note(*, actor: Actor, observation_id: UUID, words: str) -> ObservationNote:
    """Write something to an observation, open or closed; it is never changed.

    Refuses an empty note, and what could not stay in the observation itself for any reason.
    """
    row = queries.peek(actor, observation_id)
    if not words.strip():
        raise Refused("Write your note.", field="words")
    _unless(rules.words_may_stay([*spotting.must_go(known.spots_in(actor, words))], "", "words"))
    note = ObservationNote(
        agency_id=actor.agency_id, observation_id=row.id, words=words.strip(), written_by=actor.user_id,
        written_at=clock.now(),
    )  # fmt: skip
    current_session().add(note)
    current_session().flush()
    _audited(actor, "added to", row)
    return note


def _new(actor: Actor, facts: Facts, session_id: UUID | None, contact_id: UUID | None) -> Observation:
    row_id, now = uuid7(), clock.now()
    create_key(actor.agency_id, row_id)
    return Observation(
        agency_id=actor.agency_id, id=row_id, reference=_next_reference(actor.agency_id), session_id=session_id,
        contact_id=contact_id, state=ObservationState.SEEN, seen_at=facts.seen_at, ward=facts.ward,
        setting=facts.setting, how_known=facts.how_known, how_many=facts.how_many, signs=list(facts.signs),
        facts=facts.facts, others=facts.others or None, grounds=facts.grounds or None, own_view=facts.own_view or None,
        why_it_stays=facts.why_it_stays or None, agreed=facts.agreed, child=facts.child, danger=facts.danger,
        rang_999_at=now if facts.rang_999 else None, seen_by=actor.user_id, written_at=now,
    )  # fmt: skip


def _look_through(actor: Actor, facts: Facts) -> None:
    """Each text by itself, so that what must change is said beside it."""
    for field, words in facts.texts:
        _unless(rules.words_may_stay(known.spots_in(actor, words), facts.why_it_stays, field))


def _session_of(actor: Actor, session_id: UUID | None, contact_id: UUID | None) -> UUID | None:
    """The session of the contact, or the one that was named, as the actor may see them."""
    if contact_id is not None:
        return outreach.contact(actor, contact_id).session_id
    return outreach.session(actor, session_id).id if session_id else None


def _settle_worry(contact: OutreachContact) -> None:
    """What a worker was worried about is written down now: the contact asks for nothing more."""
    if WORRIED in contact.flags and WORRIED not in contact.settled:
        contact.settled = [each for each in contact.flags if each in {*contact.settled, WORRIED}]
        contact.version += 1
        current_session().flush()


def _next_reference(agency_id: UUID) -> str:
    try:
        number = next_number(agency_id, SERIES)
    except NoResultFound:
        _begin_series(agency_id)
        number = next_number(agency_id, SERIES)
    return f"{agencies.agency(agency_id).reference_prefix}-O{number:04d}"


def _begin_series(agency_id: UUID) -> None:
    """An agency's first observation opens its series; of two first ones either may."""
    try:
        with current_session().begin_nested():
            start_series(agency_id, SERIES)
            current_session().flush()
    except IntegrityError:
        return


def _tell_managers(actor: Actor, row: Observation) -> None:
    """Those who review hear at once; the notice names nobody and nothing. Who wrote it needs no notice of it."""
    author = agencies.user(actor.user_id).email
    for address in agencies.addresses_of(actor.agency_id, Permission.OUTREACH_MANAGE):
        if address != author:
            outbox.put(
                agency_id=actor.agency_id, address=address, subject=SUBJECT, path=f"/outreach/observations/{row.id}",
                once=f"observation:{row.id}",
            )  # fmt: skip


def _claim(row: Observation, version: int) -> None:
    """Take the next version by one conditional UPDATE; whoever comes second meets a clash."""
    taken = current_session().scalar(
        update(Observation)
        .where(Observation.agency_id == row.agency_id, Observation.id == row.id, Observation.version == version)
        .values(version=version + 1)
        .returning(Observation.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(row)
    if taken is None:
        raise Clash(CHANGED_MEANWHILE)


def _may(actor: Actor, *permissions: Any) -> None:
    if not actor.may(*permissions):
        raise Refused("Your role cannot do this.", instead="Ask your agency manager.")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _audited(actor: Actor, verb: str, row: Observation, *fields: str) -> None:
    audit.record(actor=actor, verb=verb, kind="observation", row_id=row.id, fields=fields)
