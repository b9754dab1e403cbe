"""The days of a kept calendar: its year as people see it, a day changed by pressing it, a country's holidays taken over."""

from enum import StrEnum, auto
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field as F
from sqlmodel import Session

from governance.errors import Problem
from governance.forms import Day, Form, Line, Whole, read_form
from governance.listings import values
from governance.programmes import Programme
from plans.calendar_edit import in_order, lines_of, with_exception, without
from plans.calendar_text import LONGEST_EXCEPTION, DayException, read_exceptions, read_hours
from plans.calendar_year import CalendarYear, calendar_year
from plans.calendars import CALENDARS, Calendar, CalendarForm, Holidays, calendar_of, office_calendar
from plans.spans import out_of_order
from plans.statutory import Taken, covered_after, holidays_of, names_after, taking_over
from plans.worked_time import Hours

EARLIEST, LATEST = 2000, 2099
DayName = Annotated[Line, F(max_length=80)]
Year = Annotated[Whole, F(ge=EARLIEST, le=LATEST)]


class DayChange(StrEnum):
    """`pattern`: as the week says, without an exception."""

    off = auto()
    working = auto()
    hours = auto()
    pattern = auto()


class DaysForm(Form):
    """What becomes of the days from `starts_on` to `ends_on` (blank: that one day)."""

    starts_on: Day
    ends_on: Day | None = None
    change: DayChange = DayChange.off
    worked_hours: Annotated[Line, F(max_length=100)] | None = None
    label_zh: DayName | None = None
    label_en: DayName | None = None

    def problems(self) -> list[Problem]:
        found = out_of_order("ends_on", self.starts_on, self.ends_on)
        if self.starts_on and self.ends_on and (self.ends_on - self.starts_on).days > LONGEST_EXCEPTION:
            found.append(Problem("TOO_MANY_DAYS", "ends_on", self.ends_on, {"max": LONGEST_EXCEPTION}))
        if self.change == DayChange.hours and not (self.worked_hours and read_hours(self.worked_hours)):
            found.append(Problem("NOT_HOURS", "worked_hours", self.worked_hours, {}))
        return found


class HolidaysForm(Form):
    """Whose holidays of which year are taken over."""

    country: Holidays = Holidays.cn
    year: Year

    def problems(self) -> list[Problem]:
        return [Problem("REQUIRED", "country", None, {})] if self.country == Holidays.none else []


def exceptions_of(calendar: Calendar) -> list[DayException]:
    """A calendar's exceptions, read once for each text."""
    return list(_read(tuple(calendar.exceptions)))


@lru_cache(maxsize=64)
def _read(lines: tuple[str, ...]) -> tuple[DayException, ...]:
    return tuple(read_exceptions(lines))


def year_of(calendar: Calendar | None, year: int) -> CalendarYear:
    """A year of a kept calendar; without one, of the office week that plans are then computed on."""
    if calendar is None:
        return calendar_year(office_calendar(), (), year)
    named = names_after(str(calendar.holidays), calendar.covered_until, year)
    return calendar_year(calendar_of(calendar), exceptions_of(calendar), year, named)


def with_days(session: Session, programme: Programme, calendar: Calendar, form: DaysForm) -> CalendarForm:
    """The calendar's form with some days changed: one exception for the span, or none where the week is to count again."""
    last = form.ends_on or form.starts_on
    own = exceptions_of(calendar)
    if form.change == DayChange.pattern:
        changed = in_order(without(own, form.starts_on, last))
    else:
        hours = _hours(form)
        zh, en = form.label_zh or form.label_en or "", form.label_en or form.label_zh or ""
        changed = with_exception(own, DayException(form.starts_on, last, hours, zh, en))
    return _form(session, programme, calendar, exceptions=lines_of(changed))


def _hours(form: DaysForm) -> Hours | None:
    """As an exception has them: None is off, nothing is an ordinary day."""
    if form.change == DayChange.off:
        return None
    return read_hours(form.worked_hours or "") if form.change == DayChange.hours else ()


def holidays_offered(calendar: Calendar, form: HolidaysForm) -> list[Taken]:
    """The days of a country's year and what each would do to the calendar."""
    return taking_over(calendar_of(calendar), exceptions_of(calendar), holidays_of(str(form.country), form.year))


def with_holidays(session: Session, programme: Programme, calendar: Calendar, form: HolidaysForm) -> CalendarForm:
    """The calendar's form with a country's holidays, and covered as far as the lists of that country are official."""
    changed = exceptions_of(calendar)
    for taken in holidays_offered(calendar, form):
        if taken.effect != "kept":
            entry = taken.entry
            hours = () if entry.working else None
            changed = with_exception(changed, DayException(entry.day, entry.day, hours, entry.label_zh, entry.label_en))
    until = covered_after(calendar.covered_until, str(form.country), form.year)
    return _form(session, programme, calendar, exceptions=lines_of(changed), covered_until=until, holidays=form.country)


def _form(session: Session, programme: Programme, calendar: Calendar, **changed: Any) -> CalendarForm:
    held = values(session, CALENDARS, programme, [calendar])[0]
    return read_form(CalendarForm, {k: v for k, v in held.items() if k in CalendarForm.model_fields} | changed)
