"""Calendars as people type them: a week such as `mon-fri 09:00-12:00 13:00-18:00`, and the days that depart from it.

    2026-10-01..2026-10-07 off 国庆节|National Day
    2026-10-10 working 国庆节调休|National Day make-up day
    2026-12-31 working 09:00-12:00 年终盘点|Stocktaking

A `working` day without hours has those of an ordinary day. Hours past midnight are written on: `22:00-30:00`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from governance.errors import Problem, refuse_if
from plans.calendar import DAY_OFF, Week
from plans.worked_time import MINUTES_PER_DAY, Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_EXCEPTION = 400

_CHINESE_DAYS = {f"{word}{sign}": DAYS[n] for word in ("周", "星期") for n, sign in enumerate("一二三四五六日")}
_CHINESE_DAYS |= {"周天": "sun", "星期天": "sun"}
_WEEK_LINE = re.compile(r"(?P<days>[^\d\s]+(?:\s*-\s*[^\d\s]+)?)\s+(?P<hours>off|休|[\d:\s,~-]+)", re.IGNORECASE)
_PERIOD = re.compile(r"(\d{1,2}):(\d{2})\s*[-~]\s*(\d{1,2}):(\d{2})")
_EXCEPTION = re.compile(
    r"(?P<first>\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:\.\.|~|至)\s*(?P<last>\d{4}-\d{1,2}-\d{1,2}))?\s+"
    r"(?P<what>off|working|休|班|上班)\b\s*(?P<hours>(?:\d{1,2}:\d{2}\s*[-~]\s*\d{1,2}:\d{2}[\s,]*)*)(?P<label>.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DayException:
    """One or several days that depart from the week. `hours` None: off; empty: an ordinary day's hours."""

    first: date
    last: date
    hours: Hours | None
    label_zh: str = ""
    label_en: str = ""

    def days(self) -> Iterator[date]:
        """Each day it holds for."""
        for n in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=n)


def read_week(lines: Sequence[str], field: str = "week") -> Week:
    """Seven days of hours, Monday first. Raises `Invalid` (`NOT_A_WEEK_LINE`) with every line that cannot be read."""
    week: list[Hours] = [DAY_OFF] * 7
    problems: list[Problem] = []
    for number, line in enumerate(lines, 1):
        read = _week_line(unicodedata.normalize("NFKC", line).strip())
        if read is None:
            problems.append(Problem("NOT_A_WEEK_LINE", field, line, {"line": number, "text": line}))
            continue
        for day in read[0]:
            week[day] = read[1]
    refuse_if(problems)
    return tuple(week)


def read_exceptions(lines: Sequence[str], field: str = "exceptions") -> list[DayException]:
    """The exceptions in the order typed. Raises `Invalid` with every line that cannot be read or repeats a day."""
    found: list[DayException] = []
    problems: list[Problem] = []
    taken: dict[date, int] = {}
    for number, line in enumerate(lines, 1):
        read = _exception(unicodedata.normalize("NFKC", line).strip())
        if read is None:
            problems.append(Problem("NOT_AN_EXCEPTION_LINE", field, line, {"line": number, "text": line}))
            continue
        twice = next((day for day in read.days() if day in taken), None)
        if twice is not None:
            problems.append(Problem("DAY_TWICE", field, line, {"line": number, "day": twice, "other": taken[twice]}))
        taken |= dict.fromkeys(read.days(), number)
        found.append(read)
    refuse_if(problems)
    return found


def hours_by_day(exceptions: Iterable[DayException], week: Week) -> dict[date, Hours]:
    """The hours of every day that departs from the week."""
    usual = usual_hours(week)
    found: dict[date, Hours] = {}
    for exception in exceptions:
        hours = DAY_OFF if exception.hours is None else exception.hours or usual
        found |= dict.fromkeys(exception.days(), hours)
    return found


