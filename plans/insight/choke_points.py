"""Where the ways to the milestones meet, by the structure alone: durations and float are left aside, so this is a second look, never a first.

A task with days of float may stand between many others, and a critical one on a single way: what hurts is said by `harm`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from plans.insight.task_net import task_net
from plans.network import Network

MOST = 400  # tasks: betweenness grows with tasks times links, shares only with their sum


@dataclass(frozen=True, slots=True)
class ChokePoint:
    """A task: its betweenness towards the milestones (the shortest ways through it, in links; None in a plan of more than
    `MOST` tasks), and the share of all ways to one milestone that pass it."""

    task: str
    betweenness: float | None
    share: Fraction


def choke_points(network: Network, milestones: Collection[str], towards: str) -> list[ChokePoint]:
    """Tasks that stand between others and the milestones, the greatest first. `towards`: the milestone whose ways are counted.

    Betweenness of a subset: Brandes (2008), computed by networkx from every task to every milestone, not normalised.
    """
    import networkx

    graph = task_net(network)
    targets = [m for m in milestones if m in graph]
    sources = [node for node in graph if isinstance(node, str) and node not in set(targets)]
    share = path_shares(network, towards)
    if len(sources) > MOST:
        shared = [ChokePoint(task, None, share[task]) for task in sources if task in share]
        return sorted(shared, key=lambda c: (-c.share, c.task))
    between = networkx.betweenness_centrality_subset(graph, sources, targets)
    found = [
        (between[task], ChokePoint(task, between[task], share.get(task, Fraction(0))))
        for task in sources
        if between[task] > 0
    ]
    return [point for _, point in sorted(found, key=lambda pair: (-pair[0], pair[1].task))]


def path_count(network: Network, milestone: str) -> int:
    """How many ways lead to a milestone from what has no predecessor: counted in one pass, never listed."""
    return _counts(network, milestone)[2]


def path_shares(network: Network, milestone: str) -> dict[str, Fraction]:
    """The share of all ways to a milestone that pass each task: ways to it times ways on from it, over all."""
    before, after, total = _counts(network, milestone)
    return {node: Fraction(before[node] * after[node], total) for node in after if isinstance(node, str)}


def _counts(network: Network, milestone: str) -> tuple[dict, dict, int]:
    """The ways from the beginning to each node, the ways from each node to the milestone, and all of them."""
    import networkx

    graph = task_net(network)
    order = list(networkx.topological_sort(graph))
    before: dict[object, int] = {}
    for node in order:
        before[node] = sum(before[p] for p in graph.predecessors(node)) or 1
    within = networkx.ancestors(graph, milestone) | {milestone}
    after: dict[object, int] = {milestone: 1}
    for node in reversed(order):
        if node in within and node != milestone:
            after[node] = sum(after[s] for s in graph.successors(node) if s in after)
    return before, after, before[milestone]
