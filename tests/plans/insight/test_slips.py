"""What a slip costs elsewhere: distances by slack, milestone-days, and on whom the plan relies."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plans.insight.harm import Harm, harms
from plans.insight.reliance import reliances
from plans.insight.slack_net import slack_net
from plans.network import Activity, Constraint, ConstraintType, Link, LinkType, Network
from plans.schedule import Schedule, schedule
from tests.plans import beichen
from tests.plans.test_schedule_laws import CALENDARS, START, networks

DAY = beichen.DAY
MILESTONES = [row.id for row in beichen.rows() if row.id.startswith("M")]


def sample_harms(slip_days: int, weights: dict[str, float] | None = None) -> dict[str, Harm]:
    net = slack_net(schedule(beichen.network()))
    return {harm.task: harm for harm in harms(net, MILESTONES, slip_days * DAY, DAY, weights)}


def test_milestone_days_of_the_sample_for_a_slip_of_ten_days():
    found = sample_harms(10)
    days = {task: found[task].milestone_days for task in ("T415", "T502", "T512", "T411", "T505")}
    assert days == {"T415": 70, "T502": 70, "T512": 60, "T411": 42, "T505": 0}


def test_the_worst_task_comes_first_and_equals_by_their_code():
    found = harms(slack_net(schedule(beichen.network())), MILESTONES, 10 * DAY, DAY)
    assert [(-harm.milestone_days, harm.task) for harm in found] == sorted((-h.milestone_days, h.task) for h in found)
    assert found[0].milestone_days == 120  # a task on the critical path before all twelve milestones


def test_a_weight_counts_a_milestone_several_times():
    plain, weighted = sample_harms(10)["T512"], sample_harms(10, {"M08": 5.0})["T512"]
    assert weighted.milestone_days == plain.milestone_days + 4 * 10


def test_the_interface_late_by_ten_days_moves_the_go_live_by_six_as_in_a_new_run():
    late = schedule(beichen.network(T411=30))
    assert late["M08"].finish.date().isoformat() == "2026-08-21"
    assert sample_harms(10)["T411"].delays["M08"] == 6


def pushed(plan: Network, id: str, by_min: int, before: Schedule) -> Schedule:
    """The plan run again with a task that may not start before `by_min` worked minutes later."""
    activity = plan.activity(id)
    calendar = plan.calendar_of(activity)
    later = calendar.start_at(calendar.offset(before[id].start) + by_min)
    kept = Constraint(ConstraintType.SNET, later)
    changed = Activity(activity.id, activity.name, activity.duration_min, activity.calendar, kept)
    return schedule(plan.with_changes(changed))


@given(networks(several_calendars=False), st.data())
def test_a_distance_tells_what_a_new_run_would(plan: Network, data: st.DataObject):
    before = schedule(plan)
    net = slack_net(before)
    assert net.exact
    slipping = data.draw(st.sampled_from([a.id for a in plan.activities]))
    by_min = data.draw(st.sampled_from([60, 480, 1200]))
    after = pushed(plan, slipping, by_min, before)
    calendar = plan.project_calendar
    for other in plan.activities:
        distance = net.distances_to(other.id).get(slipping)
        expected = 0 if distance is None else max(0, by_min - distance)
        moved = calendar.offset(after[other.id].finish) - calendar.offset(before[other.id].finish)
        assert moved == expected, (slipping, other.id, distance)


def test_finished_work_pushes_nothing_and_what_is_under_way_only_by_its_finish():
    started = datetime(2026, 3, 2, 8)
    plan = Network(
        START, CALENDARS, "Standard",
        (
            Activity("done", duration_min=DAY, actual_start=started, actual_finish=started + timedelta(hours=9)),
            Activity("begun", duration_min=5 * DAY, actual_start=started, remaining_min=4 * DAY),
            Activity("beside", duration_min=DAY), Activity("after", duration_min=DAY),
        ),
        (Link("done", "after"), Link("begun", "beside", LinkType.SS), Link("begun", "after")),
    )  # fmt: skip
    net = slack_net(schedule(plan, status=datetime(2026, 3, 2, 17)))
    assert net.distances_to("after") == {"begun": 0, "after": 0}
    assert net.distances_to("beside") == {"beside": 0}


def test_a_task_of_a_phase_pushes_what_follows_the_phase_and_a_late_phase_all_within():
    plan = Network(
        START, CALENDARS, "Standard",
        (
            Activity("before", duration_min=DAY), Activity("phase", is_summary=True),
            Activity("long", duration_min=3 * DAY, parent="phase"), Activity("short", duration_min=DAY, parent="phase"),
            Activity("after", duration_min=DAY),
        ),
        (Link("before", "phase"), Link("phase", "after")),
    )  # fmt: skip
    assert slack_net(schedule(plan)).distances_to("after") == {"after": 0, "long": 0, "short": 2 * DAY, "before": 0}
    assert slack_net(schedule(plan)).distances_to("short") == {"short": 0, "before": 0}


def test_with_several_calendars_the_answer_is_said_to_be_near():
    plan = Network(START, CALENDARS, "Standard", (Activity("A", duration_min=DAY), Activity("B", duration_min=DAY, calendar="Nights")))  # fmt: skip
    assert not slack_net(schedule(plan)).exact


def test_whose_tasks_slip_together_move_a_milestone_once_by_the_most_of_them():
    found = [
        Harm("A", 7, {"M1": 5, "M2": 2}), Harm("B", 9, {"M1": 3, "M2": 6}), Harm("C", 4, {"M2": 4}), Harm("D", 0, {}),
    ]  # fmt: skip
    on = reliances(found, {"A": "Lin", "B": "Lin", "C": "Wu"}, critical=["B"])
    assert [(r.on, r.tasks, r.critical, r.milestone_days) for r in on] == [
        ("Lin", ("A", "B"), ("B",), 11),
        ("Wu", ("C",), (), 4),
    ]
