"""Levelling by hand: small plans whose shortest levelled form can be worked out on paper."""

from dataclasses import replace
from datetime import datetime

import pytest

from governance.errors import Invalid
from plans.calendar import WorkCalendar, around_the_clock
from plans.levelling.levelled_plan import Levelled, Solver, level, levelled_json
from plans.levelling.resourced_plan import ResourcedPlan
from plans.network import Activity, Constraint, ConstraintType, LagCalendar, Link, LinkType
from tests.plans.levelling.plans import DAY, days, resourced


def starts(levelled: Levelled) -> dict[str, float]:
    """Starts in days of eight hours from the start of the plan."""
    return {id: task.start_min / DAY for id, task in levelled.tasks.items()}


def refusal(plan: ResourcedPlan, solver: Solver = Solver.heuristic) -> tuple[str, dict]:
    with pytest.raises(Invalid) as refused:
        level(plan, solver=solver)
    return refused.value.problems[0].code, dict(refused.value.problems[0].facts)


def test_two_tasks_that_want_the_same_crew_follow_each_other():
    levelled = level(days("A1 B1", "A1 B1"))
    assert starts(levelled) == {"A": 0, "B": 1}
    assert levelled_json(levelled) == {
        "makespan_min": 960, "lower_bound_min": 960, "optimal": True, "starts_min": {"A": 0, "B": 480},
    }  # fmt: skip
    assert levelled.unlevelled_makespan_min == 480
    assert [(task.id, task.delay_min) for task in levelled.moved] == [("B", 480)]
    assert levelled.tasks["B"].start == datetime(2026, 3, 3, 8)
    assert levelled.finish == datetime(2026, 3, 3, 17)


def test_without_a_conflict_nothing_moves():
    levelled = level(days("A2 B3 C1", "A1 B1", 2, [Link("A", "C")]))
    assert starts(levelled) == {"A": 0, "B": 0, "C": 2}
    assert levelled.moved == []
    assert levelled.optimal


def test_work_that_takes_all_there_is_waits_until_all_is_free():
    """A and B side by side take three days, then C takes both units for two; B and C can never run at once, so 5 is least."""
    levelled = level(days("A2 B3 C2", "A1 B1 C2", 2))
    assert (levelled.makespan_min, levelled.lower_bound_min, levelled.optimal) == (5 * DAY, 5 * DAY, True)


def test_the_task_on_the_longer_chain_goes_first():
    """A is followed by five days of other work, B by nothing: A first gives 1 + 5, B first would give 2 + 5."""
    levelled = level(days("B1 A1 C5", "A1 B1", 1, [Link("A", "C")]))
    assert starts(levelled) == {"B": 1, "A": 0, "C": 1}
    assert (levelled.makespan_min, levelled.optimal) == (6 * DAY, True)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (Link("A", "B", LinkType.FS, DAY), {"A": 0, "B": 4, "X": 1}),
        (Link("A", "B", LinkType.SS, DAY), {"A": 0, "B": 3, "X": 1}),
        (Link("A", "B", LinkType.FF, 2 * DAY), {"A": 0, "B": 3, "X": 1}),
        (Link("A", "B", LinkType.SF, 6 * DAY), {"A": 0, "B": 4, "X": 1}),
    ],
)
def test_every_kind_of_link_with_a_lag_is_kept(link: Link, expected: dict[str, float]):
    """A takes 3 days, B 2; the links ask B to start from day 4, 1, 3 and 4. A, B and X, a day after the start, share
    a crew of two; X takes two days of one unit, so B with both its units waits for A and X, until day 3 at least."""
    x = Activity("X", "", 2 * DAY, constraint=Constraint(ConstraintType.SNET, datetime(2026, 3, 3, 8)))
    plan = resourced(
        [Activity("A", "", 3 * DAY), Activity("B", "", 2 * DAY), x],
        [link],
        {"crew": 2},
        {"A": {"crew": 1}, "B": {"crew": 2}, "X": {"crew": 1}},
    )
    assert starts(level(plan)) == expected
    assert starts(level(plan, solver=Solver.cp_sat)) == expected


def test_a_link_to_a_summary_holds_for_every_task_within_it():
    plan = resourced(
        [
            Activity("A", "", DAY),
            Activity("S"),
            Activity("S1", "", DAY, parent="S"),
            Activity("S2", "", DAY, parent="S"),
        ],
        [Link("A", "S")],
        {"crew": 1},
        {"S1": {"crew": 1}, "S2": {"crew": 1}},
    )
    levelled = level(plan)
    assert starts(levelled) == {"A": 0, "S": 1, "S1": 1, "S2": 2}
    assert levelled.tasks["S"].finish == levelled.tasks["S2"].finish == datetime(2026, 3, 4, 17)


