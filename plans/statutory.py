"""Statutory holidays of several countries, and how far ahead each country's list is known for certain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from plans.calendar import WorkCalendar
from plans.calendar_text import DayException
from plans.china import ANNOUNCED_UNTIL, CalendarDay, announced_days

NAMED_AHEAD = 10  # years past what is covered whose holidays are named


@dataclass(frozen=True, slots=True)
class Country:
    """`announced_until`: the last year whose list is official; None where the law itself fixes the days."""

    code: str
    announced_until: int | None = None


# Where days follow the moon or are moved by decree, a list counts once it is gazetted.
COUNTRIES: tuple[Country, ...] = (
    Country("cn", ANNOUNCED_UNTIL.year), Country("hk", 2026), Country("tw", 2026), Country("sg", 2026), Country("jp", 2026), Country("kr", 2026),
    Country("in", 2026), Country("us"), Country("gb"), Country("de"), Country("fr"), Country("nl"), Country("ca"), Country("au"),
)  # fmt: skip
KNOWN = {country.code: country for country in COUNTRIES}


def is_announced(country: str, year: int) -> bool:
    """Whether the days of that year are certain."""
    until = KNOWN[country].announced_until
    return until is None or year <= until


@lru_cache(maxsize=64)
def holidays_of(country: str, year: int) -> tuple[CalendarDay, ...]:
    """The days of a year on which a country rests by law, and those on which it works instead, where that is known.

    Raises `KeyError` for a country that is not among `COUNTRIES`.
    """
    if country == "cn" and year == ANNOUNCED_UNTIL.year:
        return tuple(announced_days())
    import holidays  # takes a tenth of a second to load

    known = KNOWN[country].code.upper()
    tongues = _tongues(known)
    names = {
        reader: holidays.country_holidays(known, years=year, language=tongue) for reader, tongue in tongues.items()
    }
    off = [CalendarDay(day, False, names["zh"][day], names["en"][day]) for day in names["en"] if day.year == year]
    worked = getattr(names["en"], "weekend_workdays", None) or ()
    made_up = [CalendarDay(day, True, "调休上班", "Make-up day") for day in worked if day.year == year]
    return tuple(sorted(off + made_up, key=lambda entry: entry.day))


def _tongues(country: str) -> dict[str, str | None]:
    """The library's languages nearest to Chinese and to English; None is the country's own."""
    import holidays

    spoken = holidays.list_localized_countries().get(country, [])
    return {
        "zh": next((t for t in ("zh_CN", "zh_TW", "zh_HK", "en_US", "en_GB") if t in spoken), None),
        "en": next((t for t in ("en_US", "en_GB", *(s for s in spoken if s.startswith("en"))) if t in spoken), None),
    }


def names_after(country: str, covered_until: date | None, year: int) -> dict[date, tuple[str, str]]:
    """Names (zh, en) of the holidays of a year past the days that a calendar covers; none in a year that it covers."""
    if covered_until is None or country not in KNOWN or not 0 < year - covered_until.year <= NAMED_AHEAD:
        return {}
    return {entry.day: (entry.label_zh, entry.label_en) for entry in holidays_of(country, year) if not entry.working}


# --- Taking them over ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taken:
    """A day of a country's list and what taking it over does to a calendar: `new`, `no_change` or `kept` as people have it."""

    entry: CalendarDay
    effect: str


def taking_over(calendar: WorkCalendar, own: Sequence[DayException], entries: Sequence[CalendarDay]) -> list[Taken]:
    """What a calendar would take of a list. A day that it has an exception for stays as it is."""
    said = {day for line in own for day in line.days()}
    return [Taken(entry, _effect(calendar, said, entry)) for entry in entries]


def _effect(calendar: WorkCalendar, said: set[date], entry: CalendarDay) -> str:
    if entry.day in said:
        return "kept"
    worked = bool(calendar.week[entry.day.weekday()])
    return "no_change" if worked == entry.working else "new"


def covered_after(covered_until: date | None, country: str, year: int) -> date | None:
    """Until when a calendar is covered once it has that year: its end if the list is official and joins what is covered."""
    end = date(year, 12, 31)
    if not is_announced(country, year):
        return covered_until if covered_until is not None else date(year - 1, 12, 31)
    joins = covered_until is None or covered_until >= date(year - 1, 12, 31)
    return max(end, covered_until or end) if joins else covered_until
