"""Import: every problem before anything is written, all rows or none, through the ordinary commands."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from sqlmodel import Session, col, select

from governance import audit
from governance.authority import Role
from governance.directory import DEPARTMENTS
from governance.errors import Invalid, NotPermitted
from governance.forms import read_form
from governance.imports import ImportResult, import_rows
from governance.people import Department, close_department
from governance.programmes import Programme
from governance.records import find
from risks.register import RISKS, Risk
from tests.builders import A_RISK, SOMEBODY, a_department, a_person, a_programme, a_risk, an_actor
from web.database import Database


def row(**given: Any) -> dict[str, str]:
    return {name: str(value) for name, value in {**A_RISK, **given}.items()}


def said(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.problem.code) for p in result.problems]


def count(session: Session, table: Any = Risk) -> int:
    return len(session.exec(select(table.id)).all())


def bring(session: Session, programme: Programme, rows: list[Mapping[str, Any]], **options: Any) -> ImportResult:
    return import_rows(session, SOMEBODY, programme, RISKS, rows, **options)


def test_new_codes_create_known_ones_change_and_rows_that_change_nothing_are_counted(
    session: Session, programme: Programme
) -> None:
    a_risk(session, programme, code="R01")
    a_risk(session, programme, code="R02")
    result = bring(session, programme, [row(code="R01"), row(code="r02", probability=5), row(), row(code="R09")])

    assert [(r.code, r.action) for r in result.rows] == [
        ("R01", "same"),
        ("R02", "change"),
        ("R03", "create"),
        ("R09", "create"),
    ]
    assert find(session, Risk, programme.id, "R02").probability == 5
    assert find(session, Risk, programme.id, "R01").version == 1


def test_every_problem_of_every_row_is_listed_and_nothing_is_written(session: Session, programme: Programme) -> None:
    rows = [
        row(),
        row(probability=9, owner="PER-99"),
        row(category="weather", review_due="soon"),
        row(code="R1"),
        row(code="R1"),
    ]
    result = bring(session, programme, rows)
    assert said(result) == [
        (3, "probability", "OUT_OF_RANGE"), (3, "owner", "REF_NOT_FOUND"), (4, "category", "NOT_IN_ENUM"), (4, "review_due", "NOT_A_DATE"),
        (6, "code", "TWICE_IN_FILE"),
    ]  # fmt: skip
    assert count(session) == 0


def test_what_only_the_command_refuses_is_listed_by_row_and_nothing_is_written(
    session: Session, programme: Programme
) -> None:
    result = bring(
        session, programme, [row(), row(status="response_planned"), row(status="closed"), row(status="gone")]
    )
    assert said(result) == [(5, "status", "NOT_IN_ENUM")]

    result = bring(session, programme, [row(), row(status="response_planned"), row(status="assessed")])
    assert said(result) == [(3, "strategy", "STRATEGY_MISSING")]
    assert count(session) == 0


def test_a_preview_finds_what_the_writing_would_and_leaves_no_trace(database: Database) -> None:
    with database.transaction(writes=True) as session:
        programme = a_programme(session)
    with database.transaction(writes=True) as session:
        result = bring(session, programme, [row(status="monitored"), row()], rehearse=True)
        assert (said(result), result.count("create"), count(session)) == ([], 2, 0)
    with database.transaction(writes=False) as session:
        assert audit.verify(session, database.audit_key, database.anchor()) == (1, [])


def test_a_state_is_reached_along_the_declared_transitions_and_each_step_is_on_record(
    session: Session, programme: Programme
) -> None:
    bring(session, programme, [row(strategy="reduce", status="in_treatment")], reason="risks.csv")
    steps = [e for e in audit.history(session, "risk", 1) if e.command == "move_risk"]
    assert [json.loads(e.changes)["status"][1] for e in reversed(steps)] == [
        "assessed",
        "response_planned",
        "in_treatment",
    ]
    assert {(e.reason, e.via) for e in steps} == {("risks.csv", "import")}


def test_a_state_that_cannot_be_reached_is_refused_with_what_can(session: Session, programme: Programme) -> None:
    risk = a_risk(session, programme)
    bring(session, programme, [row(code=risk.code, status="occurred")])
    result = bring(session, programme, [row(code=risk.code, status="assessed")])
    assert said(result) == [(2, "status", "STATE_TRANSITION_NOT_ALLOWED")]
    assert result.problems[0].problem.facts["allowed"] == ["closed"]


def test_a_column_that_is_missing_leaves_its_field_and_a_blank_cell_empties_it(
    session: Session, programme: Programme
) -> None:
    a_person(session, programme)
    a_risk(session, programme, code="R01", owner="PER-01", title_zh="重复", notes="kept")
    bring(session, programme, [{"code": "R01", "owner": "", "probability": "5"}]).require()
    risk = find(session, Risk, programme.id, "R01")
    assert (risk.owner_id, risk.probability, risk.notes, risk.title_zh) == (None, 5, "kept", "重复")


def test_a_row_may_refer_to_a_row_further_down(session: Session, programme: Programme) -> None:
    rows = [{"code": "C", "name_en": "C", "headcount": "1", "parent": "B"}, {"code": "B", "name_en": "B", "headcount": "1", "parent": "A"},
            {"code": "A", "name_en": "A", "headcount": "1"}]  # fmt: skip
    result = import_rows(session, SOMEBODY, programme, DEPARTMENTS, rows)
    assert said(result) == []
    assert find(session, Department, programme.id, "C").parent_id == find(session, Department, programme.id, "B").id


def test_rows_that_refer_to_each_other_in_a_ring_are_refused(session: Session, programme: Programme) -> None:
    rows = [{"code": c, "name_en": c, "headcount": "1", "parent": p} for c, p in (("A", "B"), ("B", "A"))]
    result = import_rows(session, SOMEBODY, programme, DEPARTMENTS, rows)
    assert result.problems
    assert count(session, Department) == 0


def test_a_row_is_not_blamed_for_referring_to_one_that_was_refused(session: Session, programme: Programme) -> None:
    rows = [
        {"code": "A", "name_en": "A", "headcount": "none"},
        {"code": "B", "name_en": "B", "headcount": "1", "parent": "A"},
    ]
    assert said(import_rows(session, SOMEBODY, programme, DEPARTMENTS, rows)) == [(2, "headcount", "NOT_A_NUMBER")]


def test_a_withdrawn_record_is_not_changed_by_a_file(session: Session, programme: Programme) -> None:
    department = a_department(session, programme, code="SAL")
    close_department(session, SOMEBODY, department, "merged", programme.status_date)
    result = import_rows(session, SOMEBODY, programme, DEPARTMENTS, [{"code": "SAL", "headcount": "5"}])
    assert said(result) == [(2, "code", "WITHDRAWN")]


def test_a_code_of_another_programme_is_a_new_code_here(session: Session, programme: Programme) -> None:
    a_risk(session, a_programme(session, "XYZ"), code="R01", probability=1)
    assert bring(session, programme, [row(code="R01")]).count("create") == 1
    assert sorted(session.exec(select(col(Risk.probability))).all()) == [1, 3]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.pm])
def test_who_may_not_write_in_a_register_may_not_import_into_it(
    session: Session, programme: Programme, role: Role
) -> None:
    with pytest.raises(NotPermitted):
        import_rows(session, an_actor(role, programme=programme), programme, RISKS, [row()])


def test_a_refused_import_can_be_raised_with_its_rows(session: Session, programme: Programme) -> None:
    with pytest.raises(Invalid) as refused:
        bring(session, programme, [row(probability=9)]).require()
    assert refused.value.problems[0].facts["row"] == 2


def test_what_a_file_holds_of_a_record_is_what_its_form_would_say(session: Session, programme: Programme) -> None:
    bring(session, programme, [row(code="R01")])
    assert find(session, Risk, programme.id, "R01").category == read_form(RISKS.form, A_RISK).category  # pyright: ignore


def test_a_thousand_rows_do_not_ask_for_their_codes_one_by_one(database: Database) -> None:
    from tests.queries import counted

    with database.transaction(writes=True) as session:
        programme = a_programme(session)
        a_person(session, programme)
    with database.transaction(writes=True) as session, counted(database) as sent:
        bring(session, programme, [row(owner="PER-01") for _ in range(60)])
    selects = [s for s in sent if s.lower().startswith("select")]
    assert len(selects) < 20, selects
