"""A year of a calendar day by day, single days changed, holidays of several countries taken over."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from governance.errors import Invalid
from governance.forms import read_form
from governance.programmes import Programme
from plans.calendar_days import DaysForm, HolidaysForm, holidays_offered, with_days, with_holidays, year_of
from plans.calendar_edit import lines_of, with_exception, without
from plans.calendar_text import DayException, read_exceptions
from plans.calendar_year import DayKind, YearDay
from plans.calendars import Calendar, CalendarForm, calendar_of, china_2026, open_calendar, revise_calendar
from tests.builders import SOMEBODY

OFFICE = ["mon-fri 09:00-12:00 13:00-18:00"]


def china(session: Session, programme: Programme) -> Calendar:
    return open_calendar(session, SOMEBODY, programme, china_2026())


def office(session: Session, programme: Programme, **given: Any) -> Calendar:
    form = read_form(CalendarForm, {"name_en": "Office", "week": OFFICE} | given)
    return open_calendar(session, SOMEBODY, programme, form)


def on(calendar: Calendar, day: str) -> YearDay:
    wanted = date.fromisoformat(day)
    return next(d for d in year_of(calendar, wanted.year).days if d.day == wanted)


def changed(session: Session, programme: Programme, calendar: Calendar, **days: str) -> Calendar:
    form = with_days(session, programme, calendar, read_form(DaysForm, days))
    return revise_calendar(session, SOMEBODY, calendar, form, calendar.version)


# --- The year --------------------------------------------------------------------------------------------------------


def test_china_works_248_days_of_2026_and_the_months_add_up_to_them(session: Session, programme: Programme):
    year = year_of(china(session, programme), 2026)

    # October by hand: 22 weekdays, five of them off, and Saturday 10 worked instead.
    assert [sum(d.is_worked for d in month) for month in year.months] == [
        21,
        16,
        22,
        21,
        19,
        21,
        23,
        21,
        22,
        18,
        21,
        23,
    ]
    assert (year.working_days, year.provisional) == (248, False)
    # 33 days off in seven holidays, six weekend days worked instead; the other weekend days are 104 less 6 less those within holidays.
    assert {kind: year.count(kind) for kind in DayKind} == {
        "working": 242, "rest": 84, "off": 33, "make_up": 6, "other_hours": 0,
    }  # fmt: skip


def test_every_day_says_what_it_is_and_why(session: Session, programme: Programme):
    calendar = china(session, programme)

    assert (on(calendar, "2026-10-10").kind, on(calendar, "2026-10-10").label_en) == (
        "make_up",
        "National Day make-up day",
    )
    assert (on(calendar, "2026-10-03").kind, on(calendar, "2026-10-03").label_zh) == ("off", "国庆节")
    assert (on(calendar, "2026-10-11").kind, on(calendar, "2026-10-11").own) == ("rest", False)
    assert (on(calendar, "2026-10-12").kind, on(calendar, "2026-10-12").minutes) == ("working", 480)


def test_past_the_announced_year_holidays_have_names_and_every_day_is_provisional(
    session: Session, programme: Programme
):
    calendar = china(session, programme)
    year = year_of(calendar, 2027)

    assert all(d.provisional for d in year.days)
    assert (on(calendar, "2027-10-01").kind, on(calendar, "2027-10-01").label_zh, on(calendar, "2027-10-01").own) == (
        "off",
        "国庆节",
        False,
    )
    assert year.count(DayKind.make_up) == 0


# --- Single days -----------------------------------------------------------------------------------------------------


def test_a_day_out_of_a_holiday_parts_its_line_in_two():
    held = read_exceptions(["2026-10-01..2026-10-07 off 国庆节|National Day"])
    worked = DayException(date(2026, 10, 5), date(2026, 10, 5), (), "值班", "On duty")

    assert lines_of(with_exception(held, worked)) == [
        "2026-10-01..2026-10-04 off 国庆节|National Day", "2026-10-05 working 值班|On duty", "2026-10-06..2026-10-07 off 国庆节|National Day",
    ]  # fmt: skip
    assert lines_of(without(held, date(2026, 10, 1), date(2026, 10, 7))) == []


def test_a_day_given_back_joins_the_line_it_was_taken_from():
    held = read_exceptions(["2026-10-01..2026-10-04 off 国庆节", "2026-10-06..2026-10-07 off 国庆节"])
    back = DayException(date(2026, 10, 5), date(2026, 10, 5), None, "国庆节", "国庆节")

    assert lines_of(with_exception(held, back)) == ["2026-10-01..2026-10-07 off 国庆节"]


def test_pressed_days_are_worked_otherwise_and_return_to_the_week(session: Session, programme: Programme):
    calendar = office(session, programme)
    changed(
        session,
        programme,
        calendar,
        starts_on="2026-12-24",
        ends_on="2026-12-31",
        change="off",
        label_en="Plant holiday",
    )
    changed(
        session,
        programme,
        calendar,
        starts_on="2026-12-29",
        change="hours",
        worked_hours="09:00-12:00",
        label_en="Stocktaking",
    )

    assert calendar.exceptions == [
        "2026-12-24..2026-12-28 off Plant holiday", "2026-12-29 working 09:00-12:00 Stocktaking", "2026-12-30..2026-12-31 off Plant holiday",
    ]  # fmt: skip
    assert (on(calendar, "2026-12-29").kind, on(calendar, "2026-12-29").minutes) == ("other_hours", 180)
    changed(session, programme, calendar, starts_on="2026-12-01", ends_on="2026-12-31", change="pattern")
    assert calendar.exceptions == []
    assert calendar_of(calendar).working_days(date(2026, 12, 1), date(2026, 12, 31)) == 23


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"starts_on": "2026-10-08", "ends_on": "2026-10-01"}, "DATE_ORDER"),
        ({"starts_on": "2026-10-08", "change": "hours"}, "NOT_HOURS"),
        ({"starts_on": "2026-10-08", "change": "hours", "worked_hours": "nine to five"}, "NOT_HOURS"),
        ({"starts_on": "2026-01-01", "ends_on": "2027-12-31"}, "TOO_MANY_DAYS"),
    ],
)
def test_days_that_cannot_be_changed_so_are_refused(given: dict[str, str], code: str):
    with pytest.raises(Invalid) as caught:
        read_form(DaysForm, given)
    assert [p.code for p in caught.value.problems] == [code]


# --- Holidays taken over ---------------------------------------------------------------------------------------------


def taken(session: Session, programme: Programme, calendar: Calendar, country: str, year: int) -> Calendar:
    form = with_holidays(session, programme, calendar, read_form(HolidaysForm, {"country": country, "year": year}))
    return revise_calendar(session, SOMEBODY, calendar, form, calendar.version)


def test_chinas_announced_year_makes_an_office_week_china_with_its_make_up_days(session: Session, programme: Programme):
    calendar = taken(session, programme, office(session, programme), "cn", 2026)

    assert year_of(calendar, 2026).working_days == 248
    assert (calendar.covered_until, calendar.holidays) == (date(2026, 12, 31), "cn")
    assert year_of(calendar, 2027).provisional


def test_a_year_not_announced_is_named_and_stays_provisional(session: Session, programme: Programme):
    calendar = taken(session, programme, china(session, programme), "cn", 2027)

    assert calendar.covered_until == date(2026, 12, 31)
    assert (on(calendar, "2027-10-01").own, on(calendar, "2027-10-01").provisional) == (True, True)


def test_where_the_law_fixes_the_days_the_year_is_covered(session: Session, programme: Programme):
    calendar = taken(session, programme, office(session, programme), "de", 2027)

    # Nine days by federal law, five of them on weekdays: New Year, Good Friday, Easter Monday, Ascension, Whit Monday; the rest on weekends.
    off = [d for d in year_of(calendar, 2027).days if d.kind == DayKind.off and d.day.weekday() < 5]
    assert [f"{d.day:%m-%d}" for d in off] == ["01-01", "03-26", "03-29", "05-06", "05-17"]
    assert calendar.covered_until == date(2027, 12, 31)


def test_days_that_the_calendar_has_already_stay_as_they_are(session: Session, programme: Programme):
    calendar = office(session, programme, exceptions=["2026-05-01 working 值班|On duty"])
    offered = holidays_offered(calendar, read_form(HolidaysForm, {"country": "fr", "year": 2026}))

    assert {t.entry.day: t.effect for t in offered}[date(2026, 5, 1)] == "kept"
    assert "2026-05-01 working 值班|On duty" in taken(session, programme, calendar, "fr", 2026).exceptions


def test_a_year_that_leaves_a_gap_does_not_cover_it(session: Session, programme: Programme):
    calendar = office(session, programme, covered_until="2026-12-31")

    assert taken(session, programme, calendar, "us", 2029).covered_until == date(2026, 12, 31)
