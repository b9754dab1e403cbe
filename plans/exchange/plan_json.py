"""The plan file `steerboard-plan/1`: a network as JSON, and a computed schedule as JSON. The schema is in the docs."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from governance.errors import Invalid, Problem
from plans.exchange.json_calendars import calendar_object, present, read_calendars
from plans.exchange.json_reader import JsonReader, Row, under
from plans.network import Activity, Constraint, ConstraintType, LagCalendar, Link, LinkType, MilestoneKind, Network
from plans.schedule import Schedule

FORMAT = "steerboard-plan/1"
MAX_BYTES = 64 * 1024 * 1024
MAX_TASKS = 200_000
MAX_LINKS = 1_000_000
MAX_MINUTES = 100 * 366 * 1440

_ANY_START = datetime(2000, 1, 1)  # stands in while other problems are looked for

# Resources and demands are read where a plan is levelled (`plans/levelling/plan_file.py`); they move no date here.
_PLAN = {"format", "start", "deadline", "calendar", "calendars", "tasks", "dependencies", "resources", "stays_planned"}
_TASK = {"id", "name", "duration_min", "calendar", "constraint", "deadline", "parent", "summary", "milestone", "demand"}
_PROGRESS = {"actual_start", "actual_finish", "remaining_min", "percent"}
_DEPENDENCY = {"from", "to", "type", "lag_min", "lag_calendar"}


def read_plan(content: bytes | str) -> Network:
    """The network of a plan file. Raises `Invalid` with every problem, each at a path like `tasks[3].duration_min`.

    `TOO_LARGE`, `NOT_JSON` and `UNKNOWN_FORMAT` end the reading at once; all else is collected.
    """
    return network_of(plan_object(content))


def network_of(data: Row) -> Network:
    """The network of a plan file's object; raises `Invalid` with every problem."""
    reader = JsonReader()
    reader.only(data, "", _PLAN)
    start = reader.moment(data, "", "start", required=True)
    deadline = reader.moment(data, "", "deadline")
    calendars = read_calendars(reader, data)
    if not calendars and not reader.problems:
        reader.add("REQUIRED", "calendars")
    calendar = reader.text(data, "", "calendar") or next(iter(calendars), "")
    tasks = _bounded(reader.rows(data, "", "tasks"), "tasks", MAX_TASKS)
    dependencies = _bounded(reader.rows(data, "", "dependencies"), "dependencies", MAX_LINKS)
    activities = tuple(_activity(reader, place, row) for place, row in tasks)
    links = tuple(_link(reader, place, row) for place, row in dependencies)
    stays = reader.flag(data, "", "stays_planned")
    try:
        network = Network(start or _ANY_START, calendars, calendar, activities, links, deadline, stays)
    except Invalid as refusal:
        raise Invalid([*reader.problems, *_not_said_yet(reader.problems, refusal.problems)]) from None
    reader.raise_if_any()
    return network


def _not_said_yet(said: Iterable[Problem], more: Iterable[Problem]) -> list[Problem]:
    """What the network refuses beyond what its pieces already were refused for."""
    places = {problem.field for problem in said}
    calendars_are_odd = any(place.startswith("calendars") for place in places)
    indices_differ = any(p.code == "WRONG_TYPE" and p.field.endswith("]") for p in said)
    if indices_differ:
        return []
    return [p for p in more if p.field not in places and not (calendars_are_odd and p.field.endswith("calendar"))]


def write_plan(network: Network) -> dict[str, Any]:
    """The network as the object that `read_plan` reads back to an equal one; keys without a value are left out."""
    return present(
        {
            "format": FORMAT,
            "start": _local(network.start),
            "deadline": _local(network.deadline),
            "stays_planned": network.stays_planned or None,
            "calendar": network.calendar,
            "calendars": [calendar_object(name, calendar) for name, calendar in network.calendars.items()],
            "tasks": [_activity_out(activity) for activity in network.activities],
            "dependencies": [_link_out(link) for link in network.links],
        }
    )


def schedule_json(schedule: Schedule) -> dict[str, Any]:
    """Dates and floats by task id: local date-times `YYYY-MM-DDTHH:MM:SS`, floats in worked minutes of the task."""
    return {
        "start": _local(schedule.start),
        "finish": _local(schedule.finish),
        "tasks": {
            id: {
                "name": task.name,
                "start": _local(task.start),
                "finish": _local(task.finish),
                "early_start": _local(task.early_start),
                "early_finish": _local(task.early_finish),
                "late_start": _local(task.late_start),
                "late_finish": _local(task.late_finish),
                "total_float_min": task.total_float_min,
                "free_float_min": task.free_float_min,
                "critical": task.critical,
            }
            for id, task in schedule.tasks.items()
        },
    }


