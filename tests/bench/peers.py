"""`make bench-peers`: the schedule engine beside MPXJ's MicrosoftScheduler, the best known open one, on the same networks in one run.

Links of all types with lags on one calendar. MPXJ is warm (the best of several runs in one Java machine, its compiler done); its time is
that of `schedule` and of asking every task for its total slack, less what as many calls from Python for a duration that is there cost. Ours is `schedule` and
reading out every date and float; `with_building` adds making the network out of tasks and links, which MPXJ does while reading its file.
"""

import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from xml.sax.saxutils import escape

from plans.calendar import standard_calendar
from plans.network import Activity, Link, Network
from plans.schedule import schedule
from tests.bench.bench_schedule import parts
from web.foreign_plan_child import machine

SIZES = {1_000: 2_000, 10_000: 20_000, 50_000: 100_000}
RUNS = 5
START = datetime(2026, 3, 2, 8)
TYPES = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}


def project_file(activities: list[Activity], links: list[Link]) -> str:
    """The network as the least of a Microsoft Project file: tasks with their durations on the standard calendar, links with lags."""
    into: dict[str, list[Link]] = {}
    for link in links:
        into.setdefault(link.target, []).append(link)
    number = {activity.id: n for n, activity in enumerate(activities, 1)}
    rows = []
    for activity in activities:
        before = "".join(
            f"<PredecessorLink><PredecessorUID>{number[x.source]}</PredecessorUID><Type>{TYPES[x.type]}</Type>"
            f"<LinkLag>{round(x.lag_min * 10)}</LinkLag><LagFormat>7</LagFormat></PredecessorLink>"
            for x in into.get(activity.id, ())
        )
        n, hours = number[activity.id], activity.duration_min / 60
        rows.append(
            f"<Task><UID>{n}</UID><ID>{n}</ID><Name>{escape(activity.id)}</Name><Type>1</Type><OutlineLevel>1</OutlineLevel>"
            f"<Duration>PT{hours:g}H0M0S</Duration><DurationFormat>7</DurationFormat><ActualDuration>PT0H0M0S</ActualDuration>"
            f"<RemainingDuration>PT{hours:g}H0M0S</RemainingDuration>{before}</Task>"
        )
    week = "".join(
        f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(day not in (1, 7))}</DayWorking>"
        + _HOURS * (day not in (1, 7))
        + "</WeekDay>"
        for day in range(1, 8)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion>'
        f"<ScheduleFromStart>1</ScheduleFromStart><StartDate>{START.isoformat()}</StartDate><CalendarUID>1</CalendarUID><Calendars><Calendar>"
        f"<UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>{week}</WeekDays></Calendar></Calendars>"
        f"<Tasks>{''.join(rows)}</Tasks></Project>"
    )


_HOURS = (
    "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
    "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"
)


def theirs(file: Path) -> dict[str, Any]:
    """Milliseconds of MPXJ: schedule, and slack of every task; and its floats in minutes by task name."""
    import jpype  # pyright: ignore[reportMissingImports]

    plan = jpype.JClass("org.mpxj.reader.UniversalProjectReader")().read(str(file))
    scheduler, start = (
        jpype.JClass("org.mpxj.cpm.MicrosoftScheduler"),
        jpype.JClass("java.time.LocalDateTime").of(2026, 3, 2, 8, 0),
    )
    tasks = [task for task in plan.getTasks() if task.getUniqueID().intValue() > 0]
    scheduling, slack, calls = [], [], []
    for _ in range(RUNS):
        begin = perf_counter()
        scheduler().schedule(plan, start)
        scheduled = perf_counter()
        for task in tasks:
            task.getTotalSlack()
        told = perf_counter()
        for task in tasks:
            task.getDuration()  # a duration as well, but one that is there
        ended = perf_counter()
        scheduling.append(scheduled - begin)
        slack.append(told - scheduled)
        calls.append(ended - told)
    asked = max(0.0, min(slack) - min(calls))
    unit = jpype.JClass("org.mpxj.TimeUnit").MINUTES
    floats = {
        str(t.getName()): float(t.getTotalSlack().convertUnits(unit, plan.getProjectProperties()).getDuration())
        for t in tasks
    }
    return {
        "schedule_ms": _ms(min(scheduling)),
        "slack_ms": _ms(asked),
        "total_ms": _ms(min(scheduling) + asked),
        "floats": floats,
    }


def ours(activities: list[Activity], links: list[Link]) -> dict[str, Any]:
    """Milliseconds of this engine, and its floats."""
    calendar = standard_calendar()
    building, computing = [], []
    floats: dict[str, float] = {}
    for _ in range(RUNS):
        begin = perf_counter()
        network = Network(START, {calendar.name: calendar}, calendar.name, tuple(activities), tuple(links))
        built = perf_counter()
        floats = {id: task.total_float_min for id, task in schedule(network).tasks.items()}
        computing.append(perf_counter() - built)
        building.append(built - begin)
    return {
        "total_ms": _ms(min(computing)),
        "with_building_ms": _ms(min(computing) + median(building)),
        "floats": floats,
    }


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def main() -> int:
    try:
        import jpype  # pyright: ignore[reportMissingImports]
        import mpxj  # noqa: F401 # pyright: ignore[reportMissingImports] - puts the library on the machine's path
    except ImportError:
        print("The extra mpp is needed: pip install steerboard[mpp]", file=sys.stderr)
        return 1
    jpype.startJVM(machine(), "-Xmx3g", "--enable-native-access=ALL-UNNAMED", convertStrings=True)
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size, count in SIZES.items():
            activities, links = parts(size, count, mixed=False)
            file = Path(folder) / f"{size}.xml"
            file.write_text(project_file(activities, links), encoding="utf-8")
            peer, own = theirs(file), ours(activities, links)
            same = sum(abs(own["floats"][id] - value) < 1 for id, value in peer.pop("floats").items())
            own.pop("floats")
            results[str(size)] = {
                "mpxj": peer, "steerboard": own, "times_faster": round(peer["total_ms"] / own["total_ms"], 2),
                "times_faster_with_building": round(peer["total_ms"] / own["with_building_ms"], 2), "equal_floats": f"{same} of {size}",
            }  # fmt: skip
    print(json.dumps(results, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
