"""Running numbers of one agency, such as the references of its people: no gap filled, no number given twice."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped

from core.db import AgencyOwned, Base
from core.scoping import current_session


class RunningNumber(AgencyOwned, Base):
    """The last number given in a series."""

    __tablename__ = "running_number"
    __table_args__ = (UniqueConstraint("agency_id", "series"),)

    series: Mapped[str]
    last: Mapped[int]


def start_series(agency_id: UUID, *series: str) -> None:
    """Open an agency's series at nought; called when the agency is added."""
    for name in series:
        current_session().add(RunningNumber(agency_id=agency_id, series=name, last=0))


def next_number(agency_id: UUID, series: str) -> int:
    """The next number of a series. Holds the series until the transaction ends, so two callers never share one."""
    found = select(RunningNumber).where(RunningNumber.agency_id == agency_id, RunningNumber.series == series)
    row = current_session().scalars(found.with_for_update().execution_options(populate_existing=True)).one()
    row.last += 1
    current_session().flush()
    return row.last
