"""Writes of Very Brief Interventions: rule, change, audit. Words are sealed by a key of the intervention's own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import create_key, destroy_key
from core.crypto.fields import packed
from core.db import uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from outreach import queries as outreach
from outreach.brief import catalogue, queries, rules
from outreach.brief.models import BriefIntervention, TipsWay
from outreach.brief.rules import Facts
from outreach.models import OutreachContact
from people import service as people_service
from people.models import PersonMessage

#: The message of `neutral_messages.json` that carries the tips which say nothing to a stranger.
KEEP_SAFE = "keep_safe"
VBI = "vbi"
CHANGED_MEANWHILE = "This changed while you were writing. Both texts are below; nothing is lost."


def record_intervention(
    *, actor: Actor, session_id: UUID, facts: Facts, contact_id: UUID | None = None, at: datetime | None = None
) -> BriefIntervention:
    """Write down a Very Brief Intervention on a session, as part of a contact or by itself.

    `at` is when it was given, now by default. The contact is marked as one on which it was done. Refuses what
    `rules.may_be_recorded` does, a contact of another session, and one that looked under 18; NotVisible for no such
    session or contact.
    """
    _may_log(actor)
    session = outreach.session(actor, session_id)
    moment = at or clock.now()
    _unless(rules.may_be_given_at(moment, session.began_at, clock.now()))
    _unless(_passes(facts))
    contact = _contact_of(actor, session_id, contact_id)
    row_id = uuid7()
    create_key(actor.agency_id, row_id)
    account = agencies.signed_in(actor.user_id)
    row = BriefIntervention(
        agency_id=actor.agency_id, id=row_id, session_id=session_id, contact_id=contact_id, at=moment,
        given_by=actor.user_id, signed_role=", ".join(account.role_words) if account else "",
    )  # fmt: skip
    _write(row, facts)
    current_session().add(row)
    current_session().flush()
    if contact is not None:
        _mark(contact)
    _audited(actor, "recorded", row)
    return row


def change_intervention(*, actor: Actor, brief_id: UUID, facts: Facts, version: int) -> BriefIntervention:
    """Write an intervention anew, as read at `version`.

    Refuses what recording it would; Clash when it changed since.
    """
    _may_log(actor)
    row = queries.peek(actor, brief_id)
    due_stays = facts.follow_up_due is not None and facts.follow_up_due == row.follow_up_due
    _unless(_passes(facts, due_stays=due_stays))
    if row.followed_up_at is not None and facts.follow_up_due is None:
        raise Refused("This was followed up: its day stays.", field="due")
    taken = current_session().scalar(
        update(BriefIntervention)
        .where(BriefIntervention.agency_id == actor.agency_id, BriefIntervention.id == brief_id)
        .where(BriefIntervention.version == version)
        .values(version=version + 1)
        .returning(BriefIntervention.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(row)
    if taken is None:
        raise Clash(CHANGED_MEANWHILE)
    _write(row, facts)
    current_session().flush()
    _audited(actor, "changed", row, "answers", "tips", "assisted", "services", "follow_up")
    return row


def follow_up_done(*, actor: Actor, brief_id: UUID) -> BriefIntervention:
    """Note that the follow-up was done. Refuses where none is due; a second time changes nothing."""
    _may_log(actor)
    row = queries.peek(actor, brief_id)
    if row.follow_up_due is None:
        raise Refused("No follow-up was promised here.")
    done = current_session().scalar(
        update(BriefIntervention)
        .where(BriefIntervention.agency_id == actor.agency_id, BriefIntervention.id == brief_id)
        .where(BriefIntervention.followed_up_at.is_(None))
        .values(followed_up_at=clock.now(), followed_up_by=actor.user_id, version=BriefIntervention.version + 1)
        .returning(BriefIntervention.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(row)
    if done is not None:
        _audited(actor, "followed up", row)
    return row


def send_tips(*, actor: Actor, brief_id: UUID) -> PersonMessage:
    """Send the tips that say nothing to a stranger, by the person's safe contact, at their next safe moment.

    Refuses where the contact is linked to no record, and whatever their safe contact does not allow
    (`people.service.send_word`). Source: security.md T3.
    """
    _may_log(actor)
    row = queries.peek(actor, brief_id)
    person_id = queries.subject_of(actor, row)
    if person_id is None:
        raise Refused("This is linked to no record, so no safe contact is known.", instead="Show them the tips.")
    message = people_service.send_word(actor=actor, person_id=person_id, kind=KEEP_SAFE)
    row.tips_ways = [*(way for way in row.tips_ways if way != TipsWay.SENT), TipsWay.SENT.value]
    row.tips = row.tips or list(catalogue.NEUTRAL)
    row.version += 1
    current_session().flush()
    _audited(actor, "sent tips of", row)
    return message


def forget_words(*, actor: Actor, row: BriefIntervention) -> None:
    """Destroy the key of one intervention, and its words with it; the counts stay."""
    destroy_key(actor.agency_id, row.id)
    row.answers_sealed = row.assisted_sealed = row.follow_up_sealed = None
    current_session().flush()


def _contact_of(actor: Actor, session_id: UUID, contact_id: UUID | None) -> OutreachContact | None:
    if contact_id is None:
        return None
    contact = outreach.contact(actor, contact_id)
    if contact.session_id != session_id:
        raise Refused("This contact was on another session.")
    _unless(rules.may_be_with(contact.flags))
    return contact


def _mark(contact: OutreachContact) -> None:
    if VBI not in contact.interventions:
        contact.interventions = [*contact.interventions, VBI]
        contact.version += 1
        current_session().flush()


def _passes(facts: Facts, *, due_stays: bool = False) -> Refused | None:
    """The first refusal of what was written; a follow-up's day that was set before may have passed by now."""
    today = facts.follow_up_due if due_stays and facts.follow_up_due else clock.today()
    known_ways = list(catalogue.WAY_WORDS)
    return (
        rules.may_be_recorded(facts, today)
        or rules.codes_may_be(facts.answers, [each.code for each in catalogue.questions()], "answers")
        or rules.codes_may_be(facts.said, catalogue.ANSWERED.values(), "said")
        or rules.codes_may_be(facts.tips, catalogue.tips(), "tips")
        or rules.codes_may_be(facts.tips_ways, known_ways, "tips_ways")
        or rules.codes_may_be(facts.services, catalogue.signposts(), "services")
    )


