"""Which dates Microsoft Project would show otherwise, once it computes a plan from here by its own method."""

from governance.errors import Problem
from plans.exchange.mspdi_project import read_project
from plans.exchange.outgoing_plan import OutgoingPlan
from plans.microsoft.project_schedule import project_schedule
from plans.node_table import collector_paused


def dates_that_differ(plan: OutgoingPlan, body: bytes) -> list[Problem]:
    """The tasks that would begin or finish on another day there; nothing where all agree."""
    with collector_paused():
        there = project_schedule(read_project(body))
    differing = []
    for row in plan.rows:
        if row.id is None or row.status == "cancelled":
            continue
        here, theirs = plan.schedule[row.id], there[str(row.uid)]
        if (here.start.date(), here.finish.date()) != (theirs.start.date(), theirs.finish.date()):
            differing.append(row.code)
    facts = {"count": len(differing), "tasks": differing}
    return [Problem("DATES_DIFFER_THERE", "tasks", None, facts)] if differing else []
