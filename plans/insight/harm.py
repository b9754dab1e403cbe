"""Which task hurts the milestones most when it slips: milestone-days, the sum of what every milestone would move by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from plans.insight.slack_net import SlackNet

WEIGHT = 1


@dataclass(frozen=True, slots=True)
class Harm:
    """What a slip of one task does: `delays` in days by milestone (those that move), `milestone_days` their weighted sum."""

    task: str
    milestone_days: float
    delays: Mapping[str, float]


def harms(
    net: SlackNet, milestones: Collection[str], slip_min: float, day_min: float, weights: Mapping[str, float] | None = None
) -> list[Harm]:  # fmt: skip
    """The harm of every unfinished task that is no milestone itself, the greatest first.

    delay(task, milestone) = max(0, slip - distance), the distance being the least sum of slacks between them;
    milestone-days = the sum over milestones of delay times weight. `slip_min` and `day_min` in worked minutes.
    """
    delays: dict[str, dict[str, float]] = {}
    for milestone in milestones:
        for task, distance in net.distances_to(milestone).items():
            moved = delays.setdefault(task, {})
            if distance < slip_min:
                moved[milestone] = (slip_min - distance) / day_min
    weigh = weights or {}
    found = [
        Harm(task, sum(days * weigh.get(m, WEIGHT) for m, days in moved.items()), moved)
        for task, moved in delays.items()
        if task not in milestones
    ]
    return sorted(found, key=lambda harm: (-harm.milestone_days, harm.task))
