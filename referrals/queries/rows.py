"""Referrals one by one: those of a person, of a case, resting on a consent. Visible to their two sides only."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, or_, select

from agencies.models import Agency, AgencyKind
from agencies.permissions import Permission
from agencies.queries import agency, names_of
from core import audit
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from directory.queries import ServiceOffer
from people import queries as people
from people.models import Category
from referrals.models import (
    DisclosurePackage,
    PackageSupplement,
    Referral,
    ReferralReceipt,
    ReferralState,
    ReferralSubject,
    RestsOn,
)
from referrals.rules import BLOCKED_KINDS, KEEPS_NO_RECORD, PENDING, opens_a_case


def visible_to(actor: Actor) -> Select[Referral]:
    """The referrals that the actor's agency sent or received.

    Without `referral.agency` (police liaison, probation): only those addressed to the actor's own team, ever.
    """
    return select(Referral).where(*visible(actor))


def visible(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The criteria of `visible_to`, for statements that count instead of reading."""
    agencys = belongs_to(actor, Referral)
    if actor.may(Permission.REFERRAL_AGENCY):
        return (agencys,)
    return agencys, Referral.to_agency_id == actor.agency_id, Referral.to_team_id == actor.team_id


def referral(actor: Actor, referral_id: UUID) -> Referral:
    """One referral, as it stands now; audits the read. Raises NotVisible for a third agency."""
    found = _one(actor, referral_id)
    audit.record(actor=actor, verb="read", kind="referral", row_id=found.id, subject_id=_own_person(actor, found.id))
    return found


def sent_referral(actor: Actor, referral_id: UUID) -> Referral:
    """A referral that the actor's agency sent; NotVisible for all others."""
    found = _one(actor, referral_id)
    if found.from_agency_id != actor.agency_id:
        raise NotVisible
    return found


def received_referral(actor: Actor, referral_id: UUID) -> Referral:
    """A referral that the actor's agency received; NotVisible for all others."""
    found = _one(actor, referral_id)
    if found.to_agency_id != actor.agency_id:
        raise NotVisible
    return found


def _one(actor: Actor, referral_id: UUID) -> Referral:
    statement = visible_to(actor).where(Referral.id == referral_id).execution_options(populate_existing=True)
    found = current_session().scalars(statement).one_or_none()
    if found is None:
        raise NotVisible
    return found


def subject(actor: Actor, referral_id: UUID) -> ReferralSubject | None:
    """The sender's own note of whom a referral is about; None on the receiving side."""
    return (
        current_session()
        .scalars(
            select(ReferralSubject)
            .where(belongs_to(actor, ReferralSubject), ReferralSubject.referral_id == referral_id)
            .execution_options(populate_existing=True)
        )
        .one_or_none()
    )


def receipt(actor: Actor, referral_id: UUID) -> ReferralReceipt | None:
    """The receiver's own note of the person and case it opened; None before that, and on the sending side."""
    return (
        current_session()
        .scalars(
            select(ReferralReceipt).where(
                belongs_to(actor, ReferralReceipt), ReferralReceipt.referral_id == referral_id
            )
        )
        .one_or_none()
    )


def _own_person(actor: Actor, referral_id: UUID) -> UUID | None:
    sent = subject(actor, referral_id)
    if sent is not None:
        return sent.person_id
    kept = receipt(actor, referral_id)
    return kept.person_id if kept else None


def of_person(actor: Actor, person_id: UUID, limit: int = 20) -> list[Referral]:
    """The referrals that the actor's agency sent about a person, or opened the person's record from; newest first."""
    about = _referral_ids(actor, person_id, ReferralSubject), _referral_ids(actor, person_id, ReferralReceipt)
    found = visible_to(actor).where(or_(*(Referral.id.in_(ids) for ids in about)))
    return list(current_session().scalars(found.order_by(Referral.sent_at.desc()).limit(limit)))


def _referral_ids(actor: Actor, person_id: UUID, table: type[ReferralSubject] | type[ReferralReceipt]) -> Select[UUID]:
    return select(table.referral_id).where(
        belongs_to(actor, table), people.in_same_person(actor, table.person_id, person_id)
    )


