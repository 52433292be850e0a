"""A cut as a reader gets it: shown figures only; the counts behind them are not in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from core.errors import NotVisible
from core.tallies import Period
from reports.disclosure import HIDDEN, WITHHELD, Shown
from reports.families import Family, Shows

Place = tuple[UUID | None, str | None]
NOUGHT = Shown(0)


@dataclass(frozen=True, slots=True)
class Cut:
    """One family in one period.

    `agencies` sent totals, noughts included; `sent` is False when none did, and then every figure is withheld.
    An agency that sent none is withheld too: its silence is not a nought. What the family does not show is refused with
    ValueError, and what the reader may not see with NotVisible: an agency's own figures are all that `own` leaves.
    """

    family: Family
    period: Period
    agencies: tuple[UUID, ...]
    counted_on: date | None
    shown: Mapping[Place, Shown] = field(repr=False)
    waits: Mapping[tuple[UUID | None, float], str] = field(repr=False)
    own: UUID | None = None

    @property
    def sent(self) -> bool:
        """True when any agency sent totals for the period."""
        return bool(self.agencies)

    def cell(self, agency_id: UUID, dimension: str) -> Shown:
        """One agency in one category."""
        if dimension not in self.family.categories:
            raise ValueError(f"{self.family.code} has no category {dimension}.")
        return self._at(Shows.CELL, (agency_id, dimension))

    def of_agency(self, agency_id: UUID) -> Shown:
        """One agency in all categories."""
        return self._at(Shows.AGENCY, (agency_id, None))

    def of_dimension(self, dimension: str) -> Shown:
        """All agencies in one category."""
        if dimension not in self.family.categories:
            raise ValueError(f"{self.family.code} has no category {dimension}.")
        return self._at(Shows.DIMENSION, (None, dimension))

    @property
    def total(self) -> Shown:
        """All agencies in all categories."""
        return self._at(Shows.TOTAL, (None, None))

    def days(self, share: float, agency_id: UUID | None = None) -> str:
        """In how many working days a share (MEDIAN or NINE_IN_TEN) had ended: words, or “[c]”.

        Of one agency or of all; only of a histogram, and only beside a number of waits that is itself shown.
        """
        if not self.family.histogram:
            raise ValueError(f"{self.family.code} is not counted by days.")
        self._may_see(agency_id)
        return self.waits.get((agency_id, share), WITHHELD)

    def _at(self, sum_of: Shows, place: Place) -> Shown:
        if sum_of not in self.family.shows:
            raise ValueError(f"{self.family.code} does not show its figures by {sum_of.value}.")
        self._may_see(place[0])
        if not self.sent or (place[0] is not None and place[0] not in self.agencies):
            return HIDDEN
        return self.shown.get(place, NOUGHT)

    def _may_see(self, agency_id: UUID | None) -> None:
        if self.own is not None and agency_id != self.own:
            raise NotVisible
