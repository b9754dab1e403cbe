"""Who works on a task, as its page on the plan shows and changes it."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from governance.authority import Permission
from governance.errors import Refusal
from plans.assignment_records import ResourceAssignment, ResourceAssignmentForm, assignments_on
from plans.insight.load import PartyKind
from plans.plan import PlanSchedule
from plans.plan_load import Assigned, load_of
from plans.tasks import Task, TaskKind
from web.access import Here
from web.i18n import number, plain_day
from web.plan_parts import Part, name_of
from web.register_forms import as_typed, controls
from web.viewclass import viewclass
from web.views import FieldControl
from web.words.values import tone, value_label

TYPED = ("person", "department", "units", "hours")


@viewclass
class WorkerRow:
    """An assignment of the task: who, what was typed, the hours in all, whether it is too much, and where it is changed."""

    code: str
    version: int
    who: Part
    units: str
    hours: str
    work: str
    tone: str
    word: str
    when: str
    action: str | None


@viewclass
class Workers:
    """Who works on a task; `fields` put somebody more on it, none for who may not."""

    rows: list[WorkerRow] = field(default_factory=list)
    fields: list[FieldControl] = field(default_factory=list)
    action: str = ""


def workers(here: Here, plan: PlanSchedule, task: Task, typed: Mapping[str, Any] | None, refusal: Refusal | None) -> Workers | None:  # fmt: skip
    """None for what nobody works on: milestones, summaries, what has left the plan."""
    known = plan.tasks.get(task.code)
    if known is None or known.kind not in (TaskKind.task, TaskKind.loe) or plan.network.activity(task.code).is_summary:
        return None
    action = f"{here.path}/schedule/tasks/{task.code}/assignments"
    may = here.may(Permission.maintain_plan)
    load = load_of(here.session, here.programme, plan)
    records = {r.code: r for r in assignments_on(here.session, task.key)}
    rows = [_row(here, plan, a, records[a.code], action if may else None) for a in load.assigned if a.code in records]
    if not may:
        return Workers(rows)
    filled = {"units": "100"} | {k: v for k, v in (typed or {}).items() if k in TYPED}
    fields = {n: ResourceAssignmentForm.model_fields[n] for n in TYPED}
    return Workers(rows, controls(here, fields, filled, refusal.problems if refusal else (), new=False, required_text=()), action)  # fmt: skip


def _row(here: Here, plan: PlanSchedule, assigned: Assigned, record: ResourceAssignment, action: str | None) -> WorkerRow:  # fmt: skip
    who = assigned.who
    is_person = who.kind == PartyKind.person
    name = name_of(plan.people if is_person else plan.departments, who.code)
    load = load_of(here.session, here.programme, plan)
    peak = load.overloaded(who, assigned.task)
    level = str(peak.level) if peak else ""
    return WorkerRow(
        record.code, record.version, Part(who.code, name, f"{here.path}/{'people' if is_person else 'departments'}/{who.code}"),
        as_typed(record.units), as_typed(record.hours), number(round(assigned.hours, 1)), tone("overallocated", level) if peak else "",
        value_label("overallocated", level) if peak else "", plain_day(peak.first) if peak else "",
        f"{action}/{record.code}" if action else None,
    )  # fmt: skip
