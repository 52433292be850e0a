"""Suicide and self-harm (domain.md 3.4): asked plainly, with what to do now for each answer."""

from __future__ import annotations

from cases.assessment.questions.shape import YES_NO, Ask, Page, Question, Sheet

URGENCIES = {
    "emergency": "Emergency: someone may die, or has hurt themself badly",
    "urgent": "Urgent: today, but not this minute",
    "routine": "Routine: thoughts without plan, or some time ago",
    "none": "No thoughts of it now",
}  # fmt: skip
#: What to do now, by urgency (domain.md 3.4).
DO_NOW = {
    "emergency": (
        "Ring 999, or go with them to A&E. Stay with them until someone takes over.",
        "Move tablets, blades or ropes out of reach, if they agree and you are safe.",
        "Telling those who can save a life needs no consent. Write the decision afterwards.",
    ),
    "urgent": (
        "Ring the NHS crisis line with them today: NHS 111, option 2.",
        "Agree who stays with them until then, and who rings tomorrow.",
    ),
    "routine": (
        "Offer a GP appointment, and Samaritans on 116 123, free at any hour.",
        "Agree when you ask again.",
    ),
    "none": ("Say that they can come back to it at any time.",),
}  # fmt: skip
CONSENT = {
    "yes": "Yes", "no": "No, and respected", "overridden": "No, told without consent to save a life",
    "not_asked": "Not asked",
}  # fmt: skip

SHEET = Sheet(
    "Suicide and self-harm",
    "Ask about suicide",
    "Asking does not put the thought there. It lets people talk.",
    (
        Page(
            "thoughts",
            "Thoughts",
            (
                Question("thoughts", "Thoughts of suicide", Ask.ONE, YES_NO, default="not_asked"),
                Question("self_harm", "Hurting themself", Ask.ONE, YES_NO, default="not_asked"),
                Question("thoughts_words", "In their words", own=True),
            ),
            "Ask in plain words: “Are you thinking of killing yourself?”",
        ),
        Page(
            "plan",
            "Plan, means, intent",
            (
                Question("plan", "A plan", Ask.ONE, YES_NO, default="not_asked"),
                Question("means", "The means for it", Ask.ONE, YES_NO, default="not_asked"),
                Question("intent", "They mean to do it", Ask.ONE, YES_NO, default="not_asked"),
                Question("plan_words", "What is known", own=True),
            ),
        ),
        Page(
            "before",
            "Before now",
            (
                Question("previous", "They tried before", Ask.ONE, YES_NO, default="not_asked"),
                Question("previous_words", "When, and what helped", own=True, rows=2),
                Question("protective", "What keeps them going", own=True),
                Question("support", "Who supports them", own=True, third_party=True, rows=2),
            ),
        ),
        Page(
            "now",
            "What to do now",
            (
                Question("urgency", "How urgent it is", Ask.ONE, URGENCIES),
                Question("done", "What was done, and when", rows=2),
                Question(
                    "safety_plan",
                    "The safety plan that they agree to",
                    own=True,
                    hint="Signs, what they can do, whom they ring, a safer place, things moved out of reach.",
                ),
            ),
        ),
        Page(
            "told",
            "Who was told",
            (
                Question("told", "Who was told", third_party=True, rows=2),
                Question("told_consent", "With their agreement", Ask.ONE, CONSENT, default="not_asked"),
                Question("review_on", "Ask again on", Ask.DAY),
            ),
        ),
    ),
    again="Ask again",
)
