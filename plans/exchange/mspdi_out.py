"""A plan as Microsoft Project's XML (MSPDI), its elements in the order of Microsoft's schema. `read_mspdi` reads the same plan back.

Written: outline, links with lags, calendars with exceptions, constraints, deadlines, progress, baselines, who does what, and the dates as
they are computed here. What that program has no field for stands in custom fields and in the notes of row 0 (`mspdi_marks`).
"""

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

from plans.exchange.mspdi import CONSTRAINTS
from plans.exchange.mspdi_calendars_out import write_calendar, write_derived
from plans.exchange.mspdi_links import LAGS, LINK_TYPES, kept_lags
from plans.exchange.mspdi_marks import BY_PERCENT, FIELDS, kept_line
from plans.exchange.mspdi_put import clock_text, duration_text, put, put_known
from plans.exchange.mspdi_rows_out import RowFacts, rows_of
from plans.exchange.outgoing_plan import (
    MILESTONE,
    PHASE,
    SUMMARY,
    OutgoingPerson,
    OutgoingPlan,
    OutgoingRow,
    OutgoingWork,
)
from plans.network import Activity, LagCalendar, Link
from plans.node_table import collector_paused
from plans.progressed import Standing

if TYPE_CHECKING:
    from plans.schedule import ScheduledTask

_VERSION = 14  # Project 2010: the first whose files know manual and inactive tasks
_DAYS, _ELAPSED_DAYS, _HOURS_OF_WORK = 7, 8, 2
_FIXED_DURATION, _PEOPLE = 1, 1
_FOR_PEOPLE = "Steerboard keeps in the next line what Microsoft Project has no field for."


def write_mspdi(plan: OutgoingPlan) -> bytes:
    """The file, UTF-8. Dates local, durations in worked minutes of each task's calendar, slack in tenths of minutes."""
    with collector_paused():
        root = Element("Project", {"xmlns": "http://schemas.microsoft.com/project"})
        writing = _Writing(plan)
        for part in (
            writing.project,
            writing.fields,
            writing.calendars,
            writing.tasks,
            writing.resources,
            writing.assignments,
        ):
            part(root)
        # As text first: written as bytes, each of its pieces would be encoded by itself.
        return (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + tostring(root, encoding="unicode").encode()
        )


