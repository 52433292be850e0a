"""What happens when somebody writes in, and which public forms an agency opens."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor
from core.calendar import add_working_days
from core.crypto.fields import packed
from core.db import uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from people.identifiers import refuse_impossible_address
from people.models import ContactMethod
from referrals.outside import queries, rules
from referrals.outside.models import EnquiryKind, EnquiryState, OutsideEnquiry, PublicForms
from referrals.outside.queries import Front
from referrals.outside.rules import Reach
from referrals.service.notices import ENQUIRY_CAME, ENQUIRY_FLOOD, refuse

NAMED = ("name", "reach", "address", "times", "voicemail", "code_word", "never")


def receive(*, front: Front, kind: EnquiryKind, answers: dict[str, Any], form_key: str) -> None:
    """Keep what somebody wrote, sealed by the agency's own key, and tell those who answer that something waits.

    Refuses a message that nobody could answer safely, an impossible number, and the name of someone who has not
    agreed. The same form sent twice is kept once; an empty `form_key` equals no other. Whatever happens, the sender is
    told the same.
    """
    written = {name: value for name, value in answers.items() if value}
    _refuse_unsafe(kind, written)
    if written.get("reach") in (Reach.TEXT, Reach.CALL, Reach.EMAIL):
        refuse_impossible_address(ContactMethod(written["reach"]), written.get("address"))
    key = hashlib.sha256((form_key.strip() or str(uuid7())).encode()).hexdigest()
    session, actor = current_session(), front.actor
    mine = select(OutsideEnquiry.id).where(OutsideEnquiry.agency_id == actor.agency_id, OutsideEnquiry.form_key == key)
    if session.scalar(mine) is not None:
        return
    today = clock.today()
    row = OutsideEnquiry(
        agency_id=actor.agency_id, id=uuid7(), kind=kind, state=EnquiryState.NEW, team_id=front.team_id,
        answers=packed(written), form_key=key, received_at=clock.now(),
        contact_by=add_working_days(today, front.contact_days), decide_by=add_working_days(today, front.decide_days),
    )  # fmt: skip
    try:
        with session.begin_nested():
            audit.record(actor=actor, verb="received", kind="enquiry", row_id=row.id, fields=sorted(written))
            session.add(row)
    except IntegrityError:  # the same form, twice in the same moment
        return
    tell_desk(actor, row, ENQUIRY_CAME, "came")


def _refuse_unsafe(kind: EnquiryKind, written: dict[str, Any]) -> None:
    if kind is EnquiryKind.SOMEONE:
        details = [written.get(name, "") for name in NAMED]
        refuse(rules.named_without_consent(written.get("consent") == "yes", details))
        return
    given = (written.get("reach"), written.get("address", ""), written.get("code_word", ""))
    refuse(rules.somebody_can_be_reached(*given))


def tell_desk(actor: Actor, row: OutsideEnquiry, subject: str, act: str) -> None:
    """Tell those who answer, once for each act; the notice says only that something waits."""
    for address in agencies.addresses_of(actor.agency_id, Permission.REFERRAL_ANSWER):
        outbox.put(
            agency_id=actor.agency_id, address=address, subject=subject, path=f"/from-outside/{row.id}",
            once=f"enquiry-{act}:{row.id}",
        )  # fmt: skip


def tell_flooded(actor: Actor) -> None:
    """Tell the agency's managers, once an hour, that its public forms took as many messages as they may."""
    found = agencies.addresses_of(actor.agency_id, Permission.CASE_ALL)
    hour = f"{clock.now():%Y-%m-%dT%H}"
    for address in found or agencies.addresses_of(actor.agency_id, Permission.REFERRAL_ANSWER):
        outbox.put(
            agency_id=actor.agency_id, address=address, subject=ENQUIRY_FLOOD, path="/from-outside",
            once=f"enquiries-flood:{actor.agency_id}:{hour}",
        )  # fmt: skip


def change_forms(
    *, actor: Actor, myself_on: bool, someone_on: bool, team_id: UUID | None, welcome: str, ring: str, version: int
) -> PublicForms:  # fmt: skip
    """Switch an agency's public forms on or off, and say which team answers and what the page says.

    Refuses police and probation, a form that leads to no team, and a team of another agency. Clash when somebody
    changed them first.
    """
    if myself_on or someone_on:
        refuse(rules.forms_may_open(agencies.agency(actor.agency_id).kind))
        if team_id is None:
            raise Refused("Choose the team that answers.", field="team_id")
    if team_id is not None and agencies.team(team_id).agency_id != actor.agency_id:
        raise Refused("Choose a team of your own agency.", field="team_id")
    row = queries.own_forms(actor)
    if row is None:
        row = PublicForms(agency_id=actor.agency_id, id=actor.agency_id, version=0)
        current_session().add(row)
    if row.version != version:
        raise Clash("A colleague changed these while you were writing. Look again, then save.")
    row.myself_on, row.someone_on, row.team_id = myself_on, someone_on, team_id
    row.welcome, row.ring, row.version = welcome.strip(), ring.strip(), row.version + 1
    current_session().flush()
    fields = ("myself_on", "someone_on", "team", "welcome", "ring")
    audit.record(actor=actor, verb="changed", kind="public forms", row_id=row.id, fields=fields)
    return row
