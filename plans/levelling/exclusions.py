"""Tasks that can never be worked on at once: groups of which only one at a time is possible, whatever the order."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plans.levelling.constrained_project import ConstrainedProject

MOST_NODES = 200


def exclusive_groups(project: "ConstrainedProject") -> list[list[int]]:
    """Groups of nodes, any two of which exclude one another by a capacity or by links; every pair excluded by a capacity is
    in one. Grown greedily from the pairs; none for projects of many nodes, where looking would take too long."""
    if project.size > MOST_NODES:
        return []
    by_capacity = _excluded_by_capacity(project)
    excluded = [mine | theirs for mine, theirs in zip(by_capacity, _excluded_by_links(project), strict=True)]
    groups: list[list[int]] = []
    covered = [0] * project.size
    for i in range(project.size):
        for j in range(i + 1, project.size):
            if by_capacity[i] >> j & 1 and not covered[i] >> j & 1:
                group = _grown(i, j, excluded)
                members = sum(1 << n for n in group)
                for n in group:
                    covered[n] |= members
                groups.append(group)
    return groups


def _grown(i: int, j: int, excluded: list[int]) -> list[int]:
    """A pair and whoever else excludes all, those first that leave most candidates."""
    group, candidates = [i, j], excluded[i] & excluded[j]
    while candidates:
        best = max(_members(candidates), key=lambda n: ((candidates & excluded[n]).bit_count(), -n))
        group.append(best)
        candidates &= excluded[best]
    return sorted(group)


def _members(mask: int) -> list[int]:
    return [n for n in range(mask.bit_length()) if mask >> n & 1]


def _excluded_by_capacity(project: "ConstrainedProject") -> list[int]:
    """For each node, as a mask, the nodes with which it asks for more of a resource than there is."""
    found = [0] * project.size
    for k, capacity in enumerate(project.capacities):
        asking = sorted(
            ((amount, n) for n, demands in enumerate(project.demands) for m, amount in demands if m == k), reverse=True
        )
        for place, (amount, i) in enumerate(asking):
            for other, j in asking[place + 1 :]:
                if amount + other <= capacity:
                    break
                found[i] |= 1 << j
                found[j] |= 1 << i
    return found


def _excluded_by_links(project: "ConstrainedProject") -> list[int]:
    """For each node, as a mask, the nodes that finish before it starts or start after it finishes, by links without overlap."""
    after = [0] * project.size
    for n in reversed(project.order):
        for j, lag in project.after[n]:
            if lag >= project.durations[n]:
                after[n] |= after[j] | 1 << j
    before = [0] * project.size
    for n, mask in enumerate(after):
        for j in _members(mask):
            before[j] |= 1 << n
    return [a | b for a, b in zip(after, before, strict=True)]
