"""Earned value and earned schedule against figures worked by hand."""

from datetime import date

import pytest

from plans.china import china_calendar
from plans.insight.earned_value import EarnedSchedule, EarnedValue, earned_schedule, planned_share

BY_MONTH = [60, 140, 250, 400, 560, 700, 820, 930, 1000]


def test_all_figures_of_a_project_that_is_late_and_dear():
    found = EarnedValue(planned=400, earned=350, budget=1000, actual=420)
    assert (found.schedule_variance, found.cost_variance) == (-50, -70)
    assert found.schedule_index == 0.875
    assert found.cost_index == pytest.approx(0.8333, abs=5e-5)
    assert found.estimate_by_cost_index == pytest.approx(1200)
    assert found.estimate_as_planned == 1070
    assert found.estimate_by_both_indices == pytest.approx(1311.43, abs=5e-3)
    assert found.estimate_weighted == pytest.approx(1192.28, abs=5e-3)
    assert found.to_complete_in_budget == pytest.approx(1.1207, abs=5e-5)
    assert found.to_complete_in(found.estimate_by_cost_index) == pytest.approx(0.8333, abs=5e-5)
    assert found.variance_at_completion(found.estimate_by_cost_index) == pytest.approx(-200)


def test_an_index_without_a_divisor_is_unknown_and_not_infinite():
    nothing = EarnedValue(planned=0, earned=0, budget=1000, actual=0)
    assert (nothing.schedule_index, nothing.cost_index, nothing.estimate_by_cost_index) == (None, None, None)
    unbooked = EarnedValue(planned=400, earned=350, budget=1000)
    assert unbooked.schedule_index == 0.875
    figures = (
        unbooked.cost_variance,
        unbooked.estimate_as_planned,
        unbooked.estimate_by_both_indices,
        unbooked.to_complete_in_budget,
    )
    assert figures == (None, None, None, None)
    assert EarnedValue(planned=1000, earned=900, budget=1000, actual=1100).to_complete_in_budget is None


def test_the_planned_share_counts_the_holiday_and_the_weekend_that_is_worked():
    """Eight working days from 27 April: 1 to 5 May are holidays, Saturday the 9th is worked. On the 8th seven are over."""
    calendar = china_calendar()
    start, finish = date(2026, 4, 27), calendar.add_working_days(date(2026, 4, 27), 7)
    assert finish == date(2026, 5, 9)
    assert planned_share(calendar, start, finish, date(2026, 5, 8)) * 10_000 == 8750


def test_the_planned_share_is_nothing_before_and_all_after():
    calendar = china_calendar()
    start, finish = date(2026, 4, 27), date(2026, 5, 9)
    assert planned_share(calendar, start, finish, date(2026, 4, 26)) == 0
    assert planned_share(calendar, start, finish, date(2026, 6, 1)) == 1


def test_earned_schedule_lies_between_the_months():
    found = earned_schedule(BY_MONTH, earned=350, actual=4)
    assert found.earned == pytest.approx(3.6667, abs=5e-5)
    assert found.variance == pytest.approx(-0.3333, abs=5e-5)
    assert found.index == pytest.approx(0.9167, abs=5e-5)
    assert found.estimate == pytest.approx(9.818, abs=5e-4)
    assert found.to_complete == pytest.approx(1.0667, abs=5e-5)


def test_earned_schedule_tells_the_truth_where_the_index_of_value_looks_fine():
    found = earned_schedule(BY_MONTH, earned=930, actual=10)
    assert EarnedValue(planned=1000, earned=930, budget=1000).schedule_index == 0.93
    assert (found.earned, found.index) == (8, 0.8)
    assert found.to_complete is None


def test_earned_schedule_takes_the_last_of_equal_months_and_ends_with_the_plan():
    assert earned_schedule([100, 100, 200], earned=100, actual=2) == EarnedSchedule(2, 2, 3)
    assert earned_schedule(BY_MONTH, earned=1000, actual=9).earned == 9
    assert earned_schedule(BY_MONTH, earned=30, actual=1).earned == 0.5
