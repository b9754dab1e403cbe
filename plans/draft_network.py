"""The network that a draft will make once it is entered: kept to the day and the minute, as records are."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from governance.programmes import UnfinishedWork
from plans.calendar import WorkCalendar
from plans.calendars import office_calendar
from plans.network import Network
from plans.plan_draft import DraftTask, PlanDraft
from plans.plan_network import TaskRow, activities_of
from plans.progress import Reported
from plans.tasks import TaskStatus


def network_of_draft(draft: PlanDraft, start: date, unfinished: UnfinishedWork | None = None) -> Network:
    """The network of a draft by itself, from `start` on; links from tasks outside it are left aside.

    `unfinished`: as the programme that it goes into has it; where there is none yet, as the draft says.
    """
    calendars = dict(draft.network.calendars) if draft.network else {}
    project = calendars.get(draft.calendar) or office_calendar()
    calendars.setdefault(project.name, project)
    numbers = {name: n for n, name in enumerate(calendars, 1)}
    ids = {task.code: n for n, task in enumerate(draft.tasks, 1)}
    rows = [_row(task, ids, numbers, project) for task in draft.tasks]
    reported = {
        row.id: _reported(row.id, task, start) for row, task in zip(rows, draft.tasks, strict=True) if task.has_progress
    }
    return Network(
        start=project.day_start(start), calendars=calendars, calendar=project.name,
        activities=activities_of(rows, reported, {n: calendars[name] for name, n in numbers.items()}, project),
        links=tuple(x for x in draft.links if x.source in ids),
        stays_planned=(unfinished or draft.programme.get("unfinished_work")) == UnfinishedWork.as_planned,
    )  # fmt: skip


def _row(task: DraftTask, ids: Mapping[str, int], calendars: Mapping[str, int], project: WorkCalendar) -> TaskRow:
    calendar = task.calendar if task.calendar in calendars and task.calendar != project.name else ""
    return TaskRow(
        id=ids[task.code], code=task.code, position=0, name_zh=task.name_zh, name_en=task.name_en, kind=task.kind,
        status=task.status or TaskStatus.not_started, duration_min=task.duration_min, phase_id=None, wave_id=None,
        parent_id=ids.get(task.parent or ""), department_id=None, owner_id=None, calendar_id=calendars.get(calendar),
        constraint_type=task.constraint_type, constraint_on=task.constraint_on, deadline=task.deadline,
        constraint_min=task.constraint_min, deadline_min=task.deadline_min,
    )  # fmt: skip


def _reported(id: int, task: DraftTask, on: date) -> Reported:
    percent = Decimal(str(task.percent)) if task.percent is not None else None
    return Reported(
        id,
        on,
        task.actual_start or task.actual_finish,
        task.actual_finish,
        task.remaining_min,
        percent,
        task.started_min,
        task.finished_min,
    )
