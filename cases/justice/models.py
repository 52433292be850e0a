"""Tables of the criminal justice journey. Words and labels are sealed by the person's own key; days and states not."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key


class WhenKind(StrEnum):
    """How exactly the day of an incident is known."""

    EXACT = "exact"
    BETWEEN = "between"
    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"
    DECLINED = "declined"


class Reported(StrEnum):
    """Whether an incident was reported to the police. “No” is as whole an answer as “yes”."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"
    NOT_KNOWN = "not_known"


class Answer(StrEnum):
    """Yes, no and the two ways of having no answer."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"


class Incident(Sealable, Base):
    """One thing that was done to the person: its kind and its day, never what happened (evidence boundary)."""

    __tablename__ = "case_incident"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("recorded_by", "user_account"),
        owned_key("changed_by", "user_account"),
        UniqueConstraint("agency_id", "case_id", "number"),
        CheckConstraint(
            "(when_kind in ('exact', 'between')) = (first_on is not null and last_on is not null)",
            name="a_dated_incident_has_its_days",
        ),
        CheckConstraint("last_on >= first_on", name="an_incident_ends_after_it_began"),
        CheckConstraint("reported_on is null or reported = 'yes'", name="only_a_reported_incident_has_its_day"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    number: Mapped[int]
    harms_sealed: Mapped[bytes | None]
    harms = SealedText("harms_sealed")
    when_kind: Mapped[WhenKind] = choice(WhenKind, "incident_says_how_its_day_is_known")
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    ward_sealed: Mapped[bytes | None]
    ward = SealedText("ward_sealed")
    reported: Mapped[Reported] = choice(Reported, "incident_says_whether_reported")
    reported_on: Mapped[date | None]
    force: Mapped[str | None]
    other_force_sealed: Mapped[bytes | None]
    other_force = SealedText("other_force_sealed")
    reference_sealed: Mapped[bytes | None]
    reference = SealedText("reference_sealed")
    officer_sealed: Mapped[bytes | None]
    officer = SealedText("officer_sealed")
    under_18: Mapped[Answer] = choice(Answer, "incident_says_whether_under_18")
    birthday_sealed: Mapped[bytes | None]
    birthday = SealedText("birthday_sealed")
    knew_on: Mapped[date | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Suspect(Sealable, Base):
    """Somebody whom an incident is about: a label of our own and a relation, never a name, never more than needed."""

    __tablename__ = "case_suspect"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("incident_id", "case_incident"),
        owned_key("changed_by", "user_account"),
        Index("ix_case_suspect_case", "agency_id", "case_id"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    incident_id: Mapped[UUID]
    label_sealed: Mapped[bytes | None]
    label = SealedText("label_sealed")
    relation_sealed: Mapped[bytes | None]
    relation = SealedText("relation_sealed")
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class MeasureState(StrEnum):
    """Where a special measure stands, from talking about it to the court's answer."""

    TALKED = "talked"
    WANTED = "wanted"
    DECLINED = "declined"
    APPLIED = "applied"
    AGREED = "agreed"
    REFUSED = "refused"


