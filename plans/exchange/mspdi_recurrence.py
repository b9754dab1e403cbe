"""On which days a recurring exception of Microsoft Project's XML falls: daily, weekly, monthly and yearly, by date or by place."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from plans.exchange.mspdi_values import integer

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ONCE, DAILY, YEARLY, YEARLY_BY_PLACE, MONTHLY, MONTHLY_BY_PLACE, WEEKLY, DAY_COUNT = range(8)
_ANY_DAY, _WEEKDAY, _WEEKEND_DAY, _SUNDAY = range(4)  # 3 to 9: a day of the week, from Sunday
_LAST = 4  # of the places in a month: first, second, third, fourth, last


def recurring_days(entry: "Element", first: date, last: date) -> list[date] | None:
    """The days from `first` to `last` on which the exception falls; None where its pattern is unknown."""
    every = max(1, integer(entry, "Period", 1))
    match integer(entry, "Type", DAILY):
        case 0 | 1 | 7:
            return [*every_day(first, last)][::every]
        case 2:
            return [*_yearly(first, last, entry, _by_date(entry))]
        case 3:
            return [*_yearly(first, last, entry, _by_place(entry))]
        case 4:
            return [*_monthly(first, last, every, _by_date(entry))]
        case 5:
            return [*_monthly(first, last, every, _by_place(entry))]
        case 6:
            return [*_weekly(first, last, integer(entry, "DaysOfWeek"), every)]
        case _:
            return None


def every_day(first: date, last: date) -> Iterator[date]:
    """All days from the first to the last."""
    while first <= last:
        yield first
        first += timedelta(days=1)


InMonth = Callable[[int, int], date | None]
"""The day of a year's month on which something falls, None where it does not."""


def _by_date(entry: "Element") -> InMonth:
    day = integer(entry, "MonthDay", 1)
    return lambda year, month: date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def _by_place(entry: "Element") -> InMonth:
    """The first, second, third, fourth or last of a kind of day in a month."""
    kind, place = integer(entry, "MonthItem"), integer(entry, "MonthPosition")

    def fits(day: date) -> bool:
        if kind in (_WEEKDAY, _WEEKEND_DAY):
            return (day.weekday() >= 5) == (kind == _WEEKEND_DAY)
        return kind == _ANY_DAY or (day.weekday() + 1) % 7 == kind - _SUNDAY

    def falls(year: int, month: int) -> date | None:
        days = [d for d in every_day(date(year, month, 1), date(year, month, monthrange(year, month)[1])) if fits(d)]
        if place == _LAST:
            return days[-1]
        return days[place] if 0 <= place < len(days) else None

    return falls


def _weekly(first: date, last: date, bits: int, every: int) -> Iterator[date]:
    """Days of the week by bits, Sunday lowest, in every so many weeks (which begin on Sunday)."""
    if first > last:
        return
    first_sunday = first - timedelta(days=(first.weekday() + 1) % 7)
    for day in every_day(first, last):
        if bits >> ((day.weekday() + 1) % 7) & 1 and (day - first_sunday).days // 7 % every == 0:
            yield day


def _monthly(first: date, last: date, every: int, falls: InMonth) -> Iterator[date]:
    for months in range(0, (last.year - first.year) * 12 + last.month - first.month + 1, every):
        day = falls(first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1)
        if day is not None and first <= day <= last:
            yield day


def _yearly(first: date, last: date, entry: "Element", falls: InMonth) -> Iterator[date]:
    month = integer(entry, "Month") + 1
    for year in range(first.year, last.year + 1):
        day = falls(year, month) if 1 <= month <= 12 else None
        if day is not None and first <= day <= last:
            yield day
