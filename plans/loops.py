"""Loops in a network, named: what comes before itself, or would with one link more."""

from typing import TYPE_CHECKING

from plans.node_table import NodeTable, ends_of, tabulate

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx

    from plans.network import Link, Network


def some_loop(network: "Network", table: NodeTable) -> list[str]:
    """A loop of a network that has one, as task ids from a task back to itself."""
    import networkx

    edges = networkx.find_cycle(_looping_part(table, network.links))
    nodes = [n for n, _ in edges]
    first = nodes.index(min(nodes))
    return _named(table, network, [*nodes[first:], *nodes[: first + 1]])


def loop_through(network: "Network", extra: "Link") -> list[str] | None:
    """The shortest loop that a further link would close, beginning and ending with the task it leads to."""
    import networkx

    links = (*network.links, extra)
    table = tabulate(network, links, ends_of(network.activities, links))
    if not table.has_loop:
        return None
    first, last = table.number[extra.target], table.number[extra.source]
    path = networkx.shortest_path(_looping_part(table, links), table.entry.get(first, first), last)
    return _named(table, network, [*path, path[0]])


def _looping_part(table: NodeTable, links: "Iterable[Link]") -> "networkx.DiGraph":
    """The nodes on and behind loops: what is left when everything that can come first has been taken away."""
    import networkx

    after = _successors(table, links)
    missing = [len(table.into(n)) for n in range(len(table.follows))]
    possible = [n for n, count in enumerate(missing) if not count]
    for n in possible:  # grows as it is walked
        for m in after[n]:
            missing[m] -= 1
            if not missing[m]:
                possible.append(m)
    return networkx.DiGraph((n, m) for n, count in enumerate(missing) if count for m in after[n])


def _successors(table: NodeTable, links: "Iterable[Link]") -> list[list[int]]:
    number, entry = table.number, table.entry
    after: list[list[int]] = [[] for _ in table.follows]
    for link in links:
        target = number[link.target]
        after[number[link.source]].append(entry.get(target, target))
    for n, parent in enumerate(table.parent):
        if parent >= 0:
            after[n].append(parent)
            if parent in entry:
                after[entry[parent]].append(entry.get(n, n))
    return after


def _named(table: NodeTable, network: "Network", nodes: list[int]) -> list[str]:
    ids = [network.activities[table.task_of(n)].id for n in nodes]
    return [id for n, id in enumerate(ids) if n == 0 or id != ids[n - 1]]
