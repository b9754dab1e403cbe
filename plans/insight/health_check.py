"""The 14 points of the Defense Contract Management Agency's schedule assessment (DCMA-EA PAM 200.1, 2012).

Shares are exact fractions and compared unrounded: 56 of 59 is 0.949 and fails a limit of 0.95.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto
from fractions import Fraction

from plans.baseline_dates import Frozen
from plans.network import Activity, ConstraintType, LinkType
from plans.progressed import Standing
from plans.schedule import Schedule, schedule

LONG_DAYS = 44  # two months: longer tasks and greater floats hide what is going on
PUSH_DAYS = 600
FIVE_PERCENT = Fraction(5, 100)
NONE = Fraction(0)
HARD = frozenset({ConstraintType.MSO, ConstraintType.MFO, ConstraintType.SNLT, ConstraintType.FNLT})


class Point(StrEnum):
    """The points, in their published order."""

    logic = auto()
    leads = auto()
    lags = auto()
    finish_to_start = auto()
    hard_constraints = auto()
    high_float = auto()
    negative_float = auto()
    high_duration = auto()
    invalid_dates = auto()
    resources = auto()
    missed_tasks = auto()
    critical_path_test = auto()
    critical_path_length_index = auto()
    baseline_execution_index = auto()


@dataclass(frozen=True, slots=True)
class Assessed:
    """What is assessed: the schedule as of `status_date`, its tasks that are worked on and its milestones (ids).

    `assigned`: tasks that have a person, hours or a cost. `baseline`: by task id. `deadline_min`: float of the plan's
    end to the date committed to, in worked minutes.
    """

    schedule: Schedule
    status_date: date
    tasks: Sequence[str]
    milestones: Sequence[str]
    assigned: Collection[str]
    baseline: Mapping[str, Frozen]
    deadline_min: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One point: `count` of `of` rows, the `value` compared with `limit`, None where there is nothing to measure.

    `rows`: ids of the offending tasks, or `source → target` of links. `at_least`: whether the value must reach the limit or not pass it.
    `also`: the value by another published form, shown beside it; the verdict follows `value`.
    """

    point: Point
    count: int
    of: int
    value: Fraction | None
    limit: Fraction
    rows: tuple[str, ...] = ()
    at_least: bool = False
    also: Fraction | None = None

    @property
    def number(self) -> int:
        return list(Point).index(self.point) + 1

    @property
    def passed(self) -> bool | None:
        if self.value is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def health_check(assessed: Assessed) -> tuple[Result, ...]:
    """All 14 points, in order."""
    return tuple(check(_Plan(assessed)) for check in _CHECKS)


class _Plan:
    """The assessed plan with what several points ask for."""

    def __init__(self, assessed: Assessed):
        self.of = assessed
        self.schedule = assessed.schedule
        self.network = assessed.schedule.network
        self.calendar = self.network.project_calendar
        self.open = [id for id in (*assessed.tasks, *assessed.milestones) if not self.is_done(id)]
        self.worked = [id for id in assessed.tasks if not self.is_done(id)]

    def is_done(self, id: str) -> bool:
        return self.schedule[id].standing == Standing.complete

    def days(self, id: str, minutes: float) -> float:
        return self.network.calendar_of(self.network.activity(id)).days_of(minutes)

    def baseline_finish(self, id: str) -> date | None:
        frozen = self.of.baseline.get(id)
        return frozen.finish.date() if frozen else None


def _share(point: Point, rows: Sequence[str], of: int, limit: Fraction = FIVE_PERCENT) -> Result:
    return Result(point, len(rows), of, Fraction(len(rows), of) if of else None, limit, tuple(rows))


def _logic(plan: _Plan) -> Result:
    """Open tasks and milestones that lack a predecessor or a successor; the plan's first and last one may."""
    led_to, leading = {x.target for x in plan.network.links}, {x.source for x in plan.network.links}
    everything = [*plan.of.tasks, *plan.of.milestones]
    begins = min((id for id in everything if id not in led_to), key=lambda id: plan.schedule[id].start, default=None)
    ends = max((id for id in everything if id not in leading), key=lambda id: plan.schedule[id].finish, default=None)
    loose = [id for id in plan.open if (id not in led_to and id != begins) or (id not in leading and id != ends)]
    return _share(Point.logic, loose, len(plan.open))


def _links(point: Point, counts: Callable[[float], bool], limit: Fraction) -> Callable[[_Plan], Result]:
    def check(plan: _Plan) -> Result:
        rows = [f"{x.source} → {x.target}" for x in plan.network.links if counts(x.lag_min)]
        return _share(point, rows, len(plan.network.links), limit)

    return check


def _finish_to_start(plan: _Plan) -> Result:
    links = plan.network.links
    others = tuple(f"{x.source} → {x.target}" for x in links if x.type != LinkType.FS)
    count = len(links) - len(others)
    share = Fraction(count, len(links)) if links else None
    return Result(Point.finish_to_start, count, len(links), share, Fraction(90, 100), others, at_least=True)


def _hard_constraints(plan: _Plan) -> Result:
    rows = [id for id in plan.worked if (c := plan.network.activity(id).constraint) and c.type in HARD]
    return _share(Point.hard_constraints, rows, len(plan.worked))


def _high_float(plan: _Plan) -> Result:
    rows = [id for id in plan.worked if plan.days(id, plan.schedule[id].total_float_min) > LONG_DAYS]
    return _share(Point.high_float, rows, len(plan.worked))


