"""A plan comes in: first what it would do to the programme, then, in one command, that it does it. All of it or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.commands import command
from governance.errors import refuse_if
from governance.programmes import Programme
from plans.assignment_loading import enter_assignments
from plans.baseline_loading import enter_baselines
from plans.calendars import Calendar, office_calendar, worked_calendar
from plans.durations import DayLength
from plans.link_notation import format_links
from plans.links import relink_all, write
from plans.network import Link
from plans.phases import next_position
from plans.plan_draft import DraftTask, PlanDraft
from plans.plan_preview import kept_of, preview_of, tasks_by_code
from plans.plan_units import Units
from plans.planning import check_plan, times_that_stay
from plans.progress import ProgressUpdate, standing_of
from plans.tasks import Task, TaskKind, TaskStatus


@dataclass(frozen=True, slots=True)
class PlanEntered:
    """What was written, and the tasks among it."""

    created: int
    changed: int
    tasks: tuple[Task, ...]


# --- Entering --------------------------------------------------------------------------------------------------------


@command(Permission.maintain_plan)
def enter_plan(session: Session, actor: Actor, programme: Programme, draft: PlanDraft) -> PlanEntered:
    """Write a draft into a programme: what is new is added, tasks of a known code are changed, what the file lacks is left alone.

    Raises:
        Invalid: the draft has problems, or with the tasks that are there it makes a plan that cannot be computed.
    """
    actor.require(Permission.import_records, programme.id)
    refuse_if(preview_of(draft, session, programme).problems)
    entering = _Entering(session, actor, programme, draft)
    entered = entering.tasks()
    entering.links(entered)
    entering.progress(entered)
    enter_assignments(session, programme, draft.assignments, entered, entering.units.people, entering.units.departments)
    entering.units.tie({code: task.key for code, task in entered.items() if task.kind == TaskKind.milestone})
    entering.baselines()
    check_plan(session, programme)
    return PlanEntered(entering.created, entering.changed, tuple(entered.values()))


class _Entering:
    """One draft on its way in: what its names stand for in the programme, looked up or made once."""

    def __init__(self, session: Session, actor: Actor, programme: Programme, draft: PlanDraft):
        self.session, self.actor, self.programme, self.draft = session, actor, programme, draft
        self.created = self.changed = 0
        self.units = Units(session, actor, programme, draft)
        self.length = self._day_length()

    def _day_length(self) -> DayLength:
        chosen = self.session.get(Calendar, self.programme.calendar_id) if self.programme.calendar_id else None
        worked = (
            worked_calendar(chosen.code, chosen.week, chosen.exceptions, chosen.covered_until)
            if chosen
            else office_calendar()
        )
        return DayLength.of(worked.day_minutes)

    def tasks(self) -> dict[str, Task]:
        """Every task of the draft as a record, summaries before what stands in them."""
        held = tasks_by_code(self.session, self.programme)
        entered: dict[str, Task] = {}
        first = next_position(self.session, Task, self.programme)
        places = {task.code: first + n for n, task in enumerate(self.draft.tasks)}
        notation = {code: format_links(links, self.length) for code, links in _by_target(self.draft.links).items()}
        for level in _by_level(self.draft.tasks):
            for task in level:
                record = held.get(task.code)
                values = self._values(task, entered | held if task.parent else {}, record)
                if record is None:
                    record = Task(
                        programme_id=self.programme.key, code=task.code, position=places[task.code], predecessors=notation.get(task.code),
                        status=_status(task), **values,
                    )  # fmt: skip
                    self.session.add(record)
                    self.created += 1
                elif write(record, **values):
                    self.changed += 1
                entered[task.code] = record
            self.session.flush()
        return entered

    def _values(self, task: DraftTask, above: Mapping[str, Task], held: Task | None) -> dict[str, Any]:
        parent = above.get(task.parent or "")
        values: dict[str, Any] = {
            "name_zh": task.name_zh or None, "name_en": task.name_en or None, "kind": task.kind, "duration_min": task.duration_min,
            "parent_id": parent.id if parent else None, "constraint_type": task.constraint_type, "constraint_on": task.constraint_on, "deadline": task.deadline,
        }  # fmt: skip
        values |= _times(task, held)
        units = self.units
        named = {
            "phase_id": (units.phases, task.phase), "wave_id": (units.waves, task.wave), "department_id": (units.departments, task.department),
            "owner_id": (units.people, task.owner), "calendar_id": (units.calendars, task.calendar),
        }  # fmt: skip
        values |= {key: ids.get(name.lower()) for key, (ids, name) in named.items() if name}
        if values.get("calendar_id") == self.programme.calendar_id:
            values.pop("calendar_id", None)
        values |= ({"notes": task.notes} if task.notes else {}) | ({"tags": [*task.tags]} if task.tags else {})
        kept = kept_of(held, task, self.draft) if held else ()
        return {name: value for name, value in values.items() if name not in kept}

    def links(self, entered: Mapping[str, Task]) -> None:
        """The draft's links are the links into its tasks, unless it is a table without a column for them."""
        if "predecessors" in self.draft.lacks:
            return
        into = _by_target(self.draft.links)
        wanted = [(task, into.get(code, [])) for code, task in entered.items()]
        relink_all(self.session, self.programme, wanted, self.length, new=self.created == len(entered))

    def progress(self, entered: Mapping[str, Task]) -> None:
        """What the file says had been done by its status date, as updates of that date."""
        reported = [task for task in self.draft.tasks if task.has_progress and task.kind != TaskKind.summary]
        on = self.draft.status or self.programme.status_date
        query = select(ProgressUpdate).where(
            col(ProgressUpdate.programme_id) == self.programme.id, col(ProgressUpdate.status_date) == on
        )
        known = {u.task_id: u for u in self.session.exec(query)}
        number = _progress_number(self.session, self.programme)
        for task in reported:
            record = entered[task.code]
            values = _progress_values(task)
            if record.key in known:
                write(known[record.key], **values)
                continue
            number += 1
            self.session.add(
                ProgressUpdate(
                    programme_id=self.programme.key,
                    code=f"PRG-{number:04d}",
                    task_id=record.key,
                    status_date=on,
                    **values,
                )
            )
            write(record, status=_status(task))
        self.session.flush()

    def baselines(self) -> None:
        """The file's baselines, where the actor may set one."""
        if self.actor.may(Permission.set_baseline, self.programme.id):
            enter_baselines(self.session, self.programme, self.draft.baselines)


