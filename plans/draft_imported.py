"""A plan from Microsoft Project in the form that records have; a file that was written here brings its own codes and words back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from governance.errors import Problem
from governance.programmes import UnfinishedWork
from governance.typed_values import CODE_PATTERN
from plans.calendar import WorkCalendar
from plans.calendar_text import write_exceptions, write_week
from plans.calendars import Holidays, worked_calendar
from plans.draft_assignments import assignments_of
from plans.draft_baselines import baselines_of_draft
from plans.exchange.imported_plan import ImportedPlan, OutlineRow
from plans.exchange.mspdi_calendars_out import same_hours
from plans.exchange.outgoing_plan import PHASE
from plans.network import Network
from plans.plan_draft import (
    NOTES_LIMIT,
    DraftCalendar,
    DraftPerson,
    DraftPhase,
    DraftTask,
    PlanDraft,
    codes_of,
    draft_around,
    is_chinese,
    plain_name,
    task_of,
)
from plans.plan_marks import PlanWords, words_of
from plans.tasks import TaskKind, TaskStatus

_KINDS = frozenset(TaskKind)
TAGS_LIMIT, TAG_LIMIT = 20, 40


def draft_of_imported(plan: ImportedPlan) -> PlanDraft:
    """Summaries of the outermost level become phases, unless something depends on them, they have dates of their own or the file says what they are."""
    said = words_of(plan.marks)
    tied = {x.source for x in plan.network.links} | {x.target for x in plan.network.links}
    rows = [row for row in plan.outline if row.level]  # row 0 stands for the project itself
    inside = {row.id for row in rows}
    tops = {row.id: row for row in rows if _is_phase(row, inside)}
    bare = {id for id in tops if (top := plan.network.activity(id)).constraint is None and top.deadline is None}
    gone = bare - tied
    phases = _phases(tops.values(), said)
    codes = _codes(rows, gone)
    owners = {person.id: _person_code(person.code, said) or person.name for person in plan.people}
    parents = {row.id: row.parent for row in rows}
    named = {phase.code for phase in phases.values()} | said.phases.keys()
    tasks = []
    for row in rows:
        if row.id in gone:
            continue
        top = _top_of(row.id, parents, tops)
        phase = phases[top].code if top else ""
        phase = row.own.phase if row.own and row.own.phase in named else phase
        tasks.append(_of_row(row, plan.network, codes, gone, owners, phase))
    tasks = [
        replace(t, owner=said.owners[t.code]) if said.owners.get(t.code, ".") in {*said.people, ""} else t
        for t in tasks
    ]
    draft = draft_around(plan.name, plan.network, tasks, codes, plan.status)
    drafted, cut = assignments_of(plan, {t.code: t for t in tasks}, codes, owners, said)
    return replace(
        draft,
        phases=(*phases.values(), *_empty_phases(phases.values(), said)),
        people=tuple(
            DraftPerson(plain_name(p.name), p.email, said.people.get(p.code), _capacity(p.max_units, plan.network.project_calendar))
            for p in plan.people
            if plain_name(p.name)
        ),
        waves=said.waves, departments=said.departments, freezes=said.freezes, programme=_as_planned_there(plan) | dict(said.programme),
        calendars=tuple(_calendars(draft.calendars, plan.network.calendars, said)), baselines=tuple(baselines_of_draft(plan, draft, codes, said)),
        assignments=tuple(drafted), there={codes[id]: days for id, days in plan.there.items() if id in codes},
        notices=(*(_by_code(p, codes) for p in plan.notices), *said.notices, *draft.notices, *cut),
    )  # fmt: skip


def _by_code(notice: Problem, codes: Mapping[str, str]) -> Problem:
    """A notice with the tasks that it names by their codes here."""
    tasks = notice.facts.get("tasks")
    if not isinstance(tasks, list):
        return notice
    return replace(notice, facts={**notice.facts, "tasks": [codes.get(str(id), id) for id in tasks]})


def _as_planned_there(plan: ImportedPlan) -> dict[str, Any]:
    """Work that is not done stays where that program has put it."""
    return {"unfinished_work": UnfinishedWork.as_planned} if plan.there else {}


# --- Rows ------------------------------------------------------------------------------------------------------------


def _is_phase(row: OutlineRow, inside: set[str]) -> bool:
    if row.own and row.own.kind in _KINDS:
        return False
    return (row.own is not None and row.own.kind == PHASE) or (
        row.is_summary and (row.parent is None or row.parent not in inside)
    )


def _phases(tops: Iterable[OutlineRow], said: PlanWords) -> dict[str, DraftPhase]:
    """The phases by the row that they were: under their own code where they have one, else numbered."""
    found: dict[str, DraftPhase] = {}
    taken = set(said.phases)
    for number, row in enumerate(tops, 1):
        own = row.own.code if row.own else ""
        code = own if own in said.phases else _free(f"PH-{number:02d}", taken)
        taken.add(code)
        form = said.phases.get(own)
        found[row.id] = DraftPhase(
            code, plain_name(row.name) or code, form and form.model_copy(update={"notes": row.notes or None}), row.notes
        )
    return found


def _free(code: str, taken: set[str]) -> str:
    number = 0
    while code in taken:
        number += 1
        code = f"PH-{number:02d}"
    return code


def _empty_phases(found: Iterable[DraftPhase], said: PlanWords) -> Iterable[DraftPhase]:
    """Phases that the file knows and has no row of."""
    known = {phase.code for phase in found}
    return [
        DraftPhase(code, form.name_en or form.name_zh or code, form)
        for code, form in said.phases.items()
        if code not in known
    ]


def _codes(rows: list[OutlineRow], gone: set[str]) -> dict[str, str]:
    """Own codes as they are; the others from the UIDs."""
    own: dict[str, str] = {}
    taken: dict[str, None] = {}
    for row in rows:
        code = row.own.code if row.own and row.id not in gone else ""
        if CODE_PATTERN.fullmatch(code) and code not in taken:
            own[row.id] = code
            taken[code] = None
    if not own:
        return codes_of(row.id for row in rows)
    rest = codes_of([*taken, *(row.id for row in rows if row.id not in own)])
    return own | {row.id: rest[row.id] for row in rows if row.id not in own}


def _top_of(id: str, parents: Mapping[str, str | None], tops: Mapping[str, OutlineRow]) -> str | None:
    at: str | None = id
    while at is not None and at not in tops:
        at = parents.get(at)
    return at


def _of_row(
    row: OutlineRow, network: Network, codes: Mapping[str, str], gone: set[str], owners: Mapping[str, str], phase: str
) -> DraftTask:
    activity = network.activity(row.id)
    task = task_of(activity, codes, row.is_summary, network.calendar_of(activity))
    parent = codes.get(row.parent or "") if row.parent not in gone else None
    zh, en = _names(row, task.code)
    task = replace(
        task, name_zh=zh, name_en=en, kind=_kind(row, task), parent=parent, phase=phase, percent=row.percent if task.has_progress else None,
        owner=next((owners[o] for o in row.owners if o in owners), ""), notes=row.notes[:NOTES_LIMIT],
    )  # fmt: skip
    task = _with_own(task, row) if row.own else task
    return _called_off(task, row) if row.called_off else task


def _kind(row: OutlineRow, task: DraftTask) -> TaskKind:
    if row.is_summary:
        return TaskKind.summary
    return TaskKind.milestone if row.is_milestone and not task.duration_min else task.kind


def _names(row: OutlineRow, code: str) -> tuple[str, str]:
    """Both names: as the file has kept them, a name that was changed there in its language."""
    name = plain_name(row.name)
    zh, en = (row.own.name_zh, row.own.name_en) if row.own else ("", "")
    if name and name not in (zh, en, row.own.code if row.own else ""):
        zh, en = (name, en) if is_chinese(name) else (zh, name)
    return zh, en or ("" if zh else code)


def _with_own(task: DraftTask, row: OutlineRow) -> DraftTask:
    """With what the row says beyond that program's fields, as far as these do not say otherwise."""
    own, kind = row.own, task.kind
    assert own is not None  # noqa: S101 - for the type checker
    status = TaskStatus.suspended if own.status == TaskStatus.suspended else None
    if own.kind == TaskKind.loe and kind == TaskKind.task:
        kind = TaskKind.loe
    percent = _exact(own.percent, row.percent) if task.percent is not None else None
    return replace(
        task, kind=kind, status=status, wave=own.wave, department=own.department, percent=percent,
        tags=_tags(own.tags), meaning=own if kind == TaskKind.milestone and own.weight else None,
    )  # fmt: skip


