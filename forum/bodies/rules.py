"""Questions about bodies: who makes a quorum, whose term ends, what a seat needs (domain.md 6.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from uuid import UUID

from core.words import counted, listed
from forum.bodies.models import BodyKind
from forum.bodies.models import SeatRole as SeatRole  # said again: forms know rules, not tables

TERM_WARNED = timedelta(days=60)

KIND_WORDS = {
    BodyKind.FORUM: "Forum",
    BodyKind.SUBGROUP: "Subgroup",
    BodyKind.GROUP: "Task and finish group",
}

ROLE_WORDS = {
    SeatRole.CHAIR: "Chair",
    SeatRole.VICE_CHAIR: "Vice-chair",
    SeatRole.SECRETARY: "Secretary",
    SeatRole.LEAD: "Lead",
    SeatRole.MEMBER: "Member",
    SeatRole.LIVED_EXPERIENCE: "Lived experience",
    SeatRole.OBSERVER: "Observer",
}

#: Who may hold the chair of a meeting when its quorum asks for it.
PRESIDING = frozenset({SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.LEAD})
#: Of these a body has one at a time.
ONE_EACH = frozenset({SeatRole.CHAIR, SeatRole.LEAD, SeatRole.SECRETARY})


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """How many of a body's agencies must be there, and who must be among them. `one_in` 3 means a third of them."""

    one_in: int | None
    least: int
    chair: bool = False
    voluntary: bool = False
    statutory: bool = False
    lived_experience: bool = False

    def needed(self, seats: int) -> int:
        """How many agencies make a quorum: the greater of the share and the least, but never more than there are."""
        share = ceil(seats / self.one_in) if self.one_in else 0
        wanted = max(share, self.least)
        return min(wanted, seats) if seats else wanted

    @property
    def words(self) -> str:
        """The rule as one sentence, without its full stop."""
        many = _share_words(self.one_in, self.least)
        among = [words for asked, words in self._among if asked]
        return f"{many}, with {listed(among)} among them" if among else many

    @property
    def _among(self) -> tuple[tuple[bool, str], ...]:
        return (
            (self.chair, "the chair or vice-chair"), (self.voluntary, "a voluntary organisation"),
            (self.statutory, "a statutory one"), (self.lived_experience, "somebody with lived experience"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody who is in the room or online, and counts: for their agency (if any), its sector, and their role."""

    agency_id: UUID | None
    sector: str
    role: SeatRole | None


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether there is a quorum, in words that say why not."""

    met: bool
    words: str
    present: int
    needed: int
    out_of: int


def quorum_of(rule: QuorumRule, agencies: Collection[UUID], here: Iterable[Seated]) -> Quorum:
    """The quorum of a body whose seats are held by `agencies`, with those who are here (domain.md 6.1).

    An agency counts once, however many come for it, and only when it has a seat. Observers are not among those here.
    """
    there = [each for each in here if each.role is not SeatRole.OBSERVER]
    seated = {each.agency_id for each in there if each.agency_id in agencies}
    needed, present, out_of = rule.needed(len(agencies)), len(seated), len(agencies)
    lacking = _lacking(rule, there)
    if present < needed:
        lacking.insert(0, f"{needed} needed")
    count = f"{present} of {counted(out_of, 'agency', 'agencies')}"
    words = f"No quorum: {count}, {listed(lacking)}" if lacking else f"Quorum met: {count}"
    return Quorum(not lacking, words, present, needed, out_of)


def _lacking(rule: QuorumRule, there: list[Seated]) -> list[str]:
    asked = (
        (rule.chair, any(each.role in PRESIDING for each in there), "no chair or vice-chair"),
        (rule.voluntary, any(is_voluntary(each.sector) for each in there), "no voluntary organisation"),
        (rule.statutory, any(is_statutory(each.sector) for each in there), "no statutory organisation"),
        (
            rule.lived_experience, any(each.role is SeatRole.LIVED_EXPERIENCE for each in there),
            "nobody with lived experience",
        ),
    )  # fmt: skip
    return [words for wanted, found, words in asked if wanted and not found]


def is_voluntary(sector: str) -> bool:
    """Whether an agency's sector is the voluntary one."""
    return sector.startswith("voluntary")


def is_statutory(sector: str) -> bool:
    """Whether an agency's sector is statutory, contracted-out services included."""
    return sector.startswith("statutory")


def term_ends_soon(ends: date | None, today: date) -> bool:
    """Whether a term ends within 60 days, or has ended and nobody said what follows."""
    return ends is not None and ends <= today + TERM_WARNED


def _share_words(one_in: int | None, least: int) -> str:
    agencies = counted(least, "agency", "agencies")
    if one_in is None:
        return f"At least {agencies}"
    share = {1: "All agencies", 2: "Half of the agencies", 3: "A third of the agencies", 4: "A quarter of the agencies"}
    return f"{share.get(one_in, f'One in {one_in} of the agencies')}, and at least {least}"
