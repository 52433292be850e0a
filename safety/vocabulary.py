"""The words of safety: what a person may say yes to, how sure a report is, and what can be said of an offender."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """What may come of a report, each a yes or no of its own, changeable later (domain.md 4.2)."""

    WARNING = "warning"
    INTELLIGENCE = "intelligence"
    CONTACT = "contact"
    FULL_REPORT = "full_report"
    RESEARCH = "research"


SCOPE_WORDS = {
    Scope.WARNING: "A warning to member agencies, without my name",
    Scope.INTELLIGENCE: "Information to the police, without my name",
    Scope.CONTACT: "Police may ask me questions through the agency, without my name",
    Scope.FULL_REPORT: "A full report to the police, with support",
    Scope.RESEARCH: "Counted in research, with no words of mine",
}


class DescriptorKind(StrEnum):
    """What was noticed of somebody who did harm. The first four can be looked up in the checker."""

    PHONE = "phone"
    EMAIL = "email"
    PLATE = "plate"
    PROFILE = "profile"
    NAME_USED = "name_used"
    VEHICLE = "vehicle"
    LOOKS = "looks"
    METHOD = "method"


DESCRIPTOR_WORDS = {
    DescriptorKind.PHONE: "Phone number",
    DescriptorKind.EMAIL: "E-mail address",
    DescriptorKind.PLATE: "Registration plate",
    DescriptorKind.PROFILE: "Profile name",
    DescriptorKind.NAME_USED: "Name they used",
    DescriptorKind.VEHICLE: "Vehicle",
    DescriptorKind.LOOKS: "What they looked like",
    DescriptorKind.METHOD: "How they did it",
}

#: What is looked up whole, by a keyed index; the others are words.
LOOKED_UP = (DescriptorKind.PHONE, DescriptorKind.EMAIL, DescriptorKind.PLATE, DescriptorKind.PROFILE)


class Grade(StrEnum):
    """Where information comes from, in plain words. Police grading is the police's own (domain.md 4.3)."""

    FIRST_HAND = "first_hand"
    SEEN = "seen"
    HEARD = "heard"


GRADE_WORDS = {
    Grade.FIRST_HAND: "Said by the person it happened to",
    Grade.SEEN: "Seen by an outreach worker",
    Grade.HEARD: "Heard from others",
}
