"""Records: codes that continue their series, references that stay in their programme, versions, withdrawal instead of deletion."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from governance.authority import Role
from governance.codes import next_code
from governance.errors import Conflict, Invalid, NotFound, NotPermitted, Problem, Stale
from governance.forms import read_form
from governance.people import Department, DepartmentForm, Person, open_department, revise_department
from governance.programmes import Programme
from governance.records import find, read_submission
from risks.register import Risk, RiskForm, RiskStatus, move_risk, raise_risk, revise_risk, withdraw_risk
from tests.builders import A_RISK, SOMEBODY, a_department, a_person, a_programme, a_risk, an_actor


def problems_of(error: Any) -> list[tuple[str, str]]:
    return [(p.field, p.code) for p in error.value.problems]


# --- Codes -----------------------------------------------------------------------------------------------------------


def test_the_first_code_is_the_registers_own_prefix(session: Session, programme: Programme) -> None:
    assert a_risk(session, programme).code == "RSK-01"


def test_a_new_code_continues_the_series_in_use(session: Session, programme: Programme) -> None:
    for code in ("R05", "R20"):
        a_risk(session, programme, code=code)
    assert a_risk(session, programme).code == "R21"


def test_a_series_grows_beyond_its_digits(session: Session, programme: Programme) -> None:
    a_risk(session, programme, code="R99")
    assert a_risk(session, programme).code == "R100"


def test_the_number_of_a_withdrawn_record_is_not_given_again(session: Session, programme: Programme) -> None:
    last = [a_risk(session, programme) for _ in range(2)][-1]
    withdraw_risk(session, SOMEBODY, last, "double", date(2026, 7, 3))
    assert next_code(session, Risk, programme.id) == "RSK-03"


def test_each_programme_counts_for_itself(session: Session, programme: Programme) -> None:
    a_risk(session, programme)
    assert a_risk(session, a_programme(session, "XYZ")).code == "RSK-01"


def test_a_code_that_is_taken_is_refused(session: Session, programme: Programme) -> None:
    a_risk(session, programme, code="R07")
    with pytest.raises(Invalid) as refused:
        a_risk(session, programme, code="R07")
    assert problems_of(refused) == [("code", "NOT_UNIQUE")]


def test_a_code_never_changes(session: Session, programme: Programme) -> None:
    risk = a_risk(session, programme)
    with pytest.raises(Invalid) as refused:
        revise_risk(session, SOMEBODY, risk, read_form(RiskForm, {**A_RISK, "code": "R99"}), 1)
    assert problems_of(refused) == [("code", "CODE_IMMUTABLE")]


# --- References ------------------------------------------------------------------------------------------------------


def test_a_reference_to_a_record_of_another_programme_is_not_found(session: Session, programme: Programme) -> None:
    a_person(session, a_programme(session, "XYZ"), code="PER-09")
    with pytest.raises(Invalid) as refused:
        a_risk(session, programme, owner="PER-09")
    assert problems_of(refused) == [("owner", "REF_NOT_FOUND")]


def test_a_withdrawn_record_cannot_be_chosen_but_who_has_it_keeps_it(session: Session, programme: Programme) -> None:
    from governance.people import release_person

    person = a_person(session, programme)
    risk = a_risk(session, programme, owner=person.code)
    release_person(session, SOMEBODY, person, "left the company", date(2026, 7, 1))

    with pytest.raises(Invalid) as refused:
        a_risk(session, programme, owner=person.code)
    kept = revise_risk(
        session, SOMEBODY, risk, read_form(RiskForm, {**A_RISK, "owner": person.code, "probability": 5}), 1
    )

    assert problems_of(refused) == [("owner", "REF_INACTIVE")]
    assert (kept.owner_id, kept.probability) == (person.id, 5)


def test_field_rules_rules_between_fields_references_and_a_taken_code_are_told_together(
    session: Session, programme: Programme
) -> None:
    a_risk(session, programme, code="R01")
    data = {"code": "R01", "title_en": "x", "cause_en": "c", "event_en": "e", "effect_en": "e", "category": "?", "owner": "PER-99", "impact_cost": 3,
            "probability": 2, "tasks": "T1, T2"}  # fmt: skip
    with pytest.raises(Invalid) as refused:
        read_submission(session, Risk, RiskForm, programme.key, data)
    assert set(problems_of(refused)) == {
        ("category", "NOT_IN_ENUM"), ("effect_en", "EFFECT_EQUALS_EVENT"), ("owner", "REF_NOT_FOUND"), ("tasks", "REF_NOT_FOUND"), ("code", "NOT_UNIQUE"),
    }  # fmt: skip


def test_what_was_found_wrong_before_is_told_once(session: Session, programme: Programme) -> None:
    known = [Problem("NOT_A_NUMBER", "probability", "3", {})]
    with pytest.raises(Invalid) as refused:
        read_submission(
            session, Risk, RiskForm, programme.key, {**A_RISK, "probability": "3", "owner": "X"}, known=known
        )
    assert problems_of(refused) == [("probability", "NOT_A_NUMBER"), ("owner", "REF_NOT_FOUND")]


def test_a_department_cannot_stand_under_itself_however_many_steps_down(session: Session, programme: Programme) -> None:
    top = a_department(session, programme, code="A")
    a_department(session, programme, code="B", parent="A")
    a_department(session, programme, code="C", parent="B")
    with pytest.raises(Invalid) as refused:
        revise_department(
            session, SOMEBODY, top, read_form(DepartmentForm, {"name_en": "A", "headcount": 1, "parent": "C"}), 1
        )
    assert refused.value.problems[0].facts["path"] == "A → C → B → A"


# --- Versions and states ---------------------------------------------------------------------------------------------


def test_a_change_based_on_an_older_version_is_refused(session: Session, programme: Programme) -> None:
    risk = a_risk(session, programme)
    revise_risk(session, SOMEBODY, risk, read_form(RiskForm, {**A_RISK, "probability": 5}), 1)
    with pytest.raises(Stale) as refused:
        revise_risk(session, SOMEBODY, risk, read_form(RiskForm, {**A_RISK, "probability": 1}), 1)
    assert (refused.value.code, refused.value.version, risk.probability) == ("RSK-01", 2, 5)


def test_a_write_over_a_version_that_is_gone_is_refused_by_the_database_itself(
    session: Session, programme: Programme
) -> None:
    risk = a_risk(session, programme)
    session.connection().execute(text("update risk set version = 7"))  # somebody else was quicker than the check
    with pytest.raises(Stale):
        revise_risk(session, SOMEBODY, risk, read_form(RiskForm, {**A_RISK, "probability": 5}), 1)
    session.rollback()


def test_a_withdrawn_record_stays_with_its_reason_and_takes_no_change(session: Session, programme: Programme) -> None:
    risk = a_risk(session, programme)
    withdraw_risk(session, SOMEBODY, risk, "double of R02", date(2026, 7, 3))
    assert find(session, Risk, programme.id, "RSK-01").withdrawn_reason == "double of R02"
    with pytest.raises(Conflict) as refused:
        revise_risk(session, SOMEBODY, risk, read_form(RiskForm, A_RISK), None)
    assert refused.value.problems[0].code == "WITHDRAWN"


@pytest.mark.parametrize("reason", ["", None, "  ", "no"])
def test_a_withdrawal_needs_a_reason(session: Session, programme: Programme, reason: Any) -> None:
    with pytest.raises(Invalid) as refused:
        withdraw_risk(session, SOMEBODY, a_risk(session, programme), reason, date(2026, 7, 3))
    assert problems_of(refused) == [("reason", "REASON_REQUIRED")]


def test_an_undeclared_change_of_state_is_refused_with_those_that_are_possible(
    session: Session, programme: Programme
) -> None:
    with pytest.raises(Conflict) as refused:
        move_risk(session, SOMEBODY, a_risk(session, programme), RiskStatus.closed, reason="done with it")
    facts = refused.value.problems[0].facts
    assert (facts["from"], facts["to"], facts["allowed"]) == (
        "identified",
        "closed",
        ["assessed", "escalated", "occurred"],
    )


def test_a_record_of_another_programme_is_not_there(session: Session, programme: Programme) -> None:
    a_risk(session, programme)
    with pytest.raises(NotFound):
        find(session, Risk, a_programme(session, "XYZ").id, "RSK-01")


# --- Roles -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.pm, Role.admin)])
def test_who_may_not_maintain_the_directory_opens_no_department(
    session: Session, programme: Programme, role: Role
) -> None:
    form = read_form(DepartmentForm, {"name_en": "Sales", "headcount": 3})
    with pytest.raises(NotPermitted) as refused:
        open_department(session, an_actor(role, programme=programme), programme, form)
    assert refused.value.problems[0].facts["roles"] == ["admin", "pm"]
    assert session.connection().execute(text("select count(*) from department")).scalar() == 0


def test_a_role_counts_only_in_the_programme_that_it_was_given_in(session: Session, programme: Programme) -> None:
    elsewhere = an_actor(Role.pm, programme=a_programme(session, "XYZ"))
    with pytest.raises(NotPermitted):
        raise_risk(session, elsewhere, programme, read_form(RiskForm, A_RISK))


def test_an_owner_changes_their_own_risk_and_no_other(session: Session, programme: Programme) -> None:
    person, other = a_person(session, programme), a_person(session, programme)
    owner = an_actor(Role.owner, programme=programme, person=person)
    form = read_form(RiskForm, {**A_RISK, "owner": person.code, "probability": 5})
    mine, theirs = a_risk(session, programme, owner=person.code), a_risk(session, programme, owner=other.code)

    assert revise_risk(session, owner, mine, form, 1).probability == 5
    with pytest.raises(NotPermitted):
        revise_risk(session, owner, theirs, form, 1)


def test_a_token_that_only_reads_changes_nothing_whatever_its_owner_may(session: Session, programme: Programme) -> None:
    reader = an_actor(Role.pm, programme=programme, may_write=False)
    with pytest.raises(NotPermitted) as refused:
        raise_risk(session, reader, programme, read_form(RiskForm, A_RISK))
    assert refused.value.problems[0].code == "TOKEN_READ_ONLY"


def test_every_reference_names_a_kind_that_exists() -> None:
    from governance.forms import references_of
    from governance.records import record_kinds
    from web.registry import REGISTERS
    from web.served import enter_all

    enter_all()
    known = record_kinds()
    named = {(r.kind, kind) for r in REGISTERS.values() for kind, _ in references_of(r.form).values()}
    assert {pair for pair in named if pair[1] not in known} == set()
    assert {("risk", "person"), ("person", "department")} <= named
    assert {Department.KIND, Person.KIND} <= known.keys()
