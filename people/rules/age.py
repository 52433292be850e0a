"""Is somebody under 18? Then no case of sex work opens, but a child safeguarding concern (domain.md 3.3)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core.errors import Link, Refused
from people.rules.consent import ADULT_YEARS, years_between

UNDER_18 = "U18"


def may_have_a_case(
    birth_date: date | None, age_answer: str | None, today: date, *, person_id: UUID | None = None
) -> Refused | None:
    """Whether a case may be opened with somebody, by their date of birth or the age band that they told.

    Refuses everybody known to be under 18, and leads to a child safeguarding concern about `person_id`. Not knowing
    the age stops nobody: it is never needed for support. Source: domain.md 3.3.
    """
    by_birth = birth_date is not None and years_between(birth_date, today) < ADULT_YEARS
    by_band = birth_date is None and age_answer == UNDER_18
    return under_18_refusal(person_id) if by_birth or by_band else None


def under_18_refusal(person_id: UUID | None = None, field: str = "") -> Refused:
    """No case of sex work is opened with a child; what to do instead."""
    return Refused(
        "This person is under 18. Roundtable does not keep a sex work record of a child.",
        instead="Follow your child safeguarding procedure now: tell your safeguarding lead and children’s services "
        "today, and ring 999 if there is danger.",
        field=field,
        link=Link(
            "people.new_concern",
            "Open a child safeguarding concern",
            {"person": person_id, "about": "person"} if person_id else {"about": "person"},
        ),
    )


def refuse_under_18(birth_date: date, today: date) -> None:
    """Refuses a birth date of someone under 18, and one to come: no sex work record is begun of a child."""
    refuse_unborn(birth_date, today)
    if may_have_a_case(birth_date, None, today):
        raise under_18_refusal(field="birth_date")


def refuse_unborn(birth_date: date, today: date) -> None:
    """Refuses a birth date that is still to come."""
    if birth_date > today:
        raise Refused("Date of birth must be in the past.", field="birth_date")
