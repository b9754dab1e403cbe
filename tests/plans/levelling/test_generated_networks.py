"""Networks of 30 activities in the manner of ProGen, as scarce as they come, and their shortest plans.

The optima were proven by the exact solver with three different ways of searching that agreed.
"""

import pytest

from plans.levelling.exact import solve
from plans.levelling.improvement import best_found
from plans.levelling.lower_bounds import by_energy, by_exclusion, by_links, by_pairs, lower_bound
from tests.plans.levelling.instances import generated, project

OPTIMA = {
    (100, 1.5, 1.0): 76,
    (100, 2.1, 1.0): 78,
    (101, 1.5, 1.0): 95,
    (101, 2.1, 1.0): 100,
    (102, 1.5, 0.75): 79,
    (103, 1.5, 1.0): 75,
    (103, 1.8, 1.0): 117,
    (103, 1.5, 0.75): 63,
}


def test_the_heuristic_is_within_two_percent_of_the_optimum_on_average_and_five_at_most():
    above = []
    for (seed, complexity, factor), optimum in OPTIMA.items():
        network = generated(seed, complexity=complexity, factor=factor)
        bound = lower_bound(network)
        found = network.makespan(best_found(network, bound, lambda: True))
        assert bound <= optimum <= found <= 1.05 * optimum
        above.append(found / optimum - 1)
    assert sum(above) / len(above) <= 0.02


@pytest.mark.parametrize("key", [(102, 1.5, 0.75), (103, 1.8, 1.0), (103, 1.5, 0.75)])
def test_the_exact_solver_proves_the_optimum(key: tuple[int, float, float]):
    seed, complexity, factor = key
    network = generated(seed, complexity=complexity, factor=factor)
    bound = lower_bound(network)
    solved = solve(network, best_found(network, bound, lambda: True, effort=3_000), bound, 60)
    assert (network.makespan(solved.starts), solved.bound, solved.optimal) == (OPTIMA[key], OPTIMA[key], True)


def test_the_progress_of_the_solver_is_told_and_ends_with_the_optimum():
    network = generated(103, complexity=1.5, factor=0.75)
    bound, told = lower_bound(network), list[tuple[int, int]]()
    hint = best_found(network, bound, lambda: True, effort=30)
    solve(network, hint, bound, 60, lambda best, at_best: told.append((best, at_best)))
    assert told[-1] == (63, 63)
    assert all(best >= 63 >= at_best for best, at_best in told)


# --- bounds by hand


def test_the_bound_by_links_is_the_longest_chain():
    assert by_links(project({"A": 2, "B": 3, "C": 4}, {"B": "A"})) == 5


def test_the_bound_by_energy_counts_what_can_neither_begin_before_nor_end_after():
    """H, a day, comes first and T, two days, last; three tasks of two units for three days share four: 18/4, rounded up: 5."""
    middle = dict.fromkeys("ABC", (2,))
    plan = project(
        {"H": 1, "A": 3, "B": 3, "C": 3, "T": 2}, {"A": "H", "B": "H", "C": "H", "T": "ABC"}, middle, capacities=(4,)
    )
    assert (by_links(plan), by_energy(plan)) == (6, 1 + 5 + 2)


def test_two_that_exclude_one_another_are_bound_by_the_better_order():
    """B after A ends after 2 + 4, A with its successor X after B would end after 4 + 2 + 1; units times days by 3 say 4."""
    plan = project({"A": 2, "B": 4, "X": 1}, {"X": "A"}, {"A": (2,), "B": (2,)}, capacities=(3,))
    assert (by_links(plan), by_energy(plan), by_pairs(plan)) == (4, 4, 6)


def test_of_tasks_that_exclude_one_another_by_different_resources_only_one_at_a_time_is_possible():
    """A and B share the crew, B and C the room, A and C the van: six days, though each resource alone sees but two of them."""
    asks = {"A": (1, 0, 1), "B": (1, 1, 0), "C": (0, 1, 1)}
    plan = project({"A": 2, "B": 2, "C": 2}, {}, asks, capacities=(1, 1, 1))
    assert plan.exclusive_groups == [[0, 1, 2]]
    assert (by_energy(plan), by_pairs(plan), by_exclusion(plan)) == (4, 4, 6)


def test_a_task_that_links_put_after_another_joins_the_group_of_its_pair():
    """D follows A without overlap and excludes B and C by the crew: A, or B, or C, or D."""
    asks = {"B": (2,), "C": (2,), "D": (1,), "A": (1,)}
    plan = project({"A": 1, "B": 1, "C": 1, "D": 1}, {"D": "A"}, asks, capacities=(2,))
    assert plan.exclusive_groups == [[0, 1, 2, 3]]
    assert by_exclusion(plan) == 4
