"""The agency's verbs that answer: the one answer that says nothing, or a sealed release; and closing it again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from agencies import queries as agencies
from agencies.models import AgencyKind
from core import audit, clock
from core.actor import Actor
from core.crypto import envelopes
from core.crypto.datakeys import load_keys
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import belongs_to, current_session
from people import queries as people
from people import service as people_service
from people.models import Category, DisclosureKind, Purpose
from people.rules import Recipient, interpreter_line, may_share
from people.words import CATEGORY_WORDS
from referrals.requests import queries, rules
from referrals.requests.models import Basis, Decision, InformationRequest, RequestFile, RequestRelease, RequestState
from referrals.requests.queries import Choice, Sheet
from referrals.requests.rules import Account, Ask
from referrals.requests.service import notices
from referrals.requests.service.changing import change
from referrals.requests.service.preparing import asked_of_us, own_file
from referrals.service.sending import hold_person


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How a release was confirmed: the digest of what was read, the name typed, words read again, how long."""

    shown: str
    typed: str
    words_checked: bool = False
    days: int = 14
    interpreter: bool = False


def answer_without_release(
    *, actor: Actor, request_id: UUID, version: int, decision: Decision, account: Account
) -> InformationRequest:
    """Give the one answer: the police read the same words whether the person is unknown, nothing is held, or we refuse.

    Takes `refuse` or `nothing_held`; the reason and all else stay in the agency's file. About a known person the
    refusal stands in their ledger.
    """
    request = asked_of_us(actor, request_id)
    rules.refuse_answered(request.state)
    if decision not in rules.WITHOUT_RELEASE:
        raise Refused("Choose what you decided", field="decision")
    rules.refuse_unsaid(account, decision)
    held = own_file(actor, request)
    _write(actor, held, decision, account)
    held.withheld = [category.value for category in queries.ask_of(actor, request).wanted]
    _answered(actor, request, version)
    if held.person_id is not None:
        record_refusal(actor=actor, request_id=request.id, reason="Asked by police; the agency refused")
    _audit(actor, "answered", request, held, [decision.value])
    notices.tell_asker(request, notices.ANSWERED, "answered")
    return request


def release(
    *, actor: Actor, request_id: UUID, version: int, choice: Choice, account: Account, confirmed: Confirmed
) -> RequestRelease:
    """Release exactly what was shown, sealed for the asking team and for a time; a row in the person's ledger.

    Refuses without consent of the person or an authorised decision, without their views, against the firewall, words on
    immigration, nationality or language, counselling information that nobody asked for in the way of the law, and what
    differs from what was read. Source: domain.md 2.5, 4.1 and 4.5.
    """
    request = asked_of_us(actor, request_id)
    rules.refuse_answered(request.state)
    held = own_file(actor, request)
    if held.person_id is None:
        raise Refused("Say first whom this is about.")
    hold_person(actor, held.person_id)
    load_keys(actor.agency_id, [held.person_id])
    asked, sheet = queries.ask_of(actor, request), queries.sheet(actor, request, held.person_id, choice)
    going = [part.category for part in sheet.going]
    views = queries.views_of(actor, request.id)
    rules.refuse_release(going, sheet.resting, views[0].answer if views else None, asked, account)
    rules.refuse_words(sheet.never, sheet.found, checked=confirmed.words_checked)
    decision = rules.decision_of(asked, going, sheet.redacted)
    rules.refuse_unsaid(account, decision)
    rules.refuse_unshown(confirmed.shown, sheet.digest)
    rules.refuse_untyped(confirmed.typed, agencies.agency(request.from_agency_id).name)
    until = _rest_on(actor, request, held, going, choice, confirmed.days)
    _write(actor, held, decision, account)
    sealed = _seal(actor, request, held, sheet, asked, confirmed.interpreter, until)
    _answered(actor, request, version)
    _into_ledger(actor, request, held, going)
    _audit(actor, "released", request, held, [category.value for category in going])
    notices.tell_asker(request, notices.ANSWERED, "answered")
    return sealed


def record_refusal(*, actor: Actor, request_id: UUID, reason: str) -> None:
    """Put into the person's ledger that police asked and what they asked for did not leave. Refuses no one else's."""
    request = asked_of_us(actor, request_id)
    held = queries.file_of(actor, request.id)
    if held is None or held.person_id is None:
        raise NotVisible
    people_service.record_disclosure(
        actor=actor, person_id=held.person_id, kind=DisclosureKind.REFUSAL, recipient_agency_id=request.from_agency_id,
        recipient_team_id=request.from_team_id, categories=queries.ask_of(actor, request).wanted, reason=reason,
    )  # fmt: skip


def close_release(*, actor: Actor, request_id: UUID) -> RequestRelease:
    """Close a release to the police at once: their wrap of its key is destroyed. What they wrote down stays theirs."""
    request = asked_of_us(actor, request_id)
    found = queries.release_of(actor, request.id)
    if found is None:
        raise NotVisible
    if found.closed_at is not None:
        raise Refused("This is closed already.")
    _close(actor, request, found, "closed")
    return found


def close_due(*, actor: Actor) -> int:
    """Close the releases of the actor's agency that have run out; returns how many. For the job."""
    due = queries.due_to_close(actor)
    for found in due:
        _close(actor, _request_of(actor, found), found, "ran_out")
    return len(due)


