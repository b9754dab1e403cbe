"""How long the schedule engine takes: build the network, compute it, read out every date. Best of several runs."""

import json
import random
import subprocess
import sys
import timeit
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from math import log
from time import perf_counter
from typing import TypeVar

from plans.calendar import WorkCalendar, around_the_clock, standard_calendar
from plans.china import china_calendar
from plans.exchange.mspdi import read_mspdi
from plans.exchange.mspdi_project import read_project
from plans.exchange.plan_json import schedule_json
from plans.microsoft.project_schedule import project_schedule
from plans.network import Activity, Link, LinkType, Network
from plans.node_table import collector_paused
from plans.schedule import schedule
from plans.worked_time import clock

T = TypeVar("T")

START = datetime(2026, 3, 2, 9)
DAY = 480


def calendars() -> dict[str, WorkCalendar]:
    return {"China": china_calendar(), "24 Hours": around_the_clock(), "Standard": standard_calendar()}


def parts(tasks: int, links: int, mixed: bool) -> tuple[list[Activity], list[Link]]:
    """Random tasks of 1 to 20 days and links of every type, one in seven not finish-to-start, a third with lags."""
    rng = random.Random(20260302)
    names = [None, None, None, "24 Hours", "Standard"] if mixed else [None]
    activities = [Activity(f"T{n}", "", rng.randint(1, 20) * DAY, rng.choice(names)) for n in range(tasks)]
    chosen: dict[tuple[int, int], tuple[LinkType, int]] = {}
    while len(chosen) < links:
        after = rng.randrange(1, tasks)
        before = max(0, after - 1 - int(rng.expovariate(50 / tasks)))
        kind = LinkType.FS if rng.random() < 0.85 else rng.choice(list(LinkType))
        lag = rng.choice([0, 0, 0, 0, DAY, -DAY // 2])
        chosen.setdefault((before, after), (kind, lag))
    in_file_order = sorted(chosen.items(), key=lambda item: item[0][1])  # under the task that they lead to
    return activities, [Link(f"T{before}", f"T{after}", *how) for (before, after), how in in_file_order]


def best(runs: int, work: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds of the fastest run, and what it gave."""
    result, fastest = work(), float("inf")
    for _ in range(runs):
        began = perf_counter()
        result = work()
        fastest = min(fastest, perf_counter() - began)
    return round(fastest * 1000, 1), result


def measure(tasks: int, links: int, mixed: bool, runs: int) -> dict[str, float]:
    with collector_paused():
        activities, dependencies = parts(tasks, links, mixed)
    held = calendars()
    network_ms, network = best(runs, lambda: Network(START, held, "China", tuple(activities), tuple(dependencies)))
    schedule_ms, result = best(runs, lambda: schedule(network))
    path_ms, _ = best(runs, lambda: schedule(network).critical_path)
    began = perf_counter()
    answer = schedule_json(result)
    json_ms = round((perf_counter() - began) * 1000, 1)
    print(f"{tasks} tasks finish {answer['finish']}", file=sys.stderr)
    return {
        "build_network_ms": network_ms,
        "schedule_ms": schedule_ms,
        "schedule_and_critical_path_ms": path_ms,
        "every_date_as_json_ms": json_ms,
    }


def growth(sizes: tuple[int, ...]) -> dict[str, float]:
    """Microseconds per task of building, computing and tracing ever larger networks, and the exponent of their growth.

    Twice: `alike` are plans of 10,000 side by side, as in a portfolio; `deep` is one network whose links reach further
    the larger it is, so that less and less of it lies near in memory. An exponent of 1 is linear.
    """
    figures: dict[str, float] = {}
    for shape in ("alike", "deep"):
        costs = [_cost(*(side_by_side(n) if shape == "alike" else parts(n, 2 * n, mixed=False))) for n in sizes]
        figures |= {f"{shape}_{n}_us": round(cost / n * 1e6, 2) for n, cost in zip(sizes, costs, strict=True)}
        figures[f"{shape}_exponent"] = round(log(costs[-1] / costs[0]) / log(sizes[-1] / sizes[0]), 3)
    return figures


def in_a_process_of_its_own() -> dict[str, float]:
    """100,000 tasks and 180,000 links with all link types and lags: the time of building and computing, and the most memory that the process held."""
    script = (
        "import json, resource; from tests.bench.bench_schedule import *; "
        "activities, links = parts(100_000, 180_000, mixed=False); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; "
        "ms = best(1, lambda: schedule(Network(START, calendars(), 'China', tuple(activities), tuple(links))).critical_path)[0]; "
        "print(json.dumps({'build_schedule_and_path_ms': ms, 'the_tasks_as_objects_mb': before // 1024, "
        "'peak_mb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def side_by_side(tasks: int) -> tuple[list[Activity], list[Link]]:
    """As many plans of 10,000 tasks as make so many tasks."""
    activities, links = parts(10_000, 20_000, mixed=False)
    copies = range(tasks // 10_000)
    return (
        [replace(a, id=f"P{n}{a.id}") for n in copies for a in activities],
        [x._replace(source=f"P{n}{x.source}", target=f"P{n}{x.target}") for n in copies for x in links],
    )


def _cost(activities: list[Activity], links: list[Link]) -> float:
    """Seconds of the fastest of several runs."""
    tasks, dependencies, held = tuple(activities), tuple(links), calendars()
    return best(3, lambda: schedule(Network(START, held, "China", tasks, dependencies)).critical_path)[0] / 1000


def chain(tasks: int) -> dict[str, float]:
    activities = tuple(Activity(str(n), "", DAY) for n in range(tasks))
    links = tuple(Link(str(n), str(n + 1)) for n in range(tasks - 1))
    network = Network(START, calendars(), "China", activities, links)
    return {"schedule_ms": best(3, lambda: schedule(network))[0]}


def conversions() -> dict[str, float]:
    """Nanoseconds of one reading of the calendar."""
    worked = china_calendar().worked
    t = clock(datetime(2026, 8, 13, 10))
    x = worked.offset(t)
    readings = {"offset": (worked.offset, t), "as_start": (worked.as_start, x), "as_finish": (worked.as_finish, x)}
    count = 200_000
    return {
        name: round(min(timeit.repeat(lambda f=f, a=a: f(a), number=count, repeat=3)) / count * 1e9)
        for name, (f, a) in readings.items()
    }


def mspdi(tasks: int) -> dict[str, float]:
    rows = "".join(
        f"<Task><UID>{n}</UID><ID>{n}</ID><Name>Task {n}</Name><OutlineLevel>1</OutlineLevel><Manual>0</Manual>"
        f"<Duration>PT{8 + n % 5 * 8}H0M0S</Duration><DurationFormat>7</DurationFormat><Milestone>0</Milestone>"
        + "<Filler>0</Filler>" * 60
        + (f"<PredecessorLink><PredecessorUID>{max(1, n - 3)}</PredecessorUID><Type>1</Type></PredecessorLink>"
           if n > 3 else "")
        + "</Task>"
        for n in range(1, tasks + 1)
    )  # fmt: skip
    content = (
        '<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-03-02T08:00:00</StartDate>'
        f"<CalendarUID>1</CalendarUID><Calendars/><Tasks>{rows}</Tasks></Project>"
    ).encode()
    read_ms, plan = best(3, lambda: read_mspdi(content))
    project_ms, project = best(3, lambda: read_project(content))
    return {
        "bytes": len(content), "read_ms": read_ms, "schedule_ms": best(3, lambda: schedule(plan.network))[0],
        "read_for_its_own_method_ms": project_ms, "its_own_method_ms": best(3, lambda: project_schedule(project).tasks)[0],
    }  # fmt: skip


if __name__ == "__main__":
    print(
        json.dumps(
            {
                "10000_tasks_20000_links": measure(10_000, 20_000, mixed=False, runs=5),
                "10000_tasks_20000_links_three_calendars": measure(10_000, 20_000, mixed=True, runs=5),
                "100000_tasks_200000_links": measure(100_000, 200_000, mixed=False, runs=2),
                "100000_tasks_180000_links": in_a_process_of_its_own(),
                "growth": growth((10_000, 20_000, 50_000, 100_000)),
                "chain_of_10000": chain(10_000),
                "calendar_reading_ns": conversions(),
                "mspdi_of_1000_tasks": mspdi(1000),
            }
        )
    )
