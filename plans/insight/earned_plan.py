"""Earned value of a plan whose tasks have no cost booked: a task is worth the working days that its baseline gives it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from plans.baseline_dates import Frozen
from plans.calendar import WorkCalendar
from plans.insight.earned_value import EarnedSchedule, EarnedValue, earned_schedule, planned_share


@dataclass(frozen=True, slots=True)
class EarnedPlan:
    """Earned value in working days of work, earned schedule in working days of time since the plan's start.

    `planned_by_day`: cumulative planned value at the end of each working day of the baseline, the first of them `start`.
    """

    value: EarnedValue
    schedule: EarnedSchedule | None
    start: date
    planned_by_day: tuple[float, ...]


def earned_plan(
    calendar: WorkCalendar, baseline: Mapping[str, Frozen], done: Mapping[str, float], tasks: Iterable[str], on: date
) -> EarnedPlan | None:
    """What the `tasks` with a baseline have earned at the end of `on`; `done` is the finished part (0–1) of each. None without a baseline."""
    rows = {id: baseline[id] for id in tasks if id in baseline}
    if not rows:
        return None
    start = min(row.start.date() for row in rows.values())
    finish = max(row.finish.date() for row in rows.values())
    worth = {id: calendar.days_of(row.duration_min) for id, row in rows.items()}
    planned = sum(
        worth[id] * planned_share(calendar, row.start.date(), row.finish.date(), on) for id, row in rows.items()
    )
    earned = sum(worth[id] * done.get(id, 0.0) for id in rows)
    by_day = _planned_by_day(calendar, rows, worth, start, finish)
    passed = calendar.working_days(start, on)
    time = earned_schedule(by_day, earned, passed) if passed else None
    return EarnedPlan(EarnedValue(planned, earned, sum(worth.values())), time, start, by_day)


def _planned_by_day(
    calendar: WorkCalendar, rows: Mapping[str, Frozen], worth: Mapping[str, float], start: date, finish: date
) -> tuple[float, ...]:
    """Each task adds the same amount on each of its working days; the sums of sums are taken in one walk."""
    days = calendar.working_days(start, finish)
    added = [0.0] * (days + 1)
    for id, row in rows.items():
        first, last = row.start.date(), row.finish.date()
        count = calendar.working_days(first, last)
        begin = calendar.working_days(start, first) - (1 if calendar.is_working_day(first) else 0)
        if not count:
            added[min(begin, days - 1)] += worth[id]
            added[min(begin, days - 1) + 1] -= worth[id]
            continue
        added[begin] += worth[id] / count
        added[begin + count] -= worth[id] / count
    total = rate = 0.0
    sums = []
    for change in added[:days]:
        rate += change
        total += rate
        sums.append(total)
    return tuple(sums)
