"""Assignments of people and departments to tasks: the commands that change them, and their list with what each takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.codes import ids_by_code
from governance.commands import command
from governance.errors import Problem, refuse_if
from governance.people import Department, Person
from governance.programmes import Programme
from governance.records import add, revise, withdraw
from governance.registers import Column, Filter, Register
from plans.assignment_records import FULL, ResourceAssignment, ResourceAssignmentForm
from plans.insight.load import Peak
from plans.plan import PlanSchedule, as_of, scheduled
from plans.plan_load import PlanLoad, load_of
from plans.progressed import Standing
from plans.tasks import Task, TaskKind, TaskStatus


@command(Permission.maintain_plan)
def assign_resource(session: Session, actor: Actor, programme: Programme, form: ResourceAssignmentForm) -> ResourceAssignment:  # fmt: skip
    """Put a person or a department on a task.

    Raises:
        Invalid: the task is a summary or a milestone, the party is on it already, or has not as many people.
    """
    refuse_if(_faults(session, programme.key, form, None))
    return add(session, ResourceAssignment, programme.key, form)


@command(Permission.maintain_plan)
def revise_resource_assignment(
    session: Session, actor: Actor, assignment: ResourceAssignment, form: ResourceAssignmentForm, version: int | None
) -> ResourceAssignment:
    """Raises as `assign_resource`, and `Stale`."""
    refuse_if(_faults(session, assignment.programme_id, form, assignment))
    return revise(session, assignment, form, version)


@command(Permission.maintain_plan)
def withdraw_resource_assignment(
    session: Session, actor: Actor, assignment: ResourceAssignment, reason: str, on: date, version: int | None = None
) -> ResourceAssignment:
    return withdraw(session, assignment, reason, on, version)


@command(Permission.maintain_plan)
def assign_owners(session: Session, actor: Actor, programme: Programme, units: Decimal = FULL) -> list[ResourceAssignment]:  # fmt: skip
    """Put the owner of every open task that nobody is assigned to on that task, with so many units."""
    return [
        add(session, ResourceAssignment, programme.key, _form(task, owner, units))
        for task, owner in owners_to_assign(session, programme)
    ]


def _form(task: str, person: str, units: Decimal) -> ResourceAssignmentForm:
    return ResourceAssignmentForm(task=task, person=person, units=units)


def owners_to_assign(session: Session, programme: Programme) -> list[tuple[str, str]]:
    """Open tasks that nobody is assigned to and their owners, by codes: who answers for a task does not by that work on it."""
    plan = scheduled(session, programme, as_of(session, programme))
    owners = {t.owner for t in plan.tasks.values() if t.owner}
    gone = {code for code, (_, left) in ids_by_code(session, Person, programme.key, owners).items() if left}
    return [
        (task.code, task.owner)
        for task in plan.tasks.values()
        if task.kind == TaskKind.task and task.owner and task.owner not in gone and task.code not in plan.assigned
        and task.status not in (TaskStatus.complete, TaskStatus.cancelled) and not plan.network.activity(task.code).is_summary
    ]  # fmt: skip


# --- What is refused -------------------------------------------------------------------------------------------------


def _faults(
    session: Session, programme_id: int, form: ResourceAssignmentForm, besides: ResourceAssignment | None
) -> list[Problem]:
    """What the references alone do not tell; a reference that is not there is said by itself."""
    task = ids_by_code(session, Task, programme_id, [form.task]).get(form.task)
    if task is None:
        return []
    return [
        *_of_the_task(session, task[0], form.task),
        *_twice(session, programme_id, form, task[0], besides),
        *_headcount(session, programme_id, form),
    ]


def _of_the_task(session: Session, task_id: int, code: str) -> list[Problem]:
    kind = session.exec(select(Task.kind).where(col(Task.id) == task_id)).one()
    under = select(Task.id).where(col(Task.parent_id) == task_id, col(Task.withdrawn_on).is_(None)).limit(1)
    if kind == TaskKind.summary or session.exec(under).first() is not None:
        return [Problem("ASSIGNED_TO_SUMMARY", "task", code, {"code": code})]
    return [Problem("ASSIGNED_TO_MILESTONE", "task", code, {"code": code})] if kind == TaskKind.milestone else []


def _twice(
    session: Session, programme_id: int, form: ResourceAssignmentForm, task_id: int, besides: ResourceAssignment | None
) -> list[Problem]:
    field, table = ("person", Person) if form.person else ("department", Department)
    code = form.person or form.department or ""
    known = ids_by_code(session, table, programme_id, [code])
    if code not in known:
        return []
    a: Any = ResourceAssignment
    query = select(a.id).where(
        a.task_id == task_id, getattr(a, f"{field}_id") == known[code][0], a.withdrawn_on.is_(None)
    )
    if set(session.exec(query)) <= {besides.id if besides else None}:
        return []
    return [Problem("ASSIGNED_TWICE", field, code, {"party": code, "task": form.task})]  # fmt: skip


def _headcount(session: Session, programme_id: int, form: ResourceAssignmentForm) -> list[Problem]:
    """A department gives no more people than it has."""
    if not form.department:
        return []
    query = select(Department.headcount).where(
        col(Department.programme_id) == programme_id, col(Department.code) == form.department
    )
    headcount = session.exec(query).first()
    if headcount is None or form.units <= headcount * FULL:
        return []
    facts = {"department": form.department, "headcount": headcount, "max": headcount * int(FULL)}
    return [Problem("ABOVE_HEADCOUNT", "units", form.units, facts)]


# --- What the register shows -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shown:
    plan: PlanSchedule
    load: PlanLoad
    active: dict[int, tuple[date | None, date | None]]


def _values(session: Session, programme: Programme, rows: Sequence[ResourceAssignment]) -> dict[int, dict[str, Any]]:
    """The task's dates, the work in hours, and whether the party has too much while the task is under way."""
    plan = scheduled(session, programme, as_of(session, programme))
    shown = _Shown(plan, load_of(session, programme, plan), _active(session, rows))
    by_code = {a.code: a for a in shown.load.assigned}
    return {row.id: _row(shown, row, by_code[row.code]) for row in rows if row.id is not None and row.code in by_code}


