"""How far the plan stands from one of its baselines: milestone by milestone and in sum, in working days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from governance.authority import Permission
from governance.programmes import Programme
from governance.registers import Column, Filter, Register
from plans.baseline_dates import Frozen
from plans.baselines import Baseline, BaselineForm, baselines_of, frozen_rows
from plans.baselining import requests_for_a_baseline, set_baseline
from plans.plan import PlanSchedule, as_of, scheduled
from plans.progressed import Standing


@dataclass(frozen=True, slots=True)
class MilestoneVariance:
    """A milestone: the baseline's day, the actual day or the forecast, working days between them (late positive).

    `baseline` and `days` are None where the baseline does not know it.
    """

    code: str
    baseline: date | None
    finish: date
    achieved: bool
    days: int | None


@dataclass(frozen=True, slots=True)
class BaselineVariance:
    """All milestones; `finish_days`: the plan's end against the baseline's; `total_days`: the milestones' days, late less early."""

    milestones: tuple[MilestoneVariance, ...]
    finish_baseline: date
    finish: date
    finish_days: int
    total_days: int
    later: int
    earlier: int


def measured_against(session: Session, plan: PlanSchedule, code: str) -> PlanSchedule:
    """The same plan with its variances against another of its baselines; the plan itself where that is the one in force, or none."""
    if code == plan.against or all(code != baseline.code for baseline in plan.baselines):
        return plan
    known: dict[str, PlanSchedule] = plan.answers.setdefault("measured_against", {})
    if code not in known:
        held = next(b for b in baselines_of(session, plan.programme) if b.code == code)
        known[code] = replace(plan, baseline=frozen_rows(held) if held.number else plan.original, against=code)
    return known[code]


def variance_of(plan: PlanSchedule, baseline: Mapping[str, Frozen]) -> BaselineVariance | None:
    """The plan as of its date against frozen dates; None where nothing is frozen."""
    if not baseline:
        return None
    rows = tuple(_milestone(plan, m.code, baseline.get(m.code)) for m in plan.milestones)
    end = max(frozen.finish.date() for frozen in baseline.values())
    days = [row.days for row in rows if row.days is not None]
    return BaselineVariance(
        rows, end, plan.finish, plan.calendar.working_days_late(end, plan.finish), sum(days), sum(d > 0 for d in days), sum(d < 0 for d in days)
    )  # fmt: skip


def _milestone(plan: PlanSchedule, code: str, frozen: Frozen | None) -> MilestoneVariance:
    finish, planned = plan.finish_of(code), frozen.finish.date() if frozen else None
    days = None if planned is None else plan.calendar.working_days_late(planned, finish)
    return MilestoneVariance(code, planned, finish, plan[code].standing == Standing.complete, days)


def _values(session: Session, programme: Programme, rows: Sequence[Baseline]) -> dict[int, dict[str, Any]]:
    """Whether each is the one in force, and where the plan's end stands against it."""
    if not rows:
        return {}
    plan = scheduled(session, programme, as_of(session, programme))
    return {
        row.id: {
            "in_force": row.code == plan.against, "forecast": plan.finish,
            "variance_wd": plan.calendar.working_days_late(row.finish, plan.finish),
        }
        for row in rows
        if row.id is not None
    }  # fmt: skip


def _asked(session: Session, programme: Programme) -> dict[str, Sequence[str] | None]:
    """The original is set without a request; a later one with one of those that are approved and have not served."""
    plan = scheduled(session, programme, as_of(session, programme))
    return {"change_request": requests_for_a_baseline(session, programme) if plan.baselines else None}


BASELINES = Register(
    kind="baseline", plural="baselines", table=Baseline, form=BaselineForm, section="plan", icon="pin",
    columns=(
        Column("name"), Column("kind", "badge"), Column("in_force", "flag", computed=True), Column("status_date", "date"),
        Column("finish", "date"), Column("forecast", "date", computed=True), Column("variance_wd", "number", "wd", computed=True),
        Column("task_count", "number"), Column("change_request"), Column("reason"),
    ),
    filters=(Filter("change_request"),), search=("name_zh", "name_en", "reason"), sort="number", write=Permission.set_baseline,
    compute=_values, create=set_baseline, asked=_asked,
    sections=(
        ("details", ("name", "number", "kind", "in_force", "status_date", "change_request", "reason")),
        ("dates", ("start", "finish", "forecast", "variance_wd", "task_count", "network_hash")),
    ),
)  # fmt: skip
