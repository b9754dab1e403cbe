"""Progress by the data date: actual dates, work left with retained logic, what has not begun, and broken sequence."""

from dataclasses import replace
from datetime import date, datetime

from plans.calendar import standard_calendar
from plans.china import china_calendar
from plans.network import Activity, Constraint, ConstraintType, Link, LinkType, Network
from plans.progressed import Standing
from plans.schedule import Schedule, schedule
from tests.plans import beichen

DAY = 480
STATUS = datetime(2026, 7, 3, 18)


def as_of_july_third(plan: Network) -> Network:
    """Everything due by the third of July done on its dates, but for three tasks; two more have had their first day."""
    calendar = china_calendar()
    behind = {"T411": 5 * DAY, "T505": 3.2 * DAY, "T510": None, "T416": DAY, "T504": 3 * DAY}
    changed = []
    for row in beichen.rows():
        start, finish = calendar.day_start(row.start), calendar.day_finish(row.finish)
        activity = plan.activity(row.id)
        if row.id in behind:
            if behind[row.id] is not None:
                changed.append(replace(activity, actual_start=start, remaining_min=behind[row.id]))
        elif finish <= STATUS:
            changed.append(replace(activity, actual_start=finish if not row.days else start, actual_finish=finish))
    return plan.with_changes(*changed)


def rollout_in_july() -> Schedule:
    return schedule(as_of_july_third(beichen.network(T411=30)), status=STATUS)


def test_the_rollout_in_july_forecasts_the_known_dates():
    result = rollout_in_july()
    forecast = {id: result[id].finish.date() for id in ("T411", "M06", "M07", "M08", "M12")}
    assert forecast == {
        "T411": date(2026, 7, 10),
        "M06": date(2026, 7, 22),
        "M07": date(2026, 8, 18),
        "M08": date(2026, 8, 21),
        "M12": date(2026, 11, 30),
    }


def test_the_late_rollout_has_no_float_left_to_the_committed_date():
    result = rollout_in_july()
    assert result["M12"].deadline_float_min == 0
    assert result["T411"].deadline_float_min == 0
    assert result.critical_path[:3] == ["T411", "T415", "T512"]


def test_a_red_task_with_float_does_not_touch_the_end():
    task = rollout_in_july()["T505"]
    assert task.standing == Standing.in_progress
    assert (task.start.date(), task.finish.date()) == (date(2026, 5, 27), date(2026, 7, 9))
    assert not task.critical
    assert task.total_float_min > 20 * DAY


def test_without_progress_the_same_plan_gives_the_planned_dates():
    plan = as_of_july_third(beichen.network())
    result = schedule(plan, status=STATUS, with_progress=False)
    assert {id: (t.start.date(), t.finish.date()) for id, t in result.tasks.items()} == {
        row.id: (row.start, row.finish) for row in beichen.rows()
    }


# --- the rules one by one, on Monday to Friday from 2 March 2026; the data date is Wednesday evening

START = datetime(2026, 3, 2, 8)
WEDNESDAY = datetime(2026, 3, 4, 17)


def progressed(*activities: Activity, links: tuple[Link, ...] = (), status: datetime | None = WEDNESDAY) -> Schedule:
    plan = Network(START, {"Standard": standard_calendar()}, "Standard", activities, links)
    return schedule(plan, status=status)


def test_work_that_has_not_begun_starts_after_the_data_date():
    assert progressed(Activity("A", "", DAY))["A"].start == datetime(2026, 3, 5, 8)


def test_finished_work_keeps_its_actual_dates_and_has_no_float():
    done = Activity("A", "", 5 * DAY, actual_start=datetime(2026, 3, 2, 9), actual_finish=datetime(2026, 3, 3, 11, 7))
    task = progressed(done, Activity("B", "", DAY))["A"]
    assert (task.start, task.finish) == (task.late_start, task.late_finish) == (done.actual_start, done.actual_finish)
    assert (task.total_float_min, task.critical, task.standing) == (0, False, Standing.complete)


def test_what_follows_finished_work_starts_after_the_data_date_and_after_its_lag():
    done = Activity("A", "", DAY, actual_start=START, actual_finish=datetime(2026, 3, 4, 17))
    links = (Link("A", "B"), Link("A", "C", LinkType.FS, 2 * DAY))
    result = progressed(done, Activity("B", "", DAY), Activity("C", "", DAY), links=links)
    assert [result[id].start for id in "BC"] == [datetime(2026, 3, 5, 8), datetime(2026, 3, 9, 8)]


