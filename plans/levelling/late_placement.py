"""Tasks wanted as late as possible, moved back within a levelled plan as far as nobody else has to move."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from plans.levelling.availability import Availability
from plans.levelling.constrained_project import ConstrainedProject
from plans.levelling.generation import Starts, moved_early


def as_late_as_possible(project: ConstrainedProject, starts: Starts, wanted: Iterable[int]) -> Starts:
    """Starts in which the wanted nodes are as late as links, resources and the makespan allow, the last of them first.

    A node that decides when a summary starts stays where it is.
    """
    chosen = sorted((n for n in wanted if not project.groups_with[n]), key=lambda n: -project.place_in_order[n])
    if not chosen:
        return starts
    placed, until = list(starts), project.makespan(starts)
    free = _left_over(project, starts)
    for n in chosen:
        duration = project.durations[n]
        for k, amount in project.demands[n]:
            free[k].take(placed[n], duration, -amount)
        at = min([until - duration, *(placed[j] - lag for j, lag in project.after[n])])
        placed[n] = max(placed[n], min(_latest_fit(free, project.demands[n], at, duration), project.latest[n]))
        for k, amount in project.demands[n]:
            free[k].take(placed[n], duration, amount)
    rest = replace(project, release=_pinned(project.release, placed, chosen), settled=project.settled.union(chosen))
    return moved_early(rest, placed)


def _pinned(release: Sequence[int], placed: Starts, chosen: Iterable[int]) -> Starts:
    """Release dates in which the chosen nodes stand where they were placed, so that the others may use the room left."""
    found = list(release)
    for n in chosen:
        found[n] = placed[n]
    return found


def _left_over(project: ConstrainedProject, starts: Starts) -> list[Availability]:
    """What is free of each resource in a plan."""
    free = [availability.copy() for availability in project.free_at_first]
    for n, demands in enumerate(project.demands):
        if n not in project.settled:
            for k, amount in demands:
                free[k].take(starts[n], project.durations[n], amount)
    return free


def _latest_fit(free: list[Availability], needs: Iterable[tuple[int, int]], at: int, duration: int) -> int:
    """The latest start until `at` that all resources allow: the earliest with time running backwards."""
    backwards = {k: free[k].mirrored() for k, _ in needs}
    while True:
        found = -at - duration
        for k, amount in needs:
            found = backwards[k].earliest(found, duration, amount)
        if -found - duration == at:
            return at
        at = -found - duration
