"""The working-hours map from counted nights: nobody's small number can be read from it, by whoever may open it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock
from core.errors import NotVisible
from core.tallies import quarter_of
from outreach import service as outreach
from outreach.hours import service
from reports import hours
from tests.house import House

HULME, ANCOATS = "E05011368", "E05011350"
FRIDAY = datetime(2026, 8, 7, 21, 0, tzinfo=UTC)  # 10pm in Manchester


def test_small_numbers_are_withheld_and_wards_sooner(house: House) -> None:
    with house.acting("mash_outreach") as dee:
        for night, seen in enumerate(({22: 12, 2: 3, 23: 9}, {22: 11, 2: 1}, {22: 14, 3: 7})):
            with clock.frozen_at(FRIDAY + timedelta(days=7 * night, hours=8)):
                began = FRIDAY + timedelta(days=7 * night)
                session = outreach.start_session(actor=dee, mode="van", ward=HULME, team="", began_at=began)
                service.count_hours(actor=dee, session_id=session.id, ward=HULME, seen=seen, version=0)
                service.count_hours(actor=dee, session_id=session.id, ward=ANCOATS, seen={4: 2}, version=0)
        with clock.frozen_at(datetime(2026, 11, 23, tzinfo=UTC)):
            quarter = quarter_of(date(2026, 8, 1))
            report = hours.hours_report(dee, quarter)
            friday = dict((day, (cells, nights)) for day, cells, _, nights in report.days)["Friday"]
            shown = {band: cell.value for band, cell in zip(report.bands, friday[0], strict=True)}
            assert shown["10pm to midnight"] == 45, "12 + 9 + 11 + 14, to the nearest 5"
            assert shown["6pm to 8pm"] == 0
            assert friday[1] == 3
            assert {words for _, words in report.wards} == {"Ancoats & Beswick", "Hulme"}
            one = hours.hours_report(dee, quarter, ANCOATS)
            cells = [cell.value for _, row, _, _ in one.days for cell in row]
            assert 6 not in cells
            assert 5 not in cells, "six sightings in one ward stay withheld: fewer than ten"
            assert "[c]" in cells
            assert hours.hours_report(dee, quarter, "E05011351").ward is None
            assert len(hours.as_rows(report)) == 49
            assert hours.hours_report(dee, quarter_of(date(2026, 1, 1))).counted is False
    with house.acting("tmr_outreach") as femi, clock.frozen_at(datetime(2026, 11, 23, tzinfo=UTC)):
        assert hours.hours_report(femi, quarter).counted is False
    for nobody in ("gmp_liaison", "mcc_chair"):
        with house.acting(nobody) as other, pytest.raises(NotVisible):
            hours.hours_report(other, quarter)