def _write(row: BriefIntervention, facts: Facts) -> None:
    for column in catalogue.ANSWERED.values():
        setattr(row, column, facts.said.get(column, rules.Said.NOT_ASKED))
    row.asked = list(rules.asked_codes(facts.answers, facts.said, catalogue.ANSWERED))
    words = {code: text for code, text in facts.answers.items() if text}
    row.answers = packed(words) if words else None
    sent = [TipsWay.SENT.value] if TipsWay.SENT.value in (row.tips_ways or []) else []
    row.tips, row.tips_ways = list(facts.tips), [*facts.tips_ways, *sent]
    row.assisted, row.services = facts.assisted or None, list(facts.services)
    row.wants_referral, row.slavery_sign = facts.wants_referral, facts.slavery_sign
    row.follow_up_due, row.follow_up = facts.follow_up_due, facts.follow_up or None


def _may_log(actor: Actor) -> None:
    if not actor.may(Permission.OUTREACH_LOG):
        raise Refused("Your role cannot log outreach.", instead="Ask your agency manager.")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _audited(actor: Actor, verb: str, row: BriefIntervention, *fields: str) -> None:
    subject = queries.subject_of(actor, row)
    audit.record(actor=actor, verb=verb, kind="brief intervention", row_id=row.id, subject_id=subject, fields=fields)
