"""The directory of a programme as registers: its departments, its people, and the charter that stands above them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sql
from sqlmodel import Session

from governance import people, programmes
from governance.authority import Permission
from governance.people import Department, DepartmentForm, Person, PersonForm
from governance.programmes import Programme, ProgrammeForm
from governance.registers import Column, Filter, Register


def _members(session: Session, programme: Programme, departments: Iterable[Department]) -> dict[int, dict[str, Any]]:
    """How many people of each department are on record."""
    t: Any = Person.__table__  # pyright: ignore
    query = (
        sql(t.c.department_id, func.count())
        .where(t.c.programme_id == programme.id, t.c.withdrawn_on.is_(None))
        .group_by(t.c.department_id)
    )
    counted = {row[0]: row[1] for row in session.execute(query)}
    return {d.id: {"people": counted.get(d.id, 0)} for d in departments if d.id is not None}


def _presence(session: Session, programme: Programme, persons: Iterable[Person]) -> dict[int, dict[str, Any]]:
    """Whether each person is with the programme on its status date."""
    day = programme.status_date
    return {
        p.id: {
            "present": (p.active_from is None or p.active_from <= day) and (p.active_to is None or p.active_to >= day)
        }
        for p in persons
        if p.id is not None
    }


DEPARTMENTS = Register(
    kind="department", plural="departments", table=Department, form=DepartmentForm, section="people", icon="building",
    columns=(
        Column("name"), Column("head", "person"), Column("parent", "person"), Column("headcount", "number"), Column("licences", "number"),
        Column("people", "number", computed=True),
    ),
    filters=(Filter("head"), Filter("parent")),
    search=("name_zh", "name_en", "duties_zh", "duties_en", "benefit_zh", "benefit_en"),
    compute=_members, write=Permission.maintain_directory,
    create=people.open_department, revise=people.revise_department, withdraw=people.close_department,
    sections=(
        ("details", ("name", "head", "parent", "headcount", "licences", "people")), ("duties", ("duties",)), ("benefit", ("benefit",)),
    ),
    children=(("person", "department"), ("resource_assignment", "department")),
)  # fmt: skip

PEOPLE = Register(
    kind="person", plural="people", table=Person, form=PersonForm, section="people", icon="user",
    columns=(
        Column("name"), Column("title"), Column("department", "person"), Column("email"), Column("capacity_hours", "number", "h/week"),
        Column("present", "flag", computed=True),
    ),
    filters=(Filter("department"), Filter("present", values=("True", "False"))),
    search=("name_zh", "name_en", "title_zh", "title_en", "email"),
    compute=_presence, write=Permission.maintain_directory,
    create=people.enrol_person, revise=people.revise_person, withdraw=people.release_person,
    sections=(("details", ("name", "title", "department", "email", "capacity_hours")), ("dates", ("active_from", "active_to", "present"))),
    children=(("resource_assignment", "person"), ("absence", "person")),
)  # fmt: skip

# Programmes stand above the registers, so no programme's pages list them; what is declared here serves the charter's own pages.
CHARTER = Register(
    kind="programme", plural="programmes", table=Programme, form=ProgrammeForm, section="overview", icon="clipboard-check",  # pyright: ignore
    columns=(Column("budget", "money"), Column("licensed_users", "number")),
    write=Permission.maintain_programme, revise=programmes.revise_charter, withdraw=programmes.close_programme,
    move=programmes.move_programme, transitions=programmes.TRANSITIONS,
    sections=(
        ("charter", ("purpose", "start", "target_finish", "committed_finish", "benefits_until", "status_date")),
        ("scope", ("scope_in", "scope_out")),
        ("people", ("sponsor", "pm")),
        ("money", ("budget", "licensed_users")),
        ("reporting", ("report_cadence", "report_weekday", "calendar", "unfinished_work")),
    ),
)  # fmt: skip
