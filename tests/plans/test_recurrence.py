"""Recurring days on China's calendar of 2026, counted by hand."""

from datetime import date

import pytest

from plans.china import china_calendar
from plans.recurrence import Occurrence, Recurrence, Rhythm, WeekOfMonth, occurrences

CHINA = china_calendar()


def held(rule: Recurrence, first: str, last: str) -> list[str]:
    found = occurrences(rule, CHINA, date.fromisoformat(first), date.fromisoformat(last))
    return [f"{o.on:%m-%d}" for o in found]


def test_a_weekly_review_over_national_day_moves_to_the_first_day_after_it():
    fridays = Recurrence(Rhythm.weekly, 4, date(2026, 9, 1))
    found = occurrences(fridays, CHINA, date(2026, 9, 18), date(2026, 10, 16))

    # 25 September is Mid-Autumn Festival with the weekend after it, 2 October lies in the week of National Day.
    assert [(f"{o.on:%m-%d}", f"{o.nominal:%m-%d}", o.moved) for o in found] == [
        ("09-18", "09-18", False), ("09-28", "09-25", True), ("10-08", "10-02", True), ("10-09", "10-09", False), ("10-16", "10-16", False),
    ]  # fmt: skip


def test_a_meeting_on_a_weekend_day_that_is_worked_stays_there():
    saturdays = Recurrence(Rhythm.weekly, 5, date(2026, 10, 1))

    assert held(saturdays, "2026-10-05", "2026-10-19") == ["10-08", "10-10", "10-19"]  # 3 and 17 October are days off


def test_what_a_long_holiday_moves_onto_the_day_of_another_is_held_with_it():
    # Spring Festival is from 15 to 23 February: Monday 16 and Monday 23 both move to Tuesday 24.
    mondays = Recurrence(Rhythm.weekly, 0, date(2026, 2, 9))

    assert occurrences(mondays, CHINA, date(2026, 2, 10), date(2026, 3, 1)) == [
        Occurrence(date(2026, 2, 24), date(2026, 2, 23))
    ]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (Recurrence(Rhythm.biweekly, 2, date(2026, 6, 1)), ["06-03", "06-17", "07-01", "07-15", "07-29", "08-12", "08-26"]),
        (Recurrence(Rhythm.monthly, 3, date(2026, 6, 1), week=WeekOfMonth.second), ["06-11", "07-09", "08-13"]),
        (Recurrence(Rhythm.monthly, 3, date(2026, 6, 1), week=WeekOfMonth.last), ["06-25", "07-30", "08-27"]),
        # June's first Tuesday is past on the 3rd: July is where the quarters are counted from.
        (Recurrence(Rhythm.quarterly, 1, date(2026, 6, 3), week=WeekOfMonth.first), ["07-07"]),
        (Recurrence(Rhythm.weekly, 2, date(2026, 8, 12), until=date(2026, 8, 19)), ["08-12", "08-19"]),
    ],
)  # fmt: skip
def test_each_rhythm_falls_on_the_days_that_one_counts_on_a_calendar(rule: Recurrence, days: list[str]):
    assert held(rule, "2026-06-01", "2026-08-31") == days
