"""A plan made from a template: the rows of its tasks, with fewer waves where fewer are wanted, and the dates that they would give."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from plans.calendar import WorkCalendar
from plans.durations import DayLength, parse_duration
from plans.link_notation import format_links, parse_links
from plans.network import Activity, Link, Network

Row = Mapping[str, str]
"""One row of a template's file: `code`, `wave`, `duration` and `predecessors` as people write them, and what else it holds."""


def without_waves(
    tasks: Sequence[Row], dropped: Collection[str], stand_ins: Mapping[str, str], length: DayLength
) -> list[Row]:
    """The tasks without those of the dropped waves. Who waited for one of these waits for what stands in for it, if anything does."""
    gone = {row["code"] for row in tasks if row["wave"] in dropped}
    return [_rewired(row, gone, stand_ins, length) for row in tasks if row["code"] not in gone]


def standing_in(code: str, gone: Collection[str], stand_ins: Mapping[str, str]) -> str | None:
    """The task itself where it is there, else the first there is of those that stand in for it, one for the other."""
    seen = set[str]()
    at: str | None = code
    while at is not None and at in gone:
        if at in seen:
            return None
        seen.add(at)
        at = stand_ins.get(at)
    return at


def _rewired(row: Row, gone: Collection[str], stand_ins: Mapping[str, str], length: DayLength) -> Row:
    links: dict[tuple[str, str], Link] = {}
    for link in parse_links(row["predecessors"], row["code"], length=length):
        source = standing_in(link.source, gone, stand_ins)
        if source is not None and source != row["code"]:
            links.setdefault((source, str(link.type)), link._replace(source=source))
    return {**row, "predecessors": format_links(links.values(), length)}


def template_network(tasks: Sequence[Row], calendar: WorkCalendar, start: datetime) -> Network:
    """The network that the rows would make on a calendar, beginning at a local date and time."""
    length = DayLength.of(calendar.day_minutes)
    activities = [
        Activity(row["code"], row["name_en"], parse_duration(row["duration"], length).minutes) for row in tasks
    ]
    links = [link for row in tasks for link in parse_links(row["predecessors"], row["code"], length=length)]
    return Network(start, {calendar.name: calendar}, calendar.name, tuple(activities), tuple(links))
