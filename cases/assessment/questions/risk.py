"""Risk from a client, a stranger or somebody who controls (domain.md 3.1): a structured form, never a score."""

from __future__ import annotations

from cases.assessment.questions.shape import YES_NO, Ask, Page, Question, Sheet
from cases.assessment.vocabulary import harm_groups, harm_words

SOURCES = {
    "client": "A client", "stranger": "A stranger", "third_party": "Someone who controls, or takes money or a cut",
    "other_worker": "Someone they work with", "landlord": "A landlord or neighbour",
    "authority": "Someone in authority", "online": "Someone online", "not_known": "Not known",
}  # fmt: skip
IMMINENCE = {
    "now": "Now, or today", "days": "In the next days", "weeks": "In the next weeks",
    "later": "Later or from time to time",
    "past": "It has stopped", "not_known": "Not known", "not_asked": "Not asked",
}  # fmt: skip
SEVERITY = {
    "death": "Someone could be killed", "injury": "Serious injury or sexual violence",
    "harm": "Some injury or distress",
    "nuisance": "Worry or nuisance", "not_known": "Not known", "not_asked": "Not asked",
}  # fmt: skip
PATTERN = {
    "once": "Once", "repeated": "More than once", "more_often": "More and more often", "worse": "Worse each time",
    "not_known": "Not known", "not_asked": "Not asked",
}  # fmt: skip
OWN_VIEW = {
    "safe": "They feel safe", "some": "Some danger", "serious": "Serious danger", "life": "They fear for their life",
    "declined": "Declined to say", "not_asked": "Not asked",
}  # fmt: skip
LEVELS = {
    "none": "No risk now", "standard": "Standard", "medium": "Medium", "high": "High",
    "immediate": "Immediate: act today",
}  # fmt: skip
REASONS = Question("reasons", "What makes it so", hint="Facts first, then what you make of them.")

SHEET = Sheet(
    "Risk",
    "Look at a risk",
    "From a client, a stranger, or someone who controls. Not for a partner, ex, family member or stalker.",
    (
        Page(
            "who",
            "Who it comes from",
            (
                Question("source", "They are", Ask.ONE, SOURCES),
                Question(
                    "who",
                    "What is known of them",
                    third_party=True,
                    own=True,
                    hint="Looks, car, number, where they are met. A name only if it is needed.",
                ),
                Question(
                    "title",
                    "A short name for this risk",
                    Ask.LINE,
                    hint="Such as “Man in the blue van”. It heads the form.",
                ),
            ),
        ),
        Page(
            "what",
            "What happened, or is feared",
            (
                *(Question(f"harm_{key}", title, Ask.ANY, harm_words(codes)) for key, title, codes in harm_groups()),
                Question(
                    "what",
                    "In a few words",
                    own=True,
                    hint="What must be known to keep them safe. Leave the full account out: a court can ask for this.",
                ),
            ),
            "Their account. It is not a police classification.",
        ),
        Page(
            "when",
            "When, where, how often",
            (
                Question("when", "When", Ask.LINE),
                Question("where", "Where", Ask.LINE, hint="As exact as safety needs. No home address."),
                Question("pattern", "How often", Ask.ONE, PATTERN, default="not_asked"),
                Question("imminence", "It could happen", Ask.ONE, IMMINENCE, default="not_asked"),
            ),
        ),
        Page(
            "how",
            "How bad it could be",
            (
                Question("severity", "The worst that is likely", Ask.ONE, SEVERITY, default="not_asked"),
                Question("weapons", "Weapons, or things used as one", Ask.ONE, YES_NO, default="not_asked"),
                Question("weapons_words", "Which", Ask.LINE, under="weapons", third_party=True),
                Question(
                    "strangled",
                    "Hands round the neck, or breath stopped",
                    Ask.ONE,
                    YES_NO,
                    default="not_asked",
                    hint="It leaves few marks and is dangerous for days. Offer medical care.",
                ),
                Question("others", "Danger to anyone else", under="strangled", third_party=True, rows=2),
            ),
        ),
        Page(
            "view",
            "How they see it",
            (
                Question(
                    "own_view",
                    "How much danger they feel they are in",
                    Ask.ONE,
                    OWN_VIEW,
                    default="not_asked",
                    hint="Their own sense of danger is often the best guide.",
                ),
                Question("own_words", "In their words", own=True),
                Question("already", "What they do already to stay safe", own=True),
            ),
        ),
        Page(
            "safe",
            "Staying safe",
            (
                Question(
                    "safety_plan",
                    "What is agreed",
                    own=True,
                    hint="What they do, what we do, what others do, and what happens if it fails.",
                ),
                Question("staff", "What colleagues must know to stay safe themselves", rows=2),
                Question("told", "Who has been told, and did they agree to it", rows=2, third_party=True),
            ),
            "Agreed with them. A full safety plan has its own page under Plans.",
        ),
        Page(
            "level",
            "How high the risk is",
            (
                Question("level", "Risk now", Ask.ONE, LEVELS),
                REASONS,
                Question("review_on", "Look at this again on", Ask.DAY),
            ),
        ),
    ),
    again="Look at it again",
    several=True,
)
