"""Rules of the self-assessment against the national police guidance. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from actionplan.logs.kinds import AssessmentState, Rating
from agencies.models import AgencyKind
from agencies.permissions import Permission
from core.actor import Actor
from core.errors import Refused
from core.words import counted

ORDER = (Rating.NOT_YET, Rating.SOME, Rating.MOSTLY, Rating.FULLY)
MOST_STATEMENTS = 30


def force_may_be_assessed(actor: Actor, force_id: UUID, kind: AgencyKind) -> Refused | None:
    """A force assesses itself; the coordinator may write down what a force said. Nobody assesses another."""
    if kind is not AgencyKind.POLICE:
        return Refused("The guidance is for police forces.", instead="Choose a police force.", field="force")
    if actor.may(Permission.PLAN_WRITE):
        return None
    if actor.may(Permission.PLAN_UPDATE_OWN) and actor.agency_id == force_id:
        return None
    return Refused("Only the force itself writes this.", instead="Ask its representative, or the coordinator.")


def assessment_may_begin(assessed_on: date, today: date, taken: Collection[date]) -> Refused | None:
    """One assessment a day of one edition, on a day that has come."""
    if assessed_on > today:
        return Refused("The day cannot be in the future.", field="assessed_on")
    if assessed_on in taken:
        return Refused("There is one of that day already.", instead="Open it and go on there.", field="assessed_on")
    return None


def statement_may_be_rated(state: AssessmentState, rating: Rating, evidence: str, next_step: str) -> Refused | None:
    """A rating gives its evidence, and says what comes next unless all is done; a shared one stays as it is."""
    if state is not AssessmentState.DRAFT:
        return Refused("It has been shared and stays as it is.", instead="Begin a new one to show what has changed.")
    if not evidence.strip():
        return Refused("Say what shows it: what was done, seen or heard.", field="evidence")
    if rating is not Rating.FULLY and not next_step.strip():
        return Refused("Say what comes next.", field="next_step")
    return None


def assessment_may_be_shared(state: AssessmentState, statements: int, rated: int) -> Refused | None:
    """Every statement is rated before the forum reads it."""
    if state is not AssessmentState.DRAFT:
        return Refused("It has been shared already.")
    if missing := statements - rated:
        return Refused(f"{counted(missing, 'statement')} not rated yet.", instead="Rate each one first.")
    return None


def moved(before: Rating | None, now: Rating | None) -> str:
    """How a rating moved since the assessment before: up, down or same; "" when there is nothing to compare."""
    if before is None or now is None:
        return ""
    was, stands = ORDER.index(before), ORDER.index(now)
    return "up" if stands > was else "down" if stands < was else "same"


def statements_in(words: str) -> list[str]:
    """The statements of an edition as typed, one a line; empty lines count for nothing."""
    return [line.strip() for line in words.splitlines() if line.strip()]


def edition_may_be_added(code: str, known: Collection[str], statements: Sequence[str]) -> Refused | None:
    """An edition has a name of its own and from 1 to 30 statements, none twice."""
    if code in known:
        return Refused("That edition is here already.", field="title")
    if not statements:
        return Refused("Enter its statements, one on each line.", field="statements")
    if len(statements) > MOST_STATEMENTS:
        return Refused(f"At most {MOST_STATEMENTS} statements fit one edition.", field="statements")
    if len(set(statements)) < len(statements):
        return Refused("One statement stands there twice.", field="statements")
    return None


def code_of(title: str) -> str:
    """The name of an edition as a code: “NPCC guidance, 2025” becomes npcc-guidance-2025."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in title.casefold()).split())
