"""Canaries: what the demonstration's people said in confidence is looked for in everything that anyone else can get.

Every account of the police, probation, the council, the forum and every other agency follows every link it is shown,
downloads every file, and has its mail read. A canary is a value of a protected field: legal name, date of birth, where
they stay and work, health, drug use, children, convictions, equality answers, how to reach them, notes of support.
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import flask_migrate
import pytest
from sqlalchemy import select

from agencies import queries as agencies
from agencies.permissions import Permission
from app import create_app, load_reference
from cases.models import SupportContact
from core.actor import system_actor
from core.crypto.datakeys import load_keys
from core.db import db
from core.outbox import Notice
from core.scoping import acting_as
from core.web import Roundtable
from demonstration import caseload, story
from demonstration.accounts import Account, accounts
from outreach.models import OutreachContact
from people.models import Category, Identity, Person, RecordPart, SafeContact
from people.rules import BLOCKED_KINDS
from people.words import birth_date_words
from referrals import package
from referrals.decisions.models import DecisionStep
from referrals.models import DisclosurePackage, MisdirectedNote, PackageSupplement, Referral, ReferralSubject, RestsOn
from referrals.requests.models import RequestViews
from tests.effort import THOROUGH
from tests.house import Browser
from tests.meta.sweep import readable

PROTECTED = (
    Category.LEGAL_NAME, Category.DOB, Category.ADDRESS, Category.WORK, Category.HEALTH, Category.SUBSTANCE,
    Category.CHILDREN, Category.CONVICTIONS, Category.DEMOG, Category.CONTACT,
)  # fmt: skip
#: Kinds of information that nobody but the agency holds under a category of its own.
NOTES = "notes"
LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
NOT_FOLLOWED = re.compile(r"^/(static|sign-in|session|help|privacy|accessibility)")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
ANSWER = re.compile(r"=[^&]*")
MOST_PAGES = 40 if THOROUGH else 20
SHORTEST = 6

#: The same code runs on PostgreSQL, where three sweeps look through every rule: one telling of the story is enough.
pytestmark = pytest.mark.sqlite_only


@dataclass(frozen=True)
class Canary:
    """A value, whose it is, and under which category it was said."""

    words: str
    agency: str
    person_id: UUID | None
    kind: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roundtable]:
    """The demonstration, as `make run` shows it, over the accounts of `accounts.json`, with a shorter past."""
    folder = tmp_path_factory.mktemp("demonstration")
    app = create_app({"ROUNDTABLE_MODE": "demonstration", "ROUNDTABLE_INSTANCE": str(folder)}, testing=True)
    with app.app_context():
        flask_migrate.upgrade()
        load_reference()
        with pytest.MonkeyPatch.context() as shorter:
            shorter.setattr(caseload, "PAST_REFERRALS", caseload.PAST_REFERRALS if THOROUGH else 16)
            assert story.tell()
        db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


def members() -> list[tuple[UUID, str]]:
    """Id and code of every member agency; the session starts afresh."""
    db.session.rollback()
    return [(member.id, member.code) for member in agencies.member_agencies()]


def canaries() -> list[Canary]:
    """Every protected value in the database, read agency by agency with its own keys."""
    found: list[Canary] = []
    for agency_id, code in members():
        with acting_as(system_actor(agency_id, *Permission)):
            found += _of_agency(agency_id, code)
    return [each for each in found if len(each.words) >= SHORTEST]


def _of_agency(agency_id: UUID, code: str) -> Iterator[Canary]:
    load_keys(agency_id, set(db.session.scalars(select(Person.id))))
    for identity in db.session.scalars(select(Identity)):
        yield Canary(identity.legal_name or "", code, identity.person_id, Category.LEGAL_NAME)
        for words in (identity.birth_date, birth_date_words(identity)):
            yield Canary(words or "", code, identity.person_id, Category.DOB)
    for part in db.session.scalars(select(RecordPart).where(RecordPart.category.in_(PROTECTED))):
        yield Canary(part.words or "", code, part.person_id, part.category)
    for contact in db.session.scalars(select(SafeContact)):
        for words in (contact.address, contact.code_word, contact.never):
            yield Canary(words or "", code, contact.person_id, Category.CONTACT)
    for words in _notes():
        yield Canary(words or "", code, None, NOTES)


def _notes() -> Iterator[str | None]:
    """What workers wrote for themselves: of contacts, of a mistake, of a decision, of a person's views."""
    yield from (row.note for row in db.session.scalars(select(SupportContact)))
    yield from (row.note for row in db.session.scalars(select(OutreachContact)))
    yield from (row.happened for row in db.session.scalars(select(MisdirectedNote)))
    yield from (row.words for row in db.session.scalars(select(DecisionStep)))
    yield from (row.words for row in db.session.scalars(select(RequestViews)))


def sent_to() -> dict[str, set[tuple[UUID, str]]]:
    """Receiving agency to the (person, category) that were sealed for it with consent, at first or as more."""
    found: dict[str, set[tuple[UUID, str]]] = defaultdict(set)
    codes = dict(members())
    for agency_id in codes:
        with acting_as(system_actor(agency_id, *Permission)):
            for sealed in (DisclosurePackage, PackageSupplement):
                rows = db.session.execute(
                    select(Referral.to_agency_id, ReferralSubject.person_id, sealed.categories)
                    .join(ReferralSubject, ReferralSubject.referral_id == Referral.id)
                    .join(sealed, sealed.referral_id == Referral.id)
                    .where(Referral.rests_on == RestsOn.CONSENT)
                )
                for to, person_id, categories in rows:
                    found[codes[to]] |= {(person_id, category) for category in categories}
    return found


