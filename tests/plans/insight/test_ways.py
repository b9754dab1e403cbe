"""Ways through the network: what drives, what all pass through, what may go, what is passed by."""

from dataclasses import replace

from hypothesis import given

from plans.insight.driving_paths import changes_of, driving_paths
from plans.insight.fragility import fragility
from plans.insight.gate_bypass import gate_bypasses
from plans.insight.hand_offs import hand_offs
from plans.insight.ready import ready
from plans.insight.redundant_links import beside, redundant_links
from plans.insight.slack_net import slack_net
from plans.insight.task_net import layers, necessary
from plans.network import Activity, Link, LinkType, Network
from plans.schedule import schedule
from tests.plans import beichen
from tests.plans.test_schedule_laws import CALENDARS, START, networks

DAY = beichen.DAY
DEPARTMENTS: dict[str, str | None] = {row.id: row.department for row in beichen.rows()}


def plan_of(*activities: Activity, links: tuple[Link, ...]) -> Network:
    return Network(START, CALENDARS, "Standard", activities, links)


def days(id: str, count: float) -> Activity:
    return Activity(id, duration_min=count * DAY)


def test_twenty_two_tasks_drive_the_go_live_and_change_hands_fourteen_times():
    first = driving_paths(slack_net(schedule(beichen.network())), "M08", 5 * DAY)[0]
    assert (first.rank, first.slack_min, len(first.tasks)) == (1, 0, 22)
    assert first.tasks[-1] == "M08"
    assert changes_of(first.tasks, DEPARTMENTS) == 14


def test_the_second_path_is_the_one_that_drives_once_the_first_has_gained_its_slack():
    plan = plan_of(days("A", 10), days("B", 8), days("C", 5), days("D", 1), Activity("M"),
                   links=(Link("A", "M"), Link("B", "M"), Link("C", "D"), Link("D", "M")))  # fmt: skip
    paths = driving_paths(slack_net(schedule(plan)), "M", 4 * DAY)
    assert [(p.rank, p.slack_min / DAY, p.tasks) for p in paths] == [
        (1, 0, ("A", "M")),
        (2, 2, ("B",)),
        (3, 4, ("C", "D")),
    ]
    shorter = plan.with_changes(days("A", 8))
    assert set(driving_paths(slack_net(schedule(shorter)), "M", 4 * DAY)[0].tasks) == {"A", "B", "M"}


def test_every_route_to_the_go_live_passes_the_charter_and_the_rehearsal():
    assert necessary(beichen.network(), "M08") == ["T101", "T604"]


def test_a_way_through_a_phase_counts_as_a_way_through_its_tasks():
    plan = plan_of(days("A", 1), Activity("P", is_summary=True), replace(days("B", 1), parent="P"), replace(days("C", 1), parent="P"), days("D", 1),
                   links=(Link("A", "P"), Link("P", "D")))  # fmt: skip
    assert necessary(plan, "D") == ["A"]
    assert layers(plan) == [["A"], ["B", "C"], ["D"]]


def test_the_sample_has_forty_layers():
    found = layers(beichen.network())
    assert len(found) == 40
    assert sum(map(len, found)) == 108


def test_hand_offs_of_the_sample():
    found = hand_offs(beichen.network(), DEPARTMENTS)
    assert (found.crossing, found.total) == (124, 185)
    assert [(h.source, h.target, h.links) for h in found.pairs[:3]] == [
        ("HR", "PMO", 11),
        ("IT", "PMO", 11),
        ("IT", "SAL", 11),
    ]


def test_hand_offs_tell_lags_late_work_both_ways_and_who_holds_all_together():
    plan = plan_of(*(days(id, 1) for id in "ABCDE"),
                   links=(Link("A", "B", LinkType.FS, DAY), Link("B", "C"), Link("C", "D", LinkType.SS, 2 * DAY), Link("D", "E")))  # fmt: skip
    found = hand_offs(plan, {"A": "X", "B": "Y", "C": "X", "D": "Y", "E": "Z"}, late=["A"])
    assert [(h.source, h.target, h.links, h.lag_min / DAY, h.late) for h in found.pairs] == [
        ("X", "Y", 2, 3, 1), ("Y", "X", 1, 0, 0), ("Y", "Z", 1, 0, 0),
    ]  # fmt: skip
    assert found.back_and_forth == (("X", "Y"),)
    assert found.indispensable == ("Y",)


