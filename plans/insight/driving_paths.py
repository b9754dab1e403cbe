"""What decides when a milestone comes: the driving path, and those that would drive it if a little were gained there."""

from dataclasses import dataclass
from itertools import pairwise

from plans.insight.slack_net import SlackNet


@dataclass(frozen=True, slots=True)
class DrivingPath:
    """Unfinished tasks that share the same distance to a milestone, first to last; `slack_min`: what they may slip before it moves.

    The first path has none. When it gains d, the paths with a slack of up to d decide.
    """

    rank: int
    slack_min: float
    tasks: tuple[str, ...]


def driving_paths(net: SlackNet, milestone: str, within_min: float, most: int = 3) -> list[DrivingPath]:
    """The driving path to a milestone and the next ones with at most `within_min` slack (worked minutes), least slack first."""
    schedule, number = net.schedule, net.schedule.network.table.number
    groups: dict[float, list[str]] = {}
    for id, distance in net.distances_to(milestone).items():
        if distance <= within_min:
            groups.setdefault(distance, []).append(id)
    first = schedule.driving_path(milestone)
    found = []
    for rank, slack in enumerate(sorted(groups)[:most], 1):
        ids = sorted(groups[slack], key=lambda id: (schedule[id].start, schedule[id].finish, number[id]))
        found.append(DrivingPath(rank, slack, tuple(first if slack == 0 and set(first) == set(ids) else ids)))
    return found


def changes_of(path: tuple[str, ...], department_of: dict[str, str | None]) -> int:
    """How often the work passes to another department along a path."""
    hands = [department_of.get(id) for id in path]
    return sum(a != b for a, b in pairwise(hands))
