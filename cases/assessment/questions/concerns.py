"""Safeguarding concerns: an adult's (Care Act 2014 s.42, domain.md 3.2) and their children's (domain.md 3.3)."""

from __future__ import annotations

from cases.assessment.questions.shape import YES_NO, Ask, Page, Question, Sheet

CONSENT = {
    "yes": "Yes, they agree", "no": "No, and it is respected", "overridden": "No, and it goes all the same",
    "not_safe": "Not asked: it was not safe", "not_asked": "Not asked",
}  # fmt: skip
PARENT = {
    "agrees": "Agrees", "disagrees": "Does not agree", "not_safe": "Not told: it would put the child in danger",
    "not_asked": "Not told yet",
}  # fmt: skip
SENT = (
    Question("sent_on", "Sent on", Ask.DAY),
    Question("sent_to", "Sent to", Ask.LINE),
    Question("reference", "Their reference", Ask.LINE),
    Question("response", "What they answered, and when", rows=2),
    Question("outcome", "What came of it"),
)
NOT_ONLY = Question("not_only_work", "This does not rest on sex work, drug use or housing alone", Ask.TICK)

ADULT = Sheet(
    "Safeguarding: the adult",
    "Write an adult concern",
    "Sex work alone is never a reason, nor is drug use or homelessness.",
    (
        Page(
            "views",
            "What they want",
            (
                Question("wishes", "What they say about it", own=True),
                Question("desired", "What they want to come of it", own=True),
                Question(
                    "capacity",
                    "Capacity for this decision",
                    hint="It is presumed. An unwise choice is a choice.",
                    rows=2,
                ),
            ),
            "Begin with the person: making safeguarding personal.",
        ),
        Page(
            "limbs",
            "The three parts of section 42",
            (
                Question(
                    "limb_needs",
                    "They have needs for care and support, met or not",
                    Ask.ONE,
                    YES_NO,
                    default="not_asked",
                ),
                Question(
                    "limb_risk",
                    "They experience abuse or neglect, or are at risk of it",
                    Ask.ONE,
                    YES_NO,
                    default="not_asked",
                ),
                Question(
                    "limb_unable",
                    "Because of those needs they cannot protect themself",
                    Ask.ONE,
                    YES_NO,
                    default="not_asked",
                ),
                Question("shows", "What shows this", third_party=True),
                NOT_ONLY,
            ),
            "All three together, Care Act 2014. If one is “no”, support them in another way.",
        ),
        Page(
            "consent",
            "Do they agree",
            (
                Question(
                    "consent", "Do they agree that it goes to adult social care", Ask.ONE, CONSENT, default="not_asked"
                ),
                Question("consent_words", "Why it goes without, or why it stays"),
            ),
        ),
        Page("sent", "Sent, and what came of it", SENT),
        Page("review", "Look again", (Question("review_on", "Look at this again on", Ask.DAY),)),
    ),
    again="Write a new one from this",
    several=True,
)

CHILD = Sheet(
    "Safeguarding: a child of theirs",
    "Write a child concern",
    "Being a parent who sex works is not a reason. A manager checks first, unless a child is in danger now.",
    (
        Page(
            "child",
            "Which child",
            (
                Question(
                    "title", "Initials and age", Ask.LINE, third_party=True, hint="Such as “J., 6”. It heads the form."
                ),
                Question("where_child", "Where the child is, and with whom", third_party=True, rows=2),
            ),
        ),
        Page(
            "evidence",
            "What shows risk to the child",
            (
                Question(
                    "evidence",
                    "What was seen or heard, by whom, and when",
                    third_party=True,
                    hint="Of the child, not of the parent’s work. What harm, how likely.",
                ),
                Question("strengths", "What keeps the child safe and well", rows=2),
                NOT_ONLY,
                Question(
                    "danger_now",
                    "The child is in danger now",
                    Ask.TICK,
                    hint="Ring 999 first. Then it may go without waiting for a manager.",
                ),
            ),
            "Fear of losing a child keeps people from help. A parent’s work shows nothing about their care.",
        ),
        Page(
            "parent",
            "The parent",
            (
                Question("views", "What the parent says, and wants", own=True),
                Question("parent", "Telling the parent", Ask.ONE, PARENT, default="not_asked"),
                Question("parent_words", "Why they were not told, or why it goes all the same", rows=2),
            ),
        ),
        Page(
            "sent",
            "Sent, and what came of it",
            SENT,
            "After a manager’s check, or at once when a child is in danger now.",
        ),
        Page("review", "Look again", (Question("review_on", "Look at this again on", Ask.DAY),)),
    ),
    again="Write a new one from this",
    several=True,
)
