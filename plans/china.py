"""China's working days: the announced year, day by day, and the statutory holidays of the years that follow.

The announcement for a year comes out in the November before it, so no plan that crosses the year end can know the
make-up days: beyond the announced range dates are computed all the same, and the calendar calls them provisional.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from plans.calendar import DAY_OFF, OFFICE_HOURS, WorkCalendar, five_days
from plans.worked_time import Hours

ANNOUNCED_FROM = date(2026, 1, 1)
ANNOUNCED_UNTIL = date(2026, 12, 31)
STATUTORY_YEARS_AFTER = 10


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that departs from the week's pattern, with its reason in both languages."""

    day: date
    working: bool
    label_zh: str
    label_en: str


# State Council notice of 4 November 2025 on the holidays of 2026: first and last day off, names.
_DAYS_OFF_2026 = [
    ("2026-01-01", "2026-01-03", "元旦", "New Year"),
    ("2026-02-15", "2026-02-23", "春节", "Spring Festival"),
    ("2026-04-04", "2026-04-06", "清明节", "Qingming"),
    ("2026-05-01", "2026-05-05", "劳动节", "Labour Day"),
    ("2026-06-19", "2026-06-21", "端午节", "Dragon Boat Festival"),
    ("2026-09-25", "2026-09-27", "中秋节", "Mid-Autumn Festival"),
    ("2026-10-01", "2026-10-07", "国庆节", "National Day"),
]
_MAKE_UP_DAYS_2026 = [
    ("2026-01-04", "元旦调休上班", "New Year make-up day"),
    ("2026-02-14", "春节调休上班", "Spring Festival make-up day"),
    ("2026-02-28", "春节调休上班", "Spring Festival make-up day"),
    ("2026-05-09", "劳动节调休上班", "Labour Day make-up day"),
    ("2026-09-20", "国庆节调休上班", "National Day make-up day"),
    ("2026-10-10", "国庆节调休上班", "National Day make-up day"),
]


def announced_days() -> list[CalendarDay]:
    """The days of 2026 that depart from Monday to Friday, in order: days off and working weekend days."""
    return sorted([*_days_off(), *_make_up_days()], key=lambda entry: entry.day)


def statutory_days(first_year: int, last_year: int) -> list[CalendarDay]:
    """Statutory holidays of years not announced yet: no make-up days, for nobody knows them."""
    import holidays  # takes a tenth of a second to load

    years = range(first_year, last_year + 1)
    names = {lang: holidays.country_holidays("CN", years=years, language=lang) for lang in ("zh_CN", "en_US")}
    return [CalendarDay(day, False, names["zh_CN"][day], names["en_US"][day]) for day in sorted(names["en_US"])]


@lru_cache(maxsize=8)
def china_calendar(name: str = "China", hours: Hours = OFFICE_HOURS) -> WorkCalendar:
    """Monday to Friday on `hours`, the announced exceptions of 2026, statutory holidays of the ten years after it."""
    after = ANNOUNCED_UNTIL.year + 1
    days = announced_days() + statutory_days(after, after + STATUTORY_YEARS_AFTER - 1)
    exceptions = {entry.day: hours if entry.working else DAY_OFF for entry in days}
    return WorkCalendar(name, five_days(hours), exceptions, ANNOUNCED_FROM, ANNOUNCED_UNTIL)


def _days_off() -> Iterator[CalendarDay]:
    for first, last, label_zh, label_en in _DAYS_OFF_2026:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            yield CalendarDay(day, False, label_zh, label_en)
            day += timedelta(days=1)


def _make_up_days() -> Iterator[CalendarDay]:
    for day, label_zh, label_en in _MAKE_UP_DAYS_2026:
        yield CalendarDay(date.fromisoformat(day), True, label_zh, label_en)
