"""Which cutovers, go-lives and tasks of a plan fall in a freeze window, and the register of these windows."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from governance.authority import Permission
from governance.errors import Problem
from governance.labels import Label
from governance.programmes import Programme
from governance.records import current
from governance.registers import Column, Filter, Register
from plans.freeze_windows import (
    FreezeWindow,
    FreezeWindowForm,
    cutover_problems,
    declare_freeze,
    freezes_of,
    lift_freeze,
    revise_freeze,
)
from plans.freezes import Barred, Caught, Dated, Freeze, caught
from plans.phases import Wave
from plans.plan import PlannedTask, PlanSchedule, as_of, scheduled
from plans.progressed import Standing
from plans.tasks import TaskKind, TaskStatus


def plan_freezes(session: Session, plan: PlanSchedule) -> list[Freeze]:
    """The windows of the plan's programme; read once for each state of the plan."""
    if "freezes" not in plan.answers:
        plan.answers["freezes"] = freezes_of(session, plan.programme)
    return plan.answers["freezes"]


def plan_caught(session: Session, plan: PlanSchedule) -> list[Caught]:
    """What of the plan still to come falls in a window, by the window's and the item's dates."""
    if "caught" not in plan.answers:
        freezes = plan_freezes(session, plan)
        items = dated_items(plan, current(session, Wave, plan.programme)) if freezes else ()
        found = caught(plan.calendar, freezes, items)
        plan.answers["caught"] = sorted(found, key=lambda c: (c.freeze.first, c.freeze.code, c.item.first, c.item.code))
    return plan.answers["caught"]


def dated_items(plan: PlanSchedule, waves: Sequence[Wave]) -> Iterator[Dated]:
    """Cutovers as they are planned, go-lives and tasks as they are forecast; what is finished or called off is left out."""
    codes = {task.id: code for code, task in plan.tasks.items()}
    for wave in waves:
        yield from _of_wave(plan, wave, codes.get(wave.go_live_id or 0))
    for task in plan.tasks.values():
        if task.kind == TaskKind.task and not _is_over(plan, task.code):
            yield _of_task(plan, task)


def _of_wave(plan: PlanSchedule, wave: Wave, go_live: str | None) -> Iterator[Dated]:
    if go_live is not None and _is_over(plan, go_live):
        return
    departments = frozenset(wave.departments or ())
    first = wave.cutover_from or wave.cutover_to
    if first is not None:
        yield Dated(Barred.cutover, wave.code, first, wave.cutover_to or first, departments)
    if go_live is not None:
        yield Dated(Barred.go_live, go_live, plan.finish_of(go_live), plan.finish_of(go_live), departments)


def _of_task(plan: PlanSchedule, task: PlannedTask) -> Dated:
    """From its start, or from the status date where it is under way: what is done cannot be moved."""
    at = plan[task.code]
    begun = at.standing != Standing.not_started
    first = max(at.start.date(), min(plan.status_date, at.finish.date())) if begun else at.start.date()
    departments = frozenset({task.department}) if task.department else frozenset[str]()
    return Dated(Barred.task, task.code, first, at.finish.date(), departments, in_wave=task.wave is not None)


def _is_over(plan: PlanSchedule, code: str) -> bool:
    return plan[code].standing == Standing.complete or plan.tasks[code].status == TaskStatus.cancelled


def wave_freeze_warnings(session: Session, plan: PlanSchedule, wave: Any) -> list[Problem]:
    """The windows in which a wave's cutover lies: one that was declared after the cutover was planned."""
    return cutover_problems(plan_freezes(session, plan), wave.cutover_from, wave.cutover_to, wave.departments or ())


def freeze_warnings(session: Session, plan: PlanSchedule) -> list[Problem]:
    """The cutovers and go-lives that lie in a window, for whoever looks at the whole plan."""
    return [_warning(c) for c in plan_caught(session, plan) if c.item.what != Barred.task]


def _warning(found: Caught) -> Problem:
    freeze, item = found.freeze, found.item
    code = "WAVE_IN_FREEZE" if item.what == Barred.cutover else "GO_LIVE_IN_FREEZE"
    window = Label(0, freeze.code, freeze.name_zh, freeze.name_en)
    facts = {"window": window, "from": item.first, "to": item.last, "free": found.free_from}
    return Problem(code, "cutover_from", item.code, {"code": item.code, **facts})


def _derived(session: Session, programme: Programme, rows: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """How many working days each window takes, and how much of the plan falls in it."""
    plan = scheduled(session, programme, as_of(session, programme))
    counts: dict[str, int] = {}
    for c in plan_caught(session, plan):
        counts[c.freeze.code] = counts.get(c.freeze.code, 0) + 1
    days = plan.calendar.working_days
    return {
        r.id: {"working_days": days(r.starts_on, r.ends_on), "caught": counts.get(r.code, 0), "state": _state(plan.status_date, r)}
        for r in rows
    }  # fmt: skip


def _state(today: date, window: Any) -> str:
    return "ahead" if today < window.starts_on else "active" if today <= window.ends_on else "done"


FREEZE_WINDOWS = Register(
    kind="freeze_window", plural="freeze-windows", table=FreezeWindow, form=FreezeWindowForm, section="plan", icon="lock",
    columns=(
        Column("name"), Column("starts_on", "date"), Column("ends_on", "date"), Column("working_days", "number", computed=True),
        Column("kind", "badge"), Column("departments", "list"), Column("state", "badge", computed=True), Column("caught", "number", computed=True),
    ),
    filters=(Filter("kind"), Filter("state", values=("ahead", "active", "done"))), search=("name_zh", "name_en", "reason_zh", "reason_en"),
    sort="starts_on", compute=_derived, write=Permission.maintain_plan, create=declare_freeze, revise=revise_freeze, withdraw=lift_freeze,
    sections=(("freeze", ("name", "starts_on", "ends_on", "working_days", "kind", "departments", "state", "caught", "reason")),),
)  # fmt: skip
