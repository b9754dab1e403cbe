"""Microsoft Project's XML, read into a plan for that program's own method. Computed answers in the file are never read."""

from typing import TYPE_CHECKING

from governance.errors import Invalid
from plans.calendar import around_the_clock, standard_calendar
from plans.exchange.mspdi import CONSTRAINTS, parsed, task_elements
from plans.exchange.mspdi_calendars import CalendarReader
from plans.exchange.mspdi_links import LINK_TYPES
from plans.exchange.mspdi_values import (
    ELAPSED_FORMATS,
    ELAPSED_PERCENT_FORMATS,
    NAMESPACE,
    PERCENT_FORMATS,
    duration_minutes,
    flag,
    integer,
    moment,
    text,
)
from plans.exchange.mspdi_work import WorkReader
from plans.microsoft.project_plan import ProjectLink, ProjectPlan, ProjectTask
from plans.microsoft.strand import Strand, Stretch
from plans.network import ConstraintType, LinkType
from plans.worked_time import clock, ticks

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def read_project(content: bytes) -> ProjectPlan:
    """Read a plan. Raises `Invalid` as `read_mspdi` does."""
    return project_in(parsed(content))


def project_in(root: "Element") -> ProjectPlan:
    """The plan in a file that is parsed already. Raises as `read_mspdi` does."""
    return _Reading(root).plan()


class _Reading:
    """One file being read, in the order: calendars, work, tasks, links."""

    def __init__(self, root: "Element"):
        self.root = root
        day = min(max(integer(root, "MinutesPerDay", 480), 0), 1440)
        calendars = CalendarReader(root, day)
        self.day_minutes = day or 480
        self.calendars = calendars
        self.project = (calendars.calendar(integer(root, "CalendarUID", 1)) or standard_calendar()).worked
        self.all_hours = around_the_clock().worked
        self.work = WorkReader(root, calendars, self.project)
        self.tasks: dict[str, ProjectTask] = {}

    def plan(self) -> ProjectPlan:
        elements = task_elements(self.root)
        above: list[tuple[int, str]] = []
        rows: list[tuple[Element, str | None]] = []
        for element in elements:
            level = integer(element, "OutlineLevel", 1)
            while above and above[-1][0] >= level:
                above.pop()
            rows.append((element, above[-1][1] if above else None))
            above.append((level, text(element, "UID") or ""))
        summaries = {parent for _, parent in rows}
        for element, parent in rows:
            task = self._task(element, parent, summaries)
            self.tasks[task.id] = task
        start, finish = _instant(self.root, "StartDate"), _instant(self.root, "FinishDate")
        backwards = not flag(self.root, "ScheduleFromStart") and text(self.root, "ScheduleFromStart") is not None
        if start is None and finish is None:
            raise Invalid.of("REQUIRED", "project.StartDate")
        return ProjectPlan(
            calendar=self.project, tasks=tuple(self.tasks.values()), links=tuple(self._links(elements)),
            start=None if finish is not None and (backwards or start is None) else start, finish=finish,
            constraints_rule=flag(self.root, "HonorConstraints") or text(self.root, "HonorConstraints") is None,
            critical_limit=ticks(integer(self.root, "CriticalSlackLimit") * self.day_minutes), day_minutes=self.day_minutes,
            many_critical_paths=flag(self.root, "MultipleCriticalPaths"),
        )  # fmt: skip

    # --- tasks

    def _task(self, element: "Element", parent: str | None, summaries: set[str | None]) -> ProjectTask:
        id, is_manual = text(element, "UID") or "", flag(element, "Manual")
        typed = duration_minutes(text(element, "ManualDuration")) if is_manual else None
        duration = ticks(max(0, (duration_minutes(text(element, "Duration")) or 0) if typed is None else typed))
        elapsed = integer(element, "DurationFormat") in ELAPSED_FORMATS
        own = self.calendars.calendar(integer(element, "CalendarUID", -1))
        calendar = self.all_hours if elapsed else own.worked if own is not None else self.project
        remaining = duration_minutes(text(element, "RemainingDuration"))
        percent = min(max(integer(element, "PercentComplete"), 0), 100)
        left_over = round(duration * (1 - percent / 100)) if remaining is None else ticks(remaining)
        strands, left = (), ()
        if duration and not elapsed and id not in summaries:
            strands, left = self.work.strands(element, calendar, own, duration, left_over)
        code = integer(element, "ConstraintType")
        return ProjectTask(
            id=id, name=text(element, "Name") or "", parent=parent, is_summary=id in summaries, calendar=calendar, duration=duration,
            strands=strands or (Strand(calendar, (Stretch(duration),) if duration else ()),),
            left=left or (Strand(calendar, (Stretch(left_over),) if left_over else ()),),
            is_assigned=self.work.is_assigned(id), is_manual=is_manual,
            typed_start=_instant(element, "ManualStart") if is_manual else None, typed_finish=_instant(element, "ManualFinish") if is_manual else None,
            constraint=ConstraintType(CONSTRAINTS[code] if 0 <= code < len(CONSTRAINTS) else "ASAP"), constraint_at=_instant(element, "ConstraintDate"),
            deadline=_instant(element, "Deadline"), levelling_delay=max(0, integer(element, "LevelingDelay")),
            levelling_clock=None if integer(element, "LevelingDelayFormat", 8) in ELAPSED_FORMATS else calendar,
            actual_start=_instant(element, "ActualStart"), actual_finish=_instant(element, "ActualFinish"), resume=_instant(element, "Resume"),
        )  # fmt: skip

    # --- links

    def _links(self, elements: "list[Element]") -> list[ProjectLink]:
        links: dict[tuple[str, str, LinkType], ProjectLink] = {}
        for element in elements:
            target = text(element, "UID") or ""
            for entry in element.findall(NAMESPACE + "PredecessorLink"):
                source = text(entry, "PredecessorUID") or ""
                if source in self.tasks and source != target and not flag(entry, "CrossProject"):
                    link = self._link(entry, source, target)
                    links.setdefault((source, target, link.type), link)
        return [*links.values()]

    def _link(self, entry: "Element", source: str, target: str) -> ProjectLink:
        code, lag, unit = integer(entry, "Type", 1), integer(entry, "LinkLag"), integer(entry, "LagFormat", 7)
        if unit in PERCENT_FORMATS or unit in ELAPSED_PERCENT_FORMATS:
            lag = round(self.tasks[source].duration * lag / 100)
        elapsed = unit in ELAPSED_FORMATS or unit in ELAPSED_PERCENT_FORMATS
        kind = LinkType(LINK_TYPES[code] if 0 <= code < len(LINK_TYPES) else "FS")
        return ProjectLink(source, target, kind, lag, None if elapsed else self.tasks[target].calendar)


def _instant(element: "Element", tag: str) -> int | None:
    at = moment(element, tag)
    return None if at is None else clock(at)
