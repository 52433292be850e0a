"""What may be written of the criminal justice journey. Pure: each rule answers with the refusal, or None.

Source: domain.md 2.1 to 2.3 and 2.6. Steps may be skipped, repeated and come in any order, so little is refused.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from cases.catalogue import NOT_REPORTED
from cases.justice import catalogue
from cases.justice.lengths import lead
from cases.justice.models import (
    Answer,
    ComplaintOutcome,
    ComplaintStage,
    MeasureState,
    Met,
    Occasion,
    OrderState,
    Reported,
    WhenKind,
)
from cases.models import StepChange
from core.errors import Refused

OLDEST = timedelta(days=366 * 80)
FURTHEST = timedelta(days=366 * 4)
FURTHEST_ORDER = timedelta(days=366 * 30)
MOST_LEADS = 6
#: Days before a protective order runs out on which somebody is reminded.
ORDER_LEADS = (28, 7)

WHEN_WORDS = {
    WhenKind.EXACT: "On one day", WhenKind.BETWEEN: "Between two days", WhenKind.NOT_ASKED: "Not asked",
    WhenKind.NOT_KNOWN: "Not known", WhenKind.DECLINED: "Did not want to say",
}  # fmt: skip
REPORTED_WORDS = {
    Reported.YES: "Yes", Reported.NO: "No", Reported.UNDECIDED: "Not decided", Reported.NOT_KNOWN: "Not known",
}  # fmt: skip
ANSWER_WORDS = {
    Answer.NOT_ASKED: "Not asked", Answer.NO: "No", Answer.YES: "Yes", Answer.NOT_KNOWN: "Not known",
}  # fmt: skip
MEASURE_WORDS = {
    MeasureState.TALKED: "Talked about", MeasureState.WANTED: "Wanted", MeasureState.DECLINED: "Not wanted",
    MeasureState.APPLIED: "Applied for", MeasureState.AGREED: "Agreed by the court", MeasureState.REFUSED: "Refused",
}  # fmt: skip
MEASURE_TONES = {
    MeasureState.TALKED: ("ring", "grey"), MeasureState.WANTED: ("ring", "blue"), MeasureState.DECLINED: ("no", "grey"),
    MeasureState.APPLIED: ("ring", "amber"), MeasureState.AGREED: ("tick", "green"),
    MeasureState.REFUSED: ("no", "grey"),
}  # fmt: skip
CHANGE_WORDS = {
    StepChange.HAPPENED: "It happened", StepChange.MOVED: "The day moved", StepChange.CORRECTED: "Put it right",
    StepChange.STRUCK: "Strike it out: it was not so",
}  # fmt: skip
OCCASION_WORDS = {Occasion.REPORT: "About reporting", Occasion.WITHDRAWAL: "About going on"}
ORDER_WORDS = {
    OrderState.CONSIDERED: "Talked about", OrderState.APPLIED: "Applied for", OrderState.IN_FORCE: "In force",
    OrderState.REFUSED: "Refused", OrderState.ENDED: "Ended",
}  # fmt: skip
MET_WORDS = {
    Met.NOT_KNOWN: "Not known yet", Met.MET: "Met", Met.PARTLY: "Partly met", Met.NOT_MET: "Not met",
    Met.NOT_APPLICABLE: "Does not apply",
}  # fmt: skip
STAGE_WORDS = {
    ComplaintStage.DRAFTED: "Being written", ComplaintStage.SENT: "Sent", ComplaintStage.ACKNOWLEDGED: "Acknowledged",
    ComplaintStage.REVIEW: "Taken further inside", ComplaintStage.OMBUDSMAN: "With an ombudsman, through an MP",
    ComplaintStage.CLOSED: "Closed",
}  # fmt: skip
OUTCOME_WORDS = {
    ComplaintOutcome.UPHELD: "Upheld", ComplaintOutcome.PARTLY: "Partly upheld",
    ComplaintOutcome.NOT_UPHELD: "Not upheld", ComplaintOutcome.NO_ANSWER: "Never answered",
    ComplaintOutcome.WITHDRAWN: "Taken back",
}  # fmt: skip


def step_may_be(
    code: str, on: date, told: date | None, today: date, *, outcome: int | None = None, second: date | None = None
) -> Refused | None:
    """A step is a known one, dated; it may be planned, but “Not reported” and being told are never ahead.

    `outcome` is a police outcome of 1 to 22, only where a matter ends or is charged; `second` the day of SECOND_DATES.
    """
    if code not in catalogue.milestones():
        return Refused("Choose a step from the list.", field="code")
    if not today - OLDEST <= on <= today + FURTHEST:
        return Refused("Check the year.", field="happened_on")
    if code == NOT_REPORTED and on > today:
        return Refused("“Not reported” is how things stand today or stood before.", field="happened_on")
    if outcome is not None and (code not in catalogue.WITH_OUTCOME or outcome not in catalogue.outcome_words()):
        return Refused("A police outcome belongs to a charge or to the end of a case.", field="outcome_code")
    if second is not None and (code not in catalogue.SECOND_DATES or not on <= second <= today):
        return Refused("Check this day: it lies between the step and today, at a step that has one.", field="second_on")
    return told_may_be(on, told, today)


def told_may_be(happened_on: date, told: date | None, today: date) -> Refused | None:
    """The person is told on or after the day it happened, and not in the future."""
    if told is not None and told > today:
        return Refused("They cannot have been told yet.", field="told_on")
    if told is not None and told < happened_on:
        return Refused("They cannot have been told before it happened.", field="told_on")
    return None


def change_needs_why(why: str) -> Refused | None:
    """What was written stays readable, so a change of it says why."""
    return None if why.strip() else Refused("Say why, in a sentence.", field="why")


def incident_may_say(
    harms: Collection[str], when: WhenKind, first: date | None, last: date | None, today: date
) -> Refused | None:
    """An incident has a kind of harm, and a day or band of days that has come, when it is known at all."""
    if not harms or not set(harms) <= set(catalogue.harms()):
        return Refused("Choose at least one kind.", field="harms")
    if when in (WhenKind.EXACT, WhenKind.BETWEEN):
        if first is None or last is None:
            return Refused("Enter the day, or both days.", field="first_on" if first is None else "last_on")
        if last < first:
            return Refused("The last day cannot come before the first.", field="last_on")
        if last > today or first < today - OLDEST:
            return Refused("Check the year: the day has come, and not more than 80 years ago.", field="first_on")
    return None


def report_may_say(
    reported: Reported, on: date | None, force: str | None, first: date | None, today: date
) -> Refused | None:
    """A day of report belongs to an incident that was reported, not before it began and not in the future."""
    if force and force not in catalogue.FORCES:
        return Refused("Choose a force from the list.", field="force")
    if on is None:
        return None
    if reported is not Reported.YES:
        return Refused("Only a reported incident has a day of report.", field="reported_on")
    if on > today or (first is not None and on < first):
        return Refused("It was reported between the day it happened and today.", field="reported_on")
    return None


def suspect_may_say(label: str, relation: str) -> Refused | None:
    """A label such as “the driver” and a relation are enough: a name belongs to the police, not here."""
    if not label.strip():
        return Refused("Enter a label, such as “the driver”.", field="label")
    return None if relation in catalogue.RELATIONS else Refused("Choose a relation.", field="relation")


def measure_may_say(
    code: str, state: MeasureState, applied: date | None, decided: date | None, today: date
) -> Refused | None:
    """A measure is a known one; what the court decided has its day, not before it was applied for."""
    if code not in catalogue.special_measures():
        return Refused("Choose a measure from the list.", field="state")
    if state in (MeasureState.AGREED, MeasureState.REFUSED) and decided is None:
        return Refused("Enter the day the court decided.", field="decided_on")
    if any(day is not None and day > today for day in (applied, decided)):
        return Refused(
            "This day has not come yet.", field="decided_on" if decided and decided > today else "applied_on"
        )
    if applied and decided and decided < applied:
        return Refused("The court decides after somebody applies.", field="decided_on")
    return None


def order_may_say(
    kind: str, applicant: str, state: OrderState, applied: date | None, granted: date | None, expires: date | None,
    today: date, *, no_expiry: bool,
) -> Refused | None:  # fmt: skip
    """An order is of a known kind; in force it has the day it was granted, and runs out after that day, or never."""
    if kind not in catalogue.ORDERS or applicant not in catalogue.APPLICANTS:
        return Refused("Choose from the list.", field="kind")
    if state in (OrderState.IN_FORCE, OrderState.ENDED) and granted is None:
        return Refused("Enter the day it was granted.", field="granted_on")
    for name, day in (("applied_on", applied), ("granted_on", granted)):
        if day is not None and not today - OLDEST <= day <= today:
            return Refused("Check the year: this day has come.", field=name)
    if expires is not None and no_expiry:
        return Refused("It either has a last day or has none.", field="expires_on")
    if expires is not None and (expires > today + FURTHEST_ORDER or (granted is not None and expires < granted)):
        return Refused("It runs out after the day it was granted.", field="expires_on")
    if state is OrderState.IN_FORCE and expires is None and not no_expiry:
        return Refused("Enter the last day, or tick that it has none.", field="expires_on")
    return None


def breach_may_be(on: date, granted: date | None, today: date) -> Refused | None:
    """An order is broken once it was granted, and not in the future."""
    if granted is None:
        return Refused("This order is not in force, so it cannot have been broken.", field="happened_on")
    return None if granted <= on <= today else Refused("The day lies between granting and today.", field="happened_on")


def right_may_say(
    number: int, edition: str, explained: date | None, met: Met, met_on: date | None, words: str, today: date
) -> Refused | None:
    """A right of an edition that we hold; what was not or only partly met says how, in words."""
    found = catalogue.edition_named(edition)
    if found is None or number not in {right.number for right in found.rights}:
        return Refused("This edition has no such right.")
    for name, day in (("explained_on", explained), ("met_on", met_on)):
        if day is not None and not today - OLDEST <= day <= today:
            return Refused("Check the day: it has come.", field=name)
    if met in (Met.NOT_MET, Met.PARTLY) and not words.strip():
        return Refused("Say what is missing, in a sentence.", field="words")
    return None


def complaint_may_say(
    to_whom: str, stage: ComplaintStage, made: date | None, answered: date | None, outcome: ComplaintOutcome | None,
    today: date,
) -> Refused | None:  # fmt: skip
    """A complaint goes to a known body; once sent it has a day, and closed it says what came of it."""
    if to_whom not in catalogue.AUTHORITIES:
        return Refused("Choose to whom it goes.", field="to_whom")
    if stage is not ComplaintStage.DRAFTED and made is None:
        return Refused("Enter the day it was sent.", field="made_on")
    if made is not None and made > today:
        return Refused("This day has not come yet.", field="made_on")
    if answered is not None and (answered > today or (made is not None and answered < made)):
        return Refused("The answer came between the day it was sent and today.", field="answered_on")
    if (stage is ComplaintStage.CLOSED) != (outcome is not None):
        return Refused("A closed complaint says what came of it; an open one does not yet.", field="outcome")
    return None


def choice_may_be(
    chosen: str, known: Collection[str], factors: Collection[str], on: date, today: date
) -> Refused | None:
    """A choice is one of those that were explained, made on a day that has come; factors are known codes."""
    if chosen not in known:
        return Refused("Choose what they want.", field="chosen")
    offered = (
        set(catalogue.factors("disabling")) | set(catalogue.factors("enabling")) | set(catalogue.factors("either"))
    )
    if not set(factors) <= offered:
        return Refused("Choose from the list.", field="harder")
    return None if today - OLDEST <= on <= today else Refused("Check the day: it has come.", field="chosen_on")


def leads_may_be(leads: Collection[str]) -> Refused | None:
    """Up to six times to remind, each “7 days before” or “18 months after”."""
    if len(leads) > MOST_LEADS:
        return Refused(f"At most {MOST_LEADS} times to remind.", field="leads")
    try:
        for words in leads:
            lead(words)
    except Refused as refusal:
        return refusal
    return None


def factor_words(codes: Collection[str], *directions: str) -> list[str]:
    """The factors of these directions among the codes, in words."""
    offered = {code: label for direction in directions for code, label in catalogue.factors(direction).items()}
    return [offered[code] for code in codes if code in offered]


def answer(code: str) -> Answer:
    """The answer that a code stands for; ValueError when it is none."""
    return Answer(code)


def when(code: str) -> WhenKind:
    """How a day is known, by its code; ValueError when it is none."""
    return WhenKind(code)


def reported(code: str) -> Reported:
    """Whether police know, by its code; ValueError when it is none."""
    return Reported(code)


def step_change(code: str) -> StepChange:
    """The change of a step that a code stands for; ValueError when it is none."""
    return StepChange(code)


def measure_state(code: str) -> MeasureState:
    """Where a measure stands, by its code; ValueError when it is none."""
    return MeasureState(code)


def order_state(code: str) -> OrderState:
    """Where an order stands, by its code; ValueError when it is none."""
    return OrderState(code)


def met(code: str) -> Met:
    """Whether a right was met, by its code; ValueError when it is none."""
    return Met(code)


def stage(code: str) -> ComplaintStage:
    """How far a complaint has come, by its code; ValueError when it is none."""
    return ComplaintStage(code)


def complaint_outcome(code: str) -> ComplaintOutcome:
    """What came of a complaint, by its code; ValueError when it is none."""
    return ComplaintOutcome(code)


def usual_change(*, planned: bool) -> str:
    """What most often changes at a step: a plan came, anything else was put right."""
    return (StepChange.HAPPENED if planned else StepChange.CORRECTED).value


def occasion(code: str) -> Occasion:
    """The occasion that a code stands for; the decision to report when it is none."""
    return Occasion.WITHDRAWAL if code == Occasion.WITHDRAWAL.value else Occasion.REPORT


def options_at(when_asked: Occasion) -> dict[str, tuple[str, str]]:
    """What can be chosen on an occasion, each with what it means."""
    return catalogue.OPTIONS if when_asked is Occasion.REPORT else catalogue.GOING_ON
