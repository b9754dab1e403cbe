"""The commands that change the plan, and the registers of what they change. Each leaves a network that can be computed."""

import itertools
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.codes import ids_by_code, next_code, series_of
from governance.commands import command
from governance.errors import Conflict, Invalid, Problem, Refusal, refuse_if
from governance.programmes import Programme
from governance.records import add, check_not_withdrawn, check_version, find, move, revise, withdraw
from plans.assignment_records import assignments_on
from plans.calendars import day_length
from plans.durations import DayLength, parse_duration
from plans.link_notation import format_links, parse_links
from plans.links import Dependency, links_into, relink
from plans.network import LagCalendar, Link
from plans.phases import next_position
from plans.plan_network import network_of
from plans.tasks import TRANSITIONS, ConstraintKind, Task, TaskForm, TaskKind, TaskStatus

DURATION_LIMIT_DAYS = 10_000
LINKS_LIMIT = 4_000  # characters; a longer text is refused as a text
_CODE = re.compile(r"[A-Za-z0-9]+(?:-\d+)?")
_TYPE_AT_END = re.compile("(FS|SS|FF|SF)$")
_NUMBER_AT_END = re.compile(r"\d*$")


@command(Permission.maintain_plan)
def add_task(session: Session, actor: Actor, programme: Programme, form: TaskForm) -> Task:
    """A new task with its links.

    Raises:
        Invalid: a reference, a duration or a link is wrong, or the links close a loop (named).
    """
    form = form if form.code else form.model_copy(update={"code": _next_code(session, programme, form.kind)})
    length = day_length(session, programme)
    links = _links(session, programme, form.code or "", form.predecessors, length)
    task = add(
        session, Task, programme.key, form, duration_min=_duration(form, length), predecessors=format_links(links, length) or None,
        position=form.position or next_position(session, Task, programme),
    )  # fmt: skip
    refuse_if(_outline_faults(session, task, new=True))
    relink(session, programme, task, links, length, new=True)
    # Nothing follows a new task yet, so its links close no loop, unless it stands under a summary that something follows.
    if task.parent_id is not None and links:
        check_plan(session, programme, form.predecessors)
    return task


@command(Permission.maintain_plan)
def revise_task(session: Session, actor: Actor, task: Task, form: TaskForm, version: int | None) -> Task:
    """Change a task and, where the notation differs, its links. Raises as `add_task`, and `Stale`."""
    programme = session.get_one(Programme, task.programme_id)
    check_version(task, version)
    length = day_length(session, programme)
    outline = (task.parent_id, task.kind)
    links = _links(session, programme, task.code, form.predecessors, length)
    # A summary keeps the length that it had as a task, until nothing stands in it any more.
    worked = task.duration_min if task.kind == form.kind == TaskKind.summary else _duration(form, length)
    revise(
        session, task, form, None, duration_min=worked, predecessors=task.predecessors, position=form.position or task.position,
        **times_that_stay(task, form.constraint_type, form.constraint_on, form.deadline),
    )  # fmt: skip
    refuse_if(_outline_faults(session, task))
    relinked = relink(session, programme, task, links, length)
    if relinked or outline != (task.parent_id, task.kind):
        check_plan(session, programme, form.predecessors)
    return task


@command(Permission.maintain_plan)
def withdraw_task(session: Session, actor: Actor, task: Task, reason: str, on: date, version: int | None = None) -> Task:  # fmt: skip
    """Take a task out of the plan; the links into it and out of it go with it, and so does who works on it."""
    if version is not None:
        check_version(task, version)
    programme = session.get_one(Programme, task.programme_id)
    under = session.exec(
        select(Task.code).where(col(Task.parent_id) == task.id, col(Task.withdrawn_on).is_(None))
    ).all()
    if under:
        raise Conflict([Problem("TASKS_UNDER_IT", "", task.code, {"code": task.code, "tasks": list(under)})])
    withdraw(session, task, reason, on)
    for assignment in assignments_on(session, task.key):
        withdraw(session, assignment, reason, on)
    for successor in _successors(session, task):
        kept = [
            x for x in links_into(session, programme, [successor.key]).get(successor.key, []) if x.source != task.code
        ]
        relink(session, programme, successor, kept, day_length(session, programme))
    relink(session, programme, task, [], day_length(session, programme))
    return task


