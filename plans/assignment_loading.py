"""Assignments of a plan that comes in: those of its tasks and people are added, those that differ are changed, others are left alone."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import Session, col, select

from governance.programmes import Programme
from plans.assignment_records import ResourceAssignment
from plans.links import write
from plans.tasks import Task, TaskKind


class DraftAssignment(NamedTuple):
    """Who works on a task: a person or a department as the file names them, units in per cent, hours of work where they are said."""

    task: str
    person: str
    department: str
    units: Decimal
    hours: Decimal | None


def enter_assignments(
    session: Session, programme: Programme, drafted: Iterable[DraftAssignment], entered: Mapping[str, Task],
    people: Mapping[str, int], departments: Mapping[str, int],
) -> None:  # fmt: skip
    """Write them; `people` and `departments` are ids by what the file calls them, in lower case. Inside a command."""
    held = {(a.task_id, a.person_id, a.department_id): a for a in _standing(session, programme)}
    number = _last_number(session, programme)
    for one in drafted:
        task = entered.get(one.task)
        person, department = people.get(one.person.lower()), departments.get(one.department.lower())
        if task is None or task.kind not in (TaskKind.task, TaskKind.loe) or (person is None) == (department is None):
            continue
        key, values = (task.key, person, department), {"units": one.units, "hours": one.hours}
        if key in held:
            write(held[key], **values)
            continue
        number += 1
        held[key] = ResourceAssignment(
            programme_id=programme.key, code=f"ASG-{number:02d}", task_id=task.key, person_id=person, department_id=department, **values
        )  # fmt: skip
        session.add(held[key])
    session.flush()


def _standing(session: Session, programme: Programme) -> Iterable[ResourceAssignment]:
    query = select(ResourceAssignment).where(
        col(ResourceAssignment.programme_id) == programme.id, col(ResourceAssignment.withdrawn_on).is_(None)
    )
    return session.exec(query)


def _last_number(session: Session, programme: Programme) -> int:
    codes = session.exec(select(ResourceAssignment.code).where(col(ResourceAssignment.programme_id) == programme.id))
    return max((int(code[4:]) for code in codes if code[4:].isdecimal() and code.startswith("ASG-")), default=0)
