"""Dates, floats and the critical path, against figures worked out elsewhere."""

from datetime import date, datetime

import pytest

from plans.calendar import WorkCalendar, around_the_clock, five_days, standard_calendar
from plans.china import china_calendar
from plans.network import (
    Activity,
    Constraint,
    ConstraintType,
    LagCalendar,
    Link,
    LinkType,
    MilestoneKind,
    Network,
)
from plans.schedule import Schedule, schedule
from tests.plans import beichen

DAY = 480
MONDAY = datetime(2026, 3, 2, 8)

# Four link types with lags: id, days, early start and finish, late start and finish, total and free float, and the
# total float when the whole must be finished after 40 days (None: not stated).
TEN_TASKS = {
    "A": (5, 0, 5, 0, 5, 0, 0, -3),
    "B": (10, 5, 15, 5, 15, 0, 0, -3),
    "C": (8, 2, 10, 7, 15, 5, 0, 2),
    "D": (12, 10, 22, 15, 27, 5, 5, 2),
    "E": (15, 15, 30, 15, 30, 0, 0, -3),
    "F": (5, 27, 32, 27, 32, 0, 0, -3),
    "G": (6, 20, 26, 26, 32, 6, 6, 3),
    "H": (20, 17, 37, 23, 43, 6, 6, 3),
    "I": (1, 32, 33, 32, 33, 0, 0, -3),
    "J": (10, 33, 43, 33, 43, 0, 0, -3),
}
TEN_LINKS = [
    ("A", "B", "FS", 0),
    ("A", "C", "SS", 2),
    ("C", "D", "FS", 0),
    ("B", "E", "FS", 0),
    ("D", "F", "FS", 0),
    ("E", "F", "FF", 2),
    ("E", "G", "SS", 5),
    ("E", "I", "FS", 0),
    ("F", "I", "FS", 0),
    ("G", "I", "FS", 0),
    ("B", "H", "FS", 0),
    ("I", "H", "SF", 5),
    ("I", "J", "FS", 0),
]


def ten_tasks(*more: Activity, deadline: datetime | None = None, **calendars: WorkCalendar) -> Network:
    china = china_calendar()
    activities = [Activity(id, id, figures[0] * DAY) for id, figures in TEN_TASKS.items()]
    links = [Link(a, b, LinkType(kind), lag * DAY) for a, b, kind, lag in TEN_LINKS]
    return Network(beichen.START, {"China": china, **calendars}, "China", (*activities, *more), tuple(links), deadline)


def days_from_start(plan: Network, instant: datetime) -> float:
    return plan.project_calendar.minutes_between(plan.start, instant) / DAY


def plan_of(*activities: Activity, links: tuple[Link, ...] = (), **more) -> Network:
    calendars = {"Standard": standard_calendar(), "24 Hours": around_the_clock(), **more.pop("calendars", {})}
    return Network(MONDAY, calendars, "Standard", activities, links, **more)


@pytest.mark.parametrize("several_calendars", [False, True])
def test_four_link_types_with_lags_give_the_known_dates_and_floats(several_calendars: bool):
    china = china_calendar()
    deadline = china.finish_after(beichen.START, 40 * DAY)
    more = (Activity("X", "X", 10, calendar="24 Hours"),) if several_calendars else ()
    plan = ten_tasks(*more, deadline=deadline, **{"24 Hours": around_the_clock()})
    result = schedule(plan)
    assert plan.table.uniform is not several_calendars
    for id, (_, es, ef, ls, lf, total, free, to_deadline) in TEN_TASKS.items():
        task = result[id]
        dates = (task.early_start, task.early_finish, task.late_start, task.late_finish)
        assert [days_from_start(plan, at) for at in dates] == [es, ef, ls, lf], id
        assert (task.total_float_min, task.free_float_min) == (total * DAY, free * DAY), id
        assert task.deadline_float_min == to_deadline * DAY, id
    assert result.critical_path == ["A", "B", "E", "F", "I", "J"]
    assert result["J"].finish.date() == date(2026, 4, 30)
    assert result["I"].finish.date() == date(2026, 4, 16)


def test_without_a_deadline_there_is_no_float_to_one():
    assert schedule(ten_tasks())["A"].deadline_float_min is None


def test_all_108_tasks_of_the_rollout_have_the_known_dates_and_floats():
    result = schedule(beichen.network())
    got = {id: (t.start.date(), t.finish.date(), t.total_float_min / DAY) for id, t in result.tasks.items()}
    assert got == {row.id: (row.start, row.finish, row.float_days) for row in beichen.rows()}
    assert len(beichen.network().links) == 185


