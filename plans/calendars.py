"""Calendars of a programme: the hours of its week and the days that depart from it, typed as text and read as worked time."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum, auto
from functools import lru_cache
from itertools import groupby
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator
from pydantic import Field as F
from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.columns import listing, name_column, words
from governance.commands import command
from governance.errors import Problem, Refusal
from governance.forms import Control, Day, Line, RecordForm
from governance.programmes import Programme
from governance.records import ProgrammeRecord, add, revise, withdraw
from governance.registers import Column, Register
from governance.typed_values import clean_text
from plans.calendar import OFFICE_HOURS, WorkCalendar, five_days
from plans.calendar_text import hours_by_day, read_exceptions, read_week
from plans.china import (
    ANNOUNCED_UNTIL,
    STATUTORY_YEARS_AFTER,
    CalendarDay,
    announced_days,
    statutory_days,
)  # fmt: skip
from plans.durations import DayLength
from plans.statutory import holidays_of

MAX_EXCEPTIONS = 3000


class Holidays(StrEnum):
    """Whose statutory holidays go on past the days that the exceptions cover."""

    none = auto()
    cn = auto()
    hk = auto()
    tw = auto()
    sg = auto()
    jp = auto()
    kr = auto()
    # `in` is no name in Python.
    india = "in"
    us = auto()
    gb = auto()
    de = auto()
    fr = auto()
    nl = auto()
    ca = auto()
    au = auto()


def _lines(value: Any) -> Any:
    if value is None:
        return []
    if isinstance(value, str):
        value = value.replace(";", "\n").replace("；", "\n").splitlines()
    return [text for text in map(clean_text, value) if text] if isinstance(value, list) else value


CalendarLines = Annotated[
    list[Annotated[str, F(max_length=300)]], BeforeValidator(_lines), F(max_length=MAX_EXCEPTIONS), Control("lines")
]


class CalendarForm(RecordForm):
    REQUIRED_TEXT = ("name",)

    name_zh: Line | None = None
    name_en: Line | None = None
    week: CalendarLines
    exceptions: CalendarLines = []
    covered_until: Day | None = None
    holidays: Holidays = Holidays.none

    def problems(self) -> list[Problem]:
        found: list[Problem] = []
        week: Any = None
        try:
            week = read_week(self.week or [])
            WorkCalendar("", week)
        except Refusal as refusal:
            found += [Problem(p.code, "week", p.value, p.facts) for p in refusal.problems]
        try:
            exceptions = read_exceptions(self.exceptions or [])
            if week is not None and not found:
                WorkCalendar("", week, hours_by_day(exceptions, week))
        except Refusal as refusal:
            found += [Problem(p.code, "exceptions", p.value, p.facts) for p in refusal.problems]
        return found


class Calendar(ProgrammeRecord, table=True):
    KIND: ClassVar[str] = "calendar"
    PREFIX: ClassVar[str] = "CAL-"

    name_zh: str | None = name_column()
    name_en: str | None = name_column()
    week: list[str] = listing()
    exceptions: list[str] = listing()
    covered_until: date | None = None
    holidays: Holidays = words(Holidays, Holidays.none)


@command(Permission.maintain_plan)
def open_calendar(session: Session, actor: Actor, programme: Programme, form: CalendarForm) -> Calendar:
    return add(session, Calendar, programme.key, form)


@command(Permission.maintain_plan)
def revise_calendar(
    session: Session, actor: Actor, calendar: Calendar, form: CalendarForm, version: int | None
) -> Calendar:
    return revise(session, calendar, form, version)


@command(Permission.maintain_plan)
def close_calendar(
    session: Session, actor: Actor, calendar: Calendar, reason: str, on: date, version: int | None = None
) -> Calendar:
    return withdraw(session, calendar, reason, on, version)


def worked_calendar(
    name: str, week: Sequence[str], exceptions: Sequence[str], covered_until: date | None, holidays: str = "none"
) -> WorkCalendar:
    """The calendar that the texts describe; equal texts share one object and what it has worked out."""
    return _worked_calendar(name, tuple(week), tuple(exceptions), covered_until, str(holidays))


@lru_cache(maxsize=128)
def _worked_calendar(
    name: str, week: tuple[str, ...], exceptions: tuple[str, ...], covered_until: date | None, holidays: str
) -> WorkCalendar:
    hours = read_week(week)
    days = hours_by_day(read_exceptions(exceptions), hours)
    if holidays != Holidays.none and covered_until is not None:
        days = dict.fromkeys(_holidays_after(holidays, covered_until.year + 1), ()) | days
    return WorkCalendar(name, hours, days, covered_until=covered_until)


def _holidays_after(country: str, first: int) -> Iterator[date]:
    """The statutory days off of a country in the years from `first` on; days worked instead are not known there yet."""
    if country == Holidays.cn:
        yield from (entry.day for entry in statutory_days(first, first + STATUTORY_YEARS_AFTER - 1))
        return
    for year in range(first, first + STATUTORY_YEARS_AFTER):
        yield from (entry.day for entry in holidays_of(country, year) if not entry.working)


@lru_cache(maxsize=1)
def office_calendar() -> WorkCalendar:
    """What a plan is computed on until a calendar is chosen: Monday to Friday, eight office hours, no holidays."""
    return WorkCalendar("standard", five_days(OFFICE_HOURS))


def calendar_of(calendar: Calendar) -> WorkCalendar:
    """A calendar's record as worked time; its code is its name."""
    return worked_calendar(calendar.code, calendar.week, calendar.exceptions, calendar.covered_until, calendar.holidays)


