"""The milestone trend in the report: how each forecast moved over the published reports up to this one."""

from collections.abc import Callable, Sequence
from datetime import date

from milestones.report_view import MilestoneLine, TrendClass, TrendPoint
from milestones.trend import trend_class


def with_trend(lines: Sequence[MilestoneLine], points: Sequence[TrendPoint], offset: Callable[[date], int]) -> tuple[MilestoneLine, ...]:  # fmt: skip
    """The lines with the class of their trend; `offset` gives a day as working days from the programme's start."""
    return tuple(line.model_copy(update={"trend": _trend(line, points, offset)}) for line in lines)


def _trend(line: MilestoneLine, points: Sequence[TrendPoint], offset: Callable[[date], int]) -> TrendClass:
    code = line.milestone.code
    forecasts = [offset(point.forecasts[code]) for point in points if code in point.forecasts]
    return TrendClass(trend_class(forecasts)) if len(forecasts) > 1 else TrendClass.unknown
