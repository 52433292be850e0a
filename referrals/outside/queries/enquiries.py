"""Reads of what is written to an agency from outside: the public front of its forms, and the desk that answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from agencies import queries as agencies
from agencies.models import AgencyKind
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor, system_actor
from core.crypto.datakeys import load_keys
from core.crypto.fields import unpacked
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import act_as, belongs_to, current_session
from people import queries as people
from people.identifiers import same_address
from referrals import vocabulary
from referrals.outside.models import EnquiryKind, EnquiryState, OutsideEnquiry, PublicForms
from referrals.outside.words import ENQUIRY_WORDS

VIEWS = ("waiting", "mine", "late", "dealt-with")
OPEN = (EnquiryState.NEW, EnquiryState.CONTACTED)
MOST_MATCHES = 5


@dataclass(frozen=True, slots=True)
class Front:
    """The public front of an agency: what its form says, and the system actor that takes what is written."""

    actor: Actor
    agency: str
    kind: AgencyKind
    team_id: UUID
    welcome: str
    ring: str
    contact_days: int
    decide_days: int


@dataclass(frozen=True, slots=True)
class EnquiryLine:
    """One line of the inbox: it names nobody, so that a list can be left open on a screen."""

    row: OutsideEnquiry
    kind: str
    who_has_it: str


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody the agency may know already: inside this agency only."""

    person_id: UUID
    alias: str
    reference: str
    why: str


@dataclass(frozen=True, slots=True)
class EnquiryPage:
    """One message, opened. `answers` is empty once it has been erased."""

    line: EnquiryLine
    answers: dict[str, Any]
    needs: tuple[str, ...]
    matches: tuple[Match, ...]
    reference: str
    is_unwritten: bool
    colleagues: tuple[tuple[UUID, str], ...]

    @property
    def is_open(self) -> bool:
        """True until it has become a record or was set aside."""
        return self.line.row.state in OPEN


def front(slug: str, kind: EnquiryKind | None) -> Front:
    """The form of an agency that is switched on (any of them, for None). NotVisible for all else, with one face.

    From here on the session works for that agency: the stranger has none.
    """
    agency = agencies.agency_by_code(slug.upper())
    if slug != slug.lower() or not agency.active:
        raise NotVisible
    actor, session = system_actor(agency.id), current_session()
    name, agency_kind, days = agency.name, agency.kind, (agency.acknowledge_days, agency.decide_days)
    session.expunge_all()
    session.info.pop("actor", None)
    act_as(actor)
    row = _forms(session, actor)
    if row is None or row.team_id is None or not _is_on(row, kind):
        raise NotVisible
    return Front(actor, name, agency_kind, row.team_id, row.welcome, row.ring, *days)


def _is_on(row: PublicForms, kind: EnquiryKind | None) -> bool:
    on = {EnquiryKind.MYSELF: row.myself_on, EnquiryKind.SOMEONE: row.someone_on}
    return any(on.values()) if kind is None else on[kind]


def own_forms(actor: Actor) -> PublicForms | None:
    """The settings of the public forms of the actor's agency; None when nobody has looked at them yet."""
    return _forms(current_session(), actor)


def _forms(session: Session, actor: Actor) -> PublicForms | None:
    return session.scalar(select(PublicForms).where(belongs_to(actor, PublicForms)))


def visible_enquiries(actor: Actor) -> Select[OutsideEnquiry]:
    """What the actor may see of the inbox: the whole agency's, or their own team's; nothing without a record to keep.

    Police liaison officers answer referrals too, but nobody writes to them here: they have no `people.write`.
    """
    if not actor.may(Permission.PEOPLE_WRITE):
        raise NotVisible
    found = select(OutsideEnquiry).where(belongs_to(actor, OutsideEnquiry))
    if actor.may(Permission.REFERRAL_AGENCY):
        return found
    return found.where(OutsideEnquiry.team_id == actor.team_id)


def enquiry(actor: Actor, enquiry_id: UUID) -> OutsideEnquiry:
    """One message, unopened; NotVisible when it is not the actor's to answer."""
    found = visible_enquiries(actor).where(OutsideEnquiry.id == enquiry_id)
    row = current_session().scalar(found.execution_options(populate_existing=True))
    if row is None:
        raise NotVisible
    return row


