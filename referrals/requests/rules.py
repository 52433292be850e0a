"""Questions about victim information requests, asked in words. Each passes in silence, or raises the refusal.

Sources: domain.md 2.5 and 4.5; Police, Crime, Sentencing and Courts Act 2022, sections 44A to 44F, and their code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from agencies.models import AgencyKind
from core.calendar import add_working_days
from core.errors import Refused
from core.words import listed, long_day
from people.models import Category
from people.rules import category_may_go_to, firewall_words
from people.words import CATEGORY_WORDS
from referrals.requests.models import Basis, CourtOrder, Decision, RequestState, ViewsAnswer
from referrals.rules import SharingRefused

#: Working days in which an agency answers, unless it asked back; to acknowledge, its own target counts.
ANSWER_DAYS = 20
RELEASE_DAYS = (7, 14, 28)
MOST_ASKED_A_DAY = 20
WAITING = (RequestState.ASKED, RequestState.ACKNOWLEDGED, RequestState.CLARIFYING)
DECIDABLE = (RequestState.ASKED, RequestState.ACKNOWLEDGED)
WITHOUT_RELEASE = (Decision.REFUSE, Decision.NOTHING_HELD)
#: What was said to a worker in confidence, in order to be supported: it counts as counselling information.
COUNSELLING = frozenset({Category.SUPPORT, Category.RISK})
#: What police may ask about: the kinds that can ever go to them.
ASKABLE = tuple(category for category in Category if category_may_go_to(category, AgencyKind.POLICE))


@dataclass(frozen=True, slots=True)
class Ask:
    """What a request says, in the words of who asks. `categories` are codes, `notice_on` a date as ISO text."""

    reference: str
    basis: str
    person: str
    categories: tuple[str, ...]
    sought: str
    enquiry: str
    necessity: str
    elsewhere: str
    notice: str
    notice_on: str = ""
    notice_reason: str = ""
    counselling: bool = False
    probative: str = ""
    approved_by: str = ""
    immigration: bool = False

    @property
    def wanted(self) -> list[Category]:
        """The kinds of information that are asked for."""
        return [category for category in Category if category.value in self.categories]

    @property
    def notice_day(self) -> date | None:
        """The day on which the person was told."""
        return date.fromisoformat(self.notice_on) if self.notice_on else None


@dataclass(frozen=True, slots=True)
class Account:
    """What the agency writes down of how it decided; nothing of it leaves."""

    reason: str = ""
    advice: str = ""
    rebuttal: str = ""
    court_order: CourtOrder = CourtOrder.NONE
    order_words: str = ""


@dataclass(frozen=True, slots=True)
class Resting:
    """What a release would rest on: which kinds it covers, and why it does not cover each of the others."""

    basis: Basis
    covered: frozenset[Category]
    missing: Mapping[Category, str]


def refuse_asker(kind: AgencyKind, *, has_team: bool) -> None:
    """Refuses who is not police, and an account without a team: an answer goes to a team."""
    if kind is not AgencyKind.POLICE:
        raise Refused("Only police can ask for a victim’s information under this law.")
    if not has_team:
        raise Refused("Your account belongs to no team, and an answer goes to a team.", instead="Ask your manager.")


def refuse_fishing(asked_today: int) -> None:
    """Refuses more requests a day than an enquiry needs (security.md T5, fan-out)."""
    if asked_today >= MOST_ASKED_A_DAY:
        raise Refused(
            f"Your account has asked {MOST_ASKED_A_DAY} times today.", instead="Ask again tomorrow.", field="agency"
        )


def refuse_incomplete(ask: Ask, today: date) -> None:
    """Refuses a request that the law does not carry: each reason stands beside its question."""
    for field, words in (
        ("reference", "Enter your reference"),
        ("person", "Describe the person, in your own words"),
        ("sought", "Say what you want to know"),
        ("enquiry", "Say which reasonable line of enquiry this serves"),
        ("necessity", "Say why it is necessary and proportionate"),
        ("elsewhere", "Say why it cannot be had another way"),
    ):
        if not getattr(ask, field).strip():
            raise Refused(words, field=field)
    if not ask.wanted:
        raise Refused("Choose at least one kind of information", field="categories")
    barred = [category for category in ask.wanted if category not in ASKABLE]
    if barred:
        raise Refused(firewall_words(barred[0], AgencyKind.POLICE), field="categories")
    _refuse_notice(ask, today)
    _refuse_counselling(ask)


def _refuse_notice(ask: Ask, today: date) -> None:
    if ask.notice == "given":
        if not ask.notice_on:
            raise Refused("Enter the day on which they were told", field="notice_on")
        if date.fromisoformat(ask.notice_on) > today:
            raise Refused("The day on which they were told must be today or earlier", field="notice_on")
    elif not ask.notice_reason.strip():
        raise Refused("Give the lawful reason why they were not told", field="notice_reason")


def _refuse_counselling(ask: Ask) -> None:
    """Counselling information is presumed not to be necessary: only substantial value, approved above, rebuts it."""
    if not ask.counselling:
        return
    if not ask.probative.strip():
        raise Refused("Say why it is likely to have substantial probative value", field="probative")
    if not ask.approved_by.strip():
        raise Refused("Name the senior officer who approved this, with rank", field="approved_by")


def refuse_receiver(kind: AgencyKind, *, receiver: object, asker: object, has_agreement: bool) -> None:
    """Refuses to ask one's own agency, one that keeps no record here, and one without an agreement."""
    if receiver == asker or kind in (AgencyKind.POLICE, AgencyKind.PROBATION):
        raise Refused("Choose an agency that keeps records here.", field="agency")
    if not has_agreement:
        raise Refused("That agency has no information sharing agreement in force.", field="agency")


