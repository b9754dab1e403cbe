"""Who does how much of each task in Microsoft Project's XML, as strands of work in time."""

from datetime import date
from typing import TYPE_CHECKING

from plans.calendar import WorkCalendar
from plans.exchange.mspdi_calendars import CalendarReader
from plans.exchange.mspdi_values import NAMESPACE, all_under, duration_minutes, flag, integer, moment, text
from plans.microsoft.strand import Strand, Stretch
from plans.worked_time import Hours, WorkedTime, clock, ticks

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_WORK, _CONTOURED, _REMAINING_WORK = 1, 8, "1"
_FIXED_DURATION = 1  # of the kinds of tasks: effort gives way
# The mean of a contour's heights: the same work takes so much longer than at full effort.
_EFFORT = {0: 1.0, 1: 0.6, 2: 0.6, 3: 0.5, 4: 0.5, 5: 0.5, 6: 0.5, 7: 0.7}
ROUNDING = 0.02  # units are saved to the percent: a share this close to the duration is the duration


class WorkReader:
    """Assignments of a file by task, and the calendars by which their resources work."""

    def __init__(self, root: "Element", calendars: CalendarReader, project: WorkedTime):
        self._calendars, self._project = calendars, project
        self._people: dict[str, int] = {}
        self._others: set[str] = set()
        for element in all_under(root, "Resources", "Resource"):
            uid = text(element, "UID") or ""
            if integer(element, "Type", _WORK) == _WORK and not flag(element, "IsCostResource"):
                self._people[uid] = integer(element, "CalendarUID", -1)
            else:
                self._others.add(uid)
        self._assignments: dict[str, list[Element]] = {}
        for element in all_under(root, "Assignments", "Assignment"):
            self._assignments.setdefault(text(element, "TaskUID") or "", []).append(element)
        self._joint: dict[tuple[int, int], WorkedTime] = {}

    def is_assigned(self, task: str) -> bool:
        """Whether any resource is assigned to a task."""
        ids = [text(a, "ResourceUID") or "" for a in self._assignments.get(task, ())]
        return any(id in self._people or id in self._others for id in ids)

    def strands(
        self, task: "Element", calendar: WorkedTime, own: WorkCalendar | None, duration: int, left: int
    ) -> tuple[tuple[Strand, ...], tuple[Strand, ...]]:
        """What each assignment does of a task, as planned and what is left; empty where nobody's work decides.

        `own` is the task's own calendar; `duration` and `left` are ticks of it.
        """
        planned: list[Strand] = []
        remaining: list[Strand] = []
        is_fixed = integer(task, "Type") == _FIXED_DURATION
        for assignment in self._assignments.get(text(task, "UID") or "", ()):
            resource = text(assignment, "ResourceUID") or ""
            if resource in self._others:
                continue
            worked = calendar
            if resource in self._people:
                worked = self._worked(self._people[resource], own, flag(task, "IgnoreResourceCalendar"))
            delay = max(0, integer(assignment, "Delay")) + max(0, integer(assignment, "LevelingDelay"))
            if stretches := _stretches(assignment, worked):
                planned.append(Strand(worked, stretches, delay))
                remaining.append(Strand(worked, stretches))
            elif is_fixed:  # the days of the task, whoever is away on some of them
                planned.append(Strand(calendar, (Stretch(duration),)))
                remaining.append(Strand(calendar, (Stretch(left),) if left else ()))
            else:
                is_work = resource in self._people
                planned.append(Strand(worked, _whole(assignment, "", duration, is_work), delay))
                remaining.append(Strand(worked, _whole(assignment, "Remaining", left, is_work)))
        return _rounded(planned, duration), tuple(strand for strand in remaining if strand.length)

    def _worked(self, calendar: int, own: WorkCalendar | None, ignores_it: bool) -> WorkedTime:
        """The working time of somebody on a task: both calendars together, or the task's alone."""
        theirs = self._calendars.calendar(calendar)
        if theirs is None or (own is not None and ignores_it):
            return self._project if own is None else own.worked
        if own is None:
            return theirs.worked
        key = (id(own), id(theirs))
        if key not in self._joint:
            self._joint[key] = _joint(own, theirs).worked
        return self._joint[key]


def _whole(assignment: "Element", part: str, duration: int, is_work: bool) -> tuple[Stretch, ...]:
    """Work without gaps: as long as units and contour make what is not overtime; as the task where nothing is said of work.

    `part`: "Remaining" for what is left of it.
    """
    units = _number(assignment, "Units")
    if is_work and units > 0 and _amount(assignment, "Work"):
        work = _amount(assignment, f"{part}Work") - _amount(assignment, f"{part}OvertimeWork")
        duration = round(max(0, work) / units / _EFFORT.get(integer(assignment, "WorkContour"), 1.0))
    return (Stretch(duration),) if duration else ()


def _amount(assignment: "Element", tag: str) -> int:
    return ticks(duration_minutes(text(assignment, tag)) or 0)


def _stretches(assignment: "Element", worked: WorkedTime) -> tuple[Stretch, ...]:
    """Work that was contoured by hand or split, as spans of worked time in which something or nothing is done."""
    entries = [e for e in assignment.findall(NAMESPACE + "TimephasedData") if text(e, "Type") == _REMAINING_WORK]
    amounts = [duration_minutes(text(entry, "Value")) for entry in entries]
    if not entries or (integer(assignment, "WorkContour") != _CONTOURED and all(amounts)):
        return ()
    found: list[Stretch] = []
    for entry, amount in zip(entries, amounts, strict=True):
        start, finish = moment(entry, "Start"), moment(entry, "Finish")
        if start is None or finish is None or finish <= start:
            continue
        length = worked.offset(clock(finish)) - worked.offset(clock(start))
        if length and found and found[-1].works == bool(amount):
            found[-1] = Stretch(found[-1].length + length, bool(amount))
        elif length:
            found.append(Stretch(length, bool(amount)))
    while found and not found[-1].works:
        found.pop()
    return tuple(found)


def _rounded(strands: list[Strand], duration: int) -> tuple[Strand, ...]:
    """The longest share is the duration where it differs only by the rounding of units."""
    longest = max((strand.work for strand in strands), default=0)
    whole = all(len(strand.stretches) == 1 for strand in strands)
    if not whole or longest == duration or abs(longest - duration) > ROUNDING * duration:
        return tuple(strands)
    return tuple(Strand(s.calendar, (Stretch(duration),), s.delay) if s.work == longest else s for s in strands)


def _joint(one: WorkCalendar, other: WorkCalendar) -> WorkCalendar:
    """The time that both calendars work; the first where they never meet."""
    week = tuple(_overlap(a, b) for a, b in zip(one.week, other.week, strict=True))
    if not any(week):
        return one
    days: set[date] = {*one.exceptions, *other.exceptions}
    exceptions = {day: _overlap(one.hours_of(day), other.hours_of(day)) for day in days}
    return WorkCalendar(f"{one.name} + {other.name}", week, exceptions, day_minutes=one.day_minutes)


def _overlap(one: Hours, other: Hours) -> Hours:
    return tuple((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d))


def _number(element: "Element", tag: str) -> float:
    try:
        return float(text(element, tag) or 0)
    except ValueError:
        return 0.0
