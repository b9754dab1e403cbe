"""How easily the plan breaks: how much of it has little float, on how many ways, and where many ways meet."""

from dataclasses import dataclass
from math import log

from plans.insight.slack_net import SlackNet
from plans.progressed import Standing
from plans.worked_time import ticks


@dataclass(frozen=True, slots=True)
class Merge:
    """A task on which several links meet: it waits for the last of them. `tight`: those with little slack."""

    task: str
    links: int
    tight: int


@dataclass(frozen=True, slots=True)
class Fragility:
    """`little`: unfinished tasks within the limit of float, of `unfinished`.

    `entropy` (nats): how evenly they spread over ways of different slack to the plan's end; 0 when one way is all there is.
    `merges`: where the most links meet, the most tight ones first.
    """

    little: tuple[str, ...]
    unfinished: int
    entropy: float
    merges: tuple[Merge, ...]

    @property
    def share(self) -> float | None:
        return len(self.little) / self.unfinished if self.unfinished else None


def fragility(net: SlackNet, within_min: float, most: int = 5) -> Fragility:
    """Unfinished tasks with a total float of at most `within_min` worked minutes, and the greatest merges among them.

    Entropy = -sum p ln p, p being the share of the tasks that have one and the same float.
    """
    schedule, table = net.schedule, net.schedule.network.table
    gathering, (_, early) = set(table.summaries), net.schedule.passes
    open_ones = [
        a.id
        for n, a in enumerate(schedule.network.activities)
        if n not in gathering and early.standing[n] != Standing.complete
    ]
    floats = {id: schedule[id].total_float_min for id in open_ones}
    little = [id for id in open_ones if floats[id] <= within_min]
    counts: dict[float, int] = {}
    for id in little:
        counts[max(floats[id], 0)] = counts.get(max(floats[id], 0), 0) + 1
    shares = [n / len(little) for n in counts.values()]
    return Fragility(
        tuple(little),
        len(open_ones),
        -sum(p * log(p) for p in shares) + 0.0,
        tuple(_merges(net, open_ones, within_min)[:most]),
    )


def _merges(net: SlackNet, ids: list[str], within_min: float) -> list[Merge]:
    table = net.schedule.network.table
    limit = ticks(within_min)
    met = []
    for id in ids:
        n = table.number[id]
        tight = sum(slack <= limit for _, slack in net.pushed_by[n])
        met.append(Merge(id, len(table.into(n)), tight))
    return sorted((m for m in met if m.links > 1), key=lambda m: (-m.links, -m.tight, m.task))
