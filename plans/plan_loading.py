"""A plan comes in: first what it would do to the programme, then, in one command, that it does it. All of it or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.commands import command
from governance.errors import refuse_if
from governance.forms import read_form
from governance.people import Department, DepartmentForm, Person, PersonForm, enrol_person, open_department
from governance.programmes import Programme
from governance.records import ProgrammeRecord
from plans.calendars import Calendar, CalendarForm, Holidays, office_calendar, open_calendar, worked_calendar
from plans.durations import DayLength
from plans.link_notation import format_links
from plans.links import relink_all, write
from plans.network import Link
from plans.phases import Phase, PhaseForm, Wave, next_position, open_phase
from plans.plan_draft import DraftTask, PlanDraft
from plans.plan_preview import preview_of, tasks_by_code
from plans.planning import check_plan
from plans.progress import ProgressUpdate, standing_of
from plans.tasks import Task, TaskKind


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
    check_plan(session, programme)
    return PlanEntered(entering.created, entering.changed, tuple(entered.values()))


class _Entering:
    """One draft on its way in: what its names stand for in the programme, looked up or made once."""

    def __init__(self, session: Session, actor: Actor, programme: Programme, draft: PlanDraft):
        self.session, self.actor, self.programme, self.draft = session, actor, programme, draft
        self.created = self.changed = 0
        self.calendars = self._calendars()
        self.phases = self._phases()
        self.waves = self._named(Wave)
        self.departments = self._departments()
        self.people = self._people()
        self.length = self._day_length()

    def _named(self, table: type[ProgrammeRecord]) -> dict[str, int]:
        """Ids by code, both names and e-mail, in lower case."""
        t: Any = table
        found: dict[str, int] = {}
        for record in self.session.exec(select(t).where(t.programme_id == self.programme.id, t.withdrawn_on.is_(None))):
            for key in (getattr(record, "email", None), record.name_en, record.name_zh, record.code):
                if key:
                    found[key.lower()] = record.id
        return found

    def _calendars(self) -> dict[str, int]:
        found = self._named(Calendar)
        for calendar in self.draft.calendars:
            if calendar.name.lower() in found:
                continue
            form = CalendarForm.model_construct(
                code=None, notes=None, tags=[], name_zh=None, name_en=calendar.name[:200] or "Calendar", week=list(calendar.week),
                exceptions=list(calendar.exceptions), covered_until=calendar.covered_until, holidays=Holidays.none,
            )  # fmt: skip
            found[calendar.name.lower()] = open_calendar(self.session, self.actor, self.programme, form).id or 0
        own = found.get(self.draft.calendar.lower())
        if own and self.programme.calendar_id is None:
            self.programme.calendar_id = own
        return found

    def _day_length(self) -> DayLength:
        chosen = self.session.get(Calendar, self.programme.calendar_id) if self.programme.calendar_id else None
        worked = (
            worked_calendar(chosen.code, chosen.week, chosen.exceptions, chosen.covered_until)
            if chosen
            else office_calendar()
        )
        return DayLength.of(worked.day_minutes)

    def _phases(self) -> dict[str, int]:
        found = self._named(Phase)
        for code, name in self.draft.phases:
            id_ = found.get(name.lower()) or found.get(code.lower())
            if id_ is None:
                taken = {"code": code} if code and code.lower() not in found else {}
                form = read_form(PhaseForm, taken | _in_its_language(name))
                id_ = open_phase(self.session, self.actor, self.programme, form).id or 0
            found |= {key.lower(): id_ for key in (code, name) if key}
        return found

    def _departments(self) -> dict[str, int]:
        found = self._named(Department)
        for name in dict.fromkeys(t.department for t in self.draft.tasks if t.department):
            if name.lower() not in found:
                form = read_form(DepartmentForm, _in_its_language(name) | {"headcount": 1})
                found[name.lower()] = open_department(self.session, self.actor, self.programme, form).id or 0
        return found

    def _people(self) -> dict[str, int]:
        found = self._named(Person)
        for name, email in self.draft.people:
            id_ = found.get(name.lower()) or (found.get(email.lower()) if email else None)
            if id_ is None:
                contact = {"email": email} if "@" in email.strip("@") and " " not in email else {}
                id_ = (
                    enrol_person(
                        self.session,
                        self.actor,
                        self.programme,
                        read_form(PersonForm, _in_its_language(name) | contact),
                    ).id
                    or 0
                )
            found[name.lower()] = id_
        return found

    def tasks(self) -> dict[str, Task]:
        """Every task of the draft as a record, summaries before what stands in them."""
        held = tasks_by_code(self.session, self.programme)
        entered: dict[str, Task] = {}
        first = next_position(self.session, Task, self.programme)
        places = {task.code: first + n for n, task in enumerate(self.draft.tasks)}
        notation = {code: format_links(links, self.length) for code, links in _by_target(self.draft.links).items()}
        for level in _by_level(self.draft.tasks):
            for task in level:
                values, record = self._values(task, entered | held if task.parent else {}), held.get(task.code)
                if record is None:
                    record = Task(
                        programme_id=self.programme.key, code=task.code, position=places[task.code], predecessors=notation.get(task.code),
                        status=standing_of(task.actual_start, task.actual_finish), **values,
                    )  # fmt: skip
                    self.session.add(record)
                    self.created += 1
                elif write(record, **values):
                    self.changed += 1
                entered[task.code] = record
            self.session.flush()
        return entered

    def _values(self, task: DraftTask, above: Mapping[str, Task]) -> dict[str, Any]:
        parent = above.get(task.parent or "")
        values: dict[str, Any] = {
            "name_zh": task.name_zh or None, "name_en": task.name_en or None, "kind": task.kind, "duration_min": task.duration_min,
            "parent_id": parent.id if parent else None, "constraint_type": task.constraint_type, "constraint_on": task.constraint_on, "deadline": task.deadline,
        }  # fmt: skip
        named = {
            "phase_id": (self.phases, task.phase), "wave_id": (self.waves, task.wave), "department_id": (self.departments, task.department),
            "owner_id": (self.people, task.owner), "calendar_id": (self.calendars, task.calendar),
        }  # fmt: skip
        values |= {key: ids.get(name.lower()) for key, (ids, name) in named.items() if name}
        if values.get("calendar_id") == self.programme.calendar_id:
            values.pop("calendar_id", None)
        return values | ({"notes": task.notes} if task.notes else {})

    def links(self, entered: Mapping[str, Task]) -> None:
        """The draft's links are the links into its tasks."""
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
            write(record, status=standing_of(task.actual_start or task.actual_finish, task.actual_finish))
        self.session.flush()


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


def _in_its_language(name: str) -> dict[str, str]:
    """A name in the field of the language that it is in."""
    return {"name_zh" if any("\u4e00" <= c <= "\u9fff" for c in name) else "name_en": name[:200]}