def test_the_rollout_starts_and_ends_at_the_hours_of_its_calendar():
    result = schedule(beichen.network())
    assert (result.start, result.finish) == (datetime(2026, 3, 2, 9), datetime(2026, 11, 20, 18))


def test_the_critical_path_of_the_rollout_is_the_known_one():
    result = schedule(beichen.network())
    assert " ".join(result.critical_path) == (
        "T101 T104 T108 T201 T203 T204 T205 T209 T210 M03 T309 T313 M04 T502 T415 T512 T513 T514 M07 T603 T604 M08 "
        "T605 T608 T611 M09 T612 T615 T616 M10 T707 M11 T710 T712 M12"
    )
    assert all(result[id].critical for id in result.critical_path)
    assert sum(task.critical for task in result.tasks.values()) == 35


def test_23_tasks_of_the_rollout_are_near_critical():
    assert len(schedule(beichen.network()).near_critical(5 * DAY)) == 23


@pytest.mark.parametrize(
    ("task", "days", "milestones"),
    [
        ("T411", 30, {"M08": date(2026, 8, 21), "M12": date(2026, 11, 30)}),
        ("T502", 34, {"M08": date(2026, 8, 27), "M10": date(2026, 10, 23), "M12": date(2026, 12, 4)}),
    ],
)
def test_ten_more_days_on_a_task_move_the_milestones_to_the_known_dates(
    task: str, days: int, milestones: dict[str, date]
):
    result = schedule(beichen.network(**{task: days}))
    assert {id: result[id].finish.date() for id in milestones} == milestones


@pytest.mark.parametrize(
    ("task", "days", "late"),
    [("T204", 20, {f"M{n:02}": 10 for n in range(3, 13)}), ("T405", 28, {"M05": 10, "M12": 3})],
)
def test_ten_more_days_on_a_task_move_milestones_by_ten_working_days_less_the_float_between(
    task: str, days: int, late: dict[str, int]
):
    before, after = schedule(beichen.network()), schedule(beichen.network(**{task: days}))
    calendar = china_calendar()
    moved = {id: calendar.working_days_late(before[id].finish.date(), after[id].finish.date()) for id in late}
    assert moved == late


def test_the_driving_path_to_a_milestone_is_traced_from_that_milestone():
    result = schedule(beichen.network())
    assert result.driving_path("M01") == ["T101", "T102", "T103", "M01"]
    assert [link.source for link in result.driving_links("M03")] == ["T210"]


# --- milestones


def test_a_finish_milestone_shows_the_finish_of_its_last_predecessor():
    result = schedule(plan_of(Activity("A", "", DAY), Activity("M"), links=(Link("A", "M"),)))
    assert result["M"].start == result["M"].finish == datetime(2026, 3, 2, 17)


def test_a_start_milestone_shows_the_next_working_instant():
    start = Activity("M", milestone=MilestoneKind.start)
    result = schedule(plan_of(Activity("A", "", DAY), start, links=(Link("A", "M"),)))
    assert result["M"].finish == datetime(2026, 3, 3, 8)


def test_a_milestone_without_predecessors_stands_at_the_start_of_the_plan():
    assert schedule(plan_of(Activity("M"), Activity("A", "", DAY)))["M"].start == MONDAY


def test_milestones_in_a_row_stand_on_the_same_evening():
    plan = plan_of(Activity("A", "", DAY), Activity("M"), Activity("N"), links=(Link("A", "M"), Link("M", "N")))
    assert schedule(plan)["N"].finish == datetime(2026, 3, 2, 17)


def test_a_milestone_that_follows_a_start_stands_in_the_morning():
    plan = plan_of(
        Activity("A", "", DAY), Activity("B", "", DAY), Activity("M"),
        links=(Link("A", "B"), Link("B", "M", LinkType.SS)),
    )  # fmt: skip
    assert schedule(plan)["M"].finish == datetime(2026, 3, 3, 8)


# --- constraints and deadlines


def constrained(type: ConstraintType, at: datetime | None, days: int = 2) -> Schedule:
    """A (2 days) -> B (constrained) -> C (1 day), beside X of 10 days."""
    b = Activity("B", "", days * DAY, constraint=Constraint(type, at))
    activities = (Activity("A", "", 2 * DAY), b, Activity("C", "", DAY), Activity("X", "", 10 * DAY))
    return schedule(plan_of(*activities, links=(Link("A", "B"), Link("B", "C"))))


