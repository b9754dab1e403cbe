"""What Microsoft Project would show, worked by hand on small plans: Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00."""

from datetime import date
from typing import Any

import pytest

from governance.errors import Invalid
from plans.exchange.mspdi_project import read_project
from plans.microsoft.project_schedule import project_schedule
from tests.plans.microsoft.project_files import (
    DAY,
    STANDARD,
    after,
    assigned,
    at,
    computed,
    document,
    done,
    element,
    percent_after,
    task,
)

PEOPLE = element("Resource", UID=1, Name="Li Na", Type=1) + element(
    "Resource", UID=2, Name="Wang", Type=1, CalendarUID=2
)
OFF_MONDAY_TUESDAY = "".join(f"<WeekDay><DayType>{n}</DayType><DayWorking>0</DayWorking></WeekDay>" for n in (2, 3))
WANG = f"<Calendar><UID>2</UID><Name>Wang</Name><BaseCalendarUID>1</BaseCalendarUID><WeekDays>{OFF_MONDAY_TUESDAY}</WeekDays></Calendar>"


# --- work in time


def test_work_at_half_effort_takes_twice_as_long_whatever_the_file_says_of_the_duration():
    half = computed(task(1, 80), resources=PEOPLE, assignments=assigned(1, 1, hours=20, units=0.5))
    assert half["1"].finish == at(6)


def test_overtime_shortens_the_work_and_a_fixed_duration_stays():
    work = assigned(1, 1, hours=24, RemainingOvertimeWork="PT8H0M0S", OvertimeWork="PT8H0M0S")
    assert computed(task(1, 40), resources=PEOPLE, assignments=work)["1"].finish == at(3)
    assert computed(task(1, 40, Type=1), resources=PEOPLE, assignments=work)["1"].finish == at(6)


def test_a_fixed_duration_goes_on_while_somebody_is_away():
    """Monday to Friday, whichever of these days are worked by the one who does it."""
    work: dict[str, Any] = {"resources": PEOPLE, "calendars": STANDARD + WANG, "assignments": assigned(1, 2, 24)}
    fixed = computed(task(1, 40, Type=1), **work)["1"]
    assert (fixed.start, fixed.finish) == (at(2, 8), at(6))
    assert computed(task(1, 40), **work)["1"].finish == at(6)
    assert computed(task(1, 24), **work)["1"].start == at(4, 8)


def test_a_share_that_differs_by_the_rounding_of_units_keeps_the_duration():
    third = computed(task(1, 48), resources=PEOPLE, assignments=assigned(1, 1, hours=16, units=0.33))
    assert third["1"].finish == at(9)


def test_a_contour_stretches_the_work_by_its_mean_effort():
    bell = computed(task(1, 80), resources=PEOPLE, assignments=assigned(1, 1, hours=40, WorkContour=6))
    assert bell["1"].finish == at(13)


def test_the_last_of_several_people_to_finish_rules_and_each_works_by_their_own_calendar():
    both = computed(
        task(1, 16), resources=PEOPLE, calendars=STANDARD + WANG, assignments=assigned(1, 1, 16) + assigned(1, 2, 16)
    )
    assert (both["1"].start, both["1"].finish) == (at(2, 8), at(5))


def test_the_tasks_calendar_and_the_persons_count_together_unless_the_task_ignores_theirs():
    calendars = STANDARD + WANG + STANDARD.replace("<UID>1<", "<UID>3<")
    work: dict[str, Any] = {"resources": PEOPLE, "calendars": calendars, "assignments": assigned(1, 2, 8)}
    assert computed(task(1, 8, CalendarUID=3), **work)["1"].start == at(4, 8)
    assert computed(task(1, 8, CalendarUID=3, IgnoreResourceCalendar=1), **work)["1"].start == at(2, 8)


def test_material_and_cost_have_no_say_in_the_duration():
    cable = element("Resource", UID=1, Name="Cable", Type=0)
    assert computed(task(1, 24), resources=cable, assignments=assigned(1, 1, 1))["1"].finish == at(4)


def test_a_split_stays_in_the_work_wherever_the_task_goes():
    days = "".join(done(date(2026, 1, day), hours) for day, hours in ((5, 8), (6, 0), (7, 0), (8, 8)))
    split = assigned(1, -65535, 0, WorkContour=8, inner=days)
    early = computed(task(1, 16), task(2, 40), assignments=split)
    assert (early["1"].start, early["1"].finish) == (at(2, 8), at(5))
    assert (early["1"].late_start, early["1"].late_finish, early["1"].total_float_min) == (at(3, 8), at(6), DAY)