class _Writing:
    """One file being written: which UID everything has."""

    def __init__(self, plan: OutgoingPlan):
        self.plan, self.network = plan, plan.network
        own = [c for c in plan.calendars if c.name == self.network.calendar]
        self.ordered = own + [c for c in plan.calendars if c.name != self.network.calendar]
        self.calendar_uids = {c.name: uid for uid, c in enumerate(self.ordered, 1)}
        self.people = {person.code: person for person in plan.people}
        self.uids = {row.id: row.uid for row in plan.rows if row.id is not None}
        self.into: dict[str, list[Link]] = {}
        for link in self.network.links:
            self.into.setdefault(link.target, []).append(link)
        self.facts = {facts.row.uid: facts for facts in rows_of(plan)}

    # --- project

    def project(self, root: Element) -> None:
        plan, calendar = self.plan, self.network.project_calendar
        hours = next((h for h in calendar.week if h), ((0, 1440),))
        values: dict[str, object] = {
            "SaveVersion": _VERSION, "Name": plan.code, "Title": plan.name, "ScheduleFromStart": True, "StartDate": self.network.start,
            "FinishDate": plan.schedule.finish, "CriticalSlackLimit": 0, "CurrencyCode": plan.currency, "CalendarUID": 1,
            "DefaultStartTime": clock_text(hours[0][0]), "DefaultFinishTime": clock_text(hours[-1][1]), "MinutesPerDay": calendar.day_minutes,
            "MinutesPerWeek": sum(b - a for day in calendar.week for a, b in day), "DaysPerMonth": 20, "DefaultTaskType": _FIXED_DURATION,
            "DurationFormat": _DAYS, "WorkFormat": _HOURS_OF_WORK, "HonorConstraints": False, "MultipleCriticalPaths": False,
            "NewTasksEffortDriven": False, "BaselineForEarnedValue": plan.measured_by, "StatusDate": plan.status, "NewTasksAreManual": False,
        }  # fmt: skip
        for tag, value in values.items():
            put_known(root, tag, value)

    def fields(self, root: Element) -> None:
        """The custom fields and what people see them called."""
        group = put(root, "ExtendedAttributes")
        for id, name, alias in FIELDS.values():
            entry = put(group, "ExtendedAttribute")
            put(entry, "FieldID", id)
            put(entry, "FieldName", name)
            put(entry, "Alias", alias)

    def calendars(self, root: Element) -> None:
        """The plan's calendars, then one for each resource: without it that program would let people work by its own standard week."""
        group = put(root, "Calendars")
        for uid, calendar in enumerate(self.ordered, 1):
            write_calendar(group, uid, calendar.title, calendar.calendar, calendar.labels)
        for uid, person in enumerate(self.plan.people, len(self.ordered) + 1):
            write_derived(group, uid, self.plan.named(person), 1)

    # --- tasks

    def tasks(self, root: Element) -> None:
        group = put(root, "Tasks")
        self._whole(group)
        for number, row in enumerate(self.plan.rows, 1):
            self._task(group, number, self.facts[row.uid])

    def _whole(self, group: Element) -> None:
        """Row 0 stands for the whole project."""
        element, plan = put(group, "Task"), self.plan
        codes = {row.id: row.code for row in plan.rows if row.id is not None}
        kept = {**plan.kept, LAGS: kept_lags(self.network.links, codes)}
        values = {
            "UID": 0, "ID": 0, "Name": plan.name or plan.code, "Type": _FIXED_DURATION, "IsNull": False, "OutlineNumber": "0", "OutlineLevel": 0,
            "Start": plan.schedule.start, "Finish": plan.schedule.finish, "Summary": True,
            "Notes": f"{_FOR_PEOPLE}\n{kept_line(kept)}",
        }  # fmt: skip
        for tag, value in values.items():
            put(element, tag, value)

    def _task(self, group: Element, number: int, facts: RowFacts) -> None:
        row, element = facts.row, put(group, "Task")
        activity = self.network.activity(row.id) if row.id is not None else None
        begun: dict[str, object] = {
            "UID": row.uid, "ID": number, "Name": self.plan.named(row), "Active": row.status != "cancelled", "Manual": False,
            "Type": _FIXED_DURATION, "IsNull": False, "WBS": facts.outline, "OutlineNumber": facts.outline, "OutlineLevel": row.level, "Priority": 500,
            "Start": facts.start, "Finish": facts.finish, "Duration": duration_text(facts.duration_min), "DurationFormat": _DAYS,
            "Work": duration_text(self._work_of(facts)), "Resume": facts.resume, "EffortDriven": False, "Estimated": False,
            "Milestone": row.kind == MILESTONE, "Summary": row.kind in (PHASE, SUMMARY), "Critical": facts.critical,
        }  # fmt: skip
        for tag, value in begun.items():
            put_known(element, tag, value)
        self._computed(element, facts.scheduled)
        self._progress(element, facts, activity)
        self._limits(element, row, activity)
        put_known(element, "Notes", row.notes)
        for link in self.into.get(row.id or "", ()):
            self._link(element, link)
        self._own_words(element, row, activity)
        self._baselines(element, row)

    def _work_of(self, facts: RowFacts) -> float:
        """Of everybody on a task; of one person full time where nobody is named."""
        workers = self.plan.work_of(facts.row)
        return sum(one.work_min for one in workers) if workers else facts.work_min

    def _computed(self, element: Element, task: "ScheduledTask | None") -> None:
        if task is None:
            return
        put(element, "EarlyStart", task.early_start)
        put(element, "EarlyFinish", task.early_finish)
        put(element, "LateStart", task.late_start)
        put(element, "LateFinish", task.late_finish)
        put(element, "FreeSlack", round(task.free_float_min * 10))
        put(element, "TotalSlack", round(task.total_float_min * 10))

    def _progress(self, element: Element, facts: RowFacts, activity: Activity | None) -> None:
        """Actual dates as they were reported, and what is left: as it was reported, else as the percentage says."""
        row = facts.row
        put(element, "PercentComplete", facts.percent)
        if activity is None or activity.is_summary or row.kind in (PHASE, SUMMARY):
            return
        began, finished = row.began or activity.began, activity.actual_finish
        put_known(element, "ActualStart", began)
        put_known(element, "ActualFinish", finished)
        put(element, "ActualDuration", duration_text(facts.duration_min - facts.left_min if began is not None else 0))
        put(element, "RemainingDuration", duration_text(facts.left_min))

    def _limits(self, element: Element, row: OutgoingRow, activity: Activity | None) -> None:
        constraint = activity.constraint if activity else None
        put(element, "ConstraintType", CONSTRAINTS.index(constraint.type) if constraint else 0)
        own = self.calendar_uids.get(activity.calendar or "") if activity else None
        put(element, "CalendarUID", own or -1)
        put_known(element, "ConstraintDate", constraint.date if constraint else None)
        put_known(element, "Deadline", activity.deadline if activity else None)
        put(element, "IgnoreResourceCalendar", own is not None)

    def _link(self, element: Element, link: Link) -> None:
        entry = put(element, "PredecessorLink")
        put(entry, "PredecessorUID", self.uids[link.source])
        put(entry, "Type", LINK_TYPES.index(link.type))
        put(entry, "CrossProject", False)
        put(entry, "LinkLag", round(link.lag_min * 10))
        put(entry, "LagFormat", _ELAPSED_DAYS if link.lag_calendar == LagCalendar.elapsed else _DAYS)

    def _own_words(self, element: Element, row: OutgoingRow, activity: Activity | None) -> None:
        follows = (
            activity is not None
            and activity.actual_start
            and not activity.actual_finish
            and activity.remaining_min is None
        )
        for name, (id, _, _) in FIELDS.items():
            value = (BY_PERCENT if follows else "") if name == "left" else getattr(row, name)
            if value not in ("", None):
                entry = put(element, "ExtendedAttribute")
                put(entry, "FieldID", id)
                put(entry, "Value", f"{value:.10g}" if isinstance(value, float) else value)

    def _baselines(self, element: Element, row: OutgoingRow) -> None:
        for number, dates in sorted(self.plan.baselines.items()):
            agreed = dates.get(row.id or "")
            if agreed is None:
                continue
            entry = put(element, "Baseline")
            put(entry, "Number", number)
            put(entry, "Start", agreed.start)
            put(entry, "Finish", agreed.finish)
            put(entry, "Duration", duration_text(agreed.duration_min))
            put(entry, "DurationFormat", _DAYS)

    # --- people

    def resources(self, root: Element) -> None:
        group = put(root, "Resources")
        for number, person in enumerate(self.plan.people, 1):
            element = put(group, "Resource")
            values = {
                "UID": person.uid, "ID": number, "Name": self.plan.named(person), "Type": _PEOPLE, "IsNull": False, "Code": person.code,
                "Group": person.department, "EmailAddress": person.email, "MaxUnits": f"{person.max_units:.2f}", "CalendarUID": len(self.ordered) + number,
            }  # fmt: skip
            for tag, value in values.items():
                put_known(element, tag, value)

    def assignments(self, root: Element) -> None:
        """Who works on a task; where nobody is named, who answers for it does, full time as long as it takes."""
        group = put(root, "Assignments")
        assigned = [(row, one) for row in self.plan.rows for one in self.plan.work_of(row) if one.person in self.people]
        for uid, (row, one) in enumerate(assigned, 1):
            _assignment(group, uid, self.facts[row.uid], self.people[one.person], one)


def _assignment(group: Element, uid: int, facts: RowFacts, person: OutgoingPerson, one: OutgoingWork) -> None:
    element = put(group, "Assignment")
    done = facts.scheduled is not None and facts.scheduled.standing == Standing.complete
    work = duration_text(one.work_min)
    left = 0 if done else one.work_min * (facts.left_min / facts.duration_min if facts.duration_min else 0)
    values = {
        "UID": uid, "TaskUID": facts.row.uid, "ResourceUID": person.uid, "PercentWorkComplete": facts.percent, "ActualWork": work if done else None,
        "Finish": facts.finish, "RegularWork": work, "RemainingWork": duration_text(left), "Start": facts.start, "Units": f"{one.units:.10g}",
        "Work": work, "WorkContour": 0,
    }  # fmt: skip
    for tag, value in values.items():
        put_known(element, tag, value)