@pytest.mark.parametrize(
    ("type", "at", "start", "finish", "float_days"),
    [
        # alone B runs on the 4th and 5th of March with 5 days of float
        (ConstraintType.ASAP, None, (4, 8), (5, 17), 5),
        (ConstraintType.SNET, datetime(2026, 3, 6, 8), (6, 8), (9, 17), 3),
        (ConstraintType.SNET, datetime(2026, 3, 3, 8), (4, 8), (5, 17), 5),
        (ConstraintType.FNET, datetime(2026, 3, 9, 17), (6, 8), (9, 17), 3),
        (ConstraintType.SNLT, datetime(2026, 3, 5, 8), (4, 8), (5, 17), 1),
        (ConstraintType.SNLT, datetime(2026, 3, 3, 8), (4, 8), (5, 17), -1),
        (ConstraintType.FNLT, datetime(2026, 3, 4, 17), (4, 8), (5, 17), -1),
        (ConstraintType.MSO, datetime(2026, 3, 6, 8), (6, 8), (9, 17), 0),
        (ConstraintType.MSO, datetime(2026, 3, 3, 8), (4, 8), (5, 17), -1),
        (ConstraintType.MFO, datetime(2026, 3, 9, 17), (6, 8), (9, 17), 0),
    ],
)
def test_a_constraint_moves_or_caps_a_task(
    type: ConstraintType, at: datetime | None, start: tuple[int, int], finish: tuple[int, int], float_days: int
):
    task = constrained(type, at)["B"]
    assert ((task.start.day, task.start.hour), (task.finish.day, task.finish.hour)) == (start, finish)
    assert task.total_float_min == float_days * DAY


def test_as_late_as_possible_moves_a_task_by_its_free_float_and_nobody_else():
    late = Activity("B", "", 2 * DAY, constraint=Constraint(ConstraintType.ALAP))
    plan = plan_of(
        Activity("A", "", DAY), late, Activity("X", "", 10 * DAY), Activity("C", "", DAY),
        links=(Link("A", "B"), Link("B", "C"), Link("X", "C")),
    )  # fmt: skip
    result = schedule(plan)
    assert (result["B"].start, result["B"].finish) == (datetime(2026, 3, 12, 8), datetime(2026, 3, 13, 17))
    assert (result["B"].free_float_min, result["B"].total_float_min) == (0, 0)
    assert (result["A"].finish, result["C"].start) == (datetime(2026, 3, 2, 17), datetime(2026, 3, 16, 8))
    assert result["A"].free_float_min == 7 * DAY


def test_as_late_as_possible_changes_nothing_for_a_task_whose_successor_follows_at_once():
    assert constrained(ConstraintType.ALAP, None)["B"].start == datetime(2026, 3, 4, 8)


def test_a_deadline_is_measured_and_moves_nothing():
    late = Activity("A", "", 3 * DAY, deadline=datetime(2026, 3, 3, 17))
    result = schedule(plan_of(late, Activity("B", "", 5 * DAY)))
    assert result["A"].finish == datetime(2026, 3, 4, 17)
    assert (result["A"].total_float_min, result["A"].deadline_float_min) == (2 * DAY, -DAY)


# --- calendars and lags


def test_each_task_is_worked_on_its_own_calendar():
    plan = plan_of(Activity("A", "", 2 * 1440, calendar="24 Hours"), Activity("B", "", DAY), links=(Link("A", "B"),))
    result = schedule(plan)
    assert result["A"].finish == datetime(2026, 3, 4, 8)
    assert result["B"].finish == datetime(2026, 3, 4, 17)


@pytest.mark.parametrize(
    ("lag_calendar", "start"),
    [
        (LagCalendar.project, datetime(2026, 3, 10, 8)),  # one working day after Friday evening
        (LagCalendar.elapsed, datetime(2026, 3, 9, 8)),  # sixteen hours after it is Saturday: Monday it is
        (LagCalendar.succ, datetime(2026, 3, 7, 13)),  # five hours into the successor's working Saturday
    ],
)
def test_a_lag_is_counted_in_the_calendar_it_names(lag_calendar: LagCalendar, start: datetime):
    saturdays = WorkCalendar("Saturdays too", (((480, 1020),),) * 6 + ((),))
    lag = {LagCalendar.project: DAY, LagCalendar.elapsed: 960, LagCalendar.succ: 300}[lag_calendar]
    on = "Saturdays too" if lag_calendar == LagCalendar.succ else None
    plan = plan_of(
        Activity("A", "", 5 * DAY),
        Activity("B", "", 60, calendar=on),
        links=(Link("A", "B", LinkType.FS, lag, lag_calendar),),
        calendars={"Saturdays too": saturdays},
    )
    assert schedule(plan)["B"].start == start