def test_an_assignment_may_begin_later_than_its_task():
    late = computed(
        task(1, 16), resources=PEOPLE, assignments=assigned(1, 1, 8) + assigned(1, 1, 8, Delay=2 * DAY * 10)
    )
    assert (late["1"].start, late["1"].finish) == (at(2, 8), at(4))


def test_an_elapsed_duration_has_elapsed_float():
    night = computed(task(1, 48, DurationFormat=8), task(2, 40))
    assert night["1"].finish == at(4, 8)
    assert (night["1"].late_start, night["1"].total_float_min) == (at(4, 17), 57 * 60)


# --- what bounds the start


def test_a_levelling_delay_comes_after_links_and_is_kept_free_behind():
    """Tuesday 08:00 and four days of the clock is Saturday; Monday's start less four days leaves Thursday 08:00."""
    levelled = computed(task(1), task(2, 8, after(1), LevelingDelay=4 * 1440 * 10, LevelingDelayFormat=8))
    assert (levelled["2"].start, levelled["2"].finish) == (at(9, 8), at(9))
    assert levelled["1"].total_float_min == 2 * DAY


def test_a_constraint_before_the_projects_start_is_honoured_and_so_is_what_follows_it():
    early = computed(task(1, 8, ConstraintType=4, ConstraintDate="2026-02-26T08:00:00"), task(2, 8, after(1)))
    assert [early[id].start for id in "12"] == [at(26, 8, month=2), at(27, 8, month=2)]


def test_a_finish_link_does_not_pull_work_before_the_projects_start():
    assert computed(task(1), task(2, 40, after(1, "FF")))["2"].start == at(2, 8)


def test_the_children_of_a_manual_summary_start_where_it_was_typed():
    typed: dict[str, Any] = {"Manual": 1, "ManualStart": "2026-02-26T08:00:00", "ManualFinish": "2026-03-06T17:00:00"}
    within = computed(task(1, 56, **typed), task(2, level=2), task(3, 8, after(2), level=2))
    assert [within[id].start for id in "23"] == [at(26, 8, month=2), at(27, 8, month=2)]


def test_a_child_with_a_date_of_its_own_keeps_it_in_a_manual_summary():
    typed: dict[str, Any] = {"Manual": 1, "ManualStart": "2026-03-09T08:00:00"}
    own: dict[str, Any] = {"ConstraintType": 4, "ConstraintDate": "2026-03-04T08:00:00"}
    assert computed(task(1, 8, **typed), task(2, level=2, **own))["2"].start == at(4, 8)


def test_a_manual_task_stands_where_it_was_typed_and_moves_what_follows():
    typed: dict[str, Any] = {"Manual": 1, "ManualStart": "2026-03-05T08:00:00", "ManualFinish": "2026-03-05T17:00:00"}
    plan = computed(task(1, 40), task(2, 8, after(1), **typed), task(3, 8, after(2)))
    assert [plan[id].start for id in "23"] == [at(5, 8), at(6, 8)]


@pytest.mark.parametrize(("rules", "start"), [(1, at(5)), (0, at(6))])
def test_a_date_that_links_make_impossible_stands_where_constraints_rule_and_float_says_by_how_much(rules, start):
    fixed: dict[str, Any] = {"ConstraintType": 3, "ConstraintDate": "2026-03-05T17:00:00"}
    plan = computed(task(1, 40), task(2, 0, after(1), **fixed), HonorConstraints=rules)
    assert (plan["2"].start, plan["2"].total_float_min) == (start, -DAY)


def test_a_lag_may_be_a_share_of_the_work_before_it_or_time_of_the_clock():
    plan = computed(task(1, 80), task(2, 8, percent_after(1, 50)), task(3, 8, after(1, lag_min=1440, unit=8)))
    assert (plan["2"].start, plan["3"].start) == (at(23, 8), at(16, 8))


def test_as_late_as_possible_is_as_late_as_the_project_lets_it():
    plan = computed(task(1, 40), task(2, ConstraintType=1))
    assert (plan["2"].start, plan["2"].total_float_min) == (at(6, 8), 0)


