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
    if len(needs) == 1:
        k, amount = needs[0]
        at = free[k].earliest(at, duration, amount)
        free[k].take(at, duration, amount)
        return at
    while True:
        found = at
        for k, amount in needs:
            found = free[k].earliest(found, duration, amount)
        if found == at:
            break
        at = found
    for k, amount in needs:
        free[k].take(at, duration, amount)
    return at


def parallel(project: ConstrainedProject, keys: Sequence[float]) -> Starts:
    """Starts of all nodes: at each instant whatever can start does, lowest key first, ties by number."""
    free = [availability.copy() for availability in project.free_at_first]
    starts = list(project.release)
    waits = [len(bounds) + len(project.first_of.get(n, ())) for n, bounds in enumerate(project.before)]
    coming: list[tuple[int, int]] = [(starts[n], n) for n in range(project.size) if not waits[n]]
    heapify(coming)
    ready: list[tuple[float, int]] = []
    instants = sorted({t for availability in free for t in availability.times[1:-1]})
    now = BEFORE_ALL
    while coming or ready:
        now = max(now, _next_instant(coming, instants) if ready else coming[0][0])
        while coming and coming[0][0] <= now:
            n = heappop(coming)[1]
            heappush(ready, (keys[n], n))
        ready = _start_what_can(project, now, ready, free, starts, waits, coming, instants)
    return starts


def _next_instant(coming: list[tuple[int, int]], instants: list[int]) -> int:
    """The next time at which somebody becomes ready or units become free."""
    if coming and (not instants or coming[0][0] <= instants[0]):
        return coming[0][0]
    at = heappop(instants)
    while instants and instants[0] == at:
        heappop(instants)
    return at


def _start_what_can(
    project: ConstrainedProject, now: int, ready: list[tuple[float, int]], free: list[Availability],
    starts: Starts, waits: list[int], coming: list[tuple[int, int]], instants: list[int],
) -> list[tuple[float, int]]:  # fmt: skip
    """Start every ready node that fits at `now`; those that do not are given back, still a heap."""
    kept: list[tuple[float, int]] = []
    while ready:
        entry = heappop(ready)
        n = entry[1]
        needs, duration = project.demands[n], project.durations[n]
        if n in project.settled or n in project.first_of:
            at = min((starts[m] for m in project.first_of.get(n, ())), default=starts[n])
        elif not needs:
            at = starts[n]
        elif all(free[k].earliest(now, duration, amount) == now for k, amount in needs):
            at = now
            for k, amount in needs:
                free[k].take(now, duration, amount)
            heappush(instants, now + duration)
        else:
            kept.append(entry)
            continue
        starts[n] = at
        for j, lag in project.after[n]:
            starts[j] = max(starts[j], at + lag)
            _one_less(j, project, starts, waits, coming)
        for j in project.groups_with[n]:
            _one_less(j, project, starts, waits, coming)
    return kept


def _one_less(
    n: int, project: ConstrainedProject, starts: Starts, waits: list[int], coming: list[tuple[int, int]]
) -> None:
    waits[n] -= 1
    if not waits[n]:
        heappush(coming, (starts[n] if n not in project.first_of else min(starts[m] for m in project.first_of[n]), n))


def backward(project: ConstrainedProject, starts: Starts, until: int) -> Starts | None:
    """Every node as late as it fits before `until`, the last to finish first; None where the links leave no room.

    Resources are looked at with time running backwards, so that "as late as possible" is "as early as possible".
    """
    free = [availability.mirrored() for availability in project.free_at_first]
    durations, demands, after = project.durations, project.demands, project.after
    late = list(starts)
    # Who starts first of a group stays the one that the group's start is counted from.
    witness = {min(members, key=lambda m: (starts[m], m)): n for n, members in project.first_of.items()}
    for n in _last_finish_first(project, starts, witness):
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
        if at < starts[n]:
            return None
        late[n] = at
    return late


def _last_finish_first(project: ConstrainedProject, starts: Starts, witness: dict[int, int]) -> list[int]:
    durations, place = project.durations, project.place_in_order
    if project.waits_for_finishes:
        return sorted(range(project.size), key=lambda n: (starts[n] + durations[n], place[n]), reverse=True)
    waits = [len(project.after[n]) for n in range(project.size)]
    for n in witness:
        waits[n] += 1
    held_by: dict[int, list[int]] = {}
    for n, group in witness.items():
        held_by.setdefault(group, []).append(n)
    ready = [(-starts[n] - durations[n], -place[n], n) for n in range(project.size) if not waits[n]]
    heapify(ready)
    found: list[int] = []
    while ready:
        n = heappop(ready)[2]
        found.append(n)
        for i in (*(i for i, _ in project.before[n]), *held_by.get(n, ())):
            waits[i] -= 1
            if not waits[i]:
                heappush(ready, (-starts[i] - durations[i], -place[i], i))
    return found


def by_starts(project: ConstrainedProject, starts: Starts) -> list[int]:
    """The nodes in the order in which they start, causes first."""
    if project.waits_for_finishes:
        place = project.place_in_order
        return sorted(range(project.size), key=lambda n: (starts[n], place[n]))
    return project.causes_first(starts)


def justified(project: ConstrainedProject, starts: Starts) -> Starts:
    """Starts after everything was moved as late and then as early as it goes: never a longer plan, mostly a shorter one.

    Double justification after Valls, Ballestín and Quintanilla (2005).
    """
    late = backward(project, starts, project.makespan(starts))
    if late is None:
        return starts
    early = serial(project, by_starts(project, late))
    better = (project.lateness(early), project.makespan(early)) <= (project.lateness(starts), project.makespan(starts))
    return early if better else starts
