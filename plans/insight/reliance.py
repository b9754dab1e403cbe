"""On whom the plan relies: what stands still when a person or a department drops out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plans.insight.harm import Harm


@dataclass(frozen=True, slots=True)
class Reliance:
    """One person or department: their unfinished tasks, the critical ones, and the milestone-days if all of theirs slip."""

    on: str
    tasks: tuple[str, ...]
    critical: tuple[str, ...]
    milestone_days: float


def reliances(harms: Iterable[Harm], holder_of: Mapping[str, str | None], critical: Iterable[str]) -> list[Reliance]:
    """By holder, the most milestone-days first.

    All tasks of a holder slip together, so a milestone moves by the most that any of them moves it, once.
    """
    on_path = set(critical)
    held: dict[str, list[Harm]] = {}
    for harm in harms:
        if holder := holder_of.get(harm.task):
            held.setdefault(holder, []).append(harm)
    found = []
    for holder, theirs in held.items():
        worst: dict[str, float] = {}
        for harm in theirs:
            for milestone, days in harm.delays.items():
                worst[milestone] = max(days, worst.get(milestone, 0))
        ids = sorted(harm.task for harm in theirs)
        found.append(Reliance(holder, tuple(ids), tuple(id for id in ids if id in on_path), sum(worst.values())))
    return sorted(found, key=lambda r: (-r.milestone_days, -len(r.critical), r.on))
