"""From the records to the network: tasks, links, calendars and what was reported, read by columns in a few queries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import select as sql
from sqlmodel import Session

from governance.programmes import Programme, UnfinishedWork
from plans.calendar import WorkCalendar
from plans.calendar_text import usual_hours
from plans.calendars import calendars_of, office_calendar
from plans.links import links_into
from plans.network import Activity, Constraint, ConstraintType, MilestoneKind, Network
from plans.phases import Phase, Wave
from plans.progress import Reported, latest_progress, standing_of
from plans.tasks import AT_FINISH, ConstraintKind, Task, TaskKind, TaskStatus


class TaskRow(NamedTuple):
    """What a task's record says of the plan. A tuple with names: a large plan is read from many thousands of values."""

    id: int
    code: str
    position: int
    name_zh: str | None
    name_en: str | None
    kind: TaskKind
    status: TaskStatus
    duration_min: int
    phase_id: int | None
    wave_id: int | None
    parent_id: int | None
    department_id: int | None
    owner_id: int | None
    calendar_id: int | None
    constraint_type: ConstraintKind
    constraint_on: date | None
    deadline: date | None
    constraint_min: int | None
    deadline_min: int | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A programme's network with the rows that it was made from: tasks in the plan's order, latest progress by task id."""

    network: Network
    tasks: list[TaskRow]
    progress: dict[int, Reported]


def network_of(session: Session, programme: Programme, status_date: date) -> Network:
    """The programme's network with the progress reported until the end of `status_date`."""
    return recorded(session, programme, status_date).network


def recorded(session: Session, programme: Programme, status_date: date) -> Recorded:
    """The same with its rows."""
    rows = _task_rows(session, programme)
    progress = latest_progress(session, programme.key, status_date)
    by_id = calendars_of(session, programme)
    project = by_id.get(programme.calendar_id or 0, office_calendar())
    codes = {row.id: row.code for row in rows}
    network = Network(
        start=project.day_start(programme.start), calendars={c.name: c for c in (project, *by_id.values())}, calendar=project.name,
        activities=activities_of(rows, progress, by_id, project),
        links=tuple(chain.from_iterable(links_into(session, programme, codes=codes).values())),
        deadline=project.day_finish(programme.committed_finish), stays_planned=programme.unfinished_work == UnfinishedWork.as_planned,
    )  # fmt: skip
    return Recorded(network, rows, progress)


def activities_of(
    rows: Sequence[TaskRow], progress: Mapping[int, Reported], calendars: Mapping[int, WorkCalendar], project: WorkCalendar
) -> tuple[Activity, ...]:  # fmt: skip
    """The tasks of a network as records and reports say: progress and calendars by id, days as the hours of these."""
    codes = {row.id: row.code for row in rows}
    parents = {row.parent_id for row in rows}
    return tuple(_activity(row, progress.get(row.id), calendars, project, codes, row.id in parents) for row in rows)


def _task_rows(session: Session, programme: Programme) -> list[TaskRow]:
    t: Any = Task.__table__  # pyright: ignore
    query = sql(*(t.c[n] for n in TaskRow._fields)).where(t.c.programme_id == programme.id, t.c.withdrawn_on.is_(None))
    # All at once: the driver hands over thousands of rows faster than one by one.
    return [*map(TaskRow._make, session.execute(query.order_by(t.c.position, t.c.id)).all())]


def _activity(
    row: TaskRow, report: Reported | None, calendars: Mapping[int, WorkCalendar], project: WorkCalendar, codes: Mapping[int, str], is_summary: bool
) -> Activity:  # fmt: skip
    calendar = calendars.get(row.calendar_id or 0)
    worked = calendar or project
    started, finished, left = (
        (report.actual_start, report.actual_finish, report.remaining_min) if report else (None,) * 3
    )
    instant = row.kind == TaskKind.milestone
    dropped = row.status == TaskStatus.cancelled
    if is_summary or dropped:
        started = finished = left = None
    return Activity(
        id=row.code, name=row.name_en or row.name_zh or "",
        duration_min=0 if instant or is_summary or dropped else row.duration_min,
        calendar=calendar.name if calendar else None,
        constraint=_constraint(row, worked), deadline=_at(row.deadline_min, _ends, worked, row.deadline) if row.deadline else None,
        actual_start=_at(report.started_min, _begins, worked, started) if report and started and not instant else None,
        actual_finish=_at(report.finished_min, _ends, worked, finished) if report and finished else None,
        remaining_min=left if started and not finished else None,
        percent=float(report.percent) if report and report.percent is not None and started and not finished else None,
        parent=codes.get(row.parent_id or 0), is_summary=is_summary, milestone=MilestoneKind.finish if instant else None,
    )  # fmt: skip


def _constraint(row: TaskRow, calendar: WorkCalendar) -> Constraint | None:
    if row.constraint_type == ConstraintKind.asap:
        return None
    kind = ConstraintType[row.constraint_type.upper()]
    if row.constraint_on is None:
        return Constraint(kind)
    usual = _ends if row.constraint_type in AT_FINISH else _begins
    return Constraint(kind, _at(row.constraint_min, usual, calendar, row.constraint_on))


def _at(
    minute: int | None, usual: Callable[[WorkCalendar, date], datetime], calendar: WorkCalendar, day: date
) -> datetime:
    """The time of day that is known, else the usual one."""
    if minute is None:
        return usual(calendar, day)
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)


def _begins(calendar: WorkCalendar, day: date) -> datetime:
    """When work of that day begins; a day off has the hours of an ordinary one, for that is when somebody worked."""
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=_hours(calendar, day)[0][0])


def _ends(calendar: WorkCalendar, day: date) -> datetime:
    """When work of that day ends."""
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=_hours(calendar, day)[-1][1])


def _hours(calendar: WorkCalendar, day: date) -> tuple[tuple[int, int], ...]:
    return calendar.hours_of(day) or usual_hours(calendar.week)


def status_of(row: TaskRow, report: Reported | None) -> TaskStatus:
    """As of the plan's date: by what was reported until then; set aside or called off as it is now."""
    standing = standing_of(report.actual_start, report.actual_finish) if report else TaskStatus.not_started
    if row.status == TaskStatus.cancelled or (
        row.status == TaskStatus.suspended and standing == TaskStatus.in_progress
    ):
        return row.status
    return standing


def phase_rows(session: Session, programme: Programme) -> list[Any]:
    p: Any = Phase.__table__  # pyright: ignore
    names = ("id", "code", "position", "name_zh", "name_en", "gate_id", "overlap_reason_zh", "overlap_reason_en")
    query = sql(*(p.c[n] for n in names)).where(p.c.programme_id == programme.id, p.c.withdrawn_on.is_(None))
    return list(session.execute(query.order_by(p.c.position, p.c.code)))


def wave_codes(session: Session, programme: Programme) -> dict[int, str]:
    w: Any = Wave.__table__  # pyright: ignore
    return dict(session.execute(sql(w.c.id, w.c.code).where(w.c.programme_id == programme.id)).all())  # pyright: ignore
