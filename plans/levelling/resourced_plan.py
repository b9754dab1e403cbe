"""A plan with its resources: how much there is of each, and how much of it every task holds while it is worked on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from governance.errors import Problem, refuse_if
from plans.network import Network

MAX_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource that frees itself: `capacity` units of it are there at any worked minute."""

    id: str
    capacity: int


@dataclass(frozen=True)
class ResourcedPlan:
    """A network, its resources, and `demand[task id][resource id]` in units. Raises `Invalid` with every fault found.

    A task holds its units from its start to its finish; one without duration holds nothing. Units are whole and
    at least 0; a summary holds none, for the work is in its tasks.
    """

    network: Network
    resources: tuple[Resource, ...] = ()
    demand: Mapping[str, Mapping[str, int]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "resources", tuple(self.resources))
        refuse_if([*_resource_faults(self.resources), *_demand_faults(self)])

    @property
    def capacities(self) -> dict[str, int]:
        """Units of each resource by its id."""
        return {resource.id: resource.capacity for resource in self.resources}


def _resource_faults(resources: tuple[Resource, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for n, resource in enumerate(resources):
        if not resource.id:
            yield Problem("REQUIRED", f"resources[{n}].id")
        elif resource.id in seen:
            yield Problem("RESOURCE_TWICE", f"resources[{n}].id", resource.id)
        seen.add(resource.id)
        if not 1 <= resource.capacity <= MAX_UNITS:
            yield Problem("OUT_OF_RANGE", f"resources[{n}].capacity", resource.capacity, {"min": 1, "max": MAX_UNITS})


def _demand_faults(plan: ResourcedPlan) -> Iterator[Problem]:
    capacities, number = plan.capacities, plan.network.table.number
    summaries = set(plan.network.table.summaries)
    for task, units in plan.demand.items():
        if task not in number:
            yield Problem("DEMAND_OF_NO_TASK", "demand", task)
            continue
        place = f"tasks[{number[task]}].demand"
        if number[task] in summaries and any(units.values()):
            yield Problem("DEMAND_ON_SUMMARY", place, task)
        for id, amount in units.items():
            at = f"{place}.{id}"
            if id not in capacities:
                yield Problem("RESOURCE_UNKNOWN", at, id, {"task": task, "known": sorted(capacities)})
            elif amount < 0:
                yield Problem("OUT_OF_RANGE", at, amount, {"min": 0})
            elif amount > capacities[id]:
                facts = {"task": task, "resource": id, "capacity": capacities[id]}
                yield Problem("DEMAND_ABOVE_CAPACITY", at, amount, facts)
