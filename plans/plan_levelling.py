"""A programme's plan as it is levelled: what people and departments can give, and what each task asks of them.

Units are per cent of one full-time person, as in assignments. A person has the share of a full week that is their capacity, a department
its headcount. Whoever is asked for more than that by one task alone cannot be helped by moving it: for levelling they have as much as
that task asks for, and are named.
"""

from dataclasses import dataclass

from plans.insight.load import PartyKind, Who
from plans.levelling.resourced_plan import MAX_UNITS, Resource, ResourcedPlan
from plans.plan_load import Assigned, PlanLoad
from plans.progressed import Standing


@dataclass(frozen=True)
class Levelable:
    """The plan with its demand, and who is asked for more than they have by a single task."""

    plan: ResourcedPlan
    raised: tuple[Who, ...] = ()


def levelable(load: PlanLoad) -> Levelable:
    """What is left to do of a plan with what it asks of whom. Departments stand for their people too, where they are asked as such."""
    open_ones = [a for a in load.assigned if load.plan[a.task].standing != Standing.complete]
    pools = {a.who for a in open_ones if a.who.kind == PartyKind.department}
    demand: dict[str, dict[str, int]] = {}
    for assigned in open_ones:
        within = load.parties[assigned.who].within
        for who in (assigned.who, within):
            if who is not None and (who == assigned.who or who in pools):
                of_task = demand.setdefault(assigned.task, {})
                of_task[_id(who)] = of_task.get(_id(who), 0) + _units(assigned)
    asked = {_id(who): who for a in open_ones for who in (a.who, load.parties[a.who].within) if who is not None}
    most = {id: max((units[id] for units in demand.values() if id in units), default=0) for id in asked}
    has = {id: _capacity(load, who) for id, who in asked.items()}
    used = sorted(id for id, units in most.items() if units)
    return Levelable(
        ResourcedPlan(load.plan.network, tuple(Resource(id, max(has[id], most[id])) for id in used), demand),
        tuple(asked[id] for id in used if most[id] > has[id]),
    )


def _id(who: Who) -> str:
    return f"{who.kind}:{who.code}"


def _units(assigned: Assigned) -> int:
    return min(MAX_UNITS, max(1, round(assigned.rate * 100)))


def _capacity(load: PlanLoad, who: Who) -> int:
    """Whole per cent of one full-time person."""
    full = sum(b - a for day in load.plan.calendar.week for a, b in day) / 60
    return min(MAX_UNITS, max(1, round(load.parties[who].week_hours / full * 100)))
