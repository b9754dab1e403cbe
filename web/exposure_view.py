"""Which slip would hurt the milestones, on whom that hangs, and what can be begun now, as shown."""

from collections.abc import Mapping
from dataclasses import field

from governance.labels import Label
from plans.insight.choke_points import ChokePoint
from plans.insight.harm import Harm
from plans.insight.reliance import Reliance
from plans.plan import PlanSchedule
from plans.plan_insight import PlanInsight
from web.access import Here
from web.i18n import gettext, number
from web.plan_parts import Mark, Part, current, name_of, task_named, tasks_named
from web.viewclass import viewclass
from web.words.plan_review import percent

SLIPS = (5, 10, 20)


@viewclass
class HarmRow:
    task: Part
    department: str
    owner: str
    float_days: str
    milestone_days: str
    moved: list[tuple[str, str]]
    mark: Mark | None


@viewclass
class RelianceRow:
    on: Part
    milestone_days: str
    tasks: int
    critical: int


@viewclass
class ChokeRow:
    """A task where ways meet; `share` of the ways to the last milestone in per cent, `between` empty in a large plan."""

    task: Part
    share: str
    between: str
    float_days: str


@viewclass
class ExposurePage:
    """Which slip would hurt the milestones, and on whom that hangs."""

    title: str
    slip: int
    slips: list[tuple[str, str, bool]]
    rows: list[HarmRow]
    more: int
    people: list[RelianceRow]
    departments: list[RelianceRow]
    ready: list[Part]
    chokes: list[ChokeRow]
    exact: bool
    is_empty: bool
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def exposure_page(here: Here, slip: int) -> ExposurePage:
    insight = current(here)
    plan, title = insight.plan, gettext("What would hurt")
    found = [] if plan.is_empty else insight.harms(slip)
    hurting = [h for h in found if h.milestone_days > 0]
    return ExposurePage(
        title=title, slip=slip,
        slips=[(gettext("{days} working days").format(days=days), f"{here.path}/exposure?slip={days}", days == slip) for days in SLIPS],
        rows=[_harm(here, insight, h) for h in hurting[:50]], more=max(0, len(hurting) - 50),
        people=[_reliance(here, plan, "people", plan.people, r) for r in insight.reliance_on_people(found)[:10] if r.milestone_days],
        departments=[_reliance(here, plan, "departments", plan.departments, r) for r in insight.reliance_on_departments(found)[:10] if r.milestone_days],
        ready=[] if plan.is_empty else tasks_named(here, plan, insight.ready[:20]),
        chokes=[] if plan.is_empty else [_choke(here, plan, c) for c in insight.choke_points[:10]],
        exact=plan.is_empty or insight.net.exact, is_empty=plan.is_empty,
        crumbs=[(title, None)],
    )  # fmt: skip


def _harm(here: Here, insight: PlanInsight, harm: Harm) -> HarmRow:
    plan, task = insight.plan, insight.plan.tasks[harm.task]
    moved = sorted(harm.delays.items(), key=lambda item: (plan[item[0]].finish, item[0]))
    critical = task.code in plan.critical
    return HarmRow(
        task_named(here, plan, task.code), name_of(plan.departments, task.department), name_of(plan.people, task.owner),
        number(round(plan.float_days(task.code), 1)), number(round(harm.milestone_days, 1)),
        [(code, f"+{number(round(days, 1))}") for code, days in moved], Mark("muted", gettext("Critical")) if critical else None,
    )  # fmt: skip


def _choke(here: Here, plan: PlanSchedule, found: ChokePoint) -> ChokeRow:
    between = "" if found.betweenness is None else number(round(found.betweenness))
    return ChokeRow(
        task_named(here, plan, found.task),
        percent(float(found.share)),
        between,
        number(round(plan.float_days(found.task), 1)),
    )


def _reliance(here: Here, plan: PlanSchedule, plural: str, labels: Mapping[str, Label], found: Reliance) -> RelianceRow:
    on = Part(found.on, name_of(labels, found.on), f"{here.path}/{plural}/{found.on}")
    return RelianceRow(on, number(round(found.milestone_days, 1)), len(found.tasks), len(found.critical))
