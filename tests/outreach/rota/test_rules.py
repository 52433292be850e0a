"""What the rota and its check-ins allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from outreach.rota import rules
from outreach.rota.rules import Standing

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("minutes", "standing"),
    [(0, Standing.SAFE), (44, Standing.SAFE), (45, Standing.DUE), (59, Standing.DUE), (60, Standing.LATE),
     (69, Standing.LATE), (70, Standing.ALARM), (600, Standing.ALARM)],
)  # fmt: skip
def test_the_alarm_stands_from_due_time_and_grace_on(minutes: int, standing: Standing) -> None:
    facts = {"back": False, "help_called": False, "alarmed": False, "heard_at": NOW, "due_at": NOW + 60 * MINUTE,
             "grace_minutes": 10, "now": NOW + minutes * MINUTE}  # fmt: skip
    assert rules.standing_of(**facts) is standing  # type: ignore[arg-type]
    assert rules.is_alarm(standing) is (standing is Standing.ALARM)
    assert rules.standing_of(**{**facts, "help_called": True}) is Standing.HELP  # type: ignore[arg-type]
    assert rules.standing_of(**{**facts, "help_called": True, "back": True}) is Standing.BACK  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("manages", "on_call", "own", "nobody_else", "may"),
    [(True, False, False, False, True), (False, True, False, False, True), (False, False, False, True, True),
     (False, False, False, False, False), (True, True, True, True, False)],
)  # fmt: skip
def test_nobody_ends_their_own_alarm(manages: bool, on_call: bool, own: bool, nobody_else: bool, may: bool) -> None:
    refusal = rules.alarm_may_be_answered(manages=manages, on_call=on_call, own=own, nobody_else=nobody_else)
    assert (refusal is None) is may


@pytest.mark.parametrize(
    ("start", "length", "field"),
    [(60, 240, ""), (60, 0, "ends"), (60, 16 * 60, ""), (60, 16 * 60 + 1, "ends"), (-300, 240, "day"),
     (-60, 240, ""), (367 * 24 * 60, 60, "day")],
)  # fmt: skip
def test_a_shift_is_ahead_and_lasts_at_most_16_hours(start: int, length: int, field: str) -> None:
    starts = NOW + start * MINUTE
    refusal = rules.shift_may_be(starts, starts + length * MINUTE, NOW)
    assert (refusal.field if refusal else "") == field


@pytest.mark.parametrize(("minutes", "may"), [(-121, False), (-120, True), (0, True), (240, True), (241, False)])
def test_a_shift_sets_out_from_two_hours_before_until_its_end(minutes: int, may: bool) -> None:
    facts = {"starts_at": NOW, "ends_at": NOW + 240 * MINUTE, "now": NOW + minutes * MINUTE}
    assert (rules.shift_may_set_out(set_out=False, cancelled=False, **facts) is None) is may
    assert rules.shift_may_set_out(set_out=True, cancelled=False, **facts) is not None
    assert rules.shift_may_set_out(set_out=False, cancelled=True, **facts) is not None


def test_minutes_weeks_and_words_have_bounds() -> None:
    assert [rules.check_ins_may_be(each) is None for each in (14, 15, 240, 241)] == [False, True, True, False]
    assert [rules.series_may_be(each) is None for each in (0, 1, 12, 13)] == [False, True, True, False]
    assert [rules.wanted_may_be(each) is None for each in (0, 1, 20, 21)] == [False, True, True, False]
    alarms = [(-1, 15), (0, 15), (60, 60), (61, 15), (10, 4)]
    assert [rules.alarm_may_be(*each) is None for each in alarms] == [False, True, True, False, False]
    assert [rules.words_are_enough(each) is None for each in ("ok ", "  rang", "")] == [False, True, False]
