"""Responsibilities: the deliverables of the rollout, and who is Responsible, Accountable, Consulted and Informed for each."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from sqlmodel import Field, Session, col, select

from governance.authority import Actor, Permission, not_permitted
from governance.columns import link, name_column, words
from governance.commands import command
from governance.errors import Problem, refuse_if
from governance.forms import Code, Day, Line, RecordForm, Reference
from governance.listings import Column, Filter, Register
from governance.people import Department, Person
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, current, find, ids_by_code, revise, withdraw
from stakeholders import raci_lint
from stakeholders.raci_lint import Role


class PartyKind(StrEnum):
    department = auto()
    person = auto()


PARTIES: dict[PartyKind, type[ProgrammeRecord]] = {PartyKind.department: Department, PartyKind.person: Person}


class DeliverableForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    name_zh: Line | None = None
    name_en: Line | None = None
    phase: Code | None = None
    due: Day | None = None


class AssignmentForm(RecordForm):
    deliverable: Annotated[str, Reference("deliverable")]
    party_kind: PartyKind
    party: Code
    role: Role


class Deliverable(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "deliverable"
    PREFIX: ClassVar[str] = "DLV-"

    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    phase: str | None = Field(default=None, max_length=14)
    due: date | None = None


class Assignment(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "assignment"
    PREFIX: ClassVar[str] = "RACI-"

    deliverable_id: int = link("deliverable", foreign_key="deliverable.id", required=True)
    party_kind: PartyKind = words(PartyKind, PartyKind.department)
    party: str = Field(max_length=14, index=True)
    role: Role = words(Role, Role.r)


# --- Commands --------------------------------------------------------------------------------------------------------


@command(Permission.maintain_responsibilities)
def list_deliverable(session: Session, actor: Actor, programme: Programme, form: DeliverableForm) -> Deliverable:
    return add(session, Deliverable, programme.key, form)


@command(Permission.maintain_responsibilities)
def revise_deliverable(
    session: Session, actor: Actor, deliverable: Deliverable, form: DeliverableForm, version: int | None
) -> Deliverable:
    return revise(session, deliverable, form, version)


@command(Permission.maintain_responsibilities)
def withdraw_deliverable(
    session: Session, actor: Actor, deliverable: Deliverable, reason: str, on: date, version: int | None = None
) -> Deliverable:
    return withdraw(session, deliverable, reason, on, version)


@command(Permission.maintain_responsibilities)
def assign(session: Session, actor: Actor, programme: Programme, form: AssignmentForm) -> Assignment:
    """Give a party a letter for a deliverable."""
    refuse_if([*_party(session, programme.key, form), *_twice(session, programme.key, form, None)])
    return add(session, Assignment, programme.key, form)


@command(Permission.maintain_responsibilities)
def revise_assignment(
    session: Session, actor: Actor, assignment: Assignment, form: AssignmentForm, version: int | None
) -> Assignment:
    refuse_if(
        [*_party(session, assignment.programme_id, form), *_twice(session, assignment.programme_id, form, assignment)]
    )
    return revise(session, assignment, form, version)


@command(Permission.maintain_responsibilities)
def withdraw_assignment(
    session: Session, actor: Actor, assignment: Assignment, reason: str, on: date, version: int | None = None
) -> Assignment:
    return withdraw(session, assignment, reason, on, version)


@command(None)
def set_roles(session: Session, actor: Actor, deliverable: Deliverable, kind: PartyKind, party: str, roles: Iterable[Role]) -> None:  # fmt: skip
    """Make a party's letters for a deliverable exactly `roles`: one cell of the matrix.

    Raises:
        NotPermitted: neither does the actor keep the matrix, nor is the party of their own department.
    """
    programme = session.get_one(Programme, deliverable.programme_id)
    held = {a.role: a for a in _held(session, deliverable, kind, party)}
    wanted = set(roles)
    if wanted == set(held):
        return
    _check_theirs(session, actor, programme.key, kind, party)
    for role in sorted(wanted - set(held)):
        form = AssignmentForm(deliverable=deliverable.code, party_kind=kind, party=party, role=role)
        refuse_if(_party(session, programme.key, form))
        add(session, Assignment, programme.key, form)
    for role in set(held) - wanted:
        withdraw(session, held[role], "Taken out in the matrix", programme.status_date)


def _held(session: Session, deliverable: Deliverable, kind: PartyKind, party: str) -> list[Assignment]:
    query = select(Assignment).where(
        col(Assignment.deliverable_id) == deliverable.id, col(Assignment.party_kind) == kind,
        col(Assignment.party) == party, col(Assignment.withdrawn_on).is_(None),
    )  # fmt: skip
    return list(session.exec(query))


def may_set(session: Session, actor: Actor, programme_id: int, department: str | None) -> bool:
    """Whether the actor may fill the cells of a department: everybody's, or their own one's."""
    if actor.may(Permission.maintain_responsibilities, programme_id):
        return True
    if department is None or not actor.may(Permission.maintain_own_responsibilities, programme_id):
        return False
    person = session.get(Person, actor.persons.get(programme_id, 0))
    theirs = find(session, Department, programme_id, department)
    return person is not None and (person.department_id == theirs.id or theirs.head_id == person.id)


def _check_theirs(session: Session, actor: Actor, programme_id: int, kind: PartyKind, party: str) -> None:
    department = party if kind == PartyKind.department else _department_of(session, programme_id, party)
    if not may_set(session, actor, programme_id, department):
        raise not_permitted(Permission.maintain_responsibilities)


def _department_of(session: Session, programme_id: int, person: str) -> str | None:
    found = find(session, Person, programme_id, person)
    return session.get_one(Department, found.department_id).code if found.department_id else None


def _party(session: Session, programme_id: int, form: AssignmentForm) -> list[Problem]:
    found = ids_by_code(session, PARTIES[form.party_kind], programme_id, [form.party])
    if form.party not in found:
        return [Problem("REF_NOT_FOUND", "party", form.party, {"kind": form.party_kind, "code": form.party})]
    if found[form.party][1]:
        return [Problem("REF_INACTIVE", "party", form.party, {"kind": form.party_kind, "code": form.party})]
    return []


def _twice(session: Session, programme_id: int, form: AssignmentForm, besides: Assignment | None) -> list[Problem]:
    known = ids_by_code(session, Deliverable, programme_id, [form.deliverable])
    if form.deliverable not in known:
        return []  # said by the reference itself
    query = select(Assignment.id).where(
        col(Assignment.deliverable_id) == known[form.deliverable][0], col(Assignment.party_kind) == form.party_kind,
        col(Assignment.party) == form.party, col(Assignment.role) == form.role, col(Assignment.withdrawn_on).is_(None),
    )  # fmt: skip
    if session.exec(query).first() in (None, besides.id if besides else None):
        return []
    facts = {"party": form.party, "role": form.role, "deliverable": form.deliverable}
    return [Problem("ASSIGNMENT_TWICE", "role", form.role, facts)]


# --- Queries ---------------------------------------------------------------------------------------------------------


def lint_rows(session: Session, programme: Programme, deliverables: list[Deliverable]) -> dict[int, list[raci_lint.Assignment]]:  # fmt: skip
    """The letters of each deliverable as the checks read them, by the deliverable's id (three queries)."""
    departments = {d.id: d.code for d in current(session, Department, programme.id)}
    people = {p.code: p for p in session.exec(select(Person).where(col(Person.programme_id) == programme.id))}
    ids = [d.id for d in deliverables]
    query = select(Assignment).where(col(Assignment.deliverable_id).in_(ids), col(Assignment.withdrawn_on).is_(None))
    found: dict[int, list[raci_lint.Assignment]] = {d.id or 0: [] for d in deliverables}
    for a in session.exec(query.order_by(col(Assignment.id))):
        person = people.get(a.party) if a.party_kind == PartyKind.person else None
        department = (
            a.party
            if a.party_kind == PartyKind.department
            else departments.get(person.department_id)
            if person
            else None
        )
        active = person is None or _is_active(person, programme.status_date)
        made = raci_lint.Assignment(a.party, a.role, a.party_kind == PartyKind.department, department, active)
        found[a.deliverable_id].append(made)
    return found


