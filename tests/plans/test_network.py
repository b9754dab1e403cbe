"""What a network refuses, and what it answers about its own shape."""

from datetime import datetime
from itertools import pairwise

import networkx
import pytest

from governance.errors import Invalid
from plans.calendar import standard_calendar
from plans.network import Activity, Constraint, ConstraintType, Link, LinkType, Network, closing_loop
from tests.plans import beichen

START = datetime(2026, 3, 2, 8)


def plan(*activities: Activity, links: tuple[Link, ...] = ()) -> Network:
    return Network(START, {"Standard": standard_calendar()}, "Standard", activities, links)


def tasks(ids: str) -> tuple[Activity, ...]:
    return tuple(Activity(id, id, 480) for id in ids.split())


def problems_of(*activities: Activity, links: tuple[Link, ...] = ()) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        plan(*activities, links=links)
    return [(problem.code, problem.field) for problem in refusal.value.problems]


def test_a_loop_is_refused_with_the_loop_named():
    links = (Link("T502", "T415"), Link("T415", "T512"), Link("T512", "T502"), Link("A", "T502"))
    with pytest.raises(Invalid) as refusal:
        plan(*tasks("T502 A T415 T512"), links=links)
    (problem,) = refusal.value.problems
    assert problem.code == "DEPENDENCY_CYCLE"
    assert problem.facts["path"] == ["T502", "T415", "T512", "T502"]


def test_a_link_that_would_close_a_loop_names_the_loop_beforehand():
    rollout = beichen.network()
    assert closing_loop(rollout, "T512", "T502") == ["T502", "T512", "T502"]
    assert closing_loop(rollout, "T502", "T512") is None
    assert closing_loop(rollout, "T502", "T502") == ["T502", "T502"]


def test_a_loop_through_a_summary_names_the_summary():
    activities = (Activity("P"), Activity("A", "", 480, parent="P"), *tasks("B"))
    assert closing_loop(plan(*activities, links=(Link("P", "B"),)), "B", "A") == ["A", "P", "B", "A"]
    assert closing_loop(plan(*activities, links=(Link("B", "P"),)), "A", "B") == ["B", "P", "A", "B"]


def test_a_link_between_a_summary_and_a_task_within_it_is_a_loop():
    activities = (Activity("P"), Activity("A", "", 480, parent="P"))
    with pytest.raises(Invalid) as refusal:
        plan(*activities, links=(Link("A", "P"),))
    assert refusal.value.problems[0].facts["path"] == ["A", "P", "A"]
    assert closing_loop(plan(*activities), "P", "A") == ["A", "P", "A"]


def test_a_long_loop_is_found_without_recursion():
    ids = [str(n) for n in range(20_000)]
    links = (*(Link(a, b) for a, b in pairwise(ids)), Link(ids[-1], ids[0]))
    with pytest.raises(Invalid) as refusal:
        plan(*(Activity(id) for id in ids), links=links)
    assert refusal.value.problems[0].facts["path"] == [*ids, "0"]


def test_a_task_under_itself_is_refused_with_the_outline_loop_named():
    with pytest.raises(Invalid) as refusal:
        plan(Activity("A", parent="B"), Activity("B", parent="C"), Activity("C", parent="B"))
    assert refusal.value.problems[0].code == "OUTLINE_CYCLE"
    assert refusal.value.problems[0].facts["path"] == ["B", "C", "B"]


def test_every_fault_is_named_at_once_with_its_place():
    activities = (
        Activity("A", "", -1),
        Activity("A", "", 480, calendar="Moon"),
        Activity("", "", 0, parent="nobody"),
        Activity("B", constraint=Constraint(ConstraintType.MSO)),
        Activity("C", actual_start=datetime(2026, 3, 4), actual_finish=datetime(2026, 3, 3), remaining_min=60),
    )
    links = (Link("A", "A"), Link("A", "X"), Link("Y", "B"), Link("A", "B"), Link("A", "B"))
    assert problems_of(*activities, links=links) == [
        ("NOT_UNIQUE", "tasks[1].id"),
        ("OUT_OF_RANGE", "tasks[0].duration_min"),
        ("REF_NOT_FOUND", "tasks[1].calendar"),
        ("REQUIRED", "tasks[2].id"),
        ("REF_NOT_FOUND", "tasks[2].parent"),
        ("REQUIRED", "tasks[3].constraint.date"),
        ("DATE_ORDER", "tasks[4].actual_finish"),
        ("PROGRESS_INCONSISTENT", "tasks[4].remaining_min"),
        ("SELF_REFERENCE", "dependencies[0].to"),
        ("REF_NOT_FOUND", "dependencies[1].to"),
        ("REF_NOT_FOUND", "dependencies[2].from"),
        ("NOT_UNIQUE", "dependencies[4]"),
    ]


def test_two_links_of_different_type_between_two_tasks_are_allowed():
    both = plan(*tasks("A B"), links=(Link("A", "B", LinkType.SS), Link("A", "B", LinkType.FF)))
    assert [link.type for link in both.graph().edges["A", "B"]["links"]] == ["SS", "FF"]


def test_a_project_calendar_that_does_not_exist_is_refused():
    with pytest.raises(Invalid) as refusal:
        Network(START, {}, "Standard", tasks("A"))
    assert refusal.value.problems[0].field == "calendar"


def test_the_graph_answers_questions_and_carries_tasks_and_links():
    graph = beichen.network().graph()
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (108, 185)
    assert networkx.is_directed_acyclic_graph(graph)
    assert graph.nodes["T411"]["activity"].duration_min == 20 * 480
    assert "M12" in networkx.descendants(graph, "T101")


def test_the_fingerprint_depends_on_content_and_not_on_order():
    links = (Link("A", "B"), Link("B", "C"))
    one, other = plan(*tasks("A B C"), links=links), plan(*tasks("C A B"), links=links[::-1])
    assert one.fingerprint() == other.fingerprint()
    assert one.fingerprint() != one.with_changes(Activity("B", "B", 481)).fingerprint()
    assert one.fingerprint() != one.with_changes(add=(Link("A", "C"),)).fingerprint()


def test_changes_make_a_new_network_and_leave_the_old_one():
    before = plan(*tasks("A B"), links=(Link("A", "B"),))
    after = before.with_changes(Activity("A", "A", 960), drop=before.links)
    assert (before.activity("A").duration_min, len(before.links)) == (480, 1)
    assert (after.activity("A").duration_min, len(after.links)) == (960, 0)
