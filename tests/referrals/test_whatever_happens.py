"""Whatever happens, in whatever order: nothing leaves without consent or an authorised decision, nothing closed opens.

Hypothesis makes up lives: consents given, taken back and run out; letters drafted, held, undone and released;
referrals opened, answered, asked about, taken back, sent to the wrong place; records linked; copies exported. A small
book kept beside the service, in plain dictionaries, says what the person has agreed to at each moment.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from agencies.permissions import Permission
from agencies.queries import addresses_of
from core import clock
from core.actor import Actor, system_actor
from core.crypto.keyring import CannotOpen
from core.db import db
from core.errors import Clash, Refused
from core.outbox import Notice
from core.scoping import acting_as
from directory import queries as directory
from directory.queries import ServiceOffer
from people import queries as people_queries
from people import service as people
from people.models import Category, ConsentMethod, Purpose
from people.queries import ShownWording
from people.rules import BLOCKED_KINDS, category_may_go_to
from people.service import CopyKind
from referrals import package, queries, service, vocabulary
from referrals.models import (
    DisclosurePackage,
    LetterState,
    OutgoingLetter,
    PackageSupplement,
    Referral,
    ReferralState,
    ReferralSubject,
    RestsOn,
    Urgency,
)
from referrals.service.notices import ENDED
from tests.effort import ENGINE, THOROUGH
from tests.house import House
from tests.referrals import stage

STEPS = 6
RECIPIENTS = ("NUM", "LIFESHARE", "GMP")
ANSWERERS = {"NUM": "num_isva", "LIFESHARE": "lifeshare_caseworker", "GMP": "gmp_liaison"}
KINDS = (Category.ALIAS, Category.SUPPORT, Category.RISK, Category.HEALTH)
CLOSED = (ReferralState.WITHDRAWN, ReferralState.DECLINED, ReferralState.MISDIRECTED)
PENDING = (ReferralState.SENT, ReferralState.ACKNOWLEDGED)

Sealed = tuple[UUID, list[Category]]

recipients = st.sampled_from(RECIPIENTS)
kinds = st.sets(st.sampled_from(KINDS))
nth = st.integers(0, 5)


@dataclass
class Said:
    """The book: what the person last said about one recipient."""

    consent_id: UUID
    answers: dict[Category, bool]
    until: date
    taken_back: bool = False


@dataclass
class Figures:
    """What a run did, to be printed: a test of nothing would show here."""

    lives: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    sealed: int = 0
    shut: int = 0
    told: int = 0


class Life(RuleBasedStateMachine):
    """One person at MASH, and all that can happen to what is known about them."""

    actors: dict[str, Actor]
    job: Actor
    figures: Figures
    offers: dict[str, ServiceOffer]
    read: dict[str, ShownWording]

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=clock.LONDON)
        self.said: dict[str, Said] = {}
        self.seen: set[UUID] = set()
        self.rows: list[tuple[Referral, ReferralSubject]] = []
        self.looked: dict[UUID, set[int]] = defaultdict(set)
        self.sent = self.holding = False
        self.figures.lives += 1

    # --- who acts ---------------------------------------------------------------------------------------------

    @contextmanager
    def _as(self, persona: str) -> Iterator[Actor]:
        actor = self.actors[persona]
        db.session.rollback()
        with clock.frozen_at(self.now), acting_as(actor):
            yield actor

    def _try(self, name: str, persona: str, act: Callable[[Actor], object]) -> bool:
        """Do it as somebody; true when it was done, false when a rule said no. Anything else breaks the test."""
        try:
            with self._as(persona) as actor:
                act(actor)
        except (Refused, Clash):
            self.figures.acts[f"{name}: refused"] += 1
            return False
        self.figures.acts[name] += 1
        return True

    def _job(self, work: Callable[[Actor], object]) -> None:
        db.session.rollback()
        with clock.frozen_at(self.now), acting_as(self.job):
            work(self.job)

    # --- the person -------------------------------------------------------------------------------------------

    @initialize(first=st.sampled_from(RECIPIENTS[1:]))
    def a_person_is_known(self, first: str) -> None:
        """Two have been agreed to: one of them has a referral, the other’s letter is held."""
        with self._as("mash_caseworker") as actor:
            self.person_id = stage.person(actor).id
            self.other_id = people.register_person(actor=actor, alias="Robin Marker").id
        for to in RECIPIENTS[1:]:
            kind = self.offers[to].kind
            self.says(to, {each for each in KINDS if category_may_go_to(each, kind)}, set(), 40)
        second = next(each for each in RECIPIENTS[1:] if each != first)
        self.sends_at_once(first, {Category.RISK})
        self.holds_letters(set(), [second])

    @rule(to=recipients, agreed=kinds, refused=kinds, days=st.integers(0, 60))
    def says(self, to: str, agreed: set[Category], refused: set[Category], days: int) -> None:
        refused = refused - agreed
        until = clock.london(self.now).date() + timedelta(days=days)
        made: list[UUID] = []

        def record(actor: Actor) -> None:
            answers = {each: True for each in agreed} | {each: False for each in refused}
            made.append(people.record_consent(
                actor=actor, person_id=self.person_id, recipient_agency_id=self.offers[to].agency_id,
                recipient_team_id=self.offers[to].team_id, purpose=Purpose.SUPPORT, answers=answers,
                method=ConsentMethod.SPOKEN, interpreter=None, wording_id=self.read[to].wording_id,
                shown=self.read[to].text, conditions=None, told_may_refuse=True, safe_to_speak=True,
                capacity="presumed", valid_until=until).id)  # fmt: skip

        if self._try("asks", "mash_caseworker", record):
            answers = {category: True for category in agreed} | {category: False for category in refused}
            self.said[to] = Said(made[0], answers, until)

    @rule(to=recipients)
    def takes_all_back(self, to: str) -> None:
        if to in self.said and self._try(
            "takes back", "mash_caseworker",
            lambda actor: people.withdraw_consent(actor=actor, consent_id=self.said[to].consent_id, how="Told us"),
        ):  # fmt: skip
            self.said[to].taken_back = True

    @rule(to=recipients, some=kinds)
    def takes_some_back(self, to: str, some: set[Category]) -> None:
        if to not in self.said:
            return

        def take(actor: Actor) -> None:
            consent_id = self.said[to].consent_id
            people.withdraw_parts(actor=actor, consent_id=consent_id, categories=some, how="Told us")

        if self._try("takes some back", "mash_caseworker", take):
            said = self.said[to]
            said.answers.update({category: False for category in some if said.answers.get(category)})
            with self._as("mash_caseworker") as actor:
                left = people_queries.said_before(actor, self.person_id, *self._place(to), Purpose.SUPPORT)
                said.consent_id = left.row.id if left else said.consent_id
            said.taken_back = left is None

    @rule(days=st.integers(5, 30))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        self._job(lambda actor: service.end_expired(actor=actor))
        self._job(lambda actor: service.release_due(actor=actor))

    @precondition(lambda self: self.holding)
    @rule()
    def a_quarter_of_an_hour_passes(self) -> None:
        self.now += timedelta(minutes=15)
        self._job(lambda actor: service.release_due(actor=actor))
        self.sent |= self.holding

    # --- the sender -------------------------------------------------------------------------------------------

    @rule(to=recipients, some=kinds)
    def sends_at_once(self, to: str, some: set[Category]) -> None:
        wanted, first = some | {Category.ALIAS, Category.SUPPORT}, self._first(to)
        done = self._try("sends", "mash_caseworker",
                         lambda actor: stage.send(actor, self.person_id, self.offers[to], wanted))  # fmt: skip
        assert done == (first and self._agreed(to, wanted)), (to, wanted, self.said.get(to))
        self.sent |= done

    @rule(some=kinds, to=st.lists(recipients, min_size=1, max_size=2, unique=True))
    def holds_letters(self, some: set[Category], to: list[str]) -> None:
        wanted = some | {Category.ALIAS, Category.SUPPORT}
        first = all(self._first(each) for each in to)
        done = self._try("holds", "mash_caseworker", lambda actor: service.hold_letters(
            actor=actor, person_id=self.person_id, services=[self.offers[each].service_id for each in to],
            purpose=Purpose.SUPPORT, needs=["SAFETY"], urgency=Urgency.STANDARD, categories=list(wanted),
            typed={self.offers[each].service_id: self.offers[each].agency_name for each in to},
        ))  # fmt: skip
        assert done == (first and all(self._agreed(each, wanted) for each in to)), (to, wanted, self.said)
        self.holding |= done

    @precondition(lambda self: self.holding)
    @rule(n=nth)
    def undoes(self, n: int) -> None:
        held = self._letters()
        if held:
            self._try("undoes", "mash_caseworker",
                      lambda actor: service.undo_letter(actor=actor, letter_id=held[n % len(held)]))  # fmt: skip

    @precondition(lambda self: self.sent)
    @rule(n=nth)
    def recalls(self, n: int) -> None:
        if row := self._nth(n):
            self._try("recalls", "mash_caseworker", lambda actor: service.withdraw(actor=actor, referral_id=row.id))

    @precondition(lambda self: self.sent)
    @rule(n=nth)
    def sees_it_went_wrong(self, n: int) -> None:
        if row := self._nth(n):
            self._try("wrong place", "mash_caseworker", lambda actor: service.report_wrong_place(
                actor=actor, referral_id=row.id, what_happened="The wrong team was chosen."))  # fmt: skip

    @precondition(lambda self: self.sent)
    @rule(n=nth, some=kinds)
    def sends_more(self, n: int, some: set[Category]) -> None:
        if row := self._nth(n):
            self._try("sends more", "mash_caseworker", lambda actor: service.send_more(
                actor=actor, referral_id=row.id, categories=list(some)))  # fmt: skip

    @rule(link=st.booleans())
    def links_or_unlinks_records(self, link: bool) -> None:
        if link:
            self._try("links", "mash_caseworker", lambda actor: people.link_records(
                actor=actor, main_id=self.person_id, linked_id=self.other_id))  # fmt: skip
        else:
            self._try("unlinks", "mash_caseworker",
                      lambda actor: people.unlink_records(actor=actor, linked_id=self.other_id))  # fmt: skip

    @rule(to=recipients)
    def takes_a_copy(self, to: str) -> None:
        if to in self.said:
            self._try("exports", "mash_caseworker", lambda actor: people.hand_over_receipt(
                actor=actor, consent_id=self.said[to].consent_id, kind=CopyKind.RECORD))  # fmt: skip

    # --- the receiver -----------------------------------------------------------------------------------------

    @precondition(lambda self: self.sent)
    @rule(n=nth, act=st.sampled_from(["acknowledge", "accept", "accept", "decline", "ask"]))
    def answers(self, n: int, act: str) -> None:
        row = self._nth(n)
        if row is None:
            return
        to = self._code(row)
        before = row.state

        def answer(actor: Actor) -> None:
            version = queries.received_referral(actor, row.id).version
            about: dict[str, Any] = {"actor": actor, "referral_id": row.id, "version": version}
            if act == "accept":
                (service.accept_without_case if to == "GMP" else service.accept)(**about)
            elif act == "decline":
                service.decline(**about, reason_code=next(iter(vocabulary.decline_reasons())),
                                alternative_service_id=None, none_found=True)  # fmt: skip
            elif act == "ask":
                service.ask_for_more(**about, categories=[Category.RISK], why="To know what we can offer.")
            else:
                service.acknowledge(**about)

        if self._try(act, ANSWERERS[to], answer):
            assert before in PENDING, f"{act} was done to a referral that was {before}"

    # --- what must hold ---------------------------------------------------------------------------------------

    @invariant()
    def all_is_as_the_book_says(self) -> None:
        """After every step: what left was agreed to when it left, what waits still is, what has ended is shut."""
        self.rows, sealed = self._referrals()
        for row, note in self.rows:
            for part_id, categories in sealed[row.id]:
                self._left_by_consent(row, note, part_id, categories)
            if row.state in PENDING:
                waits = {code for _, found in sealed[row.id] for code in found}
                assert self._agreed(self._code(row), waits), (row.state, waits, self.said)
            if self._is_shut(row) and row.version not in self.looked[row.id]:
                self.looked[row.id].add(row.version)
                self._stays_shut(row)

    def _left_by_consent(self, row: Referral, note: ReferralSubject, part_id: UUID, codes: list[Category]) -> None:
        if part_id in self.seen:
            return
        self.seen.add(part_id)
        self.figures.sealed += 1
        assert row.rests_on is RestsOn.CONSENT, "no decision was made in this life"
        assert note.consent_ids
        assert self._agreed(self._code(row), codes), (codes, self.said)

    def _is_shut(self, row: Referral) -> bool:
        return row.state in CLOSED or (row.sharing_ended_at is not None and self._code(row) == "GMP")

    def _stays_shut(self, row: Referral) -> None:
        """Its receiver opens neither part of it by any way there is."""
        with self._as(ANSWERERS[self._code(row)]) as actor:
            with pytest.raises(CannotOpen):
                package.open_package(actor, row.id)
            assert package.triages(actor, [row.id]) == {}
            page = queries.referral_page(actor, row.id)
            assert (page.triage, page.letter) == (None, ())
        self.figures.shut += 1

    def _told_once(self, row: Referral) -> None:
        ends = sum(each is not None for each in (row.withdrawn_at or row.sharing_ended_at, row.misdirected_at))
        told = select(Notice.address).where(Notice.path == f"/referrals/{row.id}", Notice.subject == ENDED)
        found = Counter(db.session.scalars(told))
        readers = addresses_of(row.to_agency_id, Permission.REFERRAL_ANSWER) if ends else []
        assert found == dict.fromkeys(readers, ends), (row.state, found)
        self.figures.told += len(readers)

    def teardown(self) -> None:
        """The person takes everything back: nothing may be left waiting, and whoever must stop is told once."""
        for to in RECIPIENTS:
            self.takes_all_back(to)
        assert self._letters() == []
        self.rows, _ = self._referrals()
        assert [row.state for row, _ in self.rows if row.state in PENDING] == []
        for row, _ in self.rows:
            self._told_once(row)
            if self._is_shut(row):
                self._stays_shut(row)

    # --- the book, and the tables -----------------------------------------------------------------------------

    def _agreed(self, to: str, wanted: Any) -> bool:
        said, kind = self.said.get(to), self.offers[to].kind
        if said is None or said.taken_back or clock.london(self.now).date() > said.until:
            return False
        return all(said.answers.get(each) is True and category_may_go_to(each, kind) for each in wanted)

    def _first(self, to: str) -> bool:
        held = {letter.to_agency_id for letter in self._held()}
        waiting = {self._code(row) for row, _ in self.rows if row.state in PENDING}
        return to not in waiting and self.offers[to].agency_id not in held

    def _place(self, to: str) -> tuple[UUID, UUID]:
        return self.offers[to].agency_id, self.offers[to].team_id

    def _referrals(
        self,
    ) -> tuple[list[tuple[Referral, ReferralSubject]], dict[UUID, list[tuple[UUID, list[Category]]]]]:
        """The person's referrals, and of each what was sealed: the package and its supplements, by category."""
        mine = select(ReferralSubject.referral_id).where(ReferralSubject.person_id == self.person_id)
        with self._as("mash_caseworker"):
            rows = db.session.execute(
                select(Referral, ReferralSubject)
                .join(ReferralSubject, ReferralSubject.referral_id == Referral.id)
                .where(ReferralSubject.person_id == self.person_id)
                .order_by(Referral.id)
            ).all()
            sealed: dict[UUID, list[Sealed]] = {row.id: [] for row, _ in rows}
            for part_id, referral_id, codes in (
                *db.session.execute(
                    select(DisclosurePackage.referral_id, DisclosurePackage.referral_id, DisclosurePackage.categories)
                    .where(DisclosurePackage.referral_id.in_(mine))),
                *db.session.execute(
                    select(PackageSupplement.id, PackageSupplement.referral_id, PackageSupplement.categories)
                    .where(PackageSupplement.referral_id.in_(mine))),
            ):  # fmt: skip
                sealed[referral_id].append((part_id, [Category(code) for code in codes]))
            db.session.expunge_all()
        return [(row, note) for row, note in rows], sealed

    def _held(self) -> list[OutgoingLetter]:
        with self._as("mash_caseworker"):
            mine = OutgoingLetter.person_id == self.person_id
            rows = db.session.scalars(
                select(OutgoingLetter).where(mine, OutgoingLetter.state == LetterState.HELD)
            ).all()
            db.session.expunge_all()
        return list(rows)

    def _letters(self) -> list[UUID]:
        return [letter.id for letter in self._held()]

    def _nth(self, n: int) -> Referral | None:
        return self.rows[n % len(self.rows)][0] if self.rows else None

    def _code(self, row: Referral) -> str:
        return next(code for code, offer in self.offers.items() if offer.agency_id == row.to_agency_id)


