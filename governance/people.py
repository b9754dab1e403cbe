"""Departments and people: every owner, sponsor and approver is one of them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field as F
from sqlmodel import Field, Session

from governance.authority import Actor, Permission
from governance.columns import link, long_text, measure, name_column
from governance.commands import command
from governance.errors import Problem, refuse_if
from governance.forms import Control, Day, Email, Line, Measure, Prose, RecordForm, Reference, Whole
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, current, revise, withdraw

Hours = Annotated[Measure, F(ge=0, le=60), Control("decimal", "h/week")]


class DepartmentForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    name_zh: Line | None = None
    name_en: Line | None = None
    head: Annotated[str, Reference("person")] | None = None
    parent: Annotated[str, Reference("department")] | None = None
    headcount: Annotated[Whole, F(ge=1, le=1_000_000)]
    licences: Whole | None = None
    duties_zh: Prose | None = None
    duties_en: Prose | None = None
    benefit_zh: Prose | None = None
    benefit_en: Prose | None = None


class PersonForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    name_zh: Line | None = None
    name_en: Line | None = None
    title_zh: Line | None = None
    title_en: Line | None = None
    department: Annotated[str, Reference("department")] | None = None
    email: Email | None = None
    capacity_hours: Hours | None = None
    active_from: Day | None = None
    active_to: Day | None = None

    def problems(self) -> list[Problem]:
        if self.active_from and self.active_to and self.active_to < self.active_from:
            return [
                Problem("DATE_ORDER", "active_to", self.active_to, {"from": self.active_from, "to": self.active_to})
            ]
        return []


class Department(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "department"
    PREFIX: ClassVar[str] = "DEP-"

    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    # No foreign key: a person points at a department already, and the two tables could not be created in any order.
    head_id: int | None = link("person")
    parent_id: int | None = link("department", foreign_key="department.id")
    headcount: int = 1
    licences: int | None = None
    duties_zh: str | None = long_text()
    duties_en: str | None = long_text()
    benefit_zh: str | None = long_text()
    benefit_en: str | None = long_text()


class Person(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "person"
    PREFIX: ClassVar[str] = "PER-"

    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    title_zh: str | None = name_column()
    title_en: str | None = name_column()
    department_id: int | None = link("department", foreign_key="department.id")
    email: str | None = Field(default=None, max_length=200)
    capacity_hours: Decimal | None = measure()
    active_from: date | None = None
    active_to: date | None = None


@command(Permission.maintain_directory)
def open_department(session: Session, actor: Actor, programme: Programme, form: DepartmentForm) -> Department:
    return add(session, Department, programme.key, form)


@command(Permission.maintain_directory)
def revise_department(
    session: Session, actor: Actor, department: Department, form: DepartmentForm, version: int | None
) -> Department:
    refuse_if(_parent_loop(session, department, form.parent))
    return revise(session, department, form, version)


@command(Permission.maintain_directory)
def close_department(session: Session, actor: Actor, department: Department, reason: str, on: date, version: int | None = None) -> Department:  # fmt: skip
    return withdraw(session, department, reason, on, version)


@command(Permission.maintain_directory)
def enrol_person(session: Session, actor: Actor, programme: Programme, form: PersonForm) -> Person:
    return add(session, Person, programme.key, form)


@command(Permission.maintain_directory)
def revise_person(session: Session, actor: Actor, person: Person, form: PersonForm, version: int | None) -> Person:
    return revise(session, person, form, version)


@command(Permission.maintain_directory)
def release_person(
    session: Session, actor: Actor, person: Person, reason: str, on: date, version: int | None = None
) -> Person:
    return withdraw(session, person, reason, on, version)


def _parent_loop(session: Session, department: Department, parent: str | None) -> list[Problem]:
    """A department cannot stand under itself, however many steps down."""
    by_code = {d.code: d for d in current(session, Department, department.programme_id)}
    by_id = {d.id: d for d in by_code.values()}
    path, at = [department.code], by_code.get(parent or "")
    while at is not None:
        path.append(at.code)
        if at.id == department.id or path.count(at.code) > 1:
            return [Problem("ORG_CYCLE", "parent", parent, {"path": " → ".join(path)})]
        at = by_id.get(at.parent_id)
    return []
