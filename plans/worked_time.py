"""The map between the clock and worked time, in whole ticks of six seconds.

A calendar is a monotone map: every instant of the clock has an *offset*, the time worked up to it. Between two
worked periods the offset stands still, so an offset at a boundary has two readings on the clock: the end of the
last worked moment (a finish) and the next working instant (a start). With `t` on the clock and `x` an offset:

    offset(t) >= x   exactly when   t >= as_finish(x)
    offset(t) <= x   exactly when   t <= as_start(x)

A tick is a tenth of a minute, the grain Microsoft Project computes with; durations of whole minutes stay whole.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from threading import Lock

from governance.errors import Invalid, Problem

TICKS_PER_MINUTE = 10
MINUTES_PER_DAY = 1440
TICKS_PER_DAY = MINUTES_PER_DAY * TICKS_PER_MINUTE
_YEAR_ONE = datetime(1, 1, 1)
# Plans live within these years: a mistyped duration is refused before it costs seconds of laying out days.
FIRST, LAST = date(1900, 1, 1), date(3000, 1, 1)
FIRST_DAY, LAST_DAY = FIRST.toordinal(), LAST.toordinal()
EXTRA_DAYS = 400  # grown beyond what was asked for, so that growing is rare

Hours = tuple[tuple[int, int], ...]
"""The working periods of one day, in minutes from its midnight; a period may run past the next midnight."""

_TICK = timedelta(seconds=6)


def ticks(minutes: float) -> int:
    """Minutes, to a tenth, as whole ticks."""
    return round(minutes * TICKS_PER_MINUTE)


def minutes(tick_count: int) -> int | float:
    """Ticks as minutes: a whole number where it is one."""
    whole, rest = divmod(tick_count, TICKS_PER_MINUTE)
    return tick_count / TICKS_PER_MINUTE if rest else whole


def clock(moment: datetime) -> int:
    """A local date and time as ticks since the day before the first of January of the year 1."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() * TICKS_PER_DAY + (seconds + 3) // 6


def moment(clock_ticks: int) -> datetime:
    """The local date and time of a reading of the clock."""
    return _YEAR_ONE + (clock_ticks - TICKS_PER_DAY) * _TICK


