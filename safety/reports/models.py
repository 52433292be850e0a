"""Tables of incident reports. Each report is sealed by a key of its own; what people say yes or no to only grows."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key
from safety.vocabulary import DescriptorKind, Grade, Scope


class ReportState(StrEnum):
    """Where a report stands: heard and complete, something may come of it, or nothing more is to be done."""

    LISTENED = "listened"
    OPEN = "open"
    CLOSED = "closed"


class Origin(StrEnum):
    """How it came: told to a worker, or written on the public page."""

    WORKER = "worker"
    PUBLIC = "public"


class WhenKind(StrEnum):
    """How well the day is known: the day itself, a band of days, or not."""

    EXACT = "exact"
    BAND = "band"
    NOT_KNOWN = "not_known"


class Said(StrEnum):
    """Yes, no, and the three that are neither: nobody asked, they would rather not say, they do not know."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"
    DECLINED = "declined"
    NOT_ASKED = "not_asked"


class HowAnswered(StrEnum):
    """How somebody answered a scope. The last two are not the person's own act at the time, and say so."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    PHONE = "phone"
    MESSAGE = "message"
    INTERPRETER = "interpreter"
    ONLINE = "online"
    ERASED = "erased"


class IncidentReport(Sealable, Base):
    """One report of one thing that happened. It needs no person, no name and no case, and no scope to be complete.

    It has a key of its own, so that it can be forgotten by itself; it goes when the record that it hangs on goes.
    """

    __tablename__ = "incident_report"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("case_id", "case_file"),
        owned_key("contact_id", "outreach_contact"),
        owned_key("taken_by", "user_account"),
        UniqueConstraint("agency_id", "reference"),
        Index("ix_incident_report_state", "agency_id", "state", "taken_at"),
        Index("ix_incident_report_taken", "agency_id", "taken_at"),
        Index("ix_incident_report_taken_by", "agency_id", "taken_by", "taken_at"),
        Index("ix_incident_report_person", "agency_id", "person_id", "taken_at"),
        Index("ix_incident_report_case", "agency_id", "case_id", "taken_at"),
        Index("ix_incident_report_contact", "agency_id", "contact_id"),
        Index("ix_incident_report_unread", "agency_id", "origin", "read_at"),
        CheckConstraint("origin = 'public' or taken_by is not null", name="who_took_a_report_is_known"),
        CheckConstraint("case_id is null or person_id is not null", name="a_report_in_a_case_is_about_its_person"),
        CheckConstraint(
            "(when_kind = 'exact' and first_on is not null and last_on = first_on)"
            " or (when_kind = 'band' and first_on is not null and last_on is not null and last_on >= first_on)"
            " or (when_kind = 'not_known' and first_on is null and last_on is null)",
            name="a_report_says_how_well_its_day_is_known",
        ),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="a_closed_report_says_when_it_closed"),
        CheckConstraint("(read_at is null) = (read_by is null)", name="who_read_a_report_first_is_known"),
    )

    reference: Mapped[str]
    person_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    origin: Mapped[Origin] = choice(Origin, "report_came_one_way")
    state: Mapped[ReportState] = choice(ReportState, "report_has_a_known_state")
    grade: Mapped[Grade] = choice(Grade, "report_has_a_source")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    wants_sealed: Mapped[bytes | None]
    wants = SealedText("wants_sealed")
    note_sealed: Mapped[bytes | None]
    note = SealedText("note_sealed")
    harms: Mapped[list[str]] = mapped_column(JSON, default=list)
    when_kind: Mapped[WhenKind] = choice(WhenKind, "report_day_is_exact_a_band_or_not_known")
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    hours: Mapped[str | None]
    ward: Mapped[str | None]
    setting: Mapped[str | None]
    platform_sealed: Mapped[bytes | None]
    platform = SealedText("platform_sealed")
    injured: Mapped[Said] = choice(Said, "injuries_are_answered", default=Said.NOT_ASKED)
    injuries_sealed: Mapped[bytes | None]
    injuries = SealedText("injuries_sealed")
    police_know: Mapped[Said] = choice(Said, "whether_police_know_is_answered", default=Said.NOT_ASKED)
    police_reference_sealed: Mapped[bytes | None]
    police_reference = SealedText("police_reference_sealed")
    barriers: Mapped[list[str]] = mapped_column(JSON, default=list)
    taken_by: Mapped[UUID | None]
    taken_at: Mapped[datetime]
    read_by: Mapped[UUID | None]
    read_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    closing_sealed: Mapped[bytes | None]
    closing = SealedText("closing_sealed")
    erased_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """The report itself, whomever it is about."""
        return self.id


class ReportDescriptor(Sealable, Base):
    """Something noticed of whoever did it. Sealed by the report's key; what is looked up whole has a keyed index."""

    __tablename__ = "report_descriptor"
    __table_args__ = (
        owned_key("report_id", "incident_report"),
        owned_key("written_by", "user_account"),
        Index("ix_report_descriptor_report", "agency_id", "report_id"),
        Index("ix_report_descriptor_value", "agency_id", "kind", "value_index"),
        CheckConstraint(
            "value_index is null or kind in ('phone', 'email', 'plate', 'profile')",
            name="only_what_can_be_looked_up_is_indexed",
        ),
    )

    report_id: Mapped[UUID]
    kind: Mapped[DescriptorKind] = choice(DescriptorKind, "descriptor_has_a_known_kind")
    value_sealed: Mapped[bytes | None]
    value = SealedText("value_sealed")
    value_index: Mapped[str | None]
    #: Whether it may stand in what is let out at all; some is known but too telling.
    shared: Mapped[bool] = mapped_column(default=True)
    written_by: Mapped[UUID | None]
    written_at: Mapped[datetime]

    @property
    def key_subject(self) -> UUID:
        """The report that it belongs to."""
        return self.report_id


