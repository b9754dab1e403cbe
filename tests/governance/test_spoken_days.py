"""Days as people type them. The programme stands at Friday, 3 July 2026."""

from datetime import date, timedelta

import pytest

from governance.spoken_days import read_day

FRIDAY = date(2026, 7, 3)


def weekdays_only(day: date, count: int) -> date:
    step = 1 if count > 0 else -1
    for _ in range(abs(count)):
        day += timedelta(days=step)
        while day.weekday() > 4:
            day += timedelta(days=step)
    return day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-08-13", "2026-08-13"), ("2026/8/13", "2026-08-13"), ("2026年8月13日", "2026-08-13"), ("２０２６－０８－１３", "2026-08-13"),
        ("8/13", "2026-08-13"), ("8-13", "2026-08-13"), ("8月13日", "2026-08-13"), ("8月13号", "2026-08-13"), ("1/1", "2027-01-01"), ("1/2", "2026-01-02"),
        ("13 Aug", "2026-08-13"), ("Aug 13", "2026-08-13"), ("August 13, 2027", "2027-08-13"), ("13 Aug 2026 (Thu)", "2026-08-13"),
        ("2026年8月13日 周四", "2026-08-13"), ("+10wd", "2026-07-17"), ("-3wd", "2026-06-30"), ("+10 个工作日", "2026-07-17"), ("+5d", "2026-07-08"),
        ("+2w", "2026-07-17"), ("+2周", "2026-07-17"), ("+2m", "2026-09-03"), ("-5个月", "2026-02-03"), ("today", "2026-07-03"),
        ("今天", "2026-07-03"), ("明天", "2026-07-04"),
        ("fri", "2026-07-03"), ("mon", "2026-07-06"), ("周一", "2026-07-06"), ("next fri", "2026-07-10"), ("下周五", "2026-07-10"), ("下星期一", "2026-07-06"),
        ("this wed", "2026-07-01"), ("本周日", "2026-07-05"), ("上周五", "2026-06-26"), ("last Friday", "2026-06-26"), ("下下周三", "2026-07-15"),
    ],
)  # fmt: skip
def test_a_day_as_people_type_it(typed: str, day: str) -> None:
    assert read_day(typed, FRIDAY, weekdays_only) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "13/8", "2026-02-30", "2/30", "10wd", "+10", "+5 years", "fr", "next", "46000", "8/13/26", "+9999m9"],
)
def test_what_names_no_day_is_none(typed: str) -> None:
    assert read_day(typed, FRIDAY, weekdays_only) is None


def test_a_month_without_such_a_day_gives_its_last() -> None:
    assert read_day("+1m", date(2026, 1, 31), weekdays_only) == date(2026, 2, 28)
    assert read_day("+11m", date(2026, 1, 31), weekdays_only) == date(2026, 12, 31)


def test_a_day_that_comes_once_in_four_years_is_found_where_it_is_near() -> None:
    assert read_day("2/29", date(2027, 6, 1), weekdays_only) == date(2028, 2, 29)
    assert read_day("2/29", date(2026, 6, 1), weekdays_only) is None
