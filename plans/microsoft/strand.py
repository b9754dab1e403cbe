"""How the work of a task lies in time: one strand per person who does it, with the gaps that were split into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from plans.worked_time import WorkedTime


class Stretch(NamedTuple):
    """Ticks of worked time in which somebody works on the task, or lets it rest."""

    length: int
    works: bool = True


@dataclass(frozen=True, slots=True)
class Strand:
    """One person's share: `delay` ticks after the task begins, then its stretches one after the other, by `calendar`."""

    calendar: WorkedTime
    stretches: tuple[Stretch, ...] = ()
    delay: int = 0

    @property
    def length(self) -> int:
        """Ticks from the task's start to the end of this share, gaps included."""
        return self.delay + sum(stretch.length for stretch in self.stretches)

    @property
    def work(self) -> int:
        """Ticks worked, gaps left out."""
        return sum(stretch.length for stretch in self.stretches if stretch.works)

    def begins(self, start: int) -> int:
        """When this share begins, for a task that may begin from `start`; both on the clock."""
        return self.calendar.as_start(self.calendar.offset(start) + self.delay) if self.length else start

    def ends(self, start: int) -> int:
        """When it ends, for a task that may begin from `start`."""
        return self.calendar.as_finish(self.calendar.offset(start) + self.length) if self.length else start

    def must_begin(self, finish: int) -> int:
        """When the task must begin at the latest for this share to end by `finish`."""
        return self.calendar.as_start(self.calendar.offset(finish) - self.length) if self.length else finish


def begin(strands: Iterable[Strand], start: int) -> int:
    """When the first of them begins."""
    return min(strand.begins(start) for strand in strands)


def end(strands: Iterable[Strand], start: int) -> int:
    """When the last of them ends: it rules the finish of the task."""
    return max(strand.ends(start) for strand in strands)


def must_begin(strands: Iterable[Strand], finish: int) -> int:
    """When the task must begin at the latest for all of them to end by `finish`."""
    return min(strand.must_begin(finish) for strand in strands)