def calendars_of(session: Session, programme: Programme) -> dict[int, WorkCalendar]:
    """Every calendar of a programme by id; one that was withdrawn still serves what was planned on it."""
    c: Any = Calendar.__table__.c  # pyright: ignore
    rows = session.execute(
        sql(c.id, c.code, c.week, c.exceptions, c.covered_until, c.holidays).where(c.programme_id == programme.id)
    )
    return {id_: worked_calendar(*texts) for id_, *texts in rows}


def project_calendar(session: Session, programme: Programme) -> WorkCalendar:
    """The calendar of every task that names none, and of what people call a day."""
    found = session.exec(select(Calendar).where(col(Calendar.id) == programme.calendar_id)).first()
    return calendar_of(found) if found is not None else office_calendar()


def day_length(session: Session, programme: Programme) -> DayLength:
    """What people mean by a day in this programme: the hours of its calendar's ordinary day."""
    return DayLength.of(project_calendar(session, programme).day_minutes)


# --- Ready-made ------------------------------------------------------------------------------------------------------


def china_2026() -> CalendarForm:
    """China's working days of 2026 as announced, with make-up days; statutory holidays go on after it."""
    return CalendarForm.model_construct(
        code=None, notes=None, tags=[], name_zh="中国 2026 年工作日历", name_en="China working calendar 2026",
        week=["mon-fri 09:00-12:00 13:00-18:00"], exceptions=_written(announced_days()), covered_until=ANNOUNCED_UNTIL, holidays=Holidays.cn,
    )  # fmt: skip


def _written(days: Sequence[CalendarDay]) -> list[str]:
    lines = []
    for (working, zh, en), group in groupby(days, key=lambda d: (d.working, d.label_zh, d.label_en)):
        span = [entry.day for entry in group]
        when = f"{span[0]}" if len(span) == 1 else f"{span[0]}..{span[-1]}"
        lines.append(f"{when} {'working' if working else 'off'} {zh}|{en}")
    return lines


CALENDARS = Register(
    kind="calendar", plural="calendars", table=Calendar, form=CalendarForm, section="plan", icon="calendar",
    columns=(Column("name"), Column("week", "list"), Column("covered_until", "date"), Column("holidays", "badge")),
    search=("name_zh", "name_en"), write=Permission.maintain_plan,
    create=open_calendar, revise=revise_calendar, withdraw=close_calendar,
    sections=(("hours", ("name", "week")), ("exceptions", ("exceptions", "covered_until", "holidays"))),
)  # fmt: skip
