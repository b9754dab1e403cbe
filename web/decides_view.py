"""What decides when a milestone comes, as shown on its page."""

from milestones.register import Milestone
from plans.insight.driving_paths import DrivingPath, changes_of
from plans.plan_insight import PlanInsight
from web.access import Here
from web.i18n import number, plain_day
from web.plan_parts import Part, current, name_of, task_named, tasks_named
from web.viewclass import viewclass


@viewclass
class PathRow:
    task: Part
    department: str
    start: str
    finish: str
    variance: str
    changed: bool


@viewclass
class PathView:
    """One way that decides a date: the rows in order, what it may still slip, how often it changes hands."""

    rank: int
    slack: str
    rows: list[PathRow]
    changes: int


@viewclass
class DecidesPanel:
    """What decides when a milestone comes."""

    paths: list[PathView]
    necessary: list[Part]
    achieved: bool


def decides_panel(here: Here, milestone: Milestone) -> DecidesPanel:
    insight = current(here)
    plan = insight.plan
    if milestone.code not in plan.tasks or insight.is_done(milestone.code):
        return DecidesPanel([], [], milestone.code in plan.tasks)
    paths = [_path(here, insight, path) for path in insight.driving_paths(milestone.code)]
    open_ones = [code for code in insight.necessary(milestone.code) if not insight.is_done(code)]
    return DecidesPanel(paths, tasks_named(here, plan, open_ones), False)


def _path(here: Here, insight: PlanInsight, path: DrivingPath) -> PathView:
    plan, before = insight.plan, None
    rows = []
    for code in path.tasks:
        task = plan.tasks[code]
        late = plan.variance(code)
        variance = "" if not late else f"{late:+d}".replace("-", "−")
        rows.append(
            PathRow(
                task_named(here, plan, code), name_of(plan.departments, task.department), plain_day(plan[code].start.date()),
                plain_day(plan[code].finish.date()), variance, before is not None and task.department != before,
            )
        )  # fmt: skip
        before = task.department
    slack = number(round(plan.calendar.days_of(path.slack_min), 1))
    return PathView(path.rank, slack, rows, changes_of(path.tasks, insight.departments))
