"""DASH: 24 topics in our own words. The official wording is SafeLives', used with training (dash_questions.json)."""

from __future__ import annotations

from cases.assessment.questions.risk import REASONS
from cases.assessment.questions.shape import YES_NO, Ask, Page, Question, Sheet
from cases.assessment.vocabulary import dash_topics

RELATIONSHIPS = {
    "partner": "Partner", "ex_partner": "Ex-partner", "family": "Family member", "stalker": "Stalker, whoever it is",
    "honour": "So-called honour-based abuse",
}  # fmt: skip
#: Offered on the first page only to be sent elsewhere: DASH says nothing about these (domain.md 3.1).
ELSEWHERE = {"client": "A client", "stranger": "A stranger", "third_party": "Somebody else"}
ANSWERS = {"yes": "Yes", "no": "No", "dont_know": "Don’t know", "not_asked": "Not asked"}
LEVELS = {"standard": "Standard", "medium": "Medium", "high": "High", "immediate": "Immediate: act today"}
GROUPS = (
    ("now", "What is happening now", range(1, 5)), ("apart", "How they are, and being apart", range(5, 9)),
    ("pattern", "How it is changing", range(9, 13)), ("danger", "Danger signs", range(13, 17)),
    ("others", "Others who are hurt, or who hurt", range(17, 21)),
    ("them", "About the person who does it", range(21, 25)),
)  # fmt: skip


def topic_questions(number: int, topic: str) -> tuple[Question, Question]:
    """One topic: yes, no, don't know or not asked; and room for words and for who else said so."""
    return (
        Question(f"q{number}", f"{number}. {topic}", Ask.ONE, ANSWERS, default="not_asked"),
        Question(f"q{number}_words", f"More on {number}", Ask.LINE, under=f"q{number}", third_party=True,
                 hint="And who said so, if it was not the person."),
    )  # fmt: skip


def _pages() -> tuple[Page, ...]:
    topics = dash_topics()
    lede = "Our words for the topic. Ask it as the official form does."
    return tuple(
        Page(key, title, tuple(each for number in numbers for each in topic_questions(number, topics[number])), lede)
        for key, title, numbers in GROUPS
    )


SHEET = Sheet(
    "DASH",
    "Begin a DASH",
    "For a partner, ex-partner, family member, stalker or so-called honour-based abuse. For no one else.",
    (
        Page(
            "about",
            "Who it is about",
            (
                Question("relationship", "The person who does it is their", Ask.ONE, RELATIONSHIPS),
                Question(
                    "title",
                    "A short name for them",
                    Ask.LINE,
                    third_party=True,
                    hint="Such as “Ex-partner D.”. It heads the form.",
                ),
                Question("happened_on", "Day of the latest incident", Ask.DAY),
                Question("safe_to_talk", "Safe to talk now", Ask.ONE, YES_NO, default="not_asked"),
                Question(
                    "interpreter",
                    "With an interpreter",
                    Ask.ONE,
                    YES_NO,
                    default="not_asked",
                    hint="Never family, never the person who does it.",
                ),
                Question("whereabouts", "Where that person and any children are now", third_party=True, rows=2),
            ),
        ),
        *_pages(),
        Page(
            "history",
            "The last 12 months",
            (
                Question(
                    "events",
                    "Domestic abuse events in 12 months, this one counted",
                    Ask.NUMBER,
                    hint="As far as you know. Leave it empty if you do not.",
                ),
                Question("last_marac", "Day of the last MARAC about them, if there was one", Ask.DAY),
            ),
            "Three events in 12 months, or a new one within 12 months of a MARAC, is a reason to refer at any score.",
        ),
        Page(
            "judgement",
            "What you make of it",
            (
                Question(
                    "level", "Risk now", Ask.ONE, LEVELS, hint="It can be higher than the score says, never lower."
                ),
                Question("concern", "You are seriously worried, whatever the score", Ask.TICK),
                REASONS,
                Question("not_referred", "If MARAC is prompted and you do not refer: why", rows=2),
                Question("signed_off", "Signed off by", Ask.LINE),
                Question("review_on", "Look at this again on", Ask.DAY),
            ),
        ),
    ),
    again="Do it again",
    several=True,
)
