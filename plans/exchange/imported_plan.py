"""What reading a plan file of another program gives: the network, how people saw it, and what could not be taken over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from governance.errors import Problem
from plans.network import Network


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A row of the plan as it stood in the file. `id` is the task's id in the network; `owners` are people's ids."""

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


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """Somebody who is assigned work."""

    id: str
    name: str
    email: str = ""


@dataclass(frozen=True)
class ImportedPlan:
    """A plan read from a file. `notices` list what the file says and the network cannot, by kind with the tasks.

    `status` is the file's data date; whether to compute by it is for the reader to choose.
    """

    name: str
    network: Network
    outline: tuple[OutlineRow, ...]
    people: tuple[ImportedPerson, ...] = ()
    notices: tuple[Problem, ...] = ()
    status: datetime | None = None
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def task_count(self) -> int:
        """Tasks and milestones, without summaries."""
        return sum(not row.is_summary for row in self.outline)

    @property
    def link_count(self) -> int:
        """Dependencies."""
        return len(self.network.links)
