"""The SMART lint: statements in both languages with what it says of them, and the fields that stand in for text."""

from datetime import date
from decimal import Decimal

import pytest

from governance.goal_text import numeral, read, with_digits
from governance.smart_lint import MISMATCH, Facts, Finding, Level, lint, verdict


def codes(statement: str, owner: str | None = None, **facts) -> set[str]:
    return {f.code.partition("_")[0] for f in lint(statement, Facts(owner=owner, **facts))}


@pytest.mark.parametrize(
    ("statement", "owner", "expected"),
    [
        ("提升客户满意度", None, "M1 M2 T1 O1 S2"),
        ("在 2026-11-30 前将客户满意度(CSAT)从 62% 提升到 80%", "刘敏", ""),
        ("Improve CRM usage as soon as possible", None, "M1 M2 T2 O1 S1 S2"),
        ("Raise weekly active CRM users from 0 to 320 of 400 licensed users by 2026-11-30", "Zhao Lei", ""),
        ("年底前销售额提升10%", "赵磊", "M2 T3 M3"),
        ("完成 CRM 系统上线", "各部门", "M1 M2 T1 O2 S3"),
        ("2026年9月30日前将客户数据重复率从 8% 降到 2%,并且将投诉首次响应从 48 小时缩短到 24 小时", "孙倩", "S4"),
        ("Reduce complaint first-response time from 48 hours to 24 hours by 30 Sep 2026", "Liu Min", ""),
        ("争取三季度客户流失率有所下降", "赵磊", "M1 M2 T3 S1"),
        ("２０２６年１１月３０日前ＣＲＭ周活跃率达到８０％", "赵磊", "M2"),
        ("Significantly enhance customer loyalty by Q4 2026", "Sales team", "M1 M2 O2 S1 S2"),
        ("到 2026 年第四季度,线索到订单周期由 35 天降至 28 天", "赵磊", ""),
    ],
)
def test_a_statement_gets_the_findings_it_deserves(statement: str, owner: str | None, expected: str) -> None:
    assert codes(statement, owner) == set(expected.split())


# --- Chinese numerals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("2026年12月31日前将必填字段完整率从百分之七十一提升到百分之九十五", ""),
        ("2026年12月31日前将投诉量由三成降到一成", ""),
        ("在2026年11月20日前把周活跃用户从两百人提升到三百二十人", ""),
        ("2026-12-31 前线索数量增加到两倍", "M2"),
    ],
)
def test_a_chinese_numeral_before_its_unit_counts_as_a_number(statement: str, expected: str) -> None:
    assert codes(statement, "赵磊") == set(expected.split())


@pytest.mark.parametrize("idiom", ["十分重要", "完成一次性清洗", "一成不变", "万一延期", "达成共识"])
def test_an_idiom_is_no_number(idiom: str) -> None:
    assert "M1" in codes(f"2026年底前让客户数据{idiom}", "赵磊")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("三百二十", 320),
        ("十", 10),
        ("十二", 12),
        ("两千零五", 2005),
        ("三万五千", 35_000),
        ("九十九点五", Decimal("99.5")),
    ],
)
def test_a_numeral_has_its_value(word: str, value: object) -> None:
    assert numeral(word) == value


def test_tenths_and_percents_are_rewritten_in_digits() -> None:
    assert with_digits("三成、百分之八十、三成半、两倍") == "30%、80%、35%、2倍"


# --- Dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "when",
    [
        "by 2026-11-30",
        "by 30 Sep 2026",
        "by September 30, 2026",
        "by Q4 2026",
        "by end of 2026",
        "by 2026",
        "in March 2027",
    ],
)
def test_a_time_with_its_year_is_a_date(when: str) -> None:
    assert not {c for c in codes(f"Raise CSAT from 72 % to 78 % {when}", "Liu Min") if c.startswith("T")}


@pytest.mark.parametrize("when", ["by Q4", "by the end of the year", "by September", "by 30 September"])
def test_a_time_without_a_year_is_doubted(when: str) -> None:
    assert "T3" in codes(f"Raise CSAT from 72 % to 78 % {when}", "Liu Min")


def test_a_date_is_never_taken_for_a_number() -> None:
    assert "M1" in codes("Better service by 2026-11-30", "Liu Min")
    assert read("到 2026-11-30").amounts == ()


def test_a_day_that_the_calendar_does_not_have_is_no_date() -> None:
    assert read("by 2026-02-30").days == ()


# --- Traps -----------------------------------------------------------------------------------------------------------


