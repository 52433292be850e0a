"""Years of work made at once for `bench reports`: outreach contacts, referrals, the cases that came of them, incidents.

Rows alone, without a word in them: what is counted is never sealed. Only what people said of themselves is, because it
is opened to be counted; one in ten has said something. One quarter is made up row by row; those before it are copies of
it, moved back by days inside the database, with every case closed.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, Date, Interval, String, Uuid, cast, func, insert, literal, select

from agencies import queries as agencies
from agencies.models import User
from cases import measures as of_cases
from cases.models import Case, CaseKind, CaseState, ContactMode, ContactOutcome, Milestone, SupportContact
from core import clock
from core.actor import Actor, system_actor
from core.counts import moments
from core.crypto.datakeys import DataKey, keyring
from core.crypto.keyring import seal_bytes
from core.db import UtcDateTime, db
from core.scoping import acting_as
from core.tallies import Period
from directory.models import Service
from outreach import measures as of_outreach
from outreach.models import FourAnswers, GivenItem, MetBefore, OutreachContact, OutreachSession, ReportingIntent
from people import equality
from people.models import Answer, EqualityAnswers, Person
from referrals import measures as of_referrals
from referrals.models import Outcome, Referral, ReferralReceipt, ReferralState, ReferralSubject, Urgency
from safety.measures import barriers
from safety.reports import catalogue
from safety.reports.models import HowAnswered, IncidentReport, Origin, ReportState, Said, ScopeAnswer, WhenKind
from safety.vocabulary import Grade, Scope

#: The agencies that do all this, with their share of it in hundredths.
SHARES: Final = {"MASH": 50, "NUM": 30, "LGBTF": 20}
AT_ONCE: Final = 5_000
CONTACTS_IN_A_SESSION, ITEMS_IN_A_CONTACT, CONTACTS_IN_AN_INCIDENT = 8, 0.25, 200
#: Of referrals: half are accepted and opened as a case, which is closed within four months or goes on.
STATES: Final = (
    *[ReferralState.ACCEPTED] * 5, *[ReferralState.DECLINED] * 2, ReferralState.WITHDRAWN, ReferralState.ACKNOWLEDGED,
    ReferralState.SENT,
)  # fmt: skip

#: What is copied, in the order in which rows hang on each other, and the columns that name a row of these tables.
COPIED: Final = (
    OutreachSession, OutreachContact, GivenItem, IncidentReport, ScopeAnswer, Person, Referral, ReferralSubject, Case,
    ReferralReceipt, SupportContact, Milestone,
)  # fmt: skip
NAMES: Final = frozenset({
    "id", "session_id", "contact_id", "report_id", "person_id", "referral_id", "case_id", "origin_referral_id",
})  # fmt: skip
#: The first byte of every id that is made here: this for the quarter made up, and one more for each copy.
MARK: Final = 0xB0
OVER: Final = 100  # days after which a case of a copy is closed

Rows = dict[type[Any], list[dict[str, Any]]]
_numbers = count()


def _new_id() -> UUID:
    return UUID(int=(MARK << 120) | next(_numbers))


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency at work: who does it there, which team answers, and its part of the whole."""

    actor: Actor
    user_id: UUID
    team_id: UUID
    share: float


@cache
def _at_work() -> list[Agency]:
    found = []
    for code, share in SHARES.items():
        agency = agencies.agency_by_code(code)
        actor, team = system_actor(agency.id), agencies.teams_of(agency.id)[0]
        with acting_as(actor):
            user_id = db.session.scalars(select(User.id).where(User.agency_id == agency.id)).first()
        if user_id is None:
            raise LookupError(f"{code} has no account.")
        found.append(Agency(actor, user_id, team.id, share / 100))
    return found


def fill(quarter: Period, contacts: int, referrals: int, seed: int) -> int:
    """Write one quarter's work of all agencies; returns how many rows that was."""
    chance = random.Random(seed)  # noqa: S311  # invented people
    written = 0
    for agency in _at_work():
        with acting_as(agency.actor):
            written += _write(_outreach(agency, chance, quarter, round(contacts * agency.share)))
            written += _write(_incidents(agency, chance, quarter, round(contacts * agency.share)))
    for sender, receiver in zip(_at_work(), [*_at_work()[1:], _at_work()[0]], strict=True):
        written += _referred(sender, receiver, chance, quarter, round(referrals * sender.share))
    return written


