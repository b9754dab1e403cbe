"""A plan that is about to come in, whatever file it stood in: calendars, phases, tasks and links in the form that records have.

What a file can say and a record cannot is listed in the notices; nothing is dropped in silence.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from governance.errors import Problem
from governance.people import DepartmentForm, PersonForm
from governance.typed_values import CODE_PATTERN
from plans.assignment_loading import DraftAssignment
from plans.calendar import WorkCalendar
from plans.calendar_text import usual_hours, write_exceptions, write_week
from plans.calendars import CalendarForm
from plans.exchange.imported_plan import AgreedDates
from plans.exchange.mspdi_marks import OwnWords
from plans.freeze_windows import FreezeWindowForm
from plans.network import Activity, Link, Network
from plans.phases import PhaseForm, WaveForm
from plans.tasks import AT_FINISH, ConstraintKind, TaskKind, TaskStatus

NAME_LIMIT, NOTES_LIMIT = 200, 4000


@dataclass(frozen=True, slots=True)
class DraftCalendar:
    """A calendar by the name that tasks use, as the lines that people type. `form`: all that is known of it, where more is."""

    name: str
    week: tuple[str, ...]
    exceptions: tuple[str, ...]
    covered_until: date | None
    form: CalendarForm | None = None


class DraftPhase(NamedTuple):
    """A phase by its code (may be empty) and name. `form`: all that is known of it, where more is."""

    code: str
    name: str
    form: PhaseForm | None = None
    notes: str = ""


class DraftPerson(NamedTuple):
    """Somebody who does work. `form`: all that is known of them, where more is; tasks then name them by their code.

    `capacity_hours`: per week, where it is less than a full one.
    """

    name: str
    email: str
    form: PersonForm | None = None
    capacity_hours: float | None = None


@dataclass(frozen=True)
class DraftBaseline:
    """A baseline that a plan brings along: dates by task code, agreed as of a date and for a reason where they are known.

    `number` 0 is the original. `counts`: slips are measured against it from its day on; the others are there to compare with.
    """

    dates: Mapping[str, AgreedDates]
    number: int = 0
    counts: bool = True
    name_zh: str | None = None
    name_en: str | None = None
    status_date: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DraftTask:
    """A task by its code. `phase`, `wave`, `department` and `owner` are codes or names as the file has them; durations in minutes.

    `…_min` of a date: the minute of the day, where it is not when work of that day begins or ends.
    `meaning`: what our own file says of a milestone beyond the plan.
    """

    code: str
    name_zh: str = ""
    name_en: str = ""
    kind: TaskKind = TaskKind.task
    duration_min: int = 0
    parent: str | None = None
    phase: str = ""
    wave: str = ""
    department: str = ""
    owner: str = ""
    calendar: str = ""
    constraint_type: ConstraintKind = ConstraintKind.asap
    constraint_on: date | None = None
    constraint_min: int | None = None
    deadline: date | None = None
    deadline_min: int | None = None
    notes: str = ""
    actual_start: date | None = None
    actual_finish: date | None = None
    started_min: int | None = None
    finished_min: int | None = None
    remaining_min: int | None = None
    percent: float | None = None
    status: TaskStatus | None = None
    row: int | None = None
    tags: tuple[str, ...] = ()
    meaning: OwnWords | None = None

    @property
    def is_called_off(self) -> bool:
        return self.status == TaskStatus.cancelled

    @property
    def has_progress(self) -> bool:
        return self.actual_start is not None or self.actual_finish is not None


@dataclass(frozen=True)
class PlanDraft:
    """The whole plan. `links` are between codes. `programme`: fields of the charter that the file knows.

    `there`: first and last day of tasks as the program computes them that the plan comes from.
    `lacks`: columns that a table does not have; tasks that are there keep what they hold for them.
    """

    name: str
    start: date | None
    status: date | None
    calendar: str
    calendars: tuple[DraftCalendar, ...]
    phases: tuple[DraftPhase, ...]
    tasks: tuple[DraftTask, ...]
    links: tuple[Link, ...]
    people: tuple[DraftPerson, ...] = ()
    waves: tuple[WaveForm, ...] = ()
    departments: tuple[DepartmentForm, ...] = ()
    freezes: tuple[FreezeWindowForm, ...] = ()
    programme: Mapping[str, Any] = field(default_factory=dict)
    baselines: tuple[DraftBaseline, ...] = ()
    assignments: tuple[DraftAssignment, ...] = ()
    notices: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    network: Network | None = field(default=None, compare=False)
    there: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    lacks: frozenset[str] = frozenset()

    @property
    def task_count(self) -> int:
        """Tasks and milestones, without summaries."""
        return sum(task.kind != TaskKind.summary for task in self.tasks)

    def reported_until(self, start: date) -> date:
        """The status date, else the last day of which the plan says what was done; before anything was, the eve of `start`: all lies ahead."""
        done = (day for task in self.tasks for day in (task.actual_start, task.actual_finish) if day is not None)
        return self.status or max(done, default=start - timedelta(days=1))


# --- From a network -----------------------------------------------------------------------------------------------


def draft_of_network(network: Network, name: str = "") -> PlanDraft:
    """A plan file of our own format."""
    codes = codes_of(a.id for a in network.activities)
    summaries = {a.parent for a in network.activities}
    tasks = [task_of(a, codes, a.id in summaries, network.calendar_of(a)) for a in network.activities]
    return draft_around(name, network, tasks, codes, None)


def draft_around(name: str, network: Network, tasks: Sequence[DraftTask], codes: Mapping[str, str], status: datetime | None) -> PlanDraft:  # fmt: skip
    """The draft of a network's tasks, with the calendars that they use and the links between them."""
    kept = {task.code for task in tasks}
    known = [x for x in network.links if x.source in codes and x.target in codes]
    links = [x._replace(source=codes[x.source], target=codes[x.target], lag_min=round(x.lag_min)) for x in known]
    known_on = [day for task in tasks for day in (task.actual_start, task.actual_finish) if day]
    known_on += [status.date()] if status else []
    return PlanDraft(
        name=plain_name(name), start=network.start.date(), status=max(known_on) if known_on else None, calendar=network.calendar,
        calendars=tuple(_calendars(network)), phases=(), tasks=tuple(tasks), links=tuple(x for x in links if x.source in kept and x.target in kept),
        network=network,
    )  # fmt: skip


