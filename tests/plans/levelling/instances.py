"""Instances in the manner of ProGen: activities in a random network, resources with a factor and a strength."""

import random
from collections.abc import Mapping

from plans.levelling.constrained_project import NEVER, ConstrainedProject


def project(
    durations: Mapping[str, int],
    links: Mapping[str, str] | None = None,
    demands: Mapping[str, tuple[int, ...]] | None = None,
    capacities: tuple[int, ...] = (),
) -> ConstrainedProject:
    """A project by letters: `links={"C": "AB"}` says that C follows A and B finish to start."""
    names = sorted(durations)
    number = {name: n for n, name in enumerate(names)}
    links, demands = links or {}, demands or {}
    return ConstrainedProject(
        names=names,
        durations=[durations[name] for name in names],
        before=[[(number[i], durations[i]) for i in links.get(name, "")] for name in names],
        release=[0] * len(names),
        latest=[NEVER] * len(names),
        demands=[
            [(k, amount) for k, amount in enumerate(demands.get(name, ())) if amount and durations[name]]
            for name in names
        ],
        capacities=capacities,
    )


def generated(
    seed: int, count: int = 30, complexity: float = 1.8, factor: float = 0.75, strength: float = 0.2, resources: int = 4
) -> ConstrainedProject:
    """`complexity`: links per activity; `factor`: share of the resources that an activity asks for; `strength` 0: as scarce
    as can be, 1: never scarce (Kolisch, Sprecher and Drexl 1995)."""
    rng = random.Random(seed)
    durations = [rng.randint(1, 10) for _ in range(count)]
    before: list[set[int]] = [set() for _ in range(count)]
    for j in range(3, count):
        before[j].add(rng.randrange(max(0, j - 12), j))
    missing = round(complexity * count) - (count - 3)
    for _ in range(max(0, missing)):
        j = rng.randrange(3, count)
        before[j].add(rng.randrange(max(0, j - 12), j))
    asked = [
        {k: rng.randint(1, 10) for k in rng.sample(range(resources), max(1, round(factor * resources)))}
        for _ in range(count)
    ]
    free = ConstrainedProject(
        names=[f"T{n:03}" for n in range(count)],
        durations=durations,
        before=[[(i, durations[i]) for i in sorted(found)] for found in before],
        release=[0] * count,
        latest=[NEVER] * count,
        demands=[sorted(d.items()) for d in asked],
        capacities=(),
    )
    capacities = []
    for k in range(resources):
        least = max((d.get(k, 0) for d in asked), default=1) or 1
        peak = least
        for t in range(max(h + d for h, d in zip(free.heads, durations, strict=True))):
            peak = max(
                peak, sum(asked[n].get(k, 0) for n in range(count) if free.heads[n] <= t < free.heads[n] + durations[n])
            )
        capacities.append(least + round(strength * (peak - least)))
    return ConstrainedProject(
        free.names, free.durations, free.before, free.release, free.latest, free.demands, capacities
    )
