"""What other pages show of letters before they leave, and of what went to the wrong place."""

from __future__ import annotations

from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Panel, Waiting
from referrals import holding, queries
from referrals.models import LetterState
from referrals.queries import Outgoing, WrongPlaceLine


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """What is held or begun about a person, so that nobody writes twice; None when there is nothing."""
    if not actor.may(Permission.REFERRAL_SEND):
        return None
    lines = queries.letters_of_person(actor, person_id)
    if not lines:
        return None
    return Panel("referrals/letters_panel.html", {"lines": lines, "dial_of": holding.dial_of}, order=38)


def wrong_person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """On the receiver's own record: it was opened from what was sent to the wrong place."""
    return _wrong_panel(actor, person_id=person_id)


def wrong_case_panel(actor: Actor, case_id: UUID) -> Panel | None:
    """On the receiver's own case: it was opened from what was sent to the wrong place."""
    return _wrong_panel(actor, case_id=case_id)


def _wrong_panel(actor: Actor, *, person_id: UUID | None = None, case_id: UUID | None = None) -> Panel | None:
    if not actor.may(Permission.PEOPLE_READ, Permission.CASE_READ):
        return None
    row = queries.misdirected_to_us(actor, person_id=person_id, case_id=case_id)
    if row is None:
        return None
    wrong = queries.wrong_place(actor, row)
    return Panel("referrals/wrong_place_panel.html", {"wrong": wrong}, order=1) if wrong else None


def waiting(actor: Actor) -> list[Waiting]:
    """Letters that are about to leave or were stopped, for their writer; records to keep, for the protection lead."""
    found: list[Waiting] = []
    if actor.may(Permission.REFERRAL_SEND):
        found += [_letter(line) for line in queries.waiting_letters(actor)]
    if actor.may(Permission.PROTECTION_LEAD):
        found += [_record(line) for line in queries.wrong_places(actor) if line.waits]
    return found


def _letter(line: Outgoing) -> Waiting:
    letter, url = line.letter, url_for("referrals.list_letters")
    if letter.state is LetterState.HELD:
        return Waiting(
            title=f"{line.name}: a letter to {line.to} is held", detail="Nothing has left. You can undo it.",
            url=url, button="Look or undo", clock=holding.dial_of(letter), due=letter.leaves_at or letter.changed_at,
        )  # fmt: skip
    return Waiting(
        title=f"{line.name}: your letter to {line.to} did not leave", detail=line.stopped, url=url, button="Look",
        clock=Dial("soon", 1.0, "Stopped", ""), due=letter.ended_at or letter.changed_at, primary=True,
    )  # fmt: skip


def _record(line: WrongPlaceLine) -> Waiting:
    url = url_for("referrals.keep_wrong_place", referral_id=line.record.referral_id)
    if line.is_ours:
        return Waiting(
            title="A referral of ours went to the wrong place", detail="Say whether the ICO and the person are told.",
            url=url, button="Keep the record", clock=holding.ico_dial(line.record, settled=False),
            due=line.record.ico_by, primary=True,
        )  # fmt: skip
    return Waiting(
        title=f"{line.other} sent us a referral by mistake", detail="Confirm that no copy or record of it is in use.",
        url=url, button="Confirm", clock=Dial("soon", 1.0, "Confirm", ""), due=max(line.record.found_at, clock.now()),
    )  # fmt: skip