def _called_off(task: DraftTask, row: OutlineRow) -> DraftTask:
    """A task that is inactive there, as long as it would have been."""
    length = round(row.duration_min)
    loe = row.own is not None and row.own.kind == TaskKind.loe
    kind = (TaskKind.loe if loe else TaskKind.task) if length else task.kind
    return replace(task, kind=kind, duration_min=length, status=TaskStatus.cancelled)


def _tags(between_commas: str) -> tuple[str, ...]:
    tags = (tag.strip()[:TAG_LIMIT] for tag in between_commas.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:TAGS_LIMIT]


def _exact(reported: str, whole: float) -> float:
    """The percentage as it was reported, where rounding it gives what the file says."""
    try:
        exact = float(reported)
    except ValueError:
        return whole
    return exact if min(99, round(exact)) == whole else whole


def _capacity(max_units: float, calendar: WorkCalendar) -> float | None:
    """Hours per week of somebody who gives a part of it; None for a full one, and for a name that stands for several people."""
    full = sum(b - a for day in calendar.week for a, b in day) / 60
    return round(max_units * full, 1) if 0 < max_units < 1 else None


def _person_code(code: str, said: PlanWords) -> str:
    return code if code in said.people else ""


# --- Calendars ---------------------------------------------------------------------------------------------------


def _calendars(
    used: Iterable[DraftCalendar], read: Mapping[str, WorkCalendar], said: PlanWords
) -> Iterable[DraftCalendar]:
    """Calendars as they were typed, as long as they work at the hours that the file says; else by these hours under the same names."""
    rest = dict(said.calendars)
    for calendar in used:
        form = rest.pop(calendar.name, None)
        if form is not None:
            typed = worked_calendar("", form.week, form.exceptions, form.covered_until, form.holidays)
            if not same_hours(typed, read[calendar.name]):
                week, exceptions = write_week(read[calendar.name].week), write_exceptions(read[calendar.name].exceptions, read[calendar.name].week)  # fmt: skip
                form = form.model_copy(update={"week": week, "exceptions": exceptions, "holidays": Holidays.none})
            calendar = DraftCalendar(calendar.name, tuple(form.week), tuple(form.exceptions), form.covered_until, form)
        yield calendar
    for name, form in rest.items():
        yield DraftCalendar(name, tuple(form.week), tuple(form.exceptions), form.covered_until, form)
