"""What a test at the edge starts from: a person at MASH, a consent to tell a law centre, a letter behind its link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from werkzeug.test import TestResponse

from core import clock
from core.actor import Actor
from core.db import db
from people.models import Category, ConsentMethod, Purpose
from referrals.outside import queries, service
from referrals.outside.models import OutsideConsent, OutsideKind, OutsideLetter
from referrals.outside.sealing import Secrets
from referrals.outside.service import Outgoing, OutsideAsking
from tests.house import TOKEN, Browser, House
from tests.referrals import stage

ORGANISATION = "Marker Law Centre"
READER = "marker.reader@law.example"
RING = "Dee Marlowe, 0161 496 0000"
AGREED = (Category.ALIAS, Category.SUPPORT, Category.CONTACT, Category.RISK)
MARKERS = (*stage.MARKERS, "Marker Law", "marker.reader")
OUTGOING = Outgoing(needs=["CJS"], left_out=(), reader=READER, ring=RING, days=7)
IDEMPOTENCY = re.compile(r'name="idempotency_key"[^>]*value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter that was sent, by its ids, and what its sender was shown once."""

    letter_id: UUID
    consent_id: UUID
    person_id: UUID
    known: Secrets


def asking(
    actor: Actor, kind: OutsideKind = OutsideKind.LEGAL, agreed: Iterable[Category] = AGREED,
    refused: Iterable[Category] = (), name: str = ORGANISATION, **changes: Any,
) -> OutsideAsking:  # fmt: skip
    """What was asked about an organisation outside, soundly."""
    shown = queries.words_aloud(actor, name, kind, Purpose.SUPPORT, "plain")
    answers = {category: True for category in agreed} | {category: False for category in refused}
    sound = OutsideAsking(
        organisation=name, kind=kind, purpose=Purpose.SUPPORT, answers=answers, method=ConsentMethod.SPOKEN,
        interpreter=None, wording_id=shown.wording_id, shown=shown.text, conditions="", told_may_refuse=True,
        safe_to_speak=True, capacity="presumed", valid_until=clock.today() + timedelta(days=90),
    )  # fmt: skip
    return replace(sound, **changes)


def consent(actor: Actor, person_id: UUID, kind: OutsideKind = OutsideKind.LEGAL, **changes: Any) -> OutsideConsent:
    """A consent to tell it."""
    asked = asking(actor, kind, **changes)
    return service.record_outside_consent(actor=actor, person_id=person_id, asking=asked)


def send(house: House, *, release: bool = True, kind: OutsideKind = OutsideKind.LEGAL, **changes: Any) -> Sent:
    """A person, a consent and a letter; past its hold unless told otherwise."""
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor)
        given = consent(actor, who.id, kind)
        letter, known = service.write_letter(
            actor=actor, consent_id=given.id, outgoing=replace(OUTGOING, **changes)
        )  # fmt: skip
        sent = Sent(letter.id, given.id, who.id, known)
        if release:
            let_go(actor)
    return sent


def let_go(actor: Actor) -> None:
    """Let the hold pass."""
    with clock.frozen_at(clock.now() + timedelta(minutes=11)):
        service.release_due(actor=actor)


def letter(house: House, sent: Sent) -> OutsideLetter:
    """The letter's row as it stands."""
    with house.acting("mash_caseworker") as actor:
        row = queries.outside_letter(actor, sent.letter_id)
        db.session.expunge(row)
    return row


def knock(browser: Browser, sent: Sent, phrase: str | None = None) -> TestResponse:
    """Open the link and type the words."""
    path = f"/letter/{sent.known.token}"
    return post(browser, path, path, {"phrase": sent.known.phrase if phrase is None else phrase})


def post(browser: Browser, page: str, path: str, form: dict[str, Any]) -> TestResponse:
    """Send a form as its own page would."""
    return browser.post(path, {**tokens(browser.get(page)), **form})


def tokens(answer: TestResponse) -> dict[str, str]:
    """The hidden values of a page's first form; made up ones when it has none."""
    html = answer.get_data(as_text=True)
    token, key = TOKEN.search(html), IDEMPOTENCY.search(html)
    return {"csrf_token": token[1] if token else "none", "idempotency_key": key[1] if key else "none"}


def text(answer: TestResponse) -> str:
    """What a page says."""
    return answer.get_data(as_text=True)
