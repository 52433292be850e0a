"""What the desk gives to a case file: transfers on the timeline, an offer that waits, the next supervision."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from agencies.permissions import Permission
from cases.desk import queries
from cases.desk.models import TransferState
from cases.desk.queries import Offer
from cases.models import Case
from cases.parts import Due, Entry, Part
from core.actor import Actor

KINDS = {"team": "Case team"}
ANSWERS = {
    TransferState.DECLINED: "{answered} did not take this case",
    TransferState.TAKEN_BACK: "{answered} took the offer of this case back",
}


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """Offers and what became of them, but for who leads now: the team's own history says that."""
    offers = queries.transfers_of(actor, case, most)
    return [entry for offer in offers for entry in _entries(offer)]


def due(actor: Actor, cases: Sequence[Case]) -> list[Due]:
    """The next supervision, for managers: one statement."""
    days = queries.next_supervisions(actor, [case.id for case in cases])
    return [
        Due(
            case_id=case.id, title="Supervision", detail="With the lead worker.", on=days[case.id],
            url=url_for("cases.show_supervision", case_id=case.id), neutral="Supervision",
        )
        for case in cases
        if case.id in days
    ]  # fmt: skip


def _entries(offer: Offer) -> list[Entry]:
    made = Entry(
        kind="team", title=f"Case offered to {offer.to_words}", at=offer.offered_at, row_id=offer.id,
        author=offer.offered_by_id, byline="by",
        paragraphs=[offer.why, offer.reason, f"Handover: {offer.handover}" if offer.handover else ""],
    )  # fmt: skip
    if offer.answered_at is None or offer.state not in ANSWERS:
        return [made]
    title = ANSWERS[offer.state].format(answered=offer.answered_by)
    return [made, Entry(kind="team", title=title, at=offer.answered_at, row_id=offer.id, paragraphs=[offer.answer])]


SUPERVISION = Part(
    key="supervision", label="Supervision", endpoint="cases.show_supervision", due=due,
    permission=Permission.CASE_SUPERVISE,
)  # fmt: skip
PART = Part(key="desk", kinds=KINDS, timeline=timeline)
