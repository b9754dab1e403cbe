"""Plans saved by Microsoft Project as XML (MSPDI), read into a network. Computed answers in the file are never read.

Taken over: the outline, links with lags, calendars with exceptions, constraints, deadlines, progress, people and who
does what; custom fields as lines of the notes. What the network cannot say is listed in the notices. Task ids in the network are the file's UIDs.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from governance.errors import Invalid, Problem
from plans.calendar import WorkCalendar, around_the_clock, standard_calendar
from plans.exchange.imported_plan import ImportedPlan, OutlineRow
from plans.exchange.mspdi_calendars import CalendarReader
from plans.exchange.mspdi_custom_fields import CustomFields
from plans.exchange.mspdi_extras import baselines_in, note_what_is_not_read
from plans.exchange.mspdi_links import read_links
from plans.exchange.mspdi_marks import BY_PERCENT, OWN_FIELDS, own_words, read_marks
from plans.exchange.mspdi_people import Notices, read_assignments, read_people
from plans.exchange.mspdi_values import (
    ELAPSED_FORMATS,
    NAMESPACE,
    all_under,
    duration_minutes,
    flag,
    integer,
    moment,
    text,
)
from plans.network import Activity, Constraint, ConstraintType, Network

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_BYTES = 48 * 1024 * 1024
MAX_TASKS = 100_000
MAX_NOTES = 4000

CONSTRAINTS = ("ASAP", "ALAP", "MSO", "MFO", "SNET", "SNLT", "FNET", "FNLT")
_ELAPSED = "Elapsed time"


def read_mspdi(content: bytes, file_name: str = "") -> ImportedPlan:
    """Read a plan. Raises `Invalid`: `TOO_LARGE`, `NOT_XML` (also for entities and DTDs), `UNKNOWN_FORMAT`,
    `TOO_MANY`, `REQUIRED` (no start date), or what the network refuses (a loop, with the loop named)."""
    return plan_in(parsed(content), file_name)


def plan_in(root: "Element", file_name: str = "") -> ImportedPlan:
    """The plan in a file that is parsed already. Raises as `read_mspdi` does."""
    return _Reading(root, file_name).plan()


def parsed(content: bytes) -> "Element":
    """The root of a file that is what it says it is."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if len(content) > MAX_BYTES:
        raise Invalid.of("TOO_LARGE", "", len(content), max=MAX_BYTES)
    try:
        root = fromstring(content, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        raise Invalid.of("NOT_XML", "", None, line=line, column=column) from error
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise Invalid.of("NOT_XML", "", None, line=None, column=None) from error
    if root.tag != f"{NAMESPACE}Project":
        raise Invalid.of("UNKNOWN_FORMAT", "", root.tag[:200], allowed=["Project"])
    return root


def task_elements(root: "Element", *, inactive: bool = False) -> "list[Element]":
    """The tasks: the row that stands for the whole project is none, and inactive ones, which that program does not schedule, if asked for."""
    elements = []
    for element in all_under(root, "Tasks", "Task"):
        uid = text(element, "UID")
        if flag(element, "IsNull") or uid in (None, "0"):
            continue
        if not inactive and is_inactive(element):
            continue
        elements.append(element)
    if len(elements) > MAX_TASKS:
        raise Invalid.of("TOO_MANY", "tasks", len(elements), max=MAX_TASKS)
    return elements


def is_inactive(element: "Element") -> bool:
    """Whether a task stands in the plan and is not to be done."""
    return text(element, "Active") is not None and not flag(element, "Active")


class _Reading:
    """One file being read, in the order: project, calendars, people, tasks, links."""

    def __init__(self, root: "Element", file_name: str):
        self.root = root
        self.notices = Notices()
        self.name = text(root, "Title") or text(root, "Name") or file_name
        self.calendar_reader = CalendarReader(root, min(max(integer(root, "MinutesPerDay", 480), 0), 1440))
        self.calendars: dict[str, WorkCalendar] = {}
        self.project_calendar = self._named(integer(root, "CalendarUID", 1)) or self._standard()
        self.people = read_people(root, self.notices)
        self.assignments = read_assignments(root, self.people, self.notices)
        self.marks = read_marks(root)
        self.elements = task_elements(self.root, inactive=True)
        self.fields = CustomFields(root, OWN_FIELDS if self.marks else ())

    def plan(self) -> ImportedPlan:
        outline: list[OutlineRow] = []
        activities: list[Activity] = []
        parents: list[tuple[int, str]] = []
        for element in self.elements:
            level = integer(element, "OutlineLevel", 1)
            while parents and parents[-1][0] >= level:
                parents.pop()
            parent = parents[-1][1] if parents else None
            row = self._row(element, level, parent)
            parents.append((level, row.id))
            outline.append(row)
            activities.append(self._activity(element, row))
        links = read_links(self.elements, outline, self.marks, self.notices)
        start = self._start(activities)
        network = Network(start, self.calendars, self.project_calendar, tuple(activities), tuple(links))
        return ImportedPlan(
            name=self.name,
            network=network,
            outline=tuple(outline),
            people=tuple(resource.person for resource in self.people.values()),
            notices=(*self.notices.all(), *self.calendar_reader.notices),
            status=moment(self.root, "StatusDate"),
            baselines=baselines_in(self.elements),
            measured_by=integer(self.root, "BaselineForEarnedValue"),
            marks=self.marks,
            assignments=tuple(a for row in outline for a in self.assignments.get(row.id, ())),
        )

    def _start(self, activities: Iterable[Activity]) -> datetime:
        if not flag(self.root, "ScheduleFromStart") and text(self.root, "ScheduleFromStart") is not None:
            self.notices.single.append(Problem("SCHEDULED_FROM_FINISH", "project", text(self.root, "FinishDate")))
        start = moment(self.root, "StartDate") or moment(self.root, "FinishDate")
        started = [activity.actual_start for activity in activities if activity.actual_start is not None]
        start = start or min(started, default=None)
        if start is None:
            raise Invalid.of("REQUIRED", "project.StartDate")
        return start

    # --- calendars

    def _named(self, uid: int) -> str | None:
        """The name under which the network holds the calendar with that UID."""
        calendar = self.calendar_reader.calendar(uid)
        if calendar is None:
            return None
        name = calendar.name
        held = self.calendars.get(name)
        if held is not None and held is not calendar:
            name = f"{name} ({uid})"
        self.calendars[name] = calendar
        return name

    def _standard(self) -> str:
        self.notices.single.append(Problem("CALENDAR_MISSING", "calendars", integer(self.root, "CalendarUID", 1)))
        return self.calendars.setdefault("Standard", standard_calendar()).name

    def _elapsed(self) -> str:
        return self.calendars.setdefault(_ELAPSED, around_the_clock(_ELAPSED)).name

    # --- tasks

    def _row(self, element: "Element", level: int, parent: str | None) -> OutlineRow:
        id = text(element, "UID") or ""
        manual = flag(element, "Manual")
        duration = duration_minutes(text(element, "ManualDuration")) if manual else None
        if duration is None:
            duration = duration_minutes(text(element, "Duration"))
        called_off = is_inactive(element) and not flag(element, "Summary")
        if called_off and not self.marks:
            self.notices.add("INACTIVE_TASK_CALLED_OFF", id)
        note_what_is_not_read(element, id, self.notices)
        return OutlineRow(
            id=id,
            name=text(element, "Name") or "",
            wbs=text(element, "WBS") or text(element, "OutlineNumber") or "",
            level=level,
            parent=parent,
            is_summary=flag(element, "Summary"),
            is_milestone=flag(element, "Milestone"),
            duration_min=max(duration or 0, 0),
            percent=min(max(integer(element, "PercentComplete"), 0), 100),
            notes=self._notes(element, id),
            owners=tuple(a.person for a in self.assignments.get(id, ())),
            own=own_words(element) if self.marks else None,
            called_off=called_off,
        )

    def _notes(self, element: "Element", id: str) -> str:
        """The task's notes, and below them what its custom fields say and the notes do not."""
        notes = text(element, "Notes") or ""
        said = notes.splitlines()
        more = [line for line in self.fields.lines(element) if line not in said]
        if more:
            self.notices.add("CUSTOM_FIELDS_IN_NOTES", id)
            notes = "\n".join([notes, *more] if notes else more)
        if self.fields.has_data_of_programs(element):
            self.notices.add("CUSTOM_FIELDS_NOT_READ", id)
        if len(notes) > MAX_NOTES:
            self.notices.add("NOTES_CUT", id)
        return notes[:MAX_NOTES]

    def _activity(self, element: "Element", row: OutlineRow) -> Activity:
        activity = Activity(
            id=row.id,
            name=row.name,
            duration_min=0 if row.called_off else row.duration_min,
            calendar=self._calendar_of(element, row),
            constraint=None if row.called_off and not self.marks else self._constraint(element, row),
            deadline=moment(element, "Deadline"),
            parent=row.parent,
            is_summary=row.is_summary,
        )
        return (
            activity
            if row.is_summary or (row.called_off and not self.marks)
            else self._with_progress(element, row, activity)
        )

    def _calendar_of(self, element: "Element", row: OutlineRow) -> str | None:
        if row.is_summary:
            return None
        if integer(element, "DurationFormat") in ELAPSED_FORMATS:
            return self._elapsed()
        own = integer(element, "CalendarUID", -1)
        if own != -1:
            if row.owners and not flag(element, "IgnoreResourceCalendar"):
                self.notices.add("RESOURCE_CALENDAR_NOT_READ", row.id)
            return self._named(own)
        return self._calendar_of_people(row)

    def _calendar_of_people(self, row: OutlineRow) -> str | None:
        """The calendar of those who do the work, where they share one that differs from the project's."""
        uids = {self.people[person].calendar for person in row.owners}
        contents = {uid: calendar.content() for uid in uids if (calendar := self.calendar_reader.calendar(uid))}
        different = set(contents.values())
        if not different or different == {self.calendars[self.project_calendar].content()}:
            return None
        if len(different) > 1:
            self.notices.add("RESOURCE_CALENDAR_NOT_READ", row.id)
            return None
        return self._named(min(contents))

    def _constraint(self, element: "Element", row: OutlineRow) -> Constraint | None:
        if flag(element, "Manual") and not row.is_summary:
            typed = moment(element, "ManualStart")
            return Constraint(ConstraintType.SNET, typed) if typed else None
        code = integer(element, "ConstraintType")
        kind = ConstraintType(CONSTRAINTS[code] if 0 <= code < len(CONSTRAINTS) else "ASAP")
        date = moment(element, "ConstraintDate")
        if kind == ConstraintType.ASAP or (date is None and kind != ConstraintType.ALAP):
            return None
        return Constraint(kind, None if kind == ConstraintType.ALAP else date)

    def _with_progress(self, element: "Element", row: OutlineRow, activity: Activity) -> Activity:
        start, finish = moment(element, "ActualStart"), moment(element, "ActualFinish")
        remaining = duration_minutes(text(element, "RemainingDuration"))
        if finish is not None:
            start = min(start or finish, finish)
            return replace(activity, actual_start=start, actual_finish=finish, percent=100)
        if start is not None:
            remaining = None if _follows_percent(row, remaining) else remaining
            return replace(activity, actual_start=start, remaining_min=remaining, percent=row.percent)
        return activity


def _follows_percent(row: OutlineRow, remaining: float | None) -> bool:
    """Whether the file says that the work left was worked out from the percentage, and nobody has changed it since."""
    if row.own is None or row.own.left != BY_PERCENT or remaining is None:
        return False
    try:
        percent = float(row.own.percent or row.percent)
    except ValueError:
        return False
    return abs(row.duration_min * (1 - percent / 100) - remaining) < 1