def usual_hours(week: Week) -> Hours:
    """The hours of an ordinary working day: the week's most frequent ones."""
    return Counter(hours for hours in week if hours).most_common(1)[0][0] if any(week) else DAY_OFF


def read_hours(text: str) -> Hours | None:
    """Hours such as `09:00-12:00 13:00-18:00`; None where they cannot be read."""
    return _hours(unicodedata.normalize("NFKC", text).strip())


def write_week(week: Week) -> list[str]:
    """The lines that `read_week` reads back: days of equal hours that follow each other share a line."""
    lines: list[str] = []
    first = 0
    for n in range(1, 8):
        if n < 7 and week[n] == week[first]:
            continue
        if week[first]:
            days = DAYS[first] if n - first == 1 else f"{DAYS[first]}-{DAYS[n - 1]}"
            lines.append(f"{days} {written_hours(week[first])}")
        first = n
    return lines


def write_exceptions(hours: Mapping[date, Hours], week: Week) -> list[str]:
    """The lines that `read_exceptions` reads back, days of equal hours joined; the labels are not known."""
    usual = usual_hours(week)
    lines: list[str] = []
    days = sorted(hours)
    at = 0
    while at < len(days):
        end = at
        while end + 1 < len(days) and days[end + 1] - days[end] == timedelta(days=1) and hours[days[end + 1]] == hours[days[at]]:  # fmt: skip
            end += 1
        span = f"{days[at]}" if end == at else f"{days[at]}..{days[end]}"
        kept = hours[days[at]]
        what = "off" if not kept else "working" if kept == usual else f"working {written_hours(kept)}"
        lines.append(f"{span} {what}")
        at = end + 1
    return lines


def _week_line(line: str) -> tuple[list[int], Hours] | None:
    match = _WEEK_LINE.fullmatch(line)
    if match is None:
        return None
    days = _days(match["days"])
    hours = DAY_OFF if match["hours"].lower() in ("off", "休") else _hours(match["hours"])
    return None if days is None or hours is None else (days, hours)


def _days(text: str) -> list[int] | None:
    found: list[int] = []
    for part in re.split(r"[,、/]", text):
        ends = [_day(word) for word in re.split(r"\s*[-~至]\s*", part.strip())]
        if None in ends or len(ends) > 2:
            return None
        first, last = DAYS.index(ends[0] or ""), DAYS.index(ends[-1] or "")
        found += [n % 7 for n in range(first, last + 1 if last >= first else last + 8)]
    return found


def _day(word: str) -> str | None:
    word = _CHINESE_DAYS.get(word, word.lower()[:3])
    return word if word in DAYS else None


def _hours(text: str) -> Hours | None:
    if _PERIOD.sub("", text).strip(" ,"):
        return None
    periods = [tuple(map(int, match)) for match in _PERIOD.findall(text)]
    if not periods or any(m1 > 59 or m2 > 59 for _, m1, _, m2 in periods):
        return None
    found = tuple((h1 * 60 + m1, h2 * 60 + m2) for h1, m1, h2, m2 in periods)
    return found if all(a < b <= 2 * MINUTES_PER_DAY for a, b in found) else None


def _exception(line: str) -> DayException | None:
    match = _EXCEPTION.fullmatch(line)
    if match is None:
        return None
    try:
        first = _date(match["first"])
        last = _date(match["last"]) if match["last"] else first
    except ValueError:
        return None
    hours = _hours(match["hours"]) if match["hours"].strip() else DAY_OFF
    off = match["what"].lower() in ("off", "休")
    if last < first or (last - first).days > LONGEST_EXCEPTION or hours is None or (off and hours):
        return None
    zh, _, en = match["label"].strip().partition("|")
    return DayException(first, last, None if off else hours, zh.strip(), en.strip() or zh.strip())


def _date(text: str) -> date:
    year, month, day = map(int, text.split("-"))
    return date(year, month, day)


def written_hours(hours: Hours) -> str:
    """Hours as they are typed: `09:00-12:00 13:00-18:00`."""
    return " ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in hours)
