"""Working calendars: known dates of China's 2026, and the laws of the map between the clock and worked time."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Invalid
from plans.calendar import ALL_DAY, WorkCalendar, around_the_clock, five_days, standard_calendar
from plans.china import announced_days, china_calendar, statutory_days
from plans.worked_time import clock, moment

DAY = 480


# --- China 2026, beside a plain Monday to Friday


@pytest.mark.parametrize(("calendar", "count"), [(china_calendar(), 248), (standard_calendar(), 261)])
def test_the_year_2026_has_the_known_number_of_working_days(calendar: WorkCalendar, count: int):
    assert calendar.working_days(date(2026, 1, 1), date(2026, 12, 31)) == count


@pytest.mark.parametrize(
    ("calendar", "finish"), [(china_calendar(), date(2026, 2, 27)), (standard_calendar(), date(2026, 2, 20))]
)
def test_ten_working_days_over_spring_festival_finish_on_the_known_day(calendar: WorkCalendar, finish: date):
    assert calendar.finish_after(calendar.day_start(date(2026, 2, 9)), 10 * DAY).date() == finish


@pytest.mark.parametrize(("calendar", "count"), [(china_calendar(), 9), (standard_calendar(), 11)])
def test_the_labour_day_fortnight_has_the_known_number_of_working_days(calendar: WorkCalendar, count: int):
    assert calendar.working_days(date(2026, 4, 27), date(2026, 5, 11)) == count


@pytest.mark.parametrize(
    ("calendar", "start"), [(china_calendar(), date(2026, 10, 8)), (standard_calendar(), date(2026, 10, 1))]
)
def test_what_follows_the_last_of_september_starts_on_the_known_day(calendar: WorkCalendar, start: date):
    finish = calendar.day_finish(date(2026, 9, 30))
    assert calendar.start_at(calendar.offset(finish)).date() == start
    assert calendar.add_working_days(date(2026, 9, 30), 1) == start


@pytest.mark.parametrize("calendar", [china_calendar(), standard_calendar()])
def test_a_later_forecast_is_late_in_positive_working_days(calendar: WorkCalendar):
    assert calendar.working_days_late(date(2026, 8, 13), date(2026, 8, 21)) == 6
    assert calendar.working_days_late(date(2026, 8, 21), date(2026, 8, 13)) == -6
    assert calendar.working_days_late(date(2026, 8, 21), date(2026, 8, 21)) == 0


def test_make_up_days_are_worked_and_carry_their_reason_in_both_languages():
    made_up = {entry.day: (entry.label_zh, entry.label_en) for entry in announced_days() if entry.working}
    assert list(made_up) == [date(2026, m, d) for m, d in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]
    assert all(china_calendar().is_working_day(day) for day in made_up)
    assert made_up[date(2026, 10, 10)] == ("国庆节调休上班", "National Day make-up day")


def test_past_the_announced_year_statutory_holidays_go_on_and_dates_are_provisional():
    calendar = china_calendar()
    assert not calendar.is_working_day(date(2027, 10, 1))
    assert not calendar.is_working_day(date(2027, 2, 8))
    assert [calendar.provisional(date(2026, 12, 31)), calendar.provisional(date(2027, 1, 4))] == [False, True]


def test_no_make_up_days_are_known_for_2027():
    """Fails on the day the holidays library learns of them: then announce the year in plans/china.py."""
    assert all(entry.day.weekday() < 5 or not entry.working for entry in statutory_days(2027, 2027))
    assert len([entry for entry in statutory_days(2027, 2027) if "substituted" in entry.label_en]) == 0


# --- the two readings of a boundary


def test_an_offset_between_two_days_reads_as_an_evening_or_as_the_next_morning():
    calendar = standard_calendar()
    offset = calendar.offset(datetime(2026, 3, 6, 17))
    assert calendar.finish_at(offset) == datetime(2026, 3, 6, 17)
    assert calendar.start_at(offset) == datetime(2026, 3, 9, 8)
    assert offset == calendar.offset(datetime(2026, 3, 8, 12)) == calendar.offset(datetime(2026, 3, 9, 8))


def test_lunch_is_not_worked():
    calendar = standard_calendar()
    assert calendar.finish_after(datetime(2026, 3, 2, 11), 120) == datetime(2026, 3, 2, 14)
    assert calendar.start_before(datetime(2026, 3, 2, 14), 120) == datetime(2026, 3, 2, 11)
    assert calendar.minutes_between(datetime(2026, 3, 2, 11, 30), datetime(2026, 3, 2, 13, 30)) == 60


def test_a_shift_over_midnight_belongs_to_the_day_it_begins_on():
    nights = WorkCalendar("Nights", five_days(((22 * 60, 30 * 60),)))
    friday_night = datetime(2026, 3, 6, 22)
    assert nights.finish_after(friday_night, 480) == datetime(2026, 3, 7, 6)
    assert nights.start_at(nights.offset(datetime(2026, 3, 7, 6))) == datetime(2026, 3, 9, 22)
    assert nights.day_minutes == 480


def test_around_the_clock_every_minute_counts():
    assert around_the_clock().minutes_between(datetime(2024, 1, 1), datetime(2027, 1, 1)) == 1096 * 1440


def test_hours_that_touch_at_midnight_are_one_period():
    split = WorkCalendar("Split", (((0, 720), (720, 1440)),) * 7)
    assert split.finish_at(split.offset(datetime(2026, 3, 2))) == datetime(2026, 3, 2)
    assert split.start_at(split.offset(datetime(2026, 3, 2))) == datetime(2026, 3, 2)


def test_tenths_of_a_minute_are_kept():
    calendar = standard_calendar()
    assert calendar.finish_after(datetime(2026, 3, 2, 8), 0.8) == datetime(2026, 3, 2, 8, 0, 48)
    assert calendar.minutes_between(datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 8, 0, 48)) == 0.8


# --- days


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 9), -1, date(2026, 3, 6)),
        (date(2026, 3, 7), -1, date(2026, 3, 6)),
        (date(2026, 3, 2), 500, date(2028, 1, 31)),
    ],
)
def test_adding_working_days_steps_over_weekends(day: date, count: int, result: date):
    assert standard_calendar().add_working_days(day, count) == result


def test_counting_backwards_gives_no_days():
    assert standard_calendar().working_days(date(2026, 3, 9), date(2026, 3, 2)) == 0


# --- refusals


@pytest.mark.parametrize(
    ("week", "code", "field"),
    [
        (((),) * 7, "CALENDAR_WITHOUT_WORK", "week"),
        ((ALL_DAY,) * 6, "OUT_OF_RANGE", "week"),
        (five_days(((600, 540),)), "OUT_OF_RANGE", "week[0]"),
        (five_days(((540, 720), (660, 780))), "OUT_OF_RANGE", "week[0]"),
        (five_days(((540, 3000),)), "OUT_OF_RANGE", "week[0]"),
    ],
)
def test_a_week_that_cannot_be_worked_is_refused(week: tuple, code: str, field: str):
    with pytest.raises(Invalid) as refusal:
        WorkCalendar("Odd", week)
    assert (refusal.value.problems[0].code, refusal.value.problems[0].field) == (code, field)


@pytest.mark.parametrize("minutes", [3 * 10**8, 10**12, -(10**12)])
def test_work_of_a_thousand_years_is_refused_and_not_awaited(minutes: int):
    with pytest.raises(Invalid) as refusal:
        standard_calendar().finish_after(datetime(2026, 3, 2, 8), minutes)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.facts["max"]) == ("OUT_OF_RANGE", "3000-01-01")


@pytest.mark.parametrize("year", [1, 1899, 3000, 9999])
def test_a_date_outside_the_years_that_plans_live_in_is_refused(year: int):
    with pytest.raises(Invalid) as refusal:
        standard_calendar().offset(datetime(year, 12, 31))
    assert refusal.value.problems[0].code == "OUT_OF_RANGE"


# --- laws

CALENDARS = [
    china_calendar(),
    standard_calendar(),
    around_the_clock(),
    WorkCalendar("Nights", five_days(((22 * 60, 30 * 60),))),
    WorkCalendar("Mondays", (((480, 490), (500, 501)), (), (), (), (), (), ())),
]
instants = st.integers(-400 * 1440, 4000 * 1440).map(lambda n: datetime(2026, 3, 2) + timedelta(minutes=n))


@given(st.sampled_from(CALENDARS), instants, st.integers(-500_000, 500_000))
def test_readings_and_offsets_are_inverse_to_one_another(calendar: WorkCalendar, instant: datetime, x: int):
    worked, t = calendar.worked, clock(instant)
    x += worked.offset(clock(datetime(2026, 3, 2)))
    assert (worked.offset(t) >= x) == (t >= worked.as_finish(x))
    assert (worked.offset(t) <= x) == (t <= worked.as_start(x))
    assert worked.offset(worked.as_finish(x)) == x == worked.offset(worked.as_start(x))


@given(st.sampled_from(CALENDARS), instants)
def test_the_last_start_is_the_largest_offset_that_begins_in_time(calendar: WorkCalendar, instant: datetime):
    worked, t = calendar.worked, clock(instant)
    x = worked.last_start(t)
    assert worked.as_start(x) <= t or worked.as_finish(x) == t
    assert worked.as_start(x + 1) > t


@given(st.sampled_from(CALENDARS), instants, instants)
def test_worked_minutes_are_the_minutes_of_the_days_between(calendar: WorkCalendar, one: datetime, other: datetime):
    """Counted independently: the hours of each day, clipped to the two instants."""
    first, last = sorted((one, other))
    if (last - first).days > 60:
        last = first + timedelta(days=60)
    total, day = 0.0, first.date() - timedelta(days=1)
    while day <= last.date():
        midnight = datetime(day.year, day.month, day.day)
        for a, b in calendar.hours_of(day):
            begin, end = max(first, midnight + timedelta(minutes=a)), min(last, midnight + timedelta(minutes=b))
            total += max(0.0, (end - begin).total_seconds() / 60)
        day += timedelta(days=1)
    assert calendar.minutes_between(first, last) == total


@given(instants)
def test_a_reading_of_the_clock_goes_back_to_its_date(instant: datetime):
    assert moment(clock(instant)) == instant