def refuse_answered(state: RequestState) -> None:
    """Refuses to answer what was answered, taken back, or waits for what the police were asked back."""
    if state is RequestState.CLARIFYING:
        raise Refused("You asked them something, and they have not replied.", instead="Wait for their reply.")
    if state not in DECIDABLE:
        raise Refused("This was answered or taken back already.", instead="There is nothing left to do here.")


def refuse_unsaid(account: Account, decision: Decision) -> None:
    """Refuses a decision without its reason, and a court order without its words."""
    if decision is Decision.REFUSE and not account.reason.strip():
        raise Refused("Write why you refuse. It stays here.", field="reason")
    if account.court_order is not CourtOrder.NONE and not account.order_words.strip():
        raise Refused("Write which court, its reference and date.", field="order_words")


def resting_on_decision(agreed: Collection[Category], wanted: Iterable[Category]) -> Resting:
    """What an authorised decision to share covers: the kinds that two people agreed on, and no other."""
    asked = list(wanted)
    missing = {category: "not in the decision" for category in asked if category not in agreed}
    return Resting(Basis.DECISION, frozenset(asked) - frozenset(missing), missing)


def refuse_release(
    going: Collection[Category], resting: Resting | None, views: ViewsAnswer | None, ask: Ask, account: Account
) -> None:
    """Refuses a release that is not allowed, with the reason; a request gives no authority by itself.

    Takes what would leave, what it rests on, the person's last views (None when nobody wrote any), what was asked and
    what the agency wrote. Source: domain.md 2.5, 4.1 and 4.5.
    """
    if not going:
        raise Refused("Choose at least one kind to release, or give the one answer.", field="categories")
    _refuse_outside_firewall(going, ask)
    if resting is None:
        raise SharingRefused(
            "Nothing was released. A request gives no authority: choose what this rests on.",
            instead="Record consent for a report to this team, or have a decision to share authorised.",
            field="rests_on",
        )  # fmt: skip
    left = [f"{CATEGORY_WORDS[category].lower()} ({resting.missing[category]})" for category in resting.missing]
    if left:
        raise SharingRefused(
            f"Nothing was released. What this rests on does not cover {listed(left)}.", field="rests_on"
        )
    _refuse_without_views(views, resting.basis)
    told = sorted(CATEGORY_WORDS[category].lower() for category in going if category in COUNSELLING)
    if told and not ask.counselling:
        raise SharingRefused(
            f"Not without a reason for counselling information: {listed(told)}. They did not ask for any.",
            instead="Leave it out, or ask them back.", field="categories",
        )  # fmt: skip
    if told and not account.rebuttal.strip():
        raise Refused("Write what rebuts the presumption against counselling information.", field="rebuttal")