def _times(task: DraftTask, held: Task | None) -> dict[str, int | None]:
    """The times of day of dates; a table (its tasks have rows) knows days alone, so what is known stays as long as the day does."""
    if task.row is None or held is None:
        return {"constraint_min": task.constraint_min, "deadline_min": task.deadline_min}
    return times_that_stay(held, task.constraint_type, task.constraint_on, task.deadline)


def _status(task: DraftTask) -> TaskStatus:
    """As the file says it was decided, else as its progress says."""
    return task.status or standing_of(task.actual_start or task.actual_finish, task.actual_finish)


def _progress_values(task: DraftTask) -> dict[str, Any]:
    finished = task.actual_finish is not None
    percent = (
        Decimal(100)
        if finished
        else Decimal(str(round(min(99.0, task.percent), 4)))
        if task.percent is not None
        else None
    )
    return {
        "actual_start": task.actual_start or task.actual_finish, "actual_finish": task.actual_finish,
        "remaining_min": 0 if finished else task.remaining_min, "percent": percent,
        "started_min": task.started_min if task.actual_start else None, "finished_min": task.finished_min,
    }  # fmt: skip


def _progress_number(session: Session, programme: Programme) -> int:
    codes = session.exec(select(ProgressUpdate.code).where(col(ProgressUpdate.programme_id) == programme.id))
    return max((int(code.removeprefix("PRG-")) for code in codes if code.removeprefix("PRG-").isdecimal()), default=0)


def _by_target(links: Iterable[Link]) -> dict[str, list[Link]]:
    found: dict[str, list[Link]] = {}
    for link in links:
        found.setdefault(link.target, []).append(link)
    return found


def _by_level(tasks: Sequence[DraftTask]) -> Iterator[list[DraftTask]]:
    """Outermost first, so that what a task stands in is there before it."""
    above = {task.code: task.parent for task in tasks}
    depth: dict[str, int] = {}
    for task in tasks:
        chain = [task.code]
        while (parent := above.get(chain[-1])) in above and parent not in depth and parent not in chain:
            chain.append(parent)
        for code in reversed(chain):
            depth[code] = depth.get(above.get(code) or "", -1) + 1
    for level in range(max(depth.values(), default=-1) + 1):
        yield [task for task in tasks if depth[task.code] == level]
