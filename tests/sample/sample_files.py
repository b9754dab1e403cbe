"""Reading the sample's files as plain rows, and the few facts that several tests need. Knows nothing of the app."""

import csv
import json
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "web" / "sample"
REGISTERS = (
    "calendars", "departments", "people", "phases", "waves", "tasks", "milestones", "progress", "goals", "measurements",
    "decisions", "stakeholders", "sponsors", "commitments", "deliverables", "assignments", "risks", "responses", "what_ifs",
    "resource_assignments", "freeze_windows", "reviews", "absences", "update_requests", "change_requests",
)  # fmt: skip

Row = dict[str, str]


@cache
def rows(register: str) -> list[Row]:
    with (FOLDER / f"{register}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def codes(register: str) -> frozenset[str]:
    return frozenset(r["code"] for r in rows(register))


@cache
def document(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def parts(cell: str) -> list[str]:
    return [p for p in cell.split(";") if p]


def day(text: str) -> date:
    return date.fromisoformat(text)


def status_date() -> date:
    return day(document("programme")["status_date"])


def links() -> list[tuple[str, str, str, int]]:
    """Every dependency as (predecessor, successor, type, lag in working days)."""
    found = []
    for task in rows("tasks"):
        for typed in filter(None, task["predecessors"].split(",")):
            match = re.fullmatch(r"([TM]\d+)(?:(FS|SS)(?:\+(\d+)d)?)?", typed)
            assert match, f"{task['code']}: cannot read {typed!r}"
            found.append((match[1], task["code"], match[2] or "FS", int(match[3] or 0)))
    return found


def duration(task: Row) -> int:
    assert re.fullmatch(r"\d+d", task["duration"]), task
    return int(task["duration"][:-1])


@cache
def working_days() -> list[date]:
    """The working days of 2026 by the calendar file: Monday to Friday, and what its exceptions say."""
    exceptions: dict[date, bool] = {}
    for line in rows("calendars")[0]["exceptions"].splitlines():
        span, kind, _label = line.split(" ", 2)
        first, _, last = span.partition("..")
        at = day(first)
        while at <= day(last or first):
            exceptions[at] = kind == "working"
            at += timedelta(days=1)
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    return [d for d in year if exceptions.get(d, d.weekday() < 5)]


@cache
def project_days() -> list[date]:
    return [d for d in working_days() if d >= day(document("programme")["start"])]


def offset(on: date) -> int:
    return project_days().index(on)


def latest_progress(as_of: date) -> dict[str, Row]:
    return {r["task"]: r for r in rows("progress") if day(r["status_date"]) <= as_of}


def forecast(as_of: date | None = None) -> dict[str, date]:
    """Finish of every task by a whole-day forward pass: the baseline, or with the progress known on that evening."""
    progress = latest_progress(as_of) if as_of else {}
    now = offset(as_of) + 1 if as_of else 0
    begin: dict[str, int] = {}
    end: dict[str, int] = {}
    for task in _in_order():
        code, update = task["code"], progress.get(task["code"])
        bound = max([now, *((end if kind == "FS" else begin)[p] + lag for p, s, kind, lag in links() if s == code)])
        if update and update["actual_finish"]:
            begin[code], end[code] = offset(day(update["actual_start"])), offset(day(update["actual_finish"])) + 1
        elif update and update["actual_start"]:
            begin[code], end[code] = (
                offset(day(update["actual_start"])),
                bound + int(update["remaining"].removesuffix("d")),
            )
        else:
            begin[code], end[code] = bound, bound + duration(task)
    return {code: project_days()[at - 1] for code, at in end.items()}


def _in_order() -> list[Row]:
    """Tasks, predecessors first."""
    waiting, placed, ordered = list(rows("tasks")), set[str](), list[Row]()
    needs = {t["code"]: {p for p, s, _, _ in links() if s == t["code"]} for t in waiting}
    while waiting:
        ready = [t for t in waiting if needs[t["code"]] <= placed]
        assert ready, "the sample's links close a loop"
        ordered += ready
        placed |= {t["code"] for t in ready}
        waiting = [t for t in waiting if t["code"] not in placed]
    return ordered