def _refuse_outside_firewall(going: Collection[Category], ask: Ask) -> None:
    for category in going:
        if not category_may_go_to(category, AgencyKind.POLICE):
            raise SharingRefused(firewall_words(category, AgencyKind.POLICE), field="categories")
        if category not in ask.wanted:
            raise SharingRefused(f"They did not ask for {CATEGORY_WORDS[category].lower()}.", field="categories")


def _refuse_without_views(views: ViewsAnswer | None, basis: Basis) -> None:
    if views is None:
        raise Refused("Write down the person’s views first, or why they were not asked.")
    if views is ViewsAnswer.OBJECTS and basis is Basis.CONSENT:
        raise SharingRefused(
            "They object, so consent does not carry this.", instead="Take the consent back on their page.",
            field="rests_on",
        )  # fmt: skip


def refuse_words(never: Collection[str], found: Collection[str], *, checked: bool) -> None:
    """Refuses words on immigration, nationality or language outright, and others until somebody has read them again.

    `never`: words that no one may release; `found`: all watched words. Source: domain.md 4.5, “Free text”.
    """
    if never:
        raise SharingRefused(
            f"These words never go to police: {_quoted(never)}.", instead="Leave out the paragraphs that hold them.",
            field="categories",
        )  # fmt: skip
    if found and not checked:
        raise Refused(
            f"Read these words again before they go: {_quoted(found)}.",
            instead="Leave the paragraph out, or say that they may go.", field="words_checked",
        )  # fmt: skip


def refuse_untyped(typed: str, agency: str) -> None:
    """Refuses a release to police until the name of the police service was typed: it cannot be called back."""
    if " ".join(typed.split()).casefold() != agency.casefold():
        raise Refused(f"Type {agency} to release this. It cannot be called back.", field="typed")


def refuse_unshown(shown: str, composed: str) -> None:
    """Refuses when what would leave differs by one character from what was last read."""
    if shown != composed:
        raise Refused("Nothing was released yet. Read what will leave, below.", instead="Then release it.")


def answer_dates(today: date, acknowledge_days: int) -> tuple[date, date]:
    """The days by which an agency acknowledges and answers, in working days."""
    return add_working_days(today, acknowledge_days), add_working_days(today, ANSWER_DAYS)


def release_until(today: date, days: int, last_days: Iterable[date]) -> date:
    """The last day on which the police can read a release: never after the consent or decision it rests on."""
    if days not in RELEASE_DAYS:
        raise Refused("Choose for how long they can read it.", field="days")
    return min([today + timedelta(days=days), *last_days])


def refuse_closed(until: date, today: date, *, closed: bool) -> None:
    """Refuses to open a release that was closed or has run out."""
    if closed:
        raise Refused("This answer was closed by the agency, and cannot be opened again.")
    if today > until:
        raise Refused(f"This answer could be read until {long_day(until)}.", instead="Ask again if you still need it.")


def decision_of(ask: Ask, going: Collection[Category], redacted: int) -> Decision:
    """Whether all or part of what was asked for is provided."""
    whole = set(ask.wanted) <= set(going) and not redacted
    return Decision.PROVIDE_ALL if whole else Decision.PROVIDE_PART


def _quoted(words: Iterable[str]) -> str:
    return listed([f"“{word}”" for word in sorted(words)])