# --- reading


def plan_object(content: bytes | str) -> Row:
    """The object of a plan file. Raises `Invalid`: `TOO_LARGE`, `NOT_JSON` or `UNKNOWN_FORMAT`."""
    if len(content) > MAX_BYTES:
        raise Invalid.of("TOO_LARGE", "", len(content), max=MAX_BYTES)
    try:
        data = json.loads(content, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Invalid.of("NOT_JSON", "", None, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise Invalid.of("NOT_JSON", "", None, line=None, column=None) from error
    found = data.get("format") if isinstance(data, dict) else None
    if found != FORMAT:
        raise Invalid.of("UNKNOWN_FORMAT", "format", found if isinstance(found, str) else None, allowed=[FORMAT])
    return data


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")


def _bounded(rows: list[tuple[str, Row]], field: str, most: int) -> list[tuple[str, Row]]:
    if len(rows) > most:
        raise Invalid.of("TOO_MANY", field, len(rows), max=most)
    return rows


def _activity(reader: JsonReader, place: str, row: Row) -> Activity:
    reader.only(row, place, _TASK | _PROGRESS)
    summary = reader.flag(row, place, "summary")
    return Activity(
        id=reader.text(row, place, "id", required=True) or "",
        name=reader.text(row, place, "name") or "",
        duration_min=reader.number(row, place, "duration_min", 0, MAX_MINUTES) or 0,
        calendar=reader.text(row, place, "calendar"),
        constraint=_constraint(reader, place, row),
        deadline=reader.moment(row, place, "deadline"),
        actual_start=reader.moment(row, place, "actual_start"),
        actual_finish=reader.moment(row, place, "actual_finish"),
        remaining_min=reader.number(row, place, "remaining_min", 0, MAX_MINUTES),
        percent=reader.number(row, place, "percent", 0, 100),
        parent=reader.text(row, place, "parent"),
        is_summary=summary is True,
        milestone=reader.one_of(row, place, "milestone", MilestoneKind),
    )


def _constraint(reader: JsonReader, place: str, row: Row) -> Constraint | None:
    entry = reader.object(row, place, "constraint")
    if entry is None:
        return None
    at = under(place, "constraint")
    reader.only(entry, at, {"type", "date"})
    kind = reader.one_of(entry, at, "type", ConstraintType, required=True)
    moment = reader.moment(entry, at, "date")
    return Constraint(kind, moment) if kind else None


def _link(reader: JsonReader, place: str, row: Row) -> Link:
    reader.only(row, place, _DEPENDENCY)
    return Link(
        source=reader.text(row, place, "from", required=True) or "",
        target=reader.text(row, place, "to", required=True) or "",
        type=reader.one_of(row, place, "type", LinkType) or LinkType.FS,
        lag_min=reader.number(row, place, "lag_min", -MAX_MINUTES, MAX_MINUTES) or 0,
        lag_calendar=reader.one_of(row, place, "lag_calendar", LagCalendar) or LagCalendar.project,
    )


# --- writing


def _local(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _activity_out(activity: Activity) -> dict[str, Any]:
    constraint = activity.constraint
    return present(
        {
            "id": activity.id,
            "name": activity.name or None,
            "duration_min": activity.duration_min,
            "calendar": activity.calendar,
            "constraint": None if constraint is None else present(
                {"type": str(constraint.type), "date": _local(constraint.date)}
            ),
            "deadline": _local(activity.deadline),
            "actual_start": _local(activity.actual_start),
            "actual_finish": _local(activity.actual_finish),
            "remaining_min": activity.remaining_min,
            "percent": activity.percent,
            "parent": activity.parent,
            "summary": activity.is_summary or None,
            "milestone": activity.milestone and str(activity.milestone),
        }
    )  # fmt: skip


def _link_out(link: Link) -> dict[str, Any]:
    lag_calendar = None if link.lag_calendar == LagCalendar.project else str(link.lag_calendar)
    return present(
        {
            "from": link.source,
            "to": link.target,
            "type": str(link.type),
            "lag_min": link.lag_min,
            "lag_calendar": lag_calendar,
        }
    )
