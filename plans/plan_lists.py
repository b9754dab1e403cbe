"""The registers of tasks, phases and waves: what their lists show beside what was entered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from governance.authority import Permission
from governance.errors import Problem
from governance.programmes import Programme
from governance.registers import Column, Filter, Register
from plans.calendars import day_length
from plans.durations import format_duration
from plans.freeze_check import wave_freeze_warnings
from plans.link_notation import format_links
from plans.links import links_into
from plans.network import ConstraintType
from plans.phases import (
    Phase,
    PhaseForm,
    Wave,
    WaveForm,
    close_phase,
    drop_wave,
    open_phase,
    plan_wave,
    revise_phase,
    revise_wave,
)
from plans.plan import PlannedPhase, PlanSchedule, as_of, scheduled
from plans.planning import add_task, foreseen_links, move_task, revise_task, withdraw_task
from plans.progressed import Standing
from plans.tasks import SPLIT_ABOVE_DAYS, TRANSITIONS, Task, TaskForm


def _task_values(session: Session, programme: Programme, tasks: Sequence[Task]) -> dict[int, dict[str, Any]]:
    """Dates, float, standing on the critical path and lateness of each task, as of the date that is asked for."""
    plan = scheduled(session, programme, as_of(session, programme))
    typed = _task_texts(session, programme, tasks)
    return {task.key: typed[task.key] | _scheduled_values(plan, task.code) for task in tasks}


def _scheduled_values(plan: PlanSchedule, code: str) -> dict[str, Any]:
    if code not in plan.tasks:
        return {}
    at, task = plan[code], plan.tasks[code]
    return {
        "start": at.start.date(), "finish": at.finish.date(), "baseline_finish": plan.baseline_finish_of(code),
        "float_days": round(plan.float_days(code), 1), "critical": plan.criticality(code), "variance_wd": plan.variance(code),
        "late": "late" if plan.is_late(code) else None, "percent": task.percent, "provisional": at.provisional or None,
        "warnings": task_warnings(plan, code),
    }  # fmt: skip


def task_warnings(plan: PlanSchedule, code: str) -> list[Problem]:
    """What is worth a second look at one task."""
    task, at = plan.tasks[code], plan[code]
    found = [
        p
        for p in plan.warnings
        if code in (p.facts.get("from"), p.facts.get("to"), p.facts.get("code"), p.facts.get("task"))
    ]
    if task.duration_min > SPLIT_ABOVE_DAYS * plan.calendar.day_minutes:
        found.append(Problem("TASK_TOO_LONG", "duration", None, {"limit": SPLIT_ABOVE_DAYS}))
    if task.deadline and at.finish.date() > task.deadline:
        facts = {"deadline": task.deadline, "finish": at.finish.date()}
        found.append(Problem("DEADLINE_MISSED", "deadline", task.deadline, facts))
    constraint = plan.network.activity(code).constraint
    if constraint and constraint.type in (ConstraintType.MSO, ConstraintType.MFO) and at.total_float_min < 0:
        found.append(Problem("CONSTRAINT_MISSED", "constraint_on", None, {"code": code}))
    return [*found, *uncovered(plan, code)]


def uncovered(plan: PlanSchedule, code: str) -> list[Problem]:
    """Said of a task or milestone whose dates lie past the days that its calendar covers."""
    if not plan[code].provisional:
        return []
    until = plan.network.calendar_of(plan.network.activity(code)).covered_until
    return [Problem("CALENDAR_NOT_COVERED", "calendar", None, {"until": until})]


def _task_texts(session: Session, programme: Programme, tasks: Sequence[Task]) -> dict[int, dict[str, Any]]:
    """Duration and predecessors as people type them."""
    length = day_length(session, programme)
    links = links_into(session, programme, [t.key for t in tasks] if len(tasks) < 50 else None)
    return {
        t.key: {
            "duration": format_duration(t.duration_min, length),
            "predecessors": format_links(links.get(t.key, []), length) or None,
        }
        for t in tasks
    }


def phase_state(plan: PlanSchedule, phase: PlannedPhase) -> str:
    """`done` when all its tasks are, `active` once one has begun or by the baseline should have, else `ahead`."""
    tasks = [plan[code] for code in phase.tasks]
    if tasks and all(t.standing == Standing.complete for t in tasks):
        return "done"
    agreed = [plan.baseline[code].start.date() for code in phase.tasks if code in plan.baseline]
    begun = any(t.standing != Standing.not_started for t in tasks) or min(agreed, default=date.max) <= plan.status_date
    return "active" if begun else "ahead"


def _phase_values(session: Session, programme: Programme, phases: Sequence[Phase]) -> dict[int, dict[str, Any]]:
    plan = scheduled(session, programme, as_of(session, programme))
    known = {p.code: p for p in plan.phases}
    found: dict[int, dict[str, Any]] = {}
    for record in phases:
        phase = known.get(record.code)
        if record.id is None or phase is None:
            continue
        spans = [plan[code] for code in phase.tasks]
        found[record.id] = {
            "state": phase_state(plan, phase), "task_count": len(spans),
            "start": min((t.start.date() for t in spans), default=None), "finish": max((t.finish.date() for t in spans), default=None),
            "warnings": [p for p in plan.warnings if p.code == "GATE_BYPASS" and p.value == record.code],
        }  # fmt: skip
    return found


def _wave_values(session: Session, programme: Programme, waves: Sequence[Wave]) -> dict[int, dict[str, Any]]:
    """The forecast of each wave's go-live, and the freeze windows that its cutover lies in."""
    plan = scheduled(session, programme, as_of(session, programme))
    codes = {task.id: code for code, task in plan.tasks.items()}
    return {
        w.id: {"warnings": wave_freeze_warnings(session, plan, w)} | _go_live(plan, codes.get(w.go_live_id or 0))
        for w in waves
        if w.id is not None
    }


