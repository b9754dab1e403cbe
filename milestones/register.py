"""Milestones: a task without duration, and what it means for governance: weight, gate, goals, owner, whether it is contractual.

The task is in the plan and the meaning is here, one row each under one code, so a milestone comes and goes with its task.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlalchemy import select as sql
from sqlalchemy.orm import column_property
from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.columns import link, listing, words
from governance.commands import command
from governance.errors import Invalid, Problem
from governance.forms import Code, Flag, Line, RecordForm, Reference, Score, read_form
from governance.listings import values
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, revise, withdraw
from governance.registers import Column, Filter, Register
from plans import planning
from plans.freeze_check import freeze_warnings
from plans.plan import PlanSchedule, as_of, scheduled
from plans.plan_lists import TASKS, uncovered
from plans.progressed import Standing
from plans.tasks import Predecessors, Task, TaskForm, TaskKind


class Gate(StrEnum):
    g1 = auto()
    g2 = auto()
    g3 = auto()
    g4 = auto()
    g5 = auto()
    g6 = auto()
    g7 = auto()


OF_THE_TASK = ("name_zh", "name_en", "phase", "predecessors")


class MilestoneForm(RecordForm):
    """The names, phase and predecessors are the task's: they are needed only for a milestone that the plan does not have yet."""

    code: Code | None = None
    name_zh: Line | None = None
    name_en: Line | None = None
    phase: Annotated[str, Reference("phase")] | None = None
    predecessors: Predecessors | None = None
    weight: Score = 3
    gate: Gate | None = None
    goals: Annotated[list[str], Reference("goal")] = []
    owner: Annotated[str, Reference("person")] | None = None
    contractual: Flag = False


