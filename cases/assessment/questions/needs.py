"""The needs assessment: strengths and wishes first, then needs by domain (needs_domains.json, domain.md 2.1)."""

from __future__ import annotations

from cases import catalogue
from cases.assessment.questions.shape import Ask, Page, Question, Sheet

LEVELS = {
    "not_asked": "Not asked", "declined": "Declined", "not_known": "Not known", "0": "No need", "1": "Low",
    "2": "Medium", "3": "High", "4": "Crisis",
}  # fmt: skip
PRIORITIES = {"first": "First", "second": "Second", "third": "Third", "fourth": "Fourth", "fifth": "Fifth"}
#: Needs by page, a few on each; the code of every need that may be chosen stands once (tested).
GROUPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("safety", "Safety", "", ("SAFETY", "DOMESTIC", "EXPLOITATION", "DIGITAL")),
    ("home", "Home and money", "", ("BASIC", "HOUSING", "MONEY", "EMPLOYMENT")),
    ("health", "Health", "", ("PHYS_HEALTH", "SEX_HEALTH", "MENTAL_HEALTH", "SUBSTANCE")),
    ("people", "People around them", "", ("CHILDREN", "RELATIONSHIPS", "SOCIAL", "LANGUAGE")),
    ("rights", "Rights and justice", "Support never depends on a report to the police.", ("CJS", "LEGAL")),
    ("self", "Who they are", "", ("SELF", "IDENTITY", "SPIRITUAL")),
    ("else", "Anything else", "Leaving sex work is a need only when the person asks for it.", ("EXIT", "OTHER")),
)


def need_questions(code: str, label: str) -> tuple[Question, Question]:
    """A need in eight answers: the four, and the levels 0 to 4, of which 0 is “no”; and room for their words."""
    return (
        Question(code, label, Ask.ONE, LEVELS, default="not_asked"),
        Question(f"{code}_words", f"What would help: {label.lower()}", under=code, own=True, rows=2),
    )


def _pages() -> tuple[Page, ...]:
    words = catalogue.needs_to_choose()
    return tuple(
        Page(key, title, tuple(each for code in codes for each in need_questions(code, words[code])), lede)
        for key, title, lede, codes in GROUPS
    )


START = Page(
    "strengths",
    "What is strong already",
    (
        Question("strengths", "What they are good at, and what has got them through", own=True),
        Question("allies", "People, places and things that help", own=True),
        Question(
            "wants", "What they want", own=True, hint="In their words. Their wishes come before any list of ours."
        ),
        Question("unwanted", "What they do not want, and what has not helped before", own=True),
    ),
    "Begin here. Skip anything; nothing has to be answered today.",
)
FIRST = Page(
    "first",
    "What comes first",
    tuple(Question(name, label, Ask.LIST, catalogue.needs_to_choose()) for name, label in PRIORITIES.items()),
    "Their order, not ours. One is enough; none is an answer too.",
)
END = Page(
    "review",
    "Look again",
    (
        Question("summary", "In short, agreed with them", own=True),
        Question("review_on", "Look at this again on", Ask.DAY),
    ),
)  # fmt: skip
SHEET = Sheet(
    "Needs and strengths",
    "Begin with strengths",
    "What they are good at, what they want, and what would help, in their order.",
    (START, FIRST, *_pages(), END),
)
