"""Ten good practices of scheduling as questions that the record answers by itself.

After the ten best practices of the GAO Schedule Assessment Guide (GAO-16-89G). They have no official figures: each answer names the
points, the rows and the counts that it rests on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto

from plans.insight.health_check import Point, Result
from plans.plan_insight import PlanInsight
from plans.progressed import Standing


class Practice(StrEnum):
    """The practices, in their published order."""

    captured = auto()
    sequenced = auto()
    resourced = auto()
    durations = auto()
    traceable = auto()
    critical_path = auto()
    float_reasonable = auto()
    risk_analysed = auto()
    updated = auto()
    baseline_kept = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """`holds` is None where the record does not know yet. `points`: those of the health check; `rows`: codes of one `kind` that speak against."""

    practice: Practice
    holds: bool | None
    points: tuple[Point, ...] = ()
    kind: str = "task"
    rows: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def practices(insight: PlanInsight, goals: Mapping[str, Sequence[str]]) -> tuple[Answer, ...]:
    """All ten. `goals`: the milestones of each goal that is pursued, by its code."""
    health = {result.point: result for result in insight.health}
    unserved = tuple(
        sorted(code for code, milestones in goals.items() if not set(milestones) & insight.plan.tasks.keys())
    )
    nowhere = tuple(t.code for t in insight.tasks if not t.department or not t.phase)
    crossing = insight.hand_offs.crossing
    return (
        Answer(
            Practice.captured, not unserved if goals else None, kind="goal", rows=unserved, counts={"goals": len(goals)}
        ),
        _by_points(health, Practice.sequenced, Point.logic, Point.leads, Point.lags, Point.finish_to_start),
        _by_points(health, Practice.resourced, Point.resources),
        _by_points(health, Practice.durations, Point.high_duration),
        Answer(
            Practice.traceable, not nowhere if insight.tasks else None, rows=nowhere, counts={"hand_offs": crossing}
        ),
        _by_points(health, Practice.critical_path, Point.critical_path_test, Point.critical_path_length_index),
        _by_points(health, Practice.float_reasonable, Point.high_float, Point.negative_float),
        Answer(Practice.risk_analysed, None),
        _updated(health, insight),
        _baseline_kept(insight),
    )


def _by_points(health: Mapping[Point, Result], practice: Practice, *points: Point) -> Answer:
    """Holds when every point does; unknown when none can be measured."""
    verdicts = [health[point].passed for point in points]
    failed = tuple(point for point in points if health[point].passed is False)
    holds = None if all(v is None for v in verdicts) else not failed
    return Answer(practice, holds, failed or points)


def _updated(health: Mapping[Point, Result], insight: PlanInsight) -> Answer:
    under_way = [t for t in insight.tasks if insight.plan[t.code].standing == Standing.in_progress]
    dates = health[Point.invalid_dates]
    stale = tuple(insight.stale)
    known = bool(under_way) or insight.plan.schedule.status is not None
    holds = (not stale and dates.passed is not False) if known else None
    return Answer(Practice.updated, holds, (Point.invalid_dates,), rows=stale, counts={"under_way": len(under_way)})


def _baseline_kept(insight: PlanInsight) -> Answer:
    missing = tuple(t.code for t in insight.tasks if t.code not in insight.plan.baseline)
    if not insight.plan.baseline:
        return Answer(Practice.baseline_kept, False if insight.tasks else None, counts={"without": len(missing)})
    return Answer(Practice.baseline_kept, not missing, rows=missing, counts={"without": len(missing)})
