"""What a plan that is about to come in holds, and what it would do to the programme. Nothing is written."""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from governance.errors import Problem, Refusal
from governance.programmes import Programme
from plans.baselines import original_baseline
from plans.calendar import WorkCalendar
from plans.calendars import office_calendar
from plans.network import Activity, Constraint, ConstraintType, MilestoneKind, Network
from plans.plan_draft import DraftTask, PlanDraft
from plans.schedule import schedule
from plans.tasks import Task, TaskKind

ANY_START = date(2000, 1, 3)  # stands in while the links are checked


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """What a file holds and what entering it would do. `finish` is computed from it; problems stop it, notices do not."""

    name: str
    task_count: int
    milestone_count: int
    link_count: int
    phase_count: int
    people_count: int
    calendar_count: int
    start: date | None
    finish: date | None
    to_create: int
    to_change: int
    unchanged: int
    notices: tuple[Problem, ...]
    problems: tuple[Problem, ...]

    @property
    def may_enter(self) -> bool:
        return not self.problems and self.task_count > 0


def preview_of(draft: PlanDraft, session: Session | None = None, programme: Programme | None = None) -> PlanPreview:
    """What a draft holds; with a programme, how many of its tasks are new there, changed, or the same."""
    problems = list(draft.problems)
    start = draft.start or (programme.start if programme else None)
    finish = None
    if not problems and draft.tasks:
        found, finish = _computed(draft, start)
        problems += found
    held = tasks_by_code(session, programme) if session and programme else {}
    known = [task for task in draft.tasks if task.code in held]
    problems += [
        Problem("WITHDRAWN", "code", t.code, {"code": t.code, "on": held[t.code].withdrawn_on, "row": t.row})
        for t in known
        if held[t.code].withdrawn_on
    ]
    same = sum(not _differs(held[task.code], task) for task in known)
    return PlanPreview(
        name=draft.name, task_count=draft.task_count, milestone_count=sum(t.kind == TaskKind.milestone for t in draft.tasks), link_count=len(draft.links),
        phase_count=len(draft.phases), people_count=len(draft.people), calendar_count=len(draft.calendars), start=start, finish=finish,
        to_create=len(draft.tasks) - len(known), to_change=len(known) - same, unchanged=same,
        notices=(*draft.notices, *_of_the_baseline(draft, session, programme)), problems=tuple(problems),
    )  # fmt: skip


def _of_the_baseline(draft: PlanDraft, session: Session | None, programme: Programme | None) -> list[Problem]:
    """A programme that has its baseline keeps it."""
    if (
        draft.baseline is None
        or session is None
        or programme is None
        or original_baseline(session, programme.key) is None
    ):
        return []
    return [Problem("BASELINE_STAYS_AS_AGREED", "baseline", None, {"code": programme.code})]


def _computed(draft: PlanDraft, start: date | None) -> tuple[list[Problem], date | None]:
    """The finish that the draft's own network has (None where no start is known), or what is wrong with it."""
    try:
        network = draft.network or network_of_draft(draft, start or ANY_START)
        return [], schedule(network).finish.date() if start else None
    except Refusal as refusal:
        return [_located(p, draft) for p in refusal.problems], None


def _located(problem: Problem, draft: PlanDraft) -> Problem:
    """A problem of the network, with the rows of the tasks that it names."""
    if problem.code != "DEPENDENCY_CYCLE":
        return problem
    path = [str(code) for code in problem.facts["path"]]
    rows = {task.code: task.row for task in draft.tasks}
    return replace(
        problem,
        field="predecessors",
        facts={"path": " → ".join(path), "row": rows.get(path[0]), "column": "predecessors"},
    )


def network_of_draft(draft: PlanDraft, start: date, calendar: WorkCalendar | None = None) -> Network:
    """The network that a table's rows make by themselves, on one calendar; links from tasks outside it are left aside."""
    project = calendar or office_calendar()
    codes = {task.code for task in draft.tasks}
    activities = [
        Activity(
            id=t.code, name=t.name_en or t.name_zh, duration_min=t.duration_min, parent=t.parent,
            constraint=Constraint(ConstraintType.SNET, project.day_start(t.constraint_on)) if t.constraint_on else None,
            milestone=MilestoneKind.finish if t.kind == TaskKind.milestone else None,
        )
        for t in draft.tasks
    ]  # fmt: skip
    return Network(
        project.day_start(start),
        {project.name: project},
        project.name,
        tuple(activities),
        tuple(x for x in draft.links if x.source in codes),
    )


def tasks_by_code(session: Session, programme: Programme) -> dict[str, Task]:
    """Every task of the programme, withdrawn ones too."""
    return {t.code: t for t in session.exec(select(Task).where(col(Task.programme_id) == programme.id))}


def _differs(record: Task, task: DraftTask) -> bool:
    """Whether entering would change a known task, names for references left aside."""
    same = ("kind", "duration_min", "constraint_type", "constraint_on", "deadline")
    names = (record.name_zh or "", record.name_en or "") != (task.name_zh, task.name_en)
    return names or any(getattr(record, name) != getattr(task, name) for name in same)