def test_work_left_goes_on_from_the_data_date():
    begun = Activity("A", "", 5 * DAY, actual_start=datetime(2026, 3, 3, 8), remaining_min=2 * DAY)
    task = progressed(begun)["A"]
    assert (task.start, task.finish) == (datetime(2026, 3, 3, 8), datetime(2026, 3, 6, 17))
    assert task.late_start == task.start


def test_work_left_is_taken_from_the_percentage_where_none_is_entered():
    begun = Activity("A", "", 5 * DAY, actual_start=START, percent=60)
    assert progressed(begun)["A"].finish == datetime(2026, 3, 6, 17)


def test_without_a_data_date_work_left_goes_on_where_it_stands():
    begun = Activity("A", "", 5 * DAY, actual_start=datetime(2026, 3, 3, 8), remaining_min=2 * DAY)
    result = progressed(begun, Activity("B", "", DAY), status=None)
    assert result["A"].finish == datetime(2026, 3, 9, 17)
    assert result["B"].start == START


def test_work_left_waits_for_an_unfinished_predecessor():
    begun_early = Activity("B", "", 3 * DAY, actual_start=datetime(2026, 3, 3, 8), remaining_min=DAY)
    result = progressed(Activity("A", "", 2 * DAY), begun_early, links=(Link("A", "B"),))
    assert result["A"].finish == datetime(2026, 3, 6, 17)
    assert result["B"].finish == datetime(2026, 3, 9, 17)
    assert result.critical_path == ["A", "B"]
    (broken,) = result.out_of_sequence
    assert (broken.link, broken.settled) == (Link("A", "B"), False)
    assert [warning.code for warning in result.warnings] == ["OUT_OF_SEQUENCE"]


def test_a_finished_successor_leaves_its_predecessor_free():
    done = Activity("B", "", DAY, actual_start=START, actual_finish=datetime(2026, 3, 2, 17))
    result = progressed(Activity("A", "", DAY), done, Activity("X", "", 3 * DAY), links=(Link("A", "B"),))
    assert result["A"].total_float_min == 2 * DAY


def test_float_of_begun_work_is_the_float_of_its_finish():
    begun = Activity("A", "", 4 * DAY, actual_start=START, remaining_min=DAY)
    task = progressed(begun, Activity("X", "", 3 * DAY))["A"]
    assert (task.total_float_min, task.free_float_min) == (2 * DAY, 2 * DAY)
    assert task.late_finish == datetime(2026, 3, 9, 17)


def test_an_actual_date_after_the_data_date_is_warned_of():
    future = Activity("A", "", DAY, actual_start=datetime(2026, 3, 5, 8))
    (warning,) = progressed(future).warnings
    assert (warning.code, warning.field) == ("ACTUAL_IN_FUTURE", "tasks[0].actual_start")
    assert warning.facts["status_date"] == "2026-03-04T17:00:00"


def test_a_milestone_due_on_the_data_date_is_forecast_for_that_evening():
    done = Activity("A", "", DAY, actual_start=START, actual_finish=WEDNESDAY)
    assert progressed(done, Activity("M"), links=(Link("A", "M"),))["M"].finish == WEDNESDAY


def test_read_on_the_eve_of_the_plan_a_milestone_without_predecessors_stands_in_its_first_morning():
    """The plan begins on Monday 2 March at 8; the end of Friday is the same position, but nothing was due then."""
    assert progressed(Activity("M"), status=datetime(2026, 2, 27, 17))["M"].finish == START


def test_a_phase_is_complete_when_all_of_it_is():
    def child(id: str, finish: datetime | None) -> Activity:
        return Activity(id, "", DAY, actual_start=START, actual_finish=finish, parent="P")

    finish = datetime(2026, 3, 2, 17)
    assert progressed(Activity("P"), child("A", finish), child("B", finish))["P"].standing == Standing.complete
    assert progressed(Activity("P"), child("A", finish), child("B", None))["P"].standing == Standing.in_progress


def test_a_phase_that_is_done_may_have_been_wanted_no_earlier_than_a_date():
    """What must not finish before a date bounds no start: the phase has no earliest one to be looked up."""
    wanted = Activity("P", "", constraint=Constraint(ConstraintType.FNET, datetime(2026, 3, 2, 15)))
    done = Activity("A", "", DAY, actual_start=START, actual_finish=datetime(2026, 3, 2, 17), parent="P")
    assert progressed(wanted, done)["P"].finish == datetime(2026, 3, 2, 17)