def test_what_is_as_late_as_possible_pushes_what_waits_for_it_and_says_how_early_it_could_be():
    plan = computed(task(1, 40), task(2, ConstraintType=1), task(3, 8, after(2)))
    assert (plan["2"].start, plan["2"].early_start, plan["2"].early_finish) == (at(5, 8), at(2, 8), at(2))
    assert (plan["3"].start, plan["3"].early_start, plan["3"].total_float_min) == (at(6, 8), at(6, 8), 0)


def test_what_is_in_a_summary_does_not_start_before_the_summarys_own_date():
    held: dict[str, Any] = {"ConstraintType": 4, "ConstraintDate": "2026-03-04T08:00:00"}
    plan = computed(task(1, **held), task(2, level=2), task(3, 8, after(2), level=2), task(4))
    assert [plan[id].start for id in "1234"] == [at(4, 8), at(4, 8), at(5, 8), at(2, 8)]


def test_a_plan_with_a_finish_and_no_start_is_counted_back_from_it():
    settings: dict[str, Any] = {"start": "<FinishDate>2026-03-31T17:00:00</FinishDate>", "ScheduleFromStart": 0}
    plan = computed(task(1, 40), task(2, 16, after(1)), task(3), task(4, ConstraintType=1), **settings)
    assert [plan[id].start for id in "1234"] == [at(23, 8), at(30, 8), at(23, 8), at(31, 8)]
    assert [plan[id].total_float_min for id in "1234"] == [0, 0, 6 * DAY, 0]


def test_counted_back_from_a_finish_what_may_not_be_later_than_a_date_ends_then():
    settings: dict[str, Any] = {"start": "<FinishDate>2026-03-31T17:00:00</FinishDate>", "ScheduleFromStart": 0}
    by_then: dict[str, Any] = {"ConstraintType": 7, "ConstraintDate": "2026-03-27T17:00:00"}
    plan = computed(task(1, 40), task(2, **by_then), task(3, 8, after(2), ConstraintType=1), **settings)
    assert [plan[id].start for id in "123"] == [at(25, 8), at(27, 8), at(31, 8)]


# --- progress


def test_what_is_left_goes_on_from_the_resume_date():
    begun: dict[str, Any] = {
        "ActualStart": "2026-03-02T08:00:00",
        "PercentComplete": 50,
        "RemainingDuration": "PT16H0M0S",
    }
    plan = computed(task(1, 32, Resume="2026-03-09T08:00:00", **begun), task(2, 80))
    assert (plan["1"].start, plan["1"].finish) == (at(2, 8), at(10))
    assert (plan["1"].late_start, plan["1"].late_finish, plan["1"].total_float_min) == (at(2, 8), at(13), 3 * DAY)


def test_begun_work_does_not_finish_before_a_date_that_its_finish_may_not_precede():
    begun: dict[str, Any] = {"ActualStart": "2026-03-02T08:00:00", "PercentComplete": 50}
    plan = computed(task(1, 16, ConstraintType=6, ConstraintDate="2026-03-05T17:00:00", **begun), task(2, 8, after(1)))
    assert (plan["1"].start, plan["1"].finish, plan["2"].start) == (at(2, 8), at(5), at(6, 8))


def test_what_is_finished_bounds_nothing_behind_it():
    finished: dict[str, Any] = {"ActualStart": "2026-03-02T08:00:00", "ActualFinish": "2026-03-02T17:00:00"}
    plan = computed(task(1), task(2, 8, after(1), **finished), task(3, 40))
    assert plan["1"].total_float_min == 4 * DAY
    assert (plan["2"].total_float_min, plan["2"].critical) == (0, False)


def test_without_progress_a_plan_is_computed_as_if_nothing_had_been_done():
    finished: dict[str, Any] = {"ActualStart": "2026-02-02T08:00:00", "ActualFinish": "2026-02-02T17:00:00"}
    plan = read_project(document(task(1, **finished), task(2, 8, after(1))))
    assert project_schedule(plan)["2"].start == at(3, 8, month=2)
    assert project_schedule(plan.as_planned())["2"].start == at(3, 8)


def test_as_of_a_date_what_is_not_done_comes_after_it():
    plan = read_project(document(task(1), task(2, 8, after(1))))
    assert project_schedule(plan, plan.evening(date(2026, 3, 4)))["1"].start == at(5, 8)


# --- how late


