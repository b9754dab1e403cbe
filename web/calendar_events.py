"""Milestones and one's own tasks as whole days of a calendar, worded in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from governance.programmes import Programme
from plans.plan import PlannedTask, PlanSchedule, scheduled
from plans.progressed import Standing
from plans.tasks import Task, TaskKind, TaskStatus
from web.i18n import N_, gettext, language, pick, plain_day, text_of


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """Whole days from `first` to `last`. `uid` is the record's for ever; `sequence` and `changed` are the record's version and its instant."""

    uid: str
    title: str
    text: str
    first: date
    last: date
    sequence: int
    changed: datetime | None
    path: str
    category: str


def milestone_events(session: Session, programme: Programme, status_date: date) -> list[CalendarEvent]:
    """Every milestone on the day that it was reached or is forecast for."""
    plan = scheduled(session, programme, status_date)
    return list(_events(session, programme, plan, plan.milestones))


def own_events(session: Session, programme: Programme, status_date: date, person_id: int) -> list[CalendarEvent]:
    """The tasks of that person from their first to their last day; what was called off is none."""
    plan = scheduled(session, programme, status_date)
    owned = session.exec(
        select(Task.code).where(
            col(Task.programme_id) == programme.id, col(Task.owner_id) == person_id, col(Task.withdrawn_on).is_(None)
        )
    )
    held = set(owned)
    own = [t for t in plan.tasks.values() if t.code in held and t.kind in (TaskKind.task, TaskKind.loe)]
    return list(_events(session, programme, plan, own))


def _events(
    session: Session, programme: Programme, plan: PlanSchedule, tasks: Iterable[PlannedTask]
) -> Iterator[CalendarEvent]:
    query = select(Task.id, Task.version, Task.updated_at, Task.created_at).where(
        col(Task.programme_id) == programme.id
    )
    records = {id_: (version, updated or created) for id_, version, updated, created in session.exec(query)}
    for task in tasks:
        if task.status == TaskStatus.cancelled or task.id not in records:
            continue
        version, changed = records[task.id]
        at = plan[task.code]
        yield CalendarEvent(
            uid=f"task-{task.id}", title=_title(task, at.standing), text=_text(programme, plan, task), first=at.start.date(), last=at.finish.date(),
            sequence=version, changed=changed, path=f"/programmes/{programme.code}/schedule/tasks/{task.code}",
            category=gettext("Milestone") if task.is_milestone else gettext("Task"),
        )  # fmt: skip


def _title(task: PlannedTask, standing: Standing) -> str:
    name = f"{task.code} {pick(task.name_zh, task.name_en)}"
    return f"✓ {name}" if standing == Standing.complete else name


def _text(programme: Any, plan: PlanSchedule, task: PlannedTask) -> str:
    """Programme, phase, and how it stands against the baseline."""
    lines = [text_of(programme, "name")]
    phase = next((p for p in plan.phases if p.code == task.phase), None)
    if phase is not None:
        lines.append(_told(N_("Phase"), pick(phase.name_zh, phase.name_en)))
    baseline = plan.baseline_finish_of(task.code)
    if baseline is not None:
        lines.append(_told(N_("Baseline"), plain_day(baseline)))
    lines.append(_told(N_("Status date"), plain_day(plan.status_date)))
    return "\n".join(lines)


def _told(label: str, text: str) -> str:
    return f"{gettext(label)}{'：' if language() == 'zh-CN' else ': '}{text}"