def _go_live(plan: PlanSchedule, code: str | None) -> dict[str, Any]:
    return {} if code is None else {"forecast": plan.finish_of(code), "variance_wd": plan.variance(code)}


TASKS = Register(
    kind="task", plural="tasks", table=Task, form=TaskForm, section="plan", icon="list-check",
    columns=(
        Column("name"), Column("phase", "person"), Column("department", "person"), Column("owner", "person"), Column("duration", "number", computed=True),
        Column("start", "date", computed=True), Column("finish", "date", computed=True), Column("float_days", "number", "wd", computed=True),
        Column("critical", "badge", computed=True), Column("variance_wd", "number", "wd", computed=True), Column("late", "badge", computed=True),
        Column("predecessors", "text", computed=True), Column("status", "badge"),
    ),
    filters=(
        Filter("status"), Filter("phase"), Filter("wave"), Filter("department"), Filter("owner"), Filter("kind"),
        Filter("critical", values=("critical", "near_critical")), Filter("late", values=("late",)),
    ),
    search=("name_zh", "name_en"), sort="position", compute=_task_values, typed=_task_texts, foreseen=foreseen_links, write=Permission.maintain_plan,
    create=add_task, revise=revise_task, withdraw=withdraw_task, move=move_task, transitions=TRANSITIONS,
    sections=(
        ("schedule", ("start", "finish", "baseline_finish", "variance_wd", "float_days", "critical", "late", "percent")),
        ("work", ("name", "kind", "duration", "predecessors", "phase", "wave", "parent", "position")),
        ("responsible", ("department", "owner")),
        ("limits", ("constraint_type", "constraint_on", "deadline", "calendar")),
    ),
    children=(("resource_assignment", "task"), ("progress", "task")),
)  # fmt: skip

PHASES = Register(
    kind="phase", plural="phases", table=Phase, form=PhaseForm, section="plan", icon="layout-list",
    columns=(
        Column("position", "number"), Column("name"), Column("gate", "person"), Column("state", "badge", computed=True), Column("start", "date", computed=True),
        Column("finish", "date", computed=True), Column("task_count", "number", computed=True),
    ),
    search=("name_zh", "name_en"), sort="position", compute=_phase_values, write=Permission.maintain_plan,
    create=open_phase, revise=revise_phase, withdraw=close_phase,
    sections=(("details", ("name", "position", "gate", "state", "start", "finish", "task_count", "overlap_reason")),),
    children=(("task", "phase"),),
)  # fmt: skip

WAVES = Register(
    kind="wave", plural="waves", table=Wave, form=WaveForm, section="plan", icon="versions",
    columns=(
        Column("position", "number"), Column("name"), Column("departments", "list"), Column("users", "number"), Column("go_live", "person"),
        Column("forecast", "date", computed=True), Column("variance_wd", "number", "wd", computed=True),
        Column("cutover_from", "date"), Column("cutover_to", "date"),
    ),
    search=("name_zh", "name_en"), sort="position", compute=_wave_values, write=Permission.maintain_plan,
    create=plan_wave, revise=revise_wave, withdraw=drop_wave,
    children=(("task", "wave"),),
)  # fmt: skip