class Milestone(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "milestone"
    PREFIX: ClassVar[str] = "M"
    __table_args__: ClassVar[Any] = (UniqueConstraint("programme_id", "code"), UniqueConstraint("task_id"))

    task_id: int = link("task", foreign_key="task.id", required=True)
    weight: int = 3
    gate: Gate | None = words(Gate)
    goals: list[str] = listing()
    owner_id: int | None = link("person", foreign_key="person.id")
    contractual: bool = False


# The names stand in the plan alone; read with the row, so that lists, searches and labels have them in the same query.
for _name in ("name_zh", "name_en"):
    Milestone.__mapper__.add_property(  # pyright: ignore
        _name,
        column_property(
            sql(Task.__table__.c[_name]).where(Task.__table__.c.id == Milestone.__table__.c.task_id).scalar_subquery()  # pyright: ignore
        ),
    )


@command(Permission.maintain_plan)
def establish_milestone(session: Session, actor: Actor, programme: Programme, form: MilestoneForm) -> Milestone:
    """Say what a milestone of the plan means; one that the plan does not have yet is added to it first."""
    held = _row_of(session, programme.key, form.code)
    if held is not None:
        raise Invalid([Problem("NOT_UNIQUE", "code", form.code, {"kind": "milestone", "code": form.code})])
    task = _task_of(session, programme.key, form.code)
    if task is None:
        task = planning.add_task(session, actor, programme, _task_form(session, programme, form))
    elif task.kind != TaskKind.milestone:
        raise Invalid([Problem("NOT_A_MILESTONE", "code", form.code, {"code": form.code})])
    return add(session, Milestone, programme.key, form.model_copy(update={"code": task.code}), task_id=task.id)


@command(Permission.maintain_plan)
def revise_milestone(
    session: Session, actor: Actor, milestone: Milestone, form: MilestoneForm, version: int | None
) -> Milestone:
    """Change what a milestone means; names, phase and links that were given go to its task."""
    revised = revise(session, milestone, form, version)
    task = session.get_one(Task, milestone.task_id)
    programme = session.get_one(Programme, milestone.programme_id)
    held = values(session, TASKS, programme, [task])[0]
    wanted = held | {name: getattr(form, name) for name in OF_THE_TASK if name in form.model_fields_set}
    if wanted != held:
        planning.revise_task(session, actor, task, read_form(TaskForm, wanted), None)
    session.refresh(revised)
    return revised


@command(Permission.maintain_plan)
def withdraw_milestone(session: Session, actor: Actor, milestone: Milestone, reason: str, on: date, version: int | None = None) -> Milestone:  # fmt: skip
    """Take a milestone out of the register and its task out of the plan."""
    withdrawn = withdraw(session, milestone, reason, on, version)
    task = session.get_one(Task, milestone.task_id)
    if task.withdrawn_on is None:
        planning.withdraw_task(session, actor, task, reason=reason, on=on)
    return withdrawn


# --- A task that is a milestone has its row --------------------------------------------------------------------------


@command(Permission.maintain_plan)
def plan_task(session: Session, actor: Actor, programme: Programme, form: TaskForm) -> Task:
    """Add a task to the plan; a milestone enters the register with it."""
    task = planning.add_task(session, actor, programme, form)
    if task.kind == TaskKind.milestone:
        keep_register(session, [task])
    return task


@command(Permission.maintain_plan)
def replan_task(session: Session, actor: Actor, task: Task, form: TaskForm, version: int | None) -> Task:
    """Change a task; one that becomes a milestone enters the register."""
    planning.revise_task(session, actor, task, form, version)
    keep_register(session, [task])
    return task


@command(Permission.maintain_plan)
def drop_task(session: Session, actor: Actor, task: Task, reason: str, on: date, version: int | None = None) -> Task:
    """Take a task out of the plan, and its milestone out of the register."""
    planning.withdraw_task(session, actor, task, reason=reason, on=on, version=version)
    milestone = session.exec(select(Milestone).where(col(Milestone.task_id) == task.id)).first()
    if milestone is not None and milestone.withdrawn_on is None:
        withdraw(session, milestone, reason, on)
    return task


def keep_register(session: Session, tasks: Sequence[Task]) -> None:
    """Rows for those of `tasks` that are milestones and have none, and none in use for those that no longer are (in a command)."""
    held = {
        m.task_id: m for m in session.exec(select(Milestone).where(col(Milestone.task_id).in_([t.key for t in tasks])))
    }
    for task in tasks:
        row = held.get(task.key)
        if task.kind == TaskKind.milestone and row is None:
            session.add(
                Milestone(programme_id=task.programme_id, code=task.code, task_id=task.key, owner_id=task.owner_id)
            )
        elif task.kind == TaskKind.milestone and row is not None and row.withdrawn_on is not None:
            row.withdrawn_on = row.withdrawn_reason = None
        elif task.kind != TaskKind.milestone and row is not None and row.withdrawn_on is None:
            programme = session.get_one(Programme, task.programme_id)
            row.withdrawn_on, row.withdrawn_reason = programme.status_date, str(task.kind)
    session.flush()


def _row_of(session: Session, programme_id: int, code: str | None) -> Milestone | None:
    return session.exec(
        select(Milestone).where(col(Milestone.programme_id) == programme_id, col(Milestone.code) == code)
    ).first()


def _task_of(session: Session, programme_id: int, code: str | None) -> Task | None:
    return session.exec(select(Task).where(col(Task.programme_id) == programme_id, col(Task.code) == code)).first()


def _task_form(session: Session, programme: Programme, form: MilestoneForm) -> TaskForm:
    from governance.records import next_code

    code = form.code or next_code(session, Milestone, programme.key, "M")
    given = {name: getattr(form, name) for name in (*OF_THE_TASK, "owner")}
    return read_form(TaskForm, given | {"code": code, "kind": TaskKind.milestone})


# --- What the register shows -----------------------------------------------------------------------------------------


def milestone_state(plan: PlanSchedule, code: str) -> str:
    """`achieved`; `missed` when its baseline is past and it is not; `late` or `planned` by its forecast."""
    if plan[code].standing == Standing.complete:
        return "achieved"
    if plan.is_overdue(code):
        return "missed"
    return "late" if (plan.variance(code) or 0) > 0 else "planned"


def _values(session: Session, programme: Programme, rows: Sequence[Milestone]) -> dict[int, dict[str, Any]]:
    """Baseline, forecast and actual date of each, as of the date that is asked for."""
    plan = scheduled(session, programme, as_of(session, programme))
    found: dict[int, dict[str, Any]] = {}
    told = [p for p in plan.warnings if p.code == "MILESTONE_NO_LOGIC"] + freeze_warnings(session, plan)
    for row in rows:
        if row.id is None or row.code not in plan.tasks:
            continue
        achieved = plan[row.code].standing == Standing.complete
        finish = plan.finish_of(row.code)
        found[row.id] = {
            "baseline": plan.baseline_finish_of(row.code), "forecast": None if achieved else finish, "actual": finish if achieved else None,
            **_as_agreed_first(plan, row.code),
            "variance_wd": plan.variance(row.code), "state": milestone_state(plan, row.code), "phase": plan.tasks[row.code].phase,
            "warnings": [p for p in told if p.value == row.code] + uncovered(plan, row.code),
        }  # fmt: skip
    return found


def _as_agreed_first(plan: PlanSchedule, code: str) -> dict[str, Any]:
    """The original baseline's day and the slip from it, where it says another day than the baseline that counts now."""
    first = plan.original_finish_of(code)
    if not plan.is_rebaselined or first is None or first == plan.baseline_finish_of(code):
        return {}
    return {"original": first, "original_variance_wd": plan.original_variance(code)}


def _texts(session: Session, programme: Programme, rows: Sequence[Milestone]) -> dict[int, dict[str, Any]]:
    """The fields that stand on the task."""
    plan = scheduled(session, programme, as_of(session, programme))
    held = list(session.exec(select(Task).where(col(Task.id).in_([r.task_id for r in rows]))))
    tasks = TASKS.typed(session, programme, held)
    return {
        r.id: {"phase": plan.tasks[r.code].phase if r.code in plan.tasks else None, "predecessors": tasks.get(r.task_id, {}).get("predecessors")}
        for r in rows
        if r.id is not None
    }  # fmt: skip


MILESTONES = Register(
    kind="milestone", plural="milestones", table=Milestone, form=MilestoneForm, section="plan", icon="diamond",
    columns=(
        Column("name"), Column("gate", "badge"), Column("weight", "number"), Column("baseline", "date", computed=True),
        Column("forecast", "date", computed=True), Column("actual", "date", computed=True),
        Column("variance_wd", "number", "wd", computed=True), Column("original", "date", computed=True, sparse=True),
        Column("original_variance_wd", "number", "wd", computed=True, sparse=True), Column("state", "badge", computed=True),
        Column("owner", "person"), Column("goals", "list"), Column("contractual", "flag"),
    ),
    filters=(Filter("state", values=("planned", "late", "missed", "achieved")), Filter("gate"), Filter("owner"), Filter("goals", "text")),
    search=("name_zh", "name_en"), sort="code", compute=_values, typed=_texts, write=Permission.maintain_plan,
    create=establish_milestone, revise=revise_milestone, withdraw=withdraw_milestone,
    sections=(
        ("dates", ("baseline", "forecast", "actual", "variance_wd", "original", "original_variance_wd", "state")),
        ("meaning", ("phase", "gate", "weight", "owner", "goals", "contractual")),
    ),
)  # fmt: skip

# The tasks as people change them: a milestone among them keeps its row in the register above.
TASK_REGISTER = replace(TASKS, create=plan_task, revise=replan_task, withdraw=drop_task)
