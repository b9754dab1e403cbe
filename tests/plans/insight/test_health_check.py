"""The 14 points, against the sample rollout's known shares and small plans worked by hand."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from plans.baseline_dates import Frozen
from plans.insight.health_check import Assessed, Point, Result, health_check
from plans.network import Activity, Constraint, ConstraintType, Link, LinkType, Network
from plans.schedule import schedule
from tests.plans import beichen
from tests.plans.test_schedule_laws import CALENDARS, START

DAY = beichen.DAY
FIVE = 17  # the hour at which the standard calendar's days end


def points(assessed: Assessed) -> dict[Point, Result]:
    return {result.point: result for result in health_check(assessed)}


def of(plan: Network, status: date, **given: Any) -> dict[Point, Result]:
    computed = schedule(plan, status=datetime(status.year, status.month, status.day, FIVE))
    tasks = [a.id for a in plan.activities if a.duration_min]
    milestones = [a.id for a in plan.activities if not a.duration_min]
    defaults: dict[str, Any] = {"assigned": tasks, "baseline": {}}
    return points(Assessed(computed, status, tasks, milestones, **(defaults | given)))


def sample_at_its_baseline() -> dict[Point, Result]:
    ids = [row.id for row in beichen.rows()]
    tasks = [id for id in ids if not id.startswith("M")]
    milestones = [id for id in ids if id.startswith("M")]
    computed = schedule(beichen.network())
    return points(Assessed(computed, date(2026, 2, 27), tasks, milestones, set(tasks), {}, deadline_min=6 * DAY))


def days(id: str, count: float, **more: Any) -> Activity:
    return Activity(id, duration_min=count * DAY, **more)


def plan_of(*activities: Activity, links: tuple[Link, ...] = ()) -> Network:
    return Network(START, CALENDARS, "Standard", activities, links)


def frozen(start: str, finish: str, count: float) -> Frozen:
    return Frozen(datetime.fromisoformat(f"{start}T08:00"), datetime.fromisoformat(f"{finish}T17:00"), int(count * DAY))


def test_the_sample_fails_only_by_its_lags_before_it_begins():
    found = sample_at_its_baseline()
    assert (found[Point.lags].count, found[Point.lags].of, found[Point.lags].passed) == (19, 185, False)
    assert (found[Point.finish_to_start].count, found[Point.finish_to_start].passed) == (173, True)
    assert (found[Point.high_float].count, found[Point.high_float].of, found[Point.high_float].passed) == (4, 96, True)
    assert found[Point.critical_path_length_index].value == Fraction(188, 182)
    assert [p for p, result in found.items() if result.passed is False] == [Point.lags]


def test_the_points_come_in_their_published_order():
    assert [result.number for result in health_check(Assessed(schedule(beichen.network()), date(2026, 2, 27), [], [], [], {}))] == [*range(1, 15)]  # fmt: skip


def test_what_hangs_in_the_air_is_counted_but_not_the_first_and_the_last():
    plan = plan_of(days("A", 1), days("B", 1), days("C", 5), days("loose", 1), links=(Link("A", "B"), Link("B", "C")))
    found = of(plan, date(2026, 2, 27))[Point.logic]
    assert (found.rows, found.of, found.passed) == (("loose",), 4, False)


def test_a_lead_is_not_tolerated_at_all_and_a_lag_up_to_a_twentieth():
    links = tuple(Link(f"T{n}", f"T{n + 1}", LinkType.FS, DAY if n == 0 else 0) for n in range(20))
    plan = plan_of(*(days(f"T{n}", 2) for n in range(21)), links=links)
    found = of(plan, date(2026, 2, 27))
    assert (found[Point.lags].value, found[Point.lags].passed) == (Fraction(1, 20), True)
    assert found[Point.leads].passed
    lead = of(plan_of(days("A", 2), days("B", 2), links=(Link("A", "B", LinkType.FS, -DAY),)), date(2026, 2, 27))
    assert (lead[Point.leads].rows, lead[Point.leads].passed) == (("A → B",), False)


def test_a_date_that_logic_cannot_move_and_its_negative_float():
    late = Constraint(ConstraintType.FNLT, datetime(2026, 3, 3, FIVE))
    found = of(plan_of(days("A", 2), days("B", 2, constraint=late), links=(Link("A", "B"),)), date(2026, 2, 27))
    assert (found[Point.hard_constraints].rows, found[Point.hard_constraints].of) == (("B",), 2)
    assert found[Point.negative_float].rows == ("A", "B")


def test_forty_four_days_are_not_too_long_and_forty_five_are():
    found = of(plan_of(days("A", 44), days("B", 45)), date(2026, 2, 27))
    assert found[Point.high_duration].rows == ("B",)


def test_facts_after_the_status_date_are_impossible():
    ahead = days("A", 1, actual_start=datetime(2026, 3, 2, 8), actual_finish=datetime(2026, 3, 5, FIVE))
    found = of(plan_of(ahead, days("B", 1)), date(2026, 3, 3))[Point.invalid_dates]
    assert (found.rows, found.passed) == (("A",), False)


def test_work_of_less_than_a_day_needs_no_name():
    found = of(plan_of(days("A", 1), days("B", 0.5), days("C", 1)), date(2026, 2, 27), assigned=["C"])[Point.resources]
    assert (found.rows, found.of) == (("A",), 3)


def test_missed_are_those_finished_late_and_those_not_finished():
    done = {"actual_start": datetime(2026, 3, 2, 8)}
    plan = plan_of(
        days("in time", 1, actual_finish=datetime(2026, 3, 2, FIVE), **done), days("late", 2, actual_finish=datetime(2026, 3, 4, FIVE), **done),
        days("open", 3), days("not due", 3),
    )  # fmt: skip
    baseline = {
        "in time": frozen("2026-03-02", "2026-03-02", 1), "late": frozen("2026-03-02", "2026-03-03", 2), "open": frozen("2026-03-02", "2026-03-04", 3),
        "not due": frozen("2026-03-05", "2026-03-09", 3),
    }  # fmt: skip
    found = of(plan, date(2026, 3, 4), baseline=baseline)
    assert (found[Point.missed_tasks].rows, found[Point.missed_tasks].of) == (("late", "open"), 3)
    assert found[Point.baseline_execution_index].value == Fraction(2, 3)


def test_thirty_eight_finished_of_forty_two_due_and_two_unknown_is_below_the_index():
    """38 / (42 + 2) = 0.864."""
    done = {"actual_start": datetime(2026, 3, 2, 8), "actual_finish": datetime(2026, 3, 2, FIVE)}
    activities = [days(f"D{n}", 1, **(done if n < 38 else {})) for n in range(42)] + [days("U1", 1), days("U2", 1)]
    baseline = {f"D{n}": frozen("2026-03-02", "2026-03-02", 1) for n in range(42)}
    found = of(plan_of(*activities), date(2026, 3, 3), baseline=baseline)[Point.baseline_execution_index]
    assert (found.value, round(float(found.value or 0), 3), found.passed) == (Fraction(38, 44), 0.864, False)


def test_the_other_form_of_the_index_counts_finished_work_that_the_baseline_does_not_know_on_both_sides():
    """Two of four due are finished and one of two unknown: 2 / (4 + 2), or (2 + 1) / (4 + 2 + 1)."""
    done = {"actual_start": datetime(2026, 3, 2, 8), "actual_finish": datetime(2026, 3, 2, FIVE)}
    activities = [days(f"D{n}", 1, **(done if n < 2 else {})) for n in range(4)] + [
        days("U1", 1, **done),
        days("U2", 1),
    ]
    baseline = {f"D{n}": frozen("2026-03-02", "2026-03-02", 1) for n in range(4)}
    found = of(plan_of(*activities), date(2026, 3, 3), baseline=baseline)[Point.baseline_execution_index]
    assert (found.value, found.also) == (Fraction(2, 6), Fraction(3, 7))


def test_a_hundred_and_twenty_days_left_and_eight_too_many():
    """(120 - 8) / 120 = 0.933. The first of the 120 days is the first working day after the status date."""
    plan = plan_of(days("A", 120))
    found = of(plan, date(2026, 2, 27), deadline_min=-8 * DAY)[Point.critical_path_length_index]
    assert (found.of, round(float(found.value or 0), 3), found.passed) == (120, 0.933, False)


def test_a_longer_critical_task_moves_the_end_by_as_much():
    free = of(plan_of(days("A", 2), days("B", 2), links=(Link("A", "B"),)), date(2026, 2, 27))[Point.critical_path_test]
    assert (free.count, free.passed) == (600, True)


def test_fifty_six_of_fifty_nine_is_too_few_whatever_it_looks_like():
    result = Result(Point.baseline_execution_index, 56, 59, Fraction(56, 59), Fraction(95, 100), at_least=True)
    assert result.passed is False


def test_without_anything_to_count_nothing_is_judged():
    found = points(Assessed(schedule(replace(plan_of(), activities=())), date(2026, 3, 2), [], [], [], {}))
    unknown = {p for p, result in found.items() if result.passed is None}
    assert unknown == set(Point)