def test_with_mixed_calendars_float_is_counted_in_the_hours_of_the_task():
    plan = plan_of(Activity("A", "", 1440, calendar="24 Hours"), Activity("B", "", 5 * DAY))
    assert schedule(plan)["A"].total_float_min == (4 * 24 + 9) * 60 - 1440  # until Friday 17:00


def test_work_past_the_covered_year_is_provisional_and_said_to_be():
    china = china_calendar()
    plan = Network(
        datetime(2026, 12, 28, 9), {"China": china}, "China", (Activity("A", "", 2 * DAY), Activity("B", "", 9 * DAY))
    )
    result = schedule(plan)
    assert [result[id].provisional for id in "AB"] == [False, True]
    (warning,) = result.warnings
    assert (warning.code, warning.facts["until"], warning.facts["tasks"]) == (
        "CALENDAR_NOT_COVERED",
        "2026-12-31",
        ["B"],
    )


# --- summaries


def phased(links: tuple[Link, ...]) -> Schedule:
    activities = (
        Activity("P", "Phase", is_summary=True),
        Activity("A", "", DAY, parent="P"),
        Activity("Q", "Sub-phase", parent="P"),
        Activity("B", "", 3 * DAY, parent="Q"),
        Activity("C", "", 2 * DAY),
    )
    return schedule(plan_of(*activities, links=links))


def test_a_summary_spans_its_children_at_every_depth():
    result = phased((Link("A", "B"),))
    assert (result["P"].start, result["P"].finish) == (MONDAY, datetime(2026, 3, 5, 17))
    assert (result["Q"].start, result["Q"].total_float_min, result["Q"].critical) == (datetime(2026, 3, 3, 8), 0, True)


def test_what_follows_a_summary_waits_for_all_of_it():
    result = phased((Link("P", "C"),))
    assert result["C"].start == datetime(2026, 3, 5, 8)
    assert result["A"].free_float_min == 2 * DAY
    assert result.critical_path == ["B", "C"]


def test_what_precedes_a_summary_holds_back_every_task_in_it():
    result = phased((Link("C", "P"),))
    assert [result[id].start for id in "AB"] == [datetime(2026, 3, 4, 8)] * 2
    assert result["C"].free_float_min == 0
    assert [link.source for link in result.driving_links("B")] == ["C"]
    assert result.critical_path == ["C", "B"]


def test_what_starts_with_a_summary_starts_with_its_first_task():
    assert phased((Link("A", "B"), Link("P", "C", LinkType.SS, DAY)))["C"].start == datetime(2026, 3, 3, 8)


def test_a_constraint_on_a_summary_holds_back_its_tasks():
    phase = Activity("P", constraint=Constraint(ConstraintType.SNET, datetime(2026, 3, 9, 8)))
    result = schedule(plan_of(phase, Activity("A", "", DAY, parent="P")))
    assert result["A"].start == datetime(2026, 3, 9, 8)


# --- size and bounds


def test_a_chain_of_ten_thousand_tasks_is_scheduled():
    activities = tuple(Activity(str(n), "", DAY) for n in range(10_000))
    links = tuple(Link(str(n), str(n + 1)) for n in range(9_999))
    result = schedule(plan_of(*activities, links=links))
    assert result.finish == standard_calendar().finish_after(MONDAY, 10_000 * DAY)
    assert len(result.critical_path) == 10_000


def test_an_outline_of_five_thousand_levels_is_scheduled():
    phases = [Activity(str(n), parent=str(n - 1) if n else None) for n in range(5_000)]
    result = schedule(plan_of(*phases, Activity("A", "", DAY, parent="4999"), links=()))
    assert result["0"].finish == result["A"].finish == datetime(2026, 3, 2, 17)


def test_an_empty_plan_has_a_schedule():
    result = schedule(plan_of())
    assert (result.start, result.finish, result.critical_path) == (MONDAY, MONDAY, [])


def test_a_week_of_evening_shifts_that_run_past_midnight_is_worked_through():
    nights = WorkCalendar("Nights", five_days(((22 * 60, 30 * 60),)))
    plan = Network(
        MONDAY, {"Nights": nights}, "Nights", (Activity("A", "", 2 * DAY), Activity("B", "", 60)), (Link("A", "B"),)
    )
    result = schedule(plan)
    assert (result["A"].start, result["A"].finish) == (datetime(2026, 3, 2, 22), datetime(2026, 3, 4, 6))
    assert result["B"].start == datetime(2026, 3, 4, 22)
