"""What a row of an outgoing plan says of its dates: its own of a task, of a phase those of what stands under it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from plans.exchange.outgoing_plan import PHASE, SUMMARY, OutgoingPlan, OutgoingRow
from plans.progressed import Standing
from plans.schedule import ScheduledTask


@dataclass(frozen=True, slots=True)
class RowFacts:
    """Dates local, durations in worked minutes; `outline` is the row's number in the outline, such as 2.1."""

    row: OutgoingRow
    outline: str
    scheduled: ScheduledTask | None
    start: datetime
    finish: datetime
    duration_min: float
    left_min: float
    percent: int
    critical: bool
    resume: datetime | None

    @property
    def work_min(self) -> float:
        """Of one person, full time."""
        return 0 if self.row.kind in (PHASE, SUMMARY) else self.duration_min


def rows_of(plan: OutgoingPlan) -> Iterator[RowFacts]:
    """The facts of each row, in the order of the outline."""
    numbers: list[int] = []
    for at, row in enumerate(plan.rows):
        numbers = [*numbers[: row.level], *[0] * (row.level - len(numbers))][: row.level]
        numbers[-1] += 1
        outline = ".".join(map(str, numbers))
        yield (
            _of_phase(plan, row, outline, _under(plan, at)) if row.id is None else _of_task(plan, row, row.id, outline)
        )


def _under(plan: OutgoingPlan, at: int) -> list[ScheduledTask]:
    """The tasks below a row."""
    level, found = plan.rows[at].level, list[ScheduledTask]()
    for row in plan.rows[at + 1 :]:
        if row.level <= level:
            break
        if row.id is not None and row.kind != SUMMARY:
            found.append(plan.schedule[row.id])
    return found


def _of_phase(plan: OutgoingPlan, row: OutgoingRow, outline: str, under: list[ScheduledTask]) -> RowFacts:
    start = min((task.start for task in under), default=plan.network.start)
    finish = max((task.finish for task in under), default=plan.network.start)
    length = plan.network.project_calendar.minutes_between(start, finish)
    done = sum(task.standing == Standing.complete for task in under)
    percent = 100 * done // len(under) if under else 0
    critical = any(task.critical for task in under)
    return RowFacts(row, outline, None, start, finish, max(0, length), 0, percent, critical, None)


def _of_task(plan: OutgoingPlan, row: OutgoingRow, id: str, outline: str) -> RowFacts:
    task, activity = plan.schedule[id], plan.network.activity(id)
    calendar = plan.network.calendar_of(activity)
    if row.kind == SUMMARY:
        length = max(0, calendar.minutes_between(task.start, task.finish))
        percent = 100 if task.standing == Standing.complete else 0
        return RowFacts(row, outline, task, task.start, task.finish, length, 0, percent, task.critical, None)
    left, resume = row.duration_min, None
    if task.standing == Standing.in_progress:
        left = (
            activity.remaining_min
            if activity.remaining_min is not None
            else _left_by_percent(row.duration_min, activity.percent)
        )
        resume = calendar.start_before(task.finish, left)
    percent = 100 if task.standing == Standing.complete else _whole_percent(activity.percent) if resume else 0
    done = task.standing == Standing.complete
    return RowFacts(row, outline, task, task.start, task.finish, row.duration_min, 0 if done else left, percent, task.critical, resume)  # fmt: skip


def _left_by_percent(duration: float, percent: float | None) -> float:
    return duration * (1 - (percent or 0) / 100)


def _whole_percent(percent: float | None) -> int:
    """Begun is not finished, however near it is."""
    return min(99, round(percent or 0))