class ScopeAnswer(AgencyOwned, Base):
    """One yes or no to one scope. The latest stands; none is ever changed."""

    __tablename__ = "scope_answer"
    __table_args__ = (
        owned_key("report_id", "incident_report"),
        owned_key("answered_by", "user_account"),
        UniqueConstraint("agency_id", "report_id", "scope", "number"),
        Index("ix_scope_answer_scope", "agency_id", "scope", "answer"),
        CheckConstraint("number >= 1", name="answers_to_a_scope_are_counted"),
    )

    report_id: Mapped[UUID]
    scope: Mapped[Scope] = choice(Scope, "answer_is_to_a_known_scope")
    number: Mapped[int]
    answer: Mapped[bool]
    how: Mapped[HowAnswered] = choice(HowAnswered, "how_a_scope_was_answered_is_known")
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime]


class ReportAddition(Sealable, Base):
    """Words that came later: the person's own, or a worker's note. Append-only; sealed by the report's key."""

    __tablename__ = "report_addition"
    __table_args__ = (
        owned_key("report_id", "incident_report"),
        owned_key("written_by", "user_account"),
        Index("ix_report_addition_report", "agency_id", "report_id", "written_at"),
    )

    report_id: Mapped[UUID]
    own_words: Mapped[bool]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    written_by: Mapped[UUID | None]
    written_at: Mapped[datetime]

    @property
    def key_subject(self) -> UUID:
        """The report that it was added to."""
        return self.report_id


class ReportEdition(Sealable, Base):
    """A report as it stood before somebody changed it, whole and packed. Append-only; sealed by the report's key."""

    __tablename__ = "report_edition"
    __table_args__ = (
        owned_key("report_id", "incident_report"),
        owned_key("changed_by", "user_account"),
        UniqueConstraint("agency_id", "report_id", "number"),
    )

    report_id: Mapped[UUID]
    number: Mapped[int]
    stood_sealed: Mapped[bytes | None]
    stood = SealedText("stood_sealed")
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]

    @property
    def key_subject(self) -> UUID:
        """The report that it was."""
        return self.report_id


class RegisterExport(Sealable, Base):
    """That the research register left as a file: who took it, for what, how many rows. Append-only."""

    __tablename__ = "register_export"
    __table_args__ = (
        owned_key("made_by", "user_account"),
        Index("ix_register_export_at", "agency_id", "made_at"),
        CheckConstraint("row_count >= 0", name="exported_rows_are_counted"),
    )

    purpose_sealed: Mapped[bytes | None]
    purpose = SealedText("purpose_sealed")
    receiver_sealed: Mapped[bytes | None]
    receiver = SealedText("receiver_sealed")
    row_count: Mapped[int]
    digest: Mapped[str]
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: an export is about no one."""
        return self.agency_id
