"""The checks of a responsibility matrix."""

import pytest

from stakeholders import raci_lint
from stakeholders.raci_lint import Assignment, Role


def row(letters: str, **fields) -> list[Assignment]:
    """`row("Sales A, IT R")`; a party with two letters is written A/R. The party is its own department."""
    found = []
    for part in filter(None, letters.split(", ")):
        party, held = part.rsplit(" ", 1)
        found += [Assignment(party, Role(x.lower()), department=party, **fields) for x in held.split("/")]
    return found


def codes(letters: str, **fields) -> list[str]:
    return [p.code for p in raci_lint.check_row("D", row(letters, **fields))]


def test_the_worked_matrix_is_judged_row_by_row() -> None:
    matrix = {"D1": "Sales A, IT R", "D2": "IT A, Sales A", "D3": "HR R", "D4": "CS A/R"}
    assert {name: codes(letters) for name, letters in matrix.items()} == {
        "D1": [], "D2": ["RACI_MULTI_A", "RACI_NO_R"], "D3": ["RACI_NO_A"], "D4": [],
    }  # fmt: skip


def test_an_empty_row_is_one_fault_and_not_three() -> None:
    assert codes("") == ["RACI_EMPTY"]


def test_only_consulted_and_informed_is_nobody_at_work() -> None:
    assert codes("IT C, HR I") == ["RACI_NO_A", "RACI_NO_R"]


def test_two_departments_at_work_and_nobody_accountable_may_wait_for_each_other() -> None:
    found = raci_lint.check_row("D", row("IT R, HR R"))
    assert [p.code for p in found] == ["RACI_NO_A", "BUCK_PASSING_RISK"]
    assert found[1].facts["departments"] == ["HR", "IT"]


def test_two_people_of_one_department_do_not() -> None:
    pair = [Assignment("Ann", Role.r, department="IT"), Assignment("Bo", Role.r, department="IT")]
    assert [p.code for p in raci_lint.check_row("D", pair)] == ["RACI_NO_A"]


def test_accountable_is_a_person_who_is_still_here() -> None:
    assert codes("IT A/R", is_group=True) == ["RACI_A_IS_GROUP"]
    assert codes("Ann A/R", is_active=False) == ["RACI_A_INACTIVE"]


@pytest.mark.parametrize(("voices", "expected"), [(4, []), (5, ["RACI_MANY_C"])])
def test_four_voices_may_be_consulted(voices: int, expected: list[str]) -> None:
    consulted = ", ".join(f"P{n} C" for n in range(voices))
    assert codes(f"Ann A/R, {consulted}") == expected


def test_too_many_voices_are_a_doubt_and_no_fault() -> None:
    assert not raci_lint.has_error(raci_lint.check_row("D", row("Ann A/R, P1 C, P2 C, P3 C, P4 C, P5 C")))
    assert raci_lint.has_error(raci_lint.check_row("D", row("Ann R")))


def test_a_department_counts_as_involved_through_its_people() -> None:
    rows = [[Assignment("PER-01", Role.i, department="IT")], row("HR A/R")]
    assert raci_lint.departments_without_role(["IT", "HR", "LEG"], rows) == ["LEG"]


@pytest.mark.parametrize(("n", "overloaded"), [(8, {}), (9, {"Ann": 9})])
def test_nine_open_deliverables_are_too_many_to_answer_for(n: int, overloaded: dict[str, int]) -> None:
    assert raci_lint.overloaded([row("Ann A/R")] * n) == overloaded