def _negative_float(plan: _Plan) -> Result:
    return _share(Point.negative_float, [id for id in plan.open if plan.schedule[id].total_float_min < 0], len(plan.open), NONE)  # fmt: skip


def _high_duration(plan: _Plan) -> Result:
    rows = [id for id in plan.worked if plan.days(id, plan.network.activity(id).duration_min) > LONG_DAYS]
    return _share(Point.high_duration, rows, len(plan.worked))


def _invalid_dates(plan: _Plan) -> Result:
    """Work left that is forecast before the status date, and facts after it."""
    everything = [*plan.of.tasks, *plan.of.milestones]
    return _share(Point.invalid_dates, [id for id in everything if _is_invalid(plan, id)], len(everything), NONE)


def _is_invalid(plan: _Plan, id: str) -> bool:
    task, activity, on = plan.schedule[id], plan.network.activity(id), plan.of.status_date
    if any(actual is not None and actual.date() > on for actual in (activity.actual_start, activity.actual_finish)):
        return True
    if task.standing == Standing.complete or plan.schedule.status is None:
        return False
    forecast = task.finish if task.standing == Standing.in_progress else task.start
    return forecast.date() < on


def _resources(plan: _Plan) -> Result:
    day = plan.calendar.day_minutes
    rows = [id for id in plan.worked if plan.network.activity(id).duration_min >= day and id not in plan.of.assigned]
    return _share(Point.resources, rows, len(plan.worked), NONE)


def _missed_tasks(plan: _Plan) -> Result:
    due = _due(plan)
    return _share(
        Point.missed_tasks,
        [id for id, on in due if not plan.is_done(id) or plan.schedule[id].finish.date() > on],
        len(due),
    )


def _due(plan: _Plan) -> list[tuple[str, date]]:
    """Tasks that should be finished by the status date, with the day of the baseline."""
    planned = ((id, plan.baseline_finish(id)) for id in plan.of.tasks)
    return [(id, on) for id, on in planned if on is not None and on <= plan.of.status_date]


def _critical_path_test(plan: _Plan) -> Result:
    """A critical task that takes 600 days longer must make the plan 600 days longer; with several calendars one more or less."""
    critical = [id for id in plan.schedule.critical_path if plan.network.activity(id).duration_min]
    if not critical:
        return Result(Point.critical_path_test, 0, 0, None, NONE)
    id = critical[0]
    pushed = schedule(
        plan.network.with_changes(_longer(plan, id)), status=plan.schedule.status, with_progress=_counts_progress(plan)
    )
    moved = plan.calendar.working_days(plan.schedule.finish.date(), pushed.finish.date()) - 1
    limit = Fraction(0 if plan.network.table.uniform else 1)
    return Result(Point.critical_path_test, moved, PUSH_DAYS, Fraction(abs(moved - PUSH_DAYS)), limit, (id,))


def _longer(plan: _Plan, id: str) -> Activity:
    activity = plan.network.activity(id)
    more = PUSH_DAYS * plan.calendar.day_minutes
    left = activity.remaining_min
    return replace(
        activity, duration_min=activity.duration_min + more, remaining_min=None if left is None else left + more
    )


def _counts_progress(plan: _Plan) -> bool:
    given, _ = plan.schedule.passes
    return given.status is not None or bool(given.started_at)


def _length_index(plan: _Plan) -> Result:
    """(length of the longest path + float to the date committed to) / length; the length counts from the status date."""
    first = max(plan.of.status_date, plan.schedule.start.date())
    after = plan.calendar.add_working_days(first, 1) if plan.of.status_date >= plan.schedule.start.date() else first
    length = plan.calendar.working_days(after, plan.schedule.finish.date())
    if not length or plan.of.deadline_min is None:
        return Result(Point.critical_path_length_index, 0, length, None, Fraction(95, 100), at_least=True)
    days = Fraction(plan.calendar.days_of(plan.of.deadline_min)).limit_denominator(1000)
    return Result(Point.critical_path_length_index, round(length + days), length, (length + days) / length, Fraction(95, 100), at_least=True)  # fmt: skip


def _execution_index(plan: _Plan) -> Result:
    """Finished tasks / (those due by the baseline + those it does not know); the other form adds what is finished of these to both."""
    due = {id for id, _ in _due(plan)}
    unknown = [id for id in plan.of.tasks if id not in plan.of.baseline]
    finished = [id for id in plan.of.tasks if plan.is_done(id) and id in plan.of.baseline]
    of = len(due) + len(unknown) if plan.of.baseline else 0
    rows = tuple(id for id in (*due, *unknown) if of and not plan.is_done(id))
    extra = sum(plan.is_done(id) for id in unknown)
    also = Fraction(len(finished) + extra, of + extra) if of and extra else None
    return Result(Point.baseline_execution_index, len(finished), of, Fraction(len(finished), of) if of else None, Fraction(95, 100),
                  tuple(sorted(rows)), at_least=True, also=also)  # fmt: skip


_CHECKS: tuple[Callable[[_Plan], Result], ...] = (
    _logic, _links(Point.leads, lambda lag: lag < 0, NONE), _links(Point.lags, lambda lag: lag > 0, FIVE_PERCENT), _finish_to_start,
    _hard_constraints, _high_float, _negative_float, _high_duration, _invalid_dates, _resources, _missed_tasks, _critical_path_test,
    _length_index, _execution_index,
)  # fmt: skip
