"""What the words of a report mean, and what was done to its numbers (domain.md 6.5, 6.7)."""

from __future__ import annotations

from core.words import listed

STATEMENT = (
    "Counts only. No person’s record was read to make this. Numbers under 5 are withheld, "
    "all others are rounded to the nearest 5."
)
DEFINITIONS = (
    ("Received", "Referrals from another member agency, counted in the quarter in which they were sent."),
    ("Acknowledged", "The receiving agency said that it has the referral."),
    ("Accepted", "The receiving agency took it on, and the person has a named worker there."),
    ("Declined", "The receiving agency said no, with a reason and another service."),
    ("Withdrawn", "Taken back by the sender, or ended because the person took back consent. A person’s right."),
    ("No answer yet", "Neither accepted, declined nor withdrawn when the numbers were taken."),
    (
        "Typical days",
        "The median: half of the referrals waited this long or less. “9 in 10” is the 90th percentile. "
        "Working days, without weekends and England’s bank holidays, from the day a referral was sent.",
    ),
    ("Met on outreach", "Each meeting counts once. The same person met on two nights counts twice."),
    ("Reported", "The latest answer on a case. Not reporting is a complete answer, and support carries on."),
)


def data_notes(missing: list[str]) -> list[tuple[str, str]]:
    """Where the numbers come from and what they cannot say; takes the names of agencies that sent none."""
    return [
        (
            "Where they come from",
            "Each agency counts its own records and sends totals. No one reads across agencies, so a person known to "
            "two agencies counts twice. Referrals are counted, not people: one person can have several.",
        ),
        (
            "Withheld",
            "[c] stands for 1 to 4, or for another number that would give one away. 0 is a real nought; beside a "
            "small total a nought may be withheld too.",
        ),
        (
            "Rounding",
            "Every number of 5 or more is rounded to the nearest 5, totals too, so rows may not add up. Times are "
            "withheld when fewer than 5 referrals were timed, and when they would be one referral’s own wait.",
        ),
        ("Actions", "Counts of actions are exact: an action is work of an agency, not a person."),
        ("Missing", f"No totals from {listed(missing)}." if missing else "Every member agency sent its totals."),
    ]