def enquiries_page(actor: Actor, view: str, number: int) -> Page[EnquiryLine]:
    """One page of one view; what waits longest first, what was dealt with last first."""
    page: Page[OutsideEnquiry] = page_of(_in_order(_view(actor, view), view), number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def _in_order(found: Select[OutsideEnquiry], view: str) -> Select[OutsideEnquiry]:
    if view == "dealt-with":
        return found.order_by(OutsideEnquiry.ended_at.desc(), OutsideEnquiry.id.desc())
    return found.order_by(OutsideEnquiry.state.desc(), OutsideEnquiry.received_at, OutsideEnquiry.id)


def _view(actor: Actor, view: str) -> Select[OutsideEnquiry]:
    found = visible_enquiries(actor)
    if view == "dealt-with":
        return found.where(OutsideEnquiry.state.not_in(OPEN))
    found = found.where(OutsideEnquiry.state.in_(OPEN))
    if view == "mine":
        return found.where(OutsideEnquiry.assigned_to == actor.user_id)
    if view == "late":
        today = clock.today()
        late = (OutsideEnquiry.state == EnquiryState.NEW) & (OutsideEnquiry.contact_by < today)
        return found.where(late | (OutsideEnquiry.decide_by < today))
    return found


def counts(actor: Actor) -> dict[str, int]:
    """How many stand in each view but the last."""
    session = current_session()
    return {
        view: session.scalar(select(func.count()).select_from(_view(actor, view).subquery())) or 0
        for view in VIEWS
        if view != "dealt-with"
    }


def count_kept_since(actor: Actor, moment: datetime) -> int:
    """How many messages the actor's agency has kept since a moment, whatever became of them."""
    mine = select(func.count()).select_from(OutsideEnquiry)
    mine = mine.where(belongs_to(actor, OutsideEnquiry), OutsideEnquiry.received_at > moment)
    return current_session().scalar(mine) or 0


def count_waiting(actor: Actor) -> int:
    """How many messages nobody has answered yet."""
    new = visible_enquiries(actor).where(OutsideEnquiry.state == EnquiryState.NEW)
    return current_session().scalar(select(func.count()).select_from(new.subquery())) or 0


def waiting_enquiries(actor: Actor, limit: int = 20) -> list[EnquiryLine]:
    """The messages that nobody has answered yet, and are the actor's or nobody's; the oldest first."""
    new = visible_enquiries(actor).where(OutsideEnquiry.state == EnquiryState.NEW)
    mine = OutsideEnquiry.assigned_to.is_(None) | (OutsideEnquiry.assigned_to == actor.user_id)
    first = new.where(mine).order_by(OutsideEnquiry.received_at).limit(limit)
    return _lines(actor, list(current_session().scalars(first)))


def _lines(actor: Actor, rows: list[OutsideEnquiry]) -> list[EnquiryLine]:
    names = {user.id: user.name for user in agencies.colleagues(actor)} if rows else {}
    return [EnquiryLine(row, ENQUIRY_WORDS[row.kind], _who(row, names)) for row in rows]


def _who(row: OutsideEnquiry, names: dict[UUID, str]) -> str:
    return row.ended_name or names.get(row.assigned_to or UUID(int=0), "") or row.contacted_name or ""


def enquiry_page(actor: Actor, enquiry_id: UUID) -> EnquiryPage:
    """One message, opened: what was written, and whom the agency may know already. The read is audited."""
    row = enquiry(actor, enquiry_id)
    audit.record(actor=actor, verb="read", kind="enquiry", row_id=row.id, subject_id=row.person_id)
    answers = answers_in(actor, row)
    open_now = row.state in OPEN
    known = people.aliases(actor, [row.person_id]) if row.person_id else {}
    return EnquiryPage(
        line=_lines(actor, [row])[0], answers=answers, needs=tuple(vocabulary.needs_in_words(answers.get("needs", []))),
        matches=tuple(_matches(actor, answers)) if open_now else (),
        reference=known[row.person_id][1] if row.person_id in known else "",
        is_unwritten=row.person_id is not None and _is_unwritten(actor, row.person_id, answers),
        colleagues=tuple((user.id, user.name) for user in agencies.colleagues(actor, Permission.REFERRAL_ANSWER)),
    )  # fmt: skip


def _is_unwritten(actor: Actor, person_id: UUID, answers: dict[str, Any]) -> bool:
    """True while the way to reach them stands in the message alone: a worker has not written it into the record."""
    if not answers.get("reach"):
        return False
    contact = people.safe_contact(actor, person_id)
    if contact is None:
        return True
    return same_address(contact.address or "") != same_address(answers.get("address", ""))


def answers_in(actor: Actor, row: OutsideEnquiry) -> dict[str, Any]:
    """What was written, field by field; empty once erased."""
    load_keys(actor.agency_id, [actor.agency_id])
    written: dict[str, Any] = unpacked(row.answers) or {}
    return written


def _matches(actor: Actor, answers: dict[str, Any]) -> list[Match]:
    """The same name, or the same number or address, in records of this agency. It proves nothing: a worker looks."""
    found: dict[UUID, Match] = {}
    if name := answers.get("name"):
        for person in people.find_by_alias(actor, name)[:MOST_MATCHES]:
            found[person.id] = Match(person.id, person.alias or "", person.reference, "the same name")
    if address := answers.get("address"):
        for line in people.people_page(actor, address, 1).items[:MOST_MATCHES]:
            both = line.id in found
            why = "the same name and number" if both else "the same number or address"
            found[line.id] = Match(line.id, line.alias, line.reference, why)
    return list(found.values())