def test_a_link_from_a_summary_waits_for_its_last_finish_or_its_first_start():
    tasks = [
        Activity("S"),
        Activity("S1", "", DAY, parent="S"),
        Activity("S2", "", 2 * DAY, parent="S"),
        Activity("Z", "", DAY),
    ]
    demand = {"S1": {"crew": 1}, "S2": {"crew": 1}}
    after = level(resourced(tasks, [Link("S", "Z")], {"crew": 1}, demand))
    assert after.tasks["Z"].start_min == 3 * DAY
    beside = level(resourced(tasks, [Link("S", "Z", LinkType.SS, DAY)], {"crew": 1}, demand))
    assert beside.tasks["Z"].start_min == DAY


def test_work_begun_goes_on_before_other_work_and_what_is_finished_holds_nothing():
    """On the evening of the second day A is done, C has one of three days left, B (first by id) has not begun."""
    monday, tuesday = datetime(2026, 3, 2, 8), datetime(2026, 3, 3, 17)
    plan = resourced(
        [
            Activity("A", "", 2 * DAY, actual_start=monday, actual_finish=tuesday),
            Activity("B", "", 5 * DAY),
            Activity("C", "", 3 * DAY, actual_start=monday, remaining_min=DAY),
        ],
        [],
        {"crew": 1},
        {"A": {"crew": 1}, "B": {"crew": 1}, "C": {"crew": 1}},
    )
    levelled = level(plan, status=tuesday)
    assert starts(levelled) == {"A": 0, "B": 3, "C": 0}
    assert levelled.tasks["C"].finish == datetime(2026, 3, 4, 17)
    assert (levelled.makespan_min, levelled.optimal) == (8 * DAY, True)
    assert starts(level(plan, status=tuesday, solver=Solver.cp_sat)) == starts(levelled)


def held(plan: ResourcedPlan, id: str, kind: ConstraintType, day: int) -> ResourcedPlan:
    """The plan with a constraint at 08:00 (a start) or 17:00 (a finish) of that day in March."""
    at = datetime(2026, 3, day, 8 if kind.startswith("S") or kind == ConstraintType.MSO else 17)
    changed = replace(plan.network.activity(id), constraint=Constraint(kind, at))
    return replace(plan, network=plan.network.with_changes(changed))


@pytest.mark.parametrize("solver", list(Solver))
@pytest.mark.parametrize(
    ("kind", "day", "start"),
    [
        (ConstraintType.SNET, 5, 3),
        (ConstraintType.FNET, 6, 4),
        (ConstraintType.SNLT, 2, 0),
        (ConstraintType.FNLT, 2, 0),
        (ConstraintType.MSO, 3, 1),
        (ConstraintType.MFO, 4, 2),
    ],
)
def test_dates_hold_for_the_levelled_task(solver: Solver, kind: ConstraintType, day: int, start: float):
    """Three tasks of a day each share a crew; 2 March is day 0."""
    plan = held(days("A1 B1 C1", "A1 B1 C1"), "B", kind, day)
    assert starts(level(plan, solver=solver))["B"] == start


def test_a_latest_date_that_links_alone_make_impossible_is_refused_with_the_task():
    plan = held(days("A2 B1", "", 1, [Link("A", "B")]), "B", ConstraintType.SNLT, 3)
    assert refusal(plan) == ("LEVELLING_LATEST_IMPOSSIBLE", {"tasks": ["B"]})


def test_latest_dates_that_the_crew_cannot_keep_are_refused_by_either_solver():
    plan = held(held(days("A2 B2", "A1 B1"), "A", ConstraintType.FNLT, 4), "B", ConstraintType.FNLT, 4)
    assert refusal(plan)[0] == "LEVELLING_LATEST_MISSED"
    assert refusal(plan, Solver.cp_sat)[0] == "LEVELLING_LATEST_IMPOSSIBLE"


def test_a_deadline_moves_nothing_and_is_said_to_be_missed():
    plan = days("A1 B1", "A1 B1")
    late = replace(plan.network.activity("B"), deadline=datetime(2026, 3, 2, 17))
    levelled = level(replace(plan, network=plan.network.with_changes(late)))
    assert [id for id, task in levelled.tasks.items() if task.deadline_missed] == ["B"]


def test_a_task_wanted_as_late_as_possible_takes_the_room_that_is_left():
    """A, three days, decides; L and M want one day each of a crew of one, L as late as possible: day 2, as M has day 0."""
    plan = days("A3 L1 M1", "L1 M1")
    late = replace(plan.network.activity("L"), constraint=Constraint(ConstraintType.ALAP))
    assert starts(level(replace(plan, network=plan.network.with_changes(late)))) == {"A": 0, "L": 2, "M": 0}


def on(plan: ResourcedPlan, task: str, calendar: WorkCalendar, minutes: int) -> ResourcedPlan:
    """The plan with a task of so many minutes on a calendar of its own."""
    calendars = {**plan.network.calendars, calendar.name: calendar}
    own = replace(plan.network.activity(task), calendar=calendar.name, duration_min=minutes)
    return replace(plan, network=replace(plan.network, calendars=calendars).with_changes(own))


