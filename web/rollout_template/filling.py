"""Fills an empty programme's plan from the template, by the ordinary import and commands: all of it or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field as F
from sqlalchemy import select as sql
from sqlmodel import Session

from governance.authority import Actor, Permission
from governance.errors import Conflict, Problem
from governance.exchange import read_table
from governance.forms import Flag, Form, Whole
from governance.imports import import_rows
from governance.people import Department
from governance.programmes import Programme
from plans.calendars import calendars_of, office_calendar
from plans.durations import DayLength
from plans.plan_template import Row, standing_in, template_network, without_waves
from plans.schedule import schedule
from plans.tasks import Task
from web.registry import REGISTERS

FOLDER = Path(__file__).parent
WAVES = ("W1", "W2", "W3")  # each builds on those before it
# Register by file, in order; columns named here point at what comes later and are filled in by a second pass.
STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("departments", "department", ()), ("phases", "phase", ("gate",)), ("waves", "wave", ("go_live",)), ("tasks", "task", ()),
    ("phases", "phase", ()), ("waves", "wave", ()), ("milestones", "milestone", ()), ("deliverables", "deliverable", ()),
)  # fmt: skip


class TemplateForm(Form):
    """What is wanted of the template."""

    waves: Annotated[Whole, F(ge=1, le=len(WAVES))] = len(WAVES)
    deliverables: Flag = True


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What filling would bring: how many of each, and when the plan would end."""

    phases: int
    tasks: int
    milestones: int
    departments: int
    deliverables: int
    finish: date


def fill_plan(session: Session, actor: Actor, programme: Programme, form: TemplateForm) -> None:
    """Bring in departments that are missing, phases, waves, tasks with their links, milestones and deliverables.

    Raises:
        Conflict: the programme has tasks already.
        NotPermitted: the actor may not plan, import or maintain responsibilities there.
    """
    actor.require(Permission.maintain_plan, programme.id)
    if has_tasks(session, programme):
        raise Conflict([Problem("PLAN_NOT_EMPTY", "", programme.code, {"code": programme.code})])
    rows = _rows(session, programme, form)
    for file, kind, later in STEPS:
        given = [{k: v for k, v in row.items() if k not in later} for row in rows[file]]
        if given:
            import_rows(
                session, actor, programme, REGISTERS[kind], list(enumerate(given, 2)), reason="template"
            ).require()


def foreseen(session: Session, programme: Programme, form: TemplateForm) -> Foreseen:
    """What filling would bring, without doing it."""
    rows = _rows(session, programme, form)
    calendar = calendars_of(session, programme).get(programme.calendar_id or 0, office_calendar())
    computed = schedule(template_network(rows["tasks"], calendar, calendar.day_start(programme.start)))
    milestones = sum(row["kind"] == "milestone" for row in rows["tasks"])
    return Foreseen(
        len(rows["phases"]), len(rows["tasks"]) - milestones, milestones, len(rows["departments"]), len(rows["deliverables"]), computed.finish.date()
    )  # fmt: skip


def has_tasks(session: Session, programme: Programme) -> bool:
    """Whether anything is planned there; what was withdrawn counts, for its codes are taken."""
    t: Any = Task.__table__  # pyright: ignore
    return session.execute(sql(t.c.id).where(t.c.programme_id == programme.id).limit(1)).first() is not None


def _rows(session: Session, programme: Programme, form: TemplateForm) -> dict[str, Sequence[Row]]:
    """The rows of every file as they would go in: without the waves that are not wanted and the departments that are there."""
    dropped = WAVES[form.waves :]
    stand_ins = {row["code"]: row["stand_in"] for row in _file("stand_ins")}
    tasks = without_waves(_file("tasks"), dropped, stand_ins, DayLength())
    codes = {row["code"] for row in tasks}
    gone = {row["code"] for row in _file("tasks")} - codes
    d: Any = Department.__table__  # pyright: ignore
    held = set(session.execute(sql(d.c.code).where(d.c.programme_id == programme.id)).scalars())
    return {
        "departments": [row for row in _file("departments") if row["code"] not in held],
        "phases": [{**row, "gate": standing_in(row["gate"], gone, stand_ins) or ""} for row in _file("phases")],
        "waves": [row for row in _file("waves") if row["code"] not in dropped],
        "tasks": tasks,
        "milestones": [row for row in _file("milestones") if row["code"] in codes],
        "deliverables": list(_file("deliverables")) if form.deliverables else [],
    }


@cache
def _file(name: str) -> tuple[Row, ...]:
    return tuple(_read(name))


def _read(name: str) -> Iterator[Row]:
    for _, row in read_table(f"{name}.csv", (FOLDER / f"{name}.csv").read_bytes()).mappings():
        yield {key: "" if value is None else str(value) for key, value in row.items()}
