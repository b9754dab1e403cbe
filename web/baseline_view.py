"""A baseline's page beyond its record: where every milestone stands against it; and what its form needs before it can be set."""

from typing import Any

from governance.authority import Permission
from plans.baseline_variance import BaselineVariance, variance_of
from plans.baselines import Baseline, frozen_rows
from plans.baselining import requests_for_a_baseline
from web.access import Here
from web.i18n import plain_day, signed
from web.plan_parts import Part, current, task_named
from web.viewclass import viewclass


@viewclass
class VarianceRow:
    """A milestone: the baseline's day, the day now (`achieved`: actual), working days late; no day where the baseline lacks it."""

    milestone: Part
    baseline: str
    finish: str
    achieved: bool
    days: str
    late: bool


@viewclass
class VariancePanel:
    """All milestones against the baseline, and their sum; `in_force`: it is the one that the plan is measured against.

    `from_file`: a plan file brought it, so there is no change request behind it here.
    """

    rows: list[VarianceRow]
    finish_baseline: str
    finish: str
    finish_days: int
    total: str
    later: int
    earlier: int
    in_force: bool
    from_file: bool
    gantt_href: str


@viewclass
class NeedsPanel:
    """Above the form: whether the plan has its original, and which approved requests a later baseline may be set with."""

    has_original: bool
    requests: list[str]
    request_href: str | None
    requests_href: str


def baseline_panel(here: Here, baseline: Baseline) -> VariancePanel | None:
    plan = current(here).plan
    found = variance_of(plan, frozen_rows(baseline))
    if found is None:
        return None
    rows = []
    for row in found.milestones:
        named = task_named(here, plan, row.code)
        part = Part(named.code, named.name, f"{here.path}/milestones/{row.code}")
        days = "" if row.days is None else signed(row.days)
        rows.append(
            VarianceRow(part, plain_day(row.baseline), plain_day(row.finish), row.achieved, days, (row.days or 0) > 0)
        )
    return VariancePanel(
        rows, plain_day(found.finish_baseline), plain_day(found.finish), found.finish_days, signed(found.total_days), found.later,
        found.earlier, baseline.code == plan.against, baseline.came_with_a_file, f"{here.path}/schedule?baseline={baseline.code}",
    )  # fmt: skip


def needs_panel(here: Here, _baseline: Baseline | None) -> NeedsPanel:
    plan = current(here).plan
    may_raise = here.may(Permission.maintain_changes)
    return NeedsPanel(
        bool(plan.baselines), requests_for_a_baseline(here.session, here.programme) if plan.baselines else [],
        f"{here.path}/change-requests/new?type=baseline" if may_raise else None, f"{here.path}/change-requests?type=baseline",
    )  # fmt: skip


def variance_document(found: BaselineVariance) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "finish": {"baseline": found.finish_baseline.isoformat(), "now": found.finish.isoformat(), "days": found.finish_days},
        "milestones": {
            m.code: {"baseline": m.baseline.isoformat() if m.baseline else None, "now": m.finish.isoformat(), "achieved": m.achieved, "days": m.days}
            for m in found.milestones
        },
        "sum": {"days": found.total_days, "later": found.later, "earlier": found.earlier},
    }  # fmt: skip
