"""The levelling problem in its plainest form: whole numbers, minimal lags between starts, resources with capacities.

Every kind of link with a lag is a least distance between two starts: finish to start `d_i + lag`, start to start
`lag`, finish to finish `d_i + lag − d_j`, start to finish `lag − d_j`. Where a summary stands between tasks, nodes
without duration stand for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heapify, heappop, heappush

from plans.levelling.availability import Availability
from plans.levelling.exclusions import exclusive_groups

NEVER = 1 << 60
"""A latest start that binds nobody."""


@dataclass(frozen=True)
class ConstrainedProject:
    """What is to be levelled. Times are whole `unit`s of six seconds each from the start of the plan.

    Node j starts from `release[j]` and until `latest[j]`, and no less than `lag` after node i for each `(i, lag)` in
    `before[j]`. It holds `(resource, amount)` of `demands[j]` for `durations[j]`. A node in `first_of` starts when the
    first of its members does. `settled` nodes stand where they are. Nodes are sorted by `names`, so that nothing
    depends on the order of the file.
    """

    names: Sequence[str]
    durations: Sequence[int]
    before: Sequence[Sequence[tuple[int, int]]]
    release: Sequence[int]
    latest: Sequence[int]
    demands: Sequence[Sequence[tuple[int, int]]]
    capacities: Sequence[int]
    first_of: dict[int, tuple[int, ...]] = field(default_factory=dict)
    settled: frozenset[int] = frozenset()
    done_by: int = 0
    unit: int = 1

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.durations)

    @cached_property
    def after(self) -> list[list[tuple[int, int]]]:
        """`before` the other way round: for node i the `(j, lag)` that it bounds."""
        found: list[list[tuple[int, int]]] = [[] for _ in range(self.size)]
        for j, bounds in enumerate(self.before):
            for i, lag in bounds:
                found[i].append((j, lag))
        return found

    @cached_property
    def groups_with(self) -> list[list[int]]:
        """For each node the nodes that start with the first of a group it is in."""
        found: list[list[int]] = [[] for _ in range(self.size)]
        for n, members in self.first_of.items():
            for m in members:
                found[m].append(n)
        return found

    @cached_property
    def order(self) -> list[int]:
        """All nodes, causes first; by number where nothing says otherwise."""
        return self.causes_first(list(range(self.size)))

    @cached_property
    def place_in_order(self) -> list[int]:
        """For each node its place in `order`."""
        place = [0] * self.size
        for k, n in enumerate(self.order):
            place[n] = k
        return place

    def causes_first(self, keys: Sequence[float]) -> list[int]:
        """The nodes by ascending key as far as causes come first; ties by number."""
        return _in_turn(keys, self._effects, self._causes)

    def effects_first(self, keys: Sequence[float]) -> list[int]:
        """The nodes by ascending key as far as what follows a node comes before it; ties by number."""
        return _in_turn(keys, self._causes, self._effects)

    @cached_property
    def _causes(self) -> list[list[int]]:
        """For each node those that it waits for, a member of a group for the group."""
        return [[*(i for i, _ in bounds), *self.first_of.get(n, ())] for n, bounds in enumerate(self.before)]

    @cached_property
    def _effects(self) -> list[list[int]]:
        """For each node those that wait for it."""
        return [[*(j for j, _ in bounds), *self.groups_with[n]] for n, bounds in enumerate(self.after)]

    @cached_property
    def waits_for_finishes(self) -> bool:
        """Whether every node only starts after those before it have finished: then finishes and starts give an order."""
        return not self.first_of and all(
            lag >= self.durations[i] for bounds in self.before for i, lag in bounds
        )  # fmt: skip

    @cached_property
    def heads(self) -> list[int]:
        """The earliest start of each node by links and dates alone: what would be without scarce resources."""
        at = list(self.release)
        for n in self.order:
            for i, lag in self.before[n]:
                at[n] = max(at[n], at[i] + lag)
            if n in self.first_of:
                at[n] = min(at[m] for m in self.first_of[n])
        return at

    @cached_property
    def tails(self) -> list[int]:
        """At least how long the plan goes on from the start of each node; not counted through the first of several."""
        rest = list(self.durations)
        for n in reversed(self.order):
            for j, lag in self.after[n]:
                rest[n] = max(rest[n], lag + rest[j])
        return rest

    @cached_property
    def exclusive_groups(self) -> list[list[int]]:
        """Groups of nodes of which only one at a time is possible."""
        return exclusive_groups(self)

    @cached_property
    def free_at_first(self) -> list[Availability]:
        """What is free of each resource once the settled nodes have taken theirs."""
        found = [Availability(capacity) for capacity in self.capacities]
        for n in sorted(self.settled):
            for k, amount in self.demands[n]:
                found[k].take(self.release[n], self.durations[n], amount)
        return found

    def makespan(self, starts: Sequence[int]) -> int:
        """When the last node finishes."""
        return max(self.done_by, max((s + d for s, d in zip(starts, self.durations, strict=True)), default=0))

    def lateness(self, starts: Sequence[int]) -> int:
        """By how much starts are after their latest ones, in sum."""
        return sum(s - last for s, last in zip(starts, self.latest, strict=True) if s > last)

    def too_late(self, starts: Sequence[int]) -> list[int]:
        """The nodes that start after their latest start."""
        return [n for n, at in enumerate(starts) if at > self.latest[n]]


def _in_turn(keys: Sequence[float], leads_to: Sequence[Sequence[int]], waits_for: Sequence[Sequence[int]]) -> list[int]:
    waits = [len(causes) for causes in waits_for]
    ready = [(keys[n], n) for n, count in enumerate(waits) if not count]
    heapify(ready)
    found: list[int] = []
    while ready:
        n = heappop(ready)[1]
        found.append(n)
        for m in leads_to[n]:
            waits[m] -= 1
            if not waits[m]:
                heappush(ready, (keys[m], m))
    return found
