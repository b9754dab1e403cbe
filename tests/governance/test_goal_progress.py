"""How far a goal has come: worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from governance.goal_progress import Aim, expected_share, progress, realised_share

D = Decimal


def aim(baseline: str, target: str, **more) -> Aim:
    fields = {"baseline_on": date(2026, 3, 1), "due": date(2026, 3, 31)} | more
    return Aim(D(baseline), fields.pop("baseline_on"), D(target), fields.pop("due"), **fields)


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "share"),
    [("62", "80", "71", "0.500"), ("14", "7", "9", "0.714"), ("62", "80", "58", "-0.222"), ("62", "80", "80", "1.000")],
)
def test_realised_is_the_share_of_the_way(baseline: str, target: str, actual: str, share: str) -> None:
    assert round(realised_share(aim(baseline, target), D(actual)) or 0, 3) == D(share)


@pytest.mark.parametrize(
    ("on", "share"),
    [
        (date(2026, 2, 1), 0),
        (date(2026, 3, 1), 0),
        (date(2026, 3, 16), D("0.5")),
        (date(2026, 3, 31), 1),
        (date(2026, 5, 1), 1),
    ],
)
def test_expected_runs_straight_from_the_baseline_to_the_due_date(on: date, share: object) -> None:
    assert expected_share(aim("0", "10"), on) == share


def test_half_way_in_time_half_the_way_is_expected() -> None:
    state = progress(aim("72", "78"), [(date(2026, 3, 10), D(73))], date(2026, 3, 16))
    assert (state.expected_value, state.latest, state.latest_on) == (D(75), D(73), date(2026, 3, 10))


def test_a_measurement_after_the_day_asked_about_is_not_looked_at() -> None:
    state = progress(aim("0", "10"), [(date(2026, 3, 5), D(1)), (date(2026, 3, 20), D(9))], date(2026, 3, 19))
    assert state.latest == D(1)


@pytest.mark.parametrize(
    ("frequency", "days", "periods"),
    [("weekly", 6, 0), ("weekly", 21, 3), ("monthly", 61, 1), ("monthly", 62, 2), ("quarterly", 184, 2)],
)
def test_whole_periods_since_the_last_measurement_are_counted(frequency: str, days: int, periods: int) -> None:
    last = date(2026, 1, 1)
    made = aim("0", "10", due=date(2027, 1, 1), frequency=frequency)
    assert progress(made, [(last, D(1))], date.fromordinal(last.toordinal() + days)).periods_without_data == periods


@pytest.mark.parametrize(
    ("values", "run"),
    [("71 70 69 68", 4), ("73 72 71", 2), ("73 72 74", 0), ("70 71 72", 0), ("72", 0), ("", 0)],
)
def test_measurements_in_a_row_away_from_the_target_are_counted_from_the_last(values: str, run: int) -> None:
    points = [(date(2026, 3, 2 + n), D(v)) for n, v in enumerate(values.split())]
    assert progress(aim("72", "78"), points, date(2026, 3, 30)).wrong_way == run


def test_a_falling_kpi_moves_the_wrong_way_when_it_rises() -> None:
    points = [(date(2026, 3, 2), D(15)), (date(2026, 3, 3), D(16)), (date(2026, 3, 4), D(17))]
    assert progress(aim("14", "11"), points, date(2026, 3, 30)).wrong_way == 3


def test_a_kpi_that_is_kept_within_its_tolerance_has_arrived_and_outside_falls_off_with_the_distance() -> None:
    kept = Aim(None, None, D(50), date(2026, 3, 31), tolerance=D(5))
    assert [realised_share(kept, D(v)) for v in ("45", "55", "60")] == [1, 1, D("0.5")]
    assert expected_share(kept, date(2026, 3, 2)) == 1


def test_without_baseline_or_target_nothing_is_claimed() -> None:
    bare = Aim(None, None, None, None)
    state = progress(bare, [(date(2026, 3, 2), D(1))], date(2026, 3, 30))
    assert (state.realised, state.expected, state.expected_value) == (None, None, None)
