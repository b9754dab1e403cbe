"""Calendars as typed text: read, written back, refused line by line; the ready-made one counts China's 2026 right."""

from datetime import date

import pytest
from sqlmodel import Session

from governance.errors import Invalid
from governance.forms import read_fields, read_form
from governance.programmes import Programme
from plans.calendar_text import hours_by_day, read_exceptions, read_week, write_exceptions, write_week
from plans.calendars import CalendarForm, calendar_of, china_2026, open_calendar, project_calendar, worked_calendar
from plans.china import china_calendar
from tests import builders
from tests.plans.plan_records import on_china_calendar

OFFICE = ["mon-fri 09:00-12:00 13:00-18:00"]


@pytest.mark.parametrize(
    ("lines", "written"),
    [
        (OFFICE, OFFICE),
        (["Monday-Friday 9:00-12:00, 13:00-18:00"], OFFICE),
        (["周一至周五 09:00-12:00 13:00-18:00"], OFFICE),
        (["mon-sun 08:00-16:00", "sun off"], ["mon-sat 08:00-16:00"]),
        (["mon,wed,fri 22:00-30:00"], ["mon 22:00-30:00", "wed 22:00-30:00", "fri 22:00-30:00"]),
        (["sat-mon 10:00-12:00"], ["mon 10:00-12:00", "sat-sun 10:00-12:00"]),
    ],
)
def test_a_week_is_read_in_many_spellings_and_written_in_one(lines: list[str], written: list[str]):
    assert write_week(read_week(lines)) == written


@pytest.mark.parametrize("line", ["mon-fri", "someday 09:00-12:00", "mon 9-12", "mon 12:00-09:00", "mon 09:75-12:00", "mon-wed-fri 09:00-10:00"])  # fmt: skip
def test_a_line_that_is_no_week_is_named(line: str):
    with pytest.raises(Invalid) as caught:
        read_week([*OFFICE, line])

    assert [(p.code, p.facts["line"]) for p in caught.value.problems] == [("NOT_A_WEEK_LINE", 2)]


def test_exceptions_are_read_with_hours_and_labels_and_written_back():
    lines = [
        "2026-10-01..2026-10-03 off 国庆节|National Day",
        "2026-10-10 working 调休|Make-up day",
        "2026-12-31 working 09:00-12:00 盘点",
    ]
    found = read_exceptions(lines)

    assert [(e.first, e.last, e.hours, e.label_zh, e.label_en) for e in found] == [
        (date(2026, 10, 1), date(2026, 10, 3), None, "国庆节", "National Day"),
        (date(2026, 10, 10), date(2026, 10, 10), (), "调休", "Make-up day"),
        (date(2026, 12, 31), date(2026, 12, 31), ((540, 720),), "盘点", "盘点"),
    ]
    week = read_week(OFFICE)
    assert write_exceptions(hours_by_day(found, week), week) == [
        "2026-10-01..2026-10-03 off", "2026-10-10 working", "2026-12-31 working 09:00-12:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        (["2026-13-01 off x"], "NOT_AN_EXCEPTION_LINE", 1),
        (["2026-10-03..2026-10-01 off x"], "NOT_AN_EXCEPTION_LINE", 1),
        (["2026-10-01 closed x"], "NOT_AN_EXCEPTION_LINE", 1),
        (["2026-10-01 off 09:00-12:00"], "NOT_AN_EXCEPTION_LINE", 1),
        (["2026-10-01..2026-10-07 off a", "2026-10-05 working b"], "DAY_TWICE", 2),
    ],
)
def test_an_exception_that_cannot_be_meant_is_named(lines: list[str], code: str, line: int):
    with pytest.raises(Invalid) as caught:
        read_exceptions(lines)

    assert [(p.code, p.facts["line"]) for p in caught.value.problems] == [(code, line)]


def test_every_wrong_line_of_a_calendar_comes_at_once():
    data = {"name_en": "x", "week": "mon-fri 9-12\nsat 08:00-10:00", "exceptions": "2026-02-30 off\nnext week off"}
    _, problems = read_fields(CalendarForm, data)

    assert [(p.field, p.code) for p in problems] == [
        ("week", "NOT_A_WEEK_LINE"), ("exceptions", "NOT_AN_EXCEPTION_LINE"), ("exceptions", "NOT_AN_EXCEPTION_LINE"),
    ]  # fmt: skip


def test_a_week_without_work_is_refused():
    _, problems = read_fields(CalendarForm, {"name_en": "x", "week": "mon-sun off"})

    assert [p.code for p in problems] == ["CALENDAR_WITHOUT_WORK"]


def test_the_ready_made_calendar_of_china_counts_as_announced():
    form = china_2026()
    calendar = worked_calendar("x", form.week, form.exceptions, form.covered_until, form.holidays)

    assert calendar.working_days(date(2026, 1, 1), date(2026, 12, 31)) == 248
    assert calendar.working_days(date(2026, 4, 27), date(2026, 5, 11)) == 9
    assert calendar.is_working_day(date(2026, 10, 10))
    assert not calendar.is_working_day(date(2027, 10, 1))  # statutory, though not announced
    assert (calendar.provisional(date(2026, 12, 31)), calendar.provisional(date(2027, 1, 4))) == (False, True)
    assert calendar.exceptions == china_calendar().exceptions


def test_the_programme_computes_on_the_calendar_it_names_else_on_office_days(session: Session, programme: Programme):
    assert project_calendar(session, programme).is_working_day(date(2026, 10, 1))

    on_china_calendar(session, programme)
    assert not project_calendar(session, programme).is_working_day(date(2026, 10, 1))


def test_two_readings_of_one_calendar_share_what_was_worked_out(session: Session, programme: Programme):
    form = read_form(CalendarForm, {"name_en": "x", "week": OFFICE, "exceptions": "2026-05-01 off 劳动节|Labour Day"})
    record = open_calendar(session, builders.SOMEBODY, programme, form)

    assert calendar_of(record) is calendar_of(record)