def crawl(browser: Browser) -> Iterator[tuple[str, str]]:
    """Every address that the pages lead to, with all that its answer holds: of each kind of page in turn."""
    browser.inspects = False
    waiting, seen, visits = ["/"], {"/"}, Counter[str]()
    while waiting and visits.total() < MOST_PAGES:
        address = min(waiting, key=lambda each: visits[_kind_of(each)])
        waiting.remove(address)
        answer = browser.get(address)
        visits[_kind_of(address)] += 1
        words = readable(answer)
        yield address, _plain(words)
        for link in map(html.unescape, LINK.findall(words)):
            if link not in seen and not NOT_FOLLOWED.match(link):
                seen.add(link)
                waiting.append(link)


def _kind_of(address: str) -> str:
    """What an address is when it does not say whose: its path without ids, its questions without answers."""
    return ANSWER.sub("=", ID.sub("*", address))


def _plain(words: str) -> str:
    """Words as they are read, wherever a page or a printed line breaks them."""
    return " ".join(html.unescape(words).split())


def may_read(told: list[Canary], agency: str, sent: set[tuple[UUID, str]]) -> bool:
    """The agency's own, or sent to it with the person's consent. `told`: everyone of whom these words are held."""
    return any(bird.agency == agency or (bird.person_id, bird.kind) in sent for bird in told)


def test_no_canary_leaves_by_any_page_file_or_mail(told: Roundtable) -> None:
    birds, sent = by_words(canaries()), sent_to()
    assert len(birds) > 40
    kinds_held = {bird.kind for held in birds.values() for bird in held}
    assert kinds_held >= {*PROTECTED, NOTES}, "every protected field needs a canary"
    leaks, pages, own = [], 0, Counter[str]()
    for account in accounts():
        agency = account["agency"]
        supports = bool(SUPPORTS.intersection(account["roles"]))
        for address, words in crawl(signed_in(told, account)):
            pages += 1
            for bird in (words_held for words_held in birds if words_held in words):
                if supports and may_read(birds[bird], agency, sent[agency]):
                    own[agency] += 1
                else:
                    leaks.append(f"{account['key']} read “{bird}” of {birds[bird][0].agency} at {address}")
    print(f"{pages} pages and files, {len(birds)} canaries, {own.total()} seen by whom they concern")  # noqa: T201
    assert leaks == []
    assert own.total() > (60 if THOROUGH else 15), (
        "the crawl must see the canaries of its own agency, or it proves nothing"
    )
    assert all(own[agency] for agency in ("MASH", "NUM", "TMR"))
    _nothing_in_the_mail(birds)
    _nothing_barred(sent)


def by_words(found: list[Canary]) -> dict[str, list[Canary]]:
    """Canaries by their words: what was sent with consent is held twice, by its sender and by its receiver."""
    birds: dict[str, list[Canary]] = defaultdict(list)
    for each in found:
        birds[_plain(each.words)].append(each)
    return birds


def signed_in(told: Roundtable, account: Account) -> Browser:
    """A browser in which an account of the demonstration has signed in through the front door."""
    browser = Browser(told.test_client())
    browser.sign_in(account["email"], account["password"])
    assert browser.get("/").status_code == 200
    return browser


#: Roles that read about the people of their own agency.
SUPPORTS = {"outreach_worker", "caseworker", "isva", "agency_manager", "data_protection_lead", "police_liaison"}
#: What may never be sealed for police, probation or the council.
BARRED = {Category.DEMOG.value}


def _nothing_in_the_mail(birds: dict[str, list[Canary]]) -> None:
    names = {member.name for member in agencies.member_agencies()}
    rows = db.session.execute(select(Notice.subject, Notice.path)).all()
    assert len(rows) > 20
    for row in rows:
        words = f"{row.subject} {row.path}"
        assert not [bird for bird in birds if bird in words]
        assert not [name for name in names if name in words], row.subject
        assert not re.search(r"\b[A-Z]{2}-\d{4}\b", words), row.subject


def _nothing_barred(sent: dict[str, set[tuple[UUID, str]]]) -> None:
    db.session.rollback()
    for code in [member.code for member in agencies.member_agencies() if member.kind in BLOCKED_KINDS]:
        assert not BARRED.intersection(category for _, category in sent[code]), code


def test_a_package_opened_by_the_police_holds_only_what_they_were_told(told: Roundtable) -> None:
    opened = 0
    db.session.rollback()
    police = [member.id for member in agencies.member_agencies() if member.kind in BLOCKED_KINDS]
    for agency_id in police:
        actor = system_actor(agency_id, *Permission)
        with acting_as(actor):
            mine = select(Referral.id).where(Referral.to_agency_id == agency_id)
            for referral_id in db.session.scalars(mine).all():
                opened += 1
                held = package.open_package(actor, referral_id)
                assert not set(held.parts) & {*BARRED, Category.HEALTH.value}
    assert opened > 0, "the demonstration must send something to the police"
