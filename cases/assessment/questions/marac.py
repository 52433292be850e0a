"""The record of a referral to MARAC (domain.md 3.1). What the meeting minutes say is never kept here."""

from __future__ import annotations

from cases.assessment.questions.shape import YES_NO, Ask, Page, Question, Sheet
from cases.assessment.vocabulary import marac_words

CONSENT = {
    "yes": "Asked, and agreed", "no": "Asked, and said no", "not_safe": "Not asked: it was not safe",
    "not_asked": "Not asked yet",
}  # fmt: skip
OUTCOMES = {
    "heard": "Heard, with actions", "no_action": "Heard, no new action", "not_heard": "Not taken",
    "waiting": "Waiting for the meeting",
}  # fmt: skip

SHEET = Sheet(
    "MARAC referral",
    "Record a MARAC referral",
    "Why it was sent, on what consent, when it meets, and what came of it.",
    (
        Page(
            "why",
            "Why MARAC",
            (
                Question("criterion", "Criterion", Ask.ONE, marac_words()),
                Question("score", "DASH score, if there is one", Ask.NUMBER),
                Question("reasons", "Reasons", hint="Needed for professional judgement. Facts first."),
                Question("repeat", "They were at MARAC in the last 12 months", Ask.ONE, YES_NO, default="not_asked"),
            ),
        ),
        Page(
            "about",
            "Who must be kept safe",
            (
                Question("perpetrator", "The person who does it", third_party=True),
                Question("children", "Children, and where they are", third_party=True, rows=2),
                Question("safe_contact", "Safe way and time to reach them", own=True, rows=2),
                Question("views", "What they want MARAC to know, and to do", own=True),
            ),
        ),
        Page(
            "consent",
            "Consent",
            (
                Question("consent", "Were they asked?", Ask.ONE, CONSENT, default="not_asked"),
                Question("consent_words", "What they said, or why it was not safe to ask"),
                Question(
                    "decision",
                    "The decision to share without consent",
                    Ask.LINE,
                    hint="Who agreed to it, and on which day. Write the decision first: it has its own page.",
                ),
            ),
            "With their consent it is a referral. Without, it is a decision to share, which two people make.",
        ),
        Page(
            "sent",
            "Sent",
            (
                Question("sent_on", "Sent on", Ask.DAY),
                Question("sent_to", "Sent to", Ask.LINE),
                Question("idva", "IDVA named", Ask.LINE),
                Question("meeting_on", "Meeting on", Ask.DAY),
            ),
        ),
        Page(
            "outcome",
            "What came of it",
            (
                Question("outcome", "Outcome", Ask.ONE, OUTCOMES, default="waiting"),
                Question("actions", "Actions for us, and by when"),
                Question("told_them", "What they were told, and when", rows=2),
            ),
            "Our own actions only. Minutes of a MARAC are not kept here.",
        ),
    ),
    again="Record another referral",
    several=True,
)
