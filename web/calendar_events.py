"""Milestones and one's own tasks as whole days of a calendar, worded in the reader's language."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from governance.programmes import Programme
from plans.plan import PlannedTask, PlanSchedule, scheduled
from plans.progressed import Standing
from plans.reviews import Review, Sitting, reviews_of, sittings
from plans.tasks import Task, TaskKind, TaskStatus
from web.i18n import N_, gettext, language, pgettext, pick, plain_day, text_of

REVIEWS_BACK = timedelta(days=90)  # meetings held stay in a calendar for a quarter
REVIEWS_AHEAD = timedelta(days=366)


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


def review_events(session: Session, programme: Programme, status_date: date, chair_id: int | None = None) -> list[CalendarEvent]:  # fmt: skip
    """The meetings of every series, or of those that one person chairs, for a quarter back and a year ahead."""
    reviews = [r for r in reviews_of(session, programme) if chair_id is None or r.chair_id == chair_id]
    return _meetings(programme, scheduled(session, programme, status_date), reviews) if reviews else []


def _meetings(programme: Programme, plan: PlanSchedule, reviews: Sequence[Review]) -> list[CalendarEvent]:
    found = sittings(plan, reviews, plan.status_date - REVIEWS_BACK, plan.status_date + REVIEWS_AHEAD)
    return [_meeting(programme, plan, sitting) for sitting in found]


def _meeting(programme: Programme, plan: PlanSchedule, sitting: Sitting) -> CalendarEvent:
    """Its identity is the day of its rhythm: where a holiday moves it, it stays the same meeting."""
    review, at = sitting.review, sitting.occurrence
    lines = [text_of(programme, "name"), text_of(review, "agenda")]
    if at.moved:
        lines.append(gettext("moved: {day} is a day off").format(day=plain_day(at.nominal)))
    due = [f"{m.code} {pick(m.name_zh, m.name_en)} ({plain_day(plan.finish_of(m.code))})" for m in sitting.due]
    if due:
        lines.append(_told(N_("Milestones due until the next one"), pgettext("between items", ", ").join(due)))
    return CalendarEvent(
        uid=f"review-{review.id}-{at.nominal:%Y%m%d}", title=f"{review.code} {text_of(review, 'name')}", text="\n".join(filter(None, lines)),
        first=at.on, last=at.on, sequence=review.version, changed=review.updated_at or review.created_at,
        path=f"/programmes/{programme.code}/reviews/{review.code}", category=gettext("Review"),
    )  # fmt: skip


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