NIGHTS = WorkCalendar("Nights", (((18 * 60, 22 * 60),),) * 5 + ((), ()), {})
WEEKENDS = WorkCalendar("Weekends", ((),) * 5 + (((480, 960),),) * 2, {})


def test_the_exact_solver_refuses_a_calendar_of_a_tasks_own_by_name():
    plan = on(days("A1 B1", "A1 B1"), "B", around_the_clock(), DAY)
    code, facts = refusal(plan, Solver.cp_sat)
    assert (code, facts["task"]) == ("LEVELLING_OWN_CALENDAR", "B")


def test_the_exact_solver_refuses_an_elapsed_lag_by_its_ends():
    plan = days("A1 B1", "", 1, [Link("A", "B", LinkType.FS, DAY, LagCalendar.elapsed)])
    assert refusal(plan, Solver.cp_sat) == ("LEVELLING_ELAPSED_LAG", {"from": "A", "to": "B"})


def test_work_around_the_clock_waits_for_the_crew_and_then_goes_on_at_once():
    """A has Monday until 17:00 and no float; B's eight hours of the clock follow, until one in the morning."""
    levelled = level(on(days("A1 B1", "A1 B1"), "B", around_the_clock(), DAY))
    assert (levelled.tasks["B"].start, levelled.tasks["B"].finish) == (
        datetime(2026, 3, 2, 17),
        datetime(2026, 3, 3, 1),
    )
    assert levelled.tasks["A"].delay_min == 0


@pytest.mark.parametrize("own", [NIGHTS, WEEKENDS])
def test_who_works_at_other_hours_is_in_nobodys_way(own: WorkCalendar):
    """A takes two weeks of days, B a few hours of nights or of a weekend between them."""
    levelled = level(on(days("A10 B1", "A1 B1"), "B", own, 240))
    assert (levelled.moved, levelled.optimal) == ([], True)


def test_two_tasks_of_a_weekend_take_the_saturday_and_the_sunday_in_turn():
    plan = on(on(days("A1 B1 C3", "A1 B1"), "A", WEEKENDS, DAY), "B", WEEKENDS, DAY)
    levelled = level(plan)
    assert [levelled.tasks[id].start for id in "AB"] == [datetime(2026, 3, 7, 8), datetime(2026, 3, 8, 8)]


def test_an_elapsed_lag_is_kept_while_the_crew_is_shared():
    """A has Monday; eight hours of the clock later it is night, so B has Tuesday; C, without a successor, has Wednesday."""
    links = [Link("A", "B", LinkType.FS, DAY, LagCalendar.elapsed), Link("B", "D")]
    assert starts(level(days("A1 B1 C1 D2", "A1 B1 C1", 1, links))) == {"A": 0, "B": 1, "C": 2, "D": 2}


def test_a_fixed_date_stands_and_one_that_cannot_be_kept_is_refused():
    plan = on(held(days("A1 B2 C1", "A1 B1"), "B", ConstraintType.MSO, 2), "C", NIGHTS, 240)
    assert starts(level(plan)) == {"A": 2, "B": 0, "C": 1}
    both = held(plan, "A", ConstraintType.MSO, 2)  # A's latest finish is Monday evening, B's Tuesday: B would wait
    assert refusal(both) == ("LEVELLING_LATEST_MISSED", {"tasks": ["B"]})


def test_work_that_another_drags_along_waits_for_it_and_not_the_other_way_round():
    """B must not finish before A and so begins the evening before; if A waited for it, A would push it before itself for ever."""
    a = Activity("A", "", 60, constraint=Constraint(ConstraintType.SNET, datetime(2026, 3, 3, 8)))
    activities = [a, Activity("B", "", 120), Activity("C", "", 240)]
    demand = {"A": {"crew": 1}, "B": {"crew": 1}}
    plan = on(resourced(activities, [Link("A", "B", LinkType.FF)], {"crew": 1}, demand), "C", NIGHTS, 240)
    levelled = level(plan)
    assert [levelled.tasks[id].start for id in "AB"] == [datetime(2026, 3, 3, 8), datetime(2026, 3, 3, 9)]


def test_levelling_that_takes_too_long_says_so():
    plan = on(days("A1 B1", "A1 B1"), "B", around_the_clock(), DAY)
    with pytest.raises(Invalid) as refused:
        level(plan, seconds_left=lambda: 0)
    assert refused.value.problems[0].code == "LEVELLING_TOO_LONG"


def test_an_empty_plan_takes_no_time():
    assert levelled_json(level(resourced([], [], {}, {}))) == {
        "makespan_min": 0, "lower_bound_min": 0, "optimal": True, "starts_min": {},
    }  # fmt: skip


def test_a_milestone_that_moves_shows_the_evening_on_which_the_last_before_it_finished():
    plan = days("A1 B1", "A1 B1")
    network = replace(plan.network, activities=(*plan.network.activities, Activity("M")), links=(Link("B", "M"),))
    assert level(replace(plan, network=network)).tasks["M"].start == datetime(2026, 3, 3, 17)
