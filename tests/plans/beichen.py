"""A rollout of 108 tasks with known dates and floats, and other networks that the tests of this folder build on."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from plans.china import china_calendar
from plans.durations import DayLength
from plans.link_notation import parse_links
from plans.network import Activity, Network

DAY = 480
START = datetime(2026, 3, 2, 9)
COMMITTED = datetime(2026, 11, 30, 18)


@dataclass(frozen=True)
class Row:
    """One task with the dates and the float (in working days) it must come out with."""

    id: str
    department: str
    days: int
    predecessors: str
    start: date
    finish: date
    float_days: int


@cache
def rows() -> tuple[Row, ...]:
    text = (Path(__file__).parent / "beichen.txt").read_text(encoding="utf-8")
    lines = (line.split("|") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Row(a, b, int(c), d, _day(e), _day(f), int(g)) for a, b, c, d, e, f, g in lines)


def network(**days: int) -> Network:
    """The rollout, with other durations where named: `network(T411=30)`."""
    calendar = china_calendar()
    activities = [Activity(row.id, row.id, days.get(row.id, row.days) * DAY) for row in rows()]
    links = [link for row in rows() for link in parse_links(row.predecessors, row.id, length=DayLength.of(DAY))]
    return Network(START, {calendar.name: calendar}, calendar.name, tuple(activities), tuple(links), COMMITTED)


def _day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")
