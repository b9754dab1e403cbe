"""Links that could go without anything moving, whatever the durations become: another way already holds the task as late.

Candidates are links that a way over other tasks runs beside. Such a link is redundant only if that way bounds the same
event of the successor: a way that ends in SF or FF says nothing of when the task may start. And it must hold it at
least as late: lags count, and durations as far as they are planned.
"""

from collections.abc import Iterator

from plans.network import LagCalendar, Link, LinkType, Network

_NONE = float("-inf")
Event = tuple[str, bool]
"""A task's start (False) or finish (True)."""


def beside(network: Network) -> list[Link]:
    """Links beside which a way over other tasks runs: those that the transitive reduction of the network leaves out."""
    after = _successors(network)
    reach = _reachable(network, after)
    number = network.table.number
    return [
        link
        for link in _plain(network)
        if any(w != link.target and reach[w] >> number[link.target] & 1 for w in after[link.source])
    ]


def redundant_links(network: Network) -> list[Link]:
    """Those of them that may go, in the plan's order. Each may go alone; of several the rest is asked anew.

    Lags in other calendars than the project's, and tasks on calendars of their own, are never judged redundant.
    """
    rank = {network.activities[n].id: k for k, n in enumerate(network.table.order) if n < network.table.size}
    into: dict[str, list[Link]] = {}
    for link in _plain(network):
        into.setdefault(link.target, []).append(link)
    between = sorted(rank, key=rank.__getitem__)
    found: list[Link] = []
    for link in beside(network):
        if link.lag_calendar == LagCalendar.project and not network.activity(link.target).calendar:
            ids = between[rank[link.source] + 1 : rank[link.target] + 1]
            if _held(network, link, ids, into, found) >= link.lag_min:
                found.append(link)
    return found


def _held(network: Network, link: Link, ids: list[str], into: dict[str, list[Link]], gone: list[Link]) -> float:
    """Worked minutes that the other ways hold the link's second event after its first; minus infinity if none does."""
    first: Event = (link.source, link.type in (LinkType.FS, LinkType.FF))
    second: Event = (link.target, link.type in (LinkType.FF, LinkType.SF))
    after: dict[Event, float] = {first: 0}
    if not first[1]:
        after[link.source, True] = network.activity(link.source).duration_min
    for id in ids:
        begin = end = _NONE
        for other in into.get(id, ()):
            if other == link or other in gone or other.lag_calendar != LagCalendar.project:
                continue
            at = after.get((other.source, other.type in (LinkType.FS, LinkType.FF)), _NONE) + other.lag_min
            if other.type in (LinkType.FS, LinkType.SS):
                begin = max(begin, at)
            else:
                end = max(end, at)
        after[id, False], after[id, True] = begin, max(end, begin + network.activity(id).duration_min)
    return after.get(second, _NONE)


def _plain(network: Network) -> Iterator[Link]:
    """The links between tasks; those of summaries stand for many and are left alone."""
    gathering = {network.activities[n].id for n in network.table.summaries}
    return (x for x in network.links if x.source not in gathering and x.target not in gathering)


def _successors(network: Network) -> dict[str, set[str]]:
    after: dict[str, set[str]] = {activity.id: set() for activity in network.activities}
    for link in _plain(network):
        after[link.source].add(link.target)
    return after


def _reachable(network: Network, after: dict[str, set[str]]) -> dict[str, int]:
    """The numbers of all tasks that come after each, as the bits of a whole number."""
    table = network.table
    reach: dict[str, int] = dict.fromkeys(after, 0)
    for n in reversed([n for n in table.order if n < table.size]):
        id = network.activities[n].id
        for next_one in after[id]:
            reach[id] |= reach[next_one] | 1 << table.number[next_one]
    return reach
