"""How short a levelled plan can be at best: bounds that hold whatever the order of the work.

Each bound reads: the earliest start of the first, then the work that cannot be done at once, then what must follow.
"""

from itertools import combinations

from plans.levelling.constrained_project import ConstrainedProject

MAX_PAIRS = 3_000


def lower_bound(project: ConstrainedProject) -> int:
    """The best of the bounds, in units of the project."""
    return max(project.done_by, by_links(project), by_energy(project), by_pairs(project))


def by_links(project: ConstrainedProject) -> int:
    """The critical path: no plan is shorter than its longest chain of links."""
    return max((h + t for h, t in zip(project.heads, project.tails, strict=True)), default=0)


def by_energy(project: ConstrainedProject) -> int:
    """For each resource: the units times duration of those that neither start before nor end after, by the capacity."""
    return max((_energy(project, k) for k in range(len(project.capacities))), default=0)


def _energy(project: ConstrainedProject, resource: int) -> int:
    """The best over all thresholds of head and of what follows the finish."""
    heads, capacity = project.heads, project.capacities[resource]
    work: list[tuple[int, int, int]] = []
    for n, demands in enumerate(project.demands):
        follows = project.tails[n] - project.durations[n]
        work += [(follows, heads[n], amount * project.durations[n]) for k, amount in demands if k == resource]
    work.sort(reverse=True)
    best = 0
    for begins in sorted({head for _, head, _ in work})[:MAX_PAIRS]:
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
    )[:400]
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
