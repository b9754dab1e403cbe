"""What if…? Changes tried on a copy of the network; the plan itself is never touched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from governance.errors import Invalid, Problem
from plans.network import Activity, Constraint, ConstraintType, Link, LinkType, Network
from plans.schedule import Schedule, schedule


@dataclass(frozen=True, slots=True)
class Longer:
    """The work of a task takes so many worked minutes more (less: negative)."""

    task: str
    by_min: float


@dataclass(frozen=True, slots=True)
class Takes:
    """The whole work of a task takes so many worked minutes."""

    task: str
    duration_min: float


@dataclass(frozen=True, slots=True)
class NotBefore:
    """A task may not start before a local date and time."""

    task: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Linked:
    """A link is added; where one of its type is there already it takes its place."""

    link: Link


@dataclass(frozen=True, slots=True)
class Unlinked:
    """The links from one task to another are dropped, of one type or all of them (None)."""

    source: str
    target: str
    type: LinkType | None = None


Edit = Longer | Takes | NotBefore | Linked | Unlinked


def applied(network: Network, edits: Sequence[Edit], field: str = "edits") -> Network:
    """A copy of the network with the edits made, one after the other.

    Raises `Invalid` with every problem, each with the fact `line` (1-based place of the edit): `REF_NOT_FOUND`, `NOT_OF_A_SUMMARY`,
    `ALREADY_FINISHED`, `ALREADY_STARTED`, `LINK_NOT_FOUND`, `TRIED_BELOW_NOTHING`; `DEPENDENCY_CYCLE` with the loop.
    """
    trial = _Trial(network, field)
    for line, edit in enumerate(edits, 1):
        trial.make(line, edit)
    if trial.problems:
        raise Invalid(trial.problems)
    try:
        return replace(network, activities=tuple(trial.activities.values()), links=tuple(trial.links.values()))
    except Invalid as refusal:
        raise Invalid([Problem(p.code, field, p.value, p.facts) for p in refusal.problems]) from None


class _Trial:
    def __init__(self, network: Network, field: str):
        self.field = field
        self.activities = {activity.id: activity for activity in network.activities}
        self.links = {(x.source, x.target, x.type): x for x in network.links}
        self.summaries = {network.activities[n].id for n in network.table.summaries}
        self.problems: list[Problem] = []

    def make(self, line: int, edit: Edit) -> None:
        known = len(self.problems)
        for id in _tasks_of(edit):
            if id not in self.activities:
                self._refuse("REF_NOT_FOUND", line, id, kind="task")
        if len(self.problems) == known:
            match edit:
                case Longer() | Takes():
                    self._resize(line, edit)
                case NotBefore():
                    self._hold_back(line, edit)
                case Linked():
                    link = edit.link
                    self.links[link.source, link.target, link.type] = link
                case Unlinked():
                    self._unlink(line, edit)

    def _resize(self, line: int, edit: Longer | Takes) -> None:
        activity = self.activities[edit.task]
        if self._is_fixed(line, activity):
            return
        duration = edit.duration_min if isinstance(edit, Takes) else activity.duration_min + edit.by_min
        more, left = duration - activity.duration_min, activity.remaining_min
        if duration < 0 or (left is not None and left + more < 0):
            self._refuse("TRIED_BELOW_NOTHING", line, edit.task)
            return
        reported = {"remaining_min": None if left is None else left + more, "percent": None} if activity.began else {}
        self.activities[edit.task] = replace(activity, duration_min=duration, **reported)

    def _hold_back(self, line: int, edit: NotBefore) -> None:
        activity = self.activities[edit.task]
        if self._is_fixed(line, activity):
            return
        if activity.began is not None:
            self._refuse("ALREADY_STARTED", line, edit.task)
            return
        self.activities[edit.task] = replace(activity, constraint=Constraint(ConstraintType.SNET, edit.start))

    def _unlink(self, line: int, edit: Unlinked) -> None:
        gone = [key for key in self.links if key[:2] == (edit.source, edit.target) and edit.type in (None, key[2])]
        if not gone:
            self._refuse("LINK_NOT_FOUND", line, f"{edit.source} → {edit.target}")
        for key in gone:
            del self.links[key]

    def _is_fixed(self, line: int, activity: Activity) -> bool:
        """Whether nothing about a task can be tried any more: it is finished, or only the sum of its tasks."""
        if activity.id in self.summaries:
            self._refuse("NOT_OF_A_SUMMARY", line, activity.id)
            return True
        if activity.actual_finish is not None:
            self._refuse("ALREADY_FINISHED", line, activity.id)
            return True
        return False

    def _refuse(self, problem: str, line: int, code: str, **facts: Any) -> None:
        self.problems.append(Problem(problem, self.field, code, {"code": code, "line": line, **facts}))


def _tasks_of(edit: Edit) -> tuple[str, ...]:
    match edit:
        case Linked():
            return (edit.link.source, edit.link.target)
        case Unlinked():
            return (edit.source, edit.target)
        case _:
            return (edit.task,)


@dataclass(frozen=True, slots=True)
class Moved:
    """A task's finish without and with the edits; `days` in working days of the project's calendar, later is positive."""

    id: str
    before: datetime
    after: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the edits would do: to the end of the plan, to each milestone (all of them, in the order given), and to how many tasks.

    `joined` and `left`: tasks that come onto the critical path and that leave it.
    """

    schedule: Schedule
    finish: Moved
    milestones: tuple[Moved, ...]
    tasks_moved: int
    joined: tuple[str, ...]
    left: tuple[str, ...]


def outcome(before: Schedule, edits: Sequence[Edit], milestones: Iterable[str], field: str = "edits") -> Outcome:
    """Run the schedule with the edits and compare. Raises `Invalid` as `applied` does."""
    given, _ = before.passes
    with_progress = bool(given.started_at) or given.status is not None
    after = schedule(applied(before.network, edits, field), status=before.status, with_progress=with_progress)
    late = before.network.project_calendar.working_days_late

    def moved(id: str, was: datetime, will: datetime) -> Moved:
        return Moved(id, was, will, late(was.date(), will.date()))

    old, new = before.critical_path, after.critical_path
    return Outcome(
        schedule=after,
        finish=moved("", before.finish, after.finish),
        milestones=tuple(moved(id, before[id].finish, after[id].finish) for id in milestones),
        tasks_moved=_count_moved(before, after, before.network.table.number),
        joined=tuple(id for id in new if id not in set(old)),
        left=tuple(id for id in old if id not in set(new)),
    )


def _count_moved(before: Schedule, after: Schedule, ids: Mapping[str, int]) -> int:
    gathering = set(before.network.table.summaries)
    leaves = (id for id, n in ids.items() if n not in gathering)
    return sum((before[id].start, before[id].finish) != (after[id].start, after[id].finish) for id in leaves)
