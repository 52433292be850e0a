"""Stored values as words: one word per thing on every page, in every letter and on every receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from agencies.models import AgencyKind
from core.words import long_day
from people.models import (
    Answer,
    Category,
    ConsentMethod,
    ContactMethod,
    DisclosureKind,
    Identity,
    Purpose,
    Receipt,
    SafeContact,
    WhyNotSent,
    WordOutcome,
)
from people.reach import (
    Hours,
    Way,
    hours_of,
    hours_words,
    packed_hours,
    packed_ways,
    unpacked_hours,
    unpacked_ways,
    ways_of,
)

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

#: The same beside other ways, where “only” would be untrue.
WAY_WORDS: Mapping[ContactMethod, str] = {**METHOD_WORDS, ContactMethod.IN_PERSON: "In person"}

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
    ConsentMethod.ELECTRONIC: "By text or e-mail",
    ConsentMethod.INTERPRETER: "Spoken, through an interpreter",
}

RECEIPT_WORDS: Mapping[Receipt, str] = {
    Receipt.TAKEN: "They took a copy",
    Receipt.DECLINED: "Offered, they did not want one",
    Receipt.UNSAFE: "A copy would not be safe",
    Receipt.NOT_OFFERED: "Not offered",
}

#: What stands where a way would, when there is none.
REACH_WORDS: Mapping[Answer, str] = {
    Answer.NOT_ASKED: "Not asked",
    Answer.DECLINED: "Declined to say",
    Answer.NOT_KNOWN: "Not known",
    Answer.NO: "No safe way",
}
REACH_LINES: Mapping[Answer, str] = {
    Answer.NOT_ASKED: "Safe contact not asked",
    Answer.DECLINED: "Safe contact: declined to say, so make none",
    Answer.NOT_KNOWN: "Safe contact: not known, so make none",
    Answer.NO: "No safe way to contact them",
}

OUTCOME_WORDS: Mapping[WordOutcome, str] = {
    WordOutcome.TOLD: "Told them",
    WordOutcome.NO_ANSWER: "No answer",
    WordOutcome.LEFT_MESSAGE: "Left a message",
}

WHY_NOT_WORDS: Mapping[WhyNotSent, str] = {
    WhyNotSent.TAKEN_BACK: "taken back",
    WhyNotSent.CONTACT_CHANGED: "their safe contact changed",
    WhyNotSent.NOT_SAFE: "it was no longer safe",
    WhyNotSent.CANNOT_POST: "the mail server did not take it",
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
    DisclosureKind.UNTOLD: "Not safe to tell them yet",
    DisclosureKind.LETTER: "Letter",
    DisclosureKind.FILE_PRINT: "Printed for them",
    DisclosureKind.SUBJECT_COPY: "Copy that they asked for",
    DisclosureKind.INFORMATION: "Told to police",
}


def contact_line(contact: SafeContact | None) -> str:
    """The one line of a list or identity bar, without the number: “Text, 1pm to 6pm. No voicemail.”"""
    if contact is None or contact.method is ContactMethod.NOT_ASKED:
        return REACH_LINES[(contact.reach_answer if contact else None) or Answer.NOT_ASKED]
    how = ", ".join(filter(None, [METHOD_WORDS[contact.method], contact.times or hours_words(hours_of(contact))]))
    voicemail = VOICEMAIL_WORDS[contact.voicemail] if contact.method is ContactMethod.CALL else ""
    return " ".join(filter(None, [f"{how}.", voicemail]))


def contact_paragraphs(contact: SafeContact | None) -> list[str]:
    """How to make contact as a receiver reads it: the ways, the numbers, the times, what to say, what never to do."""
    if contact is None or contact.method is ContactMethod.NOT_ASKED:
        return []
    how = ", ".join(filter(None, [METHOD_WORDS[contact.method], contact.address, contact.times]))
    lines = [
        f"{how}. {VOICEMAIL_WORDS[contact.voicemail]}",
        *(f"Also safe: {_way_words(way)}" for way in ways_of(contact)[1:]),
        f"Safe hours: {words}" if (words := hours_words(hours_of(contact))) else "",
        f"Say: {contact.code_word}" if contact.code_word else "",
        f"Never: {contact.never}" if contact.never else "",
    ]
    return [line for line in lines if line]


def contact_values(contact: SafeContact | None) -> dict[str, Any]:
    """A safe contact as the values of its form; nothing when nobody has asked."""
    if contact is None:
        return {"version": 0}
    return {
        "method": (contact.reach_answer or contact.method).value, "address": contact.address, "times": contact.times,
        "voicemail": contact.voicemail.value, "code_word": contact.code_word, "never": contact.never,
        "version": contact.version, **_other_ways(ways_of(contact)[1:]), **_hours_values(hours_of(contact)),
    }  # fmt: skip


def contact_package(contact: SafeContact | None) -> dict[str, str | None]:
    """A safe contact field by field, as it travels in a package; `contact_from_package` reads it."""
    if contact is None:
        return {}
    return {
        "method": contact.method.value, "address": contact.address, "times": contact.times,
        "voicemail": contact.voicemail.value, "code_word": contact.code_word, "never": contact.never,
        "ways": packed_ways(ways_of(contact)), "hours": packed_hours(hours_of(contact)),
    }  # fmt: skip


def contact_from_package(values: Mapping[str, str | None]) -> dict[str, Any]:
    """What `people.service.write_safe_contact` takes, from what travelled; an older package has no ways or hours."""
    return {
        "method": ContactMethod(values["method"] or ""), "address": values["address"], "times": values["times"],
        "voicemail": Answer(values["voicemail"] or ""), "code_word": values["code_word"], "never": values["never"],
        "others": unpacked_ways(values.get("ways"))[1:], "hours": unpacked_hours(values.get("hours")),
    }  # fmt: skip


def contact_pairs(contact: SafeContact) -> list[tuple[str, str]]:
    """A safe contact as facts side by side, the numbers included."""
    said = [
        ("How", REACH_WORDS[contact.reach_answer] if contact.reach_answer else METHOD_WORDS[contact.method]),
        ("Number or address", contact.address),
        ("Also", "; ".join(_way_words(way) for way in ways_of(contact)[1:])),
        ("When", contact.times),
        ("Safe hours", hours_words(hours_of(contact)) or "not asked"),
        ("Voicemail", VOICEMAIL_WORDS[contact.voicemail]),
        ("Say", contact.code_word),
        ("Never", contact.never),
    ]
    return [(label, words) for label, words in said if words]


def _way_words(way: Way) -> str:
    return ", ".join(filter(None, [WAY_WORDS[way.method], way.address]))


def _other_ways(others: Sequence[Way]) -> dict[str, Any]:
    return {f"also_{way.method.value}": way.address or True for way in others}


def _hours_values(hours: Hours) -> dict[str, Any]:
    """Hours as the form asks for them: two rows of days and times are enough for what people tell."""
    rows: dict[str, Any] = {"when": hours.when.value}
    for suffix, window in zip(("", "_2"), hours.windows, strict=False):
        rows[f"days{suffix}"] = [str(day) for day in window.days]
        if not window.whole_day:
            rows[f"from{suffix}"], rows[f"until{suffix}"] = f"{window.start:%H:%M}", f"{window.end:%H:%M}"
    return rows


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