def copy(made_up: Period, quarter: Period, number: int) -> int:
    """Write another quarter's work as a copy of the one made up, the `number`th; returns how many rows that was."""
    days, written = (made_up.start - quarter.start).days, 0
    for table in COPIED:
        for agency in _at_work():
            with acting_as(agency.actor):
                db.session.rollback()
                connection = db.session.connection(
                    execution_options={"whole_database": True, "preserve_rowcount": True}
                )
                written += connection.execute(_copied(table.__table__, agency, number, days)).rowcount
    return written


def _copied(table: Any, agency: Agency, number: int, days: int) -> Any:
    owner = table.c.agency_id if "agency_id" in table.c else table.c.from_agency_id
    first, after = (UUID(int=mark << 120) for mark in (MARK, MARK + 1))
    columns = list(table.c)
    found = select(*(_moved(column, number, days) for column in columns)).where(
        owner == agency.actor.agency_id, table.c.id >= first, table.c.id < after
    )
    return insert(table).from_select([column.name for column in columns], found)


def _moved(column: Column[Any], number: int, days: int) -> Any:
    if column.name in NAMES:
        return cast(literal(f"{MARK + number:02x}", String) + func.substr(cast(column, String), 3), Uuid)
    if column.name == "reference":
        return column + f"-{number}"
    if column.table is Case.__table__ and column.name == "closed_at":
        return func.coalesce(_earlier(column, days), _earlier(column.table.c.opened_at, days - OVER))
    if column.table is Case.__table__ and column.name == "state":
        return literal(CaseState.CLOSED.value, String)
    return _earlier(column, days) if isinstance(column.type, Date | UtcDateTime) else column


def _earlier(column: Any, days: int) -> Any:
    if db.engine.dialect.name != "sqlite":
        return column - (days if isinstance(column.type, Date) else literal(timedelta(days=days), Interval))
    if isinstance(column.type, Date):
        return func.date(column, f"{-days:+d} days")
    return func.strftime("%Y-%m-%d %H:%M:%f000", column, f"{-days:+d} days")


def _write(batches: Iterator[Rows]) -> int:
    """Write rows of the agency that the session works for, past the ORM, which would take ten times as long."""
    written = 0
    db.session.rollback()
    for rows in batches:
        connection = db.session.connection(execution_options={"whole_database": True})
        for table, values in rows.items():
            if values:
                connection.execute(insert(table.__table__), values)
                written += len(values)
        db.session.commit()
    return written


def _moment(chance: random.Random, quarter: Period) -> datetime:
    first, after = moments(quarter)
    return first + timedelta(seconds=chance.randrange(int((after - first).total_seconds())))


def _outreach(agency: Agency, chance: random.Random, quarter: Period, contacts: int) -> Iterator[Rows]:
    for start in range(0, contacts, AT_ONCE):
        rows: Rows = {OutreachSession: [], OutreachContact: [], GivenItem: []}
        for number in range(start, min(start + AT_ONCE, contacts)):
            if number % CONTACTS_IN_A_SESSION == 0:
                rows[OutreachSession].append(_session(agency, chance, quarter))
            contact = _met(agency, chance, rows[OutreachSession][-1])
            rows[OutreachContact].append(contact)
            if chance.random() < ITEMS_IN_A_CONTACT:
                item = chance.choice(tuple(of_outreach.items()))
                rows[GivenItem].append(
                    {"agency_id": contact["agency_id"], "id": _new_id(), "contact_id": contact["id"], "item": item,
                     "quantity": chance.randrange(1, 9)}
                )  # fmt: skip
        yield rows


def _session(agency: Agency, chance: random.Random, quarter: Period) -> dict[str, Any]:
    began = _moment(chance, quarter)
    return {
        "agency_id": agency.actor.agency_id, "id": _new_id(), "held_on": clock.london(began).date(), "began_at": began,
        "ended_at": began + timedelta(hours=3), "mode": chance.choice(tuple(of_outreach.modes())), "ward": "ONLINE",
        "team": "outreach", "headcount": 12, "headcount_new": 3, "headcount_known": 6, "created_by": agency.user_id,
    }  # fmt: skip


