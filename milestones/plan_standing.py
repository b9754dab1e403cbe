"""How the plan stands as of a date: every milestone with its slip and its room, every task with its colour."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import floor, isfinite

from milestones.rag import CRITICAL_WEIGHT, Child, MilestoneFacts, Rag, TaskFacts, Verdict, milestone_rag, task_rag
from milestones.report_facts import Ref
from milestones.report_view import MilestoneLine, Plan
from plans.plan import PlannedTask, PlanSchedule
from plans.progressed import Standing
from plans.tasks import TaskKind, TaskStatus

WEIGHT_UNSET = 3


@dataclass(frozen=True, slots=True)
class Governed:
    """What governance says of a milestone: its weight (1–5), its gate, the goals it serves, the code of who answers for it."""

    weight: int = WEIGHT_UNSET
    gate: str | None = None
    goals: tuple[str, ...] = ()
    owner: str | None = None
    contractual: bool = False


@dataclass(frozen=True)
class TaskStanding:
    """The plan's tasks that count, with their verdicts, as of its status date."""

    tasks: Mapping[str, PlannedTask]
    verdicts: Mapping[str, Verdict]
    plan: Plan
    under_way: tuple[str, ...] = field(default=())


def milestone_lines(plan: PlanSchedule, governed: Mapping[str, Governed]) -> tuple[MilestoneLine, ...]:
    """Every milestone that is not called off, by its forecast date."""
    led_to = {link.target for link in plan.network.links}
    lines = [
        _line(plan, task, governed.get(task.code, Governed()), task.code in led_to)
        for task in plan.milestones
        if task.status != TaskStatus.cancelled
    ]
    return tuple(sorted(lines, key=lambda m: (m.forecast, m.milestone.code)))


def _line(plan: PlanSchedule, task: PlannedTask, governed: Governed, has_predecessors: bool) -> MilestoneLine:
    scheduled, variance = plan[task.code], plan.variance(task.code)
    achieved = scheduled.standing == Standing.complete
    room = None if achieved else _days(plan, scheduled.deadline_float_min)
    verdict = milestone_rag(
        MilestoneFacts(
            variance_wd=variance, achieved=achieved, due=plan.is_overdue(task.code), has_predecessors=has_predecessors, to_commitment_wd=room
        )
    )  # fmt: skip
    return MilestoneLine(
        milestone=Ref.of("milestone", task.code, task.name_zh, task.name_en), gate=governed.gate, weight=governed.weight,
        contractual=governed.contractual, owner=Ref.labelled("person", plan.people.get(governed.owner or task.owner or "")),
        baseline=plan.baseline_finish_of(task.code), forecast=plan.finish_of(task.code), achieved=achieved, variance_wd=variance,
        commitment_float_wd=room, rag=verdict.rag, reason=verdict.reason, provisional=scheduled.provisional,
    )  # fmt: skip


def _days(plan: PlanSchedule, minutes: float | None) -> int | None:
    """Whole working days of float; a part of a day is none."""
    return floor(plan.calendar.days_of(minutes)) if minutes is not None and isfinite(minutes) else None


def task_standing(plan: PlanSchedule) -> TaskStanding:
    """The verdict on every task that is worked on, and the counts that the headline needs."""
    tasks = {
        code: task
        for code, task in plan.tasks.items()
        if task.kind not in (TaskKind.milestone, TaskKind.summary) and task.status != TaskStatus.cancelled
    }
    verdicts = {code: task_rag(_facts(plan, task)) for code, task in tasks.items()}
    finished = {code for code in tasks if plan[code].standing == Standing.complete}
    due = [code for code in tasks if (on := plan.baseline_finish_of(code)) is not None and on <= plan.status_date]
    return TaskStanding(
        tasks, verdicts,
        Plan(tasks=len(tasks), finished=len(finished), due=len(due), due_finished=sum(code in finished for code in due),
             overdue=tuple(sorted((c for c in due if c not in finished), key=lambda c: (plan.baseline_finish_of(c), c)))),
        tuple(code for code in tasks if plan[code].standing == Standing.in_progress),
    )  # fmt: skip


def _facts(plan: PlanSchedule, task: PlannedTask) -> TaskFacts:
    scheduled, frozen = plan[task.code], plan.baseline.get(task.code)
    waiting = scheduled.standing == Standing.not_started and frozen is not None
    starts_in = plan.calendar.working_days_late(plan.status_date, frozen.start.date()) if waiting and frozen else None
    return TaskFacts(
        variance_wd=plan.variance(task.code), critical=task.code in plan.critical, finished=scheduled.standing == Standing.complete,
        due=plan.is_overdue(task.code), under_way=scheduled.standing == Standing.in_progress,
        days_since_update=_days_since(task.reported_on, plan.status_date), starts_in_wd=starts_in,
        predecessor_misses=bool(waiting and frozen and scheduled.start > frozen.start),
    )  # fmt: skip


def _days_since(reported: date | None, on: date) -> int | None:
    return None if reported is None else (on - reported).days


def children(milestones: Iterable[MilestoneLine], tasks: TaskStanding) -> list[Child]:
    """The parts whose colours make the programme's: milestones of the greatest weight are critical."""
    found = [Child(m.rag, critical=m.weight >= CRITICAL_WEIGHT) for m in milestones]
    return found + [Child(verdict.rag) for verdict in tasks.verdicts.values()]


def counts(rags: Iterable[Rag]) -> dict[Rag, int]:
    """How many there are of each colour, worst first; colours that do not occur are left out."""
    found = list(rags)
    return {rag: n for rag in Rag if (n := found.count(rag))}