def task_of(a: Activity, codes: Mapping[str, str], is_summary: bool, calendar: WorkCalendar) -> DraftTask:
    """A task of a network in the form that records have: days, whole minutes, a name in its language."""
    instant = a.milestone is not None or (not a.duration_min and not is_summary)
    kind = TaskKind.summary if is_summary else TaskKind.milestone if instant else TaskKind.task
    constraint = ConstraintKind(a.constraint.type.lower()) if a.constraint else ConstraintKind.asap
    name = plain_name(a.name)
    held = a.constraint.date if a.constraint else None
    began, finished = (a.began, a.actual_finish) if not is_summary else (None, None)
    return DraftTask(
        code=codes[a.id], name_zh=name if is_chinese(name) else "", name_en="" if is_chinese(name) else name or codes[a.id], kind=kind,
        duration_min=0 if is_summary or instant else max(1, round(a.duration_min)), parent=codes.get(a.parent or ""), calendar=a.calendar or "",
        constraint_type=constraint, constraint_on=held.date() if held else None,
        constraint_min=_minute_within(held, calendar, -1 if constraint in AT_FINISH else 0),
        deadline=a.deadline.date() if a.deadline else None, deadline_min=_minute_within(a.deadline, calendar, -1), actual_start=began.date() if began else None,
        actual_finish=finished.date() if finished else None,
        started_min=None if instant else _minute_within(began, calendar, 0), finished_min=_minute_within(finished, calendar, -1),
        remaining_min=round(a.remaining_min) if a.remaining_min and began and not finished else None,
        percent=a.percent if began and not finished else None,
    )  # fmt: skip


def _minute_within(instant: datetime | None, calendar: WorkCalendar, end: int) -> int | None:
    """The minute of the day; None where that is when its work begins (`end` 0) or ends (-1)."""
    if instant is None:
        return None
    minute, hours = instant.hour * 60 + instant.minute, calendar.hours_of(instant.date()) or usual_hours(calendar.week)
    return None if minute == hours[end][0 if end == 0 else 1] else minute


def _calendars(network: Network) -> Iterable[DraftCalendar]:
    used = {network.calendar} | {a.calendar for a in network.activities if a.calendar}
    for name, calendar in network.calendars.items():
        if name in used:
            exceptions = write_exceptions(calendar.exceptions, calendar.week)
            yield DraftCalendar(name, tuple(write_week(calendar.week)), tuple(exceptions), calendar.covered_until)


# --- Codes and names -------------------------------------------------------------------------------------------------


def codes_of(ids: Iterable[str]) -> dict[str, str]:
    """A code for each id: the id itself where it can be one, `T` and its number where it is a number, else the next free."""
    found: dict[str, str] = {}
    used: set[str] = set()
    waiting: list[str] = []
    for id in ids:
        code = id.strip().upper()
        code = f"T{code}" if re.fullmatch(r"\d{1,5}", code) else code
        if CODE_PATTERN.fullmatch(code) and code not in used:
            found[id] = code
            used.add(code)
        else:
            waiting.append(id)
    number = 0
    for id in waiting:
        number += 1
        while f"T{number}" in used:
            number += 1
        found[id] = f"T{number}"
        used.add(found[id])
    return found


def plain_name(text: str) -> str:
    """A name as a record holds it: one line, not too long."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text or "").split())[:NAME_LIMIT]


def is_chinese(text: str) -> bool:
    """Whether a text is Chinese: one character suffices."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)