def test_a_deadline_bounds_the_late_dates():
    plan = computed(task(1, Deadline="2026-03-03T17:00:00"), task(2, 40))
    assert (plan["1"].late_finish, plan["1"].total_float_min) == (at(3), DAY)


def test_a_date_that_rules_keeps_what_comes_before_it_free_of_what_comes_after():
    """Thursday is fixed, the deadline of what follows is Thursday evening: only that is late."""
    fixed: dict[str, Any] = {"ConstraintType": 2, "ConstraintDate": "2026-03-05T08:00:00"}
    plan = computed(task(1), task(2, 8, after(1), **fixed), task(3, 8, after(2), Deadline="2026-03-05T17:00:00"))
    assert [plan[id].total_float_min for id in "123"] == [2 * DAY, 0, -DAY]
    assert (plan["2"].late_start, plan["2"].late_finish) == (at(5, 8), at(5))


def test_an_instant_is_no_later_than_its_latest_start():
    by_then: dict[str, Any] = {"ConstraintType": 5, "ConstraintDate": "2026-03-03T17:00:00"}
    plan = computed(task(1), task(2, 0, after(1), **by_then), task(3, 40))
    assert [plan[id].total_float_min for id in "12"] == [DAY, DAY]


def test_what_is_in_a_summary_finishes_no_later_than_the_summary_may():
    capped: dict[str, Any] = {"ConstraintType": 7, "ConstraintDate": "2026-03-04T17:00:00"}
    plan = computed(task(1, **capped), task(2, level=2), task(3, 8, after(2), level=2), task(4, 40))
    assert [plan[id].total_float_min for id in "23"] == [DAY, DAY]


@pytest.mark.parametrize(("many", "floats"), [(0, [2 * DAY, 2 * DAY, 0]), (1, [0, 0, 0])])
def test_each_end_of_a_plan_may_have_a_critical_path_of_its_own(many, floats):
    plan = computed(task(1, 16), task(2, 8, after(1)), task(3, 40), MultipleCriticalPaths=many)
    assert [plan[id].total_float_min for id in "123"] == floats


def test_a_manual_child_pulls_what_comes_before_its_summary_to_its_typed_date():
    """From Monday 2 March 17:00 back to Monday 23 February 08:00 are six working days."""
    typed: dict[str, Any] = {"Manual": 1, "ManualStart": "2026-02-23T08:00:00", "ManualFinish": "2026-02-23T17:00:00"}
    plan = computed(task(1), task(2, 8, after(1), inner="<Summary>1</Summary>"), task(3, level=2, **typed))
    assert plan["1"].total_float_min == -6 * DAY


def test_free_float_ends_at_the_next_task_and_total_float_at_the_end_of_the_plan():
    plan = computed(task(1), task(2, 16), task(3, 8, after(1), after(2)), task(4, 40))
    assert (plan["1"].free_float_min, plan["1"].total_float_min) == (DAY, 3 * DAY)


def test_a_summary_spans_what_is_in_it():
    plan = computed(task(1, 0), task(2, level=2), task(3, 8, after(2), level=2), task(4, 40))
    assert (plan["1"].start, plan["1"].finish, plan["1"].late_finish) == (at(2, 8), at(3), at(6))


# --- refusals


def test_a_loop_is_refused_with_its_tasks_named():
    with pytest.raises(Invalid) as refused:
        computed(task(1, 8, after(3)), task(2, 8, after(1)), task(3, 8, after(2)))
    problem = refused.value.problems[0]
    assert (problem.code, set(problem.facts["path"])) == ("DEPENDENCY_CYCLE", {"1", "2", "3"})


def test_a_plan_without_any_date_is_refused():
    with pytest.raises(Invalid) as refused:
        read_project(document(task(1), start=""))
    assert [(p.code, p.field) for p in refused.value.problems] == [("REQUIRED", "project.StartDate")]


def test_a_plan_without_tasks_starts_and_finishes_at_its_start():
    empty = computed()
    assert (empty.start, empty.finish, dict(empty.tasks)) == (at(2, 8), at(2, 8), {})


def test_stored_answers_are_not_read():
    stored: dict[str, Any] = {"Start": "2030-01-01T08:00:00", "EarlyFinish": "2030-01-02T17:00:00", "TotalSlack": 99}
    plan = computed(task(1, **stored))
    assert (plan["1"].start, plan["1"].late_finish, plan["1"].total_float_min) == (at(2, 8), at(2), 0)
