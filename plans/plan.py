"""The plan as it is computed: from the records to the network, from the network to the schedule, kept until something changes."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

from sqlmodel import Session

from governance import audit
from governance.errors import Problem
from governance.labels import Label, labels
from governance.programmes import Programme
from plans.assignment_records import assigned_tasks
from plans.baseline_dates import Frozen
from plans.baselines import SetBaseline, baselines_of, frozen_rows, in_force
from plans.calendar import WorkCalendar
from plans.links import link_warnings
from plans.network import Network
from plans.node_table import collector_paused
from plans.plan_network import phase_rows, recorded, status_of, wave_codes
from plans.progressed import Standing
from plans.schedule import Schedule, ScheduledTask, schedule
from plans.tasks import TaskKind, TaskStatus

NEAR_CRITICAL_DAYS = 5  # float of up to a week: one illness or one holiday away from critical
KEPT = 32


class PlannedTask(NamedTuple):
    """A task of the plan with codes for what it refers to. `status` is as of the plan's date; `percent` as reported."""

    id: int
    code: str
    position: int
    name_zh: str | None
    name_en: str | None
    kind: TaskKind
    status: TaskStatus
    phase: str | None
    wave: str | None
    parent: str | None
    department: str | None
    owner: str | None
    duration_min: int
    deadline: date | None
    percent: Decimal | None
    reported_on: date | None

    @property
    def is_milestone(self) -> bool:
        return self.kind == TaskKind.milestone


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """A phase with the codes of its gate's milestone and of its tasks, in the plan's order."""

    code: str
    position: int
    name_zh: str | None
    name_en: str | None
    gate: str | None
    tasks: tuple[str, ...]
    overlap_declared: bool


@dataclass(frozen=True, eq=False)
class PlanSchedule:
    """A programme's plan as of the end of `status_date`: its records by code, and what the engine says of them.

    `stamp` names the state of the records it was computed from. Variances are against `baseline`: the one `in_force` unless another was
    asked for. `original`: the dates of the first, the same object where there is no other. `assigned`: the tasks that a person or a
    department is assigned to.
    """

    programme: int
    stamp: str
    status_date: date
    with_progress: bool
    schedule: Schedule
    tasks: Mapping[str, PlannedTask]
    phases: tuple[PlannedPhase, ...]
    baseline: Mapping[str, Frozen]
    people: Mapping[str, Label]
    departments: Mapping[str, Label]
    original: Mapping[str, Frozen]
    assigned: frozenset[str] = frozenset()
    baselines: tuple[SetBaseline, ...] = ()
    against: str | None = None

    @property
    def network(self) -> Network:
        return self.schedule.network

    @property
    def calendar(self) -> WorkCalendar:
        """The programme's calendar: of variances, and of what people call a day."""
        return self.network.project_calendar

    @property
    def is_empty(self) -> bool:
        return not self.tasks

    @property
    def start(self) -> date:
        return self.schedule.start.date()

    @property
    def finish(self) -> date:
        return self.schedule.finish.date()

    def __getitem__(self, code: str) -> ScheduledTask:
        return self.schedule[code]

    def finish_of(self, code: str) -> date:
        """The day on which a task finishes: actual where it has, else forecast."""
        return self.schedule[code].finish.date()

    def baseline_finish_of(self, code: str) -> date | None:
        frozen = self.baseline.get(code)
        return frozen.finish.date() if frozen else None

    def variance(self, code: str) -> int | None:
        """Working days that a task finishes after its baseline (before: negative); None without one."""
        return self._variances.get(code)

    @cached_property
    def _variances(self) -> dict[str, int]:
        return {code: self._late(code, frozen) for code, frozen in self.baseline.items() if code in self.tasks}

    def _late(self, code: str, frozen: Frozen) -> int:
        return self.calendar.working_days_late(frozen.finish.date(), self.schedule[code].finish.date())

    @property
    def is_rebaselined(self) -> bool:
        """Whether dates are measured against another baseline than the original."""
        return self.baseline is not self.original

    def original_finish_of(self, code: str) -> date | None:
        frozen = self.original.get(code)
        return frozen.finish.date() if frozen else None

    def original_variance(self, code: str) -> int | None:
        """Working days that a task finishes after what was agreed first; None where the original does not know it."""
        frozen = self.original.get(code)
        return self._late(code, frozen) if frozen and code in self.tasks else None

    def float_days(self, code: str) -> float:
        """Total float in days of the task's own calendar."""
        return self.schedule.float_days(code)

    def is_overdue(self, code: str) -> bool:
        """Whether the baseline says finished by the status date and it is not."""
        planned = self.baseline_finish_of(code)
        return planned is not None and planned <= self.status_date and self.schedule[code].standing != Standing.complete

    def is_late(self, code: str) -> bool:
        return code in self.baseline and ((self.variance(code) or 0) > 0 or self.is_overdue(code))

    def criticality(self, code: str) -> str | None:
        """`critical` on the longest path, `near_critical` with little float, None otherwise or when finished."""
        if code in self.critical:
            return "critical"
        return "near_critical" if code in self.near_critical else None

    @cached_property
    def critical(self) -> frozenset[str]:
        return frozenset(self.schedule.critical_path)

    @cached_property
    def near_critical(self) -> frozenset[str]:
        return frozenset(self.schedule.near_critical(NEAR_CRITICAL_DAYS * self.calendar.day_minutes)) - self.critical

    @property
    def milestones(self) -> list[PlannedTask]:
        """The milestones in the plan's order."""
        return [task for task in self.tasks.values() if task.is_milestone]

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What has been worked out about this plan beyond its dates: kept as long as the plan is."""
        return {}

    @cached_property
    def warnings(self) -> list[Problem]:
        """What a reader of the plan must know or should mend; none of it blocks."""
        summaries = [a.id for a in self.network.activities if a.is_summary]
        return [*self.schedule.warnings, *link_warnings(self.network.links, summaries), *self._bypassed_gates(), *self._without_logic()]  # fmt: skip

    def _bypassed_gates(self) -> list[Problem]:
        """Phases that begin before the gate of the phase before them, without a word why."""
        found = []
        for before, phase in zip(self.phases, self.phases[1:], strict=False):
            if before.gate is None or before.gate not in self.tasks or not phase.tasks or phase.overlap_declared:
                continue
            start, gate = min(self.schedule[c].start for c in phase.tasks), self.schedule[before.gate].finish
            if start < gate:
                facts = {"phase": phase.code, "start": start.date(), "gate": before.gate, "on": gate.date()}
                found.append(Problem("GATE_BYPASS", "overlap_reason_en", phase.code, facts))
        return found

    def _without_logic(self) -> list[Problem]:
        led_to = {link.target for link in self.network.links}
        return [Problem("MILESTONE_NO_LOGIC", "predecessors", m.code, {"code": m.code}) for m in self.milestones if m.code not in led_to]  # fmt: skip


# --- Computed, and kept ----------------------------------------------------------------------------------------------

_kept: OrderedDict[tuple[str, date, bool], PlanSchedule] = OrderedDict()
_keeping = Lock()


def scheduled(session: Session, programme: Programme, status_date: date, with_progress: bool = True) -> PlanSchedule:
    """The plan as of the end of `status_date`, with what was reported until then.

    Kept under the newest entry of the programme's trail: nothing changes without one, and each has a hash of its own.
    Raises `Invalid` when the records do not make a sound network; the commands do not let that happen.
    """
    session.flush()
    key = (audit.newest(session, programme.key), status_date, with_progress)
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    with collector_paused():
        plan = _computed(session, programme, status_date, with_progress, key[0])
    with _keeping:
        _kept[key] = plan
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return plan


def kept(stamp: str, status_date: date) -> PlanSchedule | None:
    """The plan in an earlier state, if it is still at hand; `stamp` may be shortened."""
    with _keeping:
        return next((p for (s, d, w), p in _kept.items() if w and d == status_date and len(stamp) > 7 and s.startswith(stamp)), None)  # fmt: skip


def as_of(session: Session, programme: Programme) -> date:
    """The date that the request at hand answers as of: asked for, else the programme's own status date."""
    return session.info.get("as_of") or programme.status_date


