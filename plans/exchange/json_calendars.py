"""Calendars as JSON: named periods of each weekday and the days that depart from them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from governance.errors import Invalid, Problem
from plans.calendar import WorkCalendar
from plans.exchange.json_reader import JsonReader, Row, under
from plans.worked_time import Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = {"name", "week", "exceptions", "covered_from", "covered_until", "day_minutes"}


def read_calendars(reader: JsonReader, data: Row) -> dict[str, WorkCalendar]:
    """The calendars listed under `calendars`, by name; those with problems are left out."""
    calendars: dict[str, WorkCalendar] = {}
    for place, row in reader.rows(data, "", "calendars"):
        reader.only(row, place, KEYS)
        name = reader.text(row, place, "name", required=True)
        if name in calendars:
            reader.add("NOT_UNIQUE", under(place, "name"), name)
        calendar = _calendar(reader, place, row, name or "")
        if name and calendar:
            calendars[name] = calendar
    return calendars


def _calendar(reader: JsonReader, place: str, row: Row, name: str) -> WorkCalendar | None:
    before = len(reader.problems)
    week = _week(reader, place, row)
    exceptions: dict[date, Hours] = {}
    for at, entry in reader.rows(row, place, "exceptions"):
        reader.only(entry, at, {"date", "working"})
        day = reader.day(entry, at, "date", required=True)
        hours = _hours(reader, entry.get("working", []), under(at, "working"))
        if day in exceptions:
            reader.add("NOT_UNIQUE", under(at, "date"), day.isoformat() if day else None)
        if day:
            exceptions[day] = hours
    covered = [reader.day(row, place, key) for key in ("covered_from", "covered_until")]
    day_minutes = reader.number(row, place, "day_minutes", 1, 1440)
    if len(reader.problems) > before:
        return None
    try:
        return WorkCalendar(name, week, exceptions, covered[0], covered[1], int(day_minutes or 0))
    except Invalid as refusal:
        reader.problems += [Problem(p.code, under(place, p.field), p.value, p.facts) for p in refusal.problems]
        return None


def _week(reader: JsonReader, place: str, row: Row) -> tuple[Hours, ...]:
    week = reader.object(row, place, "week", required=True) or {}
    reader.only(week, under(place, "week"), set(DAYS))
    return tuple(_hours(reader, week.get(day, []), under(under(place, "week"), day)) for day in DAYS)


def _hours(reader: JsonReader, periods: Any, place: str) -> Hours:
    """Pairs of `HH:MM`; an end at or before its start is on the next day, and `24:00` is the end of the day."""
    if not isinstance(periods, list):
        reader.add("WRONG_TYPE", place, None, expected="list")
        return ()
    hours: list[tuple[int, int]] = []
    for n, period in enumerate(periods):
        read = [_minute_of_day(text) for text in period] if isinstance(period, list) else []
        if len(read) != 2 or None in read:
            reader.add("NOT_A_PERIOD", f"{place}[{n}]", None, example=["08:00", "12:00"])
            continue
        start, end = (minute or 0 for minute in read)
        hours.append((start, end if end > start else end + 1440))
    return tuple(hours)


def _minute_of_day(text: Any) -> int | None:
    parts = text.split(":") if isinstance(text, str) and len(text) == 5 else []
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    hour, minute = int(parts[0]), int(parts[1])
    return hour * 60 + minute if minute < 60 and hour * 60 + minute <= 1440 else None


def calendar_object(name: str, calendar: WorkCalendar) -> dict[str, Any]:
    """A calendar as `read_calendars` reads it."""
    return present(
        {
            "name": name,
            "week": {day: _hours_out(hours) for day, hours in zip(DAYS, calendar.week, strict=True)},
            "exceptions": [
                {"date": day.isoformat(), "working": _hours_out(hours)}
                for day, hours in sorted(calendar.exceptions.items())
            ],
            "covered_from": calendar.covered_from.isoformat() if calendar.covered_from else None,
            "covered_until": calendar.covered_until.isoformat() if calendar.covered_until else None,
            "day_minutes": calendar.day_minutes,
        }
    )


def _hours_out(hours: Hours) -> list[list[str]]:
    return [[_time_of_day(start), _time_of_day(end if end <= 1440 else end - 1440)] for start, end in hours]


def _time_of_day(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def present(row: Mapping[str, Any]) -> dict[str, Any]:
    """An object without the keys that have no value."""
    return {key: value for key, value in row.items() if value is not None}
