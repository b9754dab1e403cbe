"""How long the answers about a plan of 5,000 tasks, 10,000 links and 50 milestones take. Best of three, in milliseconds."""

import json
import timeit
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from plans.insight.hand_offs import hand_offs
from plans.insight.harm import harms
from plans.insight.health_check import Assessed, health_check
from plans.insight.redundant_links import redundant_links
from plans.insight.slack_net import slack_net
from plans.insight.task_net import layers, necessary
from plans.network import Network
from plans.schedule import schedule
from tests.bench.bench_schedule import DAY, START, calendars, parts

TASKS, LINKS, EVERY = 5_000, 10_000, 100


def best_ms(work: Callable[[], Any]) -> float:
    work()
    return round(min(timeit.repeat(work, number=1, repeat=3)) * 1000, 1)


def main() -> None:
    activities, links = parts(TASKS, LINKS, mixed=False)
    activities = [replace(a, duration_min=0) if n % EVERY == 0 else a for n, a in enumerate(activities)]
    network = Network(START, calendars(), "China", tuple(activities), tuple(links))
    computed = schedule(network)
    milestones = [a.id for a in activities if not a.duration_min]
    tasks = [a.id for a in activities if a.duration_min]
    departments: dict[str, str | None] = {a.id: f"D{n % 9}" for n, a in enumerate(activities)}
    assessed = Assessed(computed, date(2026, 2, 27), tasks, milestones, set(tasks), {}, deadline_min=0)
    figures = {
        "health_ms": best_ms(lambda: health_check(assessed)),
        "hand_offs_ms": best_ms(lambda: hand_offs(network, departments)),
        "milestone_days_ms": best_ms(lambda: harms(slack_net(computed), milestones, 10 * DAY, DAY)),
        "redundant_links_ms": best_ms(lambda: redundant_links(network)),
        "necessary_ms": best_ms(lambda: necessary(network, milestones[-1])),
        "layers_ms": best_ms(lambda: layers(network)),
    }
    figures["health_hand_offs_and_milestone_days_ms"] = round(sum([*figures.values()][:3]), 1)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
