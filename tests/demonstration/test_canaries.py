"""Canaries: what the demonstration's people said in confidence is looked for in everything that anyone else can get.

Every account of the police, probation, the council, the forum and every other agency follows every link it is shown,
downloads every file, and has its mail read. A canary is a value of a protected field: legal name, date of birth, where
they stay and work, health, drug use, children, convictions, equality answers, how to reach them, notes of support.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
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
from demonstration import story
from demonstration.accounts import accounts
from outreach.models import OutreachContact
from people.models import Category, Identity, Person, RecordPart, SafeContact
from people.rules import BLOCKED_KINDS
from people.words import birth_date_words
from referrals import package
from referrals.models import DisclosurePackage, Referral, ReferralSubject
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
MOST_PAGES = 140
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
    """The demonstration, as `make run` shows it: the story over the accounts of `accounts.json`."""
    folder = tmp_path_factory.mktemp("demonstration")
    app = create_app({"ROUNDTABLE_MODE": "demonstration", "ROUNDTABLE_INSTANCE": str(folder)}, testing=True)
    with app.app_context():
        flask_migrate.upgrade()
        load_reference()
        assert story.tell()
        db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


def canaries() -> list[Canary]:
    """Every protected value in the database, read agency by agency with its own keys."""
    found: list[Canary] = []
    for member in agencies.member_agencies():
        actor = system_actor(member.id, *Permission)
        db.session.rollback()
        with acting_as(actor):
            found += _of_agency(member.id, member.code)
    return [each for each in found if len(each.words) >= SHORTEST]


def _of_agency(agency_id: UUID, code: str) -> Iterator[Canary]:
    load_keys(agency_id, set(db.session.scalars(select(Person.id))))
    for identity in db.session.scalars(select(Identity)):
        for kind, words in ((Category.LEGAL_NAME, identity.legal_name), (Category.DOB, birth_date_words(identity))):
            yield Canary(words or "", code, identity.person_id, kind)
    for part in db.session.scalars(select(RecordPart).where(RecordPart.category.in_(PROTECTED))):
        yield Canary(part.words or "", code, part.person_id, part.category)
    for contact in db.session.scalars(select(SafeContact)):
        for words in (contact.address, contact.code_word, contact.never):
            yield Canary(words or "", code, contact.person_id, Category.CONTACT)
    for note in (*db.session.scalars(select(SupportContact)), *db.session.scalars(select(OutreachContact))):
        yield Canary(note.note or "", code, None, NOTES)


def sent_to() -> dict[str, set[tuple[UUID, str]]]:
    """Receiving agency to the (person, category) that were sealed for it with consent; nothing barred for its kind."""
    found: dict[str, set[tuple[UUID, str]]] = defaultdict(set)
    codes = {member.id: member.code for member in agencies.member_agencies()}
    for member in agencies.member_agencies():
        db.session.rollback()
        with acting_as(system_actor(member.id, *Permission)):
            rows = db.session.execute(
                select(Referral.to_agency_id, ReferralSubject.person_id, DisclosurePackage.categories)
                .join(ReferralSubject, ReferralSubject.referral_id == Referral.id)
                .join(DisclosurePackage, DisclosurePackage.referral_id == Referral.id)
            )
            for to, person_id, categories in rows:
                found[codes[to]] |= {(person_id, category) for category in categories}
    return found


def crawl(browser: Browser) -> Iterator[tuple[str, str]]:
    """Every address that the pages lead to, breadth first, with all that its answer holds."""
    browser.inspects = False
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < MOST_PAGES + len(waiting):
        address = waiting.pop(0)
        answer = browser.get(address)
        words = readable(answer)
        yield address, html.unescape(words)
        for link in LINK.findall(words):
            link = html.unescape(link)
            if link not in seen and not NOT_FOLLOWED.match(link):
                seen.add(link)
                waiting.append(link)


def may_read(canary: Canary, agency: str, sent: dict[str, set[tuple[UUID, str]]], words_sent: set[str]) -> bool:
    """The agency's own, or sent to it with the person's consent; then the same words are the receiver's own too."""
    if canary.agency == agency:
        return True
    return (canary.person_id, canary.kind) in sent[agency] or canary.words in words_sent


def test_no_canary_leaves_by_any_page_file_or_mail(told: Roundtable) -> None:
    birds, sent = canaries(), sent_to()
    kinds = {member.code: member.kind for member in agencies.member_agencies()}
    assert len(birds) > 40
    assert {each.kind for each in birds} >= {*PROTECTED, NOTES}, "every protected field needs a canary"
    leaks, pages, own = [], 0, 0
    for account in accounts():
        agency = account["agency"]
        shared = {bird.words for bird in birds if (bird.person_id, bird.kind) in sent[agency]}
        only_forum = not any(role in SUPPORTS for role in account["roles"])
        browser = Browser(told.test_client())
        browser.sign_in(account["email"], account["password"])
        for address, words in crawl(browser):
            pages += 1
            for bird in birds:
                if bird.words not in words:
                    continue
                if not only_forum and may_read(bird, agency, sent, shared):
                    own += 1
                else:
                    leaks.append(f"{account['key']} read {bird.kind} of {bird.agency} at {address}")
        barred = BARRED if kinds[agency] in BLOCKED_KINDS else set()
        assert not {kind for _, kind in sent[agency]} & barred, f"{agency} was sent what may never go there"
    print(f"{pages} pages and files, {len(birds)} canaries, {own} seen by their own agency, {len(leaks)} leaks")  # noqa: T201
    assert leaks == []
    assert own > 20, "the crawl must see the canaries of its own agency, or it proves nothing"
    _nothing_in_the_mail(birds)


#: Roles that read about the people of their own agency.
SUPPORTS = {"outreach_worker", "caseworker", "isva", "agency_manager", "data_protection_lead", "police_liaison"}
#: What may never be sealed for police, probation or the council.
BARRED = {Category.DEMOG.value}


def _nothing_in_the_mail(birds: list[Canary]) -> None:
    names = {member.name for member in agencies.member_agencies()}
    rows = db.session.execute(select(Notice.subject, Notice.path, Notice.agency_id)).all()
    assert len(rows) > 20
    for row in rows:
        words = f"{row.subject} {row.path}"
        assert not [bird.words for bird in birds if bird.words in words]
        assert not [name for name in names if name in words], row.subject
        assert not re.search(r"\b[A-Z]{2}-\d{4}\b", words), row.subject


def test_a_package_opened_by_the_police_holds_no_barred_part(told: Roundtable) -> None:
    opened = 0
    for member in agencies.member_agencies():
        if member.kind not in BLOCKED_KINDS:
            continue
        db.session.rollback()
        actor = system_actor(member.id, *Permission)
        with acting_as(actor):
            for referral_id in db.session.scalars(select(Referral.id).where(Referral.to_agency_id == member.id)):
                opened += 1
                held = package.open_package(actor, referral_id)
                assert not set(held.parts) & {*BARRED, Category.HEALTH.value}
    assert opened > 0, "the demonstration must send something to the police"
