"""Responsibilities: the deliverables of the rollout, and who is Responsible, Accountable, Consulted and Informed for each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum, auto
from typing import Annotated, Any, ClassVar

from sqlalchemy import select as sql
from sqlmodel import Field, Session, col, select

from governance.authority import Actor, Permission, not_permitted
from governance.columns import link, name_column, words
from governance.commands import command
from governance.errors import Problem, refuse_if
from governance.forms import Code, Day, Line, RecordForm, Reference
from governance.people import Department, Person
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, current, find, ids_by_code, revise, withdraw
from governance.registers import Column, Filter, Register
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


def departments_open_to(session: Session, actor: Actor, programme_id: int) -> frozenset[str] | None:
    """The departments whose cells the actor may fill: None stands for everybody's."""
    if actor.may(Permission.maintain_responsibilities, programme_id):
        return None
    person = actor.persons.get(programme_id)
    if person is None or not actor.may(Permission.maintain_own_responsibilities, programme_id):
        return frozenset()
    belongs = select(Person.department_id).where(col(Person.id) == person)
    query = select(Department.code).where(
        col(Department.programme_id) == programme_id,
        col(Department.id).in_(belongs) | (col(Department.head_id) == person),
    )
    return frozenset(session.exec(query))


def _check_theirs(session: Session, actor: Actor, programme_id: int, kind: PartyKind, party: str) -> None:
    department = party if kind == PartyKind.department else _department_of(session, programme_id, party)
    theirs = departments_open_to(session, actor, programme_id)
    if theirs is not None and department not in theirs:
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


def letters(session: Session, programme_id: int | None, deliverable_ids: Iterable[int | None] | None = None) -> dict[int, list[Any]]:  # fmt: skip
    """The letters that stand, by deliverable: rows with deliverable_id, party_kind, party and role (one query)."""
    a = Assignment.__table__.c  # pyright: ignore
    query = sql(a.deliverable_id, a.party_kind, a.party, a.role)
    query = query.where(a.programme_id == programme_id, a.withdrawn_on.is_(None))
    if deliverable_ids is not None:
        query = query.where(a.deliverable_id.in_(list(deliverable_ids)))
    found: dict[int, list[Any]] = {}
    for row in session.execute(query.order_by(a.id)):
        found.setdefault(row.deliverable_id, []).append(row)
    return found


def people_of(session: Session, programme_id: int | None) -> list[Any]:
    """Everybody of a programme, also those who left: rows with code, names, department_id, withdrawn_on and active_to (one query)."""
    p = Person.__table__.c  # pyright: ignore
    query = sql(p.id, p.code, p.name_zh, p.name_en, p.department_id, p.withdrawn_on, p.active_to)
    return list(session.execute(query.where(p.programme_id == programme_id).order_by(p.code)))


def read_rows(
    deliverable_ids: Iterable[int | None], held: Mapping[int, Sequence[Any]], people: Iterable[Any], departments: Mapping[int | None, str], on: date
) -> dict[int, list[raci_lint.Assignment]]:  # fmt: skip
    """The letters of each deliverable as the checks read them, by the deliverable's id. `departments` are codes by id."""
    known = {p.code: p for p in people}

    def read(row: Any) -> raci_lint.Assignment:
        if row.party_kind == PartyKind.department:
            return raci_lint.Assignment(row.party, row.role, True, row.party)
        person = known.get(row.party)
        unit = departments.get(person.department_id) if person else None
        return raci_lint.Assignment(row.party, row.role, False, unit, person is None or _is_active(person, on))

    return {i: [read(row) for row in held.get(i, ())] for i in deliverable_ids if i is not None}


def lint_rows(
    session: Session, programme: Programme, deliverables: Sequence[Deliverable]
) -> dict[int, list[raci_lint.Assignment]]:
    """The letters of these deliverables as the checks read them, by the deliverable's id (three queries)."""
    ids = [d.id for d in deliverables]
    codes: dict[int | None, str] = {d.id: d.code for d in current(session, Department, programme.id)}
    held = letters(session, programme.id, ids)
    return read_rows(ids, held, people_of(session, programme.id), codes, programme.status_date)


def _is_active(person: Any, on: date) -> bool:
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
