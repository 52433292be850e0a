"""The page of one referral: what its reader, on this side and at this point, may see of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from agencies import queries as agencies
from agencies.models import AgencyKind
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.crypto.keyring import CannotOpen
from core.words import moment
from directory.queries import service
from people import queries as people
from people.rules import Category, Purpose
from people.words import PURPOSE_WORDS
from referrals import package, vocabulary
from referrals.letter import LetterPart
from referrals.models import Referral, ReferralState
from referrals.package import Package, Triage
from referrals.queries import rows
from referrals.queries.around import Around, around, letter_parts, open_triage
from referrals.queries.steps import Step, steps_of
from referrals.rules import PENDING, consent_still_runs, may_be_accepted_by, opens_a_case

NONE_FOUND = "None found: nobody they know of can help with this"


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """A referral and the words around it.

    `triage` is for a receiver who is to decide; `letter` for the sender, and for a receiver that accepted and keeps no
    record of its own here (`opens_case` is false). `matches`: the record that accepting opened may be about somebody
    whom the receiver knows already.
    """

    referral: Referral
    is_ours: bool
    sender: str
    receiver: str
    team: str
    service: str
    purpose: str
    name: str
    person_id: UUID | None
    case_id: UUID | None
    needs: tuple[str, ...]
    triage: Triage | None
    letter: tuple[LetterPart, ...]
    steps: tuple[Step, ...]
    reason: str = ""
    alternative: str = ""
    opens_case: bool = True
    may_accept: bool = False
    matches: bool = False
    around: Around = field(default_factory=Around)

    @property
    def other(self) -> str:
        """The agency on the other side."""
        return self.receiver if self.is_ours else self.sender

    @property
    def is_pending(self) -> bool:
        """True while nobody has decided."""
        return self.referral.state in PENDING

    @property
    def has_ended_unseen(self) -> bool:
        """True on the receiving side when an end has not been seen yet."""
        ended = self.referral.withdrawn_at or self.referral.sharing_ended_at
        return not self.is_ours and ended is not None and self.referral.withdrawn_seen_at is None


def referral_page(actor: Actor, referral_id: UUID, left_out: Sequence[Category] = ()) -> ReferralPage:
    """One referral for one side; NotVisible for a third agency. The read is audited.

    `left_out`: what a sender keeps back of what the receiver asks for.
    """
    row = rows.referral(actor, referral_id)
    is_ours = row.from_agency_id == actor.agency_id
    names = agencies.names_of({row.from_agency_id, row.to_agency_id})
    sent, kept = rows.subject(actor, row.id), rows.receipt(actor, row.id)
    person_id = sent.person_id if sent else kept.person_id if kept else None
    may_name, kind = actor.may(Permission.PEOPLE_READ), rows.kind_of(row.to_agency_id)
    opened = _opened(actor, row) if (may_name if is_ours else _is_read_here(row, kind)) else None
    triage = opened.triage if opened else None if is_ours else open_triage(actor, row)
    beside = around(actor, row, person_id if is_ours and may_name else None, left_out)
    return ReferralPage(
        referral=row, is_ours=is_ours, sender=names[row.from_agency_id], receiver=names[row.to_agency_id],
        team=agencies.team(row.to_team_id).name, service=service(row.service_id).name,
        purpose=PURPOSE_WORDS[Purpose(row.purpose)], name=_name(actor, person_id if may_name else None, triage),
        person_id=person_id if may_name else None, case_id=kept.case_id if kept else None,
        needs=tuple(vocabulary.needs_in_words(triage.needs)) if triage else (), triage=triage,
        letter=_letter(opened) if opened else (), steps=steps_of(row, names, beside),
        reason=vocabulary.decline_reasons().get(row.reason_code or "", ""),
        alternative=_way_on(row),
        opens_case=opens_a_case(kind), may_accept=not is_ours and may_be_accepted_by(actor, kind) is None,
        around=beside, matches=not is_ours and may_be_known(actor, person_id),
    )  # fmt: skip


def _is_read_here(row: Referral, kind: AgencyKind) -> bool:
    """True when the receiver has accepted, keeps no record of its own, and so reads the package itself."""
    return row.state is ReferralState.ACCEPTED and not opens_a_case(kind)


def _opened(actor: Actor, row: Referral) -> Package | None:
    """The whole package for its sender, or for a receiver on any day that consent runs; each read is audited."""
    try:
        opened = package.open_package(actor, row.id)
    except CannotOpen:
        return None
    received = row.to_agency_id == actor.agency_id
    if received and consent_still_runs(opened.triage.last_day, clock.today()) is not None:
        return None
    if received:
        categories = opened.categories
        audit.record(actor=actor, verb="read", kind="referral package", row_id=row.id, fields=categories)
    return opened


def may_be_known(actor: Actor, person_id: UUID | None) -> bool:
    """Whether the record that accepting opened may be about somebody whom the agency knows already."""
    if person_id is None or not actor.may(Permission.PEOPLE_WRITE):
        return False
    return bool(people.possible_matches(actor, person_id))


def _way_on(row: Referral) -> str:
    """Where the person could go instead of what was declined, or that nobody knows of a place."""
    if row.alternative_service_id is not None:
        return service(row.alternative_service_id).name
    return NONE_FOUND if row.none_found else ""


def _name(actor: Actor, person_id: UUID | None, triage: Triage | None) -> str:
    if person_id is not None:
        return people.aliases(actor, [person_id]).get(person_id, ("", ""))[0]
    return triage.alias if triage else ""


def _letter(opened: Package) -> tuple[LetterPart, ...]:
    words = {"ALIAS": opened.triage.name_words, "SUPPORT": opened.triage.support}
    words |= {code: part.paragraphs for code, part in opened.parts.items()}
    later = {code: moment(each.sealed_at) for each in opened.supplements for code in each.parts}
    return letter_parts(words, later)
