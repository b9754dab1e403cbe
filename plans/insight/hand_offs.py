"""Where work passes from one department to another: the network of tasks, folded to departments."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from plans.network import Network


@dataclass(frozen=True, slots=True)
class HandOff:
    """Links from one department's tasks to another's: how many, their lags together in worked minutes, how many wait for late work."""

    source: str
    target: str
    links: int
    lag_min: float
    late: int


@dataclass(frozen=True, slots=True)
class HandOffs:
    """All of them, the most first. `crossing` of `total` links pass between departments; `back_and_forth`: pairs with both ways.

    `indispensable`: departments without which the others would fall apart into parts that hand nothing over to each other.
    """

    pairs: tuple[HandOff, ...]
    crossing: int
    total: int
    back_and_forth: tuple[tuple[str, str], ...]
    indispensable: tuple[str, ...]


def hand_offs(network: Network, department_of: Mapping[str, str | None], late: Collection[str] = ()) -> HandOffs:
    """Count the links between departments; those of tasks without a department belong to none."""
    links: Counter[tuple[str, str]] = Counter()
    lags: Counter[tuple[str, str]] = Counter()
    waiting: Counter[tuple[str, str]] = Counter()
    for link in network.links:
        source, target = department_of.get(link.source), department_of.get(link.target)
        if source and target and source != target:
            pair = (source, target)
            links[pair] += 1
            lags[pair] += link.lag_min  # pyright: ignore
            waiting[pair] += link.source in late
    pairs = sorted(
        (HandOff(*p, n, lags[p], waiting[p]) for p, n in links.items()), key=lambda h: (-h.links, h.source, h.target)
    )
    both = sorted((a, b) for a, b in links if a < b and (b, a) in links)
    return HandOffs(tuple(pairs), sum(links.values()), len(network.links), tuple(both), _indispensable(links))


def _indispensable(pairs: Collection[tuple[str, str]]) -> tuple[str, ...]:
    import networkx

    return tuple(sorted(networkx.articulation_points(networkx.Graph(list(pairs))))) if pairs else ()
