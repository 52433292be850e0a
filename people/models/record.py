"""Tables of people. Every sensitive column is sealed by the person's own key; all belong to one agency."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key, uuid7


class Answer(StrEnum):
    """Four answers, and the fact itself: “not asked”, “declined”, “not known” and “no” are never the same."""

    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    NOT_KNOWN = "not_known"
    NO = "no"
    GIVEN = "given"


class Category(StrEnum):
    """Kinds of information that consent names one by one (consent_and_sharing.json).

    There is none for immigration or nationality: no such field exists, so none can leave.
    """

    ALIAS = "ALIAS"
    CONTACT = "CONTACT"
    SUPPORT = "SUPPORT"
    RISK = "RISK"
    INCIDENT = "INCIDENT"
    CJ = "CJ"
    HEALTH = "HEALTH"
    SUBSTANCE = "SUBSTANCE"
    ADDRESS = "ADDRESS"
    WORK = "WORK"
    OFFENDER = "OFFENDER"
    CHILDREN = "CHILDREN"
    DEMOG = "DEMOG"
    CONVICTIONS = "CONVICTIONS"
    LEGAL_NAME = "LEGAL_NAME"
    DOB = "DOB"


class Purpose(StrEnum):
    """Why information is shared; consent to one purpose is not consent to another (domain.md 4.1).

    Safeguarding is never asked about: it is the purpose of an authorised decision to share without consent.
    """

    SUPPORT = "support"
    ADVICE = "advice"
    JOINT_WORK = "joint_work"
    REPORT = "report"
    SAFEGUARDING = "safeguarding"


class ConsentState(StrEnum):
    """A consent is given or refused, then superseded or withdrawn; it is never edited."""

    GIVEN = "given"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class ConsentMethod(StrEnum):
    """How the person said it."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    ELECTRONIC = "electronic"
    INTERPRETER = "interpreter"


class Receipt(StrEnum):
    """What became of the person's own copy. A copy on paper can be found by someone who may harm them."""

    NOT_OFFERED = "not_offered"
    TAKEN = "taken"
    DECLINED = "declined"
    UNSAFE = "unsafe"


class ContactMethod(StrEnum):
    """The safe way to reach someone."""

    TEXT = "text"
    CALL = "call"
    EMAIL = "email"
    IN_PERSON = "in_person"
    NOT_ASKED = "not_asked"


class DisclosureKind(StrEnum):
    """What stands in the ledger."""

    PACKAGE = "package"
    REFUSAL = "refusal"
    WITHDRAWN = "withdrawn"
    REPORT = "report"
    PRINT = "print"
    MESSAGE = "message"
    OUTSIDE = "outside"
    DECISION = "decision"
    NOT_SHARED = "not_shared"
    MISDIRECTED = "misdirected"
    RELEASE = "release"
    UNTOLD = "untold"
    LETTER = "letter"
    FILE_PRINT = "file_print"
    SUBJECT_COPY = "subject_copy"
    INFORMATION = "information"