def _met(agency: Agency, chance: random.Random, session: dict[str, Any]) -> dict[str, Any]:
    return {
        "agency_id": agency.actor.agency_id, "id": _new_id(), "session_id": session["id"], "at": session["began_at"],
        "met_before": chance.choice(tuple(MetBefore)), "interventions": [chance.choice(tuple(of_outreach.done()))],
        "information": chance.sample(tuple(of_outreach.told()), 2),
        "concerns": [chance.choice(tuple(of_outreach.concerns()))],
        "barrier": chance.choice((None, *of_outreach.barriers())),
        "reporting_intent": chance.choice((None, *ReportingIntent)),
        "referral_offered": chance.choice(tuple(FourAnswers)), "referral_accepted": chance.choice(tuple(FourAnswers)),
        "logged_by": agency.user_id,
    }  # fmt: skip


def _incidents(agency: Agency, chance: random.Random, quarter: Period, contacts: int) -> Iterator[Rows]:
    rows: Rows = {IncidentReport: [], ScopeAnswer: []}
    for _ in range(contacts // CONTACTS_IN_AN_INCIDENT):
        taken, report_id = _moment(chance, quarter), _new_id()
        whose = {"agency_id": agency.actor.agency_id}
        rows[IncidentReport].append({
            **whose, "id": report_id, "reference": f"BN-{report_id.hex}", "origin": chance.choice(tuple(Origin)),
            "state": ReportState.OPEN, "grade": Grade.FIRST_HAND, "harms": [chance.choice(tuple(catalogue.harms()))],
            "when_kind": WhenKind.NOT_KNOWN, "police_know": chance.choice(tuple(Said)), "taken_at": taken,
            "barriers": [chance.choice(tuple(barriers()))], "taken_by": agency.user_id,
        })  # fmt: skip
        rows[ScopeAnswer] += [
            {**whose, "id": _new_id(), "report_id": report_id, "scope": scope, "number": number,
             "answer": chance.random() < 0.5, "how": HowAnswered.SPOKEN, "answered_by": agency.user_id,
             "answered_at": taken}
            for scope in chance.sample(tuple(Scope), 2) for number in (1, 2)
        ]  # fmt: skip
    yield rows


def _referred(sender: Agency, receiver: Agency, chance: random.Random, quarter: Period, number: int) -> int:
    service_id = db.session.scalars(select(Service.id)).first()
    written = 0
    for start in range(0, number, AT_ONCE):
        sent = [_referral(sender, receiver, chance, quarter, service_id) for _ in range(min(AT_ONCE, number - start))]
        with acting_as(sender.actor):
            written += _write(iter([_at_the_sender(sender, chance, sent)]))
        with acting_as(receiver.actor):
            written += _write(iter([_at_the_receiver(receiver, chance, sent)]))
    return written


def _referral(
    sender: Agency, receiver: Agency, chance: random.Random, quarter: Period, service_id: Any
) -> dict[str, Any]:
    sent, state = _moment(chance, quarter), chance.choice(STATES)
    decided = state in (ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.WITHDRAWN)
    return {
        "id": _new_id(), "from_agency_id": sender.actor.agency_id, "to_agency_id": receiver.actor.agency_id,
        "to_team_id": receiver.team_id, "service_id": service_id, "purpose": "support",
        "urgency": chance.choice(tuple(Urgency)), "state": state, "sender_name": "Somebody", "sent_at": sent,
        "acknowledge_by": sent.date() + timedelta(days=3), "decide_by": sent.date() + timedelta(days=14),
        "acknowledged_at": sent + timedelta(hours=chance.randrange(150)) if state is not ReferralState.SENT else None,
        "decided_at": sent + timedelta(days=chance.randrange(30)) if decided else None, "worker_name": "A worker",
        "reason_code": chance.choice(tuple(of_referrals.declined_why())), "none_found": True,
        "outcome": chance.choice((None, *Outcome)) if state is ReferralState.ACCEPTED else None,
        "withdrawn_at": sent if state is ReferralState.WITHDRAWN else None,
    }  # fmt: skip


def _at_the_sender(agency: Agency, chance: random.Random, sent: list[dict[str, Any]]) -> Rows:
    """The referrals, and of whom they are: one in four is somebody who was referred before."""
    rows: Rows = {Person: [], Referral: sent, ReferralSubject: []}
    for referral in sent:
        if not rows[Person] or chance.random() < 0.75:
            rows[Person].append(_person(agency, referral["sent_at"]))
        rows[ReferralSubject].append({
            "agency_id": agency.actor.agency_id, "id": _new_id(), "referral_id": referral["id"],
            "person_id": rows[Person][-1]["id"], "sent_by": agency.user_id, "consent_ids": [],
        })  # fmt: skip
    return rows


def _at_the_receiver(agency: Agency, chance: random.Random, sent: list[dict[str, Any]]) -> Rows:
    """A case for each referral that was accepted: its contacts, steps of its journey, and what its person said."""
    rows: Rows = {table: [] for table in (Person, DataKey, EqualityAnswers, Case, ReferralReceipt, SupportContact,
                                          Milestone)}  # fmt: skip
    for referral in (each for each in sent if each["state"] is ReferralState.ACCEPTED):
        person = _person(agency, referral["decided_at"])
        case = _case(agency, chance, person["id"], referral)
        whose = {"agency_id": agency.actor.agency_id, "case_id": case["id"], "person_id": person["id"]}
        rows[Person].append(person)
        rows[Case].append(case)
        rows[ReferralReceipt].append({**whose, "id": _new_id(), "referral_id": referral["id"],
                                      "accepted_by": agency.user_id})  # fmt: skip
        rows[SupportContact] += [_contact(agency, chance, whose, case["opened_at"]) for _ in range(2)]
        if chance.random() < 0.3:
            rows[Milestone].append(_step(agency, chance, whose, case["opened_at"]))
        if chance.random() < 0.1:
            _said(agency, chance, person["id"], rows)
    return rows


def _person(agency: Agency, at: datetime) -> dict[str, Any]:
    person_id = _new_id()
    return {
        "agency_id": agency.actor.agency_id, "id": person_id, "reference": f"BN-{person_id.hex}",
        "created_by": agency.user_id, "created_at": at, "changed_at": at,
    }  # fmt: skip


def _case(agency: Agency, chance: random.Random, person_id: UUID, referral: dict[str, Any]) -> dict[str, Any]:
    case_id, opened = _new_id(), referral["decided_at"]
    closed = opened + timedelta(days=chance.randrange(20, 120))
    over = chance.random() < 0.95 and closed < clock.now()
    return {
        "agency_id": agency.actor.agency_id, "id": case_id, "reference": f"BN-{case_id.hex}", "person_id": person_id,
        "kind": chance.choice(tuple(CaseKind)), "state": CaseState.CLOSED if over else CaseState.ACTIVE,
        "closed_at": closed if over else None, "lead_user_id": agency.user_id, "opened_at": opened,
        "changed_at": opened, "needs": chance.sample(tuple(of_cases.needs()), 2),
        "origin_referral_id": referral["id"],
    }  # fmt: skip


def _contact(agency: Agency, chance: random.Random, whose: dict[str, UUID], opened: datetime) -> dict[str, Any]:
    at = opened + timedelta(minutes=chance.randrange(60 * 24 * 60))
    return {
        **whose, "id": _new_id(), "at": at, "minutes": 20, "mode": chance.choice(tuple(ContactMode)),
        "outcome": chance.choice(tuple(ContactOutcome)), "with_whom": "person", "logged_by": agency.user_id,
        "logged_at": at,
    }  # fmt: skip


def _step(agency: Agency, chance: random.Random, whose: dict[str, UUID], opened: datetime) -> dict[str, Any]:
    day = opened.date() + timedelta(days=chance.randrange(60))
    return {
        **whose, "id": _new_id(), "code": chance.choice(("REPORTED", "NOT_REPORTED", "VRI", "ARREST", "CHARGE")),
        "happened_on": day, "told_on": day + timedelta(days=chance.randrange(9)), "source": "person",
        "recorded_by": agency.user_id, "recorded_at": opened,
    }  # fmt: skip


def _said(agency: Agency, chance: random.Random, person_id: UUID, rows: Rows) -> None:
    own, key, row_id = agency.actor.agency_id, secrets.token_bytes(32), _new_id()
    version, wrapped = keyring().wrap(own, key, f"{own}|data_key|{person_id}")
    code = chance.choice(tuple(equality.questions()["ethnicity"].options))
    packed = equality.packed_answers({"ethnicity": equality.Said(Answer.GIVEN, code)}) or ""
    place = f"{own}|equality_answers|answers_sealed|{row_id}|{person_id}|01"
    rows[DataKey].append({"agency_id": own, "id": person_id, "wrapped": wrapped, "wrapping_version": version})
    rows[EqualityAnswers].append({
        "agency_id": own, "id": row_id, "person_id": person_id, "changed_by": agency.user_id, "changed_at": clock.now(),
        "answers_sealed": b"\x01" + seal_bytes(key, packed.encode(), place),
    })  # fmt: skip
