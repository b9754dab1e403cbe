"""A programme's plan on its way out: the records, in the order of the outline, and a list of what stays behind."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from governance.errors import Problem
from governance.people import Department, Person
from governance.programmes import Programme
from plans.absences import Absence
from plans.assignment_records import assignment_rows
from plans.baselines_leaving import LeavingBaselines, baselines_leaving
from plans.calendar_text import read_exceptions
from plans.calendars import Calendar
from plans.exchange.mspdi_marks import MAX_FIELD
from plans.exchange.outgoing_plan import (
    PHASE,
    OutgoingCalendar,
    OutgoingPerson,
    OutgoingPlan,
    OutgoingRow,
    OutgoingWork,
)
from plans.freeze_windows import FreezeWindow
from plans.network import LagCalendar
from plans.phases import Phase, Wave
from plans.plan import PlannedTask, PlanSchedule, scheduled
from plans.progress import ProgressUpdate, Reported, latest_progress
from plans.tasks import Task, TaskKind, TaskStatus

_DECIDED = frozenset({TaskStatus.suspended, TaskStatus.cancelled})


def plan_leaving(
    session: Session, programme: Programme, status_date: date, *, zh: bool = False, also: Collection[int] = ()
) -> OutgoingPlan:
    """The plan as of the end of `status_date`, with the people who have to do with it and those of the ids in `also`.

    `zh`: texts that are written once are in Chinese where there are both.
    """
    return _Leaving(session, programme, status_date, zh).plan(also)


class _Leaving:
    """One programme being gathered."""

    def __init__(self, session: Session, programme: Programme, status_date: date, zh: bool):
        self.session, self.programme, self.status_date, self.zh = session, programme, status_date, zh
        self.schedule: PlanSchedule = scheduled(session, programme, status_date)
        self.progress = latest_progress(session, programme.key, status_date)
        self.phases, self.waves, self.calendars = (self._current(table) for table in (Phase, Wave, Calendar))
        self.departments, self.persons = self._current(Department), self._current(Person, withdrawn=True)
        noted = select(Task.code, Task.notes, Task.tags).where(col(Task.programme_id) == programme.id)
        self.assigned = assignment_rows(session, programme)
        self.work = self._work()
        self.noted = {code: (notes or "", tags) for code, notes, tags in session.exec(noted)}

    def _current(self, table: Any, *, withdrawn: bool = False) -> Sequence[Any]:
        query = select(table).where(table.programme_id == self.programme.id)
        query = query if withdrawn else query.where(table.withdrawn_on.is_(None))
        order = (table.position, table.code) if "position" in table.model_fields else (table.code,)
        return self.session.exec(query.order_by(*order)).all()

    def plan(self, also: Collection[int]) -> OutgoingPlan:
        programme, plan = self.programme, self.schedule
        involved = {task.owner for task in plan.tasks.values()} | {
            one.person for work in self.work.values() for one in work
        }
        people = [person for person in self.persons if person.code in involved or person.id in also]
        baselines = baselines_leaving(self.session, plan)
        departments = {record.id: record.code for record in self.departments}
        return OutgoingPlan(
            code=programme.code, name=self._pick(programme), schedule=plan.schedule, rows=tuple(self._rows()),
            calendars=tuple(self._calendars()),
            people=tuple(
                OutgoingPerson(
                    p.id, p.code, p.name_zh or "", p.name_en or "", p.email or "", departments.get(p.department_id, ""), self._share(p)
                )
                for p in people
            ),
            baselines=baselines.dates, measured_by=baselines.number_of(plan.against),
            status=plan.calendar.day_finish(self.status_date), currency=programme.currency, zh=self.zh,
            kept=self._kept(people, departments, baselines), left_out=(*self._left_out(), *baselines.left_out()), work=self.work,
        )  # fmt: skip

    def _pick(self, record: Any) -> str:
        names = (record.name_zh, record.name_en) if self.zh else (record.name_en, record.name_zh)
        return names[0] or names[1] or record.code

    # --- who works on what

    def _work(self) -> dict[str, tuple[OutgoingWork, ...]]:
        """People by the task's code, its owner first: that program knows no other."""
        codes, people = {t.id: t for t in self.schedule.tasks.values()}, {p.id: p.code for p in self.persons}
        found: dict[str, list[OutgoingWork]] = {}
        for row in self.assigned:
            task, person = codes.get(row.task_id), people.get(row.person_id or 0)
            if task is not None and person is not None:
                units = float(row.units) / 100
                work = units * task.duration_min if row.hours is None else float(row.hours) * 60
                found.setdefault(task.code, []).append(OutgoingWork(person, units, work))
        owners = {task.code: task.owner for task in self.schedule.tasks.values()}
        return {code: tuple(sorted(work, key=lambda one: one.person != owners[code])) for code, work in found.items()}

    def _share(self, person: Person) -> float:
        """Their capacity as a share of a full week."""
        full = sum(b - a for day in self.schedule.calendar.week for a, b in day) / 60
        return 1.0 if person.capacity_hours is None else min(1.0, float(person.capacity_hours) / full)

    def _kept_work(self) -> dict[str, Any]:
        """What departments are asked for, and whose the tasks are where the file's first assignment does not say so."""
        tasks = {t.id: t for t in self.schedule.tasks.values()}
        departments = {d.id: d.code for d in self.departments}
        pools = [
            {"task": tasks[r.task_id].code, "department": departments[r.department_id], "units": str(r.units)}
            | ({"hours": str(r.hours)} if r.hours is not None else {})
            for r in self.assigned
            if r.task_id in tasks and r.department_id in departments
        ]
        plan = tasks.values()
        alone = [{"task": t.code, "owner": t.owner} for t in plan if t.owner and t.code not in self.work]
        others = [
            {"task": t.code, "owner": t.owner or ""}
            for t in plan
            if t.code in self.work and self.work[t.code][0].person != t.owner
        ]
        return {"pools": pools, "responsible": alone, "owners": others}

    # --- rows: each phase with what is in it, then what stands in no phase

    def _rows(self) -> Iterator[OutgoingRow]:
        children: dict[str | None, list[PlannedTask]] = {}
        for task in self.schedule.tasks.values():
            children.setdefault(task.parent if task.parent in self.schedule.tasks else None, []).append(task)
        codes = {phase.code for phase in self.phases}
        for phase in self.phases:
            yield OutgoingRow(
                2 * phase.id + 1,
                PHASE,
                1,
                phase.code,
                phase.name_zh or "",
                phase.name_en or "",
                notes=phase.notes or "",
            )
            tops = [task for task in children.get(None, ()) if task.phase == phase.code]
            yield from self._below(tops, children, 2, phase.code)
        rest = [task for task in children.get(None, ()) if task.phase not in codes]
        yield from self._below(rest, children, 1, "")

    def _below(
        self, tasks: Sequence[PlannedTask], children: Mapping[str | None, Sequence[PlannedTask]], level: int, phase: str
    ) -> Iterator[OutgoingRow]:
        waiting = [(task, level) for task in reversed(tasks)]
        while waiting:
            task, at = waiting.pop()
            yield self._row(task, at, phase)
            waiting += [(child, at + 1) for child in reversed(children.get(task.code, ()))]

    def _row(self, task: PlannedTask, level: int, phase: str) -> OutgoingRow:
        report = self.progress.get(task.id)
        percent = float(report.percent) if report and report.percent is not None else None
        return OutgoingRow(
            uid=2 * task.id, kind=str(task.kind), level=level, code=task.code, name_zh=task.name_zh or "", name_en=task.name_en or "", id=task.code,
            duration_min=task.duration_min, phase=task.phase if task.phase and task.phase != phase else "", wave=task.wave or "",
            department=task.department or "", owner=task.owner or "", status=str(task.status) if task.status in _DECIDED else "",
            notes=self.noted[task.code][0], tags=_together(self.noted[task.code][1]), began=self._began(task, report),
            percent=percent if percent != int(percent or 0) else None,
        )  # fmt: skip

    def _began(self, task: PlannedTask, report: Reported | None) -> datetime | None:
        """When a milestone is said to have begun: the network knows only when it was reached."""
        finish = self.schedule.network.activity(task.code).actual_finish
        if task.kind != TaskKind.milestone or report is None or report.actual_start is None or finish is None:
            return None
        return min(finish, datetime.combine(report.actual_start, finish.time()))

    # --- calendars

    def _calendars(self) -> Iterator[OutgoingCalendar]:
        """The programme's own, what tasks are worked on, and the others that are in use."""
        network = self.schedule.network
        records = {record.code: record for record in self.calendars}
        used = {network.calendar, *(a.calendar for a in network.activities if a.calendar)}
        for name, calendar in network.calendars.items():
            record = records.get(name)
            if name in used or record is not None:
                yield OutgoingCalendar(name, self._title(record) if record else name, calendar, self._labels(record))

    def _title(self, record: Calendar) -> str:
        """Its code first: two calendars may have one name, and names are cut there."""
        return f"{record.code} {self._pick(record)}"[:51].strip()

    def _labels(self, record: Calendar | None) -> dict[date, str]:
        found: dict[date, str] = {}
        for exception in read_exceptions(record.exceptions) if record else ():
            label = exception.label_zh if self.zh else exception.label_en
            found |= dict.fromkeys(exception.days(), label)
        return found

    # --- what other programs have no field for

    def _kept(
        self, people: Sequence[Any], departments: Mapping[Any, str], baselines: LeavingBaselines
    ) -> dict[str, Any]:
        programme, names = self.programme, ("code", "name_zh", "name_en", "notes", "tags")
        charter = ("name_zh", "name_en", "start", "target_finish", "committed_finish", "currency", "unfinished_work")
        milestones = {task.id: task.code for task in self.schedule.tasks.values()}
        typed = ("week", "exceptions", "covered_until", "holidays")
        overlap = ("position", "overlap_reason_zh", "overlap_reason_en")
        cutover = ("position", "departments", "users", "cutover_from", "cutover_to")
        barred = ("starts_on", "ends_on", "kind", "departments", "reason_zh", "reason_en")
        return {
            "programme": _values(programme, *charter),
            "calendars": [{"title": self._title(c)} | _values(c, *names, *typed) for c in self.calendars],
            "phases": [_values(p, *names, *overlap) | _known(gate=milestones.get(p.gate_id)) for p in self.phases],
            "waves": [_values(w, *names, *cutover) | _known(go_live=milestones.get(w.go_live_id)) for w in self.waves],
            "departments": [_values(d, *names, "headcount") for d in self.departments],
            "freezes": [_values(f, *names, *barred) for f in self._current(FreezeWindow)],
            "people": [
                _values(p, *names, "email", "title_zh", "title_en", "active_from", "active_to")
                | _known(department=departments.get(p.department_id), capacity_hours=_plain(p.capacity_hours))
                for p in people
            ],
            "baselines": [_known(**words) for words in baselines.words()],
            **self._kept_work(),
        }  # fmt: skip

    def _left_out(self) -> Iterator[Problem]:
        """What goes into no file of another program."""
        plan, network = self.schedule, self.schedule.network
        if lags := [x.target for x in network.links if x.lag_min and x.lag_calendar == LagCalendar.pred]:
            yield Problem("LAG_COUNTED_BY_SUCCESSOR", "tasks", None, {"count": len(lags), "tasks": lags})
        updates = select(func.count(col(ProgressUpdate.id))).where(
            col(ProgressUpdate.programme_id) == self.programme.id, col(ProgressUpdate.withdrawn_on).is_(None)
        )
        earlier = self.session.exec(updates).one() - len(self.progress)
        if earlier:
            yield Problem("EARLIER_PROGRESS_STAYS", "tasks", None, {"count": earlier})
        if cut := [code for code, (_, tags) in self.noted.items() if code in plan.tasks and not _all_fit(tags)]:
            yield Problem("TAGS_STAY", "tasks", None, {"count": len(cut), "tasks": cut})
        if away := self._current(Absence):
            yield Problem("ABSENCES_STAY", "people", None, {"count": len(away)})


def _together(tags: Sequence[str] | None) -> str:
    """As many tags as a custom field holds."""
    kept = ""
    for tag in tags or ():
        longer = f"{kept}, {tag}" if kept else tag
        kept = longer if len(longer) <= MAX_FIELD else kept
    return kept


def _all_fit(tags: Sequence[str] | None) -> bool:
    return len(", ".join(tags or ())) <= MAX_FIELD


def _values(record: Any, *names: str) -> dict[str, Any]:
    """Fields of a record as plain JSON values, those that are empty left out."""
    return _known(**{name: getattr(record, name) for name in names})


def _plain(value: Any) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _known(**values: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value not in (None, "", [])
    }
