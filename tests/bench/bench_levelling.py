"""How well and how fast plans are levelled: networks of 30 activities against their proven optima, and a plan of 1,000 tasks.

Set `PSPLIB` to a folder of single-mode instances (`*.sm`) with their optima in `optima.csv` (`name,makespan`) to measure those
instead of the generated networks, or `EVERY` to anything for 480 generated ones: ten of each of the 48 combinations of links per
activity, resource factor and resource strength that the library's sets are made of (some five minutes).
"""

import csv
import json
import os
import random
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from time import perf_counter

from plans.calendar import standard_calendar
from plans.levelling.constrained_project import NEVER, ConstrainedProject
from plans.levelling.exact import solve
from plans.levelling.improvement import best_found
from plans.levelling.levelled_plan import level
from plans.levelling.lower_bounds import lower_bound
from plans.levelling.resourced_plan import Resource, ResourcedPlan
from plans.network import Network
from tests.bench.bench_schedule import START, parts
from tests.plans.levelling.instances import generated

SECONDS = 30


def networks() -> Iterator[tuple[str, ConstrainedProject, int | None]]:
    """Name, network and optimum (None where it is not known beforehand)."""
    folder = os.environ.get("PSPLIB")
    if os.environ.get("EVERY"):
        for seed, complexity, factor, strength in product(
            range(1000, 1010), (1.5, 1.8, 2.1), (0.25, 0.5, 0.75, 1.0), (0.2, 0.5, 0.7, 1.0)
        ):
            network = generated(seed, complexity=complexity, factor=factor, strength=strength)
            yield f"{seed}-{complexity}-{factor}-{strength}", network, None
        return
    if not folder:
        for seed in range(4):
            for factor, strength in ((0.25, 0.2), (0.5, 0.5), (0.75, 0.2), (1.0, 0.2), (1.0, 0.5), (1.0, 0.7)):
                yield f"{seed}-{factor}-{strength}", generated(seed, factor=factor, strength=strength), None
        return
    with (Path(folder) / "optima.csv").open() as file:
        optima = {name: int(makespan) for name, makespan, *_ in csv.reader(file)}
    for path in sorted(Path(folder).glob("*.sm")):
        yield path.name, single_mode(path.read_text()), optima.get(path.name)


def single_mode(text: str) -> ConstrainedProject:
    """An instance in the format of the project scheduling library: jobs with one mode, renewable resources."""
    sections = [part.strip().splitlines() for part in text.split("*" * 72)]
    named = {lines[0].partition(":")[0].strip(): lines[1:] for lines in sections if lines}
    after = [[int(x) - 1 for x in line.split()[3:]] for line in named["PRECEDENCE RELATIONS"][1:]]
    rows = [[int(x) for x in line.split()] for line in named["REQUESTS/DURATIONS"][2:]]
    durations = [row[2] for row in rows]
    before: list[list[tuple[int, int]]] = [[] for _ in rows]
    for i, successors in enumerate(after):
        for j in successors:
            before[j].append((i, durations[i]))
    return ConstrainedProject(
        names=[f"{row[0]:04}" for row in rows],
        durations=durations,
        before=before,
        release=[0] * len(rows),
        latest=[NEVER] * len(rows),
        demands=[[(k, amount) for k, amount in enumerate(row[3:]) if amount] for row in rows],
        capacities=[int(x) for x in named["RESOURCEAVAILABILITIES"][1].split()],
    )


def against_the_optimum() -> dict[str, float]:
    above, seconds, proven, count = list[float](), list[float](), 0, 0
    solver_seconds = list[float]()
    for name, network, known in networks():
        count += 1
        began = perf_counter()
        bound = lower_bound(network)
        starts = best_found(network, bound, lambda: True)
        seconds.append(perf_counter() - began)
        began = perf_counter()
        solved = solve(network, starts, bound, SECONDS)
        solver_seconds.append(perf_counter() - began)
        shortest = network.makespan(solved.starts)
        if known is not None and solved.optimal and shortest != known:
            raise SystemExit(f"{name}: {shortest} is said to be optimal, {known} is known")
        proven += solved.optimal
        above.append(network.makespan(starts) / (known or shortest) - 1)
    return {
        "networks_of_30": count,
        "heuristic_above_best_known_percent": round(100 * sum(above) / count, 3),
        "heuristic_worst_percent": round(100 * max(above), 1),
        "heuristic_seconds_on_average": round(sum(seconds) / count, 2),
        "solver_optimal_percent": round(100 * proven / count, 1),
        "solver_seconds_on_average": round(sum(solver_seconds) / count, 2),
        "solver_seconds_at_most": round(max(solver_seconds), 1),
    }


def of_a_large_plan(tasks: int, people: int) -> dict[str, float]:
    activities, links = parts(tasks, tasks * 9 // 5, mixed=False)
    network = Network(START, {"Standard": standard_calendar()}, "Standard", tuple(activities), tuple(links))
    rng = random.Random(1)
    demand = {activity.id: {f"P{rng.randrange(people)}": 1, "team": rng.randint(0, 3)} for activity in activities}
    resources = (*(Resource(f"P{n}", 1) for n in range(people)), Resource("team", 12))
    plan = ResourcedPlan(network, resources, demand)
    began = perf_counter()
    levelled = level(plan)
    return {
        "seconds": round(perf_counter() - began, 2),
        "above_the_bound_percent": round(100 * (levelled.makespan_min / levelled.lower_bound_min - 1), 1),
    }


if __name__ == "__main__":
    print("levelling", file=sys.stderr)
    print(json.dumps(against_the_optimum() | {"plan_of_1000_tasks": of_a_large_plan(1_000, 30)}))
