"""Responsibilities in the record: who may be given a letter, who gives it, what a row then lacks."""

import pytest
from sqlmodel import Session

from governance.authority import Role as Seat
from governance.errors import Invalid, NotPermitted
from governance.forms import read_form
from governance.people import DepartmentForm, release_person, revise_department
from governance.programmes import Programme
from stakeholders.raci import DELIVERABLES, PartyKind, departments_open_to, letters, set_roles
from stakeholders.raci_lint import Role
from tests.builders import SOMEBODY, a_department, a_person, an_actor
from tests.registers import a_deliverable, an_assignment

PERSON, DEPARTMENT = PartyKind.person, PartyKind.department


def test_a_letter_goes_to_somebody_who_exists(session: Session, programme: Programme) -> None:
    deliverable, gone = a_deliverable(session, programme), a_person(session, programme)
    release_person(session, SOMEBODY, gone, reason="left the company", on=programme.status_date)
    for kind, party, code in (
        (PERSON, "PER-99", "REF_NOT_FOUND"),
        (DEPARTMENT, gone.code, "REF_NOT_FOUND"),
        (PERSON, gone.code, "REF_INACTIVE"),
    ):
        with pytest.raises(Invalid) as refused:
            an_assignment(session, programme, deliverable, party, "A", kind)
        assert [(p.field, p.code) for p in refused.value.problems] == [("party", code)]


def test_a_party_has_each_letter_once_and_may_have_two(session: Session, programme: Programme) -> None:
    deliverable, person = a_deliverable(session, programme), a_person(session, programme)
    an_assignment(session, programme, deliverable, person.code, "A")
    an_assignment(session, programme, deliverable, person.code, "R")
    with pytest.raises(Invalid) as refused:
        an_assignment(session, programme, deliverable, person.code, "A")
    assert [p.code for p in refused.value.problems] == ["ASSIGNMENT_TWICE"]


def held(session: Session, programme: Programme, deliverable) -> set[tuple[str, str]]:
    return {(a.party, a.role.upper()) for a in letters(session, programme.id).get(deliverable.id, [])}


def test_a_cell_is_filled_with_exactly_what_was_ticked(session: Session, programme: Programme) -> None:
    deliverable, person = a_deliverable(session, programme), a_person(session, programme)
    set_roles(session, SOMEBODY, deliverable, PERSON, person.code, {Role.a, Role.r})
    set_roles(session, SOMEBODY, deliverable, PERSON, person.code, {Role.r, Role.c})
    assert held(session, programme, deliverable) == {(person.code, "R"), (person.code, "C")}
    set_roles(session, SOMEBODY, deliverable, PERSON, person.code, {Role.a})
    assert held(session, programme, deliverable) == {(person.code, "A")}


def test_a_department_lead_fills_the_cells_of_their_own_department(session: Session, programme: Programme) -> None:
    sales, service = a_department(session, programme, code="SAL"), a_department(session, programme, code="CS")
    me, colleague = (a_person(session, programme, department="CS") for _ in "ab")
    stranger, deliverable = a_person(session, programme, department="SAL"), a_deliverable(session, programme)
    lead = an_actor(Seat.department_lead, programme=programme, person=me)
    assert departments_open_to(session, lead, programme.key) == {"CS"}
    set_roles(session, lead, deliverable, PERSON, colleague.code, {Role.a})
    set_roles(session, lead, deliverable, DEPARTMENT, service.code, {Role.r})
    for kind, party in ((PERSON, stranger.code), (DEPARTMENT, sales.code)):
        with pytest.raises(NotPermitted):
            set_roles(session, lead, deliverable, kind, party, {Role.i})
    assert held(session, programme, deliverable) == {(colleague.code, "A"), ("CS", "R")}


def test_whoever_heads_a_department_fills_its_cells_from_outside(session: Session, programme: Programme) -> None:
    me = a_person(session, programme)
    department = a_department(session, programme, code="IT")
    form = read_form(DepartmentForm, {"name_en": "IT", "headcount": 3, "head": me.code})
    revise_department(session, SOMEBODY, department, form, department.version)
    assert departments_open_to(
        session, an_actor(Seat.department_lead, programme=programme, person=me), programme.key
    ) == {"IT"}


def test_the_manager_fills_every_cell_and_a_reader_none(session: Session, programme: Programme) -> None:
    assert departments_open_to(session, an_actor(Seat.pm, programme=programme), programme.key) is None
    assert departments_open_to(session, an_actor(Seat.executive, programme=programme), programme.key) == set()


def test_a_deliverable_says_what_its_row_lacks(session: Session, programme: Programme) -> None:
    a_department(session, programme, code="IT")
    one, two = a_person(session, programme), a_person(session, programme)
    clean, double, idle = (a_deliverable(session, programme) for _ in "abc")
    for deliverable, party, role, kind in (
        (clean, one.code, "A", "person"), (clean, "IT", "R", "department"),
        (double, one.code, "A", "person"), (double, two.code, "A", "person"), (double, "IT", "R", "department"),
    ):  # fmt: skip
        an_assignment(session, programme, deliverable, party, role, kind)
    derived = DELIVERABLES.compute(session, programme, [clean, double, idle])
    assert [[p.code for p in derived[d.id]["warnings"]] for d in (clean, double, idle)] == [
        [],
        ["RACI_MULTI_A"],
        ["RACI_EMPTY"],
    ]
    assert [derived[d.id]["raci"] for d in (clean, double, idle)] == ["on_track", "off_track", "off_track"]
    assert derived[double.id]["accountable"] == f"{one.code}, {two.code}"


def test_whoever_left_answers_for_nothing_any_more(session: Session, programme: Programme) -> None:
    person, deliverable = a_person(session, programme), a_deliverable(session, programme)
    an_assignment(session, programme, deliverable, person.code, "A")
    an_assignment(session, programme, deliverable, person.code, "R")
    release_person(session, SOMEBODY, person, reason="left the company", on=programme.status_date)
    assert [p.code for p in DELIVERABLES.compute(session, programme, [deliverable])[deliverable.id]["warnings"]] == [
        "RACI_A_INACTIVE"
    ]