def of_case(actor: Actor, case_id: UUID) -> Referral | None:
    """The referral that a case was opened from; None when it began otherwise."""
    opened = select(ReferralReceipt.referral_id).where(
        belongs_to(actor, ReferralReceipt), ReferralReceipt.case_id == case_id
    )
    return current_session().scalars(visible_to(actor).where(Referral.id.in_(opened))).one_or_none()


def holder_of(referral: Referral) -> str:
    """The name of the agency that received a referral and holds what was in it."""
    return names_of([referral.to_agency_id])[referral.to_agency_id]


def kind_of(agency_id: UUID) -> AgencyKind:
    """What kind of agency a side of a referral is."""
    return agency(agency_id).kind


def is_blocked(agency_id: UUID) -> bool:
    """Whether an agency is police, probation or a council, to which protected categories never go (domain.md 4.5)."""
    return kind_of(agency_id) in BLOCKED_KINDS


def accepting_opens_a_case(actor: Actor) -> bool:
    """Whether the actor's agency opens its own person and case when it accepts (`rules.opens_a_case`)."""
    return opens_a_case(kind_of(actor.agency_id))


def resting_on(actor: Actor, person_id: UUID, consent_id: UUID) -> list[tuple[Referral, ReferralSubject]]:
    """What the actor's agency sent on the strength of a consent of this person, and has not ended yet.

    Asked by the consent, not by the record: what was sent about one record may have come to rest on the consent of
    another that was linked to it.
    """
    rows = (
        current_session()
        .execute(
            select(Referral, ReferralSubject)
            .join(ReferralSubject, ReferralSubject.referral_id == Referral.id)
            .where(belongs_to(actor, Referral), belongs_to(actor, ReferralSubject))
            .where(cast(ReferralSubject.consent_ids, String).contains(str(consent_id)))
            .where(Referral.sharing_ended_at.is_(None))
            .where(Referral.state.in_((*PENDING, ReferralState.ACCEPTED)))
            .execution_options(populate_existing=True)
        )
        .all()
    )
    return [(sent, note) for sent, note in rows if str(consent_id) in note.consent_ids]


def open_sent(actor: Actor) -> list[tuple[Referral, ReferralSubject]]:
    """What the actor's agency sent and can still be closed: undecided, or accepted where no own record was opened."""
    keeps_none = select(Agency.id).where(Agency.kind.in_(sorted(KEEPS_NO_RECORD)))
    read_only = and_(
        Referral.state == ReferralState.ACCEPTED,
        Referral.sharing_ended_at.is_(None),
        Referral.to_agency_id.in_(keeps_none),
    )
    rows = (
        current_session()
        .execute(
            select(Referral, ReferralSubject)
            .join(ReferralSubject, ReferralSubject.referral_id == Referral.id)
            .where(belongs_to(actor, Referral), belongs_to(actor, ReferralSubject))
            .where(or_(Referral.state.in_(PENDING), read_only), Referral.rests_on == RestsOn.CONSENT)
        )
        .all()
    )
    return [(sent, note) for sent, note in rows]


def open_for(actor: Actor, person_id: UUID, offer: ServiceOffer) -> Referral | None:
    """The undecided referral of this person to this team for this service, if there is one."""
    found = visible_to(actor).where(
        Referral.id.in_(_referral_ids(actor, person_id, ReferralSubject)),
        Referral.to_team_id == offer.team_id,
        Referral.service_id == offer.service_id,
        Referral.state.in_(PENDING),
    )
    return current_session().scalars(found.limit(1)).one_or_none()


def categories_sent(actor: Actor, referral_id: UUID) -> list[Category]:
    """Which categories a package holds, with what was sent later, by name alone; nothing is opened."""
    sent = _codes(actor, referral_id, DisclosurePackage)
    later = [code for code in _codes(actor, referral_id, PackageSupplement) if code not in sent]
    return [Category(code) for code in dict.fromkeys([*sent, *later])]


def _codes(actor: Actor, referral_id: UUID, table: type[DisclosurePackage] | type[PackageSupplement]) -> list[str]:
    """The codes of every row that an agency sealed under a referral."""
    rows = current_session().scalars(
        select(table.categories).where(belongs_to(actor, table), table.referral_id == referral_id)
    )
    return [code for codes in rows for code in codes]
