"""The milestone trend in the report: how each forecast moved over the published reports up to this one."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from milestones.report_view import MilestoneLine, TrendClass, TrendPoint

JUDGED = 3
TURNS_JUDGED = 6
TURNS = 2
WorkingDays = Callable[[date, date], int]


def with_trend(
    lines: Sequence[MilestoneLine], points: Sequence[TrendPoint], days: WorkingDays
) -> tuple[MilestoneLine, ...]:
    """The lines with the class of their trend."""
    return tuple(line.model_copy(update={"trend": trend_class(_forecasts(line, points), days)}) for line in lines)


def _forecasts(line: MilestoneLine, points: Sequence[TrendPoint]) -> list[date]:
    code = line.milestone.code
    return [point.forecasts[code] for point in points if code in point.forecasts]


def trend_class(forecasts: Sequence[date], days: WorkingDays) -> TrendClass:
    """By the last three reports: slipping or recovering by more than one working day, else stable; volatile with two turns in six."""
    if len(forecasts) < 2:
        return TrendClass.unknown
    steps = [days(a, b) for a, b in pairwise(forecasts[-TURNS_JUDGED:])]
    moves = [step for step in steps if step]
    if sum((a > 0) != (b > 0) for a, b in pairwise(moves)) >= TURNS:
        return TrendClass.volatile
    total = days(forecasts[-JUDGED:][0], forecasts[-1])
    return TrendClass.slipping if total > 1 else TrendClass.recovering if total < -1 else TrendClass.stable
