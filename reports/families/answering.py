"""Families of referrals: counted where they were received, unless they say that they are counted where sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from referrals import measures
from reports.families.casework import DAYS, SEVERAL, WAITS
from reports.families.family import ALL, Family, Over, Shows

RECEIVED = "Referrals received, by the period in which they were sent"
SENT = "Referrals sent, by the period in which they were sent"
#: All that was sent is all that was received: the sums over all agencies are published once, at the receivers.
OWN = frozenset({Shows.CELL, Shows.AGENCY})
#: What a referral that was acknowledged, or decided, counts as: everybody knows how many those with a wait are.
TIMED = (
    ("acknowledge", "acknowledgement", "referrals.acknowledgement", "acknowledged"),
    ("decide", "decision", "referrals.received", ("accepted", "declined")),
)


def families() -> Iterator[Family]:
    """Referrals as each agency's worker counts them by quarter."""
    yield _family("received", "Referrals received", RECEIVED, "What became of them so far.", measures.BECAME)
    # That all were acknowledged tells of the agency, and of nobody who was referred.
    yield _family("acknowledgement", "Referrals acknowledged", RECEIVED, "By the agency that received them.",
                  measures.ACKNOWLEDGED, parts_of="referrals.received", attributes=False)  # fmt: skip
    yield _family("urgency", "How urgent referrals were", RECEIVED, "As the sender said.", measures.URGENCY,
                  parts_of="referrals.received")  # fmt: skip
    yield _family("declined-why", "Why referrals were declined", "Referrals received and declined, by the period in "
                  "which they were sent", "As the receiver said.", measures.declined_why(),
                  parts_of="referrals.received", category="declined")  # fmt: skip
    for step, words, whole, category in TIMED:
        yield _family(f"waiting-days.{step}", f"Days to the {words}", f"{RECEIVED}, that had one",
                      "In working days; days on which the receiver waited for the sender are not counted.", DAYS,
                      histogram=True, shows=WAITS, attributes=False, parts_of=whole, category=category)  # fmt: skip
    yield _family("overdue", "Answers that are late now", RECEIVED, "At the moment of counting.", measures.OVERDUE,
                  over=Over.NOTHING)  # fmt: skip
    yield _family("escalated", "Answers taken to the forum", RECEIVED, "Still late after the managers were told.",
                  {ALL: "All referrals"}, inside=(("referrals.received", None),))  # fmt: skip
    yield _family("needs", "Needs behind referrals", "Cases opened from referrals, by the period in which they were "
                  "sent", "A case may have several needs.", measures.needs(), unit="cases", shows=SEVERAL,
                  attributes=False)  # fmt: skip
    yield _family("unmet", "Needs that nobody could meet", "Referrals declined with nobody else known",
                  "A referral may have several needs.", measures.needs(), unit="needs", shows=SEVERAL,
                  attributes=False)  # fmt: skip
    yield from _at_the_sender()


def _at_the_sender() -> Iterator[Family]:
    yield _family("out", "Referrals sent", SENT, "Counted at the sender: what became of them so far.",
                  measures.BECAME, shows=OWN, mirrors="referrals.received")  # fmt: skip
    yield _family("out-result", "What came of referrals sent", "Referrals sent and accepted",
                  "Counted at the sender, as the receiver said at the end.", measures.results(),
                  parts_of="referrals.out", category="accepted", shows=OWN)  # fmt: skip
    yield _family("re-referred", "How often people were referred", SENT,
                  "Counted at the sender: how often it referred the person in the 365 days up to that referral.",
                  measures.AGAIN, parts_of="referrals.out")  # fmt: skip


def _family(
    name: str, title: str, population: str, definition: str, dimensions: Mapping[str, str], *,
    unit: str = "referrals", **more: object,
) -> Family:  # fmt: skip
    return Family(
        code=f"referrals.{name}", measure=f"referrals.{name}", title=title, unit=unit, population=population,
        definition=definition, dimensions=dimensions, **more,  # type: ignore[arg-type]  # fields of Family, all of them
    )  # fmt: skip
