"""Plans as records for tests: a programme on the China calendar, tasks by their ordinary command."""

from typing import Any

from sqlmodel import Session

from governance.forms import read_form
from governance.programmes import Programme, ProgrammeForm, revise_charter
from milestones.register import TASK_REGISTER
from plans.calendars import china_2026, open_calendar
from plans.planning import task_of
from plans.tasks import Task, TaskForm
from tests import builders


def on_china_calendar(session: Session, programme: Programme) -> Programme:
    """The programme with China's working days of 2026 as its calendar."""
    calendar = open_calendar(session, builders.SOMEBODY, programme, china_2026())
    held = {
        name: getattr(programme, name, None) for name in ProgrammeForm.model_fields if name not in ("sponsor", "pm")
    }
    form = read_form(ProgrammeForm, held | {"calendar": calendar.code})
    return revise_charter(session, builders.SOMEBODY, programme, form, programme.version)


def a_task(session: Session, programme: Programme, code: str, duration: str = "5d", predecessors: str = "", **given: Any) -> Task:  # fmt: skip
    """A task in the plan; one without duration is a milestone."""
    data = {"code": code, "name_en": f"Task {code}", "predecessors": predecessors} | given
    data |= {"kind": "milestone"} if not duration and "kind" not in given else {"duration": duration}
    create: Any = TASK_REGISTER.create
    return create(session, builders.SOMEBODY, programme, read_form(TaskForm, data))


def revised(session: Session, programme: Programme, code: str, **changes: Any) -> Task:
    """A task with some of its form's fields changed."""
    from governance.listings import values

    task = task_of(session, programme, code)
    held = values(session, TASK_REGISTER, programme, [task])[0]
    revise: Any = TASK_REGISTER.revise
    return revise(session, builders.SOMEBODY, task, read_form(TaskForm, held | changes), task.version)
