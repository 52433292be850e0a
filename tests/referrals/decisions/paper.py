"""What a test of decisions starts from: answers that hold together, and the steps of a decision in one call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from core import clock
from core.actor import Actor
from core.db import db
from referrals.decisions import queries, service
from referrals.decisions.answers import Answers
from referrals.decisions.models import Direction, SharingDecision
from referrals.models import Referral
from tests.referrals import stage

T = TypeVar("T")

SECRET = "Marker alarm: he has her door key and a knife"
WORDS = "Words that are long enough to count."


def sound(**changes: Any) -> dict[str, Any]:
    """Answers that hold together, for a charity that tells the police of a serious crime."""
    today = clock.today()
    return {
        "ground": "SERIOUS_CRIME", "happening": WORDS, "consent": "UNSAFE", "consent_words": WORDS,
        "wishes": WORDS, "capacity": "PRESUMED", "where": "outside", "outside": "POLICE",
        "outside_name": "West Yorkshire Police",
        "categories": ("ALIAS", "CONTACT", "RISK"), "message": SECRET, "withheld": True, "basis": "CRIME_INTEREST",
        "common_law": WORDS, "policy": True, "necessity": WORDS, "harm_of_sharing": WORDS, "harm_of_not_sharing": WORDS,
        "advice": ("NONE",), "telling": "UNSAFE", "telling_words": WORDS,
        "tell_on": (today + timedelta(days=10)).isoformat(), "review_on": (today + timedelta(days=40)).isoformat(),
        **changes,
    }  # fmt: skip


PAGES: Mapping[str, tuple[str, ...]] = {
    "ground": ("ground", "happening"),
    "child": ("child_evidence", "not_only_work"),
    "adult": ("limb_needs", "limb_risk", "limb_unable", "limb_words"),
    "consent": ("consent", "consent_words"),
    "wishes": ("wishes", "capacity", "capacity_words"),
    "recipient": ("where", "service_id", "outside", "outside_name", "outside_how"),
    "parts": ("categories", "message", "withheld", "words_checked"),
    "basis": ("basis", "common_law", "policy"),
    "weigh": ("necessity", "harm_of_sharing", "harm_of_not_sharing"),
    "advice": ("advice", "advice_words"),
    "telling": ("telling", "telling_words", "tell_on"),
    "review": ("review_on",),
    "happening": ("happening",),
}


def write(actor: Actor, row: SharingDecision, answers: Mapping[str, Any]) -> SharingDecision:
    """Answer every page that the path asks, in its own order."""
    while (opened := queries.decision(actor, row.id)).missing:
        step = opened.missing[0]
        changes = {name: answers[name] for name in PAGES[step] if name in answers}
        row = service.save(actor=actor, decision_id=row.id, version=opened.row.version, step=step, changes=changes)
        assert step not in queries.decision(actor, row.id).missing, f"{step} is still not whole"
    return row


def written(
    actor: Actor, direction: Direction = Direction.SHARE, person_id: UUID | None = None, **changes: Any
) -> SharingDecision:
    """A decision that is whole, and not handed over yet."""
    about = person_id or stage.person(actor).id
    row = service.begin(actor=actor, person_id=about, direction=direction)
    return write(actor, row, sound(**changes))


def handed(actor: Actor, direction: Direction = Direction.SHARE, **changes: Any) -> SharingDecision:
    """A decision that waits for a second person."""
    row = written(actor, direction, **changes)
    return service.submit(actor=actor, decision_id=row.id, version=row.version)


def to_team(actor: Actor, code: str = "NUM", **changes: Any) -> SharingDecision:
    """A decision to tell a team in Roundtable, that waits for a second person."""
    offer = stage.service_of(actor, code)
    return handed(actor, where="team", service_id=str(offer.service_id), outside="", outside_name="", **changes)


def emergency(actor: Actor, code: str = "", **changes: Any) -> SharingDecision:
    """An emergency with its three answers; outside by telephone, or to a team when a code is given."""
    to = {"where": "outside", "outside": "AMBULANCE", "outside_name": "North West Ambulance", "outside_how": "999, now"}
    if code:
        to = {"where": "team", "service_id": str(stage.service_of(actor, code).service_id)}
        to |= dict.fromkeys(("outside", "outside_name", "outside_how"), "")
    row = service.begin(actor=actor, person_id=stage.person(actor).id, direction=Direction.SHARE, emergency=True)
    return write(actor, row, {**sound(), **to, **changes})


def answers_of(actor: Actor, row: SharingDecision) -> Answers:
    """What is written in it now."""
    return queries.decision(actor, row.id).answers


def there(value: T | None) -> T:
    """What a row may leave empty, and must not leave empty here."""
    assert value is not None
    return value


def sent(referral_id: UUID | None) -> Referral:
    """The referral that a decision sent, which must be there."""
    return there(db.session.get(Referral, there(referral_id)))
