"""A person's request for a copy: opened, its clock kept, gathered, reviewed piece by piece, and released whole."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases.papers import making, rules
from cases.papers.gathering import Gathered, gather
from cases.papers.models import (
    IdentityCheck,
    PauseReason,
    PieceDecision,
    RequestState,
    SubjectPack,
    SubjectPause,
    SubjectPiece,
    SubjectRequest,
)
from cases.papers.queries import subjects as queries
from cases.writing import refuse_if, said
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.crypto.fields import packed, unpacked
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import belongs_to, current_session
from people import queries as people_queries
from people import service as people_service
from people.models import DisclosureKind, Person

HOW_TO_COMPLAIN = "You can complain to us, and to the Information Commissioner: ico.org.uk, 0303 123 1113."


def open_request(
    *, actor: Actor, person_id: UUID, received_on: date, identity: IdentityCheck, identity_on: date | None = None,
    identity_note: str | None = None, asked: str | None = None, delivery: str | None = None,
) -> SubjectRequest:  # fmt: skip
    """Open a request for a copy (UK GDPR Article 15), on the day it came in, whoever in the agency took it.

    `delivery` is how they can be given it safely. Refuses a day to come, and who is not the data protection lead.
    """
    _may(actor)
    held = people_queries.visible_to(actor).where(Person.id == person_id).with_for_update()
    person = current_session().scalars(held).one_or_none()
    if person is None:
        raise NotVisible
    load_keys(actor.agency_id, [person_id])
    _refuse_future(received_on, "received_on")
    row = SubjectRequest(
        agency_id=actor.agency_id, id=uuid7(), person_id=person_id, received_on=received_on, asked=said(asked),
        reference=f"{person.reference}-S{_how_many(actor, person_id) + 1}", delivery=said(delivery),
        proof=IdentityCheck.NOT_YET, state=RequestState.OPEN, opened_by=actor.user_id, opened_at=clock.now(),
    )  # fmt: skip
    _put_identity(row, identity, identity_on, identity_note)
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="opened", kind="subject request", row_id=row.id, subject_id=person_id)
    return row


def check_identity(
    *, actor: Actor, request_id: UUID, version: int, identity: IdentityCheck, identity_on: date | None, note: str | None
) -> SubjectRequest:
    """Write down how we know that it is them who asks. The month runs from then, at the earliest from receipt."""
    row = _running(actor, request_id, version)
    if identity is IdentityCheck.NOT_YET:
        raise Refused("Choose how it was checked.", field="identity")
    _put_identity(row, identity, identity_on, note)
    return _touch(actor, row, "changed", "identity")


def extend(*, actor: Actor, request_id: UUID, version: int, reason: str) -> SubjectRequest:
    """Take two months more, once, within the first month; the person is told why (UK GDPR Article 12(3))."""
    row = _running(actor, request_id, version)
    start = rules.clock_starts(row.received_on, row.proof_on)
    refuse_if(rules.may_extend(start, clock.today(), already=row.extended_on is not None, reason=reason))
    row.extended_on, row.extension_reason = clock.today(), reason.strip()
    return _touch(actor, row, "extended", "extended_on")


def pause(*, actor: Actor, request_id: UUID, version: int, why: PauseReason, from_on: date) -> SubjectRequest:
    """Stop the clock while we wait for what only the person can say. Refuses a second stop at once."""
    row = _running(actor, request_id, version)
    _refuse_future(from_on, "from_on")
    if from_on < row.received_on:
        raise Refused("The clock cannot stop before the request came.", field="from_on")
    if _open_pause(actor, row) is not None:
        raise Refused("The clock stands still already.", field="from_on")
    current_session().add(
        SubjectPause(agency_id=actor.agency_id, request_id=row.id, from_on=from_on, why=why, paused_by=actor.user_id)
    )
    return _touch(actor, row, "paused", why.value)


def resume(*, actor: Actor, request_id: UUID, version: int, until_on: date) -> SubjectRequest:
    """Let the clock run again, from the day the answer came."""
    row = _running(actor, request_id, version)
    found = _open_pause(actor, row)
    if found is None:
        raise Refused("The clock is running.", field="until_on")
    _refuse_future(until_on, "until_on")
    if until_on < found.from_on:
        raise Refused("The answer cannot come before the question.", field="until_on")
    found.until_on = until_on
    return _touch(actor, row, "resumed")


def gather_pieces(*, actor: Actor, request_id: UUID, version: int) -> SubjectRequest:
    """Gather everything that is held, piece by piece. Gathering again drops every decision made so far.

    Pieces about others wait for review; counselling material stays, by rule; all else goes unless it is held back.
    """
    row = _running(actor, request_id, version)
    if row.proof is IdentityCheck.NOT_YET:
        raise Refused("We do not know yet that it is them who asks.", instead="Check who asks first.")
    current_session().execute(
        delete(SubjectPiece).where(SubjectPiece.agency_id == actor.agency_id, SubjectPiece.request_id == row.id)
    )
    found = gather(actor, row.person_id)
    current_session().add_all(_piece(row, place, each) for place, each in enumerate(found, 1))
    row.state, row.gathered_at = RequestState.REVIEW, clock.now()
    return _touch(actor, row, "gathered")


def _piece(row: SubjectRequest, place: int, each: Gathered) -> SubjectPiece:
    shown = making.piece_shape(each.piece)
    if each.piece.restricted:
        shown = {**shown, "words": "", "rows": []}
    decision = PieceDecision.WAITING if each.piece.third_party else PieceDecision.KEEP
    return SubjectPiece(
        agency_id=row.agency_id, request_id=row.id, person_id=row.person_id, place=place, section=each.section,
        title=each.title, third_party=each.piece.third_party, restricted=each.piece.restricted, shown=packed(shown),
        decision=PieceDecision.WITHHOLD if each.piece.restricted else decision,
        ground="apart" if each.piece.restricted else None, version_id=each.version_id,
    )  # fmt: skip


def decide(
    *, actor: Actor, request_id: UUID, piece_id: UUID, version: int, decision: PieceDecision, ground: str = "",
    reason: str = "", redacted: str = "",
) -> SubjectPiece:  # fmt: skip
    """Decide on one piece: it goes, goes in part with the rest taken out, or stays. Refuses a stale page.

    What is kept apart is not decided here: it never stands in a pack.
    """
    row = _held(actor, request_id)
    found = queries.piece(actor, row, piece_id)
    if row.state is not RequestState.REVIEW or found.restricted or decision is PieceDecision.WAITING:
        raise Refused("This piece cannot be decided on.", instead="Gather the pieces first.")
    if found.version != version:
        raise Clash("Somebody decided on this piece while you were reading.")
    shown = queries.piece_row(actor, row, piece_id).text
    refuse_if(rules.may_be_decided(decision, ground, reason, shown, redacted))
    stays = decision is not PieceDecision.KEEP
    found.decision, found.ground, found.reason = decision, ground if stays else None, said(reason) if stays else None
    found.redacted = redacted.strip() if decision is PieceDecision.REDACT else None
    found.decided_by, found.decided_at, found.version = actor.user_id, clock.now(), found.version + 1
    current_session().flush()
    audit.record(actor=actor, verb="decided", kind="subject piece", row_id=found.id, subject_id=row.person_id,
                 fields=(decision.value,))  # fmt: skip
    return found


def release(*, actor: Actor, request_id: UUID, version: int) -> SubjectPack:
    """Release the pack: frozen with its check sum, and a row of the ledger. Refuses while one review is undone."""
    row = _running(actor, request_id, version)
    waiting = queries.counts_of(actor, row)[PieceDecision.WAITING]
    refuse_if(rules.may_be_released(row.state, row.proof, waiting, paused=_open_pause(actor, row) is not None))
    now = clock.now()
    ledger = people_service.record_disclosure(
        actor=actor, person_id=row.person_id, kind=DisclosureKind.SUBJECT_COPY, recipient_agency_id=actor.agency_id,
        recipient_team_id=None, categories=(), reason=row.reference,
    )  # fmt: skip
    content: dict[str, Any] = unpacked(packed(_content(actor, row)))  # in the order in which it is kept
    pack = SubjectPack(
        agency_id=actor.agency_id, id=uuid7(), request_id=row.id, person_id=row.person_id,
        check_sum=making.check_sum(content), content=packed(content), disclosure_id=ledger.id,
        released_by=actor.user_id, released_at=now,
    )  # fmt: skip
    current_session().add(pack)
    row.state, row.ended_at = RequestState.RELEASED, now
    _touch(actor, row, "released")
    return pack


def end(*, actor: Actor, request_id: UUID, version: int, reason: str) -> SubjectRequest:
    """End a request without a copy: taken back, or refused, with the reason that the person is told."""
    row = _running(actor, request_id, version)
    if len(reason.strip()) < rules.LEAST_REASON:
        raise Refused(f"Say why, in {rules.LEAST_REASON} characters or more.", field="reason")
    row.state, row.end_reason, row.ended_at = RequestState.ENDED, reason.strip(), clock.now()
    return _touch(actor, row, "ended")


def _content(actor: Actor, row: SubjectRequest) -> dict[str, Any]:
    """The pack, as reference/subject_pack.schema.json describes it."""
    agency = agencies_queries.agency(actor.agency_id)
    alias, reference = people_queries.aliases(actor, [row.person_id])[row.person_id]
    ledger, readers = people_queries.told_ledger(actor, row.person_id)
    return {
        "schema_version": "Roundtable subject pack 1.0",
        "request": row.reference,
        "person": {"name": alias, "reference": reference},
        "agency": {"name": agency.name, "code": agency.code},
        "received_on": row.received_on.isoformat(),
        "released_at": clock.now().isoformat(timespec="seconds"),
        "law": "UK GDPR Article 15",
        "sections": _sections(queries.all_pieces(actor, row)),
        "held_back": _held_back(queries.all_pieces(actor, row)),
        "disclosures": [{"at": line.at.isoformat(timespec="seconds"), "told": line.told} for line in ledger],
        "readers": [
            {"name": each.name, "times": each.times, "first": each.first_at.isoformat(timespec="seconds"),
             "last": each.last_at.isoformat(timespec="seconds")}
            for each in readers
        ],
        "complain": HOW_TO_COMPLAIN,
    }  # fmt: skip


def _sections(pieces: list[queries.PieceRow]) -> list[dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for each in pieces:
        if each.decision is PieceDecision.WITHHOLD:
            continue
        section = made.setdefault(each.section, {"key": each.section, "title": each.title, "pieces": []})
        section["pieces"].append(_shape(each))
    return list(made.values())


def _shape(each: queries.PieceRow) -> dict[str, Any]:
    redacted = each.decision is PieceDecision.REDACT
    shape = making.piece_shape(each.piece)
    if redacted:
        shape = {"heading": "", "words": each.redacted, "own_words": False, "rows": []}
    return {**shape, "redacted": redacted, "why": each.ground_words if redacted else "",
            "copy": each.version_id is not None and not redacted}  # fmt: skip


def _held_back(pieces: list[queries.PieceRow]) -> list[dict[str, str]]:
    held = [each for each in pieces if each.decision is PieceDecision.WITHHOLD]
    return [{"section": each.title, "why": each.ground_words, "law": rules.GROUNDS[each.ground][1]} for each in held]


def _may(actor: Actor) -> None:
    if not actor.may(Permission.PROTECTION_LEAD):
        raise Refused("Requests for a copy go to your data protection lead.", instead="Tell them today.")


def _held(actor: Actor, request_id: UUID) -> SubjectRequest:
    _may(actor)
    found = queries.visible_to(actor).where(SubjectRequest.id == request_id).with_for_update(of=SubjectRequest)
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.person_id])
    return row


def _running(actor: Actor, request_id: UUID, version: int) -> SubjectRequest:
    """The request, held until the transaction ends; refuses a finished one and a stale page."""
    row = _held(actor, request_id)
    if row.state not in queries.OPEN_STATES:
        raise Refused("This request is finished.", instead="Open a new one when they ask again.")
    if row.version != version:
        raise Clash("Somebody changed this request while you were reading.")
    return row


def _put_identity(row: SubjectRequest, identity: IdentityCheck, on: date | None, note: str | None) -> None:
    if identity is IdentityCheck.NOT_YET:
        return
    if on is None:
        raise Refused("Say on which day it was checked.", field="identity_on")
    _refuse_future(on, "identity_on")
    row.proof, row.proof_on, row.proof_note = identity, on, said(note)


def _refuse_future(day: date, field: str) -> None:
    if day > clock.today():
        raise Refused("This day is still to come.", field=field)


def _open_pause(actor: Actor, row: SubjectRequest) -> SubjectPause | None:
    found = select(SubjectPause).where(
        belongs_to(actor, SubjectPause), SubjectPause.request_id == row.id, SubjectPause.until_on.is_(None)
    )
    return current_session().scalar(found)


def _how_many(actor: Actor, person_id: UUID) -> int:
    found = select(func.count(SubjectRequest.id)).where(
        belongs_to(actor, SubjectRequest), SubjectRequest.person_id == person_id
    )
    return current_session().scalar(found) or 0


def _touch(actor: Actor, row: SubjectRequest, verb: str, *fields: str) -> SubjectRequest:
    row.version += 1
    current_session().flush()
    audit.record(actor=actor, verb=verb, kind="subject request", row_id=row.id, subject_id=row.person_id, fields=fields)
    return row
