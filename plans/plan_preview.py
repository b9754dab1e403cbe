"""What a plan that is about to come in holds, and what it would do to the programme. Nothing is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from governance.errors import Problem, Refusal
from governance.programmes import Programme
from plans.baselines import original_baseline
from plans.draft_network import network_of_draft
from plans.plan_draft import DraftBaseline, DraftTask, PlanDraft
from plans.schedule import Schedule, schedule
from plans.tasks import ConstraintKind, Task, TaskKind

ANY_START = date(2000, 1, 3)  # stands in while the links are checked


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """What a file holds and what entering it would do. `finish` is computed from it, `own_finish` is that of the
    program that the plan comes from; problems stop it, notices do not."""

    name: str
    task_count: int
    milestone_count: int
    link_count: int
    phase_count: int
    people_count: int
    calendar_count: int
    baseline_count: int
    start: date | None
    finish: date | None
    to_create: int
    to_change: int
    unchanged: int
    own_finish: date | None
    notices: tuple[Problem, ...]
    problems: tuple[Problem, ...]

    @property
    def may_enter(self) -> bool:
        return not self.problems and self.task_count > 0


def preview_of(draft: PlanDraft, session: Session | None = None, programme: Programme | None = None) -> PlanPreview:
    """What a draft holds; with a programme, how many of its tasks are new there, changed, or the same."""
    problems = list(draft.problems)
    start = draft.start or (programme.start if programme else None)
    computed = None
    if not problems and draft.tasks:
        found, computed = _computed(draft, start, programme)
        problems += found
    held = tasks_by_code(session, programme) if session and programme else {}
    known = [task for task in draft.tasks if task.code in held]
    problems += [
        Problem("WITHDRAWN", "code", t.code, {"code": t.code, "on": held[t.code].withdrawn_on, "row": t.row})
        for t in known
        if held[t.code].withdrawn_on
    ]
    problems += _not_into_a_summary(draft, held)
    same = sum(not _differs(held[task.code], task, draft) for task in known)
    return PlanPreview(
        name=draft.name, task_count=draft.task_count, milestone_count=sum(t.kind == TaskKind.milestone for t in draft.tasks), link_count=len(draft.links),
        phase_count=len(draft.phases), people_count=len(draft.people), calendar_count=len(draft.calendars), baseline_count=len(draft.baselines),
        start=start, finish=computed.finish.date() if computed else None,
        own_finish=max((days[1] for days in draft.there.values()), default=None),
        to_create=len(draft.tasks) - len(known), to_change=len(known) - same, unchanged=same,
        notices=(*draft.notices, *_differing(draft, computed), *_of_the_baselines(draft, session, programme)), problems=tuple(problems),
    )  # fmt: skip


def _of_the_baselines(draft: PlanDraft, session: Session | None, programme: Programme | None) -> list[Problem]:
    """A programme that has its baseline keeps it; in another those that nobody is known to have agreed come in to compare with."""
    brought = draft.baselines
    if brought and session and programme and original_baseline(session, programme.key) is not None:
        facts = {"code": programme.code, "count": len(brought), "numbers": _listed(brought)}
        return [
            Problem(
                "BASELINE_STAYS_AS_AGREED" if len(brought) == 1 else "BASELINES_STAY_AS_AGREED", "baseline", None, facts
            )
        ]
    compared = [one for one in brought if not one.counts]
    if not compared:
        return []
    measured = max(one.number for one in brought if one.counts)
    facts = {"count": len(compared), "numbers": _listed(compared), "measured": measured}
    return [Problem("BASELINES_TO_COMPARE_WITH", "baseline", None, facts)]


def _listed(brought: Iterable[DraftBaseline]) -> str:
    return ", ".join(str(one.number) for one in brought)


def _computed(draft: PlanDraft, start: date | None, programme: Programme | None) -> tuple[list[Problem], Schedule | None]:  # fmt: skip
    """The schedule that the draft will have by itself (None where no start is known), or what is wrong with it.

    As of the status date of the programme that it goes into, or of the one that is opened around it.
    """
    try:
        begins = programme.start if programme else draft.programme.get("start") or start or ANY_START
        network = network_of_draft(draft, begins, programme.unfinished_work if programme else None)
        until = programme.status_date if programme else draft.reported_until(begins)
        return [], schedule(network, status=network.project_calendar.day_finish(until)) if start else None
    except Refusal as refusal:
        return [_located(p, draft) for p in refusal.problems], None


def _differing(draft: PlanDraft, here: Schedule | None) -> list[Problem]:
    """The tasks that begin or finish on another day than in the program that the plan comes from."""
    if here is None or not draft.there:
        return []
    kept = [task.code for task in draft.tasks if task.code in draft.there and task.kind != TaskKind.summary]
    codes = [code for code in kept if (here[code].start.date(), here[code].finish.date()) != draft.there[code]]
    facts = {"count": len(codes), "of": len(kept), "tasks": codes}
    return [Problem("DATES_DIFFER_HERE", "tasks", None, facts)] if codes else []


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


def tasks_by_code(session: Session, programme: Programme) -> dict[str, Task]:
    """Every task of the programme, withdrawn ones too."""
    return {t.code: t for t in session.exec(select(Task).where(col(Task.programme_id) == programme.id))}


def kept_of(record: Task, task: DraftTask, draft: PlanDraft) -> set[str]:
    """The fields that a known task keeps because the table has no column for them; a column of starts says of constraints only that one."""
    lacks, kept = draft.lacks, set[str]()
    if "parent" in lacks:
        kept.add("parent_id")
    if "deadline" in lacks:
        kept |= {"deadline", "deadline_min"}
    unconstrained = {"constraint_type", "constraint_on"} <= lacks and task.constraint_on is None
    if unconstrained and ("start" in lacks or record.constraint_type != ConstraintKind.snet):
        kept |= {"constraint_type", "constraint_on", "constraint_min"}
    if "kind" in lacks and record.kind in (TaskKind.summary, TaskKind.loe):
        kept |= {"kind", "duration_min"} if record.kind == TaskKind.summary else {"kind"}
    return kept


def _not_into_a_summary(draft: PlanDraft, held: Mapping[str, Task]) -> list[Problem]:
    """Rows that are to stand in a task of the programme that holds none."""
    inside = {task.code for task in draft.tasks}
    above = [
        (task, held[task.parent])
        for task in draft.tasks
        if task.parent and task.parent not in inside and task.parent in held
    ]
    return [
        Problem("PARENT_NOT_SUMMARY", "parent", parent.code, {"code": parent.code, "row": task.row, "column": "parent"})
        for task, parent in above
        if parent.kind != TaskKind.summary
    ]


def _differs(record: Task, task: DraftTask, draft: PlanDraft) -> bool:
    """Whether entering would change a known task, names for references left aside."""
    same = {"kind", "duration_min", "constraint_type", "constraint_on", "deadline"}
    if task.row is None:  # a table knows no times
        same |= {"constraint_min", "deadline_min"}
    names = (record.name_zh or "", record.name_en or "") != (task.name_zh, task.name_en)
    return names or any(getattr(record, name) != getattr(task, name) for name in same - kept_of(record, task, draft))
