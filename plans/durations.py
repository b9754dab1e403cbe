"""Durations as people type them: `5d`, `1.5d`, `3w`, `4h 30m`, `10wd`, `5天`, `2周`; a bare number is days."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from governance.errors import Invalid, Problem
from plans.worked_time import MINUTES_PER_DAY

WEEK_DAYS = 5

_MINUTE, _HOUR, _DAY, _WEEK = "m", "h", "d", "w"
_UNITS = {
    _MINUTE: ("m", "min", "mins", "minute", "minutes", "分", "分钟"),
    _HOUR: ("h", "hr", "hrs", "hour", "hours", "时", "小时", "个小时"),
    _DAY: ("d", "day", "days", "wd", "天", "日", "工作日", "个工作日"),
    _WEEK: ("w", "wk", "wks", "week", "weeks", "周", "星期", "个星期"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_PART = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*(e?)([^\W\d_]*)\s*")


@dataclass(frozen=True, slots=True)
class DayLength:
    """What people mean by a day and a week, in worked minutes."""

    day: int = 480
    week: int = 2400

    @classmethod
    def of(cls, day_minutes: int) -> "DayLength":
        """Five such days make a week."""
        return cls(day_minutes, WEEK_DAYS * day_minutes)

    def minutes_in(self, unit: str) -> int:
        """Worked minutes of one `m`, `h`, `d` or `w`."""
        return {_MINUTE: 1, _HOUR: 60, _DAY: self.day, _WEEK: self.week}[unit]


_ELAPSED = DayLength(MINUTES_PER_DAY, 7 * MINUTES_PER_DAY)


@dataclass(frozen=True, slots=True)
class Duration:
    """Minutes, and whether they run on by night and weekend (`2ed`) or are worked."""

    minutes: float
    elapsed: bool = False


def parse_duration(text: str, length: DayLength | None = None, field: str = "duration") -> Duration:
    """Read a duration of one or several parts. Raises `Invalid` (`NOT_A_DURATION`) with the position it fails at.

    Parts may not be negative; the position is the 1-based character within `text`.
    """
    found = [*_parts(unicodedata.normalize("NFKC", text), length or DayLength(), field, text)]
    if not found:
        raise Invalid.of("REQUIRED", field, text)
    if any(part.minutes < 0 for part in found):
        raise Invalid.of("OUT_OF_RANGE", field, text, min=0)
    if len({part.elapsed for part in found}) > 1:
        raise Invalid.of("NOT_A_DURATION", field, text, position=1)
    return Duration(_whole(sum(part.minutes for part in found)), found[0].elapsed)


def parse_lag(text: str, length: DayLength | None = None, field: str = "lag") -> Duration:
    """Read one signed part, as it stands in `12FS+2d` after the link type."""
    found = [*_parts(text, length or DayLength(), field, text)]
    if len(found) != 1:
        raise Invalid.of("NOT_A_DURATION", field, text, position=1)
    return found[0]


def format_duration(minutes: float, length: DayLength | None = None) -> str:
    """`5d`, `1.5d`, `4h` or `30m`: the largest unit that says exactly this; read back it gives the same minutes."""
    length = length or DayLength()
    for unit in (_DAY, _HOUR):
        count = round(minutes / length.minutes_in(unit), 1)
        if (abs(count) >= 1 or not minutes) and count * length.minutes_in(unit) == minutes:
            return f"{count:.10g}{unit}"
    return f"{round(minutes, 1):.10g}{_MINUTE}"


def _parts(plain: str, length: DayLength, field: str, shown: str) -> Iterator[Duration]:
    at = 0
    while at < len(plain.rstrip()):
        match = _PART.match(plain, at)
        unit = match and (_UNIT_OF.get(match[3].lower(), "") if match[3] else _DAY)
        if match is None or not unit:
            raise Invalid([Problem("NOT_A_DURATION", field, shown, {"position": at + 1, "text": plain[at:].strip()})])
        elapsed = bool(match[2])
        per_unit = (_ELAPSED if elapsed else length).minutes_in(unit)
        yield Duration(_whole(float(match[1]) * per_unit), elapsed)
        at = match.end()


def _whole(minutes: float) -> float:
    rounded = round(minutes, 1)
    return int(rounded) if rounded == int(rounded) else rounded