def on_consent_ended(_: object, *, actor: Actor, person_id: UUID, consent_id: UUID) -> None:
    """Close, in the same transaction, every release that rested on a consent and is no longer covered by any.

    Whichever of linked records the release is about (`person_id` is that of the consent). What other consents still
    cover goes on, and is noted as resting on them, so that the end of those finds it too.
    """
    current_session().flush()
    for found, held in queries.open_releases_on(actor, consent_id):
        request = _request_of(actor, found)
        if not _still_covered(actor, request, held):
            _close(actor, request, found, "consent_ended")
            people_service.record_disclosure(
                actor=actor, person_id=held.person_id or person_id, kind=DisclosureKind.WITHDRAWN,
                recipient_agency_id=request.from_agency_id, recipient_team_id=request.from_team_id,
                categories=[Category(code) for code in held.released], consent_id=consent_id,
            )  # fmt: skip


def _still_covered(actor: Actor, request: InformationRequest, held: RequestFile) -> bool:
    if held.person_id is None:
        return False
    recipient = Recipient(request.from_agency_id, request.from_team_id)
    facts, wanted = people.consent_facts(actor, held.person_id), [Category(code) for code in held.released]
    now = may_share(facts, wanted, recipient, Purpose.REPORT, clock.today(), kind=AgencyKind.POLICE)
    if not now.allowed:
        return False
    held.consent_ids = sorted({str(fact.id) for fact in now.covered.values()})
    return True


def _request_of(actor: Actor, found: RequestRelease) -> InformationRequest:
    """The request behind a release of the actor's agency, for verbs that a role without the register may set off."""
    mine = select(InformationRequest).where(
        belongs_to(actor, InformationRequest), InformationRequest.id == found.request_id
    )
    return current_session().scalars(mine).one()


def _close(actor: Actor, request: InformationRequest, found: RequestRelease, verb: str) -> None:
    envelopes.close_for(actor, found.id, request.from_agency_id)
    found.closed_at = clock.now()
    current_session().flush()
    audit.record(actor=actor, verb=verb, kind="request release", row_id=found.id)
    notices.tell_asker(request, notices.CLOSED, "closed")


def _seal(
    actor: Actor, request: InformationRequest, held: RequestFile, sheet: Sheet, asked: Ask, interpreter: bool,
    until: date,
) -> RequestRelease:  # fmt: skip
    going = [part.category for part in sheet.going]
    release_id = uuid7()
    parts = [{"title": part.title, "paragraphs": list(part.going)} for part in sheet.going]
    if interpreter:
        parts.append({"title": "To speak with them", "paragraphs": [interpreter_line()]})
    missing = [CATEGORY_WORDS[category] for category in asked.wanted if category not in going]
    content = {"parts": parts, "not_given": missing}
    found = RequestRelease(
        id=release_id, request_id=request.id, from_agency_id=actor.agency_id, to_agency_id=request.from_agency_id,
        parts_sealed=envelopes.seal_new(release_id, actor.agency_id, (request.from_agency_id,), content),
        released_at=clock.now(), until=until,
    )  # fmt: skip
    current_session().add(found)
    held.released = [category.value for category in going]
    held.withheld = [category.value for category in asked.wanted if category not in going]
    held.redacted = sheet.redacted
    current_session().flush()
    return found


def _rest_on(
    actor: Actor, request: InformationRequest, held: RequestFile, going: Collection[Category], choice: Choice, days: int
) -> date:  # fmt: skip
    """Note what the release rests on; returns its last day, which is never after that of its consent or decision."""
    if held.person_id is None:
        raise NotVisible
    last_days: list[date] = []
    if choice.rests_on == Basis.CONSENT:
        ids = queries.consent_resting(actor, request, held.person_id, going)[1]
        held.basis, held.consent_ids = Basis.CONSENT, sorted(str(consent_id) for consent_id in ids)
        last_days = [fact.valid_until for fact in people.consent_facts(actor, held.person_id) if fact.id in ids]
    else:
        held.basis, held.decision_id = Basis.DECISION, UUID(choice.rests_on)
        last_days = queries.decision_last_days(actor, held.decision_id)
    until = rules.release_until(clock.today(), days, last_days)
    current_session().flush()
    return until


def _write(actor: Actor, held: RequestFile, decision: Decision, account: Account) -> None:
    held.decision, held.decided_by, held.decided_at = decision, actor.user_id, clock.now()
    held.court_order = account.court_order
    for name in ("reason", "advice", "rebuttal", "order_words"):
        setattr(held, name, getattr(account, name).strip() or None)
    held.version += 1


def _answered(actor: Actor, request: InformationRequest, version: int) -> None:
    now, name = clock.now(), agencies.user(actor.user_id).name
    change(
        actor, request, rules.DECIDABLE, version, state=RequestState.ANSWERED, answered_at=now, answered_name=name,
        acknowledged_at=request.acknowledged_at or now, acknowledged_name=request.acknowledged_name or name,
    )  # fmt: skip


def _into_ledger(actor: Actor, request: InformationRequest, held: RequestFile, going: Collection[Category]) -> None:
    if held.person_id is None:
        raise NotVisible
    people_service.record_disclosure(
        actor=actor, person_id=held.person_id, kind=DisclosureKind.RELEASE, recipient_agency_id=request.from_agency_id,
        recipient_team_id=request.from_team_id, categories=going, decision_id=held.decision_id,
        consent_id=UUID(held.consent_ids[0]) if held.consent_ids else None, reason="Police asked; the agency answered",
    )  # fmt: skip


def _audit(actor: Actor, verb: str, request: InformationRequest, held: RequestFile, fields: list[str]) -> None:
    audit.record(
        actor=actor, verb=verb, kind="information request", row_id=request.id, subject_id=held.person_id, fields=fields
    )
