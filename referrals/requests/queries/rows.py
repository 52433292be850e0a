"""Requests one by one: which the actor may read, what they say, the agency's file, the views, the release."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, select

from agencies import queries as agencies
from agencies.models import Agency, AgencyKind
from agencies.permissions import Permission
from cases import queries as cases
from cases.models import Case
from core import clock
from core.actor import Actor
from core.crypto import envelopes
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from referrals.requests.models import Basis, InformationRequest, RequestFile, RequestRelease, RequestViews
from referrals.requests.rules import Ask


def visible(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The criteria of `visible_to`: the asking team, the data protection lead, and the team of the person's case."""
    sides = belongs_to(actor, InformationRequest)
    if actor.may(Permission.REQUEST_ASK):
        mine = InformationRequest.from_agency_id == actor.agency_id
        return sides, mine, InformationRequest.from_team_id == actor.team_id
    to_us = InformationRequest.to_agency_id == actor.agency_id
    if actor.may(Permission.PROTECTION_LEAD):
        return sides, to_us
    open_cases = cases.visible_to(actor).with_only_columns(Case.person_id)
    linked = select(RequestFile.request_id).where(belongs_to(actor, RequestFile), RequestFile.person_id.in_(open_cases))
    nobody = InformationRequest.id.is_(None)
    return sides, to_us, InformationRequest.id.in_(linked) if actor.may(Permission.REQUEST_READ) else nobody


def visible_to(actor: Actor) -> Select[InformationRequest]:
    """The requests that the actor may read: `visible`."""
    return select(InformationRequest).where(*visible(actor))


def row(actor: Actor, request_id: UUID) -> InformationRequest:
    """One request as it stands now; NotVisible for everyone else. Makes no audit entry: its callers do."""
    found = visible_to(actor).where(InformationRequest.id == request_id).execution_options(populate_existing=True)
    known = current_session().scalars(found).one_or_none()
    if known is None:
        raise NotVisible
    return known


def ask_of(actor: Actor, request: InformationRequest) -> Ask:
    """What a request says, opened by the wrap of the actor's agency."""
    held = envelopes.opened(actor, request.id, request.ask_sealed)
    return Ask(**{**held, "categories": tuple(held["categories"])})


def file_of(actor: Actor, request_id: UUID) -> RequestFile | None:
    """The agency's own file of a request, with its key loaded; None when nothing was written yet, or for the police."""
    found = select(RequestFile).where(belongs_to(actor, RequestFile), RequestFile.request_id == request_id)
    known = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if known is not None:
        load_keys(actor.agency_id, [known.key_subject])
    return known


def release_of(actor: Actor, request_id: UUID) -> RequestRelease | None:
    """The release that answered a request, if one did."""
    found = select(RequestRelease).where(belongs_to(actor, RequestRelease), RequestRelease.request_id == request_id)
    return current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()


def views_of(actor: Actor, request_id: UUID) -> list[RequestViews]:
    """What the person said about a request, the latest first."""
    found = select(RequestViews).where(belongs_to(actor, RequestViews), RequestViews.request_id == request_id)
    rows = list(current_session().scalars(found.order_by(RequestViews.at.desc(), RequestViews.id.desc())))
    load_keys(actor.agency_id, {each.person_id for each in rows})
    return rows


def agencies_to_ask(actor: Actor) -> list[Agency]:
    """The agencies that keep records here and are under an agreement: those that police may ask."""
    under = agencies.agencies_with_agreement(clock.today())
    keep = [each for each in agencies.member_agencies() if each.kind not in (AgencyKind.POLICE, AgencyKind.PROBATION)]
    return [each for each in keep if each.id in under and each.id != actor.agency_id]


def asked_today(actor: Actor) -> int:
    """How many requests the actor's own account has made since midnight."""
    midnight = clock.london(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    mine = select(func.count()).select_from(InformationRequest).where(
        belongs_to(actor, InformationRequest), InformationRequest.from_agency_id == actor.agency_id,
        InformationRequest.asked_by == actor.user_id, InformationRequest.asked_at >= midnight,
    )  # fmt: skip
    return current_session().scalar(mine) or 0


def due_to_close(actor: Actor) -> list[RequestRelease]:
    """Releases of the actor's agency that have run out and are not closed yet: for the job that closes them."""
    found = select(RequestRelease).where(
        belongs_to(actor, RequestRelease), RequestRelease.from_agency_id == actor.agency_id,
        RequestRelease.closed_at.is_(None), RequestRelease.until < clock.today(),
    )  # fmt: skip
    return list(current_session().scalars(found))


def open_releases_on(actor: Actor, consent_id: UUID) -> list[tuple[RequestRelease, RequestFile]]:
    """Releases that rest on a consent and that the police can still read, with the agency's files of them.

    Asked by the consent, not by the record: a release about one record may have come to rest on the consent of another
    that was linked to it.
    """
    found = (
        select(RequestRelease, RequestFile)
        .join(RequestFile, RequestFile.request_id == RequestRelease.request_id)
        .where(belongs_to(actor, RequestRelease), belongs_to(actor, RequestFile), RequestRelease.closed_at.is_(None))
        .where(RequestFile.basis == Basis.CONSENT, cast(RequestFile.consent_ids, String).contains(str(consent_id)))
        .execution_options(populate_existing=True)
    )
    rows = current_session().execute(found).all()
    return [(sealed, held) for sealed, held in rows if str(consent_id) in held.consent_ids]
