"""Who works on what in a plan from Microsoft Project, in the form that records have."""

from collections.abc import Mapping
from decimal import Decimal

from governance.errors import Problem
from plans.assignment_loading import DraftAssignment
from plans.assignment_records import FULL
from plans.exchange.imported_plan import ImportedAssignment, ImportedPlan
from plans.plan_draft import DraftTask
from plans.plan_marks import PlanWords
from plans.tasks import TaskKind

_MINUTE = 1.0  # work this close to units times duration says nothing more than these


def assignments_of(
    plan: ImportedPlan, tasks: Mapping[str, DraftTask], codes: Mapping[str, str], people: Mapping[str, str], said: PlanWords
) -> tuple[list[DraftAssignment], list[Problem]]:  # fmt: skip
    """The assignments of tasks that are worked on, and a notice of those that asked for more than one person.

    `people`: what each is called by the file's id. An owner who stands in our own file only as responsible is not assigned.
    """
    found: list[DraftAssignment] = []
    cut: list[str] = []
    for one in plan.assignments:
        code, person = codes.get(one.task, ""), people.get(one.person, "")
        task = tasks.get(code)
        if task is None or task.kind not in (TaskKind.task, TaskKind.loe) or not person or not one.units:
            continue
        if said.responsible.get(code) == person and one.units == 1:
            continue
        if one.units > 1 and code not in cut:
            cut.append(code)
        found.append(_drafted(one, task, person))
    found += [
        DraftAssignment(form.task, "", form.department, form.units, form.hours)
        for form in said.pools
        if form.department and form.task in tasks
    ]
    notices = [Problem("MORE_THAN_ONE_PERSON", "tasks", None, {"count": len(cut), "tasks": cut[:20]})] if cut else []
    return found, notices


def _drafted(one: ImportedAssignment, task: DraftTask, person: str) -> DraftAssignment:
    """Hours only where the work is another than the units of the duration."""
    units = Decimal(str(round(min(1.0, one.units) * 100, 4))).normalize()
    units = max(Decimal(1), units)
    usual = float(units) / 100 * task.duration_min
    said_otherwise = one.work_min is not None and one.work_min > 0 and abs(one.work_min - usual) > _MINUTE
    hours = Decimal(str(round((one.work_min or 0) / 60, 2))) if said_otherwise else None
    return DraftAssignment(task.code, person, "", min(units, FULL), hours)
