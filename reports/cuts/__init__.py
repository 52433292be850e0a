"""Cuts: one family in one whole period, jointly protected, so that the same count is shown the same everywhere.

Owns what is released of which count, and remembers it. Refuses any other cut: there is no free filter.
"""

from reports.cuts.cut import Cut
from reports.cuts.queries import NOT_YET, cut, cuts, refuse_unsettled, unsettled

__all__ = ("NOT_YET", "Cut", "cut", "cuts", "refuse_unsettled", "unsettled")
