"""The trend of a milestone's forecasts: what it is called, and where it leads."""

import pytest

from milestones.trend import Trend, milestone_trend, slope, trend_class

REPORTS = [0, 10, 20, 30, 40]
FORECASTS = [115, 116, 119, 123, 127]


def test_a_slipping_milestone_is_projected_at_its_recent_pace():
    found = milestone_trend(REPORTS, FORECASTS)

    assert found.slope == pytest.approx(0.31)
    assert found.recent_slope == pytest.approx(0.40)
    assert found.projected == pytest.approx(40 + (127 - 40) / (1 - 0.4)) == pytest.approx(185)
    assert (found.trend, found.change) == (Trend.slipping, 8)


def test_a_forecast_that_moves_as_fast_as_time_passes_is_not_credible():
    found = milestone_trend([0, 10, 20], [100, 110, 120])

    assert not found.is_credible
    assert found.projected is None


@pytest.mark.parametrize(
    ("forecasts", "expected"),
    [
        ([100], Trend.stable),
        ([100, 101], Trend.stable),
        ([100, 102], Trend.slipping),
        ([100, 98], Trend.recovering),
        ([90, 100, 100, 101], Trend.stable),  # the jump lies before the last three reports
        ([100, 103, 100, 103], Trend.volatile),
        ([100, 103, 103, 101], Trend.recovering),  # one change of direction only
        ([100, 104, 100, 104, 105, 106, 107, 108, 109], Trend.slipping),  # the swings lie further back than six reports
    ],
)
def test_a_trend_is_named_by_the_last_reports(forecasts: list[float], expected: Trend):
    assert trend_class(forecasts) == expected


def test_one_report_has_no_slope_and_no_projection():
    found = milestone_trend([30], [120])

    assert (found.slope, found.recent_slope, found.projected) == (None, None, None)
    assert slope([5, 5], [1, 2]) is None


@pytest.mark.parametrize(("reports", "forecasts"), [([], []), ([1, 2], [3])])
def test_a_trend_without_reports_is_an_error(reports: list[float], forecasts: list[float]):
    with pytest.raises(ValueError, match="one or more reports"):
        milestone_trend(reports, forecasts)