class Person(Sealable, Base):
    """Someone whom one agency supports. An alias is enough. `main_id`: the record that this one is linked to.

    `pronouns_answer` and `wants_answer` say why there are no words: declined, not known or no; empty is not asked.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("agency_id", "reference"),
        Index("ix_person_alias", "agency_id", "alias_index"),
        Index("ix_person_recent", "agency_id", "changed_at"),
        Index("ix_person_created", "agency_id", "created_at"),
        Index("ix_person_main", "agency_id", "main_id"),
        CheckConstraint("main_id <> id", name="a_record_is_not_its_own_main"),
        owned_key("created_by", "user_account"),
    )

    reference: Mapped[str]
    alias_sealed: Mapped[bytes | None]
    alias = SealedText("alias_sealed")
    alias_index: Mapped[str | None]
    pronouns_sealed: Mapped[bytes | None]
    pronouns = SealedText("pronouns_sealed")
    pronouns_answer: Mapped[Answer | None] = choice(Answer, "pronouns_have_an_answer", nullable=True)
    wants_sealed: Mapped[bytes | None]
    wants = SealedText("wants_sealed")
    wants_answer: Mapped[Answer | None] = choice(Answer, "wants_have_an_answer", nullable=True)
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    origin_referral_id: Mapped[UUID | None]
    origin_sealed: Mapped[bytes | None]
    origin = SealedText("origin_sealed")
    main_id: Mapped[UUID | None]
    erased_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Identity(Sealable, Base):
    """Legal identity, apart from the alias and never needed for support."""

    __tablename__ = "identity"
    __table_args__ = (owned_key("person_id", "person"), UniqueConstraint("agency_id", "person_id"))

    person_id: Mapped[UUID]
    legal_name_answer: Mapped[Answer] = choice(Answer, "legal_name_has_an_answer", default=Answer.NOT_ASKED)
    legal_name_sealed: Mapped[bytes | None]
    legal_name = SealedText("legal_name_sealed")
    birth_date_answer: Mapped[Answer] = choice(Answer, "birth_date_has_an_answer", default=Answer.NOT_ASKED)
    birth_date_sealed: Mapped[bytes | None]
    birth_date = SealedText("birth_date_sealed")
    version: Mapped[int] = mapped_column(default=1)


class SafeContact(Sealable, Base):
    """How, when and how not to reach someone. The sender of messages obeys it (`people.rules.may_contact`).

    `method` and `address` are the best way, `ways` all safe ones; `times` are the person's words, `hours` what a clock
    can obey. Both are written and read by `people.reach`. `reach_answer` says why there is no way: declined, not known,
    or that no way is safe.
    """

    __tablename__ = "safe_contact"
    __table_args__ = (
        owned_key("person_id", "person"),
        UniqueConstraint("agency_id", "person_id"),
        Index("ix_safe_contact_index", "agency_id", "address_index"),
    )

    person_id: Mapped[UUID]
    method: Mapped[ContactMethod] = choice(ContactMethod, "contact_has_a_method", default=ContactMethod.NOT_ASKED)
    reach_answer: Mapped[Answer | None] = choice(Answer, "contact_has_an_answer", nullable=True)
    address_sealed: Mapped[bytes | None]
    address = SealedText("address_sealed")
    address_index: Mapped[str | None]
    ways_sealed: Mapped[bytes | None]
    ways = SealedText("ways_sealed")
    times_sealed: Mapped[bytes | None]
    times = SealedText("times_sealed")
    hours_sealed: Mapped[bytes | None]
    hours = SealedText("hours_sealed")
    voicemail: Mapped[Answer] = choice(Answer, "voicemail_has_an_answer", default=Answer.NOT_ASKED)
    code_word_sealed: Mapped[bytes | None]
    code_word = SealedText("code_word_sealed")
    never_sealed: Mapped[bytes | None]
    never = SealedText("never_sealed")
    checked_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class RecordPart(Sealable, Base):
    """What the agency holds under one category of consent, in words that can be read to the person."""

    __tablename__ = "record_part"
    __table_args__ = (owned_key("person_id", "person"), UniqueConstraint("agency_id", "person_id", "category"))

    person_id: Mapped[UUID]
    category: Mapped[Category] = choice(Category, "part_has_a_known_category")
    answer: Mapped[Answer] = choice(Answer, "part_has_an_answer", default=Answer.NOT_ASKED)
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    origin_referral_id: Mapped[UUID | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    version: Mapped[int] = mapped_column(default=1)


class ConsentWording(Base):
    """The words read to the person: versioned, by language and style. Shared by all agencies; names no one."""

    __tablename__ = "consent_wording"
    __table_args__ = (UniqueConstraint("code", "version", "language", "style"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    version: Mapped[int]
    language: Mapped[str]
    style: Mapped[str]
    text: Mapped[str]


class Consent(Sealable, Base):
    """What a person agreed to or refused: for whom, why, how, in which words, until when. Never edited."""

    __tablename__ = "consent"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("recorded_by", "user_account"),
        UniqueConstraint("agency_id", "id", "person_id"),
        Index("ix_consent_person", "agency_id", "person_id", "given_at"),
        Index("ix_consent_occasion", "agency_id", "occasion_id"),
        Index("ix_consent_ending", "agency_id", "state", "valid_until"),
        Index("ix_consent_given", "agency_id", "given_at"),
        Index("ix_consent_withdrawn", "agency_id", "withdrawn_at"),
        CheckConstraint("state <> 'withdrawn' or withdrawn_at is not null", name="withdrawn_consent_says_when"),
        CheckConstraint("told_may_refuse or state in ('refused', 'superseded')", name="consent_is_freely_given"),
        CheckConstraint("method <> 'interpreter' or interpreter_sealed is not null", name="an_interpreter_is_named"),
    )

    person_id: Mapped[UUID]
    state: Mapped[ConsentState] = choice(ConsentState, "consent_has_a_known_state")
    recipient_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    recipient_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    purpose: Mapped[Purpose] = choice(Purpose, "consent_has_a_purpose")
    method: Mapped[ConsentMethod] = choice(ConsentMethod, "consent_was_given_somehow")
    interpreter_sealed: Mapped[bytes | None]
    interpreter = SealedText("interpreter_sealed")
    wording_id: Mapped[UUID] = mapped_column(ForeignKey("consent_wording.id"))
    shown_sealed: Mapped[bytes | None]
    shown = SealedText("shown_sealed")
    conditions_sealed: Mapped[bytes | None]
    conditions = SealedText("conditions_sealed")
    told_may_refuse: Mapped[bool]
    told_limits: Mapped[bool | None]
    safe_to_speak: Mapped[bool]
    capacity: Mapped[str]
    capacity_note_sealed: Mapped[bytes | None]
    capacity_note = SealedText("capacity_note_sealed")
    witness_sealed: Mapped[bytes | None]
    witness = SealedText("witness_sealed")
    receipt: Mapped[Receipt] = choice(Receipt, "receipt_has_an_answer", default=Receipt.NOT_OFFERED)
    occasion_id: Mapped[UUID | None]
    copied_from_id: Mapped[UUID | None]
    given_at: Mapped[datetime]
    valid_until: Mapped[date]
    recorded_by: Mapped[UUID]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_how: Mapped[str | None]
    withdrawn_by: Mapped[UUID | None]
    reminded_at: Mapped[datetime | None]


class ConsentCategory(AgencyOwned, Base):
    """One category in a consent: yes or no, and whether it was asked about by itself. Never changed."""

    __tablename__ = "consent_category"
    __table_args__ = (owned_key("consent_id", "consent"), UniqueConstraint("agency_id", "consent_id", "category"))

    consent_id: Mapped[UUID]
    category: Mapped[Category] = choice(Category, "consent_names_a_known_category")
    agreed: Mapped[bool]
    asked_alone: Mapped[bool] = mapped_column(default=False)


class TakenBack(AgencyOwned, Base):
    """One category of a consent that the person took back while the rest goes on. Never changed."""

    __tablename__ = "consent_taken_back"
    __table_args__ = (
        owned_key("consent_id", "consent"),
        owned_key("taken_by", "user_account"),
        UniqueConstraint("agency_id", "consent_id", "category"),
    )

    consent_id: Mapped[UUID]
    category: Mapped[Category] = choice(Category, "taken_back_is_a_known_category")
    at: Mapped[datetime]
    how: Mapped[str]
    taken_by: Mapped[UUID]


class Disclosure(AgencyOwned, Base):
    """The ledger: everything that left the agency about a person, and everything that was refused.

    For a recipient outside Roundtable `recipient_agency_id` is the agency's own, and `outside` says who it was.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        owned_key("person_id", "person"),
        Index("ix_disclosure_person", "agency_id", "person_id", "at"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[DisclosureKind] = choice(DisclosureKind, "disclosure_has_a_known_kind")
    at: Mapped[datetime]
    by_user_id: Mapped[UUID]
    recipient_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    recipient_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    categories: Mapped[list[str]] = mapped_column(JSON)
    consent_id: Mapped[UUID | None]
    referral_id: Mapped[UUID | None]
    decision_id: Mapped[UUID | None]
    outside: Mapped[str | None]
    reason: Mapped[str | None]
