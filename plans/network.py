"""The network of a plan: tasks, dependencies and calendars as frozen data that refuses nonsense at birth."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from governance.errors import Invalid, Problem, refuse_if
from plans.calendar import WorkCalendar
from plans.loops import loop_through, some_loop
from plans.node_table import Ends, NodeTable, collector_paused, ends_of, tabulate
from plans.worked_time import ticks

if TYPE_CHECKING:
    import networkx


class LinkType(StrEnum):
    """Which event of the predecessor bounds which event of the successor."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"

    # As text and not, like other enumerations, by a method: plans have many links, each is looked up by its type.
    __hash__ = str.__hash__


class LagCalendar(StrEnum):
    """Whose working time a lag is counted in."""

    project = "project"
    pred = "pred"
    succ = "succ"
    elapsed = "elapsed"


class ConstraintType(StrEnum):
    """As soon/late as possible, start/finish no earlier/later than, must start/finish on."""

    ASAP = "ASAP"
    ALAP = "ALAP"
    SNET = "SNET"
    SNLT = "SNLT"
    FNET = "FNET"
    FNLT = "FNLT"
    MSO = "MSO"
    MFO = "MFO"


class MilestoneKind(StrEnum):
    """A finish milestone shows when its last predecessor finished; a start milestone the next working instant."""

    finish = "finish"
    start = "start"


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint and its local date and time; ASAP and ALAP have none."""

    type: ConstraintType
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """A task of the network. Durations in worked minutes of its calendar, dates local; `parent` names its summary.

    Started: `actual_start` set; complete: `actual_finish` set. `remaining_min` is the work left of a started task;
    where it is missing `percent` gives it, and where both are missing the whole duration is left.
    """

    id: str
    name: str = ""
    duration_min: float = 0
    calendar: str | None = None
    constraint: Constraint | None = None
    deadline: datetime | None = None
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    remaining_min: float | None = None
    percent: float | None = None
    parent: str | None = None
    is_summary: bool = False
    milestone: MilestoneKind | None = None

    @property
    def began(self) -> datetime | None:
        """When work began: a milestone that is finished began when it finished."""
        return self.actual_start or self.actual_finish


class Link(NamedTuple):
    """A dependency; the lag in worked minutes, negative for a lead."""

    source: str
    target: str
    type: LinkType = LinkType.FS
    lag_min: float = 0
    lag_calendar: LagCalendar = LagCalendar.project


@dataclass(frozen=True)
class Network:
    """Everything a schedule is computed from. Raises `Invalid` with every fault found, cycles with the loop named.

    `calendar` names the project's calendar among `calendars`; `deadline` is the date committed to for the whole.
    `stays_planned`: the data date moves nothing; work that is not done stays where it was planned.
    """

    start: datetime
    calendars: Mapping[str, WorkCalendar]
    calendar: str
    activities: tuple[Activity, ...]
    links: tuple[Link, ...] = ()
    deadline: datetime | None = None
    stays_planned: bool = False
    table: NodeTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "activities", tuple(self.activities))
        object.__setattr__(self, "links", tuple(self.links))
        with collector_paused():
            ends = ends_of(self.activities, self.links)
            refuse_if(_faults(self, ends))
            table = tabulate(self, self.links, ends)
        if table.has_loop:
            path = some_loop(self, table)
            raise Invalid([Problem("DEPENDENCY_CYCLE", "dependencies", path, {"path": path})])
        object.__setattr__(self, "table", table)

    @property
    def project_calendar(self) -> WorkCalendar:
        """The calendar of every task that names none."""
        return self.calendars[self.calendar]

    def calendar_of(self, activity: Activity) -> WorkCalendar:
        """The calendar a task is worked on."""
        return self.calendars[activity.calendar or self.calendar]

    def activity(self, id: str) -> Activity:
        """The task with that id; `KeyError` when there is none."""
        return self.activities[self.table.number[id]]

    def children(self, id: str | None) -> list[Activity]:
        """The tasks directly under a summary (or at the top), in the order given."""
        return [activity for activity in self.activities if activity.parent == id]

    def graph(self) -> "networkx.DiGraph":
        """Tasks and dependencies for graph questions: nodes carry `activity`, edges carry `links` (one per type)."""
        return self._graph.copy(as_view=True)

    @cached_property
    def _graph(self) -> "networkx.DiGraph":
        import networkx

        graph = networkx.DiGraph()
        graph.add_nodes_from((activity.id, {"activity": activity}) for activity in self.activities)
        for link in self.links:
            before = graph.get_edge_data(link.source, link.target, {"links": ()})["links"]
            graph.add_edge(link.source, link.target, links=(*before, link))
        return graph

    @cached_property
    def _fingerprint(self) -> str:
        content = [repr((self.start, self.calendar, self.deadline, *([True] if self.stays_planned else ())))]
        content += sorted(map(_content, self.activities))
        content += sorted(f"{x.source!r} {x.target!r} {x.type} {ticks(x.lag_min)} {x.lag_calendar}" for x in self.links)
        content += [f"{name} {calendar.content()}" for name, calendar in sorted(self.calendars.items())]
        return sha256("\n".join(content).encode()).hexdigest()

    def fingerprint(self) -> str:
        """A hash of the content, the same for any order of tasks and links; equal networks have equal schedules."""
        return self._fingerprint

    def with_changes(self, *activities: Activity, add: tuple[Link, ...] = (), drop: tuple[Link, ...] = ()) -> "Network":
        """A copy in which the given tasks replace those of the same id, and links are added and dropped."""
        changed = {activity.id: activity for activity in activities}
        return replace(
            self,
            activities=tuple(changed.get(activity.id, activity) for activity in self.activities),
            links=(*(link for link in self.links if link not in drop), *add),
        )


def closing_loop(network: Network, source: str, target: str) -> list[str] | None:
    """The loop that a link from `source` to `target` would close, beginning and ending with `target`; None if none.

    Links on summaries count: a summary comes before what follows it and after what precedes any task within it.
    """
    if source == target:
        return [source, source]
    return loop_through(network, Link(source, target))


def _content(activity: Activity) -> str:
    """A task as text that is equal for equal tasks, whether minutes came as 480 or 480.0."""
    amounts = (activity.duration_min, activity.remaining_min, activity.percent)
    rest = replace(activity, duration_min=0, remaining_min=None, percent=None)
    return f"{rest!r} {[None if amount is None else ticks(amount) for amount in amounts]}"


# --- faults


def _faults(network: Network, ends: Ends) -> list[Problem]:
    problems: list[Problem] = []
    activities, calendars, number = network.activities, network.calendars, ends.number
    if network.calendar not in calendars:
        problems.append(Problem("REF_NOT_FOUND", "calendar", network.calendar))
    if len(number) < len(activities):
        problems += _repeated_ids(activities)
    for n, activity in enumerate(activities):
        if not activity.id:
            problems.append(Problem("REQUIRED", f"tasks[{n}].id"))
        if activity.duration_min < 0:
            problems.append(Problem("OUT_OF_RANGE", f"tasks[{n}].duration_min", activity.duration_min, {"min": 0}))
        if activity.calendar is not None and activity.calendar not in calendars:
            problems.append(Problem("REF_NOT_FOUND", f"tasks[{n}].calendar", activity.calendar))
        if activity.parent is not None and activity.parent not in number:
            problems.append(Problem("REF_NOT_FOUND", f"tasks[{n}].parent", activity.parent))
        if activity.constraint is not None:
            problems += _constraint_faults(n, activity.constraint)
        if activity.actual_start is not None or activity.actual_finish is not None:
            problems += _progress_faults(n, activity)
    problems += _outline_faults(network)
    return problems if ends.are_sound else [*problems, *_link_faults(network.links, number)]


def _repeated_ids(activities: tuple[Activity, ...]) -> list[Problem]:
    seen: set[str] = set()
    problems: list[Problem] = []
    for n, activity in enumerate(activities):
        if activity.id in seen:
            problems.append(Problem("NOT_UNIQUE", f"tasks[{n}].id", activity.id))
        seen.add(activity.id)
    return problems


def _constraint_faults(n: int, constraint: Constraint) -> list[Problem]:
    if constraint.date is not None or constraint.type in (ConstraintType.ASAP, ConstraintType.ALAP):
        return []
    return [Problem("REQUIRED", f"tasks[{n}].constraint.date", None, {"type": str(constraint.type)})]


def _progress_faults(n: int, activity: Activity) -> list[Problem]:
    problems: list[Problem] = []
    start, finish, remaining = activity.actual_start, activity.actual_finish, activity.remaining_min
    if start and finish and finish < start:
        facts = {"start": start.isoformat(), "finish": finish.isoformat()}
        problems.append(Problem("DATE_ORDER", f"tasks[{n}].actual_finish", finish.isoformat(), facts))
    if remaining is not None and remaining < 0:
        problems.append(Problem("OUT_OF_RANGE", f"tasks[{n}].remaining_min", remaining, {"min": 0}))
    if finish is not None and remaining:
        problems.append(Problem("PROGRESS_INCONSISTENT", f"tasks[{n}].remaining_min", remaining))
    return problems


def _outline_faults(network: Network) -> list[Problem]:
    """A task under itself, at whatever depth."""
    parent = {activity.id: activity.parent for activity in network.activities if activity.parent is not None}
    sound: set[str] = set()
    for first in parent:
        path: dict[str, None] = {}
        at: str | None = first
        while at is not None and at not in sound and at not in path:
            path[at] = None
            at = parent.get(at)
        if at is not None and at in path:
            ids = [*path, at]
            loop = ids[ids.index(at) :]
            return [Problem("OUTLINE_CYCLE", "tasks", loop, {"path": loop})]
        sound |= path.keys()
    return []


def _link_faults(links: tuple[Link, ...], number: Mapping[str, int]) -> list[Problem]:
    problems: list[Problem] = []
    seen: set[tuple[str, str, LinkType]] = set()
    for n, link in enumerate(links):
        source, target = link.source, link.target
        key = (source, target, link.type)
        if key in seen:
            facts = {"from": source, "to": target, "type": str(link.type)}
            problems.append(Problem("NOT_UNIQUE", f"dependencies[{n}]", f"{source} → {target}", facts))
        seen.add(key)
        if source not in number:
            problems.append(Problem("REF_NOT_FOUND", f"dependencies[{n}].from", source))
        if target not in number:
            problems.append(Problem("REF_NOT_FOUND", f"dependencies[{n}].to", target))
        if source == target:
            problems.append(Problem("SELF_REFERENCE", f"dependencies[{n}].to", target))
    return problems