LIVES = 500 if THOROUGH else 12 if ENGINE == "postgres" else 30


def test_whatever_happens(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        every = directory.services_taking_referrals(actor)
        isva = next(offer for offer in every if offer.opens_isva_case)
        others = {code: stage.service_of(actor, code) for code in RECIPIENTS if code != "NUM"}
        offers = {"NUM": isva, **others}
        recipients_of = {each.team_id: each for each in people_queries.recipients(actor)}
        read = {
            code: people_queries.wording_to_show(actor, recipients_of[offer.team_id], Purpose.SUPPORT, "plain")
            for code, offer in offers.items()
        }
    figures = Figures()
    personas = ("mash_caseworker", *ANSWERERS.values())
    job = system_actor(
        house.agency("MASH").id, Permission.REFERRAL_SEND, Permission.REFERRAL_AGENCY, Permission.PEOPLE_READ
    )
    known = {
        "figures": figures, "offers": offers, "read": read, "job": job,
        "actors": {persona: house.actor(persona) for persona in personas},
    }  # fmt: skip
    life = type("OneLife", (Life,), known)
    run_state_machine_as_test(life, settings=settings(
        max_examples=LIVES, stateful_step_count=STEPS, deadline=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,)))  # fmt: skip
    print(figures)  # noqa: T201  # the figures are asked for
    assert figures.lives >= LIVES
    for act in ("asks", "sends", "holds", "takes back"):
        assert figures.acts[act] > 0, f"no life had {act}: {figures.acts}"
    assert min(figures.sealed, figures.shut, figures.told) > 0
    assert others["GMP"].kind in BLOCKED_KINDS