def test_raised_to_a_share_is_not_taken_for_raised_by_a_share() -> None:
    assert "M3" not in codes("2026-11-30 前将周活跃率提升到 80%", "赵磊")
    assert "M3" in codes("2026-11-30 前将周活跃率提升 8%", "赵磊")


def test_percentage_points_are_unambiguous() -> None:
    assert "M3" not in codes("2026-11-30 前将周活跃率提升 8 个百分点", "赵磊")


def test_a_rise_in_percent_of_an_amount_of_money_is_unambiguous() -> None:
    assert "M3" not in codes("Increase revenue by 10 % by 2026-11-30", "Zhao Lei", unit="CNY")
    assert "M3" in codes("Increase revenue by 10 % by 2026-11-30", "Zhao Lei", unit="%")


def test_to_inside_a_word_makes_no_step() -> None:
    assert read("from 3 customers with 4 tokens").steps == ()


# --- Fields beat text ------------------------------------------------------------------------------------------------

COMPLETE = {
    "baseline": Decimal(72), "baseline_on": date(2026, 3, 13), "target": Decimal(78), "unit": "%", "due": date(2026, 11, 20), "kpi": "CSAT",
}  # fmt: skip


def test_what_the_fields_say_the_text_need_not_say() -> None:
    assert codes("Customers are content with our service", "Liu Min", **COMPLETE) == set()


@pytest.mark.parametrize(
    ("statement", "said", "held"),
    [
        ("2026-11-20 前将满意度从 72% 提升到 80%", "80", "78"),
        ("Raise CSAT from 70 % to 78 % by 2026-11-20", "70", "72"),
        ("Raise CSAT from 72 % to 78 % by 2026-12-20", "2026-12-20", "2026-11-20"),
        ("2026-11-20 前满意度达到 81%", "81", "78"),
    ],
)
def test_a_text_that_contradicts_a_field_is_found_with_both_values(statement: str, said: str, held: str) -> None:
    found = lint(statement, Facts(owner="刘敏", **COMPLETE))
    assert found == [Finding(MISMATCH, text_value=said, field_value=held)]
    assert found[0].level == Level.error


def test_a_contradiction_in_time_counts_against_t_and_one_in_value_against_m() -> None:
    in_time = lint("Raise CSAT from 72 % to 78 % by 2026-12-20", Facts(owner="Liu Min", **COMPLETE))
    in_value = lint("Raise CSAT from 72 % to 80 % by 2026-11-20", Facts(owner="Liu Min", **COMPLETE))
    assert [f.letter for f in in_time + in_value] == ["T", "M"]


def test_a_text_that_agrees_with_its_fields_is_left_alone() -> None:
    assert lint("2026 年 11 月 20 日前，将 CSAT 从 72% 提升到 78.0%", Facts(owner="刘敏", **COMPLETE)) == []


# --- Attainable, relevant, letters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "due", "rises", "stretch"),
    [
        (Decimal(145), date(2027, 12, 31), True, True),  # +101 %
        (Decimal(144), date(2027, 12, 31), True, False),  # +100 %
        (Decimal(110), date(2026, 9, 1), True, True),  # +53 % in 172 days
        (Decimal(110), date(2026, 9, 30), True, False),  # in 201 days
        (Decimal(35), date(2026, 9, 1), False, True),  # −51 % in 172 days
    ],
)
def test_a_leap_beyond_the_baseline_or_half_of_it_in_six_months_is_noted(
    target: Decimal, due: date, rises: bool, stretch: bool
) -> None:
    facts = Facts("Liu Min", "CSAT", "points", Decimal(72), date(2026, 3, 13), target, due, rises)
    assert ("A1_STRETCH" in {f.code for f in lint("Better CSAT", facts)}) == stretch


def test_a_goal_that_serves_nothing_is_doubted_only_where_that_is_asked() -> None:
    assert "R1" in codes("Raise CSAT from 72 % to 78 % by 2026-11-20", "Liu Min", linked=False)
    assert "R1" not in codes("Raise CSAT from 72 % to 78 % by 2026-11-20", "Liu Min", linked=None)


def test_a_letter_takes_the_worst_of_its_findings() -> None:
    worst = verdict(lint("Improve CRM usage as soon as possible", Facts(linked=False)))
    assert worst == {"S": Level.warning, "M": Level.error, "A": Level.error, "R": Level.warning, "T": Level.error}


def test_a_flawless_goal_has_no_mark_against_any_letter() -> None:
    assert set(verdict([]).values()) == {None}
