"""How short a levelled plan can be at best: bounds that hold whatever the order of the work.

Each bound reads: the earliest start of the first, then the work that cannot be done at once, then what must follow.
"""

from collections.abc import Mapping
from itertools import combinations

from plans.levelling.constrained_project import ConstrainedProject

MOST_STEPS = 1_000_000  # with more, only some of the thresholds are looked at
MOST_SCARCE = 400  # tasks of which all pairs are looked at, those on the longest chains


def lower_bound(project: ConstrainedProject) -> int:
    """The best of the bounds, in units of the project."""
    return max(project.done_by, by_links(project), by_energy(project), by_exclusion(project), by_pairs(project))


def by_links(project: ConstrainedProject) -> int:
    """The critical path: no plan is shorter than its longest chain of links."""
    return max((h + t for h, t in zip(project.heads, project.tails, strict=True)), default=0)


def by_energy(project: ConstrainedProject) -> int:
    """For each resource: the units times duration of those that neither start before nor end after, by the capacity."""
    found = 0
    for resource, capacity in enumerate(project.capacities):
        held = {n: amount for n, demands in enumerate(project.demands) for k, amount in demands if k == resource}
        found = max(found, _energy(project, held, capacity))
    return found


def by_exclusion(project: ConstrainedProject) -> int:
    """The same for tasks of which only one at a time is possible: as if they shared one unit."""
    return max((_energy(project, dict.fromkeys(group, 1), 1) for group in project.exclusive_groups), default=0)


def _energy(project: ConstrainedProject, held: Mapping[int, int], capacity: int) -> int:
    """The best over all thresholds of the earliest start and of what follows the finish, of those that hold something."""
    heads, tails, durations = project.heads, project.tails, project.durations
    work = [(tails[n] - durations[n], heads[n], amount * durations[n]) for n, amount in held.items()]
    work.sort(reverse=True)
    best = 0
    thresholds = sorted({head for _, head, _ in work})
    for begins in thresholds[:: 1 + len(thresholds) * len(work) // MOST_STEPS]:
        energy = 0
        for follows, head, units in work:
            if head >= begins:
                energy += units
                best = max(best, begins - (-energy // capacity) + follows)
    return best


def by_pairs(project: ConstrainedProject) -> int:
    """Two tasks that no resource lets run at once: one must wait for the other, whichever is better."""
    heads, tails, durations = project.heads, project.tails, project.durations
    scarce = sorted(
        (n for n, demands in enumerate(project.demands) if demands), key=lambda n: (-heads[n] - tails[n], n)
    )[:MOST_SCARCE]
    best = 0
    for i, j in combinations(scarce, 2):
        first = max(heads[i] + durations[i], heads[j]) + tails[j]
        second = max(heads[j] + durations[j], heads[i]) + tails[i]
        if min(first, second) > best and _exclude_one_another(project, i, j):
            best = min(first, second)
    return best


def _exclude_one_another(project: ConstrainedProject, i: int, j: int) -> bool:
    held = dict(project.demands[i])
    return any(held.get(k, 0) + amount > project.capacities[k] for k, amount in project.demands[j])