def _is_active(person: Person, on: date) -> bool:
    return person.withdrawn_on is None and (person.active_to is None or person.active_to >= on)


def _derived(session: Session, programme: Programme, deliverables: list[Deliverable]) -> dict[int, dict[str, Any]]:
    rows = lint_rows(session, programme, deliverables)
    found = {}
    for deliverable in deliverables:
        row = rows[deliverable.id or 0]
        problems = raci_lint.check_row(deliverable.code, row)
        found[deliverable.id] = {
            "accountable": ", ".join(a.party for a in row if a.role == Role.a) or None,
            "responsible": ", ".join(a.party for a in row if a.role == Role.r) or None,
            "raci": "off_track" if raci_lint.has_error(problems) else "watch" if problems else "on_track",
            "warnings": problems,
        }
    return found


DELIVERABLES = Register(
    kind="deliverable", plural="deliverables", table=Deliverable, form=DeliverableForm, section="people", icon="checklist", title="name",
    columns=(
        Column("name"), Column("phase"), Column("due", "date"), Column("accountable", computed=True), Column("responsible", computed=True),
        Column("raci", "badge", computed=True),
    ),
    filters=(Filter("phase", "text"), Filter("raci", values=("off_track", "watch", "on_track"))), search=("name_zh", "name_en", "phase"), sort="code",
    compute=_derived, write=Permission.maintain_responsibilities,
    create=list_deliverable, revise=revise_deliverable, withdraw=withdraw_deliverable,
    sections=(("deliverable", ("name", "phase", "due", "accountable", "responsible", "raci")),), children=(("assignment", "deliverable"),),
)  # fmt: skip

ASSIGNMENTS = Register(
    kind="assignment", plural="assignments", table=Assignment, form=AssignmentForm, section="people", icon="table", title="code",
    columns=(Column("deliverable"), Column("party_kind", "badge"), Column("party"), Column("role", "badge")),
    filters=(Filter("deliverable"), Filter("party_kind"), Filter("party", "text"), Filter("role")), search=("party",), sort="code",
    write=Permission.maintain_responsibilities,
    create=assign, revise=revise_assignment, withdraw=withdraw_assignment,
    sections=(("assignment", ("deliverable", "party_kind", "party", "role")),),
)  # fmt: skip
