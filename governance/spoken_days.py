"""Days as people type them: `8/13`, `13 Aug`, `+10wd`, `next fri`, `8月13日`, `下周五`; what they mean depends on the date people stand at."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

WorkingDays = Callable[[date, int], date]
"""`(day, count)`: the working day that many after it, before it when negative."""

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED = {
    "today": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "后天": 2,
    "昨天": -1,
    "前天": -2,
}
_WEEKS = {"": None, "this": 0, "本": 0, "这": 0, "next": 1, "下": 1, "下下": 2, "last": -1, "上": -1}
_UNITS = {
    "wd": "wd", "工作日": "wd", "个工作日": "wd", "d": "d", "day": "d", "days": "d", "天": "d", "日": "d",
    "w": "w", "week": "w", "weeks": "w", "周": "w", "星期": "w", "个星期": "w", "m": "m", "month": "m", "months": "m", "个月": "m", "月": "m",
}  # fmt: skip

_WHOLE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?")
_SHORT = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?")
_DAY_MONTH = re.compile(r"(\d{1,2}) ?([a-z]{3,9})(?: (\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9}) ?(\d{1,2})(?: (\d{4}))?")
_COUNT = re.compile(r"([+-]) ?(\d{1,4}) ?([^\d\s]+)")
_CHINESE_WEEKDAY = re.compile(r"(下下|[本这下上]?)个?(?:周|星期|礼拜)([一二三四五六日天])")
_ENGLISH_WEEKDAY = re.compile(r"(?:(this|next|last) )?([a-z]{3,9})")
# A day that was shown and is typed back carries its weekday: `13 Aug 2026 (Thu)`, `2026年8月13日 周四`.
_SHOWN_WEEKDAY = re.compile(r"(?<=[\d日号]) ?(\([a-z]{3}\)|\(?(?:周|星期)[一二三四五六日]\)?)$")


def read_day(text: str, as_of: date, working_days: WorkingDays) -> date | None:
    """The day that `text` names for somebody who stands at `as_of`; None if it names none.

    A day without a year is the nearest of its name. A bare weekday is the next one, today included; with this, next or last it is that of
    the Monday-to-Sunday week meant. `+10wd` counts working days, `d`, `w` and `m` days, weeks and months of the calendar.
    """
    said = unicodedata.normalize("NFKC", text).strip().lower()
    said = re.sub(r"\s+", " ", _SHOWN_WEEKDAY.sub("", said).replace(",", " "))
    try:
        return _dated(said, as_of) or _counted(said, as_of, working_days) or _weekday(said, as_of)
    except (ValueError, OverflowError):  # the 31st of February, or past the end of time
        return None


def _dated(said: str, as_of: date) -> date | None:
    if match := _WHOLE.fullmatch(said):
        return date(*map(int, match.groups()))
    if match := _SHORT.fullmatch(said):
        return _nearest(int(match[1]), int(match[2]), as_of)
    if (match := _DAY_MONTH.fullmatch(said)) and (month := _place(match[2], _MONTHS)) is not None:
        return _nearest(month + 1, int(match[1]), as_of, match[3])
    if (match := _MONTH_DAY.fullmatch(said)) and (month := _place(match[1], _MONTHS)) is not None:
        return _nearest(month + 1, int(match[2]), as_of, match[3])
    return None


def _nearest(month: int, day: int, as_of: date, year: str | None = None) -> date:
    if year is not None:
        return date(int(year), month, day)
    near = [made for y in (as_of.year - 1, as_of.year, as_of.year + 1) if (made := _made(y, month, day)) is not None]
    if not near:
        raise ValueError(f"no such day: {month}/{day}")
    return min(near, key=lambda found: (abs(found - as_of), found < as_of))


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _counted(said: str, as_of: date, working_days: WorkingDays) -> date | None:
    if said in _NAMED:
        return as_of + timedelta(days=_NAMED[said])
    match = _COUNT.fullmatch(said)
    unit = _UNITS.get(match[3]) if match else None
    if match is None or unit is None:
        return None
    count = int(match[1] + match[2])
    if unit == "wd":
        return working_days(as_of, count)
    if unit == "m":
        return _months_on(as_of, count)
    return as_of + timedelta(days=count * (7 if unit == "w" else 1))


def _months_on(day: date, count: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _weekday(said: str, as_of: date) -> date | None:
    if match := _CHINESE_WEEKDAY.fullmatch(said):
        week, place = _WEEKS[match[1]], min("一二三四五六日天".index(match[2]), 6)
    elif (match := _ENGLISH_WEEKDAY.fullmatch(said)) and (found := _place(match[2], _WEEKDAYS)) is not None:
        week, place = _WEEKS[match[1] or ""], found
    else:
        return None
    if week is None:
        return as_of + timedelta(days=(place - as_of.weekday()) % 7)
    return as_of + timedelta(days=place - as_of.weekday() + 7 * week)


def _place(word: str, names: tuple[str, ...]) -> int | None:
    """The place of the month or weekday of which three letters or more were typed."""
    return next((at for at, name in enumerate(names) if len(word) >= 3 and name.startswith(word)), None)
