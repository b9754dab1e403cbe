"""What a reader of computed dates must know: uncovered calendars, actual dates in the future, broken sequence, work left behind."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from governance.errors import Problem
from plans.progressed import Standing

if TYPE_CHECKING:
    from plans.schedule import Schedule


def schedule_warnings(schedule: "Schedule") -> list[Problem]:
    """None of them blocks; each names its tasks or links."""
    return [*_uncovered(schedule), *_in_future(schedule), *_broken_sequence(schedule), *_left_behind(schedule)]


def _uncovered(schedule: "Schedule") -> Iterator[Problem]:
    network, beyond = schedule.network, dict[str, list[str]]()
    summaries = {network.activities[n].id for n in network.table.summaries}
    for id, task in schedule.tasks.items():
        if task.provisional and id not in summaries:
            beyond.setdefault(network.activity(id).calendar or network.calendar, []).append(id)
    for name, ids in beyond.items():
        until = network.calendars[name].covered_until
        facts = {"until": until.isoformat() if until else None, "calendar": name, "tasks": ids}
        yield Problem("CALENDAR_NOT_COVERED", "calendar", name, facts)


def _in_future(schedule: "Schedule") -> Iterator[Problem]:
    if schedule.status is None:
        return
    given, _ = schedule.passes
    for n in given.started_at:
        activity = schedule.network.activities[n]
        for field in ("actual_start", "actual_finish"):
            actual = getattr(activity, field)
            if actual is not None and actual > schedule.status:
                facts = {"date": actual.isoformat(), "status_date": schedule.status.isoformat(), "task": activity.id}
                yield Problem("ACTUAL_IN_FUTURE", f"tasks[{n}].{field}", actual.isoformat(), facts)


def _broken_sequence(schedule: "Schedule") -> Iterator[Problem]:
    for broken in schedule.out_of_sequence:
        link = broken.link
        facts = {"from": link.source, "to": link.target, "type": str(link.type), "settled": broken.settled}
        yield Problem("OUT_OF_SEQUENCE", "dependencies", f"{link.source} → {link.target}", facts)


def _left_behind(schedule: "Schedule") -> Iterator[Problem]:
    """In a plan that stays as planned: work that the plan has done by the data date and nobody has reported."""
    network, status = schedule.network, schedule.status
    if not network.stays_planned or status is None:
        return
    summaries = {network.activities[n].id for n in network.table.summaries}
    late = [t for id, t in schedule.tasks.items() if id not in summaries and t.finish <= status]
    ids = [t.id for t in late if t.standing != Standing.complete]
    if ids:
        yield Problem("LEFT_BEHIND", "unfinished_work", None, {"count": len(ids), "tasks": ids[:10]})
