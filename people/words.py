"""Stored values as words: one word per thing on every page, in every letter and on every receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from agencies.models import AgencyKind
from core.words import long_day
from people.models import Answer, Category, ConsentMethod, ContactMethod, DisclosureKind, Identity, Purpose, SafeContact

CATEGORY_WORDS: Mapping[Category, str] = {
    Category.ALIAS: "Name to use",
    Category.CONTACT: "How to contact them",
    Category.SUPPORT: "Support they want",
    Category.RISK: "Risk",
    Category.INCIDENT: "What happened",
    Category.CJ: "Criminal justice progress",
    Category.HEALTH: "Health",
    Category.SUBSTANCE: "Drugs and alcohol",
    Category.ADDRESS: "Where they stay",
    Category.WORK: "Where and how they work",
    Category.OFFENDER: "About the person who harmed them",
    Category.CHILDREN: "Children and family",
    Category.DEMOG: "Equality answers",
    Category.CONVICTIONS: "Their own convictions",
    Category.LEGAL_NAME: "Legal name",
    Category.DOB: "Date of birth",
}

PURPOSE_WORDS: Mapping[Purpose, str] = {
    Purpose.SUPPORT: "Support from them",
    Purpose.ADVICE: "Advice only",
    Purpose.JOINT_WORK: "Joint work with us",
    Purpose.REPORT: "A report of what happened",
    Purpose.SAFEGUARDING: "Keeping someone safe",
}

#: What a person is asked about. Safeguarding is not: it is never consent.
ASKED_PURPOSES: Mapping[Purpose, str] = {
    purpose: words for purpose, words in PURPOSE_WORDS.items() if purpose is not Purpose.SAFEGUARDING
}

PURPOSE_CLAUSES: Mapping[Purpose, str] = {
    Purpose.SUPPORT: "support you",
    Purpose.ADVICE: "give us advice about how to support you",
    Purpose.JOINT_WORK: "work with us to support you",
    Purpose.REPORT: "look into what happened to you",
    Purpose.SAFEGUARDING: "keep someone safe",
}

KIND_WORDS: Mapping[AgencyKind, str] = {
    AgencyKind.POLICE: "a police service",
    AgencyKind.PROBATION: "a probation service",
    AgencyKind.LOCAL_AUTHORITY: "a council",
    AgencyKind.SUPPORT: "a support agency",
    AgencyKind.REPORTING_AND_SUPPORT: "a support agency",
}

METHOD_WORDS: Mapping[ContactMethod, str] = {
    ContactMethod.TEXT: "Text",
    ContactMethod.CALL: "Call",
    ContactMethod.EMAIL: "E-mail",
    ContactMethod.IN_PERSON: "In person only",
    ContactMethod.NOT_ASKED: "Not asked",
}

ANSWER_WORDS: Mapping[Answer, str] = {
    Answer.GIVEN: "Told us",
    Answer.NO: "No",
    Answer.DECLINED: "Declined to say",
    Answer.NOT_KNOWN: "Not known",
    Answer.NOT_ASKED: "Not asked",
}

VOICEMAIL_WORDS: Mapping[Answer, str] = {
    Answer.GIVEN: "Voicemail is safe.",
    Answer.NO: "No voicemail.",
    Answer.DECLINED: "Voicemail: declined to say, so leave none.",
    Answer.NOT_KNOWN: "Voicemail: not known, so leave none.",
    Answer.NOT_ASKED: "Voicemail: not asked, so leave none.",
}

CONSENT_METHOD_WORDS: Mapping[ConsentMethod, str] = {
    ConsentMethod.SPOKEN: "Spoken, in person or by phone",
    ConsentMethod.WRITTEN: "In writing",
    ConsentMethod.INTERPRETER: "Spoken, through an interpreter",
}

LEDGER_WORDS: Mapping[DisclosureKind, str] = {
    DisclosureKind.PACKAGE: "Sent",
    DisclosureKind.REFUSAL: "Refused, nothing left",
    DisclosureKind.WITHDRAWN: "Stopped",
    DisclosureKind.REPORT: "Reported",
    DisclosureKind.PRINT: "Printed",
    DisclosureKind.MESSAGE: "Written to",
    DisclosureKind.OUTSIDE: "Sent outside Roundtable",
    DisclosureKind.DECISION: "Shared without consent",
    DisclosureKind.NOT_SHARED: "Decided not to share",
    DisclosureKind.MISDIRECTED: "Sent to the wrong place, closed",
    DisclosureKind.RELEASE: "Released on request",
}


def contact_line(contact: SafeContact | None) -> str:
    """The one line of a list or identity bar, without the number: “Text, 1pm to 6pm. No voicemail.”"""
    if contact is None or contact.method is ContactMethod.NOT_ASKED:
        return "Safe contact not asked"
    how = ", ".join(filter(None, [METHOD_WORDS[contact.method], contact.times]))
    voicemail = VOICEMAIL_WORDS[contact.voicemail] if contact.method is ContactMethod.CALL else ""
    return " ".join(filter(None, [f"{how}.", voicemail]))


def contact_paragraphs(contact: SafeContact | None) -> list[str]:
    """How to make contact as a receiver reads it: the way, the number, the times, what to say, what never to do."""
    if contact is None or contact.method is ContactMethod.NOT_ASKED:
        return []
    how = ", ".join(filter(None, [METHOD_WORDS[contact.method], contact.address, contact.times]))
    lines = [
        f"{how}. {VOICEMAIL_WORDS[contact.voicemail]}",
        f"Say: {contact.code_word}" if contact.code_word else "",
        f"Never: {contact.never}" if contact.never else "",
    ]
    return [line for line in lines if line]


def contact_values(contact: SafeContact | None) -> dict[str, Any]:
    """A safe contact as the values of its form; nothing when nobody has asked."""
    if contact is None:
        return {"version": 0}
    return {
        "method": contact.method.value, "address": contact.address, "times": contact.times,
        "voicemail": contact.voicemail.value, "code_word": contact.code_word, "never": contact.never,
        "version": contact.version,
    }  # fmt: skip


def contact_pairs(contact: SafeContact) -> list[tuple[str, str]]:
    """A safe contact as facts side by side, the number included."""
    said = [
        ("How", METHOD_WORDS[contact.method]),
        ("Number or address", contact.address),
        ("When", contact.times),
        ("Voicemail", VOICEMAIL_WORDS[contact.voicemail]),
        ("Say", contact.code_word),
        ("Never", contact.never),
    ]
    return [(label, words) for label, words in said if words]


def identity_values(identity: Identity | None) -> dict[str, Any]:
    """Legal identity as the values of its form; nothing when nobody has asked."""
    if identity is None:
        return {"version": 0}
    return {
        "legal_name_answer": identity.legal_name_answer.value, "legal_name": identity.legal_name,
        "birth_date_answer": identity.birth_date_answer.value, "birth_date": _day(identity.birth_date),
        "version": identity.version,
    }  # fmt: skip


def identity_pairs(identity: Identity | None) -> list[tuple[str, str]]:
    """Legal identity as facts side by side; one of the four other answers stands where there is no fact."""
    if identity is None:
        return [("Legal name", ANSWER_WORDS[Answer.NOT_ASKED]), ("Date of birth", ANSWER_WORDS[Answer.NOT_ASKED])]
    born = _day(identity.birth_date)
    return [
        ("Legal name", identity.legal_name or ANSWER_WORDS[identity.legal_name_answer]),
        ("Date of birth", long_day(born) if born else ANSWER_WORDS[identity.birth_date_answer]),
    ]


def birth_date_words(identity: Identity | None) -> str:
    """A date of birth as a receiver reads it; empty when it was not told."""
    born = _day(identity.birth_date) if identity else None
    return long_day(born) if born else ""


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