def _computed(session: Session, programme: Programme, status_date: date, with_progress: bool, stamp: str) -> PlanSchedule:  # fmt: skip
    found = recorded(session, programme, status_date)
    network, rows, progress = found.network, found.tasks, found.progress
    codes = {row.id: row.code for row in rows}
    people, departments = (labels(session, kind, programme_id=programme.key, active=False) for kind in ("person", "department"))  # fmt: skip
    phases, waves = phase_rows(session, programme), wave_codes(session, programme)
    phase_codes = {row.id: row.code for row in phases}
    tasks = {
        row.code: PlannedTask(
            row.id, row.code, row.position, row.name_zh, row.name_en, row.kind, status_of(row, progress.get(row.id)),
            phase_codes.get(row.phase_id or 0), waves.get(row.wave_id or 0), codes.get(row.parent_id or 0),
            departments[row.department_id].code if row.department_id in departments else None,
            people[row.owner_id].code if row.owner_id in people else None,
            row.duration_min, row.deadline, p.percent if (p := progress.get(row.id)) else None, p.status_date if p else None,
        )
        for row in rows
    }  # fmt: skip
    in_phase: dict[str | None, list[str]] = {}
    for task in tasks.values():
        in_phase.setdefault(task.phase, []).append(task.code)
    baselines = baselines_of(session, programme.key)
    agreed, original = in_force(baselines, status_date), frozen_rows(next(iter(baselines), None))
    return PlanSchedule(
        programme=programme.key, stamp=stamp, status_date=status_date, with_progress=with_progress,
        schedule=schedule(network, status=network.project_calendar.day_finish(status_date), with_progress=with_progress),
        tasks=tasks,
        phases=tuple(
            PlannedPhase(
                p.code, p.position, p.name_zh, p.name_en, codes.get(p.gate_id), tuple(in_phase.get(p.code, ())),
                bool(p.overlap_reason_zh or p.overlap_reason_en),
            )
            for p in phases
        ),
        baseline=frozen_rows(agreed) if agreed is not None and agreed.number else original, original=original,
        baselines=tuple(b.named for b in baselines), against=agreed.code if agreed is not None else None,
        people={x.code: x for x in people.values()}, departments={x.code: x for x in departments.values()},
        assigned=frozenset(codes[id_] for id_ in assigned_tasks(session, programme) if id_ in codes),
    )  # fmt: skip
