"""The time axis of the Gantt: days to pixels, the scale's ticks and words, the days off, as SVG text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import groupby

from babel import dates

from plans.calendar import WorkCalendar
from web.i18n import language, locale

PIXELS = {"day": 24, "week": 8, "month": 3}
MAX_WIDTH = 60_000
HEAD = 44


@dataclass(frozen=True)
class Timescale:
    """A span of days drawn at one zoom: `day`, `week` or `month`. The left edge is the morning of `first`."""

    zoom: str
    first: date
    last: date

    @cached_property
    def pixels(self) -> float:
        """How wide a day is drawn; less than the zoom asks for where a very long plan would not fit."""
        days = (self.last - self.first).days + 1
        return min(PIXELS[self.zoom], max(0.25, MAX_WIDTH / days))

    @property
    def width(self) -> int:
        return round(((self.last - self.first).days + 1) * self.pixels)

    def left(self, day: date) -> float:
        """The morning of a day."""
        return round((day - self.first).days * self.pixels, 1)

    def right(self, day: date) -> float:
        """The evening of a day."""
        return round(((day - self.first).days + 1) * self.pixels, 1)

    def days(self) -> Iterator[date]:
        for n in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=n)


def timescale(zoom: str, start: date, finish: date) -> Timescale:
    """A scale that shows all from `start` to `finish` and some room on both sides, from a Monday to a Sunday."""
    zoom = zoom if zoom in PIXELS else "week"
    first = start - timedelta(days=start.weekday() + (0 if zoom == "day" else 7))
    last = finish + timedelta(days=6 - finish.weekday() + {"day": 7, "week": 21, "month": 56}[zoom])
    return Timescale(zoom, first, last)


def days_off(scale: Timescale, calendar: WorkCalendar, height: int) -> str:
    """One path over all days that are not worked."""
    return _days_off(scale, calendar, height)


@lru_cache(maxsize=64)
def _days_off(scale: Timescale, calendar: WorkCalendar, height: int) -> str:
    path = []
    for worked, run in groupby(scale.days(), key=calendar.is_working_day):
        if not worked:
            days = list(run)
            path.append(f"M{scale.left(days[0]):g} 0H{scale.right(days[-1]):g}V{height}H{scale.left(days[0]):g}z")
    return f'<path class="off" d="{"".join(path)}"/>'


def spans(scale: Timescale, days: Iterable[tuple[date, date]], height: int) -> str:
    """The areas of spans of days, as one path: freeze windows. Empty where none lies within the scale."""
    within = ((max(first, scale.first), min(last, scale.last)) for first, last in days)
    boxes = (f"M{scale.left(a):g} 0H{scale.right(b):g}V{height}H{scale.left(a):g}z" for a, b in within if a <= b)
    path = "".join(boxes)
    return f'<path class="frozen" d="{path}"/>' if path else ""


def scale_head(scale: Timescale) -> str:
    """The two lines above the chart, in the reader's language: months over weeks or days, years over months."""
    return _scale_head(scale, language())


@lru_cache(maxsize=64)
def _scale_head(scale: Timescale, _language: str) -> str:
    upper, lower = {"day": (_months, _each_day), "week": (_months, _weeks), "month": (_years, _months_short)}[
        scale.zoom
    ]
    parts = [f'<path class="rule" d="M0 22.5H{scale.width}"/>']
    for line, baseline in ((upper, 15), (lower, 37)):
        edges = []
        for at, words in line(scale):
            edges.append(f"M{at:g} {0 if baseline < 20 else 22}V{22 if baseline < 20 else HEAD}")
            if words:
                parts.append(f'<text x="{at + 4:g}" y="{baseline}">{words}</text>')
        parts.append(f'<path class="tick" d="{"".join(edges)}"/>')
    return "".join(parts)


def grid(scale: Timescale, height: int) -> str:
    """Thin lines down the chart where weeks (or months) begin."""
    starts = [at for at, _ in (_months(scale) if scale.zoom == "month" else _weeks(scale))]
    return f'<path class="grid" d="{"".join(f"M{at:g} 0V{height}" for at in starts)}"/>'


def _months(scale: Timescale) -> Iterator[tuple[float, str]]:
    return _month_starts(scale, "y年M月" if language() == "zh-CN" else "MMM y")


def _months_short(scale: Timescale) -> Iterator[tuple[float, str]]:
    return _month_starts(scale, "M月" if language() == "zh-CN" else "MMM")


def _month_starts(scale: Timescale, pattern: str) -> Iterator[tuple[float, str]]:
    day = scale.first
    while day <= scale.last:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        room = (min(following, scale.last) - day).days * scale.pixels
        yield (
            scale.left(day),
            dates.format_date(day, pattern, locale=locale()) if room >= 50 or "y" not in pattern else "",
        )
        day = following


def _years(scale: Timescale) -> Iterator[tuple[float, str]]:
    for year in range(scale.first.year, scale.last.year + 1):
        day = max(scale.first, date(year, 1, 1))
        yield scale.left(day), f"{year}年" if language() == "zh-CN" else str(year)


def _weeks(scale: Timescale) -> Iterator[tuple[float, str]]:
    for day in scale.days():
        if day.weekday() == 0:
            yield scale.left(day), str(day.day)


def _each_day(scale: Timescale) -> Iterator[tuple[float, str]]:
    for day in scale.days():
        yield scale.left(day), str(day.day)
