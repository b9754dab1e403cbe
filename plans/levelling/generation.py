"""Schedule generation: from an order or a priority of the nodes to starts that keep every link and every capacity.

Serial: node by node in a given order, each as early as it fits. Parallel: instant by instant, each time whatever may
start, by priority. Kolisch (1996) shows that the serial one always reaches an optimum for some order, the parallel one
not, though it is often better where resources are very scarce. Backwards, each node goes as late as it fits.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from plans.levelling.availability import BEFORE_ALL, Availability
from plans.levelling.constrained_project import ConstrainedProject

Starts = list[int]


def serial(project: ConstrainedProject, sequence: Sequence[int]) -> Starts:
    """Starts of all nodes, each placed as early as links and resources allow; `sequence` has causes first."""
    free = [availability.copy() for availability in project.free_at_first]
    starts = list(project.release)
    before, durations, demands = project.before, project.durations, project.demands
    first_of, settled = project.first_of, project.settled
    for n in sequence:
        if n in settled:
            continue
        at = starts[n]
        for i, lag in before[n]:
            bound = starts[i] + lag
            if bound > at:
                at = bound
        if n in first_of:
            starts[n] = min(starts[m] for m in first_of[n])
            continue
        if needs := demands[n]:
            at = _fitting(free, needs, at, durations[n])
        starts[n] = at
    return starts


def _fitting(free: list[Availability], needs: Sequence[tuple[int, int]], at: int, duration: int) -> int:
    """The earliest start from `at` on that all resources allow; they are taken."""
    at = _earliest(free, needs, at, duration)
    for k, amount in needs:
        free[k].take(at, duration, amount)
    return at


def _earliest(free: list[Availability], needs: Sequence[tuple[int, int]], at: int, duration: int) -> int:
    """The earliest start from `at` on that all resources allow."""
    if len(needs) == 1:
        return free[needs[0][0]].earliest(at, duration, needs[0][1])
    while True:
        found = at
        for k, amount in needs:
            found = free[k].earliest(found, duration, amount)
        if found == at:
            return at
        at = found


def parallel(project: ConstrainedProject, keys: Sequence[float]) -> Starts:
    """Starts of all nodes: at each instant whatever can start does, lowest key first, ties by number."""
    free = [availability.copy() for availability in project.free_at_first]
    starts = list(project.release)
    waits = [len(bounds) + len(project.first_of.get(n, ())) for n, bounds in enumerate(project.before)]
    coming = [(starts[n], n) for n in range(project.size) if not waits[n]]
    heapify(coming)
    now = BEFORE_ALL
    while coming:
        now = max(now, coming[0][0])
        ready: list[tuple[float, int]] = []
        while coming and coming[0][0] <= now:
            n = heappop(coming)[1]
            ready.append((keys[n], n))
        for _, n in sorted(ready):
            at = _start_or_next(project, n, now, free, starts)
            if at > now and project.demands[n]:
                heappush(coming, (at, n))  # it comes back when it could start if nobody else took its place
            else:
                _set_off(project, n, at, starts, waits, coming)
    return starts


def _start_or_next(project: ConstrainedProject, n: int, now: int, free: list[Availability], starts: Starts) -> int:
    """`now` with the resources taken, or the next instant at which a node could start by what is taken as yet."""
    if n in project.settled:
        return starts[n]
    if n in project.first_of:
        return min(starts[m] for m in project.first_of[n])
    needs, duration = project.demands[n], project.durations[n]
    if not needs:
        return starts[n]
    at = _earliest(free, needs, now, duration)
    if at == now:
        for k, amount in needs:
            free[k].take(now, duration, amount)
    return at


def _set_off(
    project: ConstrainedProject, n: int, at: int, starts: Starts, waits: list[int], coming: list[tuple[int, int]]
) -> None:
    """Start a node, and put in line who only waited for it."""
    starts[n] = at
    for j, lag in project.after[n]:
        starts[j] = max(starts[j], at + lag)
        waits[j] -= 1
        if not waits[j]:
            heappush(coming, (starts[j], j))
    for j in project.groups_with[n]:
        waits[j] -= 1
        if not waits[j]:
            heappush(coming, (min(starts[m] for m in project.first_of[j]), j))


def moved_late(project: ConstrainedProject, starts: Starts, until: int) -> Starts:
    """Every node as late as it fits before `until`, the last to finish first, what follows it before it.

    Resources are looked at with time running backwards, so that "as late as possible" is "as early as possible".
    Where work may overlap what it depends on, a node can come out earlier than it was: the result is an order.
    """
    free = [availability.mirrored() for availability in project.free_at_first]
    durations, demands, after = project.durations, project.demands, project.after
    late = list(starts)
    # Who starts first of a group stays the one that the group's start is counted from.
    witness = {min(members, key=lambda m: (starts[m], m)): n for n, members in project.first_of.items()}
    for n in _last_finish_first(project, starts):
        if n in project.settled:
            continue
        at = min(until - durations[n], max(project.latest[n], starts[n]))
        for j, lag in after[n]:
            bound = late[j] - lag
            if bound < at:
                at = bound
        if n in witness:
            at = min(at, late[witness[n]])
        if needs := demands[n]:
            at = -_fitting(free, needs, -at - durations[n], durations[n]) - durations[n]
        late[n] = at
    return late


def _last_finish_first(project: ConstrainedProject, starts: Starts) -> list[int]:
    finishes = [at + duration for at, duration in zip(starts, project.durations, strict=True)]
    if project.waits_for_finishes:
        place = project.place_in_order
        return sorted(range(project.size), key=lambda n: (finishes[n], place[n]), reverse=True)
    return project.effects_first([-finish for finish in finishes])


def moved_early(project: ConstrainedProject, starts: Starts) -> Starts:
    """Every node as early as it fits, the first to start first, until nothing moves; none comes later than it was."""
    early = _moved_early_once(project, starts)
    # Where work may start before what it depends on, one round leaves room behind.
    while not project.waits_for_finishes and (again := _moved_early_once(project, early)) != early:
        early = again
    return early


def _moved_early_once(project: ConstrainedProject, starts: Starts) -> Starts:
    free = [availability.copy() for availability in project.free_at_first]
    durations, demands, before, place = project.durations, project.demands, project.before, project.place_in_order
    early = list(starts)
    for n in sorted(range(project.size), key=lambda n: (starts[n], place[n])):
        if n in project.settled:
            continue
        if n in project.first_of:
            early[n] = min(early[m] for m in project.first_of[n])
            continue
        at = project.release[n]
        for i, lag in before[n]:
            bound = early[i] + lag
            if bound > at:
                at = bound
        if needs := demands[n]:
            at = _fitting(free, needs, at, durations[n])
        early[n] = at
    for n in project.order if project.first_of else ():
        if n in project.first_of:
            early[n] = min(early[m] for m in project.first_of[n])
    return early


def justified(project: ConstrainedProject, starts: Starts) -> Starts:
    """Starts after everything was moved as late and then as early as it goes: never a longer plan, mostly a shorter one.

    Double justification after Valls, Ballestín and Quintanilla (2005).
    """
    early = serial(project, by_starts(project, moved_late(project, starts, project.makespan(starts))))
    better = (project.lateness(early), project.makespan(early)) <= (project.lateness(starts), project.makespan(starts))
    return early if better else starts


def by_starts(project: ConstrainedProject, starts: Starts) -> list[int]:
    """The nodes in the order in which they start, causes first."""
    if project.waits_for_finishes:
        place = project.place_in_order
        return sorted(range(project.size), key=lambda n: (starts[n], place[n]))
    return project.causes_first(starts)
