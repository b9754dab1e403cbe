"""Priority rules: which of several tasks that want the same resource goes first. A lower key goes first.

The rules are those that Kolisch and Hartmann's comparisons (1999, 2006) find strongest, each a number per node known
before anything is placed; ties go by id. The horizon is a time at which the plan might end: dates that somebody must
keep weigh against it.
"""

from collections.abc import Callable, Sequence

from plans.levelling.constrained_project import ConstrainedProject

Keys = Sequence[float]

MOST_COUNTED = 5_000  # nodes up to which each one's set of all that follow is kept


def latest_starts(project: ConstrainedProject, horizon: int) -> list[int]:
    """LST: how late a node may start for the plan to end at the horizon and for what follows it to keep its latest dates."""
    rest = [max(t, horizon - last) for t, last in zip(project.tails, project.latest, strict=True)]
    for n in reversed(project.order):
        for j, lag in project.after[n]:
            rest[n] = max(rest[n], lag + rest[j])
    return [horizon - before_end for before_end in rest]


def latest_finishes(project: ConstrainedProject, horizon: int) -> list[int]:
    """LFT: the same of the finish."""
    return [at + d for at, d in zip(latest_starts(project, horizon), project.durations, strict=True)]


def least_slack(project: ConstrainedProject, horizon: int) -> list[int]:
    """MSLK: the least room between earliest and latest start first."""
    return [late - early for late, early in zip(latest_starts(project, horizon), project.heads, strict=True)]


def most_successors(project: ConstrainedProject, horizon: int) -> list[int]:
    """MTS: the one that most others wait for, directly or not, first; in very large plans those that wait directly."""
    if project.size > MOST_COUNTED:
        return [-len(following) for following in project.after]
    within = [0] * project.size
    for n in reversed(project.order):
        for j, _ in project.after[n]:
            within[n] |= within[j] | 1 << j
        for j in project.groups_with[n]:
            within[n] |= within[j] | 1 << j
    return [-found.bit_count() for found in within]


def rank_positional_weight(project: ConstrainedProject, horizon: int) -> list[int]:
    """GRPW: the one with most work in itself and its direct successors first."""
    durations = project.durations
    return [-durations[n] - sum(durations[j] for j, _ in project.after[n]) for n in range(project.size)]


def most_work(project: ConstrainedProject, horizon: int) -> list[float]:
    """WRUP's part: the one that asks for most of what is scarce, for longest, first."""
    shares = [
        sum(amount / project.capacities[k] for k, amount in demands) * duration
        for demands, duration in zip(project.demands, project.durations, strict=True)
    ]
    return [-share for share in shares]


RULES: tuple[Callable[[ConstrainedProject, int], Keys], ...] = (
    latest_finishes,
    latest_starts,
    most_successors,
    least_slack,
    rank_positional_weight,
    most_work,
)
