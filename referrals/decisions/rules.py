"""Questions about sharing without consent, asked in words. Each answers with what is allowed, or with the refusal.

Sources: domain.md 3.2 to 3.6 and 4.5; UK GDPR Articles 6 and 9; DPA 2018 Schedule 1; Care Act 2014 s.42.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from agencies.models import AgencyKind
from agencies.permissions import Permission
from core.actor import Actor
from core.calendar import add_working_days
from core.errors import Refused
from core.words import listed
from people.rules import Category, category_may_go_to
from people.words import CATEGORY_WORDS, KIND_WORDS
from referrals.decisions import vocabulary
from referrals.decisions.answers import Answers
from referrals.decisions.models import DecisionState as DecisionState
from referrals.decisions.models import Direction as Direction
from referrals.decisions.vocabulary import Combination
from referrals.rules import SharingRefused

PUBLIC_AUTHORITIES = frozenset({AgencyKind.POLICE, AgencyKind.PROBATION, AgencyKind.LOCAL_AUTHORITY})
#: Stands in for nationality: it leaves by consent or not at all, whoever asks and whatever happens (domain.md 4.5).
NEVER_WITHOUT_CONSENT = frozenset({Category.DEMOG})
#: Not in police view without a consent that names them; a decision is no consent (domain.md 4.5, security.md T4).
NEVER_TO_POLICE_WITHOUT_CONSENT = frozenset({Category.SUBSTANCE, Category.WORK, Category.HEALTH, Category.SUPPORT})
#: Identity and safety facts: all that may leave in an emergency (domain.md 4.5, “Never”).
EMERGENCY_FACTS = frozenset({
    Category.ALIAS, Category.LEGAL_NAME, Category.DOB, Category.CONTACT, Category.ADDRESS, Category.RISK,
    Category.INCIDENT, Category.OFFENDER, Category.CHILDREN, Category.HEALTH, Category.SUBSTANCE,
})  # fmt: skip
#: Always inside: who it is about, and what the receiver must know in order to act.
ALWAYS = (Category.ALIAS, Category.RISK)
OPEN = (DecisionState.DRAFT, DecisionState.LEFT, DecisionState.QUESTIONED)
LONGEST_REVIEW = timedelta(days=183)
LONGEST_UNTOLD = timedelta(days=92)

FIRST_IN_EMERGENCY = ("happening", "recipient", "parts")
TO_SHARE = (
    "ground", "child", "adult", "consent", "wishes", "recipient", "parts", "basis", "weigh", "advice", "telling",
    "review",
)  # fmt: skip
TO_KEEP = ("ground", "consent", "wishes", "recipient", "weigh", "advice", "telling", "review")


def steps_of(direction: Direction, answers: Answers, *, emergency: bool, left: bool) -> tuple[str, ...]:
    """The pages still to be answered, in order.

    An emergency asks three things, then it leaves; what was left out is asked after that. Deciding not to share is
    written on the same pages, without the parts and the lawful basis. Source: domain.md 3.6.
    """
    if emergency and not left:
        return FIRST_IN_EMERGENCY
    if direction is Direction.KEEP:
        return TO_KEEP
    frozen = FIRST_IN_EMERGENCY if emergency else ()
    only_for = {"child": "CHILD_AT_RISK", "adult": "ADULT_AT_RISK"}
    return tuple(
        step for step in TO_SHARE if step not in frozen and only_for.get(step, answers.ground) == answers.ground
    )


def paragraph_18(answers: Answers) -> str:
    """Which condition of DPA 2018 Schedule 1 paragraph 18 makes it lawful to go without consent; empty when none does.

    For an adult all three parts of Care Act 2014 s.42 must hold as well. An adult who can decide and freely said no is
    not covered: their no stands, unless another ground holds. A parent's no does not stand in a child's way.
    """
    if answers.ground == "CHILD_AT_RISK" and answers.consent == "REFUSED":
        return "CANNOT_OBTAIN"
    limbs = (answers.limb_needs, answers.limb_risk, answers.limb_unable)
    if answers.ground == "ADULT_AT_RISK" and any(limb != "yes" for limb in limbs):
        return ""
    if answers.ground not in ("CHILD_AT_RISK", "ADULT_AT_RISK"):
        return ""
    return vocabulary.paragraph_18_of(answers.consent)


def combinations_for(answers: Answers, own_kind: AgencyKind) -> list[Combination]:
    """The lawful combinations that the ground offers this agency, in the order of the table.

    Vital interests only for someone who cannot consent; paragraph 18 only when one of its conditions holds; recognised
    legitimate interests never for a public authority, nor public task for a charity. Source: domain.md 3.6.
    """
    ground = vocabulary.grounds().get(answers.ground)
    known = vocabulary.combinations()
    return [known[code] for code in ground.combinations if _offered(known[code], answers, own_kind)] if ground else []


def _offered(combination: Combination, answers: Answers, own_kind: AgencyKind) -> bool:
    audience = "public authority" if own_kind in PUBLIC_AUTHORITIES else "other"
    holds = {
        "": True,
        "incapable": vocabulary.incapable(answers.capacity),
        "at_risk": bool(paragraph_18(answers)),
    }
    return combination.audience in ("any", audience) and holds[combination.only_when]


def may_leave_without_consent(category: Category, kind: AgencyKind, *, emergency: bool) -> bool:
    """Whether a kind of information may leave by a decision at all: the firewall, for every role and every path.

    `kind`: the recipient's, or for a body outside the kind whose firewall holds for it.
    """
    if category in NEVER_WITHOUT_CONSENT or not category_may_go_to(category, kind):
        return False
    if kind is AgencyKind.POLICE and category in NEVER_TO_POLICE_WITHOUT_CONSENT:
        return False
    return not emergency or category in EMERGENCY_FACTS


def refuse_barred(categories: Iterable[Category], kind: AgencyKind, *, emergency: bool) -> None:
    """Refuse what may not leave by this path; there is no override (domain.md 4.5)."""
    barred = [
        CATEGORY_WORDS[category]
        for category in categories
        if not may_leave_without_consent(category, kind, emergency=emergency)
    ]
    if barred:
        raise SharingRefused(
            f"This cannot go to {KIND_WORDS[kind]} without consent: {listed(barred).lower()}.",
            instead="Take it out. Nobody can allow it.", field="categories",
        )  # fmt: skip


def refuse_unchecked(found: Collection[str], *, checked: bool) -> None:
    """Refuse words that may show immigration or nationality until someone has read them again (domain.md 4.5)."""
    if found and not checked:
        words = listed([f"“{word}”" for word in found])
        raise Refused(
            f"Read these words again before they go: {words}.",
            instead="Change them, or say that they may go.", field="words_checked",
        )  # fmt: skip


def refuse_unshown(shown: str | None, composed: str) -> None:
    """Refuse when what would leave differs by one character from what was last read; None: it was read on no page."""
    if shown is not None and shown != composed:
        raise Refused("Nothing left. Read what will leave, below.", instead="Then answer.")


def missing_in(step: str, answers: Answers) -> str:
    """What a page still lacks, in words; empty when it is whole. Rules on one page; `refuse_unsound` looks across."""
    wanted = {"weigh": ("necessity", "harm_of_sharing", "harm_of_not_sharing"), **_ALWAYS_ASKED}[step]
    lacking = [name for name in (*wanted, *_also_asked(step, answers)) if not getattr(answers, name)]
    return lacking[0] if lacking else ""


_ALWAYS_ASKED: dict[str, tuple[str, ...]] = {
    "happening": ("happening",),
    "ground": ("ground", "happening"),
    "child": ("child_evidence", "not_only_work"),
    "adult": ("limb_needs", "limb_risk", "limb_unable", "limb_words"),
    "consent": ("consent", "consent_words"),
    "wishes": ("capacity", "wishes"),
    "recipient": ("where",),
    "parts": ("categories", "message", "withheld"),
    "basis": ("basis", "common_law"),
    "advice": ("advice",),
    "telling": ("telling",),
    "review": ("review_on",),
}


def _also_asked(step: str, answers: Answers) -> tuple[str, ...]:
    if step == "recipient":
        return ("service_id",) if answers.where == "team" else ("outside", "outside_name")
    if step == "wishes" and answers.capacity not in ("", "PRESUMED"):
        return ("capacity_words",)
    if step == "basis" and _needs_policy(answers.basis):
        return ("policy",)
    if step == "advice" and answers.advice not in ((), ("NONE",)):
        return ("advice_words",)
    if step == "telling" and answers.telling not in ("", "TOLD"):
        return ("telling_words", "tell_on")
    return ()


def _needs_policy(code: str) -> bool:
    found = vocabulary.combinations().get(code)
    return found is not None and found.policy


def incomplete(direction: Direction, answers: Answers, *, emergency: bool, left: bool) -> list[str]:
    """The pages that are not whole yet, in order."""
    every = steps_of(direction, answers, emergency=emergency, left=left)
    return [step for step in every if missing_in(step, answers)]


def refuse_unsound(direction: Direction, answers: Answers, own_kind: AgencyKind, today: date) -> None:
    """Refuse a decision to share whose answers do not hold together: the ground, the limbs, the basis, the dates.

    Source: domain.md 3.2, 3.3 and 3.6. A decision not to share has no lawful basis to hold it to.
    """
    _refuse_dates(answers, today)
    if direction is Direction.KEEP:
        return
    if answers.ground == "CHILD_AT_RISK" and not answers.not_only_work:
        raise Refused("Being a parent who sex works is not a ground.", field="not_only_work")
    if answers.ground == "ADULT_AT_RISK":
        _refuse_adult(answers)
    if answers.consent == "LACKS_CAPACITY" and not vocabulary.incapable(answers.capacity):
        raise Refused(
            "You say that they cannot decide this, and that they can.",
            instead="Change the answer about asking, or about capacity.", field="capacity",
        )  # fmt: skip
    if answers.basis not in {each.code for each in combinations_for(answers, own_kind)}:
        raise Refused(
            "This lawful basis does not go with the answers before it.", instead="Choose again.", field="basis"
        )


def _refuse_adult(answers: Answers) -> None:
    limbs = (answers.limb_needs, answers.limb_risk, answers.limb_unable)
    if any(limb != "yes" for limb in limbs):
        raise Refused(
            "Not all three parts of section 42 hold, so this is not an adult at risk in law.",
            instead="Choose another ground, or decide not to share.", field="limb_words",
        )  # fmt: skip
    if not paragraph_18(answers):
        raise Refused(
            "They can decide this, and they said no. Paragraph 18 does not allow it.",
            instead="Respect their no, or say which other ground holds: serious harm to others, or serious crime.",
            field="consent",
        )


def _refuse_dates(answers: Answers, today: date) -> None:
    review, tell = answers.review_day, answers.tell_day
    if review and not today < review <= today + LONGEST_REVIEW:
        raise Refused("Review it after today, and within six months.", field="review_on")
    if tell and answers.telling != "TOLD" and not today < tell <= today + LONGEST_UNTOLD:
        raise Refused("Look again after today, and within three months.", field="tell_on")


def refuse_second_person(
    actor: Actor, *, decided_by: UUID, state: DecisionState, answers: Answers, emergency: bool
) -> None:
    """Refuse an answer by the one who decided, by a role that may not, twice, or about a child by no manager.

    Two people decide, always (domain.md 3.6). A child at risk needs a manager's check unless there was immediate danger
    (domain.md 3.3).
    """
    if not actor.may(Permission.SHARING_AUTHORISE):
        raise Refused("Your role cannot authorise this.", instead="Ask a manager or your data protection lead.")
    if actor.user_id == decided_by:
        raise Refused("You decided this, so another person must answer.", instead="Ask a colleague who can authorise.")
    if state is not DecisionState.WAITING:
        raise Refused("This is not waiting for an answer.", instead="Look at what happened, below.")
    if answers.ground == "CHILD_AT_RISK" and not emergency and not actor.may(Permission.PEOPLE_ALL):
        raise Refused("A child at risk needs a manager’s check.", instead="Ask your agency manager to answer this one.")


def refuse_untyped(kind: AgencyKind, name: str, typed: str) -> None:
    """Refuse to send to police until the recipient's name has been typed out (security.md T6)."""
    if kind is AgencyKind.POLICE and " ".join(typed.split()).casefold() != name.casefold():
        raise Refused(f"Type “{name}” to send this to the police.", field="typed")


def complete_by(today: date) -> date:
    """The day by which the rest of an emergency is written: one working day on (domain.md 3.6)."""
    return add_working_days(today, 1)