class SpecialMeasure(Sealable, Base):
    """A special measure at court (Youth Justice and Criminal Evidence Act 1999, sections 23 to 30)."""

    __tablename__ = "special_measure"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("changed_by", "user_account"),
        UniqueConstraint("agency_id", "case_id", "code"),
        Index("ix_special_measure_applied", "agency_id", "applied_on"),
        Index("ix_special_measure_decided", "agency_id", "decided_on"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    code: Mapped[str]
    state: Mapped[MeasureState] = choice(MeasureState, "measure_has_a_known_state")
    applied_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class OrderState(StrEnum):
    """Where a protective order stands, as far as anybody told us."""

    CONSIDERED = "considered"
    APPLIED = "applied"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    ENDED = "ended"


class ProtectiveOrder(Sealable, Base):
    """An order or conditions that protect the person (domain.md 2.2), with the day it runs out."""

    __tablename__ = "protective_order"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("changed_by", "user_account"),
        Index("ix_protective_order_case", "agency_id", "case_id"),
        Index("ix_protective_order_expiry", "agency_id", "expires_on"),
        CheckConstraint("state <> 'in_force' or granted_on is not null", name="an_order_in_force_was_granted"),
        CheckConstraint("expires_on is null or not no_expiry", name="an_order_without_end_has_no_expiry"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    incident_id: Mapped[UUID | None]
    kind: Mapped[str]
    applicant: Mapped[str]
    state: Mapped[OrderState] = choice(OrderState, "order_has_a_known_state")
    applied_on: Mapped[date | None]
    granted_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    no_expiry: Mapped[bool] = mapped_column(default=False)
    conditions_sealed: Mapped[bytes | None]
    conditions = SealedText("conditions_sealed")
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class OrderBreach(Sealable, Base):
    """A time an order was broken, as it was told, and whether the police know. Only ever added."""

    __tablename__ = "order_breach"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("order_id", "protective_order"),
        owned_key("recorded_by", "user_account"),
        Index("ix_order_breach_case", "agency_id", "case_id", "happened_on"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    order_id: Mapped[UUID]
    happened_on: Mapped[date]
    police_told: Mapped[Reported] = choice(Reported, "breach_says_whether_police_know")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]


class Met(StrEnum):
    """Whether a right was met, as the person sees it."""

    NOT_KNOWN = "not_known"
    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


class RightRecord(Sealable, Base):
    """One right of the Victims' Code in one case: explained when, met or not. It keeps the edition it was read from."""

    __tablename__ = "right_record"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("changed_by", "user_account"),
        UniqueConstraint("agency_id", "case_id", "edition", "number"),
        CheckConstraint("number between 1 and 99", name="a_right_has_its_number"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    edition: Mapped[str]
    number: Mapped[int]
    explained_on: Mapped[date | None]
    met: Mapped[Met] = choice(Met, "right_is_met_in_a_known_way")
    met_on: Mapped[date | None]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ComplaintStage(StrEnum):
    """How far a complaint has come."""

    DRAFTED = "drafted"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REVIEW = "review"
    OMBUDSMAN = "ombudsman"
    CLOSED = "closed"


class ComplaintOutcome(StrEnum):
    """What came of a complaint."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"


class RightsComplaint(Sealable, Base):
    """A complaint that a right was not met: to whom, when, how far it has come, when an answer is due."""

    __tablename__ = "rights_complaint"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("changed_by", "user_account"),
        Index("ix_rights_complaint_case", "agency_id", "case_id"),
        CheckConstraint("(stage = 'closed') = (outcome is not null)", name="a_closed_complaint_says_what_came_of_it"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    edition: Mapped[str]
    number: Mapped[int | None]
    to_whom: Mapped[str]
    about_sealed: Mapped[bytes | None]
    about = SealedText("about_sealed")
    made_on: Mapped[date | None]
    stage: Mapped[ComplaintStage] = choice(ComplaintStage, "complaint_has_a_known_stage")
    answer_due_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    outcome: Mapped[ComplaintOutcome | None] = choice(ComplaintOutcome, "complaint_has_a_known_outcome", nullable=True)
    outcome_words_sealed: Mapped[bytes | None]
    outcome_words = SealedText("outcome_words_sealed")
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Occasion(StrEnum):
    """When barriers and enablers are asked about."""

    REPORT = "report"
    WITHDRAWAL = "withdrawal"


class ReportingChoice(Sealable, Base):
    """What the person chose about reporting or about going on, and what made it harder or easier. Only ever added."""

    __tablename__ = "reporting_choice"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("recorded_by", "user_account"),
        Index("ix_reporting_choice_case", "agency_id", "case_id", "chosen_on"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    incident_id: Mapped[UUID | None]
    occasion: Mapped[Occasion] = choice(Occasion, "choice_was_made_on_a_known_occasion")
    chosen_on: Mapped[date]
    chosen: Mapped[str]
    explained: Mapped[list[str]] = mapped_column(JSON, default=list)
    factors_sealed: Mapped[bytes | None]
    factors = SealedText("factors_sealed")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]


class ClockWish(Sealable, Base):
    """The person's wish about one clock: do not remind me, or do. The latest one holds. Only ever added."""

    __tablename__ = "clock_wish"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("recorded_by", "user_account"),
        Index("ix_clock_wish_case", "agency_id", "case_id", "recorded_at"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    clock: Mapped[str]
    about_id: Mapped[UUID]
    silent: Mapped[bool]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]


class ClockLead(AgencyOwned, Base):
    """When an agency wants to be reminded of one clock, instead of the usual times: words such as “3 months”."""

    __tablename__ = "clock_lead"
    __table_args__ = (UniqueConstraint("agency_id", "clock"), owned_key("changed_by", "user_account"))

    clock: Mapped[str]
    leads: Mapped[list[str]] = mapped_column(JSON, default=list)
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
