"""Resources and demands out of a plan file: `"resources": [{"id", "capacity"}]` and each task's `"demand": {id: units}`."""

from typing import Any

from governance.errors import Invalid, Problem
from plans.exchange.json_reader import JsonReader, Row, under
from plans.exchange.plan_json import MAX_TASKS, network_of, plan_object, write_plan
from plans.levelling.resourced_plan import MAX_UNITS, Resource, ResourcedPlan


def read_resourced_plan(content: bytes | str) -> ResourcedPlan:
    """The plan of a file with its resources. Raises `Invalid` with every problem at a path like `tasks[3].demand.fitter`."""
    data = plan_object(content)
    problems: list[Problem] = []
    network = None
    try:
        network = network_of(data)
    except Invalid as refusal:
        problems += refusal.problems
    reader = JsonReader()
    resources = tuple(_resource(reader, place, row) for place, row in reader.rows(data, "", "resources")[:MAX_TASKS])
    demand = _demands(reader, data)
    # A list that is none, or a task that is none, has been refused with the network already.
    said = {problem.field for problem in problems}
    problems += [problem for problem in reader.problems if problem.field not in said]
    if network is None or problems:
        raise Invalid(problems)
    return ResourcedPlan(network, resources, demand)


def write_resourced_plan(plan: ResourcedPlan) -> dict[str, Any]:
    """The object that `read_resourced_plan` reads back to an equal plan; a plan without resources as `write_plan` writes it."""
    written = write_plan(plan.network)
    if plan.resources:
        written["resources"] = [{"id": r.id, "capacity": r.capacity} for r in plan.resources]
    for task in written.get("tasks", ()):
        if held := plan.demand.get(task["id"]):
            task["demand"] = dict(held)
    return written


def _resource(reader: JsonReader, place: str, row: Row) -> Resource:
    reader.only(row, place, {"id", "capacity"})
    capacity = _whole(reader, place, row, "capacity", 1, required=True)
    return Resource(reader.text(row, place, "id", required=True) or "", 1 if capacity is None else capacity)


def _demands(reader: JsonReader, data: Row) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for place, row in reader.rows(data, "", "tasks"):
        held = reader.object(row, place, "demand")
        id = row.get("id")
        if held and isinstance(id, str):
            at = under(place, "demand")
            found[id] = {key: _whole(reader, at, held, key, 0) or 0 for key in held}
    return found


def _whole(reader: JsonReader, place: str, row: Row, key: str, low: int, required: bool = False) -> int | None:
    value = reader.number(row, place, key, low, MAX_UNITS, required)
    if value is None or value == int(value):
        return None if value is None else int(value)
    reader.add("NOT_WHOLE", under(place, key), value)
    return None
