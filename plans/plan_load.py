"""The load of a programme's plan: its assignments on the dates as they are forecast, against what people and departments have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session

from governance.people import Department, Person
from governance.programmes import Programme
from plans.absences import Away, absences_of, absent_shares
from plans.assignment_records import AssignmentRow, assignment_rows
from plans.calendar import WorkCalendar
from plans.insight.load import Effort, LoadPlan, Party, PartyKind, Peak, Room, Who, monday_of, peaks
from plans.plan import PlanSchedule
from plans.progressed import Standing
from plans.tasks import TaskStatus

MOST_WEEKS = 520  # peaks are looked for over ten years at most


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment by codes: what it takes of a party, in full-time people, and its work in hours where the task has a duration."""

    code: str
    task: str
    who: Who
    rate: float
    hours: float


class PlanLoad:
    """Who is how loaded in one computed plan."""

    def __init__(self, plan: PlanSchedule, assigned: list[Assigned], parties: Mapping[Who, Party]):
        self.plan, self.assigned, self.parties = plan, assigned, parties
        self._peaks: dict[Who, list[Peak]] = {}

    @cached_property
    def work(self) -> LoadPlan:
        efforts = [
            Effort(a.who, a.task, a.rate, _calendar_of(self.plan, a.task), _spans(self.plan, a.task))
            for a in self.assigned
        ]
        return LoadPlan(self.parties, efforts, self.plan.calendar)

    @cached_property
    def first_week(self) -> date:
        """The week of the status date: what lies before it can no longer be helped."""
        return monday_of(self.plan.status_date)

    @cached_property
    def peaks(self) -> list[Peak]:
        """Where somebody will have too much, from the week of the status date on: the earliest first, people before departments."""
        found = [peak for who in self.work.loaded for peak in self.peaks_of(who)]
        return sorted(found, key=lambda p: (p.first, p.who.kind != PartyKind.person, p.who.code))

    def peaks_of(self, who: Who) -> list[Peak]:
        """The peaks of one party, in time; worked out when they are asked for."""
        if who not in self._peaks:
            self._peaks[who] = peaks(self.work.loads(who, self.first_week, self._weeks), self._rooms)
        return self._peaks[who]

    def overloaded(self, who: Who, task: str) -> Peak | None:
        """The first peak of a party that a task is in."""
        return next((peak for peak in self.peaks_of(who) if any(t.task == task for t in peak.tasks)), None)

    @cached_property
    def _weeks(self) -> int:
        span = self.work.span()
        return 0 if span is None else min(MOST_WEEKS, max(0, (span[1] - self.first_week).days // 7 + 1))

    @cached_property
    def _rooms(self) -> dict[str, Room]:
        return {a.task: self._room(a.task) for a in self.assigned}

    def _room(self, code: str) -> Room:
        at = self.plan[code]
        return Room(at.start, at.total_float_min, _calendar_of(self.plan, code), at.standing != Standing.not_started)


def load_of(session: Session, programme: Programme, plan: PlanSchedule) -> PlanLoad:
    """The load of a plan, kept as long as the plan is."""
    if "load" not in plan.answers:
        plan.answers["load"] = _read(session, programme, plan)
    return plan.answers["load"]


def _read(session: Session, programme: Programme, plan: PlanSchedule) -> PlanLoad:
    codes = {task.id: code for code, task in plan.tasks.items()}
    people, departments = _people(session, programme), _departments(session, programme)
    assigned = [
        a for row in assignment_rows(session, programme) if (a := _assigned(plan, row, codes, people, departments))
    ]
    return PlanLoad(plan, assigned, _parties(plan, people, departments, absences_of(session, programme)))


def _assigned(
    plan: PlanSchedule, row: AssignmentRow, codes: Mapping[int, str], people: Mapping[int, Any], departments: Mapping[int, Any]
) -> Assigned | None:  # fmt: skip
    """None for a task that is no longer part of the plan, or called off."""
    task, party = codes.get(row.task_id), people.get(row.person_id or 0) or departments.get(row.department_id or 0)
    if task is None or party is None or plan.tasks[task].status == TaskStatus.cancelled:
        return None
    who = Who(PartyKind.person if row.person_id else PartyKind.department, party.code)
    worked = plan.tasks[task].duration_min / 60
    rate = float(row.units) / 100 if row.hours is None or not worked else float(row.hours) / worked
    return Assigned(row.code, task, who, rate, rate * worked)


def _people(session: Session, programme: Programme) -> dict[int, Any]:
    p: Any = Person.__table__.c  # pyright: ignore
    query = sql(p.id, p.code, p.capacity_hours, p.active_from, p.active_to, p.department_id, p.withdrawn_on)
    return {row.id: row for row in session.execute(query.where(p.programme_id == programme.id).order_by(p.code))}


def _departments(session: Session, programme: Programme) -> dict[int, Any]:
    d: Any = Department.__table__.c  # pyright: ignore
    query = sql(d.id, d.code, d.headcount).where(d.programme_id == programme.id).order_by(d.code)
    return {row.id: row for row in session.execute(query)}


def _parties(
    plan: PlanSchedule, people: Mapping[int, Any], departments: Mapping[int, Any], away: Mapping[str, list[Away]]
) -> dict[Who, Party]:
    """Departments with their headcount at a full week, and never less than what their people have; each followed by its people.

    Absences count for people alone: whom a department sends instead, it decides itself.
    """
    full = sum(b - a for day in plan.calendar.week for a, b in day) / 60
    found: dict[Who, Party] = {}
    within = {id_: Who(PartyKind.department, row.code) for id_, row in departments.items()}
    own: dict[int | None, list[Party]] = {}
    for row in people.values():
        hours = full if row.capacity_hours is None else float(row.capacity_hours)
        last = min((d for d in (row.active_to, row.withdrawn_on) if d is not None), default=None)
        gone = absent_shares(away.get(row.code, ()), date.min, date.max)
        party = Party(
            Who(PartyKind.person, row.code), hours, row.active_from, last, within.get(row.department_id or 0), gone
        )
        own.setdefault(row.department_id, []).append(party)
    for id_, row in departments.items():
        members = own.pop(id_, [])
        hours = max(row.headcount * full, sum(m.week_hours for m in members))
        found[within[id_]] = Party(within[id_], hours)
        found |= {m.who: m for m in members}
    return found | {m.who: m for members in own.values() for m in members}


def _calendar_of(plan: PlanSchedule, code: str) -> WorkCalendar:
    return plan.network.calendar_of(plan.network.activity(code))


def _spans(plan: PlanSchedule, code: str) -> tuple[tuple[datetime, datetime], ...]:
    """When a task is worked on: from its start to its finish; under way, until the status date and then for what is left."""
    at, calendar, activity = plan[code], _calendar_of(plan, code), plan.network.activity(code)
    if at.standing != Standing.in_progress:
        return ((at.start, at.finish),)
    left = activity.remaining_min
    if left is None:
        left = activity.duration_min * (1 - (activity.percent or 0) / 100)
    again = max(at.start, calendar.start_before(at.finish, left))
    so_far = min(calendar.day_finish(plan.status_date), again)
    return tuple((a, b) for a, b in ((at.start, so_far), (again, at.finish)) if a < b)


def weeks_from(status_date: date, before: int) -> date:
    """The Monday so many weeks before the week of the status date."""
    return monday_of(status_date) - timedelta(weeks=before)
