"""Freezes: spans of days in which no cutover, no change or no work at all may fall; what falls in one, and when it is free again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum, auto

from plans.calendar import WorkCalendar

MAX_TRIES = 400  # windows one behind the other before a search for a free span gives up


class FreezeKind(StrEnum):
    """What a window bars: cutovers and go-lives; those and all other work of a wave; all work."""

    go_live = auto()
    change = auto()
    all = auto()


class Barred(StrEnum):
    """What may fall in a window."""

    cutover = auto()
    go_live = auto()
    task = auto()


@dataclass(frozen=True, slots=True)
class Freeze:
    """A window from `first` to `last`, both included; without departments it holds for all of them."""

    code: str
    kind: FreezeKind
    first: date
    last: date
    departments: frozenset[str] = frozenset()
    name_zh: str = ""
    name_en: str = ""

    def meets(self, first: date, last: date) -> bool:
        return self.first <= last and first <= self.last

    def concerns(self, departments: Iterable[str]) -> bool:
        """Whether it holds for any of these departments; what belongs to none is everybody's."""
        known = frozenset(departments)
        return not self.departments or not known or bool(self.departments & known)

    def bars(self, item: "Dated") -> bool:
        """Whether such work may not be done in it, wherever it lies."""
        if item.what == Barred.task and self.kind != FreezeKind.all:
            return self.kind == FreezeKind.change and item.in_wave and self.concerns(item.departments)
        return self.concerns(item.departments)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something with a first and a last day: a wave's cutover, a go-live, a task. `code` is the wave's or the task's."""

    what: Barred
    code: str
    first: date
    last: date
    departments: frozenset[str] = frozenset()
    in_wave: bool = True


@dataclass(frozen=True, slots=True)
class Caught:
    """An item that falls in a window. `free_from`: the first working day from which it would lie in none; `moves_wd`: how far that is."""

    freeze: Freeze
    item: Dated
    free_from: date
    moves_wd: int


@dataclass(slots=True)
class _Search:
    calendar: WorkCalendar
    freezes: Sequence[Freeze]
    known: dict[Dated, tuple[date, int]] = field(default_factory=dict)

    def free(self, item: Dated) -> tuple[date, int]:
        if item not in self.known:
            first = next_free(self.calendar, self.freezes, item)
            self.known[item] = (first, self.calendar.working_days_late(item.first, first))
        return self.known[item]


def in_the_way(freezes: Iterable[Freeze], item: Dated) -> list[Freeze]:
    """The windows in which an item falls, the earliest first."""
    found = (freeze for freeze in freezes if freeze.meets(item.first, item.last) and freeze.bars(item))
    return sorted(found, key=lambda freeze: (freeze.first, freeze.code))


def next_free(calendar: WorkCalendar, freezes: Sequence[Freeze], item: Dated) -> date:
    """The first working day on or after its own from which an item, as many working days long as it is, lies in no window."""
    length = max(1, calendar.working_days(item.first, item.last))
    barring = [freeze for freeze in freezes if freeze.bars(item)]
    first = calendar.add_working_days(item.first, 0)
    for _ in range(MAX_TRIES):
        last = calendar.add_working_days(first, length - 1)
        met = [freeze.last for freeze in barring if freeze.meets(first, last)]
        if not met:
            break
        first = calendar.add_working_days(max(met) + timedelta(days=1), 0)
    return first


def caught(calendar: WorkCalendar, freezes: Sequence[Freeze], items: Iterable[Dated]) -> Iterator[Caught]:
    """Every item in every window that it falls in, in the items' order."""
    search = _Search(calendar, freezes)
    for item in items:
        for freeze in in_the_way(freezes, item):
            yield Caught(freeze, item, *search.free(item))
