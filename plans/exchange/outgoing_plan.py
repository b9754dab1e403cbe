"""A plan on its way out, as every format that is written sees it: rows in the order of the outline, with all that the records say of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from governance.errors import Problem
from plans.calendar import WorkCalendar
from plans.exchange.imported_plan import AgreedDates
from plans.network import Activity, Network
from plans.schedule import Schedule

PHASE, SUMMARY, MILESTONE = "phase", "summary", "milestone"


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """A phase, a summary, a task or a milestone. `uid` is the record's for ever; `level` counts from 1.

    `id` is the task's in the network, None for a phase. `phase` is named where it is not the one that the row stands under;
    `status` where it is more than the progress says. `began`: a milestone's actual start. `percent`: as reported, where it is broken.
    `tags` between commas. From `gate` on: what a milestone means, `contractual` as 1 or 0.
    """

    uid: int
    kind: str
    level: int
    code: str
    name_zh: str = ""
    name_en: str = ""
    id: str | None = None
    duration_min: float = 0
    phase: str = ""
    wave: str = ""
    department: str = ""
    owner: str = ""
    status: str = ""
    notes: str = ""
    began: datetime | None = None
    percent: float | None = None
    tags: str = ""
    gate: str = ""
    goals: str = ""
    answers: str = ""
    weight: str = ""
    contractual: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingCalendar:
    """A calendar under the name that tasks use in the network; `title` is for people, `labels` say why days depart from the week."""

    name: str
    title: str
    calendar: WorkCalendar
    labels: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutgoingPerson:
    """Somebody who does work; `department` is a code, `max_units` the share of a full week that is their capacity."""

    uid: int
    code: str
    name_zh: str = ""
    name_en: str = ""
    email: str = ""
    department: str = ""
    max_units: float = 1.0


@dataclass(frozen=True, slots=True)
class OutgoingWork:
    """Somebody working on a task: the person's code, units of one full-time person, work in minutes."""

    person: str
    units: float
    work_min: float


@dataclass(frozen=True)
class OutgoingPlan:
    """The whole plan. `zh`: texts that are written once are in Chinese where there are both.

    `kept` is what formats of other programs have no field for, as plain JSON values; `left_out` what goes nowhere at all. `baselines` are
    by number (0 to 10), then by task id, `measured_by` is the number of the one that counts. `work` is by task id;
    where nobody works on a task its owner does.
    """

    code: str
    name: str
    schedule: Schedule
    rows: tuple[OutgoingRow, ...]
    calendars: tuple[OutgoingCalendar, ...]
    people: tuple[OutgoingPerson, ...] = ()
    baselines: Mapping[int, Mapping[str, AgreedDates]] = field(default_factory=dict)
    measured_by: int = 0
    status: datetime | None = None
    currency: str = "CNY"
    zh: bool = False
    kept: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[Problem, ...] = ()
    work: Mapping[str, tuple[OutgoingWork, ...]] = field(default_factory=dict)

    @property
    def network(self) -> Network:
        return self.schedule.network

    def work_of(self, row: OutgoingRow) -> tuple[OutgoingWork, ...]:
        """Who works on a row: as assigned, else its owner in full as long as it takes; nobody on phases and summaries."""
        if row.kind in (PHASE, SUMMARY) or row.id is None:
            return ()
        return self.work.get(row.id) or ((OutgoingWork(row.owner, 1, row.duration_min),) if row.owner else ())

    def named(self, record: Any) -> str:
        """The name of a row or person in the language of the file, its code where it has none."""
        names = (record.name_zh, record.name_en) if self.zh else (record.name_en, record.name_zh)
        return names[0] or names[1] or record.code


def outgoing_network(schedule: Schedule, name: str = "") -> OutgoingPlan:
    """The plan of a network alone: its ids are the codes, UIDs are counted."""
    network = schedule.network
    summaries = {a.parent for a in network.activities}
    rows = tuple(
        OutgoingRow(
            uid=network.table.number[a.id] + 1, kind=SUMMARY if a.is_summary or a.id in summaries else MILESTONE if not a.duration_min else "task",
            level=level, code=a.id, name_en=a.name, id=a.id, duration_min=a.duration_min, percent=a.percent,
        )
        for a, level in _in_outline(network)
    )  # fmt: skip
    calendars = tuple(OutgoingCalendar(n, n, c) for n, c in network.calendars.items())
    return OutgoingPlan(name, name, schedule, rows, calendars, status=schedule.status)


def _in_outline(network: Network) -> Iterator[tuple[Activity, int]]:
    """Every task after the summary that it belongs to, with its level."""
    under: dict[str | None, list[Activity]] = {}
    for activity in network.activities:
        under.setdefault(activity.parent, []).append(activity)
    waiting = [(activity, 1) for activity in reversed(under.get(None, ()))]
    while waiting:
        activity, level = waiting.pop()
        yield activity, level
        waiting += [(child, level + 1) for child in reversed(under.get(activity.id, ()))]
