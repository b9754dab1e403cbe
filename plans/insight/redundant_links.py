"""Links that could go without anything moving, whatever the durations become: another way already holds the task as late.

Candidates are links that a way over other tasks runs beside. Such a link is redundant only if that way bounds the same
event of the successor: a way that ends in SF or FF says nothing of when the task may start. And it must hold it at
least as late: lags count, and durations as far as they are planned.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from plans.network import LagCalendar, Link, LinkType, Network

_NONE = float("-inf")
_FROM_FINISH = (LinkType.FS, LinkType.FF)
_TO_START = (LinkType.FS, LinkType.SS)


def beside(network: Network) -> list[Link]:
    """Links beside which a way over other tasks runs: those that the transitive reduction of the network leaves out."""
    return _Ways(network).beside()


def redundant_links(network: Network) -> list[Link]:
    """Those of them that may go, in the plan's order; all of them may go together.

    Lags in other calendars than the project's, and tasks on calendars of their own, are never judged redundant.
    """
    ways, found = _Ways(network), set[Link]()
    for link in ways.beside():
        plain = link.lag_calendar == LagCalendar.project and not network.activity(link.target).calendar
        if plain and ways.held(link, found) >= link.lag_min:
            found.add(link)
    return [link for link in network.links if link in found]


@dataclass(slots=True)
class _Ways:
    """Tasks by their place in an order in which causes come first; sets of tasks are the bits of whole numbers."""

    network: Network
    ids: list[str] = field(init=False)
    place: dict[str, int] = field(init=False)
    into: list[list[Link]] = field(init=False)
    behind: list[int] = field(init=False)
    ahead: list[int] = field(init=False)

    def __post_init__(self) -> None:
        table, activities = self.network.table, self.network.activities
        self.ids = [activities[n].id for n in table.order if n < table.size]
        self.place = {id: k for k, id in enumerate(self.ids)}
        self.into = [[] for _ in self.ids]
        self.behind, self.ahead = [0] * len(self.ids), [0] * len(self.ids)
        for link in self._plain():
            self.into[self.place[link.target]].append(link)
        for k, links in enumerate(self.into):
            for link in links:
                before = self.place[link.source]
                self.behind[k] |= self.behind[before] | 1 << before
        for k in reversed(range(len(self.ids))):
            for link in self.into[k]:
                self.ahead[self.place[link.source]] |= self.ahead[k] | 1 << k

    def _plain(self) -> Iterator[Link]:
        """The links between tasks; those of summaries stand for many and are left alone."""
        gathering = {self.network.activities[n].id for n in self.network.table.summaries}
        return (x for x in self.network.links if x.source not in gathering and x.target not in gathering)

    def between(self, link: Link) -> int:
        """The tasks on ways from one end of a link to the other, its ends left out."""
        return self.ahead[self.place[link.source]] & self.behind[self.place[link.target]]

    def beside(self) -> list[Link]:
        return [link for link in self._plain() if self.between(link)]

    def held(self, link: Link, gone: set[Link]) -> float:
        """Worked minutes that the other ways hold the link's second event after its first; minus infinity if none does."""
        first, last = self.place[link.source], self.place[link.target]
        whole = self.network.activity(link.source).duration_min
        starts, finishes = ({}, {first: 0.0}) if link.type in _FROM_FINISH else ({first: 0.0}, {first: whole})
        left = self.between(link) | 1 << last
        while left:
            k = (left & -left).bit_length() - 1
            left &= left - 1
            begin = end = _NONE
            for other in self.into[k]:
                if other == link or other in gone or other.lag_calendar != LagCalendar.project:
                    continue
                events = finishes if other.type in _FROM_FINISH else starts
                at = events.get(self.place[other.source], _NONE) + other.lag_min
                if other.type in _TO_START:
                    begin = max(begin, at)
                else:
                    end = max(end, at)
            starts[k] = begin
            finishes[k] = max(end, begin + self.network.activity(self.ids[k]).duration_min)
        return (starts if link.type in _TO_START else finishes)[last]