@command(Permission.maintain_plan)
def move_task(session: Session, actor: Actor, task: Task, to: TaskStatus, reason: str | None = None) -> Task:
    """Set a task aside, take it up again, or call it off: with a reason. Started and finished come from its progress."""
    check_not_withdrawn(task)
    if not (reason or "").strip():
        raise Invalid([Problem("REASON_REQUIRED", "reason", None, {})])
    move(task, to, TRANSITIONS)
    return task


@command(Permission.maintain_plan)
def link_tasks(session: Session, actor: Actor, task: Task, typed: str) -> Task:
    """Add the links that `typed` names to those into a task; one of the same task and type gets the new lag."""
    check_not_withdrawn(task)
    programme = session.get_one(Programme, task.programme_id)
    length = day_length(session, programme)
    wanted = _links(session, programme, task.code, typed, length)
    refuse_if([] if wanted else [Problem("REQUIRED", "predecessors", None, {})])
    named = {(x.source, x.type) for x in wanted}
    held = [x for x in _held(session, programme, task) if (x.source, x.type) not in named]
    relink(session, programme, task, held + wanted, length)
    check_plan(session, programme, typed)
    return task


@command(Permission.maintain_plan)
def unlink_tasks(session: Session, actor: Actor, task: Task, source: str, kind: str) -> Task:
    """Remove one link into a task; one that is gone already stays gone."""
    programme = session.get_one(Programme, task.programme_id)
    kept = [x for x in _held(session, programme, task) if (x.source, str(x.type)) != (source.upper(), kind.upper())]
    relink(session, programme, task, kept, day_length(session, programme))
    return task


def times_that_stay(
    task: Task, constraint: ConstraintKind, constraint_on: date | None, deadline: date | None
) -> dict[str, int | None]:
    """The times of day that plan files gave a task's dates: each stays as long as its day does."""
    held = (task.constraint_type, task.constraint_on) == (constraint, constraint_on)
    return {
        "constraint_min": task.constraint_min if held else None,
        "deadline_min": task.deadline_min if task.deadline == deadline else None,
    }


# --- What the commands share -----------------------------------------------------------------------------------------


def _next_code(session: Session, programme: Programme, kind: TaskKind) -> str:
    """Milestones go on from milestones and work goes on from work, for many plans call them differently (`M12`, `T712`)."""
    milestone = kind == TaskKind.milestone
    alike = col(Task.kind) == TaskKind.milestone if milestone else col(Task.kind) != TaskKind.milestone
    last = select(Task.code).where(col(Task.programme_id) == programme.key, alike).order_by(col(Task.id).desc())
    series = series_of(session.exec(last.limit(1)).first() or "")
    return next_code(session, Task, programme.key, series or ("" if milestone else Task.PREFIX))


def _duration(form: TaskForm, length: DayLength) -> int:
    """Worked minutes; milestones and summaries have none of their own."""
    if form.kind in (TaskKind.milestone, TaskKind.summary):
        typed = round(parse_duration(form.duration, length).minutes) if form.duration else 0
        refuse_if([Problem("MILESTONE_WITH_DURATION", "duration", form.duration, {})] if typed and form.kind == TaskKind.milestone else [])  # fmt: skip
        return 0
    minutes = round(parse_duration(form.duration or "", length).minutes)
    limit = DURATION_LIMIT_DAYS * length.day
    facts = {"min": "1m", "max": f"{DURATION_LIMIT_DAYS}d"}
    refuse_if([] if 0 < minutes <= limit else [Problem("OUT_OF_RANGE", "duration", form.duration, facts)])
    return minutes


def _outline_faults(session: Session, task: Task, *, new: bool = False) -> list[Problem]:
    """Only a summary holds tasks, and what holds tasks stays a summary."""
    found = []
    parent = session.get(Task, task.parent_id) if task.parent_id else None
    if parent is not None and parent.kind != TaskKind.summary:
        found.append(Problem("PARENT_NOT_SUMMARY", "parent", parent.code, {"code": parent.code}))
    if parent is not None and parent.id == task.id:
        found.append(Problem("SELF_REFERENCE", "parent", task.code, {"code": task.code}))
    if not new and task.kind != TaskKind.summary and (under := _tasks_under(session, task)):
        found.append(Problem("TASKS_UNDER_IT", "kind", task.kind, {"code": task.code, "tasks": under}))
    return found