class WorkedTime:
    """The working periods of a calendar laid out along the clock, over as many days as have been asked about.

    `week` has seven entries, Monday first; `exceptions` is keyed by day ordinal. Conversions take well under a
    microsecond. Safe to share between threads: the table is replaced as a whole when it grows.
    """

    __slots__ = ("_exceptions", "_growing", "_table", "_week")

    def __init__(self, week: Sequence[Hours], exceptions: Mapping[int, Hours]):
        self._week = week
        self._exceptions = exceptions
        self._growing = Lock()
        self._table: _Table = ([], [], [], [], [], [], 1, 0, 0)

    def offset(self, t: int) -> int:
        """Ticks worked up to the instant `t`."""
        starts, ends, _, shifts, by_day, _, _, low, high = self._table
        if not low <= t < high:
            starts, ends, _, shifts, by_day, _, _, low, high = self._cover(t)
        day = (t - low) // TICKS_PER_DAY
        k = bisect_right(starts, t, by_day[day], by_day[day + 1]) - 1
        end = ends[k]
        return shifts[k] + (t if t < end else end)

    def as_finish(self, x: int) -> int:
        """The earliest instant by which `x` ticks are worked: the end of the last worked moment."""
        _, _, offsets, shifts, _, by_work, step, _, _ = self._table
        if not offsets or not offsets[0] < x <= offsets[-1]:
            _, _, offsets, shifts, _, by_work, step, _, _ = self._cover_offset(x)
        stretch = (x - offsets[0]) // step
        return x - shifts[bisect_left(offsets, x, by_work[stretch], by_work[stretch + 1]) - 1]

    def as_start(self, x: int) -> int:
        """The latest instant by which no more than `x` ticks are worked: the next working instant."""
        _, _, offsets, shifts, _, by_work, step, _, _ = self._table
        if not offsets or not offsets[0] <= x < offsets[-1]:
            _, _, offsets, shifts, _, by_work, step, _, _ = self._cover_offset(x)
        stretch = (x - offsets[0]) // step
        return x - shifts[bisect_right(offsets, x, by_work[stretch], by_work[stretch + 1]) - 1]

    def last_start(self, t: int) -> int:
        """The largest offset that counts as begun by `t`: the end of worked time counts as the next working instant."""
        starts, ends, _, shifts, by_day, _, _, low, high = self._table
        if not low <= t < high:
            starts, ends, _, shifts, by_day, _, _, low, high = self._cover(t)
        day = (t - low) // TICKS_PER_DAY
        k = bisect_right(starts, t, by_day[day], by_day[day + 1]) - 1
        end = ends[k]
        return shifts[k] + (t if t <= end else end - 1)

    def moved(self, t: int, lag: int) -> int:
        """The earliest instant `lag` ticks after `t`; for a lead, the latest instant from which it reaches `t`."""
        x = self.offset(t) + lag
        return self.as_finish(x) if lag > 0 else self.as_start(x)

    def moved_back(self, until: int, lag: int) -> int:
        """The latest instant that `moved` does not carry beyond `until`."""
        x = self.offset(until) if lag > 0 else self.last_start(until)
        return self.as_start(x - lag)

    def begun(self, t: int, length: int) -> tuple[int, int, int]:
        """Work of `length` > 0 that may begin from `t`: the offset at which it does, its first and its last instant.

        The same as `offset`, `as_start` and `as_finish` one after the other, with one look at the table.
        """
        starts, ends, offsets, shifts, by_day, by_work, step, low, high = self._table
        if low <= t < high:
            day = (t - low) // TICKS_PER_DAY
            k = bisect_right(starts, t, by_day[day], by_day[day + 1]) - 1
            if t >= ends[k] and k + 1 < len(starts):
                k += 1
                t = starts[k]
            x = shifts[k] + t
            done = x + length
            if t < ends[k] and done <= offsets[-1]:
                stretch = (done - offsets[0]) // step
                return x, t, done - shifts[bisect_left(offsets, done, by_work[stretch], by_work[stretch + 1]) - 1]
        x = self.offset(t)
        return x, self.as_start(x), self.as_finish(x + length)

    def ended(self, t: int, length: int) -> tuple[int, int, int]:
        """Work of `length` > 0 that must end by `t`: the offset at which it begins, then the latest readings of both ends."""
        starts, ends, offsets, shifts, by_day, by_work, step, low, high = self._table
        if low <= t < high:
            day = (t - low) // TICKS_PER_DAY
            k = bisect_right(starts, t, by_day[day], by_day[day + 1]) - 1
            if t >= ends[k] and k + 1 < len(starts):
                k += 1
                t = starts[k]
            x = shifts[k] + t - length
            if t < ends[k] and x >= offsets[0]:
                stretch = (x - offsets[0]) // step
                return x, x - shifts[bisect_right(offsets, x, by_work[stretch], by_work[stretch + 1]) - 1], t
        x = self.offset(t) - length
        return x, self.as_start(x), self.as_start(x + length)

    def _cover(self, t: int) -> "_Table":
        with self._growing:
            low_day, high_day = self._days()
            day = t // TICKS_PER_DAY
            if low_day == high_day:
                low_day = high_day = day
            spare = EXTRA_DAYS + (high_day - low_day)
            self._lay_out(min(low_day, day - spare), max(high_day, day + spare))
            starts, *_, low, high = self._table
            if not (low <= t < high and starts and starts[0] <= t):
                raise _outside("date")
            return self._table

    def _cover_offset(self, x: int) -> "_Table":
        with self._growing:
            while True:
                _, _, offsets, *_ = self._table
                low_day, high_day = self._days()
                if low_day == high_day:
                    low_day = high_day = datetime(2026, 1, 1).toordinal()
                elif offsets[0] < x < offsets[-1]:
                    return self._table
                spare = EXTRA_DAYS + (high_day - low_day)
                backwards = bool(offsets) and x <= offsets[0]
                room = (low_day - FIRST_DAY) if backwards else (LAST_DAY - high_day)
                needed = (offsets[0] - x) if backwards else (x - offsets[-1]) if offsets else 0
                if room <= 0 or needed > room * TICKS_PER_DAY:
                    raise _outside("duration_min")
                self._lay_out(low_day - (spare if backwards else 0), high_day + (0 if backwards else spare))

    def _days(self) -> tuple[int, int]:
        *_, low, high = self._table
        return low // TICKS_PER_DAY, high // TICKS_PER_DAY

    def _lay_out(self, low_day: int, high_day: int) -> None:
        """Replace the table by one from `low_day` up to `high_day`; offsets already given out keep their meaning."""
        low_day, high_day = max(low_day, FIRST_DAY), min(high_day, LAST_DAY)
        starts, ends = self._periods(low_day, high_day)
        old_starts, _, old_offsets, *_ = self._table
        offsets: list[int] = [0]
        for start, end in zip(starts, ends, strict=True):
            offsets.append(offsets[-1] + end - start)
        if old_starts:  # anchor: an instant both tables know
            known = old_starts[0]
            k = bisect_right(starts, known) - 1
            drift = old_offsets[0] - (offsets[k] + min(known, ends[k]) - starts[k])
            offsets = [x + drift for x in offsets]
        shifts = [x - start for x, start in zip(offsets, starts, strict=False)]
        # An instant before the first period has no period to its left: it lies outside what is covered.
        high = high_day * TICKS_PER_DAY
        low = starts[0] if starts else high
        step = max(1, (offsets[-1] - offsets[0]) // max(1, len(starts)))
        by_day = _counts(starts, low, high, TICKS_PER_DAY)
        by_work = _counts(offsets, offsets[0], offsets[-1], step)
        self._table = (starts, ends, offsets, shifts, by_day, by_work, step, low, high)

    def _periods(self, low_day: int, high_day: int) -> tuple[list[int], list[int]]:
        """Working periods of the days in [low_day, high_day), touching and overlapping ones joined."""
        week = [[(a * TICKS_PER_MINUTE, b * TICKS_PER_MINUTE) for a, b in self._week[day]] for day in range(7)]
        exceptions = {
            day: [(a * TICKS_PER_MINUTE, b * TICKS_PER_MINUTE) for a, b in hours]
            for day, hours in self._exceptions.items()
            if low_day <= day < high_day
        }
        starts: list[int] = []
        ends: list[int] = []
        last_end = -1
        for day in range(low_day, high_day):
            midnight = day * TICKS_PER_DAY
            hours = exceptions[day] if day in exceptions else week[(day - 1) % 7]
            for a, b in hours:
                start, end = midnight + a, midnight + b
                if start <= last_end:
                    if end > last_end:
                        ends[-1] = last_end = end
                else:
                    starts.append(start)
                    ends.append(end)
                    last_end = end
        return starts, ends


def _counts(values: list[int], low: int, high: int, step: int) -> list[int]:
    """How many of the ascending `values` lie below `low`, `low + step` and so on past `high`: a search needs to look no further."""
    counts, count = list[int](), 0
    for edge in range(low, high + 2 * step, step):
        while count < len(values) and values[count] < edge:
            count += 1
        counts.append(count)
    return counts


def _outside(field: str) -> Invalid:
    return Invalid([Problem("OUT_OF_RANGE", field, None, {"min": FIRST.isoformat(), "max": LAST.isoformat()})])


_Table = tuple[list[int], list[int], list[int], list[int], list[int], list[int], int, int, int]
"""Starts, ends and offsets of the periods (of the end of the last, too), and offset minus start; then how many periods
start before each day, and how many offsets lie below each `step` of work, the step, and the clock range covered [low, high)."""
