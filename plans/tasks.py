"""Tasks: what is to be done, how long it takes, who does it. A milestone is a task without duration.

This module holds what a task is; the commands that change the plan are in `plans.planning`.
"""

from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator
from pydantic import Field as F
from pydantic_core import PydanticCustomError
from sqlmodel import Field

from governance.columns import link, long_text, name_column, words
from governance.errors import Problem, Refusal
from governance.forms import Control, Day, Line, RecordForm, Reference
from governance.records import ProgrammeRecord
from governance.typed_values import clean_text
from plans.durations import parse_duration
from plans.link_notation import parse_links
from plans.phases import Position

SPLIT_ABOVE_DAYS = 44  # a longer task hides its progress: a common limit of schedule reviews


class TaskKind(StrEnum):
    task = auto()
    milestone = auto()
    summary = auto()
    loe = auto()


class TaskStatus(StrEnum):
    not_started = auto()
    in_progress = auto()
    complete = auto()
    suspended = auto()
    cancelled = auto()


class ConstraintKind(StrEnum):
    """As soon/late as possible, start/finish no earlier/later than, must start/finish on."""

    asap = auto()
    alap = auto()
    snet = auto()
    snlt = auto()
    fnet = auto()
    fnlt = auto()
    mso = auto()
    mfo = auto()


_S = TaskStatus
# What a person may decide. Started and finished follow from the progress that is reported.
TRANSITIONS: dict[TaskStatus, frozenset[TaskStatus]] = {
    _S.not_started: frozenset({_S.cancelled}),
    _S.in_progress: frozenset({_S.suspended}),
    _S.suspended: frozenset({_S.in_progress}),
    _S.cancelled: frozenset({_S.not_started}),
}
DATELESS = frozenset({ConstraintKind.asap, ConstraintKind.alap})
AT_FINISH = frozenset({ConstraintKind.fnet, ConstraintKind.fnlt, ConstraintKind.mfo})


def _readable_duration(text: str) -> str:
    """Refuse what is no duration while it is still beside the other fields; its length depends on the calendar."""
    try:
        read = parse_duration(text)
    except Refusal as refusal:
        raise _refused(refusal.problems[0]) from None
    if read.elapsed:
        raise PydanticCustomError("ELAPSED_DURATION", "elapsed", {"text": text})
    return text


def _readable_links(text: str) -> str:
    try:
        parse_links(text, "")
    except Refusal as refusal:
        raise _refused(refusal.problems[0]) from None
    return text


def _refused(problem: Problem) -> PydanticCustomError:
    return PydanticCustomError(problem.code, "refused", dict(problem.facts))  # pyright: ignore


Duration = Annotated[str, BeforeValidator(clean_text), F(max_length=60), AfterValidator(_readable_duration), Control("duration")]  # fmt: skip
Predecessors = Annotated[str, BeforeValidator(clean_text), F(max_length=4000), AfterValidator(_readable_links), Control("links")]  # fmt: skip


class TaskForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    name_zh: Line | None = None
    name_en: Line | None = None
    kind: TaskKind = TaskKind.task
    duration: Duration | None = None
    predecessors: Predecessors | None = None
    phase: Annotated[str, Reference("phase")] | None = None
    department: Annotated[str, Reference("department")] | None = None
    owner: Annotated[str, Reference("person")] | None = None
    constraint_type: ConstraintKind = ConstraintKind.asap
    constraint_on: Day | None = None
    deadline: Day | None = None
    calendar: Annotated[str, Reference("calendar")] | None = None
    wave: Annotated[str, Reference("wave")] | None = None
    parent: Annotated[str, Reference("task")] | None = None
    position: Position | None = None

    def problems(self) -> list[Problem]:
        found: list[Problem] = []
        kind, constraint = self.kind, self.constraint_type
        if kind in (TaskKind.task, TaskKind.loe) and not self.duration:
            found.append(Problem("REQUIRED", "duration", None, {}))
        if constraint and constraint not in DATELESS and self.constraint_on is None:
            found.append(Problem("REQUIRED", "constraint_on", None, {}))
        if constraint in DATELESS and self.constraint_on is not None:
            found.append(
                Problem("DATE_WITHOUT_CONSTRAINT", "constraint_type", constraint, {"date": self.constraint_on})
            )
        return found


class Task(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "task"
    PREFIX: ClassVar[str] = "T-"

    position: int = Field(default=1, index=True)
    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    kind: TaskKind = words(TaskKind, TaskKind.task)
    status: TaskStatus = words(TaskStatus, TaskStatus.not_started)
    duration_min: int = 0
    # The links as they were last written: for the trail and the version; what is computed comes from the dependency records.
    predecessors: str | None = long_text()
    phase_id: int | None = link("phase", foreign_key="phase.id")
    wave_id: int | None = link("wave", foreign_key="wave.id")
    parent_id: int | None = link("task", foreign_key="task.id")
    department_id: int | None = link("department", foreign_key="department.id")
    owner_id: int | None = link("person", foreign_key="person.id")
    calendar_id: int | None = link("calendar", foreign_key="calendar.id")
    constraint_type: ConstraintKind = words(ConstraintKind, ConstraintKind.asap)
    constraint_on: date | None = None
    deadline: date | None = None
    # Minute of the day, where a plan file names a time within it; people give days.
    constraint_min: int | None = None
    deadline_min: int | None = None

    @property
    def key(self) -> int:
        """The primary key of a stored task."""
        if self.id is None:
            raise ValueError("not stored yet")
        return self.id


def is_milestone(kind: Any) -> bool:
    """Whether something of this kind happens at an instant."""
    return kind == TaskKind.milestone
