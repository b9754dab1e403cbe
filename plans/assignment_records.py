"""Who works on which task, and how much: a person, or a department where nobody is named yet.

This module holds what an assignment is; the commands and the list are in `plans.assignments`.
"""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field as F
from sqlalchemy import select as sql
from sqlmodel import Field, Session, select

from governance.columns import ExactDecimal, link, measure
from governance.errors import Problem
from governance.forms import Control, Measure, RecordForm, Reference
from governance.programmes import Programme
from governance.records import ProgrammeRecord

FULL = Decimal(100)
MOST_UNITS = 100_000  # a thousand people on one task

Units = Annotated[Measure, F(ge=1, le=MOST_UNITS), Control("decimal", "%")]
Hours = Annotated[Measure, F(ge=Decimal("0.1"), le=1_000_000), Control("decimal", "h")]


class ResourceAssignmentForm(RecordForm):
    """Units in per cent of one full-time person, for departments too: 250 is two people and a half. Without hours the work is the units
    times the task's worked time."""

    task: Annotated[str, Reference("task")]
    person: Annotated[str, Reference("person")] | None = None
    department: Annotated[str, Reference("department")] | None = None
    units: Units = FULL
    hours: Hours | None = None

    def problems(self) -> list[Problem]:
        if self.person and self.department:
            return [Problem("PERSON_OR_DEPARTMENT", "department", self.department, {})]
        if not self.person and not self.department:
            return [Problem("PERSON_OR_DEPARTMENT", "person", None, {})]
        if self.person and self.units is not None and self.units > FULL:
            return [Problem("OUT_OF_RANGE", "units", self.units, {"min": 1, "max": int(FULL)})]
        return []


class ResourceAssignment(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "resource_assignment"
    PREFIX: ClassVar[str] = "ASG-"
    __tablename__: ClassVar[Any] = "resource_assignment"

    task_id: int = link("task", foreign_key="task.id", required=True)
    person_id: int | None = link("person", foreign_key="person.id")
    department_id: int | None = link("department", foreign_key="department.id")
    units: Decimal = Field(default=FULL, sa_type=ExactDecimal(4), nullable=False)  # pyright: ignore
    hours: Decimal | None = measure()


class AssignmentRow(NamedTuple):
    """An assignment that stands, as the plan reads it: ids, units in per cent, hours of work where they are said."""

    id: int
    code: str
    task_id: int
    person_id: int | None
    department_id: int | None
    units: Decimal
    hours: Decimal | None


def assignment_rows(session: Session, programme: Programme) -> list[AssignmentRow]:
    """The assignments in use, by code (one query)."""
    a: Any = ResourceAssignment.__table__  # pyright: ignore
    query = sql(*(a.c[name] for name in AssignmentRow._fields))
    query = query.where(a.c.programme_id == programme.id, a.c.withdrawn_on.is_(None)).order_by(a.c.code)
    return [AssignmentRow._make(row) for row in session.execute(query)]


def assigned_tasks(session: Session, programme: Programme) -> set[int]:
    """The ids of tasks that somebody is assigned to (one query)."""
    a: Any = ResourceAssignment.__table__.c  # pyright: ignore
    query = sql(a.task_id).where(a.programme_id == programme.id, a.withdrawn_on.is_(None)).distinct()
    return set(session.execute(query).scalars())


def assignments_on(session: Session, task_id: int) -> list[ResourceAssignment]:
    """The assignments of a task that stand, by code."""
    a: Any = ResourceAssignment
    return list(session.exec(select(a).where(a.task_id == task_id, a.withdrawn_on.is_(None)).order_by(a.code)))