def _tasks_under(session: Session, task: Task) -> list[str]:
    query = select(Task.code).where(col(Task.parent_id) == task.id, col(Task.withdrawn_on).is_(None))
    return list(session.exec(query.order_by(col(Task.position))))


def _links(session: Session, programme: Programme, target: str, typed: str | None, length: DayLength) -> list[Link]:
    """The links that a notation names, checked against the tasks there are; a number alone is the one code that ends in it."""
    if not (typed or "").strip():
        return []
    codes = _named_tasks(session, programme, typed or "")
    known = {spelling for code in (*codes.values(), target) for spelling in (code, code.lower())} | codes.keys()
    found = [_as_kept(x, codes) for x in parse_links(typed or "", target, length=length, known=known)]
    twice = {
        (x.source, x.type) for n, x in enumerate(found) if (x.source, x.type) in {(y.source, y.type) for y in found[:n]}
    }
    refuse_if(
        Problem("NOT_UNIQUE", "predecessors", typed, {"code": f"{source}{kind}"}) for source, kind in sorted(twice)
    )
    return found


def foreseen_links(session: Session, programme: Programme, data: Mapping[str, Any], task: Task | None) -> list[Problem]:
    """What is wrong with the predecessors as submitted, told beside what is wrong with other fields; loops need the whole plan."""
    typed = data.get("predecessors")
    if not isinstance(typed, str) or len(typed) > LINKS_LIMIT:
        return []
    try:
        _links(session, programme, task.code if task else "", typed, day_length(session, programme))
    except Invalid as refusal:
        return list(refusal.problems)
    return []


def _named_tasks(session: Session, programme: Programme, typed: str) -> dict[str, str]:
    """Codes by what was typed for them, of the tasks in use."""
    words = {word.upper() for word in _CODE.findall(unicodedata.normalize("NFKC", typed))}
    words |= {word.partition("-")[0] for word in words}  # `B` of `BFS-1d`
    words |= {_TYPE_AT_END.sub("", word) for word in words}
    found = {code: code for code, (_, gone) in ids_by_code(session, Task, programme.key, words).items() if not gone}
    numbers = {word for word in words if word.isdecimal()}
    if numbers:
        codes = session.exec(
            select(Task.code).where(col(Task.programme_id) == programme.id, col(Task.withdrawn_on).is_(None))
        )
        ending: dict[int, list[str]] = {}
        for code in codes:
            ending.setdefault(int(_NUMBER_AT_END.findall(code)[0] or -1), []).append(code)
        found |= {n: ending[int(n)][0] for n in numbers if len(ending.get(int(n), ())) == 1}
    return found


def _as_kept(link: Link, codes: Mapping[str, str]) -> Link:
    """Codes as they are, whole minutes: as a dependency record holds it."""
    source = codes.get(link.source, link.source.upper())
    return Link(source, link.target, link.type, round(link.lag_min), LagCalendar(link.lag_calendar))


def _held(session: Session, programme: Programme, task: Task) -> list[Link]:
    return links_into(session, programme, [task.key]).get(task.key, [])


def check_plan(session: Session, programme: Programme, typed: str | None = None) -> None:
    """Refuse what would leave a plan that cannot be computed; a loop is named, with the links of which one must go."""
    try:
        network_of(session, programme, programme.status_date)
    except Refusal as refusal:
        raise Invalid([_in_words(p, typed) for p in refusal.problems]) from None


def _in_words(problem: Problem, typed: str | None) -> Problem:
    if problem.code == "DEPENDENCY_CYCLE":
        loop = list(problem.facts["path"])
        steps = [f"{a} → {b}" for a, b in itertools.pairwise(loop)]
        return Problem("DEPENDENCY_CYCLE", "predecessors", typed, {"path": " → ".join(loop), "links": steps})
    if problem.code == "OUTLINE_CYCLE":
        return Problem("OUTLINE_CYCLE", "parent", problem.value, {"path": " → ".join(problem.facts["path"])})
    return problem


def _successors(session: Session, task: Task) -> list[Task]:
    follow = select(Dependency.successor_id).where(
        col(Dependency.predecessor_id) == task.id, col(Dependency.withdrawn_on).is_(None)
    )
    return list(session.exec(select(Task).where(col(Task.id).in_(follow)).order_by(col(Task.position))))


def task_of(session: Session, programme: Programme, code: str) -> Task:
    """The task of that code. Raises `NotFound`."""
    return find(session, Task, programme.id, code.upper())
