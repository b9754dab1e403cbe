"""Changing single days of a calendar's exceptions, each day's lines and names kept: what pressing a day of the year does to the text."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from plans.calendar_text import DayException, written_hours

ONE_DAY = timedelta(days=1)


def without(exceptions: Iterable[DayException], first: date, last: date) -> Iterator[DayException]:
    """The exceptions with the days from `first` to `last` left out, so that those follow the week again."""
    for line in exceptions:
        if line.last < first or line.first > last:
            yield line
            continue
        if line.first < first:
            yield replace(line, last=first - ONE_DAY)
        if line.last > last:
            yield replace(line, first=last + ONE_DAY)


def with_exception(exceptions: Iterable[DayException], added: DayException) -> list[DayException]:
    """The exceptions with `added` in place of whatever they said of its days, by date."""
    return in_order([*without(exceptions, added.first, added.last), added])


def in_order(exceptions: Iterable[DayException]) -> list[DayException]:
    """By date, and days that follow each other with the same hours and names as one line."""
    found: list[DayException] = []
    for line in sorted(exceptions, key=lambda e: e.first):
        before = found[-1] if found else None
        if before and before.last + ONE_DAY == line.first and _says(before) == _says(line):
            found[-1] = replace(before, last=line.last)
        else:
            found.append(line)
    return found


def lines_of(exceptions: Iterable[DayException]) -> list[str]:
    """The lines that `read_exceptions` reads back."""
    return [_line(exception) for exception in exceptions]


def _says(line: DayException) -> tuple[object, str, str]:
    return line.hours, line.label_zh, line.label_en


def _line(line: DayException) -> str:
    span = f"{line.first}" if line.first == line.last else f"{line.first}..{line.last}"
    what = "off" if line.hours is None else f"working {written_hours(line.hours)}"
    same = line.label_en in ("", line.label_zh)
    names = line.label_zh if same else f"{line.label_zh}|{line.label_en}"
    return " ".join(f"{span} {what} {names}".split())