def _row(shown: _Shown, row: ResourceAssignment, assigned: Any) -> dict[str, Any]:
    at = shown.plan[assigned.task]
    peak = shown.load.overloaded(assigned.who, assigned.task)
    warnings = _not_active(shown, row, assigned.task)
    if peak is not None:
        warnings.append(overallocated(peak, row.units))
    return {
        "start": at.start.date(), "finish": at.finish.date(), "work_hours": round(assigned.hours, 1),
        "overallocated": str(peak.level) if peak else None, "warnings": warnings,
    }  # fmt: skip


def overallocated(peak: Peak, units: Any = None) -> Problem:
    """What is said of a peak: how much too much, from when until when."""
    facts = {"party": peak.who.code, "from": peak.first, "to": peak.last}
    if peak.share is None:
        return Problem("NO_CAPACITY", "units", units, facts)
    return Problem("OVERALLOCATED", "units", units, facts | {"percent": round(peak.share * 100)})


def _not_active(shown: _Shown, row: ResourceAssignment, task: str) -> list[Problem]:
    at, (since, until) = shown.plan[task], shown.active.get(row.person_id or 0, (None, None))
    start, finish = at.start.date(), at.finish.date()
    if at.standing == Standing.complete or not ((since and since > start) or (until and until < finish)):
        return []
    return [Problem("PERSON_NOT_ACTIVE", "person", None, {"task": task, "start": start, "finish": finish})]


def _active(session: Session, rows: Sequence[ResourceAssignment]) -> dict[int, tuple[date | None, date | None]]:
    """From when until when the assigned people work for the programme."""
    p: Any = Person
    query = select(p.id, p.active_from, p.active_to).where(p.id.in_({row.person_id for row in rows if row.person_id}))
    return {id_: (since, until) for id_, since, until in session.exec(query)}


RESOURCE_ASSIGNMENTS = Register(
    kind="resource_assignment", plural="resource-assignments", table=ResourceAssignment, form=ResourceAssignmentForm, section="plan", icon="users",
    title="code",
    columns=(
        Column("task"), Column("person", "person"), Column("department", "person"), Column("units", "number", "%"),
        Column("work_hours", "number", "h", computed=True), Column("start", "date", computed=True), Column("finish", "date", computed=True),
        Column("overallocated", "badge", computed=True),
    ),
    filters=(Filter("task"), Filter("person"), Filter("department"), Filter("overallocated", values=("over", "far_over"))),
    compute=_values, write=Permission.maintain_plan,
    create=assign_resource, revise=revise_resource_assignment, withdraw=withdraw_resource_assignment,
    sections=(("assignment", ("task", "person", "department", "units", "hours")), ("schedule", ("work_hours", "start", "finish", "overallocated"))),
)  # fmt: skip
