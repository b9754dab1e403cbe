"""What reading a plan file of another program gives: the network, how people saw it, and what could not be taken over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from governance.errors import Problem
from plans.exchange.mspdi_marks import Marks, OwnWords
from plans.network import Network


class AgreedDates(NamedTuple):
    """A task in a baseline: local start and finish, duration in worked minutes."""

    start: datetime
    finish: datetime
    duration_min: float


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A row of the plan as it stood in the file. `id` is the task's id in the network; `owners` are people's ids.

    `own`: what a file that was written here says of the row beyond that program's fields. `called_off`: it is inactive there.
    """

    id: str
    name: str
    wbs: str
    level: int
    parent: str | None
    is_summary: bool
    is_milestone: bool
    duration_min: float
    percent: float
    notes: str = ""
    owners: tuple[str, ...] = ()
    own: OwnWords | None = None
    called_off: bool = False


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """Somebody who is assigned work; `code` as the file has it, `max_units` the share of a full week that they can give."""

    id: str
    name: str
    email: str = ""
    code: str = ""
    max_units: float = 1.0


class ImportedAssignment(NamedTuple):
    """Who works on a task, by ids: units of one full-time person (1 is full time), work in minutes where the file says it."""

    task: str
    person: str
    units: float
    work_min: float | None


@dataclass(frozen=True)
class ImportedPlan:
    """A plan read from a file. `notices` list what the file says and the network cannot, by kind with the tasks.

    `status` is the file's data date; whether to compute by it is for the reader to choose. `baselines` are by number, then by task id;
    `measured_by` is the number of the one that the file measures against. `marks` are those of a file that was written here.
    `there`: first and last day of tasks by the method of the program that made the plan.
    """

    name: str
    network: Network
    outline: tuple[OutlineRow, ...]
    people: tuple[ImportedPerson, ...] = ()
    notices: tuple[Problem, ...] = ()
    status: datetime | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    baselines: Mapping[int, Mapping[str, AgreedDates]] = field(default_factory=dict)
    measured_by: int = 0
    marks: Marks | None = None
    assignments: tuple[ImportedAssignment, ...] = ()
    there: Mapping[str, tuple[date, date]] = field(default_factory=dict)

    @property
    def task_count(self) -> int:
        """Tasks and milestones, without summaries."""
        return sum(not row.is_summary for row in self.outline)

    @property
    def link_count(self) -> int:
        """Dependencies."""
        return len(self.network.links)
