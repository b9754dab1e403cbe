"""What people type: cleaned where the meaning is plain, refused with field, value and reason where it is not, all at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from governance.errors import Invalid
from governance.forms import read_fields, read_form
from governance.people import DepartmentForm, PersonForm
from risks.register import Category, RiskForm
from tests.builders import A_RISK


def codes(form: Any, data: dict[str, Any]) -> set[tuple[str, str]]:
    return {(p.field, p.code) for p in read_fields(form, data)[1]}


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        read_form(RiskForm, {"category": "weather", "probability": "9", "review_due": "soon", "colour": "red"})
    assert {(p.field, p.code) for p in refused.value.problems} == {
        ("category", "NOT_IN_ENUM"), ("probability", "OUT_OF_RANGE"), ("review_due", "NOT_A_DATE"), ("colour", "UNKNOWN_FIELD"),
        ("title_zh", "REQUIRED_IN_ONE_LANGUAGE"), ("cause_zh", "REQUIRED_IN_ONE_LANGUAGE"), ("event_zh", "REQUIRED_IN_ONE_LANGUAGE"),
        ("effect_zh", "REQUIRED_IN_ONE_LANGUAGE"), ("impact_schedule", "IMPACT_MISSING"),
    }  # fmt: skip


def test_a_number_out_of_range_says_which_range() -> None:
    [problem] = read_fields(RiskForm, {**A_RISK, "impact_cost": "6"})[1]
    assert (problem.code, problem.value, problem.facts["min"], problem.facts["max"]) == ("OUT_OF_RANGE", "6", 1, 5)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2026-08-13", date(2026, 8, 13)), ("2026/8/13", date(2026, 8, 13)), ("２０２６年８月１３日", date(2026, 8, 13)), ("", None), (None, None)],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed: Any, kept: date | None) -> None:
    assert read_form(RiskForm, {**A_RISK, "review_due": typed}).review_due == kept


@pytest.mark.parametrize(
    "typed", ["13.8.26", "2026-02-30", "20260813", 20260813, 46247.0, True, "yesterday", "0001-01-01", "9999-12-31"]
)
def test_what_is_no_date_of_this_century_is_refused(typed: Any) -> None:
    assert {field for field, _ in codes(RiskForm, {**A_RISK, "review_due": typed})} == {"review_due"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("40", Decimal(40)), ("３７.５", Decimal("37.5")), ("1,0", Decimal(10)), (37.5, Decimal("37.5")), ("", None)],
)
def test_a_number_is_read_as_people_write_it(typed: Any, kept: Decimal | None) -> None:
    assert read_form(PersonForm, {"name_en": "Ann", "capacity_hours": typed}).capacity_hours == kept


@pytest.mark.parametrize(
    "typed", ["forty", "NaN", "Infinity", "1e400", float("nan"), float("inf"), True, "12.34567", [1], {}]
)
def test_what_is_no_exact_number_is_refused(typed: Any) -> None:
    assert {field for field, _ in codes(PersonForm, {"name_en": "Ann", "capacity_hours": typed})} == {"capacity_hours"}


def test_a_name_is_trimmed_and_its_full_width_letters_folded_so_that_it_has_one_spelling() -> None:
    form = read_form(PersonForm, {"name_en": "  Ｃｈｅｎ　Jing  ", "name_zh": "陈静"})
    assert (form.name_en, form.name_zh) == ("Chen Jing", "陈静")


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\ud800", "\u202e", "\u2066", "\ufeff"])
def test_a_character_that_cannot_be_shown_or_turns_text_around_is_refused(character: str) -> None:
    [problem] = read_fields(DepartmentForm, {"name_en": f"Sa{character}les", "headcount": "3"})[1]
    assert (problem.field, problem.code) == ("name_en", "FORBIDDEN_CHARACTER")
    assert problem.facts["character"] == f"U+{ord(character):04X}"


def test_a_text_that_is_too_long_says_how_long_it_may_be() -> None:
    [problem] = read_fields(PersonForm, {"name_en": "a" * 201})[1]
    assert (problem.code, problem.facts["max_length"]) == ("TOO_LONG", 200)


def test_a_word_of_a_vocabulary_is_known_in_any_case() -> None:
    assert read_form(RiskForm, {**A_RISK, "category": " Data "}).category is Category.data


def test_codes_are_known_in_any_case_and_several_are_parted_by_any_usual_mark() -> None:
    form = read_form(RiskForm, {**A_RISK, "owner": " per-01 ", "tasks": "t405, T410；T411、T412\nT413"})
    assert (form.owner, form.tasks) == ("PER-01", ["T405", "T410", "T411", "T412", "T413"])


@pytest.mark.parametrize("code", ["rsk 1", "R-", "-1", "R-123456", "1R", "ABCDEFGHI", "R1;drop table"])
def test_a_code_of_another_form_is_refused(code: str) -> None:
    assert ("code", "CODE_PATTERN") in codes(RiskForm, {**A_RISK, "code": code}) or ("code", "TOO_LONG") in codes(
        RiskForm, {**A_RISK, "code": code}
    )


def test_a_code_is_kept_in_capitals() -> None:
    assert read_form(RiskForm, {**A_RISK, "code": "r-07"}).code == "R-07"


def test_a_wrong_field_is_not_blamed_twice_by_the_rules_between_fields() -> None:
    found = codes(PersonForm, {"name_en": "Ann", "active_from": "2026-05-01", "active_to": "never"})
    assert found == {("active_to", "NOT_A_DATE")}


def test_dates_in_the_wrong_order_are_refused_with_both() -> None:
    [problem] = read_fields(PersonForm, {"name_en": "Ann", "active_from": "2026-05-01", "active_to": "2026-04-30"})[1]
    assert problem.code == "DATE_ORDER"
    assert problem.facts == {"from": date(2026, 5, 1), "to": date(2026, 4, 30)}


def test_a_refused_number_names_the_limit_of_its_own_field():
    """Whole numbers begin at 0; a department has at least one person."""
    _, problems = read_fields(DepartmentForm, {"name_en": "Nobody", "headcount": "0"})
    assert [(p.code, p.field, p.facts["min"]) for p in problems] == [("OUT_OF_RANGE", "headcount", 1)]