def test_work_of_no_department_hands_nothing_over():
    plan = plan_of(days("A", 1), days("B", 1), links=(Link("A", "B"),))
    found = hand_offs(plan, {"A": "X", "B": None})
    assert (found.crossing, found.total, found.pairs, found.indispensable) == (0, 1, (), ())


def test_ten_of_fourteen_links_of_the_sample_beside_others_may_go():
    plan = beichen.network()
    assert len(beside(plan)) == 14
    assert len(redundant_links(plan)) == 10


def test_a_way_that_ends_in_a_start_to_finish_link_does_not_replace_one_that_holds_the_start():
    """The network of all four link types: B to H stands although I leads to H as well, for that says only when H may end."""
    plan = plan_of(*(days(id, n) for id, n in zip("ABCDEFGHIJ", (5, 10, 8, 12, 15, 5, 6, 20, 1, 10), strict=True)),
                   links=(Link("A", "B"), Link("A", "C", LinkType.SS, 2 * DAY), Link("C", "D"), Link("B", "E"), Link("D", "F"),
                          Link("E", "F", LinkType.FF, 2 * DAY), Link("E", "G", LinkType.SS, 5 * DAY), Link("E", "I"), Link("F", "I"),
                          Link("G", "I"), Link("B", "H"), Link("I", "H", LinkType.SF, 5 * DAY), Link("I", "J")))  # fmt: skip
    assert Link("B", "H") in beside(plan)
    assert Link("B", "H") not in redundant_links(plan)


@given(networks())
def test_nothing_moves_when_a_redundant_link_goes(plan: Network):
    before = {id: (task.start, task.finish) for id, task in schedule(plan).tasks.items()}
    for link in redundant_links(plan):
        without = schedule(plan.with_changes(drop=(link,)))
        assert {id: (task.start, task.finish) for id, task in without.tasks.items()} == before, link


def test_all_redundant_links_may_go_together():
    plan = beichen.network()
    without = schedule(plan.with_changes(drop=tuple(redundant_links(plan))))
    dates = {id: (task.start, task.finish) for id, task in schedule(plan).tasks.items()}
    assert {id: (task.start, task.finish) for id, task in without.tasks.items()} == dates


def test_work_of_a_later_phase_that_does_not_wait_for_the_gate():
    plan = plan_of(days("A", 5), Activity("G1"), days("B", 1), days("C", 1), days("D", 9),
                   links=(Link("A", "G1"), Link("G1", "B")))  # fmt: skip
    phases = {"A": "P1", "G1": "P1", "B": "P2", "C": "P2", "D": "P3"}
    found = gate_bypasses(schedule(plan), [("P1", "G1"), ("P2", None), ("P3", None)], phases)
    assert [(b.gate, b.phase, b.tasks) for b in found] == [("G1", "P1", ("C", "D"))]


def test_what_can_be_begun_waits_for_finishes_and_starts_but_not_for_the_other_links():
    plan = plan_of(
        replace(days("done", 1), actual_start=START, actual_finish=START.replace(hour=17)), replace(days("begun", 5), actual_start=START),
        days("a", 1), days("b", 1), days("c", 1), days("d", 1), days("e", 1),
        links=(Link("done", "a"), Link("begun", "b"), Link("begun", "c", LinkType.SS), Link("begun", "d", LinkType.FF), Link("b", "e", LinkType.SS)),
    )  # fmt: skip
    assert ready(schedule(plan, status=START.replace(hour=17))) == ["a", "c", "d"]


def test_fragility_counts_little_float_and_where_links_meet():
    plan = plan_of(
        days("A", 10), days("B", 8), days("C", 1), Activity("M"), links=(Link("A", "M"), Link("B", "M"), Link("C", "M"))
    )
    found = fragility(slack_net(schedule(plan)), 5 * DAY)
    assert (found.little, found.unfinished, found.share) == (("A", "B", "M"), 4, 0.75)
    assert round(found.entropy, 4) == 0.6365  # 2/3 and 1/3: -(2/3 ln 2/3 + 1/3 ln 1/3)
    assert [(m.task, m.links, m.tight) for m in found.merges] == [("M", 3, 2)]


def test_six_links_meet_at_the_second_and_the_last_milestone_of_the_sample():
    found = fragility(slack_net(schedule(beichen.network())), 5 * DAY, most=2)
    assert {(m.task, m.links) for m in found.merges} == {("M02", 6), ("M12", 6)}
