"""Milestone trend: how a milestone's forecast has moved from report to report, and where it would end at that pace. Pure.

Times are working days from the programme's start. The slip rate is how many days the forecast moves per day that passes; below one
it leads to a date, `t + (F - t) / (1 - r)` for the last report `t` and its forecast `F`. It is an alarm, not a commitment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import pairwise

LOOK_BACK = 3  # reports that decide whether a forecast holds: one late week is noise, three are a direction
SWINGS_OVER = 6
STEADY_WITHIN = 1.0
SWINGS_VOLATILE = 2


class Trend(StrEnum):
    """Where a forecast is heading over the last reports."""

    stable = auto()
    slipping = auto()
    recovering = auto()
    volatile = auto()


@dataclass(frozen=True, slots=True)
class MilestoneTrend:
    """The class, the change over the last reports in working days, the slip rate in days per day and the date it points to.

    `projected` is None where the rate is one or more ("no credible forecast"), or where there are fewer than two reports.
    """

    trend: Trend
    change: float
    slope: float | None
    recent_slope: float | None
    projected: float | None

    @property
    def is_credible(self) -> bool:
        """Whether the pace leads to a date at all."""
        return self.recent_slope is None or self.recent_slope < 1


def milestone_trend(reports: Sequence[float], forecasts: Sequence[float]) -> MilestoneTrend:
    """The trend of `forecasts` as they stood at `reports`, both in working days, oldest first and of one length.

    Raises:
        ValueError: there is no report, or the lengths differ.
    """
    if not reports or len(reports) != len(forecasts):
        raise ValueError("a trend needs one forecast for each of one or more reports")
    recent = slope(reports[-LOOK_BACK:], forecasts[-LOOK_BACK:])
    change = forecasts[-1] - forecasts[-LOOK_BACK:][0]
    now, last = reports[-1], forecasts[-1]
    projected = now + (last - now) / (1 - recent) if recent is not None and recent < 1 else None
    return MilestoneTrend(trend_class(forecasts), change, slope(reports, forecasts), recent, projected)


def trend_class(forecasts: Sequence[float]) -> Trend:
    """Volatile when the direction changed often lately, else by the change over the last reports."""
    if _swings(forecasts[-SWINGS_OVER:]) >= SWINGS_VOLATILE:
        return Trend.volatile
    change = forecasts[-1] - forecasts[-LOOK_BACK:][0]
    if abs(change) <= STEADY_WITHIN:
        return Trend.stable
    return Trend.slipping if change > 0 else Trend.recovering


def slope(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """The slope of the line of least squares; None with fewer than two different x."""
    n = len(xs)
    mean_x, mean_y = sum(xs) / n, sum(ys) / n
    spread = sum((x - mean_x) ** 2 for x in xs)
    if not spread:
        return None
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread


def _swings(values: Sequence[float]) -> int:
    """How often the direction changes; days without a change do not count."""
    steps = [b - a for a, b in pairwise(values) if b != a]
    return sum((a > 0) != (b > 0) for a, b in pairwise(steps))
